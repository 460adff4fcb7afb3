"""Walks a page with the Tab key: stops come in reading order, are visible, and the focus is never trapped."""

from __future__ import annotations

from itertools import pairwise

from playwright.sync_api import CDPSession, Page

# The elements that Tab must reach, in the order of the page. In a group of radio buttons it is the chosen one, or the
# first.
EXPECTED = """() => {
  const groups = new Set();
  const all = document.querySelectorAll('a[href], button, input, select, summary, textarea, [tabindex="0"]');
  return [...all].filter((element) => {
    if (!element.checkVisibility() || element.disabled || element.type === 'hidden') return false;
    if (element.type !== 'radio') return true;
    const chosen = document.querySelector(`[name="${element.name}"]:checked`);
    if (groups.has(element.name) || (chosen && chosen !== element)) return false;
    return groups.add(element.name);
  }).map((element, i) => { element.dataset.stop = i; return element.outerHTML.slice(0, 120); });
}"""

# Removes the focus, which the taps before may have left anywhere.
FROM_THE_TOP = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
  scrollTo(0, 0);
}"""

# At each press of Tab the page records where the last press led. The walk ends at the browser's own controls or at the
# first stop. Focus events would come before the page has scrolled.
WATCH = """() => {
  const look = (element) => {
    if (element === document.body) return null;
    const sticky = (node) => {
      for (let bar = node; bar; bar = bar.parentElement)
        if (['sticky', 'fixed'].includes(getComputedStyle(bar).position)) return bar;
      return null;
    };
    // A radio button shows its focus on the whole answer.
    const shown = element.closest('.answers > label') ?? element;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(shown);
    const box = shown.getBoundingClientRect();
    const xs = [box.left + 2, (box.left + box.right) / 2, box.right - 2];
    const ys = [box.top + 2, (box.top + box.bottom) / 2, box.bottom - 2];
    const own = sticky(element);
    const problems = [];
    if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2 || outlineColor === 'rgba(0, 0, 0, 0)')
      problems.push('nothing shows the focus');
    if (box.top < -1 || box.bottom > innerHeight + 1) problems.push('it is not wholly in the window');
    const hidden = xs.flatMap((x) => ys.map((y) => document.elementFromPoint(x, y)))
      .some((hit) => hit && sticky(hit) !== own && sticky(hit));
    if (hidden) problems.push('a bar lies over it');
    // In a field of several lines the browser scrolls the line of the caret into view, not the whole field.
    const fits = box.height < innerHeight / 2 && element.tagName !== 'TEXTAREA';
    return {
      stop: Number(element.dataset.stop ?? -1),
      name: element.outerHTML.slice(0, 120),
      problems: fits ? problems : [],
      bar: own !== null,
      top: box.top + scrollY, bottom: box.bottom + scrollY, start: document.dir === 'rtl' ? -box.right : box.left,
    };
  };
  window.walk = { stops: [], begun: false, ended: false };
  document.addEventListener('keydown', () => {
    if (!walk.begun) return void (walk.begun = true);
    const here = look(document.activeElement);
    const last = walk.stops.at(-1);
    walk.ended ||= here === null || (last && here.stop !== last.stop && here.stop === walk.stops[0].stop);
    // The parts of a date and of a time are stops too.
    if (!walk.ended && here.stop !== last?.stop) walk.stops.push(here);
  });
}"""


# Only the key press is sent: Playwright would wait for the release too.
TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}


def problems(screen: Page, devtools: CDPSession) -> list[str]:
    """Return the stops that are out of reading order and those that cannot be seen."""
    screen.evaluate(FROM_THE_TOP)  # it closes the list of languages, which covers the page while it is open
    expected = screen.evaluate(EXPECTED)
    screen.evaluate(WATCH)
    for press in range(1, 4 * len(expected)):
        devtools.send("Input.dispatchKeyEvent", TAB)
        if press % 10 == 0 and screen.evaluate("walk.ended"):
            break
    stops = screen.evaluate("walk.stops")
    screen.evaluate("document.activeElement.blur(); scrollTo(0, 0)")

    found = [f"{problem}: {here['name']}" for here in stops for problem in here["problems"]]
    for before, here in pairwise(stops):
        beside = here["top"] < before["bottom"] and before["top"] < here["bottom"]
        forward = here["start"] >= before["start"] - 1 if beside else here["top"] >= before["bottom"] - 1
        if not (forward or before["bar"] or here["bar"]):
            found.append(f"the eye must go back: {before['name']} → {here['name']}")
    walked = [expected[here["stop"]] if here["stop"] >= 0 else here["name"] for here in stops]
    if walked != expected:
        found.append(f"Tab walks {walked} instead of {expected}")
    if 'class="skip' not in expected[0]:
        found.append("the first stop does not lead to the text")
    return found
