// Sends the answer to a reminder, from a button of the page or from the address. Pages import it with the first answer.

import { Refused, call, end, existing, keep, kept } from './subscription.js';

// Returns the subscription that authenticates this browser: the present one, or the last one where notifications are
// forbidden now. The server learns of a new one first: about an unknown one it would say that no reminder is left.
async function currentSubscription() {
  const present = await existing().catch(() => undefined);
  const old = await kept();
  if (present && old && present.endpoint !== old.endpoint) {
    const { reminders } = await call('POST', '/api/reminders/renew', { subscription: present, old });
    await keep(present, reminders);
  }
  return present ?? old;
}

export const sendTest = async () => call('POST', '/api/reminders/test', { subscription: await currentSubscription() });

// Stores the answer for the service worker, one for each reminder: the worker sends it if this page cannot. Returns a
// function that removes it.
async function queueAnswer({ id, moves }, answer) {
  const queue = await caches.open('answers');
  const address = `/api/reminders/answer?${id}`;
  await queue.put(address, new Response(JSON.stringify({ reminder: id, answer, moves })));
  return () => queue.delete(address);
}

// Leaves the answer to the service worker when there is no network. Chromium sends it as soon as there is one, other
// browsers send it with the next page.
async function leaveToWorker() {
  await (await navigator.serviceWorker.getRegistration())?.sync?.register('answers').catch(() => {});
  throw new Refused('answer-kept');
}

// Returns the reminders that are left. The server compares `moves` with its own count, so that it does not carry out an
// answer again that another page or the notification has given since then.
export async function answer(reminder, value) {
  const removeFromQueue = await queueAnswer(reminder, value);
  try {
    const subscription = await currentSubscription();
    const body = { subscription, reminder: reminder.id, answer: value, moves: reminder.moves };
    const { reminders } = await call('POST', '/api/reminders/answer', body);
    await removeFromQueue();
    await (reminders.length ? keep(subscription, reminders) : end());
    return reminders;
  } catch (refused) {
    if (refused.name === 'offline') return leaveToWorker();
    await removeFromQueue();
    throw refused;
  }
}

// Carries out the answer in the address: Safari opens the address of a notification's button and wakes no service
// worker. It does so once. The address loses the answer at once, and `shown`, the list that the server has just sent,
// tells whether the reminder was answered before. A browser that gets no subscription any more (`isDropped`) uses the
// old one.
export async function takeFromAddress(reminder, value, shown, refused) {
  if (refused) await queueAnswer(reminder, value);
  history.replaceState(null, '', location.pathname);
  if (refused?.name === 'offline') return leaveToWorker();
  if (refused && !refused.isDropped) throw refused;
  const isAsked = refused || shown.some(({ id, moves }) => id === reminder.id && moves === reminder.moves);
  return isAsked ? answer(reminder, value) : undefined;
}
