// The code of the poster holds the address of the app, which opens in the language of the phone.

import './app.js';

const [canvas, address] = ['canvas', 'bdi'].map((part) => document.querySelector(`.poster .code ${part}`));
const button = document.querySelector('[value=print]');
button.onclick = globalThis.print && (() => print()); // Firefox on Android has it from 114 on
button.hidden = !button.onclick;
const { drawCode } = await import('./qr.js').catch(() => ({})); // without a network it may not be there
canvas.hidden = !drawCode?.(canvas, address.textContent, ['M']);
