"""The limits of requests, each tested from both sides."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import vobject
from flask import Flask

from tests.conftest import Api, Clock
from tests.people import Person


def refused(answer: Any) -> str:
    """The name of the problem that was answered."""
    return str(answer.json["type"]).removeprefix("urn:ask-first:")


@pytest.mark.parametrize("repeat", ["once", "until-done"])
@pytest.mark.parametrize(("time", "status"), [("20:59", 201), ("21:00", 422), ("07:59", 422), ("08:00", 201)])
def test_the_quiet_hours_are_kept_for_one_notification_and_for_several(
    api: Api, maria: Person, repeat: str, time: str, status: int
) -> None:
    answer = api.put(maria.request(f"2026-11-24T{time}", repeat=repeat))
    assert answer.status_code == status
    assert status == 201 or refused(answer) == "quiet-hours"


@pytest.mark.parametrize("at_night", ["yes", "", 1, 0, [], {}])
def test_whether_notifications_may_come_at_night_is_true_or_false_and_nothing_else(
    api: Api, maria: Person, at_night: object
) -> None:
    for time in ("10:00", "23:00"):
        answer = api.put(maria.request(f"2026-11-24T{time}", at_night=at_night))
        assert (answer.status_code, refused(answer)) == (400, "not-json")


@pytest.mark.parametrize(
    ("at", "problem"),
    [
        ("2026-11-22T13:00", "time-in-the-past"),  # now
        ("2026-11-22T13:01", None),
        ("2027-11-23T13:00", None),  # 366 days from now
        ("2027-11-23T13:01", "time-too-far"),
        ("2026-11-24T10:00:00", "bad-time"),
        ("2026-02-30T10:00", "bad-time"),
        ("0001-01-01T00:00", "time-in-the-past"),
        ("", "bad-time"),
    ],
)
def test_a_time_lies_between_now_and_a_year_from_now(api: Api, maria: Person, at: str, problem: str | None) -> None:
    answer = api.put(maria.request(at, at_night=True))
    assert answer.status_code == (422 if problem else 201)
    assert problem is None or refused(answer) == problem


def test_only_the_named_one_of_two_reminders_is_changed(api: Api, maria: Person) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    [first, second] = api.put(maria.request("2026-11-25T10:00")).json["reminders"]
    changed = api.put(maria.request("2026-11-28T12:00", kind="after", repeat="once", reminder=second["id"]))
    assert changed.status_code == 200
    shown = {one["id"]: (one["kind"], one["at"], one["repeat"]) for one in api.list(maria).json["reminders"]}
    assert shown == {
        first["id"]: ("doctor", "2026-11-24T10:00", "until-done"),
        second["id"]: ("after", "2026-11-28T12:00", "once"),
    }


def test_only_the_named_one_of_two_reminders_is_put_off(api: Api, maria: Person) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    [first, second] = api.put(maria.request("2026-11-25T10:00")).json["reminders"]
    api.answer(maria, second["id"], "tomorrow")
    shown = {one["id"]: one["at"] for one in api.list(maria).json["reminders"]}
    assert shown == {first["id"]: "2026-11-24T10:00", second["id"]: "2026-11-26T10:00"}


@pytest.mark.parametrize("key", ["p256dh", "auth"])
@pytest.mark.parametrize("text", [None, 7, "ñ", "\0", "a\n"])
def test_keys_that_are_no_plain_text_are_refused_before_they_reach_the_database(
    api: Api, maria: Person, key: str, text: object
) -> None:
    request = maria.request("2026-11-24T10:00")
    request["subscription"]["keys"][key] = text
    answer = api.put(request)
    assert (answer.status_code, refused(answer)) == (400, "not-json")


# The calendar file ------------------------------------------------------------------------------


def event(app: Flask, **query: str) -> Any:
    """Return the event of a calendar file, or None if it is refused."""
    wanted = {"kind": "doctor", "repeat": "until-done", **query}
    answer = app.test_client().get("/en/reminder.ics", query_string=wanted)
    return vobject.readOne(answer.text).vevent if answer.status_code == 200 else None


@pytest.mark.parametrize(("time", "taken"), [("21:59", False), ("22:00", False), ("22:01", True)])
def test_a_time_that_floats_is_refused_only_when_it_has_passed_everywhere(
    app: Flask, clock: Clock, time: str, taken: bool
) -> None:
    """It is noon in UTC. In the westernmost zone it is ten in the evening of the day before."""
    assert clock.now == datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()
    assert (event(app, day="2026-11-21", time=time) is not None) == taken


def test_a_time_of_a_zone_is_refused_when_it_has_passed_there(app: Flask) -> None:
    assert event(app, day="2026-11-22", time="12:00", zone="UTC") is None
    assert event(app, day="2026-11-22", time="12:01", zone="UTC") is not None
    assert event(app, day="2026-11-22", time="07:00", zone="America/Lima") is None
    assert event(app, day="2026-11-22", time="07:01", zone="America/Lima") is not None


def test_an_event_is_private_and_keeps_no_time_of_a_shared_calendar_busy(app: Flask) -> None:
    """Other people who see a shared calendar see at most that a private event exists (RFC 5545, 3.8.1.3)."""
    found = event(app, day="2026-11-24", time="10:00", zone="Europe/Madrid")
    assert found.contents["class"][0].value == "PRIVATE"
    assert found.transp.value == "TRANSPARENT"
    assert found.duration.value.total_seconds() == 900
