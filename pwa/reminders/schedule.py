"""When a reminder is due. Pure functions: no clock, no store.

A person means a time on the wall. We keep that (`local`, without a zone) and the IANA name of the zone, and
count in local days, so that 09:00 stays 09:00 across summer time. Two rules for the hours in which a clock
is changed: a time that does not exist happens later, by the length of the gap; a time that happens twice is
the first of the two (PEP 495, fold=0).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

Repeat = Literal["once", "until-done"]
REPEATS: tuple[Repeat, ...] = ("once", "until-done")

# A reminder asks at most three times in a row; then it rests, and the app shows it instead.
MOST_IN_A_ROW = 3


@dataclass(frozen=True)
class Plan:
    """The next occurrence of a reminder. `local` is wall time; `unanswered` counts deliveries in a row."""

    local: datetime
    zone: str
    repeat: Repeat
    unanswered: int = 0

    @property
    def at(self) -> int:
        """UTC seconds."""
        return instant(self.local, self.zone)


def is_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone that we know."""
    return name in available_timezones()


def instant(local: datetime, zone: str) -> int:
    """UTC seconds of a wall time."""
    return int(local.replace(tzinfo=ZoneInfo(zone), fold=0).timestamp())


def wall_time(at: float, zone: str) -> datetime:
    """What the clock on the wall shows at a moment (UTC seconds), without a zone."""
    return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def after_delivery(plan: Plan, now: float) -> Plan | None:
    """The plan after an occurrence went to the outbox at `now` (UTC seconds); None when it rests.

    Days that passed while nothing could be sent are not made up for: one late note is enough.
    """
    unanswered = plan.unanswered + 1
    if plan.repeat == "once" or unanswered >= MOST_IN_A_ROW:
        return None
    moved = replace(plan, local=plan.local + timedelta(days=1), unanswered=unanswered)
    while moved.at <= now:
        moved = replace(moved, local=moved.local + timedelta(days=1))
    return moved


def postponed(plan: Plan, now: float, days: int) -> Plan:
    """The plan after the answer Tomorrow (1) or Next week (7): same time of day, counted from today."""
    today = wall_time(now, plan.zone).date()
    local = datetime.combine(today + timedelta(days=days), plan.local.time())
    return replace(plan, local=local, unanswered=0)
