"""What a reviewer said, as one file holds it: JSON of the desk, or a table (`xlsx`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import msgspec

from pwa.catalogues import Key
from pwa.languages import LANGUAGES, Language
from pwa.states import State, day_of, name_of

# What the file says a reviewer is, and the state that a sentence gets by it.
ROLES = {"speaker": State.SPEAKER, "clinician": State.CLINICIAN}

Verdict = Literal["right", "change", "remove", ""]


class FileFaultError(ValueError):
    """A file is not what a reviewer saved. Nothing of it is merged. The message says what is wrong."""


@dataclass(frozen=True)
class Answer:
    """What a reviewer said of one sentence.

    `where` is its place in the file. `seen` is the translation that the reviewer read. The verdict may be empty: then
    there is only a comment. Only of the English a sentence can be removed.
    """

    where: str
    key: Key
    seen: str
    verdict: Verdict
    correction: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Review:
    """The answers of one person on one language. `state` is what a sentence gets that this person agrees to."""

    language: Language
    who: str
    day: date
    state: State
    answers: tuple[Answer, ...]


class _Answer(msgspec.Struct, forbid_unknown_fields=True):
    context: str
    english: str
    translation: str
    verdict: Verdict
    correction: str = ""
    comment: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    version: Literal[1]
    language: str
    who: str
    day: str
    role: str
    answers: list[_Answer]


def read_json(body: bytes) -> Review:
    """Return the review in a file of the desk.

    Raises:
        FileFaultError: it is no such file, or it has no name or no date.
    """
    try:
        file = msgspec.json.decode(body, type=_File)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise FileFaultError(f"it is not a file of the review desk: {error}") from error
    answers = tuple(
        Answer(
            f"answer {number}",
            (answer.context, answer.english),
            answer.translation,
            answer.verdict,
            answer.correction.strip(),
            answer.comment.strip(),
        )
        for number, answer in enumerate(file.answers, 1)
    )
    return review_of(file.language, file.who, file.day, file.role, answers)


def review_of(tag: str, who: str, day: str, role: str, answers: tuple[Answer, ...]) -> Review:
    """Return the review of these parts. Nothing counts as checked without a name and a date that a person gave.

    Raises:
        FileFaultError: the language is unknown, or the name, the date or the role is missing.
    """
    if tag not in LANGUAGES:
        raise FileFaultError(f"{tag!r} is not a language of Ask First: {' '.join(LANGUAGES)}")
    if role not in ROLES:
        raise FileFaultError(f"{role!r} does not say who the reviewer is: {' or '.join(ROLES)}")
    try:
        name, when = name_of(who), day_of(day)
    except ValueError as error:
        raise FileFaultError(str(error)) from error
    # The date of a place that is a day ahead is not in the future.
    if when > date.today() + timedelta(days=1):  # noqa: DTZ011
        raise FileFaultError(f"its date is in the future: {when}")
    language = LANGUAGES[tag]
    if language.is_source and ROLES[role] is not State.CLINICIAN:
        raise FileFaultError("only a health professional (clinician) checks the English")
    return Review(language, name, when, ROLES[role], answers)
