// Whether this phone can read the page aloud. Only a voice of the page's language that is on the phone counts: a
// voice from the network is silent without one, and the text would leave the phone.

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

// Chromium learns its voices late, Safari has them at once.
async function offer() {
  if (!voiceFor(document.documentElement.lang)) return;
  speechSynthesis.removeEventListener('voiceschanged', offer);
  const { start } = await import('./listen.js');
  start(voiceFor);
}

if (globalThis.speechSynthesis && Intl.Segmenter && Element.prototype.checkVisibility) {
  speechSynthesis.addEventListener?.('voiceschanged', offer);
  await offer();
}
