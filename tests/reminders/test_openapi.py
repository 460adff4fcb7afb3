"""The document of the API is correct. Schemathesis generates valid and broken requests from it and sends them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.engine import from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished
from schemathesis.schemas import BaseSchema

from pwa import create_app, limits
from pwa.reminders import push
from pwa.reminders.notifications import KINDS, MASSAGE
from pwa.services import services
from pwa.settings import Settings
from tests import people
from tests.conftest import Clock, look, prepared
from tests.push_service import PushService
from tests.servers import ORIGIN

CONFIG: dict[str, Any] = {
    "generation": {"database": "none"},
    "checks": {
        # Rules that the schema cannot state refuse some valid requests, such as a time in the past.
        "positive_data_acceptance": {"expected-statuses": ["2xx", 404, 413, 422]},
        # `pwa.precheck` looks at the headers before Flask looks at the method: it answers 400 to a PUT without JSON.
        "unsupported_method": {"enabled": False},
        # Pages answer GET for every path, with 404 if there is no page.
        "allow_header_conformance": {"enabled": False},
    },
}


def seeds(minutes: float) -> Iterator[int]:
    """Yield one fixed seed for `make test`, and new ones for `make fuzz` until the time has passed."""
    yield 0
    end = time.monotonic() + minutes * 60
    while time.monotonic() < end:
        yield time.time_ns()


@pytest.fixture
def minutes(request: pytest.FixtureRequest) -> float:
    """Minutes for each of the two tests that send random requests."""
    return float(request.config.getoption("--fuzz")) / 2


@pytest.fixture
def fuzzed(tmp_path: Path, push_service: PushService, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An app without a limit for one network, which sends only to our push service."""
    monkeypatch.setattr(push, "PUSH_SERVICES", ())
    monkeypatch.setattr(limits, "PER_NETWORK", "1000000 per hour")
    monkeypatch.setattr(limits, "ALL_PER_NETWORK", "1000000 per minute")
    options = Settings(data_dir=tmp_path, push_origins=(push_service.origin,), base_url=ORIGIN)
    app = create_app(prepared(options), now=clock)
    yield app
    services(app).store.engine.dispose()


def schema_of(app: Flask, **more: Any) -> BaseSchema:
    config = SchemathesisConfig.from_dict({**CONFIG, **more})
    return schemathesis.openapi.from_wsgi("/api/openapi.json", app, config=config)


def failures(schema: BaseSchema) -> Iterator[str]:
    """Call the app with examples, edge cases and random requests. Returns what does not fit the document."""
    for event in from_schema(schema).execute():
        if isinstance(event, FatalError):
            raise event.exception
        if isinstance(event, NonFatalError):
            raise event.value
        if isinstance(event, ScenarioFinished):
            for check in [check for checks in event.recorder.checks.values() for check in checks]:
                if found := check.failure_info:
                    yield f"{check.name}: {found.failure.message}\n{found.code_sample}"


