"""`pwa check`: what an operator would otherwise learn from people who got no reminder.

Each check stands alone and has a time limit: one that fails or hangs keeps no other from its result.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from functools import partial

import click

from pwa import languages
from pwa.operator import public
from pwa.operator.existing import database, now_of, read_keys
from pwa.operator.findings import Finding
from pwa.operator.recall import named
from pwa.reminders import tables
from pwa.reminders.clock import DatabaseClock
from pwa.reminders.heartbeat import Heartbeat
from pwa.reminders.store import Store
from pwa.settings import NO_CONTACT, Settings
from pwa.site import recalls
from pwa.startup import LARGEST_DIFFERENCE, begin, clock_difference, file_errors

# Seconds after which a check is given up. Its own limits, such as that of a connection, are shorter.
WITHIN = 20.0

Check = Callable[[Settings], Finding]


def run(settings: Settings) -> Iterator[Finding]:
    """Make all checks at once, and return their findings in a fixed order."""
    started = [(subject, begin(subject, partial(check, settings))) for subject, check in _checks(settings).items()]
    end = time.monotonic() + WITHIN
    for subject, future in started:
        try:
            yield future.result(max(0.0, end - time.monotonic()))
        except TimeoutError:
            yield Finding(subject, f"There was no answer within {WITHIN:.0f} seconds.", "Look what hangs.")
        except click.ClickException as error:
            yield Finding(subject, "", error.message)
        except Exception as error:
            yield Finding(subject, f"The check itself failed: {type(error).__name__}.", "Please report this.")


def _checks(settings: Settings) -> dict[str, Check]:
    own = {
        "settings": _settings,
        "contact": _contact,
        "key": _key,
        "database": _database,
        "database's clock": _database_clock,
        "use of the keys": _use_of_keys,
        "worker": _worker,
        "disk": _disk,
        "languages": _languages,
        "recalls": _recalls,
    }
    return own | public.checks(settings)


def _settings(_settings: Settings) -> Finding:
    named = " ".join(sorted(name for name in os.environ if name.startswith("PWA_")))
    return Finding("settings", f"All can be used. These are set: {named or 'none'}")


def _contact(settings: Settings) -> Finding:
    if settings.contact == NO_CONTACT:
        return Finding(
            "contact", "Push services cannot reach you.", "Set PWA_CONTACT to mailto: and your email address."
        )
    # The settings have refused what push services refuse. The name of a person is left out.
    kind, _, rest = settings.contact.partition(":")
    return Finding("contact", f"{kind}: at {rest.rpartition('@')[2] if kind == 'mailto' else rest.strip('/')}")


def _key(settings: Settings) -> Finding:
    keys = read_keys(settings)
    older = len(keys.all_public) - 1
    return Finding("key", f"The public key begins with {keys.public[:12]}, and there are {older} older keys.")


def _database(settings: Settings) -> Finding:
    with database(settings) as engine:
        tables.check(engine)
        theirs, ours = tables.version(engine), tables.newest_version()
        tables.check_version(theirs)
        name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[engine.dialect.name]
        server = ".".join(map(str, engine.dialect.server_version_info or ()))
    if theirs == ours:
        return Finding("database", f"{name} {server} answers, and its tables have version {ours}.")
    return Finding(
        "database",
        f"Its tables have version {theirs}, and this Ask First needs {ours}." if theirs else "It has no tables.",
        "Run: pwa db upgrade",
    )


def _database_clock(settings: Settings) -> Finding:
    if settings.database_url.startswith("sqlite"):
        return Finding("database's clock", "SQLite uses the clock of this machine.")
    with database(settings) as engine:
        ahead = clock_difference(DatabaseClock(engine))
    said = f"This machine and the database differ by {abs(ahead):.1f} seconds."
    remedy = "Let NTP set the clocks of both: timedatectl set-ntp true" if abs(ahead) > LARGEST_DIFFERENCE else ""
    return Finding("database's clock", said, remedy)


def _use_of_keys(settings: Settings) -> Finding:
    keys = read_keys(settings)
    with database(settings) as engine:
        used = Store(engine).count_by_key()
    missing = sum(count for key, count in used.items() if key not in keys.all_public)
    said = f"{sum(used.values())} subscriptions use {len(used)} keys"
    if not missing:
        return Finding("use of the keys", f"{said}, and all of these are here.")
    remedy = (
        f"Copy the key from the machine that has it, to {settings.vapid_key_file.with_stem('vapid-old')} or in place of"
        " the current one: see pwa keys list"
    )
    return Finding("use of the keys", f"{said}. The keys of {missing} subscriptions are missing here.", remedy)


def _worker(settings: Settings) -> Finding:
    with database(settings) as engine:
        fault = Heartbeat(engine).fault(now_of(engine))
    if not fault:
        return Finding("worker", "One looks for reminders.")
    said, _, remedy = (part[:1].upper() + part[1:] for part in fault.partition(": "))
    return Finding("worker", f"{said}.", f"{remedy}.")


def _disk(settings: Settings) -> Finding:
    with file_errors():
        free = shutil.disk_usage(settings.data_dir).free // 1_000_000
    said = f"{free} MB are free where the data folder is."
    if free >= settings.min_free_disk:
        return Finding("disk", said)
    return Finding(
        "disk", said, f"Free some: below {settings.min_free_disk} MB (PWA_MIN_FREE_DISK) no reminder is taken."
    )


def _languages(settings: Settings) -> Finding:
    faults = languages.faults(settings.languages)
    whole = [tag for tag in settings.languages if tag not in faults]
    few = languages.unchecked(whole, settings.languages_min_state)
    said = f"These are offered: {' '.join(tag for tag in whole if tag not in few)}."
    if few:
        said += f" PWA_LANGUAGES_MIN_STATE leaves out: {' '.join(few)}."
    if not faults:
        return Finding("languages", said)
    said += "".join(f" {tag} is not, because of a fault: {fault}." for tag, fault in faults.items())
    return Finding("languages", said, "Correct it (see pwa review check), or leave the language out of PWA_LANGUAGES.")


def _recalls(settings: Settings) -> Finding:
    try:
        with file_errors():
            found = recalls.read(settings.data_dir / recalls.FILE)
    except recalls.RecallsFileError as error:
        return Finding("recalls", "", str(error))
    pages = ", ".join(f"{named(slug)} ({one.reason})" for slug, one in sorted(found.items()))
    return Finding("recalls", f"These pages are recalled: {pages or 'none'}.")
