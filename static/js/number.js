// The emergency number that this phone knows.

export function showNumber(number) {
  for (const element of document.querySelectorAll('[data-number]')) {
    element.hidden = (element.dataset.number === 'known') !== Boolean(number);
    if (element.matches('a[data-number=known]') && number) element.href = `tel:${number}`;
  }
  for (const gap of document.querySelectorAll('.number')) gap.textContent = number ?? '';
}
