"""Nothing moves for who wants less motion, and colours that the system forces hide no choice."""

from __future__ import annotations

from playwright.sync_api import Page

MOVING = """() => [...document.querySelectorAll('body, body *')].filter((element) => {
  const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element);
  return transitionDuration.split(', ').some((time) => parseFloat(time) > 0) || animationName !== 'none'
    || scrollBehavior === 'smooth';
}).map((element) => element.outerHTML.slice(0, 80))"""


# What differs from its neighbours by a colour only, when the system takes the colours away: by an outline and, for
# where one is and what is pressed, by a line under the word. The focus takes the outline, and stays seen by that.
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
    """Of a page that was opened with less motion: what moves, and what is told by a colour only."""
    found = [f"it moves: {element}" for element in screen.evaluate(MOVING)]
    screen.emulate_media(forced_colors="active")
    found += [f"told by a colour only: {element}" for element in screen.evaluate(UNTOLD)]
    screen.emulate_media(forced_colors="none")
    return found
