// Shows the reminders of this phone in a list. reminders.js imports it on a phone that has some.

const list = document.querySelector('#mine ul');
const template = document.getElementById('reminder');

export async function showList(reminders) {
  list.replaceChildren(...reminders.map(itemOf));
  const isPast = ({ state, at, sent_at }) => sent_at || (state !== 'paused' && Date.parse(at) <= Date.now());
  if (!reminders.some(isPast)) return;
  const deliveries = await import('./deliveries.js').catch(() => {}); // without a network it may not be there
  await deliveries?.showDeliveries(reminders);
}

function itemOf(reminder) {
  const item = template.content.cloneNode(true).firstElementChild;
  item.id = reminder.id;
  for (const part of item.querySelectorAll('[data-part]')) part.textContent = reminder[part.dataset.part];
  for (const part of item.querySelectorAll('[data-kind]')) part.hidden = part.dataset.kind !== reminder.kind;
  const times = reminder.times.map((text) => Object.assign(document.createElement('li'), { textContent: text }));
  item.querySelector('.times').replaceChildren(...times);
  item.querySelector('[value=pause]').hidden = reminder.state !== 'planned';
  item.querySelector('[value=resume]').hidden = reminder.state !== 'paused';
  item.classList.toggle('due', reminder.due);
  return item;
}
