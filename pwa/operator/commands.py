"""The commands of an operator, as a person types them."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from pwa.health import GAUGES
from pwa.operator import check as checks
from pwa.operator.backup import back_up, delete_expired
from pwa.operator.existing import database, now_of, read_keys
from pwa.operator.findings import Finding
from pwa.operator.recall import recall
from pwa.operator.restore import restore as restore_from
from pwa.reminders import tables
from pwa.reminders.heartbeat import Heartbeat
from pwa.reminders.keys import rotate as rotate_key
from pwa.reminders.outbox import Outbox
from pwa.reminders.store import Store
from pwa.startup import database_errors, file_errors, prepare, read_settings, upgrade_tables


@click.command()
def check() -> None:
    """Check all that Ask First needs. The output holds no secret and no address of a person."""
    settings = None
    try:
        settings = read_settings()
        findings = checks.run(settings)
    except click.ClickException as error:
        findings = iter([Finding("settings", "", error.message)])
    are_wrong = False
    for finding in findings:
        click.echo(finding.line(settings))
        are_wrong |= bool(finding.remedy)
    sys.exit(int(are_wrong))


@click.group()
def db() -> None:
    """Manage the database."""


@db.command()
def upgrade() -> None:
    """Make or change the tables, as each start does. Several may run at once: one changes, the others wait."""
    settings = read_settings()
    with file_errors():
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with database_errors():
        engine = tables.connect(settings.database_url)
        before = upgrade_tables(engine)
        engine.dispose()
    newest = tables.newest_version()
    if before == newest:
        click.echo(f"The database has version {newest} already.")
    else:
        click.echo(f"The database has version {newest} now. Before, it had {before or 'no tables'}.")


@click.command()
def stats() -> None:
    """Show the numbers of the database that are in /metrics."""
    settings = read_settings()
    with database(settings) as engine:
        now = now_of(engine)
        counts = Outbox(engine).counts(now)
        if (age := Heartbeat(engine).age(now)) is not None:
            counts["worker_seconds"] = age
    width = max(map(len, counts))
    for name, count in counts.items():
        click.echo(f"{name:<{width}} {count:>10}  {GAUGES[name]}")


@click.group()
def keys() -> None:
    """Manage the VAPID keys, which sign the pushes."""


@keys.command(name="list")
def list_() -> None:
    """List the public keys: which one is current, and how many subscriptions use each."""
    settings = read_settings()
    known = read_keys(settings)
    with database(settings) as engine:
        used = Store(engine).count_by_key()
    for public in (known.public, *sorted((known.all_public | used.keys()) - {known.public})):
        state = "current" if public == known.public else "older" if public in known.all_public else "MISSING"
        click.echo(f"{public}  {state:<7}  {used.get(public, 0):>10} subscriptions")


@keys.command()
def rotate() -> None:
    """Make a new key. Keep the files of the old ones until people have opened the app again."""
    settings = prepare(new_key=True)
    if settings.vapid_key:
        raise click.ClickException(
            "The key is in PWA_VAPID_KEY. Put a new one there, and the old one into a file beside"
            f" {settings.vapid_key_file}, named {settings.vapid_key_file.stem}-old.pem."
        )
    click.echo(f"The new public key is {rotate_key(settings.vapid_key_file)}. Restart Ask First to use it.")


@click.command()
@click.argument("target", type=click.Path(path_type=Path, resolve_path=True))
@click.option("--keep", type=click.IntRange(1), metavar="DAYS", help="Delete older backups in the folder TARGET.")
@click.option("--force", is_flag=True, help="Replace the file TARGET if it exists.")
def backup(target: Path, keep: int | None, force: bool) -> None:
    """Copy the database into the file TARGET, or into a new file in the folder TARGET, while Ask First runs.

    The keys are not in it. The copy holds addresses of people's browsers, also of those who leave later: use --keep.
    """
    if keep and not target.is_dir():
        raise click.ClickException(f"--keep needs a folder, and {target} is none.")
    now = datetime.now(UTC)
    with database(read_settings()) as engine, file_errors():
        file = back_up(engine, target, now, force=force)
        click.echo(f"The backup is {file} ({file.stat().st_size:,} bytes).")
        if keep:
            click.echo(f"Backups older than {keep} days that were deleted: {delete_expired(target, now, keep)}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, resolve_path=True))
@click.option("--force", is_flag=True, help="Replace the subscriptions that are in the database.")
def restore(file: Path, force: bool) -> None:
    """Replace the database by the backup FILE. What a person deleted after that backup is there again."""
    settings = read_settings()
    with database_errors(), file_errors():
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        engine = tables.connect(settings.database_url)
        count = restore_from(engine, file, force=force)
        engine.dispose()
    click.echo(f"The database has {count} subscriptions now. Look whether their keys are here: pwa keys list")


COMMANDS = [check, db, stats, keys, backup, restore, recall]
