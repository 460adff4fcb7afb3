"""Counts the faults planted by `mutmut` that were caught, by module: `python -m tests.mutants [module]`.

Fails below 90 %. `docs/mutants.md` has the figures and the surviving faults that change nothing.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import Counter
from pathlib import Path

from mutmut.stats import status_by_exit_code

# Percent of the faults of a module that the tests must catch.
LEAST = 90
# mutmut's status of a fault that no test noticed.
MISSED = {"survived", "no tests"}


def statuses(file: str) -> Counter[str]:
    """Count the faults of a file by status, without those that were not tried."""
    results = Path("mutants") / f"{file}.meta"
    if not results.exists():
        return Counter()
    codes = json.loads(results.read_text("utf-8"))["exit_code_by_key"].values()
    return Counter(status_by_exit_code[code] for code in codes if code is not None)


def main(module: str) -> bool:
    """Print a row for each module that was tried. Returns whether all have caught enough."""
    config = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]
    enough = True
    for file in config["only_mutate"]:
        name, found = file.removesuffix(".py").replace("/", "."), statuses(file)
        tried = found.total()
        if module in {"", name} and tried:
            missed = sum(found[status] for status in MISSED)
            percent = 100 * (tried - missed) / tried
            print(f"{name:30} {tried:5} planted {tried - missed:5} caught {percent:5.1f} %")
            enough = enough and percent >= LEAST
    return enough


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1] if len(sys.argv) > 1 else ""))
