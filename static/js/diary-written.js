// Shows what was written in the diary: as rows, as a table, and as pairs around one massage. The page holds the words
// and the parts.

import { momentOf, moments, written } from './diary-entries.js';
import { sessionsOf, weekOf } from './diary-time.js';

const byId = (id) => document.getElementById(id);
const days = written({ dateStyle: 'medium' });
const inMinutes = new Intl.NumberFormat(`${document.documentElement.lang}-u-nu-latn`, { style: 'unit', unit: 'minute' });
const word = (value) => document.querySelector(`[data-word="${value}"]`)?.textContent ?? '';

function wordsOf(entry) {
  const walked = entry.minutes === null ? '' : inMinutes.format(entry.minutes);
  const listed = (values, between = ', ') => values.filter(Boolean).join(between);
  return {
    ...entry,
    day: days.format(momentOf(entry)),
    when: moments.format(momentOf(entry)),
    week: days.format(weekOf(momentOf(entry))),
    walking: listed([walked, entry.place, entry.untried ? word('untried') : '']),
    stopped: listed(entry.stopped.map(word)),
    eased: listed(entry.eased.map(word)),
    technique: word(entry.technique),
    massage: listed([word(entry.massage), word(entry.technique)], ' · '),
    sameDay: word(entry.sameDay),
    twoDaysLater: word(entry.twoDaysLater),
    olderPain: entry.older ? word('older-pain') : '',
    olderMinutes: entry.older && walked ? word('older-minutes') : '',
  };
}

// Hides an optional part that is empty.
function filled(name, words) {
  const item = byId(name).content.querySelector('[data-item]').cloneNode(true);
  for (const part of item.querySelectorAll('[data-part]')) {
    const text = `${(words[part.dataset.side] ?? words)[part.dataset.part] ?? ''}`;
    part.textContent = text;
    if (text === '') part.closest('[data-optional]')?.setAttribute('hidden', '');
  }
  return item;
}

// ---- Rows, the newest first ------------------------------------------------------------------------

// The rows of each week are folded, except those of the newest week. `opened` is an entry whose row is open.
function showRows(entries, opened) {
  const weeks = [];
  for (const entry of entries) {
    const words = wordsOf(entry);
    const row = filled('entry', words);
    row.querySelector('details').open = JSON.stringify(entry) === JSON.stringify(opened);
    if (weeks.at(-1)?.week !== words.week) weeks.push({ week: words.week, fold: filled('week', words) });
    const { fold } = weeks.at(-1);
    fold.querySelector('ul').append(row);
    fold.open ||= weeks.length === 1 || row.querySelector('details').open;
  }
  byId('entries').querySelector('div').replaceChildren(...weeks.map(({ fold }) => fold));
}

// ---- The table, the oldest first -------------------------------------------------------------------

// A star marks the numbers of older entries, which answered other questions.
function lineOf(entry) {
  const { pain, walking, ...words } = wordsOf(entry);
  const star = entry.older ? '\u00a0*' : ''; // never alone in a line
  return filled('line', { ...words, pain: `${pain}${star}`, walking: walking && `${walking}${star}` });
}

// Hides each column in which nothing is written.
function showTable(entries) {
  const table = byId('table').querySelector('table');
  table.tBodies[0].replaceChildren(...entries.map(lineOf));
  [...table.tHead.rows[0].cells].forEach((head, i) => {
    const column = [...table.tBodies[0].rows].map(({ cells }) => cells[i]);
    const isEmpty = column.every(({ textContent }) => textContent === '');
    for (const cell of [head, ...column]) cell.hidden = isEmpty;
  });
  byId('older').hidden = !entries.some(({ older }) => older);
}

// ---- Before and after a massage --------------------------------------------------------------------

function showSessions(entries) {
  const sessions = sessionsOf(entries).reverse();
  byId('sessions').hidden = sessions.length === 0;
  byId('sessions').querySelector('div').replaceChildren(...sessions.map(({ before, after }) => {
    const words = wordsOf(before);
    return filled('session', { day: words.day, before: words, after: wordsOf(after) });
  }));
}

// ---- Everything ------------------------------------------------------------------------------------

let count;

// Draws the charts. One entry makes no chart, so their script is loaded with the second entry.
async function showCharts(entries) {
  count = entries.length;
  const chart = count > 1 && (await import('./diary-chart.js').catch(() => {})); // without a network it may not be there
  const isDrawn = chart && count === entries.length; // an entry may have been deleted meanwhile
  byId('charts').hidden = !isDrawn;
  if (isDrawn) chart.drawCharts(entries);
}

// `entries` are in the order of time.
export function showWritten(entries, opened) {
  showRows([...entries].reverse(), opened);
  showTable(entries);
  showSessions(entries);
  showCharts(entries);
}
