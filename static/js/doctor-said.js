// Asks, after "Done" on the reminder to book, whether the doctor has agreed, and notes the answer on the sheet for the
// doctor. reminders.js imports it then.

import { dayOf, noteStep, remember, remembered } from './app.js';
import { sheetOf } from './sheet-record.js';

const question = document.querySelector('[data-message=doctor-said]');
let before; // the sheet as it was when the question was asked

export function ask() {
  before = remembered('doctor');
  question.hidden = false;
}

// "Not yet" says nothing about massage: it takes back what was tapped before, and leaves the sheet as it was.
question.addEventListener('change', ({ target: { value } }) => {
  const sheet = value === 'not-yet' ? before : noted(`reply.${value}`);
  if (remember('doctor', sheet)) noteStep('answer', /"reply\./.test(sheet));
  else location.assign(question.querySelector('a')); // no room here: the sheet says so, and can be printed
});

function noted(reply) {
  let sheet = { day: '', ticks: [], unsure: [], words: {} };
  try {
    sheet = sheetOf(JSON.parse(before));
  } catch {
    // No sheet yet, or not by us.
  }
  if (sheet.ticks.includes(reply)) return before; // with the day on which the doctor said it
  // What the doctor allowed before ends with another answer, and so does its day.
  if (/"reply\./.test(before)) {
    sheet.ticks = sheet.ticks.filter((id) => !/^(reply\.|limits-)/.test(id));
    sheet.words['answer-day'] = '';
  }
  sheet.ticks.push(reply);
  sheet.words['answer-day'] ||= dayOf(new Date());
  return JSON.stringify(sheet);
}
