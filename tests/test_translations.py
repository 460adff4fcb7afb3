"""Every sentence is in every language, with its gaps, and no catalogue is behind the source."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from pwa.languages import LANGUAGES, Language
from pwa.paths import TRANSLATIONS

# Numbers that a language writes as a word: Arabic has a dual for two weeks, years, months and days.
SPELLED = {"ar": {"2": "أسبوعين|سنتين|شهرين|يومين"}}

DRAFTS = [language for language in LANGUAGES.values() if language.checked != "source"]
# Also the languages that wait until their pages are looked at (docs/translating.md).
CATALOGUES = sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))


def catalogue(path: Path, locale: str | None = None) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, locale=locale)


def of(language: Language) -> Catalog:
    return catalogue(TRANSLATIONS / language.babel / "LC_MESSAGES" / "messages.po", language.babel)


def translated_messages(language: Language) -> Iterator[Message]:
    """The translated messages. Another test reports the missing ones."""
    return (message for message in of(language) if message.id and message.string)


def keys(messages: Catalog) -> set[tuple[str | None, str]]:
    return {(message.context, str(message.id)) for message in messages if message.id}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The sentences as they stand in the code now."""
    fresh = tmp_path_factory.mktemp("pot") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "pyproject.toml"]
    command += ["-k", "_:1c,2", "-k", "pgettext:1c,2", "-o", str(fresh), "."]
    subprocess.run(command, cwd=TRANSLATIONS.parent, check=True, capture_output=True)
    return catalogue(fresh)


def test_the_template_is_what_the_code_says(source: Catalog) -> None:
    assert keys(catalogue(TRANSLATIONS / "messages.pot")) == keys(source), "run `make translations`"


@pytest.mark.parametrize("language", DRAFTS, ids=lambda language: language.tag)
def test_every_sentence_is_translated_and_none_is_left_over(source: Catalog, language: Language) -> None:
    messages = of(language)
    assert keys(messages) == keys(source), "run `make translations`, then translate what is new"
    assert [message.id for message in messages if message.id and not message.string] == []
    assert [message.id for message in messages if message.id and message.fuzzy] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_gaps_and_numbers_are_those_of_the_source(path: Path) -> None:
    for message in catalogue(path, path.parts[-3]):
        english, translated = str(message.id), str(message.string)
        if not english or not translated:
            continue
        assert sorted(re.findall(r"%\(\w+\)s", translated)) == sorted(re.findall(r"%\(\w+\)s", english)), english
        assert not re.search("[<>&]", translated), english
        assert re.findall(r"\d", translated) == re.findall("[0-9]", translated), f"{english}: Latin digits only"
        assert english.startswith("%") or "%" not in re.sub(r"%\(\w+\)s", "", translated), english


@pytest.mark.parametrize("language", DRAFTS, ids=lambda language: language.tag)
def test_figures_survive_the_translation(language: Language) -> None:
    """Hours, weeks and pressures: each number occurs as often as in the English, in any order."""
    for message in translated_messages(language):
        if message.context != "problem":
            english = Counter(re.findall(r"\d+", str(message.id)))
            figures = Counter(re.findall(r"\d+", str(message.string)))
            assert figures <= english, str(message.id)
            for number, word in SPELLED.get(language.tag, {}).items():
                figures[number] += len(re.findall(word, str(message.string)))
            assert figures >= english, str(message.id)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_the_head_of_a_catalogue_names_the_project_and_nobody_who_does_not_exist(path: Path) -> None:
    head = path.read_text("utf-8").partition("\n\n")[0]
    assert "Ask First" in head
    assert not re.search("FULL NAME|ORGANIZATION|FIRST AUTHOR|LL@li.org", head)


def test_no_compiled_catalogue_is_committed() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "*.mo"], cwd=TRANSLATIONS.parent, capture_output=True, text=True, check=True
    )
    assert listed.stdout == ""
