"""Every page of every language, in every state that somebody may see: what the gates look at."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from pwa.languages import LANGUAGES
from tests.pages import EVERY_PAGE


def _as_it_opens(page: Page) -> None: ...


def _all_questions(page: Page) -> None:
    page.locator(".all button").click()


def _all_cards(page: Page) -> None:
    page.evaluate("for (const yes of document.querySelectorAll('[value=yes]')) yes.checked = true")
    page.evaluate("document.querySelector('form').dispatchEvent(new Event('change', {bubbles: true}))")


def _one_question(page: Page) -> None:
    page.locator(".rest button").click()
    page.locator("[value=next]").click()


def _a_country(page: Page) -> None:
    page.locator("#country").select_option("IN")


def _all_reasons(page: Page) -> None:
    page.evaluate("for (const details of document.querySelectorAll('details.why')) details.open = true")


def _all_messages(page: Page) -> None:
    page.evaluate("for (const text of document.querySelectorAll('[data-message], #ios, #update')) text.hidden = false")


def _with_entries(page: Page) -> None:
    entry = {"day": "2026-11-06", "pain": 7, "minutes": 15, "technique": "swedish", "note": "Warm and calm. " * 8}
    moments = [("10:00", "before"), ("12:00", "after"), ("18:00", "after")]
    diary = {"version": 1, "entries": [{**entry, "time": time, "massage": massage} for time, massage in moments]}
    expect(page.locator("#day")).not_to_have_value("")
    page.evaluate("(text) => localStorage.setItem('diary', text)", json.dumps(diary))
    page.evaluate("dispatchEvent(new Event('storage'))")  # as if another tab had written it
    page.locator("#entries li").first.wait_for()
    page.evaluate("document.getElementById('table').open = true")
    page.locator("[value=before]").check()
    page.locator("[value=delete]").first.click()


@dataclass(frozen=True)
class View:
    """A page in one state. `slug` is what follows the language in the address."""

    tag: str
    slug: str
    state: str = ""
    reach: Callable[[Page], None] = _as_it_opens

    def __str__(self) -> str:
        return f"/{self.tag}/{self.slug} {self.state}".strip()

    def open(self, page: Page, origin: str) -> None:
        page.goto(f"{origin}/{self.tag}/{self.slug}")
        self.reach(page)


STATES: list[tuple[str, str, Callable[[Page], None]]] = [
    ("check", "one question", _one_question),
    ("check", "all questions", _all_questions),
    ("check", "all reasons", _all_reasons),
    ("check", "all cards", _all_cards),
    ("diary", "with entries", _with_entries),
    ("emergency", "with a country", _a_country),
    ("reminders", "all messages", _all_messages),
    ("no-such-page", "not found", _as_it_opens),
    ("reminder.ics", "bad request", _as_it_opens),
]
VIEWS = [View(tag, slug) for tag, slug in EVERY_PAGE]
VIEWS += [View(tag, slug, state, reach) for tag in LANGUAGES for slug, state, reach in STATES]

every_view = pytest.mark.parametrize("view", VIEWS, ids=str)
