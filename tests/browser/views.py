"""The views for the gates: every page of every language in every state that a person may see."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page, expect

from pwa.languages import LANGUAGES
from tests.browser.check_page import step_to
from tests.browser.conftest import day
from tests.browser.sheet_page import wait_for_both
from tests.pages import EVERY_PAGE, TRIED_ALWAYS


def _as_it_opens(page: Page) -> None: ...


def _steps_done(page: Page) -> None:
    """Show every mark, the next step, the button that clears the marks, and a check that has begun."""
    selector = ".mark, .next, #marks, #cleared, [data-check]"
    page.evaluate(f"for (const part of document.querySelectorAll('{selector}')) part.hidden = false")
    page.evaluate("document.querySelector('[data-check~=none]').hidden = true")  # it is never shown with another one


def _out_of_date(page: Page) -> None:
    page.evaluate("for (const part of document.querySelectorAll('#recalled, [data-due]')) part.hidden = false")


def _read_aloud(page: Page) -> None:
    """Read the page aloud. The voice is a script, because browsers on a server have none."""
    page.evaluate("""
      speechSynthesis.getVoices = () => [{lang: document.documentElement.lang, localService: true}];
      speechSynthesis.speak = () => {};
      window.SpeechSynthesisUtterance = class {};
      speechSynthesis.dispatchEvent(new Event('voiceschanged'));
    """)
    page.locator("#listen [value=listen]").click()
    page.locator("#listen.reading").wait_for()


def _all_questions(page: Page) -> None:
    """Show all questions with their reasons, and the fields of one fourth answer with all their messages."""
    page.locator(".all button").click()
    page.evaluate("for (const details of document.querySelectorAll('details.why')) details.open = true")
    page.locator("[name=D8][value=agreed]").check()
    page.evaluate("for (const part of document.querySelectorAll('.own-note [hidden]')) part.hidden = false")


def _all_cards(page: Page) -> None:
    page.evaluate("for (const yes of document.querySelectorAll('[value=yes], [value=agreed]')) yes.checked = true")
    page.evaluate("document.querySelector('[name=T1][value=yes]').checked = true")
    page.evaluate("document.querySelector('[name=P2][value=unsure]').checked = true")
    page.evaluate(
        """(day) => {
          for (const field of document.querySelectorAll('.own-note [required]')) field.value = field.type === 'date' ? day : 'Dr Khan';
        }""",
        day(-10).isoformat(),
    )
    page.evaluate("document.querySelector('form').dispatchEvent(new Event('change', {bubbles: true}))")


def _a_list(page: Page) -> None:
    page.locator(".begin").first.click()


def _one_question(page: Page) -> None:
    """Show one question after a Yes to another one."""
    step_to(page, "D5")
    page.evaluate("document.querySelector('[name=D1][value=yes]').click()")


def _nothing_ticked(page: Page) -> None:
    page.evaluate("for (const no of document.querySelectorAll('[value=no]')) no.checked = true")
    page.evaluate("document.querySelector('form').dispatchEvent(new Event('change'))")
    page.locator(".begin").first.click()
    page.evaluate("for (const folded of document.querySelectorAll('.result details')) folded.open = true")


def _one_yes(sign: str) -> Callable[[Page], None]:
    """The end of the check after one Yes, or after a fourth answer with its note, and No to everything else."""

    def reach(page: Page) -> None:
        _nothing_ticked(page)
        page.evaluate(
            """([sign, day]) => {
              const box = document.querySelector(`[name=${sign}][value=${day ? 'agreed' : 'yes'}]`);
              box.checked = true;
              const [date, name] = box.closest('fieldset').querySelectorAll('.own-note [required]');
              if (day) [date.value, name.value] = [day, 'Dr Khan'];
              box.form.dispatchEvent(new Event('change', { bubbles: true }));
            }""",
            [sign.removesuffix("-agreed"), day(-10).isoformat() if sign.endswith("-agreed") else ""],
        )
        # The bar at the lower edge leads to the result. An emergency ends the questions by itself.
        if page.locator(".so-far").is_visible():
            page.locator(".so-far").press("Enter")
        page.locator(".result .action:visible").first.wait_for()

    return reach


def _cleared(page: Page) -> None:
    step_to(page, "D5")
    page.evaluate("document.querySelector('form').reset()")
    page.locator(".undo").wait_for()


def _not_finished(page: Page) -> None:
    step_to(page, "D5")
    page.evaluate("document.querySelector('[name=P1][value=unsure]').click()")
    page.locator(".so-far").press("Enter")


def _found(page: Page) -> None:
    """Show many hits, and all sentences about a search."""
    page.locator("#word").fill("1")
    page.locator("#find button").click()
    page.locator("#hits li").first.wait_for()
    page.evaluate("for (const part of document.querySelectorAll('[data-found]')) part.hidden = false")


def _a_country(page: Page) -> None:
    """Choose a country that has a way without speaking, and show all messages. The list of all countries is closed."""
    page.locator("#country").select_option("GB")
    page.locator("#mine li").wait_for()
    page.evaluate("for (const part of document.querySelectorAll('#not-listed, #elsewhere')) part.hidden = false")
    page.evaluate("document.getElementById('countries').closest('details').open = false")


# Also the fields of the form, a reminder with all lines about its delivery, its code, and the steps for a late one.
ALL_MESSAGES = """() => {
  document.querySelector('.mine').append(document.getElementById('reminder').content.cloneNode(true));
  document.getElementById('mine').hidden = false;
  const hidden = '[data-message], [data-channel], #ios, #update, #lost, [data-lost], #travel, [data-travel], #far, #passed';
  for (const part of document.querySelectorAll(`${hidden}, [data-delivery], .is-late, #times-stay`)) part.hidden = false;
  for (const part of document.querySelectorAll('details')) part.open = true;
}"""


def _all_messages(page: Page) -> None:
    # The last message that the script shows by itself: this browser shows no notifications.
    page.locator("[data-message=denied]").wait_for()
    page.locator("[name=open]").click()
    page.locator("#plan .second-phone summary").click()
    page.locator("#plan [value=code]").press("Enter")
    page.locator("#plan .code").wait_for()
    page.evaluate(ALL_MESSAGES)


def _a_problem(page: Page) -> None:
    page.evaluate("document.querySelector('[data-message=not-kept]').hidden = false")


def _with_entries(page: Page) -> None:
    entry = {"day": "2026-11-06", "pain": 7, "minutes": 15, "technique": "swedish", "note": "Warm and calm. " * 8}
    entry |= {"place": "To the end of the street", "stopped": ["leg-pain", "breath"], "eased": ["sitting"]}
    entry |= {"sameDay": "better", "twoDaysLater": "unsure", "again": "Climb the stairs"}
    moments = [("10:00", "before"), ("12:00", "after"), ("18:00", "after")]
    entries = [{**entry, "time": time, "massage": massage} for time, massage in moments]
    entries += [{"day": "2026-11-05", "time": "09:00", "pain": 10, "minutes": 60, "older": True}]
    diary = {"version": 2, "entries": entries}
    expect(page.locator("#day")).not_to_have_value("")
    page.evaluate("(text) => localStorage.setItem('diary', text)", json.dumps(diary))
    page.evaluate("dispatchEvent(new Event('storage'))")  # as if another tab had written it
    page.locator("#entries li").first.wait_for()
    page.evaluate("for (const fold of document.querySelectorAll('.desk details')) fold.open = true")
    page.locator("[value=after]").check()
    page.locator("#entries [value=delete]").nth(1).click()
    page.evaluate("for (const fold of document.querySelectorAll('.desk details')) fold.open = true")


def _copies(page: Page) -> None:
    """Show all messages about a copy that was saved or opened."""
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
    """Tick every line and fill in every field."""
    page.evaluate("for (const part of document.querySelectorAll('.ticks, .ticks > li')) part.hidden = false")
    page.evaluate("for (const box of document.querySelectorAll('.ticks [type=checkbox]')) box.checked = true")
    for field in page.locator("[data-words]:not([type=date])").all():
        field.fill("Blood thinner, 5 mg, each morning")


def _from_another_phone(page: Page) -> None:
    """Open a code with a sign, a medicine and its name, and the doctor's answer, as `sealed()` would make it."""
    body = "WyIyMDI2LTExLTIyIiwgWyJyZXBseS55ZXMiLCAibWVkaWNpbmVzLnN0ZXJvaWRzIiwgInNpZ25zLkQ2Il0sIFsic2lnbnMuRDYiXSwgeyJhbnN3ZXItZGF5IjogIjIwMjYtMTEtMjAiLCAibWVkaWNpbmUtbmFtZXMiOiAiUHJlZG5pc29uZSJ9XQ"
    page.evaluate("(code) => { location.hash = code; }", f"1.1qa2mfz.{body}")
    expect(page.locator("html")).to_have_class("received")


