// The text size: three buttons at the end of each page. text-size-early.js has set what was chosen before.

import { remember } from './memory.js';

const root = document.documentElement;
const control = document.getElementById('text-size');

function show() {
  for (const button of control.querySelectorAll('button')) {
    button.setAttribute('aria-pressed', button.value === (root.dataset.text ?? ''));
  }
}

control.addEventListener('click', ({ target }) => {
  const button = target.closest('button');
  if (!button) return;
  root.dataset.text = button.value;
  remember('text', button.value);
  show();
  // The page grew above it: the finger finds the button where it was.
  button.scrollIntoView({ block: 'center' });
});

addEventListener('pageshow', show);
control.hidden = false;
show();
