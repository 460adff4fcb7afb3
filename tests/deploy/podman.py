"""Debian's Podman with a store of its own, and images that are made of programs of this machine: no registry is asked."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.deploy.proxies import DEPLOY, program
from tests.servers import PATIENCE

PYTHON = Path("/usr/bin/python3").resolve()
POSTGRESQL = Path("/usr/lib/postgresql")
# Libraries that the packages need and that Python does not load by itself.
MORE_LIBRARIES = ["libpthread.so.0", "libdl.so.2", "librt.so.1", "libutil.so.1", "libgcc_s.so.1", "libstdc++.so.6"]
# Seconds for a step that writes hundreds of megabytes.
LONG = 20 * PATIENCE
# Podman asks for more, which only a machine that may raise its own limits can give.
LIMITS = ["nofile=17408:17408", "nproc=4096:4096"]
# runc also runs where cgroups of the versions 1 and 2 are mixed, which crun refuses.
SETTINGS = f"""
[containers]
default_ulimits = {LIMITS}
[engine]
runtime = "runc"
[network]
network_config_dir = "%s"
"""
STORAGE = """
[storage]
driver = "overlay"
graphroot = "%s"
runroot = "%s"
"""


class Podman:
    """Podman with its store and its networks in a folder."""

    def __init__(self, folder: Path) -> None:
        assert os.getuid() == 0, "the containers need root here"
        self.folder = folder
        (folder / "containers.conf").write_text(SETTINGS % (folder / "networks"))
        (folder / "storage.conf").write_text(STORAGE % (folder / "store", folder / "run"))
        # pip's settings of this machine do not fit the container.
        self._environment = {
            "PATH": f"{os.environ['PATH']}:/usr/sbin",
            "HOME": str(folder),
            "CONTAINERS_CONF": str(folder / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(folder / "storage.conf"),
        }
        self._build = ["--pull=never", "--format=docker"]

    def __call__(self, *command: str | Path) -> str:
        """Run a command of Podman. Returns what it prints."""
        done = self.attempt(*command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def attempt(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command of Podman that may fail."""
        return self._run([program("podman"), *map(str, command)], {})

    def compose(self, files: Iterable[str], *command: str, **variables: str) -> None:
        """Run podman-compose with files of `deploy/`. It hides most failures: look at what runs."""
        named = [f"--file={DEPLOY / name}" for name in files]
        limits = [f"--podman-run-args=--ulimit={limit}" for limit in LIMITS]
        build = [f"--podman-build-args={' '.join(self._build)}"]
        done = self._run([program("podman-compose"), *named, *limits, *build, *command], variables)
        assert done.returncode == 0, done.stdout + done.stderr

    def build(self, name: str, context: Path, file: Path, *options: str) -> None:
        self("build", *self._build, *options, "--tag", name, "--file", file, context)

    def build_from(self, name: str, root: Path, *lines: str, base: str = "localhost/base") -> None:
        """Build an image of a root and the lines of a Containerfile, and delete the root."""
        file = self.folder / f"Containerfile.{name}"
        file.write_text("\n".join([f"FROM {base}", "COPY . /", *lines, ""]))
        self.build(name, root, file)
        shutil.rmtree(root)

    def build_app(self) -> None:
        """Build `ask-first` as `deploy/compose.yaml` does, with packages that were downloaded before."""
        make_base(self.folder / "base")
        self.build_from("base", self.folder / "base", base="scratch")
        wheels = self.folder / "wheels"
        wheels.mkdir()
        download(wheels)
        self._build += [f"--volume={wheels}:/wheels:ro", "--env=PIP_NO_INDEX=1", "--env=PIP_FIND_LINKS=/wheels"]
        self.build("ask-first", DEPLOY.parent, DEPLOY / "Containerfile", "--build-arg=BASE=localhost/base")

    def build_caddy(self) -> None:
        """Build `caddy`: Debian's Caddy, which keeps its files where the usual image keeps them."""
        root = self.folder / "caddy"
        copy_programs(root, ["caddy"])
        command = 'CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile"]'
        self.build_from("caddy", root, "ENV XDG_CONFIG_HOME=/config XDG_DATA_HOME=/data", command)

    def build_postgresql(self) -> None:
        """Build `postgresql`: Debian's PostgreSQL, which takes the variables of the usual image."""
        root, server = self.folder / "postgresql", max(POSTGRESQL.iterdir())
        share = Path("/usr/share/postgresql", server.name)
        for folder in (server, share, Path("/usr/share/zoneinfo")):
            without = shutil.ignore_patterns("bitcode", "llvmjit*", "man")
            shutil.copytree(folder, root / folder.relative_to("/"), symlinks=True, ignore=without)
        copy_libraries(root, [*(server / "bin").iterdir(), *(root / server.relative_to("/")).rglob("*.so")])
        (root / "etc").mkdir()
        (root / "etc" / "passwd").write_text("root:x:0:0::/:/bin/sh\npostgres:x:999:999::/:/bin/sh\n")
        shutil.copy(Path(__file__).with_name("start_postgresql.py"), root)
        # At SIGTERM, PostgreSQL would wait for its clients.
        lines = ["STOPSIGNAL SIGINT", f"ENV PATH=/usr/bin:{server / 'bin'}"]
        self.build_from("postgresql", root, *lines, 'ENTRYPOINT ["python3", "/start_postgresql.py"]')

    def inspect(self, container: str, field: str) -> str:
        """Return a field of a container, such as `.State.Status`."""
        return self("inspect", "--type=container", "--format", f"{{{{{field}}}}}", container)

    def files_of(self, volume: str) -> Path:
        return Path(self("volume", "inspect", "--format", "{{.Mountpoint}}", volume))

    def clean(self) -> None:
        """Remove everything that runs or is mounted, but not the images."""
        self("pod", "rm", "--all", "--force", "--time=0")
        self("rm", "--all", "--force", "--time=0")
        self("network", "prune", "--force")
        self("volume", "prune", "--force")

    def _run(self, command: list[str], variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
        environment = self._environment | variables
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LONG, check=False)


