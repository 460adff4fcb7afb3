// The push subscription of this browser. It is the account. This module stores it and keeps it equal to what the server
// knows.

import { withTimeout } from './timeout.js';

const { lang: language } = document.documentElement;

// `name` is the message that the page shows, `text` the words of the server.
export class Refused extends Error {
  constructor(name, text, type) {
    super(name);
    Object.assign(this, { name, text, type });
  }
}

export async function call(method, path, body) {
  const headers = { 'Content-Type': 'application/json', 'Accept-Language': language };
  // The server itself may wait for a push service almost as long.
  const [isDone, document] = await withTimeout(30000, async (signal) => {
    const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body), signal });
    return [answer.ok, await answer.json()];
  }).catch(() => Promise.reject(new Refused('offline')));
  if (isDone) return document;
  // The push service has forgotten this browser: the browser drops its subscription, and the next start makes a new
  // one.
  if (document.type === 'urn:ask-first:subscription-gone') await (await existing())?.unsubscribe();
  throw new Refused('problem', `${document.title} ${document.detail}`, document.type);
}

// Returns whether the server has no reminders of this browser.
export const isUnknown = ({ type }) => type === 'urn:ask-first:unknown-subscription';

// ---- The last known state of the server ----------------------------------------------------------

// The service worker reads this cache too. It is needed because browsers drop subscriptions without an event, and
// servers forget them. `/subscription` is the subscription that the server knows, `/reminders` its last list, `/lost`
// holds reminders that will not come, `/zones` pairs of time zones about which the person was asked.
const CACHE = 'subscription';

export async function read(name) {
  const found = await (await caches.open(CACHE)).match(name);
  return found?.json();
}

export async function write(name, value) {
  const cache = await caches.open(CACHE);
  await (value === undefined ? cache.delete(name) : cache.put(name, new Response(JSON.stringify(value))));
}

export const kept = () => read('/subscription');

// Stores what the server knows, sets the badge of the app's icon, and deletes the records of reminders that are gone.
export async function keep(subscription, reminders) {
  await write('/subscription', subscription);
  await write('/reminders', subscription && reminders);
  const waiting = reminders.filter(({ due }) => due).length;
  // Not awaited: on an iPhone the promise may never settle.
  (waiting ? navigator.setAppBadge?.(waiting) : navigator.clearAppBadge?.())?.catch(() => {});
  const deliveries = await caches.open('deliveries');
  for (const request of await deliveries.keys()) {
    const reminder = new URL(request.url).pathname.slice(1); // empty for a test: see `recordDelivery` in sw.js
    const isThere = reminder ? reminders.some(({ id }) => id === reminder) : subscription;
    if (!isThere) await deliveries.delete(request);
  }
}

// ---- The browser's side --------------------------------------------------------------------------

// In some browsers these promises never settle without a push service, or if the service worker cannot start.
const PATIENCE = 20000; // milliseconds

function inTime(promise) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Refused('no-service')), PATIENCE));
  return Promise.race([promise, late]);
}

async function pushManager() {
  const registration = await navigator.serviceWorker?.ready;
  // eslint-disable-next-line ours/newer-than-floor -- callers expect undefined
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

// Runs one function at a time, in all tabs and in the service worker: two renewals at once would each end the
// subscription of the other.
export const withSubscriptionLock = (work) => navigator.locks.request('subscription', work);

// Returns whether the browser has another subscription than the one that the server last knew.
export const isOther = (present, old) => Boolean(present && old && present.endpoint !== old.endpoint);

// Moves the reminders of the old subscription to the new one, and returns all. Together they may be more than the
// server allows. Then it moves none: only those of the new one are returned, with the refusal, and the old one stays
// known here until there is room.
export async function renew(subscription, old) {
  try {
    const { reminders } = await call('POST', '/api/reminders/renew', { subscription, old });
    await (reminders.length ? keep(subscription, reminders) : end());
    return { reminders };
  } catch (refused) {
    if (refused.type !== 'urn:ask-first:too-many-reminders') throw refused;
    return { ...(await call('POST', '/api/reminders', { subscription })), refused };
  }
}

// Returns the reminders of this browser on each start. It first renews the subscription if the browser dropped it or if
// the server has a new key: that asks nothing, and shows one silent notification. If the renewal is refused because of
// too many reminders, the error has those of this subscription (`reminders`): the person must be able to stop some.
export const syncReminders = () => withSubscriptionLock(async () => {
  const old = await kept();
  const isAllowed = globalThis.Notification?.permission === 'granted';
  if (!isAllowed && !old) return [];
  // Without reminders it does not matter that the service worker does not start.
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
    if (isOther(subscription, old)) {
      const { reminders, refused } = await renew(subscription, old);
      if (refused) throw Object.assign(refused, { reminders });
      return reminders;
    }
    const { reminders } = await call('POST', '/api/reminders', { subscription });
    await (reminders.length ? keep(subscription, reminders) : end());
    return reminders;
  } catch (refused) {
    if (!isUnknown(refused)) throw refused;
    await (await import('./lost.js')).storeLost();
    await end();
    return [];
  }
});

// ---- Messages when a page starts -----------------------------------------------------------------

const DAY = 24 * 60 * 60 * 1000; // milliseconds

// Returns whether a reminder is still to come. The server keeps a reminder for a week after its last time: an older one
// has ended and is not lost.
export const isAhead = ({ state, at, times }) => state === 'planned' && Date.now() < Date.parse(at) + (times.length + 6) * DAY;

// Returns reminders that will not come: those that the server forgot, or all if this browser may show no notification.
export async function findLost(refused) {
  const isSilent = refused?.isDropped || globalThis.Notification?.permission !== 'granted';
  const silent = isSilent ? (await read('/reminders')) ?? [] : [];
  return [...((await read('/lost')) ?? []), ...silent.filter(isAhead)];
}

// Rare messages are in modules of their own, which are loaded when they are needed.
export async function announce(reminders, lost) {
  const isShown = document.getElementById('lost')?.hidden === false;
  if (lost.length || isShown) (await import('./lost.js')).show(lost);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (here && reminders.some(({ zone }) => zone !== here)) await (await import('./travel.js')).ask(reminders, here);
}
