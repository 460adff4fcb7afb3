"""What a morning costs with 1, 10 and 100 million people, from what a message costs on one machine.

`python -m tests.bench.simulation` prints the table of `docs/deploy.md` and draws `docs/scale.svg`; after new COSTS, put
both into the repository. Messages are sent first in, first out, and the time until a push service answers is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from pwa.reminders.bucket import RATE

PEOPLE = (10**6, 10**7, 10**8)
# The part of all people who live in the largest time zone. All of them chose 09:00.
LARGEST_ZONE = 0.2
JITTERS = (0, 60, 300)
# Seconds after its time, with its jitter, within which each notification is sent. As many workers are planned.
WITHIN = 60
# Messages per second of one PostgreSQL: an assumption, because no more than four workers were measured on one.
SERVER = 10_000
PLOT = Path(__file__).parents[2] / "docs" / "scale.svg"
# The lines of the plot: the jitter and its dashes.
LINES = {0: "none", 60: "9 5", 300: "2 5"}


@dataclass(frozen=True)
class Costs:
    """Of one message: ms of processor time (worker, PostgreSQL), bytes of WAL."""

    worker: float
    database: float
    wal: float

    @property
    def rate(self) -> float:
        """Messages per second of one worker that has a core of its own, and one push service for all."""
        return min(1000 / self.worker, RATE)


# Medians of `make bench-scale` on 30 November 2026: two quiet cores, PostgreSQL 15.18 as Debian sets it up, Python 3.11.
COSTS = Costs(worker=0.42, database=0.12, wal=3800)


def table(costs: Costs = COSTS) -> Iterator[str]:
    """Lines of Markdown."""
    yield (
        "| People | Due at 09:00 | Jitter (s) | Workers | Messages per second | Cores of PostgreSQL | WAL | Shards"
        " | Late: half, 99 % (s) |"
    )
    yield "|" + "---|" * 9
    for people in PEOPLE:
        due = round(people * LARGEST_ZONE)
        for jitter in JITTERS:
            workers = math.ceil(due / (max(jitter - 1, 0) + WITHIN) / costs.rate)
            rate = min(workers * costs.rate, due / max(jitter, 1))
            half, most = lateness(due, jitter, workers * costs.rate)
            yield (
                f"| {people:,} | {due:,} | {jitter} | {workers} | {rate:,.0f} | {rate * costs.database / 1000:.1f}"
                f" | {rate * costs.wal / 1e6:,.1f} MB/s, {due * costs.wal / 1e9:,.1f} GB | {math.ceil(rate / SERVER)}"
                f" | {half:.1f}, {most:.1f} |"
            )


def lateness(due: int, jitter: int, rate: float) -> tuple[float, float]:
    """The median and the 99th percentile of the seconds between the time of a message, with its jitter, and its send."""
    seconds = max(jitter, 1)
    takes = due / seconds / rate  # seconds for all that are due in one second
    late: list[float] = []
    free_at = 0.0
    for second in range(seconds):
        begin = max(float(second), free_at)
        free_at = begin + takes
        late += [begin - second + takes * (i + 0.5) / 100 for i in range(100)]
    percentiles = quantiles(late, n=100)
    return percentiles[49], percentiles[98]


def plot(costs: Costs = COSTS) -> str:
    """SVG: the 99th percentile of lateness by the number of workers, for ten million people."""
    due = round(PEOPLE[1] * LARGEST_ZONE)

    def x(workers: float) -> float:
        return 80 + 270 * math.log10(workers)

    def y(seconds: float) -> float:
        return 335 - 72 * math.log10(seconds / 0.1)

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 390" role="img" aria-labelledby="title">',
        f'<title id="title">How late 99 % of {due:,} notifications are, by the number of workers and the jitter</title>',
        "<style>",
        "  svg { color: #33281f; font: 14px system-ui, sans-serif }",
        "  text { fill: currentColor } path { stroke: currentColor; stroke-opacity: .2 } .limit { stroke-opacity: .8 }",
        "  polyline { fill: none; stroke: #1f5f8b; stroke-width: 3; stroke-linejoin: round }",
        "  .name { paint-order: stroke; stroke: #fffdf8; stroke-width: 5px }",
        "  rect { fill: #fffdf8 }",
        "  @media (prefers-color-scheme: dark) {",
        "    svg { color: #f4ecde } rect { fill: #221c15 } .name { stroke: #221c15 } polyline { stroke: #8cc3ea }",
        "  }",
        "</style>",
        '<rect width="640" height="390"/>',
        f'<text x="80" y="26">Seconds late (99 %), {due:,} due at 09:00</text>',
    ]
    for seconds in (0.1, 1, 10, 100, 1000):
        parts.append(f'<path d="M80 {y(seconds):.0f}H620"/>')
        parts.append(f'<text x="70" y="{y(seconds) + 5:.0f}" text-anchor="end">{seconds:,}</text>')
    for workers in (1, 2, 5, 10, 20, 50, 100):
        parts.append(f'<path d="M{x(workers):.0f} {y(1000):.0f}V{y(0.1):.0f}"/>')
        parts.append(f'<text x="{x(workers):.0f}" y="355" text-anchor="middle">{workers}</text>')
    parts.append('<text x="350" y="380" text-anchor="middle">Workers, with a core each</text>')
    parts.append(f'<path class="limit" d="M80 {y(WITHIN):.0f}H620"/>')
    parts.append(f'<text class="name" x="616" y="{y(WITHIN) - 6:.0f}" text-anchor="end">{WITHIN} s</text>')
    for jitter, dashes in LINES.items():
        late = {
            workers: lateness(due, jitter, workers * costs.rate)[1] for workers in (*range(1, 20), *range(20, 101, 4))
        }
        drawn = " ".join(f"{x(workers):.1f},{y(seconds):.1f}" for workers, seconds in late.items() if seconds > 0.1)
        parts.append(f'<polyline stroke-dasharray="{dashes}" points="{drawn}"/>')
        # Its name: beside the fall where the workers keep up, or above the line that never falls.
        at, seconds = (due / jitter / costs.rate * 1.18, 3.0) if jitter else (3, late[3] * 1.5)
        name = f"jitter {jitter} s" if jitter else "no jitter"
        parts.append(f'<text class="name" x="{x(at):.0f}" y="{y(seconds):.0f}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    print("\n".join(table()))
    PLOT.write_text(plot())
