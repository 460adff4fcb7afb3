"""When a reminder is due, which time zones exist, and when the quiet hours are. Pure functions: no clock, no store.

A person thinks in wall time, the time that the clock on the wall shows. A plan keeps the wall time (`local`, without a
zone) and the IANA name of the zone, and counts in local days: so 09:00 stays 09:00 across summer time. When clocks
go forward, a wall time in the gap moves later by the length of the gap. When they go back and a wall time exists twice,
the first counts (PEP 495, fold=0).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

log = logging.getLogger(__name__)

Repeat = Literal["once", "until-done"]
REPEATS: tuple[Repeat, ...] = ("once", "until-done")

# Files and folders among the time zones that are not time zones of their own.
NO_ZONES = {"localtime", "Factory", "posixrules", "posix", "right"}

# A reminder is sent at most three times in a row. Then it rests, and the app shows it instead.
MOST_IN_A_ROW = 3

# The quiet hours, from 21:00 to 8:00 in wall time: nothing is sent unless the person has allowed it.
NIGHT_BEGINS, NIGHT_ENDS = time(21), time(8)

# The time of the reminders around a massage that do not depend on its hour.
IN_THE_MORNING = time(10)


@dataclass(frozen=True)
class Plan:
    """The next occurrence of a reminder. `local` is wall time, `unanswered` the number of deliveries in a row."""

    local: datetime
    zone: str
    repeat: Repeat
    at_night: bool = False
    unanswered: int = 0

    @property
    def due_at(self) -> int:
        """When it is due, in UTC seconds."""
        return instant(self.local, self.zone)


def is_zone(name: str) -> bool:
    """Return whether `name` is an IANA time zone that we know."""
    return name in _zones()


@cache
def _zones() -> set[str]:
    """Return all time zones. The first call takes 20 ms, because `available_timezones` opens every file.

    Some files are not time zones of their own: the zone of this machine (`localtime`), the default rules
    (`posixrules`), "not set yet" (`Factory`), and two folders with a copy of every zone, with and without leap seconds.
    """
    return {name for name in available_timezones() if name.split("/")[0] not in NO_ZONES}


def instant(local: datetime, zone: str) -> int:
    """Return a wall time as UTC seconds."""
    return int(local.replace(tzinfo=_zone(zone), fold=0).timestamp())


def wall_time(at: float, zone: str) -> datetime:
    """Return the wall time at a moment (UTC seconds), without a zone."""
    return datetime.fromtimestamp(at, UTC).astimezone(_zone(zone)).replace(tzinfo=None)


def _zone(name: str) -> tzinfo:
    """Return the time zone with this name, which was checked when the reminder was planned.

    tzdata keeps old names as links. If one is removed all the same, the reminder continues in UTC: it comes some hours
    early or late, but it is not lost.
    """
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        log.error("The time zone %s is no longer known. Its reminders continue in UTC", name)
        return UTC


def is_night(local: datetime) -> bool:
    """Return whether a wall time lies in the quiet hours."""
    return local.time() >= NIGHT_BEGINS or local.time() < NIGHT_ENDS


def end_of_night(at: float, zone: str) -> int | None:
    """Return the end of the quiet hours (UTC seconds) if a moment is in them, else None."""
    local = wall_time(at, zone)
    if not is_night(local):
        return None
    morning = local.date() if local.time() < NIGHT_ENDS else local.date() + timedelta(days=1)
    return instant(datetime.combine(morning, NIGHT_ENDS), zone)


def next_times(plan: Plan) -> list[datetime]:
    """Return the wall times of all deliveries if the person does not answer, three at most."""
    count = 1 if plan.repeat == "once" else MOST_IN_A_ROW - plan.unanswered
    return [plan.local + timedelta(days=day) for day in range(count)]


def as_it_comes(plan: Plan, sent_at: float | None) -> Plan:
    """Return the plan with the day on which it will come.

    It moves if the last notification came late, on the same day.
    """
    return on_another_day(plan, plan.due_at) if is_second_of_its_day(plan, plan.due_at, sent_at) else plan


def after_delivery(plan: Plan, now: float) -> Plan | None:
    """Return the plan after an occurrence went to the outbox at `now` (UTC seconds), or None if the reminder rests.

    Days on which nothing could be sent are skipped: one late notification is enough.
    """
    unanswered = plan.unanswered + 1
    if plan.repeat == "once" or unanswered >= MOST_IN_A_ROW:
        return None
    return replace(on_another_day(plan, now), unanswered=unanswered)


def on_another_day(plan: Plan, now: float) -> Plan:
    """Return the plan on a later day, at the same time of day.

    The new day is after the day of the plan and after the day of a notification that is sent at `now` (UTC seconds).
    """
    day = max(plan.local.date(), _comes_on(plan, now)) + timedelta(days=1)
    return upcoming(replace(plan, local=datetime.combine(day, plan.local.time())), now)


def is_second_of_its_day(plan: Plan, now: float, sent_at: float | None) -> bool:
    """Return whether a notification at `now` would be the second on one day. `now` and `sent_at` are in UTC seconds."""
    return sent_at is not None and wall_time(sent_at, plan.zone).date() == _comes_on(plan, now)


def _comes_on(plan: Plan, now: float) -> date:
    """Return the local day on which an occurrence arrives that goes to the outbox at `now`: after the quiet hours."""
    morning = None if plan.at_night else end_of_night(now, plan.zone)
    return wall_time(morning or now, plan.zone).date()


def upcoming(plan: Plan, now: float) -> Plan:
    """Return the plan on the first day, from its own day on, on which its time is still in the future (`now`: UTC
    seconds)."""
    days_missed = max(0, (wall_time(now, plan.zone).date() - plan.local.date()).days)
    moved = replace(plan, local=plan.local + timedelta(days=days_missed))
    while moved.due_at <= now:
        moved = replace(moved, local=moved.local + timedelta(days=1))
    return moved


def postponed(plan: Plan, now: float, days: int, *, was_sent: bool) -> Plan:
    """Return the plan after the answer Tomorrow (`days` is 1) or Next week (7), at the same time of day.

    The days count from today. If no notification has been sent, they count from the planned day if that is later.
    """
    today = wall_time(now, plan.zone).date()
    first = today if was_sent else max(today, plan.local.date())
    return replace(plan, local=datetime.combine(first + timedelta(days=days), plan.local.time()), unanswered=0)


def around_massage(massage: datetime, zone: str, now: float) -> dict[str, Plan]:
    """Return the reminders around a massage, by kind.

    `doctor` comes from tomorrow until the day before, `check` two hours before, `after` on the day after. The first two
    are left out if their time has passed or is in the quiet hours; the page shows which reminders are planned.

    Args:
        massage: the wall time of the massage.
        now: UTC seconds.
    """
    tomorrow = datetime.combine(wall_time(now, zone).date() + timedelta(days=1), IN_THE_MORNING)
    in_an_hour = now + 3600
    soon = wall_time(end_of_night(in_an_hour, zone) or in_an_hour, zone).replace(second=0, microsecond=0)
    morning = datetime.combine(massage.date(), NIGHT_ENDS)
    first = tomorrow if tomorrow.date() < massage.date() else soon
    days = min(max((massage.date() - first.date()).days, 1), MOST_IN_A_ROW)
    plans = {
        "doctor": Plan(first, zone, "until-done", unanswered=MOST_IN_A_ROW - days),
        "check": Plan(max(morning, massage - timedelta(hours=2)), zone, "once"),
        "after": Plan(datetime.combine(massage.date() + timedelta(days=1), IN_THE_MORNING), zone, "once"),
    }
    begin = instant(massage, zone)
    before = {kind: plan for kind, plan in plans.items() if now < plan.due_at < begin and not is_night(plan.local)}
    return {**before, "after": plans["after"]}
