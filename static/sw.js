// The code of the service worker. It saves packs, serves saved pages when there is no network, and shows pushes as
// notifications. It knows nothing about the product and holds no text. /sw.js (pwa/templates/sw.js) names the RELEASE,
// then imports fallback.js (the values of the build in `self.fallback`, `offlinePage()` and `savedPage()`), then this file.
import { withTimeout } from './js/timeout.js';

const PREFIX = 'ask-first-';
const CURRENT = `${PREFIX}${RELEASE}-`;
const COMPLETE = '/complete';
// Milliseconds after which a file of a pack is given up, because it holds up all others.
const STALLED = 60000;

// ---- Packs -------------------------------------------------------------------------------------

// A pack is saved in two caches: first the core, then the rest. COMPLETE is written when all files of a cache are there;
// without it nothing of the cache is served. The core also keeps the list of the pack, with the hash of each file.
const PARTS = ['/core', ''];
const nameOf = (lang, part = '') => CURRENT + lang + part;
const isCurrent = (name) => name.startsWith(CURRENT);
const languageOfCache = (name) => name.slice(CURRENT.length).split('/')[0]; // every release is as long as this one

// Unlike caches.open(), this does not create a missing cache.
const inCache = (cacheName, path) => caches.match(path, { ignoreVary: true, cacheName });
const isComplete = async (name) => Boolean(await inCache(name, COMPLETE));

// Returns the names of our caches, those of this release first.
async function packCaches() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  return names.sort((a, b) => isCurrent(b) - isCurrent(a));
}

async function savedLanguages() {
  const names = await packCaches();
  const areComplete = await Promise.all(names.map(isComplete));
  return [...new Set(names.filter((_, i) => areComplete[i]).map(languageOfCache))];
}

// `reload` skips the HTTP cache, which may hold an older file. The promise resolves only when the whole file is there. A
// redirect, a server error or an altered byte rejects it.
const fetchChecked = (path, hash) => withTimeout(STALLED, async (signal) => {
  const file = await fetch(path, { cache: 'reload', credentials: 'omit', redirect: 'error', signal });
  if (!(await isIntact(file, hash))) throw new TypeError();
  return file;
});

// A language is filled only once at a time. Every page that asked is told the progress. A page that asks later is told
// the current state at once.
const filling = new Map();

function savePack(lang, { tell = () => {}, ...how }) {
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
  begun.done = fillPack(lang, tellAll, how).then(tellAll, (error) => {
    tellAll({ ...begun.state, failed: true, full: isFull(error) });
    throw error;
  }).finally(() => filling.delete(lang));
  filling.set(lang, begun);
  return begun.done;
}

// A fetched file is whole, so a put fails only when there is no room. All browsers throw QuotaExceededError when a
// limit is reached. When the disk is full, Firefox throws NS_ERROR_FILE_NO_DEVICE_SPACE, and Chromium UnknownError or
// InvalidAccessError.
const noRoom = () => {
  throw new DOMException('full', 'QuotaExceededError');
};
const isFull = ({ name }) => /quota|space|unknown/i.test(name);

