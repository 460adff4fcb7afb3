// The page of the diary: write, change and delete entries, see them side by side, take them along.

import { askToKeep, isShared, keepDraft, keptDraft, latinDigits, saveFile } from './app.js';
import {
  Refused, asJson, asRows, contentOf, days, entriesOf, entriesOfRows, entryOf, exchange, isTagged, momentOf, raw, read,
  sessionsOf, startAnew,
} from './diary-entries.js';

const { lang } = document.documentElement;
const byId = (id) => document.getElementById(id);
const form = byId('write');
const undo = byId('undo');
// `shown` are the entries in the order of the screen, the newest first. `changed` is the entry in the form, `draft`
// what the form held before. `deleted` are the entries of each Delete, until they are forgotten.
let shown = [];
let changed = null;
let draft = null;
let isTouched = false;
let isOpening = true; // a page opens at its top, even if it shows a message
const deleted = [];
const UNDO = 60000; // milliseconds: the phone may go into another hand
let forget;

// ---- Messages: the page holds their texts ----------------------------------------------------------

function say(name, ...numbers) {
  for (const message of document.querySelectorAll('[data-message]')) {
    message.hidden = message.dataset.message !== name;
    if (message.hidden) continue;
    message.querySelectorAll('bdi').forEach((gap, i) => { gap.textContent = numbers[i]; });
    if (!isOpening) message.scrollIntoView({ block: message.closest('.news') ? 'nearest' : 'center' });
  }
}

const doing = (action) => async (event) => {
  say(null);
  try {
    await action(event);
  } catch (refused) {
    if (!document.querySelector(`[data-message="${refused.name}"]`)) throw refused;
    say(refused.name, refused.number);
    form.querySelector(`[name="${refused.name}"]`)?.focus({ preventScroll: true });
  }
};

// ---- The form --------------------------------------------------------------------------------------

function now() {
  const here = new Date();
  here.setMinutes(here.getMinutes() - here.getTimezoneOffset());
  const [day, time] = here.toISOString().split('T');
  return { day, time: time.slice(0, 5) };
}

function fill(values) {
  form.reset();
  // It goes by the fields of the form: another release may have stored a field that does not exist any more.
  for (const { name } of form.elements) if (name) form.elements[name].value = values[name] ?? '';
}

const typed = () => ({ massage: '', technique: '', ...Object.fromEntries(new FormData(form)) });

