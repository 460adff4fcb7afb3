"""Catalogues that a test may spoil, and the people who have checked them. The fixture `catalogue` makes the copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from pwa import catalogues, languages, states
from pwa.catalogues import Key, sentences, translation
from pwa.languages import usable
from pwa.paths import TRANSLATIONS
from pwa.review import check, commands, merge, sections
from pwa.states import Row, State, digest

DAY = date(2026, 11, 29)


def forget() -> None:
    """Forget what was read from the files, as a new process does."""
    for cached in (catalogues.sentences, catalogues._compiled, states.valid, states.urgent_is_draft, usable):
        cached.cache_clear()


@contextmanager
def copied(folder: Path) -> Iterator[Path]:
    """Let the app read a copy of `translations/` inside the `with` block. It has three languages, which is quicker."""
    folder.mkdir()
    shutil.copy(TRANSLATIONS / "messages.pot", folder)
    for language in ("ar", "es", "fr"):
        shutil.copytree(TRANSLATIONS / language / "LC_MESSAGES", folder / language / "LC_MESSAGES")
    with pytest.MonkeyPatch.context() as patch:
        for module in (catalogues, states, languages, merge, check, commands, sections):
            patch.setattr(module, "TRANSLATIONS", folder)
        forget()
        yield folder
    forget()


def row(key: Key, state: State = State.SPEAKER, *, folder: str = "es", who: str = "María, retired nurse") -> Row:
    return Row(*key, digest(translation(folder, key)), state, who, DAY)


def check_all(
    folder: str = "es", state: State = State.SPEAKER, but: Callable[[Key], bool] = lambda _key: False
) -> None:
    """Let a person check every sentence of a language, but some."""
    states.write(folder, [row(key, state, folder=folder) for key in sentences() if not but(key)])


def change(folder: Path, english: str, old: str, new: str) -> None:
    """Change the translation of a sentence in the catalogue of Spanish, and compile it."""
    file = folder / "es" / "LC_MESSAGES" / "messages.po"
    head, found, tail = file.read_text("utf-8").partition(f'msgid "{english}"\nmsgstr "')
    assert found
    assert tail.startswith(old)
    file.write_text(head + found + tail.replace(old, new, 1), "utf-8")
    with file.open("rb") as source, file.with_suffix(".mo").open("wb") as target:
        write_mo(target, read_po(source, locale="es"))
    forget()
