"""How fast pages are served: one Granian worker, a reading page beside a bare Flask "hello", in one run, interleaved.

The result is the rate: requests per second on one connection that never waits. The processor time of the server is
measured too, because a busy machine changes it less.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from flask import Flask

from tests.servers import free_port, wait_until

ROUNDS, REQUESTS, AT_ONCE = 7, 6400, 64
LEAST = 0.7  # of the rate of a bare hello, for every way to answer: the design's budget
# A server of `hello`, as Granian runs Flask apps; a port is missing.
BARE = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--factory", "--no-ws"]
BARE += ["--blocking-threads", "16", "--log-level", "error"]
HELLO = "tests.bench.serving:hello"
PAGE = b"GET /en/stenosis HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip, deflate, br\r\n"
# The request, and the server that answers it.
WAYS = {
    "bare Flask hello": ("hello", b"GET / HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n"),
    "a page (brotli)": ("ours", PAGE + b"\r\n"),
    "a page that the browser has (304)": ("ours", PAGE + b"If-None-Match: %(etag)s\r\n\r\n"),
}


@dataclass(frozen=True)
class Served:
    """How fast one way is: requests per second, that rate as a share of the bare hello's, µs of processor time."""

    way: str
    rate: float
    beside: float
    cost: float


def hello() -> Flask:
    """The smallest Flask app."""
    app = Flask(__name__)

    @app.get("/")
    def greet() -> str:
        return "hello"

    return app


@contextmanager
def served(command: list[str], port: int, environment: dict[str, str]) -> Iterator[int]:
    """Start a server in a process of its own. Yields its process id."""
    server = subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0, what="the server listens")
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def processor_time(pid: int) -> float:
    """Processor time of a process and its children in seconds, also of children that have ended."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")
    return own + sum(processor_time(int(child)) for child in children)


def ask(port: int, request: bytes, times: int) -> bytes:
    """Ask the same `times` times on one connection, and return the first answer.

    Requests are pipelined (RFC 9112, 9.3.2), and all answers are equally long. So the client does
    little, and the time is that of the server.
    """
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        answers = connection.makefile("rb", buffering=1 << 20)
        head, length = b"", 0
        while not head.endswith(b"\r\n\r\n"):
            line = answers.readline()
            head += line
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        first: bytes = head + answers.read(0 if b" 304 " in head.splitlines()[0] else length)
        for _ in range(times // AT_ONCE):
            connection.sendall(request * AT_ONCE)
            got = answers.read(len(first) * AT_ONCE)
            assert got.count(first.splitlines()[0]) == AT_ONCE, "every answer is like the first"
    return first


def measure(step: Callable[[], object]) -> Iterator[Served]:
    """Medians of all rounds. Linux only: it reads /proc."""
    with tempfile.TemporaryDirectory() as folder:
        ports = {"hello": free_port(), "ours": free_port()}
        bare = [*BARE, "--port", str(ports["hello"]), HELLO]
        ours = [sys.executable, "-m", "pwa", "web"]
        settings = {"PWA_DATA_DIR": folder, "PWA_PORT": str(ports["ours"])}
        with served(bare, ports["hello"], {}) as hello_pid, served(ours, ports["ours"], settings) as ours_pid:
            pids = {"hello": hello_pid, "ours": ours_pid}
            heads = ask(ports["ours"], WAYS["a page (brotli)"][1], 0).splitlines()
            etag = next(line.split(b": ")[1] for line in heads if line.lower().startswith(b"etag"))
            walls: dict[str, list[float]] = {way: [] for way in WAYS}
            costs: dict[str, list[float]] = {way: [] for way in WAYS}
            for _ in range(ROUNDS):
                for way, (server, request) in WAYS.items():
                    worked, began = processor_time(pids[server]), time.perf_counter()
                    ask(ports[server], request.replace(b"%(etag)s", etag), REQUESTS)
                    walls[way].append((time.perf_counter() - began) / REQUESTS)
                    costs[way].append((processor_time(pids[server]) - worked) / REQUESTS)
                    step()
    for way in WAYS:
        # Compared within each round, because the machine may be busier in another round.
        beside = median(hello / ours for hello, ours in zip(walls["bare Flask hello"], walls[way], strict=True))
        yield Served(way, 1 / median(walls[way]), beside, median(costs[way]) * 1e6)
