"""Blueprint: /healthz, /readyz and /metrics, for an operator."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from pwa.services import services

health = Blueprint("health", __name__)

GAUGES = {
    "subscriptions": "Browsers that have reminders",
    "reminders": "Reminders that are planned, paused or at rest",
    "waiting": "Occurrences in the outbox",
    "refused": "Occurrences that a push service refused for our key or our clock: an alarm if not 0",
    "late_seconds": "Seconds since the time of the oldest due reminder that no worker has taken",
    "subscriptions_limit": "The most subscriptions that are allowed",
}


@health.get("/healthz")
def alive() -> Response:
    """Return 200 while this process answers, for a supervisor."""
    return _said("ok", 200)


@health.get("/readyz")
def ready() -> Response:
    """Return 200 if the database answers too, for a load balancer; otherwise 503 with the kind of the fault."""
    try:
        services().store.probe()
    except sa.exc.SQLAlchemyError as error:
        fault = getattr(error, "orig", None) or error
        return _said(f"the database does not answer: {type(fault).__name__}", 503)
    return _said("ready", 200)


@health.get("/metrics")
def metrics() -> Response:
    """Return the state of the store and the counters of this process, for Prometheus."""
    state = CollectorRegistry()
    counts = services().outbox.counts(int(services().now()))
    counts["subscriptions_limit"] = services().settings.max_subscriptions
    for name, count in counts.items():
        Gauge(f"ask_first_{name}", GAUGES[name], registry=state).set(count)
    body = generate_latest(state) + generate_latest()
    return Response(body, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _said(text: str, status: int) -> Response:
    return Response(f"{text}\n", status, content_type="text/plain", headers={"Cache-Control": "no-store"})
