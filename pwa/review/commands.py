"""The commands `pwa review`, as a person types them."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import click
from babel import Locale, UnknownLocaleError
from babel.messages.pofile import read_po, write_po
from werkzeug.serving import run_simple

from pwa.catalogues import compile_changed, sentences
from pwa.languages import LANGUAGES, Language
from pwa.paths import TRANSLATIONS
from pwa.review import check as checks
from pwa.review import desk
from pwa.review.answers import FileFaultError, Review, read_json
from pwa.review.merge import merge as merge_review
from pwa.review.report import entries_in, reports_in
from pwa.review.sections import pairs
from pwa.settings import Settings
from pwa.states import State, StatesError, valid

HOST = "127.0.0.1"


@click.group()
def review() -> None:
    """Let people check the sentences of a language, and of the English."""
    if not (TRANSLATIONS / "es" / "LC_MESSAGES" / "messages.po").exists():
        raise click.ClickException("The catalogues are not here. Run this in a checkout of Ask First.")
    compile_changed()


def _language(tag: str) -> Language:
    if tag not in LANGUAGES:
        raise click.ClickException(f"{tag!r} is not one of {' '.join(LANGUAGES)}.")
    return LANGUAGES[tag]


@review.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8020, show_default=True)
def serve(port: int) -> None:
    """Show the desk on this machine, and no other machine can open it."""
    app = desk.new_app(Settings(host=HOST, port=port, service_worker="remove"))
    click.echo(f"The review desk is at http://{HOST}:{port}/dev/review/es (stop it with Ctrl+C)")
    run_simple(HOST, port, app, threaded=True)


@review.command()
@click.argument("language")
@click.option("--xlsx", type=click.Path(path_type=Path, dir_okay=False), help="Write a spreadsheet.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a page to print.")
def export(language: str, xlsx: Path | None, html: Path | None) -> None:
    """Write the sentences of LANGUAGE for a reviewer who wants a table or paper."""
    chosen = _language(language)
    if not (xlsx or html):
        raise click.ClickException("Say what to write: --xlsx FILE or --html FILE.")
    with desk.reading_app().app_context():
        if html:
            html.write_text(desk.render(chosen), "utf-8")
            click.echo(f"Wrote {html}.")
        if xlsx:
            _tables().write_xlsx(xlsx, chosen, pairs(chosen))
            click.echo(f"Wrote {xlsx}.")


def _tables() -> ModuleType:
    try:
        from pwa.review import xlsx  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"A spreadsheet needs the package {error.name}: install ask-first[review]."
        ) from error
    return xlsx


@review.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
def merge(files: tuple[Path, ...]) -> None:
    """Write what reviewers said into catalogues and states. FILES are those of the desk, or spreadsheets.

    Nothing of a file with a fault in its form is merged. A sentence with a fault is left out, and named.
    """
    are_wrong = False
    for file in files:
        try:
            outcome = merge_review(_read(file))
        except (FileFaultError, StatesError) as error:
            click.echo(f"{file}: nothing is merged: {error}", err=True)
            are_wrong = True
            continue
        for line in outcome.faults:
            click.echo(f"{file} {line}", err=True)
        for line in outcome.wishes:
            click.echo(f"To do: {line}")
        click.echo(
            f"{file}: {outcome.checked} checked, {outcome.changed} of them corrected, {len(outcome.faults)} left out."
        )
        are_wrong |= bool(outcome.faults)
    sys.exit(int(are_wrong))


def _read(file: Path) -> Review:
    review: Review = _tables().read_xlsx(file) if file.suffix.lower() == ".xlsx" else read_json(file.read_bytes())
    return review


@review.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
def reports(files: tuple[Path, ...]) -> None:
    """Show what readers report, with the sentences of the catalogue that may be meant. FILES hold their messages."""
    are_wrong = False
    for file in files:
        found, faults = reports_in(file.read_text("utf-8", errors="replace"))
        for report in found:
            ticks = ", ".join(report.problems) or "nothing ticked"
            click.echo(f"{report.page} ({report.language}, release {report.release}): {ticks}\n  {report.sentence}")
            for (context, english), translated in entries_in(report):
                click.echo(f"  - {context}: “{english}” “{translated}”")
        for fault in faults:
            click.echo(f"{file}: {fault}", err=True)
        are_wrong |= bool(faults)
    sys.exit(int(are_wrong))


@review.command()
@click.argument("language", required=False)
def check(language: str | None) -> None:
    """Say what is wrong with LANGUAGE, or with all: which sentence in which file. Then say who has checked how much."""
    folders = [_language(language).folder] if language in LANGUAGES else checks.folders()
    if language and language not in LANGUAGES:
        folders = [folder for folder in folders if folder == language.replace("-", "_")]
        if not folders:
            raise click.ClickException(f"There is no catalogue of {language}: pwa review new {language}")
    are_wrong = False
    for folder in folders:
        found = list(checks.problems(folder))
        are_wrong |= bool(found)
        for line in found:
            click.echo(line, err=True)
        states = [row.state for row in valid(folder).values()]
        counts = ", ".join(f"{states.count(state)} {state}" for state in list(State)[1:])
        click.echo(f"{folder}: {len(found)} faults; {counts}, of {len(sentences())} sentences")
    sys.exit(int(are_wrong))


@review.command()
@click.argument("language")
def new(language: str) -> None:
    """Start the catalogue of LANGUAGE, a tag of BCP 47 such as pl or pt-BR."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise click.ClickException(f"{language!r} is not a language that Babel knows, such as pl or pt-BR.") from error
    file = TRANSLATIONS / str(locale) / "LC_MESSAGES" / "messages.po"
    if file.exists():
        raise click.ClickException(f"{file} is there already.")
    with (TRANSLATIONS / "messages.pot").open("rb") as stream:
        catalogue = read_po(stream, locale=locale)
    catalogue.fuzzy = False
    catalogue.header_comment = f"# Ask First in {locale.english_name}. The file has the licence of the project."
    catalogue.last_translator, catalogue.language_team = "nobody yet", "the authors of Ask First"
    file.parent.mkdir(parents=True)
    with file.open("wb") as target:
        write_po(target, catalogue)
    click.echo(f"Translate {file}, then add a row to LANGUAGES in pwa/languages.py: docs/translating.md")
