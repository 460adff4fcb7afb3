"""Every page walked with the Tab key: in the order of reading, always seen, never caught."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE
from tests.browser.views import View, every_view
from tests.servers import Here

# What Tab must reach, in the order of the page: of a group of radio buttons the chosen one, or the first.
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

# Wherever the taps that made a state left the focus.
FROM_THE_TOP = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
  scrollTo(0, 0);
}"""

FOCUSED = """() => {
  const element = document.activeElement;
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
  // Of a field for many lines the browser brings the line of the caret into view, not the whole.
  const fits = box.height < innerHeight / 2 && element.tagName !== 'TEXTAREA';
  return {
    stop: Number(element.dataset.stop ?? -1),
    name: element.outerHTML.slice(0, 120),
    problems: fits ? problems : [],
    bar: own !== null,
    top: box.top + scrollY, bottom: box.bottom + scrollY, start: document.dir === 'rtl' ? -box.right : box.left,
  };
}"""


@every_view
def test_tab_walks_the_whole_page_in_order_and_is_always_seen(screen: Page, reading: Here, view: View):
    screen.set_viewport_size(PHONE)
    view.open(screen, reading.url)
    screen.evaluate(FROM_THE_TOP)
    expected = screen.evaluate(EXPECTED)
    walked, problems, before = [], [], None
    for _ in range(4 * len(expected)):
        screen.keyboard.press("Tab")
        here = screen.evaluate(FOCUSED)
        if here is None or (walked and here["stop"] == walked[0]):
            break
        if walked and here["stop"] == walked[-1]:
            continue  # the parts of a date and of a time are stops too
        walked.append(here["stop"])
        problems += [f"{problem}: {here['name']}" for problem in here["problems"]]
        if before and not before["bar"] and not here["bar"]:
            beside = here["top"] < before["bottom"] and before["top"] < here["bottom"]
            forward = here["start"] >= before["start"] - 1 if beside else here["top"] >= before["bottom"] - 1
            problems += [] if forward else [f"the eye must go back: {before['name']} → {here['name']}"]
        before = here
    assert [expected[stop] if stop >= 0 else "?" for stop in walked] == expected
    assert 'class="skip' in expected[0]
    assert problems == []


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_the_first_tab_offers_to_skip_to_the_text(screen: Page, reading: Here, tag: str):
    screen.goto(f"{reading.url}/{tag}/check")
    screen.keyboard.press("Tab")
    skip = screen.locator(".skip")
    assert skip.evaluate("(link) => link === document.activeElement")
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    screen.keyboard.press("Enter")
    screen.keyboard.press("Tab")
    assert screen.evaluate("document.querySelector('main').contains(document.activeElement)")
