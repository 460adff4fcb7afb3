"""A small disk: a real file system of a few megabytes, which a test may fill.

Only root may mount it. For other users the test runs again as root of a user namespace.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def small_disk(place: Path, test: str, megabytes: int = 8) -> Iterator[Path | None]:
    """Yield a small file system at `place`, or None if the test has already passed in a user namespace.

    Args:
        test: the id of the test for pytest.
    """
    place.mkdir()
    mount: list[str | Path]
    if sys.platform == "darwin":
        image = place.with_suffix(".dmg")
        subprocess.run(["hdiutil", "create", "-quiet", "-size", f"{megabytes}m", "-fs", "HFS+", image], check=True)
        mount, unmount = ["hdiutil", "attach", "-quiet", "-mountpoint", place, image], ["hdiutil", "detach", "-force"]
    elif os.geteuid() == 0:
        mount, unmount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", place], ["umount", "--lazy"]
    else:
        again = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test]
        subprocess.run(["unshare", "--user", "--map-root-user", "--mount", *again], check=True)
        yield None
        return
    subprocess.run(mount, check=True)
    yield place
    subprocess.run([*unmount, place], check=True)


def fill(disk: Path) -> Path:
    """Write a file until not a byte is left."""
    file = disk / "filler"
    with file.open("wb", buffering=0) as filler, suppress(OSError):
        while True:
            filler.write(bytes(4096))
    assert os.statvfs(disk).f_bavail == 0
    return file
