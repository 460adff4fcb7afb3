"""The worker sends each reminder when it is due, and no more often than the person wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pwa.reminders.tables import outbox, reminders, subscriptions
from pwa.services import services
from tests.conftest import Api, Clock, Work, both_databases
from tests.people import Person
from tests.push_service import PushService
from tests.reminders.answers import logged

pytestmark = both_databases


def ids(app: Flask, table: sa.Table) -> list[Any]:
    with services(app).store.engine.begin() as connection:
        return [row.id for row in connection.execute(sa.select(table.c.id))]


@pytest.fixture
def planned(api: Api, push_service: PushService) -> Callable[..., str]:
    """A function that plans a reminder and removes the first push."""

    def planned(person: Person, at: str, **other: Any) -> str:
        answer = api.put(person.request(at, **other))
        assert answer.status_code == 201, answer.text
        push_service.posts.clear()
        return str(answer.json["reminders"][-1]["id"])

    return planned


def test_a_reminder_comes_at_its_time_in_its_language_and_says_nothing_about_health(
    planned: Callable[..., str],
    work: Work,
    clock: Clock,
    push_service: PushService,
    maria: Person,
    amina: Person,
    john: Person,
) -> None:
    for person in (maria, amina, john):
        planned(person, "2026-11-24T10:00")
    for person in (amina, maria, john):  # Cairo is first to see 10:00
        clock.set("2026-11-24T09:59", person.zone)
        work()
        assert push_service.posts == []
        clock.set("2026-11-24T10:00", person.zone)
        clock.pass_by(seconds=59)
        work()
        [post] = push_service.posts
        note = person.reads(post.body)
        assert (note["lang"], note["dir"]) == (person.language, "rtl" if person is amina else "ltr")
        assert [action["action"] for action in note["actions"]] == ["done", "tomorrow", "next-week", "stop"]
        for word in ("massage", "masaje", "تدليك", "spine", "columna", "stenosis"):
            assert word not in str(note["title"]) + str(note["body"])
        push_service.posts.clear()


def test_the_notifications_of_one_minute_are_spread_over_it_and_each_person_has_the_same_second_every_day(
    app: Flask, work: Work, planned: Callable[..., str], clock: Clock, push_service: PushService, maria: Person
) -> None:
    planned(maria, "2026-11-24T10:00")
    with services(app).store.engine.begin() as connection:
        [owner] = connection.execute(sa.select(subscriptions)).mappings().all()
        [one] = connection.execute(sa.select(reminders)).mappings().all()
        others = [{**owner, "id": owner["id"] + i, "endpoint": push_service.subscribe()} for i in range(1, 60)]
        connection.execute(sa.insert(subscriptions), others)
        copies = [{**one, "id": f"{other['id']:012}", "subscription_id": other["id"]} for other in others]
        connection.execute(sa.insert(reminders), copies)
    seconds = []
    for day in (24, 25):
        clock.set(f"2026-11-{day}T10:00", maria.zone)
        when: dict[str, int] = {}
        for begin in range(0, 60, 10):
            clock.pass_by(seconds=9)
            assert work() == 10
            when.update((post.token, begin) for post in push_service.posts)
            push_service.posts.clear()
            clock.pass_by(seconds=1)
        seconds.append(when)
    assert len(seconds[0]) == 60
    assert seconds[0] == seconds[1]


def test_a_notification_of_the_last_minute_before_the_quiet_hours_comes_on_its_day(
    work: Work, planned: Callable[..., str], clock: Clock, push_service: PushService, john: Person, maria: Person
) -> None:
    planned(john, "2026-12-24T10:00")
    planned(maria, "2026-11-24T20:59")
    clock.set("2026-11-24T20:59", maria.zone)
    assert work() == 0
    clock.pass_by(seconds=36)
    assert work() == 0
    clock.pass_by(seconds=1)
    assert work() == 1
    assert [post.status for post in push_service.posts] == [201]


def test_a_language_that_is_not_offered_any_more_gives_way_to_english(
    app: Flask, planned: Callable[..., str], work: Work, clock: Clock, push_service: PushService, amina: Person
) -> None:
    planned(amina, "2026-11-24T10:00")
    services(app).settings = replace(services(app).settings, languages=("en", "es"))
    clock.set("2026-11-24T10:00", amina.zone)
    work()
    [post] = push_service.posts
    assert amina.reads(post.body)["lang"] == "en"


def test_a_notification_that_is_soon_pointless_is_kept_for_a_phone_that_is_off_until_then(
    planned: Callable[..., str], work: Work, clock: Clock, push_service: PushService, maria: Person
) -> None:
    planned(maria, "2026-11-24T10:00", kind="check", repeat="once")  # it helps for two hours
    clock.set("2026-11-24T10:30", maria.zone)
    work()
    [post] = push_service.posts
    assert post.headers["TTL"] == str(90 * 60)


def test_it_asks_three_times_and_then_it_rests(
    app: Flask,
    planned: Callable[..., str],
    work: Work,
    clock: Clock,
    push_service: PushService,
    maria: Person,
    api: Api,
) -> None:
    planned(maria, "2026-11-24T10:00")
    for day in range(24, 31):
        clock.set(f"2026-11-{day}T10:00", maria.zone)
        work()
    assert len(push_service.posts) == 3
    [shown] = api.list(maria).json["reminders"]
    assert shown["due"] is True


def test_after_a_day_without_a_server_the_late_notification_is_the_only_one_of_its_day(
    planned: Callable[..., str], work: Work, clock: Clock, push_service: PushService, maria: Person, api: Api
) -> None:
    planned(maria, "2026-11-24T08:30")
    came, promised = [], []
    for time in ("25T08:00", "25T08:30", "26T08:30", "27T08:30", "28T08:30"):
        clock.set(f"2026-11-{time}", maria.zone)
        came += [time] * work()
        [shown] = api.list(maria).json["reminders"]
        promised += shown["times"][:1]
    assert came == ["25T08:00", "26T08:30", "27T08:30"], "three, and none twice on a day"
    days = ["26 November", "26 November", "27 November"]
    assert [day for day, said in zip(days, promised, strict=True) if day not in said] == [], "the page says so too"


def test_a_notification_that_waits_over_night_is_the_only_one_of_its_day_and_no_other_is_lost_for_it(
    planned: Callable[..., str], work: Work, clock: Clock, push_service: PushService, maria: Person
) -> None:
    planned(maria, "2026-11-24T20:30")
    push_service.answer = 503
    clock.set("2026-11-24T20:30", maria.zone)
    work()
    push_service.answer = None
    push_service.posts.clear()
    came = []
    for time in ("24T21:05", "25T08:01", "25T20:30", "26T20:30", "27T20:30", "28T20:30"):
        clock.set(f"2026-11-{time}", maria.zone)
        work()
        came += [time for _ in push_service.posts]
        push_service.posts.clear()
    assert came == ["25T08:01", "26T20:30", "27T20:30"], "three, and none twice on a day"


def test_a_reminder_without_a_series_comes_once(
    planned: Callable[..., str], work: Work, clock: Clock, push_service: PushService, maria: Person
) -> None:
    planned(maria, "2026-11-24T10:00", repeat="once")
    for day in range(24, 31):
        clock.set(f"2026-11-{day}T10:00", maria.zone)
        work()
    assert len(push_service.posts) == 1


def test_a_resting_reminder_is_forgotten_after_a_week_with_its_subscription(
    app: Flask, planned: Callable[..., str], work: Work, clock: Clock, maria: Person
) -> None:
    planned(maria, "2026-11-24T10:00", repeat="once")
    clock.set("2026-11-24T10:00", maria.zone)
    work()
    clock.pass_by(days=6, hours=23)
    work()
    assert ids(app, subscriptions)
    clock.pass_by(hours=2)
    work()
    assert ids(app, reminders) == ids(app, subscriptions) == ids(app, outbox) == []


@pytest.mark.parametrize(("answer", "day"), [("tomorrow", 25), ("next-week", 31)])
def test_tomorrow_and_next_week_move_it(
    planned: Callable[..., str],
    work: Work,
    clock: Clock,
    push_service: PushService,
    maria: Person,
    api: Api,
    answer: str,
    day: int,
) -> None:
    reminder = planned(maria, "2026-11-24T10:00", repeat="once")
    clock.set("2026-11-24T10:00", maria.zone)
    work()
    api.answer(maria, reminder, answer)
    push_service.posts.clear()
    clock.set("2026-11-24T23:00", maria.zone)
    work()
    assert push_service.posts == []
    if day == 31:
        clock.set("2026-12-01T09:59", maria.zone)
        work()
        assert push_service.posts == []
        clock.set("2026-12-01T10:00", maria.zone)
    else:
        clock.set("2026-11-25T10:00", maria.zone)
    work()
    assert len(push_service.posts) == 1


def test_a_browser_that_is_gone_is_forgotten(
    app: Flask,
    planned: Callable[..., str],
    work: Work,
    clock: Clock,
    push_service: PushService,
    maria: Person,
    john: Person,
) -> None:
    planned(maria, "2026-11-24T10:00")
    planned(john, "2026-11-24T09:00")
    push_service.forget(maria.endpoint)
    clock.set("2026-11-24T10:01", maria.zone)
    work()
    assert len(ids(app, subscriptions)) == 1
    assert len(ids(app, reminders)) == 1
    assert ids(app, outbox) == []


def test_a_push_service_in_trouble_is_tried_again_until_the_notification_is_pointless(
    app: Flask, planned: Callable[..., str], work: Work, clock: Clock, push_service: PushService, maria: Person
) -> None:
    planned(maria, "2026-11-24T10:00", kind="check", repeat="once")
    clock.set("2026-11-24T10:00", maria.zone)
    push_service.answer = 503
    work()
    work()
    assert len(push_service.posts) == 1  # not at once again
    clock.pass_by(minutes=2)
    work()
    assert len(push_service.posts) == 2
    clock.pass_by(hours=6)
    work()
    assert len(push_service.posts) == 2  # too late
    assert ids(app, outbox) == []


def test_after_a_long_standstill_a_late_notification_comes_by_day_if_it_still_helps_and_else_the_app_shows_it(
    planned: Callable[..., str],
    work: Work,
    clock: Clock,
    push_service: PushService,
    maria: Person,
    john: Person,
    api: Api,
) -> None:
    planned(maria, "2026-11-24T10:00", repeat="once")  # talk to the doctor: late is better than never
    planned(john, "2026-11-24T10:00", kind="check", repeat="once")  # before a massage that is long over
    clock.set("2026-11-27T03:00", maria.zone)
    work()
    assert push_service.posts == []
    clock.set("2026-11-27T09:00", maria.zone)
    work()
    assert [post.token for post in push_service.posts] == [maria.endpoint.rpartition("/")[2]]
    [shown] = api.list(john, Accept_Language="en").json["reminders"]
    assert (shown["due"], shown["when"]) == (
        True,
        "We could not send this reminder in time. Please answer it here.",
    )


def test_it_reaches_the_phone_when_the_push_service_is_well_again(
    planned: Callable[..., str], work: Work, clock: Clock, push_service: PushService, maria: Person
) -> None:
    planned(maria, "2026-11-24T10:00")
    clock.set("2026-11-24T10:00", maria.zone)
    push_service.answer = 503
    work()
    push_service.answer = None
    clock.pass_by(minutes=5)
    work()
    assert [post.status for post in push_service.posts] == [503, 201]


def test_a_wrong_key_raises_an_alarm_and_loses_nobody(
    app: Flask,
    planned: Callable[..., str],
    work: Work,
    clock: Clock,
    push_service: PushService,
    maria: Person,
    caplog: pytest.LogCaptureFixture,
) -> None:
    planned(maria, "2026-11-24T10:00")
    clock.set("2026-11-24T10:00", maria.zone)
    push_service.answer = 401
    work()
    assert ids(app, subscriptions)
    assert ids(app, outbox)
    [record] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert (vars(record)["alarm"], vars(record)["service"]) == (True, "127.0.0.1")
    for private in (maria.endpoint, maria.subscription["keys"]["auth"]):
        assert private not in logged(caplog)


def test_an_old_occurrence_that_could_not_be_sent_gives_way_to_the_new_one(
    app: Flask, planned: Callable[..., str], work: Work, clock: Clock, push_service: PushService, maria: Person
) -> None:
    planned(maria, "2026-11-24T10:00")
    clock.set("2026-11-24T10:00", maria.zone)
    push_service.answer = 503
    push_service.answer_headers = {"Retry-After": "86400"}
    work()
    clock.pass_by(days=1)
    push_service.answer = None
    push_service.posts.clear()
    work()
    assert len(push_service.posts) == 1
    assert ids(app, outbox) == []
