// The files of the diary: a copy for another phone (JSON), and tables (CSV).

import { asCsv, rowsOf } from './csv.js';
import { Refused, documentOf, entriesOf, entryOf } from './diary-entries.js';

// Bytes of a file. Browsers store less, so every copy can be read again.
const LARGEST = 20_000_000;
// The first row of a table of version 1, which was a copy too. The tables of today are for people to read.
const FIELDS = ['day', 'time', 'pain', 'minutes', 'massage', 'technique', 'note'];

export { asCsv };

export const asJson = (entries) => JSON.stringify(documentOf(entries), null, 1);

// Returns the rows of a table of the page and the notes below it, in the words of the page.
export function rowsIn(part) {
  const rows = [...part.querySelectorAll('tr')].map(({ cells }) => [...cells].filter((cell) => !cell.hidden));
  const notes = [...part.querySelectorAll('p:not([hidden]) > span')].map((note) => [note]);
  return [...rows, ...notes].map((row) => row.map(({ textContent }) => textContent));
}

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

export async function entriesIn(file) {
  const content = await contentOf(file);
  return typeof content === 'string' ? entriesOfRows(rowsOf(content)) : entriesOf(content);
}

// Line numbers are those of a spreadsheet, where the head is line 1.
function entriesOfRows([head, ...rows]) {
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

function entryOfCells({ pain, minutes, massage, technique, note, ...other }) {
  const number = (cell) => (/^\d{1,4}$/.test(cell) ? Number(cell) : NaN);
  return entryOf({
    day: other.day,
    time: other.time,
    pain: number(pain),
    minutes: minutes === '' ? null : number(minutes),
    massage,
    technique,
    note,
    older: true,
  });
}
