"""The outbox under stress: leases, fencing, many workers, clocks that jump, a store that is locked or full."""

from __future__ import annotations

import json
import logging
import threading
from logging.config import DictConfigurator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from flask import Flask

from pwa.logs import LOGGING
from pwa.paths import PACKAGE
from pwa.reminders import worker
from pwa.reminders.outbox import Outbox
from pwa.reminders.tables import connect, migrate, outbox, reminders, subscriptions
from pwa.services import services
from tests.conftest import Api, Clock, Work, both_databases
from tests.people import Person
from tests.push_service import PushService
from tests.reminders.answers import problem, stored
from tests.reminders.transactions import christmas, not_yet_committed
from tests.servers import wait_until

USEFUL = {"doctor": 86400, "check": 43200, "after": 86400}

pytestmark = both_databases


@pytest.fixture
def box(app: Flask) -> Outbox:
    return services(app).outbox


@pytest.fixture
def due(api: Api, app: Flask, clock: Clock, push_service: PushService, maria: Person) -> str:
    """Make Maria's reminder due now. Returns its id."""
    [one] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    clock.set("2026-11-24T10:00", maria.zone)
    push_service.posts.clear()
    found: str = one["id"]
    return found


def test_planning_twice_puts_one_occurrence_into_the_outbox(app: Flask, box: Outbox, clock: Clock, due: str) -> None:
    assert box.plan_due(int(clock()), USEFUL) == 1
    assert box.plan_due(int(clock()), USEFUL) == 0
    assert stored(app) == (1, 1, 1)


def test_a_claimed_occurrence_is_nobody_elses_until_its_lease_ends(box: Outbox, clock: Clock, due: str) -> None:
    box.plan_due(int(clock()), USEFUL)
    assert len(box.claim(int(clock()), 60, 10)) == 1
    assert box.claim(int(clock()) + 59, 60, 10) == []
    [again] = box.claim(int(clock()) + 60, 60, 10)
    assert again.attempts == 2


def test_only_a_lease_that_is_still_ours_is_renewed(
    box: Outbox, api: Api, clock: Clock, due: str, john: Person
) -> None:
    api.put(john.request("2026-11-24T10:00"))
    clock.set("2026-11-24T10:00", john.zone)
    now = int(clock())
    box.plan_due(now, USEFUL)
    claimed = box.claim(now, 60, 10)
    [taken] = box.claim(now + 60, 60, 1)
    [ours] = [one.id for one in claimed if one.id != taken.id]
    assert box.renew_leases(now + 70, 60, claimed) == {ours}
    assert [one.id for one in box.claim(now + 120, 600, 10)] == [taken.id], "its new owner has it until then"
    assert [one.id for one in box.claim(now + 130, 600, 10)] == [ours]


def test_what_has_been_due_for_longest_is_planned_and_claimed_first(
    api: Api, box: Outbox, clock: Clock, maria: Person
) -> None:
    ids = [
        api.put(maria.request(f"2026-11-24T10:0{minute}", repeat="once")).json["reminders"][-1]["id"]
        for minute in (0, 2)
    ]
    [earliest, *_] = api.put(maria.request("2026-11-24T09:58", repeat="once")).json["reminders"]
    order = [earliest["id"], *ids]
    clock.set("2026-11-24T10:03", maria.zone)
    planned = []
    for _ in order:
        clock.pass_by(seconds=1)
        assert box.plan_due(int(clock()), USEFUL, limit=1) == 1
        [one] = box.claim(int(clock()), 60, 10)
        planned.append(one)
    assert [one.reminder_id for one in planned] == order
    box.settle(int(clock()), later=[(one, int(clock()) - place, False) for place, one in enumerate(planned)])
    claimed = [one.reminder_id for _ in order for one in box.claim(int(clock()), 60, 1)]
    assert claimed == order[::-1], "the row whose time came first, not the one that was planned first"


def test_a_reminder_that_moves_to_another_day_counts_as_planned(
    app: Flask, api: Api, box: Outbox, clock: Clock, maria: Person
) -> None:
    """Its last notification came late, on this day. If it did not count, the planner would stop after such a slice."""
    api.put(maria.request("2026-11-24T20:30"))
    clock.set("2026-11-24T20:30", maria.zone)
    box.plan_due(int(clock()), USEFUL)
    claimed = box.claim(int(clock()), 60, 10)
    clock.set("2026-11-25T08:01", maria.zone)
    box.settle(int(clock()), delivered=claimed)
    clock.set("2026-11-25T20:30", maria.zone)
    assert box.plan_due(int(clock()), USEFUL) == 1
    assert stored(app) == (1, 1, 0)


