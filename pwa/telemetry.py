"""The switch for traces (OpenTelemetry). They are off unless the deployer names a collector.

Off, nothing of OpenTelemetry is loaded, and nothing is made for a request or a push. On, there are these spans:

    GET /api/reminders   each request that reaches Flask; reading pages do not             (pwa.traces)
    push                 each push that is sent: host, outcome, reason              (pwa.reminders.push)
    plan, claim, settle  each transaction of a worker that found something      (pwa.reminders.delivery)
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from flask import Flask

if TYPE_CHECKING:
    from pwa.traces import Traces

# The variables of OpenTelemetry that name the collector, and those that name the protocol. The first of each counts.
ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")

Kind = Literal["INTERNAL", "CLIENT"]


class TelemetryError(Exception):
    """Traces are wanted and cannot be made. The message is one line that says what to do, and quotes no value."""


class Span:
    """A span that nobody records. `pwa.traces` has the one that is recorded. Use it with `with`."""

    def __enter__(self) -> Span:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    @property
    def is_recording(self) -> bool:
        """Whether attributes are of use."""
        return False

    def set_attributes(self, attributes: Mapping[str, str | int]) -> None:
        """Say more. Nothing that stands in an attribute may tell of a person."""

    def set_rows(self, rows: int) -> None:
        """Say how many rows a transaction found. If there were none, there is no span: a worker looks each second."""


NOT_RECORDED = Span()


@dataclass
class _Process:
    """What records the spans of this process, if anything does."""

    traces: Traces | None = None


_process = _Process()


def check() -> None:
    """See whether traces can be made, before a server is started.

    Raises:
        TelemetryError: they are wanted, and a variable is wrong or a package is missing.
    """
    if _is_wanted():
        _load().end()


def start() -> None:
    """Record spans from now on, if they are wanted. A thread sends them, so call this in the process that serves.

    Raises:
        TelemetryError: that of `check`.
    """
    if _is_wanted():
        _process.traces = _load()


def init_app(app: Flask, trusted_proxies: int) -> None:
    """Record the requests that reach Flask, and none that is answered before it: so call this early.

    Args:
        trusted_proxies: without a proxy of ours, `traceparent` comes from a stranger and is not used.
    """
    if _process.traces:
        _process.traces.init_app(app, trusted_proxies)


def span(name: str, kind: Kind = "INTERNAL") -> Span:
    """Return a span for what happens within `with`. It starts there, and becomes a child of the current request."""
    traces = _process.traces
    return traces.span(name, kind) if traces else NOT_RECORDED


def end() -> None:
    """Record no more spans, and send those that wait. A collector that does not answer delays the end by a second."""
    traces, _process.traces = _process.traces, None
    if traces:
        traces.end()


def _is_wanted() -> bool:
    is_disabled = os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true"
    return _named(ENDPOINTS) != "" and not is_disabled


def _named(variables: tuple[str, ...]) -> str:
    """Return the first of these variables that has a value, or an empty text."""
    return next((name for name in variables if os.environ.get(name)), "")


def _load() -> Traces:
    endpoint, protocol = _named(ENDPOINTS), _named(PROTOCOLS)
    if not _is_address(os.environ[endpoint]):
        # The address would be in the log, so it holds no password.
        raise TelemetryError(
            f"{endpoint} is not an address like http://localhost:4318. A key belongs into OTEL_EXPORTER_OTLP_HEADERS."
        )
    if protocol and os.environ[protocol] != "http/protobuf":
        raise TelemetryError(f"{protocol} is not http/protobuf, the only protocol that Ask First speaks.")
    try:
        from pwa.traces import Traces  # noqa: PLC0415 (it needs an extra)
    except ImportError as error:
        raise TelemetryError(
            f"{endpoint} is set, and traces need OpenTelemetry: install ask-first[telemetry], or unset it."
        ) from error
    try:
        return Traces()
    except ValueError as error:
        raise TelemetryError(f"A variable OTEL_BSP_* is wrong: {error}") from error


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        is_plain = parts.port != 0 and parts.username is None and not parts.query
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and is_plain
