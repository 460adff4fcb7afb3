"""What a person wishes, read from untrusted input and checked. Every refusal is a `Problem`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pwa import problems
from pwa.problems import Problem
from pwa.reminders.notes import MASSAGE, NOTES
from pwa.reminders.schedule import REPEATS, Plan, around_massage, instant, is_night, is_zone

LONGEST_AHEAD = 366 * 24 * 3600


def plans_of(wish: Mapping[str, Any], now: float, slack: int = 0) -> list[tuple[str, Plan]]:
    """Kind and plan of each reminder that was wished for: one, or up to three around a massage.

    Args:
        wish: `kind`, `at` (a wall time such as `2026-11-24T10:00`), `zone`, `repeat` and `at_night`.
        now: UTC seconds.
        slack: seconds for which a time may have passed already.
    """
    kind, zone = wish.get("kind"), wish.get("zone")
    if not isinstance(kind, str) or kind not in {*NOTES, MASSAGE}:
        raise Problem(problems.UNKNOWN_KIND)
    if not isinstance(zone, str) or not is_zone(zone):
        raise Problem(problems.UNKNOWN_ZONE)
    local = _moment(wish.get("at"), zone, now, slack)
    if kind == MASSAGE:
        return list(around_massage(local, zone, now).items())
    repeat, at_night = wish.get("repeat"), wish.get("at_night", False)
    if repeat not in REPEATS or not isinstance(at_night, bool):
        raise Problem(problems.NOT_JSON)
    if is_night(local) and not at_night:
        raise Problem(problems.QUIET_HOURS)
    return [(kind, Plan(local, zone, repeat, at_night))]


def _moment(text: Any, zone: str, now: float, slack: int) -> datetime:
    """A wall time that is still to come, within a year."""
    try:
        local = datetime.strptime(str(text), "%Y-%m-%dT%H:%M")  # noqa: DTZ007 (a wall time has no zone)
        moment = instant(local, zone)
    except (ValueError, OverflowError) as error:
        raise Problem(problems.BAD_TIME) from error
    if moment <= now - slack:
        raise Problem(problems.TIME_IN_THE_PAST)
    if moment > now + LONGEST_AHEAD:
        raise Problem(problems.TIME_TOO_FAR)
    return local