def test_what_is_handed_back_can_be_claimed_at_once_and_raises_no_alarm(box: Outbox, clock: Clock, due: str) -> None:
    box.plan_due(int(clock()), USEFUL)
    box.hand_back(int(clock()), box.claim(int(clock()), 60, 10))
    counts = box.counts(int(clock()))
    assert (counts["waiting"], counts["refused"]) == (1, 0)
    [again] = box.claim(int(clock()), 60, 10)
    assert again.attempts == 2


def test_a_worker_that_lost_its_lease_changes_nothing(app: Flask, box: Outbox, clock: Clock, due: str) -> None:
    box.plan_due(int(clock()), USEFUL)
    [slow] = box.claim(int(clock()), 60, 10)
    [quick] = box.claim(int(clock()) + 61, 60, 10)
    box.settle(int(clock()) + 62, later=[(slow, int(clock()) + 9999, True)])
    box.settle(int(clock()) + 62, dropped=[slow])
    assert stored(app) == (1, 1, 1)
    assert box.counts(int(clock()) + 121)["refused"] == 0
    assert box.counts(int(clock()) + 122)["late_seconds"] == 1, "the lease of the other worker ends as it did"
    box.settle(int(clock()) + 63, delivered=[quick])
    assert stored(app) == (1, 1, 0)


def test_a_new_occurrence_breaks_the_lease_of_an_old_one_and_is_not_lost(
    app: Flask, box: Outbox, clock: Clock, due: str
) -> None:
    box.plan_due(int(clock()), USEFUL)
    tomorrow = int(clock()) + 86400
    [old] = box.claim(tomorrow - 5, 60, 10)
    box.plan_due(tomorrow, USEFUL)
    box.settle(tomorrow + 1, delivered=[old])
    assert stored(app) == (1, 1, 1)
    [new] = box.claim(tomorrow + 1, 60, 10)
    assert new.expires_at == tomorrow + USEFUL["doctor"]


def test_a_subscription_that_was_renewed_is_not_deleted_for_the_old_ones_sake(
    app: Flask, api: Api, box: Outbox, clock: Clock, due: str, push_service: PushService, maria: Person
) -> None:
    box.plan_due(int(clock()), USEFUL)
    [flying] = box.claim(int(clock()), 60, 10)
    old = maria.subscription
    maria.endpoint = push_service.subscribe()
    api.post("renew", {"old": old, "subscription": maria.subscription})
    box.settle(int(clock()), gone=[flying])
    assert stored(app) == (1, 1, 1)


def test_a_browser_that_got_the_number_of_one_that_is_gone_is_kept(
    app: Flask, api: Api, box: Outbox, clock: Clock, due: str, maria: Person, john: Person
) -> None:
    """SQLite uses the highest number again when its row was deleted."""
    box.plan_due(int(clock()), USEFUL)
    [flying] = box.claim(int(clock()), 60, 10)
    api.answer(maria, due, "done")
    assert api.put(john.request("2026-12-24T10:00")).status_code == 201
    box.settle(int(clock()), gone=[flying])
    assert stored(app) == (1, 1, 0)


def test_an_answer_takes_back_the_notification_of_its_own_reminder_and_no_other(
    api: Api, box: Outbox, clock: Clock, due: str, maria: Person, john: Person
) -> None:
    api.put(john.request("2026-11-24T10:00"))
    api.put(maria.request("2026-11-24T10:30"))
    clock.set("2026-11-24T10:00", john.zone)
    assert box.plan_due(int(clock()), USEFUL) == 3
    api.answer(maria, due, "tomorrow")
    left = box.claim(int(clock()) + 60, 60, 10)
    assert {one.to.endpoint for one in left} == {maria.endpoint, john.endpoint}
    assert due not in {one.reminder_id for one in left}


def test_of_two_notifications_that_are_settled_together_one_that_was_answered_in_flight_does_not_count_as_sent(
    api: Api, box: Outbox, clock: Clock, due: str, maria: Person
) -> None:
    api.put(maria.request("2026-11-24T10:01"))
    clock.set("2026-11-24T10:01", maria.zone)
    assert box.plan_due(int(clock()), USEFUL) == 2
    flying = box.claim(int(clock()), 60, 10)
    api.answer(maria, due, "next-week")
    box.settle(int(clock()), delivered=flying)
    shown = {one["id"] == due: one["sent_at"] for one in api.list(maria).json["reminders"]}
    assert shown == {True: None, False: int(clock())}


