"""Keeps hashes of the translations of emergency text that were compared with the English: `translations/reviewed.json`.

The file holds a hash of each of them, so that no such translation changes unnoticed. To accept a change, read the
difference of the catalogue beside the English, then run `python -m tests.reviewed`, which writes the file anew. The
first version of the file took the machine drafts as they stood on 30 November 2026.
"""

from __future__ import annotations

import hashlib
import json
import re

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from pwa.content.signs import EMERGENCY
from pwa.languages import LANGUAGES, Language
from pwa.paths import TRANSLATIONS

FILE = TRANSLATIONS / "reviewed.json"

# The contexts in which every sentence is about an emergency or decides whether there is one.
CONTEXTS = {"action", "answer", "emergency", "number", "worker"}
SPEAKS_OF_HELP = re.compile(r"emergency|\bcall\b", re.IGNORECASE)


def catalogue(language: Language) -> Catalog:
    """The translations of one language."""
    with (TRANSLATIONS / language.babel / "LC_MESSAGES" / "messages.po").open("rb") as stream:
        return read_po(stream, locale=language.babel)


def drafts() -> list[Language]:
    """The languages into which the English was translated."""
    return [language for language in LANGUAGES.values() if language.checked != "source"]


def emergency_texts(language: Language) -> dict[str, str]:
    """Translation by context and English of every message that speaks of an emergency."""
    of_signs = {
        (text.context, text.english)
        for sign in EMERGENCY
        for text in (sign.question, sign.line, sign.hint, sign.hint_where_read, sign.advice)
        if text
    }
    return {
        f"{message.context}: {message.id}": str(message.string)
        for message in catalogue(language)
        if message.id
        and (
            message.context in CONTEXTS
            or (message.context, message.id) in of_signs
            or SPEAKS_OF_HELP.search(str(message.id))
        )
    }


def hashes(language: Language) -> dict[str, str]:
    """A short hash of each translation, by context and English."""
    texts = emergency_texts(language)
    return {key: hashlib.sha256(text.encode()).hexdigest()[:8] for key, text in sorted(texts.items())}


if __name__ == "__main__":
    found = {language.tag: hashes(language) for language in drafts()}
    FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
