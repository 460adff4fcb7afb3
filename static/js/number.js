// What this phone remembers, and the emergency number that it knows.

// Private windows may forbid storage: then the page stays as it was rendered.
export function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

// Whether it is kept. If not, it holds for this page.
export function remember(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false;
  }
}

export function showNumber(number) {
  for (const element of document.querySelectorAll('[data-number]')) {
    element.hidden = (element.dataset.number === 'known') !== Boolean(number);
    if (element.matches('a[data-number=known]') && number) element.href = `tel:${number}`;
  }
  for (const gap of document.querySelectorAll('.number')) gap.textContent = number ?? '';
}

// Keyboards of some languages write their own digits: ١١٢ is 112. Digits come in runs of ten, from zero to nine.
export function latinDigits(text) {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0);
    let zero = code;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero -= 1;
    return code - zero;
  });
}

// The length of a text as a person counts: the emoji of a family is one character, and eleven units of a string.
// Firefox before 125 has no Segmenter, and counts it as seven.
export const lengthOf = (text) => [...(Intl.Segmenter ? new Intl.Segmenter().segment(text) : text)].length;
