// The bars tell the style sheets their real height: in large text or in a narrow window their words take more lines. So
// what has the focus never lies under one. Without this script a height is assumed that fits most windows.

const watch = new ResizeObserver((bars) => {
  for (const { target } of bars) {
    const { offsetHeight, dataset, hidden } = target;
    // A bar that the style sheet takes away may be back before the next frame, when this is told.
    if (offsetHeight || hidden) document.documentElement.style.setProperty(`--${dataset.bar}`, `${offsetHeight}px`);
  }
});

for (const bar of document.querySelectorAll('[data-bar]')) watch.observe(bar);
