// The number to call: the person chooses the country, or types a number of their own. Both stay on this phone.
import { latinDigits, remember, remembered, showNumber } from './number.js';

const select = document.getElementById('country');
const list = document.getElementById('countries');
const mine = document.getElementById('mine');
const own = document.getElementById('own');
const suggestion = document.getElementById('suggestion');

const rowOf = (country) => list.querySelector(`[data-country="${CSS.escape(country)}"]`);
const optionOf = (country) => select.querySelector(`[value="${CSS.escape(country)}"]`);

// A number of one's own comes first.
function show() {
  const row = rowOf(select.value);
  if (mine.firstElementChild?.dataset.country !== row?.dataset.country) {
    mine.replaceChildren(...(row ? [row.cloneNode(true)] : []));
  }
  const typed = latinDigits(own.value.normalize('NFKC')).replace(/[\s().\p{Pd}\p{Cf}]/gu, '');
  const isNumber = /^\+?\d{2,15}$/.test(typed);
  document.getElementById('not-a-number').hidden = isNumber || !typed;
  own.setAttribute('aria-invalid', Boolean(typed) && !isNumber);
  const number = isNumber ? typed : row?.querySelector('a')?.textContent.match(/\d+/)?.[0];
  remember('number', null); // on a full phone no page dials an older one
  const kept = [remember('number', number), remember('country', select.value), remember('own-number', isNumber ? typed : null)];
  document.getElementById('not-kept').hidden = kept.every(Boolean) || !(number || select.value);
  suggestion.hidden = Boolean(select.value || number) || !suggestion.value;
  showNumber(number);
}

// What an earlier visit chose is there, and not announced. What is chosen now is.
function change() {
  mine.parentElement.ariaLive = 'polite';
  show();
}

// The region that this browser is set to is offered, never taken: a language says nothing about where one is.
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
mine.parentElement.ariaLive = 'off';
show();
select.addEventListener('change', change);
own.addEventListener('change', change);
