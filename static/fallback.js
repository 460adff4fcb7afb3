// The part of the service worker that answers for a page that is not saved, or that was recalled because its text was
// wrong (`pwa recall`). The build adds the values of `self.fallback` (`render_fallback` in pwa/site/offline.py).

const languageOf = (path) => path.split('/')[1];

async function offlinePage(path) {
  // Earlier releases had a page for each sheet in two languages, and people have its address.
  const [, sheet, second] = path.match(/^(\/\w[\w-]*\/(?:doctor|therapist))\/([\w-]+)$/) ?? [];
  if (sheet) return Response.redirect(`${sheet}?with=${second}`);
  const [first] = await savedLanguages().catch(() => []);
  if (path === '/' && first) return Response.redirect(`/${first}/`);
  return (await saved(`/${languageOf(path)}/offline`)) ?? (await saved(`/${first}/offline`)) ?? fallbackPage(path);
}

// No page is saved. The browser keeps this page together with the worker itself.
function fallbackPage(path) {
  const { pages, headers } = self.fallback;
  const [language] = navigator.language.split('-');
  return new Response(pages[languageOf(path)] ?? pages[language] ?? pages.en, { status: 503, headers });
}

// ---- Recalls -----------------------------------------------------------------------------------

const RECALLS = '/recalls.json';
// Milliseconds between two requests for the list of recalls.
const ASK_AGAIN = 600000;

// Each page sends this message when it opens.
addEventListener('message', (event) => {
  if (event.data?.type === 'save') event.waitUntil(fetchRecalls().catch(() => {})); // no network, or a damaged list
});

// The list that was fetched last stays until a whole one replaces it. A new release keeps it, too.
async function knownRecalls() {
  const kept = await caches.match(RECALLS, { cacheName: 'recalls' });
  return { recalls: {}, ...(await kept?.json()) };
}

// The request names the release, and nothing about the person.
async function fetchRecalls() {
  const { asked } = await knownRecalls().catch(() => ({}));
  if (Math.abs(Date.now() - asked) < ASK_AGAIN) return;
  const { recalls } = await fetchJson(`${RECALLS}?release=${RELEASE}`);
  if (!recalls) return; // the server does not know them at the moment
  await (await caches.open('recalls')).put(RECALLS, new Response(JSON.stringify({ recalls, asked: Date.now() })));
}

// Returns the saved copy of a page, or what stands in its place when it was recalled. Pages from the network need
// nothing: the server knows the recalls (pwa/site/recalls.py).
async function savedPage(path) {
  const copy = await saved(path);
  const { recalls } = copy ? await knownRecalls().catch(() => ({})) : {};
  const recall = recalls?.[path.split('/').slice(2).join('/')];
  if (!recall) return copy;
  if (recall.reason === 'withdrawn') return (await saved(`/${languageOf(path)}/withdrawn`)) ?? offlinePage(path);
  const text = await copy.text();
  const [, revision = 0] = text.match(/data-revision="(\d+)"/) ?? [];
  const isOld = Number(revision) < recall.revision;
  return new Response(isOld ? text.replace('id="recalled" hidden', 'id="recalled"') : text, self.fallback);
}
