// On every page: the emergency number of this phone, the text size, the saved copy, the update button.
// No text lives here: the page holds every sentence, and this script chooses which one shows.

import './bars.js';
import './language.js';
import './double-tap.js';
import './text-size.js';
import { askToKeep, remembered } from './memory.js';
import { showNumber } from './number.js';

const { lang } = document.documentElement;

// ---- The saved copy ----------------------------------------------------------------------------

// saved.js shows it, on the pages that have words for it.
const tell = (detail) => dispatchEvent(new CustomEvent('saved', { detail }));

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
    if (data.type === 'saved') tell({ ...data, asked: data.saved > 0 && data.saved === data.total && askToKeep() });
  });
  container.startMessages();
  const save = async (asked) => (await container.ready).active.postMessage({ type: 'save', lang, ...asked });
  // Another page may have saved, or the system deleted, while the browser kept this one whole.
  addEventListener('pageshow', ({ persisted }) => persisted && save());

  // Trusted Types: register() takes no plain string.
  const policy = globalThis.trustedTypes?.createPolicy('worker', { createScriptURL: (url) => url });
  const address = policy ? policy.createScriptURL('/sw.js') : '/sw.js';
  // Both at once: register() waits while a new release is being saved.
  const start = (asked) => Promise.all([container.register(address, { updateViaCache: 'none' }), save(asked)]);
  // A button of saved.js was tapped.
  addEventListener('save', ({ detail }) => start(detail).catch(() => tell({ ...detail, failed: true })));
  const [registration] = await start();

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
// show on the first page that one waits for an answer, or will not come.
async function rememberReminders() {
  if (!navigator.serviceWorker?.controller || !(await caches.has('subscription'))) return;
  const { announce, findLost, stayInTouch } = await import('./subscription.js');
  let refused;
  const reminders = await stayInTouch().catch((why) => {
    refused = why;
    return [];
  });
  const notice = document.getElementById('waiting');
  if (!notice) return;
  notice.hidden = !reminders.some((reminder) => reminder.due);
  await announce(reminders, await findLost(refused));
}

const showOurs = () => showNumber(remembered('number'));
showOurs();
// Another tab, or the page to which one goes back, may have chosen a number meanwhile.
addEventListener('storage', showOurs);
addEventListener('pageshow', ({ persisted }) => persisted && showOurs());
// The first start from the home screen: an iPhone has left behind what was written in its browser.
const isApp = matchMedia('(display-mode: standalone)').matches || navigator.standalone;
if (isApp && document.querySelector('#copies[data-offer]') && !remembered('copy-offered')) {
  addEventListener('load', async () => { await import('./copy.js').catch(() => {}); });
}
// Who leaves the page at once, or has no network yet, has no button: nothing else is lost.
if (document.getElementById('listen')) addEventListener('load', async () => { await import('./listen.js').catch(() => {}); });
// Without https there is no service worker; some private windows have one that may not be used.
if (!navigator.serviceWorker) tell({ lang, forbidden: true });
else await keepACopy().catch(({ name }) => tell({ lang, failed: true, forbidden: name === 'SecurityError' }));
if (!document.getElementById('new')) await rememberReminders().catch(() => {});
