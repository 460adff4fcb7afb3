"""Drawings of hands move once and again on a tap. They never move with reduced motion or on paper."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from pwa.content.techniques import TECHNIQUES
from tests.browser.conftest import Phone
from tests.servers import InProcessServer, wait_until

STATES = (
    "document.getAnimations().filter((move) => move.effect.target.matches('.drawing *')).map((move) => move.playState)"
)
LONGEST = "Math.max(...document.getAnimations().map((move) => move.effect.getComputedTiming().endTime))"
FINISH = "for (const move of document.getAnimations()) move.finish()"


def open_card(phone: Phone, reading: InProcessServer, slug: str = "swedish", **options: Any) -> Page:
    page = phone(**options).new_page()
    page.goto(f"{reading.url}/en/techniques/{slug}")
    return page


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


@pytest.mark.parametrize("slug", TECHNIQUES)
def test_hands_move_once_for_less_than_five_seconds_when_they_come_into_view(
    phone: Phone, reading: InProcessServer, slug: str
) -> None:
    page = open_card(phone, reading, slug, viewport={"width": 360, "height": 320})
    page.locator(".moving p").dispatch_event("click")
    assert page.evaluate(STATES) == [], "a tap beside the button does nothing"
    page.locator(".drawing").scroll_into_view_if_needed()
    wait_until(lambda: set(page.evaluate(STATES)) == {"running"}, what="the hands move")
    assert len(page.evaluate(STATES)) == page.locator(".drawing [data-move]").count()
    assert page.evaluate(LONGEST) < 5000
    page.evaluate(FINISH)
    expect(button(page, "Show the movement")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    page.locator(".drawing").scroll_into_view_if_needed()
    assert page.evaluate(STATES) == []


def test_a_tap_shows_the_movement_again_and_the_keyboard_pauses_it_and_goes_on(
    phone: Phone, reading: InProcessServer
) -> None:
    """The keyboard needs no wait, unlike two taps at one place within half a second, which count as one."""
    page = open_card(phone, reading)
    page.locator(".drawing").scroll_into_view_if_needed()
    expect(button(page, "Pause the movement")).to_be_visible()
    page.evaluate(FINISH)
    button(page, "Show the movement").tap()
    expect(button(page, "Pause the movement")).to_be_focused()
    page.keyboard.press("Enter")
    wait_until(lambda: set(page.evaluate(STATES)) == {"paused"}, what="the hands stand still")
    expect(button(page, "Show the movement")).to_be_focused()
    page.keyboard.press("Enter")
    wait_until(lambda: set(page.evaluate(STATES)) == {"running"}, what="the movement goes on")


def test_a_tap_on_the_drawing_shows_the_movement_again(phone: Phone, reading: InProcessServer) -> None:
    page = open_card(phone, reading)
    page.locator(".drawing").scroll_into_view_if_needed()
    expect(button(page, "Pause the movement")).to_be_visible()
    page.evaluate(FINISH)
    expect(button(page, "Show the movement")).to_be_visible()
    page.locator(".drawing").tap()
    wait_until(lambda: set(page.evaluate(STATES)) == {"running"}, what="the hands move")
    expect(button(page, "Pause the movement")).to_be_visible()


def test_nothing_moves_and_nothing_is_offered_where_people_want_no_motion(
    phone: Phone, reading: InProcessServer
) -> None:
    page = open_card(phone, reading, reduced_motion="reduce")
    page.locator(".drawing").scroll_into_view_if_needed()
    expect(page.locator(".moving button")).to_have_count(2)
    expect(page.locator(".moving p")).to_be_hidden()
    page.locator(".drawing").tap()
    assert page.evaluate(STATES) == []
    page.emulate_media(reduced_motion="no-preference")
    button(page, "Show the movement").tap()
    wait_until(lambda: set(page.evaluate(STATES)) == {"running"}, what="the hands move")
    page.emulate_media(reduced_motion="reduce")
    wait_until(lambda: page.evaluate(STATES) == [], what="the hands stand still at once")


def test_on_paper_the_hands_stand_still_and_no_button_is_printed(phone: Phone, reading: InProcessServer) -> None:
    page = open_card(phone, reading)
    page.locator(".drawing").scroll_into_view_if_needed()
    wait_until(lambda: set(page.evaluate(STATES)) == {"running"}, what="the hands move")
    page.pdf()
    assert page.evaluate(STATES) == []
    page.emulate_media(media="print")
    expect(page.locator(".drawing")).to_be_visible()
    expect(page.locator(".moving p")).to_be_hidden()


def test_without_a_script_the_drawing_stands_still(phone: Phone, reading: InProcessServer) -> None:
    page = open_card(phone, reading, java_script_enabled=False)
    expect(page.locator(".drawing")).to_be_visible()
    expect(page.locator(".moving p")).to_be_hidden()
