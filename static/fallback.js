// The part of the service worker that answers for a page that is not saved. sw.js imports it, together with what the build
// knows (`render_fallback` in pwa/site/offline.py).

const languageOf = (path) => path.split('/')[1];

async function offlinePage(path) {
  const [first] = await savedLanguages().catch(() => []);
  if (path === '/' && first) return Response.redirect(`/${first}/`);
  return (await saved(`/${languageOf(path)}/offline`)) ?? (await saved(`/${first}/offline`)) ?? fallbackPage(path);
}

// Every saved page is gone: nothing is left but what the browser keeps with this worker.
function fallbackPage(path) {
  const { pages, headers } = self.fallback;
  const [language] = navigator.language.split('-');
  return new Response(pages[languageOf(path)] ?? pages[language] ?? pages.en, { status: 503, headers });
}
