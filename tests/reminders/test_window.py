"""The sliding window of a worker: what is due goes out at once, whatever else hangs, is planned, stops or was killed."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from functools import partialmethod
from http.client import HTTPConnection
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Flask

from pwa.reminders import delivery, push, worker
from pwa.reminders.clock import DatabaseClock
from pwa.reminders.models import Occurrence
from pwa.reminders.outbox import Outbox, jitter
from pwa.reminders.push import new_sender
from pwa.reminders.tables import outbox, reminders
from pwa.reminders.transport import Answer
from pwa.services import services
from tests.conftest import Api, Clock, Work, both_databases
from tests.people import Person
from tests.push_service import PushService
from tests.servers import PATIENCE, wait_until

TEN = "2026-11-24T10:00"
MANY = 12


@pytest.fixture
def due(app: Flask, api: Api, clock: Clock, push_service: PushService, maria: Person) -> Flask:
    """Make twelve reminders of Maria due now."""
    api.put(maria.request(TEN, repeat="once"))
    with services(app).store.engine.begin() as connection:
        [one] = connection.execute(sa.select(reminders)).mappings().all()
        connection.execute(sa.insert(reminders), [{**one, "id": f"{i:012}"} for i in range(1, MANY)])
    clock.set(TEN, maria.zone)
    push_service.posts.clear()
    push_service.arrived = 0
    return app


def at_the_first_push(monkeypatch: pytest.MonkeyPatch, do: Callable[[], object]) -> None:
    """Do something when the first notification is written, before it is sent."""
    done = False
    write = worker.compose

    def compose(occurrence: Occurrence) -> str:
        nonlocal done
        if not done:
            done = True
            do()
        return write(occurrence)

    monkeypatch.setattr(worker, "compose", compose)


def wakes(app: Flask) -> list[int]:
    """When each row of the outbox is due, or its lease ends."""
    with services(app).store.engine.begin() as connection:
        return list(connection.execute(sa.select(outbox.c.wake_at)).scalars())


@both_databases
def test_the_first_push_does_not_wait_until_everything_is_planned(
    due: Flask, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Outbox, "plan_due", partialmethod(Outbox.plan_due, limit=2))
    unplanned: list[int] = []

    def count() -> None:
        with services(due).store.engine.connect().execution_options(reads=True) as connection:
            planned = sa.select(sa.func.count()).where(reminders.c.state == "planned")
            unplanned.append(connection.execute(planned).scalar_one())

    at_the_first_push(monkeypatch, count)
    assert work() == MANY
    assert unplanned == [MANY - 2]


@both_databases
def test_a_push_service_that_hangs_stops_neither_planning_nor_claiming(
    app: Flask,
    api: Api,
    clock: Clock,
    push_service: PushService,
    maria: Person,
    john: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(push, "TIMEOUT", 100.0)
    monkeypatch.setattr(delivery, "LEASE", 200)
    monkeypatch.setattr(worker, "FINISH_WITHIN", 0.0, raising=False)
    api.put(maria.request(TEN))
    api.put(john.request("2026-11-24T09:58", zone="UTC"))
    push_service.posts.clear()
    push_service.arrived = 0
    clock.set(TEN, maria.zone)
    running = worker.Worker(app)
    push_service.hangs = True
    running.start()
    push_service.wait_for_arrivals(1)
    push_service.hangs = False
    clock.set("2026-11-24T09:59", "UTC")
    try:
        [post] = push_service.wait_for_posts(1, 30)
    finally:
        running.stop()
    assert post.token == john.endpoint.rpartition("/")[2]


class Silent:
    """A transport to a push service that never answers."""

    async def post(self, _url: str, **_: object) -> Answer:
        """Wait for ever."""
        await asyncio.Event().wait()
        raise AssertionError

    async def close(self) -> None:
        """Do nothing, because nothing is open."""


class OnRequest(Silent):
    """A transport to a push service that gives as many answers as the test wants."""

    def __init__(self) -> None:
        self.answers = asyncio.Semaphore(0)

    async def post(self, _url: str, **_: object) -> Answer:
        """Accept the message when there is an answer."""
        await self.answers.acquire()
        return Answer(201, 0.0)


async def in_flight(work: Callable[[delivery.Delivery], Awaitable[None]]) -> None:
    """Do something with deliveries whose pushes are all in flight."""
    async with new_sender() as sender:
        deliveries = worker.new_delivery(sender)
        while not deliveries._tasks:
            await deliveries.step()
        await work(deliveries)
        await deliveries.end(0)


def test_no_more_pushes_are_in_flight_than_the_window_holds(due: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "Transport", lambda _trusted: Silent())
    monkeypatch.setattr(delivery, "WINDOW", 4)

    async def look(deliveries: delivery.Delivery) -> None:
        for _ in range(3):
            await deliveries.step()
            assert len(deliveries._tasks) == 4

    with due.app_context():
        asyncio.run(in_flight(look))


def test_while_there_is_more_each_step_plans_or_claims_however_long_the_pushes_take(
    due: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "Transport", lambda _trusted: Silent())
    monkeypatch.setattr(Outbox, "plan_due", partialmethod(Outbox.plan_due, limit=2))
    monkeypatch.setattr(delivery, "LOOK_EVERY", 3600)

    async def look(deliveries: delivery.Delivery) -> None:
        for _ in range(MANY):
            await deliveries.step()
        assert len(deliveries._tasks) == MANY

    with due.app_context():
        asyncio.run(in_flight(look))


def test_less_than_a_quarter_of_the_window_is_filled_from_time_to_time_and_more_at_once(
    due: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window holds eight. Twelve are due."""
    transport, monotonic, claim = OnRequest(), 1000.0, Outbox.claim
    asked: list[int] = []

    def count(self: Outbox, now: int, lease: int, limit: int) -> list[Occurrence]:
        asked.append(limit)
        return claim(self, now, lease, limit)

    async def look(deliveries: delivery.Delivery) -> None:
        nonlocal monotonic
        for answers, seconds, limits in (
            (0, 0.0, []),
            (1, 0.0, []),
            (0, delivery.LOOK_EVERY, [1]),
            (2, 0.0, [1, 2]),
        ):
            for _ in range(answers):
                transport.answers.release()
            monotonic += seconds
            for _ in range(5):  # the answers arrive, and are settled
                await deliveries.step()
            assert asked == [8, 8, *limits]

    monkeypatch.setattr(push, "Transport", lambda _trusted: transport)
    monkeypatch.setattr(delivery, "WINDOW", 8)
    monkeypatch.setattr(delivery, "time", SimpleNamespace(monotonic=lambda: monotonic))
    monkeypatch.setattr(Outbox, "claim", count)
    with due.app_context():
        asyncio.run(in_flight(look))


