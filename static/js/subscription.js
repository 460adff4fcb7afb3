// The push subscription of this browser: it is the account, and this module keeps it and the server in step.

import { withTimeout } from './timeout.js';

// Not `lang`: this module shares its scope with reminders.js when both travel as one file.
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

// ---- As the server last knew it ------------------------------------------------------------------

// Kept where the service worker can read it too: browsers drop subscriptions without a word.
const SHELF = 'subscription';

export async function kept() {
  const found = await (await caches.open(SHELF)).match('/subscription');
  return found?.json();
}

export async function keep(subscription) {
  const shelf = await caches.open(SHELF);
  await (subscription ? shelf.put('/subscription', new Response(JSON.stringify(subscription))) : shelf.delete('/subscription'));
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
  await keep(undefined);
  await (await existing().catch(() => undefined))?.unsubscribe();
}

function isMadeWith(subscription, key) {
  const bytes = new Uint8Array(subscription.options.applicationServerKey ?? []);
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === key;
}

// One at a time, in all tabs and in the service worker: two that renew at once would each end what the other made.
export const alone = (work) => navigator.locks.request('subscription', work);

// On each start: the reminders of this browser, after its subscription was renewed if that was needed.
// Renewed means: the browser dropped it, or the server has a new key. Nothing is asked; one silent note is shown.
export const stayInTouch = () => alone(async () => {
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
      subscription = await subscribe();
    }
  }
  try {
    const isNew = old && old.endpoint !== subscription.endpoint;
    const path = isNew ? '/api/reminders/renew' : '/api/reminders';
    const { reminders } = await call('POST', path, { subscription, ...(isNew && { old }) });
    await (reminders.length ? keep(subscription) : end());
    return reminders;
  } catch (refused) {
    if (refused.type !== 'urn:ask-first:unknown-subscription') throw refused;
    await end();
    return [];
  }
});
