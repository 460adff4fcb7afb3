"""Keeps hashes of the translations of emergency text that were compared with the English: `translations/reviewed.json`.

The file holds a hash of each of them, so that no such translation changes unnoticed. To accept a change, read the
difference of the catalogue beside the English, then run `python -m tests.reviewed`, which writes the file anew. The
first version of the file took the machine drafts as they stood on 30 November 2026.
"""

from __future__ import annotations

import hashlib
import json
import re

from pwa.content.signs import EMERGENCY
from pwa.paths import TRANSLATIONS
from tests.meaning.catalogues import CATALOGUES, sentences

FILE = TRANSLATIONS / "reviewed.json"

# The contexts in which every sentence is about an emergency or decides whether there is one.
CONTEXTS = {"action", "answer", "emergency", "number", "worker"}
SPEAKS_OF_HELP = re.compile(r"emergency|\bcall\b", re.IGNORECASE)


def emergency_texts(name: str) -> dict[str, str]:
    """Translation by context and English of every message of a catalogue that speaks of an emergency."""
    of_signs = {
        (text.context, text.english)
        for sign in EMERGENCY
        for text in (sign.question, sign.line, sign.hint, sign.hint_where_read, sign.advice)
        if text
    }
    return {
        said.key: said.translated
        for said in sentences(name)
        if said.context in CONTEXTS or (said.context, said.english) in of_signs or SPEAKS_OF_HELP.search(said.english)
    }


def hashes(name: str) -> dict[str, str]:
    """A short hash of each translation, by context and English."""
    texts = emergency_texts(name)
    return {key: hashlib.sha256(text.encode()).hexdigest()[:8] for key, text in sorted(texts.items())}


if __name__ == "__main__":
    found = {name: hashes(name) for name in CATALOGUES}
    FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
