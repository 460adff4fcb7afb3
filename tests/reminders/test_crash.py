"""Workers that are killed at random moments lose nothing, and topics prevent that a notification is shown twice.

Five kills in `make test`, fifty in `make soak` (`--kills 50`).
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from pwa.reminders.delivery import LEASE, WINDOW
from pwa.reminders.outbox import JITTER
from pwa.reminders.tables import outbox, reminders, subscriptions
from pwa.services import services
from tests import people
from tests.conftest import Clock, Work, both_databases
from tests.killable_worker import killable_worker
from tests.push_service import PushService
from tests.servers import wait_until

MANY = 2000
IN_A_ROW = 5


def store_many(app: Flask, push_service: PushService, many: int) -> set[str]:
    """Store so many browsers with one reminder each. Returns the names of their endpoints."""
    maria = people.maria()
    keys, public = maria.subscription["keys"], services(app).keys.public
    crowd = [
        {"id": i, "endpoint": push_service.subscribe(public), "vapid_key": public, "language": "en", **keys}
        for i in range(many)
    ]
    plan = {"kind": "doctor", "local": "2026-11-22T10:00", "zone": "UTC", "repeat": "once", "unanswered": 0}
    reminder_rows = [
        {"id": f"{i:012}", "subscription_id": i, **plan, "at_night": True, "state": "resting"} for i in range(many)
    ]
    with services(app).store.engine.begin() as connection:
        connection.execute(sa.insert(subscriptions), crowd)
        connection.execute(sa.insert(reminders), reminder_rows)
    return {row["endpoint"].rpartition("/")[2] for row in crowd}


@pytest.fixture
def tokens(app: Flask, push_service: PushService) -> set[str]:
    return store_many(app, push_service, MANY)


def make_all_due(app: Flask) -> None:
    again = {"state": "planned", "next_at": int(time.time()) - JITTER, "forget_at": None, "sent_at": None}
    with services(app).store.engine.begin() as connection:
        connection.execute(sa.update(reminders).values(**again))


def planned(app: Flask) -> int:
    """Count the reminders that the worker has moved into the outbox."""
    with services(app).store.engine.begin() as connection:
        return int(connection.execute(sa.select(sa.func.count()).where(reminders.c.state == "resting")).scalar_one())


def all_settled(app: Flask) -> bool:
    with services(app).store.engine.begin() as connection:
        waiting = connection.execute(sa.select(sa.func.count()).select_from(outbox)).scalar()
        planned = connection.execute(sa.select(sa.func.count()).where(reminders.c.state == "planned")).scalar()
    return not waiting and not planned


@both_databases
def test_workers_that_are_killed_at_any_moment_lose_nothing(
    app: Flask,
    push_service: PushService,
    tokens: set[str],
    request: pytest.FixtureRequest,
    clock: Clock,
    work: Work,
    record_property: Callable[[str, object], None],
) -> None:
    """Five workers are killed one after the other while they continue each other's work. The last one finishes it."""
    chance = random.Random()

    def steps() -> int:
        """Count planned reminders and arrived messages: in the end two for each reminder, one more for each duplicate."""
        return planned(app) + len(push_service.posts)

    def all_settled_after_a_look() -> bool:
        """Run the worker once more: PostgreSQL may still lock rows of the killed worker, and a round skips them."""
        work()
        return all_settled(app)

    for _ in range(0, request.config.getoption("--kills"), IN_A_ROW):
        make_all_due(app)
        push_service.posts.clear()
        moments: list[int] = []
        for dead in range(IN_A_ROW):
            moment = min(steps() + chance.randrange(1, 2 * MANY // IN_A_ROW), 2 * MANY)
            moments.append(moment)
            # Each worker starts when the leases of the one before it have expired.
            with killable_worker(services(app).settings, ahead=dead * (LEASE + 1)):
                # First it plans, 500 in a transaction; then it claims, sends and settles, all at the same time.
                wait_until(lambda m=moment: steps() >= m, 600, "the worker plans and sends")
        clock.now = time.time() + IN_A_ROW * (LEASE + 1)
        wait_until(all_settled_after_a_look, 600, f"nothing waits after kills at {moments}")

        topics = defaultdict(set)
        for post in push_service.posts:
            assert post.status == 201
            topics[post.token].add(post.headers["Topic"])
        assert set(topics) == tokens, f"{len(tokens - set(topics))} were lost after kills at {moments}"
        assert all(len(seen) == 1 for seen in topics.values()), f"somebody sees a note twice after {moments}"
        doubled, most = len(push_service.posts) - MANY, IN_A_ROW * WINDOW
        record_property("drill", f"{request.node.name}: of {MANY}, 0 lost, {doubled} doubled, at most {most} may be")
        assert doubled <= most, f"a worker doubles at most what it had in flight: {moments}"
        with services(app).store.engine.begin() as connection:
            told = connection.execute(sa.select(sa.func.count()).where(reminders.c.sent_at.is_not(None))).scalar()
        assert told == MANY, f"each is settled after kills at {moments}"
