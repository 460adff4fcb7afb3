// A service worker that ends itself. With PWA_SERVICE_WORKER=remove it stands at the address of the real one (/sw.js),
// and so replaces it on every phone that opens a page with internet (docs/deploy.md, "When a text is wrong").
// It deletes the saved pages. What a person wrote stays: the diary, the sheets and the marks are in localStorage, and the
// caches `subscription`, `answers` and `deliveries` hold what the phone knows of its reminders.

addEventListener('install', () => { skipWaiting(); });

addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    const ours = (await caches.keys()).filter((name) => name.startsWith('ask-first-') || name === 'recalls');
    await Promise.all(ours.map((name) => caches.delete(name)));
    // Open pages may show what was wrong. Only pages that the replaced worker controlled are found here, so a page that
    // registers this worker again is not loaded again.
    const pages = await clients.matchAll({ type: 'window' });
    // Browsers also delete the push subscription of the registration.
    await registration.unregister();
    // Not awaited: a navigation may wait until this worker is active, that is, for this promise.
    for (const page of pages) page.navigate?.(page.url).catch(() => {}); // Safari before 16 has none
  })());
});
