"""Killed at random moments, a worker loses nothing, and after collapsing by topic nobody sees a note twice.

Five kills in `make test`, fifty in `make soak` (`--kills 50`).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict

import pytest
import sqlalchemy as sa

from pwa.reminders.dispatch import LEASE
from pwa.reminders.tables import outbox, reminders, subscriptions
from tests import people
from tests.conftest import both_databases
from tests.servers import wait_until

MANY = 2000


@pytest.fixture
def due_reminders(app, push_service):
    """2,000 browsers, each with one reminder that is due now."""
    maria = people.maria()
    keys, now = maria.subscription["keys"], int(time.time())
    public = app.extensions["keys"].public
    rows = [
        {"id": i, "endpoint": push_service.subscribe(public), "vapid_key": public, "language": "en", **keys}
        for i in range(MANY)
    ]
    plan = {"kind": "doctor", "local": "2026-11-22T10:00", "zone": "UTC", "repeat": "once", "unanswered": 0}
    wanted = [
        {"id": f"{i:012}", "subscription_id": i, **plan, "at_night": True, "state": "planned", "next_at": now - 1}
        for i in range(MANY)
    ]
    with app.extensions["store"].engine.begin() as connection:
        connection.execute(sa.insert(subscriptions), rows)
        connection.execute(sa.insert(reminders), wanted)
    return {row["endpoint"].rpartition("/")[2] for row in rows}


def all_settled(app) -> bool:
    with app.extensions["store"].engine.begin() as connection:
        waiting = connection.execute(sa.select(sa.func.count()).select_from(outbox)).scalar()
        planned = connection.execute(sa.select(sa.func.count()).where(reminders.c.state == "planned")).scalar()
    return not waiting and not planned


def wait_for_more(app, push_service, count: int) -> None:
    wait_until(lambda: len(push_service.posts) >= count or all_settled(app), 30, "the worker sends")


@both_databases
def test_a_worker_that_is_killed_again_and_again_loses_nothing(
    app, push_service, due_reminders, tmp_path, database, request
):
    chance = random.Random()  # a failure prints what it did
    said: list[str] = []
    settings = app.config["SETTINGS"]
    kills = request.config.getoption("--kills")
    for attempt in range(kills + 1):
        ahead = attempt * (LEASE + 1)
        victim = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.victim",
                str(tmp_path),
                settings.database_url,
                push_service.origin,
                str(ahead),
            ],
            stderr=subprocess.DEVNULL,
        )
        if attempt == kills:
            wait_until(lambda: all_settled(app), 60, f"all is settled after {said}")
        else:
            # Some kills come by the clock, and so in the middle of planning; some after a number of sends.
            before = len(push_service.posts)
            wait_for_more(app, push_service, before + 1)
            if chance.random() < 0.5:
                wait_for_more(app, push_service, before + chance.randint(1, 2 * MANY // (kills + 1)))
            else:
                threading.Event().wait(chance.uniform(0, 0.4))
            said.append(f"killed after {len(push_service.posts)} posts")
        os.kill(victim.pid, signal.SIGKILL)
        victim.wait()

    topics = defaultdict(set)
    for post in push_service.posts:
        assert post.status == 201
        topics[post.token].add(post.headers["Topic"])
    assert set(topics) == due_reminders, f"{len(due_reminders - set(topics))} were lost: {said}"
    assert all(len(seen) == 1 for seen in topics.values()), f"somebody sees a note twice: {said}"
    with app.extensions["store"].engine.begin() as connection:
        told = connection.execute(sa.select(sa.func.count()).where(reminders.c.sent_at.is_not(None))).scalar()
    assert told == MANY, "each was settled"
