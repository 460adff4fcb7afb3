"""The operator's view: whether the app is alive, and metrics that raise an alarm when our key or clock is refused."""

from pathlib import Path

import pytest
from flask import Flask

from pwa.reminders.heartbeat import Heartbeat
from pwa.services import services
from tests.conftest import Api, Clock, Work, both_databases
from tests.metrics import metrics
from tests.people import Person
from tests.postgres import Postgres
from tests.push_service import PushService


def test_the_state_of_the_store_is_counted(app: Flask, api: Api, clock: Clock, maria: Person) -> None:
    api.put(maria.request("2026-12-01T15:30", kind="massage"))
    shown = metrics(app)
    assert (shown["ask_first_subscriptions"], shown["ask_first_reminders"], shown["ask_first_waiting"]) == (1, 3, 0)
    assert shown["ask_first_late_seconds"] == 0
    clock.set("2026-11-23T10:05", maria.zone)
    assert metrics(app)["ask_first_late_seconds"] == 300


def test_an_occurrence_that_nobody_sends_is_late_too(app: Flask, api: Api, clock: Clock, maria: Person) -> None:
    for minute in ("09:59", "10:00"):
        api.put(maria.request(f"2026-11-24T{minute}"))
    clock.set("2026-11-24T10:00", maria.zone)
    services(app).outbox.plan_due(int(clock()), {"doctor": 3600})
    clock.pass_by(minutes=7)
    shown = metrics(app)
    assert (shown["ask_first_waiting"], shown["ask_first_late_seconds"]) == (2, 420)


def test_a_refused_key_is_an_alarm_until_it_is_accepted_again(
    app: Flask, api: Api, work: Work, clock: Clock, push_service: PushService, maria: Person
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    clock.set("2026-11-24T10:00", maria.zone)
    push_service.answer = 403
    work()
    assert metrics(app)["ask_first_refused"] == 1
    assert metrics(app)["ask_first_push_alarms_total"] >= 1
    push_service.answer = None
    clock.pass_by(minutes=10)
    work()
    assert metrics(app)["ask_first_refused"] == 0


@pytest.mark.parametrize("is_test", [False, True])
def test_a_refused_key_is_an_alarm_while_nobody_can_plan_or_test(
    app: Flask, api: Api, push_service: PushService, maria: Person, is_test: bool
) -> None:
    if is_test:
        api.put(maria.request("2026-11-24T10:00"))
    before = metrics(app)["ask_first_push_alarms_total"]
    push_service.answer = 403
    body = {"subscription": maria.subscription}
    answer = api.post("test", body) if is_test else api.put(maria.request("2026-11-24T10:00"))
    assert answer.status_code == 502
    assert metrics(app)["ask_first_push_alarms_total"] == before + 1


def test_the_lateness_of_each_notification_is_counted_without_its_jitter(
    app: Flask, api: Api, work: Work, clock: Clock, john: Person, maria: Person
) -> None:
    api.put(john.request("2026-12-24T10:00"))
    api.put(maria.request("2026-11-24T10:00"))
    before = metrics(app)
    clock.set("2026-11-24T10:07", maria.zone)
    work()
    after = metrics(app)
    assert after["ask_first_lateness_seconds_count"] - before["ask_first_lateness_seconds_count"] == 1
    assert after["ask_first_lateness_seconds_sum"] - before["ask_first_lateness_seconds_sum"] == 420 - 37


def test_nothing_personal_is_shown(app: Flask, api: Api, maria: Person) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    text = app.test_client().get("/metrics").text
    assert maria.endpoint.rpartition("/")[2] not in text


def test_it_is_alive(app: Flask) -> None:
    assert app.test_client().get("/healthz").text == "ok\n"


def look_once(app: Flask) -> None:
    """Note that a worker has looked, as each worker does every ten seconds."""
    Heartbeat(services(app).outbox.engine).beat(int(services(app).now()))


@both_databases
def test_it_is_not_ready_while_no_worker_looks(app: Flask, clock: Clock) -> None:
    client = app.test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "no worker has ever looked for reminders: start pwa worker\n")
    look_once(app)
    clock.pass_by(seconds=60)
    assert client.get("/readyz").text == "ready\n"
    clock.pass_by(seconds=1)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.text == "no worker has looked for reminders for 61 seconds: see that pwa worker runs\n"
    assert metrics(app)["ask_first_worker_seconds"] == 61
    look_once(app)
    assert client.get("/readyz").text == "ready\n"


def test_it_is_ready_when_its_store_answers(app: Flask, api: Api, maria: Person) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    look_once(app)
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.text, answer.headers["Cache-Control"]) == (200, "ready\n", "no-store")


def test_it_is_alive_but_not_ready_when_its_store_does_not_answer(app: Flask, api: Api, maria: Person) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    engine = services(app).store.engine
    engine.dispose()
    assert engine.url.database
    file = Path(engine.url.database)
    for kept in file.parent.glob(f"{file.name}*"):
        kept.unlink()
    file.mkdir()
    client = app.test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database does not answer: OperationalError\n")
    assert client.get("/healthz").status_code == 200
    assert client.get("/en/").status_code == 200


@pytest.mark.parametrize("database", ["PostgreSQL"], indirect=True)
def test_it_is_ready_on_postgresql_too_and_says_when_that_is_gone(
    app: Flask, database: str, postgresql: Postgres
) -> None:
    client = app.test_client()
    look_once(app)
    assert client.get("/readyz").text == "ready\n"
    postgresql.drop(database)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database does not answer: OperationalError\n")
