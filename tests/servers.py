"""Serves the app to a real browser in two ways: in this process, where a test sets the clock and can break things, and
as `pwa run` in its own process, which a test can kill."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_listening(port: int) -> bool:
    """Return whether a server of this machine accepts connections on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


# One address for all apps of a test process: pages contain it, so they are rendered only once.
PORT = free_port()
ORIGIN = f"http://localhost:{PORT}"


# Seconds after which a test fails. A test goes on as soon as its event happens, so only a fault takes this long.
PATIENCE = 60


def wait_until(condition: Callable[..., Any], seconds: float = PATIENCE, what: str = "") -> Any:
    """Wait for the first true value of `condition`, and return it.

    It asks less and less often, because asking a browser costs the time that the browser needs.
    """
    end = time.monotonic() + seconds
    pause = 0.01
    while not (value := condition()):
        assert time.monotonic() < end, f"not within {seconds} s: {what or condition}"
        threading.Event().wait(pause)
        pause = min(0.2, 1.5 * pause)
    return value


class SilentHandler(WSGIRequestHandler):
    """A request handler that writes no line for each request."""

    def log_request(self, *_: object) -> None: ...


@dataclass
class InProcessServer:
    """The app in this process. A test may replace `app`, as a deployment does.

    Paths in `broken` answer `refusal`, by default that the server is busy. Paths in `held` answer only after `release`
    is set. Then the file of all pages is broken too, so that a phone asks for each page by itself.
    """

    port: int
    app: Any = None  # a Flask app, or a WSGI application that wraps one
    broken: set[str] = field(default_factory=set)
    refusal: str = "503 Service Unavailable"
    held: set[str] = field(default_factory=set)
    release: threading.Event = field(default_factory=threading.Event)
    seen: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        self.seen.append(f"{environ['REQUEST_METHOD']} {path}")
        if path in self.held:
            self.release.wait(10 * PATIENCE)
        if path in self.broken or (path.endswith("/pages.json") and (self.broken or self.held)):
            start(self.refusal, [("Content-Type", "application/problem+json")])
            return [b'{"type": "urn:ask-first:busy"}']
        assert self.app is not None
        body: Iterable[bytes] = self.app(environ, start)
        return body

    def __enter__(self) -> InProcessServer:
        self._server = make_server("127.0.0.1", self.port, self._answer, threaded=True, request_handler=SilentHandler)
        # The interval in seconds at which it checks whether the test has ended.
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@dataclass
class ServerProcess:
    """`pwa run` in a process of its own."""

    data: Path
    port: int = field(default_factory=free_port)
    settings: dict[str, str] = field(default_factory=dict)
    command: str = "run"

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        clean = {name: text for name, text in os.environ.items() if not name.startswith("PWA_")}
        usual = {"PWA_DATA_DIR": str(self.data), "PORT": str(self.port), "PWA_BASE_URL": self.url}
        environment = {**clean, **usual, **self.settings}
        command = [sys.executable, "-m", "pwa", self.command]
        self.process = subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        wait_until(self.is_up, what="the server answers")

    def is_up(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def kill(self) -> str:
        """Kill the process with SIGKILL, which drops all connections, also idle ones. Returns its output."""
        os.killpg(self.process.pid, signal.SIGKILL)
        said, _ = self.process.communicate()
        return str(said)

    def __enter__(self) -> ServerProcess:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.returncode is None:
            self.kill()
