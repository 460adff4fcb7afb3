"""What a person does, one transaction for each method. Times are UTC seconds."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from pwa.reminders.models import Reminder, Subscription, columns, new_id, plan_of, reminder_of, subscription_of
from pwa.reminders.reserve import despite_full_disk
from pwa.reminders.schedule import Plan
from pwa.reminders.tables import delete_empty, insert, outbox, reading, reminders, subscriptions

# Seconds for which the app shows a reminder that is paused; then the server forgets it.
KEEP_PAUSED = 90 * 24 * 3600
# Seconds between two test notes to the same browser.
TEST_AGAIN = 60
MOST_REMINDERS = 10


class TooManyRemindersError(Exception):
    """A subscription would have more than `MOST_REMINDERS`. Nothing was stored."""


class WrongSecretError(Exception):
    """A stored subscription has another `auth` secret. Nothing was stored."""


class Store:
    """The reminders of everybody."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._reading = reading(engine)

    def probe(self) -> None:
        """Read a row, as every request does first.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the store does not answer, or has no tables.
        """
        with self._reading.begin() as connection:
            connection.execute(sa.select(subscriptions.c.id).limit(1)).first()

    def count(self) -> int:
        """How many subscriptions there are."""
        with self._reading.begin() as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(subscriptions)).scalar_one())

    def find(self, endpoint: str) -> Subscription | None:
        """The subscription with this endpoint."""
        with self._reading.begin() as connection:
            row = connection.execute(sa.select(subscriptions).where(subscriptions.c.endpoint == endpoint)).first()
            return subscription_of(row) if row else None

    def reminders_of(self, endpoint: str) -> list[Reminder]:
        """All reminders of a subscription, the next first, those that rest last."""
        with self._reading.begin() as connection:
            rows = connection.execute(
                sa.select(reminders)
                .join(subscriptions)
                .where(subscriptions.c.endpoint == endpoint)
                .order_by(reminders.c.next_at.is_(None), reminders.c.next_at, reminders.c.id)
            )
            return [reminder_of(row) for row in rows]

    def add(self, subscription: Subscription, plans: Mapping[str, tuple[str, Plan]]) -> None:
        """Store reminders, and their subscription if it is new; a known one takes the newer language.

        What is planned for the same time already is the same wish, sent again: its answer was lost. So is one whose id
        is there. Whether it may come at night is not compared. The note an hour from now, before a massage of today or
        tomorrow, is another one a minute later.

        Args:
            plans: kind and plan of each new reminder, by its id.

        Raises:
            TooManyRemindersError: there would be more than `MOST_REMINDERS`.
            WrongSecretError: the endpoint is known with another secret.
        """
        with self.engine.begin() as connection:
            owner = _upsert_subscription(connection, subscription, language=subscription.language)
            # Who holds the subscription has its reminders to itself.
            there = connection.execute(sa.select(reminders).where(reminders.c.subscription_id == owner)).all()
            planned = {_identity(row.kind, plan_of(row)) for row in there if row.state == "planned"}
            ids = {row.id for row in there}
            new = {
                id_: (kind, plan)
                for id_, (kind, plan) in plans.items()
                if id_ not in ids and _identity(kind, plan) not in planned
            }
            if not new:
                return
            if len(there) + len(new) > MOST_REMINDERS:
                raise TooManyRemindersError
            # A derived id may have gone on with a renewed subscription.
            taken = set(connection.execute(sa.select(reminders.c.id).where(reminders.c.id.in_(new))).scalars())
            rows = [
                {"id": new_id() if id_ in taken else id_, "kind": kind, **columns(plan, "planned")}
                for id_, (kind, plan) in new.items()
            ]
            connection.execute(sa.insert(reminders).values(subscription_id=owner), rows)

    @despite_full_disk
    def change(self, endpoint: str, reminder_id: str, kind: str, plan: Plan, language: str) -> None:
        """Give a reminder a new kind and plan, and its browser the language in which that was wished."""
        with self.engine.begin() as connection:
            owner = subscriptions.c.endpoint == endpoint
            connection.execute(sa.update(subscriptions).where(owner).values(language=language))
            _set(connection, reminder_id, kind=kind, sent_at=None, **columns(plan, "planned"))

    @despite_full_disk
    def move(self, reminder_id: str, plan: Plan) -> None:
        """Give a reminder a new plan. What was sent before is answered by that."""
        with self.engine.begin() as connection:
            _set(connection, reminder_id, sent_at=None, **columns(plan, "planned"))

    @despite_full_disk
    def pause(self, reminder_id: str, now: int) -> None:
        """Send nothing more until it is moved. A pause is not for ever: it is forgotten after 90 days."""
        with self.engine.begin() as connection:
            _set(connection, reminder_id, state="paused", next_at=None, forget_at=now + KEEP_PAUSED)

    @despite_full_disk
    def forget(self, endpoint: str, reminder_id: str) -> None:
        """Delete a reminder, and the subscription when it was its last. Deleting twice is deleting once."""
        with self.engine.begin() as connection:
            connection.execute(sa.delete(reminders).where(reminders.c.id == reminder_id, _is_of(endpoint)))
            delete_empty(connection, subscriptions.c.endpoint == endpoint)

    def renew(self, old_endpoint: str, new: Subscription) -> None:
        """The browser has a new subscription in place of an old one: its reminders go on with it.

        Something may have been planned with the new one already: then it takes over those of the old one, except those
        that are the same wish.

        Raises:
            TooManyRemindersError: there would be more than `MOST_REMINDERS`. Nothing was changed.
            WrongSecretError: the new endpoint is known with another secret. Nothing was changed.
        """
        with self.engine.begin() as connection:
            owner = _upsert_subscription(connection, new, language=subscriptions.c.language)
            is_old = sa.and_(subscriptions.c.endpoint == old_endpoint, subscriptions.c.id != owner)
            # Held too, but not against the planner, which refers to it while it holds the reminders.
            held = sa.select(subscriptions.c.id).where(is_old).with_for_update(key_share=True)
            old = connection.execute(held).scalar()
            there, coming = (
                connection.execute(sa.select(reminders).where(reminders.c.subscription_id == one)).all()
                for one in (owner, old)
            )
            planned = {_identity(row.kind, plan_of(row)) for row in there if row.state == "planned"}
            twice = {
                row.id for row in coming if row.state == "planned" and _identity(row.kind, plan_of(row)) in planned
            }
            # Without any of its own it takes over as many as there are: an older release let it have more.
            if there and len(there) + len(coming) - len(twice) > MOST_REMINDERS:
                raise TooManyRemindersError
            connection.execute(sa.delete(reminders).where(reminders.c.id.in_(twice)))
            # The reminders first, as the planner does: it puts nothing more into the outbox for the old one.
            for table in (reminders, outbox):
                connection.execute(sa.update(table).where(table.c.subscription_id == old).values(subscription_id=owner))
            connection.execute(sa.delete(subscriptions).where(is_old))
            # When the old one was forgotten in the meantime there is nothing to go on.
            delete_empty(connection, subscriptions.c.id == owner)

    def may_test(self, endpoint: str, now: int) -> bool:
        """Whether a test note may be sent now: one a minute. Asking counts."""
        with self.engine.begin() as connection:
            asked = connection.execute(
                sa.update(subscriptions)
                .where(subscriptions.c.endpoint == endpoint)
                .where(sa.func.coalesce(subscriptions.c.tested_at, 0) <= now - TEST_AGAIN)
                .values(tested_at=now)
            )
            return asked.rowcount == 1


def _identity(kind: str, plan: Plan) -> tuple[object, ...]:
    """What two requests for the same reminder have in common."""
    return kind, plan.local, plan.zone, plan.repeat


def _upsert_subscription(connection: sa.Connection, subscription: Subscription, **known: Any) -> int:
    """The id of a subscription, which nobody else can write until the transaction ends. A new one is stored; one that
    is known takes the values of `known`, and keeps its keys.

    Raises:
        WrongSecretError: the endpoint is known with another secret. Compared here, because two first requests may come
            at once.
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
    """Write values into a reminder. Its occurrence that waits is taken back; of one in flight nothing is settled."""
    # The reminder first, as the planner does: who holds it has its occurrences to itself.
    moved = sa.update(reminders).where(reminders.c.id == reminder_id).values(moves=reminders.c.moves + 1, **values)
    connection.execute(moved)
    connection.execute(sa.delete(outbox).where(outbox.c.reminder_id == reminder_id))


def _is_of(endpoint: str) -> sa.ColumnElement[bool]:
    owner = sa.select(subscriptions.c.id).where(subscriptions.c.endpoint == endpoint)
    return reminders.c.subscription_id == owner.scalar_subquery()
