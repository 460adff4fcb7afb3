// The page of the diary: write, change and delete entries, see them side by side, take them along.

import { UNDO, askToKeep, isShared, keepDraft, keptDraft, latinDigits, saveFile, showOnly } from './app.js';
import { Refused, entryOf, exchange, isTagged, momentOf, moments, raw, read, startAnew } from './diary-entries.js';

const byId = (id) => document.getElementById(id);
const form = byId('write');
const more = byId('more');
const undo = byId('undo');
// `shown` are the entries in the order of the screen, the newest first. `changed` is the entry in the form, `draft`
// what the form held before. `deleted` are the entries of each Delete, until they are forgotten.
let shown = [];
let changed = null;
let draft = null;
let isTouched = false;
let written; // the script that shows what was written
let isOpening = true; // a page opens at its top, even if it shows a message
const deleted = [];
let forget;

// Loads a script that is not needed at once. Without a network it may be missing.
const load = (script) => script.catch(() => { throw new Refused('not-loaded'); });

// ---- Messages: the page holds their texts ----------------------------------------------------------

function say(name, ...gaps) {
  for (const message of document.querySelectorAll('[data-message]')) {
    message.hidden = message.dataset.message !== name;
    if (message.hidden) continue;
    message.querySelectorAll('bdi').forEach((gap, i) => { gap.textContent = gaps[i]; });
    if (more.contains(message)) more.open = true;
    if (!isOpening) message.scrollIntoView({ block: message.closest('.news') ? 'nearest' : 'center' });
  }
}

const handler = (action) => async (event) => {
  say(null);
  try {
    await action(event);
  } catch (refused) {
    if (!document.querySelector(`[data-message="${refused.name}"]`)) throw refused;
    say(refused.name, refused.number);
    form.querySelector(`[name="${refused.name === 'future' ? 'day' : refused.name}"]`)?.focus({ preventScroll: true });
  }
};

// ---- The form --------------------------------------------------------------------------------------

function now() {
  const here = new Date();
  here.setMinutes(here.getMinutes() - here.getTimezoneOffset());
  const [day, time] = here.toISOString().split('T');
  return { day, time: time.slice(0, 5) };
}

function typed() {
  const data = new FormData(form);
  return { ...Object.fromEntries(data), stopped: data.getAll('stopped'), eased: data.getAll('eased') };
}

const pains = () => [...form.querySelectorAll('[name=pain]')];
// The form asks for the pain of an older entry, at its worst, or now. A number answers one of these questions only: it
// goes when the question changes, and comes back with its question.
let question;
let ratings = {};

function updateFields(isFilled) {
  const { massage, untried, day, time } = typed();
  const before = question;
  question = changed?.older ? 'older' : isTagged({ massage }) ? 'now' : 'worst';
  if (isFilled) ratings = {};
  else if (question !== before) {
    ratings[before] = pains().find(({ checked }) => checked);
    for (const pain of pains()) pain.checked = pain === ratings[question];
  }
  const walk = changed?.older ? ['minutes'] : ['new', ...(untried ? [] : ['minutes', 'walked'])];
  const had = massage && massage !== 'no' ? ['massage', massage] : [];
  showOnly('when', [question, ...walk, ...had, day === now().day ? 'today' : 'day']);
  byId('today').textContent = time;
  byId('moment').textContent = day && time ? moments.format(momentOf({ day, time })) : '';
}

// Goes through the fields of the form, not of the entry: another release may have stored a field that no longer exists.
function fill(values) {
  form.reset();
  for (const field of form.elements) {
    const value = values[field.name] ?? '';
    if (field.matches('[type=radio], [type=checkbox]')) field.checked = [value].flat().map(String).includes(field.value);
    else if (field.name) field.value = value;
  }
  const isAnswered = ({ name, type, checked, value }) => !['day', 'time'].includes(name) && (type === 'text' || type === 'textarea' ? value : checked);
  more.open = Boolean(changed) || [...more.querySelectorAll('[name]')].some(isAnswered);
  updateFields(true);
}

// Returns the entry of the form, without the fields that the form does not ask for now.
function entryTyped() {
  const isAsked = ([name]) => !form.querySelector(`[name="${name}"]`).closest('[data-when][hidden]');
  const { pain, minutes = '', untried, ...other } = Object.fromEntries(Object.entries(typed()).filter(isAsked));
  const walked = latinDigits(minutes).trim();
  return entryOf({
    ...other,
    pain: pain === undefined ? null : Number(pain),
    minutes: walked === '' ? null : /^\d+$/.test(walked) ? Number(walked) : NaN,
    untried: Boolean(untried),
    older: Boolean(changed?.older),
  });
}

function fillFor(entry, values) {
  changed = entry;
  for (const part of form.querySelectorAll('[data-mode]')) part.hidden = (part.dataset.mode === 'change') !== Boolean(entry);
  fill(values);
}

const keep = () => keepDraft((isTouched || draft) && { typed: typed(), changed, draft });

function change(entry) {
  if (entry && !changed) draft = isTouched ? typed() : null;
  fillFor(entry, entry ?? draft ?? now());
  isTouched = Boolean(!entry && draft);
  keep();
  if (entry) form.scrollIntoView({ block: 'start' });
  if (entry) form.querySelector('[name=pain]:checked').focus({ preventScroll: true });
}

