"""Delivery: which notifications are sent, kept, tried again and deleted. Covers branches that must keep a row, and two of
everything that is shared."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from pwa.reminders import delivery, worker
from pwa.reminders.keys import Keys, ensure, rotate
from pwa.reminders.models import Occurrence
from pwa.reminders.outbox import Outbox
from pwa.reminders.push import new_sender
from pwa.reminders.schedule import Plan
from pwa.reminders.tables import outbox, reminders, subscriptions
from pwa.reminders.transport import Answer
from pwa.reminders.worker import USEFUL_FOR
from pwa.services import services
from tests.conftest import Api, Clock, both_databases, work_until_idle
from tests.metrics import metrics
from tests.people import Person
from tests.push_service import PushService
from tests.reminders.sending import scripted
from tests.reminders.transactions import not_yet_committed

Work = Callable[[], int]
TEN = "2026-11-24T10:00"


def rows(app: Flask, table: sa.Table) -> list[sa.Row[tuple[object, ...]]]:
    with services(app).store.engine.begin() as connection:
        return list(connection.execute(sa.select(table)))


def is_due(api: Api, clock: Clock, push_service: PushService, person: Person, **other: object) -> str:
    """Make a reminder of this person due now. Returns its id."""
    [one] = api.put(person.request(TEN, **other)).json["reminders"]
    clock.set(TEN, person.zone)
    push_service.posts.clear()
    return str(one["id"])


@pytest.fixture
def box(app: Flask) -> Outbox:
    return services(app).outbox


# Faults that must not stop others ----------------------------------------------------------------


def test_a_notification_that_cannot_be_written_waits_and_holds_up_nobody(
    app: Flask,
    api: Api,
    clock: Clock,
    push_service: PushService,
    box: Outbox,
    maria: Person,
    john: Person,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The worker of a later release planned it with a kind for which this release has no text."""
    api.put(john.request("2026-11-24T09:00", zone="Europe/Lisbon", repeat="once"))  # at ten in Madrid
    hers = is_due(api, clock, push_service, maria)
    box.plan_due(int(clock()), USEFUL_FOR)
    clock.pass_by(minutes=1)
    with services(app).store.engine.begin() as connection:
        connection.execute(sa.update(reminders).where(reminders.c.id == hers).values(kind="of-a-later-release"))

    async def look() -> int:
        async with new_sender() as sender:
            return await asyncio.wait_for(work_until_idle(sender), 20)

    with app.app_context():
        assert asyncio.run(look()) == 2
    assert [post.token for post in push_service.posts] == [john.endpoint.rpartition("/")[2]]
    [waits] = rows(app, outbox)
    assert waits.reminder_id == hers
    assert waits.wake_at == int(clock()) + 3600 + 1, "tried again in an hour"
    assert caplog.messages == ["A push could not be created"]


@pytest.mark.parametrize(
    ("status", "level", "logged"),
    [
        (400, "WARNING", {"reason": "answer 400: why", "alarm": False}),
        (403, "ERROR", {"reason": "answer 403: why", "alarm": True}),
        (410, None, {}),
        (503, None, {}),
    ],
)
def test_a_push_that_failed_for_good_or_for_our_key_is_logged_with_the_host_only(
    api: Api,
    clock: Clock,
    push_service: PushService,
    work: Work,
    maria: Person,
    caplog: pytest.LogCaptureFixture,
    status: int,
    level: str | None,
    logged: dict[str, object],
) -> None:
    is_due(api, clock, push_service, maria)
    push_service.answer, push_service.answer_body = status, b"why"
    work()
    lines = [record for record in caplog.records if record.getMessage() == "A push failed"]
    assert [record.levelname for record in lines] == ([level] if level else [])
    for line in lines:
        assert vars(line).items() >= {**logged, "service": "127.0.0.1"}.items()
        assert maria.endpoint not in str(vars(line))


