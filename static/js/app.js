// The script of every page, and the functions that the scripts of several pages import. It is one file because each
// request costs a round trip on a slow network, and a first visit may make eight.
// It holds no text: the page holds every sentence, and this script chooses which one is shown.

const root = document.documentElement;
const { lang } = root;

// ---- What this phone remembers -----------------------------------------------------------------

// Returns the stored value, or null. Private windows may forbid storage: then the page stays as it was rendered.
export function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

// Returns whether the value was stored. If it was not, the value applies to this page only.
export function remember(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false;
  }
}

// What the person has done in Ask First, each with its day: { check: '2026-11-30', sheet: ..., reminder: ..., answer: ...,
// card: ... }. The home page shows it. It stays on this phone and says nothing about health.
export function steps() {
  try {
    return Object(JSON.parse(remembered('steps')));
  } catch {
    return {}; // the stored value is not ours
  }
}

// `isDone` is false when the result of the step is gone, for example when a sheet was deleted.
export function noteStep(name, isDone = true) {
  remember('steps', JSON.stringify({ ...steps(), [name]: isDone ? dayOf(new Date()) : undefined }));
}

// Milliseconds for which a page offers to undo. Not longer, because somebody else may get the phone.
export const UNDO = 60000;

// Asks the browser not to delete by itself what is saved here. Chromium and Safari decide in silence. Firefox asks the
// person, so there only a tap may ask (`isTapped`): no page opens with a question.
export async function askToKeep(isTapped = false) {
  if (!isTapped && /Firefox\//.test(navigator.userAgent)) return;
  await navigator.storage?.persist?.().catch(() => {}); // private windows may forbid storage
}

// ---- What is half typed ------------------------------------------------------------------------

// A draft survives a reload, a change of language and a visit to another page. It is kept in this tab only.
const slug = location.pathname.split('/')[2];
const LOST = '#draft-lost';

// Null deletes the draft. If the draft cannot be stored, the address is marked with LOST; it holds nothing of the
// draft.
export function keepDraft(draft) {
  let mark = '';
  try {
    sessionStorage.removeItem(slug);
    if (draft) sessionStorage.setItem(slug, JSON.stringify(draft));
  } catch {
    if (draft) mark = LOST; // forbidden or full
  }
  document.querySelector('.language').hash = slug + mark;
  // The address is replaced only when the mark changes: Safari refuses more than 100 changes of the history in 30
  // seconds.
  if ((location.hash === LOST) !== Boolean(mark)) history.replaceState(null, '', location.pathname + mark);
}

export function keptDraft() {
  try {
    return JSON.parse(sessionStorage.getItem(slug));
  } catch {
    return null; // forbidden
  }
}

// ---- A file that a person saves: shared on an iPhone, downloaded everywhere else -----------------

// Only iPhones and iPads have both navigator.standalone and a touch screen. In an app on their home screen a link with
// `download` to a blob does nothing and gives no error. A shared file can be saved to "Files", and the phone reports
// whether it was.
const isApple = 'standalone' in navigator && navigator.maxTouchPoints > 1;
const canShare = (file) => isApple && Boolean(navigator.canShare?.({ files: [file] }));

// Whether saveFile() opens a window in which the person must choose "Save to Files". The page says so beforehand.
export const isShared = canShare(new File(['{}'], 'a.json', { type: 'application/json' }));

// Must be called in the tap, before anything is awaited: otherwise Safari opens no window to share. Returns the name of
// the message to show, "stored", "not-stored" or "cannot", or null: no browser reports whether a download was kept.
export async function saveFile(name, type, text) {
  const file = new File([text], name, { type });
  if (navigator.share && canShare(file)) {
    try {
      await navigator.share({ files: [file] });
      return 'stored';
    } catch (error) {
      if (error.name === 'AbortError') return 'not-stored'; // the person closed the window
      if (error.name === 'InvalidStateError') return null; // a second tap: the window is open already
    }
  }
  if (navigator.standalone) return 'cannot'; // an app on the home screen of an iPhone
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  // The URL is not revoked while the page lives: some browsers fetch it late.
  link.click();
  return null;
}

// ---- Numbers, words and days -------------------------------------------------------------------

// Shows the emergency number that this phone knows, or the elements for an unknown number.
export function showNumber(number) {
  for (const element of document.querySelectorAll('[data-number]')) {
    element.hidden = (element.dataset.number === 'known') !== Boolean(number);
    if (element.matches('a[data-number=known]') && number) element.href = `tel:${number}`;
  }
  for (const gap of document.querySelectorAll('.number')) gap.textContent = number; // null empties it
}

// Keyboards of some languages write their own digits: ١١٢ is 112. Digits come in runs of ten, from zero to nine.
export function latinDigits(text) {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0);
    let zero = code;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero -= 1;
    return code - zero;
  });
}

