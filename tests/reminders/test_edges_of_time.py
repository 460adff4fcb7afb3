"""The limits of the schedule from both sides: the night, a massage on the same day, a late notification."""

from __future__ import annotations

import pytest

from pwa.reminders.schedule import (
    Plan,
    after_delivery,
    around_massage,
    as_it_comes,
    end_of_night,
    is_night,
    next_times,
    postponed,
    upcoming,
)
from tests.reminders.moments import MADRID, at, madrid


def planned(massage: str, now: float) -> dict[str, str]:
    """Return the wall time of each reminder around a massage, by kind."""
    plans = around_massage(at(massage), MADRID, now)
    return {kind: plan.local.isoformat() for kind, plan in plans.items()}


@pytest.mark.parametrize(
    ("time", "night"),
    [("20:59", False), ("21:00", True), ("00:00", True), ("07:59", True), ("08:00", False), ("12:00", False)],
)
def test_the_night_begins_at_nine_and_ends_at_eight(time: str, night: bool) -> None:
    assert is_night(at(f"2026-11-24T{time}")) == night
    assert (end_of_night(madrid(f"2026-11-24T{time}"), MADRID) is not None) == night


@pytest.mark.parametrize(
    ("time", "morning"), [("24T21:00", "25T08:00"), ("24T23:59", "25T08:00"), ("25T00:00", "25T08:00")]
)
def test_a_night_ends_on_the_morning_after_it(time: str, morning: str) -> None:
    assert end_of_night(madrid(f"2026-11-{time}"), MADRID) == madrid(f"2026-11-{morning}")


def test_tomorrow_after_a_standstill_is_the_day_after_today_also_if_no_notification_has_come() -> None:
    plan = Plan(at("2026-11-24T10:00"), MADRID, "once")
    for days, day in ((1, "2026-11-28T10:00"), (7, "2026-12-04T10:00")):
        assert postponed(plan, madrid("2026-11-27T12:00"), days, was_sent=False).local == at(day)


def test_a_notification_that_was_sent_is_put_off_from_today_even_if_its_plan_lies_ahead() -> None:
    plan = Plan(at("2026-12-24T10:00"), MADRID, "until-done")
    assert postponed(plan, madrid("2026-11-27T12:00"), 1, was_sent=True).local == at("2026-11-28T10:00")


def test_the_day_that_is_promised_moves_on_when_the_notification_before_it_came_late_on_that_day() -> None:
    plan = Plan(at("2026-11-25T08:30"), MADRID, "until-done", unanswered=1)
    assert as_it_comes(plan, madrid("2026-11-25T08:00")) == Plan(
        at("2026-11-26T08:30"), MADRID, "until-done", unanswered=1
    )
    for sent_at in (madrid("2026-11-24T08:30"), None):
        assert as_it_comes(plan, sent_at) == plan


def test_after_each_delivery_one_more_notification_counts_as_unanswered() -> None:
    plan = Plan(at("2026-11-24T10:00"), MADRID, "until-done")
    once = after_delivery(plan, plan.due_at)
    assert once is not None
    assert (once.unanswered, len(next_times(once))) == (1, 2)
    twice = after_delivery(once, once.due_at)
    assert twice is not None
    assert (twice.unanswered, len(next_times(twice))) == (2, 1)
    assert after_delivery(twice, twice.due_at) is None


def test_a_time_that_is_now_has_passed_and_a_second_before_it_has_not() -> None:
    plan = Plan(at("2026-11-24T10:00"), MADRID, "once")
    assert upcoming(plan, plan.due_at - 1).local == at("2026-11-24T10:00")
    assert upcoming(plan, plan.due_at).local == at("2026-11-25T10:00")


def test_a_pause_of_days_ends_on_the_next_day_that_is_still_to_come() -> None:
    plan = Plan(at("2026-11-24T10:00"), MADRID, "until-done")
    assert upcoming(plan, madrid("2026-11-27T09:59")).local == at("2026-11-27T10:00")
    assert upcoming(plan, madrid("2026-11-27T10:01")).local == at("2026-11-28T10:00")


