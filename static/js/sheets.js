// The sheets that a person takes along: kept on this phone, shown, printed, shared, passed on in a code.
import { remember, remembered } from './number.js';

const { lang } = document.documentElement;
const form = document.querySelector('form.take');
const key = form.dataset.sheet;
const boxes = [...form.querySelectorAll('[type=checkbox], [type=radio]')];
const fields = [...form.querySelectorAll('[data-words]')];
const day = form.querySelector('.day');
const letters = Intl.Segmenter && new Intl.Segmenter(lang); // Firefox has it since 125
let received = false; // what came in a code is shown, and not kept

// ---- What the sheet says -----------------------------------------------------------------------

// { day, ticks, unsure, words }: `day` is when the signs were ticked, as in 2026-11-22.
function read() {
  const ticked = boxes.filter((box) => box.checked && !box.closest('li').hidden);
  return {
    day: (ticked.some(isSign) && day.dataset.day) || '',
    ticks: ticked.map(idOf),
    unsure: ticked.filter((box) => box.dataset.unsure).map(idOf),
    words: Object.fromEntries(fields.filter(({ value }) => value.trim()).map(({ id, value }) => [id, value.trim()])),
  };
}

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
  for (const field of fields) {
    field.value = sheet.words[field.id] ?? '';
    field.closest('li').classList.toggle('written', Boolean(field.value));
  }
  if (!day) return;
  day.hidden = !sheet.day;
  day.dataset.day = sheet.day;
  // At noon, so that no time zone makes it another day.
  const words = new Intl.DateTimeFormat(`${lang}-u-nu-latn`, { dateStyle: 'long' });
  day.firstChild.textContent = sheet.day && words.format(new Date(`${sheet.day}T12:00`));
}

// A sheet from a code: whatever is not as it should be makes it none.
function checked(sheet) {
  const known = new Set(boxes.map(idOf));
  const areKnown = (ids) => Array.isArray(ids) && ids.every((id) => known.has(id));
  const limits = new Map(fields.map(({ id, dataset }) => [id, Number(dataset.most)]));
  const fits = ([id, text]) => limits.has(id) && typeof text === 'string' && lengthOf(text) <= limits.get(id);
  const isDay = /^(\d{4}-\d\d-\d\d)?$/.test(sheet?.day) && !Number.isNaN(Date.parse(sheet.day || '2026-01-01'));
  if (isDay && areKnown(sheet.ticks) && areKnown(sheet.unsure) && Object.entries(sheet.words ?? {}).every(fits)) return sheet;
  throw new TypeError('not a sheet');
}

const lengthOf = (text) => [...(letters ? letters.segment(text) : text)].length;

// ---- Kept on this phone ------------------------------------------------------------------------

const messages = [...document.querySelectorAll('[data-message]')];

function tell(name, isShown = true) {
  for (const message of messages) if (message.dataset.message === name) message.hidden = !isShown;
}

function keep() {
  if (received) return;
  document.getElementById('qr')?.toggleAttribute('hidden', true); // it holds an older sheet
  if (day) day.hidden = !read().day; // a day without a sign could be read as "nothing found"
  const tooLong = fields.filter(({ value, dataset }) => lengthOf(value) > Number(dataset.most));
  for (const field of fields) field.setAttribute('aria-invalid', tooLong.includes(field));
  tell('long-words', tooLong.length > 0);
  tell('deleted', false);
  if (tooLong.length) return;
  const sheet = read();
  // "A doctor said yes" is said anew each time: nothing that clears somebody is ever kept.
  const ticks = sheet.ticks.filter((id) => !id.startsWith('said.'));
  tell('not-kept', !remember(key, JSON.stringify({ ...sheet, ticks })));
}

form.addEventListener('input', ({ target }) => {
  const line = target.closest('li');
  if (target.matches('[data-words]')) line.classList.toggle('written', Boolean(target.value));
  // Of some lines only one can be true; a second tap takes it back.
  for (const box of line.closest('[data-one]')?.querySelectorAll(':checked') ?? []) box.checked = box === target;
  keep();
});