def _shown_to_somebody(page: Page) -> None:
    _filled_in(page)
    page.evaluate("location.hash = 'card'; scrollTo(0, 0)")


def _choice_of_a_second_language(page: Page) -> None:
    page.locator("#others summary").press("Enter")
    page.locator("#others a").first.wait_for()


def _in_two_languages(page: Page) -> None:
    _choice_of_a_second_language(page)
    page.locator("#others a").last.press("Enter")
    page.locator(":is(.phrases, .poster) [lang]:visible").first.wait_for()


def _in_two(page: Page) -> None:
    """Show all sentences of the control too."""
    page.evaluate("for (const part of document.querySelectorAll('[data-beside]')) part.hidden = false")


def _a_danger(page: Page) -> None:
    _in_two_languages(page)
    page.locator(".phrases .danger a").first.press("Enter")
    page.locator(".phrases .call").first.wait_for()


def _choosing_a_sentence(page: Page) -> None:
    page.locator("#wrong").press("Enter")
    page.locator(".pick").wait_for()


def _a_wrong_sentence(page: Page) -> None:
    """Show the form about a chosen sentence, with all its messages and the text to share."""
    _choosing_a_sentence(page)
    page.locator("main h1").press("Enter")
    page.locator(".wrong").wait_for()
    page.evaluate("for (const part of document.querySelectorAll('.wrong [hidden]')) part.hidden = false")
    page.evaluate("document.querySelector('.wrong details').open = true")


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
        wait_for_both(page)
        self.reach(page)


