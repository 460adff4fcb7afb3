// On every page: the emergency number of this phone, the text size, the saved copy, the update button.
// No text lives here: the page holds every sentence, and this script chooses which one shows.

import './bars.js';
import './taps.js';
import './textsize.js';
import { remembered } from './memory.js';
import { showNumber } from './number.js';

const { lang } = document.documentElement;

// ---- The saved copy ----------------------------------------------------------------------------

let before;

function showSaved({ saved = 0, total = 1, failed = false, forbidden = false }) {
  const state = forbidden ? 'never' : failed ? 'failed' : saved === 0 ? 'no' : saved < total ? 'some' : 'yes';
  // "just": it became whole while this page was open. That is said once, on the first start from the home screen.
  const states = state === 'yes' && before === 'some' ? ['yes', 'just'] : [state];
  before = state;
  for (const element of document.querySelectorAll('[data-saved]')) {
    element.hidden = !element.dataset.saved.split(' ').some((name) => states.includes(name));
  }
  if (failed || forbidden) return;
  for (const bar of document.querySelectorAll('.saved progress')) Object.assign(bar, { max: total, value: saved });
  for (const gap of document.querySelectorAll('.saved .done')) gap.textContent = saved;
  for (const gap of document.querySelectorAll('.saved .total')) gap.textContent = total;
}

// What was begun on this page would be lost with it: then the new version is offered on the next one.
for (const kind of ['input', 'click']) {
  addEventListener(kind, ({ target }) => target.closest('form') && document.getElementById('update')?.remove());
}

function offerUpdate(worker) {
  const banner = document.getElementById('update');
  if (!banner) return;
  banner.hidden = false;
  // Only this page is loaded anew: another may hold a check that is half done. Another may have been first, too.
  banner.querySelector('button').addEventListener('click', () => {
    const reload = () => ['activated', 'redundant'].includes(worker.state) && location.reload();
    worker.addEventListener('statechange', reload);
    worker.postMessage({ type: 'use-new-version' });
    reload();
  });
}

async function keepACopy() {
  const container = navigator.serviceWorker;
  container.addEventListener('message', ({ data }) => {
    if (data.type === 'saved' && data.lang === lang) showSaved(data);
  });
  container.startMessages();
  const save = async () => (await container.ready).active.postMessage({ type: 'save', lang });
  document.getElementById('save')?.addEventListener('click', save);
  // Another page may have saved, or the system deleted, while the browser kept this one whole.
  addEventListener('pageshow', ({ persisted }) => persisted && save());

  // Trusted Types: register() takes no plain string.
  const policy = globalThis.trustedTypes?.createPolicy('worker', { createScriptURL: (url) => url });
  const address = policy ? policy.createScriptURL('/sw.js') : '/sw.js';
  // Both at once: register() waits while a new release is being saved.
  const [registration] = await Promise.all([container.register(address, { updateViaCache: 'none' }), save()]);

  if (registration.waiting) offerUpdate(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker.addEventListener('statechange', () => {
      if (worker.state === 'installed' && registration.active) offerUpdate(worker);
    });
  });
  // An app on an iPhone's home screen is rarely closed: look for a new release when it comes back.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') registration.update().catch(() => {});
  });
}

// ---- Reminders ---------------------------------------------------------------------------------

// On each start of a phone that has reminders: renew what a browser may have dropped without a word, and
// show on the first page that one waits for an answer.
async function rememberReminders() {
  if (!navigator.serviceWorker?.controller || !(await caches.has('subscription'))) return;
  const { stayInTouch } = await import('./subscription.js');
  const reminders = await stayInTouch();
  const notice = document.getElementById('waiting');
  if (notice) notice.hidden = !reminders.some((reminder) => reminder.due);
}

const showOurs = () => showNumber(remembered('number'));
showOurs();
// Another tab, or the page to which one goes back, may have chosen a number meanwhile.
addEventListener('storage', showOurs);
addEventListener('pageshow', ({ persisted }) => persisted && showOurs());
// Who leaves the page at once, or has no network yet, has no button: nothing else is lost.
if (document.getElementById('listen')) addEventListener('load', async () => { await import('./listen.js').catch(() => {}); });
document.querySelector('#saved > [hidden]')?.removeAttribute('hidden');
// Without https there is no service worker; some private windows have one that may not be used.
if (!navigator.serviceWorker) showSaved({ forbidden: true });
else await keepACopy().catch(({ name }) => showSaved({ failed: true, forbidden: name === 'SecurityError' }));
if (!document.getElementById('new')) await rememberReminders().catch(() => {});
