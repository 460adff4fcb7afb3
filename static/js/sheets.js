// The two sheets that a person takes along. They are stored on this phone, shown, printed, shared, and sent in a code.
import { UNDO, askToKeep, dayOf, lengthOf, noteStep, remember, remembered } from './app.js';
import { checksum, dayInWords, lasting, sheetOf, tellNote } from './sheet-record.js';

const form = document.querySelector('form.take');
const key = form.dataset.sheet;
const boxes = [...form.querySelectorAll('[type=checkbox], [type=radio]')];
const fields = [...form.querySelectorAll('[data-words]')];
const days = [...form.querySelectorAll('.day')];
const urgent = form.querySelector('.urgent');
const { lang } = document.documentElement;
const second = () => form.querySelector('.both > [lang]')?.lang; // the tag of the second language, if there is one
const ownNote = form.querySelector('.own-note');
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
// Two blocks may have a line with the same value, so the id of a line also names its block.
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
  const isPutIn = ownNote?.hidden === false || boxes.some((box) => isSign(box) && box.checked);
  form.querySelector('.empty')?.toggleAttribute('hidden', isPutIn);
  const { day } = read();
  for (const line of days) {
    line.hidden = !day;
    line.firstChild.textContent = day && dayInWords(day);
  }
}

const isLine = (id) => boxes.some((box) => idOf(box) === id);
const isField = (id) => fields.some((field) => field.id === id);

// In some blocks only one line of a name can be true. Two ticked lines contradict each other, and none of them counts.
const rivalsOf = (box) => (box.closest('[data-one]') ? boxes.filter(({ name }) => name === box.name) : [box]);
function contradictions(ticks) {
  const ticked = boxes.filter((box) => ticks.includes(idOf(box)));
  return ticked.filter((box) => ticked.filter((other) => rivalsOf(box).includes(other)).length > 1).map(idOf);
}

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

// Marks words that are too long, but keeps them whole. They may not fit the paper, and no code holds them.
function measure() {
  const isLong = ({ value, dataset }) => lengthOf(value) > Number(dataset.most);
  for (const field of fields) field.setAttribute('aria-invalid', isLong(field));
  tell('long-words', fields.some(isLong));
}

form.addEventListener('input', async ({ target }) => {
  const isFirst = !remembered(key);
  if (fields.includes(target)) mirror(target);
  // A second tap on a line removes its tick.
  else if (target.checked) for (const box of rivalsOf(target)) box.checked = box === target;
  const date = document.getElementById('answer-day');
  if (/^(reply|limits-)/.test(target.name) && target.checked && !date.value) {
    date.value = today();
    mirror(date);
  }
  // Pain that eases while the person stands still may come from the circulation: it is a question to the doctor.
  const question = form.querySelector('[name=questions][value=circulation]');
  if (target.name === 'eases' && target.value === 'standing' && target.checked) question.checked = true;
  keep();
  noteSteps();
  if (isFirst) await askToKeep(boxes.includes(target)); // typing is no tap: see askToKeep()
});

// The home page shows which steps are done.
function noteSteps() {
  const { ticks, words } = read();
  const isFilled = Boolean(remembered(key)) && (ticks.length > 0 || Object.keys(words).length > 0);
  noteStep(key === 'doctor' ? 'sheet' : 'card', isFilled);
  if (key === 'doctor') noteStep('answer', Boolean(words['answer-day']) && ticks.some((id) => id.startsWith('reply.')));
}

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
    write(EMPTY); // nothing is stored, or it is not ours: the sheet starts as it was rendered
  }
  measure();
}

const today = () => dayOf(new Date());

// The button may be hidden afterwards and lose the focus.
function setDay(button, day) {
  const line = button.closest('li');
  const field = line.querySelector('input');
  field.value = day;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  line.querySelector('[value=today]').focus();
}

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
      tell('not-shared', name !== 'AbortError'); // the person closed the window
    }
  }),
  delete() {
    const before = read();
    const agreed = showAgreed(null);
    write(EMPTY);
    keep();
    remember(key, null);
    noteSteps();
    tell('deleted');
    const undo = document.querySelector('[value=undo]');
    undo.onclick = () => {
      showAgreed(agreed);
      write(before);
      keep();
      noteSteps();
      boxes.find(isShown).focus();
    };
    undo.focus();
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
      const label = line.querySelector('label:has(:checked)');
      if (line.querySelector('input') && !label) return [];
      const weighed = line.querySelector('p:not(.own)');
      return [weighed ? `- ${both(weighed)}: ${both(label)}` : `- ${both(line) || line.textContent.trim()}`];
    });
    if (said.length) lines.push('', both(block.querySelector('.head')), ...said);
  }
  // A line that begins with a link belongs to the screen only.
  const about = [...document.querySelectorAll('.about-text p')].flatMap(({ firstChild }) => firstChild.data?.trim() ?? []);
  return [...lines, '', ...about].join('\n');
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
    noteSteps();
  } catch {
    // The check left nothing, or this browser forbids storage: the sheet says that nothing is put in.
  }
}

