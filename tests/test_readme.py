"""The README agrees with the code."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from pwa.catalogues import sentences
from pwa.languages import LANGUAGES
from pwa.settings import Settings
from pwa.site.assets import BROWSERS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
MAP = next(block for block in README.split("```") if "\npwa/\n" in block)
GUIDES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")] + sorted(
    (ROOT / "docs").glob("*.md")
)


def test_the_table_of_settings_is_that_of_the_code() -> None:
    rows = re.findall(r"^\| `(PWA_\w+)` \| (.+) \| (.+) \|$", README, re.MULTILINE)
    assert rows == [(row.metadata["name"], row.metadata["shown"], row.metadata["meaning"]) for row in fields(Settings)]


def test_the_oldest_browsers_are_those_that_the_linters_know() -> None:
    named = {
        "chrome": "Chrome",
        "edge": "Edge",
        "firefox": "Firefox",
        "ios_saf": "Safari on iPhones",
        "safari": "Safari on Macs",
        "samsung": "Samsung Internet",
    }
    for name, version in map(str.split, BROWSERS):
        assert re.search(rf"^\| {named.pop(name)} \| {re.escape(version)} \|", README, re.MULTILINE), name
    assert named == {}


def test_the_table_of_languages_has_each_with_its_sentences_and_its_state() -> None:
    rows = re.findall(r"^\| [^|]+ \| `([\w-]+)` \| ([\d,]+) \| ([\w-]+) \|", README, re.MULTILINE)
    drafts = [language for language in LANGUAGES.values() if not language.is_source]
    assert rows == [(language.tag, f"{len(sentences()):,}", language.checked) for language in drafts]


def test_every_room_on_the_map_is_there() -> None:
    for line in re.findall(r"^ {0,2}\S.*", MAP, re.MULTILINE):
        name = line.split()[0]
        assert (ROOT / ("pwa" if line.startswith(" ") else "") / name).exists(), name
    for name in re.findall(r"^ {4}(\S+\.py)", MAP, re.MULTILINE):
        assert (ROOT / "pwa" / "site" / name).exists(), name


def test_every_room_is_on_the_map() -> None:
    for room in [*(ROOT / "pwa").glob("*.py"), *(ROOT / "pwa" / "site").glob("[!_]*.py")]:
        assert room.name in MAP, room
    for folder in ("content", "reminders"):
        [line] = re.findall(rf"^  {folder}/ .*(?:\n {{10}}.*)*", MAP, re.MULTILINE)
        for room in (ROOT / "pwa" / folder).glob("[!_]*.py"):
            assert re.search(rf"\b{room.stem}\b", line), room


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_command_is_in_the_makefile(guide: Path) -> None:
    makefile = (ROOT / "Makefile").read_text()
    text = guide.read_text("utf-8")
    for target in set(re.findall(r"`make ([a-z-]+)|^make ([a-z-]+)", text, re.MULTILINE)):
        assert re.search(rf"^{''.join(target)}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_link_and_picture_is_there(guide: Path) -> None:
    for path, heading in re.findall(r"\]\((?!https:)([^)#]*)(?:#([^)]+))?\)", guide.read_text("utf-8")):
        file = guide.parent / path if path else guide
        assert file.exists(), path
        if heading:
            headings = re.findall("^#+ (.+)$", file.read_text("utf-8"), re.MULTILINE)
            assert heading in [text.lower().replace(" ", "-") for text in headings], heading


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_file_that_a_guide_names_is_there(guide: Path) -> None:
    named = re.findall(r"`((?:pwa|static|tests|translations|docs|deploy|\.\w+)/[\w./-]+)`", guide.read_text("utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_no_file_names_a_registry_or_a_machine() -> None:
    locked = (ROOT / ".requirements").glob("*.txt")
    npm = [ROOT / "tests" / "npm" / name for name in ("package.json", ".npmrc")]
    for path in [ROOT / "pyproject.toml", ROOT / "Makefile", ROOT / ".ci" / "run", *locked, *npm]:
        text = path.read_text()
        assert not re.search(r"https?://(?!127\.0\.0\.1)", text), path
        assert "/work" not in text, path


def test_every_package_of_npm_is_pinned_by_a_hash_and_names_no_registry() -> None:
    folder = ROOT / "tests" / "npm"
    wanted = json.loads((folder / "package.json").read_text())
    locked = json.loads((folder / "package-lock.json").read_text())["packages"]
    for kind in ("dependencies", "devDependencies"):
        for name, version in wanted[kind].items():
            assert locked[f"node_modules/{name}"]["version"] == version, (
                "not a range, and not another than the lock has"
            )
    assert [
        name for name, package in locked.items() if name and not package.get("integrity", "").startswith("sha")
    ] == []
    assert [name for name, package in locked.items() if "resolved" in package] == []