// Saves the files that a pack lacks, and returns how many it has. It goes on where an earlier call stopped, and fetches
// again what the system deleted or damaged. `isAsked`: the person tapped the button that saves.
async function fillPack(lang, tell, { isAsked, isInstalling }) {
  const lists = await listsOf(lang);
  if (!lists) return { saved: 0, total: 1 };
  const names = PARTS.map((part) => nameOf(lang, part));
  const wereComplete = await Promise.all(names.map(isComplete));
  const mending = wereComplete.every(Boolean);
  const missing = await Promise.all(lists.map((files, i) => missingIn(names[i], files)));
  const addresses = byName(lists.flat().map(([path]) => path));
  const total = addresses.size;
  const state = { saved: total - missing.flat().length, total, mending, core: wereComplete[0] && !missing[0].length };
  const count = (more = 1) => {
    state.saved += more;
    if (state.saved < total) tell({ ...state }); // savePack() tells the end, when the pack is complete
  };
  const fill = async (i) => {
    if (!wereComplete[i] || missing[i].length) await fillCache(names[i], missing[i], addresses, count, i && `/${lang}/pages.json`);
  };
  count(0);
  await fill(0);
  state.core = true;
  if (!mending && !isAsked && (await wasFullToday(names[0]))) noRoom();
  try {
    await fill(1);
  } catch (error) {
    if (!isFull(error) || mending) throw error;
    // An incomplete cache is never served, and the answer to a reminder needs the room.
    await deleteCache(names[1]);
    // The core fits, so the rest may fit when the old release is deleted. That happens only when this worker is in use
    // and there is a network: until then only the old release opens without a network.
    if (!isInstalling) {
      if ((await fetchList(lang)) && (await deleteOld((old) => old === lang))) return fillPack(lang, tell, { isAsked: true });
      await (await caches.open(names[0])).put('/full', new Response(Date.now())).catch(() => {});
    }
    state.saved = lists[0].length;
    count(0);
    throw error;
  }
  return { saved: total, total };
}

// On a full phone the rest is tried once a day. Otherwise every visit would load it in vain.
async function wasFullToday(name) {
  const then = await (await inCache(name, '/full'))?.text();
  return Math.abs(Date.now() - then) < 86400000; // milliseconds
}

// Returns the files of the core and of the rest, or a falsy value for a language that is no longer offered.
async function listsOf(lang) {
  const kept = await inCache(nameOf(lang, '/core'), `/${lang}/pack.json`);
  const { core, files } = (await kept?.json().catch(() => {})) ?? (await fetchList(lang));
  return files && [files.slice(0, core), files.slice(core)];
}

const fetchJson = (path) => withTimeout(STALLED, async (signal) => {
  const sent = await fetch(path, { cache: 'no-cache', credentials: 'omit', signal });
  return sent.status !== 404 && sent.json();
});

async function fetchList(lang) {
  const path = `/${lang}/pack.json`;
  const list = await fetchJson(path);
  if (!list) return list;
  if (list.release !== RELEASE) throw new TypeError(); // the server has a newer release, whose own worker saves it
  await (await caches.open(nameOf(lang, '/core'))).put(path, new Response(JSON.stringify(list))).catch(noRoom);
  return list;
}

// Names of the caches whose bytes this worker compared with the list. It compares each cache once.
const compared = new Set();

const pathsIn = async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname);

// Returns the files that a cache lacks.
async function missingIn(name, files) {
  const cache = await caches.open(name);
  const here = await pathsIn(name);
  const isThere = async ([path, hash]) => here.includes(path) && (compared.has(name) || hasBytes(cache, path, hash));
  const areThere = await Promise.all(files.map(isThere));
  compared.add(name);
  return files.filter((_, i) => !areThere[i]);
}

// Deletes a file with wrong bytes. A file that cannot be read stays: the storage may be able to read it next time.
async function hasBytes(cache, path, hash) {
  const isRight = await cache.match(path).then((file) => isIntact(file, hash)).catch(() => {});
  if (isRight === false) await cache.delete(path);
  return isRight;
}

// The list has the first 8 characters of each hash: 48 bits find damage. It is fetched again with each release, and
// with whole hashes it would be more than twice as long.
async function isIntact(file, hash) {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.clone().arrayBuffer()));
  return btoa(String.fromCharCode(...bytes)).startsWith(hash);
}

// A release changes few files, but many files hold the addresses of others (`/static/<hash>/<name>`). So a saved file of
// the same name is copied with the addresses of this release in it, if its bytes then have the hash of the list.
const withAddresses = (text, address) => text.replace(/\/static\/\w+\/([\w./-]+)/g, address);
const nameIn = (path) => withAddresses(path, '$1');

