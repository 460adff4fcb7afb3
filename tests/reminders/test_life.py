"""The actions of a person: kinds, three reminders around a massage, quiet hours, change, pause, test, renewal."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pwa.reminders.tables import outbox, reminders, subscriptions
from pwa.services import services
from tests.conftest import Api, Clock, Work, both_databases
from tests.people import Person
from tests.push_service import PushService
from tests.reminders.answers import problem, stored

pytestmark = both_databases


def test_a_massage_plans_all_three_in_one_step(api: Api, push_service: PushService, maria: Person) -> None:
    answer = api.put(maria.request("2026-12-01T15:30", kind="massage", repeat=None), Accept_Language="en")
    assert answer.status_code == 201
    shown = answer.json["reminders"]
    assert [(one["kind"], one["at"]) for one in shown] == [
        ("doctor", "2026-11-23T10:00"),
        ("check", "2026-12-01T13:30"),
        ("after", "2026-12-02T10:00"),
    ]
    assert len(push_service.posts) == 1, "one first note for all three"


@pytest.mark.parametrize(
    ("massage", "days"), [("2026-11-24", ["23"]), ("2026-11-25", ["23", "24"]), ("2026-11-28", ["23", "24", "25"])]
)
def test_before_a_massage_the_talk_is_asked_about_until_the_day_before(
    api: Api, maria: Person, massage: str, days: list[str]
) -> None:
    [doctor, *_] = api.put(maria.request(f"{massage}T15:30", kind="massage"), Accept_Language="en").json["reminders"]
    assert [time.split()[1] for time in doctor["times"]] == days


def test_all_three_count_among_the_ten(app: Flask, api: Api, maria: Person) -> None:
    for day in range(8):
        api.put(maria.request(f"2026-12-{day + 1:02}T10:00"))
    problem(api.put(maria.request("2026-12-20T15:30", kind="massage")), 422, "too-many-reminders")
    assert stored(app) == (1, 8, 0)


@pytest.mark.parametrize("time", ["21:00", "23:59", "00:00", "07:59"])
def test_the_quiet_hours_are_kept_unless_the_person_wants_notifications_at_night(
    app: Flask, api: Api, maria: Person, time: str
) -> None:
    problem(api.put(maria.request(f"2026-11-24T{time}")), 422, "quiet-hours")
    assert stored(app) == (0, 0, 0)
    assert api.put(maria.request(f"2026-11-24T{time}", at_night=True)).status_code == 201


@pytest.mark.parametrize("time", ["08:00", "20:59"])
def test_the_edges_of_the_day_are_day(api: Api, maria: Person, time: str) -> None:
    assert api.put(maria.request(f"2026-11-24T{time}")).status_code == 201


def test_a_notification_that_is_late_does_not_wake_anybody(
    api: Api, work: Work, clock: Clock, push_service: PushService, maria: Person
) -> None:
    api.put(maria.request("2026-11-24T20:30"))
    push_service.posts.clear()
    push_service.answer = 503
    clock.set("2026-11-24T20:30", maria.zone)
    work()
    push_service.answer = None
    clock.set("2026-11-24T23:00", maria.zone)
    work()
    clock.set("2026-11-25T07:59", maria.zone)
    work()
    assert [post.status for post in push_service.posts] == [503]
    clock.set("2026-11-25T08:01", maria.zone)
    work()
    assert [post.status for post in push_service.posts] == [503, 201]


def test_a_person_who_wants_notifications_at_night_gets_them_at_night(
    api: Api, work: Work, clock: Clock, push_service: PushService, maria: Person
) -> None:
    api.put(maria.request("2026-11-24T23:00", at_night=True))
    push_service.posts.clear()
    clock.set("2026-11-24T23:00", maria.zone)
    work()
    assert len(push_service.posts) == 1


def test_the_next_three_times_and_the_last_one_are_told_in_words(
    api: Api, work: Work, clock: Clock, maria: Person
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    [shown] = api.list(maria, Accept_Language="en").json["reminders"]
    assert [time.split(",")[0] for time in shown["times"]] == ["Tuesday", "Wednesday", "Thursday"]
    assert (shown["sent"], shown["due"]) == ("", False)
    clock.set("2026-11-24T10:00", maria.zone)
    work()
    [shown] = api.list(maria, Accept_Language="en").json["reminders"]
    assert [time.split(",")[0] for time in shown["times"]] == ["Wednesday", "Thursday"]
    assert shown["sent"].startswith("Last sent: Tuesday, 24 November 2026, 10:00")
    assert shown["due"] is True


def test_a_reminder_can_be_changed_and_the_old_time_is_forgotten(
    app: Flask, api: Api, work: Work, clock: Clock, push_service: PushService, maria: Person
) -> None:
    [old] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    push_service.posts.clear()
    answer = api.put(maria.request("2026-11-26T12:00", kind="check", repeat="once", reminder=old["id"]))
    [new] = answer.json["reminders"]
    assert (answer.status_code, new["id"], new["kind"]) == (200, old["id"], "check")
    clock.set("2026-11-24T10:00", maria.zone)
    work()
    assert push_service.posts == []
    clock.set("2026-11-26T12:00", maria.zone)
    work()
    assert len(push_service.posts) == 1
    assert stored(app) == (1, 1, 0)


def test_the_store_deletes_a_reminder_for_its_own_browser_only(
    app: Flask, api: Api, maria: Person, john: Person
) -> None:
    [one] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    api.put(john.request("2026-11-24T10:00"))
    services(app).store.forget(john.endpoint, one["id"])
    assert stored(app) == (2, 2, 0)


def test_a_change_answers_the_notification_that_was_sent_before(
    api: Api, work: Work, clock: Clock, maria: Person
) -> None:
    [one] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    clock.set("2026-11-24T10:00", maria.zone)
    work()
    [asked] = api.list(maria).json["reminders"]
    assert asked["due"] is True
    [changed] = api.put(maria.request("2026-11-26T10:00", reminder=one["id"])).json["reminders"]
    assert (changed["due"], changed["sent_at"]) == (False, None)


def test_a_change_on_a_page_in_another_language_changes_the_language_of_the_notifications(
    app: Flask, api: Api, work: Work, clock: Clock, push_service: PushService, maria: Person, john: Person
) -> None:
    api.put(john.request("2026-12-24T10:00"))
    [one] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    api.put(maria.request("2026-11-25T10:00", reminder=one["id"], language="ar"))
    push_service.posts.clear()
    clock.set("2026-11-25T10:01", maria.zone)
    work()
    [post] = push_service.posts
    assert maria.reads(post.body)["lang"] == "ar"
    other = services(app).store.find(john.endpoint)
    assert other is not None
    assert other.language == john.language, "the language of nobody else"


def test_one_reminder_cannot_be_changed_into_the_three_around_a_massage(app: Flask, api: Api, maria: Person) -> None:
    [one] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    problem(api.put(maria.request("2026-12-01T15:30", kind="massage", reminder=one["id"])), 422, "unknown-kind")
    assert [(shown["kind"], shown["at"]) for shown in api.list(maria).json["reminders"]] == [
        ("doctor", "2026-11-24T10:00")
    ]


def test_nobody_can_change_a_reminder_of_another(app: Flask, api: Api, maria: Person, mallory: Person) -> None:
    [hers] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    api.put(mallory.request("2026-11-24T10:00"))
    problem(api.put(mallory.request("2026-12-24T10:00", reminder=hers["id"])), 404, "unknown-reminder")
    assert api.list(maria).json["reminders"][0]["at"] == "2026-11-24T10:00"


def test_a_pause_sends_nothing_and_going_on_keeps_the_hour(
    api: Api, work: Work, clock: Clock, push_service: PushService, maria: Person
) -> None:
    [one] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    push_service.posts.clear()
    [paused] = api.answer(maria, one["id"], "pause").json["reminders"]
    assert (paused["state"], paused["times"], paused["due"]) == ("paused", [], False)
    clock.set("2026-11-27T11:00", maria.zone)
    work()
    assert push_service.posts == []
    [resumed] = api.answer(maria, one["id"], "resume").json["reminders"]
    assert (resumed["state"], resumed["at"]) == ("planned", "2026-11-28T10:00")


@pytest.mark.parametrize("answer", ["pause", "resume"])
def test_a_reminder_that_rests_has_asked_three_times_and_comes_again_only_if_it_is_put_off(
    api: Api, work: Work, clock: Clock, push_service: PushService, maria: Person, answer: str
) -> None:
    [one] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    for day in (24, 25, 26):
        clock.set(f"2026-11-{day}T10:00", maria.zone)
        work()
    push_service.posts.clear()
    [resting] = api.answer(maria, one["id"], answer).json["reminders"]
    assert (resting["state"], resting["due"]) == ("resting", True)
    clock.pass_by(days=1)
    work()
    assert push_service.posts == []
    assert api.answer(maria, one["id"], "tomorrow").json["reminders"][0]["state"] == "planned"


def test_resuming_twice_has_the_effect_of_resuming_once(api: Api, maria: Person) -> None:
    [one] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    api.answer(maria, one["id"], "pause")
    [first] = api.answer(maria, one["id"], "resume").json["reminders"]
    assert api.answer(maria, one["id"], "resume").json["reminders"] == [first]


def test_nothing_is_put_off_for_more_than_a_year(api: Api, maria: Person) -> None:
    [one] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    for _ in range(52):
        assert api.answer(maria, one["id"], "next-week").status_code == 200
    problem(api.answer(maria, one["id"], "next-week"), 422, "time-too-far")
    assert api.list(maria).json["reminders"][0]["at"] == "2027-11-23T10:00"


def test_text_that_no_database_accepts_is_refused_before_it_is_stored(api: Api, maria: Person) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    old = maria.subscription
    maria.endpoint += "\0"
    body = {"subscription": maria.subscription, "answer": "done", "reminder": "x"}
    for answer in (
        api.put(maria.request("2026-11-24T10:00")),
        api.list(maria),
        api.post("answer", body),
        api.post("test", body),
        api.post("renew", {"old": maria.subscription, "subscription": old}),
    ):
        problem(answer, 400, "not-json")


def test_a_pause_is_not_for_ever(app: Flask, api: Api, work: Work, clock: Clock, maria: Person) -> None:
    [one] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    api.answer(maria, one["id"], "pause")
    clock.pass_by(days=91)
    work()
    assert stored(app) == (0, 0, 0)


def test_a_test_notification_comes_at_once_and_at_most_once_a_minute(
    api: Api, clock: Clock, push_service: PushService, maria: Person
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    push_service.posts.clear()
    body = {"subscription": maria.subscription}
    assert api.post("test", body, Accept_Language="es").status_code == 200
    [post] = push_service.posts
    assert maria.reads(post.body)["lang"] == "es"
    problem(api.post("test", body), 429, "too-soon")
    clock.pass_by(seconds=59)
    problem(api.post("test", body), 429, "too-soon")
    clock.pass_by(seconds=1)
    assert api.post("test", body).status_code == 200
    assert len(push_service.posts) == 2


def test_a_test_notification_keeps_only_its_own_browser_waiting(api: Api, maria: Person, john: Person) -> None:
    for person in (maria, john):
        api.put(person.request("2026-11-24T10:00"))
    for person in (maria, john):
        assert api.post("test", {"subscription": person.subscription}).status_code == 200


def test_a_test_notification_that_is_refused_is_not_said_to_be_a_plan_that_failed(
    api: Api, push_service: PushService, maria: Person
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    push_service.answer = 503
    problem(api.post("test", {"subscription": maria.subscription}), 502, "test-refused")
    assert len(api.list(maria).json["reminders"]) == 1


@pytest.mark.parametrize(("answer", "day"), [("tomorrow", "25"), ("next-week", "1")])
def test_an_answer_from_a_notification_counts_once_however_often_it_arrives(
    api: Api, work: Work, clock: Clock, push_service: PushService, maria: Person, answer: str, day: str
) -> None:
    [one] = api.put(maria.request("2026-11-24T10:00", repeat="once")).json["reminders"]
    push_service.posts.clear()
    clock.set("2026-11-24T10:00", maria.zone)
    work()
    [post] = push_service.posts
    note = maria.reads(post.body)["data"]
    body = {"subscription": maria.subscription, **note, "answer": answer}
    for _ in range(2):
        [moved] = api.post("answer", body, Accept_Language="en").json["reminders"]
        assert moved["times"][0].split()[1] == day
    [moved] = api.answer(maria, one["id"], "tomorrow").json["reminders"]  # on the page each press counts
    assert moved["at"] > f"2026-11-{day}" if day == "25" else moved["at"].startswith("2026-12-02")


def test_nobody_can_test_a_browser_that_has_no_reminder(api: Api, push_service: PushService, maria: Person) -> None:
    problem(api.post("test", {"subscription": maria.subscription}), 404, "unknown-subscription")
    assert push_service.posts == []


def test_a_renewed_subscription_keeps_its_reminders(
    app: Flask, api: Api, work: Work, clock: Clock, push_service: PushService, maria: Person
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    old = maria.subscription
    maria.endpoint = push_service.subscribe()
    maria.secret = b"0123456789abcdef"
    renewed = api.post("renew", {"old": old, "subscription": maria.subscription})
    assert len(renewed.json["reminders"]) == 1
    push_service.posts.clear()
    clock.set("2026-11-24T10:01", maria.zone)
    work()
    [post] = push_service.posts
    assert post.token == maria.endpoint.rpartition("/")[2]
    assert maria.reads(post.body)
    assert stored(app) == (1, 1, 0)


def test_a_renewal_needs_the_old_secret_and_may_come_twice(
    app: Flask, api: Api, push_service: PushService, maria: Person, mallory: Person
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    old = maria.subscription
    forged = {"endpoint": maria.endpoint, "keys": mallory.subscription["keys"]}
    problem(api.post("renew", {"old": forged, "subscription": mallory.subscription}), 403, "wrong-secret")
    maria.endpoint = push_service.subscribe()
    body = {"old": old, "subscription": maria.subscription}
    for _ in range(2):  # its first answer may be lost
        assert len(api.post("renew", body).json["reminders"]) == 1
    guessed = {**body, "subscription": {**maria.subscription, "keys": mallory.subscription["keys"]}}
    problem(api.post("renew", guessed), 403, "wrong-secret")
    mallory.endpoint = push_service.subscribe()
    problem(api.post("renew", {"old": old, "subscription": mallory.subscription}), 404, "unknown-subscription")
    assert len(api.list(maria).json["reminders"]) == 1
    assert stored(app) == (1, 1, 0)


def test_a_new_subscription_with_which_something_was_planned_takes_over_those_of_the_old_one(
    app: Flask, api: Api, work: Work, clock: Clock, push_service: PushService, maria: Person
) -> None:
    [early] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    api.put(maria.request("2026-11-30T10:00"))
    old = maria.subscription
    maria.endpoint = push_service.subscribe()
    maria.secret = b"0123456789abcdef"
    api.put(maria.request("2026-11-28T10:00"))
    clock.set("2026-11-24T10:00", maria.zone)
    services(app).outbox.plan_due(int(clock()), {"doctor": 3600})
    assert stored(app) == (2, 3, 1)
    renewed = api.post("renew", {"old": old, "subscription": maria.subscription})
    assert len(renewed.json["reminders"]) == 3
    assert stored(app) == (1, 3, 1), "what waits in the outbox waits on"
    push_service.posts.clear()
    work()
    [post] = push_service.posts
    assert post.token == maria.endpoint.rpartition("/")[2]
    assert maria.reads(post.body)["tag"] == early["id"]


def test_mallory_cannot_put_her_reminders_in_the_place_of_marias(
    app: Flask, api: Api, maria: Person, mallory: Person
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    api.put(mallory.request("2026-11-24T10:00"))
    stolen = {"endpoint": maria.endpoint, "keys": mallory.subscription["keys"]}
    problem(api.post("renew", {"old": mallory.subscription, "subscription": stolen}), 403, "wrong-secret")
    assert len(api.list(maria).json["reminders"]) == 1
    assert stored(app) == (2, 2, 0)


@pytest.mark.parametrize(
    "body", [{}, {"old": None}, {"old": {"endpoint": "x"}}, {"old": {"endpoint": "x", "keys": {}}}]
)
def test_a_renewal_without_an_old_subscription_is_refused(api: Api, maria: Person, body: dict[str, Any]) -> None:
    problem(api.post("renew", {**body, "subscription": maria.subscription}), 400, "not-json")


def test_two_phones_of_one_person_do_not_know_each_other(
    app: Flask, api: Api, work: Work, clock: Clock, push_service: PushService, maria: Person, john: Person
) -> None:
    [first] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    api.put(john.request("2026-11-24T09:00"))
    push_service.posts.clear()
    clock.set("2026-11-24T10:01", maria.zone)
    work()
    assert len(push_service.posts) == 2
    api.answer(maria, first["id"], "done")
    assert len(api.list(john).json["reminders"]) == 1


def test_a_reminder_that_is_changed_while_it_is_being_sent_comes_again_at_its_new_time(
    app: Flask, api: Api, work: Work, clock: Clock, push_service: PushService, maria: Person
) -> None:
    [one] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    push_service.posts.clear()
    clock.set("2026-11-24T10:00", maria.zone)
    box = services(app).outbox
    box.plan_due(int(clock()), {"doctor": 3600, "check": 3600, "after": 3600})
    [flying] = box.claim(int(clock()), 60, 10)
    api.put(maria.request("2026-11-25T12:00", reminder=one["id"]))
    box.settle(int(clock()), delivered=[flying])
    [moved] = api.list(maria).json["reminders"]
    assert (moved["due"], moved["sent"]) == (False, ""), "nobody is asked to answer what was just answered"
    clock.set("2026-11-25T12:00", maria.zone)
    assert work() == 1
    assert len(push_service.posts) == 1


def test_deleted_data_is_deleted_from_all_tables(app: Flask, api: Api, clock: Clock, maria: Person) -> None:
    [one] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    clock.set("2026-11-24T10:00", maria.zone)
    services(app).outbox.plan_due(int(clock()), {"doctor": 3600})
    assert stored(app) == (1, 1, 1)
    api.answer(maria, one["id"], "stop")
    with services(app).store.engine.begin() as connection:
        for table in (subscriptions, reminders, outbox):
            assert connection.execute(sa.select(table)).all() == []
