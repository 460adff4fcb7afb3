"""`pwa run` as a person starts it: one line, everything made, and one clear line when it cannot be."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

from tests.servers import Apart


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
        assert (data / "ask-first.sqlite3").exists()
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


def test_the_server_and_the_worker_can_run_apart(tmp_path):
    for command in ("web", "worker", "run"):
        answer = subprocess.run(
            [sys.executable, "-m", "pwa", command, "--help"], capture_output=True, text=True, timeout=30, check=True
        )
        assert "Usage" in answer.stdout