def test_four_workers_share_the_outbox_and_none_takes_what_another_has(
    app: Flask, box: Outbox, clock: Clock, due: str
) -> None:
    with services(app).store.engine.begin() as connection:
        [one] = connection.execute(sa.select(reminders)).mappings().all()
        copies = [{**one, "id": f"{i:012}"} for i in range(1000)]
        connection.execute(sa.insert(reminders), copies)
    taken: list[str] = []
    failures: list[BaseException] = []

    def work() -> None:
        try:
            while box.plan_due(int(clock()), USEFUL, limit=50):
                pass
            while claimed := box.claim(int(clock()), 60, 40):
                taken.extend(occurrence.reminder_id for occurrence in claimed)
                box.settle(int(clock()), delivered=claimed)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(taken) == len(set(taken)) == 1001
    assert stored(app)[2] == 0


def test_a_clock_that_jumps_back_sends_nothing_twice_and_one_that_jumps_ahead_loses_nothing(
    app: Flask, work: Work, clock: Clock, due: str, push_service: PushService
) -> None:
    assert work() == 1
    clock.pass_by(hours=-3)
    assert work() == 0
    clock.pass_by(hours=3, days=5)
    assert work() == 1
    clock.pass_by(days=-5)
    assert work() == 0
    assert len(push_service.posts) == 2


def test_a_clock_that_was_ahead_strands_no_notification_that_waits(
    app: Flask, work: Work, clock: Clock, due: str, push_service: PushService
) -> None:
    push_service.answer = 401
    clock.pass_by(days=6)
    work()
    clock.pass_by(days=-6)
    push_service.answer = None
    push_service.posts.clear()
    work()
    assert [post.status for post in push_service.posts] == [201]
    assert stored(app) == (1, 1, 0)


def test_a_wait_of_a_day_is_kept_and_a_longer_one_was_written_by_a_clock_that_was_ahead(
    box: Outbox, clock: Clock, due: str
) -> None:
    now = int(clock())
    box.plan_due(now, USEFUL)
    [one] = box.claim(now, 60, 10)
    box.settle(now, later=[(one, now + 86400, False)])
    box.reset_future_rows(now, 86400)
    assert box.claim(now, 60, 10) == []
    box.reset_future_rows(now - 1, 86400)
    assert len(box.claim(now - 1, 60, 10)) == 1