def test_the_document_is_valid_openapi_and_served_as_a_document(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/api/openapi.json", headers={"Accept-Encoding": "br"})
    assert (answer.content_type, answer.headers["Content-Encoding"]) == ("application/json", "br")
    assert client.get("/api/openapi.json", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    document: Any = client.get("/api/openapi.json").json
    validate(document)
    assert document["openapi"] == "3.1.0"


def test_every_route_of_the_api_is_in_the_document(app: Flask) -> None:
    document: Any = app.test_client().get("/api/openapi.json").json
    described = {
        (path, method.upper(), operation["operationId"])
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }
    routes = {
        (rule.rule, method, rule.endpoint.removeprefix("reminders."))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("reminders.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == routes


def test_no_request_makes_a_server_error_or_an_answer_that_the_document_does_not_describe(
    fuzzed: Flask, minutes: float
) -> None:
    for one in seeds(minutes):
        generation = {"max-examples": 40, "deterministic": one == 0, **CONFIG["generation"]}
        assert not list(failures(schema_of(fuzzed, seed=one, generation=generation)))


# Valid requests ---------------------------------------------------------------------------------

WHO = st.integers(0, 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("plan"),
            WHO,
            st.sampled_from([*KINDS, MASSAGE]),
            st.integers(-1, 12),
            st.integers(0, 23),
            st.sampled_from(["once", "until-done"]),
            st.booleans(),
            st.booleans(),
        ),
        st.tuples(st.just("list"), WHO),
        st.tuples(
            st.just("answer"),
            WHO,
            st.sampled_from(["done", "stop", "pause", "resume", "tomorrow", "next-week"]),
            st.booleans(),
        ),
        st.tuples(st.just("renew"), WHO),
        st.tuples(st.just("test"), WHO),
        st.tuples(st.just("wait"), st.integers(1, 80)),
    ),
    min_size=4,
    max_size=14,
)


class Phones:
    """Two phones that send valid requests. Every answer must be one that the document describes."""

    def __init__(self, app: Flask, schema: BaseSchema, service: PushService, clock: Clock) -> None:
        self.app, self.schema, self.service, self.clock = app, schema, service, clock
        self.persons = [people.maria(), people.amina()]
        self.shown: list[list[dict[str, Any]]] = [[], []]
        self.succeeded: set[str] = set()
        for person in self.persons:
            person.endpoint = service.subscribe()

    def call(self, who: int, method: str, path: str, body: dict[str, Any]) -> None:
        answer = self.schema[path][method].Case(body=body, media_type="application/json").call_and_validate()
        if answer.status_code < 300:
            self.shown[who] = answer.json()["reminders"]
            self.succeeded.add(f"{method} {path}")
            assert len(self.shown[who]) <= 10

    def plan(self, who: int, kind: str, days: int, hour: int, repeat: str, at_night: bool, change: bool) -> None:
        day = datetime.fromtimestamp(self.clock.now, UTC) + timedelta(days=days)
        body = self.persons[who].request(f"{day:%Y-%m-%d}T{hour:02}:00", kind=kind, repeat=repeat, at_night=at_night)
        if change and self.shown[who]:
            body["reminder"] = self.shown[who][0]["id"]
        self.call(who, "PUT", "/api/reminders", body)

    def list(self, who: int) -> None:
        self.call(who, "POST", "/api/reminders", {"subscription": self.persons[who].subscription})

    def answer(self, who: int, answer: str, tells_moves: bool) -> None:
        if self.shown[who]:
            first = self.shown[who][0]
            body = {"subscription": self.persons[who].subscription, "reminder": first["id"], "answer": answer}
            self.call(who, "POST", "/api/reminders/answer", {**body, "moves": first["moves"]} if tells_moves else body)

    def renew(self, who: int) -> None:
        old = self.persons[who]
        self.persons[who] = new = replace(old, endpoint=self.service.subscribe())
        body = {"old": old.subscription, "subscription": new.subscription}
        self.call(who, "POST", "/api/reminders/renew", body)

    def test(self, who: int) -> None:
        self.call(who, "POST", "/api/reminders/test", {"subscription": self.persons[who].subscription})

    def wait(self, hours: int) -> None:
        self.clock.pass_by(hours=hours)
        look(self.app)


def test_valid_requests_in_any_order_succeed_or_are_refused_as_the_document_says(
    fuzzed: Flask, push_service: PushService, clock: Clock, minutes: float
) -> None:
    schema, succeeded = schema_of(fuzzed), set()

    @settings(max_examples=25, database=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def walk(steps: list[tuple[Any, ...]]) -> None:
        phones = Phones(fuzzed, schema, push_service, clock)
        for name, *values in steps:
            getattr(phones, name)(*values)
        succeeded.update(phones.succeeded)

    for one in seeds(minutes):
        seed(one)(walk)()
    operations = {operation.ok().label for operation in schema.get_all_operations() if isinstance(operation, Ok)}
    assert succeeded == operations - {"GET /api/push-key"}
