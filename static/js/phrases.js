// The words for the massage table: a tap shows a sentence in the language of the therapist, and speaks it if the phone has
// a voice of that language.
import './app.js';
import { voiceFor } from './listen.js';

const list = document.querySelector('.phrases');
const { lang } = document.documentElement;

// ---- The voice -----------------------------------------------------------------------------------

const canSpeak = Boolean(globalThis.speechSynthesis);
let utterance; // kept in a variable: Chrome collects an utterance without a reference

// Must be called in the tap: an iPhone lets a page speak only there.
function speak(words) {
  const voice = canSpeak && voiceFor(list.id);
  if (!voice) return;
  speechSynthesis.cancel();
  utterance = Object.assign(new SpeechSynthesisUtterance(words), { voice, lang: voice.lang });
  speechSynthesis.speak(utterance);
}

list.addEventListener('click', ({ target }) => {
  const shown = target.closest('li > a') ?? (target.closest('button') && list.querySelector('li:target > a'));
  if (shown) speak(shown.firstElementChild.textContent);
});

// Shows the button only where the phone has a voice of the language, and says so where it has none of the therapist's.
function showVoice() {
  const has = canSpeak && Boolean(voiceFor(list.id));
  list.querySelector('[data-voice=yes]').hidden = !has;
  list.querySelector('[data-voice=no]').hidden = has || list.id === lang;
}

// ---- The language of the therapist -----------------------------------------------------------------

// `gap` is the emergency number of this phone, where the page has it in this text.
function inLanguage(tag, dir, text, gap) {
  const words = Object.assign(document.createElement('span'), { lang: tag, dir });
  words.dataset.added = '';
  const [before, after] = text.split('%(number)s'); // throws if the text is missing
  words.append(before);
  if (gap) words.append(gap.cloneNode(true), after);
  return words;
}

// Puts each sentence in the other language above the person's own, and each line of when to call below it. English
// stands beside a draft that would be alone with a draft.
function translate({ tag, dir, texts, isDraft }, languages) {
  const isBeside = isDraft && languages.get(lang).isDraft;
  const added = [...list.querySelectorAll('[data-text]')].map((own) => {
    const { dataset: { text }, parentElement: place } = own;
    const gap = own.querySelector('.number');
    const words = inLanguage(tag, dir, texts[text], gap);
    if (place.matches('a')) return () => place.prepend(words);
    const english = isBeside ? [inLanguage('en', 'ltr', languages.get('en').texts[text], gap)] : [];
    for (const beside of english) beside.className = 'english';
    return () => place.append(words, ...english);
  });
  for (const put of added) put(); // all, or none if a text is missing
}

// Gives the list the name of its language, so that an address such as #es-softer shows one sentence of it.
function rename(tag) {
  for (const item of list.querySelectorAll('li[id]')) {
    item.id = tag + item.id.slice(list.id.length);
    item.querySelector('a').href = `#${item.id}`;
  }
  list.id = tag;
  list.querySelector('.back a').href = `#${tag}`;
}

function show(chosen, languages) {
  if (chosen.tag === list.id) return;
  const isOwn = chosen.tag === lang;
  for (const words of list.querySelectorAll('[data-added]')) words.remove();
  if (!isOwn) translate(chosen, languages);
  rename(chosen.tag);
  for (const own of list.querySelectorAll('a [data-text]')) own.classList.toggle('small', !isOwn);
  const [title, drafted] = list.querySelectorAll('h2.name, .unchecked');
  for (const part of [title, drafted]) Object.assign(part, { lang: chosen.tag, dir: chosen.dir });
  title.textContent = chosen.name;
  title.hidden = isOwn;
  drafted.querySelector('span').textContent = chosen.texts.drafted;
  drafted.hidden = isOwn || !chosen.isDraft;
  showVoice();
  // The browser looked for the place in the address before it had this name.
  if (!list.matches(':target, :has(:target)')) location.replace(location.href);
}

// Chromium loads its voices late; Safari has them at once, and no such event before version 16.
if (canSpeak) {
  speechSynthesis.addEventListener?.('voiceschanged', showVoice);
  addEventListener('pagehide', () => speechSynthesis.cancel());
}
showVoice();

// ---- The choice of a language ----------------------------------------------------------------------

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
