"""How much longer readers wait while a stranger sends ten thousand requests that are refused.

Readers are many connections, each with one request under way at any time. At the same time one stranger sends requests
that must be refused, one after the other and as fast as they are answered: headers of 400 kB (Granian refuses them), a
request from another site, a body that is too large, and renewals beyond the limit of this network.

Quiet and busy phases take turns. In a quiet one the stranger sends the same to a bare Flask of its own, so that the
machine has as much to do. The result is the 99th percentile of the readers' waits, and its ratio between the busy and
the quiet phase of a round.
"""

from __future__ import annotations

import json
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median, quantiles

from tests.bench.serving import BARE, HELLO, PAGE, served
from tests.servers import free_port

ROUNDS, REFUSED, READERS = 5, 2000, 32
MOST = 2.0  # times the quiet 99th percentile
HEAD = b" HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
REFUSALS = {
    b"431": b"GET /en/ HTTP/1.1\r\nHost: x\r\nAccept-Encoding: @" + b",a" * 200_000 + b"\r\n\r\n",
    b"403": b"PUT /api/reminders" + HEAD + b"Sec-Fetch-Site: cross-site\r\nContent-Length: 2\r\n\r\n{}",
    b"413": b"PUT /api/reminders" + HEAD + b"Content-Length: 5000\r\n\r\n" + b"x" * 5000,
    b"429": b"POST /api/reminders/renew" + HEAD + b"Content-Length: 2\r\n\r\n{}",
}


@dataclass(frozen=True)
class Waits:
    """Medians of all rounds: ms of the 99th percentile, quiet and busy, their ratio, refused requests per second."""

    quiet: float
    busy: float
    ratio: float
    rate: float


def measure(step: Callable[[], object]) -> Waits:
    """Medians of all rounds."""
    with tempfile.TemporaryDirectory() as folder:
        port, other = free_port(), free_port()
        ours = [sys.executable, "-m", "pwa", "web"]
        settings = {"PWA_DATA_DIR": folder, "PWA_PORT": str(port)}
        with served(ours, port, settings), served([*BARE, "--port", str(other), HELLO], other, {}):
            _flood(port, 1400)  # until the renewals of this hour are used up
            _beside(port, other)
            quiet, busy, rates = [], [], []
            for _ in range(ROUNDS):
                quiet.append(_beside(port, other)[0])
                wait, rate = _beside(port, port)
                busy.append(wait)
                rates.append(rate)
                step()
    ratio = median(after / before for before, after in zip(quiet, busy, strict=True))
    return Waits(median(quiet) * 1000, median(busy) * 1000, ratio, median(rates))


def _beside(port: int, flooded: int) -> tuple[float, float]:
    """How long readers wait while a stranger floods this or another server, and how fast the stranger is."""
    command = [sys.executable, "-m", "tests.bench.refused", str(flooded), str(REFUSED)]
    stranger = subprocess.Popen(command, stdout=subprocess.PIPE)
    wait = _percentile(port, lambda: stranger.poll() is not None)
    told, _ = stranger.communicate()
    assert stranger.returncode == 0
    return wait, json.loads(told)


def _percentile(port: int, is_over: Callable[[], bool]) -> float:
    """The 99th percentile of the seconds for which readers waited for a page, measured until the flood ends."""
    request = PAGE + b"\r\n"
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        head = connection.recv(1 << 16).partition(b"\r\n\r\n")[0]
        length = len(head) + 4 + int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    waits: list[float] = []
    with selectors.DefaultSelector() as selector:
        for _ in range(READERS):
            reader = socket.create_connection(("127.0.0.1", port))
            reader.setblocking(False)
            reader.sendall(request)
            selector.register(reader, selectors.EVENT_READ, [time.perf_counter(), 0])
        while not is_over():
            for key, _ in selector.select():
                key.data[1] += len(key.fileobj.recv(1 << 16))  # type: ignore[union-attr]
                if key.data[1] == length:
                    waits.append(time.perf_counter() - key.data[0])
                    key.data[:] = [time.perf_counter(), 0]
                    key.fileobj.sendall(request)  # type: ignore[union-attr]
        for key in list(selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
    return quantiles(waits, n=100)[98]


def _flood(port: int, count: int) -> float:
    """Send this many requests, one after the other. Returns how many were refused per second."""
    began = time.perf_counter()
    for number, (status, request) in enumerate(islice(cycle(REFUSALS.items()), count)):
        with socket.create_connection(("127.0.0.1", port)) as stranger:
            try:
                stranger.sendall(request.replace(b"@", b"%d" % number, 1))  # a new header each time
                answer = stranger.recv(100)
            except ConnectionError:  # Granian closes before it has read 400 kB
                answer = b"HTTP/1.1 431"
        # 400: a renewal before the limit is reached. The bare Flask has no such route.
        assert answer[9:12] in {status, b"400", b"404", b"405", b"200"}, answer
    return count / (time.perf_counter() - began)


if __name__ == "__main__":
    print(json.dumps(_flood(int(sys.argv[1]), int(sys.argv[2]))))
