"""How often each sentence denies: as often as its English, or as `negations.json` says.

Languages deny in their own ways: two words for one in Spanish, "numb" as "without feeling", "until" with a "not" in Hindi.
The file names each sentence that denies more or less often than its English, after a reader found the meaning the same.
To accept a change, read what `python -m tests.meaning.negations` prints; it writes the file anew.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from tests.meaning import english
from tests.meaning.catalogues import CATALOGUES, Said, sentences
from tests.meaning.words import words

FILE = Path(__file__).with_suffix(".json")


def expected(name: str, said: Said) -> int:
    """How often a sentence of the catalogue `name` must deny."""
    return exceptions().get(name, {}).get(said.key, english.denials(said.english))


@cache
def exceptions() -> dict[str, dict[str, int]]:
    """By catalogue, then by context and English."""
    kept: dict[str, dict[str, int]] = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    return kept


def negations(name: str, said: Said) -> int:
    """How often it does."""
    return len(words(name).denies.findall(said.translated))


def differences(name: str) -> dict[str, int]:
    """The sentences of a catalogue that deny more or less often than their English, by context and English."""
    return {
        said.key: negations(name, said)
        for said in sorted(sentences(name), key=lambda said: said.key)
        if negations(name, said) != english.denials(said.english)
    }


if __name__ == "__main__":
    for name in CATALOGUES:
        for said in sentences(name):
            if negations(name, said) != expected(name, said):
                print(
                    f"{name}: {said.english}\n  {said.translated}\n  {expected(name, said)} -> {negations(name, said)}"
                )
    found = {name: differences(name) for name in CATALOGUES}
    FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
