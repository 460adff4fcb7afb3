// The entries of the diary: their fields, and their storage (in this browser and nowhere else). Everything that comes in
// is treated as text.

import { lengthOf } from './app.js';

const KEY = 'diary';
// Version 2 asks for the pain at its worst and for the walk until a stop; version 1 asked for the pain at that moment and
// for all minutes of the day. Entries of version 1 stay as they are, and are marked as `older`.
const VERSION = 2;
const MOST = { pain: 10, minutes: 1440, text: 500 };
// '' means unanswered, which never counts as no.
const FEELINGS = ['', 'better', 'same', 'worse', 'unsure'];
const CHOICES = {
  massage: ['', 'no', 'yes', 'before', 'after'],
  technique: ['', 'swedish', 'myofascial-release', 'trigger-point', 'other'],
  sameDay: FEELINGS,
  twoDaysLater: FEELINGS,
};
const TICKS = {
  stopped: ['leg-pain', 'back-pain', 'weak-legs', 'numb-feet', 'breath', 'something-else'],
  eased: ['sitting', 'bending', 'standing', 'lying', 'nothing'],
};
const TEXTS = ['place', 'again', 'note'];

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

// Writes such a moment, or a part of it, in the language of the page.
export const written = (parts) => new Intl.DateTimeFormat(`${document.documentElement.lang}-u-nu-latn`, { timeZone: 'UTC', ...parts });
export const moments = written({ dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' });

// Returns whether the pain is that of the moment before or after a massage. In other entries it is the worst of the
// day.
export const isTagged = ({ massage }) => massage === 'before' || massage === 'after';

// Both must be texts: a list that holds one day would become that day in the template.
const isMoment = ({ day, time }) => typeof day === 'string' && typeof time === 'string'
  && new Date(`${day}T${time}Z`).toJSON() === `${day}T${time}:00.000Z`;
const isWhole = (number, most) => Number.isInteger(number) && number >= 0 && number <= most;

function tidy(name, text) {
  if (typeof text !== 'string') throw new Refused('massage');
  const whole = text.replace(/\r\n?/g, '\n').trim();
  const length = lengthOf(whole);
  if (length > MOST.text) throw new Refused(name, length);
  return whole;
}

// Makes an entry from what was typed, stored or read from a file. Throws `Refused` with the name of the wrong field.
export function entryOf({ day, time, pain, minutes = null, untried = false, older = false, ...other }) {
  if (!isWhole(pain, MOST.pain)) throw new Refused('pain');
  if (minutes !== null && !isWhole(minutes, MOST.minutes)) throw new Refused('minutes');
  const values = Object.fromEntries([
    ...Object.keys(CHOICES).map((name) => [name, other[name] ?? '']),
    // The order of the ticks is ours, so that equal entries are equal.
    ...Object.keys(TICKS).map((name) => [name, TICKS[name].filter((value) => other[name]?.includes(value))]),
    ...TEXTS.map((name) => [name, tidy(name, other[name] ?? '')]),
  ]);
  const areKnown = Object.entries(CHOICES).every(([name, known]) => known.includes(values[name]))
    && Object.keys(TICKS).every((name) => values[name].length === (other[name]?.length ?? 0));
  const hadMassage = isTagged(values) || values.massage === 'yes';
  const isWalk = !untried || (minutes === null && !values.place);
  const areFlags = [untried, older].every((flag) => typeof flag === 'boolean');
  if (!areKnown || !areFlags || !isWalk || (values.technique && !hadMassage)) throw new Refused('massage');
  if (!isMoment({ day, time })) throw new Refused('day');
  return { day, time, pain, minutes, untried, ...values, older };
}

// Equal entries count as one: a second tap, or a copy that is read twice, adds nothing.
const keyOf = (entry) => JSON.stringify(entry);

// ---- All entries -----------------------------------------------------------------------------------

export const documentOf = (entries) => ({ version: VERSION, entries });

export function entriesOf(document) {
  const { version, entries } = document ?? {};
  if (Number.isInteger(version) && version > VERSION) throw new Refused('newer');
  if (![1, VERSION].includes(version) || !Array.isArray(entries)) throw new Refused('unknown');
  return entries.map((entry, i) => {
    try {
      return entryOf(version === 1 ? { ...entry, older: true } : entry);
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
  } catch ({ name }) {
    throw new Refused(name === 'newer' ? 'ahead' : 'damaged');
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
