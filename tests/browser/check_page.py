"""Helpers for the page of the self-check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route

# The rule is stated from docs/clinical.md, not from the app.
LEVEL_OF: dict[str, str] = {
    item["id"]: item["level"]
    for item in json.loads((Path(__file__).parents[1] / "content" / "redflags.json").read_text())
}

# Ticks the answers by script and returns what is shown.
ANSWER = """(answers) => {
  document.querySelector('form').reset();
  for (const [sign, value] of Object.entries(answers))
    document.querySelector(`[name="${sign}"][value="${value}"]`).checked = true;
}"""

SHOWN = """() => {
  // In steps the result is on another screen, and its level is below the question. In an emergency and without
  // JavaScript the card itself must be visible.
  const seen = (e) => e.checkVisibility() ||
    (e.closest('.stepped') && e.dataset.level !== 'emergency' && getComputedStyle(e).display !== 'none');
  const cards = [...document.querySelectorAll('.result .action')].filter(seen);
  const lines = [...document.querySelectorAll('[data-sign]')].filter((e) => getComputedStyle(e).display !== 'none');
  const below = [...document.querySelectorAll('.status .level')].filter((e) => e.checkVisibility());
  return [
    cards.map((e) => e.dataset.level),
    lines.filter((e) => cards.some((card) => card.contains(e)) || e.dataset.sign.endsWith('private'))
      .map((e) => e.dataset.sign).sort(),
    below.map((e) => e.dataset.level),
    cards.map((e) => e.checkVisibility()),
  ];
}"""

ANSWER_AND_LOOK = f"(answers) => {{ if (answers) ({ANSWER})(answers); return ({SHOWN})(); }}"

# Whether every line of its text lies in the window and nothing covers it.
IN_SIGHT = """(element) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  const lines = [...range.getClientRects()].filter(({ width }) => width > 1);
  const hit = ({ left, right, top, bottom }) => document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return lines.length > 0 && lines.every((line) => element.contains(hit(line)));
}"""


def shows(page: Page, answers: dict[str, str] | None = None) -> tuple[list[str], list[str]]:
    """Return the cards and lines that are shown, after these answers if there are any.

    The level of the highest card is in sight: on the card itself, or below the question.
    """
    cards, lines, below, seen = page.evaluate(ANSWER_AND_LOOK, answers)
    assert below in ([], cards[:1])
    if cards and cards != ["none"]:
        assert below or seen[0]
    return cards, lines


def emergency_heading(page: Page) -> Locator:
    return page.get_by_role("heading", name="or go to the nearest emergency department now if:")


def step_to(page: Page, sign: str) -> None:
    """Answer No to the first part, then go to this step without answering."""
    rest = page.locator(".rest button")
    if rest.is_visible():
        rest.press("Enter")
    for _ in LEVEL_OF:
        if page.locator(f"[name={sign}]").first.is_visible():
            return
        page.locator("[value=next]").press("Enter")
    pytest.fail(f"{sign} was not reached")


def make_it_older(page: Page) -> None:
    """Replace `:has` by a selector that no browser knows, so that each rule and each feature query with it fails."""

    def unknown(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(":has(", ":unknown("))

    page.route("**/*.css", unknown)
    page.add_init_script("""
      const supports = CSS.supports.bind(CSS);
      CSS.supports = (...asked) => supports(...asked.map((words) => words.replaceAll(':has(', ':unknown(')));
    """)
