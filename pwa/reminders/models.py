"""The records that the store returns, and their conversion from and to rows."""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from pwa.reminders.schedule import Plan

State = Literal["planned", "resting", "paused"]
# The id of the row, reminder_id, attempts, expires_at.
Claim = tuple[int, str, int, int]


@dataclass(frozen=True)
class Subscription:
    """A subscription as `PushSubscription.toJSON()` returns it, our public key at that time, and the language."""

    endpoint: str
    p256dh: str
    auth: str
    vapid_key: str
    language: str


@dataclass(frozen=True)
class Reminder:
    """What a person asked for.

    `sent_at`: when the push service accepted its last notification, in UTC seconds. `moves`: how often the person
    changed, paused or moved it.
    """

    id: str
    kind: str
    plan: Plan
    state: State
    sent_at: int | None
    moves: int


@dataclass(frozen=True)
class Occurrence:
    """One claimed row of the outbox. It is ours until `lease` (UTC seconds), unless the lease is renewed."""

    id: int
    lease: int
    attempts: int
    expires_at: int
    topic: str
    kind: str
    zone: str
    at_night: bool
    moves: int
    reminder_id: str
    subscription_id: int
    to: Subscription

    @property
    def claim(self) -> Claim:
        """What no other claim has: a later one counts another attempt, and another occurrence ends at another time.

        SQLite may use the id of a deleted row again.
        """
        return self.id, self.reminder_id, self.attempts, self.expires_at


def new_id() -> str:
    """Return a random identifier for a reminder, which is also its topic and tag: 12 URL-safe characters.

    A topic has at most 32 (RFC 8030, 5.4). Apple refuses one that is not whole base64: length mod 4 must not be 1.
    """
    return secrets.token_urlsafe(9)


def derived_id(subscription: Subscription, *words: str) -> str:
    """Return an identifier that is the same for the same words and subscription. It has the form of `new_id`.

    It is an HMAC with the secret of the subscription as its key. The push service reads it as a topic, and could find
    out kind and time of a plain hash by trying all of them.
    """
    message = "\n".join([subscription.endpoint, *words]).encode()
    digest = hmac.digest(subscription.auth.encode(), message, "sha256")
    return base64.urlsafe_b64encode(digest[:9]).decode()


def columns(plan: Plan, state: State, forget_at: int | None = None) -> dict[str, Any]:
    """Return the values of a plan in its row."""
    return {
        "local": plan.local.isoformat(timespec="minutes"),
        "zone": plan.zone,
        "repeat": plan.repeat,
        "at_night": plan.at_night,
        "unanswered": plan.unanswered,
        "state": state,
        "next_at": plan.due_at if state == "planned" else None,
        "forget_at": forget_at,
    }


def plan_of(row: Any) -> Plan:
    """Return the plan of a row."""
    return Plan(datetime.fromisoformat(row.local), row.zone, row.repeat, row.at_night, row.unanswered)


def reminder_of(row: Any) -> Reminder:
    """Return the reminder of a row."""
    return Reminder(row.id, row.kind, plan_of(row), row.state, row.sent_at, row.moves)


def subscription_of(row: Any) -> Subscription:
    """Return the subscription of a row."""
    return Subscription(*[getattr(row, field.name) for field in fields(Subscription)])


def occurrence_of(row: Any) -> Occurrence:
    """Return the occurrence of a row that `Outbox.claim` joined from all three tables."""
    return Occurrence(
        row.id,
        row.lease,
        row.attempts,
        row.expires_at,
        row.topic,
        row.kind,
        row.zone,
        row.at_night,
        row.moves,
        row.reminder_id,
        row.subscription_id,
        subscription_of(row),
    )
