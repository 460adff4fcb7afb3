"""What a person does with reminders: add, change, move, pause, forget, renew. One transaction for each method, which
returns the reminders after it.

A paused reminder is deleted after 90 days (`KEEP_PAUSED`). Times are UTC seconds.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Mapping
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from pwa.reminders.models import Reminder, Subscription, columns, new_id, plan_of, reminder_of, subscription_of
from pwa.reminders.reserve import despite_full_disk
from pwa.reminders.schedule import Plan
from pwa.reminders.tables import (
    delete_empty,
    insert,
    lock_subscriptions,
    outbox,
    reading,
    reminders,
    retry_deadlock,
    subscriptions,
)

# Seconds for which the app shows a reminder that is paused; then the server forgets it.
KEEP_PAUSED = 90 * 24 * 3600
# Seconds between two test notifications to the same browser.
TEST_AGAIN = 60
MOST_REMINDERS = 10

# A subscription and its reminders, or one row without a reminder. To build a statement takes as long as to execute it.
OWNED = (
    sa.select(*[subscriptions.c[field.name] for field in fields(Subscription)], reminders)
    .join_from(subscriptions, reminders, isouter=True)
    .where(subscriptions.c.endpoint == sa.bindparam("endpoint"))
    .order_by(reminders.c.next_at.is_(None), reminders.c.next_at, reminders.c.id)
)
# The statements of an answer. The values of MOVE are its other parameters.
MOVE = (
    sa.update(reminders)
    .where(reminders.c.id == sa.bindparam("reminder"))
    .values(moves=reminders.c.moves + sa.literal(1))
)
WITHDRAW = sa.delete(outbox).where(outbox.c.reminder_id == sa.bindparam("reminder"))
OWNER = lock_subscriptions(subscriptions.c.endpoint == sa.bindparam("endpoint"))
FORGET = sa.delete(reminders).where(
    reminders.c.id == sa.bindparam("reminder"), reminders.c.subscription_id == sa.bindparam("owner")
)
# OWNER has locked the subscription: PostgreSQL evaluates NOT EXISTS before it waits for a transaction that adds a
# reminder.
FORGET_EMPTY = sa.delete(subscriptions).where(
    subscriptions.c.id == sa.bindparam("owner"), ~sa.exists().where(reminders.c.subscription_id == subscriptions.c.id)
)


class TooManyRemindersError(Exception):
    """A subscription would have more than `MOST_REMINDERS`. Nothing was stored."""


class WrongSecretError(Exception):
    """A stored subscription has another `auth` secret. Nothing was stored."""


class Store:
    """All subscriptions and their reminders."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._reading = reading(engine)

    def probe(self) -> None:
        """Read a row, as every request does.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the store does not answer, or has no tables.
        """
        with self._reading.begin() as connection:
            connection.execute(sa.select(subscriptions.c.id).limit(1)).first()

    def count(self) -> int:
        """The number of subscriptions."""
        with self._reading.begin() as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(subscriptions)).scalar_one())

    def is_for_keys(self, public: Collection[str]) -> bool:
        """Whether a subscription uses one of these public keys, or there is no subscription at all."""
        with self._reading.begin() as connection:
            ours = sa.select(subscriptions.c.id).where(subscriptions.c.vapid_key.in_(public)).limit(1)
            if connection.execute(ours).first():
                return True
            return connection.execute(sa.select(subscriptions.c.id).limit(1)).first() is None

    def is_only_for_keys(self, public: Collection[str]) -> bool:
        """Whether every subscription uses one of these public keys."""
        with self._reading.begin() as connection:
            other = sa.select(subscriptions.c.id).where(subscriptions.c.vapid_key.not_in(public)).limit(1)
            return connection.execute(other).first() is None

    def count_by_key(self) -> dict[str, int]:
        """The number of subscriptions that use each public key."""
        with self._reading.begin() as connection:
            key = subscriptions.c.vapid_key
            counted = sa.select(key, sa.func.count()).group_by(key)
            return {public: int(count) for public, count in connection.execute(counted)}

    def read(self, endpoint: str) -> tuple[Subscription | None, list[Reminder]]:
        """A subscription and its reminders: the next one first, those without a next time last."""
        with self._reading.begin() as connection:
            return _owned(connection, endpoint)

    def find(self, endpoint: str) -> Subscription | None:
        """The subscription with this endpoint, or None."""
        return self.read(endpoint)[0]

    def reminders_of(self, endpoint: str) -> list[Reminder]:
        """All reminders of a subscription, in the order of `read`."""
        return self.read(endpoint)[1]

    @retry_deadlock
    def add(self, subscription: Subscription, plans: Mapping[str, tuple[str, Plan]]) -> list[Reminder]:
        """Store reminders, and their subscription if it is new. A known subscription gets the newer language.

        A phone sends a request again if the answer was lost. So a reminder is skipped if its id is stored, or if one of
        the same kind, time, zone and repetition is planned; `at_night` is not compared. The reminder an hour from now,
        before a massage of today or tomorrow, has another time a minute later, so it is added again.

        Args:
            plans: kind and plan of each new reminder, by its id.

        Raises:
            TooManyRemindersError: there would be more than `MOST_REMINDERS`.
            WrongSecretError: the endpoint is known with another secret.
        """
        with self.engine.begin() as connection:
            owner = _upsert_subscription(connection, subscription, language=subscription.language)
            # The lock on the subscription keeps other requests from adding reminders to it.
            stored = connection.execute(sa.select(reminders).where(reminders.c.subscription_id == owner)).all()
            planned = {_identity(row.kind, plan_of(row)) for row in stored if row.state == "planned"}
            ids = {row.id for row in stored}
            new = {
                id_: (kind, plan)
                for id_, (kind, plan) in plans.items()
                if id_ not in ids and _identity(kind, plan) not in planned
            }
            if new and len(stored) + len(new) > MOST_REMINDERS:
                raise TooManyRemindersError
            if new:
                # A derived id may belong to a reminder that moved to a renewed subscription.
                used = set(connection.execute(sa.select(reminders.c.id).where(reminders.c.id.in_(new))).scalars())
                rows = [
                    {"id": new_id() if id_ in used else id_, "kind": kind, **columns(plan, "planned")}
                    for id_, (kind, plan) in new.items()
                ]
                connection.execute(sa.insert(reminders).values(subscription_id=owner), rows)
            return _owned(connection, subscription.endpoint)[1]

    @retry_deadlock
    @despite_full_disk
    def change(self, endpoint: str, reminder_id: str, kind: str, plan: Plan, language: str) -> list[Reminder]:
        """Give a reminder a new kind and plan, and its subscription the language of the request."""
        with self.engine.begin() as connection:
            is_owner = subscriptions.c.endpoint == endpoint
            connection.execute(sa.update(subscriptions).where(is_owner).values(language=language))
            _set(connection, reminder_id, kind=kind, sent_at=None, **columns(plan, "planned"))
            return _owned(connection, endpoint)[1]

    @retry_deadlock
    @despite_full_disk
    def move(self, endpoint: str, reminder_id: str, plan: Plan) -> list[Reminder]:
        """Give a reminder a new plan. This answers the notification that was sent before."""
        with self.engine.begin() as connection:
            _set(connection, reminder_id, sent_at=None, **columns(plan, "planned"))
            return _owned(connection, endpoint)[1]

    @retry_deadlock
    @despite_full_disk
    def pause(self, endpoint: str, reminder_id: str, now: int) -> list[Reminder]:
        """Send nothing until the reminder is moved. After 90 days it is deleted."""
        with self.engine.begin() as connection:
            _set(connection, reminder_id, state="paused", next_at=None, forget_at=now + KEEP_PAUSED)
            return _owned(connection, endpoint)[1]

    @retry_deadlock
    @despite_full_disk
    def forget(self, endpoint: str, reminder_id: str) -> list[Reminder]:
        """Delete a reminder, and its subscription if no other is left. A second call changes nothing."""
        with self.engine.begin() as connection:
            owner = connection.execute(OWNER, {"endpoint": endpoint}).scalar()
            connection.execute(FORGET, {"owner": owner, "reminder": reminder_id})
            connection.execute(FORGET_EMPTY, {"owner": owner})
            return _owned(connection, endpoint)[1]

    @retry_deadlock
    @despite_full_disk
    def renew(self, old_endpoint: str, new: Subscription) -> list[Reminder]:
        """Move all reminders from an old subscription to a new one, and delete the old one.

        The new one may have reminders of its own. Then those of the old one that are planned with the same kind, time,
        zone and repetition are deleted, and the rest is added.

        Raises:
            TooManyRemindersError: there would be more than `MOST_REMINDERS`. Nothing was changed.
            WrongSecretError: the new endpoint is known with another secret. Nothing was changed.
        """
        with self.engine.begin() as connection:
            owner = _upsert_subscription(connection, new, language=subscriptions.c.language)
            is_old = sa.and_(subscriptions.c.endpoint == old_endpoint, subscriptions.c.id != owner)
            old = connection.execute(lock_subscriptions(is_old)).scalar()
            stored, moving = (
                connection.execute(
                    sa.select(reminders)
                    .where(reminders.c.subscription_id == one)
                    .order_by(reminders.c.id)
                    .with_for_update()
                ).all()
                for one in (owner, old)
            )
            planned = {_identity(row.kind, plan_of(row)) for row in stored if row.state == "planned"}
            duplicates = {
                row.id for row in moving if row.state == "planned" and _identity(row.kind, plan_of(row)) in planned
            }
            # An older release allowed more. If the new subscription is empty, all of them move.
            if stored and len(stored) + len(moving) - len(duplicates) > MOST_REMINDERS:
                raise TooManyRemindersError
            if duplicates:
                connection.execute(sa.delete(reminders).where(reminders.c.id.in_(duplicates)))
            # The reminders first, in the order of the planner. It then adds nothing to the outbox for the old one.
            for table in (reminders, outbox):
                connection.execute(sa.update(table).where(table.c.subscription_id == old).values(subscription_id=owner))
            connection.execute(sa.delete(subscriptions).where(is_old))
            # If the old subscription was deleted in the meantime, nothing has moved.
            delete_empty(connection, subscriptions.c.id == owner)
            return _owned(connection, new.endpoint)[1]

    def may_test(self, endpoint: str, now: int) -> bool:
        """Whether a test notification may be sent now, at most one a minute. Each call that returns True counts."""
        with self.engine.begin() as connection:
            updated = connection.execute(
                sa.update(subscriptions)
                .where(subscriptions.c.endpoint == endpoint)
                .where(sa.func.coalesce(subscriptions.c.tested_at, 0) <= now - TEST_AGAIN)
                .values(tested_at=now)
            )
            return updated.rowcount == 1


