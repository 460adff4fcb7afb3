"""The texts that readers share about a wrong sentence. `tests/browser/test_wrong.py` makes a real one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from pwa.catalogues import translation
from pwa.languages import LANGUAGES
from pwa.review.commands import review
from pwa.review.report import Problem, Report, entries_in, reports_in
from pwa.services import services

REPORT = """Encontré una frase que no está bien.

Ask-First-Report: 1
Page: /es/check
Language: es
Release: 3f9a01cd22
Problem: wrong, unclear
Sentence: ¿Le duele la pierna? Llame al … ahora."""
READ = Report(
    "/es/check", "es", "3f9a01cd22", (Problem.WRONG, Problem.UNCLEAR), "¿Le duele la pierna? Llame al … ahora."
)


def test_a_report_is_read() -> None:
    assert reports_in(REPORT) == ([READ], [])


def test_a_text_without_a_report_has_none() -> None:
    assert reports_in("Hello,\nPage: 3\nSentence: yours") == ([], [])


def test_nothing_need_be_ticked() -> None:
    [report], faults = reports_in(REPORT.replace("wrong, unclear", ""))
    assert (report.problems, faults) == ((), [])


@pytest.mark.parametrize(
    "message",
    [
        REPORT.replace("\n", "\r\n"),
        f"[30/11/26, 18:20] Maria: {REPORT}\n\nSent from my phone",
        "On Monday Maria wrote:\n" + re.sub("^", "> ", REPORT, flags=re.MULTILINE),
        "On Tuesday Omar wrote:\n" + re.sub("^", ">> ", REPORT, flags=re.MULTILINE),
        REPORT.replace("pierna? ", "pierna?\n"),
        re.sub("^", "> ", REPORT, flags=re.MULTILINE).replace("pierna? ", "pierna?\n> ") + "\n>\n> Maria",
        REPORT.replace("Sentence: ", "Sentence: \u2068").replace("Page", "\u200ePage").replace(": ", ":\u00a0"),
    ],
)
def test_what_programs_for_messages_do_to_it_does_no_harm(message: str) -> None:
    assert reports_in(message) == ([READ], [])


def test_several_reports_are_read_and_one_that_is_spoiled_stops_none() -> None:
    reports, faults = reports_in(f"{REPORT}\n\n{REPORT.replace('Page: /es/check', '')}\n\n{REPORT}")
    assert reports == [READ, READ]
    assert faults == ["Report 2: the line Page is missing."]


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ("Report: 1", "Report: 2", "its version is not 1."),
        ("Release: 3f9a01cd22\n", "", "the line Release is missing."),
        ("/es/check", "https://elsewhere.example/", "the line Page is wrong: 'https://elsewhere.example/'."),
        ("/es/check", "/es/../../etc/passwd", "the line Page is wrong: '/es/../../etc/passwd'."),
        ("Language: es", "Language: =1+1", "the line Language is wrong: '=1+1'."),
        ("unclear", "ugly", "the line Problem is wrong: 'ugly'."),
        ("¿Le duele", "x" * 3000, f"the line Sentence is wrong: '{'x' * 80}'."),
        ("Sentence", "Sentences", "the line Sentence is missing."),
    ],
)
def test_a_fault_names_its_line(good: str, bad: str, fault: str) -> None:
    assert reports_in(REPORT.replace(good, bad)) == ([], [f"Report 1: {fault}"])


def test_every_language_offers_the_ticks_that_are_read(reading_app: Flask) -> None:
    for tag in LANGUAGES:
        html = services(reading_app).release.documents[f"/{tag}/wrong"].body.decode()
        assert re.findall(r'type="checkbox" value="(\w+)"', html) == list(Problem)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_sentences_of_the_catalogue_are_found_in_a_report(tag: str) -> None:
    """Also one with a gap, and none for a word that is only a part of another."""
    keys = [("emergency", "Call %(number)s"), ("checked", "Who wrote this")]
    texts = [translation(LANGUAGES[tag].folder, key) for key in keys]
    report = Report(f"/{tag}/", tag, "3f9a01cd22", (), " ".join(texts).replace("%(number)s", "…"))
    found = entries_in(report)
    assert set(keys) <= {key for key, _text in found}
    assert {text for _key, text in found} == set(texts)


def test_a_language_that_we_do_not_have_has_no_sentences() -> None:
    assert entries_in(Report("/xx/", "xx", "3f9a01cd22", (), "Home")) == []


def test_the_command_shows_each_report_with_its_sentences_and_names_what_it_cannot_read(tmp_path: Path) -> None:
    file = tmp_path / "messages.txt"
    spoiled = REPORT.replace("Language: es", "Language:")
    file.write_text(REPORT.replace("¿Le duele la pierna? Llame al … ahora.", "Inicio") + "\n\n" + spoiled, "utf-8")
    done = CliRunner().invoke(review, ["reports", str(file)])
    assert done.stdout.splitlines()[:2] == ["/es/check (es, release 3f9a01cd22): wrong, unclear", "  Inicio"]
    assert "  - navigation: “Home” “Inicio”" in done.stdout.splitlines()
    assert done.stderr == f"{file}: Report 2: the line Language is wrong: ''.\n"
    assert done.exit_code == 1
