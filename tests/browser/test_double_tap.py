"""Double taps and unintended taps."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from pwa.content.signs import EMERGENCY, SIGNS
from tests.browser.conftest import Phone, stop_the_clock
from tests.servers import InProcessServer


@pytest.fixture
def check(phone: Phone, reading: InProcessServer) -> Page:
    page = phone().new_page()
    page.clock.install()
    page.goto(f"{reading.url}/en/check")
    page.get_by_role("button", name="No to all that are still open here").press("Enter")
    return page


def question(page: Page) -> str:
    return page.locator("legend:visible").first.inner_text()


def twice(page: Page, name: str) -> None:
    box = page.get_by_role("button", name=name).bounding_box()
    assert box is not None
    stop_the_clock(page)
    for _ in range(2):
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_finger_that_taps_twice_goes_one_step(check: Page) -> None:
    twice(check, "Next")
    first = question(check)
    assert first == "Do you have a fever or chills with your back or neck pain?"

    check.clock.run_for(500)
    check.get_by_role("button", name="Next").tap()
    second = question(check)
    assert second != first, "half a second later a tap counts again"
    check.clock.run_for(499)
    check.get_by_role("button", name="Next").tap()
    assert question(check) == second


def test_a_keyboard_is_as_fast_as_the_person(check: Page) -> None:
    check.get_by_role("button", name="Next").press("Enter")
    first = question(check)
    for _ in range(3):
        check.get_by_role("button", name="Next").press("Enter")
    assert question(check) != first
    assert check.locator("[value=back]:visible").count() == 1


def test_answers_and_the_next_button_are_at_different_places_and_need_no_wait(check: Page) -> None:
    check.get_by_role("button", name="Next").tap()
    first = question(check)
    check.locator("fieldset:visible").get_by_text("No", exact=True).tap()
    check.get_by_role("button", name="Next").tap()
    assert question(check) != first


# ---- Undo ------------------------------------------------------------------------------------------


def clear_answers(page: Page) -> None:
    page.get_by_role("button", name="Next").press("Enter")
    page.locator("fieldset:visible").get_by_text("Yes", exact=True).tap()
    page.get_by_role("link", name="What to do so far").tap()
    page.get_by_role("button", name="Clear my answers").tap()
    page.clock.run_for(10)
    expect(page.get_by_text("Your answers are gone.")).to_be_visible()
    assert page.locator("input:checked").count() == 0


def test_cleared_answers_can_be_brought_back(check: Page) -> None:
    clear_answers(check)
    check.get_by_role("button", name="Bring them back").tap()
    assert check.locator("input:checked").count() == len(EMERGENCY) + 1
    expect(check.get_by_role("heading", name="Call a doctor today if:")).to_be_visible()
    assert check.locator(".left").text_content() == str(len(SIGNS) - len(EMERGENCY) - 1)
    expect(check.get_by_text("Your answers are gone.")).to_be_hidden()


@pytest.mark.parametrize("what", ["a new answer", "the page is out of sight", "a minute"])
def test_cleared_answers_are_forgotten_after(check: Any, what: Any) -> None:
    page = check
    clear_answers(page)
    if what == "a new answer":
        page.locator("fieldset:has([name=E1])").get_by_text("No", exact=True).tap()
    elif what == "a minute":
        page.clock.fast_forward(60_000)
    else:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("button", name="Bring them back")).to_be_hidden()
    page.evaluate("document.querySelector('.undo button').click()")
    assert page.locator("input:checked").count() == (1 if what == "a new answer" else 0)


def test_nothing_to_clear_offers_nothing(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    page.evaluate("document.querySelector('[type=reset]').click()")
    expect(page.locator(".undo")).to_be_hidden()