def make_base(root: Path) -> None:
    """Copy Debian's Python and a few programs with their libraries into an empty root."""
    for name in ("tmp", "dev", "proc", "usr/bin", "usr/share", "etc/ssl/certs"):
        (root / name).mkdir(parents=True)
    (root / "tmp").chmod(0o1777)
    for name in ("bin", "lib", "lib64"):
        (root / "usr" / name).mkdir(exist_ok=True)
        (root / name).symlink_to(f"usr/{name}")
    copy_programs(root, ["sh", "awk", "install"])
    shutil.copy(PYTHON, root / "usr" / "bin" / "python3")
    library = Path(f"/usr/lib/{PYTHON.name}")
    shutil.copytree(library, root / library.relative_to("/"), symlinks=True)
    shutil.copytree("/usr/share/python-wheels", root / "usr/share/python-wheels")  # pip
    shutil.copy("/etc/ssl/certs/ca-certificates.crt", root / "etc/ssl/certs")
    libraries = copy_libraries(root, [PYTHON, *(library / "lib-dynload").glob("*.so")])
    [place] = {path.parent for path in libraries if path.name == "libc.so.6"}
    copy_files(root, {place / name for name in MORE_LIBRARIES})


def copy_programs(root: Path, names: Iterable[str]) -> None:
    """Copy programs of this machine with their libraries into a root."""
    (root / "usr" / "bin").mkdir(parents=True, exist_ok=True)
    for name in names:
        file = Path(program(name)).resolve()
        shutil.copy(file, root / "usr" / "bin" / name)
        copy_libraries(root, [file])


def copy_libraries(root: Path, programs: Iterable[Path]) -> set[Path]:
    """Copy the libraries that programs load at their start into a root. Returns them."""
    # Not `check`: it fails for a script among the programs.
    listed = subprocess.run(["ldd", *programs], capture_output=True, text=True, check=False).stdout
    libraries = {Path(path) for path in re.findall(r"(/\S+\.so[.\d]*) \(", listed)}
    assert libraries
    copy_files(root, libraries)
    return libraries


def copy_files(root: Path, files: Iterable[Path]) -> None:
    """Copy files to the same place below a root, in which `/lib` leads to `/usr/lib`."""
    for file in files:
        there = root / "usr" / file.relative_to("/usr" if file.is_relative_to("/usr") else "/")
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, there)


def download(wheels: Path) -> None:
    """Download the packages of the image, for the Python in it."""
    pip = [sys.executable, "-m", "pip", "--python", str(PYTHON), "download", "-q", "-d", str(wheels)]
    wanted = {"run.txt": "", "test.txt": "psycopg"}
    for name, only in wanted.items():
        text = (DEPLOY.parent / ".requirements" / name).read_text()
        file = wheels / name
        file.write_text("".join(re.findall(rf"^{only}[^\s#].*\n(?:    .*\n)*", text, re.MULTILINE)))
        subprocess.run([*pip, "--require-hashes", "--no-deps", "-r", str(file)], check=True, timeout=LONG)
