// The entries of the diary: their fields, their storage (in this browser and nowhere else), and their files. Everything
// that comes in is treated as text.

import { lengthOf } from './app.js';

const KEY = 'diary';
const VERSION = 1;
const MOST = { pain: 10, minutes: 1440, note: 500 };
// '' means unanswered, which never counts as no.
const MASSAGE = ['', 'no', 'before', 'after'];
const TECHNIQUES = ['', 'swedish', 'myofascial-release', 'trigger-point', 'other'];
const FIELDS = ['day', 'time', 'pain', 'minutes', 'massage', 'technique', 'note'];
// Bytes of a file. Browsers store less, so every copy can be read again.
const LARGEST = 20_000_000;

// `name` is the message that the page shows, `number` fills the gap in it.
export class Refused extends Error {
  constructor(name, number) {
    super(name);
    Object.assign(this, { name, number });
  }
}

// ---- One entry -------------------------------------------------------------------------------------

// Returns the moment as it was typed, in milliseconds: a wall time, counted as if it were UTC, wherever the phone is.
export const momentOf = ({ day, time }) => Date.parse(`${day}T${time}Z`);

// Writes the day of such a moment.
export const days = new Intl.DateTimeFormat(`${document.documentElement.lang}-u-nu-latn`, { dateStyle: 'medium', timeZone: 'UTC' });

// It checks that both are texts: a list that holds one day would become that day in the template.
const isMoment = ({ day, time }) => typeof day === 'string' && typeof time === 'string'
  && new Date(`${day}T${time}Z`).toJSON() === `${day}T${time}:00.000Z`;
const isWhole = (number, most) => Number.isInteger(number) && number >= 0 && number <= most;

// Makes an entry of what was typed, stored or read from a file. Throws `Refused` with the name of the wrong field.
export function entryOf({ day, time, pain, minutes, massage, technique, note }) {
  if (!isMoment({ day, time })) throw new Refused('day');
  if (!isWhole(pain, MOST.pain)) throw new Refused('pain');
  if (minutes !== null && !isWhole(minutes, MOST.minutes)) throw new Refused('minutes');
  const isKnown = MASSAGE.includes(massage) && TECHNIQUES.includes(technique) && (!technique || isTagged({ massage }));
  if (!isKnown || typeof note !== 'string') throw new Refused('massage');
  const tidy = note.replace(/\r\n?/g, '\n').trim();
  const length = lengthOf(tidy);
  if (length > MOST.note) throw new Refused('note', length);
  return { day, time, pain, minutes, massage, technique, note: tidy };
}

export const isTagged = ({ massage }) => massage === 'before' || massage === 'after';

// Equal entries count as one: a second tap, or a copy that is read twice, adds nothing.
const keyOf = (entry) => JSON.stringify(entry);

// ---- All entries -----------------------------------------------------------------------------------

export const documentOf = (entries) => ({ version: VERSION, entries });

export function entriesOf(document) {
  if (Number.isInteger(document?.version) && document.version > VERSION) throw new Refused('newer');
  if (document?.version !== VERSION || !Array.isArray(document.entries)) throw new Refused('unknown');
  return document.entries.map((entry, i) => {
    try {
      return entryOf(entry);
    } catch {
      throw new Refused('entry', i + 1);
    }
  });
}

export function raw() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    throw new Refused('forbidden');
  }
}

// Returns the entries, the oldest first. Throws `Refused` if they cannot be read: they are never overwritten.
export function read() {
  const text = raw();
  if (text === null) return [];
  try {
    const entries = entriesOf(JSON.parse(text));
    return entries.sort((a, b) => momentOf(a) - momentOf(b));
  } catch {
    throw new Refused('damaged');
  }
}

function write(entries) {
  try {
    if (entries.length) localStorage.setItem(KEY, JSON.stringify(documentOf(entries)));
    else localStorage.removeItem(KEY);
  } catch (error) {
    throw new Refused(error.name === 'QuotaExceededError' ? 'full' : 'forbidden');
  }
}

// Removes some entries and adds others. It reads the storage each time, because another tab may have written to it.
// Returns how many more entries there are than before.
export function exchange(out, into) {
  const entries = new Map(read().map((entry) => [keyOf(entry), entry]));
  const before = entries.size;
  for (const entry of out) entries.delete(keyOf(entry));
  for (const entry of into) entries.set(keyOf(entry), entry);
  write([...entries.values()]);
  return entries.size - before;
}

export const startAnew = () => write([]);

// Pairs each entry before a massage with the first one after it, of the same or the next day. Returns the oldest first.
export function sessionsOf(entries) {
  const sessions = [];
  let before = null;
  for (const entry of entries) {
    if (entry.massage === 'before') before = entry;
    if (entry.massage !== 'after' || !before) continue;
    const days = (Date.parse(entry.day) - Date.parse(before.day)) / 86400000;
    if (days <= 1) sessions.push({ before, after: entry });
    before = null;
  }
  return sessions;
}

// ---- As a file -------------------------------------------------------------------------------------------

export const asJson = (entries) => JSON.stringify(documentOf(entries), null, 1);
export const asRows = (entries) => [FIELDS, ...entries.map((entry) => FIELDS.map((name) => entry[name]))];

// Returns the document in a file, or its text if it is no JSON.
export async function contentOf(file) {
  if (file.size > LARGEST) throw new Refused('large');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
    return text.trimStart().startsWith('{') ? JSON.parse(text) : text;
  } catch {
    throw new Refused('unknown');
  }
}

// Line numbers are those of a spreadsheet, where the head is line 1.
export function entriesOfRows([head, ...rows]) {
  if (!FIELDS.every((name) => head.includes(name))) throw new Refused('unknown');
  return rows.flatMap((row, i) => {
    if (row.join('') === '') return [];
    try {
      if (row.length !== head.length) throw new Refused('line');
      return [entryOfCells(Object.fromEntries(head.map((name, column) => [name, row[column]])))];
    } catch {
      throw new Refused('line', i + 2);
    }
  });
}

function entryOfCells({ pain, minutes, ...other }) {
  const number = (cell) => (/^\d{1,4}$/.test(cell) ? Number(cell) : NaN);
  return entryOf({ ...other, pain: number(pain), minutes: minutes === '' ? null : number(minutes) });
}
