"""Limits for strangers: thousands of connections, bodies that never end, one subscription after the other.

`make soak` sends four times as many (`--flood`).
"""

from __future__ import annotations

import json
import resource
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from pwa import create_app, documents, limits, problems
from pwa.services import services
from pwa.settings import Settings
from tests import people
from tests.conftest import Api, Clock, prepared, with_browser
from tests.metrics import metrics
from tests.pages import PageClient
from tests.people import Person
from tests.push_service import PushService
from tests.reminders.answers import logged, problem, stored
from tests.servers import ORIGIN, PATIENCE, ServerProcess

A_SLOW_HEAD = b"GET /en/ HTTP/1.1\r\nHost: x\r\nX-A: "
HALF_A_BODY = (
    b"POST /api/reminders HTTP/1.1\r\nHost: x\r\nAccept-Language: es\r\n"
    b'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"subscription":'
)

SOMEBODY = {"subscription": {"endpoint": "https://push.example/1", "keys": {"auth": "x"}}}


# A server in a process of its own ---------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """One server for all tests that leave it unchanged."""
    with ServerProcess(tmp_path_factory.mktemp("attacked"), command="web") as server:
        yield server


@pytest.fixture
def flood(request: pytest.FixtureRequest) -> int:
    """Connections of one hostile kind."""
    return int(request.config.getoption("--flood"))


