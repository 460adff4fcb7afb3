// Makes a copy of everything that a person wrote: one file that another phone opens, or an app on the home screen of an
// iPhone, which does not see what its browser stores.
//
// The file is the copy of a diary (a document with a version) with the sheets, the emergency number and the text size
// in it: the diary opens it too.

import { dayOf, isShared, remember, remembered, saveFile } from './app.js';
import { Refused, documentOf, entriesOf, exchange, read } from './diary-entries.js';
import { contentOf } from './diary-files.js';
import { lasting, sheetOf } from './sheet-record.js';

const copies = document.getElementById('copies');
const SHEETS = ['doctor', 'therapist'];
// The emergency number, its country and the one that a person typed belong together.
const NUMBER = ['number', 'country', 'own-number'];
const VALUES = { number: /^\+?\d{2,15}$/, country: /^[A-Z]{2}$/, 'own-number': /^\+?\d{2,15}$/, text: /^larger?$/ };
const isValue = ([key, value]) => typeof value === 'string' && VALUES[key].test(value);
const KEYS = ['diary', ...SHEETS, ...Object.keys(VALUES)];
const isSomethingHere = () => KEYS.some(remembered);

// ---- What a copy holds -----------------------------------------------------------------------------

// Returns undefined if there is no sheet, or if its own page could not read it.
function sheetHere(name) {
  try {
    return lasting(sheetOf(JSON.parse(remembered(name))));
  } catch {
    return undefined;
  }
}

function everything() {
  const sheets = SHEETS.map((name) => [name, sheetHere(name)]);
  const values = Object.keys(VALUES).map((key) => [key, remembered(key)]).filter(isValue);
  return JSON.stringify({ ...documentOf(read()), ...Object.fromEntries([...sheets, ...values]) }, null, 1);
}

// Refuses a copy that is damaged anywhere: it is taken whole or not at all.
function checkedCopy(content) {
  try {
    const has = (key) => content[key] !== undefined;
    const entries = entriesOf(content);
    const sheets = SHEETS.filter(has).map((name) => [name, lasting(sheetOf(content[name]))]);
    const values = Object.keys(VALUES).filter(has).map((key) => [key, content[key]]);
    if (values.every(isValue)) return { entries, sheets, values };
  } catch (refused) {
    if (refused.name === 'newer') throw refused;
  }
  throw new Refused('unknown');
}

// ---- Merging with what this phone has --------------------------------------------------------------

// The lines of a part mean something together, so a copy adds all of them or none: the signs of one day, and the
// doctor's answer and limits with their day and words. A copy never changes what the therapist may do.
const SIGNS = /^signs\./;
const REPLY = /^(reply\.|limits-|answer-)/;
const ALLOWED = /^do\./;

// Keeps what this phone has, and adds what only the copy has.
function together(here, copied) {
  if (!here) return copied;
  const kept = [SIGNS, REPLY].filter((part) => [...here.ticks, ...Object.keys(here.words)].some((id) => part.test(id)));
  const isAdded = (id) => ![ALLOWED, ...kept].some((part) => part.test(id));
  const ticks = copied.ticks.filter((id) => isAdded(id) && !here.ticks.includes(id));
  const words = { ...here.words };
  for (const [id, text] of Object.entries(copied.words).filter(([id]) => isAdded(id))) {
    if (!words[id]) words[id] = text;
    else if (!words[id].split(' / ').includes(text)) words[id] += ` / ${text}`;
  }
  return {
    day: kept.includes(SIGNS) ? here.day : copied.day,
    ticks: [...here.ticks, ...ticks],
    unsure: [...here.unsure, ...copied.unsure.filter((id) => ticks.includes(id))],
    words,
  };
}

// Adds the whole copy, or nothing of it: a full phone keeps what it had.
function add({ entries, sheets, values }) {
  const before = KEYS.map((key) => [key, remembered(key)]);
  const isNew = ([key]) => !(NUMBER.includes(key) ? NUMBER : [key]).some(remembered);
  const added = [
    ...sheets.map(([name, sheet]) => [name, JSON.stringify(together(sheetHere(name), sheet))]),
    ...values.filter(isNew),
  ];
  exchange([], entries);
  if (added.every(([key, value]) => remember(key, value))) return;
  for (const [key] of before) remember(key, null);
  for (const [key, value] of before) remember(key, value);
  throw new Refused('full');
}

// ---- The page --------------------------------------------------------------------------------------

function say(name) {
  for (const message of copies.querySelectorAll('[data-message]')) {
    message.hidden = message.dataset.message !== name;
    if (!message.hidden) message.scrollIntoView({ block: 'nearest' });
  }
}

const handler = (action) => async (event) => {
  say(null);
  try {
    say(await action(event));
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    say(refused.name === 'ahead' ? 'damaged' : refused.name); // the page of the diary says why it cannot be read
  }
};

const show = () => {
  for (const part of copies.querySelectorAll('[data-save]')) part.hidden = !isSomethingHere();
};

// The offer is made once. The page "Saved on this phone" opens a copy at any time.
function endOffer() {
  remember('copy-offered', 'yes');
  for (const part of copies.querySelectorAll('[data-offer]')) part.hidden = true;
}

const field = copies.querySelector('[type=file]');
const actions = {
  save: () => saveFile(`ask-first-copy-${dayOf(new Date())}.json`, 'application/json', everything()),
  open: () => field.click(),
  'not-now': () => {
    endOffer();
    copies.hidden = true;
  },
};

copies.addEventListener('click', handler(({ target }) => actions[target.closest('button')?.value]?.()));

field?.addEventListener('change', handler(async () => {
  const [file] = field.files;
  if (!file) return null; // Chrome, when the person closes it without a choice
  const content = await contentOf(file).catch(() => null);
  field.value = ''; // it may be chosen again
  add(checkedCopy(content));
  // The size of the text and the number to call change on this page too.
  dispatchEvent(new Event('pageshow'));
  dispatchEvent(new Event('storage'));
  endOffer();
  show();
  return 'opened';
}));

// On Android the app on the home screen shares the storage of the browser: nobody is asked where something is stored.
const isAsked = navigator.standalone || !isSomethingHere();
// On the page "install" the copy is one of the steps, which install.js shows.
if (copies.matches('section')) copies.hidden = copies.matches('[data-offer]') && !isAsked;
for (const hint of copies.querySelectorAll('[data-shared]')) hint.hidden = !isShared;
show();
