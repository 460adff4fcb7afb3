"""Blueprint: /healthz, /readyz and /metrics, for an operator."""

from __future__ import annotations

from contextlib import suppress

import sqlalchemy as sa
from flask import Blueprint, Response, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from pwa.reminders import clock
from pwa.reminders.heartbeat import Heartbeat
from pwa.services import services

health = Blueprint("health", __name__)

# A header of /healthz: how many entries X-Forwarded-For had when it arrived. `pwa check` compares it with the setting.
FORWARDED = "X-Forwarded-Entries"

GAUGES = {
    "database": "1 while the database can be used; if it is 0, the other numbers of it are missing",
    "subscriptions": "Browsers that have reminders",
    "reminders": "Reminders that are planned, paused or at rest",
    "waiting": "Occurrences in the outbox",
    "refused": "Occurrences that a push service refused for our key or our clock: an alarm if not 0",
    "late_seconds": "Seconds since the time of the oldest due reminder that no worker has taken",
    "worker_seconds": "Seconds since a worker has looked for what is due",
    "subscriptions_limit": "The most subscriptions that are allowed",
}


@health.get("/healthz")
def alive() -> Response:
    """Return 200 while this process answers, for a supervisor."""
    answer = _said("ok", 200)
    answer.headers[FORWARDED] = str(sum(map(bool, request.headers.get("X-Forwarded-For", "").split(","))))
    return answer


@health.get("/readyz")
def ready() -> Response:
    """Return 200 if the database answers and a worker looks for reminders; otherwise 503 with the fault."""
    if services().fault:
        return _said("the database cannot be used: see the log, or run pwa check", 503)
    try:
        services().store.probe()
        silence = Heartbeat(services().store.engine).fault(int(clock.read(services().now)))
    except sa.exc.SQLAlchemyError as error:
        fault = getattr(error, "orig", None) or error
        return _said(f"the database does not answer: {type(fault).__name__}", 503)
    return _said(silence, 503) if silence else _said("ready", 200)


@health.get("/metrics")
def metrics() -> Response:
    """Return the state of the store and the counters of this process, for Prometheus."""
    state = CollectorRegistry()
    counts = {"database": 0}
    with suppress(sa.exc.SQLAlchemyError):
        counts = _state_of_database()
    counts["subscriptions_limit"] = services().settings.max_subscriptions
    for name, count in counts.items():
        Gauge(f"ask_first_{name}", GAUGES[name], registry=state).set(count)
    body = generate_latest(state) + generate_latest()
    return Response(body, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _state_of_database() -> dict[str, int]:
    if services().fault:
        return {"database": 0}
    counts = {**services().outbox.counts(int(services().now())), "database": 1}
    if (age := Heartbeat(services().store.engine).age(int(services().now()))) is not None:
        counts["worker_seconds"] = age
    return counts


def _said(text: str, status: int) -> Response:
    return Response(f"{text}\n", status, content_type="text/plain", headers={"Cache-Control": "no-store"})
