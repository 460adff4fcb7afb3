"""The hazard log (docs/hazards.md) is whole, and each test that it names exists."""

from __future__ import annotations

import re
from pathlib import Path

from pwa.site.pages import PURPOSE

ROOT = Path(__file__).parents[1]
LOG = (ROOT / "docs" / "hazards.md").read_text("utf-8")
HAZARDS = re.findall(r"^### (H\d+)\. .+\n((?:(?!##).*\n)+)", LOG, re.MULTILINE)
IDS = [name for name, _ in HAZARDS]


def test_there_are_at_least_thirty_hazards_numbered_in_their_order() -> None:
    assert len(HAZARDS) >= 30
    assert [f"H{number}" for number in range(1, LOG.count("\n### ") + 1)] == IDS
    assert set(re.findall(r"\bH\d+\b", LOG)) == set(IDS), "a hazard that is mentioned is there"


def test_each_hazard_says_everything_in_the_same_order() -> None:
    for name, text in HAZARDS:
        fields = [field for field in re.findall(r"^- \*\*(\w+):\*\*", text, re.MULTILINE) if field != "Severity"]
        assert fields == ["Cause", "Effect", "Control", "Tests", "Remains"], name
        assert re.search(r"\*\*Tests:\*\*\n  - `tests/\S+::\S+`\n", text), name


def test_every_test_that_the_log_names_exists() -> None:
    named = set(re.findall(r"`([^`]*::[^`]*)`", LOG))
    missing = []
    for node in named:
        file, _, name = node.partition("::")
        if not (ROOT / file).is_file() or f"def {name}(" not in (ROOT / file).read_text("utf-8"):
            missing.append(node)
    assert missing == [], "the control is gone, or its test has another name: change the log"


def test_the_intended_purpose_is_the_one_that_every_page_tells() -> None:
    assert f"**Intended purpose:** {PURPOSE.english}\n" in LOG