form.addEventListener('submit', handler(async (event) => {
  event.preventDefault();
  const entry = entryTyped();
  if (entry.day > now().day) throw new Refused('future');
  const isFirst = raw() === null;
  exchange(changed ? [changed] : [], [entry]);
  const name = changed ? 'changed' : 'saved';
  if (!changed) draft = null;
  change(null);
  await show(entry).catch(() => {}); // the entry is saved, even if it cannot be shown
  event.target.querySelector('button:not([type])').scrollIntoView({ block: 'nearest' }); // "Add more" is closed again
  say(name, entry.pain, moments.format(momentOf(entry)));
  if (isFirst) await askToKeep(true);
}));

form.addEventListener('click', ({ target }) => {
  if (target.closest('[value=keep]')) change(null);
});

form.addEventListener('input', () => {
  isTouched = true;
  say(null);
  updateFields();
  keep();
});

// A page that was left open shows the present day and time when it comes back.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && !isTouched && !changed) fill(now());
});

// ---- What was written ------------------------------------------------------------------------------

// `opened` is an entry whose row is open. A new diary has nothing to show: the script comes with the first entry.
async function show(opened) {
  shown = read().reverse();
  undo.hidden = deleted.length === 0;
  undo.querySelector('bdi').textContent = deleted.at(-1)?.length;
  // Once the script is loaded, nothing is awaited here: the page changes together with the storage.
  if (shown.length) written ??= await load(import('./diary-written.js'));
  written?.showWritten([...shown].reverse(), opened);
  for (const id of ['written', 'entries']) byId(id).hidden = shown.length === 0;
}

async function remove(entries) {
  exchange(entries, []);
  deleted.push(entries);
  if (entries.includes(changed)) change(null);
  clearTimeout(forget);
  forget = setTimeout(() => {
    deleted.length = 0;
    undo.hidden = true;
  }, UNDO);
  await show();
  // The button that was pressed is gone, and the focus with it.
  undo.querySelector('button').focus({ preventScroll: true });
}

byId('entries').addEventListener('click', handler(({ target }) => {
  const button = target.closest('button');
  if (!button) return null;
  if (button.value === 'delete-all') return remove(shown);
  const entry = shown[[...byId('entries').querySelectorAll('li')].indexOf(button.closest('li'))];
  if (button.value === 'change') return change(entry);
  return remove([entry]);
}));

undo.querySelector('button').addEventListener('click', handler(async () => {
  exchange([], deleted.at(-1));
  deleted.pop();
  await show();
  say('back');
}));

// ---- Files and paper -------------------------------------------------------------------------------

const save = (ending, type, text) => saveFile(`ask-first-diary-${now().day}.${ending}`, type, text);

// The module is loaded when a finger touches the buttons. Safari shares a file only inside the tap, so the module must
// be there by then.
const files = () => load(import('./diary-files.js'));

byId('copy').addEventListener('pointerdown', () => files().catch(() => {}));
byId('copy').addEventListener('click', handler(async ({ target }) => {
  const { value } = target.closest('button') ?? {};
  if (value === 'print') print();
  if (value !== 'csv' && value !== 'json') return;
  const { asCsv, asJson, rowsIn } = await files();
  // The file has the words of the table on the page.
  const [type, text] = value === 'csv' ? ['text/csv', asCsv(rowsIn(byId('table')))] : ['application/json', asJson(read())];
  say(await save(value, type, text));
}));

byId('copy').querySelector('input').addEventListener('change', handler(async ({ target }) => {
  const [file] = target.files;
  if (!file) return; // Chrome, when the person closes it without a choice
  // The person may choose the same file again after correcting it.
  target.value = '';
  const entries = await (await files()).entriesIn(file);
  const fresh = exchange([], entries);
  await show();
  say('read', entries.length, fresh);
}));

byId('damaged').addEventListener('click', handler(async ({ target }) => {
  const { value } = target.closest('button') ?? {};
  if (value === 'rescue') {
    const said = await save('txt', 'text/plain', raw());
    byId('damaged').querySelector('[value=start]').hidden = ['not-stored', 'cannot'].includes(said);
    say('damaged');
    const message = document.querySelector(`[data-message="${said}"]`);
    message?.removeAttribute('hidden');
    message?.scrollIntoView({ block: 'nearest' });
    return;
  }
  if (value === 'start') startAnew();
  await show();
}));

// The table is printed even if it is closed on the screen.
addEventListener('beforeprint', () => { byId('table').open = true; });

// ---- Start -----------------------------------------------------------------------------------------

const start = handler(() => show());

// Another tab may have written. The browser may also show this page again after another page has written.
addEventListener('storage', start);
addEventListener('pageshow', ({ persisted }) => persisted && start());
byId('share').hidden = !isShared;
const kept = keptDraft();
isTouched = Boolean(kept);
draft = kept?.draft;
fillFor(kept?.changed, kept?.typed ?? now());
await handler(async () => {
  await show();
  say(kept ? 'typed' : location.hash.slice(1));
})();
isOpening = false;