def _owned(connection: sa.Connection, endpoint: str) -> tuple[Subscription | None, list[Reminder]]:
    rows = connection.execute(OWNED, {"endpoint": endpoint}).all()
    return subscription_of(rows[0]) if rows else None, [reminder_of(row) for row in rows if row.id is not None]


def _identity(kind: str, plan: Plan) -> tuple[object, ...]:
    """The fields by which two requests are for the same reminder."""
    return kind, plan.local, plan.zone, plan.repeat


def _upsert_subscription(connection: sa.Connection, subscription: Subscription, **known: Any) -> int:
    """Store a subscription, or give a known one the values of `known`. A known one keeps its keys.

    Returns:
        Its id. The row is locked until the transaction ends.

    Raises:
        WrongSecretError: the endpoint is known with another secret. The secrets are compared in this transaction,
            because two first requests may come at once.
    """
    new = insert(connection, subscriptions).values(vars(subscription))
    row = connection.execute(
        new.on_conflict_do_update(index_elements=["endpoint"], set_=known).returning(
            subscriptions.c.id, subscriptions.c.auth
        )
    ).one()
    if not hmac.compare_digest(row.auth.encode(), subscription.auth.encode()):
        raise WrongSecretError
    return int(row.id)


def _set(connection: sa.Connection, reminder_id: str, **values: Any) -> None:
    """Update a reminder and delete its occurrence from the outbox. If that is in flight, its settlement is ignored."""
    # The reminder first, in the order of the planner: two transactions that lock in another order would be a deadlock.
    connection.execute(MOVE, {"reminder": reminder_id, **values})
    connection.execute(WITHDRAW, {"reminder": reminder_id})
