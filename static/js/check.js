// Makes the self-check easier. The check is right without this script too. Answers never leave this phone.

import { dayOf } from './app.js';

const form = document.querySelector('form.check');
const main = form.closest('main');
const result = document.getElementById('result');
const announcement = document.getElementById('announce');
const turn = form.querySelector('.turn');
const all = form.querySelector('.all');
const rest = form.querySelector('.rest');
const goOn = form.querySelector('.go-on');
const counted = form.querySelector('.counted');
const soFar = counted.querySelector('.so-far');
// Without :has the style sheet shows every card, whatever was answered (Firefox < 121, Chrome < 105).
const hasHas = CSS.supports('selector(:has(a))');
let answeredOn = null;
let levelsBefore = '';
let isKept = true; // until a write fails

// ---- What was answered today -------------------------------------------------------------------

// The answers are kept for today in this tab: so none is lost when the page is loaded anew, shown in another language or
// left for a while. They stand in sessionStorage and nowhere else: in no address, no request, no history.
const KEY = 'check';

// As in "Mon Nov 30 2026", where the phone is.
const today = () => new Date().toDateString();

// `check` is { day, version, step, isAll, answers: { E1: 'yes' } }. Returns whether it could be kept.
function keepAnswers(check) {
  try {
    // First: on a full phone no older answers may stay, which say No where the person says Yes by now.
    sessionStorage.removeItem(KEY);
    if (Object.keys(check.answers).length) sessionStorage.setItem(KEY, JSON.stringify(check));
    return true;
  } catch {
    return false;
  }
}

// The check as it was kept, or `{ problem }`: the name of the message that says why there are no answers. What is not of
// today, or answers other questions than those of `version`, is deleted. Without anything kept: {}.
function keptAnswers(version) {
  let check;
  try {
    check = JSON.parse(sessionStorage.getItem(KEY));
  } catch ({ name }) {
    if (name !== 'SyntaxError') return { problem: 'not-kept' };
    check = { day: today() }; // not as this release writes it
  }
  if (!check) return {};
  if (check.day === today() && check.version === version) return check;
  sessionStorage.removeItem(KEY);
  return { problem: check.day === today() ? 'updated' : 'earlier-day' };
}

// ---- One step at a time ------------------------------------------------------------------------

// The first part and the last are lists. In between, each question has the screen to itself.
const steps = [...form.querySelectorAll('.part')].flatMap((part, i, parts) => {
  const signs = [...part.querySelectorAll('.sign')];
  const isList = i === 0 || i === parts.length - 1;
  return isList ? [{ section: part, signs }] : signs.map((sign) => ({ section: part, signs: [sign] }));
});
steps.push({ section: result, signs: [] });
const LAST = steps.length - 1;
let current = 0;
let depth = history.state?.depth ?? 0; // how many entries of the history this step is after the first one

const isOpen = (sign) => !sign.querySelector(':checked');
const isStepped = () => form.classList.contains('stepped');

function showStep(index) {
  current = index;
  const { section, signs } = steps[current];
  form.classList.add('stepped');
  for (const element of form.querySelectorAll('.shown')) element.classList.remove('shown');
  for (const element of [section, ...signs]) element.classList.add('shown');
  form.querySelector('.intro').hidden = current > 0;
  counted.hidden = current === LAST;
  // A question has the screen to itself, so that no answer lies below the edge.
  main.classList.toggle('one-question', signs.length === 1);
  turn.hidden = false;
  all.hidden = current === LAST;
  turn.querySelector('[value=back]').hidden = current === 0;
  turn.querySelector('[value=next]').hidden = current === LAST;
  count();
}

function focusOn(place) {
  place.tabIndex = -1;
  place.getClientRects(); // Firefox gives no focus to a legend that it has not laid out yet
  place.focus({ preventScroll: true });
  return place;
}

function focusOnStep() {
  const { section, signs } = steps[current];
  return focusOn(signs.length === 1 ? signs[0].querySelector('legend') : section.querySelector('h2'));
}

