// "Show it on this screen": shows the sheet alone on the screen, in larger type, in one language or in both, and keeps
// the screen on.

const SIZES = [1, 1.25, 1.5, 1.875]; // rem
const root = document.documentElement;
const form = document.querySelector('form.take');
const tools = document.getElementById('presentation');
const second = () => form.querySelector('.both > [lang]');
const isShown = () => location.hash === '#card';

// ---- The size of the text, and the languages -------------------------------------------------------

let size;

// The first screen must hold what the therapist must not do. Both languages fit there only in smaller type.
function show(languages) {
  form.dataset.shows = languages;
  resize(languages === 'both' && second() ? 0 : 1);
  for (const button of tools.querySelectorAll('[data-languages]')) button.hidden = !second() || button.value === languages;
}

// Starts with the language of the other person, if there is one.
function begin() {
  const [name] = tools.querySelectorAll('.second-name');
  if (second()) Object.assign(name, { lang: second().lang, textContent: document.getElementById('second-language').selectedOptions[0].text });
  show(second() ? 'theirs' : 'both');
}

function resize(to) {
  size = Math.min(Math.max(to, 0), SIZES.length - 1);
  form.style.setProperty('--shown', `${SIZES[size]}rem`);
  tools.querySelector('[value=smaller]').setAttribute('aria-disabled', size === 0);
  tools.querySelector('[value=larger]').setAttribute('aria-disabled', size === SIZES.length - 1);
}

tools.addEventListener('click', ({ target }) => {
  const button = target.closest('button');
  if (!button) return;
  if (button.value === 'larger') return resize(size + 1);
  if (button.value === 'smaller') return resize(size - 1);
  show(button.value);
  scrollTo(0, 0);
  // The button that was tapped is gone.
  tools.querySelector('[data-languages]:not([hidden])').focus({ preventScroll: true });
});

// ---- The screen stays on ---------------------------------------------------------------------------

let lock = null;

function say(isAwake) {
  for (const line of tools.querySelectorAll('[data-awake]')) line.hidden = (line.dataset.awake === 'yes') !== isAwake;
}

// Browsers refuse this with a low battery and on a hidden page. Safari has it from 16.4 on, Firefox from 126 on.
async function keepAwake() {
  if (lock || !isShown() || document.hidden) return;
  const asked = await navigator.wakeLock?.request('screen').catch(() => null);
  if (lock || !isShown() || document.hidden) return letSleep(asked);
  lock = asked ?? null;
  say(Boolean(lock));
  // The system may also release the lock.
  lock?.addEventListener('release', ({ target }) => {
    if (target === lock) lock = null;
    say(Boolean(lock));
  });
}

async function letSleep(held) {
  if (held === lock) lock = null;
  await held?.release().catch(() => {});
}

document.addEventListener('visibilitychange', () => (document.hidden ? letSleep(lock) : keepAwake()));
// A tap alone keeps a screen on for a while. It also asks again, because the battery may have been charged.
addEventListener('click', keepAwake);

// ---- Open and close --------------------------------------------------------------------------------

function turn() {
  tools.hidden = !isShown();
  root.classList.toggle('presented', isShown());
  if (!isShown()) return letSleep(lock);
  begin();
  scrollTo(0, 0);
  return keepAwake();
}

addEventListener('hashchange', turn);
addEventListener('beside', () => isShown() && begin());
export const started = turn();
