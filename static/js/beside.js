// Puts the words of a second language beside those of the page. They come from the same page in that language: both
// come from one template, so their words correspond in order. It takes over words only: no links, fields or drawings.

import { remember, remembered, showNumber, showOnly } from './app.js';
import { parse, savedHtml } from './page-text.js';

const { lang } = document.documentElement;
const main = document.querySelector('main');
const control = document.getElementById('beside');
const select = document.getElementById('second-language');
const only = control.querySelector('button').parentElement;
const isSheet = Boolean(document.querySelector('form.take'));
let notice; // says who has checked the second language
let latest = 0;

// ---- Fetch the page in the second language -------------------------------------------------------

const PATIENCE = 2500; // milliseconds, as in the service worker, which answers for no page that a script fetches

// Returns the HTML, or undefined. A server that withdrew the page sends another one only if the request names text/html.
async function htmlOf(path) {
  const saved = savedHtml(path);
  const sent = fetch(path, { headers: { Accept: 'text/html' } }).then((answer) => (answer.ok ? answer.text() : saved));
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE, saved));
  try {
    return (await Promise.race([sent, patience])) ?? (await sent);
  } catch {
    return saved; // no network
  }
}

// ---- Find the words of a page ----------------------------------------------------------------------

const INLINE = 'a, b, bdi, br, em, small, span, strong';
// Parts of a line that have a place of their own.
const APART = '.button.call > span, .cards :is(b, .small), .country, .dial, .dial small';
// Controls, the ways to other pages, references, and what each page says about itself.
const SKIPPED = `button, nav, script, select, svg, template, .about-text, .button:not(.call), .field, .sources, .text-size,
  .pick, .unchecked, .wrong, #beside, #choose, #listen, #recalled, #typed, [aria-hidden=true], [data-due]`;

const isInline = (node) => node.nodeType === Node.TEXT_NODE
  || (node.matches(INLINE) && !node.matches(`${APART}, ${SKIPPED}`) && !node.querySelector(APART));
const isBlank = (node) => !node.textContent.trim();
// English beside a draft is no run by itself: other languages lack it.
const hasWords = (node) => /\p{L}/u.test(node.textContent) && !(node.nodeType === Node.ELEMENT_NODE && node.matches('.english'));

// Yields the nodes of each run of words: what stands between two elements that begin a line.
function* runsIn(element) {
  let run = [];
  for (const node of [...element.childNodes, null]) {
    if (node && isInline(node)) {
      if (run.length || !isBlank(node)) run.push(node);
      continue;
    }
    while (run.length && isBlank(run.at(-1))) run.pop();
    if (run.some(hasWords)) yield run;
    run = [];
    if (node?.nodeType === Node.ELEMENT_NODE && !node.matches(SKIPPED)) yield* runsIn(node);
  }
}

// Each line of a sheet has an element for both languages already.
const wordsIn = (root) => (isSheet
  ? [...root.querySelectorAll('.both > :first-child')].map(({ childNodes }) => [...childNodes]) : [...runsIn(root)]);

// Says which words a run holds: those of two releases may differ.
function nameOf([{ parentElement }]) {
  const label = parentElement.closest('label');
  return [parentElement.localName, parentElement.closest('[id]').id, label?.htmlFor || label?.querySelector('input').value].join();
}

// The order of the alphabet differs between two languages: puts the terms and countries of `theirs` in the order of ours.
function sort(theirs) {
  for (const { id, dataset: { country } } of main.querySelectorAll('.words > dt, #countries > li')) {
    const item = theirs.querySelector(id ? `#${CSS.escape(id)}` : `[data-country=${country}]`);
    item.parentElement.append(item, ...(id ? [item.nextElementSibling] : [])); // a term and its meaning
  }
}

// ---- Put them beside ours ----------------------------------------------------------------------------

const KEPT = ['class', 'data-limit', 'data-number', 'dir', 'hidden', 'lang'];

// Returns copies of the words of a node. Of a link the words stay, and the link goes.
function copies(node, hasEnglish) {
  if (node.nodeType === Node.TEXT_NODE) return [node.data];
  if (!node.matches(INLINE) || (node.matches('.english') && !hasEnglish)) return [];
  const words = [...node.childNodes].flatMap((child) => copies(child, hasEnglish));
  if (node.matches('a')) return words;
  const copy = document.createElement(node.localName);
  for (const name of KEPT) if (node.hasAttribute(name)) copy.setAttribute(name, node.getAttribute(name));
  copy.append(...words);
  return [copy];
}

