"""The log: one JSON line for each event, on standard error."""

from __future__ import annotations

import logging.config
import secrets
import time
import traceback
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, has_request_context, request
from pythonjsonlogger.json import JsonFormatter

# The key of the WSGI environment that holds the id of the request.
REQUEST_ID = "ask_first.request_id"
# Seconds in which a message of OpenTelemetry is logged once. While a collector is away, there is one for each attempt.
SELDOM = 300.0


class WithRequestId(logging.Filter):
    """Adds the id of the request to each event that is logged during one."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the id as the field `request` and keep the event."""
        if has_request_context():
            record.request = request_id()
        return True


class Seldom(logging.Filter):
    """Keeps one event of each kind in `SELDOM` seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._logged: dict[tuple[str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the event if no other one came from its line of code for so long."""
        kind, now = (record.pathname, record.lineno), time.monotonic()
        if kind in self._logged and now - self._logged[kind] < SELDOM:
            return False
        self._logged[kind] = now
        return True


class OneLine(JsonFormatter):
    """An event as one JSON line."""

    def formatException(self, exc_info: Any) -> str:  # noqa: N802 (the name is logging's)
        """Return the traceback. For a database error it holds only the places and the code, because PostgreSQL quotes
        the refused row, and with it the endpoint."""
        error = exc_info[1]
        while error is not None:
            if isinstance(error, sa.exc.DBAPIError):
                kind = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
                # An error without a code comes from the driver, mostly because there is no connection.
                said = f"{type(error).__name__}: {kind or error.orig}"
                return "".join(traceback.format_tb(error.__traceback__)) + said
            error = error.__cause__ or error.__context__
        return str(super().formatException(exc_info))


# One JSON line for each event, on standard error. It holds nothing personal: no address, no endpoint, no answer.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": OneLine,
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
        }
    },
    "filters": {"request": {"()": WithRequestId}, "seldom": {"()": Seldom}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request"]},
        "seldom": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request", "seldom"]},
    },
    "root": {"level": "INFO", "handlers": ["stderr"]},
    "loggers": {
        "alembic": {"level": "WARNING"},
        "_granian": {"level": "ERROR"},
        "granian.access": {"level": "WARNING"},
        "flask-limiter": {"level": "WARNING"},  # it logs each request that it refuses
        "opentelemetry": {"level": "WARNING", "handlers": ["seldom"], "propagate": False},
    },
}


def configure() -> None:
    """Write the log of this process to standard error."""
    logging.config.dictConfig(LOGGING)


def init_app(app: Flask) -> None:
    """Send the id of each request in its response too, so that a proxy can log it and a person can report it."""

    @app.after_request
    def identify(response: Response) -> Response:
        response.headers["X-Request-Id"] = request_id()
        return response


def request_id() -> str:
    """Return the id of the current request: 16 random hexadecimal digits. An id that a client sends is not used."""
    found: str = request.environ.setdefault(REQUEST_ID, secrets.token_hex(8))
    return found
