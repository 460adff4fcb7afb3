// Makes the calendar file when the server cannot be reached, with the same events as `pwa/reminders/calendar.py`. Its
// times are floating times (RFC 5545, 3.3.5): the clock of the phone shows them, so the file needs no rules of a time
// zone.

import { saveFile } from './app.js';
import { withTimeout } from './timeout.js';

const PATIENCE = 3000; // milliseconds. Safari opens its share sheet only within 5 seconds of the tap.
const [NIGHT_ENDS, IN_THE_MORNING, NIGHT_BEGINS] = [8, 10, 21]; // hours of the clock
const MOST_IN_A_ROW = 3;
const NAMESPACE_URL = '6ba7b811-9dad-11d1-80b4-00c04fd430c8'; // RFC 9562, 6.6

const { lang } = document.documentElement;

// Opens the server's file when the server can be reached; otherwise the phone makes one. Returns the name of the
// message to show.
export async function addToCalendar(form) {
  const fields = Object.fromEntries(new FormData(form));
  if (new Date(`${fields.day}T${fields.time}`) <= new Date()) return 'passed';
  try {
    const address = `${form.action}?${new URLSearchParams(fields)}`;
    if (await isServed(address)) location.assign(address);
    else return MESSAGE_FOR[await saveCalendar(fields, notificationsOf(form))];
  } catch {
    return 'no-file';
  }
  return 'file';
}

// The message for each result of saveFile().
const MESSAGE_FOR = { stored: 'file', null: 'file', 'not-stored': null, cannot: 'no-file' };

// The file of the server is better: it has the rules of the time zone, and an iPhone offers to add it.
async function isServed(address) {
  try {
    return await withTimeout(PATIENCE, async (signal) => (await fetch(address, { signal })).ok);
  } catch {
    return false;
  }
}

async function saveCalendar(fields, notifications) {
  const page = document.querySelector('link[rel=canonical]').href;
  return saveFile('reminder.ics', 'text/calendar', await calendarText(fields, notifications, page, lang));
}

// Returns title and body of each kind, as the form shows them on its lock screen.
function notificationsOf(form) {
  const words = (shown, part) => shown.querySelector(`[data-part=${part}]`).textContent;
  const all = [...form.querySelectorAll('[data-note]')];
  return Object.fromEntries(all.map((shown) => [shown.dataset.note, { title: words(shown, 'title'), body: words(shown, 'body') }]));
}

// `fields` are the values of the form, `notifications` the title and body of each kind, `page` the address in the
// event.
export async function calendarText(fields, notifications, page, lang) {
  const at = new Date(`${fields.day}T${fields.time}`);
  const plans = fields.kind === 'massage' ? aroundMassage(at, new Date()) : [[fields.kind, at, fields.repeat === 'once' ? 1 : MOST_IN_A_ROW]];
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', `PRODID:-//Ask First//${lang.toUpperCase()}`, 'CALSCALE:GREGORIAN'];
  for (const [kind, begin, days] of plans) {
    // The server makes the same UID from the same fields: a calendar to which both files are added has one event.
    const uid = await uuid5(`${page}#${kind}-${fields.kind}-${fields.day}T${fields.time}-${fields.zone}`);
    lines.push(...eventLines(uid, begin, days, notifications[kind], page));
  }
  const text = [...lines, 'END:VCALENDAR', ''].map(folded).join('\r\n');
  return text;
}

function eventLines(uid, begin, days, { title, body }, page) {
  const description = `${body} ${page}`; // not inside another template: rjsmin 1.2 takes that for code, and its spaces go
  return [
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`,
    `DTSTART:${wallTime(begin)}`,
    'DURATION:PT15M',
    `SUMMARY:${escaped(title)}`,
    `DESCRIPTION:${escaped(description)}`,
    `URL:${page}`,
    'CLASS:PRIVATE',
    'TRANSP:TRANSPARENT',
    ...(days > 1 ? [`RRULE:FREQ=DAILY;COUNT=${days}`] : []),
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${escaped(title)}`,
    'TRIGGER:PT0S',
    'END:VALARM',
    'END:VEVENT',
  ];
}

// ---- Times -------------------------------------------------------------------------------------

const on = (date, days, hours, minutes = 0) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, hours, minutes);
const isNight = (date) => date.getHours() >= NIGHT_BEGINS || date.getHours() < NIGHT_ENDS;
const dayNumber = (date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86400000;

// Returns kind, first time and number of days of each reminder, as `around_massage` in `pwa/reminders/schedule.py`
// does.
function aroundMassage(massage, now) {
  const tomorrow = on(now, 1, IN_THE_MORNING);
  const first = dayNumber(tomorrow) < dayNumber(massage) ? tomorrow : inAnHour(now);
  const twoHoursBefore = on(massage, 0, massage.getHours() - 2, massage.getMinutes());
  const check = new Date(Math.max(on(massage, 0, NIGHT_ENDS), twoHoursBefore));
  const before = [
    ['doctor', first, Math.min(Math.max(dayNumber(massage) - dayNumber(first), 1), MOST_IN_A_ROW)],
    ['check', check, 1],
  ];
  const inTime = before.filter(([, begin]) => now < begin && begin < massage && !isNight(begin));
  return [...inTime, ['after', on(massage, 1, IN_THE_MORNING), 1]];
}

function inAnHour(now) {
  const soon = on(now, 0, now.getHours() + 1, now.getMinutes());
  if (!isNight(soon)) return soon;
  return on(soon, soon.getHours() < NIGHT_ENDS ? 0 : 1, NIGHT_ENDS);
}

// ---- The text of iCalendar ---------------------------------------------------------------------

const twoDigits = (number) => String(number).padStart(2, '0');

function wallTime(date) {
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(twoDigits).join('');
  return `${day}T${[date.getHours(), date.getMinutes(), 0].map(twoDigits).join('')}`;
}

const escaped = (text) => text.replace(/[\\;,]/g, '\\$&').replaceAll('\n', '\\n');

// Breaks a line after 75 bytes at most; the rest follows a line break and a space (RFC 5545, 3.1). It cuts no
// character.
function folded(line) {
  const bytes = new TextEncoder();
  let length = 0;
  return [...line].map((character) => {
    const size = bytes.encode(character).length;
    const isFull = length + size > 75;
    length = isFull ? 1 + size : length + size;
    return isFull ? `\r\n ${character}` : character;
  }).join('');
}

// Returns the UUID of a name (RFC 9562, 5.5).
async function uuid5(name) {
  const namespace = NAMESPACE_URL.replaceAll('-', '').match(/../g).map((byte) => parseInt(byte, 16));
  const bytes = new Uint8Array([...namespace, ...new TextEncoder().encode(name)]);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-1', bytes)).slice(0, 16);
  hash[6] = (hash[6] & 0x0f) | 0x50; // version
  hash[8] = (hash[8] & 0x3f) | 0x80; // variant
  const digits = [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
