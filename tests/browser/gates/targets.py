"""Targets are large enough for a numb finger, in windows of every width."""

from __future__ import annotations

import re

from playwright.sync_api import Page, ViewportSize

from pwa.paths import STATIC
from tests.browser.conftest import PHONE

# Where a media query of ours changes the layout, in CSS pixels (an em of a media query is 16 of them): the first width
# of each new layout. `max-width` holds at its width, `min-width` begins there.
FIRST = {
    round(16 * float(em)) + (bound == "max")
    for sheet in (STATIC / "css").glob("*.css")
    for bound, em in re.findall(r"(min|max)-width: ([\d.]+)em", sheet.read_text("utf-8"))
}
# The widths of phones, and the first of each layout: there its targets are narrowest.
WIDTHS = sorted({320, 360, 412} | {width for width in FIRST if width > 320})
# Lighthouse measures a page as it opens, in this window. axe reports a target under a sticky bar as too small.
LIGHTHOUSE: ViewportSize = {"width": 412, "height": 823}

# Least height and width in CSS pixels; the first selector that fits counts.
LEAST = {
    # Beside the title, or below the top bar while it reads aloud: it must leave the window to the text.
    ".listen .button": (48, 48),
    ".answers > label, .button, .field :is(input, select), .numbers a": (56, 48),
    # Small print at the end of each page: WCAG 2.5.5 requires 44.
    ".about-text a": (44, 44),
    # The text above a field: the field itself is the target.
    ".field label, .words label": (24, 48),
    "a, button, input, select, summary, label": (48, 48),
}

MEASURE = """(least) => {
  const rules = Object.entries(least);
  const all = [...document.querySelectorAll(rules.at(-1)[0])];
  // A radio button or checkbox is inside its label, which is the target. The skip link is visible when focused.
  // A sheet that is shown to another person ignores taps.
  const targets = all.filter((e) => e.checkVisibility() && !e.matches('label > input, .skip')
    && getComputedStyle(e).pointerEvents !== 'none');
  const inSentence = (element) => getComputedStyle(element).display === 'inline' &&
    [...element.parentElement.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  return targets.flatMap((element) => {
    const { width, height } = element.getBoundingClientRect();
    const name = `<${element.tagName.toLowerCase()} class="${element.className}"> ${element.textContent.trim().slice(0, 30)}`;
    const [, [high, wide]] = rules.find(([selector]) => element.matches(selector));
    if (inSentence(element) && !element.matches('.about-text a')) {
      // WCAG 2.5.5 exempts links in a sentence. WCAG 2.5.8 requires 24 pixels, and so do we.
      const line = parseFloat(getComputedStyle(element).lineHeight);
      return line < 24 ? [`${name}: in a line ${line} high`] : [];
    }
    // Half a pixel is allowed, because zoomed layouts are rounded.
    return height < high - 0.5 || width < wide - 0.5 ? [`${name}: ${height} high, ${width} wide`] : [];
  });
}"""

# The emergency button is in the upper end corner, at the padding of the bar, and a tap there hits it.
CORNER = """() => {
  const link = document.querySelector('.top .emergency');
  const { left, right, top, bottom } = link.getBoundingClientRect();
  const end = document.dir === 'rtl' ? left : document.documentElement.clientWidth - right;
  const gutter = parseFloat(getComputedStyle(link.parentElement).paddingInlineEnd);
  const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const isAtHome = Math.abs(end - gutter) < 1 && gutter <= 24 && Math.round(top) === 4 && link.contains(hit);
  return isAtHome ? [] : [`Emergency is not in its corner: ${end} from the end, ${top} from the top`];
}"""
LOOK = f"(least) => [...({MEASURE})(least), ...({CORNER})()]"
AXE = "axe.run({ runOnly: 'target-size', resultTypes: ['violations'] })"
AXE += ".then(({ violations }) => violations.flatMap(({ nodes }) => nodes.map(({ html }) => html.slice(0, 160))))"


def problems(screen: Page, *, as_it_opens: bool) -> list[str]:
    """Return the targets that are too small, and the emergency button if it is not in its corner.

    `as_it_opens`: the page has not been used yet, as Lighthouse sees it.
    """
    found = []
    for width in WIDTHS:
        screen.set_viewport_size({**PHONE, "width": width})
        found += [f"{width} pixels wide: {problem}" for problem in screen.evaluate(LOOK, LEAST)]
    if as_it_opens:
        screen.set_viewport_size(LIGHTHOUSE)
        found += [f"as Lighthouse sees it: {problem}" for problem in screen.evaluate(AXE)]
    screen.set_viewport_size(PHONE)
    return found
