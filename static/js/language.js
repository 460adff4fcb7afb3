// The list of languages in the top bar closes when a person turns to something else: without this script it stays open
// over the text, and on the page to which one goes back.

const list = document.querySelector('.language');
const summary = list.querySelector('summary');

addEventListener('pagehide', () => { list.open = false; });
// Not "click": on an iPhone a tap on plain text is none.
addEventListener('pointerdown', ({ target }) => { if (!list.contains(target)) list.open = false; });
addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape' || !list.open) return;
  if (list.contains(document.activeElement)) summary.focus();
  list.open = false;
});
