// The parts of the check that its first screen does not need: the fields of the fourth answer, the way to the sheets,
// and Undo after all answers were cleared. The check loads this script with the first question.

import { UNDO, dayOf } from './app.js';
import { agreements, listenToNotes, lookAtNotes, tellWhoAgreed, typedNotes, writeNotes } from './own-note.js';

export { listenToNotes, typedNotes, writeNotes };

const form = document.querySelector('form.check');
const links = form.querySelectorAll('.take');
let since; // the day of the answers, or null

const isTicked = () => form.querySelector('[data-raises]:checked') !== null;

// Called after each change of an answer.
export function look(answeredOn) {
  since = answeredOn;
  lookAtNotes();
  tellWhoAgreed(form);
  // Each link has two forms of its words: with ticks it offers to take them along.
  for (const link of links) {
    const [without, withTicks] = link.querySelectorAll('span');
    without.hidden = isTicked();
    withTicks.hidden = !without.hidden;
  }
}

function store(key, value) {
  try {
    if (value) sessionStorage.setItem(key, JSON.stringify(value));
    else sessionStorage.removeItem(key);
  } catch {
    // Storage is forbidden or full: the sheet says that nothing is put in.
  }
}

// Answers leave the check in one way only: the person takes them to the sheet, in this tab.
for (const link of links) {
  link.addEventListener('click', () => {
    const day = since && dayOf(new Date(since));
    const notes = agreements();
    const answersOf = (value) => [...form.querySelectorAll(`[value=${value}]:checked`)].map(({ name }) => name);
    const yes = [...answersOf('yes'), ...answersOf('agreed').filter((id) => !notes[id])];
    store('ticked', isTicked() && { day, yes, unsure: answersOf('unsure') });
    // Both sheets may read this while the tab is open: a doctor's yes is never stored longer, because it would clear
    // somebody later.
    store('agreed', isTicked() && { day, notes });
  });
}

// The page offers to undo and does not ask "are you sure". The offer ends soon, because somebody else may get the
// phone.
const undo = form.querySelector('.undo');
let gone; // { answers, notes } that were cleared just now

export function offerUndo(cleared) {
  gone = cleared;
  undo.hidden = cleared.answers.length === 0;
  setTimeout(() => gone === cleared && forget(), UNDO);
}

function forget() {
  gone = undefined;
  undo.hidden = true;
}

export function listenToUndo(restored) {
  undo.querySelector('button').addEventListener('click', () => {
    if (!gone) return;
    for (const input of gone.answers) input.checked = true;
    writeNotes(gone.notes);
    forget();
    restored();
  });
}

form.addEventListener('change', forget);
document.addEventListener('visibilitychange', forget);
