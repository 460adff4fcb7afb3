// The page of reminders: sets a reminder, lists the reminders, answers and changes them.

import { dayOf, keepDraft, keptDraft, noteStep, showOnly } from './app.js';

const { lang } = document.documentElement;
const form = document.getElementById('new');
const proposal = document.getElementById('proposal').parentElement;
const mine = document.getElementById('mine');
const isSupported = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
const TWO_WEEKS = 14 * 86400000; // milliseconds
let shown = [];
let lost = [];
let changed = null; // the reminder that the form changes
let restored = null; // the lost reminder with which the form is filled
let account; // the module subscription.js; a phone without reminders loads it when it sets the first one

// ---- The form: one reminder is proposed, and the fields are for every other ------------------------

// Shows what the lock screen will show, and which fields matter.
function updateForm() {
  const isMassage = form.kind.value === 'massage';
  document.getElementById('again').hidden = document.getElementById('night').hidden = isMassage;
  const byDay = !isMassage && !form.at_night.checked;
  form.time.min = byDay ? '08:00' : '';
  form.time.max = byDay ? '20:59' : '';
  const moment = new Date(`${form.day.value}T${form.time.value}`);
  document.getElementById('far').hidden = !(moment - Date.now() > TWO_WEEKS);
  if (form.day.value) document.getElementById('passed').hidden = true;
  if (Number.isNaN(moment.valueOf())) return;
  const words = (options) => new Intl.DateTimeFormat(`${lang}-u-nu-latn`, options).format(moment);
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
  updateForm();
}

// Chooses the default of the kind (`data-repeat`): a reminder of a single day is not repeated unless the person wants
// it.
function proposeRepeat() {
  const chosen = form.querySelector('[name=kind]:checked');
  if (chosen.dataset.repeat) form.repeat.value = chosen.dataset.repeat;
}

// Shows the proposal, which is the form with its defaults, or the fields.
function showForm(part) {
  showOnly('form', [part]);
  document.getElementById('plan').classList.toggle('planned', part === 'proposal');
}

function propose() {
  changed = restored = null;
  form.reset();
  prepare();
  showForm('proposal');
}

// The page may have been open since yesterday.
function renewProposal() {
  if (!proposal.hidden) propose();
}

function dropDraft() {
  keepDraft(null);
  propose();
}

// Opens the fields for a new reminder, or for the one to change.
function openFields(reminder = null) {
  changed = reminder;
  restored = null;
  keepDraft(null);
  showOnly('when', [reminder ? 'change' : 'new']);
  showForm('fields');
  if (reminder) fillIn(reminder);
}

function fillIn({ at, kind, repeat, at_night }) {
  [form.day.value, form.time.value] = at.split('T');
  form.kind.value = kind;
  if (repeat) form.repeat.value = repeat;
  else proposeRepeat();
  form.at_night.checked = at_night;
  updateForm();
}

function goToFields() {
  form.scrollIntoView({ block: 'start' });
  form.day.focus();
}

// Fills in a reminder that was set before, on this phone or on another. A day that has passed is left empty.
function fillInAgain(reminder) {
  openFields();
  fillIn(reminder);
  if (new Date(reminder.at) > new Date()) return;
  form.day.value = '';
  document.getElementById('passed').hidden = false;
}

function restoreLost() {
  fillInAgain(lost[0]);
  [restored] = lost;
  goToFields();
}

const keepTyped = () => keepDraft({ typed: Object.fromEntries(new FormData(form)), changed });

// Fills in a draft. If a change was begun, the draft also holds the reminder that it changes.
function restoreDraft({ typed, changed: reminder }) {
  openFields(reminder);
  // A draft of an older release may hold a field that no longer exists.
  for (const [name, value] of Object.entries(typed)) if (form.elements[name]) form.elements[name].value = value;
  form.at_night.checked = Boolean(typed.at_night);
  prepare();
  keepTyped();
}

// ---- Messages: the page holds their texts, a problem brings its own --------------------------------

// Shows a message that answers no tap and may come late. The page does not scroll to it, but keeps the focused element
// in view.
function showMessage(name, text) {
  replaceMessage(name, text);
  if (document.activeElement !== document.body) document.activeElement.scrollIntoView({ block: 'nearest' });
}

// Shows the answer to a tap and scrolls it into view.
function scrollToMessage(name, text) {
  replaceMessage(name, text)?.scrollIntoView({ block: 'center' });
}

function replaceMessage(name, text) {
  showOnly('message', [name]);
  const message = document.querySelector('[data-message]:not([hidden])');
  if (text) message.textContent = text;
  return message;
}

function explain(refused, display = scrollToMessage) {
  const isExpected = document.querySelector(`[data-message="${refused.name}"]`);
  display(isExpected ? refused.name : 'our-fault', refused.text);
  if (!isExpected) throw refused;
}

// Runs one action at a time, because numb fingers tap twice.
const handler = (action) => async (event) => {
  const button = event.submitter ?? event.target.closest('button');
  if (!button || button.disabled) return;
  button.disabled = true;
  scrollToMessage('wait');
  try {
    await action(button);
  } catch (refused) {
    explain(refused);
  } finally {
    button.disabled = false;
    // A disabled button loses the focus. If the button is hidden, the focus moves to the button of the calendar.
    if (document.activeElement === document.body) (button.hidden ? form.calendar[0] : button).focus({ preventScroll: true });
  }
};

