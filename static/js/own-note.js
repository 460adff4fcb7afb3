// The fields of the fourth answer: the day on which a doctor agreed to massage, the doctor's name, and until when it
// holds. They are a note of the patient: it may stay on this phone, the answer never does. Without this script the
// style sheet knows only whether the fields are filled in. This script sets the limits of today, and a field that is
// not valid counts as a Yes.

import { dayOf, remember, remembered } from './app.js';
import { dayInWords, tellNote } from './sheet-record.js';

const NOTE = 'own-note';
const MONTHS = 6; // how long a doctor's yes holds if no end is named
const noted = [...document.querySelectorAll('.sign')].filter((sign) => sign.querySelector('.own-note'));
const fieldsOf = (sign) => [...sign.querySelectorAll('.own-note input')]; // day, name, until
const nameOf = (sign) => sign.querySelector('[type=radio]').name;

// Returns the first day on which a doctor's yes still holds today. Six months before 31 August there is no such day:
// then it is 1 March.
function oldest() {
  const now = new Date();
  const day = new Date(now.getFullYear(), now.getMonth() - MONTHS, now.getDate());
  if (day.getDate() !== now.getDate()) day.setDate(1);
  return dayOf(day);
}

function keptNote() {
  try {
    const note = JSON.parse(remembered(NOTE));
    const [day] = note;
    const isDay = /^\d{4}-\d\d-\d\d$/.test(day) && Number.isFinite(Date.parse(day));
    if (isDay && note.length === 3 && note.every((text) => typeof text === 'string')) return note;
  } catch {
    // Nothing is stored, or it is not ours.
  }
  return null;
}

// Shows the messages and the buttons beside the fields of one sign.
function look(sign, kept) {
  const [day, name, until] = fieldsOf(sign);
  day.max = until.min = dayOf(new Date());
  day.min = until.value ? '' : oldest();
  const isKept = kept && [day, name, until].every(({ value }, i) => value.trim() === kept[i]);
  const shown = { saved: isKept };
  if (day.validity.rangeOverflow) shown.future = true;
  else if (until.validity.rangeUnderflow) shown.ended = until.value;
  else if (day.validity.rangeUnderflow) shown.old = true;
  for (const message of sign.querySelectorAll('[data-note]')) message.hidden = !shown[message.dataset.note];
  if (shown.ended) sign.querySelector('[data-note=ended] [dir]').textContent = dayInWords(until.value);
  const [use, remove] = sign.querySelectorAll('.own-note button');
  use.hidden = !kept || isKept;
  remove.hidden = !kept;
  if (kept) use.querySelector('[dir]').textContent = dayInWords(kept[0]);
}

export function lookAtNotes() {
  const kept = keptNote();
  for (const sign of noted) look(sign, kept);
}

// Returns what was typed for each sign: { D6: [day, name, until] }.
export const typedNotes = () => Object.fromEntries(noted
  .map((sign) => [nameOf(sign), fieldsOf(sign).map(({ value }) => value.trim())])
  .filter(([, note]) => note.some(Boolean)));

export function writeNotes(notes = {}) {
  for (const sign of noted) fieldsOf(sign).forEach((field, i) => { field.value = notes[nameOf(sign)]?.[i] ?? ''; });
  lookAtNotes();
}

// Returns the same for the signs whose fourth answer holds today.
export function agreements() {
  const agreed = noted.filter((sign) => sign.matches(':valid') && sign.querySelector('[value=agreed]').checked);
  return Object.fromEntries(agreed.map((sign) => [nameOf(sign), fieldsOf(sign).map(({ value }) => value.trim())]));
}

// Shows beside each sign in the result who agreed and on which day. Without this script the style sheet shows neither.
export function tellWhoAgreed(result) {
  for (const [id, note] of Object.entries(agreements())) {
    tellNote(result.querySelector(`[data-sign=${id}-agreed] .told`), note);
  }
}

// Calls `changed()` after every change that a button makes.
export function listenToNotes(form, changed) {
  form.addEventListener('change', ({ target }) => {
    const sign = target.closest('.own-note')?.closest('.sign');
    if (!sign?.matches(':valid')) return;
    remember(NOTE, JSON.stringify(fieldsOf(sign).map(({ value }) => value.trim())));
    lookAtNotes();
  });
  form.addEventListener('click', ({ target }) => {
    const button = target.closest('.own-note button');
    if (!button) return;
    const sign = button.closest('.sign');
    if (button.value === 'delete') remember(NOTE, null);
    else fieldsOf(sign).forEach((field, i) => { field.value = keptNote()[i]; });
    fieldsOf(sign)[0].focus(); // the button is gone
    changed();
  });
}
