// Makes the self-check easier to use. The check gives the same results without this script. Answers never leave this
// phone.

import { DOUBLE_TAP, noteStep, steps as notedSteps } from './app.js';

const form = document.querySelector('form.check');
const main = form.closest('main');
const places = document.querySelector('.places');
const intro = form.querySelector('.intro');
const begin = form.querySelector('.begin');
const result = document.getElementById('result');
const announcement = document.getElementById('announce');
const turn = form.querySelector('.turn');
const all = form.querySelector('.all');
const rest = form.querySelector('.rest');
const goOn = form.querySelector('.go-on');
const soFar = form.querySelector('.so-far');
// Without :has the style sheet shows every card, whatever was answered (Firefox < 121, Chrome < 105).
const hasHas = CSS.supports('selector(:has(a))');
let answeredOn = null;
let levelsBefore = '';
let left; // questions that are left; none after a yes to an emergency
let isKept = true; // until a write fails

// ---- The stored answers of today ---------------------------------------------------------------

// The answers are kept for today in this tab, so that a reload, another language or a long pause loses none. They are
// in sessionStorage and nowhere else: not in an address, a request or the history.
const KEY = 'check';
const FOR_THE_SHEETS = ['ticked', 'agreed']; // see take-along.js

// Returns the local date, such as "Mon Nov 30 2026".
const today = () => new Date().toDateString();

// Returns whether the answers were stored. `check` is { day, version, step, isAll, left, answers: { E1: 'yes' }, notes:
// { D6: [day, name, until] } }. The home page reads it.
function keepAnswers(check) {
  try {
    // Delete the old answers first. If the phone is full, the write below fails, and an old No must not stay where the
    // person now says Yes.
    sessionStorage.removeItem(KEY);
    sessionStorage.removeItem(FOR_THE_SHEETS[0]); // it was made from older answers
    if (Object.keys(check.answers).length) sessionStorage.setItem(KEY, JSON.stringify(check));
    else for (const key of FOR_THE_SHEETS) sessionStorage.removeItem(key);
    return true;
  } catch {
    return false;
  }
}

// Returns the stored check, or {} if there is none, or { problem }: the name of the message that says why there are no
// answers. Deletes a check of another day, and one whose questions were not those of `version`.
function keptAnswers(version) {
  let check;
  try {
    sessionStorage.removeItem(FOR_THE_SHEETS[0]);
    check = JSON.parse(sessionStorage.getItem(KEY));
  } catch ({ name }) {
    if (name !== 'SyntaxError') return { problem: 'not-kept' };
    check = { day: today() }; // another release wrote it in another form
  }
  if (!check) return {};
  if (check.day === today() && check.version === version) return check;
  sessionStorage.removeItem(KEY);
  return { problem: check.day === today() ? 'updated' : 'earlier-day' };
}

// Stores that the check was finished today, for the marks of the home page. Its result is never stored.
function markFinished() {
  if (!left || notedSteps().check) noteStep('check', !left);
}

// ---- One step at a time ------------------------------------------------------------------------

// The steps are the start, each list of questions, and the result. A list may hold a single question, which has the
// screen to itself.
const steps = [intro, ...form.querySelectorAll('.list'), result].map((place) => {
  const section = place.closest('.part') ?? place;
  return { section, place, signs: [...place.querySelectorAll('.sign')], lists: [...section.querySelectorAll('.list')] };
});
const LAST = steps.length - 1;
let current = 0;
let depth = history.state?.depth ?? 0; // entries of the history between the first step and this one

const isOpen = (sign) => !sign.querySelector(':checked');
const isStepped = () => form.classList.contains('stepped');
const isEmergency = () => form.querySelector('[data-raises=emergency]:checked') !== null;

// Returns the next list with an open question, or the result.
function nextOpen() {
  const step = steps.findIndex(({ signs }) => signs.some(isOpen));
  return step < 0 ? LAST : step;
}

function showStep(index) {
  current = Math.min(index, LAST); // another release may have had more steps
  if (current) loadMore();
  const { section, place } = steps[current];
  form.classList.add('stepped');
  for (const element of form.querySelectorAll('.shown')) element.classList.remove('shown');
  for (const element of [section, place]) element.classList.add('shown');
  count();
}

