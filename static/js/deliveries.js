// Shows whether and when a notification appeared. The service worker recorded it on this phone. reminders.js imports
// this module when a notification was sent.

const LATE = 10 * 60 * 1000; // milliseconds
const list = document.querySelector('#mine ul');

document.getElementById('mine').addEventListener('click', ({ target }) => {
  if (target.closest('[href="#late"]')) document.getElementById('late').open = true;
});

function isKnown(zone) {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false; // the zone is newer than this browser
  }
}

// Returns each time of day in the zone of the reminder, with its day if the two days differ.
function inWords(times, zone) {
  const timeZone = isKnown(zone) ? zone : undefined;
  const lang = `${document.documentElement.lang}-u-nu-latn`;
  const days = times.map((time) => new Date(time).toLocaleDateString(lang, { timeZone, day: 'numeric', month: 'long' }));
  return times.map((time, i) => {
    const clock = new Date(time).toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
    return days[0] === days.at(-1) ? clock : `${days[i]}, ${clock}`;
  });
}

async function deliveryOf({ id, at, state, zone, sent_at: sent }) {
  const record = await (await (await caches.open('deliveries')).match(`/${id}`))?.json();
  // Only a record of the notification that was sent last counts. The clocks of server and phone may differ by minutes.
  if (sent && record?.planned && record.shown > sent * 1000 - LATE) {
    const [planned, shown] = inWords([record.planned, record.shown], zone);
    return { name: 'shown', planned, shown, isLate: record.shown - record.planned > LATE };
  }
  const [, planned] = at.split('T');
  if (sent) return { name: 'sent', planned };
  return { name: state === 'resting' || (state === 'planned' && Date.parse(at) <= Date.now()) ? 'not-sent' : undefined, planned };
}

export async function showDeliveries(reminders) {
  for (const reminder of reminders) {
    const item = document.getElementById(reminder.id);
    const delivery = await deliveryOf(reminder);
    for (const text of item.querySelectorAll('[data-delivery]')) text.hidden = text.dataset.delivery !== delivery.name;
    for (const gap of item.querySelectorAll('[data-time]')) gap.textContent = delivery[gap.dataset.time];
    item.querySelector('.is-late').hidden = !delivery.isLate;
  }
  document.getElementById('times-stay').hidden = list.querySelectorAll('[data-delivery]:not([hidden])').length === 0;
}
