// What is saved on this phone: how far it is, how long it stays, and the English pages beside those of this language.
// The page holds every sentence. This script comes before app.js, which passes on what the service worker tells.

import { askToKeep } from './memory.js';

const { lang } = document.documentElement;
const ask = (detail) => dispatchEvent(new CustomEvent('save', { detail: { isAsked: true, ...detail } }));

function showOnly(name, states) {
  for (const element of document.querySelectorAll(`[data-${name}]`)) {
    element.hidden = !element.dataset[name].split(' ').some((state) => states.includes(state));
  }
}

// ---- The pages of this language ------------------------------------------------------------------

let before;

// `no-room`: neither the core nor what was damaged fits. "just": it became whole while this page was open, which is said
// once.
function statesOf({ saved = 0, total = 1, core, mending, failed, full, forbidden }) {
  if (forbidden) return ['never'];
  const counted = saved > 0 ? 'counted' : 'none';
  if (failed && full) return [core && !mending ? 'full' : 'no-room', counted];
  if (failed) return [mending ? 'damaged' : 'failed', counted];
  if (saved < total) return [mending ? 'mending' : core ? 'core' : saved > 0 ? 'some' : 'no'];
  return ['some', 'core', 'mending'].includes(before) ? ['yes', 'just'] : ['yes'];
}

function showState(told) {
  const states = statesOf(told);
  [before] = states;
  showOnly('saved', states);
  const { saved, total } = told;
  if (!total) return;
  for (const bar of document.querySelectorAll('.saved progress')) Object.assign(bar, { max: total, value: saved });
  for (const gap of document.querySelectorAll('.saved .done')) gap.textContent = saved;
  for (const gap of document.querySelectorAll('.saved .total')) gap.textContent = total;
}

document.querySelector('#saved > [hidden]')?.removeAttribute('hidden');
document.getElementById('save')?.addEventListener('click', () => ask({ lang }));

// ---- How long it stays ---------------------------------------------------------------------------

const kept = document.getElementById('kept');

async function showKept() {
  const isKept = await navigator.storage?.persisted?.().catch(() => undefined);
  showOnly('kept', [isKept === undefined ? 'unknown' : isKept ? 'yes' : 'no']);
}

kept?.querySelector('button').addEventListener('click', async ({ currentTarget }) => {
  await askToKeep(true);
  await showKept();
  currentTarget.hidden = true; // asked once more, a browser gives the same answer
  kept.querySelector('[tabindex]').focus();
});

// ---- The English pages ---------------------------------------------------------------------------

const english = document.getElementById('english');
const link = english?.querySelector('a');

async function areEnglishPagesSaved() {
  for (const cacheName of await caches.keys()) {
    if (cacheName.endsWith('-en') && (await caches.match('/complete', { cacheName }))) return true;
  }
  return false;
}

function showEnglish({ saved, total, failed, full, core }) {
  const bar = english.querySelector('progress');
  if (total) Object.assign(bar, { max: total, value: saved });
  if (failed) showOnly('english', full ? ['no', core ? 'full' : 'no-room'] : ['no', 'failed']);
  else showOnly('english', saved < total ? ['saving'] : ['yes']);
}

async function offerEnglish() {
  // The offline page stands in for a page of any language.
  const isWanted = location.pathname.startsWith('/en/');
  if (english.dataset.offered === 'if-wanted' && !isWanted) return;
  if (isWanted) link.href = location.pathname;
  showOnly('english', (await areEnglishPagesSaved().catch(() => false)) ? ['yes'] : ['no']);
  english.hidden = false;
}

english?.querySelector('button').addEventListener('click', () => {
  showOnly('english', ['saving']);
  ask({ lang: 'en' });
});

// ---- Start ---------------------------------------------------------------------------------------

addEventListener('saved', async ({ detail }) => {
  if (detail.lang !== lang) {
    if (english) showEnglish(detail);
    return;
  }
  showState(detail);
  if (!kept || !detail.asked) return;
  await detail.asked; // the browser was asked to keep it
  await showKept();
});
if (kept) await showKept();
if (english) await offerEnglish();
