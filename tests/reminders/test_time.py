"""For every time zone and every change of its clocks in the next ten years: no reminder is early, skipped or sent
twice, and local time is kept. The rule for the gap and the fold is stated in `schedule`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pwa.reminders.schedule import (
    Plan,
    after_delivery,
    around_massage,
    end_of_night,
    instant,
    is_night,
    is_second_of_its_day,
    next_times,
    postponed,
    upcoming,
    wall_time,
)

ZONES = sorted(available_timezones())
BEGIN, END = datetime(2026, 11, 22, tzinfo=UTC), datetime(2036, 11, 22, tzinfo=UTC)


@cache
def transitions(zone: str) -> list[datetime]:
    """Return the moments (UTC, to the minute) at which the clocks of a zone change."""
    tz = ZoneInfo(zone)

    def offset(moment: datetime) -> timedelta | None:
        return moment.astimezone(tz).utcoffset()

    found = []
    day, now = BEGIN, offset(BEGIN)
    while day < END:
        later = day + timedelta(days=7)  # no zone changes its clocks twice in a week
        before, now = now, offset(later)
        if before != now:
            low, high = day, later
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
            found.append(high.replace(second=0, microsecond=0))
        day = later
    return found


def exists(local: datetime, zone: str) -> bool:
    tz = ZoneInfo(zone)
    return local.replace(tzinfo=tz).astimezone(UTC).astimezone(tz).replace(tzinfo=None) == local


def test_the_zones_of_the_world_change_their_clocks() -> None:
    changing = [zone for zone in ZONES if transitions(zone)]
    assert len(ZONES) > 400
    assert len(changing) > 100
    assert len(transitions("Europe/Madrid")) == 20


def test_around_every_change_a_daily_reminder_comes_once_a_day_and_not_before_its_time() -> None:
    """Zones whose clocks always agree are tested once."""
    clocks = {
        tuple(moment.astimezone(ZoneInfo(zone)).isoformat() for moment in [BEGIN, *transitions(zone)]): zone
        for zone in ZONES
    }
    assert len(clocks) > 20
    for zone in clocks.values():
        for change in transitions(zone):
            around = change.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            for minutes in (-90, -61, -60, -31, -30, -1, 0, 1, 29, 30, 59, 60, 61, 90):
                check_days(zone, around + timedelta(minutes=minutes))


def check_days(zone: str, hour: datetime) -> None:
    """Check three days in a row at this hour, the middle one on the day of the change."""
    first = hour - timedelta(days=1)
    plan: Plan | None = Plan(first, zone, "until-done", at_night=True)
    moments = []
    while plan is not None:
        moments.append(plan.due_at)
        plan = after_delivery(plan, plan.due_at)
    assert len(moments) == 3
    wanted = first
    for moment in moments:
        on_the_wall = wall_time(moment, zone)
        assert on_the_wall >= wanted, f"{zone} {wanted}: early"
        if exists(wanted, zone):
            assert on_the_wall == wanted, f"{zone} {wanted}: the local time is not kept"
            twice = wanted.replace(tzinfo=ZoneInfo(zone), fold=1).timestamp()
            assert moment <= twice, f"{zone} {wanted}: of two, the first"
        else:
            # Samoa once left out a whole day; within these ten years no gap is longer than some hours.
            assert on_the_wall - wanted <= timedelta(hours=3), f"{zone} {wanted}: too late after the gap"
        # In Greenland the gap ends at midnight: a reminder in it comes on the next day, as the only one of that day.
        wanted = datetime.combine(on_the_wall.date() + timedelta(days=1), hour.time())
    assert moments == sorted(set(moments)), f"{zone} {first}: twice, or in disorder"


times = st.datetimes(datetime(2026, 11, 22), datetime(2036, 11, 22)).map(lambda t: t.replace(second=0, microsecond=0))
zones = st.sampled_from(ZONES)


@given(times, zones, st.integers(0, 40 * 24 * 3600), st.booleans())
def test_after_any_delay_the_next_time_is_on_a_later_day_and_at_the_same_hour(
    local: datetime, zone: str, late: int, at_night: bool
) -> None:
    plan = Plan(local, zone, "until-done", at_night)
    now = plan.due_at + late
    came = now if at_night else end_of_night(now, zone) or now
    moved = after_delivery(plan, now)
    assert moved is not None
    assert moved.due_at > came
    assert moved.local.date() > wall_time(came, zone).date()
    assert moved.local.time() == local.time()
    assert moved.due_at - came <= 49 * 3600
    assert not is_second_of_its_day(moved, moved.due_at, came)


@given(times, zones, st.integers(-400 * 24 * 3600, 400 * 24 * 3600), st.sampled_from([1, 7]))
def test_tomorrow_and_next_week_keep_the_hour_whenever_they_are_pressed(
    local: datetime, zone: str, when: int, days: int
) -> None:
    plan = Plan(local, zone, "once")
    now = max(plan.due_at + when, int(BEGIN.timestamp()))
    moved = postponed(plan, now, days, was_sent=True)
    assert moved.local.time() == local.time()
    assert (moved.local.date() - wall_time(now, zone).date()).days == days


@given(times, zones, st.integers(-30 * 24 * 3600, 30 * 24 * 3600))
def test_a_pause_that_ends_goes_on_at_the_same_hour_ahead(local: datetime, zone: str, when: int) -> None:
    plan = Plan(local, zone, "until-done")
    now = plan.due_at + when
    assert upcoming(plan, now).due_at > now
    assert upcoming(plan, now).local.time() == local.time()
    assert upcoming(plan, now).local >= local


@given(times, zones)
def test_the_night_ends_at_eight_on_the_wall_and_within_fifteen_hours(local: datetime, zone: str) -> None:
    at = instant(local, zone)
    end = end_of_night(at, zone)
    assert (end is None) == (not is_night(wall_time(at, zone)))
    if end is not None:
        assert wall_time(end, zone).hour == 8
        assert 0 < end - at <= 15 * 3600
        assert end_of_night(end, zone) is None


@given(times, zones, st.integers(60, 60 * 24 * 3600))
def test_the_notifications_around_a_massage_come_in_order_and_by_day(massage: datetime, zone: str, ahead: int) -> None:
    now = instant(massage, zone) - ahead
    plans = around_massage(massage, zone, now)
    moments = [plan.due_at for plan in plans.values()]
    assert all(moment > now for moment in moments)
    assert not [kind for kind, plan in plans.items() if is_night(plan.local)]
    assert list(plans)[-1] == "after"
    assert plans["after"].local.date() == massage.date() + timedelta(days=1)
    for kind in ("doctor", "check"):
        if kind in plans:
            assert plans[kind].due_at < instant(massage, zone)
    if "check" in plans:
        assert plans["check"].local.date() == massage.date()


def test_a_massage_next_week_is_asked_about_from_tomorrow_on() -> None:
    now = instant(datetime(2026, 11, 22, 12), "Europe/Madrid")
    plans = around_massage(datetime(2026, 12, 1, 15, 30), "Europe/Madrid", now)
    assert {kind: plan.local.isoformat(timespec="minutes") for kind, plan in plans.items()} == {
        "doctor": "2026-11-23T10:00",
        "check": "2026-12-01T13:30",
        "after": "2026-12-02T10:00",
    }
    assert [plan.repeat for plan in plans.values()] == ["until-done", "once", "once"]


def test_a_massage_in_three_hours_is_asked_about_in_one() -> None:
    now = instant(datetime(2026, 11, 22, 12), "Europe/Madrid")
    plans = around_massage(datetime(2026, 11, 22, 15), "Europe/Madrid", now)
    assert {kind: plan.local.hour for kind, plan in plans.items()} == {"doctor": 13, "check": 13, "after": 10}


def test_a_massage_planned_late_in_the_evening_is_asked_about_in_the_morning() -> None:
    now = instant(datetime(2026, 11, 22, 22), "Europe/Madrid")
    plans = around_massage(datetime(2026, 11, 23, 15), "Europe/Madrid", now)
    assert {kind: plan.local.hour for kind, plan in plans.items()} == {"doctor": 8, "check": 13, "after": 10}


def test_the_next_times_are_those_that_are_left() -> None:
    first = datetime(2026, 11, 24, 10)
    assert [t.day for t in next_times(Plan(first, "UTC", "until-done"))] == [24, 25, 26]
    assert [t.day for t in next_times(Plan(first, "UTC", "until-done", unanswered=2))] == [24]
    assert [t.day for t in next_times(Plan(first, "UTC", "once"))] == [24]


def test_a_zone_that_tzdata_no_longer_knows_goes_on_in_utc_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    plan = Plan(datetime(2026, 11, 24, 10), "Europe/Atlantis", "until-done")
    moved = after_delivery(plan, plan.due_at)
    assert moved is not None
    assert moved.due_at - plan.due_at == 86400
    assert set(caplog.messages) == {"The time zone Europe/Atlantis is no longer known. Its reminders continue in UTC"}
