// The two sheets that a person takes along. They are stored on this phone, shown, printed, shared, and sent in a code.
import { askToKeep, dayOf, lengthOf, remember, remembered } from './app.js';
import { lasting, sheetOf } from './sheet-record.js';

const { lang } = document.documentElement;
const form = document.querySelector('form.take');
const key = form.dataset.sheet;
const boxes = [...form.querySelectorAll('[type=checkbox], [type=radio]')];
const fields = [...form.querySelectorAll('[data-words]')];
const days = [...form.querySelectorAll('.day')];
const urgent = form.querySelector('.urgent');
let dayOfSigns = '';
let received = false; // a sheet that came in a code is shown, and not stored
let isKept = true;

// ---- What the sheet says -----------------------------------------------------------------------

function read() {
  const ticked = boxes.filter((box) => box.checked && isShown(box));
  return {
    day: ticked.some(isSign) ? dayOfSigns : '',
    ticks: ticked.map(idOf),
    unsure: ticked.filter((box) => box.dataset.unsure).map(idOf),
    words: Object.fromEntries(fields.filter(({ value }) => value.trim()).map(({ id, value }) => [id, value.trim()])),
  };
}

const isShown = (element) => !element.closest('[hidden]');
// Only the block makes a line unique: two blocks may have a line with the same value.
const isSign = (box) => box.name === 'signs';
const idOf = (box) => `${box.name}.${box.value}`;

function write(sheet) {
  for (const box of boxes) {
    box.checked = sheet.ticks.includes(idOf(box));
    if (!isSign(box)) continue;
    box.closest('li').hidden = !box.checked;
    box.dataset.unsure = sheet.unsure.includes(idOf(box)) ? 'yes' : '';
    for (const span of box.parentElement.querySelectorAll('.unsure')) span.hidden = !box.dataset.unsure;
  }
  urgent?.toggleAttribute('hidden', !urgent.querySelector(':checked'));
  for (const field of fields) {
    field.value = sheet.words[field.id] ?? '';
    mirror(field);
  }
  dayOfSigns = sheet.day;
  showDay();
}

// Copies the typed words into the text that paper and "Show it" use: a field would cut them. Marks an empty date, which
// the page says in words: WebKit paints the day of today into it.
function mirror(field) {
  const line = field.closest('li');
  line.classList.toggle('written', Boolean(field.value));
  line.classList.toggle('blank', !field.value);
  line.querySelector('.own').textContent = field.value;
}

// Shows the day only with a sign: alone it could be read as "nothing found". Hides "nothing is put in" beside a sign.
function showDay() {
  form.querySelector('.empty')?.toggleAttribute('hidden', boxes.some((box) => isSign(box) && box.checked));
  const { day } = read();
  const words = new Intl.DateTimeFormat(`${lang}-u-nu-latn`, { dateStyle: 'long' });
  for (const line of days) {
    line.hidden = !day;
    line.firstChild.textContent = day && words.format(noonOf(day));
  }
}

// `new Date(day)` would be midnight in UTC, which is the day before in America.
const noonOf = (day) => new Date(`${day}T12:00`);

const isLine = (id) => boxes.some((box) => idOf(box) === id);
const isField = (id) => fields.some((field) => field.id === id);

// Blocks of which only one line can be true. Two ticked lines contradict each other, and none of them counts.
const rivals = [...form.querySelectorAll('[data-one]')]
  .map((block) => [...block.querySelectorAll('[type=checkbox]')].map(idOf));
const contradictions = (ticks) => rivals.filter((ids) => ids.filter((id) => ticks.includes(id)).length > 1).flat();

// Accepts a sheet from a code, a copy or storage only if all its lines and fields are on this page. Removes what clears
// somebody.
function checked(sheet) {
  const { ticks, unsure, words } = sheetOf(sheet);
  const areOurs = [...ticks, ...unsure].every(isLine) && Object.keys(words).every(isField);
  if (!areOurs || contradictions(ticks).length) throw new TypeError('not ours');
  return lasting(sheet);
}

