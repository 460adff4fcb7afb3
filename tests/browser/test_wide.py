"""A wide window: the places are in the top bar, the three techniques side by side, a map beside its words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.pages import TAGS
from tests.servers import InProcessServer

WIDE = [900, 1024, 1280, 1920]
# Left, right, top and bottom of elements.
BOXES = "(all) => all.map((e) => e.getBoundingClientRect()).map(({ left, right, top, bottom }) => [left, right, top, bottom])"


def opened(screen: Page, reading: InProcessServer, path: str, width: int) -> Page:
    screen.set_viewport_size({"width": width, "height": 800})
    screen.goto(reading.url + path)
    return screen


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("width", [768, 900, 1023, 1024, 1920])
def test_the_places_are_in_the_top_bar_of_a_wide_window_and_below_in_others(
    screen: Page, reading: InProcessServer, tag: str, width: int
) -> None:
    page = opened(screen, reading, f"/{tag}/techniques", width)
    assert page.locator(".top .menu").is_visible() == (width >= 1024)
    assert page.locator(".places").is_visible() == (width < 1024)
    [[_left, _right, _top, bottom]] = page.locator(".top").evaluate_all(BOXES)
    assert bottom < 64, "in one row"
    assert page.locator(":is(.menu, .places):visible [aria-current]").get_attribute("href") == f"/{tag}/techniques"
    assert page.evaluate("document.scrollingElement.scrollWidth") == width


def test_a_window_that_grows_keeps_no_room_for_the_bar_that_is_gone(screen: Page, reading: InProcessServer) -> None:
    page = opened(screen, reading, "/en/", 768)
    room = "parseFloat(getComputedStyle(document.body).paddingBlockEnd)"
    assert page.evaluate(room) > 48
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.evaluate(room) == 0


def test_tab_goes_through_the_top_bar_before_the_text(screen: Page, reading: InProcessServer) -> None:
    page = opened(screen, reading, "/en/", 1280)
    stops = []
    for _ in range(10):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.innerText.trim()"))
    bar = [
        "Skip to main content",
        "Ask First",
        "Home",
        "Check",
        "Techniques",
        "Reminders",
        "Sheets",
        "English",
        "Emergency",
    ]
    assert stops == [*bar, "Check for warning signs"]


@pytest.mark.parametrize("width", WIDE)
@pytest.mark.parametrize("tag", ["en", "ar"])
def test_three_techniques_are_side_by_side_and_a_map_is_beside_its_words(
    screen: Page, reading: InProcessServer, tag: str, width: int
) -> None:
    page = opened(screen, reading, f"/{tag}/techniques", width)
    cards = page.locator(".cards > li").evaluate_all(BOXES)
    assert len({top for _left, _right, top, _bottom in cards}) == 1
    for path in ("techniques", "techniques/swedish"):
        page = opened(screen, reading, f"/{tag}/{path}", width)
        [views], [words] = (page.locator(part).evaluate_all(BOXES) for part in (".map .views", ".map dl"))
        assert views[1] <= words[0] or words[1] <= views[0], "side by side"
        assert abs(views[2] - words[2]) < 16, "from the same line on"
        assert page.evaluate("document.scrollingElement.scrollWidth") == width


@pytest.mark.parametrize("width", WIDE)
def test_the_diary_has_two_columns(screen: Page, reading: InProcessServer, width: int) -> None:
    page = opened(screen, reading, "/en/diary", width)
    [form], [copy] = (page.locator(part).evaluate_all(BOXES) for part in ("#write", "#copy"))
    assert form[1] < copy[0]
    assert copy[2] < form[3]