function inTheirs(name, { lang: tag, dir }, nodes, hasEnglish) {
  const element = Object.assign(document.createElement(name), { className: 'theirs', lang: tag, dir });
  element.append(...nodes.flatMap((node) => copies(node, hasEnglish)));
  return element;
}

function wrap(run) {
  const [both, half] = [document.createElement('span'), document.createElement('span')];
  both.className = 'both';
  run[0].before(both);
  half.append(...run);
  both.append(half);
  return half;
}

// Throws a TypeError if the pages do not match: then nothing is changed.
function putAll(page) {
  const [ours, theirs] = [main, page.querySelector('main')];
  const revision = (root) => root.querySelector('[data-revision]')?.dataset.revision;
  sort(theirs);
  const [mine, others] = [wordsIn(ours), wordsIn(theirs)];
  const names = (runs) => runs.map(nameOf).join('\n');
  if (names(mine) !== names(others) || revision(ours) !== revision(theirs)) throw new TypeError('another page');
  for (const [i, run] of mine.entries()) {
    const half = isSheet ? run[0].parentElement : wrap(run);
    half.after(inTheirs('span', page.documentElement, others[i], lang !== 'en' && !half.querySelector('.english')));
  }
  // English stands beside the emergency text of a draft, but not twice.
  for (const element of main.querySelectorAll('.english')) {
    element.hidden = page.documentElement.lang === 'en' && (isSheet ? element.closest('.both') !== null : !element.closest(SKIPPED));
  }
  const checked = theirs.querySelector('.unchecked.paper-only');
  if (!checked) return;
  notice = inTheirs('p', page.documentElement, [...checked.childNodes]);
  notice.className = 'banner unchecked theirs';
  // Nothing stands above the button that calls.
  (isSheet ? control : document.getElementById('numbers') ?? main.querySelector('h1')).after(notice);
}

function takeAway() {
  notice?.remove();
  for (const english of main.querySelectorAll('.english')) english.hidden = false;
  for (const theirs of main.querySelectorAll('.both > [lang]')) {
    const [half] = theirs.parentElement.children;
    if (isSheet) theirs.remove();
    else theirs.parentElement.replaceWith(...half.childNodes);
  }
}

// ---- Choose --------------------------------------------------------------------------------------------

// Shows a language, or takes it away (""). Dispatches `beside`: other scripts fill in what they write.
export async function show(tag) {
  latest += 1;
  const mine = latest;
  select.value = tag;
  if (!select.value) select.selectedIndex = 0; // the language of the page itself, or one that is not offered
  only.hidden = !select.value;
  const path = location.pathname.split('/').slice(2).join('/');
  const html = select.value && (await htmlOf(`/${select.value}/${path}`));
  if (mine !== latest) return;
  takeAway();
  let state = html === undefined && 'failed';
  try {
    if (html) putAll(parse(html));
  } catch {
    state = 'different';
  }
  showOnly('beside', [state]);
  showNumber(remembered('number'));
  dispatchEvent(new Event('beside'));
}

// The second language that the address names, as it did for a sheet in an earlier release, or that this phone knows.
const showKept = () => show(new URLSearchParams(location.search).get('with') ?? remembered('beside') ?? '');

// The person has chosen. Without a network a sheet must have both languages, so the phone saves the second one too.
async function choose() {
  const { value } = select;
  remember('beside', value);
  history.replaceState(null, '', location.pathname + location.hash);
  if (value) dispatchEvent(new CustomEvent('save', { detail: { lang: value } }));
  await show(value);
  control.scrollIntoView({ block: 'center' }); // the text above it has grown or shrunk
}

select.addEventListener('change', choose);
only.addEventListener('click', async () => {
  select.value = '';
  select.focus({ preventScroll: true }); // the button goes
  await choose();
});
// Another page may have changed the choice while this one was in the back/forward cache.
addEventListener('pageshow', ({ persisted }) => persisted && showKept());
// app.js loads this script for the first choice too.
export const started = select.value ? choose() : showKept();
