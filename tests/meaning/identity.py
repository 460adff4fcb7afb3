"""Recognises the language of a sentence, so that no text stands in the wrong catalogue.

py3langid needs one second of CPU and 120 MB for all catalogues. Of 16,000 sentences it takes four for another language;
lingua took three times as many, and its wheel has 96 MB. The library chooses among our languages only.
"""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from tests.meaning.catalogues import CATALOGUES, Said, split
from tests.meaning.gates import GAP
from tests.meaning.words import words

# In characters. A shorter sentence is often recognised wrongly. A character of Chinese, Japanese or Korean counts twice.
LONG = 40
WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def foreign_sentences(name: str, said: Said) -> list[str]:
    """The long sentences of a message that are in another language than the catalogue `name`."""
    own = words(name).language
    return [
        sentence
        for sentence in long_sentences(said)
        if language_of(sentence) != own and sentence not in words(name).foreign
    ]


def long_sentences(said: Said) -> list[str]:
    """The sentences of a message that are long enough to be recognised, without gaps. Lists of forms are none."""
    if said.context == "term in text":
        return []
    return [text for text in split(GAP.sub("", said.translated)) if len(text) + len(WIDE.findall(text)) >= LONG]


def language_of(sentence: str) -> str:
    return str(recogniser().classify(sentence)[0])


@cache
def recogniser() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages({"en", *(words(name).language for name in CATALOGUES)})
    return identifier
