"""A reviewer may work in a spreadsheet or on paper. A spreadsheet is edited by hand, so nothing in it is trusted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from pwa.catalogues import sentences, translation
from pwa.content.claims import CLAIMS
from pwa.review.commands import review
from pwa.states import State, valid
from tests.translated import forget

Edit = Callable[[Any, Any], None]


def run(*words: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(review, [str(word) for word in words])
    forget()
    return done.exit_code, done.output


@cache
def exported(language: str) -> bytes:
    """The table of a language, as the command writes it."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "table.xlsx"
        code, said = run("export", language, "--xlsx", file)
        assert code == 0, said
        return file.read_bytes()


@pytest.fixture
def table(catalogue: Path, tmp_path: Path) -> Path:
    file = tmp_path / "es.xlsx"
    file.write_bytes(exported("es"))
    return file


def edited(file: Path, edit: Edit) -> Path:
    """Let a person name themselves, and do something to the sheet `Sentences`."""
    book = openpyxl.load_workbook(file)
    about = book["About you"]
    about["B2"], about["B3"], about["B4"] = "María", datetime(2026, 11, 29), "Speaker"
    edit(book, book["Sentences"])
    book.save(file)
    return file


def line_of(sheet: Any, english: str) -> int:
    """The row of a sentence."""
    return next(number for number, row in enumerate(sheet.values, 1) if row[3] == english)


def test_the_table_holds_every_sentence_and_no_verdict(table: Path) -> None:
    sheet: Any = openpyxl.load_workbook(table)["Sentences"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert {(row[1], row[3]) for row in rows} == set(sentences())
    assert rows[0][0] == "Emergency: get help now"
    assert not any(row[5] or row[6] or row[7] for row in rows)
    assert all(row[4] == translation("es", (row[1], row[3])) for row in rows)


def test_a_table_that_a_person_filled_in_is_merged(table: Path) -> None:
    def edit(_book: Any, sheet: Any) -> None:
        sheet[f"F{line_of(sheet, 'Home')}"] = "X"
        sheet[f"G{line_of(sheet, 'Call %(number)s')}"] = "Marque %(number)s"
        sheet.move_range("A2:I9", rows=sheet.max_row)  # somebody has sorted it

    code, said = run("merge", edited(table, edit))
    assert code == 0, said
    assert "2 checked, 1 of them corrected, 0 left out" in said
    found = valid("es")
    assert found["navigation", "Home"].state is State.SPEAKER
    assert str(found["navigation", "Home"].day) == "2026-11-29"
    assert translation("es", ("emergency", "Call %(number)s")) == "Marque %(number)s"


def wrong_english(_book: Any, sheet: Any) -> None:
    line = line_of(sheet, "Home")
    sheet[f"D{line}"], sheet[f"F{line}"] = "Hone", "right"


def formula(_book: Any, sheet: Any) -> None:
    sheet[f"G{line_of(sheet, 'Home')}"] = "=1+<2"


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (wrong_english, "“Hone” (navigation) is not a sentence of the source"),
        (formula, "“Home” (navigation) has <, > or &"),
    ],
)
def test_a_row_with_a_fault_is_named_and_left_out(table: Path, edit: Edit, said: str) -> None:
    code, output = run("merge", edited(table, edit))
    assert code == 1
    assert "es.xlsx row " in output
    assert said in output
    assert valid("es") == {}


def no_name(book: Any, _sheet: Any) -> None:
    book["About you"]["B2"] = None


def no_date(book: Any, _sheet: Any) -> None:
    book["About you"]["B3"] = "yesterday"


def no_sheet(book: Any, _sheet: Any) -> None:
    del book["About you"]


def no_column(_book: Any, sheet: Any) -> None:
    sheet.delete_cols(6)


def another_verdict(_book: Any, sheet: Any) -> None:
    sheet["F2"] = "perhaps"


def both(_book: Any, sheet: Any) -> None:
    sheet["F2"], sheet["G2"] = "right", "Otra cosa"


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (no_name, "there is no name or role"),
        (no_date, "there is no date like"),
        (no_sheet, "the sheet “About you” is missing"),
        (no_column, "must have one column “Verdict”"),
        (another_verdict, "row 2: 'perhaps' is no verdict"),
        (both, "row 2: the verdict is 'right', but there is a correction"),
    ],
)
def test_nothing_is_merged_from_a_table_without_its_form(table: Path, edit: Edit, said: str) -> None:
    code, output = run("merge", edited(table, edit))
    assert code == 1
    assert f"nothing is merged: {said}" in output or said in output
    assert valid("es") == {}


def test_a_file_that_is_no_spreadsheet_is_named(catalogue: Path, tmp_path: Path) -> None:
    file = tmp_path / "es.xlsx"
    file.write_bytes(b"PK no")
    code, output = run("merge", file)
    assert code == 1
    assert "it is not a spreadsheet" in output


def test_the_english_is_a_table_of_medical_sentences_with_their_sources(catalogue: Path) -> None:
    sheet: Any = openpyxl.load_workbook(BytesIO(exported("en")))["Sentences"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert {(row[1], row[3]) for row in rows} == set(CLAIMS)
    [sources] = [row[8] for row in rows if row[3] == "Have you lost feeling around your genitals or bottom?"]
    assert "NHS GIRFT" in sources
    assert sources.count("[V]") == 3


def test_on_paper_every_sentence_has_room_for_an_answer(catalogue: Path, tmp_path: Path) -> None:
    assert run("export", "ar", "--html", tmp_path / "ar.html")[0] == 0
    html = (tmp_path / "ar.html").read_text("utf-8")
    assert html.count("☐ Right") == len(sentences())
    assert html.count('<p class="translation" lang="ar" dir="rtl">') == len(sentences())
    assert "<link" not in html
    assert "<script" not in html


def test_the_command_says_what_it_needs(catalogue: Path) -> None:
    assert "Say what to write" in run("export", "es")[1]
    assert "'xx' is not one of en " in run("export", "xx", "--html", "x.html")[1]
