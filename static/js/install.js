// The way to the home screen: only what this phone needs, one step at a time. Without this script all ways are listed.

import { remembered } from './app.js';

const guides = [...document.querySelectorAll('[data-platform]')];
const turn = document.getElementById('turn');
const others = document.getElementById('others');
const isInstalled = () => matchMedia('(display-mode: standalone)').matches || navigator.standalone === true;
// On an iPhone what was written stays behind in the browser: who has written something saves a copy first.
const copies = document.getElementById('copies');
let isLeftBehind = platform() === 'ios' && ['diary', 'doctor', 'therapist', 'number'].some(remembered);
const isNeeded = (step) => step !== copies || isLeftBehind;
let steps = [];
let current = 0;

function platform() {
  if (isInstalled()) return 'installed';
  // iPhones and iPads alone have navigator.standalone and fingers; an iPad calls itself a Mac.
  if ('standalone' in navigator && navigator.maxTouchPoints > 1) return 'ios';
  return /Android/.test(navigator.userAgent) ? 'android' : 'computer';
}

function show(name) {
  for (const guide of guides) guide.hidden = guide.dataset.platform !== name;
  steps = [...guides.find((guide) => guide.dataset.platform === name).querySelectorAll('.guide > li')].filter(isNeeded);
  turn.hidden = steps.length === 0;
  document.querySelector('.lead').hidden = steps.length > 0; // the button stays above the edge
  others.hidden = name === 'installed';
  document.querySelector('main').dataset.chosen = name;
  showStep(0);
}

// The button that was tapped is gone, and the focus with it: the heading of what it showed has it then.
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
  // "Next" may be gone too. The step is read, and then which of how many it is: no live region says it again.
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

// Chromium alone offers this, and an offer is good for one tap. Whoever has begun to follow the steps is not interrupted,
// and who says no to the browser finds them.
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
    isLeftBehind = false; // no network, and not saved yet: a button that does nothing helps nobody
    copies.hidden = true;
    show(platform());
  });
}
