"""The README is part of the product: what it says about the code is held equal to the code."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from pwa.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_table_of_settings_is_that_of_the_code():
    rows = re.findall(r"^\| `(PWA_\w+)` \| (.+) \| (.+) \|$", README, re.MULTILINE)
    assert rows == [(row.metadata["name"], row.metadata["shown"], row.metadata["meaning"]) for row in fields(Settings)]


def test_every_room_on_the_map_is_there():
    block = README.split("```")[3]
    for line in re.findall(r"^ {0,2}\S.*", block, re.MULTILINE):
        name = line.split()[0]
        assert (ROOT / ("pwa" if line.startswith(" ") else "") / name).exists(), name


def test_every_room_is_on_the_map():
    block = README.split("```")[3]
    for room in (ROOT / "pwa").glob("*.py"):
        assert room.name in block, room
    for folder in ("content", "reminders"):
        [line] = re.findall(rf"^  {folder}/ .*(?:\n {{10}}.*)*", block, re.MULTILINE)
        for room in (ROOT / "pwa" / folder).glob("[!_]*.py"):
            assert re.search(rf"\b{room.stem}\b", line), room


def test_every_command_is_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text()
    for target in set(re.findall(r"`?make ([a-z-]+)", README)) - {"chooses"}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_pictures_are_there():
    for path in re.findall(r"!\[[^]]+\]\(([^)]+)\)", README):
        assert (ROOT / path).exists()


def test_no_file_names_a_registry_or_a_machine():
    locked = (ROOT / ".requirements").glob("*.txt")
    for path in [ROOT / "pyproject.toml", ROOT / "Makefile", ROOT / ".ci" / "run", *locked]:
        text = path.read_text()
        assert not re.search(r"https?://(?!127\.0\.0\.1)", text), path
        assert "/work" not in text, path
