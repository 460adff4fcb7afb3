// Comfort for the self-check: it is right without this script. Answers never leave the page.

const form = document.querySelector('form.check');
const announcement = document.getElementById('announce');
const result = document.getElementById('result');
const turn = form.querySelector('.turn');
const left = form.querySelector('.left');
const all = form.querySelector('.all');
const today = () => new Date().toDateString();
let answeredOn = null;
let levelsBefore = '';

// ---- One step at a time ------------------------------------------------------------------------

// The first part and the last are lists to scan; in between each question has the screen to itself.
const steps = [...form.querySelectorAll('.part')].flatMap((part, i, parts) => {
  const signs = [...part.querySelectorAll('.sign')];
  const isList = i === 0 || i === parts.length - 1;
  return isList ? [[part, ...signs]] : signs.map((sign) => [part, sign]);
});
steps.push([result]);
let current = 0;

function showStep(index) {
  current = Math.max(0, Math.min(index, steps.length - 1));
  for (const element of form.querySelectorAll('.shown')) element.classList.remove('shown');
  for (const element of steps[current]) element.classList.add('shown');
  count();
  form.querySelector('.intro').hidden = current > 0;
  turn.querySelector('[value=back]').hidden = current === 0;
  turn.querySelector('[value=next]').hidden = current === steps.length - 1;
}

function count() {
  const signs = [...form.querySelectorAll('.sign')];
  left.textContent = form.classList.contains('stepped') ? signs.filter((sign) => !sign.querySelector(':checked')).length : '';
}

function goTo(index) {
  showStep(index);
  const [section, ...signs] = steps[current];
  const place = signs.length === 1 ? signs[0].querySelector('legend') : section.querySelector('h2');
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
  scrollTo(0, 0);
}

turn.addEventListener('click', ({ target }) => {
  const button = target.closest('button');
  if (button) goTo(current + (button.value === 'next' ? 1 : -1));
});

form.querySelector('.so-far').addEventListener('click', () => {
  if (form.classList.contains('stepped')) goTo(steps.length - 1);
});

all.addEventListener('click', () => {
  form.classList.remove('stepped');
  turn.hidden = all.hidden = true;
  count();
});

// ---- What the answers show ---------------------------------------------------------------------

form.addEventListener('change', ({ target }) => {
  answeredOn ??= today();
  count();
  form.querySelector('.expired').hidden = true;
  const isEmergency = target.dataset.raises === 'emergency';
  const cards = [...result.querySelectorAll('.action')].filter((card) => getComputedStyle(card).display !== 'none');
  const levels = cards.map((card) => card.dataset.level).join();
  if (levels === levelsBefore) return;
  levelsBefore = levels;
  const heading = cards[0]?.querySelector('h3');
  announcement.textContent = heading?.textContent ?? '';
  // One yes in the first part ends the questions: the eye and the screen reader go to what to do now.
  if (isEmergency && heading) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    cards[0].scrollIntoView({ block: 'start' });
  }
});

form.addEventListener('reset', () => {
  answeredOn = null;
  levelsBefore = '';
  announcement.textContent = '';
  if (form.classList.contains('stepped')) goTo(0);
});

// Answers hold for today only: a page left open until tomorrow starts again.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'visible' || answeredOn === null || answeredOn === today()) return;
  form.reset();
  form.querySelector('.expired').hidden = false;
});

form.classList.add('stepped');
turn.hidden = all.hidden = false;
showStep(0);
