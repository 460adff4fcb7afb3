// The service worker: it saves packs, answers when the network does not, and shows what a push says.
// It knows nothing of the product and holds no text. A new release is a new worker, because of this line:
const RELEASE = '@release@';
const PREFIX = 'ask-first-';
const COMPLETE = '/complete';
const PATIENCE = 2500; // milliseconds that a page may take before its saved copy is shown
const STALLED = 60000; // milliseconds after which a file of a pack is given up: it holds up all others

const nameOf = (lang) => `${PREFIX}${RELEASE}-${lang}`;
const languageOf = (path) => path.split('/')[1];
const languageOfPack = (name) => name.slice(nameOf('').length); // every release is as long as this one

// ---- Packs -------------------------------------------------------------------------------------

async function isComplete(name) {
  return Boolean(await (await caches.open(name)).match(COMPLETE));
}

// Names of complete caches, those of this release first: a half-filled pack is never served.
async function completePacks() {
  const ours = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const complete = await Promise.all(ours.map(isComplete));
  return ours.filter((_, i) => complete[i]).sort((a, b) => b.startsWith(PREFIX + RELEASE) - a.startsWith(PREFIX + RELEASE));
}

// `reload` passes by the HTTP cache, which may hold an older file; a redirect or an altered byte fails.
async function fetchChecked(path, integrity) {
  const signal = AbortSignal.timeout(STALLED);
  const answer = await fetch(path, { cache: 'reload', credentials: 'omit', redirect: 'error', integrity, signal });
  if (answer.status !== 200 || answer.type !== 'basic') throw new TypeError(`${path} ${answer.status}`);
  return answer;
}

// One filling at a time for each language, whoever asks; everybody who asked is told, at once how far it is.
const filling = new Map();

function savePack(lang, tell = () => {}) {
  const here = filling.get(lang);
  if (here) {
    here.listeners.add(tell);
    if (here.state) tell(here.state);
    return here.done;
  }
  const begun = { listeners: new Set([tell]) };
  const tellAll = (state) => {
    begun.state = state;
    for (const listener of begun.listeners) listener(state);
  };
  begun.done = fillPack(lang, tellAll).finally(() => filling.delete(lang));
  filling.set(lang, begun);
  return begun.done;
}

// Fill what is missing of a pack, and return how much it holds. A stop half-way is taken up where it was left.
async function fillPack(lang, tell) {
  const cache = await caches.open(nameOf(lang));
  const complete = await cache.match(COMPLETE);
  if (complete) return complete.json();
  const signal = AbortSignal.timeout(STALLED);
  const listed = await fetch(`/${lang}/pack.json`, { cache: 'no-cache', credentials: 'omit', signal });
  if (listed.status === 404) return caches.delete(nameOf(lang)); // a language that is not offered any more
  const { release, files } = await listed.json();
  if (release !== RELEASE) throw new TypeError('a newer release is there; its own worker will save it');
  const here = new Set((await cache.keys()).map((request) => new URL(request.url).pathname));
  const missing = files.filter(([path]) => !here.has(path));
  const total = files.length;
  let saved = total - missing.length;
  const count = () => saved < total && tell({ saved, total }); // the last word is said when the pack is complete
  count();
  const fetchNext = async () => {
    for (let file = missing.pop(); file; file = missing.pop()) {
      await cache.put(file[0], await fetchChecked(...file));
      saved += 1;
      count();
    }
  };
  // Nothing is told after a failure, and nothing runs on outside `waitUntil`: every lane comes to its end first.
  const lanes = await Promise.allSettled(Array.from({ length: 6 }, fetchNext));
  const stuck = lanes.find(({ status }) => status === 'rejected');
  if (stuck) throw stuck.reason;
  await cache.put(COMPLETE, new Response(JSON.stringify({ saved, total })));
  return { saved, total };
}

// A new release first fills the packs that the phone had; without them it does not become ready.
addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const had = (await completePacks()).map(languageOfPack);
    for (const lang of new Set(had)) await savePack(lang);
  })());
});

addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    await registration.navigationPreload?.enable();
    for (const name of await caches.keys()) {
      if (name.startsWith(PREFIX) && !name.startsWith(PREFIX + RELEASE)) await caches.delete(name);
    }
  })());
});

