// Asks a person who has travelled whether the reminders move to the new time zone. Pages import this module when the
// zones differ.

import { showOnly } from './app.js';
import { withSubscriptionLock, call, keep, kept, read, write } from './subscription.js';

const { lang } = document.documentElement;
const panel = document.getElementById('travel');
let here;
let there;
let moved = [];

// Returns the local time of a reminder in a zone. Europe/Madrid and Europe/Paris have the same time: no question is
// needed.
function clock(zone, { at }) {
  try {
    return new Date(at).toLocaleString('en', { timeZone: zone });
  } catch {
    return undefined; // this browser does not know the name
  }
}

// Intl has names for zones, but none for their cities: "America/Argentina/Buenos_Aires" gives "Buenos Aires".
const cityOf = (zone) => zone.split('/').at(-1).replaceAll('_', ' ');

// Asks once for each pair of zones.
export async function ask(reminders, zone) {
  const answered = (await read('/zones')) ?? [];
  const isMoved = (reminder) => {
    const time = clock(reminder.zone, reminder);
    return time && time !== clock(zone, reminder) && !answered.includes(`${reminder.zone} ${zone}`);
  };
  const planned = reminders.filter(({ state }) => state === 'planned');
  const first = planned.find(isMoved);
  if (!panel || !first) return;
  [here, there] = [zone, first.zone];
  moved = planned.filter((reminder) => reminder.zone === there);
  for (const gap of panel.querySelectorAll('[data-zone]')) gap.textContent = cityOf(gap.dataset.zone === 'here' ? here : there);
  showOnly('travel', ['question']);
  panel.hidden = false;
}

// Sets the reminders to the same time of day in the zone of the phone.
async function follow() {
  const subscription = await kept();
  for (const { id, kind, at, repeat, at_night } of moved) {
    const body = { subscription, language: lang, kind, at, zone: here, repeat, at_night, reminder: id };
    const { reminders } = await call('PUT', '/api/reminders', body);
    await keep(subscription, reminders);
  }
}

const stay = async () => write('/zones', [...((await read('/zones')) ?? []), `${there} ${here}`]);

panel?.addEventListener('click', async ({ target }) => {
  const button = target.closest('button');
  if (!button || button.disabled) return;
  button.disabled = true;
  try {
    await withSubscriptionLock(button.value === 'here' ? follow : stay);
    showOnly('travel', [button.value]);
    panel.focus({ preventScroll: true }); // the button is gone
    dispatchEvent(new Event('reminders'));
  } catch ({ name, text }) {
    showOnly('travel', ['question', name]);
    if (text) panel.querySelector(`[data-travel=${name}]`).textContent = text;
  } finally {
    button.disabled = false;
  }
});
