// The page "Saved on this phone" and the offline page. They show whether the browser keeps the saved pages, offer to
// save the English pages too, and offer a copy of what was written. app.js shows how much is saved. The page holds
// every sentence.

import { askToKeep, showOnly } from './app.js';

const { lang } = document.documentElement;

// ---- How long it stays ---------------------------------------------------------------------------

const kept = document.getElementById('kept');

async function showKept() {
  const isKept = await navigator.storage?.persisted?.().catch(() => undefined);
  showOnly('kept', [isKept === undefined ? 'unknown' : isKept ? 'yes' : 'no']);
}

kept?.querySelector('button').addEventListener('click', async ({ currentTarget }) => {
  await askToKeep(true);
  await showKept();
  currentTarget.hidden = true; // a browser that is asked again gives the same answer
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
  dispatchEvent(new CustomEvent('save', { detail: { isAsked: true, lang: 'en' } }));
});

// ---- A copy of what was written ------------------------------------------------------------------

const copies = document.getElementById('copies');

function isAnythingWritten() {
  try {
    return localStorage.length > 0;
  } catch {
    return false; // a private window
  }
}

// On a phone on which nothing was written, a person can only open a copy. The script is then loaded on the first touch
// of this part.
async function prepareCopies() {
  if (isAnythingWritten()) {
    await import('./copy.js').catch(() => {}); // without a network it may not be there
    return;
  }
  for (const part of copies.querySelectorAll('[data-save]')) part.hidden = true;
  copies.hidden = false;
  let isHeard = false;
  const load = () => import('./copy.js').then(() => { isHeard = true; }, () => {
    copies.hidden = true; // no network, and the script is not saved yet: the button would do nothing
  });
  copies.addEventListener('pointerdown', load, { once: true });
  for (const kind of ['click', 'change']) {
    copies.addEventListener(kind, async (event) => {
      if (isHeard) return;
      await load();
      event.target.dispatchEvent(new event.constructor(kind, event));
    }, { once: true });
  }
}

// ---- Start ---------------------------------------------------------------------------------------

addEventListener('saved', async ({ detail }) => {
  if (detail.lang !== lang) {
    if (english) showEnglish(detail);
    return;
  }
  if (!kept || !detail.asked) return;
  await detail.asked; // the browser was asked to keep it
  await showKept();
});
// This runs before the page is painted, because a part that appears later would move the text while it is read.
if (copies) await prepareCopies();
if (kept) await showKept();
if (english) await offerEnglish();
