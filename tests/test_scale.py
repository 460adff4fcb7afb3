"""`make bench-scale` runs, and `docs/deploy.md` holds what the simulation says."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from pwa.reminders.outbox import JITTER
from tests.bench import scale, simulation

DEPLOY = Path(__file__).parents[1] / "docs" / "deploy.md"


def test_the_docs_hold_the_table_and_the_plot_of_the_simulation() -> None:
    text = DEPLOY.read_text()
    assert "\n".join(simulation.table()) in text, "python -m tests.bench.simulation prints it"
    assert f"({simulation.PLOT.name})" in text
    assert simulation.PLOT.read_text() == simulation.plot(), "python -m tests.bench.simulation draws it"
    ET.fromstring(simulation.plot())


def test_workers_that_keep_up_are_late_by_a_second_at_most_and_others_by_what_they_lack() -> None:
    assert simulation.lateness(60_000, 60, 2000) == pytest.approx((0.25, 0.495), rel=0.02)
    assert simulation.lateness(60_000, 0, 2000) == pytest.approx((15, 29.7), rel=0.02)
    assert simulation.lateness(60_000, 60, 500) == pytest.approx((31, 59.8), rel=0.02)


@pytest.mark.exhaustive  # it waits for its second
def test_the_benchmark_counts_every_message_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(scale, "WORKERS", (1,))
    monkeypatch.setattr(scale, "STEP", JITTER)
    scale.main(200)
    lines = [line.split("|")[1:-1] for line in capsys.readouterr().out.splitlines() if line.startswith("| 1 |")]
    assert len(lines) == 1
    workers, _rate, first, half, most, *costs, doubled = map(float, (cell.replace(",", "") for cell in lines[0]))
    assert (workers, doubled) == (1, 0)
    assert 0 <= first <= most
    assert 0 <= half <= most
    assert all(cost > 0 for cost in costs)
