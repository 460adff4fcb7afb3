// Plays the movement of a drawing once when it comes into view, and again on a tap. A button pauses it. The drawing
// does not move on paper, without this script, or where the system asks for reduced motion.

const LASTS = 4400; // milliseconds. After five seconds WCAG 2.2.2 asks for a way to pause; we offer it at once.
// Every movement ends where the drawing stands still.
const MOVES = {
  glide: [
    { transform: 'translate(48px, -11px)', opacity: 0 },
    { transform: 'translate(48px, -11px)', opacity: 1, offset: 0.08, easing: 'ease-in-out' },
    { transform: 'none', offset: 0.9 },
    {},
  ],
  left: [{ transform: 'translate(15px, -3px)', easing: 'ease-in-out' }, { transform: 'none', offset: 0.85 }, {}],
  right: [{ transform: 'translate(-15px, -2px)', easing: 'ease-in-out' }, { transform: 'none', offset: 0.85 }, {}],
  // The middle of the stretched skin does not move: 144 - 0.75 * 144.
  stretch: [{ transform: 'translateX(36px) scaleX(.75)', opacity: 0.4, easing: 'ease-in-out' }, { transform: 'none', opacity: 1, offset: 0.85 }, {}],
  press: [{ transform: 'translateY(9px)', easing: 'ease-out' }, { transform: 'none', offset: 0.2 }, {}],
  'ring-1': [{ opacity: 0 }, { opacity: 0, offset: 0.15 }, { opacity: 1, offset: 0.3 }, {}],
  'ring-2': [{ opacity: 0 }, { opacity: 0, offset: 0.35 }, { opacity: 1, offset: 0.5 }, {}],
  'ring-3': [{ opacity: 0 }, { opacity: 0, offset: 0.55 }, { opacity: 1, offset: 0.7 }, {}],
};

const figure = document.querySelector('.moving');
const drawing = figure.querySelector('svg');
const bar = figure.querySelector('p');
const buttons = [...bar.querySelectorAll('button')];
const noMotion = matchMedia('(prefers-reduced-motion: reduce)');
const moves = [...figure.querySelectorAll('[data-move]')].map(
  (part) => new Animation(new KeyframeEffect(part, MOVES[part.dataset.move], LASTS)),
);

function showButton(value) {
  const had = bar.contains(document.activeElement);
  for (const button of buttons) button.hidden = button.value !== value;
  // The button that had the focus is gone: the one in its place gets it.
  if (had) buttons.find((button) => !button.hidden).focus({ preventScroll: true });
}

// Continues after a pause, and begins again after the end.
function play() {
  for (const move of moves) move.play();
  showButton('pause');
}

function pause() {
  for (const move of moves) move.pause();
  showButton('play');
}

function standStill() {
  for (const move of moves) move.cancel();
  showButton('play');
  bar.hidden = noMotion.matches;
}

moves[0].onfinish = () => showButton('play');
const ACTIONS = { play, pause };
bar.addEventListener('click', ({ target }) => ACTIONS[target.closest('button')?.value]?.());
// Many people tap the drawing itself. The keyboard has the button.
drawing.addEventListener('click', () => {
  if (!noMotion.matches && moves[0].playState !== 'running') play();
});
addEventListener('beforeprint', standStill);
noMotion.addEventListener('change', standStill);
standStill();

new IntersectionObserver((entries, observer) => {
  if (!entries.some((entry) => entry.isIntersecting)) return;
  observer.disconnect();
  if (!noMotion.matches) play();
}, { threshold: 0.6 }).observe(drawing);
