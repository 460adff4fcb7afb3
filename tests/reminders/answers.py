"""Reads answers of the API, the store and the log."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pwa.reminders.tables import outbox, reminders, subscriptions
from pwa.services import services
from tests.people import Person
from tests.push_service import PushService


def stored(app: Flask) -> tuple[int, ...]:
    with services(app).store.engine.begin() as connection:
        return tuple(
            connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (subscriptions, reminders, outbox)
        )


def problem(answer: Any, status: int, name: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["type"] == f"urn:ask-first:{name}"
    assert answer.json["status"] == status
    assert answer.json["title"].endswith(".")
    assert answer.json["detail"].endswith(".")
    found: dict[str, Any] = answer.json
    return found


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """Return all that was logged: messages, their arguments and their extra fields."""
    return "\n".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)


def moved(push_service: PushService, person: Person, secret: bytes = b"0123456789abcdef") -> dict[str, Any]:
    """Give the browser a new subscription. Returns the body of the renewal."""
    old = person.subscription
    person.endpoint, person.secret = push_service.subscribe(), secret
    return {"old": old, "subscription": person.subscription}
