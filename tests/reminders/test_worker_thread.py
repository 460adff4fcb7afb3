"""The thread of the worker goes on after a failure, stops when it is told to, and doubts a clock that leaps."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from functools import partialmethod

import pytest
import sqlalchemy as sa
from flask import Flask

from pwa.reminders import worker
from pwa.reminders.clock import DatabaseClock, clock_of, read
from pwa.reminders.heartbeat import Heartbeat
from pwa.reminders.outbox import Outbox
from pwa.services import services
from tests.conftest import Api, Clock
from tests.people import Person
from tests.push_service import PushService
from tests.reminders.answers import stored
from tests.servers import PATIENCE, wait_until

TEN = "2026-11-24T10:00"
LEAPT = "The clock has leapt ahead"


@pytest.fixture
def due(app: Flask, api: Api, clock: Clock, push_service: PushService, maria: Person) -> Iterator[worker.Worker]:
    """A worker that was made before Maria's reminder became due and is not started. Its clock stands still."""
    api.put(maria.request(TEN))
    clock.set(TEN, maria.zone)
    push_service.posts.clear()
    made = worker.Worker(app)
    yield made
    if made.is_alive():
        ended(made)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workers run a hundred rounds per second."""
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.01)


def test_a_worker_that_looks_says_so(app: Flask, due: worker.Worker) -> None:
    heartbeat = Heartbeat(services(app).outbox.engine)
    assert heartbeat.age(0) is None
    due.start()
    wait_until(lambda: heartbeat.age(int(services(app).now())) == 0, what="the worker has looked")


def ended(running: worker.Worker) -> None:
    """Stop the worker, and fail if it does not end."""
    stopping = threading.Thread(target=running.stop, daemon=True)
    stopping.start()
    stopping.join(20)
    assert not running.is_alive(), "it ends when it is told to"
    assert not stopping.is_alive()


def looks(app: Flask) -> list[float]:
    """Record the moments at which the clock is read from now on."""
    seen: list[float] = []
    clock = services(app).now

    def now() -> float:
        seen.append(clock())
        return seen[-1]

    services(app).now = now
    return seen


# The end of the thread --------------------------------------------------------------------------


def test_it_ends_at_once_while_it_waits_for_its_next_round(
    due: worker.Worker, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LOOK_EVERY", 60.0)
    due.start()
    push_service.wait_for_posts(1)
    ended(due)
    assert len(push_service.posts) == 1


def test_stop_says_whether_it_has_ended_and_waits_no_longer_than_it_may(
    app: Flask, due: worker.Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database hangs: each transaction waits until the test ends it."""
    monkeypatch.setattr(worker, "END_WITHIN", 0.05)
    hangs, end = threading.Event(), threading.Event()

    @sa.event.listens_for(services(app).store.engine, "begin")
    def wait(_connection: sa.Connection) -> None:
        hangs.set()
        assert end.wait(PATIENCE)

    due.start()
    try:
        assert hangs.wait(PATIENCE)
        assert due.stop() is False
    finally:
        end.set()
    monkeypatch.setattr(worker, "END_WITHIN", PATIENCE)
    assert due.stop() is True


def test_it_does_not_keep_alive_a_process_that_ends(due: worker.Worker) -> None:
    assert due.daemon
    assert due.name == "reminders"


# A failure --------------------------------------------------------------------------------------


class Failing:
    """A database that fails while the test wants it to."""

    def __init__(self, engine: sa.Engine) -> None:
        self.failures = 0
        self.broken = True
        sa.event.listen(engine, "begin", self._fail)

    def _fail(self, _connection: sa.Connection) -> None:
        if self.broken:
            self.failures += 1
            raise sa.exc.OperationalError("BEGIN", {}, Exception("disk I/O error"))


