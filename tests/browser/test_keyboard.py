"""The app is used with the keyboard."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Phone
from tests.browser.gates import keyboard
from tests.browser.gates.reflow import WIDE_FONT
from tests.servers import InProcessServer


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_the_first_tab_offers_to_skip_to_the_text(screen: Page, reading: InProcessServer, tag: str) -> None:
    screen.goto(f"{reading.url}/{tag}/check")
    screen.keyboard.press("Tab")
    skip = screen.locator(".skip")
    assert skip.evaluate("(link) => link === document.activeElement")
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    screen.keyboard.press("Enter")
    screen.keyboard.press("Tab")
    assert screen.evaluate("document.querySelector('main').contains(document.activeElement)")


# Dates with short and long names, the ends of a month and a year, the days around the change of clocks in Europe.
DATES = [
    datetime(2026, 5, 1),
    datetime(2026, 9, 29),
    datetime(2026, 11, 30),
    datetime(2026, 12, 31),
    datetime(2027, 3, 27),
]


# Whether its upper and its lower edge are in the window and uncovered.
SEEN = """(field) => {
  const { left, right, top, bottom } = field.getBoundingClientRect();
  return [top + 2, bottom - 2].every((y) => document.elementFromPoint((left + right) / 2, y) === field);
}"""


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_every_stop_in_the_form_of_reminders_is_seen_on_any_date(
    phone: Phone, reading: InProcessServer, tag: str
) -> None:
    page = phone().new_page()
    devtools = page.context.new_cdp_session(page)
    for date in DATES:
        page.clock.set_fixed_time(date.replace(hour=12, tzinfo=UTC))
        page.goto(f"{reading.url}/{tag}/reminders")
        expect(page.locator("#day")).to_have_attribute("min", date.date().isoformat())
        expect(page.locator("[data-message=denied]")).to_be_visible()
        page.evaluate("for (const part of document.querySelectorAll('[data-form]')) part.hidden = false")
        assert keyboard.problems(page, devtools) == [], date


def test_a_late_message_does_not_move_the_focus(phone: Phone, reading: InProcessServer) -> None:
    """The browser answers late whether it has reminders, and that notifications are forbidden."""
    page = phone().new_page()
    page.add_init_script("""
      const request = navigator.locks.request.bind(navigator.locks);
      const answer = new Promise((resolve) => { window.answer = resolve; });
      navigator.locks.request = async (...asked) => { await answer; return request(...asked); };
    """)
    page.goto(f"{reading.url}/en/reminders")
    expect(page.locator("#day")).not_to_have_value("")
    page.locator("[name=open]").click()
    for field in ("#time", "[name=repeat]:checked", "[name=kind]:checked"):
        page.locator(field).focus()
        assert page.locator(field).evaluate(SEEN), field
        page.evaluate("for (const message of document.querySelectorAll('[data-message]')) message.hidden = true")
        page.evaluate("answer(); document.dispatchEvent(new Event('visibilitychange'))")
        page.locator("[data-message=denied]:not([hidden])").wait_for()
        assert page.locator(field).evaluate(SEEN), field


@pytest.mark.parametrize("path", ["en/reminders", "en/diary"])
def test_no_stop_lies_under_a_bar_whose_words_take_two_lines(phone: Phone, reading: InProcessServer, path: str) -> None:
    page = phone(viewport={"width": 320, "height": 740}).new_page()
    devtools = page.context.new_cdp_session(page)
    page.goto(f"{reading.url}/{path}")
    page.evaluate(WIDE_FONT, '"DejaVu Sans"')
    page.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
    assert page.locator(".places").evaluate("(bar) => bar.offsetHeight") > 100
    assert keyboard.problems(page, devtools) == []
