"""Double taps and unintended taps."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from pwa.content.signs import EMERGENCY, SIGNS
from tests.browser.check_page import LISTS, start, step_to
from tests.browser.conftest import Phone, stop_the_clock
from tests.servers import InProcessServer


@pytest.fixture
def check(phone: Phone, reading: InProcessServer) -> Page:
    """The first list of the check."""
    page = phone().new_page()
    page.clock.install()
    page.goto(f"{reading.url}/en/check")
    start(page)
    return page


def question(page: Page) -> str:
    return page.locator("legend:visible").first.inner_text()


def twice(page: Page, target: Locator) -> None:
    box = target.bounding_box()
    assert box is not None
    stop_the_clock(page)
    for _ in range(2):
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_finger_that_taps_twice_goes_one_step(check: Page) -> None:
    following = check.locator(".turn [value=next]")
    for box in check.locator("fieldset:visible [value=no]").all():
        box.check()
    twice(check, following)
    first = question(check)
    assert first.startswith("Do you have sudden signs of a stroke")
    for box in check.locator("fieldset:visible [value=no]").all():
        box.press("Space")
    check.clock.run_for(500)
    following.tap()
    second = question(check)
    assert second != first, "half a second later a tap counts again"
    check.clock.run_for(499)
    following.tap()
    assert question(check) == second


def test_a_finger_that_taps_twice_answers_one_list(check: Page) -> None:
    rest = check.get_by_role("button", name="No to all of these")
    rest.scroll_into_view_if_needed()
    twice(check, rest)
    assert question(check).startswith("Do you have sudden signs of a stroke")
    assert check.locator("input:checked").count() == len(LISTS[0])


def test_a_keyboard_is_as_fast_as_the_person(check: Page) -> None:
    step_to(check, "D10")
    assert check.locator("fieldset:has([name=D10])").is_visible()
    assert check.locator(".turn [value=back]:visible").count() == 1


# ---- Undo ------------------------------------------------------------------------------------------


def clear_answers(page: Page) -> None:
    step_to(page, "D1")
    page.evaluate("document.querySelector('[name=D1][value=yes]').click()")
    page.get_by_role("link", name="See what to do so far").tap()
    page.get_by_role("button", name="Clear my answers").tap()
    page.clock.run_for(10)
    expect(page.get_by_text("Your answers have been cleared.")).to_be_visible()
    assert page.locator("input:checked").count() == 0


def test_cleared_answers_can_be_brought_back(check: Page) -> None:
    clear_answers(check)
    check.get_by_role("button", name="Undo").tap()
    assert check.locator("input:checked").count() == len(EMERGENCY) + 1
    expect(check.get_by_role("heading", name="Call a doctor today")).to_be_visible()
    assert check.locator(".left").text_content() == str(len(SIGNS) - len(EMERGENCY) - 1)
    expect(check.get_by_text("Your answers have been cleared.")).to_be_hidden()


@pytest.mark.parametrize("what", ["a new answer", "the page is out of sight", "a minute"])
def test_cleared_answers_are_forgotten_after(check: Any, what: Any) -> None:
    page = check
    clear_answers(page)
    if what == "a new answer":
        start(page)
        page.locator("fieldset:has([name=E1])").get_by_text("No", exact=True).tap()
    elif what == "a minute":
        page.clock.fast_forward(60_000)
    else:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("button", name="Undo")).to_be_hidden()
    page.evaluate("document.querySelector('.undo button').click()")
    assert page.locator("input:checked").count() == (1 if what == "a new answer" else 0)


def test_nothing_to_clear_offers_nothing(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    page.evaluate("document.querySelector('[type=reset]').click()")
    expect(page.locator(".undo")).to_be_hidden()
