"""Finds what is wrong with a catalogue and its table of states: which sentence in which file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError

from pwa import states
from pwa.catalogues import Key, fault, sentences
from pwa.paths import TRANSLATIONS
from pwa.review.merge import read


def folders() -> list[str]:
    """Return the folder of every language, also of those that are not offered yet, and of the English."""
    found = {path.parent.name for path in TRANSLATIONS.glob("*/LC_MESSAGES")}
    return sorted(found | {path.parent.name for path in TRANSLATIONS.glob("*/states.csv")})


def problems(folder: str) -> Iterator[str]:
    """Return a line for each fault of a language, with the file that it is in."""
    file = TRANSLATIONS / folder / "LC_MESSAGES" / "messages.po"
    texts: dict[Key, str] = {key: key[1] for key in sentences()}
    if file.parent.exists():
        texts = {}
        yield from _of_catalogue(file, texts)
    yield from _of_states(folder, texts)


def _of_catalogue(file: Path, texts: dict[Key, str]) -> Iterator[str]:
    """Return the faults of a catalogue, and put its translations into `texts`."""
    name = file.relative_to(TRANSLATIONS.parent)
    try:
        catalogue = read(file)
    except PoFileError as error:
        yield f"{name} line {(error.lineno or 0) + 1}: {error}"
        return
    except (OSError, ValueError) as error:
        yield f"{name}: it cannot be read: {error}"
        return
    known = set(sentences())
    for message in catalogue:
        if not message.id:
            continue
        english = message.id if isinstance(message.id, str) else message.id[0]
        key = (message.context or "", english)
        texts[key] = str(message.string)
        for wrong in _of_message(message, english, catalogue.num_plurals, is_known=key in known):
            yield f"{name} line {message.lineno}: “{english}” ({key[0]}) {wrong}"
    for context, english in sentences():
        if (context, english) not in texts:
            yield f"{name}: “{english}” ({context}) is missing: run make translations"


def _of_message(message: Message, english: str, plurals: int, *, is_known: bool) -> Iterator[str]:
    if not is_known:
        yield "is no sentence of the source: run make translations"
    if message.fuzzy:
        yield "is marked as a guess (fuzzy)"
    forms = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    if message.pluralizable and len(forms) != plurals:
        yield f"has {len(forms)} plural forms, and the language has {plurals}"
    for number, form in enumerate(forms):
        which = f" (plural form {number})" if message.pluralizable else ""
        if wrong := fault(english, str(form)):
            yield wrong + which


def _of_states(folder: str, texts: dict[Key, str]) -> Iterator[str]:
    try:
        rows = states.read(folder)
    except states.StatesError as error:
        yield str(error)
        return
    known = set(sentences())
    for key, row in rows.items():
        if key not in known:
            yield f"translations/{folder}/states.csv: “{key[1]}” ({key[0]}) is gone from the source: remove its line"
        elif key in texts and states.digest(texts[key]) != row.translation:
            yield (
                f"translations/{folder}/states.csv: “{key[1]}” ({key[0]}) was changed after {row.who} checked it:"
                " remove its line, or let a person check it again"
            )
