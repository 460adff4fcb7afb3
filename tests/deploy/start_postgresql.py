"""Starts PostgreSQL in a container as the usual image does, with the variables that `deploy/` sets.

The image holds it, and no other file of the project.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

USER = 999
DATA = Path("/var/lib/postgresql/data")
SOCKETS = Path("/var/run/postgresql")


def main() -> None:
    for folder in (DATA, SOCKETS):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        os.chown(folder, USER, USER)
    os.setgroups([])
    os.setgid(USER)
    os.setuid(USER)
    if not (DATA / "PG_VERSION").exists():
        make_database(os.environ["POSTGRES_USER"], os.environ["POSTGRES_PASSWORD"])
    os.execlp("postgres", "postgres", "-D", str(DATA), "-c", "listen_addresses=*")


def make_database(user: str, password: str) -> None:
    """Make the server, its user, and a database of the same name."""
    file = Path("/tmp/password")
    file.write_text(password)
    options = os.environ.get("POSTGRES_INITDB_ARGS", "").split()
    subprocess.run(["initdb", "-D", DATA, "-U", user, f"--pwfile={file}", "--no-sync", *options], check=True)
    with (DATA / "pg_hba.conf").open("a") as rules:
        rules.write("host all all all scram-sha-256\n")
    single = ["postgres", "--single", "-D", str(DATA), "postgres"]
    subprocess.run(single, input=f"CREATE DATABASE {user}\n", text=True, check=True)


if __name__ == "__main__":
    main()