// While questions are asked, the bar of the check replaces the bottom bar, so that no tap beside Next leaves the page.
function showBars() {
  const { section, place, signs, lists } = steps[current];
  const isAsking = isStepped() && signs.length > 0 && !isEmergency();
  main.classList.toggle('asking', isAsking);
  main.querySelector('h1').classList.toggle('unseen', isAsking);
  turn.hidden = !isAsking;
  places.hidden = isAsking;
  all.hidden = !isStepped();
  soFar.hidden = isStepped() && !isAsking;
  result.querySelector('[value=back]').hidden = !isStepped() || current < LAST;
  const gaps = { part: [...form.querySelectorAll('.part')].indexOf(section) + 1, number: lists.indexOf(place) + 1, total: lists.length };
  for (const gap of form.querySelectorAll('[data-gap]')) gap.textContent = gaps[gap.dataset.gap];
  Object.assign(turn.querySelector('progress'), { max: LAST - 1, value: current });
  announceStep(isAsking && (signs.length > 1 ? 'list' : 'question'));
}

// Shows the sentence of this name, for screen readers.
function announceStep(name) {
  for (const words of form.querySelectorAll('[data-where]')) words.hidden = words.dataset.where !== name;
}

function focusOn(place) {
  place.tabIndex = -1;
  place.getClientRects(); // Firefox gives no focus to a legend that it has not laid out yet
  place.focus({ preventScroll: true });
  return place;
}

function focusOnStep() {
  const { section, place, signs } = steps[current];
  if (current === 0) return focusOn(main.querySelector('h1'));
  // The name of a part stands above its first list. A single question is visible at once.
  const isFirst = signs.length > 1 && place.previousElementSibling?.matches('header');
  return focusOn((isFirst ? section : place).querySelector('h2, h3, legend'));
}

function turnTo(index) {
  if (isOld()) return startAgain();
  showStep(index);
  scrollTo(0, 0);
  // In a low window or with large text the name of the part fills the screen. Then scroll to the question.
  const place = focusOnStep();
  if (current && place.getBoundingClientRect().bottom > innerHeight - turn.offsetHeight) place.scrollIntoView();
  keep();
}

function showAll() {
  loadMore();
  form.classList.remove('stepped');
  count();
  keep();
}

// The phone's Back button goes one step back. The history holds the steps and no answer.
function enter(step, isAll = false) {
  depth += 1;
  history.pushState({ step, isAll, depth }, '');
}

const stay = (step, isAll = false) => history.replaceState({ step, isAll, depth }, '');

function goTo(index) {
  enter(index);
  turnTo(index);
}

// The first entry of this check may hold a later step, because the check was opened again there. `popstate` overwrites
// it.
let isStartingAgain = false;

function goBackToStart() {
  isStartingAgain = depth > 0;
  if (depth) history.go(-depth);
  depth = 0;
  if (!isStartingAgain) stay(0);
}

function goToStart() {
  if (!isStepped()) return scrollTo(0, 0);
  turnTo(0);
  goBackToStart();
}

addEventListener('popstate', ({ state }) => {
  if (!state) return; // somebody typed an address, or this browser has no :has
  depth = state.depth;
  if (isStartingAgain) {
    isStartingAgain = false;
    return stay(0);
  }
  if (state.isAll) showAll();
  else if (!isStepped() || state.step !== current) turnTo(state.step);
});

// Each element holds two forms of its words. Shows the second form if `isSecond`, else the first.
function choose(isSecond, ...elements) {
  for (const element of elements) {
    const [one, other] = element.querySelectorAll('span');
    one.hidden = isSecond;
    other.hidden = !isSecond;
  }
}

function count() {
  const open = [...form.querySelectorAll('.sign')].filter(isOpen);
  const { signs } = steps[current];
  left = isEmergency() ? 0 : open.length;
  form.querySelector('.left').textContent = isStepped() ? left : '';
  rest.hidden = !isStepped() || signs.length < 2 || !signs.some(isOpen);
  choose(!signs.every(isOpen), rest);
  goOn.hidden = !isStepped() || open.length === 0;
  choose(answeredOn !== null, begin);
  form.querySelector('.again').hidden = answeredOn === null;
  showBars();
}

// A finger that taps twice must not answer a question that has just come to its place.
let tappedAt;
let turnedAt;

