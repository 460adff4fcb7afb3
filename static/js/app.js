// On every page: the emergency number of this phone, the saved copy, the update button.
// No text lives here: the page holds every sentence, and this script chooses which one shows.

const { lang } = document.documentElement;

// ---- The emergency number ----------------------------------------------------------------------

// Private windows may forbid storage: then the page stays as it was rendered.
export function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    // Nothing to do: it holds for this page.
  }
}

export function showNumber(number) {
  for (const element of document.querySelectorAll('[data-number]')) {
    element.hidden = (element.dataset.number === 'known') !== Boolean(number);
    if (element.matches('a[data-number=known]') && number) element.href = `tel:${number}`;
  }
  for (const gap of document.querySelectorAll('.number')) gap.textContent = number ?? '';
}

function chooseCountry() {
  const select = document.getElementById('country');
  if (!select) return;
  const list = document.getElementById('countries');
  const mine = document.getElementById('mine');
  document.getElementById('choose').hidden = false;
  list.closest('details').open = false;
  const show = () => {
    const row = list.querySelector(`[data-country="${CSS.escape(select.value)}"]`);
    mine.replaceChildren(...(row ? [row.cloneNode(true)] : []));
    const number = row?.querySelector('a')?.textContent.match(/\d+/)?.[0];
    remember('country', select.value);
    remember('number', number);
    showNumber(number);
  };
  select.addEventListener('change', show);
  select.value = remembered('country') ?? '';
  if (select.value) show();
}

// ---- The saved copy ----------------------------------------------------------------------------

function showSaved({ saved = 0, total = 1, failed = false }) {
  const state = failed ? 'failed' : saved === 0 ? 'no' : saved < total ? 'some' : 'yes';
  for (const element of document.querySelectorAll('[data-saved]')) {
    element.hidden = !element.dataset.saved.split(' ').includes(state);
  }
  if (failed) return;
  for (const bar of document.querySelectorAll('.saved progress')) Object.assign(bar, { max: total, value: saved });
  for (const gap of document.querySelectorAll('.saved .done')) gap.textContent = saved;
  for (const gap of document.querySelectorAll('.saved .total')) gap.textContent = total;
}

function offerUpdate(worker) {
  const banner = document.getElementById('update');
  banner.hidden = false;
  // Only this page is loaded anew: another may hold a check that is half done.
  banner.querySelector('button').addEventListener('click', () => {
    worker.addEventListener('statechange', () => {
      if (worker.state === 'activated') location.reload();
    });
    worker.postMessage({ type: 'use-new-version' });
  }, { once: true });
}

async function keepACopy() {
  const container = navigator.serviceWorker;
  if (!container) return;
  for (const section of document.querySelectorAll('.saved')) section.hidden = false;
  // Trusted Types: register() takes no plain string.
  const policy = globalThis.trustedTypes?.createPolicy('worker', { createScriptURL: (url) => url });
  const address = policy ? policy.createScriptURL('/sw.js') : '/sw.js';
  const registration = await container.register(address, { updateViaCache: 'none' });

  container.addEventListener('message', ({ data }) => {
    if (data.type === 'saved' && data.lang === lang) showSaved(data);
  });
  container.startMessages();
  const save = async () => (await container.ready).active.postMessage({ type: 'save', lang });
  const button = document.getElementById('save');
  if (button) {
    button.hidden = false;
    button.addEventListener('click', save);
  }
  await save();

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

showNumber(remembered('number'));
chooseCountry();
await keepACopy().catch(() => {});
if (!document.getElementById('new')) await rememberReminders().catch(() => {});
