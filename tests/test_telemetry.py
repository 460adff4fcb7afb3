"""Traces: which spans arrive at a collector, that nothing of a person is in them, and that they are free when off."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from logging.config import dictConfig
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from pwa import logs, telemetry, traces
from pwa.reminders import worker
from pwa.reminders.keys import Keys, ensure
from pwa.reminders.push import Outcome, Sender
from pwa.services import services
from tests.conftest import Api, Clock, Work, look
from tests.people import Person
from tests.push_service import PushService
from tests.reminders.sending import CONTACT, NO_ANSWER, scripted, send_all, subscription_of
from tests.servers import PATIENCE, ServerProcess, wait_until
from tests.test_cli import run_until_it_fails

TEN = "2026-11-24T10:00"
REQUEST = {"http.request.method", "http.route", "http.response.status_code", "ask_first.request_id"}
ROWS = {"ask_first.rows"}
# All that a span may say, by its name.
ALLOWED = {
    "PUT /api/reminders": REQUEST,
    "push": {"server.address", "ask_first.outcome", "ask_first.reason"},
    "plan": ROWS,
    "claim": ROWS,
    "settle": ROWS,
}


class Collector(ThreadingHTTPServer):
    """A collector of OpenTelemetry on loopback (OTLP over HTTP). It answers with `status`, once `answers` is set."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 200
        self.bodies: list[bytes] = []
        self.answers = threading.Event()
        self.answers.set()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def requests(self) -> list[ExportTraceServiceRequest]:
        return [ExportTraceServiceRequest.FromString(body) for body in self.bodies]

    @property
    def spans(self) -> list[Span]:
        """What has arrived, in the order in which it began."""
        found = [
            span
            for request in self.requests
            for of_resource in request.resource_spans
            for of_scope in of_resource.scope_spans
            for span in of_scope.spans
        ]
        return sorted(found, key=lambda span: span.start_time_unix_nano)


