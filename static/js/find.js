// Finds words in the text of all pages of one language. The pages are read when somebody searches for the first time. No
// word leaves the phone.

import { keepDraft, keptDraft, latinDigits, showOnly } from './app.js';
import { htmlOf, sectionsOf, withdrawn } from './page-text.js';

const LONGEST = 100; // characters
const MOST_HITS = 20;
const BEFORE = 60; // characters that are shown before the first word
const SHOWN = 200; // characters that are shown in all

// ---- Folding: different spellings of the same word become equal -----------------------------------

// Accents of Latin, Greek and Cyrillic letters, Arabic vowel signs and hamza, the dot below Hindi letters.
const MARKS = /[\u0300-\u036f\u064b-\u065f\u0670\u06d6-\u06ed\u093c]/g;
// Letters that Unicode does not take apart, as somebody may type them: alef maqsura, ta marbuta, alef wasla, letters of
// Persian and Urdu keyboards, the Vietnamese d, the German sharp s, the Hindi sign of a nasal vowel (पाँच, पांच).
const SAME = { ى: 'ي', ة: 'ه', ٱ: 'ا', ی: 'ي', ک: 'ك', ہ: 'ه', ھ: 'ه', đ: 'd', ß: 'ss', '\u0901': '\u0902' };
const TATWEEL = 'ـ'; // it makes a word longer

const folded = new Map();

function foldCharacter(character) {
  if (!folded.has(character)) {
    const plain = latinDigits(character.normalize('NFKD').toLowerCase()).replace(MARKS, '').replace(/\p{Cf}/gu, '');
    const letters = Array.from(plain, (one) => (one === TATWEEL ? '' : SAME[one] ?? one)).join('');
    folded.set(character, letters.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' '));
  }
  return folded.get(character);
}

const foldPlain = (text) => Array.from(text, foldCharacter);

// Arabic writes the article, and "and", "with" or "for" before it, together with the noun. The article is removed
// before hamza is: otherwise the first letters of "pain" (ألم) would count as an article. Urdu has none.
const { lang } = document.documentElement;
const ARTICLE = lang === 'ur' ? /$^/g : /(^|[^\p{L}\p{M}])([وف]?(?:[بك]?ال|لل))(?=\p{L}\p{M}*\p{L})/gu;
const SOFT_HYPHEN = '\u00ad'; // folded to nothing

// Returns the folded text of each character of a text. Joined, these are words with spaces between them.
const foldEach = (text) => foldPlain(text.replace(ARTICLE, (_, before, article) => before + SOFT_HYPHEN.repeat(article.length)));
const fold = (text) => foldEach(text).join('');

// ---- The words of a query, as patterns for a folded text ------------------------------------------

// These scripts write no spaces between words, so a word is found anywhere. So is a number between their letters: 5分.
const WITHOUT_SPACES = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

