"""The sentences as a spreadsheet, for reviewers who want a table, and the spreadsheet that a reviewer sends back.

Needs the extra `review` (openpyxl). A person edits the file by hand, so the reader trusts nothing in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from pwa.languages import Language
from pwa.review.answers import Answer, FileFaultError, Review, Verdict, review_of
from pwa.review.sections import Pair, Section

ABOUT, SENTENCES = "About you", "Sentences"
# The rows of the first sheet: what is asked, in column A; the answer is in column B.
LANGUAGE = "Language"
WHO = "Your name or role"
DAY = "Date of your check, like 2026-12-31"
ROLE = "You are: speaker (of the language) or clinician (a health professional who speaks it)"
# The columns of the second sheet, with their widths in characters.
COLUMNS = {
    "Page": 18, "About": 14, "Note": 24, "English": 50, "Translation": 50,
    "Verdict": 10, "Correction": 50, "Comment": 30, "Sources": 30,
}  # fmt: skip
NEEDED = ("About", "English", "Translation", "Verdict", "Correction", "Comment")
# What a person writes for "right". A correction without a verdict is a change.
WORDS = {"x": "right", "✓": "right", "agree": "right", "ok": "right", "yes": "right"}


def write_xlsx(file: Path, language: Language, pairs: Mapping[Section, Sequence[Pair]]) -> None:
    """Write the sentences of a language as a table, with room for the verdict of a reviewer."""
    book = Workbook()
    about: Any = book.active
    about.title = ABOUT
    for line in ((LANGUAGE, language.tag), (WHO, ""), (DAY, ""), (ROLE, "clinician" if language.is_source else "")):
        about.append(line)
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 60, 40
    verdicts = ("agree", "change", "remove") if language.is_source else ("right", "change")
    table = book.create_sheet(SENTENCES)
    table.append(list(COLUMNS))
    for section, lines in pairs.items():
        for pair in lines:
            sources = "\n".join(f"{source.title} [{source.mark}]" for source in pair.sentence.sources)
            context, english = pair.sentence.key
            table.append([section.title, context, pair.sentence.note, english, pair.translation, "", "", "", sources])
    for cells in table.iter_rows():
        for cell in cells:
            cell.data_type = "s"  # a sentence that begins with = is no formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCDEFGHI", COLUMNS.values(), strict=True):
        table.column_dimensions[letter].width = width
    for cell in (*table[1], *(row[0] for row in about.iter_rows())):
        cell.font = Font(bold=True)
    table.freeze_panes = "E2"
    choices = DataValidation(type="list", formula1=f'"{",".join(verdicts)}"', allow_blank=True)
    choices.add(f"F2:F{table.max_row}")
    table.add_data_validation(choices)
    book.save(file)


def read_xlsx(file: Path) -> Review:
    """Return the review in a table that a person filled in.

    Raises:
        FileFaultError: it is no such table, or it has no name or no date.
    """
    try:
        book = load_workbook(file, read_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise FileFaultError(f"it is not a spreadsheet (.xlsx): {error}") from error
    if missing := [name for name in (ABOUT, SENTENCES) if name not in book.sheetnames]:
        raise FileFaultError(f"the sheet “{missing[0]}” is missing")
    said = {_text(row[0]): _text(row[1]) for row in book[ABOUT].iter_rows(min_col=1, max_col=2, values_only=True)}
    if missing := [name for name in (LANGUAGE, WHO, DAY, ROLE) if name not in said]:
        raise FileFaultError(f"the sheet “{ABOUT}” has no line “{missing[0]}”")
    answers = tuple(_answers(book[SENTENCES].iter_rows(values_only=True)))
    return review_of(said[LANGUAGE], said[WHO], said[DAY], said[ROLE].lower(), answers)


def _answers(rows: Iterator[tuple[object, ...]]) -> Iterator[Answer]:
    """Return an answer for each row in which a person wrote something."""
    head = [_text(cell) for cell in next(rows, ())]
    if missing := [name for name in NEEDED if head.count(name) != 1]:
        raise FileFaultError(f"the sheet “{SENTENCES}” must have one column “{missing[0]}”")
    for number, cells in enumerate(rows, 2):
        row = {name: _text(cell) for name, cell in zip(head, cells, strict=False)}
        word, correction, comment = (row.get(name, "") for name in ("Verdict", "Correction", "Comment"))
        if not (word or correction or comment):
            continue
        verdict = WORDS.get(word.lower(), word.lower()) or ("change" if correction else "")
        if verdict not in get_args(Verdict):
            raise FileFaultError(f"row {number}: {word!r} is no verdict: write right, agree, change or remove")
        if verdict == "right" and correction:
            raise FileFaultError(f"row {number}: the verdict is {word!r}, but there is a correction")
        key = row.get("About", ""), row.get("English", "")
        yield Answer(f"row {number}", key, row.get("Translation", ""), verdict, correction, comment)  # type: ignore[arg-type]


def _text(cell: object) -> str:
    """Return what a person sees in a cell. Spreadsheets turn dates and numbers into values of their own."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).replace("\r\n", "\n").strip()
