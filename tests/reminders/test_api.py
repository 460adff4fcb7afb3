"""The API of reminders. Bad input is answered by a problem that names the mistake, and nothing is stored."""

from __future__ import annotations

import hmac
import io
import json
from collections.abc import Collection
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pwa.languages import LANGUAGES
from pwa.reminders.tables import reminders
from pwa.reminders.transport import Transport
from pwa.services import services
from tests.conftest import Api, Clock, Work, both_databases
from tests.people import Person
from tests.push_service import PushService
from tests.reminders.answers import logged, problem, stored
from tests.servers import ORIGIN


def test_a_reminder_is_proved_by_a_first_push_and_then_stored(
    app: Flask, api: Api, push_service: PushService, maria: Person
) -> None:
    answer = api.put(maria.request("2026-11-24T10:00"), Accept_Language="es")
    assert answer.status_code == 201
    assert answer.json["first_note"] is True
    [shown] = answer.json["reminders"]
    assert "24" in shown["times"][0]
    [post] = push_service.posts
    note = maria.reads(post.body)
    assert note["lang"] == "es"
    assert note["tag"] == shown["id"]
    assert note["navigate"] == f"{ORIGIN}/es/reminders#{shown['id']}"
    assert stored(app) == (1, 1, 0)


def test_the_second_reminder_of_a_browser_sends_no_first_notification(
    app: Flask, api: Api, push_service: PushService, maria: Person
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    assert api.put(maria.request("2026-11-25T10:00")).json["first_note"] is False
    assert len(push_service.posts) == 1
    assert stored(app) == (1, 2, 0)


@pytest.mark.parametrize("kind", ["doctor", "massage"])
def test_a_request_that_is_sent_again_because_its_answer_was_lost_is_planned_once(
    api: Api, push_service: PushService, maria: Person, kind: str
) -> None:
    request = maria.request("2026-12-01T15:30", kind=kind)
    first, again = api.put(request), api.put(request)
    assert (again.status_code, again.json["reminders"]) == (201, first.json["reminders"])
    assert len(push_service.posts) == 1


@pytest.mark.parametrize("other", [{"kind": "check"}, {"zone": "Europe/Lisbon"}, {"repeat": "once"}])
def test_another_request_for_the_same_time_is_another_reminder(
    app: Flask, api: Api, maria: Person, other: dict[str, str]
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    assert len(api.put({**maria.request("2026-11-24T10:00"), **other}).json["reminders"]) == 2


def test_a_request_for_the_time_of_a_paused_reminder_is_planned(app: Flask, api: Api, maria: Person) -> None:
    [paused] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    api.answer(maria, paused["id"], "pause")
    assert len(api.put(maria.request("2026-11-24T10:00")).json["reminders"]) == 2


def test_a_phone_learns_what_it_needs_to_plan_again_what_is_lost_and_to_see_what_was_sent(
    api: Api, clock: Clock, work: Work, maria: Person
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    [new] = api.list(maria).json["reminders"]
    kept = ("kind", "at", "repeat", "at_night", "zone")
    assert [new[name] for name in kept] == ["doctor", "2026-11-24T10:00", "until-done", False, "Europe/Madrid"]
    assert (new["moves"], new["sent_at"]) == (0, None)
    clock.set("2026-11-24T10:00", maria.zone)
    work()
    [sent] = api.list(maria).json["reminders"]
    assert sent["sent_at"] == int(clock.now)
    api.answer(maria, sent["id"], "tomorrow")
    [moved] = api.list(maria).json["reminders"]
    assert (moved["moves"], moved["sent_at"]) == (1, None)


def test_a_browser_sees_its_reminders_in_the_language_of_the_page(api: Api, maria: Person) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    for language, day in (("en", "Tuesday"), ("es", "martes"), ("ar", "الثلاثاء")):
        [shown] = api.list(maria, Accept_Language=language).json["reminders"]
        assert day in shown["times"][0]


@pytest.mark.parametrize(
    ("change", "status", "name"),
    [
        ({"language": "xx"}, 422, "unknown-language"),
        ({"language": None}, 422, "unknown-language"),
        ({"language": ["es"]}, 422, "unknown-language"),
        ({"zone": "Mars/Olympus"}, 422, "unknown-time-zone"),
        ({"zone": {"a": 1}}, 422, "unknown-time-zone"),
        ({"at": "2026-11-22T13:00"}, 422, "time-in-the-past"),  # 13:00 in Madrid now
        ({"at": "2028-01-01T10:00"}, 422, "time-too-far"),
        ({"at": "tomorrow"}, 422, "bad-time"),
        ({"at": "2026-11-24T10:00:00+02:00"}, 422, "bad-time"),
        ({"at": "9999-12-31T23:59"}, 422, "time-too-far"),
        ({"at": None}, 422, "bad-time"),
        ({"kind": "spam"}, 422, "unknown-kind"),
        ({"kind": []}, 422, "unknown-kind"),
        ({"repeat": "every-minute"}, 400, "not-json"),
        ({"subscription": None}, 400, "not-json"),
        ({"subscription": {"endpoint": "x"}}, 400, "not-json"),
        ({"subscription": {"endpoint": 1, "keys": {"p256dh": 2, "auth": 3}}}, 400, "not-json"),
    ],
)
def test_a_bad_request_is_refused_and_nothing_is_stored(
    app: Flask, api: Api, push_service: PushService, maria: Person, change: dict[str, Any], status: int, name: str
) -> None:
    problem(api.put({**maria.request("2026-11-24T10:00"), **change}), status, name)
    assert stored(app) == (0, 0, 0)
    assert push_service.posts == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://evil.example/push",
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:444/x",
        "https://u@fcm.googleapis.com/x",
        "https://192.168.0.1/x",
        "https://[fe80::1]/x",
    ],
)
def test_an_endpoint_that_is_no_push_service_is_refused(app: Flask, api: Api, maria: Person, endpoint: str) -> None:
    maria.endpoint = endpoint
    problem(api.put(maria.request("2026-11-24T10:00")), 422, "unknown-push-service")
    assert stored(app) == (0, 0, 0)


@pytest.mark.parametrize(("name", "text"), [("p256dh", "AAAA"), ("auth", "AAAA"), ("auth", "A" * 200)])
def test_keys_of_the_wrong_length_are_refused(app: Flask, api: Api, maria: Person, name: str, text: str) -> None:
    request = maria.request("2026-11-24T10:00")
    request["subscription"]["keys"][name] = text
    problem(api.put(request), 422, "bad-keys")
    assert stored(app) == (0, 0, 0)


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"text"', b"\xff\xfe", b"[" * 4000])
def test_a_body_that_is_not_a_json_object_is_refused(app: Flask, body: bytes) -> None:
    answer = app.test_client().put("/api/reminders", data=body, content_type="application/json")
    problem(answer, 400, "not-json")
    assert stored(app) == (0, 0, 0)


@pytest.mark.parametrize(
    ("number", "status"),
    [
        ("9" * 3000, 422),
        ("1e400", 400),
        ("NaN", 400),
        ("-Infinity", 400),
        ('"\\u0000"', 422),
        ('"\\ud800"', 400),
        ("[" * 1500 + "]" * 1500, 400),
        ('{"a":' * 500 + "1" + "}" * 500, 422),
    ],
)
@pytest.mark.parametrize("field", ["kind", "zone", "at", "language", "more"])
def test_an_extreme_value_is_refused_or_ignored_but_is_never_a_server_error(
    app: Flask, maria: Person, field: str, number: Any, status: int
) -> None:
    body = json.dumps({**maria.request("2026-11-24T10:00"), field: "HERE"}).replace('"HERE"', number)
    answer = app.test_client().put("/api/reminders", data=body, content_type="application/json")
    assert answer.status_code == (201 if (field, status) == ("more", 422) else status), answer.text


@pytest.mark.parametrize("text", ["\ud800", "\u0000", "\n", "ñ"])
@pytest.mark.parametrize("field", ["endpoint", "auth"])
def test_a_subscription_with_a_character_that_no_browser_writes_is_refused(
    app: Flask, api: Api, maria: Person, field: str, text: str
) -> None:
    body = {"subscription": maria.subscription}
    place = body["subscription"] if field == "endpoint" else body["subscription"]["keys"]
    place[field] = text + place[field]
    problem(api.post("test", body), 400, "not-json")


def test_fields_that_only_newer_phones_know_are_ignored_everywhere(app: Flask, api: Api, maria: Person) -> None:
    request = maria.request("2026-11-24T10:00", tomorrow={"a": [1]})
    request["subscription"]["keys"]["p384dh"] = request["subscription"]["newer"] = None
    [reminder] = api.put(request).json["reminders"]
    body = {"subscription": request["subscription"], "reminder": reminder["id"], "answer": "done", "newer": 7}
    assert api.post("answer", body).json["reminders"] == []


def test_a_phone_that_sends_no_moves_and_no_expiration_is_answered_as_before(
    app: Flask, api: Api, maria: Person
) -> None:
    request = maria.request("2026-11-24T10:00")
    del request["subscription"]["expirationTime"]
    [reminder] = api.put(request).json["reminders"]
    body = {"subscription": request["subscription"], "reminder": reminder["id"], "answer": "tomorrow"}
    for _ in range(2):
        [moved] = api.post("answer", body).json["reminders"]
    assert moved["moves"] == 2


def test_moves_that_a_phone_writes_with_a_decimal_point_are_the_same_number(
    app: Flask, api: Api, maria: Person
) -> None:
    """`0` and `0.0` are the same number in JSON Schema, and some encoders write `0.0`. Schemathesis found this."""
    [reminder] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    body = {"subscription": maria.subscription, "reminder": reminder["id"], "answer": "tomorrow", "moves": 0.0}
    for _ in range(2):
        [moved] = api.post("answer", body).json["reminders"]
        assert moved["moves"] == 1


def test_the_secret_alone_authenticates_a_known_subscription(app: Flask, api: Api, maria: Person) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    known = {"endpoint": maria.endpoint, "keys": {"auth": maria.subscription["keys"]["auth"]}}
    assert len(api.post("test", {"subscription": known}).json["reminders"]) == 1


def test_a_reminder_around_a_massage_needs_no_repeat_and_every_other_kind_does(
    app: Flask, api: Api, maria: Person
) -> None:
    request = maria.request("2026-12-01T15:30")
    del request["repeat"]
    problem(api.put(request), 400, "not-json")
    problem(api.put({**request, "repeat": None}), 400, "not-json")
    assert api.put({**request, "kind": "massage"}).status_code == 201


def test_a_form_is_refused(app: Flask, maria: Person) -> None:
    body = json.dumps(maria.request("2026-11-24T10:00"))
    answer = app.test_client().put("/api/reminders", data=body, content_type="application/x-www-form-urlencoded")
    problem(answer, 400, "not-json")


def test_a_body_of_4_kb_is_taken_and_one_byte_more_is_refused(app: Flask, maria: Person) -> None:
    request = {**maria.request("2026-11-24T10:00"), "more": ""}
    room = 4096 - len(json.dumps(request))
    for more, status in ((room + 1, 413), (room, 201)):
        body = json.dumps({**request, "more": "x" * more})
        answer = app.test_client().put("/api/reminders", data=body, content_type="application/json")
        assert answer.status_code == status
        assert stored(app) == ((1, 1, 0) if status == 201 else (0, 0, 0))


def test_a_body_that_does_not_say_its_length_is_read_no_further(app: Flask) -> None:
    endless = io.BytesIO(b" " * 1_000_000)
    environment = {"wsgi.input": endless, "wsgi.input_terminated": True}
    client = app.test_client()
    answer = client.put("/api/reminders", content_type="application/json", environ_overrides=environment)
    problem(answer, 413, "too-large")
    assert endless.tell() <= 2 * 4096


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_a_write_from_another_site_is_refused(app: Flask, api: Api, maria: Person, headers: dict[str, str]) -> None:
    problem(api.put(maria.request("2026-11-24T10:00"), **headers), 403, "cross-site")
    assert stored(app) == (0, 0, 0)


def test_an_older_browser_is_judged_by_its_origin(app: Flask, maria: Person) -> None:
    client = app.test_client()
    request = maria.request("2026-11-24T10:00")
    for origin in ("https://evil.example", "http://evil-localhost"):
        problem(client.put("/api/reminders", json=request, headers={"Origin": origin}), 403, "cross-site")
    assert client.put("/api/reminders", json=request, headers={"Origin": "http://localhost"}).status_code == 201


@pytest.mark.parametrize("origin", ["null", "http://[", "http://[::1", "//"])
def test_an_origin_that_cannot_be_read_is_another_site(app: Flask, maria: Person, origin: str) -> None:
    answer = app.test_client().put("/api/reminders", json=maria.request("2026-11-24T10:00"), headers={"Origin": origin})
    problem(answer, 403, "cross-site")


def test_mallory_with_the_endpoint_but_a_wrong_secret_can_do_nothing(
    app: Flask, api: Api, maria: Person, mallory: Person
) -> None:
    [reminder] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    mallory.endpoint = maria.endpoint
    problem(api.list(mallory), 403, "wrong-secret")
    problem(api.put(mallory.request("2026-11-25T10:00")), 403, "wrong-secret")
    for answer in ("done", "stop", "tomorrow", "next-week"):
        problem(api.answer(mallory, reminder["id"], answer), 403, "wrong-secret")
    assert stored(app) == (1, 1, 0)
    assert len(api.list(maria).json["reminders"]) == 1


def test_how_long_a_refusal_takes_says_nothing_about_the_secret(
    api: Api, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    compared: list[tuple[bytes, bytes]] = []
    compare = hmac.compare_digest

    def noted(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return compare(one, other)

    monkeypatch.setattr("hmac.compare_digest", noted)
    api.list(maria)
    assert compared == [(maria.subscription["keys"]["auth"].encode(),) * 2]


def test_mallory_with_her_own_browser_cannot_touch_marias_reminder(
    app: Flask, api: Api, maria: Person, mallory: Person
) -> None:
    [reminder] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    api.put(mallory.request("2026-11-24T10:00"))
    problem(api.answer(mallory, reminder["id"], "tomorrow"), 404, "unknown-reminder")
    assert api.answer(mallory, reminder["id"], "stop").status_code == 200
    assert [one["id"] for one in api.list(maria).json["reminders"]] == [reminder["id"]]


def test_a_browser_without_reminders_is_unknown(api: Api, maria: Person) -> None:
    problem(api.list(maria), 404, "unknown-subscription")


@pytest.mark.parametrize("answer", ["done", "stop"])
def test_done_and_stop_delete_what_the_server_holds_and_may_be_pressed_twice(
    app: Flask, api: Api, maria: Person, answer: str
) -> None:
    [reminder] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    for _ in range(2):
        said = api.answer(maria, reminder["id"], answer)
        assert (said.status_code, said.json["reminders"]) == (200, [])
    assert stored(app) == (0, 0, 0)


def test_done_with_one_reminder_keeps_the_others(app: Flask, api: Api, maria: Person) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    [first, second] = api.put(maria.request("2026-11-25T10:00")).json["reminders"]
    left = api.answer(maria, first["id"], "done").json["reminders"]
    assert [one["id"] for one in left] == [second["id"]]
    assert stored(app) == (1, 1, 0)


def test_tomorrow_for_a_reminder_that_is_gone_says_so(app: Flask, api: Api, maria: Person) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    problem(api.answer(maria, "no-such-one0", "tomorrow"), 404, "unknown-reminder")


@pytest.mark.parametrize("answer", ["", "later", None, 7])
def test_an_answer_that_we_do_not_know_is_refused(api: Api, maria: Person, answer: int | str | None) -> None:
    [reminder] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    problem(api.answer(maria, reminder["id"], answer), 400, "not-json")


def test_ten_reminders_are_enough(app: Flask, api: Api, maria: Person) -> None:
    for day in range(10):
        assert api.put(maria.request(f"2026-12-{day + 1:02}T10:00")).status_code == 201
    problem(api.put(maria.request("2026-12-11T10:00")), 422, "too-many-reminders")
    assert stored(app) == (1, 10, 0)


def test_a_browser_that_the_push_service_does_not_know_any_more_is_not_stored(
    app: Flask, api: Api, push_service: PushService, maria: Person
) -> None:
    push_service.forget(maria.endpoint)
    problem(api.put(maria.request("2026-11-24T10:00")), 422, "subscription-gone")
    assert stored(app) == (0, 0, 0)


@pytest.mark.parametrize("status", [400, 401, 403, 413, 429, 500, 307])
def test_a_first_push_that_is_refused_plans_nothing(
    app: Flask, api: Api, push_service: PushService, maria: Person, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    push_service.answer = status
    problem(api.put(maria.request("2026-11-24T10:00")), 502, "push-service-refused")
    assert stored(app) == (0, 0, 0)
    assert f"answer {status}" in logged(caplog)
    for private in (maria.endpoint, maria.subscription["keys"]["auth"]):
        assert private not in logged(caplog)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_problem_speaks_the_language_of_the_page(api: Api, maria: Person, language: str) -> None:
    answer = api.put(maria.request("2020-01-01T10:00"), Accept_Language=language)
    assert answer.headers["Content-Language"] == language
    assert (answer.json["title"] == "This time has already passed, so nothing was changed.") == (language == "en")


def test_an_address_or_a_method_that_is_not_there_is_a_problem_too(app: Flask) -> None:
    client = app.test_client()
    problem(client.get("/api/nowhere"), 404, "not-found")
    refused = client.delete("/api/reminders")
    problem(refused, 405, "not-allowed")
    assert refused.headers["Allow"] == "GET, HEAD, OPTIONS, POST, PUT"
    assert "GET" in client.post("/en/").headers["Allow"]


def test_an_error_of_ours_is_reported_without_a_traceback(
    app: Flask, api: Api, maria: Person, caplog: pytest.LogCaptureFixture
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    with services(app).store.engine.begin() as connection:
        connection.execute(sa.update(reminders).values(local="secret detail"))  # no code of ours writes this
    answer = api.list(maria)
    problem(answer, 500, "our-fault")
    assert "secret" not in answer.text
    assert "secret detail" in caplog.text


# What a call costs ------------------------------------------------------------------------------


def test_pushes_that_people_wait_for_share_their_connections(
    api: Api, maria: Person, john: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transport for each push cost 7 ms of CPU time."""
    made: list[object] = []
    init = Transport.__init__

    def counted(self: Transport, trusted: Collection[str]) -> None:
        made.append(self)
        init(self, trusted)

    monkeypatch.setattr(Transport, "__init__", counted)
    for person in (maria, john):
        assert api.put(person.request("2026-11-24T10:00")).status_code == 201
    assert len(made) <= 1, "none, if a test before has made it"


@both_databases
def test_a_list_is_read_by_one_statement_and_an_answer_needs_few(app: Flask, api: Api, maria: Person) -> None:
    """Each statement costs the server and PostgreSQL a round trip. BEGIN and the limits of a transaction are one."""
    [reminder] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    said: list[str] = []

    def hear(*event: Any) -> None:
        said.append(event[2])

    sa.event.listen(services(app).store.engine, "before_cursor_execute", hear)
    assert api.list(maria).status_code == 200
    assert [statement.split()[0].rstrip(";") for statement in said] == ["BEGIN", "SELECT"]
    said.clear()
    assert api.answer(maria, reminder["id"], "tomorrow").status_code == 200
    assert len(said) == 6, said
    said.clear()
    assert api.answer(maria, reminder["id"], "done").status_code == 200
    assert len(said) == 7, said
