"""Processor time of the API of reminders: each call beside a bare Flask "hello", in one run, interleaved.

Every person comes from a network of their own, makes each call once, and ends with "done". All pushes go to a sink
with TLS. The processor time is that of the whole server process: Granian, Flask, the database's client, and the push.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any

import certifi

from tests import people
from tests.bench.serving import BARE, HELLO, processor_time, served
from tests.people import Person
from tests.postgres import postgres
from tests.servers import PATIENCE, free_port, wait_until

ROUNDS, PEOPLE = 7, 60


@dataclass(frozen=True)
class Called:
    """Medians of one call: ms of processor time, and times that of the bare hello."""

    database: str
    call: str
    cost: float
    beside: float


@dataclass
class Phone:
    """The calls of one person, in the order in which they are made."""

    connection: HTTPConnection
    person: Person
    renewed: Person
    network: str
    at: str = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%dT11:00")
    ids: list[str] = field(default_factory=list)

    def send(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "X-Forwarded-For": self.network, "Accept-Language": "es"}
        self.connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = self.connection.getresponse()
        said: dict[str, Any] = json.loads(answer.read())
        assert answer.status < 300, said
        self.ids = [one["id"] for one in said.get("reminders", ())]
        return said

    def key(self) -> None:
        self.send("GET", "/api/push-key")

    def plan(self) -> None:
        self.send("PUT", "/api/reminders", self.person.request(self.at))

    def list(self) -> None:
        self.send("POST", "/api/reminders", {"subscription": self.person.subscription})

    def change(self) -> None:
        self.send("PUT", "/api/reminders", {**self.person.request(self.at), "kind": "check", "reminder": self.ids[0]})

    def answer(self, answer: str) -> None:
        body = {"subscription": self.person.subscription, "reminder": self.ids[0], "answer": answer}
        self.send("POST", "/api/reminders/answer", body)

    def renew(self) -> None:
        body = {"old": self.person.subscription, "subscription": self.renewed.subscription}
        self.send("POST", "/api/reminders/renew", body)
        self.person = self.renewed

    def test(self) -> None:
        self.send("POST", "/api/reminders/test", {"subscription": self.person.subscription})


CALLS: dict[str, Callable[[Phone], None]] = {
    "the public key": Phone.key,
    "plan the first reminder, with a push": Phone.plan,
    "list": Phone.list,
    "change": Phone.change,
    "answer Tomorrow": lambda phone: phone.answer("tomorrow"),
    "renew the subscription, with a push": Phone.renew,
    "test notification, with a push": Phone.test,
    "answer Done, which deletes all": lambda phone: phone.answer("done"),
}


def measure(folder: Path, origin: str, step: Callable[[], object]) -> Iterator[Called]:
    """Medians of all rounds. Linux only: it reads /proc. `origin` is that of a `sink` with its certificate in `folder`."""
    # As in production: the public certificate authorities, and one more.
    trusted = folder / "all.pem"
    trusted.write_text(Path(certifi.where()).read_text() + (folder / "cert.pem").read_text())
    costs: dict[tuple[str, str], list[float]] = defaultdict(list)
    beside: dict[tuple[str, str], list[float]] = defaultdict(list)
    with ExitStack() as stack:
        postgresql = stack.enter_context(postgres())
        servers = {}
        for name in ("SQLite", "PostgreSQL"):
            port = free_port()
            settings = {
                "SSL_CERT_FILE": str(trusted),
                "PWA_DATA_DIR": stack.enter_context(tempfile.TemporaryDirectory(dir=folder)),
                "PWA_PORT": str(port),
                "PWA_PUSH_ORIGINS": origin,
                "PWA_TRUSTED_PROXIES": "1",
                "PWA_LANGUAGES": "en es",
                **({"PWA_DATABASE_URL": postgresql.new_database()} if name == "PostgreSQL" else {}),
            }
            pid = stack.enter_context(served([sys.executable, "-m", "pwa", "web"], port, settings))
            servers[name] = pid, HTTPConnection("127.0.0.1", port)
        port = free_port()
        hello_pid = stack.enter_context(served([*BARE, "--port", str(port), HELLO], port, {}))
        hello = HTTPConnection("127.0.0.1", port)
        for pid, _ in servers.values():
            _wait_until_idle(pid)
        for number in range(ROUNDS + 1):
            hello.close()  # a server closes a connection that is idle for some seconds
            worked = processor_time(hello_pid)
            for _ in range(PEOPLE * 10):
                hello.request("GET", "/")
                assert hello.getresponse().read() == b"hello"
            of_hello = (processor_time(hello_pid) - worked) / (PEOPLE * 10)
            for name, (pid, connection) in servers.items():
                phones = [_phone(connection, origin, number * PEOPLE + i) for i in range(PEOPLE)]
                for call, make in CALLS.items():
                    connection.close()
                    worked = processor_time(pid)
                    for phone in phones:
                        make(phone)
                    cost = (processor_time(pid) - worked) / PEOPLE
                    if number:  # the first round warms up
                        costs[name, call].append(cost)
                        beside[name, call].append(cost / of_hello)
            step()
    for (name, call), values in costs.items():
        yield Called(name, call, median(values) * 1000, median(beside[name, call]))


def _wait_until_idle(pid: int) -> None:
    """Wait until the server has compressed its pages: until it has used no processor time for a second."""
    last, since = -1.0, 0.0

    def is_idle() -> bool:
        nonlocal last, since
        if last != (last := processor_time(pid)):
            since = time.monotonic()
        return time.monotonic() - since > 1

    wait_until(is_idle, seconds=5 * PATIENCE, what="the server is idle")


def _phone(connection: HTTPConnection, origin: str, number: int) -> Phone:
    person, renewed = people.maria(), people.maria()
    person.endpoint, renewed.endpoint = f"{origin}/push/{number}/{os.urandom(60).hex()}", f"{origin}/new/{number}"
    return Phone(connection, person, renewed, f"10.{number // 256}.{number % 256}.1")