function turnTo(index) {
  if (isOld()) return startAgain();
  showStep(index);
  scrollTo(0, 0);
  // In a low window or with large text the name of the part fills the screen: then it scrolls to the question.
  const place = focusOnStep();
  if (current && place.getBoundingClientRect().bottom > turn.getBoundingClientRect().top) place.scrollIntoView();
  keep();
}

function showAll() {
  form.classList.remove('stepped');
  main.classList.remove('one-question');
  form.querySelector('.intro').hidden = counted.hidden = false;
  turn.hidden = all.hidden = true;
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

// The first entry of this check may hold a later step, because the check was opened again there: popstate overwrites
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

function count() {
  const open = [...form.querySelectorAll('.sign')].filter(isOpen);
  form.querySelector('.left').textContent = isStepped() ? open.length : '';
  rest.hidden = !isStepped() || steps[current].signs.length < 2 || !steps[current].signs.some(isOpen);
  goOn.hidden = !isStepped() || current < LAST || open.length === 0;
}

turn.addEventListener('click', ({ target }) => {
  const button = target.closest('button');
  if (!button) return;
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

// A link within the page is no step. If the browser followed it, the new entry would have no state, and Firefox would
// send no popstate.
addEventListener('click', (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link) return;
  event.preventDefault();
  if (link !== soFar) return focusOn(document.querySelector(link.hash)).scrollIntoView();
  if (isStepped()) return goTo(LAST);
  enter(current, true);
  focusOn(result).scrollIntoView();
});

goOn.addEventListener('click', () => goTo(steps.findIndex(({ signs }) => signs.some(isOpen))));

// "No to all" answers each open question: an unanswered one never counts as no.
rest.addEventListener('click', () => {
  for (const sign of steps[current].signs.filter(isOpen)) sign.querySelector('[value=no]').checked = true;
  answered();
  turn.querySelector('[value=next]').focus({ preventScroll: true });
});

all.addEventListener('click', () => {
  enter(current, true);
  history.scrollRestoration = 'auto';
  showAll();
  // The button is gone: the focus goes to the question where the person was.
  focusOnStep().scrollIntoView();
});

// ---- What the answers show ---------------------------------------------------------------------

const cardsShown = () => [...result.querySelectorAll('.action')].filter((card) => getComputedStyle(card).display !== 'none');
const levelsOf = (cards) => cards.map((card) => card.dataset.level).join();

function answered(target) {
  if (isOld()) startAgain(target);
  else say(null);
  answeredOn = today();
  count();
  offerTicks();
  keep();
  const isEmergency = target?.dataset.raises === 'emergency' && !byArrow;
  // Without :has all cards are shown: only an emergency answer leads to its card, and nothing is announced.
  if (!hasHas) return isEmergency && goToEmergency();
  const cards = cardsShown();
  const levels = levelsOf(cards);
  if (levels === levelsBefore) return;
  levelsBefore = levels;
  if (isEmergency) return goToEmergency();
  // Other questions were hidden or shown above the answer that has the focus.
  if (byArrow) target?.closest('label').scrollIntoView({ block: 'nearest' });
  // Announces neither the hidden form of the sentence nor the English beside it.
  const heading = cards[0]?.querySelector('h3 > [data-number]:not([hidden])') ?? cards[0]?.querySelector('h3');
  const words = [...heading?.childNodes ?? []].filter((node) => !node.classList?.contains('english'));
  announcement.textContent = words.map((node) => node.textContent).join('').trim();
}

// One yes in the first part ends the questions: the window and the focus go to what to do now.
function goToEmergency() {
  announcement.textContent = '';
  const heading = result.querySelector('[data-level=emergency] h3');
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  result.scrollIntoView();
}

form.addEventListener('change', ({ target }) => answered(target));

// An arrow key selects each answer that it passes: the focus stays until the person presses Space or Enter.
let byArrow = false;
form.addEventListener('keydown', (event) => {
  byArrow = event.key.startsWith('Arrow');
  if (![' ', 'Enter'].includes(event.key) || !event.target.matches('[data-raises=emergency]:checked')) return;
  event.preventDefault();
  goToEmergency();
});
form.addEventListener('keyup', () => { byArrow = false; });

// Answers leave this page in one way only: the person takes them along to the sheet, in this tab.
const takeAlong = document.getElementById('take');

function leave(ticked) {
  try {
    if (ticked) sessionStorage.setItem('ticked', JSON.stringify(ticked));
    else sessionStorage.removeItem('ticked');
  } catch {
    // Storage is forbidden or full: the sheet says that nothing is put in.
  }
}

function offerTicks() {
  const [without, withTicks] = takeAlong.querySelectorAll('span');
  without.hidden = Boolean(form.querySelector('[data-raises]:checked'));
  withTicks.hidden = !without.hidden;
}

leave(null);
takeAlong.addEventListener('click', () => {
  if (takeAlong.lastElementChild.hidden) return leave(null);
  const answersOf = (value) => [...form.querySelectorAll(`[value=${value}]:checked`)].map(({ name }) => name);
  const day = dayOf(new Date(answeredOn));
  leave({ day, yes: answersOf('yes'), unsure: answersOf('unsure') });
});

// ---- Kept for today in this tab ------------------------------------------------------------------

function say(name) {
  for (const message of form.querySelectorAll('[data-message]')) message.hidden = message.dataset.message !== name;
}

function keep() {
  const answers = Object.fromEntries([...form.querySelectorAll(':checked')].map(({ name, value }) => [name, value]));
  const { version } = form.dataset;
  const before = isKept;
  isKept = keepAnswers({ day: answeredOn, version, step: current, isAll: !isStepped(), answers });
  if (before && !isKept) say('not-kept');
}

// Puts the stored answers back. Returns { step, isAll } of the page that stored them, or null.
function bringBack() {
  const { answers, problem, step, isAll } = keptAnswers(form.dataset.version);
  if (problem) say(problem);
  isKept = problem !== 'not-kept';
  for (const input of form.querySelectorAll('input')) input.checked = answers?.[input.name] === input.value;
  answeredOn = answers ? today() : null;
  count();
  offerTicks();
  levelsBefore = levelsOf(cardsShown()); // the page announced them when they were given
  return answers ? { step, isAll } : null;
}

// While this page was in the back/forward cache the person may have answered more, or cleared all, on another page of
// this tab.
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted || !isKept) return;
  if (isOld()) startAgain();
  else if (!bringBack()) goToStart();
});

