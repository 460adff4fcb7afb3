// The person chooses a country, or types a number to call. Both stay on this phone.
import { latinDigits, remember, remembered, showNumber } from './app.js';

const select = document.getElementById('country');
const list = document.getElementById('countries');
const mine = document.getElementById('mine');
const own = document.getElementById('own');
const notANumber = document.getElementById('not-a-number');
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
  mine.parentElement.setAttribute('aria-live', 'polite');
  show();
}

// Offers the region of the browser's settings. It never takes it by itself: a language does not tell where somebody is.
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

document.getElementById('choose').hidden = false;
list.closest('details').open = false;
select.value = remembered('country') ?? '';
own.value = remembered('own-number') ?? '';
suggest();
mine.parentElement.setAttribute('aria-live', 'off');
show();
select.addEventListener('change', change);
own.addEventListener('change', change);
// An unfinished number is no mistake.
own.addEventListener('input', () => {
  notANumber.hidden = true;
  own.removeAttribute('aria-invalid');
});
