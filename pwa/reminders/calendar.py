"""Blueprint: a reminder as a calendar file (RFC 5545, iCalendar).

The calendar is an equal second channel. It needs no permission and no push service, and it works in a browser tab of an
iPhone, where Safari has no push.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, request
from icalendar import Alarm, Calendar, Event

from pwa.languages import LANGUAGES, force_language
from pwa.problems import Problem
from pwa.reminders.notifications import KINDS
from pwa.reminders.requests import parse_plans, to_struct
from pwa.reminders.schedule import Plan, next_times
from pwa.reminders.schemas import PlanFields
from pwa.reminders.store import MOST_REMINDERS
from pwa.services import services

calendar = Blueprint("calendar", __name__)


@calendar.get("/<language>/reminder.ics")
def download(language: str) -> Response:
    """Return one event for each requested reminder, with an alarm at its time.

    The query has `kind`, `day`, `time`, `repeat` and `zone`, and all of them again for each further reminder. Without
    `zone`, which the page may not know, the times are floating: they follow the clock of the phone (RFC 5545, 3.3.5).
    """
    if language not in services().settings.languages:
        abort(404)
    floating = "zone" not in request.args
    plans = []
    for row in _rows(floating=floating):
        try:
            fields = to_struct(row, PlanFields)
            # The clock of the phone may be 12 hours behind UTC, so a floating time may seem to have passed already.
            requested = parse_plans(fields, services().now(), slack=14 * 3600 if floating else 0)
        except Problem:
            abort(400)
        plans += [(kind, plan, f"{fields.kind}-{fields.at}-{fields.zone}") for kind, plan in requested]
    with force_language(LANGUAGES[language]):
        body = _calendar(plans, language, floating=floating)
    # Inline: an iPhone then offers to add it. A browser that cannot show it downloads it.
    disposition = 'inline; filename="reminder.ics"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(body, content_type="text/calendar; charset=utf-8", headers=headers)


def _rows(*, floating: bool) -> Iterator[dict[str, Any]]:
    """Return the fields of each reminder: the first value of each name in the query, then the second of each, and so
    on."""
    columns = (request.args.getlist(name) for name in ("kind", "day", "time", "zone", "repeat"))
    rows = list(zip_longest(*columns)) or [(None,) * 5]
    for kind, day, time, zone, repeat in rows[:MOST_REMINDERS]:
        yield {
            "kind": kind,
            "at": f"{day}T{time}",
            "zone": "UTC" if floating else zone,
            "repeat": repeat,
            "at_night": True,  # a phone has quiet hours of its own for calendars
        }


def _calendar(plans: list[tuple[str, Plan, str]], language: str, *, floating: bool) -> bytes:
    """Return the calendar file. It contains the rules of its time zones (VTIMEZONE).

    Args:
        plans: for each event its kind, its plan, and a text that is the same for equal requests.
    """
    result = Calendar()
    result.add("prodid", f"-//Ask First//{language.upper()}")
    result.add("version", "2.0")
    result.add("calscale", "GREGORIAN")
    for kind, plan, requested in plans:
        result.add_component(_event(kind, plan, requested, language, floating=floating))
    if not floating:
        # Only the years around the events: some readers fail on all clock changes since 1970.
        days = [plan.local.date() for _, plan, _ in plans]
        result.add_missing_timezones(min(days) - timedelta(days=366), max(days) + timedelta(days=366))
    return bytes(result.to_ical())


def _event(kind: str, plan: Plan, requested: str, language: str, *, floating: bool) -> Event:
    base_url = services().settings.base_url
    page = f"{base_url}/{language}/reminders"
    texts = KINDS[kind]
    event = Event()
    # Equal requests have equal UIDs, whenever they are made: a calendar that gets the event twice shows it once.
    event.add("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, f"{page}#{kind}-{requested}")))
    event.add("dtstamp", datetime.fromtimestamp(services().now(), UTC))
    event.add("dtstart", plan.local if floating else plan.local.replace(tzinfo=ZoneInfo(plan.zone)))
    event.add("duration", timedelta(minutes=15))
    event.add("summary", str(texts.title))
    event.add("description", f"{texts.body} {page}")
    event.add("url", page)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if plan.repeat == "until-done":
        event.add("rrule", {"freq": "daily", "count": len(next_times(plan))})
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", str(texts.title))
    alarm.add("trigger", timedelta(0))
    event.add_component(alarm)
    return event
