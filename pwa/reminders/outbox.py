"""The work of the worker: plan, claim, settle. Times are UTC seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import sqlalchemy as sa

from pwa.reminders.batch import Batch
from pwa.reminders.models import Occurrence, Subscription, columns, occurrence_of, plan_of
from pwa.reminders.reserve import despite_full_disk, keep_reserve
from pwa.reminders.schedule import after_delivery, is_second_of_its_day, on_another_day
from pwa.reminders.tables import (
    delete_empty,
    insert,
    lock_subscriptions,
    outbox,
    reading,
    reminders,
    retry_deadlock,
    subscriptions,
    truncate_wal,
)

# Seconds for which the app shows a reminder that rests; then the server forgets it.
KEEP_RESTING = 7 * 24 * 3600
# The jitter of a notification is less than this many seconds: else one of 20:59 would come in the quiet hours.
JITTER = 60
# Reminders that one transaction deletes.
FORGET_AT_ONCE = 1000

# The columns of `Occurrence.claim`.
CLAIM = [outbox.c.id, outbox.c.reminder_id, outbox.c.attempts, outbox.c.expires_at]

# The statements of every look. To build them takes longer than to execute them when nothing is due.
DUE = (
    sa.select(reminders)
    # A newer release may have stored a kind that this one does not know. Its worker will send it.
    .where(reminders.c.next_at <= sa.bindparam("now"), reminders.c.kind.in_(sa.bindparam("kinds", expanding=True)))
    .order_by(reminders.c.next_at)
    .limit(sa.bindparam("limit", type_=sa.Integer))
    .with_for_update(skip_locked=True)  # PostgreSQL only: SQLite has one writer at a time
)
CLAIMABLE = (
    sa.select(
        outbox.c.id,
        sa.bindparam("lease", type_=sa.BigInteger).label("lease"),
        (outbox.c.attempts + 1).label("attempts"),
        outbox.c.expires_at,
        outbox.c.topic,
        reminders.c.kind,
        reminders.c.zone,
        reminders.c.at_night,
        reminders.c.moves,
        outbox.c.reminder_id,
        outbox.c.subscription_id,
        *[subscriptions.c[field.name] for field in fields(Subscription)],
    )
    .join(reminders, reminders.c.id == outbox.c.reminder_id)
    .join(subscriptions, subscriptions.c.id == outbox.c.subscription_id)
    .where(outbox.c.wake_at <= sa.bindparam("now"))
    .order_by(outbox.c.wake_at)
    .limit(sa.bindparam("limit", type_=sa.Integer))
    .with_for_update(of=outbox, skip_locked=True)
)


class Outbox:
    """The occurrences that wait to be sent. Any number of workers can share it."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    @retry_deadlock
    @despite_full_disk
    def plan_due(self, now: int, useful_for: Mapping[str, int], limit: int = 500) -> int:
        """Put due reminders into the outbox and move each to its next time: one transaction, exactly once.

        Args:
            useful_for: for each kind, the seconds after its time for which a notification still helps.

        Returns:
            The number of reminders. If it is `limit`, there may be more.
        """
        with self.engine.begin() as connection:
            due = connection.execute(DUE, {"now": now, "kinds": list(useful_for), "limit": limit}).all()
            if not due:
                return 0
            # If the last notification came late, on the day of this one, this one moves on: at most one a day.
            waiting = {row.id for row in due if is_second_of_its_day(plan_of(row), now, row.sent_at)}
            occurrences = [_occurrence(row, now, useful_for) for row in due if row.id not in waiting]
            if occurrences:
                # An older occurrence that is still in the outbox is replaced. It has no attempts, so the settlement of
                # a worker that is sending the old one does not delete it.
                rows = Batch(connection, [outbox.c[name] for name in occurrences[0]], occurrences)
                statement = rows.inserted(insert(connection, outbox))
                replaced = ("wake_at", "expires_at", "attempts", "refused")
                rows.execute(
                    statement.on_conflict_do_update(
                        index_elements=["subscription_id", "topic"],
                        set_={name: statement.excluded[name] for name in replaced},
                    )
                )
            advanced = [_advanced(row, now, waits=row.id in waiting) for row in due]
            rows = Batch(connection, [reminders.c[name] for name in advanced[0]], advanced)
            new = {name: value for name, value in rows.c.items() if name != "id"}
            rows.execute(sa.update(reminders).where(reminders.c.id == rows.c["id"]).values(new))
            return len(due)

    @retry_deadlock
    @despite_full_disk
    def reset_future_rows(self, now: int, longest_wait: int) -> None:
        """Make rows due now whose `wake_at` is more than `longest_wait` seconds away.

        The clock was ahead when such a row was written.
        """
        with self.engine.begin() as connection:
            too_far = sa.select(outbox.c.id).where(outbox.c.wake_at > now + longest_wait)
            too_far = too_far.with_for_update(skip_locked=True)  # waiting could be a deadlock
            connection.execute(sa.update(outbox).where(outbox.c.id.in_(too_far)).values(wake_at=now))

    def forget_resting(self, now: int) -> None:
        """Delete reminders whose `forget_at` has passed, and subscriptions without a reminder.

        Then empty the log of SQLite, which still contains every deleted row, and make the reserve again if the disk has
        room for it.
        """
        while self._forget_some(now):
            pass
        truncate_wal(self.engine)
        keep_reserve(self.engine)

    @retry_deadlock
    @despite_full_disk
    def _forget_some(self, now: int) -> int:
        with self.engine.begin() as connection:
            is_over = reminders.c.forget_at <= now
            owners = sa.select(reminders.c.subscription_id).where(is_over).limit(FORGET_AT_ONCE)
            ids = set(connection.execute(owners).scalars())
            if ids:
                is_owner = subscriptions.c.id.in_(ids)
                connection.execute(lock_subscriptions(is_owner)).all()
                connection.execute(sa.delete(reminders).where(is_over, reminders.c.subscription_id.in_(ids)))
                delete_empty(connection, is_owner)
            return len(ids)

    @retry_deadlock
    @despite_full_disk
    def claim(self, now: int, lease: int, limit: int) -> list[Occurrence]:
        """Claim up to `limit` due occurrences for `lease` seconds. No other worker can claim them until then.

        It waits for no lock.
        """
        with self.engine.begin() as connection:
            rows = connection.execute(CLAIMABLE, {"now": now, "lease": now + lease, "limit": limit}).all()
            if rows:
                claimed = sa.update(outbox).where(outbox.c.id.in_([row.id for row in rows]))
                connection.execute(claimed.values(wake_at=now + lease, attempts=outbox.c.attempts + 1))
            return [occurrence_of(row) for row in rows]

    @retry_deadlock
    @despite_full_disk
    def renew_leases(self, now: int, lease: int, claimed: Sequence[Occurrence]) -> set[int]:
        """Claim occurrences of ours for another `lease` seconds from now on.

        Returns:
            The ids of the rows that are still ours. A row that another transaction changes just now is left out.
        """
        with self.engine.begin() as connection:
            # Nothing is waited for: this locks no reminders, so waiting could be a deadlock.
            rows = (
                sa.select(*CLAIM).where(outbox.c.id.in_([one.id for one in claimed])).with_for_update(skip_locked=True)
            )
            claims = {one.claim for one in claimed}
            ours = {row.id for row in connection.execute(rows) if tuple(row) in claims}
            connection.execute(sa.update(outbox).where(outbox.c.id.in_(ours)).values(wake_at=now + lease))
            return ours

    def hand_back(self, now: int, claimed: Sequence[Occurrence]) -> None:
        """End the leases of occurrences that were not sent, so that another worker can claim them at once."""
        self._settle(now, (), (), [(one, now, False) for one in claimed])

    def settle(
        self,
        now: int,
        *,
        delivered: Sequence[Occurrence] = (),
        dropped: Sequence[Occurrence] = (),
        gone: Sequence[Occurrence] = (),
        later: Sequence[tuple[Occurrence, int, bool]] = (),
    ) -> None:
        """Store the outcomes of claimed occurrences. A row that has a new owner since then is left alone.

        If it fails, it can be repeated as a whole.

        Args:
            later: the occurrence, the time of the next attempt, and whether the push service refused our key or clock.
        """
        if gone:
            self._forget_gone(gone)
        if delivered or dropped or later:
            self._settle(now, delivered, dropped, later)

    @retry_deadlock
    @despite_full_disk
    def _forget_gone(self, gone: Sequence[Occurrence]) -> None:
        """Delete subscriptions that have ended, in a transaction of their own, and in the order of `tables`.

        A deletion cascades from the subscription to its reminders, and the planner locks reminders first.
        """
        # The endpoint too: if the subscription was deleted in the meantime, SQLite may have used its id again.
        endpoints = {one.to.endpoint for one in gone}
        is_gone = sa.and_(
            subscriptions.c.id.in_({one.subscription_id for one in gone}), subscriptions.c.endpoint.in_(endpoints)
        )
        with self.engine.begin() as connection:
            ids = connection.execute(lock_subscriptions(is_gone)).scalars().all()
            owned = sa.select(reminders.c.id).where(reminders.c.subscription_id.in_(ids)).order_by(reminders.c.id)
            connection.execute(owned.with_for_update()).all()
            connection.execute(sa.delete(subscriptions).where(subscriptions.c.id.in_(ids)))

    @retry_deadlock
    @despite_full_disk
    def _settle(
        self,
        now: int,
        delivered: Sequence[Occurrence],
        dropped: Sequence[Occurrence],
        later: Sequence[tuple[Occurrence, int, bool]],
    ) -> None:
        with self.engine.begin() as connection:
            # The reminders are locked first, in the order of `tables`. PostgreSQL also evaluates EXISTS before it waits
            # for the transaction of an answer. SQLite has one writer at a time, and would only read them once more.
            if connection.dialect.name == "postgresql":
                ids = [one.reminder_id for one in (*delivered, *dropped, *(one for one, _, _ in later))]
                lock = sa.select(reminders.c.id).where(reminders.c.id.in_(ids)).order_by(reminders.c.id)
                connection.execute(lock.with_for_update()).all()
            if delivered:
                # The claim protects `sent_at` too: if a person answered while the notification was in flight, its row
                # in the outbox is gone, and the page must not ask for an answer again.
                rows = Batch(connection, CLAIM, [_claim(one) for one in delivered])
                is_claimed = sa.exists().where(_is_ours(rows)).correlate(*rows.sources, reminders)
                rows.execute(
                    sa.update(reminders).where(reminders.c.id == rows.c["reminder_id"], is_claimed).values(sent_at=now)
                )
            if finished := [*delivered, *dropped]:
                rows = Batch(connection, CLAIM, [_claim(one) for one in finished])
                rows.execute(sa.delete(outbox).where(_is_ours(rows)))
            if later:
                retries = [{**_claim(one), "wake_at": at, "refused": refused} for one, at, refused in later]
                rows = Batch(connection, [*CLAIM, outbox.c.wake_at, outbox.c.refused], retries)
                again = sa.update(outbox).where(_is_ours(rows))
                rows.execute(again.values(wake_at=rows.c["wake_at"], refused=rows.c["refused"]))

    def counts(self, now: int) -> dict[str, int]:
        """Numbers for `/metrics`: rows of each table, refused rows, and how late the oldest due row is in seconds."""
        with reading(self.engine).begin() as connection:

            def one(statement: sa.Select[Any]) -> int:
                return int(connection.execute(statement).scalar() or 0)

            count = sa.func.count()
            due = (reminders.c.next_at, outbox.c.wake_at)
            oldest = min(one(sa.select(sa.func.min(time)).where(time <= now)) or now for time in due)
            return {
                "subscriptions": one(sa.select(count).select_from(subscriptions)),
                "reminders": one(sa.select(count).select_from(reminders)),
                "waiting": one(sa.select(count).select_from(outbox)),
                "refused": one(sa.select(count).where(outbox.c.refused)),
                "late_seconds": now - oldest,
            }