// An error with the name of the message that the page holds.
const refusal = (name) => Object.assign(new Error(name), { name });

// Without a network a module may be missing that was not loaded yet.
const offline = () => { throw refusal('offline'); };

// ---- Setting a reminder ----------------------------------------------------------------------------

// eslint-disable-next-line ours/newer-than-floor -- isSupported asks for it
const canNotify = () => isSupported && Notification.permission !== 'denied';

// Shows the calendar in the place of notifications that cannot come.
const showChannel = () => showOnly('channel', [canNotify() ? 'push' : 'calendar']);

// Must be called in the tap, before anything is awaited: otherwise Firefox and Safari do not ask.
async function askPermission() {
  // eslint-disable-next-line ours/newer-than-floor -- canNotify() asks for it
  const permission = await Notification.requestPermission();
  showChannel();
  if (permission !== 'granted') throw refusal('denied');
}

async function loadAccount() {
  account ??= await import('./subscription.js').catch(offline);
}

async function send(fields, identity) {
  await askPermission();
  const { setReminder } = await import('./set-reminder.js').catch(offline);
  await loadAccount();
  const { reminders, message } = await setReminder({ zone: form.zone.value, ...fields }, identity);
  if (message !== 'changed') noteStep('reminder');
  await show(reminders);
  scrollToMessage(message);
}

const plan = handler(async () => {
  const { kind, day, time, repeat } = Object.fromEntries(new FormData(form));
  const lostId = restored?.id;
  const fields = { kind, at: `${day}T${time}`, repeat, at_night: form.at_night.checked };
  await send(fields, { isChange: Boolean(changed), id: changed?.id ?? lostId });
  dropDraft();
  if (!lostId) return;
  lost = await account.findLost();
  await account.announce(shown, lost);
});

// Saves the calendar file. The form keeps its fields.
const toCalendar = handler(async () => {
  const { addToCalendar } = await import('./calendar.js').catch(() => ({})); // without a network it may not be there
  scrollToMessage(addToCalendar ? await addToCalendar(form) : 'no-file');
});

form.addEventListener('submit', (event) => {
  event.preventDefault();
  renewProposal();
  // The Enter key presses the first button, even if it is hidden.
  if (event.submitter?.name === 'calendar' || !canNotify()) toCalendar(event);
  else plan(event);
});
form.open.addEventListener('click', () => {
  openFields();
  form.querySelector('[name=kind]:checked').focus();
});
form.keep.addEventListener('click', () => {
  dropDraft();
  form.open.focus();
});
form.addEventListener('input', ({ target }) => {
  if (target.name === 'kind') proposeRepeat();
  updateForm();
  keepTyped();
});

// ---- A second phone --------------------------------------------------------------------------------

async function showCode(button, reminder) {
  const secondPhone = await import('./second-phone.js').catch(offline);
  await secondPhone.showCode(button.closest('.second-phone'), reminder);
  scrollToMessage(null);
}

form.querySelector('[value=code]').addEventListener('click', handler((button) => {
  renewProposal();
  return showCode(button, { kind: form.kind.value, at: `${form.day.value}T${form.time.value}` });
}));

// Fills in the reminder of another phone. Nothing is set until the person says so. Returns the message that is shown.
async function fillInFromCode() {
  try {
    const { readCode } = await import('./second-phone.js').catch(offline);
    const code = location.hash.slice(1);
    history.replaceState(null, '', location.pathname);
    const reminder = readCode(code);
    if (!form.querySelector(`[name=kind][value=${reminder.kind}]`)) throw refusal('bad-code');
    fillInAgain(reminder);
    keepTyped();
    scrollToMessage('from-phone');
    return 'from-phone';
  } catch (refused) {
    explain(refused);
    return refused.name;
  }
}

// ---- The reminders that are there ------------------------------------------------------------------

async function show(reminders) {
  shown = reminders;
  mine.hidden = reminders.length === 0;
  const { showList } = await import('./reminder-list.js').catch(offline);
  await showList(reminders);
}

// Shows the reminder to which a notification leads.
function showAsked() {
  const asked = document.getElementById(location.hash.slice(1));
  if (!asked?.matches('.planned')) return;
  asked.classList.add('asked');
  asked.scrollIntoView({ block: 'center' });
}

// The page offers to undo and does not ask "are you sure". The server has deleted the reminder; undo sets a new one
// from what this page still knows.
const undo = document.getElementById('undo');

function offerUndo({ kind, at, repeat, at_night }) {
  undo.hidden = new Date(at) <= new Date(); // a reminder whose time has passed cannot be set again
  undo.onclick = handler(() => send({ kind, at, repeat, at_night }));
}

async function test() {
  const { sendTest } = await import('./answers.js');
  await sendTest();
  scrollToMessage('tested');
}

