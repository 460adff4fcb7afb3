// The person chooses a country, or types a number to call. Both stay on this phone.
import { latinDigits, remember, remembered, showNumber, showOnly } from './app.js';

const select = document.getElementById('country');
const choice = document.getElementById('choice');
const elsewhere = document.getElementById('elsewhere');
const list = document.getElementById('countries');
const mine = document.getElementById('mine');
const basis = document.getElementById('basis');
const own = document.getElementById('own');
const notANumber = document.getElementById('not-a-number');
const notListed = document.getElementById('not-listed');
const second = document.getElementById('second');
const suggestion = document.getElementById('suggestion');

const rowOf = (country) => list.querySelector(`[data-country="${CSS.escape(country)}"]`);
const optionOf = (country) => select.querySelector(`[value="${CSS.escape(country)}"]`);

// The number of the country comes first: a number that the person typed may be that of a relative.
function show() {
  const row = rowOf(select.value);
  if (mine.firstElementChild?.dataset.country !== row?.dataset.country) {
    mine.replaceChildren(...(row ? [row.cloneNode(true)] : []));
  }
  basis.hidden = !row;
  showOnly('grade', [row?.dataset.basis]);
  const digits = latinDigits(own.value.normalize('NFKC')).replace(/[\s().\p{Pd}\p{Cf}]/gu, '');
  const typed = /^\+?\d{2,15}$/.test(digits) ? digits : null;
  notANumber.hidden = Boolean(typed) || !digits;
  own.setAttribute('aria-invalid', !notANumber.hidden);
  const number = row?.querySelector('a')?.textContent.match(/\d+/)?.[0] ?? typed;
  second.hidden = !typed || typed === number;
  second.href = `tel:${typed}`;
  for (const gap of second.querySelectorAll('bdi')) gap.textContent = typed;
  remember('number', null); // so that on a full phone no page dials an older number
  const kept = [remember('number', number), remember('country', select.value), remember('own-number', typed)];
  document.getElementById('not-kept').hidden = kept.every(Boolean) || !(number || select.value);
  suggestion.hidden = Boolean(select.value || number) || !suggestion.value;
  showNumber(number);
}

// Screen readers announce a number when it is chosen, and not on each later visit.
function change() {
  notListed.hidden = true;
  mine.parentElement.setAttribute('aria-live', 'polite');
  show();
}

// Offers the region of the browser's settings. It never sets it by itself: a language does not tell where a person is.
function suggest() {
  const region = navigator.language?.match(/[-_]([A-Z]{2})\b/)?.[1];
  if (!region || !optionOf(region)) return;
  suggestion.value = region;
  suggestion.querySelector('bdi').textContent = optionOf(region).textContent;
  suggestion.addEventListener('click', () => {
    select.value = region;
    change();
    select.focus();
  });
}

// Leads to the list of countries and opens it, which saves a tap.
function choose(event) {
  event.preventDefault();
  choice.hidden = false;
  elsewhere.hidden = true;
  select.focus();
  try {
    select.showPicker?.(); // Chrome 121, Firefox 122
  } catch {
    // Some browsers refuse: then the person opens it.
  }
}

document.getElementById('choose').hidden = document.getElementById('typed').hidden = false;
list.closest('details').open = false;
const country = remembered('country') ?? '';
select.value = country;
own.value = remembered('own-number') ?? '';
// A copy or an older release may hold a country that is not in the list.
notListed.hidden = !country || Boolean(rowOf(country));
suggest();
mine.parentElement.setAttribute('aria-live', 'off');
show();
// If a number is known when the page opens, the list is hidden and the actions stand first. While the person chooses,
// the list stays.
choice.hidden = Boolean(rowOf(country)?.querySelector('a'));
elsewhere.hidden = !choice.hidden;
for (const link of [document.getElementById('find'), elsewhere]) link.addEventListener('click', choose);
select.addEventListener('change', change);
own.addEventListener('change', change);
// The row of the country gets the second language, which was put into the list, or loses it.
addEventListener('beside', () => {
  mine.replaceChildren();
  show();
});
// A number that is still being typed is not an error.
own.addEventListener('input', () => {
  notANumber.hidden = true;
  own.removeAttribute('aria-invalid');
});
