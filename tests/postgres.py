"""Runs a PostgreSQL for the tests: Debian's binaries, a temporary data folder, a free port, not as root."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.servers import free_port, wait_until


class Postgres:
    """A running server. `new_database` gives every test an empty one."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._count = 0

    def new_database(self) -> str:
        """The address of a new, empty database, as SQLAlchemy writes it."""
        self._count += 1
        name = f"test_{os.getpid()}_{self._count}"
        with psycopg.connect(f"{self._plain}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"{self._plain.replace('postgresql:', 'postgresql+psycopg:')}/{name}"

    def drop(self, database: str) -> None:
        """Drop a database, also while somebody is connected to it."""
        with psycopg.connect(f"{self._plain}/postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {database.rpartition('/')[2]} WITH (FORCE)")

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
def postgres() -> Iterator[Postgres]:
    found = [*Path("/usr/lib/postgresql").glob("*/bin"), Path(shutil.which("initdb") or "/missing").parent]
    initdb, server = max(found) / "initdb", max(found) / "postgres"
    assert initdb.exists(), "PostgreSQL is missing: install the Debian package postgresql"
    folder = Path(tempfile.mkdtemp(prefix="ask-first-postgres-"))
    # PostgreSQL refuses to run as root.
    other: list[str | Path] = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    if other:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    make = [*other, initdb, "-D", data, "-U", "tester", "-A", "trust", "--no-sync", "-E", "UTF8"]
    subprocess.run(make, check=True, cwd=folder, **quiet)
    port = free_port()
    options = ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}", "-p", str(port)]
    process = subprocess.Popen([*other, server, "-D", data, *options], cwd=folder, **quiet)
    try:
        running = Postgres(port)
        wait_until(running.is_up, what="PostgreSQL answers")
        yield running
    finally:
        # An immediate shutdown, because the data is not needed and a smart one would wait for the pools of the tests.
        stop = [*other, server.with_name("pg_ctl"), "stop", "-m", "immediate", "-D", data]
        subprocess.run(stop, check=True, cwd=folder, **quiet)
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)