// Returns the length of a text as a person counts: the emoji of a family is one character, and eleven units of a
// string. Firefox before 125 has no Segmenter, and counts it as seven.
export const lengthOf = (text) => [...(Intl.Segmenter ? new Intl.Segmenter().segment(text) : text)].length;

// Returns the day of a moment on this phone, such as 2026-11-22. It uses no locale: for "en-CA", which is often used
// for this, some versions of WebKit write 11/22/2026.
export const dayOf = (moment) => new Date(moment - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 10);

// Says that the text is past its date of review, by the clock of this phone.
const overdue = document.querySelector('[data-due]');
if (overdue) overdue.hidden = dayOf(new Date()) <= overdue.dataset.due;

// ---- The bars ----------------------------------------------------------------------------------

// Gives the style sheets the real height of each bar, so that no bar covers the element that has the focus. In large
// text or in a narrow window a bar takes more lines. Without this script the style sheets assume a height that fits
// most windows.
const bars = new ResizeObserver((changes) => {
  for (const { target } of changes) {
    // A bar that the style sheet hides keeps its height: the bar may be shown again before this is called.
    if (target.offsetHeight || target.hidden) root.style.setProperty(`--${target.dataset.bar}`, `${target.offsetHeight}px`);
  }
});

for (const bar of document.querySelectorAll('[data-bar]')) bars.observe(bar);

// ---- Taps --------------------------------------------------------------------------------------

// Numb or trembling fingers tap twice. The second tap would press the button that has moved to that place meanwhile: an
// answer to the next question, or the button that calls. So a second tap at the same place within half a second presses
// no button.
export const DOUBLE_TAP = 500; // milliseconds
const A_FINGER = 48; // CSS pixels
let lastTap = { timeStamp: -DOUBLE_TAP };

