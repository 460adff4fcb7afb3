"""What the worker does, one transaction for each method: plan, claim, settle. Times are UTC seconds."""

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
    """The occurrences that wait to be sent. Any number of workers may share it."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    @despite_full_disk
    def plan_due(self, now: int, useful_for: Mapping[str, int], limit: int = 500) -> int:
        """Put due reminders into the outbox and move each to its next time: one transaction, exactly once.

        Args:
            useful_for: for each kind, how many seconds after its time a note still helps.

        Returns:
            how many there were; `limit` means that there may be more.
        """
        with self.engine.begin() as connection:
            due = connection.execute(
                sa.select(reminders)
                # One of a kind that we do not know waits for a worker of the release that does.
                .where(reminders.c.next_at <= now, reminders.c.kind.in_(useful_for))
                .order_by(reminders.c.next_at)
                .limit(limit)
                .with_for_update(skip_locked=True)  # SQLite leaves this out: its writers take turns
            ).all()
            if not due:
                return 0
            # After a note that came late the next one waits for another day: at most one a day.
            waits = {row.id for row in due if is_second_of_its_day(plan_of(row), now, row.sent_at)}
            rows = [_occurrence(row, now, useful_for) for row in due if row.id not in waits]
            advanced = [_advanced(row, now, waits=row.id in waits) for row in due]
            new = insert(connection, outbox)
            # An older occurrence that could not be delivered yet gives way to this one. The new wake_at
            # breaks the lease of a worker that is just sending the old one, so this one is not lost.
            fresh = {name: new.excluded[name] for name in ("wake_at", "expires_at", "attempts", "refused")}
            if rows:
                upsert = new.on_conflict_do_update(index_elements=["subscription_id", "topic"], set_=fresh)
                connection.execute(upsert, rows)
            connection.execute(
                sa.update(reminders)
                .where(reminders.c.id == sa.bindparam("reminder"))
                .values({name.removeprefix("new_"): sa.bindparam(name) for name in advanced[0] if name != "reminder"}),
                advanced,
            )
            return len(due)

    @despite_full_disk
    def reset_future_rows(self, now: int, longest_wait: int) -> None:
        """What waits for longer than anything may was put there by a clock that was ahead: it is due now."""
        with self.engine.begin() as connection:
            too_far = outbox.c.wake_at > now + longest_wait
            connection.execute(sa.update(outbox).where(too_far).values(wake_at=now))

    @despite_full_disk
    def forget_resting(self, now: int) -> None:
        """Delete reminders that rested for a week, and subscriptions that have none left; and for good whatever was
        deleted since the last time, by anybody. Then the disk may have room for its reserve again."""
        with self.engine.begin() as connection:
            forgotten = sa.delete(reminders).where(reminders.c.forget_at <= now)
            owners = set(connection.execute(forgotten.returning(reminders.c.subscription_id)).scalars())
            if owners:
                delete_empty(connection, subscriptions.c.id.in_(owners))
        truncate_wal(self.engine)
        keep_reserve(self.engine)

    @despite_full_disk
    def claim(self, now: int, lease: int, limit: int) -> list[Occurrence]:
        """Take up to `limit` due occurrences for `lease` seconds."""
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
                taken = sa.update(outbox).where(outbox.c.id.in_([row.id for row in rows]))
                connection.execute(taken.values(wake_at=now + lease, attempts=outbox.c.attempts + 1))
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
        """Write down what became of claimed occurrences. A row whose lease was lost is left to its new owner.

        Args:
            later: occurrence, when to try again, and whether the push service refused our key or clock.
        """
        ours = sa.and_(outbox.c.id == sa.bindparam("row"), outbox.c.wake_at == sa.bindparam("lease"))
        with self.engine.begin() as connection:
            if gone:
                # By its endpoint too: the browser may have renewed its subscription in the meantime.
                connection.execute(
                    sa.delete(subscriptions)
                    .where(subscriptions.c.id == sa.bindparam("row"))
                    .where(subscriptions.c.endpoint == sa.bindparam("at")),
                    [{"row": occurrence.subscription_id, "at": occurrence.to.endpoint} for occurrence in gone],
                )
            if delivered:
                # Fenced too: who answered while the note was in flight must not be asked to answer it. Held first,
                # because PostgreSQL would judge the fence by what it saw before it waited for that answer.
                told = sorted(occurrence.reminder_id for occurrence in delivered)
                held = sa.select(reminders.c.id).where(reminders.c.id.in_(told)).order_by(reminders.c.id)
                connection.execute(held.with_for_update()).all()
                is_its_own = sa.and_(reminders.c.id == sa.bindparam("reminder"), sa.exists().where(ours))
                connection.execute(
                    sa.update(reminders).where(is_its_own).values(sent_at=now),
                    [{**_lease(occurrence), "reminder": occurrence.reminder_id} for occurrence in delivered],
                )
            if finished := [*delivered, *dropped]:
                connection.execute(sa.delete(outbox).where(ours), [_lease(occurrence) for occurrence in finished])
            if later:
                connection.execute(
                    sa.update(outbox).where(ours).values(wake_at=sa.bindparam("again"), refused=sa.bindparam("no")),
                    [{**_lease(occurrence), "again": at, "no": refused} for occurrence, at, refused in later],
                )

    def counts(self, now: int) -> dict[str, int]:
        """Numbers for `/metrics`: how many there are, how many wait, how late we are, how often we are refused."""
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
    return {"row": occurrence.id, "lease": occurrence.lease}


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
    return {"reminder": row.id, **{f"new_{name}": value for name, value in new.items()}}
