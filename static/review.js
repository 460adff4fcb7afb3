// The script of the review desk (pwa/review/desk.py): it keeps what a reviewer says in this browser, and saves it as a
// file for `pwa review merge`. It is in no pack.

const language = document.documentElement.dataset.language;
const PLACE = `review-${language}`;
const person = document.getElementById('person');
const find = document.getElementById('find');
const pairs = [...document.querySelectorAll('.pair')];
const work = kept();

// Returns what was kept: `person`, the fields by name; `answers`, by the id of a sentence.
function kept() {
  try {
    const { person: fields, answers } = JSON.parse(localStorage.getItem(PLACE));
    return { person: { ...fields }, answers: { ...answers } };
  } catch {
    return { person: {}, answers: {} };
  }
}

function keep() {
  let isKept = true;
  try {
    localStorage.setItem(PLACE, JSON.stringify(work));
  } catch {
    isKept = false; // a private window, or a full phone
  }
  document.getElementById('not-kept').hidden = isKept;
}

const translationOf = (pair) => (pair.querySelector('.translation') ?? pair.querySelector('.english-text')).textContent;
const fieldsOf = (pair) => [pair.querySelector('.correction textarea'), pair.querySelector('.comment textarea')];

function answerOf(pair) {
  const [correction, comment] = fieldsOf(pair);
  const verdict = pair.querySelector('.verdict :checked').value;
  return {
    translation: translationOf(pair),
    verdict,
    correction: verdict === 'change' ? correction.value.trim() : '',
    comment: comment.value.trim(),
  };
}

// A tick is for the words that were read. If they have changed since, only the comment comes back.
function restore(pair) {
  const answer = work.answers[pair.id];
  if (!answer) return;
  const [correction, comment] = fieldsOf(pair);
  comment.value = answer.comment;
  comment.closest('details').open = answer.comment !== '';
  const isStale = answer.translation !== translationOf(pair);
  pair.querySelector('.stale').hidden = !isStale;
  if (isStale) return;
  correction.value = answer.correction;
  for (const box of pair.querySelectorAll('.verdict input')) box.checked = box.value === answer.verdict;
}

function show(pair) {
  const { verdict } = answerOf(pair);
  const label = pair.querySelector('.correction');
  label.hidden = verdict !== 'change';
  label.querySelector('textarea').required = verdict === 'change';
  pair.classList.toggle('read', verdict !== '');
}

function count() {
  document.getElementById('done').textContent = pairs.filter((pair) => pair.classList.contains('read')).length;
}

function hear({ target }) {
  const pair = target.closest('.pair');
  if (pair) {
    work.answers[pair.id] = answerOf(pair);
    show(pair);
    count();
  } else if (person.contains(target)) {
    work.person = Object.fromEntries(new FormData(person));
  } else return;
  keep();
}

// Shows the sentences that hold the words, or that stand in the pasted report: short ones only at its end, after a colon.
// A mail program may have quoted the report and broken its lines. The other lines of a
// report are left out, because its first one is a sentence of the catalogue too.
function filter() {
  const words = find.value.toLowerCase().replace(/^[>\s]+/gm, '').replace(/\s+/g, ' ').trim()
    .replace(/^.*ask-first-report:.*? sentence: /, ': ');
  const isIn = (text) => text.includes(words) || words.endsWith(`: ${text}`) || (text.length > 11 && words.includes(text));
  let found = 0;
  for (const pair of pairs) {
    const texts = [...pair.querySelectorAll('.english-text, .translation')].map((text) => text.textContent.toLowerCase());
    pair.hidden = words !== '' && !texts.some(isIn);
    found += pair.hidden ? 0 : 1;
  }
  for (const section of document.querySelectorAll('main > section')) {
    section.hidden = !section.querySelector('.pair:not([hidden])');
  }
  document.getElementById('none').hidden = found > 0;
}

function save() {
  if (!person.reportValidity()) return;
  const unsaid = pairs.find((pair) => !pair.querySelector('.correction textarea').checkValidity());
  if (unsaid) {
    find.value = '';
    filter();
    unsaid.querySelector('.correction textarea').reportValidity();
    return;
  }
  const answers = pairs
    .map((pair) => [pair, answerOf(pair)])
    .filter(([, { verdict, comment }]) => verdict || comment)
    .map(([pair, answer]) => ({
      context: pair.dataset.context,
      english: pair.querySelector('.english-text').textContent,
      ...answer,
    }));
  const file = { version: 1, language, ...Object.fromEntries(new FormData(person)), answers };
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: 'application/json' }));
  link.download = `review-${language}-${file.day}.json`;
  link.click();
}

for (const [name, value] of Object.entries(work.person)) {
  const field = person.elements.namedItem(name);
  if (field) field.value = value;
}
for (const pair of pairs) {
  restore(pair);
  show(pair);
}
count();
document.addEventListener('input', hear);
document.addEventListener('change', hear);
find.addEventListener('input', filter);
document.getElementById('save').addEventListener('click', save);
document.documentElement.dataset.ready = '';
