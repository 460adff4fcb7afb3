// Reads the page aloud, sentence by sentence, and marks the one that is spoken: where the phone itself has a voice of
// the page's language. A voice from the network is silent without one, and the text would leave the phone.

const main = document.querySelector('main');
const bar = document.getElementById('listen');
const SILENT = 'nav, button, summary, select, input, progress, noscript, template, [aria-hidden=true], .unseen, #listen, #text-size';
let sentences = [];
let next = 0;
let utterance; // held here, because Chrome forgets one that nobody holds, and its end is never told

// ---- The voice ------------------------------------------------------------------------------------

// Android writes eng-US-f000 or en_US where others write en-US. The rest of the name is no part of the language.
function locale(name) {
  try {
    return new Intl.Locale(name.split(/[-_]/, 2).join('-')).maximize();
  } catch {
    return undefined;
  }
}

function voiceFor(lang) {
  const page = new Intl.Locale(lang).maximize();
  const able = speechSynthesis.getVoices().filter((voice) => {
    const spoken = voice.localService && locale(voice.lang);
    // A Cantonese voice (zh-HK, written in Hant) is no voice for a page in zh-Hans.
    return spoken && spoken.language === page.language && spoken.script === page.script;
  });
  const isNear = (voice) => locale(voice.lang).region === page.region;
  return able.find((voice) => isNear(voice) && voice.default) ?? able.find(isNear) ?? able[0];
}

// ---- What to read ------------------------------------------------------------------------------

const blockOf = (element) => (getComputedStyle(element).display.startsWith('inline') && element !== main
  ? blockOf(element.parentElement) : element);

// Text nodes that stand in one block and one language belong together: a sentence may run through <b> and <a>.
function* runs() {
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  let run;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    // eslint-disable-next-line ours/newer-than-floor -- the last lines ask for it
    if (!element.checkVisibility() || element.closest(SILENT)) continue;
    const block = blockOf(element);
    const language = element.closest('[lang]').lang;
    if (run?.block !== block || run.language !== language) {
      if (run) yield run;
      run = { block, language, nodes: [] };
    }
    run.nodes.push(node);
  }
  if (run) yield run;
}

// A range from one character of a run to another.
function rangeIn(nodes, from, to) {
  const range = new Range();
  let before = 0;
  for (const node of nodes) {
    const after = before + node.length;
    if (from >= before && from < after) range.setStart(node, from - before);
    if (to > before && to <= after) range.setEnd(node, to - before);
    before = after;
  }
  return range;
}

// A voice for the English beside a draft is taken where there is one; without it those words are passed over.
function* sentencesOf({ block, language, nodes }) {
  const voice = voiceFor(language);
  if (!voice) return;
  const text = nodes.map((node) => node.data).join('');
  // eslint-disable-next-line ours/newer-than-floor -- the last lines ask for it
  for (const { segment, index } of new Intl.Segmenter(language, { granularity: 'sentence' }).segment(text)) {
    const words = segment.trim();
    if (!/[\p{L}\p{N}]/u.test(words)) continue;
    const from = index + segment.indexOf(words);
    yield { block, voice, language, words: words.replace(/\s+/g, ' '), range: rangeIn(nodes, from, from + words.length) };
  }
}

// ---- Reading -----------------------------------------------------------------------------------

function mark(sentence) {
  CSS.highlights?.delete('spoken');
  document.querySelector('.spoken')?.classList.remove('spoken');
  if (!sentence) return;
  // eslint-disable-next-line ours/newer-than-floor -- it comes with CSS.highlights
  if (CSS.highlights) CSS.highlights.set('spoken', new Highlight(sentence.range));
  else sentence.block.classList.add('spoken');
  const { top, bottom } = sentence.range.getBoundingClientRect();
  if (top < bar.getBoundingClientRect().bottom || bottom > innerHeight * 0.8) sentence.block.scrollIntoView({ block: 'center' });
}

// One short utterance for each sentence: Chrome falls silent in long ones, and only so we know where we are.
function speak() {
  // An answer, or the next question, may have hidden what was still to come.
  while (next < sentences.length && !sentences[next].block.checkVisibility()) next += 1;
  const sentence = sentences[next];
  if (!sentence) return stop();
  mark(sentence);
  utterance = new SpeechSynthesisUtterance(sentence.words);
  Object.assign(utterance, { voice: sentence.voice, lang: sentence.voice.lang });
  utterance.onend = ({ target }) => {
    if (target !== utterance) return; // it was cancelled
    next += 1;
    speak();
  };
  utterance.onerror = ({ target }) => target === utterance && show('paused');
  speechSynthesis.speak(utterance);
  show('speaking');
}

// pause() of the browser cannot be trusted on Android. Ours forgets the utterance, and begins its sentence again.
function pause() {
  utterance = undefined;
  speechSynthesis.cancel();
  show('paused');
}

function stop() {
  utterance = undefined;
  speechSynthesis.cancel();
  mark();
  show('silent');
}

function listen() {
  sentences = [...runs()].flatMap((run) => [...sentencesOf(run)]);
  next = 0;
  speak();
}

// ---- The bar -----------------------------------------------------------------------------------

const BUTTONS = { silent: ['listen'], speaking: ['pause', 'stop'], paused: ['go-on', 'stop'] };

function show(state) {
  const had = bar.contains(document.activeElement) && document.activeElement;
  bar.classList.toggle('reading', state !== 'silent');
  for (const button of bar.querySelectorAll('button')) button.hidden = !BUTTONS[state].includes(button.value);
  // The tapped button is gone, the next one stands in its place.
  if (had?.hidden) bar.querySelector('button:not([hidden])').focus({ preventScroll: true });
}

const ACTIONS = { listen, pause, 'go-on': speak, stop };

// Chromium learns its voices late, Safari has them at once.
function offer() {
  if (!voiceFor(document.documentElement.lang)) return;
  speechSynthesis.removeEventListener('voiceschanged', offer);
  // iOS lets a page speak only when it begins inside the tap: nothing is awaited before speak().
  bar.addEventListener('click', ({ target }) => ACTIONS[target.closest('button')?.value]?.());
  addEventListener('pagehide', stop);
  show('silent');
  bar.hidden = false;
}

if (globalThis.speechSynthesis && Intl.Segmenter && Element.prototype.checkVisibility) {
  speechSynthesis.addEventListener?.('voiceschanged', offer);
  offer();
}
