"""Spans of OpenTelemetry. Only `pwa.telemetry` loads this, and only if the deployer names a collector.

The SDK reads its own variables: OTEL_TRACES_SAMPLER, OTEL_BSP_*, OTEL_EXPORTER_OTLP_*. Spans wait in a queue until a
thread of the SDK sends them. If the queue is full, because the collector is away or slow, they are dropped.

A span holds nothing of a person: no address, user agent, query, endpoint or SQL, no path but the template of its route,
and no text of an exception.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from http import HTTPMethod
from importlib.metadata import version
from types import TracebackType
from typing import TYPE_CHECKING

from flask import Flask, Response, request
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode, Tracer, get_current_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from pwa.logs import request_id
from pwa.telemetry import Kind, Span

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# The methods of HTTP (RFC 9110, 9, and PATCH). A client may invent another one, and write anything into it.
METHODS = set(HTTPMethod)
# Seconds for which the end of a process waits for the collector.
END_WITHIN = 1.0


class Traces:
    """The tracer of this process, and the thread that sends its spans."""

    def __init__(self) -> None:
        """Start the thread.

        Raises:
            ValueError: a variable of the SDK has a number that it cannot use.
        """
        ours = Resource({"service.name": "ask-first", "service.version": version("ask-first")})
        # What the deployer chose (OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES) counts. No other detector of the SDK
        # runs: that of the process tells the command line and its user, that of the host its name.
        resource = ours.merge(OTELResourceDetector().detect())
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("pwa")

    def init_app(self, app: Flask, trusted_proxies: int) -> None:
        """Make a span of each request that reaches Flask. If a proxy of ours has begun a trace, it is continued."""
        flask, tracer = app.wsgi_app, self._tracer

        def traced(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            parent = _parent(environ) if trusted_proxies else Context()
            with tracer.start_as_current_span(
                "HTTP", parent, SpanKind.SERVER, record_exception=False, set_status_on_exception=False
            ):
                return flask(environ, start_response)

        app.wsgi_app = traced  # type: ignore[method-assign]
        app.after_request(_describe)

    def span(self, name: str, kind: Kind) -> Span:
        """Return a span for what happens within `with`."""
        return RecordedSpan(self._tracer, name, kind)

    def end(self) -> None:
        """Send the spans that wait, for at most `END_WITHIN` seconds."""
        ending = threading.Thread(target=self._provider.shutdown, name="traces", daemon=True)
        ending.start()
        ending.join(END_WITHIN)


class RecordedSpan(Span):
    """A span that is made at its end, if it has anything to say then."""

    def __init__(self, tracer: Tracer, name: str, kind: Kind) -> None:
        self._tracer, self._name, self._kind = tracer, name, kind
        self._attributes: dict[str, str | int] = {}
        self._start = time.time_ns()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind:
            self._attributes["error.type"] = kind.__name__
        if not self._attributes:
            return
        span = self._tracer.start_span(
            self._name, kind=SpanKind[self._kind], attributes=self._attributes, start_time=self._start
        )
        if kind:
            span.set_status(StatusCode.ERROR)
        span.end()

    @property
    def is_recording(self) -> bool:
        """Whether attributes are of use."""
        return True

    def set_attributes(self, attributes: Mapping[str, str | int]) -> None:
        """Say more."""
        self._attributes.update(attributes)

    def set_rows(self, rows: int) -> None:
        """Say how many rows a transaction found."""
        if rows:
            self._attributes["ask_first.rows"] = rows


def _parent(environ: WSGIEnvironment) -> Context:
    """Return the context of `traceparent` (W3C Trace Context). `tracestate` may hold any text, so it is left out."""
    header = environ.get("HTTP_TRACEPARENT")
    return TraceContextTextMapPropagator().extract({"traceparent": header} if header else {}, Context())


def _describe(response: Response) -> Response:
    """Name the span of the current request by its route, and say how it was answered."""
    span = get_current_span()
    is_known = request.method in METHODS
    span.update_name(request.method if is_known else "HTTP")
    span.set_attributes(
        {
            "http.request.method": request.method if is_known else "_OTHER",
            "http.response.status_code": response.status_code,
            "ask_first.request_id": request_id(),
        }
    )
    if request.url_rule:
        span.set_attribute("http.route", request.url_rule.rule)
        span.update_name(f"{request.method} {request.url_rule.rule}")
    if response.status_code >= 500:
        span.set_status(StatusCode.ERROR)
    return response
