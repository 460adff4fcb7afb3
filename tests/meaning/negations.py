"""How often each sentence denies: as often as its English, or as `negations.json` says.

Languages deny in their own ways: two words for one in Spanish, "numb" as "without feeling", "until" with a "not" in Hindi.
The file names each message that denies more or less often than its English, or in another sentence, after a reader found
the meaning the same. To accept a change, read what `python -m tests.meaning.negations` prints; it writes the file anew.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from tests.meaning import english
from tests.meaning.catalogues import CATALOGUES, Said, sentences, split
from tests.meaning.words import words

FILE = Path(__file__).with_suffix(".json")


def expected(name: str, said: Said) -> str:
    """How often each sentence of a message of the catalogue `name` must deny, for example "1 0"."""
    return exceptions().get(name, {}).get(said.key) or in_english(said.english)


@cache
def exceptions() -> dict[str, dict[str, str]]:
    """By catalogue, then by context and English."""
    kept: dict[str, dict[str, str]] = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    return kept


@cache
def in_english(text: str) -> str:
    return denials(english.DENIES, text)


def negations(name: str, said: Said) -> str:
    """How often each of its sentences does."""
    return denials(words(name).denies, said.translated)


def denials(denies: re.Pattern[str], text: str) -> str:
    """How often each sentence denies, or "0" if none does: other languages may split it in another way."""
    found = [len(denies.findall(sentence)) for sentence in split(text)]
    return " ".join(str(times) for times in found) if any(found) else "0"


def differences(name: str) -> dict[str, str]:
    """The messages of a catalogue that do not deny as their English does, by context and English."""
    return {
        said.key: negations(name, said)
        for said in sorted(sentences(name), key=lambda said: said.key)
        if negations(name, said) != in_english(said.english)
    }


if __name__ == "__main__":
    for name in CATALOGUES:
        for said in sentences(name):
            wanted, counted = expected(name, said), negations(name, said)
            if counted != wanted:
                print(f"{name}: {said.english}\n  {said.translated}\n  {wanted} -> {counted}")
    found = {name: differences(name) for name in CATALOGUES}
    FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
