"""The bodies of requests: read from untrusted input, checked, and authenticated by the `auth` secret of a subscription.

Everything is checked before the first write; every refusal is a `Problem`.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Request

from pwa import problems
from pwa.languages import Language
from pwa.limits import LARGEST_BODY
from pwa.problems import Problem
from pwa.reminders.models import Reminder, Subscription
from pwa.reminders.notifications import KINDS, MASSAGE
from pwa.reminders.push import are_keys, is_push_service
from pwa.reminders.schedule import REPEATS, Plan, around_massage, instant, is_night, is_zone
from pwa.services import services

# Seconds from now to the latest time that can be planned: a year.
LONGEST_AHEAD = 366 * 24 * 3600


def json_body(request: Request) -> dict[str, Any]:
    """The JSON object that was sent. What its headers say was checked by `pwa.precheck`."""
    # Without a Content-Length the server ends the stream; one byte too many is enough to know.
    sent = request.stream.read(LARGEST_BODY + 1)
    if len(sent) > LARGEST_BODY:
        raise Problem(problems.TOO_LARGE)
    try:
        body = json.loads(sent)
    except (ValueError, RecursionError) as error:
        raise Problem(problems.NOT_JSON) from error
    if not isinstance(body, dict):
        raise Problem(problems.NOT_JSON)
    return body


def subscription_fields(body: dict[str, Any], *names: str) -> list[str]:
    """Endpoint and the named keys of the subscription that was sent, as texts: nothing is known of them yet."""
    sent = body.get("subscription")
    keys = sent.get("keys") if isinstance(sent, dict) else None
    if not isinstance(sent, dict) or not isinstance(keys, dict):
        raise Problem(problems.NOT_JSON)
    texts = [sent.get("endpoint"), *[keys.get(name) for name in names]]
    # A lone surrogate such as "\ud800" and a "\u0000" are valid JSON and no text that every database takes.
    if not all(isinstance(text, str) and text.isascii() and text.isprintable() for text in texts):
        raise Problem(problems.NOT_JSON)
    return [str(text) for text in texts]


def new_subscription(body: dict[str, Any], language: Language) -> Subscription:
    """The subscription that was sent, fit to be stored: a push service that we know, and usable keys."""
    endpoint, p256dh, auth = subscription_fields(body, "p256dh", "auth")
    settings = services().settings
    if not is_push_service(endpoint, settings.push_origins, any_public=settings.any_push_service):
        raise Problem(problems.UNKNOWN_PUSH_SERVICE)
    if not are_keys(p256dh, auth):
        raise Problem(problems.BAD_KEYS)
    return Subscription(endpoint, p256dh, auth, services().keys.public, language.tag)


def authenticate(body: dict[str, Any]) -> Subscription:
    """The stored subscription of the browser that sent `body`."""
    endpoint, auth = subscription_fields(body, "auth")
    known = services().store.find(endpoint)
    if known is None:
        raise Problem(problems.UNKNOWN_SUBSCRIPTION)
    check_secret(known, auth)
    return known


def check_secret(known: Subscription, auth: str) -> None:
    """Refuse whoever does not know the secret of a stored subscription."""
    if not hmac.compare_digest(known.auth.encode(), auth.encode()):
        raise Problem(problems.WRONG_SECRET)


def find_reminder(subscription: Subscription, reminder_id: Any) -> Reminder:
    """A reminder of this subscription: nobody can name another's."""
    for reminder in services().store.reminders_of(subscription.endpoint):
        if reminder.id == reminder_id:
            return reminder
    raise Problem(problems.UNKNOWN_REMINDER)


def parse_plans(fields: Mapping[str, Any], now: float, slack: int = 0) -> list[tuple[str, Plan]]:
    """Kind and plan of each reminder that was asked for: one, or up to three around a massage.

    Args:
        fields: `kind`, `at` (a wall time such as `2026-11-24T10:00`), `zone`, `repeat` and `at_night`.
        now: UTC seconds.
        slack: seconds for which a time may have passed already.
    """
    kind, zone = fields.get("kind"), fields.get("zone")
    if not isinstance(kind, str) or kind not in {*KINDS, MASSAGE}:
        raise Problem(problems.UNKNOWN_KIND)
    if not isinstance(zone, str) or not is_zone(zone):
        raise Problem(problems.UNKNOWN_ZONE)
    local = _moment(fields.get("at"), zone, now, slack)
    if kind == MASSAGE:
        return list(around_massage(local, zone, now).items())
    repeat, at_night = fields.get("repeat"), fields.get("at_night", False)
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
