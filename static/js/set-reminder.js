// Sets a reminder on the server, or changes one. reminders.js imports this module when a person presses the button.

import { call, existing, isUnknown, keep, read, syncReminders, subscribe, withSubscriptionLock, write } from './subscription.js';

const { lang: language } = document.documentElement;

// `id` is that of the reminder to change, or of a lost one that is set again. Returns the reminders, and the name of the
// message to show.
export async function setReminder(fields, { isChange, id } = {}) {
  // A browser that withdrew the permission also dropped its subscription. The known reminders need the new one too.
  const known = await syncReminders();
  return withSubscriptionLock(async () => {
    const before = await existing();
    const subscription = before ?? (await subscribe());
    // A lost reminder may be back together with its subscription: then it is changed, not set twice.
    const isThere = isChange || (fields.kind !== 'massage' && known.some((reminder) => reminder.id === id));
    const body = { subscription, language, ...fields, ...(isThere && { reminder: id }) };
    const sent = call('PUT', '/api/reminders', body);
    const { reminders, first_note: first } = await (before ? sent : sent.catch((refused) => settle(subscription, refused)));
    await keep(subscription, reminders);
    if (id) await write('/lost', ((await read('/lost')) ?? []).filter((lost) => lost.id !== id)); // it is set again
    return { reminders, message: first ? 'first' : isChange ? 'changed' : 'planned' };
  });
}

// The first reminder was refused, or it was stored and the answer was lost. The server is asked which. If it does not
// know the subscription, the browser unsubscribes. If it cannot be reached, the next start of the page settles it.
async function settle(subscription, refused) {
  try {
    return await call('POST', '/api/reminders', { subscription });
  } catch (unsettled) {
    if (isUnknown(unsettled)) await subscription.unsubscribe();
    throw refused;
  }
}
