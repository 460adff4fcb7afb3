"""A subscription is proved by a push before it is stored. Covers second requests, renewals and what the phone shows."""

from __future__ import annotations

import base64
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from pwa.reminders.models import Subscription, derived_id, new_id
from pwa.reminders.schedule import Plan
from pwa.reminders.store import WrongSecretError
from pwa.reminders.tables import reminders, subscriptions
from pwa.services import services
from tests.conftest import Api, both_databases
from tests.pages import PageClient
from tests.people import Person
from tests.push_service import PushService
from tests.reminders.answers import moved, problem, stored
from tests.reminders.transactions import christmas, not_yet_committed
from tests.servers import ORIGIN


def as_stored(app: Flask, person: Person) -> Subscription:
    keys = person.subscription["keys"]
    public = services(app).keys.public
    return Subscription(person.endpoint, keys["p256dh"], keys["auth"], public, person.language)


# The first request ------------------------------------------------------------------------------


@both_databases
def test_the_second_of_two_first_requests_with_different_secrets_is_refused_and_changes_no_key(
    app: Flask, api: Api, maria: Person, mallory: Person
) -> None:
    """Both are proved by a push before either is stored."""
    mallory.endpoint = maria.endpoint
    store = services(app).store
    with not_yet_committed(app, store.add, as_stored(app, maria), christmas(maria)):
        problem(api.put(mallory.request("2026-11-24T10:00")), 403, "wrong-secret")
    assert store.find(maria.endpoint) == as_stored(app, maria)
    assert len(api.list(maria).json["reminders"]) == 1
    assert stored(app) == (1, 1, 0)


@both_databases
def test_the_endpoint_alone_is_not_enough_to_change_its_keys(
    app: Flask, api: Api, maria: Person, mallory: Person
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    mallory.endpoint = maria.endpoint
    store, hers = services(app).store, as_stored(app, mallory)
    for forged in (hers, replace(as_stored(app, maria), auth=hers.auth)):
        with pytest.raises(WrongSecretError):
            store.add(forged, christmas(mallory))
        with pytest.raises(WrongSecretError):
            store.renew(mallory.endpoint, forged)
    store.add(replace(as_stored(app, maria), p256dh=hers.p256dh, language="ar"), christmas(maria))
    assert store.find(maria.endpoint) == replace(as_stored(app, maria), language="ar")


@both_databases
@pytest.mark.parametrize("kind", ["doctor", "massage"])
def test_first_requests_that_come_at_once_show_one_notification_that_leads_to_a_reminder(
    app: Flask, api: Api, push_service: PushService, maria: Person, kind: str
) -> None:
    request = maria.request("2026-12-01T15:30", kind=kind)
    push_service.together = 4  # as many as go to one push service at once
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: Api(app).put(request), range(6)))
    assert {answer.status_code for answer in answers} == {201}
    reminders = api.list(maria).json["reminders"]
    assert len(reminders) == (3 if kind == "massage" else 1)
    assert len(push_service.posts) >= 4
    [topic] = {post.headers["Topic"] for post in push_service.posts}
    assert len(base64.urlsafe_b64decode(topic)) * 4 == len(topic) * 3, "whole base64, as Apple wants it"
    for post in push_service.posts:
        note = maria.reads(post.body)
        assert note["tag"] == topic == reminders[0]["id"]
        assert note["navigate"] == f"{ORIGIN}/es/reminders#{topic}"


def test_a_first_request_that_comes_again_after_its_reminder_was_moved_changes_nothing(
    app: Flask, api: Api, push_service: PushService, maria: Person
) -> None:
    request = maria.request("2026-11-24T10:00")
    [one] = api.put(request).json["reminders"]
    api.answer(maria, one["id"], "tomorrow")
    plan = {one["id"]: ("doctor", Plan(datetime(2026, 11, 24, 10), maria.zone, "until-done"))}
    services(app).store.add(as_stored(app, maria), plan)
    [moved] = api.list(maria).json["reminders"]
    assert moved["at"] == "2026-11-25T10:00"


def test_a_first_request_from_a_subscription_that_was_renewed_before_is_another_reminder(
    app: Flask, api: Api, push_service: PushService, maria: Person
) -> None:
    request = maria.request("2026-11-24T10:00")
    api.put(request)
    api.post("renew", moved(push_service, maria))
    assert api.put(request).status_code == 201
    assert stored(app) == (2, 2, 0)


def test_the_topic_of_a_first_notification_is_that_of_its_browser_and_request(
    api: Api, push_service: PushService, maria: Person, john: Person
) -> None:
    for request in (
        maria.request("2026-11-24T10:00"),
        maria.request("2026-11-24T10:00", kind="check"),
        maria.request("2026-11-24T11:00"),
        maria.request("2026-11-25T10:00"),
        maria.request("2026-11-24T10:00", zone="Europe/Lisbon"),
        john.request("2026-11-24T10:00", zone=maria.zone),
        maria.request("2026-11-24T10:00"),
    ):
        [one] = api.put(request).json["reminders"]
        body = {"subscription": request["subscription"], "reminder": one["id"], "answer": "stop"}
        assert api.post("answer", body).json["reminders"] == []
    topics = [post.headers["Topic"] for post in push_service.posts]
    assert topics[0] == topics[-1]
    assert len(set(topics)) == 6


