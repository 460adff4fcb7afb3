// The home page: shows how far the check of today is, and a mark for each thing that the person has done in Ask First.
// It reads what other pages store on this phone, and sends nothing. The page holds every sentence.

import { UNDO, dayOf, remember, remembered, showOnly, steps } from './app.js';

const start = document.querySelector('.start');
const marks = document.getElementById('marks');
const cleared = document.getElementById('cleared');

// Returns the check of today as check.js stores it in this tab, or null. A check of another day, or with other
// questions, does not count.
function checkOfToday() {
  try {
    const check = JSON.parse(sessionStorage.getItem('check'));
    const isOfToday = check.day === new Date().toDateString() && check.version === start.dataset.version;
    return isOfToday && Number.isInteger(check.left) ? check : null;
  } catch {
    return null; // nothing is stored, it is not ours, or the window is private
  }
}

// An emergency sign ends the questions, and its card is the only next step.
const isEmergency = ({ answers = {} }) => Object.entries(answers)
  .some(([sign, answer]) => sign.startsWith('E') && ['yes', 'unsure'].includes(answer));

function show() {
  const check = checkOfToday();
  const isOver = check && (check.left === 0 || isEmergency(check));
  showOnly('check', [check ? isOver ? 'over' : 'begun' : 'none']);
  for (const gap of start.querySelectorAll('.left')) gap.textContent = check?.left;

  const days = steps();
  const done = Object.keys(days).filter((name) => (name === 'check' ? days[name] === dayOf(new Date()) : days[name]));
  showOnly('step', done);
  marks.hidden = ![...document.querySelectorAll('.mark')].some((mark) => !mark.hidden);
  // The result of the check names the next step. So step 2 may follow here only if this tab knows the result.
  const isBeforeDoctor = isOver && !isEmergency(check) && !done.includes('answer');
  showOnly('next', marks.hidden ? [] : done.includes('check') ? [isBeforeDoctor && 'doctor'] : ['check']);
}

let before = null;
marks.querySelector('button').addEventListener('click', () => {
  before = remembered('steps');
  remember('steps', null);
  show();
  cleared.hidden = false;
  cleared.querySelector('button').focus(); // the other button is gone
  setTimeout(() => { cleared.hidden = true; }, UNDO);
});

cleared.querySelector('button').addEventListener('click', () => {
  remember('steps', before);
  cleared.hidden = true;
  show();
  marks.querySelector('button').focus();
});

show();
// Another tab may have done a step, and this page may come back from the back/forward cache or on the next day.
addEventListener('storage', show);
addEventListener('pageshow', show);
document.addEventListener('visibilitychange', show);
