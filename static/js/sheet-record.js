// The record of a sheet, which comes from this phone, from a code or from a copy. Also the words for a note of the
// patient.
//
// { day, ticks, unsure, words }: `day` is when the signs were ticked, as in 2026-11-22, or empty. `ticks` and `unsure`
// name lines, `words` holds what was typed by the name of its field.

const isDay = (day) => day === ''
  || (/^\d{4}-\d\d-\d\d$/.test(day) && new Date(`${day}T12:00Z`).toJSON() === `${day}T12:00:00.000Z`);
const isText = (value) => typeof value === 'string';
const areTexts = (values) => Array.isArray(values) && values.every(isText);
// The name of a field is never one that every object has, such as "toString".
const areNames = (ids) => ids.every((id) => /^[a-z]+(-[a-z]+)+$/.test(id));

// Returns the sheet. Throws a TypeError if any part of it is wrong.
export function sheetOf({ day, ticks, unsure, words }) {
  const areWords = words?.constructor === Object && areNames(Object.keys(words)) && areTexts(Object.values(words))
    && ['answer-day', 'answer-until'].every((id) => isDay(words[id] ?? ''));
  if (isText(day) && isDay(day) && areTexts(ticks) && areTexts(unsure) && areWords) return { day, ticks, unsure, words };
  throw new TypeError('not a sheet');
}

// Returns the parts of a sheet that may be stored. The words of a doctor to the therapist are never stored: they would
// clear somebody later. The doctor's answer and limits are stored only with their day, or they would seem to hold for
// ever.
export function lasting({ ticks, words, ...sheet }) {
  const stays = (id) => !id.startsWith('said') && (words['answer-day'] || !/^(reply\.|limits-)/.test(id));
  const kept = Object.fromEntries(Object.entries(words).filter(([id]) => stays(id)));
  return { ...sheet, ticks: ticks.filter(stays), words: kept };
}

// Returns a checksum (FNV-1a, 32 bits) of the content of a code: a code that was cut or edited must not show half of a
// sheet, or another day.
export function checksum(text) {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return sum.toString(36);
}

// ---- What the patient noted of a doctor's yes --------------------------------------------------------

// Writes a day such as 2026-11-22 as people do, in Latin digits. The time is noon, so that no time zone makes it
// another day.
export const dayInWords = (day, lang = document.documentElement.lang) => new Intl.DateTimeFormat(
  `${lang}-u-nu-latn`, { dateStyle: 'long' },
).format(new Date(`${day}T12:00`));

// Writes a note into `told`, which the macro of that name makes. The day is written in the language of the words around
// it.
export function tellNote(told, [day, name, until]) {
  const { lang } = told.closest('[lang]');
  const [who, when, end] = told.querySelectorAll('[dir]');
  who.textContent = name;
  when.textContent = dayInWords(day, lang);
  end.textContent = until && dayInWords(until, lang);
  end.parentElement.hidden = !until;
  told.hidden = false;
}