// Shows what a doctor agreed to. `text` is JSON that the check of this tab stored: { day, notes: { D6: [day, name,
// until] } }. It holds for the day of the check. Without `text` the lines are empty. Returns what was shown before.
function showAgreed(text) {
  const before = ownNote?.dataset.shown ?? null;
  if (!ownNote) return before;
  const { day, notes } = JSON.parse(text) ?? {};
  const isOfToday = day === today();
  ownNote.hidden = !isOfToday || Object.keys(notes).length === 0;
  if (isOfToday) ownNote.dataset.shown = text;
  else delete ownNote.dataset.shown;
  for (const line of ownNote.querySelectorAll('[data-agreed]')) {
    const note = isOfToday && notes[line.dataset.agreed];
    line.hidden = !note;
    if (note) for (const told of line.querySelectorAll('.told')) tellNote(told, note);
  }
  try {
    if (text) sessionStorage.setItem('agreed', text);
    else sessionStorage.removeItem('agreed');
  } catch {
    // This tab stores nothing: the note stays as long as the page is open.
  }
  return before;
}

function takeAgreed() {
  try {
    showAgreed(sessionStorage.getItem('agreed'));
  } catch {
    showAgreed(null); // forbidden, or not by us
  }
}

// ---- What a doctor allows ----------------------------------------------------------------------

// Ticks lines of the card as the doctor's limits say, each time they have changed or have ended. What the person ticks
// afterwards stays.
async function follow() {
  if (key !== 'therapist' || !(remembered('doctor') || remembered('limits'))) return;
  const { showLimits, ticksOf } = await import('./limits.js');
  const limits = showLimits(form.querySelector('.limits'));
  const said = limits ? JSON.stringify(limits) : '';
  if (said === (remembered('limits') ?? '')) return;
  const ticks = ticksOf(limits);
  for (const box of boxes.filter((box) => idOf(box) in ticks)) box.checked = ticks[idOf(box)] ?? box.defaultChecked;
  if (remembered(key) || limits) keep();
  remember('limits', said);
}

// ---- Paper ---------------------------------------------------------------------------------------

// Before a sheet is printed, this part finds the largest type with which the sheet takes one page, and leaves the rest
// of the page as room for a pen. CSS cannot do that, so the page is laid out as for print and measured. A sheet that
// does not fit in the smallest type takes another page.
const SIZES = [14, 13, 12.5, 12, 11.5, 11]; // points; a sheet for the doctor in one language has at least 12
// A4 and Letter without the margins of paper.css, in mm: width and height, 3 mm less because lines are rounded on paper.
// The sheet is measured for both, so that it fits wherever it is printed.
const PAPERS = [[194, 278], [199, 260]];
const PIXELS = 96 / 25.4; // in a mm
const LINE = 8; // mm between the lines for a pen
const root = document.documentElement;

function* mediaRules(rules) {
  for (const rule of rules) {
    if (rule instanceof CSSMediaRule && /print|screen/.test(rule.media.mediaText)) yield rule;
    if (rule.cssRules) yield* mediaRules(rule.cssRules);
  }
}

// Calls `measure` while the rules for paper apply, and those for screens do not.
function asOnPaper(measure) {
  const rules = [...document.styleSheets].flatMap(({ cssRules }) => [...mediaRules(cssRules)]);
  const before = rules.map(({ media }) => media.mediaText);
  const { inlineSize } = document.body.style;
  for (const { media } of rules) media.mediaText = media.mediaText.includes('print') ? 'all' : 'not all';
  try {
    measure();
  } finally {
    rules.forEach(({ media }, i) => { media.mediaText = before[i]; });
    document.body.style.inlineSize = inlineSize;
  }
}

const free = () => Math.min(...PAPERS.map(([width, height]) => {
  document.body.style.inlineSize = `${width}mm`;
  return height * PIXELS - document.body.getBoundingClientRect().height;
}));
const setRoom = (mm) => root.style.setProperty('--room', `${mm}mm`);

