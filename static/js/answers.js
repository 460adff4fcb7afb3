// Answers to a reminder: from a button of the page, or from the address. Imported with the first one.

import { Refused, call, end, existing, keep, kept } from './subscription.js';

// What this browser proves itself with: its subscription, or what it had before notes were forbidden. Of a subscription
// that it does not know the server would say that nothing is left: it is told of a new one first.
async function proof() {
  const present = await existing().catch(() => undefined);
  const old = await kept();
  if (present && old && present.endpoint !== old.endpoint) {
    const { reminders } = await call('POST', '/api/reminders/renew', { subscription: present, old });
    await keep(present, reminders);
  }
  return present ?? old;
}

export const sendTest = async () => call('POST', '/api/reminders/test', { subscription: await proof() });

// On the shelf of the service worker, one for each reminder: the worker sends what this page could not.
async function shelve({ id, moves }, answer) {
  const shelf = await caches.open('answers');
  const address = `/api/reminders/answer?${id}`;
  await shelf.put(address, new Response(JSON.stringify({ reminder: id, answer, moves })));
  return () => shelf.delete(address);
}

// Without a network. Chromium sends it as soon as there is one, other browsers with the next page.
async function leave() {
  await (await navigator.serviceWorker.getRegistration())?.sync?.register('answers').catch(() => {});
  throw new Refused('answer-kept');
}

// Returns what is left. `moves` of the reminder that was answered: what another page or the notification has answered
// since then is not moved a second time.
export async function answer(reminder, value) {
  const takeBack = await shelve(reminder, value);
  try {
    const subscription = await proof();
    const body = { subscription, reminder: reminder.id, answer: value, moves: reminder.moves };
    const { reminders } = await call('POST', '/api/reminders/answer', body);
    await takeBack();
    await (reminders.length ? keep(subscription, reminders) : end());
    return reminders;
  } catch (refused) {
    if (refused.name === 'offline') return leave();
    await takeBack();
    throw refused;
  }
}

// A button of a notification that no service worker heard. Carried out once, whatever is loaded again: the address does
// not say it any more, and `shown`, what the server has just told, says if it was answered before. A browser that gets no
// subscription any more (`isDropped`) still proves itself with the old one.
export async function takeFromAddress(reminder, value, shown, refused) {
  if (refused) await shelve(reminder, value);
  history.replaceState(null, '', location.pathname);
  if (refused?.name === 'offline') return leave();
  if (refused && !refused.isDropped) throw refused;
  const isAsked = refused || shown.some(({ id, moves }) => id === reminder.id && moves === reminder.moves);
  return isAsked ? answer(reminder, value) : undefined;
}
