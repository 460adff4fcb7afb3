"""Writes a review into the catalogue and the table of states, as far as it fits them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from pwa import states
from pwa.catalogues import Key, compile_changed, fault, sentences, translation
from pwa.paths import TRANSLATIONS
from pwa.review.answers import Answer, Review
from pwa.states import Row


@dataclass
class Outcome:
    """What became of a review.

    `checked` and `changed` count sentences. `faults` are lines on answers that were left out. `wishes` are lines on
    what a developer has to do: the English is in the code, and a comment needs a person.
    """

    checked: int = 0
    changed: int = 0
    faults: list[str] = field(default_factory=list)
    wishes: list[str] = field(default_factory=list)


def merge(review: Review) -> Outcome:
    """Write what fits. An answer with a fault is left out, and the outcome names it. Rows that no longer fit go.

    Raises:
        states.StatesError: the table of states cannot be read.
    """
    outcome, folder = Outcome(), review.language.folder
    states.read(folder)  # a table that cannot be read must not be overwritten
    rows = dict(states.valid(folder))
    corrections: dict[Key, str] = {}
    comments: dict[Key, str] = {}
    known, met = set(sentences()), set[Key]()
    for answer in review.answers:
        wrong = "is there twice" if answer.key in met else _fault(review, answer, known)
        met.add(answer.key)
        if wrong:
            outcome.faults.append(f"{answer.where}: “{answer.key[1]}” ({answer.key[0]}) {wrong}")
            continue
        if answer.comment or (review.language.is_source and answer.verdict in ("change", "remove")):
            outcome.wishes.append(_wish(review, answer))
        if answer.comment:
            comments[answer.key] = f"{review.who}, {review.day}: {' '.join(answer.comment.split())}"
        if review.language.is_source and answer.verdict != "right":
            continue
        if answer.verdict == "change" and answer.correction != answer.seen:
            corrections[answer.key] = answer.correction
            outcome.changed += 1
        if answer.verdict:
            text = corrections.get(answer.key, answer.seen)
            rows[answer.key] = _higher(rows.get(answer.key), _row(review, answer.key, text))
            outcome.checked += 1
    if not review.language.is_source and (corrections or comments):
        _correct(folder, corrections, comments)
    if outcome.checked:
        states.write(folder, rows.values())
    return outcome


def _fault(review: Review, answer: Answer, known: set[Key]) -> str:
    if answer.key not in known:
        return "is not a sentence of the source: it was changed or removed since, or the file was edited"
    now = translation(review.language.folder, answer.key)
    if answer.seen != now:
        return f"has another translation since: “{now}”"
    if answer.verdict == "change" and not answer.correction:
        return "has no correction, but the verdict is that it must change"
    return "" if review.language.is_source else _fault_of_translation(answer)


def _fault_of_translation(answer: Answer) -> str:
    if answer.verdict == "remove":
        return "cannot be removed from one language only: say in a comment what is wrong with it"
    if answer.verdict == "change":
        return fault(answer.key[1], answer.correction) or _other_figures(answer)
    return fault(answer.key[1], answer.seen) if answer.verdict == "right" else ""


def _other_figures(answer: Answer) -> str:
    """Return a fault if a correction has other numbers than the English and than the translation of before.

    Some languages have a word for two weeks: then both translations have one number less.
    """
    corrected = Counter(re.findall(r"\d+", answer.correction))
    if re.findall(r"\d", answer.correction) != re.findall("[0-9]", answer.correction):
        return "has digits that are not Latin: 0 to 9"
    if corrected not in (Counter(re.findall(r"\d+", text)) for text in (answer.key[1], answer.seen)):
        return f"has other numbers than the English: “{answer.correction}”"
    return ""


def _wish(review: Review, answer: Answer) -> str:
    words = {"change": f"change it to “{answer.correction}”", "remove": "remove it"}
    asked = words.get(answer.verdict, "") if review.language.is_source else ""
    said = "; ".join(part for part in (asked, answer.comment) if part)
    return f"“{answer.key[1]}” ({answer.key[0]}): {said} ({review.who}, {review.day})"


def _row(review: Review, key: Key, text: str) -> Row:
    return Row(*key, states.digest(text), review.state, review.who, review.day)


def _higher(old: Row | None, new: Row) -> Row:
    """Return the old row if it is of the same translation and says more."""
    is_kept = old is not None and old.translation == new.translation and old.state.rank > new.state.rank
    return old if old is not None and is_kept else new


def _correct(folder: str, corrections: dict[Key, str], comments: dict[Key, str]) -> None:
    """Change the catalogue as `make translations` writes it, and compile it."""
    file = TRANSLATIONS / folder / "LC_MESSAGES" / "messages.po"
    catalogue = read(file)
    for message in catalogue:
        key = (message.context or "", str(message.id))
        if key in corrections:
            message.string = corrections[key]
        if key in comments and comments[key] not in message.user_comments:
            message.user_comments.append(comments[key])
    part = file.with_suffix(".part")
    with part.open("wb") as stream:
        write_po(stream, catalogue, ignore_obsolete=True)
    part.replace(file)
    file.with_suffix(".mo").unlink(missing_ok=True)
    compile_changed()


def read(file: Path) -> Catalog:
    """Return a catalogue.

    Raises:
        babel.messages.pofile.PoFileError: a line is no part of a catalogue.
        ValueError: it cannot be read at all.
    """
    with file.open("rb") as stream:
        return read_po(stream, locale=file.parts[-3], abort_invalid=True)
