"""Drills: something fails while two workers send. Nothing may be lost; what is sent twice is counted, limited, printed.

Once in `make test`, fifty times in `make soak` (`--kills 50`).
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from psycopg.pq import TransactionStatus

from pwa import create_worker_app
from pwa.reminders import delivery, worker
from pwa.reminders.delivery import LEASE
from pwa.reminders.tables import outbox, reminders
from pwa.reminders.worker import Worker
from pwa.services import services
from tests.conftest import Clock, look
from tests.push_service import Post, PushService
from tests.reminders.test_crash import all_settled, make_all_due, store_many
from tests.servers import PATIENCE, wait_until

MANY, WINDOW, WORKERS = 400, 32, 2
# When its lease has ended, another worker may send again what was claimed and is not settled.
IN_FLIGHT = WORKERS * WINDOW


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Repeat each drill in `make soak`."""
    kills = metafunc.config.getoption("--kills")
    if "drill" in metafunc.fixturenames and kills > 5:
        metafunc.fixturenames.append("repeated")
        metafunc.parametrize("repeated", range(kills))


@dataclass
class Drill:
    """Many people, each with a reminder that is due, and the workers that send them."""

    app: Flask
    push_service: PushService
    clock: Clock
    name: str
    say: Callable[[str, object], None]
    monkeypatch: pytest.MonkeyPatch

    def __post_init__(self) -> None:
        self.tokens = store_many(self.app, self.push_service, MANY)
        make_all_due(self.app)
        self.clock.now = time.time()
        self.connections: dict[sa.Engine, list[psycopg.Connection[Any]]] = {}

    @contextmanager
    def sending(self, database: str = "") -> Iterator[list[Flask]]:
        """Run the workers."""
        settings = services(self.app).settings
        settings = replace(settings, database_url=database or settings.database_url)
        apps = [create_worker_app(settings, self.clock) for _ in range(WORKERS)]
        with ExitStack() as stack:
            for app in apps:
                engine = services(app).store.engine
                opened = self.connections[engine] = []
                sa.event.listen(engine, "connect", lambda one, _record, opened=opened: opened.append(one))
                stack.callback(engine.dispose)
                running = Worker(app)
                running.start()
                stack.callback(running.stop)
            yield apps

    @contextmanager
    def under_load(self, database: str = "") -> Iterator[list[sa.Engine]]:
        """Run the workers until all is sent and settled. Yields their engines."""
        with self.sending(database) as apps:
            engine, *_ = engines = [services(app).store.engine for app in apps]
            yield engines
            wait_until(lambda: self._nothing_is_due(engine), what="the workers have sent what they can claim")
            for limit in ("FINISH_WITHIN", "END_WITHIN"):
                self.monkeypatch.setattr(worker, limit, PATIENCE)
        # A connection may end while a claim is committed: then nobody knows of the claim until its lease ends.
        self.clock.pass_by(seconds=LEASE + 1)
        wait_until(lambda: look(apps[0]) + all_settled(apps[0]), what="all is settled")
        engine.dispose()

    def _nothing_is_due(self, engine: sa.Engine) -> bool:
        planned = sa.select(reminders.c.id).where(reminders.c.state == "planned", reminders.c.next_at <= self.clock())
        claimable = sa.select(outbox.c.reminder_id).where(outbox.c.wake_at <= self.clock())
        with engine.begin() as connection:
            return connection.execute(planned.union_all(claimable).limit(1)).first() is None

    @property
    def posts(self) -> list[Post]:
        """What has arrived at the push service."""
        return self.push_service.posts

    def wait_for_more(self) -> int:
        """Wait until some more have arrived, at most half of all before the last fault. Returns how many have."""
        return len(self.push_service.wait_for_posts(len(self.posts) + random.randrange(1, MANY // 6)))

    def is_waiting(self, engine: sa.Engine) -> bool:
        """Whether a statement waits for the answer of the database."""
        return any(one.info.transaction_status == TransactionStatus.ACTIVE for one in self.connections[engine])

    def count(self, most: int) -> None:
        """Print what was lost and what was doubled. Fail if anything was lost, or more than `most` were doubled."""
        arrived = Counter(post.token for post in self.posts if post.status == 201)
        lost, doubled = len(self.tokens - set(arrived)), arrived.total() - len(arrived)
        self.say("drill", f"{self.name}: of {len(self.tokens)}, {lost} lost, {doubled} doubled, at most {most} may be")
        assert lost == 0
        assert doubled <= most


@pytest.fixture
def drill(
    app: Flask,
    push_service: PushService,
    clock: Clock,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Drill:
    """Its workers claim little at once, look often, and try again soon."""
    monkeypatch.setattr(delivery, "WINDOW", WINDOW)
    monkeypatch.setattr(delivery, "LOOK_AGAIN", 0.05)
    monkeypatch.setattr(delivery, "SETTLE_AGAIN", 0.05)
    monkeypatch.setitem(worker.TIDY_EVERY, "postgresql", 0.05)
    for name in ("LOOK_EVERY", "LOOK_AGAIN", "BEAT_EVERY", "FINISH_WITHIN"):
        monkeypatch.setattr(worker, name, 0.05)
    return Drill(app, push_service, clock, request.node.name, record_property, monkeypatch)
