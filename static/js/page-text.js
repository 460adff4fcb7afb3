// Reads the text of pages of this language: what a reader sees on them, with the heading above it. It takes them from
// the saved pack, so a search costs no request if the pack is saved.

const { lang } = document.documentElement;

// Elements that are left out: controls, links to other pages, and what only some readers see; answers and reasons of
// the check, and its result, which repeats each sign; body maps, whose words say nothing without the drawing;
// references, which stay in English; lines that every page has; the countries, whose page has a field to choose one.
const SKIPPED = `button, nav, noscript, script, select, svg, template, textarea, .button, .onward, .answers, .own-note,
  .why, .result, .status, .level, .map, .references, .sources, .about-text, .listen, .screen-only, .text-size, .unchecked,
  #countries, [hidden], [aria-hidden=true], [lang]:not([lang='${lang}'])`;
// A term of the glossary has an id: it begins a section of its own, so that a hit leads to it and not to the whole list.
const HEADING = 'h1, h2, h3, dt[id]';
const INLINE = 'a, b, bdi, br, em, i, img, input, label, small, span, strong, sub, sup, u, wbr';

// Trusted Types: DOMParser takes no plain string. The scripts of a parsed document do not run, and it loads nothing. Here
// only its text is read; beside.js takes over words, and wrong.js a form of ours.
const policy = globalThis.trustedTypes?.createPolicy('page-text', { createHTML: (html) => html });
export const parse = (html) => new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, 'text/html');

// Returns the saved page, or undefined. A private window of Firefox forbids Cache Storage.
export async function savedHtml(path) {
  try {
    return await (await caches.match(path, { ignoreVary: true }))?.text();
  } catch {
    return undefined;
  }
}

async function fetched(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new TypeError(path);
  return answer;
}

// Returns whether a page was withdrawn, as a function of its path. The service worker keeps the list of recalls.
export async function withdrawn() {
  const kept = await caches.match('/recalls.json').catch(() => {});
  const { recalls } = await (kept ?? (await fetched('/recalls.json'))).json();
  return (path) => recalls?.[path.split('/').slice(2).join('/')]?.reason === 'withdrawn';
}

// Returns the HTML of each page. If one is not saved, one file has all pages but the core of the pack
// (pwa/site/offline.py).
export async function htmlOf(paths) {
  const saved = await Promise.all(paths.map(savedHtml));
  if (saved.every(Boolean)) return saved;
  const pages = await (await fetched(`/${lang}/pages.json`)).json();
  return Promise.all(paths.map(async (path, i) => saved[i] ?? pages[path] ?? (await fetched(path)).text()));
}

// Returns the sections of a page: a heading and the lines up to the next one. `anchor` is the id of the heading or, if it
// has none, that of the one before; it is empty at the top of a page. A line is a paragraph, an item of a list, a question
// with its hint, or a name with what stands beside it. Throws a TypeError for a page that is not ours.
export function sectionsOf(html) {
  const main = parse(html).querySelector('main');
  for (const part of main.querySelectorAll(SKIPPED)) part.remove();
  const sections = [];
  let line = '';

  // Puts a mark between two lines of the page, unless there is one: the words before it may be no sentence.
  const join = (mark) => {
    line = line.trimEnd();
    line += /[\p{L}\p{M}\p{N}]$/u.test(line) ? mark : ' ';
  };

  const endLine = (element) => {
    if (element.matches(INLINE)) return;
    if (element.matches('dd:not(dt[id] + dd), fieldset *')) {
      line += ' ';
      return;
    }
    const text = line.trim().replace(/\s+/g, ' ');
    line = '';
    if (!text) return;
    if (element.matches(HEADING)) sections.at(-1).heading = text;
    else sections.at(-1)?.lines.push(text);
  };

  const read = (node) => {
    if (node.nodeType === Node.TEXT_NODE) line += node.data;
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.matches('span.advice, span.small')) join(' – '); // on a line of its own
    else if (node.matches('a, span, dd')) line += ' ';
    else endLine(node);
    if (node.matches(HEADING)) {
      const anchor = node.matches('h1') ? '' : node.id || sections.at(-1)?.anchor;
      sections.push({ anchor, heading: '', lines: [] });
    }
    // The style sheet draws this cross. Without it the line could be read as its opposite.
    if (node.matches('ul.not > li')) line = '✕ ';
    for (const child of node.childNodes) read(child);
    if (node.matches('dt:not([id]), td > span.small')) join(': ');
    else endLine(node);
  };

  read(main);
  if (!sections[0].heading) throw new TypeError('no title');
  return sections;
}
