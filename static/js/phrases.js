// The words for the massage table: a tap speaks the sentence that it shows, if the phone has a voice of that language.
import './app.js';
import { voiceFor } from './listen.js';

const lists = [...document.querySelectorAll('.phrases')];
const canSpeak = Boolean(globalThis.speechSynthesis);
let utterance; // kept in a variable: Chrome collects an utterance without a reference

// Must be called in the tap: an iPhone lets a page speak only there.
function speak(list, words) {
  const voice = canSpeak && voiceFor(list.id);
  if (!voice) return;
  speechSynthesis.cancel();
  utterance = Object.assign(new SpeechSynthesisUtterance(words), { voice, lang: voice.lang });
  speechSynthesis.speak(utterance);
}

for (const list of lists) {
  list.addEventListener('click', ({ target }) => {
    const shown = target.closest('li > a') ?? (target.closest('button') && list.querySelector('li:target'));
    if (shown) speak(list, shown.querySelector('[lang]').textContent);
  });
}

// Shows the parts that showVoice to speak only where the phone has a voice of the language.
function showVoice() {
  for (const list of lists) {
    const has = canSpeak && Boolean(voiceFor(list.id));
    for (const part of list.querySelectorAll('[data-voice]')) part.hidden = (part.dataset.voice === 'yes') !== has;
  }
}

// Chromium loads its voices late; Safari has them at once, and no such event before version 16.
if (canSpeak) {
  speechSynthesis.addEventListener?.('voiceschanged', showVoice);
  addEventListener('pagehide', () => speechSynthesis.cancel());
}
showVoice();