// What an older release kept may name lines that are gone: the others stay.
function restore() {
  if (received) return;
  try {
    const sheet = JSON.parse(remembered(key));
    const known = (ids) => ids.filter((id) => boxes.some((box) => idOf(box) === id));
    const words = Object.entries(sheet.words).filter(([id]) => fields.some((field) => field.id === id));
    write(checked({ ...sheet, ticks: known(sheet.ticks), unsure: known(sheet.unsure), words: Object.fromEntries(words) }));
  } catch {
    write(EMPTY); // nothing kept, or not by us: the sheet starts as it was rendered
  }
}

const UNDO = 60000; // milliseconds
const EMPTY = read();
const deeds = {
  print: () => print(),
  share: () => navigator.share({ title: document.title, text: inWords() }).catch(() => {}),
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
      boxes[0].focus();
    };
    undo.focus();
    // Not for long: the phone may go into another hand.
    setTimeout(() => tell('deleted', false), UNDO);
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
  const isShown = (element) => !element.closest('[hidden]');
  const both = (element) => [...element.querySelectorAll('.both > *')].map((half) => half.innerText.trim()).join(' / ');
  const lines = [document.querySelector('h1').firstChild.data, both(form.querySelector('p.two'))];
  for (const block of form.querySelectorAll('ul.two')) {
    const said = [...block.querySelectorAll('li:not(.head, .empty)')].filter(isShown).flatMap((line) => {
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
    const { day: ticked, yes, unsure } = JSON.parse(sessionStorage.getItem('ticked'));
    sessionStorage.removeItem('ticked');
    const sheet = read();
    const others = sheet.ticks.filter((id) => !id.startsWith('signs.'));
    const [signs, doubts] = [[...yes, ...unsure], unsure].map((ids) => ids.map((id) => `signs.${id}`));
    write(checked({ ...sheet, day: ticked, ticks: [...others, ...signs], unsure: doubts }));
    keep();
  } catch {
    // Nothing was left, or this browser forbids it: the sheet says that nothing is put in.
  }
}

// ---- A code that holds the lines ---------------------------------------------------------------

const MOST = 1200; // bytes: a camera still reads the 30 mm that this takes on a phone's screen

const packed = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const unpacked = (text) => new TextDecoder('utf-8', { fatal: true })
  .decode(Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt()));

// FNV-1a, 32 bits: a code that was cut or edited must not show half of what was ticked.
function sumOf(text) {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return sum.toString(36);
}

async function showCode() {
  const canvas = document.getElementById('qr');
  keep();
  const { day: ticked, ticks, unsure, words } = read();
  const body = packed(JSON.stringify([ticked, ticks, unsure, words]));
  const address = `${location.origin}${document.getElementById('code').dataset.to}#1.${sumOf(body)}.${body}`;
  tell('long-code', address.length > MOST);
  if (address.length > MOST || fields.some((field) => field.ariaInvalid === 'true')) return;
  const { generate } = await import('./qr.js');
  generate(address).toCanvas(canvas, { on: [0, 0, 0], off: [255, 255, 255, 255] });
  canvas.hidden = false;
  canvas.scrollIntoView({ block: 'center' });
}

function receive() {
  const [, version, sum, body] = location.hash.match(/^#(\d+)\.(\w*)\.?(.*)$/) ?? [];
  if (!version) return;
  try {
    if (version !== '1' || sum !== sumOf(body) || body.length > MOST) throw new TypeError('not a code of ours');
    const [ticked, ticks, unsure, words] = JSON.parse(unpacked(body));
    write(checked({ day: ticked, ticks, unsure, words }));
    received = true;
    document.documentElement.classList.add('received');
    tell('received');
  } catch {
    tell('bad-code');
  }
  // Somebody's health does not stay in the history of this phone.
  history.replaceState(null, '', location.pathname);
}

restore();
// Another tab, or this page as the browser kept it whole, may know an older sheet.
addEventListener('storage', (event) => event.key === key && restore());
addEventListener('pageshow', (event) => event.persisted && restore());
if (key === 'doctor') {
  take();
  receive();
  addEventListener('hashchange', receive);
  document.getElementById('code').hidden = false;
}