# Around a massage -------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [0, 1, 37.5, 59.999])
def test_a_massage_of_today_that_is_planned_twice_within_a_minute_is_planned_for_the_same_time(seconds: float) -> None:
    """Seconds of the clock must not count, or a repeated request would plan another reminder."""
    assert planned("2026-11-22T15:30", madrid("2026-11-22T12:00") + seconds) == {
        "doctor": "2026-11-22T13:00:00",
        "check": "2026-11-22T13:30:00",
        "after": "2026-11-23T10:00:00",
    }


@pytest.mark.parametrize(
    ("massage", "check"),
    [("10:01", "08:01"), ("10:00", "08:00"), ("09:00", "08:00"), ("08:01", "08:00"), ("08:00", None)],
)
def test_the_signs_are_checked_again_two_hours_before_a_massage_but_not_before_eight(
    massage: str, check: str | None
) -> None:
    plans = planned(f"2026-12-01T{massage}", madrid("2026-11-22T12:00"))
    assert plans.get("check") == (f"2026-12-01T{check}:00" if check else None)


@pytest.mark.parametrize(("massage", "check"), [("22:59", "20:59"), ("23:00", None), ("23:30", None)])
def test_nobody_is_asked_to_check_at_night(massage: str, check: str | None) -> None:
    plans = planned(f"2026-12-01T{massage}", madrid("2026-11-22T12:00"))
    assert plans.get("check") == (f"2026-12-01T{check}:00" if check else None)


@pytest.mark.parametrize(("now", "there"), [("13:29", True), ("13:30", False), ("13:31", False)])
def test_a_check_whose_time_has_come_is_left_out(now: str, there: bool) -> None:
    assert ("check" in planned("2026-11-22T15:30", madrid(f"2026-11-22T{now}"))) == there


@pytest.mark.parametrize(("massage", "there"), [("15:31", True), ("15:30", False), ("15:29", False)])
def test_a_talk_that_could_only_come_at_the_hour_of_the_massage_is_left_out(massage: str, there: bool) -> None:
    assert ("doctor" in planned(f"2026-11-22T{massage}", madrid("2026-11-22T14:30"))) == there


@pytest.mark.parametrize(
    ("now", "doctor"), [("2026-11-22T19:59", "2026-11-22T20:59:00"), ("2026-11-22T20:00", "2026-11-23T08:00:00")]
)
def test_on_the_evening_before_a_massage_the_talk_is_asked_about_in_an_hour_or_in_the_morning(
    now: str, doctor: str
) -> None:
    assert planned("2026-11-23T15:00", madrid(now))["doctor"] == doctor


@pytest.mark.parametrize(
    ("massage", "days"),
    [
        *(("2026-11-22T20:00", 1), ("2026-11-23T15:00", 1), ("2026-11-24T15:00", 1), ("2026-11-25T15:00", 2)),
        *(("2026-11-26T15:00", 3), ("2026-11-27T15:00", 3), ("2026-12-27T15:00", 3)),
    ],
)
def test_the_talk_is_asked_about_on_three_days_at_most_and_before_the_massage(massage: str, days: int) -> None:
    doctor = around_massage(at(massage), MADRID, madrid("2026-11-22T12:00"))["doctor"]
    times = next_times(doctor)
    assert len(times) == days
    assert doctor.repeat == "until-done"
    assert times[-1] < at(massage)


def test_the_day_is_that_of_the_person_wherever_the_server_stands() -> None:
    """At this moment it is Monday in Auckland and Sunday in Honolulu."""
    now = madrid("2026-11-22T12:30")
    for zone, doctor in (("Pacific/Auckland", "2026-11-24T10:00"), ("Pacific/Honolulu", "2026-11-23T10:00")):
        plans = around_massage(at("2026-12-01T15:00"), zone, now)
        assert plans["doctor"].local == at(doctor), zone
        assert {plan.zone for plan in plans.values()} == {zone}


def test_only_the_talk_is_asked_about_again() -> None:
    plans = around_massage(at("2026-12-01T15:00"), MADRID, madrid("2026-11-22T12:00"))
    assert {kind: plan.repeat for kind, plan in plans.items()} == {
        "doctor": "until-done",
        "check": "once",
        "after": "once",
    }