def test_a_step_waits_while_pushes_are_in_flight_and_only_then(due: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """So one transaction settles many answers, and a worker without pushes does not wait for them."""
    monkeypatch.setattr(push, "Transport", lambda _trusted: Silent())
    waits: list[float] = []
    sleep = asyncio.sleep

    def note(seconds: float) -> Awaitable[None]:
        waits.append(seconds)
        return sleep(0)

    async def look(deliveries: delivery.Delivery) -> None:
        await deliveries.step()

    monkeypatch.setattr(asyncio, "sleep", note)
    with due.app_context():
        asyncio.run(in_flight(look))
    assert waits == [0, delivery.SETTLE_EVERY, delivery.SETTLE_EVERY], "it plans, claims, and waits for answers"


def test_after_a_failure_the_next_look_is_in_five_seconds_while_pushes_are_in_flight(
    due: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(push, "Transport", lambda _trusted: Silent())
    begin = monotonic = time.monotonic() + 1000
    tried: list[float] = []

    def fail(*_: object) -> list[Occurrence]:
        tried.append(monotonic - begin)
        raise sa.exc.OperationalError("BEGIN", {}, Exception("disk I/O error"))

    async def look(deliveries: delivery.Delivery) -> None:
        nonlocal monotonic
        monkeypatch.setattr(Outbox, "claim", fail)
        monkeypatch.setattr(delivery, "time", SimpleNamespace(monotonic=lambda: monotonic))
        for passed in (0, 1, 4, 5, 9):
            monotonic = begin + passed
            await deliveries.step()

    with due.app_context():
        asyncio.run(in_flight(look))
    assert tried == [0, 5]
    assert caplog.messages == ["The database failed: the next look is in 5.0 seconds"] * 2


def test_a_look_that_fails_while_nothing_is_in_flight_says_why_and_the_next_one_sends(
    due: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> list[Occurrence]:
        raise sa.exc.OperationalError("BEGIN", {}, Exception("disk I/O error"))

    async def look() -> None:
        async with new_sender() as sender:
            deliveries = worker.new_delivery(sender)
            with monkeypatch.context() as broken:
                broken.setattr(Outbox, "claim", fail)
                with pytest.raises(sa.exc.OperationalError, match="disk"):
                    await deliveries.step()
            while await deliveries.step():
                pass
            assert deliveries.settled == MANY

    with due.app_context():
        asyncio.run(look())


def test_the_jitter_is_the_same_for_a_subscription_and_ends_before_the_next_minute() -> None:
    assert sorted(jitter(i) for i in range(1, 61)) == list(range(60))
    assert [jitter(i) for i in (1, 2, 61, 5_000_000_000)] == [0, 37, 0, 43]


# The lease --------------------------------------------------------------------------------------


def test_a_killed_workers_rows_are_taken_over_within_fifteen_seconds() -> None:
    assert delivery.LEASE + worker.LOOK_EVERY <= 15
    assert delivery.RENEW_BELOW < delivery.LEASE


@both_databases
def test_the_lease_of_a_push_that_takes_long_is_renewed(
    due: Flask, clock: Clock, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "FINISH_WITHIN", 0.0, raising=False)
    push_service.hangs = True
    running = worker.Worker(due)
    running.start()
    try:
        push_service.wait_for_arrivals(1)  # libcurl waits for its answer, to see whether it speaks HTTP/2
        clock.pass_by(seconds=delivery.LEASE - 5)
        wait_until(lambda: set(wakes(due)) == {int(clock()) + delivery.LEASE}, 9, "the leases are renewed")
        clock.pass_by(seconds=5)
        assert services(due).outbox.claim(int(clock()), delivery.LEASE, MANY) == []
    finally:
        running.stop()


class FiveSecondsLater(DatabaseClock):
    """The clock of a database: by it, it is five seconds later than by the last reading."""

    def __init__(self, engine: sa.Engine, clock: Clock) -> None:
        super().__init__(engine)
        self._clock = clock

    def __call__(self) -> float:
        """The time by the last reading."""
        return self._clock()

    def read(self) -> float:
        """Ask the database."""
        return self._clock() + 5


def test_a_lease_is_renewed_by_the_clock_of_the_database_when_less_than_eight_seconds_are_left(
    due: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "Transport", lambda _trusted: Silent())
    services(due).now = FiveSecondsLater(services(due).outbox.engine, clock)
    monotonic = 1000.0

    async def look(deliveries: delivery.Delivery) -> None:
        nonlocal monotonic
        monkeypatch.setattr(delivery, "time", SimpleNamespace(monotonic=lambda: monotonic))
        begin = int(clock()) + 5
        assert set(wakes(due)) == {begin + delivery.LEASE}
        clock.now = begin + delivery.LEASE - delivery.RENEW_BELOW
        await deliveries.step()
        assert set(wakes(due)) == {begin + delivery.LEASE}
        clock.pass_by(seconds=1)
        await deliveries.step()
        renewed = int(clock()) + 5 + delivery.LEASE
        assert set(wakes(due)) == {renewed}
        clock.pass_by(seconds=1)
        monotonic += 2
        await deliveries.step()
        assert set(wakes(due)) == {renewed}, "the new lease is long enough"

    with due.app_context():
        asyncio.run(in_flight(look))


def test_a_renewal_that_fails_is_logged_and_tried_again_after_a_second(
    due: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(push, "Transport", lambda _trusted: Silent())
    monotonic = 1000.0
    tried: list[float] = []

    def fail(*_: object) -> set[int]:
        tried.append(monotonic)
        raise sa.exc.OperationalError("BEGIN", {}, Exception("disk I/O error"))

    async def look(deliveries: delivery.Delivery) -> None:
        nonlocal monotonic
        monkeypatch.setattr(Outbox, "renew_leases", fail)
        monkeypatch.setattr(delivery, "time", SimpleNamespace(monotonic=lambda: monotonic))
        await deliveries.step()
        assert tried == [], "there is time enough"
        clock.pass_by(seconds=delivery.LEASE - 1)
        for passed in (0.0, 0.0, 0.5, 1.0, 1.5):
            monotonic = 1000.0 + passed
            await deliveries.step()

    with due.app_context():
        asyncio.run(in_flight(look))
    assert tried == [1000.0, 1001.0]
    assert caplog.messages.count("The database failed: leases could not be renewed: OperationalError") == 2


@both_databases
def test_what_has_less_lease_left_than_a_push_may_take_is_not_sent(
    due: Flask, work: Work, clock: Clock, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process was stopped between its claim and its pushes."""
    at_the_first_push(monkeypatch, lambda: clock.pass_by(seconds=delivery.LEASE - push.TIMEOUT + 1))
    assert work() == MANY
    assert len(push_service.posts) == 1
    clock.pass_by(seconds=1)
    assert work() == MANY - 1
    assert len({post.headers["Topic"] for post in push_service.posts}) == len(push_service.posts) == MANY


# The end ----------------------------------------------------------------------------------------


@both_databases
def test_a_worker_that_is_told_to_end_claims_nothing_more_and_settles_what_is_in_flight(
    due: Flask, clock: Clock, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "WINDOW", 4)
    running = worker.Worker(due)
    at_the_first_push(monkeypatch, running._stopped.set)
    running.start()
    running.join(30)
    assert not running.is_alive()
    assert len(push_service.posts) == 4
    assert [at for at in wakes(due) if at > clock()] == []
    assert len(wakes(due)) == MANY - 4


@both_databases
def test_a_worker_that_ends_hands_back_what_is_not_answered_in_time(
    due: Flask, clock: Clock, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "FINISH_WITHIN", 0.1, raising=False)
    push_service.hangs = True
    running = worker.Worker(due)
    running.start()
    push_service.wait_for_arrivals(1)  # libcurl waits for its answer, to see whether it speaks HTTP/2
    assert running.stop() is True
    assert len(services(due).outbox.claim(int(clock()), delivery.LEASE, 100)) == MANY


def test_a_worker_that_is_told_to_end_waits_for_the_answers_to_its_pushes(
    due: Flask, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The push service answers when a second message has arrived, which is that of the test."""
    monkeypatch.setattr(worker, "FINISH_WITHIN", PATIENCE)
    ends, end = threading.Event(), delivery.Delivery.end

    async def begin_to_end(self: delivery.Delivery, within: float) -> None:
        ends.set()
        await end(self, within)

    monkeypatch.setattr(delivery.Delivery, "end", begin_to_end)
    push_service.together = 2
    running = worker.Worker(due)
    running.start()
    push_service.wait_for_arrivals(1)
    running._stopped.set()
    assert ends.wait(PATIENCE)
    with closing(HTTPConnection("127.0.0.1", push_service.port, timeout=PATIENCE)) as other:
        other.request("POST", "/wpush/v2/nobody", b"")
        assert other.getresponse().status == 410
    running.join(PATIENCE)
    assert wakes(due) == []
    assert [post.status for post in push_service.posts].count(201) == MANY


def test_a_worker_that_cannot_hand_back_its_rows_says_so_and_ends(
    due: Flask, push_service: PushService, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker, "FINISH_WITHIN", 0.0)
    push_service.hangs = True
    running = worker.Worker(due)
    running.start()
    push_service.wait_for_arrivals(1)

    @sa.event.listens_for(services(due).outbox.engine, "begin")
    def fail(_connection: sa.Connection) -> None:
        raise sa.exc.OperationalError("BEGIN", {}, Exception("disk I/O error"))

    assert running.stop() is True
    assert "Rows could not be handed back: another worker takes them when their lease has ended" in caplog.messages


def test_a_worker_ends_within_fifteen_seconds() -> None:
    assert worker.FINISH_WITHIN <= 10
    assert worker.END_WITHIN < 15


# A push service that must not be flooded --------------------------------------------------------


@both_databases
def test_rows_beyond_the_rate_of_a_push_service_are_handed_back_and_sent_later_once(
    due: Flask, clock: Clock, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pwa.reminders.bucket.RATE", 2.0)
    monkeypatch.setattr("pwa.reminders.bucket.BURST", 5)
    monkeypatch.setattr(push, "time", SimpleNamespace(monotonic=clock))

    async def look_each_second() -> list[int]:
        sent: list[int] = []
        async with new_sender() as sender:
            deliveries = worker.new_delivery(sender)
            while len(push_service.posts) < MANY and len(sent) < 20:
                while await deliveries.step():
                    pass
                sent.append(len(push_service.posts))
                clock.pass_by(seconds=1)
        return sent

    with due.app_context():
        sent = asyncio.run(look_each_second())
    assert sent[0] == 5
    assert all(count <= 5 + 2 * second for second, count in enumerate(sent)), sent
    assert len({post.headers["Topic"] for post in push_service.posts}) == len(push_service.posts) == MANY
    assert wakes(due) == [], "nothing is left"


# An idle look -----------------------------------------------------------------------------------


@both_databases
def test_a_look_that_finds_nothing_makes_no_task_and_takes_few_milliseconds(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It took 14 to 30 ms. Two are measured on a quiet machine; four are allowed, and the least of many looks counts."""
    if services(app).outbox.engine.dialect.name == "postgresql":
        services(app).now = DatabaseClock(services(app).outbox.engine)
    made: list[object] = []
    create_task = asyncio.create_task

    def counted(*args: object, **names: object) -> object:
        made.append(args)
        return create_task(*args, **names)  # type: ignore[arg-type] # passed on as they are

    async def look() -> list[float]:
        took = []
        async with new_sender() as sender:
            deliveries = worker.new_delivery(sender)
            for _ in range(30):
                begin = time.process_time()
                assert not await deliveries.step()
                took.append(time.process_time() - begin)
        return took

    monkeypatch.setattr(asyncio, "create_task", counted)
    with app.app_context():
        took = asyncio.run(look())
    assert made == []
    assert min(took) <= 0.004
