"""What is wrong with a translated sentence, as far as a machine can tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tests.meaning import english
from tests.meaning.catalogues import Said
from tests.meaning.negations import expected, negations
from tests.meaning.words import Words, words

OTHER_SCRIPTS = {"ar", "bn", "hi", "ja", "ko", "ru", "ur", "zh"}
THOUSANDS = re.compile(r"(?<=\d)[.,\u00a0\u202f ](?=\d{3}(?!\d))")
GAP = re.compile(r"%\(\w+\)s")
PAIRS = (("(", ")"), ("[", "]"), ("（", "）"), ("「", "」"), ("«", "»"))


def faults(name: str, said: Said) -> list[str]:
    """Return what is wrong, in words, with a sentence of the catalogue `name`."""
    known = words(name)
    return [
        *wrong_negations(name, said),
        *weak_prohibitions(known, said),
        *wrong_levels(known, said),
        *wrong_figures(known, said),
        *lost_counts_and_units(known, said),
        *wrong_signs(said),
        *left_in_english(known, said),
    ]


def wrong_negations(name: str, said: Said) -> Iterator[str]:
    """One negation more or less, or in another sentence, turns a message round."""
    wanted, counted = expected(name, said), negations(name, said)
    if counted != wanted:
        yield f"its sentences deny {counted} times instead of {wanted}"


def weak_prohibitions(known: Words, said: Said) -> Iterator[str]:
    """ "Do not" is an order: a form that only says what does not happen is too weak."""
    wanted, counted = english.prohibitions(said.english), len(known.forbids.findall(said.translated))
    if counted < wanted:
        yield f"forbids {counted} times instead of {wanted}"


def wrong_levels(known: Words, said: Said) -> Iterator[str]:
    """An order must say when to act, and nothing else about when."""
    ordered = english.found("orders", said.english)
    mentioned = english.found("mentions", said.english)
    for level, word in known.levels.items():
        if level in ordered and not word.search(said.translated):
            yield f"lost the level: {level}"
        if ordered and level not in mentioned and word.search(said.translated):
            yield f"has a level that is not its own: {level}"


def wrong_figures(known: Words, said: Said) -> Iterator[str]:
    """Each figure stands as often as in the English. A small number may be a word in either language.

    A further 1 does no harm: some languages write it for "a" and "once".
    """
    source = figures_of(said.english) + Counter(known.figures.get(said.english, ()))
    figures = figures_of(said.translated)
    for figure, times in (source - figures).items():
        if figure not in known.spelled or len(known.spelled[figure].findall(said.translated)) < times:
            yield f"lost the figure {figure}"
    words_for = {"1", *(english.FIGURES.get(count, "") for count in english.found("counts", said.english))}
    for figure in figures - source:
        if figure not in words_for:
            yield f"has a figure that is not in the English: {figure}"


def figures_of(text: str) -> Counter[str]:
    """Count the figures, without the gaps and without the marks between thousands."""
    return Counter(re.findall(r"\d+", THOUSANDS.sub("", GAP.sub("", text))))


def lost_counts_and_units(known: Words, said: Said) -> Iterator[str]:
    figures = figures_of(said.translated)
    # Languages without spaces write the unit at once. Elsewhere an adjective can stand between.
    between = r"\s?" if known.language in {"ja", "ko", "zh"} else r"\D{0,12}?"
    for count in english.found("counts", said.english):
        if not known.counts[count].search(said.translated) and english.FIGURES.get(count) not in figures:
            yield f"lost the number {count}"
    for unit in english.found("units", said.english):
        word = known.units[unit].pattern
        if not re.search(word, said.translated, re.IGNORECASE):
            yield f"lost the unit {unit}"
        for figure, times in Counter(re.findall(rf"\b(\d+) {unit}s?\b", said.english)).items():
            beside = re.findall(rf"(?<!\d){figure}(?!\d){between}(?:{word})", said.translated, re.IGNORECASE)
            if figure in figures and len(beside) < times:
                yield f"has no {unit} beside {figure}"


def wrong_signs(said: Said) -> Iterator[str]:
    """Gaps, percent signs, brackets, quotation marks and digits."""
    if sorted(GAP.findall(said.translated)) != sorted(GAP.findall(said.english)):
        yield "has other gaps"
    if "%" in GAP.sub("", said.translated):
        yield "has a percent sign that begins no gap"
    if re.search("[<>&]", said.translated):
        yield "has a sign of HTML"
    if re.findall(r"\d", said.translated) != re.findall("[0-9]", said.translated):
        yield "has digits that are not Latin"
    # German and Russian close a quotation with the sign that opens one in English.
    for opening, closing in (*PAIRS, ("„", "“") if "„" in said.translated else ("“", "”")):
        if said.translated.count(opening) != said.translated.count(closing):
            yield f"has {opening} without {closing}"


def left_in_english(known: Words, said: Said) -> Iterator[str]:
    """The whole sentence or, in another script, a word. A word in brackets or quotation marks explains or cites."""
    is_equal = said.translated.casefold() == said.english.casefold()
    if is_equal and said.translated not in known.same and known.language != "en":
        yield "is still English"
    if known.language in OTHER_SCRIPTS:
        rest = re.sub(r"\(.*?\)|（.*?）|“.*?”|”.*?“|«.*?»|「.*?」", "", GAP.sub("", said.translated))
        for word in set(re.findall("[A-Za-z]{2,}", rest)) - english.NAMES:
            yield f"has a word in Latin letters: {word}"
