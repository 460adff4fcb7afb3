// The push subscription of this browser: it is the account, and this module keeps it and the server in step.

import { withTimeout } from './timeout.js';

const { lang: language } = document.documentElement;

// What the page can say: `name` is the message that it holds, `text` the server's own words.
export class Refused extends Error {
  constructor(name, text, type) {
    super(name);
    Object.assign(this, { name, text, type });
  }
}

export async function call(method, path, body) {
  const headers = { 'Content-Type': 'application/json', 'Accept-Language': language };
  // Longer than the server waits for a push service.
  const [isDone, document] = await withTimeout(30000, async (signal) => {
    const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body), signal });
    return [answer.ok, await answer.json()];
  }).catch(() => Promise.reject(new Refused('offline')));
  if (isDone) return document;
  // The notification service forgot this browser: its half goes too, and the next start makes a new one.
  if (document.type === 'urn:ask-first:subscription-gone') await (await existing())?.unsubscribe();
  throw new Refused('problem', `${document.title} ${document.detail}`, document.type);
}

// The server has no reminders of this browser.
export const isUnknown = ({ type }) => type === 'urn:ask-first:unknown-subscription';

// ---- As the server last knew it ------------------------------------------------------------------

// Kept where the service worker can read it too: browsers drop subscriptions without a word, and servers forget them.
// `/subscription`, `/reminders` as the server listed them, `/lost` reminders that will not come, `/zones` pairs of time
// zones about which the person was asked.
const SHELF = 'subscription';

export async function read(name) {
  const found = await (await caches.open(SHELF)).match(name);
  return found?.json();
}

export async function write(name, value) {
  const shelf = await caches.open(SHELF);
  await (value === undefined ? shelf.delete(name) : shelf.put(name, new Response(JSON.stringify(value))));
}

export const kept = () => read('/subscription');

// With what belongs to it: the badge of the app's icon, and when the notifications of these reminders appeared.
export async function keep(subscription, reminders) {
  await write('/subscription', subscription);
  await write('/reminders', subscription && reminders);
  const waiting = reminders.filter(({ due }) => due).length;
  // Not awaited: not every browser that has it settles it.
  (waiting ? navigator.setAppBadge?.(waiting) : navigator.clearAppBadge?.())?.catch(() => {});
  const deliveries = await caches.open('deliveries');
  for (const request of await deliveries.keys()) {
    const reminder = new URL(request.url).pathname.slice(1); // none: see `recordDelivery` of the worker
    const isThere = reminder ? reminders.some(({ id }) => id === reminder) : subscription;
    if (!isThere) await deliveries.delete(request);
  }
}

// ---- The browser's side --------------------------------------------------------------------------

// Some browsers never settle when they have no push service, or when the service worker cannot start.
const PATIENCE = 20000; // milliseconds

function inTime(promise) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Refused('no-service')), PATIENCE));
  return Promise.race([promise, late]);
}

async function pushManager() {
  const registration = await navigator.serviceWorker?.ready;
  // eslint-disable-next-line ours/newer-than-floor -- who calls expects none
  return registration?.pushManager;
}

export async function existing() {
  return (await inTime(pushManager()))?.getSubscription();
}

export async function subscribe() {
  const { key } = await call('GET', '/api/push-key');
  try {
    const manager = await inTime(pushManager());
    return await inTime(manager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  } catch {
    throw new Refused('no-service');
  }
}

export async function end() {
  await keep(undefined, []);
  await (await existing().catch(() => undefined))?.unsubscribe();
}

function isMadeWith(subscription, key) {
  const bytes = new Uint8Array(subscription.options.applicationServerKey ?? []);
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === key;
}

// One at a time, in all tabs and in the service worker: two that renew at once would each end what the other made.
export const withSubscriptionLock = (work) => navigator.locks.request('subscription', work);

// On each start: the reminders of this browser, after its subscription was renewed if that was needed.
// Renewed means: the browser dropped it, or the server has a new key. Nothing is asked; one silent note is shown.
export const stayInTouch = () => withSubscriptionLock(async () => {
  const old = await kept();
  const isAllowed = globalThis.Notification?.permission === 'granted';
  if (!isAllowed && !old) return [];
  // Who has no reminders is told nothing of a service worker that does not start.
  let subscription = isAllowed ? await existing().catch((refused) => (old ? Promise.reject(refused) : undefined)) : old;
  if (!old && !subscription) return [];
  if (isAllowed) {
    const { key } = await call('GET', '/api/push-key');
    if (!subscription || !isMadeWith(subscription, key)) {
      await subscription?.unsubscribe();
      subscription = await subscribe().catch((refused) => {
        throw Object.assign(refused, { isDropped: refused.name === 'no-service' });
      });
    }
  }
  try {
    const isNew = old && old.endpoint !== subscription.endpoint;
    const path = isNew ? '/api/reminders/renew' : '/api/reminders';
    const { reminders } = await call('POST', path, { subscription, ...(isNew && { old }) });
    await (reminders.length ? keep(subscription, reminders) : end());
    return reminders;
  } catch (refused) {
    if (!isUnknown(refused)) throw refused;
    await (await import('./lost.js')).remember();
    await end();
    return [];
  }
});

// ---- What a page must tell on its start -----------------------------------------------------------

const DAY = 24 * 60 * 60 * 1000; // milliseconds

// The server shows a reminder for a week after its last time, and then forgets it: that one has ended, and is not lost.
export const isAhead = ({ state, at, times }) => state === 'planned' && Date.now() < Date.parse(at) + (times.length + 6) * DAY;

// Reminders that will not come: those that the server has forgotten, or all when this browser shows nothing any more.
export async function findLost(refused) {
  const isSilent = refused?.isDropped || globalThis.Notification?.permission !== 'granted';
  const silent = isSilent ? (await read('/reminders')) ?? [] : [];
  return [...((await read('/lost')) ?? []), ...silent.filter(isAhead)];
}

// What is rarely to tell stands in modules of its own.
export async function announce(reminders, lost) {
  const isShown = document.getElementById('lost')?.hidden === false;
  if (lost.length || isShown) (await import('./lost.js')).show(lost);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (here && reminders.some(({ zone }) => zone !== here)) await (await import('./travel.js')).ask(reminders, here);
}
