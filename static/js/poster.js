// The code of the poster holds the address of the app, which opens in the language of the phone. The poster may have a
// second language.

import './app.js';

const [canvas, address] = ['canvas', 'bdi'].map((part) => document.querySelector(`.poster .code ${part}`));
const button = document.querySelector('[value=print]');
button.onclick = globalThis.print && (() => print()); // Firefox on Android has it from 114 on
button.hidden = !button.onclick;

// Copies the words of the page into a second column, in the other language.
function show({ tag, dir, texts }) {
  const [own, before] = document.querySelector('.poster .tongues').children;
  before?.remove();
  if (tag === document.documentElement.lang) return;
  const second = Object.assign(own.cloneNode(true), { lang: tag, dir });
  for (const words of second.querySelectorAll('[data-text]')) words.textContent = texts[words.dataset.text];
  own.after(second);
}

const others = document.getElementById('others');

// Opened by the person, or for an address with a language.
others.addEventListener('toggle', async () => {
  try {
    const { offer } = await import('./other-languages.js');
    await offer(others, show);
  } catch {
    document.getElementById('not-loaded').hidden = false;
  }
}, { once: true });
others.open = location.hash.length > 1;
others.hidden = false;

const { drawCode } = await import('./qr.js').catch(() => ({})); // without a network it may not be there
canvas.hidden = !drawCode?.(canvas, address.textContent, ['M']);
