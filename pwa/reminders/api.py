"""Blueprint: the reminders of one browser, as JSON.

The push subscription is the account: a browser proves itself by its endpoint and the `auth` secret of its
subscription, which nobody else knows. There is no cookie, no name, nothing else to lose. Bad input never
reaches the store: everything is checked before the first write, and every refusal is a `Problem`.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from pwa import problems
from pwa.languages import LANGUAGES, Language, choose, moment_in_words, speaking
from pwa.languages import Text as _
from pwa.problems import Problem
from pwa.reminders import schedule
from pwa.reminders.keys import Keys
from pwa.reminders.notes import NOTES, first_document
from pwa.reminders.push import Outcome, are_keys, is_push_service
from pwa.reminders.schedule import REPEATS, Plan, postponed, wall_time
from pwa.reminders.store import MOST_REMINDERS, Reminder, Store, Subscription, new_id
from pwa.reminders.worker import new_sender
from pwa.security import is_cross_site

api = Blueprint("reminders", __name__, url_prefix="/api")

LARGEST_BODY = 4096
LONGEST_AHEAD = 366 * 24 * 3600
DAYS = {"tomorrow": 1, "next-week": 7}

NEXT_TIME = _("reminders", "Next: %(when)s")
# Translators: the reminder was sent three times (or once) and rests now; the buttons below it still work.
RESTS = _("reminders", "Sent, and now it rests. It waits for your answer here.")


@dataclass(frozen=True)
class Wish:
    """A new reminder, checked."""

    kind: str
    plan: Plan


@api.get("/push-key")
def push_key() -> Response:
    """`{"key": "..."}`: what a browser subscribes with (`applicationServerKey`, base64url)."""
    keys: Keys = current_app.extensions["keys"]
    return _fresh(jsonify(key=keys.public))


@api.put("/reminders")
def plan_reminder() -> Response:
    """Plan a reminder. A subscription that we do not know yet is proved by a first push.

    Body: `{"subscription": {"endpoint", "keys": {"p256dh", "auth"}}, "language", "kind", "at", "zone",
    "repeat"}`; `at` is a wall time such as `2026-11-24T10:00`, `zone` its IANA time zone.
    """
    body = _body()
    language = _language(body)
    wish = _wish(body)
    subscription = _new_subscription(body, language)
    known = _store().find(subscription.endpoint)
    reminder = new_id()
    if known:
        _prove(known, subscription.auth)
        if len(_store().reminders_of(subscription.endpoint)) >= MOST_REMINDERS:
            raise Problem(problems.TOO_MANY)
    else:
        _first_push(subscription, wish, reminder, language)
    _store().add(subscription, reminder, wish.kind, wish.plan)
    return _reminders_of(subscription, language, status=201, first_note=known is None)


@api.post("/reminders")
def list_reminders() -> Response:
    """The reminders of a browser, in words. Body: `{"subscription": ...}`."""
    return _reminders_of(_proved(_body()), _reader())


@api.post("/reminders/answer")
def answer_reminder() -> Response:
    """What the person answered. Body: `{"subscription": ..., "reminder", "answer"}`.

    Done and Stop delete the reminder, and the subscription with its last one; both may be sent twice.
    """
    body = _body()
    reminder_id, answer = body.get("reminder"), body.get("answer")
    if not isinstance(answer, str) or answer not in {"done", "stop", *DAYS} or not isinstance(reminder_id, str):
        raise Problem(problems.NOT_JSON)
    try:
        subscription = _proved(body)
    except Problem as problem:
        if problem.type is problems.UNKNOWN_SUBSCRIPTION and answer not in DAYS:
            return _fresh(jsonify(reminders=[]))
        raise
    if answer in DAYS:
        found = [one for one in _store().reminders_of(subscription.endpoint) if one.id == reminder_id]
        if not found:
            raise Problem(problems.UNKNOWN_REMINDER)
        _store().move(reminder_id, postponed(found[0].plan, _now(), DAYS[answer]))
    else:
        _store().forget(subscription.endpoint, reminder_id)
    return _reminders_of(subscription, _reader())


def _body() -> dict[str, Any]:
    """The JSON object that was sent, from our own pages only."""
    if is_cross_site(request):
        raise Problem(problems.CROSS_SITE)
    if (request.content_length or 0) > LARGEST_BODY:
        raise Problem(problems.TOO_LARGE)
    if request.mimetype != "application/json":
        raise Problem(problems.NOT_JSON)
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


def _reader() -> Language:
    """The language of the page that asks."""
    return LANGUAGES[choose(request.accept_languages, current_app.config["LANGUAGES"])]


def _language(body: dict[str, Any]) -> Language:
    tag = body.get("language")
    if not isinstance(tag, str) or tag not in current_app.config["LANGUAGES"]:
        raise Problem(problems.UNKNOWN_LANGUAGE)
    return LANGUAGES[tag]


def _wish(body: dict[str, Any]) -> Wish:
    kind, zone, at, repeat = (body.get(name) for name in ("kind", "zone", "at", "repeat"))
    if not isinstance(kind, str) or kind not in NOTES:
        raise Problem(problems.UNKNOWN_KIND)
    if not isinstance(zone, str) or not schedule.is_zone(zone):
        raise Problem(problems.UNKNOWN_ZONE)
    if not isinstance(repeat, str) or repeat not in REPEATS:
        raise Problem(problems.NOT_JSON)
    try:
        local = datetime.strptime(str(at), "%Y-%m-%dT%H:%M")  # noqa: DTZ007 (a wall time has no zone)
        plan = Plan(local, zone, repeat)
        moment = plan.at
    except (ValueError, OverflowError) as error:
        raise Problem(problems.BAD_TIME) from error
    if moment <= _now():
        raise Problem(problems.TIME_IN_THE_PAST)
    if moment > _now() + LONGEST_AHEAD:
        raise Problem(problems.TIME_TOO_FAR)
    return Wish(kind, plan)


def _sent_subscription(body: dict[str, Any]) -> tuple[str, str, str]:
    """Endpoint, p256dh and auth, as texts: nothing is known of them yet."""
    sent = body.get("subscription")
    keys = sent.get("keys") if isinstance(sent, dict) else None
    if not isinstance(sent, dict) or not isinstance(keys, dict):
        raise Problem(problems.NOT_JSON)
    texts = (sent.get("endpoint"), keys.get("p256dh"), keys.get("auth"))
    if not all(isinstance(text, str) for text in texts):
        raise Problem(problems.NOT_JSON)
    endpoint, p256dh, auth = texts
    return str(endpoint), str(p256dh), str(auth)


def _new_subscription(body: dict[str, Any], language: Language) -> Subscription:
    endpoint, p256dh, auth = _sent_subscription(body)
    if not is_push_service(endpoint, current_app.config["SETTINGS"].push_origins):
        raise Problem(problems.UNKNOWN_PUSH_SERVICE)
    if not are_keys(p256dh, auth):
        raise Problem(problems.BAD_KEYS)
    keys: Keys = current_app.extensions["keys"]
    return Subscription(endpoint, p256dh, auth, keys.public, language.tag)


def _proved(body: dict[str, Any]) -> Subscription:
    """The stored subscription of the browser that sent `body`."""
    endpoint, _p256dh, auth = _sent_subscription(body)
    known = _store().find(endpoint)
    if known is None:
        raise Problem(problems.UNKNOWN_SUBSCRIPTION)
    _prove(known, auth)
    return known


def _prove(known: Subscription, auth: str) -> None:
    if not hmac.compare_digest(known.auth.encode(), auth.encode()):
        raise Problem(problems.WRONG_SECRET)


def _first_push(subscription: Subscription, wish: Wish, reminder: str, language: Language) -> None:
    """Prove that the push service knows this subscription. Nothing is stored before that."""
    with speaking(language):
        data = first_document(
            moment_in_words(wish.plan.local), reminder, language, current_app.config["SETTINGS"].base_url
        )

    async def send() -> Outcome:
        async with new_sender() as sender:
            return await sender.send(subscription, data, topic=reminder, ttl=3600)

    outcome = asyncio.run(send())
    if outcome.kind == "gone":
        raise Problem(problems.SUBSCRIPTION_GONE)
    if outcome.kind != "delivered":
        current_app.logger.error("A first push failed", extra={"reason": outcome.reason, "alarm": outcome.alarm})
        raise Problem(problems.PUSH_SERVICE_REFUSED)


def _reminders_of(subscription: Subscription, language: Language, status: int = 200, **more: bool) -> Response:
    """`{"reminders": [{"id", "kind", "title", "body", "when", "due"}, ...]}`, all texts in `language`."""
    with speaking(language):
        shown = [_shown(reminder) for reminder in _store().reminders_of(subscription.endpoint)]
    answer = _fresh(jsonify(reminders=shown, **more))
    answer.status_code = status
    return answer


def _shown(reminder: Reminder) -> dict[str, object]:
    note = NOTES[reminder.kind]
    when: object = RESTS
    if reminder.next_at is not None:
        when = str(NEXT_TIME) % {"when": moment_in_words(wall_time(reminder.next_at, reminder.plan.zone))}
    return {
        "id": reminder.id,
        "kind": reminder.kind,
        "title": str(note.title),
        "body": str(note.body),
        "when": str(when),
        "due": reminder.sent_at is not None,
    }


def _fresh(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _store() -> Store:
    store: Store = current_app.extensions["store"]
    return store


def _now() -> float:
    now: float = current_app.config["NOW"]()
    return now
