// Comfort for the self-check: it is right without this script. Answers never leave the page.

const form = document.querySelector('form.check');
const result = document.getElementById('result');
const announcement = document.getElementById('announce');
const turn = form.querySelector('.turn');
const all = form.querySelector('.all');
const rest = form.querySelector('.rest');
const goOn = form.querySelector('.go-on');
const today = () => new Date().toDateString();
let answeredOn = null;
let levelsBefore = '';

// ---- One step at a time ------------------------------------------------------------------------

// The first part and the last are lists to scan; in between each question has the screen to itself.
const steps = [...form.querySelectorAll('.part')].flatMap((part, i, parts) => {
  const signs = [...part.querySelectorAll('.sign')];
  const isList = i === 0 || i === parts.length - 1;
  return isList ? [{ section: part, signs }] : signs.map((sign) => ({ section: part, signs: [sign] }));
});
steps.push({ section: result, signs: [] });
const LAST = steps.length - 1;
let current = 0;
let backTo = null; // where the person left for "What to do so far"

const isOpen = (sign) => !sign.querySelector(':checked');
const isStepped = () => form.classList.contains('stepped');

function showStep(index) {
  current = Math.max(0, Math.min(index, LAST));
  const { section, signs } = steps[current];
  for (const element of form.querySelectorAll('.shown')) element.classList.remove('shown');
  for (const element of [section, ...signs]) element.classList.add('shown');
  form.querySelector('.intro').hidden = current > 0;
  form.querySelector('.so-far').hidden = current === LAST;
  // A question has the screen to itself, so that no answer lies below the edge.
  form.closest('main').classList.toggle('one-question', signs.length === 1);
  turn.querySelector('[value=back]').hidden = current === 0;
  turn.querySelector('[value=next]').hidden = current === LAST;
  count();
}

function goTo(index) {
  showStep(index);
  const { section, signs } = steps[current];
  const place = signs.length === 1 ? signs[0].querySelector('legend') : section.querySelector('h2');
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function count() {
  const open = [...form.querySelectorAll('.sign')].filter(isOpen);
  form.querySelector('.left').textContent = isStepped() ? open.length : '';
  rest.hidden = !isStepped() || steps[current].signs.length < 2 || !steps[current].signs.some(isOpen);
  goOn.hidden = !isStepped() || current < LAST || open.length === 0;
}

turn.addEventListener('click', ({ target }) => {
  const button = target.closest('button');
  if (!button) return;
  const from = button.value === 'back' && current === LAST && backTo !== null ? backTo + 1 : current;
  backTo = null;
  goTo(from + (button.value === 'next' ? 1 : -1));
});

form.querySelector('.so-far').addEventListener('click', () => {
  if (!isStepped()) return;
  backTo = current;
  goTo(LAST);
});

goOn.addEventListener('click', () => goTo(steps.findIndex(({ signs }) => signs.some(isOpen))));

// An answer given at once to many questions is still an answer: unanswered is never no.
rest.addEventListener('click', () => {
  for (const sign of steps[current].signs.filter(isOpen)) sign.querySelector('[value=no]').checked = true;
  answered();
  turn.querySelector('[value=next]').focus({ preventScroll: true });
});

all.addEventListener('click', () => {
  form.classList.remove('stepped');
  form.closest('main').classList.remove('one-question');
  form.querySelector('.so-far').hidden = false;
  turn.hidden = all.hidden = true;
  count();
});

// ---- What the answers show ---------------------------------------------------------------------

function answered(target) {
  answeredOn ??= today();
  form.querySelector('.expired').hidden = true;
  count();
  const cards = [...result.querySelectorAll('.action')].filter((card) => getComputedStyle(card).display !== 'none');
  const levels = cards.map((card) => card.dataset.level).join();
  takeAlong.hidden = !form.querySelector('[data-raises]:checked');
  if (levels === levelsBefore) return;
  levelsBefore = levels;
  const heading = cards[0]?.querySelector('h3');
  if (target?.dataset.raises === 'emergency' && heading) {
    // One yes in the first part ends the questions: the eye and the screen reader go to what to do now.
    announcement.textContent = '';
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    result.scrollIntoView({ block: 'start' });
  } else {
    // Its own words only: neither the hidden form of the sentence nor the English beside it.
    const words = heading ? [...heading.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE) : [];
    announcement.textContent = words.map((node) => node.data).join('').trim();
  }
}

form.addEventListener('change', ({ target }) => answered(target));

// The one way by which answers leave this page: the person takes them along to the sheet, in this tab.
const takeAlong = document.getElementById('take');

function leave(ticked) {
  try {
    if (ticked) sessionStorage.setItem('ticked', JSON.stringify(ticked));
    else sessionStorage.removeItem('ticked');
  } catch {
    // The sheet says that nothing is put in.
  }
}

leave(null);
form.querySelector('a[href$="/doctor"]').addEventListener('click', () => leave(null));
takeAlong.addEventListener('click', () => {
  const answersOf = (value) => [...form.querySelectorAll(`[value=${value}]:checked`)].map(({ name }) => name);
  const day = new Date(answeredOn).toLocaleDateString('en-CA'); // as in 2026-11-22
  leave({ day, yes: answersOf('yes'), unsure: answersOf('unsure') });
});

form.addEventListener('reset', () => {
  // The event comes before the answers are gone.
  setTimeout(() => {
    answeredOn = backTo = null;
    levelsBefore = announcement.textContent = '';
    takeAlong.hidden = true;
    leave(null);
    if (isStepped()) goTo(0);
  });
});

// Undo instead of "are you sure". Not for long: the phone may go into another hand.
const UNDO = 60000; // milliseconds
const undo = form.querySelector('.undo');
let gone = [];

function forget() {
  gone = [];
  undo.hidden = true;
}

form.querySelector('[type=reset]').addEventListener('click', () => {
  const answers = [...form.querySelectorAll(':checked')];
  setTimeout(() => {
    gone = answers;
    undo.hidden = answers.length === 0;
  });
  setTimeout(() => gone === answers && forget(), UNDO);
});

undo.querySelector('button').addEventListener('click', () => {
  for (const input of gone) input.checked = true;
  forget();
  answered();
  if (isStepped()) goTo(LAST);
});

form.addEventListener('change', forget);
document.addEventListener('visibilitychange', forget);

// Answers hold for today only: a page left open until tomorrow starts again.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'visible' || answeredOn === null || answeredOn === today()) return;
  form.reset();
  form.querySelector('.expired').hidden = false;
});

// Without :has nothing would appear step by step: then all is on one page, as without this script.
if (CSS.supports('selector(:has(a))')) {
  form.classList.add('stepped');
  turn.hidden = all.hidden = false;
  showStep(0);
}