// ---- Beginning again ---------------------------------------------------------------------------

function clear() {
  const answers = [...form.querySelectorAll(':checked')];
  for (const input of answers) input.checked = false;
  answeredOn = null;
  levelsBefore = announcement.textContent = '';
  offerTicks();
  leave(null);
  keep();
  return answers;
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

// Undo instead of a question before. Not for long: somebody else may get the phone.
const UNDO = 60000; // milliseconds
const undo = form.querySelector('.undo');
let gone = [];

function forget() {
  gone = [];
  undo.hidden = true;
}

form.addEventListener('reset', (event) => {
  event.preventDefault(); // the browser would clear the form only after this event
  const answers = clear();
  gone = answers;
  undo.hidden = answers.length === 0;
  setTimeout(() => gone === answers && forget(), UNDO);
  goToStart();
});

undo.querySelector('button').addEventListener('click', () => {
  for (const input of gone) input.checked = true;
  forget();
  answered();
  if (isStepped()) goTo(LAST);
});

form.addEventListener('change', forget);
document.addEventListener('visibilitychange', forget);

const place = bringBack();
form.querySelector('.until-tonight').hidden = !isKept;
// Without :has the style sheet cannot hide the other steps: all questions are on one page, as without this script.
if (hasHas) {
  // After a reload the history holds the step. After another page, or the check in another language, it does not.
  const { step, isAll } = (place && history.state) ?? place ?? { step: 0 };
  history.scrollRestoration = isAll ? 'auto' : 'manual';
  current = step;
  if (!place) goBackToStart();
  else if (!history.state) stay(step, isAll);
  if (isAll) showAll();
  else showStep(step);
}
if (form.querySelector('[data-raises=emergency]:checked')) goToEmergency();
