// A table as text: CSV (RFC 4180), as spreadsheets write and read it. Every cell is text.

// Spreadsheets take such a cell for a formula. An apostrophe in front makes it text; rowsOf() removes it.
const FORMULA = /^'*[=+\-@＝＋－＠]/;

export function asCsv(rows) {
  const cell = (value) => {
    const text = String(value ?? '');
    const safe = FORMULA.test(text) ? `'${text}` : text; // not inside the other template: rjsmin takes that for code
    return `"${safe.replaceAll('"', '""')}"`;
  };
  // The byte order mark tells spreadsheets that the file is UTF-8.
  return `\ufeff${[...rows.map((row) => row.map(cell).join()), ''].join('\r\n')}`;
}

// Throws an error with the name "line" and the number of the row that cannot be read.
export function rowsOf(text) {
  // Spreadsheets write a semicolon where the decimal sign is a comma.
  const separator = text.match(/[,;\t]/)?.[0] ?? ',';
  const cell = new RegExp(`(?:"([^"]*(?:""[^"]*)*)"|([^"${separator}\\r\\n]*))(${separator}|\\r\\n?|\\n|$)`, 'y');
  const rows = [[]];
  let found;
  do {
    found = cell.exec(text);
    if (!found) throw Object.assign(new Error('not a table'), { name: 'line', number: rows.length });
    const value = found[1]?.replaceAll('""', '"') ?? found[2];
    rows.at(-1).push(value.startsWith("'") && FORMULA.test(value) ? value.slice(1) : value);
    if (found[3] !== separator) rows.push([]);
  } while (found[3] === separator || cell.lastIndex < text.length);
  return rows;
}
