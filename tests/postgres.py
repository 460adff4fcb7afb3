"""Runs a PostgreSQL and a PgBouncer for the tests: Debian's binaries, a temporary folder, a free port, not as root."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests.servers import PATIENCE, free_port, is_listening, wait_until


class Postgres:
    """A running server. `new_database` gives every test its own."""

    def __init__(self, port: int, folder: Path) -> None:
        elsewhere = Path(shutil.which("initdb") or "/missing").parent
        self._programs = max(Path("/usr/lib/postgresql").glob("*/bin"), default=elsewhere)
        assert (self._programs / "initdb").exists(), "PostgreSQL is missing: install the Debian package postgresql"
        self.port = port
        self._folder, self._data, self._as_other = folder, folder / "data", _as_other(folder)
        self._process: subprocess.Popen[Any] | None = None
        self._count = 0

    def run(self, program: str, *arguments: str) -> None:
        """Run a program of PostgreSQL on the data of this server."""
        subprocess.run([self._programs / program, "-D", self._data, *arguments], check=True, **self._as_other)

    def start(self) -> None:
        """Start it, and start it again if it ends: the last processes of a killed server may still hold its memory."""
        options = ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={self._folder}"]
        command: list[str | Path] = [self._programs / "postgres", "-D", self._data, *options, "-p", str(self.port)]

        def is_up() -> bool:
            if self._process is None or self._process.poll() is not None:
                self._process = subprocess.Popen(command, **self._as_other)
            return self.is_up()

        wait_until(is_up, what="PostgreSQL answers")

    def stop(self) -> None:
        """Stop it at once, if it runs: a smart shutdown would wait for the pools of the tests."""
        if self._process is not None and self._process.poll() is None:
            self.run("pg_ctl", "stop", "-m", "immediate")
            self._process.wait(PATIENCE)

    def kill(self) -> None:
        """Kill all its processes."""
        self.send(signal.SIGKILL)
        assert self._process
        self._process.wait(PATIENCE)

    def send(self, number: signal.Signals) -> None:
        """Send a signal to all its processes."""
        assert self._process
        postmaster = self._process.pid
        os.kill(postmaster, signal.SIGSTOP)  # from now on there are no new ones
        shown = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], check=True, capture_output=True, text=True).stdout
        pairs = [tuple(map(int, line.split())) for line in shown.splitlines()]
        for one in (postmaster, *(pid for pid, parent in pairs if parent == postmaster)):
            with suppress(ProcessLookupError):
                os.kill(one, number)

    def new_database(self, like: str | None = None) -> str:
        """The address of a new database, as SQLAlchemy writes it: empty, or a copy of another one that nobody uses."""
        self._count += 1
        name = f"test_{os.getpid()}_{self._count}"
        template = f" TEMPLATE {like.rpartition('/')[2]}" if like else ""
        self.execute(f"CREATE DATABASE {name}{template}")
        return f"{self._plain.replace('postgresql:', 'postgresql+psycopg:')}/{name}"

    def drop(self, database: str) -> None:
        """Drop a database, also while somebody is connected to it."""
        self.execute(f"DROP DATABASE {database.rpartition('/')[2]} WITH (FORCE)")

    def execute(self, *statements: str) -> list[Any]:
        """Execute statements as an operator. Returns the rows of the last one."""
        with psycopg.connect(f"{self._plain}/postgres", autocommit=True) as connection:
            cursor = connection.cursor()
            for statement in statements:
                cursor.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    @property
    def _plain(self) -> str:
        return f"postgresql://tester@127.0.0.1:{self.port}"

    def is_up(self) -> bool:
        try:
            psycopg.connect(f"{self._plain}/postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def pgbouncer(database: str) -> Iterator[str]:
    """The address of a database through a PgBouncer in transaction mode, with two connections for all clients."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "PgBouncer is missing: install the Debian package pgbouncer"
    name, port, address = database.rpartition("/")[2], free_port(), urlsplit(database)
    folder = Path(tempfile.mkdtemp(prefix="ask-first-pgbouncer-"))
    file = folder / "pgbouncer.ini"
    file.write_text(
        f"[databases]\n{name} = host=127.0.0.1 port={address.port} user=tester\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
        "pool_mode = transaction\ndefault_pool_size = 2\n"
    )
    process = subprocess.Popen([program, file], **_as_other(folder))
    try:
        wait_until(lambda: is_listening(port), what="PgBouncer listens")
        yield f"postgresql+psycopg://tester@127.0.0.1:{port}/{name}"
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _as_other(folder: Path) -> dict[str, Any]:
    """How to start a process in a folder: neither PostgreSQL nor PgBouncer runs as root. The other user gets the folder.

    Not with runuser: it stops itself when its process is stopped.
    """
    started: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        started |= {"user": "postgres", "group": "postgres", "extra_groups": []}
    return started


@contextmanager
def postgres(standby_of: Postgres | None = None, place: Path | None = None) -> Iterator[Postgres]:
    """A new server, or a standby that follows another server.

    Args:
        place: where its folder is made, or the usual place for temporary files.
    """
    folder = Path(tempfile.mkdtemp(prefix="ask-first-postgres-", dir=place))
    server = Postgres(free_port(), folder)
    try:
        if standby_of:
            where = ["-h", "127.0.0.1", "-p", str(standby_of.port), "-U", "tester"]
            server.run("pg_basebackup", "--write-recovery-conf", "--checkpoint=fast", "--no-sync", *where)
        else:
            server.run("initdb", "-U", "tester", "-A", "trust", "--no-sync", "-E", "UTF8")
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
