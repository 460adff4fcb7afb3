"""Blueprint: the calendar twin of a reminder. An equal second channel: no permission, no push service, and it
works in an iPhone's browser tab. Source: RFC 5545 (iCalendar).
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
from pwa.reminders.requests import parse_plans
from pwa.reminders.schedule import Plan, next_times
from pwa.reminders.store import MOST_REMINDERS
from pwa.services import services

calendar = Blueprint("calendar", __name__)


@calendar.get("/<language>/reminder.ics")
def download(language: str) -> Response:
    """One event for each reminder that was wished for, with an alarm at its time.

    Query: `kind`, `day`, `time`, `repeat`, and `zone` if the page could tell; without it the times float,
    which means: whatever the clock of the phone shows. All of them again for each further reminder.
    """
    if language not in services().settings.languages:
        abort(404)
    floating = "zone" not in request.args
    plans = []
    for fields in _requested(floating=floating):
        try:
            # A floating time may be a day apart from UTC: it is refused only when it has passed everywhere.
            found = parse_plans(fields, services().now(), slack=14 * 3600 if floating else 0)
        except Problem:
            abort(400)
        plans += [(kind, plan, f"{fields['kind']}-{fields['at']}-{fields['zone']}") for kind, plan in found]
    with force_language(LANGUAGES[language]):
        body = _calendar(plans, language, floating=floating)
    # Inline, so that an iPhone offers to add it; a browser that cannot show it downloads it.
    disposition = 'inline; filename="reminder.ics"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(body, content_type="text/calendar; charset=utf-8", headers=headers)


def _requested(*, floating: bool) -> Iterator[dict[str, Any]]:
    """The query as `parse_plans` reads it: the first value of each field, then the second of each, and so on."""
    fields = (request.args.getlist(name) for name in ("kind", "day", "time", "zone", "repeat"))
    rows = list(zip_longest(*fields)) or [(None,) * 5]
    for kind, day, time, zone, repeat in rows[:MOST_REMINDERS]:
        yield {
            "kind": kind,
            "at": f"{day}T{time}",
            "zone": "UTC" if floating else zone,
            "repeat": repeat,
            "at_night": True,  # a calendar has quiet hours of its own
        }


def _calendar(plans: list[tuple[str, Plan, str]], language: str, *, floating: bool) -> bytes:
    """The file: lines end in CRLF, and bring the rules of their time zone along.

    Args:
        plans: kind and plan of each event, and the wish that it comes from.
    """
    result = Calendar()
    result.add("prodid", f"-//Ask First//{language.upper()}")
    result.add("version", "2.0")
    result.add("calscale", "GREGORIAN")
    for kind, plan, wish in plans:
        result.add_component(_event(kind, plan, wish, language, floating=floating))
    if not floating:
        # Only the years that matter: some readers lose their way in the clock changes since 1970.
        days = [plan.local.date() for _, plan, _ in plans]
        result.add_missing_timezones(min(days) - timedelta(days=366), max(days) + timedelta(days=366))
    return bytes(result.to_ical())


def _event(kind: str, plan: Plan, wish: str, language: str, *, floating: bool) -> Event:
    base_url = services().settings.base_url
    page = f"{base_url}/{language}/reminders"
    texts = KINDS[kind]
    event = Event()
    # The same wish gives the same event, on whatever day it is made: added twice, it is there once.
    event.add("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, f"{page}#{kind}-{wish}")))
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
