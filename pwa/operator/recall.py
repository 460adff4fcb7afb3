"""The command `pwa recall`: warn readers of a page whose text was wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from pwa.content import REVISIONS
from pwa.site import recalls
from pwa.site.recalls import Reason, Recall
from pwa.startup import file_errors, read_settings


@click.command()
@click.argument("page", required=False)
@click.option("--reason", type=click.Choice(["corrected", "withdrawn"]), help="What is true of its text.")
@click.option("--lift", is_flag=True, help="End the recall of PAGE.")
def recall(page: str | None, reason: Reason | None, lift: bool) -> None:
    """Warn readers of a PAGE whose text was wrong, also on phones that have saved it. Without PAGE, list the recalls.

    PAGE is what follows the language in its address, or `home`. `withdrawn`: nobody is shown the page until you lift
    this. `corrected`: this release has the right text, and older saved copies say that they are out of date.
    """
    settings = read_settings()
    file = settings.data_dir / recalls.FILE
    if not settings.data_dir.is_dir():  # a recall in another folder would reach nobody
        raise click.ClickException(f"There is no folder {settings.data_dir}. Set PWA_DATA_DIR as for the server.")
    try:
        with file_errors():
            if page:
                change(file, "" if page == "home" else page, reason, lift=lift)
                click.echo(f"It is in {file}. See whether the server has read it: {settings.base_url}{recalls.PATH}")
            for slug, one in sorted(recalls.read(file).items()):
                click.echo(f"{one.at:%Y-%m-%d %H:%M} UTC  {one.reason}  {named(slug)}")
    except recalls.RecallsFileError as error:
        raise click.ClickException(str(error)) from error


def change(file: Path, slug: str, reason: Reason | None, *, lift: bool) -> None:
    """Add or lift the recall of a page in the file.

    Raises:
        click.ClickException: there is no such page, or it cannot be recalled so.
        RecallsFileError, OSError: those of `recalls.changing`.
    """
    if lift == bool(reason):
        raise click.UsageError("Give --reason corrected, --reason withdrawn or --lift.")
    with recalls.changing(file) as recalled:
        if reason:
            recalled[slug] = new_recall(slug, reason, recalled.get(slug))
        elif recalled.pop(slug, None) is None:
            raise click.ClickException(f"{named(slug)} is not recalled. Recalled are: {names(recalled) or 'none'}.")


def new_recall(slug: str, reason: Reason, before: Recall | None) -> Recall:
    """Return the recall of a page.

    Args:
        before: the recall of the same page that it replaces.

    Raises:
        click.ClickException: there is no such page, or it cannot be recalled so.
    """
    if slug not in recalls.recallable():
        raise click.ClickException(f"There is no page {slug}. The pages are: {names(recalls.recallable())}.")
    if reason == "withdrawn" and slug in recalls.NEVER_WITHDRAWN:
        raise click.ClickException(
            f"{named(slug)} cannot be withdrawn, because people may need the emergency numbers. Correct it, and use"
            " --reason corrected."
        )
    revision = REVISIONS.get(slug, 0)
    if reason == "corrected" and revision <= (before.revision if before else 0):
        raise click.ClickException(
            f"The text of {named(slug)} in this release is revision {revision}, which is not newer than the wrong one."
            " Install the release that corrects it first. The developer who corrects a text raises its number in"
            " REVISIONS of pwa/content/__init__.py."
        )
    return Recall(reason, revision, datetime.now(UTC).replace(microsecond=0))


def named(slug: str) -> str:
    """Return a slug as the command takes it."""
    return slug or "home"


def names(slugs: Iterable[str]) -> str:
    """Return slugs as a person reads them."""
    return ", ".join(map(named, slugs))
