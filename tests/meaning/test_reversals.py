"""Planted faults: the gates find each of them in every language.

Most are planted by machine in the sentences of the catalogues. Those of `[reversed]` in the files of the languages were
written by hand: a whole sentence that says the opposite.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import permutations

import pytest

from tests.meaning import english
from tests.meaning.catalogues import Said, each_catalogue, normal, sentences, split
from tests.meaning.gates import GAP, faults, left_in_english, wrong_negations, wrong_signs
from tests.meaning.words import words

# One action of each level.
ACTIONS = {
    "result: Call %(number)s or go to the nearest emergency department now": "now",
    "result: Call a doctor today": "today",
    "result: See a doctor in the next few days": "days",
    "result: Ask your doctor before your next massage": "before",
    "result: Put your massage off": "later",
}

# A message with each unit of time.
UNITS = {
    "minute": "problem: Please try again in a few minutes.",
    "hour": "hint: Quickly means over hours or days.",
    "day": "hint: Quickly means over hours or days.",
    "week": "hint: New means in the last 2 weeks.",
    "month": "known: If the doctor gave you no time, ask again after 6 months.",
    "year": "sign: Have you fallen in the last year?",
}


@each_catalogue
def test_each_lost_negation_is_found(name: str) -> None:
    """In each sentence that denies or forbids, the words that deny are taken out one by one."""
    planted = [
        replace(said, translated=cut(said.translated, *found.span()))
        for said in sentences(name)
        if english.DENIES.search(said.english)
        for found in words(name).denies.finditer(said.translated)
    ]
    assert len(planted) > 300
    assert [said.translated for said in planted if not list(wrong_negations(name, said))] == []


@each_catalogue
def test_each_negation_in_another_sentence_is_found(name: str) -> None:
    """ "Do not drive. Call." must not become "Drive. Do not call." """
    planted = [
        replace(said, translated=cut(said.translated, *found.span()) + " " + found[0])
        for said in sentences(name)
        if len(split(said.english)) > 1 and english.DENIES.search(said.english)
        for found in words(name).denies.finditer(said.translated)
        if found.end() < len(said.translated) - len(split(said.translated)[-1])
    ]
    assert len(planted) > 100
    assert [said.translated for said in planted if not list(wrong_negations(name, said))] == []


@each_catalogue
def test_each_sentence_that_somebody_turned_round_is_found(name: str) -> None:
    texts = {said.key: said for said in sentences(name)}
    assert len(words(name).reversed) >= 3
    for key, opposite in words(name).reversed.items():
        assert faults(name, texts[key]) == []
        assert faults(name, replace(texts[key], translated=normal(opposite))) != [], opposite


@each_catalogue
def test_each_action_of_another_level_is_found(name: str) -> None:
    texts = {said.key: said for said in sentences(name)}
    for right, wrong in permutations(ACTIONS, 2):
        planted = replace(texts[right], translated=texts[wrong].translated)
        found = faults(name, planted)
        assert f"lost the level: {ACTIONS[right]}" in found
        assert f"has a level that is not its own: {ACTIONS[wrong]}" in found


@each_catalogue
def test_each_order_that_lost_its_level_is_found(name: str) -> None:
    planted = [
        replace(said, translated=words(name).levels[level].sub("…", said.translated))
        for said in sentences(name)
        for level in english.found("orders", said.english)
    ]
    assert len(planted) > 50
    assert unnoticed(name, planted) == []


@each_catalogue
def test_each_changed_figure_is_found(name: str) -> None:
    planted = [
        replace(said, translated=cut(said.translated, *digits.span(), wrong))
        for said in sentences(name)
        for digits in re.finditer(r"\d+", said.translated)
        if digits[0] in re.findall(r"\d+", said.english) and digits[0] != "1"
        for wrong in (str(int(digits[0]) + 1), digits[0] + "0", "")
    ]
    assert len(planted) > 300
    assert unnoticed(name, planted) == []


@each_catalogue
def test_each_unit_of_another_length_is_found(name: str) -> None:
    """ "2 weeks" must not become "2 months"."""
    known = words(name)
    texts = {said.key: said.translated for said in sentences(name)}
    units = {unit: found[0] for unit, key in UNITS.items() if (found := known.units[unit].search(texts[key]))}
    planted = [
        replace(said, translated=cut(said.translated, *found.span("unit"), wrong))
        for said in sentences(name)
        for figure, unit in set(re.findall(r"\b(\d+) (\w+?)s?\b", said.english))
        if unit in units
        for found in re.finditer(
            rf"(?<!\d){figure}(?:\W(?:\w{{1,3}}\W)?)?(?P<unit>{known.units[unit].pattern})",
            said.translated,
            re.IGNORECASE,
        )
        for wrong in units.values()
        if not known.units[unit].search(wrong)
    ]
    assert len(planted) > 50
    assert unnoticed(name, planted) == []


@each_catalogue
def test_each_lost_number_and_unit_is_found(name: str) -> None:
    """Every place where the word could stand is emptied, as if it had become another word."""
    known = words(name)
    planted = [
        replace(
            said,
            translated=word.sub("…", re.sub(r"\d", "", said.translated) if kind is known.counts else said.translated),
        )
        for said in sentences(name)
        for kind, wanted in ((known.counts, "counts"), (known.units, "units"))
        for word in (kind[which] for which in english.found(wanted, said.english))
    ]
    assert len(planted) > 80
    assert unnoticed(name, planted) == []


@each_catalogue
def test_each_lost_or_renamed_gap_is_found(name: str) -> None:
    planted = [
        replace(said, translated=said.translated.replace(gap, wrong, 1))
        for said in sentences(name)
        for gap in GAP.findall(said.translated)
        for wrong in ("", gap.replace("(", "(x"), gap.removesuffix("s"), gap * 2)
    ]
    assert len(planted) > 100
    assert unnoticed(name, planted) == []


@each_catalogue
def test_each_open_bracket_or_quotation_mark_is_found(name: str) -> None:
    planted = [
        replace(said, translated=said.translated.replace(sign, "", 1))
        for said in sentences(name)
        for sign in "()（）「」«»"
        if sign in said.translated
    ]
    assert [said.translated for said in planted if not list(wrong_signs(said))] == []


@each_catalogue
def test_each_sentence_left_in_english_is_found(name: str) -> None:
    known = words(name)
    planted = [replace(said, translated=said.english) for said in sentences(name) if said.english not in known.same]
    if known.language != "en":
        assert [said.english for said in planted if not list(left_in_english(known, said))] == []


@pytest.mark.parametrize("sign", ["<b>", "&amp;", "50 %", "٣"])
def test_signs_that_no_sentence_may_hold_are_found(sign: str) -> None:
    said = Said("context", "A sentence.", f"Una frase {sign}.")
    assert len(faults("es", said)) >= 1


def unnoticed(name: str, planted: list[Said]) -> list[str]:
    return [said.translated for said in planted if not faults(name, said)]


def cut(text: str, start: int, end: int, instead: str = "") -> str:
    return text[:start] + instead + text[end:]
