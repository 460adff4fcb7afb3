// Sends the answer to a reminder, from a button of the page or from the address. Pages import this module with the
// first answer.

import { Refused, call, end, existing, isOther, keep, kept, renew } from './subscription.js';

// Returns the subscription that authenticates this browser: the present one, or the last one where notifications are
// forbidden now. The server learns of a new subscription first: to an unknown one it would answer that no reminder is
// left.
async function currentSubscription() {
  const present = await existing().catch(() => undefined);
  const old = await kept();
  if (isOther(present, old)) await renew(present, old);
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

// The server compares `moves` with its own count, so that it does not apply an answer again that another page or the
// notification has given since then. If nothing has moved, the page was outdated.
async function answer(reminder, value) {
  const reminders = await send(reminder, value);
  const current = reminders.find(({ id }) => id === reminder.id);
  return { reminders, current, isOutdated: current?.moves === reminder.moves };
}

// Returns the reminders that are left.
async function send(reminder, value) {
  const removeFromQueue = await queueAnswer(reminder, value);
  try {
    const subscription = await currentSubscription();
    const body = { subscription, reminder: reminder.id, answer: value, moves: reminder.moves };
    const { reminders } = await call('POST', '/api/reminders/answer', body);
    await removeFromQueue();
    const old = await kept();
    if (isOther(subscription, old)) return (await renew(subscription, old)).reminders; // there may be room now
    await (reminders.length ? keep(subscription, reminders) : end());
    return reminders;
  } catch (refused) {
    if (refused.name === 'offline') return leaveToWorker();
    await removeFromQueue();
    throw refused;
  }
}

const MESSAGES = { tomorrow: 'changed', 'next-week': 'changed', resume: 'changed', pause: 'paused', done: 'deleted', stop: 'deleted' };

// Sends the answer of a button of the page. Returns the reminders that are left, `current` if the answered one is among
// them, and the name of the message to show.
export async function answerOnPage(reminder, value) {
  const { isOutdated, ...answered } = await answer(reminder, value);
  const already = answered.current?.state === 'resting' ? null : 'already';
  return { ...answered, message: isOutdated ? already : MESSAGES[value] };
}

// Sends the answer in the address, once: Safari opens the address of a notification's button and wakes no service
// worker. The address loses the answer at once. `shown`, the list that the server has just sent, tells whether the
// reminder was answered before. A browser that gets no subscription any more (`isDropped`) uses the old one. Returns
// the same as answerOnPage().
export async function answerFromAddress(reminder, value, shown, refused) {
  if (refused) await queueAnswer(reminder, value);
  history.replaceState(null, '', location.pathname);
  if (refused?.name === 'offline') return leaveToWorker();
  if (refused && !refused.isDropped) throw refused;
  const isAsked = refused || shown.some(({ id, moves }) => id === reminder.id && moves === reminder.moves);
  if (!isAsked) return { message: 'already' };
  const { isOutdated, ...answered } = await answer(reminder, value);
  return { ...answered, message: isOutdated ? 'already' : answered.current ? 'answered-later' : 'answered' };
}
