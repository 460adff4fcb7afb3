// Shows reminders that will not come although somebody waits for them. Pages import this module when there are any.

import { showOnly } from './app.js';
import { withSubscriptionLock, call, end, isAhead, kept, read, write } from './subscription.js';

const { lang } = document.documentElement;
const panel = document.getElementById('lost');
const HALF_A_DAY = 12 * 60 * 60 * 1000; // milliseconds
let shown = [];

// Stores the reminders that are lost because the server does not know this browser any more: those that should still
// come. A reminder has ended if its last notification was shown or if it was answered, even if the server's reply was
// lost.
export async function storeLost() {
  const deliveries = await caches.open('deliveries');
  const answers = await caches.open('answers');
  // Safari shows notifications without the service worker, and so records none.
  const recordsThem = (await deliveries.keys()).length > 0;
  const found = [];
  for (const reminder of (await read('/reminders')) ?? []) {
    const answer = await (await answers.match(`/api/reminders/answer?${reminder.id}`))?.json();
    const record = await (await deliveries.match(`/${reminder.id}`))?.json();
    const wasShown = record?.planned > Date.parse(reminder.at) - HALF_A_DAY;
    const isMissed = reminder.state === 'planned' && recordsThem && !wasShown;
    if (!['done', 'stop'].includes(answer?.answer) && (isAhead(reminder) || isMissed)) found.push(reminder);
  }
  if (found.length) await write('/lost', [...((await read('/lost')) ?? []), ...found]);
}

function explain(reason, text) {
  showOnly('lost', [reason]);
  if (text) panel.querySelector(`[data-lost=${reason}]`).textContent = text;
}

export function show(reminders) {
  if (!panel) return;
  shown = reminders;
  panel.hidden = reminders.length === 0;
  explain(globalThis.Notification?.permission === 'granted' ? 'dropped' : 'switched-off');
  const words = new Intl.DateTimeFormat(`${lang}-u-nu-latn`, { dateStyle: 'full', timeStyle: 'short', hourCycle: 'h23' });
  const items = reminders.map(({ kind, at }) => {
    const item = panel.querySelector('template').content.querySelector(`[data-kind=${kind}]`).cloneNode(true);
    item.querySelector('span').textContent = words.format(new Date(at));
    return item;
  });
  panel.querySelector('ul').replaceChildren(...items);
  // One calendar file holds all reminders whose time has not passed.
  const fields = reminders.filter(({ at }) => Date.parse(at) > Date.now()).flatMap(({ kind, at, repeat, zone }) => {
    const [day, time] = at.split('T');
    return Object.entries({ kind, day, time, repeat, zone });
  });
  const link = panel.querySelector('[data-calendar]');
  link.hidden = fields.length === 0;
  link.href = `/${lang}/reminder.ics?${new URLSearchParams(fields)}`;
}

// The person does not need these reminders any more. Stops those that the server still has.
async function dismiss() {
  const forgotten = ((await read('/lost')) ?? []).map(({ id }) => id);
  const subscription = await kept();
  for (const { id } of shown.filter((reminder) => !forgotten.includes(reminder.id))) {
    const { reminders } = await call('POST', '/api/reminders/answer', { subscription, reminder: id, answer: 'stop' });
    if (reminders.length === 0) await end();
  }
  await write('/lost', undefined);
  show([]);
  // The button is gone, and the focus with it.
  Object.assign(document.querySelector('h1'), { tabIndex: -1 }).focus({ preventScroll: true });
}

panel?.querySelector('button').addEventListener('click', async () => {
  try {
    await withSubscriptionLock(dismiss);
    dispatchEvent(new Event('reminders'));
  } catch (refused) {
    explain(refused.name, refused.text);
  }
});
