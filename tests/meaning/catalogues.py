"""Every catalogue of the folder, each parsed once."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from pwa.paths import TRANSLATIONS

# By the names of their folders, also the languages that wait until their pages are looked at (docs/translating.md).
CATALOGUES = sorted(path.parts[-3] for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))

END_OF_SENTENCE = re.compile(r"(?<=[.?!:؟۔।])[”“»]?\s+|(?<=[。？！：])[”」]?")

each_catalogue = pytest.mark.parametrize("name", CATALOGUES)


@dataclass(frozen=True)
class Said:
    """One sentence and how a language says it."""

    context: str
    english: str
    translated: str

    @property
    def key(self) -> str:
        return f"{self.context}: {self.english}"


@cache
def sentences(name: str) -> tuple[Said, ...]:
    """The translated sentences of a catalogue. Another test reports the missing ones."""
    return tuple(
        Said(str(message.context), str(message.id), normal(str(message.string)))
        for message in catalogue(name)
        if message.id and message.string
    )


def normal(text: str) -> str:
    """Some letters of Bengali and Vietnamese have two spellings in Unicode. Here they have one."""
    return unicodedata.normalize("NFC", text)


@cache
def catalogue(name: str) -> Catalog:
    with (TRANSLATIONS / name / "LC_MESSAGES" / "messages.po").open("rb") as stream:
        return read_po(stream, locale=name)


def split(text: str) -> list[str]:
    """The sentences of a text, and what stands before a colon."""
    return [part for part in END_OF_SENTENCE.split(text) if part]