const byName = (paths) => new Map(paths.map((path) => [nameIn(path), path]));

async function fillCache(name, missing, addresses, count, url) {
  const cache = await caches.open(name);
  // Addresses of all saved files by their names. This release comes last, so it wins where a name is saved twice.
  const there = byName((await Promise.all((await packCaches()).reverse().map(pathsIn))).flat());
  // Compressed together, pages take less than half of the bytes. A phone that has most files needs only a few pages.
  const pages = url && missing.length > there.size && (await fetchJson(url).catch(() => {}));
  const copyOf = async (path, hash) => {
    const old = await inCache(undefined, there.get(nameIn(path)));
    const text = withAddresses(pages?.[path] ?? (await old.text()), (address, name) => addresses.get(name) ?? address);
    // Both have `headers`. The policy of pages may have changed while their text did not.
    const copy = new Response(text, path.startsWith('/static/') ? old : self.fallback);
    return (await isIntact(copy, hash)) && copy;
  };
  const fillNext = async () => {
    while (missing.length) {
      const [path, hash] = missing.pop();
      const copy = await copyOf(path, hash).catch(() => {}); // without a copy it fails
      await cache.put(path, copy || (await fetchChecked(path, hash))).catch(noRoom);
      count();
    }
  };
  // Every lane ends before an error is thrown: so no progress is told after it, and nothing runs outside `waitUntil`.
  const lanes = await Promise.allSettled(Array.from({ length: 6 }, fillNext));
  for (const { reason } of lanes) if (reason) throw reason;
  await cache.put(COMPLETE, new Response()).catch(noRoom);
}

// Deletes the caches of other releases for each language for which `isNeedless` returns true. Returns whether it
// deleted any.
async function deleteOld(isNeedless) {
  let isDeleted = false;
  for (const name of await packCaches()) {
    if (isCurrent(name) || !(await isNeedless(languageOfCache(name)))) continue;
    await deleteCache(name);
    isDeleted = true;
  }
  return isDeleted;
}

// Deletes file by file: Chromium frees the room of a whole cache only when no script holds the cache any more.
async function deleteCache(name) {
  const cache = await caches.open(name);
  await cache.delete(COMPLETE); // first: from now on it is not served
  await Promise.all((await cache.keys()).map((file) => cache.delete(file)));
  await caches.delete(name);
}

// Returns whether this release has saved the whole language, or has no core of it because the language is no longer
// offered.
async function isReplaced(lang) {
  return !(await caches.has(nameOf(lang, '/core'))) || isComplete(nameOf(lang));
}

// A new release first fills the packs that the phone had. Without a network the installation fails. Without room it
// succeeds, because a full phone would otherwise keep the old worker for ever: the old files are served until they are
// replaced.
addEventListener('install', (event) => {
  event.waitUntil((async () => {
    for (const lang of await savedLanguages()) {
      await savePack(lang, { isInstalling: true }).catch((error) => {
        if (!isFull(error)) throw error;
      });
    }
  })());
});

addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    await registration.navigationPreload?.enable();
    await deleteOld(isReplaced);
  })());
});

addEventListener('message', (event) => {
  const { type, lang, isAsked } = event.data ?? {};
  if (type === 'use-new-version') event.waitUntil(skipWaiting());
  if (type === 'save') {
    const tell = (state) => event.source.postMessage({ type: 'saved', lang, ...state });
    const saving = savePack(lang, { tell, isAsked }).then(() => deleteOld(isReplaced), () => {});
    event.waitUntil(Promise.all([saving, sendAnswers()]));
  }
});

// ---- Requests ----------------------------------------------------------------------------------

async function saved(path) {
  try {
    for (const name of await packCaches()) {
      const answer = await inCache(name, path);
      if (answer && (await isComplete(name))) return answer;
    }
  } catch {
    // The cache is damaged or locked: the network answers.
  }
}

