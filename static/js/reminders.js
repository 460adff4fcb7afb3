// The page of reminders: plans a reminder, lists the reminders, answers and changes them.

import { dayOf, keepDraft, keptDraft } from './app.js';

const { lang } = document.documentElement;
const form = document.getElementById('new');
const mine = document.getElementById('mine');
const template = document.getElementById('reminder');
const isSupported = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
const TWO_WEEKS = 14 * 24 * 60 * 60 * 1000; // milliseconds
let shown = [];
let lost = [];
let changed = null;
let restored = null; // the lost reminder with which the form is filled
let account; // the module subscription.js; a phone without reminders loads it when it plans the first one

// ---- The form: what the lock screen will show, and which fields matter ---------------------------

function refresh() {
  const isMassage = form.kind.value === 'massage';
  document.getElementById('again').hidden = document.getElementById('night').hidden = isMassage;
  const byDay = !isMassage && !form.at_night.checked;
  form.time.min = byDay ? '08:00' : '';
  form.time.max = byDay ? '20:59' : '';
  const moment = new Date(`${form.day.value}T${form.time.value}`);
  document.getElementById('far').hidden = !(moment - Date.now() > TWO_WEEKS);
  if (form.day.value) document.getElementById('passed').hidden = true;
  if (Number.isNaN(moment.valueOf())) return;
  const words = (options) => new Intl.DateTimeFormat(lang, options).format(moment);
  form.querySelector('[data-clock]').textContent = isMassage ? '' : words({ hour: '2-digit', minute: '2-digit' });
  form.querySelector('[data-date]').textContent = isMassage ? '' : words({ weekday: 'long', day: 'numeric', month: 'long' });
}

function prepare() {
  const tomorrow = new Date();
  tomorrow.setDate(tomorrow.getDate() + 1);
  form.day.min = dayOf(new Date());
  form.day.value ||= dayOf(tomorrow);
  form.zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  form.zone.disabled = false;
  refresh();
}

// Chooses the default of the kind (`data-repeat`): a reminder of a single day is not repeated unless the person wants
// it.
function proposeRepeat() {
  const chosen = form.querySelector('[name=kind]:checked');
  if (chosen.dataset.repeat) form.repeat.value = chosen.dataset.repeat;
}

function change(reminder) {
  changed = reminder;
  restored = null;
  keepDraft(null);
  for (const part of form.querySelectorAll('[data-when]')) part.hidden = (part.dataset.when === 'change') !== Boolean(reminder);
  form.keep.hidden = !reminder;
  if (reminder) fillIn(reminder);
}

function fillIn({ at, kind, repeat, at_night }) {
  [form.day.value, form.time.value] = at.split('T');
  form.kind.value = kind;
  form.repeat.value = repeat;
  form.at_night.checked = at_night;
  refresh();
  form.scrollIntoView({ block: 'start' });
  form.day.focus();
}

// Fills in a lost reminder as it was set before. A day that has passed is left empty.
function restoreLost() {
  change(null);
  [restored] = lost;
  fillIn(restored);
  if (new Date(restored.at) > new Date()) return;
  form.day.value = '';
  document.getElementById('passed').hidden = false;
}

const keepTyped = () => keepDraft({ typed: Object.fromEntries(new FormData(form)), changed });

