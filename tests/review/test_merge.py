"""What a person has checked is written into the catalogue and the states, and nothing else is."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pwa.catalogues import Key, sentences, translation
from pwa.review.commands import review
from pwa.states import State, digest, valid
from tests.translated import change, forget, row

HOME: Key = ("navigation", "Home")
CALL: Key = ("emergency", "Call %(number)s")
WEEKS: Key = ("hint", "New means in the last 2 weeks.")
PERSON = {"version": 1, "who": "María, retired nurse", "day": "2026-11-29", "role": "speaker"}

Merge = Callable[..., Result]


def answer(key: Key, verdict: str = "right", language: str = "es", **more: str) -> dict[str, str]:
    seen = translation(language, key)
    return {"context": key[0], "english": key[1], "translation": seen, "verdict": verdict, **more}


@pytest.fixture
def merge(catalogue: Path, tmp_path: Path) -> Merge:
    """Merges a file of these answers, as the command does."""

    def run(answers: list[dict[str, str]], language: str = "es", /, **other: object) -> Result:
        file = tmp_path / "review.json"
        file.write_text(json.dumps({**PERSON, "language": language, "answers": answers, **other}), "utf-8")
        result = CliRunner().invoke(review, ["merge", str(file)])
        forget()
        return result

    return run


def text_of(catalogue: Path) -> str:
    return (catalogue / "es" / "LC_MESSAGES" / "messages.po").read_text("utf-8")


def test_what_is_right_is_checked_by_this_person_on_this_day_and_the_catalogue_stays(
    merge: Merge, catalogue: Path
) -> None:
    before = text_of(catalogue)
    done = merge([answer(HOME), answer(CALL, "")])
    assert done.exit_code == 0
    assert "1 checked, 0 of them corrected, 0 left out" in done.output
    [found] = valid("es").values()
    assert (found.key, found.state, found.who, str(found.day)) == (
        HOME,
        State.SPEAKER,
        "María, retired nurse",
        "2026-11-29",
    )
    assert text_of(catalogue) == before


def test_a_correction_and_a_comment_are_in_the_catalogue_and_nothing_else_of_it_changes(
    merge: Merge, catalogue: Path
) -> None:
    before = text_of(catalogue)
    assert merge([answer(HOME, "change", correction="Portada", comment="Everybody\nsays so")]).exit_code == 0
    assert translation("es", HOME) == "Portada"
    assert valid("es")[HOME].translation == digest("Portada")
    new, old = text_of(catalogue).splitlines(), before.splitlines()
    assert [line for line in new if line not in old] == [
        "# María, retired nurse, 2026-11-29: Everybody says so",
        'msgstr "Portada"',
    ]
    assert len(new) == len(old) + 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (answer(HOME) | {"english": "Homepage"}, "is not a sentence of the source"),
        (answer(HOME) | {"translation": "Casa"}, "has another translation since: “Inicio”"),
        (answer(HOME, "change"), "has no correction"),
        (answer(HOME, "remove"), "cannot be removed from one language"),
        (answer(HOME, "change", correction="<b>Inicio</b>"), "has <, > or &"),
        (answer(CALL, "change", correction="Llame"), "has the gaps (none), and the English has %(number)s"),
        (answer(CALL, "change", correction="Llame al %(numero)s"), "has the gaps %(numero)s"),
        (answer(CALL, "change", correction="Llame al %(number)s, 100 %"), "has a % that is no gap"),
        (answer(HOME, "change", correction="Inicio 100 %"), "has a % that is no gap"),
        (answer(WEEKS, "change", correction="Nuevo: en las últimas 3 semanas."), "has other numbers"),
        (answer(WEEKS, "change", correction="Nuevo: en las últimas ٢ semanas."), "has digits that are not Latin"),
    ],
)
def test_a_sentence_with_a_fault_is_named_and_left_out_and_the_others_are_merged(
    merge: Merge, wrong: dict[str, str], said: str
) -> None:
    other = ("navigation", "Check")
    done = merge([wrong, answer(other)])
    assert done.exit_code == 1
    assert f"review.json answer 1: “{wrong['english']}” ({wrong['context']}) {said}" in done.output
    assert list(valid("es")) == [other]


def test_a_sentence_that_is_there_twice_counts_once(merge: Merge) -> None:
    done = merge([answer(HOME), answer(HOME, "change", correction="Portada")])
    assert done.exit_code == 1
    assert "answer 2: “Home” (navigation) is there twice" in done.output
    assert translation("es", HOME) == "Inicio"


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"who": " "}, "there is no name or role of a person"),
        ({"day": ""}, "there is no date like"),
        ({"day": "2999-01-01"}, "its date is in the future"),
        ({"role": "expert"}, "'expert' does not say who the reviewer is"),
        ({"language": "xx"}, "'xx' is not a language of Ask First"),
        ({"version": 2}, "it is not a file of the review desk"),
        ({"answers": [{"context": "navigation"}]}, "it is not a file of the review desk"),
        ({"answers": [answer(HOME, "fine")]}, "it is not a file of the review desk"),
    ],
)
def test_nothing_is_merged_from_a_file_with_a_fault_in_its_form(
    merge: Merge, catalogue: Path, other: dict[str, Any], said: str
) -> None:
    done = merge([answer(HOME)], **other)
    assert done.exit_code == 1
    assert f"review.json: nothing is merged: {said}" in done.output
    assert not (catalogue / "es" / "states.csv").exists()


def test_a_table_of_states_that_cannot_be_read_is_not_overwritten(merge: Merge, catalogue: Path) -> None:
    file = catalogue / "es" / "states.csv"
    file.write_text("half a table", "utf-8")
    done = merge([answer(HOME)])
    assert done.exit_code == 1
    assert "states.csv line 1" in done.output
    assert file.read_text("utf-8") == "half a table"


def test_a_speaker_who_agrees_takes_nothing_from_a_health_professional(merge: Merge) -> None:
    merge([answer(HOME)], who="Dr Ruiz", role="clinician")
    merge([answer(HOME)])
    assert (valid("es")[HOME].state, valid("es")[HOME].who) == (State.CLINICIAN, "Dr Ruiz")
    merge([answer(HOME, "change", correction="Portada")])
    assert valid("es")[HOME].state is State.SPEAKER, "the health professional has not read these words"


def test_rows_that_no_longer_fit_go_at_the_next_merge(merge: Merge, catalogue: Path) -> None:
    merge([answer(HOME)])
    change(catalogue, "Home", "Inicio", "Principio")
    merge([answer(CALL)])
    assert list(valid("es")) == [CALL]
    assert "Home" not in (catalogue / "es" / "states.csv").read_text("utf-8")


def test_a_clinician_agrees_to_the_english_and_what_must_change_is_a_task_for_a_developer(
    merge: Merge, catalogue: Path
) -> None:
    signs = [key for key in sentences() if key[0] == "sign"][:3]
    answers = [
        answer(signs[0], language="en"),
        answer(signs[1], "change", "en", correction="Can you pee?"),
        answer(signs[2], "remove", "en", comment="Nobody asks this"),
    ]
    assert merge(answers, "en", role="speaker").exit_code == 1, "a speaker does not check medicine"
    done = merge(answers, "en", role="clinician", who="A family doctor")
    assert done.exit_code == 0
    assert f"To do: “{signs[1][1]}” (sign): change it to “Can you pee?” (A family doctor, 2026-11-29)" in done.output
    assert f"To do: “{signs[2][1]}” (sign): remove it; Nobody asks this (A family doctor, 2026-11-29)" in done.output
    assert list(valid("en")) == [signs[0]]
    assert (catalogue / "en" / "states.csv").exists()


def test_a_file_that_is_no_json_is_named(catalogue: Path, tmp_path: Path) -> None:
    file = tmp_path / "photo.json"
    file.write_bytes(b"\xff\xd8\xff")
    done = CliRunner().invoke(review, ["merge", str(file)])
    assert done.exit_code == 1
    assert "photo.json: nothing is merged: it is not a file of the review desk" in done.output


def test_the_states_survive_an_update_of_the_catalogue(merge: Merge, catalogue: Path) -> None:
    merge([answer(HOME)])
    file = catalogue / "es" / "LC_MESSAGES" / "messages.po"
    template = str(catalogue / "messages.pot")
    update = [sys.executable, "-m", "babel.messages.frontend", "-q", "update", "-N", "--ignore-obsolete"]
    subprocess.run([*update, "-i", template, "-o", str(file), "-l", "es"], check=True)
    forget()
    assert list(valid("es")) == [HOME]
    assert row(HOME).translation == valid("es")[HOME].translation