// When a preload fails, Firefox resolves it with a response of type "error"; Chromium and WebKit reject it.
async function fromNetwork(event) {
  const preloaded = await event.preloadResponse;
  return preloaded && preloaded.type !== 'error' ? preloaded : fetch(event.request);
}

// The network comes first, because medical text must not be out of date. After 2.5 seconds the saved copy is shown.
async function page(event, path) {
  const network = fromNetwork(event);
  const copy = savedPage(path);
  event.waitUntil(network.catch(() => {}));
  const patience = new Promise((resolve) => setTimeout(resolve, 2500, copy));
  try {
    const answer = (await Promise.race([network, patience])) ?? (await network);
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

// Every push shows a notification: browsers may withdraw the permission after a push that shows none.
addEventListener('push', (event) => {
  // `navigate` is removed: Firefox from 158 on opens the address of a notification or a button itself and sends no
  // `notificationclick` (WHATWG Notifications, `navigate`).
  const { title, navigate, ...options } = notificationIn(event.data);
  for (const action of options.actions ?? []) delete action.navigate;
  // Without this, Chromium on Android replaces an older notification of the same reminder without a sound.
  options.renotify = Boolean(options.tag);
  Object.assign(options, self.fallback.look);
  // eslint-disable-next-line ours/newer-than-floor -- only where there is push
  const shown = registration.showNotification(title, options).then(() => recordDelivery(options));
  event.waitUntil(Promise.all([shown, sendAnswers()]));
  if (options.data?.answer) showBadge(true);
});

// Records when the last notification of each reminder was planned and when it was shown, in milliseconds. The record
// stays on this phone, for the page of reminders. The record of a notification without a reminder proves that this
// browser wakes its worker.
async function recordDelivery({ data, timestamp }) {
  const record = new Response(JSON.stringify({ planned: timestamp, shown: Date.now() }));
  await (await caches.open('deliveries')).put(`/${data?.reminder ?? ''}`, record).catch(() => {}); // no room for it
}

// Shows or clears the badge of the app's icon, in browsers that have badges. Not awaited: in the worker of an iPhone
// the promise never settled.
function showBadge(isWaiting) {
  const change = isWaiting ? navigator.setAppBadge : navigator.clearAppBadge;
  change?.call(navigator).catch(() => {});
}

function notificationIn(data) {
  try {
    return data.json().notification;
  } catch {
    return { title: location.host, data: { navigate: '/' } };
  }
}

addEventListener('notificationclick', (event) => {
  // eslint-disable-next-line ours/newer-than-floor -- only where there is push
  const { notification, action } = event;
  notification.close();
  event.waitUntil(action ? queueAnswer(notification.data, action) : openWindow(notification.data.navigate));
});

// Sends the answer without opening a window. Without a network the answer waits in the cache `answers`, one for each
// reminder, until a page or a push wakes this worker. Chromium also sends a `sync` event, if a window was open when the
// answer was stored.
async function queueAnswer({ answer: address, navigate, ...data }, action) {
  // The answer carries the subscription, which authenticates us, so it goes to no other origin.
  if (new URL(address, location.origin).origin !== location.origin) return;
  const body = JSON.stringify({ ...data, answer: action });
  await (await caches.open('answers')).put(`${address}?${data.reminder}`, new Response(body));
  await sendAnswers();
}

// One at a time, because a page or this worker may be renewing the subscription that authenticates an answer.
const withSubscriptionLock = (work) => navigator.locks.request('subscription', work);

async function sendAnswers() {
  if (await withSubscriptionLock(deliver)) await registration.sync?.register('answers').catch(() => {});
}

// When the promise is rejected, the browser tries again, later each time. A `sync` registered in this handler would run
// at once and without end.
addEventListener('sync', (event) => event.waitUntil(withSubscriptionLock(deliver).then((left) => left && Promise.reject())));

// Sends the stored answers, and returns how many are left.
async function deliver() {
  if (!(await caches.has('answers'))) return 0;
  const queue = await caches.open('answers');
  for (const { url } of await queue.keys()) {
    const answer = await (await queue.match(url)).json();
    // eslint-disable-next-line ours/newer-than-floor -- only a notification leaves an answer
    const mine = await registration.pushManager.getSubscription();
    const old = await kept('/subscription');
    const isNew = old && mine && old.endpoint !== mine.endpoint;
    // The server answers an unknown subscription as if it had no reminders, so it must know this one first.
    if (isNew && !(await renewOnServer(old, mine))) continue;
    const reply = await post(url, { ...answer, subscription: (await kept('/subscription')) ?? mine });
    if (!reply) continue;
    await queue.delete(url);
    if (!reply.reminders) continue;
    // An empty list from the server, where the phone knows of others, means that they were lost: the next page tells
    // it.
    const others = ((await kept('/reminders')) ?? []).filter(({ id }) => id !== answer.reminder);
    await keep('/reminders', reply.reminders.length ? reply.reminders : others);
    const isGone = !reply.reminders.some(({ id }) => id === answer.reminder);
    if (isGone) await (await caches.open('deliveries')).delete(`/${answer.reminder}`);
    showBadge(reply.reminders.some(({ due }) => due));
    if (isNew || reply.reminders.length || others.length) continue;
    // No reminder is left, so the browser unsubscribes too. If its subscription is new, the next page does this.
    await (await caches.open('subscription')).delete('/subscription');
    await mine?.unsubscribe();
  }
  return (await queue.keys()).length;
}

// Returns the answer of the server as an object. Returns undefined when the server was not reached or is busy, or when
// the answer is no JSON, as that of a proxy.
async function post(url, body) {
  const headers = { 'Content-Type': 'application/json' };
  try {
    return await withTimeout(10000, async (signal) => {
      const sent = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal });
      return sent.status < 500 && ![408, 429].includes(sent.status) ? sent.json() : undefined;
    });
  } catch {
    // The server was not reached.
  }
}

