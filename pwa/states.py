"""Who has checked which sentence: `translations/<language>/states.csv`, a table that is read in a diff.

Each row is one sentence that a person has checked. It holds the English that they read, word for word, and a hash of
the translation. So a changed English or translation drops the sentence back by itself: its row no longer fits. A
sentence without a row is a machine draft.
"""

from __future__ import annotations

import csv
import hashlib
import logging
import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from pwa.catalogues import BrokenCatalogueError, Key, sentences, translation
from pwa.paths import TRANSLATIONS

log = logging.getLogger(__name__)

# The contexts in which a sentence is about an emergency or decides whether there is one, and the words of other such
# sentences.
URGENT = {
    "action", "advice", "answer", "caption", "emergency", "first person", "hint", "level", "line", "number", "result",
    "sign", "stenosis", "therapist", "worker",
}  # fmt: skip
SPEAKS_OF_HELP = re.compile(r"emergency|\bcall\b", re.IGNORECASE)
# Characters of a name or a role.
LONGEST_NAME = 80


class State(StrEnum):
    """How far a sentence was checked, the least first."""

    DRAFT = "machine-draft"
    SPEAKER = "speaker-checked"
    CLINICIAN = "clinician-checked"

    @property
    def rank(self) -> int:
        """A number that grows with the state."""
        return list(State).index(self)


class StatesError(ValueError):
    """A table of states cannot be read. The message names the file and the line."""


@dataclass(frozen=True, order=True)
class Row:
    """One sentence that a person has checked. `translation` is a hash; `who` is a name or a role."""

    context: str
    english: str
    translation: str
    state: State
    who: str
    day: date

    @property
    def key(self) -> Key:
        """Which sentence it is."""
        return self.context, self.english


COLUMNS = [field.name for field in fields(Row)]


def read(folder: str) -> dict[Key, Row]:
    """Return all rows of a language, also those that no longer fit.

    Args:
        folder: that of the language in `translations/`.

    Raises:
        StatesError: the file is not such a table.
    """
    file = _file(folder)
    if not file.exists():
        return {}
    rows: dict[Key, Row] = {}
    with file.open(encoding="utf-8", newline="") as stream:
        table = csv.reader(stream, strict=True)
        try:
            if next(table, None) != COLUMNS:
                raise ValueError(f"the first line must be {','.join(COLUMNS)}")
            for cells in table:
                row = _row(cells)
                if row.key in rows:
                    raise ValueError(f"“{row.english}” is there twice")
                rows[row.key] = row
        except (ValueError, csv.Error) as error:
            raise StatesError(f"{file} line {table.line_num}: {error}") from error
    return rows


def _row(cells: list[str]) -> Row:
    if len(cells) != len(COLUMNS):
        raise ValueError(f"it has {len(cells)} cells, and must have {len(COLUMNS)}")
    context, english, hashed, state, who, day = cells
    row = Row(context, english, hashed, State(state), name_of(who), day_of(day))
    if row.state is State.DRAFT:
        raise ValueError("machine-draft is the state of a sentence without a line: remove the line")
    return row


def name_of(text: object) -> str:
    """Return the name or role of a reviewer. Raise ValueError if it is none."""
    name = text.strip() if isinstance(text, str) else ""
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ValueError(f"there is no name or role of a person, in at most {LONGEST_NAME} characters")
    return name


def day_of(text: object) -> date:
    """Return the day of a check. Raise ValueError if it is none, such as 2026-13-01."""
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", text.strip()):
        raise ValueError("there is no date like 2026-12-31")
    return date.fromisoformat(text.strip())


def write(folder: str, rows: Iterable[Row]) -> None:
    """Write the rows of a language in a fixed order, so that a diff shows only what has changed."""
    file = _file(folder)
    file.parent.mkdir(exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(COLUMNS)
        table.writerows(astuple(row) for row in sorted(rows))
    valid.cache_clear()
    urgent_is_draft.cache_clear()


def _file(folder: str) -> Path:
    return TRANSLATIONS / folder / "states.csv"


def digest(text: str) -> str:
    """Return the hash of a translation, as rows hold it."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@cache
def valid(folder: str) -> dict[Key, Row]:
    """Return the rows that fit the English and the translation. A table that cannot be read counts as empty."""
    try:
        rows = read(folder)
        known = rows.keys() & set(sentences())
        return {key: rows[key] for key in known if digest(translation(folder, key)) == rows[key].translation}
    except (StatesError, BrokenCatalogueError) as error:
        log.error("Nothing in this language counts as checked. %s", error)
        return {}


@dataclass(frozen=True)
class Verdict:
    """The least state of some sentences, the people who checked them, and the day of the newest check."""

    state: State = State.DRAFT
    who: tuple[str, ...] = ()
    day: date | None = None

    @property
    def is_draft(self) -> bool:
        """Whether nobody has checked some of them."""
        return self.state is State.DRAFT


def verdict(folder: str, keys: Iterable[Key]) -> Verdict:
    """Return the verdict on some sentences of a language. Without a sentence it is that of a draft."""
    rows = valid(folder)
    found = [rows.get(key) for key in keys] if rows else []
    checks = [row for row in found if row]
    if not checks or len(checks) < len(found):
        return Verdict()
    least = min((row.state for row in checks), key=lambda state: state.rank)
    return Verdict(least, tuple(sorted({row.who for row in checks})), max(row.day for row in checks))


def is_urgent(key: Key) -> bool:
    """Return whether a sentence is about an emergency, or decides whether there is one."""
    return key[0] in URGENT or SPEAKS_OF_HELP.search(key[1]) is not None


@cache
def urgent_is_draft(folder: str) -> bool:
    """Return whether nobody has checked some of the sentences about an emergency."""
    return not valid(folder) or verdict(folder, filter(is_urgent, sentences())).is_draft