class _Handler(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        assert self.path == "/v1/traces"
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.answers.wait(PATIENCE)
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.02])
        thread.start()
        yield server
        server.answers.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def on(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Traces of this process go to the collector. A test that names this before `app` has an app with traces."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
    telemetry.start()
    yield
    telemetry.end()


@contextmanager
def running(app: Flask) -> Iterator[worker.Worker]:
    """The worker of `pwa worker`."""
    reminding = worker.Worker(app)
    reminding.start()
    yield reminding
    assert reminding.stop()


def said(attributes: Any) -> dict[str, str | int]:
    """Return the attributes of a span or a resource."""
    found: list[KeyValue] = list(attributes)
    return {one.key: one.value.string_value or one.value.int_value for one in found}


def names(collector: Collector) -> list[str]:
    """End the traces of this process, and return the names of the spans that have arrived."""
    telemetry.end()
    return [span.name for span in collector.spans]


# What arrives -----------------------------------------------------------------------------------


def test_a_request_and_a_due_reminder_make_spans_that_say_nothing_of_the_person(
    collector: Collector,
    on: None,
    app: Flask,
    clock: Clock,
    push_service: PushService,
    maria: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.01)
    answer = app.test_client().put(
        "/api/reminders?pain=7",
        json=maria.request(TEN),
        headers={"Sec-Fetch-Site": "same-origin", "User-Agent": "MariasPhone/1", "Cookie": "secret=1"},
        environ_overrides={"REMOTE_ADDR": "203.0.113.7"},
    )
    assert answer.status_code == 201
    clock.set(TEN, maria.zone)
    clock.pass_by(seconds=59)
    with running(app):
        push_service.wait_for_posts(2)
    assert names(collector) == ["PUT /api/reminders", "push", "plan", "claim", "push", "settle"]

    put, first_push, plan, claim, push, settle = collector.spans
    assert said(put.attributes) == {
        "http.request.method": "PUT",
        "http.route": "/api/reminders",
        "http.response.status_code": 201,
        "ask_first.request_id": answer.headers["X-Request-Id"],
    }
    assert said(push.attributes) == {
        "server.address": "127.0.0.1",
        "ask_first.outcome": "delivered",
        "ask_first.reason": "accepted",
    }
    assert [said(span.attributes) for span in (plan, claim, settle)] == [{"ask_first.rows": 1}] * 3
    assert [span.kind for span in (put, push, plan)] == [
        Span.SPAN_KIND_SERVER,
        Span.SPAN_KIND_CLIENT,
        Span.SPAN_KIND_INTERNAL,
    ]
    assert first_push.parent_span_id == put.span_id
    assert first_push.trace_id == put.trace_id
    assert {span.parent_span_id for span in (put, plan, claim, push, settle)} == {b""}
    assert all(span.start_time_unix_nano < span.end_time_unix_nano for span in collector.spans)

    for span in collector.spans:
        assert set(said(span.attributes)) == ALLOWED[span.name]
        assert not span.events
        assert not span.links
        assert span.trace_state == ""
        assert span.status == Status()
    [of_resource] = [one for request in collector.requests for one in request.resource_spans]
    assert set(said(of_resource.resource.attributes)) == {"service.name", "service.version"}
    assert said(of_resource.resource.attributes)["service.name"] == "ask-first"
    keys = maria.subscription["keys"]
    [reminder] = answer.get_json()["reminders"]
    private = [maria.endpoint, maria.endpoint.rpartition("/")[2], keys["p256dh"], keys["auth"], reminder["id"]]
    sent = b"".join(collector.bodies).lower()
    for text in [*private, "203.0.113.7", "MariasPhone", "secret", "pain", "Madrid", "select", "insert", "update"]:
        assert text.lower().encode() not in sent, text


def test_pages_and_requests_that_are_refused_early_make_no_span(
    collector: Collector, on: None, app: Flask, api: Api, maria: Person
) -> None:
    assert app.test_client().get("/en/").status_code == 200
    assert api.put(maria.request(TEN), Sec_Fetch_Site="cross-site").status_code == 403
    assert app.test_client().get("/healthz").status_code == 200
    assert names(collector) == ["GET /healthz"]


def test_a_worker_that_finds_nothing_makes_no_span(collector: Collector, on: None, work: Work) -> None:
    work()
    assert names(collector) == []


def test_the_deployer_chooses_names_of_the_service_and_how_many_traces_are_kept(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", f"{collector.url}/v1/traces")
    monkeypatch.setenv("OTEL_SERVICE_NAME", "clinic")
    monkeypatch.setenv("OTEL_EXPERIMENTAL_RESOURCE_DETECTORS", "process,os")
    for sampler in ("always_on", "always_off"):
        monkeypatch.setenv("OTEL_TRACES_SAMPLER", sampler)
        telemetry.start()
        with telemetry.span(sampler) as span:
            span.set_rows(1)
        telemetry.end()
    assert names(collector) == ["always_on"]
    [request] = collector.requests
    resource = said(request.resource_spans[0].resource.attributes)
    assert resource["service.name"] == "clinic"
    assert set(resource) == {"service.name", "service.version"}


def strange_app(trusted_proxies: int = 0) -> Flask:
    """Return an app with traces, in which something goes wrong."""
    app = Flask(__name__)
    logs.init_app(app)
    telemetry.init_app(app, trusted_proxies)

    @app.get("/people/<name>")
    def fails(name: str) -> str:
        raise ValueError(name)

    return app


def test_an_invented_method_an_unknown_path_and_an_error_are_told_without_their_text(
    collector: Collector, on: None
) -> None:
    client = strange_app().test_client()
    client.open("/maria", method="MARIA")
    client.get("/maria")
    client.get("/people/maria")
    assert names(collector) == ["HTTP", "GET", "GET /people/<name>"]
    found = [said(span.attributes) for span in collector.spans]
    assert [one["http.request.method"] for one in found] == ["_OTHER", "GET", "GET"]
    assert [one["http.response.status_code"] for one in found] == [404, 404, 500]
    assert [one.get("http.route") for one in found] == [None, None, "/people/<name>"]
    assert [span.status.code for span in collector.spans] == [
        Status.STATUS_CODE_UNSET,
        Status.STATUS_CODE_UNSET,
        Status.STATUS_CODE_ERROR,
    ]
    assert b"maria" not in b"".join(collector.bodies).lower()


def test_an_exception_that_nobody_handles_is_not_in_the_span(collector: Collector, on: None) -> None:
    app = strange_app()
    app.config["PROPAGATE_EXCEPTIONS"] = True
    with pytest.raises(ValueError, match="maria"):
        app.test_client().get("/people/maria")
    assert names(collector) == ["HTTP"]
    assert b"maria" not in b"".join(collector.bodies).lower()


@pytest.mark.parametrize("trusted_proxies", [0, 1])
def test_the_trace_of_our_proxy_is_continued_and_that_of_a_stranger_is_not(
    collector: Collector, on: None, trusted_proxies: int
) -> None:
    trace, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
    headers = {"traceparent": f"00-{trace}-{parent}-01", "tracestate": "maria=1"}
    strange_app(trusted_proxies).test_client().get("/", headers=headers)
    assert names(collector) == ["GET"]
    [span] = collector.spans
    assert (span.trace_id.hex() == trace) is bool(trusted_proxies)
    assert span.parent_span_id.hex() == (parent if trusted_proxies else "")
    assert span.trace_state == ""


def test_a_transaction_that_fails_names_its_error_and_no_statement(
    collector: Collector, on: None, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise sa.exc.OperationalError("SELECT 1", {"endpoint": "maria"}, Exception("maria"))

    monkeypatch.setattr(services(app).outbox, "claim", fail)
    with pytest.raises(sa.exc.OperationalError):
        look(app)
    assert names(collector) == ["claim"]
    [span] = collector.spans
    assert said(span.attributes) == {"error.type": "OperationalError"}
    assert span.status == Status(code=Status.STATUS_CODE_ERROR)
    assert not span.events


def test_a_push_that_fails_tells_its_reason_without_what_the_push_service_said(
    collector: Collector, on: None, tmp_path: Path, push_service: PushService, maria: Person
) -> None:
    found = keys(tmp_path)
    to = subscription_of(maria, found.public)
    push_service.answer, push_service.answer_body = 403, b"no rights for " + maria.endpoint.encode()
    send_all(found, (push_service.origin,), [to])
    push_service.forget(maria.endpoint)
    push_service.answer = None
    send_all(found, (push_service.origin,), [to])
    assert names(collector) == ["push", "push"]
    assert [said(span.attributes)["ask_first.reason"] for span in collector.spans] == ["answer 403", "answer 410"]
    assert [said(span.attributes)["ask_first.outcome"] for span in collector.spans] == ["later", "gone"]
    assert b"rights" not in b"".join(collector.bodies)


def test_a_push_service_of_ones_own_is_not_named(
    collector: Collector, on: None, tmp_path: Path, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = keys(tmp_path)

    async def send() -> list[Outcome]:
        async with Sender(found, CONTACT, (), any_public=True) as sender:
            maria.endpoint = "https://push.marias-house.org/up/1"
            own = await sender.send(subscription_of(maria, found.public), "{}", topic="a-topic-0000", ttl=60)
            maria.endpoint = "https://web.push.apple.com/up/1"
            apple = await sender.send(subscription_of(maria, found.public), "{}", topic="a-topic-0000", ttl=60)
            return [own, apple]

    monkeypatch.setattr("pwa.reminders.push.Transport", scripted(NO_ANSWER, NO_ANSWER))
    asyncio.run(send())
    assert names(collector) == ["push", "push"]
    hosts = [said(span.attributes)["server.address"] for span in collector.spans]
    assert hosts == ["_OTHER", "web.push.apple.com"]
    assert {said(span.attributes)["ask_first.reason"] for span in collector.spans} == {"no answer"}


def keys(folder: Path) -> Keys:
    """Make a VAPID key."""
    ensure(folder / "vapid.pem")
    return Keys(folder / "vapid.pem")


# A collector that is away or slow ---------------------------------------------------------------


def test_a_collector_that_never_answers_delays_no_request_no_push_and_no_end(
    collector: Collector,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    push_service: PushService,
    maria: Person,
) -> None:
    collector.answers.clear()
    monkeypatch.setenv("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "1")
    monkeypatch.setenv("OTEL_BSP_MAX_QUEUE_SIZE", "1")
    monkeypatch.setattr(traces, "END_WITHIN", 0.01)
    request.getfixturevalue("on")
    api: Api = request.getfixturevalue("api")
    api.list(maria)
    wait_until(lambda: collector.bodies, what="a batch is on its way")
    assert api.put(maria.request(TEN)).status_code == 201
    assert len(push_service.posts) == 1
    telemetry.end()
    assert not collector.answers.is_set()
    assert len(collector.bodies) == 1
    collector.answers.set()
    wait_until(lambda: "traces" not in {one.name for one in threading.enumerate()}, what="the rest is sent")


def test_a_collector_that_refuses_makes_one_line_in_the_log(
    collector: Collector, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    text = io.StringIO()
    ours, root = logging.getLogger("opentelemetry"), logging.getLogger()
    for logger in (ours, root):
        monkeypatch.setattr(logger, "handlers", [])
        monkeypatch.setattr(logger, "level", logger.level)
    monkeypatch.setattr(ours, "propagate", ours.propagate)
    config: dict[str, Any] = logs.LOGGING
    streams = {name: {**handler, "stream": text} for name, handler in config["handlers"].items()}
    loggers = {"opentelemetry": config["loggers"]["opentelemetry"]}
    dictConfig({**config, "handlers": streams, "loggers": loggers})
    collector.status = 401
    monkeypatch.setenv("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "1")
    request.getfixturevalue("on")
    for count in range(1, 4):
        with telemetry.span("claim") as span:
            span.set_rows(1)
        wait_until(lambda count=count: len(collector.bodies) == count, what="the collector was asked again")
    telemetry.end()
    [line] = text.getvalue().splitlines()
    assert json.loads(line)["message"] == "Failed to export spans batch code: 401, reason: Unauthorized"


# The end of a process ---------------------------------------------------------------------------


def test_a_web_server_sends_the_spans_that_wait_when_it_ends(collector: Collector, tmp_path: Path) -> None:
    variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "600000"}
    with ServerProcess(tmp_path, settings={**variables, "PWA_LANGUAGES": "en"}, command="web") as server:
        assert collector.bodies == []
        server.process.send_signal(signal.SIGTERM)
        server.process.communicate(timeout=PATIENCE)
    assert {span.name for span in collector.spans} == {"GET /healthz"}


def test_a_worker_sends_the_spans_that_wait_when_it_ends(
    collector: Collector, tmp_path: Path, api: Api, maria: Person
) -> None:
    """The reminder of a test is due for long by the real clock, so it is dropped."""
    api.put(maria.request(TEN))
    clean = {name: text for name, text in os.environ.items() if not name.startswith("PWA_")}
    variables = {
        "PWA_DATA_DIR": str(tmp_path),
        "PWA_DATABASE_URL": services(api.app).settings.database_url,
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "OTEL_BSP_SCHEDULE_DELAY": "600000",
    }
    with subprocess.Popen([sys.executable, "-m", "pwa", "worker"], env=clean | variables) as process:
        wait_until(lambda: services(api.app).outbox.counts(int(time.time()))["late_seconds"] == 0, what="it is dropped")
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert [span.name for span in collector.spans] == ["plan", "claim", "settle"]


# Off --------------------------------------------------------------------------------------------


def test_without_a_collector_nothing_is_loaded_and_nothing_is_made() -> None:
    code = """
import sys
from flask import Flask
from pwa import cli, telemetry
telemetry.check()
telemetry.start()
app = Flask(__name__)
before = app.wsgi_app, app.after_request_funcs.copy()
telemetry.init_app(app, 0)
assert before == (app.wsgi_app, app.after_request_funcs)
assert telemetry.span("push", "CLIENT") is telemetry.span("claim") is telemetry.NOT_RECORDED
telemetry.end()
assert [name for name in sys.modules if name.startswith("opentelemetry")] == []
"""
    for disabled in ({}, {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318", "OTEL_SDK_DISABLED": "true"}):
        done = subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, **disabled}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


# What stops a start -----------------------------------------------------------------------------


def test_a_collector_without_the_packages_stops_the_start_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['opentelemetry'] = None\n")
    failed = run_until_it_fails(
        tmp_path, "web", PYTHONPATH=str(tmp_path), OTEL_EXPORTER_OTLP_ENDPOINT="http://localhost:4318"
    )
    assert failed.returncode == 1
    assert failed.stderr == (
        "Error: OTEL_EXPORTER_OTLP_ENDPOINT is set, and traces need OpenTelemetry: install ask-first[telemetry], or"
        " unset it.\n"
    )


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "collector:4318"}, "OTEL_EXPORTER_OTLP_ENDPOINT is not an address like"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://:4318"}, "OTEL_EXPORTER_OTLP_ENDPOINT is not an address like"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://h:S3CRET"}, "OTEL_EXPORTER_OTLP_ENDPOINT is not an address like"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:S3CRET@h"}, "OTEL_EXPORTER_OTLP_ENDPOINT is not an address like"),
        (
            {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://h/v1/traces?key=S3CRET"},
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is not an address like",
        ),
        (
            {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://h:4317", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
            "OTEL_EXPORTER_OTLP_PROTOCOL is not http/protobuf",
        ),
        (
            {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://h:4318", "OTEL_BSP_MAX_QUEUE_SIZE": "-1"},
            "A variable OTEL_BSP_* is wrong: max_queue_size must be a positive integer.",
        ),
    ],
)
def test_a_wrong_variable_is_named_in_one_line_without_its_value(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], said: str
) -> None:
    for name, text in variables.items():
        monkeypatch.setenv(name, text)
    with pytest.raises(telemetry.TelemetryError) as error:
        telemetry.check()
    assert str(error.value).startswith(said)
    assert "S3CRET" not in str(error.value)
    assert "\n" not in str(error.value)
