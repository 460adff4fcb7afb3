"""A push service that answers every message with 201 and does nothing else: TLS on loopback, in its own process."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces

from tests.certificate import make_certificate
from tests.servers import free_port, is_listening, wait_until

# Seconds after which a slow address answers: so long that a worker waits for its window, not for its processor.
SLOW = 0.5
# The path of each message that was answered, and when.
answered: list[tuple[str, float]] = []


async def take(scope: Any, protocol: Any) -> None:
    """RSGI: read the message, answer 201; for a path with `slow` in it after SLOW seconds, for one with `hang` never.

    GET asks how many messages were answered, and how many seconds of processor time that took; `/all`, which and when.
    """
    if scope.method == "GET":
        said = answered if scope.path == "/all" else [len(answered), time.process_time()]
        protocol.response_str(200, [], json.dumps(said))
        return
    await protocol()
    if "hang" in scope.path:
        await asyncio.sleep(3600)
    if "slow" in scope.path:
        await asyncio.sleep(SLOW)
    answered.append((scope.path, time.time()))
    protocol.response_empty(201, [])


@contextmanager
def sink(folder: Path) -> Iterator[str]:
    """Start it; yields its origin. Clients must trust `folder / cert.pem`."""
    make_certificate(folder)
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.sink", str(folder), str(port)])
    try:
        wait_until(lambda: is_listening(port), what="the sink listens")
        yield f"https://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity") and len(os.sched_getaffinity(0)) > 1:
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # leave a core to the client
    where, at = Path(sys.argv[1]), int(sys.argv[2])
    Granian(
        "tests.bench.sink:take",
        address="127.0.0.1",
        port=at,
        interface=Interfaces.RSGI,
        ssl_cert=where / "cert.pem",
        ssl_key=where / "key.pem",
        log_enabled=False,
        websockets=False,
    ).serve()