STATES: list[tuple[str, str, Callable[[Page], None]]] = [
    ("", "steps done", _steps_done),
    ("check", "a list", _a_list),
    ("check", "one question", _one_question),
    ("check", "all questions", _all_questions),
    ("check", "all cards", _all_cards),
    ("diary", "with entries", _with_entries),
    ("emergency", "with a country", _a_country),
    ("find", "with hits", _found),
    ("reminders", "all messages", _all_messages),
    ("saved", "every answer", _every_answer),
    ("no-such-page", "not found", _as_it_opens),
    ("reminder.ics", "bad request", _as_it_opens),
]
# One language is enough: in the others the text is as long, or the page itself shows it.
STATES_IN_ENGLISH: list[tuple[str, str, Callable[[Page], None]]] = [
    ("check", "nothing ticked", _nothing_ticked),
    ("check", "not finished", _not_finished),
    ("stenosis", "read aloud", _read_aloud),
    ("stenosis", "choosing a sentence", _choosing_a_sentence),
    ("stenosis", "a wrong sentence", _a_wrong_sentence),
    ("techniques/swedish", "out of date", _out_of_date),
    ("install", "every way", _every_way),
    ("", "a copy to open", _copies),
    ("saved", "copies", _copies),
    ("doctor?with=ar", "from another phone", _from_another_phone),
    ("doctor?with=ar", "filled in", _filled_in),
    ("doctor?with=ar", "shown to somebody", _shown_to_somebody),
    ("doctor", "a problem", _a_problem),
    ("phrases", "choice of a second language", _choice_of_a_second_language),
    ("phrases", "in two languages", _in_two_languages),
    ("phrases", "a sentence that means danger", _a_danger),
    ("poster", "in two languages", _in_two_languages),
    ("emergency?with=ar", "in two languages", _in_two),
    ("techniques/swedish?with=ar", "in two languages", _in_two),
    ("options?with=ar", "in two languages", _in_two),
]
VIEWS = [View(tag, slug) for tag, slug in EVERY_PAGE]
VIEWS += [View(tag, slug, state, reach) for tag in LANGUAGES for slug, state, reach in STATES]
VIEWS += [View("en", slug, state, reach) for slug, state, reach in STATES_IN_ENGLISH]

# For axe alone: the end of the check at each level, and the states above in the other languages.
ENDS = {
    "emergency": "E1",
    "doctor today": "D1",
    "doctor soon": "D6",
    "put off": "P1",
    "ask first": "T2",
    "agreed": "D6-agreed",
}
VIEWS_FOR_AXE = [
    View(tag, "check", f"result: {name}", _one_yes(sign)) for tag in LANGUAGES for name, sign in ENDS.items()
]
VIEWS_FOR_AXE += [View(tag, "check", "cleared", _cleared) for tag in LANGUAGES]
VIEWS_FOR_AXE += [View(tag, "therapist", "filled in", _filled_in) for tag in LANGUAGES]
VIEWS_FOR_AXE += [
    View(tag, slug.replace("with=ar", "with=en") if tag == "ar" else slug, state, reach)
    for tag in LANGUAGES
    for slug, state, reach in STATES_IN_ENGLISH
    if tag != "en"
]

# Layout differs between languages by the length of words and by direction. So every page and state is tried in English
# and, from right to left, in Arabic; these pages are tried in every language. `make test-all` tries all views.
PAGES_IN_ALL_LANGUAGES = ("", "check", "emergency")


def is_tried_always(view: View) -> bool:
    """Whether `make test` tries this view too, and not only `make test-all`."""
    if view in VIEWS_FOR_AXE:
        return view.tag == "en"
    return view.tag in TRIED_ALWAYS or (view.slug in PAGES_IN_ALL_LANGUAGES and not view.state)
