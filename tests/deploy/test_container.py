"""`deploy/Containerfile`, built by Debian's buildah from an image that is made here, and run with a read-only root.

No registry is asked: the base image holds Debian's Python of this machine, and the packages are downloaded before.
Without a daemon and cgroups, bubblewrap plays the engine: same root, same user, same environment.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.proxies import DEPLOY, program
from tests.servers import PATIENCE, free_port, wait_until

pytestmark = [pytest.mark.deploy, pytest.mark.container]

PYTHON = Path("/usr/bin/python3").resolve()
PROGRAMS = ["sh", "awk", "install"]
# Libraries that the packages need and that Python does not load by itself.
MORE_LIBRARIES = ["libpthread.so.0", "libdl.so.2", "librt.so.1", "libutil.so.1", "libgcc_s.so.1", "libstdc++.so.6"]
# Seconds for a step that writes hundreds of megabytes.
LONG = 20 * PATIENCE


class Engine:
    """buildah with its own store in a folder."""

    def __init__(self, folder: Path) -> None:
        self._command = [program("buildah"), "--storage-driver", "vfs"]
        self._command += ["--root", str(folder / "store"), "--runroot", str(folder / "run")]
        # pip's settings of this machine do not fit the container.
        self._environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}

    def __call__(self, *command: str | Path) -> str:
        done = subprocess.run(
            [*self._command, *map(str, command)],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=LONG,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()


def make_base(folder: Path) -> None:
    """Copy Debian's Python and a few programs with their libraries into an empty root."""
    for name in ("tmp", "dev", "proc", "usr/bin", "usr/share", "etc/ssl/certs"):
        (folder / name).mkdir(parents=True)
    (folder / "tmp").chmod(0o1777)
    for name in ("bin", "lib", "lib64"):
        (folder / "usr" / name).mkdir(exist_ok=True)
        (folder / name).symlink_to(f"usr/{name}")
    programs = [Path(program(name)).resolve() for name in PROGRAMS]
    for name, file in zip([*PROGRAMS, "python3"], [*programs, PYTHON], strict=True):
        shutil.copy(file, folder / "usr" / "bin" / name)
    library = Path(f"/usr/lib/{PYTHON.name}")
    shutil.copytree(library, folder / library.relative_to("/"), symlinks=True)
    shutil.copytree("/usr/share/python-wheels", folder / "usr/share/python-wheels")  # pip
    shutil.copy("/etc/ssl/certs/ca-certificates.crt", folder / "etc/ssl/certs")
    modules = list((library / "lib-dynload").glob("*.so"))
    listed = subprocess.run(["ldd", *programs, PYTHON, *modules], capture_output=True, text=True, check=True).stdout
    libraries = {Path(path) for path in re.findall(r"(/\S+\.so[.\d]*) \(", listed)}
    [place] = {path.parent for path in libraries if path.name == "libc.so.6"}
    for path in libraries | {place / name for name in MORE_LIBRARIES}:
        there = folder / "usr" / path.relative_to("/usr" if path.is_relative_to("/usr") else "/")
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, there)


def download(wheels: Path) -> None:
    """Download the packages of the image, for the Python in it."""
    pip = [sys.executable, "-m", "pip", "--python", str(PYTHON), "download", "-q", "-d", str(wheels)]
    wanted = {"run.txt": "", "test.txt": "psycopg"}
    for name, only in wanted.items():
        text = (DEPLOY.parent / ".requirements" / name).read_text()
        file = wheels / name
        file.write_text("".join(re.findall(rf"^{only}[^\s#].*\n(?:    .*\n)*", text, re.MULTILINE)))
        subprocess.run([*pip, "--require-hashes", "--no-deps", "-r", str(file)], check=True, timeout=LONG)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The engine, which has built the image `ask-first`."""
    assert os.getuid() == 0, "buildah needs root here"
    folder = tmp_path_factory.mktemp("container")
    wheels, base = folder / "wheels", folder / "base"
    wheels.mkdir()
    make_base(base)
    download(wheels)
    (folder / "Base").write_text("FROM scratch\nCOPY . /\n")
    build = ["build", "--isolation", "chroot", "--format", "docker", "--pull-never"]
    engine = Engine(folder)
    engine(*build, "-t", "base", "-f", folder / "Base", base)
    shutil.rmtree(base)
    offline = ["-v", f"{wheels}:/wheels:ro", "--env", "PIP_NO_INDEX=1", "--env", "PIP_FIND_LINKS=/wheels"]
    arguments = ["--build-arg", "BASE=localhost/base", *offline, "-t", "ask-first"]
    engine(*build, *arguments, "-f", DEPLOY / "Containerfile", DEPLOY.parent)
    yield engine
    engine("rm", "--all")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def config(engine: Engine) -> dict[str, Any]:
    """The configuration of the image."""
    inspected = json.loads(engine("inspect", "--type", "image", "localhost/ask-first"))
    return dict(inspected["Docker"]["config"])


@pytest.fixture(scope="module")
def root(engine: Engine) -> Path:
    """The files of the image."""
    return Path(engine("mount", engine("from", "--pull-never", "localhost/ask-first")))


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


def test_it_runs_with_a_read_only_root_tells_its_health_and_ends(
    root: Path, config: dict[str, Any], tmp_path: Path
) -> None:
    user, _, group = config["User"].partition(":")
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    os.chown(data, int(user), int(group))
    port = free_port()
    variables = dict(line.split("=", 1) for line in config["Env"]) | {"PORT": str(port), "HOST": "127.0.0.1"}
    # bubblewrap itself runs as root, so that the files of root are those of root inside, too.
    inside = [program("bwrap"), "--die-with-parent", "--unshare-ipc", "--clearenv"]
    inside += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    inside += ["--ro-bind", str(root), "/", "--bind", str(data), "/data", "--perms", "1777", "--tmpfs", "/tmp"]
    inside += ["--proc", "/proc", "--dev", "/dev"]
    for name, text in variables.items():
        inside += ["--setenv", name, text]
    inside += ["/opt/ask-first/bin/python", "-c", AS_USER, user, group]
    health = [*inside, *config["Healthcheck"]["Test"][1:]]
    failed = subprocess.run(health, capture_output=True, text=True, check=False)
    assert (failed.returncode, "Connection refused" in failed.stderr) == (1, True), failed.stderr
    app = subprocess.Popen([*inside, *config["Entrypoint"], *config["Cmd"]], start_new_session=True)
    try:
        wait_until(lambda: get(port, "/healthz") == 200, what="the app answers")
        assert subprocess.run(health, check=False).returncode == 0
        assert get(port, "/ar/check") == 200
        assert (data / "vapid.pem").stat().st_uid == int(user)
    finally:
        os.killpg(app.pid, signal.Signals[config["StopSignal"]])
        app.wait(PATIENCE)


AS_USER = """
import os, sys
os.setgroups([])
os.setgid(int(sys.argv[2]))
os.setuid(int(sys.argv[1]))
os.execv(sys.argv[3], sys.argv[3:])
"""


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