// Shows what an answer has changed: it is the result of a function of answers.js. After "Done" on the reminder to book,
// it asks what the doctor said.
async function showAnswered(reminder, value, { reminders, current, message }, display) {
  if (changed?.id === reminder.id) dropDraft();
  if (reminders) await show(reminders);
  display(message);
  const isBooked = reminder.kind === 'doctor' && value === 'done' && reminders && !current;
  if (isBooked) (await import('./doctor-said.js').catch(offline)).ask();
}

async function answerHere(reminder, value) {
  const { answerOnPage } = await import('./answers.js');
  const answered = await answerOnPage(reminder, value);
  await showAnswered(reminder, value, answered, scrollToMessage);
  if (!answered.current) offerUndo(reminder);
  document.getElementById(shown.length ? 'mine-title' : 'title').focus({ preventScroll: true }); // the button is gone
}

mine.addEventListener('click', handler(async (button) => {
  const id = button.closest('li')?.id;
  const reminder = shown.find((one) => one.id === id);
  if (button.id === 'test') return account.withSubscriptionLock(test);
  if (button.value === 'code') return showCode(button, reminder);
  if (button.value !== 'change') return account.withSubscriptionLock(() => answerHere(reminder, button.value));
  scrollToMessage(null);
  openFields(reminder);
  goToFields();
}));

// Returns whether the server may know reminders of this phone: it has the permission, or a cache of subscription.js.
async function mayHaveReminders() {
  if (account || globalThis.Notification?.permission === 'granted') return true;
  return caches.has('subscription').catch(() => false); // a private window may keep nothing
}

// Asks the server and shows only what changed, because the list may hold the focus and the form may be half filled.
// Returns the error if the server could not be asked.
async function refreshReminders() {
  let refused;
  let reminders = shown;
  if (await mayHaveReminders()) {
    try {
      await loadAccount();
      reminders = await account.syncReminders();
    } catch (why) {
      refused = why;
      reminders = why.reminders ?? shown;
    }
  }
  if (JSON.stringify(reminders) !== JSON.stringify(shown)) await show(reminders);
  lost = (await account?.findLost(refused).catch(() => [])) ?? []; // a private window may keep nothing
  await account?.announce(reminders, lost).catch(() => {}); // without a network the script may not be there
  showChannel();
  if (refused) return refused;
  // Browsers withdraw permissions by themselves. The page tells why reminders do not come.
  const { permission } = Notification; // eslint-disable-line ours/newer-than-floor -- callers ask isSupported
  const isForbidden = !lost.length && (permission === 'denied' || (permission !== 'granted' && reminders.length > 0));
  const isSaid = !document.querySelector('[data-message=denied]').hidden;
  if (isForbidden !== isSaid) showMessage(isForbidden ? 'denied' : null);
}

// ---- Where the address leads -----------------------------------------------------------------------

// An answer in the address, as in `#<reminder>=done.2`: a browser that reads Declarative Web Push opens it without the
// service worker. See `pwa/reminders/notifications.py`.
const ANSWER = /^#([\w-]+)=(done|tomorrow|next-week|stop)\.(\d+)$/;
// A code of another phone, whole or damaged: no other address has a point.
const CODE = /^#(\d$|[^=]*\.)/;

async function arrive() {
  const message = CODE.test(location.hash) && (await fillInFromCode());
  if (!isSupported) return;
  const [, id, value, moves] = ANSWER.exec(location.hash) ?? [];
  const refused = await refreshReminders();
  if (message) return showMessage(message);
  if (!id) {
    if (refused && !(refused.isDropped && lost.length)) showMessage(refused.name, refused.text);
    showAsked();
    if (location.hash === '#lost' && lost.length) restoreLost();
    return;
  }
  const reminder = shown.find((one) => one.id === id) ?? { id };
  const answerInAddress = async () => {
    const { answerFromAddress } = await import('./answers.js');
    const answered = await answerFromAddress({ id, moves: Number(moves) }, value, shown, refused);
    for (const gap of document.querySelectorAll('[data-next]')) gap.textContent = answered.current?.times;
    await showAnswered(reminder, value, answered, showMessage);
  };
  await loadAccount().then(() => account.withSubscriptionLock(answerInAddress)).catch((why) => explain(why, showMessage));
}

document.getElementById('lost').addEventListener('click', (event) => {
  if (!lost.length || !event.target.closest('[href$="#lost"]')) return;
  event.preventDefault();
  restoreLost();
});
addEventListener('reminders', refreshReminders); // lost.js or travel.js has changed something
addEventListener('hashchange', arrive);
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  renewProposal();
  if (isSupported) refreshReminders(); // if the server cannot be asked, the page stays as it is
});

// ---- Start -----------------------------------------------------------------------------------------

const draft = keptDraft();
if (draft) restoreDraft(draft);
else propose();
showChannel();
if (draft) showMessage('typed');
else if (location.hash === '#draft-lost') showMessage('draft-lost');
else if (isSupported && !canNotify()) showMessage('denied'); // before the page is painted, so that it moves nothing
// navigator.standalone exists on iPhones and iPads only. It is false in a tab, where notifications do not work.
document.getElementById('ios').hidden = isSupported || navigator.standalone !== false;
await arrive();
