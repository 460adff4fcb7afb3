"""How fast pages are served: one Granian worker, a reading page beside a bare Flask "hello", in one run, interleaved.

The client costs as much as the server and shares its cores, so what counts is the processor time of the server.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from flask import Flask

from tests.servers import free_port, wait_until

ROUNDS, REQUESTS = 7, 4000
PAGE = b"GET /en/stenosis HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip, deflate, br\r\n"
# What is asked for: the request, and the server that answers it.
WAYS = {
    "bare Flask hello": ("hello", b"GET / HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n"),
    "a page (brotli)": ("ours", PAGE + b"\r\n"),
    "a page that the browser has (304)": ("ours", PAGE + b"If-None-Match: %(etag)s\r\n\r\n"),
}


def hello() -> Flask:
    """The least that Flask can do."""
    app = Flask(__name__)

    @app.get("/")
    def greet() -> str:
        return "hello"

    return app


@contextmanager
def served(command: list[str], port: int, environment: dict[str, str]) -> Iterator[int]:
    """A server in a process of its own: its process id."""
    server = subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0, what="the server listens")
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def processor_time(pid: int) -> float:
    """Seconds that a process and its children have worked."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(processor_time(int(child)) for child in children)


def ask(port: int, request: bytes, times: int) -> bytes:
    """Ask the same on one connection, one after the other. The last answer's head."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        answers = connection.makefile("rb")
        head = b""
        for _ in range(times):
            connection.sendall(request)
            head, length = b"", 0
            while (line := answers.readline()) != b"\r\n":
                head += line
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            answers.read(0 if b" 304 " in head else length)
    return head


def measure(step: Callable[[], object]) -> Iterator[str]:
    """Lines of a table. Linux only: it reads /proc."""
    with tempfile.TemporaryDirectory() as folder:
        ports = {"hello": free_port(), "ours": free_port()}
        granian = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--factory", "--no-ws"]
        granian += ["--blocking-threads", "16", "--log-level", "error"]
        bare = [*granian, "--port", str(ports["hello"]), "tests.bench.serving:hello"]
        ours = [str(Path(sys.executable).parent / "pwa"), "web"]
        settings = {"PWA_DATA_DIR": folder, "PWA_PORT": str(ports["ours"])}
        with served(bare, ports["hello"], {}) as hello_pid, served(ours, ports["ours"], settings) as ours_pid:
            pids = {"hello": hello_pid, "ours": ours_pid}
            etag = next(
                line.split(b": ")[1]
                for line in ask(ports["ours"], WAYS["a page (brotli)"][1], 1).splitlines()
                if line.lower().startswith(b"etag")
            )
            costs: dict[str, list[float]] = {way: [] for way in WAYS}
            for _ in range(ROUNDS):
                for way, (server, request) in WAYS.items():
                    before = processor_time(pids[server])
                    ask(ports[server], request.replace(b"%(etag)s", etag), REQUESTS)
                    costs[way].append((processor_time(pids[server]) - before) / REQUESTS)
                    step()
    bare_cost = median(costs["bare Flask hello"])
    for way, values in costs.items():
        cost = median(values)
        yield f"| {way} | {cost * 1e6:.0f} | {1 / cost:,.0f} | {bare_cost / cost:.2f} |"
