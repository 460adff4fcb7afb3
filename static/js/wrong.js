// "Is a sentence here wrong?" The person taps a text of this page and ticks what is wrong with it. The result is a text
// to share. Nothing is sent. `app.js` imports this file on the tap.
//
// The text must hold nothing that the person ticked or wrote, whatever the scripts of the page have put into it. So this
// script compares the page with the one that the server sends: only what stands there can be chosen, and only as often
// as it stands there. A word of a form that a diary entry repeats stands once more, so neither can be chosen.
import { parse, savedHtml } from './page-text.js';
import { withTimeout } from './timeout.js';

const { lang } = document.documentElement;
const main = document.querySelector('main');
const opener = document.getElementById('wrong');
const PATIENCE = 2500; // milliseconds, as for a page (static/sw.js)
// What is chosen as a whole. Text in another language is chosen by itself.
const BLOCK = `p, li, dt, dd, h1, h2, h3, th, td, caption, figcaption, legend, label, summary, button, .button,
  main [lang]`;
// The row of the chosen country is a copy. It says nothing about health, and its number must be right.
const COPY = 'ul#mine';
const LEFT_OUT = 'noscript, script, select, svg, textarea, .unseen';

// ---- The texts of the page -----------------------------------------------------------------------

// Returns a file of the server as text. Without a network, or with a slow one, it is the saved copy. Throws an error if
// there is neither.
async function read(path) {
  const ask = async (signal) => {
    const sent = await fetch(path, { signal });
    if (!sent.ok) throw new TypeError(path);
    return sent.text();
  };
  return (await withTimeout(PATIENCE, ask).catch(() => {})) ?? (await savedHtml(path)) ?? ask();
}

function* textsIn(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest(LEFT_OUT)) yield walker.currentNode;
  }
}

function countsIn(element) {
  const counts = new Map();
  for (const { data, parentElement } of textsIn(element)) {
    const text = data.trim();
    if (!parentElement.closest(COPY)) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

// In Chromium an element in closed details has a box all the same.
const isSeen = (element) => (element.checkVisibility?.() ?? true) && element.getClientRects().length > 0;

// Returns the elements that can be chosen, each with its text. What the server did not send is left out of it: "…".
function blocksOf(served) {
  const [here, there] = [countsIn(main), countsIn(served)];
  const blocks = new Map();
  for (const { data, parentElement } of textsIn(main)) {
    if (!isSeen(parentElement)) continue;
    const block = parentElement.closest(BLOCK) ?? parentElement;
    const text = data.trim();
    const isServed = !text || (parentElement.closest(COPY) ? there.has(text) : here.get(text) <= there.get(text));
    blocks.set(block, (blocks.get(block) ?? '') + (isServed ? data : '…'));
  }
  const texts = [...blocks].map(([block, joined]) => [block, joined.trim().replace(/\s+/g, ' ')]);
  return new Map(texts.filter(([, joined]) => /\p{L}/u.test(joined)));
}

// ---- Choosing one --------------------------------------------------------------------------------

const PICK = 'data-pick';
let parts; // what this script adds to the page:
let bar; // while the person chooses
let form; // after that
export let blocks; // the elements that can be chosen, each with its text
let release;
let tabindexes; // of these elements, as they were before
let listening;

// Throws an error if the words are neither saved nor to be had from the network.
export async function start() {
  if (listening) return;
  listening = new AbortController();
  try {
    const paths = [location.pathname, opener.value, `/${lang}/pack.json`];
    const [here, words, pack] = await Promise.all(paths.map(read));
    const { content } = parse(words).getElementById('report');
    parts = [...document.importNode(content, true).children];
    [bar, form] = parts.slice(1); // after the style sheet
    blocks = blocksOf(parse(here).querySelector('main'));
    ({ release } = JSON.parse(pack));
    main.append(...parts);
    form.onchange = write;
    form.onclick = ({ target }) => actions[target.closest('button')?.value]?.();
    for (const button of form.querySelectorAll('button')) button.hidden = !actions[button.value];
    letChoose();
  } catch (error) {
    listening = undefined;
    throw error;
  }
}

// Until the person has chosen, a tap on the page does nothing else. Both bars go on working.
function letChoose() {
  listening = new AbortController();
  const how = { capture: true, signal: listening.signal };
  addEventListener('click', choose, how);
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape') leave();
    else if (event.key === 'Enter') choose(event);
  }, how);
  tabindexes = new Map();
  for (const block of blocks.keys()) {
    tabindexes.set(block, block.getAttribute('tabindex'));
    block.setAttribute(PICK, '');
    if (block.tabIndex < 0) block.tabIndex = 0;
  }
  form.hidden = true;
  bar.hidden = false;
  bar.querySelector('p').focus(); // scrolls to it in a window in which it does not stick
}

function choose(event) {
  const { target } = event;
  if (!main.contains(target)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const block = target.closest(`[${PICK}]`);
  if (block) ask(block);
  else if (bar.contains(target) && target.closest('button')) leave();
}

function endChoice() {
  listening.abort();
  bar.hidden = true;
  for (const [block, tabindex] of tabindexes) {
    block.removeAttribute(PICK);
    if (tabindex === null) block.removeAttribute('tabindex');
    else block.setAttribute('tabindex', tabindex);
  }
}

function leave() {
  endChoice();
  for (const part of parts) part.remove();
  listening = undefined;
  opener.focus();
}

// ---- What is wrong with it -----------------------------------------------------------------------

function ask(block) {
  endChoice();
  const sentence = blocks.get(block);
  const language = block.closest('[lang]').lang;
  Object.assign(form.querySelector('blockquote'), { textContent: sentence, lang: language });
  fill({ page: location.pathname, language, release, sentence });
  form.reset();
  write();
  form.hidden = false;
  form.querySelector('h2').focus();
}

function fill(parts) {
  for (const [name, text] of Object.entries(parts)) form.querySelector(`[data-part=${name}]`).textContent = text;
}

const textOf = () => form.querySelector('pre').textContent;

function write() {
  fill({ problem: [...form.querySelectorAll(':checked')].map(({ value }) => value).join(', ') });
  const mail = form.querySelector('[href^="mailto:"]');
  // RFC 6068, 5: lines of a body end with CRLF.
  if (mail) mail.href = `${mail.href.split('&body=')[0]}&body=${encodeURIComponent(textOf().replace(/\n/g, '\r\n'))}`;
  say(actions.share || actions.copy ? '' : 'by-hand');
}

// Where the browser neither shares nor copies, the person selects the text.
function say(name) {
  for (const line of form.querySelectorAll('[data-said]')) line.hidden = line.dataset.said !== name;
  if (name === 'by-hand') form.querySelector('details').open = true;
}

const actions = {
  share: navigator.share && (async () => {
    try {
      await navigator.share({ text: textOf() });
    } catch ({ name }) {
      if (name !== 'AbortError') say('by-hand'); // the person closed the window
    }
  }),
  copy: navigator.clipboard && (async () => {
    try {
      await navigator.clipboard.writeText(textOf());
      say('copied');
    } catch {
      say('by-hand');
    }
  }),
  again: letChoose,
  leave,
};
