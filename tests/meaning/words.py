"""What the gates know about each language: `words/<catalogue>.toml`, and the English beside it.

A value is a regular expression without regard to case, unless it is said otherwise. The file of a language holds:

- `language`: its name for the library that recognises languages.
- `denies`: the words that deny. Each counts once.
- `forbids`: those of them that make an order a prohibition.
- `health`: the words that no lock screen may show.
- `[levels]`: how it says at once (`now`), `today`, in the next few days (`days`), before the next massage (`before`) and
  put off (`later`).
- `[counts]` and `[units]`: how it writes small numbers and units of time as words.
- `same`: texts, not expressions, that may equal their English.
- `foreign`: sentences that the library takes for another language.
- `found_wrong`: texts that an independent reader of the language found wrong.
- `[spelled]`: words that it writes for figures of the English.
- `[figures]`: by English sentence, the further figures of the translation, for example "30" for half an hour.
- `[reversed]`: by context and English, a translation that says the opposite. The gates must report it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.meaning.catalogues import normal

FOLDER = Path(__file__).with_name("words")


@dataclass(frozen=True)
class Words:
    language: str
    denies: re.Pattern[str]
    forbids: re.Pattern[str]
    health: re.Pattern[str]
    levels: dict[str, re.Pattern[str]]
    counts: dict[str, re.Pattern[str]]
    units: dict[str, re.Pattern[str]]
    same: frozenset[str]
    foreign: frozenset[str]
    found_wrong: tuple[str, ...]
    spelled: dict[str, re.Pattern[str]]
    figures: dict[str, list[str]]
    reversed: dict[str, str]


@cache
def words(name: str) -> Words:
    """What the gates know about the language of one catalogue. A new language needs its own file."""
    kept = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    return Words(
        language=kept["language"],
        denies=pattern(kept["denies"]),
        forbids=pattern(kept["forbids"]),
        health=pattern(kept["health"]),
        levels={key: pattern(text) for key, text in kept["levels"].items()},
        counts={key: pattern(text) for key, text in kept["counts"].items()},
        units={key: pattern(text) for key, text in kept["units"].items()},
        same=frozenset(kept["same"]),
        foreign=frozenset(kept["foreign"]),
        found_wrong=tuple(kept["found_wrong"]),
        spelled={key: pattern(text) for key, text in kept["spelled"].items()},
        figures=kept["figures"],
        reversed=kept["reversed"],
    )


def pattern(text: str) -> re.Pattern[str]:
    return re.compile(normal(text), re.IGNORECASE)
