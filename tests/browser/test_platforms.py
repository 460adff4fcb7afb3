"""Where notifications cannot come: an iPhone's browser tab, a refused permission, a browser without push. The page
says what to do and does not ask again. The calendar works everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import vobject
from playwright.sync_api import Page, expect

from pwa.services import services
from tests.browser.conftest import NOT_ASKED, Phone, day, visible_messages
from tests.browser.subscribed import open_fields
from tests.servers import InProcessServer

IPHONE_TAB = """
  Object.defineProperty(navigator, 'standalone', {value: false});
  delete window.PushManager; delete window.Notification;
"""
NO_PUSH = "delete window.PushManager;"


def open_reminders(phone: Phone, here: InProcessServer, script: str = "", **options: Any) -> Page:
    context = phone(**options)
    if script:
        context.add_init_script(script)
    page = context.new_page()
    page.goto(f"{here.url}/en/reminders")
    return page


def test_an_iphones_tab_shows_the_next_step_with_a_picture_and_the_calendar(
    phone: Phone, here: InProcessServer
) -> None:
    page = open_reminders(phone, here, IPHONE_TAB)
    expect(page.get_by_role("heading", name="First add Ask First to your home screen")).to_be_visible()
    for what in ("the share button", "Add to Home Screen", "the new icon of Ask First"):
        expect(page.get_by_role("img", name=what)).to_be_visible()
    assert page.locator("#ios li").count() == 3
    assert visible_messages(page) == []
    calendar_stands_first(page)


def test_an_iphones_tab_that_comes_back_or_follows_a_link_reports_no_error(phone: Phone, here: InProcessServer) -> None:
    page = open_reminders(phone, here, IPHONE_TAB)
    calendar_stands_first(page)
    page.evaluate("location.hash = 'late'; document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_function("new Promise((resolve) => setTimeout(resolve, 50, true))")
    assert visible_messages(page) == []


def test_the_home_screen_app_of_an_iphone_is_not_told_to_install(phone: Phone, here: InProcessServer) -> None:
    page = open_reminders(phone, here, "Object.defineProperty(navigator, 'standalone', {value: true});")
    expect(page.locator("#ios")).to_be_hidden()


def test_a_browser_without_push_is_told_about_the_calendar(phone: Phone, here: InProcessServer) -> None:
    page = open_reminders(phone, here, NO_PUSH)
    calendar_stands_first(page)
    assert visible_messages(page) == []
    with page.expect_download():
        page.get_by_role("button", name="Add it to my calendar").tap()
    assert visible_messages(page) == ["file"]


def calendar_stands_first(page: Page) -> None:
    """The calendar has taken the place of the notification, with its reason."""
    expect(page.get_by_text("This browser cannot remind you by itself. Your calendar can.")).to_be_visible()
    expect(page.get_by_role("button", name="Remind me")).to_be_hidden()
    first = page.locator("#new button:visible").first
    expect(first).to_have_accessible_name("Add it to my calendar")
    expect(first).to_be_in_viewport()


def test_a_refused_permission_is_explained_and_asked_for_only_in_a_tap(phone: Phone, here: InProcessServer) -> None:
    page = open_reminders(
        phone,
        here,
        "window.asked = 0; Notification.requestPermission = async () => {"
        "  window.asked += 1; window.within = window.event?.type; return 'denied'; };"
        "Object.defineProperty(Notification, 'permission', {get: () => window.asked ? 'denied' : 'default'});",
    )
    assert page.evaluate("window.asked") == 0
    assert visible_messages(page) == []
    page.get_by_role("button", name="Remind me").tap()
    wait = page.locator("[data-message=denied]")
    expect(wait).to_be_visible()
    expect(wait).to_contain_text("open your browser’s settings for this website")
    assert page.evaluate("[window.asked, window.within]") == [1, "submit"], (
        "asked in the tap, before anything is awaited"
    )
    assert services(here.app).store.find("x") is None
    calendar_stands_first(page)
    expect(page.get_by_role("button", name="Add it to my calendar")).to_be_focused()


def test_a_button_that_is_pressed_twice_asks_once(phone: Phone, here: InProcessServer) -> None:
    never = (
        "window.asked = 0; Notification.requestPermission = () => { window.asked += 1; return new Promise(() => {}); };"
    )
    page = open_reminders(phone, here, NOT_ASKED + never)
    page.get_by_role("button", name="Remind me").focus()
    for _ in range(2):
        page.keyboard.press("Enter")
    assert page.evaluate("window.asked") == 1


def test_a_button_that_was_pressed_by_keyboard_keeps_the_focus(phone: Phone, here: InProcessServer) -> None:
    page = open_reminders(phone, here, NOT_ASKED + "Notification.requestPermission = async () => 'granted';")
    page.route("**/js/set-reminder.js", lambda route: route.abort())
    button = page.get_by_role("button", name="Remind me")
    button.press("Enter")
    expect(page.locator("[data-message=offline]")).to_be_visible()
    expect(button).to_be_focused()


def test_a_browser_whose_notification_service_does_not_answer_offers_the_calendar(
    phone: Phone, here: InProcessServer
) -> None:
    """In a private window of Chromium notifications are allowed, but it never gets a subscription."""
    page = open_reminders(phone, here, NOT_ASKED, permissions=["notifications"], service_workers="allow")
    page.get_by_role("button", name="Remind me").tap()
    expect(page.locator("[data-message=no-service]")).to_be_visible()
    assert visible_messages(page) == ["no-service"]
    assert services(here.app).store.find("x") is None


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_calendar_file_is_made_with_and_without_javascript(
    phone: Phone, here: InProcessServer, script: bool, tmp_path: Path
) -> None:
    page = open_reminders(phone, here, java_script_enabled=script, timezone_id="Europe/Madrid", accept_downloads=True)
    if script:
        open_fields(page)
    page.locator("#day").fill(day(2).isoformat())
    page.locator("#time").fill("10:00")
    with page.expect_download() as download:
        page.get_by_role("button", name="Add it to my calendar").tap()
    file = tmp_path / "reminder.ics"
    download.value.save_as(file)
    assert download.value.suggested_filename == "reminder.ics"
    event = vobject.readOne(file.read_bytes().decode()).vevent
    assert event.dtstart.value.hour == 10
    assert (event.dtstart.value.tzinfo is not None) is script, "without JavaScript the time floats with the phone"


def test_the_form_shows_what_the_lock_screen_will_show_before_anything_is_asked(
    phone: Phone, here: InProcessServer
) -> None:
    page = open_reminders(phone, here, NOT_ASKED)
    open_fields(page)
    lock_screen = page.locator(".lockscreen")
    expect(lock_screen).to_contain_text("Your doctor’s appointment")
    page.get_by_label("On the day of a massage: have you done the check again?").check()
    expect(lock_screen).to_contain_text("Before your appointment")
    expect(lock_screen).not_to_contain_text("Your doctor’s appointment", use_inner_text=True)
    page.locator("#time").fill("14:30")
    expect(lock_screen).to_contain_text("2:30")
    page.get_by_label("I have a massage on the day below").check()
    assert page.locator(".lockscreen .notice:visible").count() == 3
    expect(page.locator("#again")).to_be_hidden()


def test_the_night_is_only_offered_on_request(phone: Phone, here: InProcessServer) -> None:
    page = open_reminders(phone, here)
    open_fields(page)
    time = page.locator("#time")
    time.fill("22:30")
    assert time.evaluate("(field) => field.validity.valid") is False
    page.get_by_label("Remind me at night too").check()
    assert time.evaluate("(field) => field.validity.valid") is True