// Firefox before 125 has no Segmenter: there a query without spaces is found as it was typed.
function segments(text) {
  if (!Intl.Segmenter || !WITHOUT_SPACES.test(text)) return [text];
  const segmenter = new Intl.Segmenter(lang, { granularity: 'word' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

// Returns the patterns of a word: where a word of the text begins with it, and where it is the whole word. It holds only
// letters, marks and digits.
function patternsOf(word) {
  if (WITHOUT_SPACES.test(word) || /^(ja|zh)/.test(lang)) return { begins: new RegExp(word, 'u'), whole: new RegExp(`${word}(?= |$)`, 'u') };
  let letters = word;
  if (lang !== 'ur' && /^\p{sc=Arabic}{3}/u.test(word)) {
    // What looks like the article may belong to the word. "And", "with" and "for" may stand before a word without it.
    // The last letter of "neck" changes when another one is added: رقبة, رقبتك.
    const [, noun] = /^(?:[وف]?(?:[بك]?ال|لل)(?=..))?(.*)$/u.exec(word);
    letters = `[وفبكل]?(?:${word}|${noun.replace(/ه$/, '[هت]')})`;
  }
  return { begins: new RegExp(`(?:^| )${letters}[^ ]*`, 'u'), whole: new RegExp(`(?:^| )${letters}(?= |$)`, 'u') };
}

export const wordsOf = (query) => [...new Set(foldPlain(query).join('').split(' ').flatMap(segments))].filter(Boolean).map(patternsOf);

// ---- Searching -----------------------------------------------------------------------------------

const points = ({ begins, whole }, text, value) => (begins.test(text) ? value + (whole.test(text) ? 3 : 0) : 0);

// Returns the sections that hold all words, the best first: a whole word counts more than a beginning, and a title more
// than a heading, which counts more than the text. The title of a page completes what its other sections lack.
export function find(pages, words) {
  const hits = [];
  for (const { path, sections } of pages) {
    const [{ heading: title, foldedHeading: foldedTitle }] = sections;
    for (const section of sections) {
      const ofHeading = section === sections[0] ? 3 : 2;
      const scoreOf = (word) => Math.max(points(word, section.foldedHeading, ofHeading), points(word, section.foldedText, 1))
        || (word.begins.test(foldedTitle) ? 0 : NaN);
      const score = words.reduce((sum, word) => sum + scoreOf(word), 0);
      if (score > 0) hits.push({ path, title, section, score });
    }
  }
  return hits.sort((a, b) => b.score - a.score);
}

export function foldedSection({ anchor, heading, lines }, hasText = true) {
  const text = hasText ? lines.join('\n') : '';
  return { anchor, heading, text, foldedHeading: fold(heading), foldedText: fold(text) };
}

// Reads the pages of the list. Only the headings of pages about the app can be found.
async function readPages() {
  const isWithdrawn = await withdrawn().catch(() => () => false); // nobody knows it without a network and a list
  const links = [...document.querySelectorAll('#pages + ul a')].filter(({ pathname }) => !isWithdrawn(pathname));
  const texts = await htmlOf(links.map(({ pathname }) => pathname));
  const pages = [];
  for (const [i, { pathname: path, dataset: { find: part } }] of links.entries()) {
    pages.push({ path, sections: sectionsOf(texts[i]).map((section) => foldedSection(section, part !== 'headings')) });
    await new Promise((resolve) => setTimeout(resolve)); // a slow phone stays responsive
  }
  return pages;
}

let loading;

// Returns the pages with their folded text. If that failed, the next call reads them again.
export function load() {
  loading ??= readPages();
  loading.catch(() => { loading = undefined; });
  return loading;
}

// ---- Showing ---------------------------------------------------------------------------------------

// Returns the characters of a text and, for each, whether it belongs to a word that was found.
function mark(text, words) {
  const characters = Array.from(text);
  const parts = foldEach(text);
  const found = characters.map(() => false);
  for (const match of parts.join('').matchAll(new RegExp(words.map(({ begins }) => begins.source).join('|'), 'gu'))) {
    const from = match.index + (match[0].startsWith(' ') ? 1 : 0);
    const to = match.index + match[0].length;
    let begin = 0;
    for (const [i, part] of parts.entries()) {
      const end = begin + part.length;
      if (end > from && begin < to) found[i] = true;
      begin = end;
    }
  }
  // A character without a folded text belongs to the word: an accent to the letter before it, an article to the noun.
  for (const i of parts.keys()) if (!parts[i] && found[i - 1]) found[i] = true;
  for (let i = parts.length - 1; i >= 0; i -= 1) if (!parts[i] && found[i + 1]) found[i] = true;
  return { characters, found };
}

// Puts a part of a text into an element, with <mark> around the words. Where the text is cut, "…" stands.
function write(element, { characters, found }, from = 0, to = characters.length) {
  element.textContent = from > 0 ? '…' : '';
  for (let i = from; i < to;) {
    const begin = i;
    while (i < to && found[i] === found[begin]) i += 1;
    const part = characters.slice(begin, i).join('');
    if (found[begin]) element.append(Object.assign(document.createElement('mark'), { textContent: part }));
    else element.append(part);
  }
  if (to < characters.length) element.append('…');
}

// Writes the line that holds most of the words, around the first of them. It is cut at spaces, if there are any.
function writeLine(element, text, words) {
  const score = (line) => words.reduce((sum, word) => sum + points(word, fold(line), 3), 0);
  const line = mark(text.split('\n').reduce((best, one) => (score(one) > score(best) ? one : best)), words);
  const { length } = line.characters;
  const first = Math.max(0, line.found.indexOf(true) - BEFORE);
  const space = line.characters.indexOf(' ', first);
  const from = first > 0 && space > 0 && space < first + BEFORE ? space + 1 : first;
  const last = line.characters.lastIndexOf(' ', from + SHOWN);
  const to = length <= from + SHOWN ? length : Math.max(last, from + 2 * BEFORE);
  write(element, line, from, to);
}

const form = document.getElementById('find');
const field = document.getElementById('word');
const hits = document.getElementById('hits');
const template = document.getElementById('hit').content.firstElementChild;

function rowOf({ path, title, section }, words) {
  const row = template.cloneNode(true);
  const [link, page, line] = row.children;
  // `link.hash` cannot be set here: in a template an address has no origin, so it has no parts.
  link.href = `${path}#${section.anchor}`;
  write(link.firstElementChild, mark(section.heading, words));
  page.textContent = title;
  page.hidden = section.heading === title;
  line.hidden = !section.text;
  if (section.text) writeLine(line, section.text, words);
  return row;
}

function show(state, found = [], words = []) {
  hits.replaceChildren(...found.slice(0, MOST_HITS).map((hit) => rowOf(hit, words)));
  hits.hidden = !found.length;
  showOnly('found', [state]);
  (hits.firstElementChild ?? form.nextElementSibling).scrollIntoView({ block: 'nearest' });
}

let latest = 0;

async function search() {
  latest += 1;
  const mine = latest;
  const query = field.value;
  keepDraft(query && { query: query.slice(0, LONGEST) });
  if (query.length > LONGEST) return show('long');
  const words = wordsOf(query);
  if (!words.length) return show('empty');
  show('loading');
  let found;
  try {
    found = find(await load(), words);
  } catch {
    return show('failed');
  }
  if (mine !== latest) return undefined; // the person has started another search
  return show(found.length > MOST_HITS ? 'many' : found.length ? 'all' : 'none', found, words);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  form.lastElementChild.focus({ preventScroll: true }); // closes the keyboard of a phone, which would cover the list
  search();
});

form.hidden = false;
field.value = keptDraft()?.query ?? '';
export const started = field.value ? search() : undefined;
