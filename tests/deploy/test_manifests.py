"""The files for Compose and Kubernetes ask for little, name no registry, and agree with the image, the app and Caddy."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from pwa.cli import main
from pwa.limits import CONNECTIONS, OTHER_FILES
from pwa.settings import Settings
from tests.deploy.proxies import DEPLOY

pytestmark = pytest.mark.deploy

FILES = [DEPLOY / "Containerfile", *sorted(DEPLOY.glob("*.yaml"))]
CONTAINERFILE = (DEPLOY / "Containerfile").read_text()
COMPOSE, POSTGRESQL = (
    yaml.safe_load((DEPLOY / name).read_text())["services"] for name in ("compose.yaml", "compose.postgresql.yaml")
)
KUBERNETES = {
    (document["kind"], document["metadata"]["name"]): document
    for document in yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text())
}
DEPLOYMENTS = {name: document for (kind, name), document in KUBERNETES.items() if kind == "Deployment"}
GIVEN = {"DOMAIN": "ask.clinic.org", "POSTGRES_PASSWORD": "6c1f"}


def filled(environment: dict[str, str]) -> dict[str, str]:
    """Fill in the variables as Compose does."""
    return {
        name: re.sub(r"\$\{(\w+)[^}]*\}", lambda found: GIVEN[found[1]], text) for name, text in environment.items()
    }


def wanted(file: Path) -> set[str]:
    """Return the variables without a default."""
    return set(re.findall(r"\$\{(\w+)(?:\}|:\?)", re.sub(r"(?m)#.*$", "", file.read_text())))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_file_names_a_registry(file: Path) -> None:
    images = re.findall(r"(?m)^\s*(?:- )?(?:image: |FROM |ARG BASE=|BASE: )(.*)$", file.read_text())
    assert images or file.name == "compose.postgresql.yaml"
    for image in images:
        assert "/" not in image, "a name with a slash may begin with the host of a registry"


def test_the_name_of_the_machine_is_all_that_must_be_given_and_with_postgresql_a_password() -> None:
    assert wanted(DEPLOY / "compose.yaml") == {"DOMAIN"}
    assert wanted(DEPLOY / "compose.postgresql.yaml") == {"POSTGRES_PASSWORD"}
    assert set(re.findall(r"\{\$(\w+)", (DEPLOY / "Caddyfile").read_text())) == set(COMPOSE["caddy"]["environment"])


def test_the_app_takes_the_settings_of_compose() -> None:
    settings = Settings.from_environment(filled(COMPOSE["app"]["environment"]))
    assert (settings.base_url, settings.contact) == ("https://ask.clinic.org", "https://ask.clinic.org")
    assert settings.trusted_proxies == 1
    for name in ("app", "worker"):
        both = {**COMPOSE["app"]["environment"], **POSTGRESQL[name]["environment"]}
        url = Settings.from_environment(filled(both)).database_url
        assert url == "postgresql+psycopg://ask_first:6c1f@postgresql/ask_first"


def test_compose_runs_one_app_or_with_postgresql_a_web_server_and_two_workers() -> None:
    assert "command" not in COMPOSE["app"]
    assert re.search(r'^CMD \["run"\]$', CONTAINERFILE, re.MULTILINE)
    assert (POSTGRESQL["app"]["command"], POSTGRESQL["worker"]["command"]) == (["web"], ["worker"])
    assert {"run", "web", "worker"} <= set(main.commands)
    assert POSTGRESQL["worker"]["extends"] == {"file": "compose.yaml", "service": "app"}
    assert POSTGRESQL["worker"]["deploy"] == {"replicas": 2}
    assert POSTGRESQL["worker"]["healthcheck"] == {"test": "true"}


def test_compose_has_the_health_of_the_image_which_podman_leaves_out() -> None:
    [health] = re.findall(r"urlopen\(.*?timeout=\d\)", COMPOSE["app"]["healthcheck"]["test"])
    image = CONTAINERFILE.replace("f'", "'").replace('{os.environ[\\"PORT\\"]}', "8000")
    assert health in image
    for name in ("interval", "timeout", "start_period"):
        assert f"--{name.replace('_', '-')}={COMPOSE['app']['healthcheck'][name]}" in image


def test_each_network_keeps_its_own_address_because_compose_listens_on_ipv4_only() -> None:
    assert COMPOSE["caddy"]["ports"] == ["0.0.0.0:80:80", "0.0.0.0:443:443", "0.0.0.0:443:443/udp"]


def test_a_reboot_and_a_newer_podman_compose_find_everything_again() -> None:
    services = [*COMPOSE.values(), POSTGRESQL["postgresql"]]
    assert {service["restart"] for service in services} == {"always"}, "Podman 4 starts no other after a reboot"
    for name in ("compose.yaml", "compose.postgresql.yaml"):
        for volume, options in yaml.safe_load((DEPLOY / name).read_text())["volumes"].items():
            assert options == {"name": f"ask-first_{volume}"}, "podman-compose 1.0 takes the name of the folder"


def test_in_compose_the_app_can_write_its_data_and_nothing_else() -> None:
    app = COMPOSE["app"]
    assert app["read_only"] is True
    assert app["cap_drop"] == ["ALL"]
    assert app["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in app, "only Caddy can reach it"
    assert (app["volumes"], app["tmpfs"]) == (["data:/data"], ["/tmp"])
    assert app["ulimits"]["nofile"] == CONNECTIONS + OTHER_FILES
    assert re.search(r"^ENV PWA_DATA_DIR=/data HOST=0\.0\.0\.0 PORT=8000\b", CONTAINERFILE, re.MULTILINE)
    assert COMPOSE["caddy"]["environment"]["UPSTREAM"] == "app:8000"


def test_the_app_takes_the_settings_of_kubernetes() -> None:
    secret = {"PWA_DATABASE_URL": "postgresql://ask_first:6c1f@db/ask_first"}
    settings = Settings.from_environment(KUBERNETES["ConfigMap", "ask-first"]["data"] | secret)
    assert (settings.host, settings.port, settings.trusted_proxies) == ("0.0.0.0", 8000, 1)
    assert str(settings.vapid_key_file).startswith("/run/secrets/"), "there a key may have any mode"


@pytest.mark.parametrize("name", ["ask-first-web", "ask-first-worker"])
def test_in_kubernetes_a_container_can_write_nothing_and_gets_time_to_end(name: str) -> None:
    pod: dict[str, Any] = DEPLOYMENTS[name]["spec"]["template"]["spec"]
    [container] = pod["containers"]
    assert container["args"] == [name.removeprefix("ask-first-")]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod["securityContext"] == {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    assert re.search(r"^USER \d+:\d+$", CONTAINERFILE, re.MULTILINE), "Kubernetes must see that it is not root"
    assert pod["automountServiceAccountToken"] is False
    assert pod["terminationGracePeriodSeconds"] > 15
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    assert set(mounts) == {volume["name"] for volume in pod["volumes"]}
    key = KUBERNETES["ConfigMap", "ask-first"]["data"]["PWA_VAPID_KEY_FILE"]
    assert key == f"{mounts['key']}/vapid.pem"


def test_in_kubernetes_names_agree_and_the_metrics_are_hidden() -> None:
    assert set(DEPLOYMENTS) == {"ask-first-web", "ask-first-worker"}
    for name, deployment in DEPLOYMENTS.items():
        labels = {"app": name}
        assert deployment["spec"]["selector"]["matchLabels"] == labels
        assert deployment["spec"]["template"]["metadata"]["labels"] == labels
    assert KUBERNETES["Service", "ask-first"]["spec"]["selector"] == {"app": "ask-first-web"}
    assert "selector" not in KUBERNETES["Service", "ask-first-hidden"]["spec"]
    [rule] = KUBERNETES["Ingress", "ask-first"]["spec"]["rules"]
    leads_to = {path["path"]: path["backend"]["service"]["name"] for path in rule["http"]["paths"]}
    assert leads_to == {"/metrics": "ask-first-hidden", "/": "ask-first"}
    assert all(("Service", name) in KUBERNETES for name in leads_to.values())
