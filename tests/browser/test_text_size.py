"""The text size is chosen once, kept on this phone and applied before the first paint."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from pwa.services import services
from tests.browser.conftest import FORBIDDEN, FULL, Phone
from tests.servers import InProcessServer


def text_size(page: Page) -> float:
    found: float = page.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)")
    return found


def chose_larger(here: InProcessServer) -> dict[str, Any]:
    """A profile that remembers a choice."""
    chosen = [{"name": "text", "value": "larger"}]
    return {"storage_state": {"cookies": [], "origins": [{"origin": here.url, "localStorage": chosen}]}}


def choose(page: Page, name: str) -> None:
    page.get_by_role("group", name="Text size").get_by_role("button", name=name, exact=True).tap()


def test_a_chosen_size_holds_on_every_page_and_after_the_browser_was_closed(
    phone: Phone, reading: InProcessServer
) -> None:
    context = phone()
    page = context.new_page()
    page.goto(f"{reading.url}/en/about")
    normal = text_size(page)
    choose(page, "Very large")
    assert text_size(page) > 1.4 * normal
    page.goto(f"{reading.url}/en/check")
    assert text_size(page) > 1.4 * normal
    pressed = page.get_by_role("group", name="Text size").get_by_role("button", pressed=True)
    expect(pressed).to_have_text("Very large")
    again = phone(storage_state=context.storage_state()).new_page()
    again.goto(f"{reading.url}/ar/")
    assert text_size(again) > 1.4 * normal


def test_a_page_that_comes_back_knows_what_was_chosen_meanwhile(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/stenosis")
    normal = text_size(page)
    page.goto(f"{reading.url}/en/massage")
    choose(page, "Large")
    page.go_back()
    assert text_size(page) > 1.2 * normal
    expect(page.get_by_role("button", pressed=True)).to_have_text("Large")


def test_the_size_is_there_before_the_first_paint(phone: Phone, here: InProcessServer) -> None:
    page = phone(**chose_larger(here)).new_page()
    here.held.add(services(here.app).release.addresses["js/app.js"])  # no module has run yet
    page.goto(f"{here.url}/en/", wait_until="commit")
    page.locator("h1").wait_for()
    assert page.locator("html").get_attribute("data-text") == "larger"


@pytest.mark.parametrize("script", [FORBIDDEN, FULL], ids=["storage forbidden", "storage full"])
def test_without_storage_the_size_holds_for_this_page(phone: Phone, reading: InProcessServer, script: str) -> None:
    context = phone()
    context.add_init_script(script)
    page = context.new_page()
    page.goto(f"{reading.url}/en/")
    normal = text_size(page)
    choose(page, "Large")
    assert text_size(page) > 1.2 * normal


def test_without_javascript_there_is_no_control_that_does_nothing(phone: Phone, reading: InProcessServer) -> None:
    page = phone(java_script_enabled=False).new_page()
    page.goto(f"{reading.url}/en/")
    expect(page.locator("#text-size")).to_be_hidden()


@pytest.mark.parametrize(
    "path",
    [
        "en/",
        "ar/check",
        "es/reminders",
        "en/techniques/swedish",
        "ar/therapist?with=es",
        "ar/session?with=es",
        "en/emergency?with=ar",
    ],
)
@pytest.mark.parametrize("width", [320, 360])
def test_the_largest_text_needs_no_sideways_scroll_and_leaves_emergency_in_view(
    phone: Phone, reading: InProcessServer, path: str, width: int
) -> None:
    page = phone(viewport={"width": width, "height": 740}, **chose_larger(reading)).new_page()
    page.goto(f"{reading.url}/{path}")
    for step in page.locator(".intro .begin, .rest button").all():
        step.press("Enter")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    page.evaluate("scrollTo(0, 1e6)")
    expect(page.locator(".top .emergency")).to_be_in_viewport(ratio=1)


BROKEN = """() => [...document.querySelectorAll('h1, main > section > h2')].flatMap((heading) => {
  const text = heading.firstChild;
  return [...text.data.matchAll(/\\S+/g)].filter(({ 0: word, index }) => {
    const range = new Range();
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    return range.getClientRects().length > 1;
  }).map(([word]) => word);
})"""


@pytest.mark.parametrize("path", ["en/emergency", "es/reminders", "es/about", "ar/techniques", "en/diary"])
@pytest.mark.parametrize("width", [320, 360])
def test_no_heading_breaks_inside_a_word_in_text_of_twice_the_size(
    phone: Phone, reading: InProcessServer, path: str, width: int
) -> None:
    page = phone(viewport={"width": width, "height": 740}, bypass_csp=True).new_page()
    page.goto(f"{reading.url}/{path}")
    page.add_style_tag(content="html { font-size: 200% }")
    assert page.evaluate(BROKEN) == []
