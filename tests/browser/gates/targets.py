"""What a numb finger must hit."""

from __future__ import annotations

from playwright.sync_api import Page

# Least height and width in CSS pixels; the first selector that fits counts.
LEAST = {
    # Beside the title, or below the top bar while it reads: it must leave the window to the text.
    ".listen .button": (48, 48),
    ".answers > label, .button, .field :is(input, select), .numbers a": (56, 48),
    # Small print at the end of each page: 44 is what WCAG 2.5.5 asks.
    ".about-text a": (44, 44),
    # The text above a field: the field itself is the target.
    ".field label, .words label": (24, 48),
    "a, button, input, select, summary, label": (48, 48),
}

MEASURE = """(least) => {
  const rules = Object.entries(least);
  const all = [...document.querySelectorAll(rules.at(-1)[0])];
  // A button to tick lies in its label: the label is the target. The link to the text is there when it has the focus.
  // A sheet that is shown to somebody takes no taps.
  const targets = all.filter((e) => e.checkVisibility() && !e.matches('label > input, .skip')
    && getComputedStyle(e).pointerEvents !== 'none');
  const inSentence = (element) => getComputedStyle(element).display === 'inline' &&
    [...element.parentElement.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  return targets.flatMap((element) => {
    const { width, height } = element.getBoundingClientRect();
    const name = `<${element.tagName.toLowerCase()} class="${element.className}"> ${element.textContent.trim().slice(0, 30)}`;
    const [, [high, wide]] = rules.find(([selector]) => element.matches(selector));
    if (inSentence(element) && !element.matches('.about-text a')) {
      // WCAG 2.5.5 leaves links in a sentence alone; WCAG 2.5.8 asks for 24 pixels, and so do we.
      const line = parseFloat(getComputedStyle(element).lineHeight);
      return line < 24 ? [`${name}: in a line ${line} high`] : [];
    }
    // Half a pixel: zoomed layouts round.
    return height < high - 0.5 || width < wide - 0.5 ? [`${name}: ${height} high, ${width} wide`] : [];
  });
}"""

# Emergency lies in the end corner at the top: how far from both edges, in whole pixels, and whether a tap there hits it.
CORNER = """() => {
  const link = document.querySelector('.top .emergency');
  const { left, right, top, bottom } = link.getBoundingClientRect();
  const end = document.dir === 'rtl' ? left : document.documentElement.clientWidth - right;
  const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return { end: Math.round(end), top: Math.round(top), isHit: link.contains(hit) };
}"""


def problems(screen: Page) -> list[str]:
    """Targets that a numb finger would miss, and Emergency if it is not in its corner."""
    corner = screen.evaluate(CORNER)
    at_home = corner == {"end": 16, "top": 4, "isHit": True}
    return [*screen.evaluate(MEASURE, LEAST), *([] if at_home else [f"Emergency is not in its corner: {corner}"])]
