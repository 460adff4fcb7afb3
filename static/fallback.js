// The part of the service worker that answers for a page that is not saved. The build adds the values of
// `self.fallback` (`render_fallback` in pwa/site/offline.py).

const languageOf = (path) => path.split('/')[1];

async function offlinePage(path) {
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
