"""Each long sentence is in the language of its catalogue, and one in another language is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.meaning.catalogues import CATALOGUES, Said, each_catalogue, sentences
from tests.meaning.identity import foreign_sentences, long_sentences
from tests.meaning.words import words

# The library loads its model once, in one process.
pytestmark = pytest.mark.xdist_group("identity")


@each_catalogue
def test_each_long_sentence_is_in_the_language_of_its_catalogue(name: str) -> None:
    assert [text for said in sentences(name) for text in foreign_sentences(name, said)] == []


@each_catalogue
def test_no_exception_of_a_language_outlives_its_sentence(name: str) -> None:
    assert words(name).foreign <= {text for said in sentences(name) for text in long_sentences(said)}


@each_catalogue
def test_a_sentence_of_another_language_inside_a_message_is_found(name: str) -> None:
    """Twelve of each other language, and twelve in English."""
    host = next(said for said in sentences(name) if said.translated.endswith((".", "。", "।", "۔")))
    others = [other for other in CATALOGUES if words(other).language != words(name).language]
    english = [said.english for said in some(name) if words(name).language != "en"]
    for text in [said.translated for other in others for said in some(other)] + english:
        assert foreign_sentences(name, replace(host, translated=f"{host.translated} {text}")) != [], text


def some(name: str) -> list[Said]:
    """Twelve messages of one long sentence, from the whole catalogue."""
    found = [said for said in sentences(name) if len(said.english) > 60 and long_sentences(said) == [said.translated]]
    return found[:: len(found) // 12][:12]
