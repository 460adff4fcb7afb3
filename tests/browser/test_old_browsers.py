"""A browser as old as our floor: Chromium without its newer features. `tests/test_floor.py` ensures that the list is
complete."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Phone
from tests.browser.sheet_page import put_in
from tests.servers import InProcessServer

# A newer selector is dropped together with its rule, as an old browser does.
UNKNOWN = {":has(": ":x-has(", "svh": "x-vh", "float:inline-": "float:x-inline-", "::highlight(": "::x-highlight("}
WITHOUT = """
  for (const name of ['ariaInvalid', 'ariaLive', 'ariaPressed', 'checkVisibility']) delete Element.prototype[name];
  delete AbortSignal.timeout;
  delete Intl.Segmenter;
  delete CSS.highlights;
  delete window.Highlight;
  delete window.print;
  const { supports } = CSS;
  CSS.supports = (...condition) => !condition.join().includes(':has') && supports.apply(CSS, condition);
"""


def as_an_old_browser_reads_it(route: Route) -> None:
    answer = route.fetch()
    css = answer.text()
    for word, unknown in UNKNOWN.items():
        css = css.replace(word, unknown)
    route.fulfill(response=answer, body=css)


@pytest.fixture
def old(phone: Phone, reading: InProcessServer) -> Page:
    context = phone(base_url=reading.url)
    context.add_init_script(WITHOUT)
    context.route("**/*.css", as_an_old_browser_reads_it)
    return context.new_page()


def test_both_bars_hold_to_their_edge(old: Page) -> None:
    old.goto("/en/stenosis")
    old.evaluate("scrollTo(0, 900)")
    edges = "() => [document.querySelector('.top').getBoundingClientRect().top,"
    edges += " innerHeight - document.querySelector('.places').getBoundingClientRect().bottom]"
    assert old.evaluate(edges) == [0, 0]


def test_the_check_shows_every_card_and_clears_nobody(old: Page) -> None:
    old.goto("/en/check")
    for level in ("emergency", "doctor-today", "doctor-soon", "postpone", "talk-first"):
        expect(old.locator(f".result .action[data-level={level}]")).to_be_visible()
    expect(old.locator(".action[data-level=none]")).to_be_hidden()


def test_the_size_that_is_chosen_is_told_to_screen_readers(old: Page) -> None:
    old.goto("/en/")
    old.locator("#text-size [value=large]").tap()
    expect(old.locator("#text-size [aria-pressed=true]")).to_have_attribute("value", "large")


def test_a_country_that_is_chosen_is_announced(old: Page) -> None:
    old.goto("/en/emergency")
    status = old.locator("[role=status]:has(#mine)")
    expect(status).to_have_attribute("aria-live", "off")
    old.locator("#country").select_option("GB")
    expect(status).to_have_attribute("aria-live", "polite")


def test_the_sheet_says_nothing_false_and_makes_no_code_of_words_that_are_too_long(old: Page) -> None:
    old.goto("/en/doctor")
    expect(old.get_by_text("There are no answers from the check here yet.")).to_be_visible()
    put_in(old, ["D1"])
    expect(old.get_by_text("There are no answers from the check here yet.")).to_be_hidden()
    expect(old.locator("button[value=print]")).to_be_hidden()
    old.locator("#medicine-names").fill("a" * 300)
    old.locator("button[value=code]").tap()
    expect(old.locator("#qr")).to_be_hidden()
    expect(old.locator("[data-message=long-words]")).to_be_visible()


def test_a_page_is_read_aloud_only_where_sentences_can_be_told_apart(old: Page) -> None:
    old.goto("/en/stenosis")
    expect(old.locator("#text-size")).to_be_visible()
    expect(old.locator("#listen")).to_be_hidden()
