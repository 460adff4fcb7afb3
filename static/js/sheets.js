// The sheets that a person takes along: kept on this phone, shown, printed, shared, passed on in a code.
import { lengthOf } from './length.js';
import { askToKeep, remember, remembered } from './memory.js';

const { lang } = document.documentElement;
const form = document.querySelector('form.take');
const key = form.dataset.sheet;
const boxes = [...form.querySelectorAll('[type=checkbox], [type=radio]')];
const fields = [...form.querySelectorAll('[data-words]')];
const days = [...form.querySelectorAll('.day')];
const urgent = form.querySelector('.urgent');
let dayOfSigns = '';
let received = false; // what came in a code is shown, and not kept
let isKept = true;

// ---- What the sheet says -----------------------------------------------------------------------

// { day, ticks, unsure, words }: `day` is when the signs were ticked, as in 2026-11-22.
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
// Two blocks may share the name of a line: "low back" is where it is and nothing else.
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

// Paper and "Show it" have own words as text: a field shows no more than it is large.
function mirror(field) {
  const line = field.closest('li');
  line.classList.toggle('written', Boolean(field.value));
  line.querySelector('.own').textContent = field.value;
}

// A day without a sign could be read as "nothing found".
function showDay() {
  const { day } = read();
  const words = new Intl.DateTimeFormat(`${lang}-u-nu-latn`, { dateStyle: 'long' });
  for (const line of days) {
    line.hidden = !day;
    line.firstChild.textContent = day && words.format(noonOf(day));
  }
}

// At noon, so that no time zone makes it another day.
const noonOf = (day) => new Date(`${day}T12:00`);

const isLine = (id) => boxes.some((box) => idOf(box) === id);
const isField = (id) => fields.some((field) => field.id === id);

// A sheet from a code or from another release: whatever is not as it should be makes it none.
function checked(sheet) {
  const areKnown = (ids) => Array.isArray(ids) && ids.every(isLine);
  const isDay = sheet.day === '' || (/^\d{4}-\d\d-\d\d$/.test(sheet.day) && !Number.isNaN(noonOf(sheet.day).valueOf()));
  const isText = ([id, text]) => isField(id) && typeof text === 'string';
  const areWords = sheet.words.constructor === Object && Object.entries(sheet.words).every(isText);
  if (isDay && areKnown(sheet.ticks) && areKnown(sheet.unsure) && areWords) return sheet;
  throw new TypeError('not ours');
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

// Nothing that clears somebody stays: what the therapist is told of a doctor is said anew each time. The answer on the
// doctor's sheet is the patient's note, and a note without its day would be true for ever.
function lasting({ ticks, words, ...sheet }) {
  const stays = (id) => !id.startsWith('said') && (words['answer-day'] || !id.startsWith('reply.'));
  const kept = Object.fromEntries(Object.entries(words).filter(([id]) => stays(id)));
  return { ...sheet, ticks: ticks.filter(stays), words: kept };
}

// Too many words are kept whole. They may not fit the paper, and never a code.
function measure() {
  const isLong = ({ value, dataset }) => lengthOf(value) > Number(dataset.most);
  for (const field of fields) field.setAttribute('aria-invalid', isLong(field));
  tell('long-words', fields.some(isLong));
}

form.addEventListener('input', async ({ target }) => {
  const isFirst = !remembered(key);
  // Of some lines only one can be true; a second tap takes it back.
  if (fields.includes(target)) mirror(target);
  else for (const box of target.closest('[data-one]')?.querySelectorAll(':checked') ?? []) box.checked = box === target;
  const date = document.getElementById('answer-day');
  if (target.name === 'reply' && target.checked && !date.value) {
    date.value = new Date().toLocaleDateString('en-CA'); // as in 2026-11-22
    mirror(date);
  }
  keep();
  if (isFirst) await askToKeep(boxes.includes(target)); // letters are no tap
});

// What an older release kept may name lines that are gone: the others stay.
function restore() {
  if (received || !isKept) return;
  try {
    const sheet = JSON.parse(remembered(key));
    const words = Object.fromEntries(Object.entries(sheet.words).filter(([id]) => isField(id)));
    write(checked({ ...sheet, ticks: sheet.ticks.filter(isLine), unsure: sheet.unsure.filter(isLine), words }));
  } catch {
    write(EMPTY); // nothing kept, or not by us: the sheet starts as it was rendered
  }
  measure();
}

const UNDO = 60000; // milliseconds
const EMPTY = read();
let forget;
const deeds = {
  print: () => print(),
  async share() {
    tell('not-shared', false);
    try {
      await navigator.share({ title: document.title, text: inWords() });
    } catch ({ name }) {
      tell('not-shared', name !== 'AbortError'); // the person closed it
    }
  },
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
    // Not for long: the phone may go into another hand.
    clearTimeout(forget);
    forget = setTimeout(() => tell('deleted', false), UNDO);
  },
  code: showCode,
};

for (const button of document.querySelectorAll('button[value]')) {
  const deed = deeds[button.value];
  if (!deed) continue;
  button.addEventListener('click', deed);
  button.hidden = button.value === 'share' && !navigator.share;
}

// The lines as plain text, both languages, for the system's share sheet.
function inWords() {
  const both = (element) => [...element.querySelectorAll('.both > *')].map((half) => half.innerText.trim()).join(' / ');
  const lines = [document.querySelector('h1').firstChild.data, both(form.querySelector('p.two'))];
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

// The check left it in this tab, because the person asked for it there: it is put in once.
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
    // Nothing was left, or this browser forbids it: the sheet says that nothing is put in.
  }
}

// ---- A code that holds the lines ---------------------------------------------------------------

const MOST = 1200; // bytes: a camera still reads the 30 mm that this takes on a phone's screen

const bytesOf = (text) => new TextEncoder().encode(text);
const packed = (text) => btoa(String.fromCharCode(...bytesOf(text)))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const unpacked = (text) => new TextDecoder('utf-8', { fatal: true })
  .decode(Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt()));

// FNV-1a, 32 bits: a code that was cut or edited must not show half of what was ticked.
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
  if (address.length > MOST || fields.some((field) => field.ariaInvalid === 'true')) return;
  const { generate } = await import('./qr.js').catch(() => ({})); // no network, and not saved yet
  tell('not-shared', !generate);
  if (!generate) return;
  generate(address).toCanvas(canvas, { on: [0, 0, 0], off: [255, 255, 255, 255] });
  canvas.hidden = false;
  canvas.scrollIntoView({ block: 'center' });
}

function receive() {
  const code = location.hash.slice(1);
  if (!code || document.getElementById(code)) return;
  try {
    const [version, sum, body] = code.split('.');
    if (version !== '1' || sum !== sumOf(body) || body.length > MOST) throw new TypeError('not ours');
    const [day, ticks, unsure, words] = JSON.parse(unpacked(body));
    const sheet = checked({ day, ticks, unsure, words });
    received = true; // before anything of it is on the page: the next tap must not keep it
    write(sheet);
    document.documentElement.classList.add('received');
    tell('received');
    tell('bad-code', false);
  } catch {
    tell('bad-code');
  }
  // Somebody's health does not stay in the history of this phone.
  history.replaceState(null, '', location.pathname);
}

restore();
if (key === 'doctor') {
  take();
  document.getElementById('code').hidden = false;
}
// Another tab, or this page as the browser kept it whole, may know an older sheet.
addEventListener('storage', (event) => event.key === key && restore());
addEventListener('pageshow', ({ persisted }) => persisted && restore());
receive();
addEventListener('hashchange', receive);
