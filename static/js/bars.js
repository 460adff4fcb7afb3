// The bars tell the style sheets their real height: in large text or in a narrow window their words take more lines. So
// what has the focus never lies under one. Without this script a height is assumed that fits most windows.

const bars = new ResizeObserver((changes) => {
  for (const { target } of changes) {
    // One that the style sheet takes away may be back before the next frame, when this is told: it keeps its height.
    if (target.offsetHeight || target.hidden) document.documentElement.style.setProperty(`--${target.dataset.bar}`, `${target.offsetHeight}px`);
  }
});

for (const bar of document.querySelectorAll('[data-bar]')) bars.observe(bar);
