// The page of reminders: plan one, answer and change those that are there.

import { keepDraft, keptDraft } from './draft.js';
import { Refused, alone, call, end, existing, keep, kept, stayInTouch, subscribe } from './subscription.js';

const { lang } = document.documentElement;
const form = document.getElementById('new');
const mine = document.getElementById('mine');
const template = document.getElementById('reminder');
const isSupported = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
let shown = [];
let changed = null;

// ---- The form: what the lock screen will show, and which fields matter ---------------------------

const twoDigits = (number) => String(number).padStart(2, '0');
const isoDay = (date) => `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;

function refresh() {
  const isMassage = form.kind.value === 'massage';
  document.getElementById('again').hidden = document.getElementById('night').hidden = isMassage;
  const byDay = !isMassage && !form.at_night.checked;
  form.time.min = byDay ? '08:00' : '';
  form.time.max = byDay ? '20:59' : '';
  const moment = new Date(`${form.day.value}T${form.time.value}`);
  if (Number.isNaN(moment.valueOf())) return;
  const words = (options) => new Intl.DateTimeFormat(lang, options).format(moment);
  form.querySelector('[data-clock]').textContent = isMassage ? '' : words({ hour: '2-digit', minute: '2-digit' });
  form.querySelector('[data-date]').textContent = isMassage ? '' : words({ weekday: 'long', day: 'numeric', month: 'long' });
}

function prepare() {
  const tomorrow = new Date();
  tomorrow.setDate(tomorrow.getDate() + 1);
  form.day.min = isoDay(new Date());
  form.day.value ||= isoDay(tomorrow);
  form.zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  form.zone.disabled = false;
  refresh();
}

// A note on one day is no series, unless the person wants that.
function proposeRepeat() {
  const chosen = form.querySelector('[name=kind]:checked');
  if (chosen.dataset.repeat) form.repeat.value = chosen.dataset.repeat;
}

function change(reminder) {
  changed = reminder;
  keepDraft(null);
  for (const part of form.querySelectorAll('[data-when]')) part.hidden = (part.dataset.when === 'change') !== Boolean(reminder);
  form.keep.hidden = !reminder;
  if (!reminder) return;
  [form.day.value, form.time.value] = reminder.at.split('T');
  form.kind.value = reminder.kind;
  form.repeat.value = reminder.repeat;
  form.at_night.checked = reminder.at_night;
  refresh();
  form.scrollIntoView({ block: 'start' });
  form.day.focus();
}

const keepTyped = () => keepDraft({ typed: Object.fromEntries(new FormData(form)), changed });

// What was half typed, and of a change that was begun also what it changes.
function restore({ typed, changed: reminder }) {
  if (reminder) change(reminder);
  // Another release may have kept a field that is gone.
  for (const [name, value] of Object.entries(typed)) if (form.elements[name]) form.elements[name].value = value;
  form.at_night.checked = Boolean(typed.at_night);
  keepTyped();
}

// ---- Messages: the page holds their texts, a problem brings its own ------------------------------

function display(name, text) {
  for (const message of document.querySelectorAll('[data-message]')) {
    message.hidden = message.dataset.message !== name;
    if (!message.hidden && text) message.textContent = text;
  }
}

// The answer to a tap: it is brought into view.
function say(name, text) {
  display(name, text);
  document.querySelector('[data-message]:not([hidden])')?.scrollIntoView({ block: 'center' });
}

// What the page finds out by itself, perhaps late: the person stays where they are, and sees what has the focus.
function tell(name, text) {
  display(name, text);
  if (document.activeElement !== document.body) document.activeElement.scrollIntoView({ block: 'nearest' });
}

// One thing at a time: numb fingers tap twice.
const doing = (action) => async (event) => {
  const button = event.submitter ?? event.target.closest('button');
  if (!button || button.disabled) return;
  button.disabled = true;
  say('wait');
  try {
    await action(button);
  } catch (refused) {
    if (refused instanceof Refused) return say(refused.name, refused.text);
    say('our-fault');
    throw refused;
  } finally {
    button.disabled = false;
    // A button that cannot be pressed loses the focus.
    if (document.activeElement === document.body) button.focus({ preventScroll: true });
  }
};

// ---- Planning --------------------------------------------------------------------------------------

// Called first in the tap on the button, before anything is awaited: Firefox and Safari refuse to ask otherwise.
async function askPermission() {
  if (!isSupported) throw new Refused('unsupported');
  if ((await Notification.requestPermission()) !== 'granted') throw new Refused('denied');
}

async function send(wish, id) {
  await askPermission();
  // With the permission the browser dropped its subscription, and the reminders need the new one too.
  await stayInTouch();
  await alone(async () => {
    const before = await existing();
    const subscription = before ?? (await subscribe());
    try {
      const body = { subscription, language: lang, zone: form.zone.value, ...wish, ...(id && { reminder: id }) };
      const { reminders, first_note: first } = await call('PUT', '/api/reminders', body);
      await keep(subscription);
      show(reminders);
      say(first ? 'first' : id ? 'changed' : 'planned');
    } catch (refused) {
      if (!before) await subscription.unsubscribe(); // what the server refused, the browser takes back
      throw refused;
    }
  });
}

const plan = doing(async () => {
  const { kind, day, time, repeat } = Object.fromEntries(new FormData(form));
  await send({ kind, at: `${day}T${time}`, repeat, at_night: form.at_night.checked }, changed?.id);
  change(null);
});

form.addEventListener('submit', (event) => {
  if (event.submitter?.name === 'calendar') return; // the browser fetches the file
  event.preventDefault();
  plan(event);
});
form.keep.addEventListener('click', () => change(null));
form.addEventListener('input', ({ target }) => {
  if (target.name === 'kind') proposeRepeat();
  refresh();
  keepTyped();
});

// ---- The reminders that are there ----------------------------------------------------------------

function show(reminders) {
  shown = reminders;
  const items = reminders.map((reminder) => {
    const item = template.content.cloneNode(true).firstElementChild;
    item.id = reminder.id;
    for (const part of item.querySelectorAll('[data-part]')) part.textContent = reminder[part.dataset.part];
    const times = reminder.times.map((text) => Object.assign(document.createElement('li'), { textContent: text }));
    item.querySelector('.times').replaceChildren(...times);
    item.querySelector('[value=pause]').hidden = reminder.state !== 'planned';
    item.querySelector('[value=resume]').hidden = reminder.state !== 'paused';
    item.querySelector('.check-again').hidden = reminder.kind !== 'check';
    item.classList.toggle('due', reminder.due);
    return item;
  });
  mine.querySelector('ul').replaceChildren(...items);
  mine.hidden = items.length === 0;
}

// A note leads to its reminder.
function showAsked() {
  const asked = document.getElementById(location.hash.slice(1));
  if (!asked?.matches('.planned')) return;
  asked.classList.add('asked');
  asked.scrollIntoView({ block: 'center' });
}

// Undo instead of "are you sure". The server has forgotten it: this page alone still knows, and plans it anew.
const undo = document.getElementById('undo');

function offerUndo({ kind, at, repeat, at_night }) {
  undo.hidden = new Date(at) <= new Date(); // its time has passed: there is nothing to bring back
  undo.onclick = doing(() => send({ kind, at, repeat, at_night }));
}

const SAID = { tomorrow: 'changed', 'next-week': 'changed', resume: 'changed', pause: 'paused', done: 'deleted', stop: 'deleted' };

// What this browser proves itself with: its subscription, or what it had before notes were forbidden. Of a subscription
// that it does not know the server would say that nothing is left: it is told of a new one first.
async function proof() {
  const present = await existing().catch(() => undefined);
  const old = await kept();
  if (present && old && present.endpoint !== old.endpoint) {
    await call('POST', '/api/reminders/renew', { subscription: present, old });
    await keep(present);
  }
  return present ?? old;
}

async function test() {
  await call('POST', '/api/reminders/test', { subscription: await proof() });
  say('tested');
}

async function answer(id, value) {
  const answered = shown.find((reminder) => reminder.id === id);
  const body = { subscription: await proof(), reminder: id, answer: value };
  const { reminders } = await call('POST', '/api/reminders/answer', body);
  if (reminders.length === 0) await end();
  if (changed?.id === id) change(null);
  show(reminders);
  const is = reminders.find((reminder) => reminder.id === id);
  say(is?.state === 'resting' ? null : SAID[value]); // a page left open offers to pause what rests by now
  if (SAID[value] === 'deleted') offerUndo(answered);
  document.getElementById(reminders.length ? 'mine-title' : 'title').focus({ preventScroll: true }); // the button is gone
}

mine.addEventListener('click', doing(async (button) => {
  const id = button.closest('li')?.id;
  if (button.id === 'test') return alone(test);
  if (button.value !== 'change') return alone(() => answer(id, button.value));
  say(null);
  change(shown.find((reminder) => reminder.id === id));
}));

// What is new is shown, and only that: the list may hold the focus, and the form may be half filled.
async function look() {
  const reminders = await stayInTouch();
  if (JSON.stringify(reminders) !== JSON.stringify(shown)) show(reminders);
  // Browsers take a permission back by themselves.
  const { permission } = Notification;
  const isForbidden = permission === 'denied' || (permission !== 'granted' && reminders.length > 0);
  const isSaid = !document.querySelector('[data-message=denied]').hidden;
  if (isForbidden !== isSaid) tell(isForbidden ? 'denied' : null);
}

addEventListener('hashchange', showAsked);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') look().catch(() => {}); // what was shown stays
});

// ---- Start -----------------------------------------------------------------------------------------

const draft = keptDraft();
if (draft) restore(draft);
prepare();
tell(draft ? 'typed' : location.hash.slice(1));
// navigator.standalone exists on iPhones and iPads only: false is a tab, where notes do not work.
if (navigator.standalone === false && !isSupported) document.getElementById('ios').hidden = false;
else if (!isSupported) tell('unsupported');
else {
  await look().catch((refused) => tell(refused.name, refused.text));
  showAsked();
}