// ---- Kept on this phone ------------------------------------------------------------------------

function tell(name, isShown = true) {
  document.querySelector(`[data-message=${name}]`).hidden = !isShown;
}

function keep() {
  if (received) return;
  document.getElementById('qr')?.toggleAttribute('hidden', true); // it holds an older sheet
  showDay();
  measure();
  tell('deleted', false);
  tell('long-code', false);
  isKept = remember(key, JSON.stringify(lasting(read())));
  tell('not-kept', !isKept);
}

// Words that are too long stay whole. They may not fit the paper, and no code holds them.
function measure() {
  const isLong = ({ value, dataset }) => lengthOf(value) > Number(dataset.most);
  for (const field of fields) field.setAttribute('aria-invalid', isLong(field));
  tell('long-words', fields.some(isLong));
}

form.addEventListener('input', async ({ target }) => {
  const isFirst = !remembered(key);
  // In some blocks only one line can be true; a second tap on it removes the tick.
  if (fields.includes(target)) mirror(target);
  else for (const box of target.closest('[data-one]')?.querySelectorAll(':checked') ?? []) box.checked = box === target;
  const date = document.getElementById('answer-day');
  if (target.name === 'reply' && target.checked && !date.value) {
    date.value = today();
    mirror(date);
  }
  keep();
  if (isFirst) await askToKeep(boxes.includes(target)); // typing is no tap: see askToKeep()
});

// A sheet of an older release or of a copy may name lines that this page does not have: the others stay.
function restore() {
  if (received || !isKept) return;
  try {
    const sheet = sheetOf(JSON.parse(remembered(key)));
    const untrue = contradictions(sheet.ticks);
    const ticks = sheet.ticks.filter((id) => isLine(id) && !untrue.includes(id));
    const words = Object.fromEntries(Object.entries(sheet.words).filter(([id]) => isField(id)));
    write(checked({ ...sheet, ticks, unsure: sheet.unsure.filter(isLine), words }));
  } catch {
    write(EMPTY); // nothing kept, or not by us: the sheet starts as it was rendered
  }
  measure();
}

const today = () => dayOf(new Date());

// The button may be hidden then, and the focus lost with it.
function setDay(button, day) {
  const line = button.closest('li');
  const field = line.querySelector('input');
  field.value = day;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  line.querySelector('[value=today]').focus();
}

const UNDO = 60000; // milliseconds
const EMPTY = read();
let forget;
const actions = {
  today: ({ target }) => setDay(target, today()),
  clear: ({ target }) => setDay(target, ''),
  print: globalThis.print && (() => print()), // Firefox on Android has it from 114 on
  share: navigator.share && (async () => {
    tell('not-shared', false);
    try {
      await navigator.share({ title: document.title, text: inWords() });
    } catch ({ name }) {
      tell('not-shared', name !== 'AbortError'); // the person closed it
    }
  }),
  delete() {
    const before = read();
    write(EMPTY);
    keep();
    remember(key, null);
    tell('deleted');
    const undo = document.querySelector('[value=undo]');
    undo.onclick = () => {
      write(before);
      keep();
      boxes.find(isShown).focus();
    };
    undo.focus();
    // Not for long: somebody else may get the phone.
    clearTimeout(forget);
    forget = setTimeout(() => tell('deleted', false), UNDO);
  },
  code: showCode,
};

for (const button of document.querySelectorAll('button[value]')) {
  const action = actions[button.value];
  if (!action) continue;
  button.addEventListener('click', action);
  button.hidden = false;
}