addEventListener('beforeprint', () => {
  const boxes = [...form.querySelectorAll('[type=checkbox]')];
  // A sheet without ticks and words is printed with all lines, for a pen.
  form.classList.toggle('filled', boxes.some((box) => box.checked !== box.defaultChecked) || Boolean(form.querySelector('.written')));
  asOnPaper(() => {
    setRoom(0);
    form.classList.remove('long');
    for (const size of SIZES.slice(0, key === 'therapist' || second() ? 6 : 4)) {
      root.style.setProperty('--type', `${size}pt`);
      if (free() >= 0) break;
    }
    form.classList.toggle('long', free() < 0);
    // In two columns one more line takes half of its height.
    let room = Math.max(0, Math.floor((2 * free()) / PIXELS / LINE) * LINE);
    for (setRoom(room); room > 0 && free() < 0; setRoom(room)) room -= LINE;
  });
});

// ---- A code that holds the lines ---------------------------------------------------------------

const MOST = 1200; // bytes: a camera still reads such a code on a phone's screen, where it is 30 mm wide

const bytesOf = (text) => new TextEncoder().encode(text);
const packed = (text) => btoa(String.fromCharCode(...bytesOf(text)))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const unpacked = (text) => new TextDecoder('utf-8', { fatal: true })
  .decode(Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt()));

async function showCode() {
  const canvas = document.getElementById('qr');
  keep();
  const { day, ticks, unsure, words } = read();
  const body = packed(JSON.stringify([day, ticks, unsure, words, second() && lang]));
  const address = `${location.origin}/${second() ?? lang}/doctor#1.${checksum(body)}.${body}`;
  tell('long-code', address.length > MOST);
  if (address.length > MOST || fields.some((field) => field.matches('[aria-invalid=true]'))) return;
  const { drawCode } = await import('./qr.js').catch(() => ({})); // no network, and not saved yet
  tell('not-shared', !drawCode);
  if (!drawCode) return;
  canvas.hidden = !drawCode(canvas, address);
  tell('long-code', canvas.hidden);
  canvas.scrollIntoView({ block: 'center' });
}

// Shows the sheet in a code, with the language of its owner beside the words. Anybody can make a code, so the card for the therapist, which says what may be done to a
// person, accepts none.
function receive() {
  const code = location.hash.slice(1);
  if (!code || document.getElementById(code)) return;
  try {
    if (key !== 'doctor') return tell('no-code');
    const [version, sum, body] = code.split('.');
    if (version !== '1' || body.length > MOST || sum !== checksum(body)) throw new TypeError('not ours');
    const [day, ticks, unsure, words, mine] = JSON.parse(unpacked(body));
    const sheet = checked({ day, ticks, unsure, words });
    ownNote?.toggleAttribute('hidden', true); // the note belongs to the owner of this phone, not to the sheet
    received = true; // set before write(): a tap must never store somebody else's sheet
    write(sheet);
    document.documentElement.classList.add('received');
    tell('received');
    tell('bad-code', false);
    if (mine) showBeside(mine);
  } catch {
    tell('bad-code');
  } finally {
    // The health of a person must not stay in the history of this phone.
    history.replaceState(null, '', location.pathname + location.search);
  }
}

// Without a network the script may be missing: then the sheet has one language.
async function showBeside(tag) {
  const { show } = await import('./beside.js').catch(() => ({}));
  await show?.(tag);
}

// The address says whether the sheet is shown to somebody, so the way back of the phone ends it.
async function present() {
  // Without a network the module may be missing: then the style sheet alone shows the sheet.
  if (location.hash === '#card') await import('./present.js').catch(() => {});
}

takeAgreed();
restore();
if (key === 'doctor') {
  take();
  document.getElementById('code').hidden = false;
}
// Another tab may have changed the sheet, also while this page was in the back/forward cache.
addEventListener('storage', async (event) => {
  if (event.key === key) restore();
  if (event.key === 'doctor') await follow();
});
addEventListener('pageshow', async ({ persisted }) => {
  if (!persisted) return;
  restore();
  await follow();
});
receive();
// The words of a second language came or went: they get what this script writes.
addEventListener('beside', async () => {
  write(read());
  if (!received) showAgreed(ownNote?.dataset.shown ?? null);
  const toPhrases = document.getElementById('to-phrases');
  if (toPhrases) toPhrases.hash = second() ?? '';
  await follow();
});
addEventListener('hashchange', receive);
addEventListener('hashchange', present);
export const started = Promise.all([present(), follow()]);
