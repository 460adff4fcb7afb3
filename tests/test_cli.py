"""`pwa run` as a person starts it: one line, everything made, and one clear line when it cannot be."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import ExitStack
from datetime import datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pwa.cli import THREADS
from tests.servers import Apart, wait_until


def run_until_it_fails(tmp_path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: text for name, text in os.environ.items() if not name.startswith("PWA_")}
    return subprocess.run(
        [sys.executable, "-m", "pwa", "run"],
        env={**clean, "PWA_DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_it_makes_what_it_needs_and_says_one_line(tmp_path):
    data = tmp_path / "data"
    with Apart(data) as server:
        key = data / "vapid.pem"
        assert key.stat().st_mode & 0o777 == 0o600
        database = data / "ask-first.sqlite3"
        wait_until(database.with_name("ask-first.sqlite3-wal").exists)  # the worker's first look
        assert {file.stat().st_mode & 0o777 for file in data.glob("ask-first.sqlite3*")} == {0o600}
        first_key = key.read_bytes()
        assert server.kill() == f"Ask First is at {server.url} (stop it with Ctrl+C)\n"
        server.start()
        assert key.read_bytes() == first_key


def test_a_port_in_use_gives_one_clear_line(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        failed = run_until_it_fails(tmp_path, PORT=str(port))
    assert failed.returncode == 1
    assert failed.stdout == ""
    assert failed.stderr == (
        f"Error: Cannot listen on 127.0.0.1 port {port}: Address already in use. Choose another with HOST and PORT.\n"
    )


def test_a_wrong_setting_gives_one_clear_line(tmp_path):
    failed = run_until_it_fails(tmp_path, PWA_PORT="eighty")
    assert failed.returncode == 1
    assert failed.stderr == "Error: PWA_PORT: 'eighty' is not a port, a number from 1 to 65535.\n"


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"PWA_DATA_DIR": "/proc/nowhere"}, "Cannot use /proc/nowhere"),
        (
            {"PWA_DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"},
            "Cannot open the database: unable to open database file.",
        ),
        ({"PWA_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}, "Cannot open the database: connection"),
        ({"PWA_DATABASE_URL": "postgres://maria:S3CRET@127.0.0.1/db"}, "PWA_DATABASE_URL is not an address"),
        ({"PWA_DATABASE_URL": "sqlite+S3CRET:///x"}, "PWA_DATABASE_URL is not an address"),
        ({"PWA_DATABASE_URL": "sqlite://?timeout=S3CRET"}, "PWA_DATABASE_URL is not an address"),
        ({"PWA_DATABASE_URL": f"sqlite:///{__file__}"}, "Cannot open the database: file is not a database."),
        ({"PWA_VAPID_KEY_FILE": __file__}, "is not a VAPID key (PEM)."),
    ],
)
def test_what_cannot_be_used_is_named_in_one_line_without_a_trace(tmp_path, setting, said):
    failed = run_until_it_fails(tmp_path, **setting)
    assert failed.returncode == 1
    assert said in failed.stderr
    assert failed.stderr.splitlines()[-1].startswith("Error: ")
    assert "Traceback" not in failed.stderr
    assert "S3CRET" not in failed.stderr


def test_the_server_and_the_worker_can_run_apart(tmp_path, push_service, maria):
    """A reminder planned through `pwa web` is sent by `pwa worker`: both look at the same store."""
    origins = {"PWA_PUSH_ORIGINS": push_service.origin}
    with Apart(tmp_path / "data", settings=origins, command="web") as server:
        local = (datetime.now(ZoneInfo(maria.zone)) + timedelta(minutes=1)).replace(tzinfo=None)
        body = maria.wish(local.isoformat(timespec="minutes"), at_night=True)
        connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.request("PUT", "/api/reminders", json.dumps(body), {"Content-Type": "application/json"})
        assert connection.getresponse().status == 201
        connection.close()
        make_due(tmp_path / "data" / "ask-first.sqlite3")
        environment = {**os.environ, "PWA_DATA_DIR": str(tmp_path / "data"), **origins}
        worker = subprocess.Popen([sys.executable, "-m", "pwa", "worker"], env=environment)
        push_service.wait_for_posts(2)
        worker.terminate()
        assert worker.wait(20) == 0


def test_clients_that_never_send_what_they_announced_hold_up_no_page(tmp_path):
    head = "POST /api/reminders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"
    with Apart(tmp_path / "data", command="web") as server, ExitStack() as sleeping:
        for _ in range(THREADS + 4):
            client = sleeping.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            client.sendall(head.encode())
        assert server.is_up()
        connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.request("GET", "/en/emergency")
        assert connection.getresponse().status == 200
        connection.close()


def make_due(file: Path) -> None:
    """Its time has come: nobody wants to wait a minute for that."""
    connection = sqlite3.connect(file)
    connection.execute("UPDATE reminder SET next_at = next_at - 3600")
    connection.commit()
    connection.close()


def test_a_new_key_leaves_the_old_one_beside_it(tmp_path):
    environment = {**os.environ, "PWA_DATA_DIR": str(tmp_path)}
    before = None
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-m", "pwa", "keys", "rotate"], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.startswith("The new public key is B")
        assert (tmp_path / "vapid.pem").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "vapid.pem").read_bytes() != before
        before = (tmp_path / "vapid.pem").read_bytes()
    assert len(list(tmp_path.glob("vapid-*.pem"))) == 2
