// Reads the page aloud and marks the sentence that is spoken, if the phone itself has a voice of the page's language. A
// voice from the network would be silent offline, and the text would leave the phone.

const main = document.querySelector('main');
const bar = document.getElementById('listen');
const SILENT = 'nav, button, summary, select, input, progress, noscript, template, [aria-hidden=true], .unseen, #listen, #text-size, .theirs';
let sentences = [];
let next = 0;
let utterance; // kept in a variable: Chrome collects an utterance without a reference, and never fires its `end`

// ---- The voices of the phone ---------------------------------------------------------------------

// Android writes eng-US-f000 or en_US where others write en-US. Only the first two parts belong to the language.
function locale(name) {
  try {
    return new Intl.Locale(name.split(/[-_]/, 2).join('-')).maximize();
  } catch {
    return undefined;
  }
}

// Returns the voice for a language, or undefined if the phone has none.
export function voiceFor(lang) {
  const page = new Intl.Locale(lang).maximize();
  const able = speechSynthesis.getVoices().filter((voice) => {
    const spoken = voice.localService && locale(voice.lang);
    // A Cantonese voice (zh-HK, written in Hant) does not fit a page in zh-Hans.
    return spoken && spoken.language === page.language && spoken.script === page.script;
  });
  const isNear = (voice) => locale(voice.lang).region === page.region;
  return able.find((voice) => isNear(voice) && voice.default) ?? able.find(isNear) ?? able[0];
}

// ---- What to read ------------------------------------------------------------------------------

const blockOf = (element) => (getComputedStyle(element).display.startsWith('inline') && element !== main
  ? blockOf(element.parentElement) : element);

// Yields the text nodes of each block and language together: a sentence may run through <b> and <a>.
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

// Returns the range from one character of a run to another.
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

// Yields the sentences of a run. Without a voice for its language it yields none: so it skips the English beside a
// draft.
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

// Speaks one utterance for each sentence: Chrome stops in the middle of long ones, and so the page knows the position.
function speak() {
  // An answer or the next question may have hidden the sentences that follow.
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

// speechSynthesis.pause() does not work on Android. This one cancels the utterance, and "Go on" begins its sentence
// again.
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
  // The button that was tapped is gone: the one in its place gets the focus.
  if (had?.hidden) bar.querySelector('button:not([hidden])').focus({ preventScroll: true });
}

const ACTIONS = { listen, pause, 'go-on': speak, stop };

// Chromium loads its voices late and fires `voiceschanged`; Safari has them at once.
function offer() {
  if (!voiceFor(document.documentElement.lang)) return;
  speechSynthesis.removeEventListener('voiceschanged', offer);
  // iOS lets a page speak only if speak() is called inside the tap: nothing may be awaited before it.
  bar.addEventListener('click', ({ target }) => ACTIONS[target.closest('button')?.value]?.());
  addEventListener('pagehide', stop);
  show('silent');
  bar.hidden = false;
}

if (bar && globalThis.speechSynthesis && Intl.Segmenter && Element.prototype.checkVisibility) {
  speechSynthesis.addEventListener?.('voiceschanged', offer);
  offer();
}
