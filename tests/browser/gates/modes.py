"""With less motion nothing moves, and with forced colours every chosen state is still visible."""

from __future__ import annotations

from playwright.sync_api import Page

MOVING = """() => [...document.querySelectorAll('body, body *')].filter((element) => {
  const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element);
  return transitionDuration.split(', ').some((time) => parseFloat(time) > 0) || animationName !== 'none'
    || scrollBehavior === 'smooth';
}).map((element) => element.outerHTML.slice(0, 80))"""


# Elements that only a colour would tell from their neighbours. With forced colours they need an outline, or, for the
# current page and pressed buttons, an underline. A focused element is told by the outline of the focus.
UNTOLD = """() => {
  const chosen = [...document.querySelectorAll('[aria-current], [aria-pressed="true"], .answers > label:has(:checked)')];
  const problems = chosen.filter((element) => element.checkVisibility()).filter((element) => {
    const { outlineStyle, textDecorationLine } = getComputedStyle(element);
    return outlineStyle === 'none' || (element.matches('a, button') && textDecorationLine !== 'underline');
  });
  const flat = [...document.querySelectorAll('.button, .field :is(input, select), .top .emergency, .action, .banner')];
  problems.push(...flat.filter((element) => element.checkVisibility() && getComputedStyle(element).borderStyle === 'none'));
  const icons = [...document.querySelectorAll('.icon')].filter((icon) => icon.checkVisibility());
  const { backgroundColor } = getComputedStyle(document.body);
  problems.push(...icons.filter((icon) => getComputedStyle(icon).color === backgroundColor).map((icon) => icon.parentElement));
  return problems.map((element) => element.outerHTML.slice(0, 120));
}"""


def problems(screen: Page) -> list[str]:
    """Return what moves and what only a colour tells. The page must be opened with reduced motion."""
    found = [f"it moves: {element}" for element in screen.evaluate(MOVING)]
    screen.emulate_media(forced_colors="active")
    found += [f"told by a colour only: {element}" for element in screen.evaluate(UNTOLD)]
    screen.emulate_media(forced_colors="none")
    return found
