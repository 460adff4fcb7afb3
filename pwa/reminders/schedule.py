"""When a reminder is due. Pure functions: no clock, no store.

A person means a time on the wall. We keep that (`local`, without a zone) and the IANA name of the zone, and
count in local days, so that 09:00 stays 09:00 across summer time. Two rules for the hours in which a clock
is changed: a time that does not exist happens later, by the length of the gap; a time that happens twice is
the first of the two (PEP 495, fold=0).
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

# What lies among the time zones and is none.
NO_ZONES = {"localtime", "Factory", "posixrules", "posix", "right"}

# A reminder asks at most three times in a row; then it rests, and the app shows it instead.
MOST_IN_A_ROW = 3

# Nobody is woken, unless they asked for it: from 21:00 to 8:00 on the wall.
NIGHT_BEGINS, NIGHT_ENDS = time(21), time(8)

# When the notes around a massage come that are not bound to its hour.
IN_THE_MORNING = time(10)


@dataclass(frozen=True)
class Plan:
    """The next occurrence of a reminder. `local` is wall time; `unanswered` counts deliveries in a row."""

    local: datetime
    zone: str
    repeat: Repeat
    at_night: bool = False
    unanswered: int = 0

    @property
    def due_at(self) -> int:
        """UTC seconds."""
        return instant(self.local, self.zone)


def is_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone that we know."""
    return name in _zones()


@cache
def _zones() -> set[str]:
    """Looked for once: it opens each file that the system has about zones, which takes 20 ms.

    Some files there are no zones: what the server's own clock shows (`localtime`), rules for other names
    (`posixrules`), "not set yet" (`Factory`), and in two folders each zone again, with and without leap seconds.
    """
    return {name for name in available_timezones() if name.split("/")[0] not in NO_ZONES}


def instant(local: datetime, zone: str) -> int:
    """UTC seconds of a wall time."""
    return int(local.replace(tzinfo=_zone(zone), fold=0).timestamp())


def wall_time(at: float, zone: str) -> datetime:
    """What the clock on the wall shows at a moment (UTC seconds), without a zone."""
    return datetime.fromtimestamp(at, UTC).astimezone(_zone(zone)).replace(tzinfo=None)


def _zone(name: str) -> tzinfo:
    """A zone that was checked when the reminder was made. tzdata keeps old names as links; should one go all the
    same, the reminder goes on in UTC, hours off but not lost."""
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        log.error("The time zone %s is not known any more: its reminders go on in UTC", name)
        return UTC


def is_night(local: datetime) -> bool:
    """Whether a wall time lies in the quiet hours."""
    return local.time() >= NIGHT_BEGINS or local.time() < NIGHT_ENDS


def end_of_night(at: float, zone: str) -> int | None:
    """When the quiet hours end (UTC seconds), if a moment lies in them."""
    local = wall_time(at, zone)
    if not is_night(local):
        return None
    morning = local.date() if local.time() < NIGHT_ENDS else local.date() + timedelta(days=1)
    return instant(datetime.combine(morning, NIGHT_ENDS), zone)


def next_times(plan: Plan) -> list[datetime]:
    """The wall times that are still to come if nobody answers: three at most."""
    left = 1 if plan.repeat == "once" else MOST_IN_A_ROW - plan.unanswered
    return [plan.local + timedelta(days=day) for day in range(left)]


def as_it_comes(plan: Plan, sent_at: float | None) -> Plan:
    """The plan with the day that it will have: it moves when the note before it came late, on its own day."""
    return on_another_day(plan, plan.due_at) if is_second_of_its_day(plan, plan.due_at, sent_at) else plan


def after_delivery(plan: Plan, now: float) -> Plan | None:
    """The plan after an occurrence went to the outbox at `now` (UTC seconds); None when it rests.

    Days that passed while nothing could be sent are not made up for: one late note is enough.
    """
    unanswered = plan.unanswered + 1
    if plan.repeat == "once" or unanswered >= MOST_IN_A_ROW:
        return None
    return replace(on_another_day(plan, now), unanswered=unanswered)


def on_another_day(plan: Plan, now: float) -> Plan:
    """The same time of day, later than the plan's day and than the day on which a note of `now` comes."""
    day = max(plan.local.date(), _comes_on(plan, now)) + timedelta(days=1)
    return upcoming(replace(plan, local=datetime.combine(day, plan.local.time())), now)


def is_second_of_its_day(plan: Plan, now: float, sent_at: float | None) -> bool:
    """Whether a note of `now` would come on the day of the one before it, which came late (both in UTC seconds)."""
    return sent_at is not None and wall_time(sent_at, plan.zone).date() == _comes_on(plan, now)


def _comes_on(plan: Plan, now: float) -> date:
    """The day on the wall on which a note that goes to the outbox at `now` comes: nobody is woken for it."""
    morning = None if plan.at_night else end_of_night(now, plan.zone)
    return wall_time(morning or now, plan.zone).date()


def upcoming(plan: Plan, now: float) -> Plan:
    """The same time of day, on the first day from the plan's own on which it has not passed yet."""
    days_missed = max(0, (wall_time(now, plan.zone).date() - plan.local.date()).days)
    moved = replace(plan, local=plan.local + timedelta(days=days_missed))
    while moved.due_at <= now:
        moved = replace(moved, local=moved.local + timedelta(days=1))
    return moved


def postponed(plan: Plan, now: float, days: int, *, was_sent: bool) -> Plan:
    """The plan after the answer Tomorrow (1) or Next week (7), at the same time of day.

    Counted from today, or from the day that was planned if no note has come yet: never earlier than that.
    """
    today = wall_time(now, plan.zone).date()
    first = today if was_sent else max(today, plan.local.date())
    return replace(plan, local=datetime.combine(first + timedelta(days=days), plan.local.time()), unanswered=0)


def around_massage(massage: datetime, zone: str, now: float) -> dict[str, Plan]:
    """The reminders around a massage at a wall time, by kind: talk to the doctor from tomorrow until the day before,
    check again two hours before, and how it was on the day after. One whose time has passed or would be at night is
    left out; the page shows which are planned."""
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
    hour = instant(massage, zone)
    in_time = {kind: plan for kind, plan in plans.items() if now < plan.due_at < hour and not is_night(plan.local)}
    return {**in_time, "after": plans["after"]}
