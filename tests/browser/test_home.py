"""The home page remembers what a person has done in Ask First. The marks stay on this phone and say nothing about health."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from pwa.content.signs import VERSION
from tests.browser.conftest import COMES_BACK, FORBIDDEN, Phone, day
from tests.servers import InProcessServer

MARKS = ".mark:visible"
NOTED = """(names) => import([...document.scripts].find(({ src }) => src.endsWith('/app.js')).src)
  .then(({ noteStep }) => names.forEach((name) => noteStep(name)))"""
A_CHECK = "(check) => sessionStorage.setItem('check', JSON.stringify({ day: new Date().toDateString(), ...check }))"


@pytest.fixture
def home(phone: Phone, reading: InProcessServer) -> Page:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/")
    return page


def with_check(page: Page, **check: Any) -> None:
    """Open the page again after a check, as check.js keeps it."""
    page.evaluate(A_CHECK, {"version": VERSION, "answers": {"E1": "no"}, **check})
    page.reload()


def start_button(page: Page) -> str:
    return page.locator(".start .button").inner_text()


def test_nothing_is_marked_at_first(home: Page) -> None:
    assert home.locator(f"{MARKS}, .next:visible, #marks:visible, #cleared:visible").count() == 0
    assert start_button(home) == "Check for warning signs"


def test_what_was_done_has_a_word_and_a_mark_and_one_tap_clears_all(home: Page) -> None:
    home.evaluate(NOTED, ["check", "sheet", "reminder", "answer", "card"])
    home.reload()
    words = ["Done today", "Sheet filled in", "Reminder set", "Doctor’s answer written down", "Card filled in"]
    assert home.locator(MARKS).all_inner_texts() == words
    expect(home.get_by_text("They say nothing about your health.")).to_be_visible()
    home.get_by_role("button", name="Clear the marks").tap()
    assert home.locator(MARKS).count() == 0
    assert home.evaluate("localStorage.length") == 0
    expect(home.get_by_role("button", name="Undo")).to_be_focused()
    home.get_by_role("button", name="Undo").press("Enter")
    assert home.locator(MARKS).all_inner_texts() == words
    expect(home.get_by_role("button", name="Clear the marks")).to_be_focused()


def test_a_check_of_an_earlier_day_does_not_count_and_is_the_next_step(home: Page) -> None:
    home.evaluate(
        "(steps) => localStorage.setItem('steps', steps)", json.dumps({"check": str(day(-1)), "card": "2026-11-01"})
    )
    home.reload()
    assert home.locator(MARKS).all_inner_texts() == ["Card filled in"]
    assert home.locator(".steps a:has(.next:visible)").get_attribute("href") == "/en/check"


@pytest.mark.parametrize("kept", ["{", "3", "null", '"check"', '["check"]', '{"sheet": null}'])
def test_marks_that_are_not_ours_are_none(home: Page, kept: Any) -> None:
    home.evaluate("(kept) => localStorage.setItem('steps', kept)", kept)
    home.reload()
    assert home.locator(f"{MARKS}, #marks:visible").count() == 0
    home.evaluate(NOTED, ["sheet"])
    home.reload()
    assert home.locator(MARKS).all_inner_texts() == ["Sheet filled in"]


def test_a_check_that_was_begun_today_goes_on_from_the_home_page(home: Page) -> None:
    with_check(home, left=22)
    assert start_button(home) == "Continue the check"
    expect(home.get_by_text("Questions left: 22")).to_be_visible()
    with_check(home, left=0)
    assert start_button(home) == "Check for warning signs"
    result = home.get_by_role("link", name="You have finished the check today. See your result.")
    expect(result).to_have_attribute("href", "/en/check")


@pytest.mark.parametrize(
    "check",
    [{"day": "Sun Nov 29 2026"}, {"version": "older"}, {"left": None}, {"left": "many"}],
    ids=["an earlier day", "other questions", "no number", "no number of ours"],
)
def test_a_check_that_does_not_hold_today_is_not_offered(home: Page, check: Any) -> None:
    with_check(home, **{"left": 22, **check})
    assert start_button(home) == "Check for warning signs"
    expect(home.get_by_text("Questions left:")).to_be_hidden()


def test_after_an_emergency_no_other_step_is_called_the_next_one(home: Page) -> None:
    home.evaluate(NOTED, ["check"])
    with_check(home, left=40, answers={"E1": "yes"})
    assert start_button(home) == "Check for warning signs"
    expect(home.get_by_text("See your result.")).to_be_visible()
    assert home.locator(".next:visible").count() == 0
    with_check(home, left=0)
    assert home.locator(".steps a:has(.next:visible)").get_attribute("href") == "/en/doctor"
    home.evaluate("sessionStorage.clear()")
    home.reload()
    assert home.locator(".next:visible").count() == 0, "this tab does not know the result"


def test_a_page_that_comes_back_shows_what_was_done_meanwhile(home: Page) -> None:
    home.evaluate(NOTED, ["sheet"])
    home.evaluate(COMES_BACK)
    assert home.locator(MARKS).all_inner_texts() == ["Sheet filled in"]


def test_a_phone_that_keeps_nothing_has_the_page_without_marks(phone: Phone, reading: InProcessServer) -> None:
    context = phone()
    context.add_init_script(FORBIDDEN)
    page = context.new_page()
    page.goto(f"{reading.url}/en/")
    page.evaluate(NOTED, ["check"])
    page.reload()
    assert page.locator(f"{MARKS}, #marks:visible").count() == 0
    assert start_button(page) == "Check for warning signs"