def test_it_goes_on_when_the_database_works_again(
    app: Flask,
    due: worker.Worker,
    push_service: PushService,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(worker, "LOOK_AGAIN", 0.01)
    database = Failing(services(app).store.engine)
    due.start()
    wait_until(lambda: database.failures > 2, what="it has tried again")
    assert push_service.posts == []
    database.broken = False
    push_service.wait_for_posts(1)
    ended(due)
    assert "The reminder worker continues in 0.01 seconds" in caplog.text


def test_it_waits_after_a_failure_and_ends_at_once_while_it_waits(
    app: Flask, due: worker.Worker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker, "LOOK_AGAIN", 60.0)
    database = Failing(services(app).store.engine)
    due.start()
    wait_until(lambda: "continues in 60.0 seconds" in caplog.text)
    ended(due)
    assert database.failures == 1


# One round --------------------------------------------------------------------------------------


def test_one_round_plans_all_that_is_due_however_little_is_planned_at_a_time(
    app: Flask, api: Api, clock: Clock, push_service: PushService, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for minute in range(5):
        api.put(maria.request(f"2026-11-24T10:0{minute}", repeat="once"))
    clock.set("2026-11-24T10:05", maria.zone)
    push_service.posts.clear()
    monkeypatch.setattr(worker, "LOOK_EVERY", 60.0)
    monkeypatch.setattr(Outbox, "plan_due", partialmethod(Outbox.plan_due, limit=2))
    running = worker.Worker(app)
    running.start()
    try:
        push_service.wait_for_posts(5)
    finally:
        ended(running)
    assert len({post.headers["Topic"] for post in push_service.posts}) == 5


def test_it_looks_again_at_the_next_full_second(
    due: worker.Worker, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reminders are due at full minutes."""
    monkeypatch.setattr(worker, "LOOK_EVERY", 1.0)
    clock.pass_by(seconds=0.25)
    waited = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        due._stopped.set()

    monkeypatch.setattr(due._stopped, "wait", wait)
    due.start()
    due.join(PATIENCE)
    assert waited == [0.75]


def test_what_has_rested_is_deleted_again_and_again_but_not_at_each_look(
    app: Flask, due: worker.Worker, api: Api, clock: Clock, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(worker.TIDY_EVERY, "sqlite", 0.2)
    begin, tidied = time.monotonic(), 0

    def tidy(*_: object) -> None:
        nonlocal tidied
        tidied += 1

    monkeypatch.setattr(Outbox, "reset_future_rows", tidy)
    seen = looks(app)
    due.start()
    wait_until(lambda: tidied >= 3 and len(seen) > 50, what="it has looked often, and tidied some times")
    ended(due)
    assert tidied <= (time.monotonic() - begin) / 0.2 + 1


def test_what_is_deleted_is_gone_from_the_disk_within_seconds() -> None:
    assert worker.TIDY_EVERY["sqlite"] <= 5


@pytest.mark.parametrize(("kind", "seconds"), [("doctor", 7 * 86400), ("check", 2 * 3600), ("after", 3 * 86400)])
def test_each_kind_helps_for_its_own_time(kind: str, seconds: int) -> None:
    assert worker.USEFUL_FOR[kind] == seconds


# The clock --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "doubted"), [(59, False), (61, True)])
def test_a_leap_of_less_than_an_hour_is_believed_and_a_longer_one_is_doubted(
    app: Flask,
    due: worker.Worker,
    clock: Clock,
    push_service: PushService,
    caplog: pytest.LogCaptureFixture,
    minutes: int,
    doubted: bool,
) -> None:
    clock.pass_by(minutes=minutes)
    seen = looks(app)
    due.start()
    if doubted:
        wait_until(lambda: LEAPT in caplog.text and len(seen) > 20, what="it has looked, and doubts the clock")
    else:
        push_service.wait_for_posts(1)
    ended(due)
    assert (LEAPT in caplog.text) == doubted
    assert len(push_service.posts) == (0 if doubted else 1)


def test_nothing_is_forgotten_while_the_clock_is_doubted(
    app: Flask,
    due: worker.Worker,
    api: Api,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    maria: Person,
) -> None:
    [one] = api.list(maria).json["reminders"]
    api.answer(maria, one["id"], "pause")  # forgotten after 90 days
    clock.pass_by(days=91)
    seen = looks(app)
    due.start()
    wait_until(lambda: LEAPT in caplog.text and len(seen) > 20, what="it has looked, and doubts the clock")
    ended(due)
    assert stored(app) == (1, 1, 0)


class TheirClock(DatabaseClock):
    """The clock of a database that is two hours ahead of this machine."""

    def read(self) -> float:
        """Ask the database."""
        self._ahead = 7200.0
        return self()


def test_a_database_whose_clock_is_ahead_has_not_leapt(app: Flask) -> None:
    """Until the first reading, it is the clock of this machine."""
    services(app).now = TheirClock(services(app).outbox.engine)
    made = worker.Worker(app)
    read(services(app).now)
    assert made._is_clock_trusted()


def test_the_clock_of_sqlite_is_that_of_this_machine(app: Flask) -> None:
    assert clock_of(services(app).outbox.engine) is time.time


def test_it_can_be_made_while_the_database_is_away(app: Flask) -> None:
    """SQLite does not know the question for the time of PostgreSQL, and fails as a database that is away."""
    services(app).now = DatabaseClock(services(app).outbox.engine)
    assert worker.Worker(app)._is_clock_trusted()


def test_small_steps_ahead_are_no_leap(
    app: Flask, due: worker.Worker, clock: Clock, push_service: PushService, caplog: pytest.LogCaptureFixture
) -> None:
    """The machine sleeps for half an hour again and again."""
    seen = looks(app)
    due.start()
    push_service.wait_for_posts(1)
    for _ in range(4):
        clock.pass_by(minutes=30)
        wait_until(lambda: seen.count(clock.now) > 10, what="it has looked at this time")
    ended(due)
    assert LEAPT not in caplog.text


def test_a_second_leap_is_doubted_like_the_first(
    due: worker.Worker, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """The thread is not started: between its look at the clock and its work, the clock of a test could leap."""
    for leaps in (1, 2):
        assert due._is_clock_trusted()
        clock.pass_by(days=30)
        assert not due._is_clock_trusted()
        assert caplog.text.count(LEAPT) == leaps
        clock.pass_by(days=-30)
    assert due._is_clock_trusted()
