"""Reads `/metrics`."""

from __future__ import annotations

from flask import Flask
from prometheus_client.parser import text_string_to_metric_families


def metrics(app: Flask) -> dict[str, float]:
    answer = app.test_client().get("/metrics")
    assert answer.status_code == 200
    return {
        sample.name: sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
        if not sample.labels
    }