form.addEventListener('click', (event) => {
  if (event.detail === 0) return; // a script, a keyboard, a screen reader
  if (event.timeStamp - turnedAt < DOUBLE_TAP && event.target.closest('label')) event.preventDefault();
  else tappedAt = event.timeStamp;
}, { capture: true });

function goToNext() {
  turnedAt = tappedAt;
  goTo(current + 1);
}

form.addEventListener('click', (event) => {
  const button = event.target.closest('[value=back], [value=next]');
  if (!button?.matches('button')) return;
  if (button.value === 'back') {
    if (depth) return history.back();
    stay(current - 1); // the check was opened again at this step: the history has another page before it
    return turnTo(current - 1);
  }
  const { signs } = steps[current];
  // "Next" does not pass over an open question further down in a list.
  const open = signs.length > 1 && !isOld() && signs.find(isOpen);
  if (open) focusOn(open.querySelector('legend')).scrollIntoView();
  else goTo(current + 1);
});

// A link within the page is not a step. If the browser followed it, the new entry would have no state, and Firefox
// would send no popstate.
addEventListener('click', (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link) return;
  event.preventDefault();
  if (isStepped() && link.matches('.begin')) return goTo(nextOpen());
  if (isStepped() && link === soFar) return goTo(LAST);
  if (link === soFar) enter(current, true);
  focusOn(document.querySelector(link.hash)).scrollIntoView();
});

// "No to all" answers each open question of this list, because an unanswered question never counts as no.
rest.addEventListener('click', () => {
  if (isOld()) return startAgain();
  for (const sign of steps[current].signs.filter(isOpen)) sign.querySelector('[value=no]').checked = true;
  answered();
  goToNext();
});

all.addEventListener('click', () => {
  enter(current, true);
  history.scrollRestoration = 'auto';
  showAll();
  focusOn(document.querySelector(begin.hash)).scrollIntoView(); // the button is gone
});

// ---- What the answers show ---------------------------------------------------------------------

const cardsShown = () => [...result.querySelectorAll('.action')].filter((card) => getComputedStyle(card).display !== 'none');

// Shows the worst level so far beside the link to the cards.
function showWorst([card]) {
  const level = card?.querySelector('.level')?.cloneNode(true);
  if (!level) return;
  level.querySelector('.english')?.remove();
  soFar.firstElementChild.replaceWith(level);
  soFar.dataset.level = card.dataset.level;
}

const levelsOf = (cards) => cards.map((card) => card.dataset.level).join();

function answered(target) {
  if (isOld()) startAgain(target);
  else say(null);
  answeredOn = today();
  look();
  count();
  keep();
  markFinished();
  const isUrgent = target?.dataset.raises === 'emergency' && !byArrow;
  // Without :has all cards are shown: only an emergency answer leads to its card, and nothing is announced.
  if (!hasHas) return isUrgent && goToEmergency();
  const cards = cardsShown();
  const levels = levelsOf(cards);
  showWorst(cards);
  if (levels === levelsBefore) return;
  levelsBefore = levels;
  if (isUrgent) return goToEmergency();
  // Other questions were hidden or shown above the answer that has the focus.
  if (byArrow) target?.closest('label').scrollIntoView({ block: 'nearest' });
  // Announces neither the hidden form of the sentence nor the English beside it.
  const heading = cards[0]?.querySelector('h3 > [data-number]:not([hidden])') ?? cards[0]?.querySelector('h3');
  const words = [...heading?.childNodes ?? []].filter((node) => !node.classList?.contains('english'));
  announcement.textContent = words.map((node) => node.textContent).join('').trim();
}

// One yes in the first part ends the questions: the window and the focus move to what to do now.
function goToEmergency() {
  announcement.textContent = '';
  const heading = result.querySelector('[data-level=emergency] h3');
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  result.scrollIntoView();
}

form.addEventListener('change', ({ target }) => {
  answered(target);
  if (!isStepped() || steps[current].signs.length !== 1 || byArrow) return;
  // After No to a single question, the next one follows by itself. After another answer the question stays, so that the
  // person sees a slip.
  if (target.value === 'no') goToNext();
  else if (target.value === 'yes') announceStep('stays');
});
// A typed note counts from its first letter, not only when the person leaves the field.
form.addEventListener('input', ({ target }) => target.closest('.own-note') && answered(target));

// ---- The fourth answer, and the way to the sheets ---------------------------------------------------

