"""The log: one JSON line for each event, on standard error."""

from __future__ import annotations

import logging.config
import secrets
import traceback
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, has_request_context, request
from pythonjsonlogger.json import JsonFormatter

# The key of the WSGI environment that holds the id of the request.
REQUEST_ID = "ask_first.request_id"


class WithRequestId(logging.Filter):
    """Adds the id of the request to each event that is logged during one."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the id as the field `request` and keep the event."""
        if has_request_context():
            record.request = request_id()
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
    "filters": {"request": {"()": WithRequestId}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request"]}},
    "root": {"level": "INFO", "handlers": ["stderr"]},
    "loggers": {
        "alembic": {"level": "WARNING"},
        "_granian": {"level": "ERROR"},
        "granian.access": {"level": "WARNING"},
        "flask-limiter": {"level": "WARNING"},  # it logs each request that it refuses
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
