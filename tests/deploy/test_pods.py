"""The pods of `deploy/kubernetes.yaml`, played by Debian's Podman, which knows neither Service nor Ingress."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pycurl
import pytest
import yaml

from pwa.reminders import keys
from tests.deploy.podman import Podman
from tests.deploy.proxies import DEPLOY, Client
from tests.servers import wait_until

pytestmark = [pytest.mark.deploy, pytest.mark.container]

DATABASE = "postgresql://ask_first:6c1f@postgresql/ask_first"


def for_podman(document: dict[str, Any], key: Path) -> dict[str, Any]:
    """Replace what Podman 4 cannot do.

    It reads a Secret in no form of Kubernetes, gives each pod of a Deployment the same port of the machine, and asks
    for the health with curl, which the image does not have.
    """
    if document["kind"] == "Deployment":
        document["spec"]["replicas"] = 1
        pod = document["spec"]["template"]["spec"]
        [container] = pod["containers"]
        container["env"] = [{"name": "PWA_DATABASE_URL", "value": DATABASE}]
        for name in ("ports", "livenessProbe", "readinessProbe", "startupProbe"):
            container.pop(name, None)
        [volume] = [volume for volume in pod["volumes"] if volume["name"] == "key"]
        volume["hostPath"] = {"path": str(key.parent)}
        del volume["secret"]
    return document


@pytest.fixture(scope="module")
def pods(podman: Podman, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the web server in its pod. There are a worker and PostgreSQL, too."""
    folder = tmp_path_factory.mktemp("pods")
    key = folder / "vapid.pem"
    keys.ensure(key)
    key.chmod(0o644)  # so does Kubernetes
    folder.chmod(0o755)
    documents = yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text())
    file = folder / "pods.yaml"
    file.write_text(yaml.safe_dump_all(for_podman(document, key) for document in documents))
    podman.build_postgresql()
    podman("tag", "localhost/ask-first", "localhost/ask-first:0.1.0")
    podman("network", "create", "pods")
    settings = ["--env=POSTGRES_USER=ask_first", "--env=POSTGRES_PASSWORD=6c1f", "--env=POSTGRES_INITDB_ARGS=-E UTF8"]
    podman("run", "--detach", "--pull=never", "--network=pods", "--name=postgresql", *settings, "localhost/postgresql")
    podman("kube", "play", "--network=pods", file)
    infra = podman("pod", "inspect", "--format={{.InfraContainerID}}", "ask-first-web-pod-0")
    yield f"http://{podman.inspect(infra, '.NetworkSettings.Networks.pods.IPAddress')}:8000"
    podman("kube", "down", file)


def status(origin: str, path: str) -> int:
    """Return the status of an answer, or 0 if there was none."""
    try:
        return Client(origin).ask(path).status
    except pycurl.error:
        return 0


def test_web_server_and_worker_are_ready(pods: str) -> None:
    wait_until(lambda: status(pods, "/readyz") == 200, what="the app is ready")
    assert status(pods, "/healthz") == 200


def test_an_operator_can_recall_a_page_in_a_pod(podman: Podman, pods: str) -> None:
    wait_until(lambda: status(pods, "/readyz") == 200, what="the app is ready")
    recall = ["/opt/ask-first/bin/pwa", "recall", "techniques/swedish", "--reason=withdrawn"]
    podman("exec", "ask-first-web-pod-0-web", *recall)


def test_both_end_in_time(podman: Podman, pods: str) -> None:
    wait_until(lambda: status(pods, "/readyz") == 200, what="the app is ready")
    for name in ("web", "worker"):
        podman("stop", "--time=20", f"ask-first-{name}-pod-0-{name}")
        assert podman.inspect(f"ask-first-{name}-pod-0-{name}", ".State.ExitCode") == "0", "it was not killed"
