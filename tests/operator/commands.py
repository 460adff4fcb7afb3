"""Runs the command `pwa` in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.servers import PATIENCE


def start(folder: Path, *arguments: str, **settings: str) -> subprocess.Popen[str]:
    """Start `pwa` with these arguments and a data folder."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith("PWA_")}
    return subprocess.Popen(
        [sys.executable, "-m", "pwa", *arguments],
        env={**clean, "PWA_DATA_DIR": str(folder), **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for its end. Return its exit code, and what it wrote to standard output and standard error."""
    output, errors = process.communicate(timeout=PATIENCE)
    return process.returncode, output, errors
