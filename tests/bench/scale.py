"""`make bench-scale`: of a million browsers, 100,000 have a reminder in the same minute; 1, 2 and 4 workers share them.

`python -m tests.bench.scale [<due>]`: with ten times as many browsers as are due. Lateness begins at the second of a
reminder: its time plus its jitter of 0 to 59 seconds. All processes share the cores of one machine, so processor time
and WAL hold for others, and rates and lateness only for this one.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from statistics import median

import click

from tests.bench import simulation
from tests.bench.workers import DUE_IN, drain, filled
from tests.postgres import postgres

WORKERS = (1, 2, 4)
DUE = 100_000
# The ids of browsers are this far apart. With `outbox.JITTER`, none has a jitter, and a run takes a minute less.
STEP = 1


def main(due: int) -> None:
    runs = []
    with tempfile.TemporaryDirectory() as name, postgres() as server:
        click.echo(f"Writing {10 * due:,} subscriptions ...")
        like = filled(server, Path(name), range(1, 10 * due * STEP + 1, STEP))
        for count in WORKERS:
            shown = 0
            with click.progressbar(length=due, label=f"{count} workers") as bar:

                def tell(answered: int) -> None:
                    nonlocal shown
                    bar.update(answered - shown)
                    shown = answered

                # Time for a vacuum and a checkpoint of all these rows.
                runs.append(drain(server, like, Path(name), "push", count, due, DUE_IN + due / 2000, tell))
    click.echo(f"\n{due:,} of {10 * due:,} due in one minute; {os.cpu_count()} cores, load {os.getloadavg()[1]:.1f}\n")
    click.echo("| Workers | messages per second | first after (s) | late: median (s) | 99 % (s) ", nl=False)
    click.echo("| CPU of the workers (ms) | of PostgreSQL (ms) | of the sink (ms) | WAL (B) | doubled |")
    click.echo("|" + "---|" * 10)
    for count, run in zip(WORKERS, runs, strict=True):
        click.echo(f"| {count} | {run.rate:,.0f} | {run.first:.1f} | {run.half:.2f} | {run.most:.2f} ", nl=False)
        click.echo(
            f"| {run.worker:.3f} | {run.database:.3f} | {run.sink:.3f} | {run.wal:,.0f} | {run.doubles} |",
        )
    worker, database, wal = (median(getattr(run, name) for run in runs) for name in ("worker", "database", "wal"))
    click.echo("\nWith these costs:\n\n" + "\n".join(simulation.table(simulation.Costs(worker, database, wal))))
    if any(run.doubles for run in runs):
        sys.exit("Messages came twice.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DUE)
