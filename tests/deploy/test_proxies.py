"""Debian's nginx and Caddy, with the files of `deploy/`, in front of a real `pwa run`."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pycurl
import pytest

from pwa.cli import HEADERS
from tests import people
from tests.deploy.proxies import DEPLOY, Answer, Client, Proxy, caddy, nginx
from tests.push_service import PushService
from tests.servers import ServerProcess, free_port

pytestmark = pytest.mark.deploy

Start = Callable[[Path, int], AbstractContextManager[Proxy]]

# Added by the connection or by the proxy; not a part of what Ask First says.
OF_THE_CONNECTION = {"alt-svc", "connection", "date", "keep-alive", "server", "via"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, push: PushService) -> Iterator[ServerProcess]:
    settings = {"PWA_TRUSTED_PROXIES": "1", "PWA_BASE_URL": "https://localhost", "PWA_PUSH_ORIGINS": push.origin}
    with ServerProcess(tmp_path_factory.mktemp("app"), settings=settings) as server:
        yield server


@pytest.fixture(scope="module", params=[nginx, caddy], ids=["nginx", "Caddy"])
def proxy(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, app: ServerProcess
) -> Iterator[Proxy]:
    with request.param(tmp_path_factory.mktemp("proxy"), app.port) as running:
        yield running


@pytest.fixture(scope="module")
def client(proxy: Proxy) -> Client:
    return proxy.client()


@pytest.fixture(scope="module")
def direct(app: ServerProcess) -> Client:
    """A client that asks Ask First itself."""
    return Client(f"http://127.0.0.1:{app.port}")


def said(answer: Answer) -> list[tuple[str, str]]:
    return sorted(header for header in answer.headers if header[0] not in {*OF_THE_CONNECTION, "x-request-id"})


def test_browsers_get_http2_and_are_sent_from_http_to_https(proxy: Proxy, client: Client) -> None:
    assert client.ask("/en/").version == pycurl.CURL_HTTP_VERSION_2_0
    answer = Client(f"http://localhost:{proxy.plain_port}").ask("/en/check?a=b")
    assert answer.status == 308
    assert re.fullmatch(r"https://localhost(:\d+)?/en/check\?a=b", answer.header("location") or "")


@pytest.mark.parametrize("coding", ["br", "gzip", ""])
@pytest.mark.parametrize("path", ["/en/check", "/ar/pages.json", "/sw.js", "/en/nowhere", "/api/push-key"])
def test_answers_and_their_headers_are_passed_on_unchanged(
    client: Client, direct: Client, path: str, coding: str
) -> None:
    through, plain = (asked.ask(path, Accept_Encoding=coding) for asked in (client, direct))
    assert (through.status, through.body) == (plain.status, plain.body)
    assert said(through) == said(plain)
    assert through.header("content-encoding") == (None if path.startswith("/api/") else coding or None)
    assert through.header("strict-transport-security") == "max-age=63072000"
    assert (through.header("server") or "").lower() in {"", "nginx", "caddy"}


def test_a_page_that_the_browser_has_is_not_sent_again(client: Client) -> None:
    etag = client.ask("/en/check", Accept_Encoding="br").header("etag")
    again = client.ask("/en/check", Accept_Encoding="br", If_None_Match=etag or "")
    assert (again.status, again.body) == (304, b"")


def test_static_files_may_be_kept_for_ever(client: Client) -> None:
    [sheet, *_] = re.findall(r'href="(/static/[^"]+\.css)"', client.ask("/en/").body.decode())
    answer = client.ask(sheet, Accept_Encoding="br")
    assert answer.header("cache-control") == "public, max-age=31536000, immutable"
    assert answer.header("content-encoding") == "br"


def test_a_reminder_is_planned_and_ended_through_the_proxy(
    proxy: Proxy, client: Client, push_service: PushService
) -> None:
    john = people.john()
    john.endpoint = push_service.subscribe()
    headers = {"Content_Type": "application/json", "Origin": f"https://localhost:{proxy.port}"}
    body = json.dumps(john.request(f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%dT09:00}")).encode()
    planned = client.ask("/api/reminders", "PUT", body, **headers)
    assert planned.status == 201, planned.body
    assert len(push_service.posts) == 1
    [reminder] = json.loads(planned.body)["reminders"]
    answer = {"subscription": john.subscription, "reminder": reminder["id"], "answer": "done"}
    ended = client.ask("/api/reminders/answer", "POST", json.dumps(answer).encode(), **headers)
    assert (ended.status, json.loads(ended.body)["reminders"]) == (200, [])
    headers["Origin"] = "https://elsewhere.example"
    assert client.ask("/api/reminders", "PUT", body, **headers).status == 403


def test_the_limits_count_the_address_of_the_client_and_not_the_one_that_it_claims(
    proxy: Proxy, request: pytest.FixtureRequest
) -> None:
    """One network may ask for 300 tests in an hour. Networks are those of the clients, not that of the proxy."""
    network = 2 if "nginx" in request.node.name else 3
    flooding, other = proxy.client(f"127.0.{network}.1"), proxy.client(f"127.0.{network + 10}.1")

    def ask(client: Client, claimed: str) -> int:
        headers = {"Content_Type": "application/json", "X_Forwarded_For": claimed}
        return client.ask("/api/reminders/test", "POST", b"{}", **headers).status

    assert {ask(flooding, f"198.51.{count}.1") for count in range(1, 251)} == {400}
    assert {ask(flooding, f"198.51.{count}.1") for count in range(51)} == {400, 429}
    assert ask(flooding, "203.0.113.1") == 429
    assert ask(other, "127.0.0.1") == 400


@pytest.mark.parametrize("path", ["/metrics", "//metrics", "/%6Detrics", "/./metrics", "/en/../metrics", "/metrics/"])
def test_the_metrics_are_hidden(client: Client, direct: Client, path: str) -> None:
    assert direct.ask("/metrics").status == 200
    answer = client.ask(path)
    assert answer.status in {308, 404}
    assert b"ask_first_" not in answer.body


def test_a_body_that_is_too_large_for_the_app_is_refused_in_words(client: Client) -> None:
    answer = client.ask("/api/reminders", "PUT", b" " * 5000, Content_Type="application/json", Accept_Language="es")
    assert (answer.status, answer.header("content-type")) == (413, "application/problem+json")
    assert json.loads(answer.body)["type"] == "urn:ask-first:too-large"


def test_connections_to_the_app_are_kept_for_less_time_than_the_app_keeps_them(
    client: Client, app: ServerProcess
) -> None:
    [nginx_keeps] = re.findall(r"\bkeepalive_timeout (\d+)s;", (DEPLOY / "nginx.conf").read_text())
    [caddy_keeps] = re.findall(r"\bkeepalive (\d+)s$", (DEPLOY / "Caddyfile").read_text(), re.MULTILINE)
    app_keeps = HEADERS.header_read_timeout
    assert max(int(nginx_keeps), int(caddy_keeps)) * 1000 < app_keeps
    before = connections_to(app.port)
    for _ in range(20):
        client.ask("/healthz")
    assert len(connections_to(app.port) - before) <= 2


def connections_to(port: int) -> set[str]:
    """Return the clients of all connections to a port, also of those that have just ended, seen from both sides."""
    rows = [line.split()[1:3] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    ours = f":{port:04X}"
    return {one for pair in rows for one, other in (pair, pair[::-1]) if other.endswith(ours)}


each_proxy = pytest.mark.parametrize("start", [nginx, caddy], ids=["nginx", "Caddy"])


@each_proxy
def test_a_flood_does_not_reach_the_app(start: Start, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as app, start(tmp_path, app.getsockname()[1]) as proxy:
        answer = proxy.client().ask("/api/reminders", "PUT", b" " * 60_000, Content_Type="application/json")
        assert answer.status in {413, 502}  # 502 is what the Caddy of Debian 12 says
        app.setblocking(False)
        try:
            connection, _ = app.accept()
        except BlockingIOError:  # nginx reads the whole body first
            return
        with connection, connection.makefile("rb") as received:
            assert len(received.read()) < 20_000


@each_proxy
def test_a_fault_is_logged_without_the_address_of_the_client(start: Start, tmp_path: Path) -> None:
    with start(tmp_path, free_port()) as proxy:  # nothing answers there
        assert proxy.client("127.0.4.1").ask("/en/secret").status == 502
    assert "127.0.4.1" not in proxy.log
    assert "secret" not in proxy.log