@contextmanager
def held(port: int, count: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """Open this many connections that send these bytes and then nothing more."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", port), PATIENCE)) for _ in range(count)]
        for client in clients:
            client.sendall(sent)
        yield clients


def asked(port: int, method: str, path: str, body: object = None) -> tuple[int, str]:
    """Return status and text of the answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def rest_of(client: socket.socket) -> bytes:
    """Return all bytes until the server closes the connection."""
    return b"".join(iter(lambda: client.recv(1 << 16), b""))


def threads_of(server: ServerProcess) -> int:
    """Count the threads of all its processes. Linux only."""
    found = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        found += int(fields[17]) if int(fields[2]) == server.process.pid else 0
    return found


def test_thousands_of_connections_that_say_nothing_or_never_end_their_headers_hold_up_no_page(
    server: ServerProcess, flood: int
) -> None:
    with held(server.port, flood, b"") as idle, held(server.port, flood, A_SLOW_HEAD) as slow:
        status, page = asked(server.port, "GET", "/en/emergency")
        assert (status, "112" in page) == (200, True)
        # They do not keep their places: the server closes a connection that has not sent its headers within five
        # seconds.
        assert [rest_of(client) for client in (idle[0], slow[0])] == [b"", b""]


def test_bodies_that_never_end_are_refused_and_hold_up_neither_pages_nor_others(
    server: ServerProcess, flood: int
) -> None:
    before = threads_of(server)
    with held(server.port, flood // 10, HALF_A_BODY) as clients:
        for _ in range(3):
            assert asked(server.port, "GET", "/en/emergency")[0] == 200
            assert asked(server.port, "GET", "/api/push-key")[0] == 200
            assert "unknown-subscription" in asked(server.port, "POST", "/api/reminders", SOMEBODY)[1]
        assert threads_of(server) < before + 20, "they hold no threads"
        for client in clients:
            head, _, body = rest_of(client).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 408 ")
            told = json.loads(body)
            assert told["type"] == "urn:ask-first:took-too-long"
            assert told["title"].startswith("Su teléfono"), "in the language of the reader"


def test_a_request_with_an_incomplete_body_is_not_carried_out(server: ServerProcess) -> None:
    whole = json.dumps(SOMEBODY).encode()
    head = (
        f"POST /api/reminders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(whole) + 9}"
    )
    with held(server.port, 1, head.encode() + b"\r\n\r\n" + whole) as [client]:
        client.shutdown(socket.SHUT_WR)
        assert b"unknown-subscription" not in rest_of(client)


def test_headers_that_are_too_long_are_refused_at_once(server: ServerProcess) -> None:
    with held(server.port, 1, A_SLOW_HEAD + b"x" * 100_000 + b"\r\n\r\n") as [client]:
        assert client.recv(100).startswith(b"HTTP/1.1 431 ")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def test_clients_that_keep_connections_open_do_not_keep_the_server_from_stopping(tmp_path: Path) -> None:
    """One sends half a body; the other asks for much, and reads none of it."""
    much = b"GET /en/check HTTP/1.1\r\nHost: x\r\n\r\n" * 400
    with (
        ServerProcess(tmp_path, command="web") as server,
        held(server.port, 1, HALF_A_BODY),
        held(server.port, 1, much),
    ):
        assert server.is_up()
        server.process.send_signal(signal.SIGTERM)
        server.process.communicate(timeout=PATIENCE)
        assert is_free(server.port)


def test_a_server_whose_parent_was_killed_ends_and_frees_the_port(tmp_path: Path) -> None:
    with ServerProcess(tmp_path, command="web") as server:
        server.process.kill()
        server.process.communicate(timeout=PATIENCE)  # until the last process that could write has ended
        assert is_free(server.port)


# The app in this process ------------------------------------------------------------------------


@pytest.fixture
def newcomer(push_service: PushService) -> Callable[[], Person]:
    """A function that returns another person with a browser of their own."""
    return lambda: with_browser(people.maria(), push_service)


@pytest.fixture
def app_with(tmp_path: Path, push_service: PushService, clock: Clock) -> Iterator[Callable[..., Api]]:
    """The API of an app with other settings."""
    made: list[Flask] = []

    def make(**settings: Any) -> Api:
        origins: dict[str, Any] = {"push_origins": (push_service.origin,), "base_url": ORIGIN}
        made.append(create_app(prepared(Settings(data_dir=tmp_path, **origins, **settings)), now=clock))
        return Api(made[-1])

    yield make
    for app in made:
        services(app).store.engine.dispose()


@pytest.fixture
def three_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PER_NETWORK", "3 per hour")


def test_more_from_one_network_in_an_hour_must_wait_and_nothing_is_sent_for_them(
    app: Flask, api: Api, push_service: PushService, newcomer: Callable[[], Person], three_an_hour: None
) -> None:
    before = [newcomer() for _ in range(3)]
    for person in before:
        assert api.put(person.request("2026-11-24T10:00")).status_code == 201
    push_service.posts.clear()
    refused = api.put(newcomer().request("2026-11-24T10:00"))
    problem(refused, 429, "too-many-from-network")
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert (stored(app), push_service.posts) == ((3, 3, 0), [])
    assert metrics_of(app, "ask_first_refused_subscriptions_total", reason="network") > 0

    [one] = api.list(before[0]).json["reminders"]
    assert api.put(before[0].request("2026-11-25T10:00")).status_code == 201, "who is known goes on"
    assert api.answer(before[0], one["id"], "tomorrow").status_code == 200
    for person in before:
        for reminder in api.list(person).json["reminders"]:
            assert api.answer(person, reminder["id"], "done").status_code == 200
    assert stored(app) == (0, 0, 0)


@pytest.mark.parametrize("path", ["test", "renew"])
def test_tests_and_renewals_of_one_network_are_counted_too(
    app: Flask, api: Api, maria: Person, three_an_hour: None, path: str
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    body = {"subscription": maria.subscription, "old": maria.subscription}
    for _ in range(3):
        assert api.post(path, body).status_code in {200, 429}
    refused = api.post(path, body)
    problem(refused, 429, "too-many-requests")
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    [one] = api.list(maria).json["reminders"]
    assert api.answer(maria, one["id"], "stop").status_code == 200


def status_from(api: Api, person: Person, address: str, forwarded: str | None = None) -> int:
    """Return the status that a person at this address gets for planning a reminder."""
    headers = {"Sec-Fetch-Site": "same-origin"} | ({"X-Forwarded-For": forwarded} if forwarded else {})
    client = api.app.test_client()
    environ = {"REMOTE_ADDR": address}
    body = person.request("2026-11-24T10:00")
    return int(client.put("/api/reminders", json=body, headers=headers, environ_overrides=environ).status_code)


@pytest.mark.parametrize(
    ("neighbours", "stranger"),
    [
        (("203.0.113.5", "203.0.113.250", "::ffff:203.0.113.9"), "203.0.114.5"),
        (("2001:db8:0:aa00::1", "2001:db8:0:aaff::2", "2001:db8:0:aa12:3456::"), "2001:db8:0:ab00::1"),
    ],
)
def test_a_network_is_what_a_provider_gives_to_one_customer(
    api: Api, newcomer: Callable[[], Person], three_an_hour: None, neighbours: tuple[str, ...], stranger: str
) -> None:
    assert [status_from(api, newcomer(), address) for address in neighbours] == [201, 201, 201]
    assert status_from(api, newcomer(), neighbours[0]) == 429
    assert status_from(api, newcomer(), stranger) == 201


def test_a_client_cannot_choose_its_network_by_a_header(
    app: Flask, api: Api, newcomer: Callable[[], Person], three_an_hour: None, caplog: pytest.LogCaptureFixture
) -> None:
    forged = [status_from(api, newcomer(), "203.0.113.5", f"198.51.{i}.1") for i in range(4)]
    assert forged == [201, 201, 201, 429]


def test_behind_our_proxies_only_their_entries_are_trusted(
    app_with: Callable[..., Api], newcomer: Callable[[], Person], three_an_hour: None
) -> None:
    api = app_with(trusted_proxies=1)
    real = [status_from(api, newcomer(), "127.0.0.1", f"198.51.{i}.1") for i in range(4)]
    assert real == [201, 201, 201, 201]
    forged = [status_from(api, newcomer(), "127.0.0.1", f"198.51.{100 + i}.1, 203.0.113.5") for i in range(4)]
    assert forged == [201, 201, 201, 429]


def test_an_unknown_proxy_is_reported_to_the_operator_once(
    app: Flask, api: Api, newcomer: Callable[[], Person], caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        status_from(api, newcomer(), "127.0.0.1", "198.51.100.7")
    assert caplog.text.count("PWA_TRUSTED_PROXIES is 0") == 1


def test_a_network_that_asks_without_end_must_wait_before_flask_is_asked(
    app_with: Callable[..., Api], monkeypatch: pytest.MonkeyPatch, maria: Person
) -> None:
    monkeypatch.setattr(limits, "ALL_PER_NETWORK", "5 per minute")
    api = app_with()
    assert [api.list(maria).status_code for _ in range(5)] == [404] * 5
    refused = api.list(maria, Accept_Language="ar")
    told = problem(refused, 429, "too-many-requests")
    assert told["title"] not in str(problems.BUSY.title.english)
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["Content-Language"] == "ar"
    assert "default-src 'none'" in refused.headers["Content-Security-Policy"]
    assert api.app.test_client().get("/en/check").status_code == 200, "reading is never counted"


def test_no_address_is_kept_or_logged(
    app: Flask, api: Api, newcomer: Callable[[], Person], three_an_hour: None, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(4):
        status_from(api, newcomer(), "203.0.113.5")
    kept = str(vars(limits.limiter.storage))
    assert "reminders.plan_reminder" in kept, "something is counted"
    assert "203.0.113" not in kept + logged(caplog)


def test_when_there_are_as_many_as_there_may_be_the_next_is_asked_to_use_a_calendar(
    app_with: Callable[..., Api], push_service: PushService, newcomer: Callable[[], Person]
) -> None:
    api = app_with(max_subscriptions=2)
    known = [newcomer() for _ in range(2)]
    for person in known:
        assert api.put(person.request("2026-11-24T10:00")).status_code == 201
    push_service.posts.clear()
    refused = api.put(newcomer().request("2026-11-24T10:00"))
    told = problem(refused, 503, "no-room")
    assert "calendar" in told["detail"]
    assert refused.headers["Retry-After"] == "86400"
    assert (stored(api.app), push_service.posts) == ((2, 2, 0), [])
    assert metrics(api.app)["ask_first_subscriptions_limit"] == 2
    assert metrics_of(api.app, "ask_first_refused_subscriptions_total", reason="full") > 0

    assert api.put(known[0].request("2026-11-25T10:00")).status_code == 201, "who is there already may plan more"
    [one] = api.list(known[1]).json["reminders"]
    assert api.answer(known[1], one["id"], "done").status_code == 200
    again = app_with(max_subscriptions=2)  # it counts anew, as every process does now and then
    assert again.put(newcomer().request("2026-11-24T10:00")).status_code == 201, "one has gone"


def test_when_little_of_the_disk_is_free_nothing_new_is_planned_and_all_else_goes_on(
    app_with: Callable[..., Api], push_service: PushService, newcomer: Callable[[], Person], maria: Person
) -> None:
    api = app_with()
    [one] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    push_service.posts.clear()
    low = app_with(min_free_disk=999_999_999)
    problem(low.put(newcomer().request("2026-11-24T10:00")), 503, "no-room")
    problem(low.put(maria.request("2026-11-25T10:00")), 503, "no-room")
    assert push_service.posts == []
    assert metrics_of(low.app, "ask_first_refused_subscriptions_total", reason="disk") > 0
    assert low.put(maria.request("2026-11-26T10:00", reminder=one["id"])).status_code == 200, "it may be changed"
    assert low.answer(maria, one["id"], "tomorrow").status_code == 200
    assert low.answer(maria, one["id"], "done").status_code == 200
    assert stored(low.app) == (0, 0, 0)


def metrics_of(app: Flask, name: str, **labels: str) -> float:
    wanted = ",".join(f'{label}="{text}"' for label, text in labels.items())
    lines = app.test_client().get("/metrics").text.splitlines()
    return next(float(line.split()[-1]) for line in lines if line.startswith(f"{name}{{{wanted}}}"))


@pytest.mark.parametrize("header", ["Accept-Encoding", "Accept-Language", "If-None-Match"])
def test_only_the_beginning_of_a_long_header_is_read_and_kept(
    pages: PageClient, header: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def noting(parse: Callable[..., object]) -> Callable[..., object]:
        def noted(text: str, *more: object) -> object:
            read.append(text)
            return parse(text, *more)

        return noted

    for module, parser in ((documents, "parse_accept_header"), (documents, "parse_etags")):
        monkeypatch.setattr(module, parser, noting(getattr(module, parser)))
    text = "br, es, " + "x" * 200 + ", " + "a-b;q=0.5," * 3000
    answer = pages.client.get("/" if header == "Accept-Language" else "/en/", headers={header: text})
    assert all(len(one) <= documents.LONGEST_HEADER for one in read)
    if header == "Accept-Encoding":
        assert answer.headers["Content-Encoding"] == "br"
    if header == "Accept-Language":
        assert answer.headers["Location"] == "/es/"