addEventListener('message', (event) => {
  const { type, lang } = event.data ?? {};
  if (type === 'use-new-version') event.waitUntil(skipWaiting());
  if (type === 'save') {
    const tell = (state) => event.source.postMessage({ type: 'saved', lang, ...state });
    event.waitUntil(Promise.all([savePack(lang, tell).then(tell, () => tell({ failed: true })), sendAnswers()]));
  }
});

// ---- Requests ----------------------------------------------------------------------------------

const ANY_WAY = { ignoreVary: true, ignoreSearch: true };

async function saved(path) {
  try {
    for (const name of await completePacks()) {
      const answer = await (await caches.open(name)).match(path, ANY_WAY);
      if (answer) return answer;
    }
  } catch {
    // The cache is damaged or locked: the network answers.
  }
}

async function offlinePage(path) {
  const [first] = (await completePacks()).map(languageOfPack);
  if (path === '/' && first) return Response.redirect(`/${first}/`);
  return (await saved(`/${languageOf(path)}/offline`)) ?? (first && (await saved(`/${first}/offline`))) ?? Response.error();
}

// Medical text must not be a visit old: the network comes first, but not for longer than our patience.
async function page(event, path) {
  const copy = saved(path);
  const network = (async () => (await event.preloadResponse) ?? fetch(event.request))();
  event.waitUntil(network.catch(() => {}));
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  try {
    const answer = (await Promise.race([network, patience.then(() => copy)])) ?? (await network);
    return answer.status < 500 ? answer : (await copy) ?? answer; // 404 and redirects are real answers
  } catch {
    return (await copy) ?? offlinePage(path);
  }
}

addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin || request.headers.has('range')) return;
  if (request.mode === 'navigate') event.respondWith(page(event, pathname));
  else if (pathname.startsWith('/static/')) event.respondWith(saved(pathname).then((copy) => copy ?? fetch(request)));
});

// ---- Pushes ------------------------------------------------------------------------------------

// Every push shows something, in every browser: one that does not may cost the permission.
addEventListener('push', (event) => {
  // From Firefox 158 on, a notification or a button with an address of its own opens it, and `notificationclick` never
  // comes: WHATWG Notifications, `navigate`.
  const { title, navigate, ...options } = noteIn(event.data);
  for (const action of options.actions ?? []) delete action.navigate;
  // Or Chromium on Android swaps the older note of a reminder for this one without a sound.
  options.renotify = Boolean(options.tag);
  // Of this release, so that the browser has them already. Android draws the badge from its shape alone.
  options.icon = `/static/${RELEASE}/icons/app-192.png`;
  options.badge = `/static/${RELEASE}/icons/app-badge-96.png`;
  const shown = registration.showNotification(title, options).then(() => recordDelivery(options));
  event.waitUntil(Promise.all([shown, sendAnswers()]));
  if (options.data?.answer) showBadge(true);
});

// When the last notification of each reminder appeared, and when it was to appear, in milliseconds. It stays on this
// phone: the page of reminders reads it. A notification of no reminder tells that this browser wakes its worker.
async function recordDelivery({ data, timestamp }) {
  const record = new Response(JSON.stringify({ planned: timestamp, shown: Date.now() }));
  await (await caches.open('deliveries')).put(`/${data?.reminder ?? ''}`, record).catch(() => {}); // no room for it
}

// The badge of the app's icon, where there are any. Not awaited: in the worker of an iPhone it never settled.
function showBadge(isWaiting) {
  const change = isWaiting ? navigator.setAppBadge : navigator.clearAppBadge;
  change?.call(navigator).catch(() => {});
}

function noteIn(data) {
  try {
    return data.json().notification;
  } catch {
    return { title: location.host, data: { navigate: '/' } };
  }
}

addEventListener('notificationclick', (event) => {
  const { notification, action } = event;
  notification.close();
  event.waitUntil(action ? callBack(notification.data, action) : bringUp(notification.data.navigate));
});