// Returns the lines as plain text in both languages, for the system's share sheet.
function inWords() {
  const both = (element) => [...element.querySelectorAll('.both > *')].map((half) => half.innerText.trim()).join(' / ');
  const warning = received ? [both(document.querySelector('[data-message=received]'))] : [];
  const lines = [document.querySelector('h1').firstChild.data, ...warning, both(form.querySelector('p.two'))];
  for (const block of form.querySelectorAll('ul.two')) {
    const said = [...block.querySelectorAll('li:not(.head, .screen-only)')].filter(isShown).flatMap((line) => {
      const field = line.querySelector('[data-words]');
      if (field) return field.value.trim() ? [`${both(line)}: ${field.value.trim()}`] : [];
      const box = line.querySelector('input');
      return box && !box.checked ? [] : [`- ${both(line) || line.textContent.trim()}`];
    });
    if (said.length) lines.push('', both(block.querySelector('.head')), ...said);
  }
  return [...lines, '', ...[...document.querySelectorAll('.about-text p')].map((text) => text.firstChild.data.trim())].join('\n');
}

// ---- What was ticked in the check --------------------------------------------------------------

// Puts in the ticks that the check left in this tab, because the person asked for it there. It does so once.
function take() {
  try {
    const { day, yes, unsure } = JSON.parse(sessionStorage.getItem('ticked'));
    sessionStorage.removeItem('ticked');
    const sheet = read();
    const others = sheet.ticks.filter((id) => !id.startsWith('signs.'));
    const signs = (ids) => ids.map((id) => `signs.${id}`);
    write(checked({ ...sheet, day, ticks: [...others, ...signs(yes), ...signs(unsure)], unsure: signs(unsure) }));
    keep();
  } catch {
    // The check left nothing, or this browser forbids storage: the sheet says that nothing is put in.
  }
}

// ---- A code that holds the lines ---------------------------------------------------------------

const MOST = 1200; // bytes: a camera still reads such a code on a phone's screen, where it is 30 mm wide

const bytesOf = (text) => new TextEncoder().encode(text);
const packed = (text) => btoa(String.fromCharCode(...bytesOf(text)))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const unpacked = (text) => new TextDecoder('utf-8', { fatal: true })
  .decode(Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt()));

// A checksum (FNV-1a, 32 bits): a code that was cut or edited must not show half of a sheet.
function sumOf(text) {
  let sum = 0x811c9dc5;
  for (const byte of bytesOf(text)) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return sum.toString(36);
}

async function showCode() {
  const canvas = document.getElementById('qr');
  keep();
  const { day, ticks, unsure, words } = read();
  const body = packed(JSON.stringify([day, ticks, unsure, words]));
  const address = `${location.origin}${document.getElementById('code').dataset.to}#1.${sumOf(body)}.${body}`;
  tell('long-code', address.length > MOST);
  if (address.length > MOST || fields.some((field) => field.matches('[aria-invalid=true]'))) return;
  const { drawCode } = await import('./qr.js').catch(() => ({})); // no network, and not saved yet
  tell('not-shared', !drawCode);
  if (!drawCode) return;
  canvas.hidden = !drawCode(canvas, address);
  tell('long-code', canvas.hidden);
  canvas.scrollIntoView({ block: 'center' });
}

// Shows the sheet in a code. Anybody can make a code, so the card for the therapist, which says what may be done to a
// person, accepts none.
function receive() {
  const code = location.hash.slice(1);
  if (!code || document.getElementById(code)) return;
  try {
    if (key !== 'doctor') return tell('no-code');
    const [version, sum, body] = code.split('.');
    if (version !== '1' || body.length > MOST || sum !== sumOf(body)) throw new TypeError('not ours');
    const [day, ticks, unsure, words] = JSON.parse(unpacked(body));
    const sheet = checked({ day, ticks, unsure, words });
    received = true; // set before write(): a tap must never store somebody else's sheet
    write(sheet);
    document.documentElement.classList.add('received');
    tell('received');
    tell('bad-code', false);
  } catch {
    tell('bad-code');
  } finally {
    // The health of a person must not stay in the history of this phone.
    history.replaceState(null, '', location.pathname);
  }
}

restore();
if (key === 'doctor') {
  take();
  document.getElementById('code').hidden = false;
}
// Another tab may have changed the sheet, also while this page was in the back/forward cache.
addEventListener('storage', (event) => event.key === key && restore());
addEventListener('pageshow', ({ persisted }) => persisted && restore());
receive();
addEventListener('hashchange', receive);
