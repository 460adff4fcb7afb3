"""What a browser sent, and how it proves that a reminder is its own: by the `auth` secret of its subscription.

Everything is checked before the first write; every refusal is a `Problem`.
"""

from __future__ import annotations

import hmac
import json
from typing import Any

from flask import Request, current_app

from pwa import problems
from pwa.languages import Language
from pwa.limits import LARGEST_BODY
from pwa.problems import Problem
from pwa.reminders.keys import Keys
from pwa.reminders.push import are_keys, is_push_service
from pwa.reminders.records import Reminder, Subscription
from pwa.reminders.store import Store


def body_of(request: Request) -> dict[str, Any]:
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


def claimed(body: dict[str, Any], *names: str) -> list[str]:
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
    endpoint, p256dh, auth = claimed(body, "p256dh", "auth")
    settings = current_app.config["SETTINGS"]
    if not is_push_service(endpoint, settings.push_origins, any_public=settings.any_push_service):
        raise Problem(problems.UNKNOWN_PUSH_SERVICE)
    if not are_keys(p256dh, auth):
        raise Problem(problems.BAD_KEYS)
    keys: Keys = current_app.extensions["keys"]
    return Subscription(endpoint, p256dh, auth, keys.public, language.tag)


def proved(body: dict[str, Any]) -> Subscription:
    """The stored subscription of the browser that sent `body`."""
    endpoint, auth = claimed(body, "auth")
    store: Store = current_app.extensions["store"]
    known = store.find(endpoint)
    if known is None:
        raise Problem(problems.UNKNOWN_SUBSCRIPTION)
    prove(known, auth)
    return known


def prove(known: Subscription, auth: str) -> None:
    """Refuse whoever does not know the secret of a stored subscription."""
    if not hmac.compare_digest(known.auth.encode(), auth.encode()):
        raise Problem(problems.WRONG_SECRET)


def own(subscription: Subscription, reminder_id: Any) -> Reminder:
    """A reminder of this subscription: nobody can name another's."""
    store: Store = current_app.extensions["store"]
    for reminder in store.reminders_of(subscription.endpoint):
        if reminder.id == reminder_id:
            return reminder
    raise Problem(problems.UNKNOWN_REMINDER)