// The answer goes to the server with no window open. Without a network it waits on a shelf, one for each reminder,
// until a page or a push wakes this worker; in Chromium until it syncs, if a window was open when it was shelved.
async function callBack({ answer: address, navigate, ...data }, action) {
  if (new URL(address, location.origin).origin !== location.origin) return; // it is sent with what proves who we are
  const body = JSON.stringify({ ...data, answer: action });
  await (await caches.open('answers')).put(`${address}?${data.reminder}`, new Response(body));
  await sendAnswers();
}

// Alone: a page, or this worker itself, may be renewing the subscription that proves who answers.
const alone = (work) => navigator.locks.request('subscription', work);

async function sendAnswers() {
  if (await alone(deliver)) await registration.sync?.register('answers').catch(() => {});
}

// Rejected, the browser tries again, each time later. Registered in here, it would at once, without end.
addEventListener('sync', (event) => event.waitUntil(alone(deliver).then((left) => {
  if (left) throw new Error('not delivered');
})));

// How many answers are left.
async function deliver() {
  if (!(await caches.has('answers'))) return 0;
  const shelf = await caches.open('answers');
  for (const { url } of await shelf.keys()) {
    const answer = await (await shelf.match(url)).json();
    const mine = await registration.pushManager.getSubscription();
    const old = await known();
    const isNew = old && mine && old.endpoint !== mine.endpoint;
    // Of one that it does not know the server would say that nothing is left.
    if (isNew && !(await hand(old, mine))) continue;
    const said = await post(url, { ...answer, subscription: (await known()) ?? mine });
    if (!said) continue;
    await shelf.delete(url);
    if (!said.reminders) continue;
    // Of several, the server would still know the others: if not, the next page tells what was lost.
    const others = ((await kept('/reminders')) ?? []).filter(({ id }) => id !== answer.reminder);
    await keep('/reminders', said.reminders.length ? said.reminders : others);
    const isGone = !said.reminders.some(({ id }) => id === answer.reminder);
    if (isGone) await (await caches.open('deliveries')).delete(`/${answer.reminder}`);
    showBadge(said.reminders.some(({ due }) => due));
    if (isNew || said.reminders.length || others.length) continue;
    // Nothing is left that could be sent: the browser takes back its half too. If it has a new one, with the next page.
    await (await caches.open('subscription')).delete('/subscription');
    await mine?.unsubscribe();
  }
  return (await shelf.keys()).length;
}

// What the server said; nothing when it was not reached, is busy, or something in between answered in its place.
async function post(url, body) {
  try {
    const sent = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10000),
    });
    return sent.status < 500 && sent.status !== 429 ? await sent.json() : undefined;
  } catch {
    return undefined;
  }
}

// What the server last knew: the subscription (`/subscription`) and its reminders (`/reminders`). A page writes it too.
const kept = async (name) => (await (await caches.open('subscription')).match(name))?.json();
const keep = async (name, value) => (await caches.open('subscription')).put(name, new Response(JSON.stringify(value)));
const known = () => kept('/subscription');

// The server is told of the subscription in the place of an old one; what it knows is written down.
async function hand(old, subscription) {
  const said = await post('/api/reminders/renew', { old, subscription });
  if (said?.reminders) {
    await keep('/subscription', subscription);
    await keep('/reminders', said.reminders);
  }
  return said;
}

// The browser has a new subscription, or dropped the old one: the server learns it. What it knew is on a shelf.
addEventListener('pushsubscriptionchange', (event) => event.waitUntil(alone(() => renew(event))));

async function renew({ oldSubscription, newSubscription }) {
  const old = (await known()) ?? oldSubscription;
  if (!old) return;
  const { key } = await (await fetch('/api/push-key')).json();
  const options = { userVisibleOnly: true, applicationServerKey: key };
  await hand(old, newSubscription ?? (await registration.pushManager.subscribe(options)));
}

async function bringUp(address) {
  const { origin, pathname, hash } = new URL(address, location.origin);
  if (origin !== location.origin) return clients.openWindow('/'); // what a push says is no reason to open another site
  const windows = await clients.matchAll({ type: 'window' });
  // Only a window that shows this page already: another may hold a check that is half done.
  const window = windows.find(({ url }) => new URL(url).pathname === pathname);
  if (!window) return clients.openWindow(pathname + hash);
  await window.focus();
  return window.navigate(pathname + hash);
}
