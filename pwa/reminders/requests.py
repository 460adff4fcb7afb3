"""Requests: read from untrusted input, checked, and authenticated by the `auth` secret of a subscription.

Everything is checked before the first write. Each refusal is a `Problem`.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from flask import Request

from pwa import problems
from pwa.languages import Language
from pwa.limits import LARGEST_BODY
from pwa.problems import Problem, ProblemType
from pwa.reminders.models import Reminder, Subscription
from pwa.reminders.notifications import KINDS, MASSAGE
from pwa.reminders.push import are_keys, is_push_service
from pwa.reminders.schedule import Plan, around_massage, instant, is_night, is_zone
from pwa.reminders.schemas import KnownSubscription, PlanFields, SubscriptionBody
from pwa.services import services

# Seconds from now to the latest time that can be planned: a year.
LONGEST_AHEAD = 366 * 24 * 3600

# The problem of a field that is missing or has a wrong type or form. All others get `NOT_JSON`.
FIELD_PROBLEMS = {
    "kind": problems.UNKNOWN_KIND,
    "zone": problems.UNKNOWN_ZONE,
    "at": problems.BAD_TIME,
    "language": problems.UNKNOWN_LANGUAGE,
    "reminder": problems.UNKNOWN_REMINDER,
}

Body = TypeVar("Body", bound=msgspec.Struct)


def read_body(request: Request, struct: type[Body]) -> Body:
    """Return the JSON body of a request as `struct`. `pwa.precheck` has checked what its headers say.

    Raises:
        Problem: the body is too large, is not JSON, or does not fit the struct.
    """
    # Without a Content-Length the server ends the stream. One byte too many is enough to know.
    body = request.stream.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        raise Problem(problems.TOO_LARGE)
    try:
        fields = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Problem(problems.NOT_JSON) from error
    return to_struct(fields, struct)


def to_struct(fields: Any, struct: type[Body]) -> Body:
    """Return decoded JSON as `struct`.

    Raises:
        Problem: that of the first field that does not fit, in the order of the struct.
    """
    try:
        return msgspec.convert(fields, struct)
    except msgspec.ValidationError as error:
        raise Problem(_first_problem(fields, struct)) from error


def _first_problem(fields: Any, struct: type[Body]) -> ProblemType:
    if not isinstance(fields, dict):
        return problems.NOT_JSON
    for field in msgspec.structs.fields(struct):
        if field.required or field.encode_name in fields:
            try:
                msgspec.convert(fields.get(field.encode_name), field.type)
            except msgspec.ValidationError:
                return FIELD_PROBLEMS.get(field.encode_name, problems.NOT_JSON)
    return problems.NOT_JSON


def new_subscription(body: SubscriptionBody, language: Language) -> Subscription:
    """Return a subscription that can be stored.

    Raises:
        Problem: we do not know its push service, or nothing can be encrypted to its keys.
    """
    settings = services().settings
    if not is_push_service(body.endpoint, settings.push_origins, any_public=settings.any_push_service):
        raise Problem(problems.UNKNOWN_PUSH_SERVICE)
    if not are_keys(body.keys.p256dh, body.keys.auth):
        raise Problem(problems.BAD_KEYS)
    return Subscription(body.endpoint, body.keys.p256dh, body.keys.auth, services().keys.public, language.tag)


def authenticate(body: KnownSubscription | SubscriptionBody) -> tuple[Subscription, list[Reminder]]:
    """Return the stored subscription of a browser, and its reminders.

    Raises:
        Problem: it is unknown, or its secret is another.
    """
    known, reminders = services().store.read(body.endpoint)
    if known is None:
        raise Problem(problems.UNKNOWN_SUBSCRIPTION)
    check_secret(known, body.keys.auth)
    return known, reminders


def check_secret(known: Subscription, auth: str) -> None:
    """Compare the secret of a stored subscription in constant time.

    Raises:
        Problem: `auth` is another.
    """
    if not hmac.compare_digest(known.auth.encode(), auth.encode()):
        raise Problem(problems.WRONG_SECRET)


def find_reminder(reminders: Sequence[Reminder], reminder_id: str) -> Reminder:
    """Return one of the reminders of a subscription.

    Raises:
        Problem: this subscription has no such reminder. Another one may have it.
    """
    for reminder in reminders:
        if reminder.id == reminder_id:
            return reminder
    raise Problem(problems.UNKNOWN_REMINDER)


def parse_plans(fields: PlanFields, now: float, slack: int = 0) -> list[tuple[str, Plan]]:
    """Return the kind and the plan of each reminder that was requested: one, or up to three around a massage.

    Args:
        now: UTC seconds.
        slack: a time may have passed this many seconds ago.

    Raises:
        Problem: the kind or the zone is unknown, the time is not allowed, or `repeat` is missing.
    """
    if fields.kind not in {*KINDS, MASSAGE}:
        raise Problem(problems.UNKNOWN_KIND)
    if not is_zone(fields.zone):
        raise Problem(problems.UNKNOWN_ZONE)
    local = _future_time(fields.at, fields.zone, now, slack)
    if fields.kind == MASSAGE:
        return list(around_massage(local, fields.zone, now).items())
    if fields.repeat is None:
        raise Problem(problems.NOT_JSON)
    if is_night(local) and not fields.at_night:
        raise Problem(problems.QUIET_HOURS)
    return [(fields.kind, Plan(local, fields.zone, fields.repeat, fields.at_night))]


def _future_time(text: str, zone: str, now: float, slack: int) -> datetime:
    """Return a wall time that is in the future and at most a year away."""
    try:
        local = datetime.strptime(text, "%Y-%m-%dT%H:%M")  # noqa: DTZ007 (a wall time has no zone)
        due_at = instant(local, zone)
    except (ValueError, OverflowError) as error:
        raise Problem(problems.BAD_TIME) from error
    if due_at <= now - slack:
        raise Problem(problems.TIME_IN_THE_PAST)
    if due_at > now + LONGEST_AHEAD:
        raise Problem(problems.TIME_TOO_FAR)
    return local