function entryTyped() {
  const { pain, minutes, technique, ...other } = typed();
  const walked = latinDigits(minutes).trim();
  return entryOf({
    ...other,
    pain: pain === undefined ? null : Number(pain),
    minutes: walked === '' ? null : /^\d+$/.test(walked) ? Number(walked) : NaN,
    technique: isTagged(other) ? technique : '',
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

form.addEventListener('submit', doing(async (event) => {
  event.preventDefault();
  const entry = entryTyped();
  const isFirst = raw() === null;
  exchange(changed ? [changed] : [], [entry]);
  const name = changed ? 'changed' : 'saved';
  if (!changed) draft = null;
  change(null);
  show();
  say(name);
  if (isFirst) await askToKeep(true);
}));

form.addEventListener('click', ({ target }) => {
  if (target.closest('[value=keep]')) change(null);
});

form.addEventListener('input', () => {
  isTouched = true;
  say(null);
  keep();
});

// A page that was left open shows the present day and time when it comes back.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && !isTouched && !changed) fill(now());
});

// ---- What was written ------------------------------------------------------------------------------

const moments = new Intl.DateTimeFormat(`${lang}-u-nu-latn`, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23', timeZone: 'UTC' });
const word = (value) => document.querySelector(`[data-word="${value}"]`)?.textContent ?? '';

function wordsOf(entry) {
  const moment = momentOf(entry);
  const technique = word(entry.technique);
  return {
    ...entry,
    day: days.format(moment),
    when: moments.format(moment),
    technique,
    massage: [word(entry.massage), technique].filter(Boolean).join(' · '),
  };
}

function filled(name, words) {
  const item = byId(name).content.querySelector('[data-item]').cloneNode(true);
  for (const part of item.querySelectorAll('[data-part]')) {
    const text = (words[part.dataset.side] ?? words)[part.dataset.part] ?? '';
    part.textContent = text;
    if (text === '') part.closest('[data-optional]')?.setAttribute('hidden', '');
  }
  return item;
}

function show() {
  const entries = read();
  shown = [...entries].reverse();
  byId('entries').hidden = byId('written').hidden = shown.length === 0;
  byId('entries').querySelector('ul').replaceChildren(...shown.map((entry) => filled('entry', wordsOf(entry))));
  byId('table').querySelector('tbody').replaceChildren(...entries.map((entry) => filled('line', wordsOf(entry))));
  showCharts();
  undo.hidden = deleted.length === 0;
  undo.querySelector('bdi').textContent = deleted.at(-1)?.length;
  const sessions = sessionsOf(entries).reverse();
  byId('sessions').hidden = sessions.length === 0;
  byId('sessions').querySelector('div').replaceChildren(...sessions.map(({ before, after }) => {
    const words = wordsOf(before);
    return filled('session', { day: words.day, before: words, after: wordsOf(after) });
  }));
}

// A new diary has nothing to draw: the script comes with the second entry.
async function showCharts() {
  const chart = shown.length > 1 && (await import('./diary-chart.js').catch(() => {})); // without a network it may not be there
  const isDrawn = chart && shown.length > 1; // an entry may have been deleted meanwhile
  byId('charts').hidden = !isDrawn;
  if (isDrawn) chart.drawCharts([...shown].reverse());
}

function remove(entries) {
  exchange(entries, []);
  deleted.push(entries);
  if (entries.includes(changed)) change(null);
  clearTimeout(forget);
  forget = setTimeout(() => {
    deleted.length = 0;
    undo.hidden = true;
  }, UNDO);
  show();
  // The button that was pressed is gone, and the focus with it.
  undo.querySelector('button').focus({ preventScroll: true });
}

byId('entries').addEventListener('click', doing(({ target }) => {
  const button = target.closest('button');
  if (!button) return;
  if (button.value === 'delete-all') return remove(shown);
  const entry = shown[[...button.closest('ul').children].indexOf(button.closest('li'))];
  if (button.value === 'change') change(entry);
  else remove([entry]);
}));

undo.querySelector('button').addEventListener('click', doing(() => {
  exchange([], deleted.at(-1));
  deleted.pop();
  show();
  say('back');
}));

// ---- Files and paper -------------------------------------------------------------------------------

const save = (ending, type, text) => saveFile(`ask-first-diary-${now().day}.${ending}`, type, text);

// Few people need it, so it is loaded when a finger touches the buttons. Safari shares a file only inside the tap: the
// module must be there by then.
const csv = () => import('./csv.js').catch(() => { throw new Refused('not-loaded'); });

byId('copy').addEventListener('pointerdown', () => csv().catch(() => {}));
byId('copy').addEventListener('click', doing(async ({ target }) => {
  const { value } = target.closest('button') ?? {};
  if (value === 'print') print();
  if (value === 'csv') {
    const rows = asRows(read());
    const { asCsv } = await csv();
    say(await save('csv', 'text/csv', asCsv(rows)));
  }
  if (value === 'json') say(await save('json', 'application/json', asJson(read())));
}));

byId('copy').querySelector('input').addEventListener('change', doing(async ({ target }) => {
  const [file] = target.files;
  if (!file) return; // Chrome, when the person closes it without a choice
  // The same file may be chosen again after it was mended.
  target.value = '';
  const content = await contentOf(file);
  const entries = typeof content === 'string' ? entriesOfRows((await csv()).rowsOf(content)) : entriesOf(content);
  const fresh = exchange([], entries);
  show();
  say('read', entries.length, fresh);
}));

byId('damaged').addEventListener('click', doing(async ({ target }) => {
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
  show();
}));

// The table is printed even if it is closed on the screen.
addEventListener('beforeprint', () => { byId('table').open = true; });

// ---- Start -----------------------------------------------------------------------------------------

const start = doing(show);

// Another tab has written, or the browser shows this page again after another one has.
addEventListener('storage', start);
addEventListener('pageshow', ({ persisted }) => persisted && start());
byId('share').hidden = !isShared;
const kept = keptDraft();
isTouched = Boolean(kept);
draft = kept?.draft;
fillFor(kept?.changed, kept?.typed ?? now());
await doing(() => {
  show();
  say(kept ? 'typed' : location.hash.slice(1));
})();
isOpening = false;
