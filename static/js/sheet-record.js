// What a sheet is, wherever it comes from: this phone, a code, or a copy.
//
// { day, ticks, unsure, words }: `day` is when the signs were ticked, as in 2026-11-22, or empty. `ticks` and `unsure`
// name lines, `words` holds what was typed by the name of its field.

const isDay = (day) => day === ''
  || (/^\d{4}-\d\d-\d\d$/.test(day) && new Date(`${day}T12:00Z`).toJSON() === `${day}T12:00:00.000Z`);
const isText = (value) => typeof value === 'string';
const areTexts = (values) => Array.isArray(values) && values.every(isText);
// No name of a field is one that every object has, such as "toString".
const areNames = (ids) => ids.every((id) => /^[a-z]+(-[a-z]+)+$/.test(id));

// Whatever is not as it should be makes it none: throws a TypeError.
export function sheetOf({ day, ticks, unsure, words }) {
  const areWords = words?.constructor === Object && areNames(Object.keys(words)) && areTexts(Object.values(words))
    && isDay(words['answer-day'] ?? '');
  if (isText(day) && isDay(day) && areTexts(ticks) && areTexts(unsure) && areWords) return { day, ticks, unsure, words };
  throw new TypeError('not a sheet');
}

// Nothing that clears somebody stays: what the therapist is told of a doctor is said anew each time. The answer on the
// doctor's sheet is the patient's note, and a note without its day would be true for ever.
export function lasting({ ticks, words, ...sheet }) {
  const stays = (id) => !id.startsWith('said') && (words['answer-day'] || !id.startsWith('reply.'));
  const kept = Object.fromEntries(Object.entries(words).filter(([id]) => stays(id)));
  return { ...sheet, ticks: ticks.filter(stays), words: kept };
}
