"""Blueprint: what an operator looks at."""

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
    "late_seconds": "For how long something has been due that no worker took",
    "subscriptions_limit": "How many subscriptions there may be",
}


@health.get("/healthz")
def alive() -> Response:
    """For a supervisor: this process answers."""
    return _said("ok", 200)


@health.get("/readyz")
def ready() -> Response:
    """For a load balancer: the store answers too. 503 names the kind of fault, and nothing that is stored."""
    try:
        services().store.probe()
    except sa.exc.SQLAlchemyError as error:
        fault = getattr(error, "orig", None) or error
        return _said(f"the database does not answer: {type(fault).__name__}", 503)
    return _said("ready", 200)


@health.get("/metrics")
def metrics() -> Response:
    """For Prometheus: the state of the store, the same from every process, and the counters of this one."""
    state = CollectorRegistry()
    counts = services().outbox.counts(int(services().now()))
    counts["subscriptions_limit"] = services().settings.max_subscriptions
    for name, count in counts.items():
        Gauge(f"ask_first_{name}", GAUGES[name], registry=state).set(count)
    body = generate_latest(state) + generate_latest()
    return Response(body, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _said(text: str, status: int) -> Response:
    return Response(f"{text}\n", status, content_type="text/plain", headers={"Cache-Control": "no-store"})
