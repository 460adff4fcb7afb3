"""Helpers for the page of the self-check."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Page, Route

from pwa.content.signs import Level, lists_of
from tests.browser.conftest import day
from tests.content.clinical import CLINICAL

# The levels of docs/clinical.md, not those of the app.
LEVEL_OF: dict[str, str] = {sign: item["level"] for sign, item in CLINICAL.items()}

FIRST_PART = [sign for sign, level in LEVEL_OF.items() if level == "EMERGENCY"]
LAST_PART = [sign for sign, level in LEVEL_OF.items() if level == "TALK FIRST"]
# The lists of the check, in the order in which they are shown.
LISTS = [[sign.id for sign in signs] for level in Level for signs in lists_of(level)]
# The fourth answer is given with three fields: the day, the name, and until when. One of these notes holds.
NOTES = {
    "agreed": [day(-10).isoformat(), "Dr Khan", ""],
    "agreed until a day to come": [day(-10).isoformat(), "my surgeon", day(30).isoformat()],
    "agreed, without a date": ["", "Dr Khan", ""],
    "agreed, without a name": [day(-10).isoformat(), "", ""],
    "agreed, with a name of spaces": [day(-10).isoformat(), "  ", ""],
    "agreed years ago": ["2019-05-06", "Dr Khan", ""],
    "agreed until a day that is over": [day(-10).isoformat(), "Dr Khan", "2020-05-06"],
}
HOLDS = {"agreed", "agreed until a day to come"}

# Ticks the answers by script and returns what is shown.
ANSWER = """(answers) => {
  const notes = NOTES;
  document.querySelector('form').reset();
  for (const [sign, answer] of Object.entries(answers)) {
    const box = document.querySelector(`[name="${sign}"][value="${notes[answer] ? 'agreed' : answer}"]`);
    box.checked = true;
    const fields = box.closest('fieldset').querySelectorAll('.own-note input');
    (notes[answer] ?? []).forEach((text, i) => { fields[i].value = text; });
  }
  document.querySelector('form').dispatchEvent(new Event('change'));
}""".replace("NOTES", json.dumps(NOTES))
SHOWN = """() => {
  // In steps the result is on another screen, and its level stands with the question. In an emergency and without
  // JavaScript the card itself must be visible.
  const seen = (e) => e.checkVisibility() ||
    (e.closest('.stepped') && e.dataset.level !== 'emergency' && getComputedStyle(e).display !== 'none');
  const cards = [...document.querySelectorAll('.result .action')].filter(seen);
  const isIn = (e) => e.matches('.result') || (getComputedStyle(e).display !== 'none' && isIn(e.parentElement));
  const lines = [...document.querySelectorAll('[data-sign]')].filter(isIn);
  const soFar = document.querySelector('.stepped .so-far[data-level]');
  return [
    cards.map((e) => e.dataset.level),
    lines.filter((e) => cards.some((card) => card.contains(e)) || e.dataset.sign.endsWith('private'))
      .map((e) => e.dataset.sign).sort(),
    soFar ? [soFar.dataset.level] : [],
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

    The level of the highest card is told: by the card itself, or with the question.
    """
    cards, lines, told, seen = page.evaluate(ANSWER_AND_LOOK, answers)
    levels = [card for card in cards if card not in {"known", "none"}]
    if levels:
        assert seen[0] or told == levels[:1]
    return cards, lines


def emergency_heading(page: Page) -> Locator:
    return page.get_by_role("heading", name="or go to the nearest emergency department now")


def start(page: Page) -> None:
    page.get_by_role("link", name="Start the check").press("Enter")


def start_check(page: Page) -> None:
    """Go from the start screen to the first list of questions."""
    page.locator(".intro .begin").press("Enter")


def step_to(page: Page, sign: str) -> None:
    """Go on from the start or from any step up to the step of this sign: No to each list, and no other answer."""
    begin, rest = page.locator(".intro .begin"), page.locator(".rest button")
    if begin.is_visible():
        begin.press("Enter")
    for _ in LISTS:
        if page.locator(f"[name={sign}]").first.is_visible():
            return
        (rest if rest.is_visible() else page.locator(".turn [value=next]")).press("Enter")
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
