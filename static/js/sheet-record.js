// The record of a sheet, from this phone, a code or a copy.
//
// { day, ticks, unsure, words }: `day` is when the signs were ticked, as in 2026-11-22, or empty. `ticks` and `unsure`
// name lines, `words` holds what was typed by the name of its field.

const isDay = (day) => day === ''
  || (/^\d{4}-\d\d-\d\d$/.test(day) && new Date(`${day}T12:00Z`).toJSON() === `${day}T12:00:00.000Z`);
const isText = (value) => typeof value === 'string';
const areTexts = (values) => Array.isArray(values) && values.every(isText);
// No name of a field is one that every object has, such as "toString".
const areNames = (ids) => ids.every((id) => /^[a-z]+(-[a-z]+)+$/.test(id));

// Returns the sheet. Throws a TypeError if any part of it is wrong.
export function sheetOf({ day, ticks, unsure, words }) {
  const areWords = words?.constructor === Object && areNames(Object.keys(words)) && areTexts(Object.values(words))
    && isDay(words['answer-day'] ?? '');
  if (isText(day) && isDay(day) && areTexts(ticks) && areTexts(unsure) && areWords) return { day, ticks, unsure, words };
  throw new TypeError('not a sheet');
}

// Returns the parts of a sheet that may be stored. The words of a doctor to the therapist are never stored: they would
// clear somebody later. The doctor's answer is stored only with its day, or it would seem to hold for ever.
export function lasting({ ticks, words, ...sheet }) {
  const stays = (id) => !id.startsWith('said') && (words['answer-day'] || !id.startsWith('reply.'));
  const kept = Object.fromEntries(Object.entries(words).filter(([id]) => stays(id)));
  return { ...sheet, ticks: ticks.filter(stays), words: kept };
}