addEventListener('click', (event) => {
  if (!event.isTrusted || event.detail === 0) return; // a script, a keyboard, a screen reader
  const isAgain = event.timeStamp - lastTap.timeStamp < DOUBLE_TAP
    && Math.hypot(event.clientX - lastTap.clientX, event.clientY - lastTap.clientY) < A_FINGER;
  if (!isAgain) {
    lastTap = event;
  } else if (event.target.closest('button, .button')) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, { capture: true });

// Safari applies `:active` only on a page that listens for touches.
addEventListener('touchstart', () => {}, { passive: true });

// ---- The text size -----------------------------------------------------------------------------

// Three buttons at the end of each page. text-size-early.js has set the size that was chosen before.
const textSize = document.getElementById('text-size');

function showTextSize() {
  for (const button of textSize.querySelectorAll('button')) {
    button.setAttribute('aria-pressed', button.value === (root.dataset.text ?? ''));
  }
}

textSize.addEventListener('click', ({ target }) => {
  const button = target.closest('button');
  if (!button) return;
  root.dataset.text = button.value;
  remember('text', button.value);
  showTextSize();
  // The text above the button has grown or shrunk: bring the button back into view.
  button.scrollIntoView({ block: 'center' });
});

addEventListener('pageshow', showTextSize);
textSize.hidden = false;
showTextSize();

// ---- A wrong sentence --------------------------------------------------------------------------

// If the script cannot be loaded, the page that says how to tell us is shown.
const wrong = document.getElementById('wrong');
wrong.addEventListener('click', async () => {
  await import('./wrong.js').then(({ start }) => start()).catch(() => location.assign(wrong.value));
});
wrong.hidden = false;

// ---- The saved copy ----------------------------------------------------------------------------

// Shows the elements whose `data-<name>` lists one of the states, and hides the others.
export function showOnly(name, states) {
  for (const element of document.querySelectorAll(`[data-${name}]`)) {
    element.hidden = !element.dataset[name].split(' ').some((state) => states.includes(state));
  }
}

let stateBefore;

// Returns the states that the page shows. "no-room": neither the core nor the damaged files fit. "just": the copy became
// whole while this page was open; a screen reader says this once.
function statesOf({ saved = 0, total = 1, core, mending, failed, full, forbidden }) {
  if (forbidden) return ['never'];
  const counted = saved > 0 ? 'counted' : 'none';
  if (failed && full) return [core && !mending ? 'full' : 'no-room', counted];
  if (failed) return [mending ? 'damaged' : 'failed', counted];
  if (saved < total) return [mending ? 'mending' : core ? 'core' : saved > 0 ? 'some' : 'no'];
  return ['some', 'core', 'mending'].includes(stateBefore) ? ['yes', 'just'] : ['yes'];
}

function showState(told) {
  const states = statesOf(told);
  [stateBefore] = states;
  showOnly('saved', states);
  const { saved, total } = told;
  if (!total) return;
  for (const bar of document.querySelectorAll('.saved progress')) Object.assign(bar, { max: total, value: saved });
  for (const gap of document.querySelectorAll('.saved .done')) gap.textContent = saved;
  for (const gap of document.querySelectorAll('.saved .total')) gap.textContent = total;
}

// Shows the state on pages that have elements for it, and dispatches it for other scripts.
function tell(detail) {
  if (detail.lang === lang) showState(detail);
  dispatchEvent(new CustomEvent('saved', { detail }));
}

// What needs this script: the button that saves, the choice of a second language.
document.querySelector('#saved > [hidden], #beside')?.removeAttribute('hidden');
document.getElementById('save')?.addEventListener('click', () => {
  dispatchEvent(new CustomEvent('save', { detail: { isAsked: true, lang } }));
});

// A reload would lose what the person began on this page, so the new version is offered on the next page.
for (const kind of ['input', 'click']) {
  addEventListener(kind, ({ target }) => target.closest('form') && document.getElementById('update')?.remove());
}

function offerUpdate(worker) {
  const banner = document.getElementById('update');
  if (!banner) return;
  banner.hidden = false;
  // Only this page reloads: another may hold a check that is half done. Another page may have started the new version
  // already, so the state of the worker is read too.
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
  // While this page was in the back/forward cache, another page may have saved files, or the system deleted them.
  addEventListener('pageshow', ({ persisted }) => persisted && save());

  // Trusted Types: register() takes no plain string.
  const policy = globalThis.trustedTypes?.createPolicy('worker', { createScriptURL: (url) => url });
  const address = policy?.createScriptURL('/sw.js') ?? '/sw.js';
  // Both run at once: register() waits while a new release is being saved.
  const begin = (asked) => Promise.all([container.register(address, { updateViaCache: 'none' }), save(asked)]);
  // The person tapped a button that saves this language or another.
  addEventListener('save', ({ detail }) => begin(detail).catch(() => tell({ ...detail, failed: true })));
  const [registration] = await begin();

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

// Runs on each start of a phone that has reminders. Renews a subscription that the browser may have dropped without an
// event. The first page shows a reminder that waits for an answer or that will not come.
async function rememberReminders() {
  if (!navigator.serviceWorker?.controller || !(await caches.has('subscription'))) return;
  const { announce, findLost, syncReminders } = await import('./subscription.js');
  let refused;
  const reminders = await syncReminders().catch((why) => {
    refused = why;
    return [];
  });
  const notice = document.getElementById('waiting');
  if (!notice) return;
  notice.hidden = !reminders.some((reminder) => reminder.due);
  await announce(reminders, await findLost(refused));
}

// ---- Start -------------------------------------------------------------------------------------

const showOurs = () => showNumber(remembered('number'));
showOurs();
// Another tab, or the page from which the person comes back, may have stored a number.
addEventListener('storage', showOurs);
addEventListener('pageshow', ({ persisted }) => persisted && showOurs());
// On the first start from the home screen, the page offers to open a copy: an app on an iPhone does not see what was
// written in the browser.
const isApp = matchMedia('(display-mode: standalone)').matches || navigator.standalone;
if (isApp && document.querySelector('#copies[data-offer]') && !remembered('copy-offered')) {
  addEventListener('load', async () => { await import('./copy.js').catch(() => {}); });
}
// Without a network the button stays hidden, and the rest of the page works.
if (document.getElementById('listen')) addEventListener('load', async () => { await import('./listen.js').catch(() => {}); });
// The words of a second language, if one is chosen.
if (document.getElementById('beside')) {
  const beside = async () => { await import('./beside.js').catch(() => showOnly('beside', ['failed'])); };
  document.getElementById('second-language').addEventListener('change', beside);
  addEventListener('pageshow', () => (location.search || remembered('beside')) && beside());
}

async function start() {
  // Without https there is no service worker; some private windows have one that may not be used.
  if (!navigator.serviceWorker) tell({ lang, forbidden: true });
  else await keepACopy().catch(({ name }) => tell({ lang, failed: true, forbidden: name === 'SecurityError' }));
  if (!document.getElementById('new')) await rememberReminders().catch(() => {});
}

// Not awaited here, because the scripts that import this one would wait too. Tests await it.
export const started = start();
