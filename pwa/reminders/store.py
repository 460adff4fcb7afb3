"""Every transaction on the tables. A method is one transaction; times are UTC seconds."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from pwa.reminders.schedule import MOST_IN_A_ROW, Plan, after_delivery
from pwa.reminders.tables import outbox, reminders, subscriptions

# A reminder that rests is shown by the app for a week; then the server forgets it.
KEEP_RESTING = 7 * 24 * 3600
MOST_REMINDERS = 10


@dataclass(frozen=True)
class Subscription:
    """Where a browser takes its pushes, as `PushSubscription.toJSON()` gives it, and its language."""

    endpoint: str
    p256dh: str
    auth: str
    vapid_key: str
    language: str


@dataclass(frozen=True)
class Reminder:
    """What a person asked for. `next_at` is None while it rests."""

    id: str
    kind: str
    plan: Plan
    next_at: int | None
    sent_at: int | None


@dataclass(frozen=True)
class Occurrence:
    """One claimed row of the outbox. `lease` is the `wake_at` that makes it ours until then."""

    id: int
    lease: int
    attempts: int
    expires_at: int
    topic: str
    kind: str
    reminder_id: str
    subscription_id: int
    to: Subscription


class Store:
    """The reminders of everybody."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    # What the person does -------------------------------------------------------------------------

    def find(self, endpoint: str) -> Subscription | None:
        """The subscription with this endpoint."""
        with self.engine.begin() as connection:
            row = connection.execute(sa.select(subscriptions).where(subscriptions.c.endpoint == endpoint)).first()
            return _subscription(row) if row else None

    def reminders_of(self, endpoint: str) -> list[Reminder]:
        """All reminders of a subscription, the next first, those that rest last."""
        with self.engine.begin() as connection:
            rows = connection.execute(
                sa.select(reminders)
                .join(subscriptions)
                .where(subscriptions.c.endpoint == endpoint)
                .order_by(reminders.c.next_at.is_(None), reminders.c.next_at, reminders.c.id)
            )
            return [_reminder(row) for row in rows]

    def add(self, subscription: Subscription, reminder_id: str, kind: str, plan: Plan) -> None:
        """Store a reminder, and its subscription if it is new; a known one takes the newer keys and language."""
        with self.engine.begin() as connection:
            known = _insert(connection, subscriptions).values(vars(subscription))
            connection.execute(known.on_conflict_do_update(index_elements=["endpoint"], set_=vars(subscription)))
            owner = sa.select(subscriptions.c.id).where(subscriptions.c.endpoint == subscription.endpoint)
            connection.execute(
                sa.insert(reminders).values(
                    id=reminder_id,
                    subscription_id=owner.scalar_subquery(),
                    kind=kind,
                    **_columns(plan, plan.at),
                )
            )

    def move(self, reminder_id: str, plan: Plan) -> None:
        """Give a reminder a new plan. An occurrence that still waits in the outbox is taken back."""
        with self.engine.begin() as connection:
            connection.execute(sa.delete(outbox).where(outbox.c.reminder_id == reminder_id))
            connection.execute(
                sa.update(reminders).where(reminders.c.id == reminder_id).values(**_columns(plan, plan.at))
            )

    def forget(self, endpoint: str, reminder_id: str) -> None:
        """Delete a reminder, and the subscription when it was its last. Deleting twice is deleting once."""
        with self.engine.begin() as connection:
            connection.execute(sa.delete(reminders).where(reminders.c.id == reminder_id, _is_of(endpoint)))
            connection.execute(sa.delete(subscriptions).where(subscriptions.c.endpoint == endpoint, ~_has_reminders()))

    # What the worker does -------------------------------------------------------------------------

    def plan_due(self, now: int, useful_for: dict[str, int], limit: int = 500) -> int:
        """Put due reminders into the outbox and move each to its next time: one transaction, exactly once.

        Returns:
            how many there were; `limit` means that there may be more.
        """
        with self.engine.begin() as connection:
            due = connection.execute(
                sa.select(reminders)
                .where(reminders.c.next_at <= now)
                .order_by(reminders.c.next_at)
                .limit(limit)
                .with_for_update(skip_locked=True)  # SQLite leaves this out: its writers take turns
            ).all()
            if not due:
                return 0
            rows = [_occurrence(row, now, useful_for) for row in due]
            new = _insert(connection, outbox)
            # An older occurrence that could not be delivered yet gives way to this one. The new wake_at
            # breaks the lease of a worker that is just sending the old one, so this one is not lost.
            fresh = {name: new.excluded[name] for name in ("wake_at", "expires_at", "attempts")}
            connection.execute(new.on_conflict_do_update(index_elements=["subscription_id", "topic"], set_=fresh), rows)
            connection.execute(
                sa.update(reminders)
                .where(reminders.c.id == sa.bindparam("reminder"))
                .values({name: sa.bindparam(f"new_{name}") for name in _PLANNED}),
                [_advanced(row, now) for row in due],
            )
            return len(due)

    def forget_resting(self, now: int) -> None:
        """Delete reminders that rested for a week, and subscriptions that have none left."""
        with self.engine.begin() as connection:
            forgotten = sa.delete(reminders).where(reminders.c.forget_at <= now)
            owners = set(connection.execute(forgotten.returning(reminders.c.subscription_id)).scalars())
            if owners:
                connection.execute(sa.delete(subscriptions).where(subscriptions.c.id.in_(owners), ~_has_reminders()))

    def claim(self, now: int, lease: int, limit: int) -> list[Occurrence]:
        """Take up to `limit` due occurrences for `lease` seconds."""
        due = (
            sa.select(outbox.c.id)
            .where(outbox.c.wake_at <= now)
            .order_by(outbox.c.wake_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        with self.engine.begin() as connection:
            taken = connection.execute(
                sa.update(outbox)
                .where(outbox.c.id.in_(due))
                .values(wake_at=now + lease, attempts=outbox.c.attempts + 1)
                .returning(outbox.c.id)
            ).scalars()
            rows = connection.execute(
                sa.select(
                    outbox.c.id,
                    outbox.c.wake_at.label("lease"),
                    outbox.c.attempts,
                    outbox.c.expires_at,
                    outbox.c.topic,
                    reminders.c.kind,
                    outbox.c.reminder_id,
                    outbox.c.subscription_id,
                    *[column for column in subscriptions.c if column.name != "id"],
                )
                .join(reminders, reminders.c.id == outbox.c.reminder_id)
                .join(subscriptions, subscriptions.c.id == outbox.c.subscription_id)
                .where(outbox.c.id.in_(list(taken)))
            )
            return [_claimed(row) for row in rows]

    def settle(
        self,
        now: int,
        *,
        delivered: Sequence[Occurrence] = (),
        dropped: Sequence[Occurrence] = (),
        gone: Sequence[Occurrence] = (),
        later: Sequence[tuple[Occurrence, int]] = (),
    ) -> None:
        """Write down what became of claimed occurrences. A row whose lease was lost is left to its new owner."""
        ours = sa.and_(outbox.c.id == sa.bindparam("row"), outbox.c.wake_at == sa.bindparam("lease"))
        with self.engine.begin() as connection:
            if gone:
                ids = {occurrence.subscription_id for occurrence in gone}
                connection.execute(sa.delete(subscriptions).where(subscriptions.c.id.in_(ids)))
            if delivered:
                connection.execute(
                    sa.update(reminders).where(reminders.c.id == sa.bindparam("reminder")).values(sent_at=now),
                    [{"reminder": occurrence.reminder_id} for occurrence in delivered],
                )
            if finished := [*delivered, *dropped]:
                connection.execute(sa.delete(outbox).where(ours), [_lease(occurrence) for occurrence in finished])
            if later:
                connection.execute(
                    sa.update(outbox).where(ours).values(wake_at=sa.bindparam("again")),
                    [{**_lease(occurrence), "again": at} for occurrence, at in later],
                )

    def next_wake(self) -> int | None:
        """When there is something to do next (UTC seconds), or None."""
        with self.engine.begin() as connection:
            times = [
                connection.execute(sa.select(sa.func.min(column))).scalar()
                for column in (reminders.c.next_at, outbox.c.wake_at)
            ]
            return min((at for at in times if at is not None), default=None)


def new_id() -> str:
    """An identifier for a reminder, also its topic and tag: 12 URL-safe characters.

    A topic has at most 32 of them (RFC 8030, 5.4), and Apple wants whole base64: length mod 4 is not 1.
    """
    return secrets.token_urlsafe(9)


_PLANNED = ("local", "zone", "repeat", "unanswered", "next_at", "forget_at")


def _columns(plan: Plan, next_at: int | None, forget_at: int | None = None) -> dict[str, Any]:
    return {
        "local": plan.local.isoformat(timespec="minutes"),
        "zone": plan.zone,
        "repeat": plan.repeat,
        "unanswered": plan.unanswered,
        "next_at": next_at,
        "forget_at": forget_at,
    }


def _plan(row: Any) -> Plan:
    return Plan(datetime.fromisoformat(row.local), row.zone, row.repeat, row.unanswered)


def _reminder(row: Any) -> Reminder:
    return Reminder(row.id, row.kind, _plan(row), row.next_at, row.sent_at)


def _subscription(row: Any) -> Subscription:
    return Subscription(row.endpoint, row.p256dh, row.auth, row.vapid_key, row.language)


def _claimed(row: Any) -> Occurrence:
    return Occurrence(
        row.id,
        row.lease,
        row.attempts,
        row.expires_at,
        row.topic,
        row.kind,
        row.reminder_id,
        row.subscription_id,
        _subscription(row),
    )


def _lease(occurrence: Occurrence) -> dict[str, int]:
    return {"row": occurrence.id, "lease": occurrence.lease}


def _occurrence(row: Any, now: int, useful_for: dict[str, int]) -> dict[str, Any]:
    return {
        "subscription_id": row.subscription_id,
        "reminder_id": row.id,
        "topic": row.id,
        "wake_at": now,
        "expires_at": now + useful_for[row.kind],
        "attempts": 0,
    }


def _advanced(row: Any, now: int) -> dict[str, Any]:
    plan = _plan(row)
    moved = after_delivery(plan, now)
    if moved:
        columns = _columns(moved, moved.at)
    else:
        rested = Plan(plan.local, plan.zone, plan.repeat, min(plan.unanswered + 1, MOST_IN_A_ROW))
        columns = _columns(rested, None, now + KEEP_RESTING)
    return {"reminder": row.id, **{f"new_{name}": columns[name] for name in _PLANNED}}


def _is_of(endpoint: str) -> sa.ColumnElement[bool]:
    owner = sa.select(subscriptions.c.id).where(subscriptions.c.endpoint == endpoint)
    return reminders.c.subscription_id == owner.scalar_subquery()


def _has_reminders() -> sa.ColumnElement[bool]:
    return sa.exists().where(reminders.c.subscription_id == subscriptions.c.id)


def _insert(connection: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """INSERT ... ON CONFLICT in the words of this database."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
