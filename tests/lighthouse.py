"""Runs Lighthouse for a slow phone on every page of every language: `make lighthouse` fails below 100.

`make lighthouse PAGES="/en/check /ar/saved"` looks at these pages only.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.browser.conftest import chromium_path
from tests.pages import EVERY_PAGE, FOUND
from tests.servers import ServerProcess

LIGHTHOUSE = Path(".venv/npm/node_modules/.bin/lighthouse")
CATEGORIES = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best-practices": "best practices",
    "seo": "search engines",
}
TIMES = {"largest-contentful-paint": "LCP", "total-blocking-time": "TBT", "cumulative-layout-shift": "CLS"}


def audit(url: str, report: Path, *, is_found: bool) -> dict[str, Any]:
    """One visit with an empty cache, on Lighthouse's own slow phone and slow network.

    `is_found`: search engines may list the page. The audit for this is left out for pages that must not be listed.
    """
    command: list[str | Path] = [
        LIGHTHOUSE,
        url,
        "--quiet",
        "--output=json",
        f"--output-path={report}",
        "--no-enable-error-reporting",
    ]
    command.append("--chrome-flags=--headless=new --no-sandbox")
    if not is_found:
        command.append("--skip-audits=is-crawlable")
    for tries_left in (2, 1, 0):
        # Lighthouse must run again if the browser began to load before the recording was ready (NO_NAVSTART).
        done = subprocess.run(command, check=tries_left == 0, env={**os.environ, "CHROME_PATH": chromium_path()})
        if done.returncode == 0:
            break
    read: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return read


def lost(report: dict[str, Any], category: str) -> list[str]:
    """Return the audits that cost points in a category."""
    refs = report["categories"][category]["auditRefs"]
    audits = [(report["audits"][ref["id"]], ref["weight"]) for ref in refs]
    return [audit["title"] for audit, weight in audits if weight and audit["score"] not in (None, 1)]


def main() -> int:
    complaints = []
    print("| | " + " | ".join([*CATEGORIES.values(), *TIMES.values()]) + " |")
    print("|---|" + "---|" * (len(CATEGORIES) + len(TIMES)))
    with tempfile.TemporaryDirectory() as folder, ServerProcess(Path(folder, "data")) as server:
        for tag, slug in EVERY_PAGE:
            path = f"/{tag}/{slug}"
            if len(sys.argv) > 1 and path not in sys.argv[1:]:
                continue
            report = audit(server.url + path, Path(folder, "report.json"), is_found=slug in FOUND)
            scores = {category: round(100 * (report["categories"][category]["score"] or 0)) for category in CATEGORIES}
            times = [report["audits"][name]["displayValue"].replace("\xa0", " ") for name in TIMES]
            print(f"| {path} | " + " | ".join([*map(str, scores.values()), *times]) + " |", flush=True)
            complaints += [
                f"{path} {category}: {title}"
                for category in CATEGORIES
                if scores[category] < 100
                for title in lost(report, category)
            ]
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