def test_a_subscription_with_a_lost_key_is_kept_until_the_key_is_there_again(
    app: Flask,
    api: Api,
    clock: Clock,
    push_service: PushService,
    work: Work,
    maria: Person,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    is_due(api, clock, push_service, maria)
    found = services(app).keys
    ensure(tmp_path / "another" / "vapid.pem")
    services(app).keys = Keys(tmp_path / "another" / "vapid.pem")
    work()
    assert push_service.posts == []
    assert (len(rows(app, subscriptions)), len(rows(app, reminders)), len(rows(app, outbox))) == (1, 1, 1)
    [alarm] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert vars(alarm)["alarm"] is True
    services(app).keys = found
    clock.pass_by(hours=1, minutes=1)
    work()
    assert [post.status for post in push_service.posts] == [201]


def test_an_origin_that_is_taken_off_the_list_gets_nothing_and_the_reminder_stays_in_the_app(
    app: Flask, api: Api, clock: Clock, push_service: PushService, work: Work, maria: Person
) -> None:
    is_due(api, clock, push_service, maria)
    services(app).settings = replace(services(app).settings, push_origins=())
    work()
    assert push_service.posts == []
    assert len(api.list(maria).json["reminders"]) == 1


def test_the_setting_that_allows_every_push_service_counts_for_each_push(
    app: Flask,
    api: Api,
    clock: Clock,
    push_service: PushService,
    work: Work,
    maria: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    is_due(api, clock, push_service, maria)
    with services(app).store.engine.begin() as connection:
        connection.execute(sa.update(subscriptions).values(endpoint="https://push.clinic.org/maria"))
    services(app).settings = replace(services(app).settings, push_origins=(), push_services="any-public")
    monkeypatch.setattr("pwa.reminders.push.Transport", scripted(Answer(201, 0.0)))
    work()
    assert [row.sent_at for row in rows(app, reminders)] == [int(clock())]


def test_an_answer_to_the_notification_that_comes_after_a_move_counts_like_that_to_the_first(
    api: Api, clock: Clock, push_service: PushService, work: Work, maria: Person
) -> None:
    one = is_due(api, clock, push_service, maria)
    api.answer(maria, one, "tomorrow")
    clock.set("2026-11-25T10:00", maria.zone)
    work()
    [post] = push_service.posts
    data = maria.reads(post.body)["data"]
    assert data["moves"] == 1
    body = {"subscription": maria.subscription, **data, "answer": "tomorrow"}
    [moved] = api.post("answer", body).json["reminders"]
    assert moved["at"] == "2026-11-26T10:00"


def test_a_notification_replaces_those_of_its_own_reminder_and_no_other(
    api: Api, clock: Clock, push_service: PushService, work: Work, maria: Person
) -> None:
    """The topic replaces it at the push service (RFC 8030, 5.4), and the tag on the screen."""
    is_due(api, clock, push_service, maria)
    clock.set("2026-11-24T09:00", maria.zone)
    shown = api.put(maria.request(TEN, kind="after")).json["reminders"]
    clock.set(TEN, maria.zone)
    push_service.posts.clear()
    work()
    topics = [post.headers["Topic"] for post in push_service.posts]
    assert sorted(topics) == sorted(one["id"] for one in shown)
    assert [maria.reads(post.body)["tag"] for post in push_service.posts] == topics


# The lifetime of a notification -------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "ttls"), [(7199, ["7200", "1"]), (7200, ["7200"]), (7201, ["7200"])])
def test_a_notification_is_sent_as_long_as_it_helps_for_another_second_and_no_longer(
    app: Flask,
    api: Api,
    clock: Clock,
    push_service: PushService,
    work: Work,
    maria: Person,
    seconds: int,
    ttls: list[str],
) -> None:
    is_due(api, clock, push_service, maria, kind="check", repeat="once")
    push_service.answer = 503
    work()
    clock.pass_by(seconds=seconds)
    work()
    assert [post.headers["TTL"] for post in push_service.posts] == ttls
    assert len(rows(app, outbox)) == len(ttls) - 1


def test_a_push_service_in_trouble_is_asked_more_and_more_seldom(
    app: Flask, api: Api, clock: Clock, push_service: PushService, work: Work, maria: Person
) -> None:
    is_due(api, clock, push_service, maria)
    push_service.answer = 503
    waits = []
    for _ in range(3):
        work()
        [waiting] = rows(app, outbox)
        waits.append(waiting.wake_at - int(clock()))
        clock.now = waiting.wake_at
    assert [low <= wait <= 2 * low + 1 for low, wait in zip((15, 30, 60), waits, strict=True)] == [True] * 3, waits


def test_a_late_notification_is_not_tried_again_before_the_end_of_the_night(
    app: Flask, api: Api, clock: Clock, push_service: PushService, work: Work, maria: Person
) -> None:
    is_due(api, clock, push_service, maria)
    clock.set("2026-11-25T03:00", maria.zone)
    work()
    [waits] = rows(app, outbox)
    clock.set("2026-11-25T08:00", maria.zone)
    assert (push_service.posts, waits.wake_at) == ([], int(clock()) + 1)


def test_the_log_says_of_a_notification_that_it_came_too_late(
    api: Api,
    clock: Clock,
    push_service: PushService,
    work: Work,
    box: Outbox,
    maria: Person,
    caplog: pytest.LogCaptureFixture,
) -> None:
    is_due(api, clock, push_service, maria, kind="check", repeat="once")
    box.plan_due(int(clock()), USEFUL_FOR)
    clock.pass_by(hours=2)
    work()
    [line] = [record for record in caplog.records if record.getMessage() == "A push failed"]
    assert vars(line).items() >= {"levelname": "WARNING", "reason": "too late", "alarm": False}.items()


def test_a_notification_that_is_early_because_the_clock_was_set_back_counts_as_zero_seconds_late(
    app: Flask,
    api: Api,
    clock: Clock,
    push_service: PushService,
    work: Work,
    maria: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write = worker.compose

    def compose(occurrence: Occurrence) -> str:
        clock.pass_by(seconds=-2)
        return write(occurrence)

    is_due(api, clock, push_service, maria)
    before = metrics(app)
    monkeypatch.setattr(worker, "compose", compose)
    assert work() == 1
    after = metrics(app)
    assert after["ask_first_lateness_seconds_count"] - before["ask_first_lateness_seconds_count"] == 1
    assert after["ask_first_lateness_seconds_sum"] == before["ask_first_lateness_seconds_sum"]


def test_a_push_service_keeps_a_notification_for_a_day_at_most(
    api: Api, clock: Clock, push_service: PushService, work: Work, maria: Person
) -> None:
    is_due(api, clock, push_service, maria)
    work()
    assert [post.headers["TTL"] for post in push_service.posts] == ["86400"]


def test_messages_that_a_killed_worker_had_claimed_are_sent_when_its_lease_ends_and_not_before(
    api: Api, clock: Clock, push_service: PushService, work: Work, box: Outbox, maria: Person
) -> None:
    is_due(api, clock, push_service, maria)
    box.plan_due(int(clock()), USEFUL_FOR)
    assert len(box.claim(int(clock()), delivery.LEASE, 10)) == 1
    clock.pass_by(seconds=delivery.LEASE - 1)
    assert work() == 0
    clock.pass_by(seconds=1)
    assert work() == 1
    assert len(push_service.posts) == 1


@both_databases
def test_a_new_notification_does_not_inherit_the_long_waits_of_the_old_one(
    app: Flask, api: Api, clock: Clock, push_service: PushService, box: Outbox, maria: Person
) -> None:
    is_due(api, clock, push_service, maria)
    box.plan_due(int(clock()), USEFUL_FOR)
    for _ in range(5):
        [old] = box.claim(int(clock()), 1, 10)
        box.settle(int(clock()), later=[(old, int(clock()) + 1, True)])
        clock.pass_by(seconds=1)
    assert old.attempts == 5
    clock.set("2026-11-25T10:00", maria.zone)
    box.plan_due(int(clock()), USEFUL_FOR)
    [waits] = rows(app, outbox)
    assert (waits.attempts, waits.refused, waits.wake_at) == (0, False, int(clock()))
    [new] = box.claim(int(clock()), 60, 10)
    assert new.attempts == 1


# Retention --------------------------------------------------------------------------------------


def test_after_a_standstill_a_reminder_that_rests_is_shown_for_a_week_from_then_on(
    api: Api, clock: Clock, push_service: PushService, work: Work, maria: Person
) -> None:
    """The server was down for eleven days, so a week from the planned day would be over."""
    is_due(api, clock, push_service, maria, repeat="once")
    clock.set("2026-12-05T12:00", maria.zone)
    work()
    [shown] = api.list(maria).json["reminders"]
    assert (shown["state"], shown["due"]) == ("resting", True)
    clock.set("2026-12-12T11:59", maria.zone)
    work()
    assert len(api.list(maria).json["reminders"]) == 1
    clock.set("2026-12-12T12:00", maria.zone)
    work()
    assert api.list(maria).status_code == 404


def test_a_pause_is_kept_for_ninety_days_and_no_longer(api: Api, clock: Clock, work: Work, maria: Person) -> None:
    [one] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    api.answer(maria, one["id"], "pause")
    clock.pass_by(days=89, hours=23)
    work()
    assert [shown["state"] for shown in api.list(maria).json["reminders"]] == ["paused"]
    clock.pass_by(hours=1)
    work()
    assert api.list(maria).status_code == 404


def test_only_the_subscription_whose_reminder_rested_is_deleted(
    app: Flask, api: Api, clock: Clock, push_service: PushService, work: Work, maria: Person, john: Person
) -> None:
    is_due(api, clock, push_service, maria, repeat="once")
    api.put(john.request("2026-12-24T10:00"))
    work()
    clock.pass_by(days=7)
    work()
    assert [row.endpoint for row in rows(app, subscriptions)] == [john.endpoint]
    assert len(api.list(john).json["reminders"]) == 1


def test_a_second_reminder_after_a_rotation_leaves_the_key_with_which_the_browser_subscribed(
    app: Flask, api: Api, clock: Clock, push_service: PushService, work: Work, maria: Person
) -> None:
    older = services(app).keys.public
    maria.endpoint = push_service.subscribe(older)
    api.put(maria.request(TEN))
    file = services(app).settings.vapid_key_file
    newer = rotate(file)
    services(app).keys = Keys(file)
    assert api.put(maria.request("2026-11-25T10:00")).json["key"] == newer
    stored = services(app).store.find(maria.endpoint)
    assert stored is not None
    assert stored.vapid_key == older
    push_service.posts.clear()
    clock.set(TEN, maria.zone)
    work()
    assert [post.status for post in push_service.posts] == [201]


def test_the_next_reminder_stands_first_and_those_that_rest_stand_last(
    api: Api, clock: Clock, push_service: PushService, work: Work, maria: Person
) -> None:
    is_due(api, clock, push_service, maria, repeat="once")
    api.put(maria.request("2026-11-28T10:00"))
    api.put(maria.request("2026-11-26T10:00"))
    work()
    shown = api.list(maria).json["reminders"]
    assert [(one["state"], one["at"]) for one in shown] == [
        ("planned", "2026-11-26T10:00"),
        ("planned", "2026-11-28T10:00"),
        ("resting", TEN),
    ]


# Concurrent changes -----------------------------------------------------------------------------


@both_databases
def test_a_notification_that_is_planned_while_its_subscription_is_renewed_reaches_the_new_one(
    app: Flask, api: Api, clock: Clock, push_service: PushService, work: Work, box: Outbox, maria: Person
) -> None:
    is_due(api, clock, push_service, maria)
    old = maria.subscription
    maria.endpoint = push_service.subscribe()
    with not_yet_committed(app, box.plan_due, int(clock()), USEFUL_FOR):
        assert api.post("renew", {"old": old, "subscription": maria.subscription}).status_code == 200
    push_service.posts.clear()
    assert work() == 1
    assert [post.token for post in push_service.posts] == [maria.endpoint.rpartition("/")[2]]


@both_databases
def test_an_answer_that_comes_while_the_notification_is_settled_counts(
    app: Flask, api: Api, clock: Clock, push_service: PushService, box: Outbox, maria: Person
) -> None:
    one = is_due(api, clock, push_service, maria)
    box.plan_due(int(clock()), USEFUL_FOR)
    [flying] = box.claim(int(clock()), 60, 10)
    plan = Plan(datetime(2026, 12, 1, 10), maria.zone, "until-done")
    with not_yet_committed(app, services(app).store.move, maria.endpoint, one, plan):
        box.settle(int(clock()), delivered=[flying])
    [shown] = api.list(maria).json["reminders"]
    assert (shown["due"], shown["sent_at"]) == (False, None)
