// Numb or trembling fingers tap twice. The second tap would press what has come to that place meanwhile: the next
// question, or the button that calls. So a button does not take a tap at the same place within half a second.

const HALF_A_SECOND = 500;
const A_FINGER = 48; // CSS pixels
let last = { timeStamp: -HALF_A_SECOND };

addEventListener('click', (event) => {
  if (!event.isTrusted || event.detail === 0) return; // a script, a keyboard, a screen reader
  const isAgain = event.timeStamp - last.timeStamp < HALF_A_SECOND
    && Math.hypot(event.clientX - last.clientX, event.clientY - last.clientY) < A_FINGER;
  if (!isAgain) {
    last = event;
  } else if (event.target.closest('button, .button')) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, { capture: true });

// Safari shows `:active` on a page that listens for touches, and on no other.
addEventListener('touchstart', () => {}, { passive: true });
