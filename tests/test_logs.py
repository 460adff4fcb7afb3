"""The log: one JSON line for each event, which has the id that the response to its request tells."""

from __future__ import annotations

import io
import json
import logging
from logging.config import dictConfig
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pwa.logs import LOGGING
from pwa.reminders.tables import reminders
from pwa.services import services
from tests.conftest import Api
from tests.people import Person


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What is logged, with the filter and the format of the real log."""
    text = io.StringIO()
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    handlers: dict[str, Any] = LOGGING["handlers"]  # type: ignore[assignment]
    dictConfig({**LOGGING, "handlers": {"stderr": {**handlers["stderr"], "stream": text}}, "loggers": {}})
    return text


def test_an_event_of_a_request_has_the_id_of_the_response_and_not_one_that_a_client_chose(
    app: Flask, api: Api, maria: Person, log: io.StringIO
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    with services(app).store.engine.begin() as connection:
        connection.execute(sa.update(reminders).values(local="no time"))  # no code of ours writes this
    log.truncate(0)
    answers = [api.list(maria, X_Request_Id="chosen") for _ in range(2)]
    ids = [answer.headers["X-Request-Id"] for answer in answers]
    events = [json.loads(line) for line in log.getvalue().strip("\0").splitlines()]
    assert [(event["message"], event["request"]) for event in events] == [("A request failed", id_) for id_ in ids]
    assert len({*ids, "chosen"}) == 3


def test_an_event_outside_of_a_request_has_no_id(log: io.StringIO) -> None:
    logging.getLogger("pwa").info("The worker started")
    [event] = map(json.loads, log.getvalue().splitlines())
    assert event["message"] == "The worker started"
    assert "request" not in event
