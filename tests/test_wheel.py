"""The wheel carries everything and runs outside the checkout, in a virtual environment of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from http.client import HTTPConnection
from importlib.metadata import distributions, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from pwa.languages import LANGUAGES
from tests.servers import PATIENCE, free_port, wait_until

CHECKOUT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(CHECKOUT)]
    built = subprocess.run(command, capture_output=True, text=True, timeout=10 * PATIENCE, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return next(out.glob("*.whl"))


def locked(name: str) -> dict[str, str]:
    """Return the version of each package in a list of `.requirements/`. Each must have a hash."""
    lines = re.findall(r"^[^#\s].*(?:\n {4}.*)*", (CHECKOUT / ".requirements" / name).read_text(), re.MULTILINE)
    assert all(re.search(r"\n {4}--hash=sha256:[0-9a-f]{64}", line) for line in lines)
    found = [Requirement(line.partition(" \\")[0]) for line in lines]
    # A package may have another version on another Python: numpy has.
    here = [one for one in found if one.marker is None or one.marker.evaluate()]
    return {normalized(one.name): str(one.specifier).removeprefix("==") for one in here}


def test_everything_that_is_installed_is_of_the_locked_version() -> None:
    installed = {normalized(found.metadata["Name"]): found.version for found in distributions()}
    ours = {"ask-first", "setuptools", "wheel"}  # and the packages of a virtual environment itself
    versions = locked("test.txt")
    assert {name: version for name, version in installed.items() if name not in ours} == {
        name: version for name, version in versions.items() if name in installed
    }


def test_everything_that_is_declared_is_locked_and_the_app_runs_with_what_was_tested() -> None:
    """When this fails: make lock."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    lists = {
        "run.txt": project["project"]["dependencies"] + project["dependency-groups"]["build"],
        "test.txt": [line for extra in project["project"]["optional-dependencies"].values() for line in extra],
        "release.txt": project["dependency-groups"]["release"],
    }
    for name, lines in lists.items():
        declared = {normalized(re.split("[^A-Za-z0-9_.-]", line)[0]) for line in lines} - {"ask-first"}
        assert declared - set(locked(name)) == set(), name
    assert locked("run.txt").items() <= locked("test.txt").items()


def test_everything_that_is_imported_is_declared() -> None:
    files = [file.read_text() for file in (CHECKOUT / "pwa").rglob("*.py")]
    imported = {name for text in files for name in re.findall(r"^ *(?:from|import) (\w+)", text, re.MULTILINE)}
    found = packages_distributions()
    # Several packages share the name `opentelemetry`.
    needed = [{normalized(package) for package in found[name]} for name in imported if name in found]
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    lines = project["dependencies"] + extras["review"] + extras["telemetry"]
    declared = {normalized(re.split("[^A-Za-z0-9-]", line)[0]) for line in lines} | {"ask-first"}
    assert [packages for packages in needed if not packages & declared] == []


def normalized(name: str) -> str:
    """Normalize the name of a package (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_it_carries_the_static_files_and_the_compiled_catalogues(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "pwa/static/sw.js" in names
    assert "pwa/static/css/tokens.css" in names
    assert "pwa/templates/check.html" in names
    assert "pwa/migrations/versions/0001_first_tables.py" in names
    assert "pwa/translations/messages.pot" in names
    for language in LANGUAGES.values():
        if language.checked != "source":
            assert f"pwa/translations/{language.babel}/LC_MESSAGES/messages.mo" in names
    assert not [name for name in names if name.startswith("tests/") or name.endswith(".po")]


def test_it_runs_from_a_clean_environment_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv")
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    install: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        tmp_path / "venv",
        "install",
        "-q",
        "--no-compile",
    ]
    wanted: tuple[list[str | Path], ...] = (
        ["--require-hashes", "-r", CHECKOUT / ".requirements" / "run.txt"],
        ["--no-deps", wheel],
    )
    for what in wanted:
        subprocess.run([*install, *what], env=environment, check=True, timeout=10 * PATIENCE)
    port = free_port()
    clean = {name: text for name, text in os.environ.items() if not name.startswith(("PWA_", "PYTHON"))}
    process = subprocess.Popen(
        [tmp_path / "venv" / "bin" / "pwa", "run"],
        env={**clean, "PORT": str(port), "PWA_DATA_DIR": str(tmp_path / "data")},
        cwd=tmp_path,
    )
    try:
        wait_until(lambda: _get(port, "/healthz"), what="the server answers")
        assert 'lang="ar"' in _get(port, "/ar/check")
        assert "السؤال" in _get(port, "/ar/")
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _get(port: int, path: str) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    except OSError:
        return ""
    finally:
        connection.close()
