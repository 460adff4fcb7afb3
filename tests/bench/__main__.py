"""`make bench`: our sender beside others, the stores at three sizes, one to four workers, pages and calls of the API
beside a hello, readers beside a flood of refused requests, memory. Medians and ratios."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Protocol

import certifi
import click

from tests.bench import api, refused, serving, stores, workers
from tests.bench.sink import sink

ROUNDS = 7
COUNTS = {"encryption alone": 3000, "Ask First": 3000, "npm web-push": 3000, "plain webpush() loop": 60}
HERE = Path(__file__).parent
MODULES = HERE.parent / "npm" / "node_modules"


def run(command: list[str], environment: dict[str, str]) -> dict[str, float]:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


class Bar(Protocol):
    """The part of click's progress bar that is used here: its own type is private."""

    def update(self, n_steps: int) -> None: ...


def senders(folder: Path, bar: Bar) -> None:
    with sink(folder) as origin:
        # As in production: the public certificate authorities, and one more.
        trusted = folder / "all.pem"
        trusted.write_text(Path(certifi.where()).read_text() + (folder / "cert.pem").read_text())
        trust = {"SSL_CERT_FILE": str(trusted), "REQUESTS_CA_BUNDLE": str(trusted), "NODE_MODULES": str(MODULES)}
        environment = {**os.environ, **trust}
        took = defaultdict(list)
        pin = ["taskset", "-c", "0"] if shutil.which("taskset") else []
        for _ in range(ROUNDS):
            for way, count in COUNTS.items():
                if way == "npm web-push":
                    command = [*pin, "node", str(HERE / "web_push.mjs"), str(count), origin, str(folder / "cert.pem")]
                else:
                    command = [sys.executable, "-m", "tests.bench.senders", way, str(count), origin]
                result = run(command, environment)
                took[way].append(result["cpu"] / result["count"] * 1000)
                bar.update(1)
        slow = [
            run([sys.executable, "-m", "tests.bench.senders", way, "20000", origin], environment)
            for _ in range(3)
            for way in ("no endpoint hangs", "1 % of endpoints hang")
        ]
        bar.update(6)
    ours = median(took["Ask First"])
    print("\n\n| CPU per message, one core | ms | messages per CPU second | Ask First is |")
    print("|---|---|---|---|")
    for way, values in took.items():
        cpu = median(values)
        compared = f"{cpu / ours:.1f} × cheaper" if cpu > ours else f"{ours / cpu:.1f} × its cost" if cpu < ours else ""
        print(f"| {way} | {cpu:.3f} | {1000 / cpu:,.0f} | {compared} |")
    rates = [median(result["count"] / result["wall"] for result in slow[i::2]) for i in (0, 1)]
    print("\n| Whole drain: claim, send, settle (SQLite) | messages per second | |\n|---|---|---|")
    print(
        f"| no endpoint hangs | {rates[0]:,.0f} | |\n| 1 % of endpoints hang | {rates[1]:,.0f} | {rates[1] / rates[0]:.0%} |"
    )


def main() -> None:
    if not shutil.which("node") or not (MODULES / "web-push").is_dir():
        sys.exit("make bench compares with npm's web-push: please install node and npm.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with click.progressbar(length=ROUNDS * len(COUNTS) + 6, label="senders") as bar:
            senders(folder, bar)
        with click.progressbar(length=2 * (len(stores.SIZES) + stores.ROUNDS), label="stores ") as bar:
            lines = list(stores.measure(folder, lambda: bar.update(1)))
        print("\n\n| Waiting rows | 10,000 | 100,000 | 1,000,000 | growth |\n|---|---|---|---|---|")
        print("\n".join(lines))
        with click.progressbar(length=workers.ROUNDS * len(workers.WAYS), label="workers") as bar:
            lines = list(workers.measure(folder, lambda: bar.update(1)))
        print(f"\n\n| Workers, {workers.DUE:,} due | messages per second | beside one | first after (s) ", end="")
        print("| CPU of the workers (ms) | of PostgreSQL (ms) | WAL (B) | doubled |\n|---|---|---|---|---|---|---|---|")
        print("\n".join(lines))
        with click.progressbar(length=serving.ROUNDS * len(serving.WAYS), label="pages  ") as bar:
            ways = list(serving.measure(lambda: bar.update(1)))
        print(
            "\n\n| Granian, one worker | requests per second | beside hello | µs of processor time |\n|---|---|---|---|"
        )
        for way in ways:
            print(f"| {way.way} | {way.rate:,.0f} | {way.beside:.2f} | {way.cost:.0f} |")
        with sink(folder) as origin, click.progressbar(length=api.ROUNDS + 1, label="api    ") as bar:
            calls = list(api.measure(folder, origin, lambda: bar.update(1)))
        print("\n\n| CPU of the server for one call of the API | ms | beside hello |\n|---|---|---|")
        for one in calls:
            print(f"| {one.call} ({one.database}) | {one.cost:.1f} | {one.beside:.0f} × |")
        with click.progressbar(length=refused.ROUNDS, label="refused") as bar:
            waits = refused.measure(lambda: bar.update(1))
        print(f"\n\n| {refused.READERS} readers wait at most (99 %) | ms | beside quiet |\n|---|---|---|")
        print(f"| quiet: the stranger floods another server | {waits.quiet:.1f} | 1.0 × |")
        print(f"| beside {waits.rate:,.0f} refused requests per second | {waits.busy:.1f} | {waits.ratio:.1f} × |")
        with sink(folder) as origin:
            trust = {**os.environ, "SSL_CERT_FILE": str(folder / "cert.pem")}
            memory = run([sys.executable, "-m", "tests.bench.memory", str(folder), origin], trust)
        print(
            f"\nMemory of a worker that sends {memory['sent']:,.0f} notes while 1,000,000 wait (SQLite):"
            f" {memory['megabytes']:.0f} MB"
        )
    if slow := [way.way for way in ways if way.beside < serving.LEAST]:
        sys.exit(f"Slower than {serving.LEAST} of a bare hello: {', '.join(slow)}.")
    if waits.ratio >= refused.MOST:
        sys.exit(f"Readers wait {waits.ratio:.1f} times as long beside refused requests: {refused.MOST} is too much.")


main()