// Fills in a draft. If a change was begun, the draft also holds the reminder that it changes.
function restoreDraft({ typed, changed: reminder }) {
  if (reminder) change(reminder);
  // A draft of an older release may hold a field that no longer exists.
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

// Shows the answer to a tap and scrolls it into view.
function say(name, text) {
  display(name, text);
  document.querySelector('[data-message]:not([hidden])')?.scrollIntoView({ block: 'center' });
}

// Shows a message that answers no tap and may come late. The page does not scroll to it, but keeps the focused element
// in view.
function tell(name, text) {
  display(name, text);
  if (document.activeElement !== document.body) document.activeElement.scrollIntoView({ block: 'nearest' });
}

function explain(refused, show = say) {
  const isExpected = document.querySelector(`[data-message="${refused.name}"]`);
  show(isExpected ? refused.name : 'our-fault', refused.text);
  if (!isExpected) throw refused;
}

// Runs one action at a time, because numb fingers tap twice.
const doing = (action) => async (event) => {
  const button = event.submitter ?? event.target.closest('button');
  if (!button || button.disabled) return;
  button.disabled = true;
  say('wait');
  try {
    await action(button);
  } catch (refused) {
    explain(refused);
  } finally {
    button.disabled = false;
    // A disabled button loses the focus.
    if (document.activeElement === document.body) button.focus({ preventScroll: true });
  }
};

// ---- Planning --------------------------------------------------------------------------------------

// Must be called in the tap, before anything is awaited: otherwise Firefox and Safari do not ask.
async function askPermission() {
  if (!isSupported) throw refusal('unsupported');
  // eslint-disable-next-line ours/newer-than-floor -- isSupported asks for it
  if ((await Notification.requestPermission()) !== 'granted') throw refusal('denied');
}

// An error with the name of the message that the page holds.
const refusal = (name) => Object.assign(new Error(name), { name });

async function loadAccount() {
  account ??= await import('./subscription.js').catch(() => { throw refusal('offline'); });
}

async function send(fields, { isChange, id } = {}) {
  await askPermission();
  await loadAccount();
  // A browser that withdrew the permission also dropped its subscription. The known reminders need the new one too.
  const known = await account.stayInTouch();
  await account.withSubscriptionLock(async () => {
    const before = await account.existing();
    const subscription = before ?? (await account.subscribe());
    // A lost reminder may be back together with its subscription: then it is changed, not planned twice.
    const isThere = isChange || (fields.kind !== 'massage' && known.some((reminder) => reminder.id === id));
    const body = { subscription, language: lang, zone: form.zone.value, ...fields, ...(isThere && { reminder: id }) };
    const sent = account.call('PUT', '/api/reminders', body);
    const { reminders, first_note: first } = await (before ? sent : sent.catch((refused) => settle(subscription, refused)));
    await account.keep(subscription, reminders);
    await show(reminders);
    say(first ? 'first' : isChange ? 'changed' : 'planned');
  });
}

// The first reminder was refused, or it was stored and the answer was lost. The server is asked which. If it does not
// know the subscription, the browser unsubscribes. If it cannot be reached, the next start of the page settles it.
async function settle(subscription, refused) {
  try {
    return await account.call('POST', '/api/reminders', { subscription });
  } catch (unsettled) {
    if (account.isUnknown(unsettled)) await subscription.unsubscribe();
    throw refused;
  }
}

const plan = doing(async () => {
  const { kind, day, time, repeat } = Object.fromEntries(new FormData(form));
  const lostId = restored?.id;
  const fields = { kind, at: `${day}T${time}`, repeat, at_night: form.at_night.checked };
  await send(fields, { isChange: Boolean(changed), id: changed?.id ?? lostId });
  change(null);
  if (!lostId) return;
  await account.write('/lost', ((await account.read('/lost')) ?? []).filter(({ id }) => id !== lostId));
  lost = await account.findLost();
  await account.announce(shown, lost);
});

// The form keeps its fields.
const toCalendar = doing(async () => {
  const { addToCalendar } = await import('./calendar.js').catch(() => ({})); // without a network it may not be there
  say(addToCalendar ? await addToCalendar(form) : 'no-file');
});

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (event.submitter?.name === 'calendar') toCalendar(event);
  else plan(event);
});
form.keep.addEventListener('click', () => change(null));
form.addEventListener('input', ({ target }) => {
  if (target.name === 'kind') proposeRepeat();
  refresh();
  keepTyped();
});

// ---- The reminders that are there ----------------------------------------------------------------

async function show(reminders) {
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
  const isPast = ({ state, at, sent_at }) => sent_at || (state !== 'paused' && Date.parse(at) <= Date.now());
  if (!reminders.some(isPast)) return;
  const deliveries = await import('./deliveries.js').catch(() => {}); // without a network it may not be there
  await deliveries?.showDeliveries(reminders);
}

// A notification leads to its reminder.
function showAsked() {
  const asked = document.getElementById(location.hash.slice(1));
  if (!asked?.matches('.planned')) return;
  asked.classList.add('asked');
  asked.scrollIntoView({ block: 'center' });
}

// The page offers to undo and does not ask "are you sure". The server has deleted the reminder; undo plans a new one
// from what this page still knows.
const undo = document.getElementById('undo');

function offerUndo({ kind, at, repeat, at_night }) {
  undo.hidden = new Date(at) <= new Date(); // a reminder whose time has passed cannot be planned again
  undo.onclick = doing(() => send({ kind, at, repeat, at_night }));
}

// The message that is shown for each answer.
const MESSAGES = { tomorrow: 'changed', 'next-week': 'changed', resume: 'changed', pause: 'paused', done: 'deleted', stop: 'deleted' };

async function test() {
  const { sendTest } = await import('./answers.js');
  await sendTest();
  say('tested');
}

