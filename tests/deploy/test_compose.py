"""`deploy/compose.yaml` and `deploy/compose.postgresql.yaml`, started by Debian's podman-compose.

Caddy and PostgreSQL are those of this machine, in images that are made here. Caddy knows that no authority gives a
certificate for localhost, and makes one. The ports 80 and 443 of this machine must be free.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator

import pycurl
import pytest

from tests.deploy.podman import Podman
from tests.deploy.proxies import Client
from tests.servers import is_listening, wait_until

pytestmark = [pytest.mark.deploy, pytest.mark.container]

# Tries to write at each place, and prints what the kernel lets the process with the number 1 do.
PROBE = """
import json, re
written = []
for folder in ["/", "/opt/ask-first", "/var", "/data", "/tmp"]:
    try:
        open(f"{folder}/probe", "w").close()
    except OSError:
        continue
    written.append(folder)
status = dict(re.findall(r"(?m)^(\\w+):\\s+(\\w+)", open("/proc/1/status").read()))
[files] = re.findall(r"Max open files +(\\d+)", open("/proc/1/limits").read())
print(json.dumps([written, {name: status[name] for name in ["Uid", "CapEff", "CapBnd", "NoNewPrivs"]}, files]))
"""


class Compose:
    """A running project."""

    def __init__(self, podman: Podman, *files: str, **variables: str) -> None:
        self._podman, self._files = podman, files
        images = {"BASE": "localhost/base", "CADDY": "localhost/caddy", "POSTGRESQL": "localhost/postgresql"}
        self._variables = {"DOMAIN": "localhost", **images, **variables}

    def __call__(self, *command: str) -> None:
        self._podman.compose(self._files, *command, **self._variables)

    def status(self, path: str, origin: str = "https://localhost") -> int:
        """Return the status of an answer that came through Caddy, or 0 if there was none."""
        certificate = self._podman.files_of("ask-first_certificates") / "caddy/pki/authorities/local/root.crt"
        try:
            return Client(origin, certificate=certificate).ask(path).status
        except pycurl.error:
            return 0

    def wait_until_ready(self) -> None:
        wait_until(lambda: self.status("/readyz") == 200, what="the app is ready")


@pytest.fixture(scope="module")
def caddy(podman: Podman) -> None:
    for port in (80, 443):
        assert not is_listening(port), f"another program listens at port {port}"
    podman.build_caddy()


@pytest.fixture(scope="module")
def compose(podman: Podman, caddy: None) -> Iterator[Compose]:
    """The command of the documentation, and its end."""
    project = Compose(podman, "compose.yaml")
    project("up", "--detach", "--build")
    project.wait_until_ready()
    yield project
    project("down", "--volumes")


def test_one_command_serves_the_app_at_the_name_of_the_machine(compose: Compose) -> None:
    assert compose.status("/en/") == 200
    assert compose.status("/en/", "http://localhost") == 308
    assert compose.status("/metrics") == 404


def test_the_app_has_no_rights_and_can_write_only_its_data(podman: Podman, compose: Compose) -> None:
    written, rights, files = json.loads(podman("exec", "deploy_app_1", "python3", "-c", PROBE))
    assert written == ["/data", "/tmp"]
    assert rights == {"Uid": "10001", "CapEff": "0" * 16, "CapBnd": "0" * 16, "NoNewPrivs": "1"}
    assert files == "17408"


def test_podman_knows_the_health_of_the_app(podman: Podman, compose: Compose) -> None:
    podman("healthcheck", "run", "deploy_app_1")


def test_the_app_ends_in_time_and_a_new_one_has_the_same_key_and_database(podman: Podman, compose: Compose) -> None:
    data = podman.files_of("ask-first_data")
    before = (data / "vapid.pem").read_bytes(), (data / "ask-first.sqlite3").stat().st_ino
    podman("stop", "--time=20", "deploy_app_1")
    assert podman.inspect("deploy_app_1", ".State.ExitCode") == "0", "it was not killed"
    compose("down")
    assert podman("ps", "--all", "--quiet", "--filter=name=deploy_") == ""
    compose("up", "--detach")
    compose.wait_until_ready()
    assert ((data / "vapid.pem").read_bytes(), (data / "ask-first.sqlite3").stat().st_ino) == before


def test_all_start_again_after_a_reboot(podman: Podman, compose: Compose) -> None:
    """With what Debian's podman-restart.service runs."""
    podman("stop", "--all")
    podman("start", "--all", "--filter", "restart-policy=always")
    compose.wait_until_ready()


@pytest.fixture(scope="module")
def large(podman: Podman, compose: Compose) -> Iterator[Compose]:
    """With PostgreSQL and two workers, in the place of the other project."""
    podman.build_postgresql()
    compose("down")
    project = Compose(podman, "compose.yaml", "compose.postgresql.yaml", POSTGRES_PASSWORD="6c1f")
    project("up", "--detach")
    project.wait_until_ready()
    yield project
    project("down", "--volumes")


def test_with_postgresql_the_database_and_the_workers_are_ready(podman: Podman, large: Compose) -> None:
    running = podman("ps", "--format={{.Names}}").split()
    assert set(running) == {f"deploy_{name}" for name in ["app_1", "caddy_1", "postgresql_1", "worker_1", "worker_2"]}
    assert podman.inspect("deploy_app_1", ".Config.Cmd") == "[web]", "reminders are left to the workers"
    for name in ("app_1", "worker_1", "postgresql_1"):
        podman("healthcheck", "run", f"deploy_{name}")


def test_a_killed_worker_starts_again(podman: Podman, large: Compose) -> None:
    os.kill(int(podman.inspect("deploy_worker_1", ".State.Pid")), signal.SIGKILL)
    wait_until(lambda: podman.inspect("deploy_worker_1", ".RestartCount") == "1", what="the worker starts again")
    wait_until(lambda: podman.inspect("deploy_worker_1", ".State.Status") == "running", what="the worker runs")
