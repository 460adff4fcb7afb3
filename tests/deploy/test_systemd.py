"""The units of `deploy/systemd/`: systemd takes them, and they are hardened. Nothing is started."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pwa.limits import CONNECTIONS, OTHER_FILES
from tests.deploy.proxies import DEPLOY, replaced

pytestmark = [pytest.mark.deploy, pytest.mark.skipif(sys.platform != "linux", reason="systemd runs on Linux only")]

UNITS = {"ask-first.service": "run", "ask-first-web.service": "web", "ask-first-worker@.service": "worker"}
each_unit = pytest.mark.parametrize("name", UNITS)


def text_of(name: str) -> str:
    return (DEPLOY / "systemd" / name).read_text()


def values(name: str, directive: str) -> list[str]:
    return re.findall(rf"^{directive}=(.*)$", text_of(name), re.MULTILINE)


@pytest.fixture
def unit(name: str, tmp_path: Path) -> Path:
    """The unit with a program that is installed here, because systemd checks that there is one."""
    file = tmp_path / name.replace("@", "@1")
    file.write_text(replaced(text_of(name), "/srv/ask-first/venv/bin/pwa", sys.executable))
    return file


def test_these_are_all_units() -> None:
    assert {file.name for file in (DEPLOY / "systemd").iterdir()} == set(UNITS)


@each_unit
def test_systemd_takes_it(name: str, unit: Path) -> None:
    judged = subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=no", unit], capture_output=True, text=True, check=False
    )
    assert (judged.returncode, judged.stdout + judged.stderr) == (0, "")


@each_unit
def test_systemd_finds_little_that_a_broken_into_service_could_do(name: str, unit: Path) -> None:
    """From 0 (nothing) to 10: at most 2.0."""
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", str(unit)]
    judged = subprocess.run(command, capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout + judged.stderr
    assert "Overall exposure level" in judged.stdout


@each_unit
def test_it_starts_its_part_and_gives_it_time_and_files_enough(name: str) -> None:
    assert values(name, "ExecStart") == [f"/srv/ask-first/venv/bin/pwa {UNITS[name]}"]
    assert values(name, "LimitNOFILE") == [str(CONNECTIONS + OTHER_FILES)]
    [stop] = values(name, "TimeoutStopSec")
    assert int(stop.removesuffix("s")) > 15


def test_all_are_hardened_alike() -> None:
    hardened = {re.search(r"^User=.*?(?=^\[Install\])", text_of(name), re.MULTILINE | re.DOTALL) for name in UNITS}
    assert len({found and found.group() for found in hardened}) == 1
