"""`deploy/Containerfile`, built by Debian's Podman from an image that is made here, and run with a read-only root."""

from __future__ import annotations

import json
import subprocess
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.podman import Podman
from tests.servers import PATIENCE, free_port, wait_until

pytestmark = [pytest.mark.deploy, pytest.mark.container]


@pytest.fixture(scope="module")
def config(podman: Podman) -> dict[str, Any]:
    """The configuration of the image."""
    [inspected] = json.loads(podman("inspect", "--type=image", "localhost/ask-first"))
    return dict(inspected["Config"])


@pytest.fixture(scope="module")
def root(podman: Podman) -> Path:
    """The files of the image."""
    return Path(podman("image", "mount", "localhost/ask-first"))


def test_nothing_in_it_belongs_to_the_user_of_the_app_but_the_data(root: Path, config: dict[str, Any]) -> None:
    user, _, group = config["User"].partition(":")
    data = (root / "data").stat()
    assert (data.st_uid, data.st_gid, data.st_mode & 0o777) == (int(user), int(group), 0o700)
    found = subprocess.run(
        ["find", root, "-xdev", "!", "-type", "l", "(", "-uid", user, "-o", "-perm", "-o+w", ")"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(found.stdout.split()) == {str(root / "data"), str(root / "tmp")}
    assert list(config["Volumes"]) == ["/data"]


def test_it_holds_the_app_and_no_sources_tests_or_keys(root: Path) -> None:
    files = {str(path.relative_to(root)) for path in root.rglob("*")}
    assert not [path for path in files if path.endswith(("vapid.pem", ".po")) or "/tests/browser" in path]
    assert "src" not in files
    assert any(path.endswith("/pwa/static/sw.js") for path in files)
    assert any(path.endswith("/psycopg/__init__.py") for path in files)


def test_it_runs_with_a_read_only_root_tells_its_health_and_ends(podman: Podman) -> None:
    port = free_port()
    podman(
        *("run", "--detach", "--pull=never", "--name=alone", "--read-only", "--tmpfs=/tmp", "--volume=alone:/data"),
        *(f"--publish=127.0.0.1:{port}:8000", "ask-first"),
    )
    wait_until(lambda: get(port, "/healthz") == 200, what="the app answers")
    assert get(port, "/ar/check") == 200
    podman("healthcheck", "run", "alone")
    assert (podman.files_of("alone") / "vapid.pem").stat().st_uid == 10001
    podman("stop", "--time=20", "alone")
    assert podman.inspect("alone", ".State.ExitCode") == "0"
    podman("rm", "alone")


def test_its_health_is_wrong_when_nothing_answers(podman: Podman) -> None:
    waiting = ["--entrypoint=python3", "ask-first", "-c", "import signal; signal.pause()"]
    podman("run", "--detach", "--pull=never", "--name=silent", *waiting)
    assert podman.attempt("healthcheck", "run", "silent").returncode == 1
    podman("rm", "--force", "--time=0", "silent")


def get(port: int, path: str) -> int:
    """Return the status of an answer, or 0 if nothing answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()
