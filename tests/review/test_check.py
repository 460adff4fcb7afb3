"""`pwa review check` names the sentence and the file, and `pwa review new` starts a language."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner

from pwa import states
from pwa.catalogues import sentences
from pwa.review.commands import review
from tests.translated import change, check_all, forget, row

FILE = "translations/es/LC_MESSAGES/messages.po"


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(review, [*words])
    forget()
    return done.exit_code, done.output


def test_a_whole_language_has_no_fault_and_its_states_are_counted(catalogue: Path) -> None:
    check_all("es")
    code, said = run("check", "es")
    assert (
        said
        == f"es: 0 faults; {len(sentences())} speaker-checked, 0 clinician-checked, of {len(sentences())} sentences\n"
    )
    assert code == 0


@pytest.mark.parametrize(
    ("english", "old", "new", "said"),
    [
        ("Home", "Inicio", "", "“Home” (navigation) is not translated"),
        ("Call %(number)s", "Llame al %(number)s", "Llame al %(numero)s", "“Call %(number)s” (emergency) has the gaps"),
        ("Home", "Inicio", "<b>Inicio", "“Home” (navigation) has <, > or &"),
    ],
)
def test_a_broken_sentence_is_named_with_its_line(catalogue: Path, english: str, old: str, new: str, said: str) -> None:
    change(catalogue, english, old, new)
    code, output = run("check", "es")
    assert code == 1
    assert output.startswith(f"{FILE} line ")
    assert said in output


def test_a_missing_plural_form_is_named(catalogue: Path) -> None:
    with (catalogue / "es" / "LC_MESSAGES" / "messages.po").open("a", encoding="utf-8") as file:
        file.write(
            '\nmsgctxt "new"\nmsgid "%(count)s day"\nmsgid_plural "%(count)s days"\nmsgstr[0] "%(count)s día"\nmsgstr[1] ""\n'
        )
    code, output = run("check", "es")
    assert code == 1
    assert "“%(count)s day” (new) is not translated (plural form 1)" in output


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\xff\xfe\x00", "it cannot be read"), (b'\nmsgid "a"\nmsgstr "b"\nnonsense here\n', "line ")],
    ids=["bytes", "a line"],
)
def test_a_broken_catalogue_is_named_and_the_other_languages_are_checked(
    catalogue: Path, content: bytes, said: str
) -> None:
    with (catalogue / "es" / "LC_MESSAGES" / "messages.po").open("ab") as file:
        file.write(content)
    code, output = run("check")
    assert code == 1
    assert f"{FILE}: {said}" in output or f"{FILE} {said}" in output
    assert "fr: 0 faults" in output


def test_a_language_half_done_is_named(catalogue: Path) -> None:
    file = catalogue / "es" / "LC_MESSAGES" / "messages.po"
    half = file.read_text("utf-8").split("\n\n")
    file.write_text("\n\n".join(half[: len(half) // 2]) + "\n", "utf-8")
    code, output = run("check", "es")
    assert code == 1
    assert output.count("is missing: run make translations") > 100


def test_a_state_of_a_sentence_that_is_gone_or_changed_is_named(catalogue: Path) -> None:
    key = ("navigation", "Home")
    gone = states.Row("navigation", "Away", "0" * 12, states.State.SPEAKER, "María", row(key).day)
    states.write("es", [gone, row(key)])
    change(catalogue, "Home", "Inicio", "Principio")
    code, output = run("check", "es")
    assert code == 1
    assert "translations/es/states.csv: “Away” (navigation) is gone from the source" in output
    assert "translations/es/states.csv: “Home” (navigation) was changed after María, retired nurse checked it" in output


def test_a_new_language_starts_with_every_sentence_and_a_head_that_names_the_project(catalogue: Path) -> None:
    code, output = run("new", "pl")
    assert code == 0, output
    file = catalogue / "pl" / "LC_MESSAGES" / "messages.po"
    with file.open("rb") as stream:
        started = read_po(stream, locale="pl")
    assert len([message for message in started if message.id]) == len(sentences())
    assert started.num_plurals == 3
    assert "FULL NAME" not in file.read_text("utf-8").partition("\n\n")[0]
    code, output = run("check", "pl")
    assert code == 1
    assert f"pl: {len(sentences())} faults" in output
    assert run("new", "pl")[0] == 1, "it is there already"
    assert "is not a language that Babel knows" in run("new", "klingon")[1]
