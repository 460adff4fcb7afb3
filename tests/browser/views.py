"""The views for the gates: every page of every language in every state that a person may see."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page, expect

from pwa.languages import LANGUAGES
from tests.pages import EVERY_PAGE


def _as_it_opens(page: Page) -> None: ...


def _list_of_languages(page: Page) -> None:
    page.locator(".language summary").click()


def _read_aloud(page: Page) -> None:
    """The voice is a script, because browsers on a server have none."""
    page.evaluate("""
      speechSynthesis.getVoices = () => [{lang: document.documentElement.lang, localService: true}];
      speechSynthesis.speak = () => {};
      window.SpeechSynthesisUtterance = class {};
      speechSynthesis.dispatchEvent(new Event('voiceschanged'));
    """)
    page.locator("#listen [value=listen]").click()
    page.locator("#listen.reading").wait_for()


def _all_questions(page: Page) -> None:
    """With the reasons why they are asked."""
    page.locator(".all button").click()
    page.evaluate("for (const details of document.querySelectorAll('details.why')) details.open = true")


def _all_cards(page: Page) -> None:
    page.evaluate("for (const yes of document.querySelectorAll('[value=yes]')) yes.checked = true")
    page.evaluate("document.querySelector('form').dispatchEvent(new Event('change', {bubbles: true}))")


def _one_question(page: Page) -> None:
    page.locator(".rest button").click()
    page.locator("[value=next]").click()


def _a_country(page: Page) -> None:
    """With a chosen country the list of all countries is closed."""
    page.locator("#country").select_option("IN")
    page.locator("#mine li").wait_for()
    page.evaluate("document.getElementById('countries').closest('details').open = false")


# Also a reminder with all lines about its delivery, and the steps for a late one.
ALL_MESSAGES = """() => {
  document.querySelector('.mine').append(document.getElementById('reminder').content.cloneNode(true));
  document.getElementById('mine').hidden = false;
  const hidden = '[data-message], #ios, #update, #lost, [data-lost], #travel, [data-travel], #far, #passed';
  for (const part of document.querySelectorAll(`${hidden}, [data-delivery], .is-late, #times-stay`)) part.hidden = false;
  document.getElementById('late').open = true;
}"""


def _all_messages(page: Page) -> None:
    # The last message that the script shows by itself: this browser shows no notifications.
    page.locator("[data-message=denied]").wait_for()
    page.evaluate(ALL_MESSAGES)


def _a_problem(page: Page) -> None:
    page.evaluate("document.querySelector('[data-message=not-kept]').hidden = false")


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


def _copies(page: Page) -> None:
    """All messages about a copy that was saved or opened."""
    expect(page.locator("#copies")).to_be_attached()
    selector = "#copies, #copies [data-save], #copies [data-shared], #copies [data-message]"
    page.evaluate(f"for (const part of document.querySelectorAll('{selector}')) part.hidden = false")


def _every_way(page: Page) -> None:
    selector = "[data-platform], #turn, #others, #copies"
    page.evaluate(f"for (const part of document.querySelectorAll('{selector}')) part.hidden = false")


def _every_answer(page: Page) -> None:
    selector = "[data-saved], [data-kept], [data-english], #english, #saved > *"
    page.evaluate(f"for (const part of document.querySelectorAll('{selector}')) part.hidden = false")


def _filled_in(page: Page) -> None:
    """Every line ticked and every field filled in."""
    page.evaluate("for (const part of document.querySelectorAll('.ticks, .ticks > li')) part.hidden = false")
    page.evaluate("for (const box of document.querySelectorAll('.ticks [type=checkbox]')) box.checked = true")
    for field in page.locator("[data-words]:not([type=date])").all():
        field.fill("Blood thinner, 5 mg, each morning")


def _from_another_phone(page: Page) -> None:
    """As `sealed()` in test_sheets.py makes it: a sign, a medicine and its name, the doctor's answer."""
    body = "WyIyMDI2LTExLTIyIiwgWyJyZXBseS55ZXMiLCAibWVkaWNpbmVzLnN0ZXJvaWRzIiwgInNpZ25zLkQ2Il0sIFsic2lnbnMuRDYiXSwgeyJhbnN3ZXItZGF5IjogIjIwMjYtMTEtMjAiLCAibWVkaWNpbmUtbmFtZXMiOiAiUHJlZG5pc29uZSJ9XQ"
    page.evaluate("(code) => { location.hash = code; }", f"1.1qa2mfz.{body}")
    expect(page.locator("html")).to_have_class("received")


def _shown_to_somebody(page: Page) -> None:
    _filled_in(page)
    page.evaluate("location.hash = 'card'; scrollTo(0, 0)")


def resize(page: Page, devtools: CDPSession, width: int, height: int, size: int) -> None:
    """Set the size of the window and of the browser's text, in CSS pixels."""
    page.set_viewport_size({"width": width, "height": height})
    devtools.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})


def fetch_pictures(page: Page) -> None:
    """Load all pictures, also those further down. Raises `playwright.sync_api.Error` if one is missing."""
    page.evaluate("""() => {
      for (const picture of document.images) picture.loading = 'eager';
      return Promise.all([...document.images].map((picture) => picture.decode()));
    }""")


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
    ("check", "all cards", _all_cards),
    ("diary", "with entries", _with_entries),
    ("emergency", "with a country", _a_country),
    ("reminders", "all messages", _all_messages),
    ("saved", "every answer", _every_answer),
    ("no-such-page", "not found", _as_it_opens),
    ("reminder.ics", "bad request", _as_it_opens),
]
# One language is enough: in the others the text is as long, or the page itself shows it.
STATES_IN_ENGLISH: list[tuple[str, str, Callable[[Page], None]]] = [
    ("", "list of languages", _list_of_languages),
    ("stenosis", "read aloud", _read_aloud),
    ("install", "every way", _every_way),
    ("", "a copy to open", _copies),
    ("saved", "copies", _copies),
    ("doctor/ar", "from another phone", _from_another_phone),
    ("doctor/ar", "filled in", _filled_in),
    ("doctor/ar", "shown to somebody", _shown_to_somebody),
    ("doctor", "a problem", _a_problem),
]
VIEWS = [View(tag, slug) for tag, slug in EVERY_PAGE]
VIEWS += [View(tag, slug, state, reach) for tag in LANGUAGES for slug, state, reach in STATES]
VIEWS += [View("en", slug, state, reach) for slug, state, reach in STATES_IN_ENGLISH]
