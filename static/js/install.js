// Shows the steps to the home screen that this phone needs, one at a time. Without this script the page lists all ways.

import { remembered } from './app.js';

const guides = [...document.querySelectorAll('[data-platform]')];
const turn = document.getElementById('turn');
const others = document.getElementById('others');
const isInstalled = () => matchMedia('(display-mode: standalone)').matches || navigator.standalone === true;
// On an iPhone the app does not see what was written in the browser: a person who has written something saves a copy
// first.
const copies = document.getElementById('copies');
let isLeftBehind = platform() === 'ios' && ['diary', 'doctor', 'therapist', 'number'].some(remembered);
const isNeeded = (step) => step !== copies || isLeftBehind;
let steps = [];
let current = 0;

function platform() {
  if (isInstalled()) return 'installed';
  // Only iPhones and iPads have navigator.standalone and a touch screen; an iPad calls itself a Mac.
  if ('standalone' in navigator && navigator.maxTouchPoints > 1) return 'ios';
  return /Android/.test(navigator.userAgent) ? 'android' : 'computer';
}

function show(name) {
  for (const guide of guides) guide.hidden = guide.dataset.platform !== name;
  steps = [...guides.find((guide) => guide.dataset.platform === name).querySelectorAll('.guide > li')].filter(isNeeded);
  turn.hidden = steps.length === 0;
  document.querySelector('.lead').hidden = steps.length > 0; // so that the button stays above the lower edge
  others.hidden = name === 'installed';
  document.querySelector('main').dataset.chosen = name;
  showStep(0);
}

// The button that was tapped is gone, and the focus with it: the heading that it brought up gets the focus.
const focusOn = (name) => document.getElementById(name).focus();

function showStep(index) {
  current = index;
  steps.forEach((step, i) => Object.assign(step, { hidden: i !== index, value: i + 1 }));
  turn.querySelector('.step').textContent = index + 1;
  turn.querySelector('.steps-in-all').textContent = steps.length;
  turn.querySelector('[value=back]').hidden = index === 0;
  turn.querySelector('[value=next]').hidden = index === steps.length - 1;
}

turn.addEventListener('click', ({ target }) => {
  const button = target.closest('button');
  if (!button) return;
  showStep(current + (button.value === 'next' ? 1 : -1));
  // "Next" may be gone too. A screen reader reads the step and its description, which counts the steps.
  steps[current].tabIndex = -1;
  steps[current].setAttribute('aria-describedby', 'where');
  steps[current].focus({ preventScroll: true });
  steps[current].closest('section').scrollIntoView({ block: 'nearest' });
});

others.addEventListener('click', () => {
  turn.hidden = others.hidden = true;
  for (const guide of guides) guide.hidden = ['installed', 'prompt'].includes(guide.dataset.platform);
  for (const step of document.querySelectorAll('.guide > li')) step.hidden = !isNeeded(step);
  focusOn(guides.find((guide) => !guide.hidden).dataset.platform);
});

// Only Chromium sends this event, and prompt() works once for each. It does not interrupt a person who has begun to
// follow the steps, and a person who refuses the browser's offer gets the steps.
addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  if (current > 0) return;
  show('prompt');
  document.querySelector('[data-platform=prompt] button').addEventListener('click', async () => {
    // eslint-disable-next-line ours/newer-than-floor -- the event comes only where it is
    const { outcome } = await event.prompt();
    if (outcome !== 'dismissed') return;
    show(platform());
    focusOn(platform());
  }, { once: true });
}, { once: true });
addEventListener('appinstalled', () => {
  show('installed');
  focusOn('installed');
});

show(platform());
if (isLeftBehind) {
  await import('./copy.js').catch(() => {
    isLeftBehind = false; // there is no network, and the script is not saved yet: the button would do nothing
    copies.hidden = true;
    show(platform());
  });
}