// The script for both is loaded with the first question. If an answer loaded it, the server would learn of that answer.
let more;
let notesBefore = {}; // the stored notes, until the script is loaded

async function loadMore() {
  if (more) return;
  more = {};
  // Without a network the script may be missing. Then an answer counts as it does without scripts, and no sheet gets
  // it.
  more = await import('./take-along.js').catch(() => null);
  more?.listenToNotes(form, answered);
  more?.listenToUndo(() => {
    answered();
    if (isStepped()) goTo(LAST);
  });
  if (Object.keys(notesBefore).length) more?.writeNotes(notesBefore);
  look();
}

const look = () => more?.look?.(answeredOn);

const typedNotes = () => more?.typedNotes?.() ?? notesBefore;

function writeNotes(notes = {}) {
  for (const field of form.querySelectorAll('.own-note input')) field.value = '';
  if (more?.writeNotes) more.writeNotes(notes);
  else notesBefore = notes;
}

// An arrow key selects each answer that it passes: the focus stays until the person presses Space or Enter.
let byArrow = false;
form.addEventListener('keydown', (event) => {
  byArrow = event.key.startsWith('Arrow');
  if (![' ', 'Enter'].includes(event.key) || !event.target.matches('[data-raises=emergency]:checked')) return;
  event.preventDefault();
  goToEmergency();
});
form.addEventListener('keyup', () => { byArrow = false; });

// ---- Storing and restoring -----------------------------------------------------------------------

function say(name) {
  for (const message of form.querySelectorAll('[data-message]')) message.hidden = message.dataset.message !== name;
}

function keep() {
  const answers = Object.fromEntries([...form.querySelectorAll(':checked')].map(({ name, value }) => [name, value]));
  const { version } = form.dataset;
  const before = isKept;
  isKept = keepAnswers({ day: answeredOn, version, step: current, isAll: !isStepped(), left, answers, notes: typedNotes() });
  if (before && !isKept) say('not-kept');
}

// Puts the stored answers back. Returns { step, isAll } of the page that stored them, or null.
function restore() {
  const { answers, notes, problem, step, isAll } = keptAnswers(form.dataset.version);
  if (problem) say(problem);
  isKept = problem !== 'not-kept';
  for (const input of form.querySelectorAll('[type=radio]')) input.checked = answers?.[input.name] === input.value;
  writeNotes(notes);
  answeredOn = answers ? today() : null;
  look();
  count();
  const cards = cardsShown();
  showWorst(cards);
  levelsBefore = levelsOf(cards); // the page announced them when they were given
  return answers ? { step, isAll } : null;
}

// While this page was in the back/forward cache the person may have answered more, or cleared all, on another page of
// this tab.
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted || !isKept) return;
  if (isOld()) startAgain();
  else if (!restore()) goToStart();
});

// ---- Beginning again ---------------------------------------------------------------------------

function clear() {
  const gone = { answers: [...form.querySelectorAll(':checked')], notes: typedNotes() };
  for (const input of gone.answers) input.checked = false;
  writeNotes();
  answeredOn = null;
  levelsBefore = announcement.textContent = '';
  look();
  count();
  keep();
  markFinished();
  return gone;
}

// Answers hold for one day only.
const isOld = () => answeredOn !== null && answeredOn !== today();

function startAgain(answer) {
  clear();
  if (answer) answer.checked = true;
  say('new-day');
  goToStart();
}

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && isOld()) startAgain();
});

form.addEventListener('reset', (event) => {
  event.preventDefault(); // the browser would clear the form only after this event
  const gone = clear();
  more?.offerUndo?.(gone);
  goToStart();
});

const place = restore();
form.querySelector('.until-tonight').hidden = !isKept;
// Without :has the style sheet cannot hide the other steps, so all questions stay on one page, as without this script.
if (hasHas) {
  // `history.state` holds the step after a reload, but not after a visit to another page or in another language.
  const { step, isAll } = (place && history.state) ?? place ?? { step: 0 };
  history.scrollRestoration = isAll ? 'auto' : 'manual';
  current = step;
  if (!place) goBackToStart();
  else if (!history.state) stay(step, isAll);
  if (isAll) showAll();
  else showStep(step);
} else {
  loadMore();
}
if (isEmergency()) goToEmergency();
