"""The calendar file in a real browser. The server makes it, or the phone without the server: the same event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from playwright.sync_api import Page, expect

from pwa.reminders.notifications import KINDS
from pwa.reminders.schedule import around_massage, next_times
from pwa.services import services
from tests.browser.conftest import Phone, day, visible_messages
from tests.browser.saving import visit
from tests.browser.subscribed import open_fields
from tests.conftest import Clock
from tests.servers import InProcessServer, ServerProcess

MADRID = "Europe/Madrid"
READY, FAILED = "The file is ready.", "We could not make the file. What you chose is still here."


def form(page: Page, url: str, kind: str = "doctor", ahead: int = 5, time: str = "15:30") -> None:
    """The page of reminders, filled in."""
    page.goto(url)
    open_fields(page)
    page.locator(f"[name=kind][value={kind}]").check()
    page.locator("#day").fill(day(ahead).isoformat())
    page.locator("#time").fill(time)


def add(page: Page) -> None:
    """Press the button by key: app.js ignores a second tap that comes at once."""
    page.locator("[name=calendar]:visible").press("Enter")


def downloaded(page: Page) -> bytes:
    with page.expect_download() as download:
        add(page)
    return Path(download.value.path()).read_bytes()


def events(file: bytes) -> list[dict[str, Any]]:
    """Return the events on which two parsers agree, without the zone: times float in a file that the phone makes."""
    found = []
    twice: Iterable[tuple[Any, Any]] = zip(
        icalendar.Calendar.from_ical(file).events, vobject.readOne(file.decode()).vevent_list, strict=True
    )
    for one, other in twice:
        [alarm] = one.walk("VALARM")
        read = {
            "uid": str(one["uid"]),
            "start": one["dtstart"].dt.replace(tzinfo=None),
            "duration": one["duration"].dt,
            "summary": str(one["summary"]),
            "description": str(one["description"]),
            "url": str(one["url"]),
            "days": one.get("rrule", {}).get("count", [1]),
            "alarm": (str(alarm["action"]), str(alarm["description"]), alarm["trigger"].dt),
        }
        assert other.dtstart.value.replace(tzinfo=None) == read["start"]
        for name in ("uid", "summary", "description", "url"):
            assert getattr(other, name).value == read[name]
        found.append(read)
    return found


def is_well_made(file: bytes) -> None:
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert file.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in file.split(b"\r\n")) <= 75


@pytest.mark.parametrize(("tag", "kind"), [("en", "doctor"), ("ar", "massage")])
def test_the_phone_makes_the_file_that_the_server_cannot_send(
    phone: Phone, here: InProcessServer, clock: Clock, tag: str, kind: str
) -> None:
    page = phone(timezone_id=MADRID).new_page()
    page.clock.set_fixed_time(datetime.fromtimestamp(clock(), UTC))  # at midnight, the day of both is the same too
    form(page, f"{here.url}/{tag}/reminders", kind)
    from_server = downloaded(page)
    assert b"TZID=Europe/Madrid" in from_server
    here.broken.add(f"/{tag}/reminder.ics")
    made = downloaded(page)
    assert b"TZID" not in made
    is_well_made(made)
    assert events(made) == events(from_server)
    assert visible_messages(page) == ["file"]


def test_without_internet_a_saved_page_still_makes_the_file(phone: Phone, apart: ServerProcess) -> None:
    page = phone(service_workers="allow").new_page()
    visit(page, f"{apart.url}/es/saved")
    apart.kill()
    form(page, f"{apart.url}/es/reminders", "check")
    file = downloaded(page)
    is_well_made(file)
    assert [event["url"] for event in events(file)] == [f"{apart.url}/es/reminders"]
    assert page.locator("[name=kind][value=check]").is_checked()


def test_a_server_that_does_not_answer_is_not_waited_for(phone: Phone, here: InProcessServer) -> None:
    page = phone(timezone_id=MADRID).new_page()
    form(page, f"{here.url}/en/reminders")
    here.held.add("/en/reminder.ics")
    is_well_made(downloaded(page))
    expect(page.get_by_text(READY)).to_be_visible()


def test_a_file_that_cannot_be_made_is_told_and_the_form_stays(phone: Phone, here: InProcessServer) -> None:
    page = phone().new_page()
    page.add_init_script("delete Crypto.prototype.subtle;")
    form(page, f"{here.url}/en/reminders", "after")
    here.broken.add("/en/reminder.ics")
    add(page)
    expect(page.get_by_text(FAILED)).to_be_visible()
    assert page.locator("[name=kind][value=after]").is_checked()
    assert page.locator("#day").input_value() == day(5).isoformat()


def test_a_time_that_has_passed_is_told_and_makes_no_file(phone: Phone, here: InProcessServer) -> None:
    page = phone(timezone_id="UTC").new_page()
    form(page, f"{here.url}/en/reminders", ahead=0, time="00:00")
    page.locator("#day").evaluate("(day) => { day.min = ''; }")
    page.locator("#time").evaluate("(time) => { time.min = ''; }")
    here.seen.clear()
    add(page)
    expect(page.get_by_text("This time has already passed, so nothing was changed.")).to_be_visible()
    assert not [line for line in here.seen if "reminder.ics" in line]


HOME_SCREEN = """Object.defineProperty(navigator, 'standalone', { value: true });
Object.defineProperty(navigator, 'maxTouchPoints', { value: 5 });
navigator.canShare = () => true;
navigator.share = async ({ files }) => {
  if (window.isClosed) throw new DOMException('', 'AbortError');
  window.shared = [files[0].name, files[0].type, await files[0].text()];
};"""


def test_an_app_on_the_home_screen_of_an_iphone_shares_the_file(phone: Phone, here: InProcessServer) -> None:
    page = phone().new_page()
    page.add_init_script(HOME_SCREEN)
    form(page, f"{here.url}/en/reminders")
    here.broken.add("/en/reminder.ics")
    page.evaluate("window.isClosed = true")
    add(page)
    expect(page.locator("[name=calendar]:visible")).to_be_enabled()
    expect(page.locator("[data-message]:visible")).to_have_count(0)
    page.evaluate("window.isClosed = false")
    add(page)
    expect(page.get_by_text(READY)).to_be_visible()
    name, kind, text = page.evaluate("window.shared")
    assert (name, kind) == ("reminder.ics", "text/calendar")
    is_well_made(text.encode())


# ---- The module alone ----------------------------------------------------------------------------

MAKE = """async ([address, fields, notes]) => {
  const { calendarText } = await import(address);
  return calendarText(fields, notes, 'https://example.org/en/reminders', 'en');
}"""


def make(
    page: Page, here: InProcessServer, fields: dict[str, str], notes: dict[str, dict[str, str]]
) -> list[dict[str, Any]]:
    address = services(here.app).release.addresses["js/calendar.js"]
    file = page.evaluate(MAKE, [address, fields, notes]).encode()
    is_well_made(file)
    return events(file)


def test_any_words_come_out_of_the_file_as_they_went_in(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/reminders")
    fields = {"kind": "doctor", "day": "2031-05-06", "time": "10:00", "zone": MADRID, "repeat": "once"}
    for title in ("a, b; c\\d\ne", "س" * 75, "🩺" * 40, "x" * 67, "x" * 68, ";" * 80):
        [event] = make(page, reading, fields, {"doctor": {"title": title, "body": title}})
        assert event["summary"] == title
        assert event["description"] == f"{title} https://example.org/en/reminders"


AROUND = [
    ("2031-05-06T09:00", "2031-05-09T15:30"),  # three days ahead
    ("2031-05-06T09:00", "2031-05-30T08:30"),  # the check would be in the night
    ("2031-05-06T09:10", "2031-05-06T15:30"),  # the same day
    ("2031-05-06T09:10", "2031-05-06T10:00"),  # too soon for both
    ("2031-05-06T22:15", "2031-05-07T11:00"),  # an hour later is in the night
    ("2031-05-06T05:15", "2031-05-06T21:30"),
    ("2031-03-29T12:00", "2031-03-31T09:00"),  # across summer time
]


@pytest.mark.parametrize(("now", "massage"), AROUND)
def test_the_reminders_around_a_massage_are_those_of_the_server(
    phone: Phone, reading: InProcessServer, now: str, massage: str
) -> None:
    page = phone(timezone_id=MADRID).new_page()
    moment = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo(MADRID))
    page.clock.set_fixed_time(moment)
    page.goto(f"{reading.url}/en/reminders")
    date, time = massage.split("T")
    fields = {"kind": "massage", "day": date, "time": time, "zone": MADRID, "repeat": "until-done"}
    made = make(page, reading, fields, {kind: {"title": kind, "body": ""} for kind in KINDS})
    plans = around_massage(datetime.fromisoformat(massage), MADRID, moment.timestamp())
    expected = {kind: (plan.local, len(next_times(plan))) for kind, plan in plans.items()}
    assert {event["summary"]: (event["start"], event["days"][0]) for event in made} == expected
