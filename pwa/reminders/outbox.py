"""The work of the worker: plan, claim, settle. Each method is one transaction. Times are UTC seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import sqlalchemy as sa

from pwa.reminders.models import Occurrence, Subscription, columns, occurrence_of, plan_of
from pwa.reminders.reserve import despite_full_disk, keep_reserve
from pwa.reminders.schedule import after_delivery, is_second_of_its_day, on_another_day
from pwa.reminders.tables import delete_empty, insert, outbox, reading, reminders, subscriptions, truncate_wal

# Seconds for which the app shows a reminder that rests; then the server forgets it.
KEEP_RESTING = 7 * 24 * 3600


class Outbox:
    """The occurrences that wait to be sent. Any number of workers can share it."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    @despite_full_disk
    def plan_due(self, now: int, useful_for: Mapping[str, int], limit: int = 500) -> int:
        """Put due reminders into the outbox and move each to its next time: one transaction, exactly once.

        Args:
            useful_for: for each kind, the seconds after its time for which a notification still helps.

        Returns:
            The number of reminders. If it is `limit`, there may be more.
        """
        with self.engine.begin() as connection:
            due = connection.execute(
                sa.select(reminders)
                # A newer release may have stored a kind that this one does not know. Its worker will send it.
                .where(reminders.c.next_at <= now, reminders.c.kind.in_(useful_for))
                .order_by(reminders.c.next_at)
                .limit(limit)
                .with_for_update(skip_locked=True)  # PostgreSQL only: SQLite has one writer at a time
            ).all()
            if not due:
                return 0
            # If the last notification came late, on the day of this one, this one moves on: at most one a day.
            waiting = {row.id for row in due if is_second_of_its_day(plan_of(row), now, row.sent_at)}
            occurrences = [_occurrence(row, now, useful_for) for row in due if row.id not in waiting]
            if occurrences:
                # An older occurrence that is still in the outbox is replaced. The new `wake_at` ends the lease of a
                # worker that is sending the old one, so that its settlement does not delete this one.
                statement = insert(connection, outbox)
                replaced = ("wake_at", "expires_at", "attempts", "refused")
                upsert = statement.on_conflict_do_update(
                    index_elements=["subscription_id", "topic"],
                    set_={name: statement.excluded[name] for name in replaced},
                )
                connection.execute(upsert, occurrences)
            advanced = [_advanced(row, now, waits=row.id in waiting) for row in due]
            connection.execute(
                sa.update(reminders)
                .where(reminders.c.id == sa.bindparam("b_id"))
                .values({name.removeprefix("b_"): sa.bindparam(name) for name in advanced[0] if name != "b_id"}),
                advanced,
            )
            return len(due)

    @despite_full_disk
    def reset_future_rows(self, now: int, longest_wait: int) -> None:
        """Make rows due now whose `wake_at` is more than `longest_wait` seconds away.

        The clock was ahead when such a row was written.
        """
        with self.engine.begin() as connection:
            is_too_far = outbox.c.wake_at > now + longest_wait
            connection.execute(sa.update(outbox).where(is_too_far).values(wake_at=now))

    @despite_full_disk
    def forget_resting(self, now: int) -> None:
        """Delete reminders whose `forget_at` has passed, and subscriptions without a reminder.

        Then empty the log of SQLite, which still contains every deleted row, and make the reserve again if the disk has
        room for it.
        """
        with self.engine.begin() as connection:
            delete = sa.delete(reminders).where(reminders.c.forget_at <= now)
            owners = set(connection.execute(delete.returning(reminders.c.subscription_id)).scalars())
            if owners:
                delete_empty(connection, subscriptions.c.id.in_(owners))
        truncate_wal(self.engine)
        keep_reserve(self.engine)

    @despite_full_disk
    def claim(self, now: int, lease: int, limit: int) -> list[Occurrence]:
        """Claim up to `limit` due occurrences for `lease` seconds. No other worker can claim them until then."""
        due = (
            sa.select(
                outbox.c.id,
                sa.literal(now + lease, sa.BigInteger).label("lease"),
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
            .where(outbox.c.wake_at <= now)
            .order_by(outbox.c.wake_at)
            .limit(limit)
            .with_for_update(of=outbox, skip_locked=True)
        )
        with self.engine.begin() as connection:
            rows = connection.execute(due).all()
            if rows:
                claimed = sa.update(outbox).where(outbox.c.id.in_([row.id for row in rows]))
                connection.execute(claimed.values(wake_at=now + lease, attempts=outbox.c.attempts + 1))
            return [occurrence_of(row) for row in rows]

    @despite_full_disk
    def settle(
        self,
        now: int,
        *,
        delivered: Sequence[Occurrence] = (),
        dropped: Sequence[Occurrence] = (),
        gone: Sequence[Occurrence] = (),
        later: Sequence[tuple[Occurrence, int, bool]] = (),
    ) -> None:
        """Store the outcomes of claimed occurrences. A row whose lease has ended is left to its new owner.

        Args:
            later: the occurrence, the time of the next attempt, and whether the push service refused our key or clock.
        """
        is_ours = sa.and_(outbox.c.id == sa.bindparam("b_id"), outbox.c.wake_at == sa.bindparam("b_wake_at"))
        with self.engine.begin() as connection:
            if gone:
                # The endpoint too: the browser may have renewed its subscription in the meantime.
                connection.execute(
                    sa.delete(subscriptions)
                    .where(subscriptions.c.id == sa.bindparam("b_id"))
                    .where(subscriptions.c.endpoint == sa.bindparam("b_endpoint")),
                    [{"b_id": one.subscription_id, "b_endpoint": one.to.endpoint} for one in gone],
                )
            if delivered:
                # The lease protects `sent_at` too: if a person answered while the notification was in flight, its row
                # in the outbox is gone, and the page must not ask for an answer again. The reminders are locked first:
                # PostgreSQL evaluates EXISTS before it waits for the transaction of that answer.
                ids = [one.reminder_id for one in delivered]
                lock = sa.select(reminders.c.id).where(reminders.c.id.in_(ids)).order_by(reminders.c.id)
                connection.execute(lock.with_for_update()).all()
                is_leased = sa.and_(reminders.c.id == sa.bindparam("b_reminder_id"), sa.exists().where(is_ours))
                connection.execute(
                    sa.update(reminders).where(is_leased).values(sent_at=now),
                    [{**_lease(one), "b_reminder_id": one.reminder_id} for one in delivered],
                )
            if finished := [*delivered, *dropped]:
                connection.execute(sa.delete(outbox).where(is_ours), [_lease(one) for one in finished])
            if later:
                retry = sa.update(outbox).where(is_ours)
                connection.execute(
                    retry.values(wake_at=sa.bindparam("b_next_wake_at"), refused=sa.bindparam("b_refused")),
                    [{**_lease(one), "b_next_wake_at": at, "b_refused": refused} for one, at, refused in later],
                )

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


def _lease(occurrence: Occurrence) -> dict[str, int]:
    return {"b_id": occurrence.id, "b_wake_at": occurrence.lease}


def _occurrence(row: Any, now: int, useful_for: Mapping[str, int]) -> dict[str, Any]:
    return {
        "subscription_id": row.subscription_id,
        "reminder_id": row.id,
        "topic": row.id,
        "wake_at": now,
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
    return {"b_id": row.id, **{f"b_{name}": value for name, value in new.items()}}
