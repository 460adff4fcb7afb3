"""The times at which a reminder is due: wall time is kept across summer time, with a rule for the gap and the fold."""

from datetime import UTC, timedelta

import pytest

from pwa.reminders.schedule import Plan, after_delivery, instant, is_second_of_its_day, is_zone, postponed, wall_time
from tests.reminders.moments import at, madrid


def utc(text: str) -> int:
    return int(at(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("local", "zone", "moment"),
    [
        ("2026-11-24T10:00", "Europe/Madrid", "2026-11-24T09:00"),
        ("2026-07-24T10:00", "Europe/Madrid", "2026-07-24T08:00"),
        ("2026-11-24T10:00", "Asia/Kolkata", "2026-11-24T04:30"),
        ("2026-11-24T10:00", "Asia/Kathmandu", "2026-11-24T04:15"),
        # Summer time begins: 02:30 does not exist and happens an hour later.
        ("2027-03-28T02:30", "Europe/Madrid", "2027-03-28T01:30"),
        # Summer time ends: 02:30 happens twice, and the first counts.
        ("2026-10-25T02:30", "Europe/Madrid", "2026-10-25T00:30"),
        # Half an hour of summer time.
        ("2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-03T15:45"),
    ],
)
def test_a_wall_time_is_one_moment(local: str, zone: str, moment: str) -> None:
    assert instant(at(local), zone) == instant(at(local).replace(fold=1), zone) == utc(moment)


def test_nine_in_the_morning_stays_nine_in_the_morning_across_summer_time() -> None:
    plan = Plan(at("2027-03-27T09:00"), "Europe/Madrid", "until-done")
    moved = after_delivery(plan, plan.due_at)
    assert moved is not None
    assert moved.local == at("2027-03-28T09:00")
    assert moved.due_at - plan.due_at == 23 * 3600


def test_a_reminder_asks_three_days_in_a_row_and_then_rests() -> None:
    plan: Plan | None = Plan(at("2026-11-24T10:00"), "Europe/Madrid", "until-done")
    days = []
    while plan is not None:
        days.append(plan.local.day)
        plan = after_delivery(plan, plan.due_at)
    assert days == [24, 25, 26]


def test_a_reminder_without_a_series_rests_after_it_was_sent() -> None:
    assert after_delivery(Plan(at("2026-11-24T10:00"), "Europe/Madrid", "once"), 0) is None


def test_days_that_passed_while_nothing_could_be_sent_are_not_made_up_for() -> None:
    plan = Plan(at("2026-11-24T10:00"), "Europe/Madrid", "until-done")
    moved = after_delivery(plan, plan.due_at + 5 * 86400)
    assert moved is not None
    assert moved.local == at("2026-11-30T10:00")


@pytest.mark.parametrize(
    ("sent", "at_night", "following"),
    [
        ("2026-11-24T20:40", False, "2026-11-25T20:30"),  # late, but on its day
        ("2026-11-24T21:00", False, "2026-11-26T20:30"),  # it comes in the morning
        ("2026-11-24T21:00", True, "2026-11-25T20:30"),
        ("2026-11-25T08:00", False, "2026-11-26T20:30"),
    ],
)
def test_after_a_late_notification_the_next_one_comes_on_a_later_day_than_that(
    sent: str, at_night: bool, following: str
) -> None:
    moved = after_delivery(Plan(at("2026-11-24T20:30"), "Europe/Madrid", "until-done", at_night), madrid(sent))
    assert moved is not None
    assert moved.local == at(following)


def test_a_notification_is_the_second_of_its_day_by_the_clock_of_the_person() -> None:
    plan = Plan(at("2026-11-25T10:00"), "Pacific/Auckland", "until-done")
    assert is_second_of_its_day(plan, plan.due_at, plan.due_at - 9 * 3600)
    assert not is_second_of_its_day(plan, plan.due_at, plan.due_at - 11 * 3600)
    assert not is_second_of_its_day(plan, plan.due_at, None)


@pytest.mark.parametrize(("days", "day"), [(1, "2026-11-26T10:00"), (7, "2026-12-02T10:00")])
def test_tomorrow_and_next_week_count_from_today_and_ask_three_times_again(days: int, day: str) -> None:
    plan = Plan(at("2026-11-24T10:00"), "Europe/Madrid", "until-done", unanswered=2)
    late_on_the_next_day = utc("2026-11-25T21:00")
    moved = postponed(plan, late_on_the_next_day, days, was_sent=True)
    assert (moved.local, moved.unanswered) == (at(day), 0)


def test_tomorrow_and_next_week_never_move_a_future_reminder_to_an_earlier_day() -> None:
    plan = Plan(at("2027-03-01T10:00"), "Europe/Madrid", "once")
    assert postponed(plan, utc("2026-11-22T12:00"), 7, was_sent=False).local == at("2027-03-08T10:00")


def test_tomorrow_is_the_persons_tomorrow_not_the_servers() -> None:
    plan = Plan(at("2026-11-24T10:00"), "Pacific/Auckland", "once")
    assert postponed(plan, utc("2026-11-24T12:00"), 1, was_sent=True).local == at("2026-11-26T10:00")


def test_a_wall_time_can_be_read_back() -> None:
    for hours in range(0, 24 * 365, 7):
        moment = utc("2026-01-01T00:00") + hours * 3600
        assert wall_time(moment, "Asia/Tokyo") - at("2026-01-01T09:00") == timedelta(hours=hours)


@pytest.mark.parametrize("name", ["Europe/Madrid", "Africa/Cairo", "UTC", "Asia/Ho_Chi_Minh"])
def test_zones_of_the_iana_are_known(name: str) -> None:
    assert is_zone(name)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "europe/madrid", "+02:00"])
def test_other_names_are_no_zones(name: str) -> None:
    assert not is_zone(name)


@pytest.mark.parametrize("name", ["localtime", "Factory", "posixrules", "posix/Europe/Madrid", "right/Europe/Madrid"])
def test_other_files_beside_the_zones_are_no_zones(name: str) -> None:
    assert not is_zone(name)