def test_all_that_rested_long_enough_is_forgotten_however_little_one_transaction_deletes(
    app: Flask, api: Api, box: Outbox, clock: Clock, maria: Person, john: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pwa.reminders.outbox.FORGET_AT_ONCE", 1)
    for person in (maria, john):
        for day in (24, 25):
            api.put(person.request(f"2026-11-{day}T10:00", repeat="once"))
    api.put(john.request("2026-12-24T10:00"))
    clock.set("2026-11-25T10:00", john.zone)
    box.plan_due(int(clock()), USEFUL)
    clock.pass_by(days=7)
    box.forget_resting(int(clock()) - 1)
    assert stored(app) == (2, 5, 4)
    box.forget_resting(int(clock()))
    assert stored(app) == (1, 1, 0)
    assert [one["at"] for one in api.list(john).json["reminders"]] == ["2026-12-24T10:00"]


def test_a_clock_that_is_ahead_for_some_minutes_moves_and_forgets_nothing(
    app: Flask,
    api: Api,
    clock: Clock,
    due: str,
    push_service: PushService,
    maria: Person,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.01)
    running = worker.Worker(app)
    clock.pass_by(days=30)
    running.start()
    wait_until(lambda: "The clock has leapt ahead" in caplog.text)
    clock.pass_by(days=-30)
    push_service.wait_for_posts(1)
    running.stop()
    [shown] = api.list(maria).json["reminders"]
    assert shown["at"] == "2026-11-25T10:00"
    assert caplog.text.count("The clock has leapt ahead") == 1


def test_a_clock_that_stays_ahead_was_right(
    app: Flask,
    api: Api,
    clock: Clock,
    due: str,
    push_service: PushService,
    maria: Person,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A machine that slept for five days."""
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(worker, "DOUBTED", 0.1)
    running = worker.Worker(app)
    clock.pass_by(days=5)
    running.start()
    push_service.wait_for_posts(1)
    running.stop()
    assert "The clock has leapt ahead" in caplog.text
    [shown] = api.list(maria).json["reminders"]
    assert shown["at"] == "2026-11-30T10:00"


def test_a_clock_that_went_back_and_was_corrected_has_not_leapt(
    app: Flask,
    clock: Clock,
    due: str,
    push_service: PushService,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.01)
    seen: list[float] = []

    def looked_at() -> float:
        seen.append(clock())
        return clock()

    monkeypatch.setattr(services(app), "now", looked_at)
    running = worker.Worker(app)
    clock.pass_by(days=-2)
    running.start()
    wait_until(lambda: seen.count(clock()) > 10, what="it has looked with the clock that went back")
    assert push_service.posts == []
    clock.pass_by(days=2)
    push_service.wait_for_posts(1)
    running.stop()
    assert "The clock has leapt ahead" not in caplog.text


def test_after_january_2038_reminders_go_on(
    api: Api, work: Work, clock: Clock, maria: Person, push_service: PushService
) -> None:
    clock.set("2040-11-22T12:00", maria.zone)
    [one] = api.put(maria.request("2040-11-24T10:00")).json["reminders"]
    assert api.post("test", {"subscription": maria.subscription}).status_code == 200
    push_service.posts.clear()
    for day in (24, 25, 26):
        clock.set(f"2040-11-{day}T10:00", maria.zone)
        assert work() == 1
    [resting] = api.list(maria).json["reminders"]
    assert (resting["state"], len(push_service.posts)) == ("resting", 3)
    api.answer(maria, one["id"], "tomorrow")
    api.answer(maria, one["id"], "pause")
    clock.pass_by(days=91)
    work()
    problem(api.list(maria), 404, "unknown-subscription")


def test_a_reminder_of_a_kind_that_this_release_does_not_know_waits_and_holds_up_nobody(
    app: Flask, api: Api, clock: Clock, work: Work, due: str, push_service: PushService, john: Person
) -> None:
    with services(app).store.engine.begin() as connection:
        connection.execute(sa.update(reminders).values(kind="of-a-later-release"))
    api.put(john.request("2026-11-24T09:30"))
    push_service.posts.clear()
    clock.set("2026-11-24T09:31", john.zone)
    assert work() == 1
    assert [post.token for post in push_service.posts] == [john.endpoint.rpartition("/")[2]]
    assert stored(app) == (2, 2, 0)


def test_a_change_while_the_planner_is_at_work_takes_the_old_notification_back(
    app: Flask, api: Api, box: Outbox, clock: Clock, due: str, maria: Person
) -> None:
    """The planner locks the reminder and the change waits. Afterwards the planned notification is deleted."""
    with not_yet_committed(app, box.plan_due, int(clock()), USEFUL):
        assert api.answer(maria, due, "next-week").status_code == 200
    assert stored(app) == (1, 1, 0)
    [moved] = api.list(maria).json["reminders"]
    assert (moved["at"], moved["due"]) == ("2026-12-01T10:00", False)


def test_a_reminder_that_is_planned_while_the_last_other_one_is_answered_stays(
    app: Flask, api: Api, due: str, maria: Person
) -> None:
    store = services(app).store
    with not_yet_committed(app, store.add, store.find(maria.endpoint), christmas(maria)):
        assert api.answer(maria, due, "done").status_code == 200
    assert [one["at"] for one in api.list(maria).json["reminders"]] == ["2026-12-24T10:00"]


def test_a_reminder_that_is_planned_while_the_last_other_one_is_deleted_stays(
    app: Flask, api: Api, box: Outbox, clock: Clock, due: str, maria: Person
) -> None:
    store = services(app).store
    for _ in range(3):
        box.plan_due(int(clock()), USEFUL)
        clock.pass_by(days=1)
    clock.pass_by(days=7)
    with not_yet_committed(app, store.add, store.find(maria.endpoint), christmas(maria)):
        box.forget_resting(int(clock()))
    assert [one["at"] for one in api.list(maria).json["reminders"]] == ["2026-12-24T10:00"]


def test_ten_reminders_are_enough_also_when_two_requests_come_at_once(app: Flask, api: Api, maria: Person) -> None:
    for day in range(9):
        api.put(maria.request(f"2026-12-{day + 1:02}T10:00"))
    store = services(app).store
    with not_yet_committed(app, store.add, store.find(maria.endpoint), christmas(maria)):
        problem(api.put(maria.request("2026-12-20T10:00")), 422, "too-many-reminders")
    assert stored(app) == (1, 10, 0)


def test_a_request_that_comes_again_before_the_first_is_through_is_planned_once(
    app: Flask, api: Api, due: str, maria: Person
) -> None:
    store = services(app).store
    with not_yet_committed(app, store.add, store.find(maria.endpoint), christmas(maria)):
        assert api.put(maria.request("2026-12-24T10:00", repeat="once")).status_code == 201
    assert stored(app) == (1, 2, 0)


def test_a_store_that_fails_answers_a_problem_and_the_worker_goes_on_afterwards(
    app: Flask, api: Api, work: Work, due: str, maria: Person, push_service: PushService
) -> None:
    engine = services(app).store.engine
    broken = True

    @sa.event.listens_for(engine, "begin")
    def fail(_connection: sa.Connection) -> None:
        if broken:
            raise sa.exc.OperationalError("BEGIN", {}, Exception("disk I/O error"))

    problem(api.list(maria), 503, "cannot-store")
    with pytest.raises(sa.exc.OperationalError):
        work()
    broken = False
    assert work() == 1
    assert len(push_service.posts) == 1
    assert len(api.list(maria).json["reminders"]) == 1


def test_an_error_of_the_database_is_logged_by_place_and_kind_without_the_row_that_it_quotes(
    app: Flask, due: str, maria: Person
) -> None:
    """A request, the worker or a library may log it, as the exception itself or as the cause of another one."""
    store = services(app).store
    try:
        try:
            with store.engine.begin() as connection:
                connection.execute(sa.insert(subscriptions).values(vars(store.find(maria.endpoint))))
        except sa.exc.IntegrityError as error:
            raise RuntimeError("cannot go on") from error
    except RuntimeError as error:
        failed = error
    formatters: Any = LOGGING["formatters"]
    formatter = DictConfigurator(LOGGING).configure_formatter({**formatters["json"]})
    for raised in (failed, failed.__cause__):
        assert raised is not None
        info = (type(raised), raised, raised.__traceback__)
        line = formatter.format(logging.LogRecord("pwa", logging.ERROR, "", 0, "A request failed", (), info))
        said = json.loads(line)["exc_info"]
        assert maria.endpoint not in line
        assert said.endswith(("IntegrityError: 23505", "IntegrityError: SQLITE_CONSTRAINT_UNIQUE")), said
        assert "test_outbox.py" in said


def test_a_migration_loses_no_row(database: str) -> None:
    engine = connect(database)
    config = Config()
    config.set_main_option("script_location", str(PACKAGE / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for row in (
            "INSERT INTO subscription VALUES (1, 'https://push.example/1', 'p', 'a', 'v', 'es')",
            "INSERT INTO reminder VALUES ('r', 1, 'doctor', '2026-11-24T10:00', 'UTC', 'once', 0, NULL, NULL, 9)",
            "INSERT INTO outbox VALUES (1, 1, 'r', 'r', 9, 9, 0)",
        ):
            connection.execute(sa.text(row))
    migrate(engine)
    with engine.begin() as connection:
        for table in (subscriptions, reminders, outbox):
            assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() == 1, table.name
        assert connection.execute(sa.select(reminders.c.state)).scalar() == "resting"
        connection.execute(sa.delete(subscriptions))
        assert connection.execute(sa.select(outbox)).all() == [], "what belongs together still goes together"
    engine.dispose()


def test_ids_go_on_above_two_billion(app: Flask, api: Api, box: Outbox, clock: Clock, due: str, john: Person) -> None:
    last = 2**31 - 1
    with services(app).store.engine.begin() as connection:
        [one] = connection.execute(sa.select(subscriptions)).mappings().all()
        connection.execute(sa.insert(subscriptions), {**one, "id": last, "endpoint": "https://push.example/last"})
        if connection.dialect.name == "postgresql":
            for table in ("subscription", "outbox"):
                connection.exec_driver_sql(f"SELECT setval('{table}_id_seq', {last})")
    clock.set("2026-11-22T12:00", "UTC")
    assert api.put(john.request("2026-11-24T09:00")).status_code == 201
    clock.set("2026-11-24T09:01", john.zone)
    assert box.plan_due(int(clock()), USEFUL) == 2
    claimed = box.claim(int(clock()), 60, 10)
    assert {one.subscription_id for one in claimed} == {1, last + 1}
    box.settle(int(clock()), delivered=claimed)
    assert stored(app) == (3, 2, 0)


def test_the_tables_are_those_that_the_migrations_make(app: Flask) -> None:
    engine = services(app).store.engine
    inspector = sa.inspect(engine)
    for table in (subscriptions, reminders, outbox):
        made = {column["name"]: column["nullable"] for column in inspector.get_columns(table.name)}
        assert made == {column.name: column.nullable for column in table.columns}, table.name
        indexed = {tuple(index["column_names"]) for index in inspector.get_indexes(table.name) if not index["unique"]}
        wanted = {tuple(column.name for column in index.columns) for index in table.indexes}
        assert wanted <= indexed, table.name
    migrate(engine)  # a second time changes nothing
