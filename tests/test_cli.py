"""`pwa run` as a person starts it: it makes all it needs and prints one line, or fails with one clear line."""

from __future__ import annotations

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from pwa import cli, logs, startup
from pwa.reminders import tables
from pwa.reminders.keys import KeyFileError, Keys
from tests.conftest import empty_sqlite
from tests.people import Person
from tests.push_service import PushService
from tests.servers import PATIENCE, ServerProcess, free_port, is_listening, wait_until


def run_until_it_fails(tmp_path: Path, command: str = "run", **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: text for name, text in os.environ.items() if not name.startswith("PWA_")}
    return subprocess.run(
        [sys.executable, "-m", "pwa", command],
        env={**clean, "PWA_DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_it_makes_what_it_needs_and_says_one_line(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with ServerProcess(data) as server:
        key = data / "vapid.pem"
        assert key.stat().st_mode & 0o777 == 0o600
        database = data / "ask-first.sqlite3"
        wait_until(database.with_name("ask-first.sqlite3-wal").exists)  # the first round of the worker
        assert {file.stat().st_mode & 0o777 for file in data.glob("ask-first.sqlite3*")} == {0o600}
        first_key = key.read_bytes()
        assert server.kill() == f"Ask First is at {server.url} (stop it with Ctrl+C)\n"
        server.start()
        assert key.read_bytes() == first_key


def test_a_port_in_use_gives_one_clear_line(tmp_path: Path) -> None:
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


def test_a_wrong_setting_gives_one_clear_line(tmp_path: Path) -> None:
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
def test_a_setting_that_cannot_be_used_is_named_in_one_line_without_a_trace(
    tmp_path: Path, setting: dict[str, str], said: str
) -> None:
    failed = run_until_it_fails(tmp_path, "worker", **setting)
    assert failed.returncode == 1
    assert said in failed.stderr
    assert failed.stderr.splitlines()[-1].startswith("Error: ")
    assert "Traceback" not in failed.stderr
    assert "S3CRET" not in failed.stderr


def test_a_database_of_a_newer_release_is_left_alone_and_named(tmp_path: Path) -> None:
    database = tmp_path / "ask-first.sqlite3"
    database.write_bytes(empty_sqlite())
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0099'")
        connection.commit()
    failed = run_until_it_fails(tmp_path, "worker")
    assert failed.returncode == 1
    assert failed.stderr.startswith("Error: A newer Ask First has changed the database: it has version 0099, and this")
    assert failed.stderr.endswith(
        "Start the newer one again, or restore a copy of the database from before the update.\n"
    )
    assert failed.stderr.count("\n") == 1


def fill(database: Path, subscriptions: int) -> None:
    """Make a database with this many subscriptions."""
    database.write_bytes(empty_sqlite())
    with closing(sqlite3.connect(database)) as connection:
        rows = ((i, f"https://push.example/{i:0200}", "p", "a", "v", "en") for i in range(subscriptions))
        connection.executemany("INSERT INTO subscription VALUES (?, ?, ?, ?, ?, ?, NULL)", rows)
        connection.commit()


@pytest.mark.parametrize("where", ["among the rows", "in the list of tables"])
def test_a_damaged_database_is_found_at_the_start(tmp_path: Path, where: str) -> None:
    database = tmp_path / "ask-first.sqlite3"
    fill(database, 1000)
    with database.open("r+b") as file:
        file.seek(database.stat().st_size // 2 // 4096 * 4096 if where == "among the rows" else 100)
        file.write(b"\xff" * 1000)
    failed = run_until_it_fails(tmp_path, "worker")
    assert failed.returncode == 1
    assert f"Error: The database {database} is damaged: " in failed.stderr
    assert "restore a backup" in failed.stderr
    assert failed.stderr.count("\n") == 1


def test_the_check_of_a_large_database_does_not_hold_up_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    database = tmp_path / "large.sqlite3"
    fill(database, 10_000)
    caplog.set_level("INFO")
    tables.check(tables.connect(f"sqlite:///{database}"))
    assert caplog.text == ""
    monkeypatch.setattr(tables, "CHECK_WITHIN", 0.0)
    tables.check(tables.connect(f"sqlite:///{database}"))
    assert "The database is large" in caplog.text


@pytest.mark.parametrize(("most", "connections", "warns"), [(20_000, 16_384, False), (1500, 750, True)])
def test_as_many_connections_are_taken_as_files_may_be_open(most: int, connections: int, warns: bool) -> None:
    program = f"""
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (256, {most}))
from pwa import cli, logs, startup
print(cli._raise_open_files())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) == connections
    assert ("This process may open only 1500 files" in done.stderr) == warns


def pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


P256 = ec.generate_private_key(ec.SECP256R1())


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        (pem(ec.generate_private_key(ec.SECP384R1())), 0o600, "is not a key on the curve P-256"),
        (pem(rsa.generate_private_key(65537, 2048)), 0o600, "is not a key on the curve P-256"),
        (P256.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), 0o600, "is not a VAPID key"),
        (b"", 0o600, "is not a VAPID key"),
        (pem(P256), 0o644, "(mode 0644). Run: chmod 600 "),
        (pem(P256), 0o640, "(mode 0640). Run: chmod 600 "),
    ],
    ids=["P-384", "RSA", "a public key", "empty", "0644", "0640"],
)
@pytest.mark.parametrize("name", ["vapid.pem", "vapid-older.pem"])
def test_a_key_that_cannot_sign_or_that_others_can_read_is_refused_by_name(
    tmp_path: Path, content: bytes, mode: int, said: str, name: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    file.chmod(mode)
    main = tmp_path / "vapid.pem"
    if not main.exists():
        main.write_bytes(pem(P256))
        main.chmod(0o600)
    with pytest.raises(KeyFileError, match=re.escape(said)) as refused:
        Keys(main)
    assert str(file) in str(refused.value)


@pytest.mark.parametrize("command", ["worker", "web", "run"])
def test_a_process_with_a_key_that_no_subscription_uses_does_not_start(
    tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second machine without the key would make its own, and put off every push."""
    fill(tmp_path / "ask-first.sqlite3", 3)
    monkeypatch.setenv("PWA_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(logs, "LOGGING", {"version": 1, "disable_existing_loggers": False})
    monkeypatch.setattr(os, "umask", lambda _mode: 0)  # it would apply to the tests after this one
    refused = CliRunner().invoke(cli.main, [command])
    assert refused.exit_code == 1
    assert f"No subscription uses the VAPID key {tmp_path / 'vapid.pem'}" in refused.output
    assert "--new-key" in refused.output
    assert not (tmp_path / "vapid.pem").exists(), "the next start makes the same check"
    assert startup.prepare(new_key=True).vapid_key_file.exists()
    with closing(sqlite3.connect(tmp_path / "ask-first.sqlite3")) as connection:
        connection.execute("UPDATE subscription SET vapid_key = ? WHERE id = 1", [Keys(tmp_path / "vapid.pem").public])
        connection.commit()
    assert startup.prepare().vapid_key_file.exists()


def test_the_server_and_the_worker_can_run_apart(tmp_path: Path, push_service: PushService, maria: Person) -> None:
    """A reminder planned through `pwa web` is sent by `pwa worker`, because both use the same store."""
    origins = {"PWA_PUSH_ORIGINS": push_service.origin}
    with ServerProcess(tmp_path / "data", settings=origins, command="web") as server:
        plan(maria, server.port)
        make_due(tmp_path / "data" / "ask-first.sqlite3")
        port = free_port()
        numbers = {"PWA_METRICS_PORT": str(port)}
        environment = {**os.environ, "PWA_DATA_DIR": str(tmp_path / "data"), **origins, **numbers}
        worker = subprocess.Popen([sys.executable, "-m", "pwa", "worker"], env=environment)
        push_service.wait_for_posts(2)
        delivered = b'ask_first_pushes_total{outcome="delivered"} 1.0'
        wait_until(lambda: delivered in ask(port, "/metrics"), what="its own numbers")
        wait_until(lambda: ask(server.port, "/readyz") == b"ready\n")
        worker.terminate()
        assert worker.wait(PATIENCE) == 0


def test_a_server_that_is_stopped_waits_for_the_answer_to_its_push(
    tmp_path: Path, push_service: PushService, maria: Person
) -> None:
    """Otherwise it would not know that the notification was sent, and would send it again at its next start."""
    store = tmp_path / "ask-first.sqlite3"
    with ServerProcess(tmp_path, settings={"PWA_PUSH_ORIGINS": push_service.origin}) as server:
        plan(maria, server.port)
        push_service.together = 3  # it answers the push of the reminder when that of the test has arrived
        make_due(store)
        push_service.wait_for_arrivals(2)
        server.process.terminate()
        wait_until(lambda: not is_listening(server.port), what="the server takes no more requests")
        with closing(HTTPConnection("127.0.0.1", push_service.port, timeout=PATIENCE)) as other:
            other.request("POST", "/wpush/v2/nobody", b"")
            assert other.getresponse().status == 410
        said, _ = server.process.communicate(timeout=PATIENCE)
    assert [post.status for post in push_service.posts].count(201) == 2
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
        assert connection.execute("SELECT sent_at IS NOT NULL FROM reminder").fetchone() == (1,)
    assert "ERROR" not in said


def plan(person: Person, port: int) -> None:
    """Plan a reminder in a minute. The server sends a first push at once, which proves that the browser is the own."""
    local = (datetime.now(ZoneInfo(person.zone)) + timedelta(minutes=1)).replace(tzinfo=None)
    body = person.request(local.isoformat(timespec="minutes"), at_night=True)
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("PUT", "/api/reminders", json.dumps(body), {"Content-Type": "application/json"})
        assert connection.getresponse().status == 201


def ask(port: int, path: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()


def make_due(file: Path) -> None:
    """Make the reminder due, so that the test need not wait a minute."""
    connection = sqlite3.connect(file)
    connection.execute("UPDATE reminder SET next_at = next_at - 3600")
    connection.commit()
    connection.close()


def test_a_new_key_leaves_the_old_one_beside_it(tmp_path: Path) -> None:
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
