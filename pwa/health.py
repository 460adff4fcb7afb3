"""Blueprint: what an operator looks at."""

from __future__ import annotations

from flask import Blueprint, Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from pwa.reminders.outbox import Outbox

health = Blueprint("health", __name__)

GAUGES = {
    "subscriptions": "Browsers that have reminders",
    "reminders": "Reminders that are planned, paused or at rest",
    "waiting": "Occurrences in the outbox",
    "refused": "Occurrences that a push service refused for our key or our clock: an alarm if not 0",
    "late_seconds": "For how long something has been due that no worker took",
}


@health.get("/healthz")
def alive() -> Response:
    """For a supervisor: this process answers."""
    return Response("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


@health.get("/metrics")
def metrics() -> Response:
    """For Prometheus: the state of the store, the same from every process, and the counters of this one."""
    outbox: Outbox = current_app.extensions["outbox"]
    state = CollectorRegistry()
    for name, count in outbox.counts(int(current_app.config["NOW"]())).items():
        Gauge(f"ask_first_{name}", GAUGES[name], registry=state).set(count)
    body = generate_latest(state) + generate_latest()
    return Response(body, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})
