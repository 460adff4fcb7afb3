"""The log: one JSON line for each event, on standard error."""

from __future__ import annotations

import logging.config
import traceback
from typing import Any

import sqlalchemy as sa
from pythonjsonlogger.json import JsonFormatter


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
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
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
