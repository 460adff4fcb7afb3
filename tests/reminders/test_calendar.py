"""A second parser reads the calendar file: time, zone, alarm, text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from flask import Flask
from werkzeug.test import TestResponse

from tests.conftest import Clock
from tests.pages import PageClient
from tests.servers import ORIGIN

QUERY = {"kind": "doctor", "day": "2026-11-24", "time": "10:00", "repeat": "until-done", "zone": "Europe/Madrid"}


def fetch(app: Flask, language: str = "en", **change: str | None) -> TestResponse:
    query = {name: text for name, text in {**QUERY, **change}.items() if text is not None}
    return app.test_client().get(f"/{language}/reminder.ics", query_string=query)


def events(answer: TestResponse) -> Any:
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    return vobject.readOne(answer.text).vevent_list


def test_it_is_a_calendar_with_crlf_lines_of_at_most_75_bytes(app: Flask) -> None:
    answer = fetch(app, "ar")
    assert answer.headers["Content-Disposition"] == 'inline; filename="reminder.ics"'
    lines = answer.data.split(b"\r\n")
    assert b"\n" not in answer.data.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert b"VERSION:2.0" in lines


def test_the_event_stands_at_its_time_in_its_zone_with_an_alarm(app: Flask) -> None:
    [event] = events(fetch(app))
    start = event.dtstart.value
    assert start.astimezone(UTC) == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert b"DTSTART;TZID=Europe/Madrid:20261124T100000" in fetch(app).data
    assert event.summary.value == "Your doctor’s appointment"
    assert event.valarm.trigger.value == timedelta(0)
    assert event.valarm.action.value == "DISPLAY"
    assert event.valarm.description.value == event.summary.value


def test_it_repeats_on_three_days_at_the_same_hour_across_summer_time(app: Flask, clock: Clock) -> None:
    clock.set("2027-03-20T12:00", "Europe/Madrid")
    [event] = events(fetch(app, day="2027-03-27", time="09:00"))
    days = list(event.getrruleset(addRDate=True))
    assert [day.astimezone(ZoneInfo("Europe/Madrid")).hour for day in days] == [9, 9, 9]
    assert [day.day for day in days] == [27, 28, 29]


def test_a_reminder_without_a_series_does_not_repeat(app: Flask) -> None:
    [event] = events(fetch(app, repeat="once"))
    assert "rrule" not in event.contents


def test_the_same_request_is_the_same_event_and_another_is_another(app: Flask, clock: Clock) -> None:
    [one] = events(fetch(app))
    clock.pass_by(hours=1)
    [same] = events(fetch(app))
    [other] = events(fetch(app, time="11:00"))
    assert one.uid.value == same.uid.value != other.uid.value


def test_without_a_zone_the_times_float_with_the_phone(app: Flask) -> None:
    [event] = events(fetch(app, zone=None))
    assert "TZID" not in event.dtstart.params
    assert event.dtstart.value == datetime(2026, 11, 24, 10)


def test_a_massage_gives_three_events_in_the_readers_language(app: Flask) -> None:
    found = events(fetch(app, "es", kind="massage", day="2026-12-01", time="15:30"))
    assert len(found) == 3
    assert len({event.uid.value for event in found}) == 3
    for event in found:
        assert "masaje" not in event.summary.value.lower()
        assert event.url.value == f"{ORIGIN}/es/reminders"


def test_several_reminders_are_one_file(app: Flask) -> None:
    query = [*QUERY.items(), *{**QUERY, "kind": "after", "day": "2026-12-05", "zone": "Asia/Tokyo"}.items()]
    found = events(app.test_client().get("/en/reminder.ics", query_string=query))
    starts = [event.dtstart.value.astimezone(UTC).isoformat(timespec="minutes") for event in found]
    assert starts == ["2026-11-24T09:00+00:00", "2026-12-05T01:00+00:00"]
    [alone] = events(fetch(app))
    assert found[0].uid.value == alone.uid.value, "added by itself before, it is there once"
    incomplete = [*QUERY.items(), ("kind", "after")]
    assert app.test_client().get("/en/reminder.ics", query_string=incomplete).status_code == 400


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "UTC"])
def test_every_zone_brings_its_rules_along(app: Flask, zone: str) -> None:
    [event] = events(fetch(app, zone=zone))
    expected = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo(zone))
    assert event.dtstart.value.astimezone(UTC) == expected.astimezone(UTC)


@pytest.mark.parametrize(
    "change",
    [
        {"day": None},
        {"day": ""},
        {"time": "25:00"},
        {"kind": "spam"},
        {"zone": "Mars/Olympus"},
        {"day": "2020-01-01"},
        {"repeat": "x"},
    ],
)
def test_a_form_that_misses_something_is_answered_by_a_page(
    pages: PageClient, app: Flask, change: dict[str, str | None]
) -> None:
    answer = fetch(app, "es", **change)
    assert answer.status_code == 400
    assert 'lang="es"' in answer.text
    assert "/es/reminders" in answer.text


def test_an_unknown_language_is_not_there(app: Flask) -> None:
    assert fetch(app, "xx").status_code == 404