def jitter(subscription_id: int) -> int:
    """The seconds after its time at which a notification is sent, always the same for a subscription.

    Many people choose 9:00, and neither we nor a push service should meet them all at once. The clock of a phone still
    shows the minute that its owner chose. 37 and 60 have no factor in common, so neighbours are far apart.
    """
    return (subscription_id - 1) * 37 % JITTER


def _claim(occurrence: Occurrence) -> dict[str, Any]:
    return dict(zip((column.name for column in CLAIM), occurrence.claim, strict=True))


def _is_ours(rows: Batch) -> sa.ColumnElement[bool]:
    return sa.and_(*[column == rows.c[column.name] for column in CLAIM])


def _occurrence(row: Any, now: int, useful_for: Mapping[str, int]) -> dict[str, Any]:
    return {
        "subscription_id": row.subscription_id,
        "reminder_id": row.id,
        "topic": row.id,
        "wake_at": max(now, row.next_at + jitter(row.subscription_id)),
        "expires_at": row.next_at + useful_for[row.kind],
        "attempts": 0,
        "refused": False,
    }


def _advanced(row: Any, now: int, *, waits: bool) -> dict[str, Any]:
    plan = plan_of(row)
    moved = on_another_day(plan, now) if waits else after_delivery(plan, now)
    if moved:
        new = columns(moved, "planned")
    else:
        new = columns(replace(plan, unanswered=plan.unanswered + 1), "resting", now + KEEP_RESTING)
    return {"id": row.id, **new}