def test_the_push_service_cannot_find_the_request_of_a_topic_by_trying_all(app: Flask, maria: Person) -> None:
    """The push service knows the endpoint but not the secret."""
    one = as_stored(app, maria)
    assert derived_id(one, "doctor") == derived_id(one, "doctor") != derived_id(replace(one, auth="other"), "doctor")


def test_an_identifier_is_a_topic_of_twelve_characters_and_stays_the_same_in_the_next_release(
    app: Flask, maria: Person
) -> None:
    """A browser that repeats its first request after an update must find the reminder that it made before."""
    one = replace(as_stored(app, maria), endpoint="https://push.clinic.org/maria", auth="c2VjcmV0")
    assert derived_id(one, "doctor", "2026-11-24T10:00", "Asia/Kolkata") == "ms93Jwoki8kG"
    assert len({new_id() for _ in range(99)}) == 99
    assert len(new_id()) == len(derived_id(one, "doctor")) == 12


# The renewal ------------------------------------------------------------------------------------


def test_a_renewed_endpoint_is_proved_by_a_push_that_alarms_nobody(
    api: Api, pages: PageClient, push_service: PushService, maria: Person
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    push_service.posts.clear()
    body = moved(push_service, maria)
    assert api.post("renew", body).status_code == 200
    [post] = push_service.posts
    assert post.token == maria.endpoint.rpartition("/")[2]
    assert (post.headers["Urgency"], post.headers["TTL"]) == ("low", "0")
    assert re.fullmatch(r"[A-Za-z0-9_-]{12}", post.headers["Topic"])
    note = maria.reads(post.body)
    assert (note["lang"], note["silent"], note["tag"]) == ("es", True, post.headers["Topic"])
    assert "actions" not in note
    page, _, anchor = note["navigate"].partition("#")
    assert pages.get(page.removeprefix(ORIGIN)).one("section", id=anchor)
    api.post("renew", body)
    assert len(push_service.posts) == 1, "a renewal that is sent again needs no second proof"


@pytest.mark.parametrize(
    ("answer", "status", "name"),
    [(410, 422, "subscription-gone"), (503, 502, "renewal-refused"), (403, 502, "renewal-refused")],
)
def test_a_renewal_onto_an_endpoint_that_the_push_service_does_not_accept_changes_nothing(
    app: Flask, api: Api, push_service: PushService, maria: Person, answer: int, status: int, name: str
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    before = as_stored(app, maria)
    body = moved(push_service, maria)
    push_service.answer = answer
    problem(api.post("renew", body), status, name)
    assert services(app).store.find(before.endpoint) == before
    assert stored(app) == (1, 1, 0)
    push_service.answer = None
    assert len(api.post("renew", body).json["reminders"]) == 1


@both_databases
def test_a_renewal_onto_an_endpoint_that_somebody_just_stored_with_another_secret_is_refused(
    app: Flask, api: Api, push_service: PushService, maria: Person, mallory: Person
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    body = moved(push_service, maria)
    mallory.endpoint = maria.endpoint
    store = services(app).store
    with not_yet_committed(app, store.add, as_stored(app, mallory), christmas(mallory)):
        problem(api.post("renew", body), 403, "wrong-secret")
    assert store.find(maria.endpoint) == as_stored(app, mallory)
    assert stored(app) == (2, 2, 0)


@both_databases
def test_a_renewal_that_comes_while_its_new_endpoint_is_being_stored_is_a_merge(
    app: Flask, api: Api, push_service: PushService, maria: Person
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    body = moved(push_service, maria)
    store = services(app).store
    with not_yet_committed(app, store.add, as_stored(app, maria), christmas(maria)):
        assert len(api.post("renew", body).json["reminders"]) == 2
    assert stored(app) == (1, 2, 0)


@both_databases
def test_a_reminder_that_was_planned_again_is_there_once_after_the_renewal(
    app: Flask, api: Api, push_service: PushService, maria: Person
) -> None:
    requests = [maria.request(f"2026-11-{day}T10:00") for day in (24, 25)]
    for request in requests:
        api.put(request)
    body = moved(push_service, maria)
    api.put({**requests[0], "subscription": maria.subscription})
    shown = api.post("renew", body).json["reminders"]
    assert [one["at"] for one in shown] == ["2026-11-24T10:00", "2026-11-25T10:00"]
    assert stored(app) == (1, 2, 0)


def test_a_renewal_leaves_the_newer_language_of_a_subscription_that_has_reminders_already(
    app: Flask, api: Api, push_service: PushService, maria: Person
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    body = moved(push_service, maria)
    api.put(maria.request("2026-11-25T10:00", language="ar"))
    assert api.post("renew", body).status_code == 200
    assert services(app).store.find(maria.endpoint) == replace(as_stored(app, maria), language="ar")


def test_a_paused_reminder_is_not_the_same_as_one_that_was_planned_again(
    app: Flask, api: Api, push_service: PushService, maria: Person
) -> None:
    request = maria.request("2026-11-24T10:00")
    [one] = api.put(request).json["reminders"]
    api.answer(maria, one["id"], "pause")
    body = moved(push_service, maria)
    api.put({**request, "subscription": maria.subscription})
    assert {shown["state"] for shown in api.post("renew", body).json["reminders"]} == {"paused", "planned"}


def test_a_reminder_that_is_paused_on_the_new_subscription_takes_the_place_of_no_planned_one(
    api: Api, push_service: PushService, maria: Person
) -> None:
    request = maria.request("2026-11-24T10:00")
    api.put(request)
    body = moved(push_service, maria)
    [one] = api.put({**request, "subscription": maria.subscription}).json["reminders"]
    api.answer(maria, one["id"], "pause")
    assert {shown["state"] for shown in api.post("renew", body).json["reminders"]} == {"paused", "planned"}


@both_databases
def test_a_renewal_after_which_there_would_be_more_than_ten_is_refused_and_loses_no_reminder(
    app: Flask, api: Api, push_service: PushService, maria: Person
) -> None:
    for day in range(6):
        api.put(maria.request(f"2026-12-{day + 1:02}T10:00"))
    before = replace(maria)
    body = moved(push_service, maria)
    planned = [api.put(maria.request(f"2026-12-{day + 11}T10:00")).json["reminders"] for day in range(5)][-1]
    problem(api.post("renew", body), 422, "too-many-reminders")
    assert stored(app) == (2, 11, 0)
    assert len(api.list(maria).json["reminders"]) == 5
    assert len(api.list(before).json["reminders"]) == 6, "the page can still list what came before"
    api.answer(maria, planned[0]["id"], "stop")
    assert len(api.post("renew", body).json["reminders"]) == 10
    assert stored(app) == (1, 10, 0)


def test_a_reminder_that_was_planned_again_counts_once_among_the_ten(
    api: Api, push_service: PushService, maria: Person
) -> None:
    requests = [maria.request(f"2026-12-{day + 1:02}T10:00") for day in range(10)]
    for request in requests:
        api.put(request)
    body = moved(push_service, maria)
    api.put({**requests[0], "subscription": maria.subscription})
    assert len(api.post("renew", body).json["reminders"]) == 10


def test_a_renewal_to_the_same_subscription_changes_nothing(app: Flask, api: Api, maria: Person) -> None:
    [planned] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    [same] = api.post("renew", {"old": maria.subscription, "subscription": maria.subscription}).json["reminders"]
    assert (same["id"], same["moves"]) == (planned["id"], 0)
    assert stored(app) == (1, 1, 0)


@both_databases
def test_more_than_ten_reminders_of_an_older_release_are_renewed_as_they_are(
    app: Flask, api: Api, push_service: PushService, maria: Person
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    with services(app).store.engine.begin() as connection:
        [one] = connection.execute(sa.select(reminders)).mappings().all()
        connection.execute(sa.insert(reminders), [{**one, "id": new_id()} for _ in range(14)])
    assert len(api.post("renew", moved(push_service, maria)).json["reminders"]) == 15
    problem(api.put(maria.request("2026-11-25T10:00")), 422, "too-many-reminders")


@both_databases
def test_a_reminder_that_is_planned_while_its_subscription_is_renewed_moves_with_the_others(
    app: Flask, api: Api, push_service: PushService, maria: Person
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    store, old = services(app).store, as_stored(app, maria)
    body = moved(push_service, maria)
    with not_yet_committed(app, store.add, old, christmas(maria)):
        shown = api.post("renew", body).json["reminders"]
    assert [one["at"] for one in shown] == ["2026-11-24T10:00", "2026-12-24T10:00"]
    assert stored(app) == (1, 2, 0)


@both_databases
def test_one_of_two_renewals_of_a_subscription_gets_its_reminders_and_the_other_leaves_nothing(
    app: Flask, api: Api, push_service: PushService, maria: Person
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    old = maria.endpoint
    moved(push_service, maria)
    first = as_stored(app, maria)
    second = replace(first, endpoint=push_service.subscribe())
    store = services(app).store
    with not_yet_committed(app, store.renew, old, first):
        store.renew(old, second)
    assert stored(app) == (1, 1, 0)
    with store.engine.begin() as connection:
        assert connection.execute(sa.select(subscriptions.c.endpoint)).scalars().all() == [first.endpoint]
