// Shows on the card for the therapist what a doctor allows, as the patient wrote it on the sheet for the doctor, and
// ticks the lines of the card.

import { dayOf, remembered } from './app.js';
import { dayInWords, sheetOf } from './sheet-record.js';

const MONTHS = 6; // how long limits count if no end is named

// Returns the last day on which limits count. Six months after 31 August there is no such day: then it is the last of
// February.
function endOf(day) {
  const [year, month, date] = day.split('-').map(Number);
  const last = new Date(year, month + MONTHS, 0).getDate();
  return dayOf(new Date(year, month - 1 + MONTHS, Math.min(date, last)));
}

// Returns { lines: { places, pressure, position }, words, isOld }, or null if there are none. A doctor who said "Not yet" or
// "No" allows nothing.
function limitsHere() {
  try {
    const { ticks, words } = sheetOf(JSON.parse(remembered('doctor')));
    const named = (block) => ticks.filter((id) => id.startsWith(`${block}.`)).map((id) => id.slice(block.length + 1));
    const lines = { places: named('limits-places'), pressure: named('limits-pressure'), position: named('limits-position') };
    const day = words['answer-day'];
    const isNamed = Object.values(lines).some((ids) => ids.length) || words['answer-words'];
    if (!day || !isNamed || ['wait', 'no'].some((no) => named('reply').includes(no))) return null;
    const until = words['answer-until'] || endOf(day);
    const today = dayOf(new Date());
    return day > today ? null : { lines, words: { ...words, 'answer-until': until }, isOld: until < today };
  } catch {
    return null; // there is no sheet, or it is not ours
  }
}

// Shows the limits on the card. Returns those that count today, or null.
export function showLimits(block) {
  const limits = limitsHere();
  block.hidden = !limits;
  for (const line of block.querySelectorAll('[data-limits]')) {
    const id = line.dataset.limits.replace('limits-', '');
    if (id === 'old') line.hidden = !limits?.isOld;
    else if (limits) line.hidden = !fill(line, id, limits);
  }
  return limits && !limits.isOld ? limits : null;
}

// Writes what the doctor said into one line, in each language. If the limits have ended, only their days and the name
// are shown. Returns whether there is something to show.
function fill(line, id, { lines, words, isOld }) {
  for (const gap of line.querySelectorAll('b')) {
    if (id in lines) {
      const said = [...gap.parentElement.querySelectorAll('[data-limit]')]
        .filter((item) => lines[id].includes(item.dataset.limit));
      gap.textContent = said.map((item) => item.textContent).join(' · ');
    } else {
      const isDay = id !== 'answer-words' && id !== 'answer-name';
      gap.textContent = isDay ? dayInWords(words[id], gap.closest('[lang]').lang) : words[id] ?? '';
    }
  }
  const isOfLimits = id in lines || id === 'answer-words';
  return !(isOld && isOfLimits) && line.querySelector('b').textContent !== '';
}

// Returns the lines of the card that follow the limits: true for ticked, false for not ticked, undefined for the
// default. "Do not work on my neck" loses its tick only if the doctor named the neck.
export function ticksOf(limits) {
  const { places = [], pressure = [], position = [] } = limits?.lines ?? {};
  const isAllowed = (...names) => (places.length ? names.every((name) => places.includes(name)) : undefined);
  return {
    'do.upper-legs': isAllowed('buttocks', 'thighs'),
    'do.lower-legs': isAllowed('lower-legs'),
    'do.shoulders': isAllowed('shoulders'),
    'do.side': position.length ? position.includes('side') : undefined,
    // That line allows medium pressure.
    'do.light': pressure.length && !pressure.includes('medium') ? false : undefined,
    'do-not.no-neck': isAllowed('neck') ? false : undefined,
  };
}
