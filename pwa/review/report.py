"""Reads the texts that readers share about a wrong sentence. `templates/wrong.html` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pwa.catalogues import GAP, Key, sentences, translation
from pwa.languages import LANGUAGES

VERSION = "1"
FIRST = "Ask-First-Report"
# Lines of a report: name, and what may stand there. The sentence is the last one, because a mail program may break it.
SHAPES = {
    "Page": r"/[A-Za-z-]+/[a-z0-9/-]*",
    "Language": r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*",
    "Release": r"[0-9a-f]+",
    "Problem": r"([a-z]+(, [a-z]+)*)?",
    "Sentence": r".{1,3000}",
}
# Marks of direction and width without a width of their own. Messengers add some.
INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
QUOTED = re.compile(r"^(>\s?)+")


class Problem(StrEnum):
    """What a reader ticked."""

    WRONG = "wrong"
    UNCLEAR = "unclear"
    STRANGE = "strange"
    LANGUAGE = "language"


@dataclass(frozen=True)
class Report:
    """What one reader says about one text of a page.

    `page` is a path, `language` the BCP 47 tag of the text, `release` the identity of the release (`Release.id`).
    `sentence` may be more than one sentence, and has "…" where the reader's own words or a number stood.
    """

    page: str
    language: str
    release: str
    problems: tuple[Problem, ...]
    sentence: str


def reports_in(text: str) -> tuple[list[Report], list[str]]:
    """Return the reports of one or more messages, and a sentence for each report that cannot be read.

    Anybody can write such a text, so a fault stops nothing, and the sentences of a report are only ever text. Other
    words around it, signs of quoting and broken lines are expected.
    """
    reports, faults = [], []
    for number, lines in enumerate(_blocks(text), 1):
        try:
            reports.append(_report(lines))
        except ValueError as error:
            faults.append(f"Report {number}: {error}")
    return reports, faults


def _blocks(text: str) -> Iterator[list[str]]:
    """Yield the lines of each report, without quoting."""
    lines: list[str] = []
    for line in text.splitlines():
        plain = QUOTED.sub("", " ".join(INVISIBLE.sub("", line).split()))
        if plain.startswith(f"{FIRST}:"):
            if lines:
                yield lines
            lines = [plain]
        elif lines:
            lines.append(plain)
    if lines:
        yield lines


def _report(lines: list[str]) -> Report:
    """Return the report of these lines.

    Raises:
        ValueError: a line is missing or wrong. The message is a sentence that names the line.
    """
    values = _values(lines)
    if values.pop(FIRST) != VERSION:
        raise ValueError(f"its version is not {VERSION}.")
    for name, shape in SHAPES.items():
        if name not in values:
            raise ValueError(f"the line {name} is missing.")
        if not re.fullmatch(shape, values[name]):
            raise ValueError(f"the line {name} is wrong: {values[name][:80]!r}.")
    ticked = values["Problem"].split(", ") if values["Problem"] else []
    if unknown := set(ticked) - set(Problem):
        raise ValueError(f"the line Problem is wrong: {min(unknown)!r}.")
    problems = tuple(Problem(tick) for tick in ticked)
    return Report(values["Page"], values["Language"], values["Release"], problems, values["Sentence"])


def _values(lines: list[str]) -> dict[str, str]:
    """Return the lines by their names. The sentence goes on until an empty line."""
    values: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if "Sentence" in values:
            if not line:
                break
            values["Sentence"] += f" {line}"
        elif colon and name in (FIRST, *SHAPES):
            values[name] = value.strip()
    if "Sentence" in values:
        values["Sentence"] = values["Sentence"].strip()
    return values


def entries_in(report: Report) -> list[tuple[Key, str]]:
    """Return the sentences of the catalogue that stand in the text of a report, each with its translation.

    A long sentence comes before the words that it holds, and these count only where they stand alone. Sentences with
    the same translation are all returned, because a report does not say which one it was.
    """
    if report.language not in LANGUAGES:
        return []
    folder = LANGUAGES[report.language].folder
    left, found = report.sentence, []
    translated = [(key, translation(folder, key)) for key in sentences()]
    by_length = sorted({words for _key, words in translated if words}, key=lambda words: -len(GAP.sub("", words)))
    for words in by_length:
        # "…" or a text stands in a gap.
        shape = "[^\0]{1,80}?".join(re.escape(" ".join(part.split())) for part in GAP.sub("\0", words).split("\0"))
        less = re.sub(rf"(?<!\w){shape}(?!\w)", "\0", left, count=1)
        if less != left:
            found += [entry for entry in translated if entry[1] == words]
            left = less
    return found