// The last known state of the server: the subscription (`/subscription`) and its reminders (`/reminders`). Pages write
// it too.
const kept = async (name) => (await (await caches.open('subscription')).match(name))?.json();
const keep = async (name, value) => (await caches.open('subscription')).put(name, new Response(JSON.stringify(value)));

// Replaces the old subscription by the new one on the server, and keeps the answer. Returns the answer, or undefined.
async function renewOnServer(old, subscription) {
  const reply = await post('/api/reminders/renew', { old, subscription });
  if (reply?.reminders) {
    await keep('/subscription', subscription);
    await keep('/reminders', reply.reminders);
  }
  return reply;
}

// The browser has a new subscription, or dropped the old one, so the server is told. The old one is in our cache;
// only without it does the one of the event count.
addEventListener('pushsubscriptionchange', (event) => event.waitUntil(withSubscriptionLock(() => renew(event))));

async function renew({ oldSubscription, newSubscription }) {
  const old = (await kept('/subscription')) ?? oldSubscription;
  if (!old) return;
  const { key } = await (await fetch('/api/push-key')).json();
  const options = { userVisibleOnly: true, applicationServerKey: key };
  // eslint-disable-next-line ours/newer-than-floor -- only where there is push
  await renewOnServer(old, newSubscription ?? (await registration.pushManager.subscribe(options)));
}

async function openWindow(address) {
  const { origin, pathname, hash } = new URL(address, location.origin);
  if (origin !== location.origin) return clients.openWindow('/'); // a push must not open another site
  const windows = await clients.matchAll({ type: 'window' });
  // A window is used only if it shows this page already: another may hold a check that is half done.
  const window = windows.find(({ url }) => new URL(url).pathname === pathname);
  if (!window) return clients.openWindow(pathname + hash);
  await window.focus();
  // eslint-disable-next-line ours/newer-than-floor -- only where there is push
  return window.navigate(pathname + hash);
}
