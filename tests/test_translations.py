"""Every sentence is in every language, with its gaps, and no catalogue is behind the source."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from pwa.languages import LANGUAGES, Language
from pwa.paths import TRANSLATIONS
from tests.meaning.catalogues import catalogue, each_catalogue, sentences
from tests.meaning.gates import left_in_english, lost_counts_and_units, wrong_figures, wrong_signs
from tests.meaning.words import words

DRAFTS = [language for language in LANGUAGES.values() if language.checked != "source"]


def keys(messages: Catalog) -> set[tuple[str | None, str]]:
    return {(message.context, str(message.id)) for message in messages if message.id}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The sentences as they stand in the code now."""
    fresh = tmp_path_factory.mktemp("pot") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "pyproject.toml"]
    command += ["-k", "_:1c,2", "-k", "pgettext:1c,2", "-o", str(fresh), "."]
    subprocess.run(command, cwd=TRANSLATIONS.parent, check=True, capture_output=True)
    return template(fresh)


def template(path: Path) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream)


def test_the_template_is_what_the_code_says(source: Catalog) -> None:
    assert keys(template(TRANSLATIONS / "messages.pot")) == keys(source), "run `make translations`"


@pytest.mark.parametrize("language", DRAFTS, ids=lambda language: language.tag)
def test_every_sentence_is_translated_and_none_is_left_over(source: Catalog, language: Language) -> None:
    messages = catalogue(language.babel)
    assert keys(messages) == keys(source), "run `make translations`, then translate what is new"
    assert [message.id for message in messages if message.id and not message.string] == []
    assert [message.id for message in messages if message.id and message.fuzzy] == []


@each_catalogue
def test_gaps_and_numbers_are_those_of_the_source(name: str) -> None:
    """Also percent signs, brackets, quotation marks, and no sign of HTML."""
    for said in sentences(name):
        assert list(wrong_signs(said)) == [], f"{said.english!r} became {said.translated!r}"


@each_catalogue
def test_figures_survive_the_translation(name: str) -> None:
    """Hours, weeks and pressures, as figures or as words, and their units."""
    for said in sentences(name):
        faults = [*wrong_figures(words(name), said), *lost_counts_and_units(words(name), said)]
        assert faults == [], f"{said.english!r} became {said.translated!r}"


@each_catalogue
def test_nothing_is_left_in_english(name: str) -> None:
    for said in sentences(name):
        assert list(left_in_english(words(name), said)) == [], f"{said.english!r} became {said.translated!r}"


@each_catalogue
def test_no_word_may_be_left_in_english_that_is_not(name: str) -> None:
    said = {sentence.translated for sentence in sentences(name)}
    assert words(name).same <= said


@each_catalogue
def test_a_plural_has_all_its_forms(name: str) -> None:
    """No sentence has a plural today. Arabic would need six forms."""
    messages = catalogue(name)
    assert f"nplurals={messages.num_plurals};" in messages.plural_forms
    for message in messages:
        if message.pluralizable:
            assert len([form for form in message.string or () if form]) == messages.num_plurals, message.id


@each_catalogue
def test_the_head_of_a_catalogue_names_the_project_and_nobody_who_does_not_exist(name: str) -> None:
    head = (TRANSLATIONS / name / "LC_MESSAGES" / "messages.po").read_text("utf-8").partition("\n\n")[0]
    assert "Ask First" in head
    assert not re.search("FULL NAME|ORGANIZATION|FIRST AUTHOR|LL@li.org", head)


def test_no_compiled_catalogue_is_committed() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "*.mo"], cwd=TRANSLATIONS.parent, capture_output=True, text=True, check=True
    )
    assert listed.stdout == ""