// Shows the reminders that the server returned. Returns the one with this id, if it is still there.
async function take(reminders, id) {
  if (changed?.id === id) change(null);
  await show(reminders);
  return reminders.find((reminder) => reminder.id === id);
}

async function answerHere(id, value) {
  const answered = shown.find((reminder) => reminder.id === id);
  const { answer } = await import('./answers.js');
  const current = await take(await answer(answered, value), id);
  if (current?.moves === answered.moves) say(current.state === 'resting' ? null : 'already'); // the page was outdated
  else say(MESSAGES[value]);
  if (!current) offerUndo(answered);
  document.getElementById(shown.length ? 'mine-title' : 'title').focus({ preventScroll: true }); // the button is gone
}

mine.addEventListener('click', doing(async (button) => {
  const id = button.closest('li')?.id;
  if (button.id === 'test') return account.withSubscriptionLock(test);
  if (button.value !== 'change') return account.withSubscriptionLock(() => answerHere(id, button.value));
  say(null);
  change(shown.find((reminder) => reminder.id === id));
}));

// Whether the server may know reminders of this phone: it has the permission, or a cache of subscription.js.
async function mayHaveReminders() {
  if (account || globalThis.Notification?.permission === 'granted') return true;
  return caches.has('subscription').catch(() => false); // a private window may keep nothing
}

// Asks the server and shows only what changed, because the list may hold the focus and the form may be half filled.
// Returns the error if the server could not be asked.
async function look() {
  let refused;
  let reminders = shown;
  if (await mayHaveReminders()) {
    try {
      await loadAccount();
      reminders = await account.stayInTouch();
    } catch (why) {
      refused = why;
    }
  }
  if (JSON.stringify(reminders) !== JSON.stringify(shown)) await show(reminders);
  lost = (await account?.findLost(refused).catch(() => [])) ?? []; // a private window may keep nothing
  await account?.announce(reminders, lost).catch(() => {}); // without a network the script may not be there
  if (refused) return refused;
  // Browsers withdraw permissions by themselves. The page tells why reminders do not come.
  const { permission } = Notification; // eslint-disable-line ours/newer-than-floor -- isSupported asks for it
  const isForbidden = !lost.length && (permission === 'denied' || (permission !== 'granted' && reminders.length > 0));
  const isSaid = !document.querySelector('[data-message=denied]').hidden;
  if (isForbidden !== isSaid) tell(isForbidden ? 'denied' : null);
}

// ---- Where the address leads ------------------------------------------------------------------------

// An answer in the address, as in `#<reminder>=done.2`: a browser that reads Declarative Web Push opens it without the
// service worker. See `pwa/reminders/notifications.py`.
const ANSWER = /^#([\w-]+)=(done|tomorrow|next-week|stop)\.(\d+)$/;

async function arrive() {
  const [, id, value, moves] = ANSWER.exec(location.hash) ?? [];
  const refused = await look();
  if (!id) {
    if (refused && !(refused.isDropped && lost.length)) tell(refused.name, refused.text);
    showAsked();
    if (location.hash === '#lost' && lost.length) restoreLost();
    return;
  }
  const asked = { id, moves: Number(moves) };
  const work = () => account.withSubscriptionLock(() => carryOut(asked, value, refused));
  await loadAccount().then(work).catch((why) => explain(why, tell));
}

async function carryOut(asked, value, refused) {
  const { takeFromAddress } = await import('./answers.js');
  const reminders = await takeFromAddress(asked, value, shown, refused);
  const current = reminders && (await take(reminders, asked.id));
  if (!reminders || current?.moves === asked.moves) return tell('already');
  if (current) [document.querySelector('[data-next]').textContent] = current.times;
  tell(current ? 'answered-later' : 'answered');
}

document.getElementById('lost').addEventListener('click', (event) => {
  if (!lost.length || !event.target.closest('[href$="#lost"]')) return;
  event.preventDefault();
  restoreLost();
});
addEventListener('reminders', look); // lost.js or travel.js has changed something
addEventListener('hashchange', arrive);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) look(); // if the server cannot be asked, the page stays as it is
});

// ---- Start -----------------------------------------------------------------------------------------

const draft = keptDraft();
if (draft) restoreDraft(draft);
prepare();
tell(draft ? 'typed' : location.hash.slice(1));
// navigator.standalone exists on iPhones and iPads only. It is false in a tab, where notifications do not work.
if (navigator.standalone === false && !isSupported) document.getElementById('ios').hidden = false;
else if (!isSupported) tell('unsupported');
else await arrive();
