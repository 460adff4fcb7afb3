// The page of reminders: plan one, answer those that are there.
// The push subscription is the account: every request carries it, and nothing else about the person.

const { lang } = document.documentElement;
const form = document.getElementById('new');
const mine = document.getElementById('mine');
const template = document.getElementById('reminder');

// ---- What the lock screen will show ------------------------------------------------------------

const twoDigits = (number) => String(number).padStart(2, '0');
const isoDay = (date) => `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;

function preview() {
  const moment = new Date(`${form.day.value}T${form.time.value}`);
  if (Number.isNaN(moment.valueOf())) return;
  const words = (options) => new Intl.DateTimeFormat(lang, options).format(moment);
  form.querySelector('[data-clock]').textContent = words({ hour: '2-digit', minute: '2-digit' });
  form.querySelector('[data-date]').textContent = words({ weekday: 'long', day: 'numeric', month: 'long' });
}

function startWithTomorrow() {
  const tomorrow = new Date();
  tomorrow.setDate(tomorrow.getDate() + 1);
  form.day.min = isoDay(new Date());
  form.day.value ||= isoDay(tomorrow);
  preview();
}

// ---- Messages: the page holds their texts, a problem brings its own ------------------------------

function say(name, text) {
  for (const message of document.querySelectorAll('[data-message]')) {
    message.hidden = message.dataset.message !== name;
    if (!message.hidden && text) message.textContent = text;
    if (!message.hidden) message.scrollIntoView({ block: 'center' });
  }
}

class Refused extends Error {
  constructor(name, text) {
    super(name);
    Object.assign(this, { name, text });
  }
}

async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: { 'Content-Type': 'application/json', 'Accept-Language': lang },
      body: body && JSON.stringify(body),
    });
  } catch {
    throw new Refused('offline');
  }
  const document = await answer.json();
  if (!answer.ok) throw Object.assign(new Refused('problem', `${document.title} ${document.detail}`), { type: document.type });
  return document;
}

// ---- The subscription --------------------------------------------------------------------------

async function existingSubscription() {
  const registration = await navigator.serviceWorker?.getRegistration();
  return registration?.pushManager?.getSubscription();
}

// Called first in the tap on the button, before anything is awaited: Firefox and Safari refuse to ask otherwise.
async function askPermission() {
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) throw new Refused('unsupported');
  if ((await Notification.requestPermission()) !== 'granted') throw new Refused('denied');
}

async function subscribe() {
  const { key } = await call('GET', '/api/push-key');
  const { pushManager } = await navigator.serviceWorker.ready;
  try {
    return await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  } catch {
    throw new Refused('no-service');
  }
}

// ---- The reminders that are there --------------------------------------------------------------

function show(reminders) {
  const items = reminders.map((reminder) => {
    const item = template.content.cloneNode(true).firstElementChild;
    item.id = reminder.id;
    for (const part of item.querySelectorAll('[data-part]')) part.textContent = reminder[part.dataset.part];
    item.classList.toggle('due', reminder.due);
    return item;
  });
  mine.querySelector('ul').replaceChildren(...items);
  mine.hidden = items.length === 0;
  const asked = document.getElementById(location.hash.slice(1));
  asked?.classList.add('asked');
  asked?.scrollIntoView({ block: 'center' });
}

async function load() {
  const subscription = await existingSubscription();
  if (!subscription) return;
  try {
    show((await call('POST', '/api/reminders', { subscription })).reminders);
  } catch (refused) {
    if (refused.type === 'urn:ask-first:unknown-subscription') await subscription.unsubscribe();
    else throw refused;
  }
}

const doing = (action) => async (event) => {
  event.preventDefault();
  const button = event.submitter ?? event.target.closest('button');
  if (!button || button.disabled) return;
  button.disabled = true; // numb fingers tap twice
  try {
    await action(event, button);
  } catch (refused) {
    say(refused instanceof Refused ? refused.name : 'no-service', refused.text);
  } finally {
    button.disabled = false;
  }
};

form.addEventListener('submit', doing(async () => {
  await askPermission();
  const before = await existingSubscription();
  const subscription = before ?? (await subscribe());
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
  const { kind, day, time, repeat } = Object.fromEntries(new FormData(form));
  try {
    const body = { subscription, language: lang, kind, at: `${day}T${time}`, zone, repeat };
    const { reminders, first_note: first } = await call('PUT', '/api/reminders', body);
    show(reminders);
    say(first ? 'first' : 'planned');
  } catch (refused) {
    if (!before) await subscription.unsubscribe(); // what the server refused, the browser takes back
    throw refused;
  }
}));

mine.addEventListener('click', doing(async (_, button) => {
  const subscription = await existingSubscription();
  const body = { subscription, reminder: button.closest('li').id, answer: button.value };
  const { reminders } = await call('POST', '/api/reminders/answer', body);
  if (reminders.length === 0) await subscription.unsubscribe();
  show(reminders);
  say(['done', 'stop'].includes(button.value) ? 'deleted' : 'moved');
}));

form.addEventListener('input', preview);
addEventListener('hashchange', load);
startWithTomorrow();
await load().catch((refused) => say(refused.name, refused.text));
