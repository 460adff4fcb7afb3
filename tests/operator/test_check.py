"""`pwa check` names each fault with its remedy, and its output can be pasted in public."""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from pwa import cli, create_app, logs, startup
from pwa.operator import check, public, recall
from pwa.reminders import keys, tables
from pwa.reminders.heartbeat import Heartbeat
from pwa.settings import Settings
from pwa.site import recalls
from tests.conftest import empty_sqlite, prepared
from tests.operator.proxy import Proxy, https
from tests.postgres import Postgres
from tests.push_service import PushService
from tests.servers import free_port
from tests.translated import change, copied

# The result of `pwa check`: its exit code, and its lines.
Checked = tuple[int, list[str]]


@pytest.fixture(scope="module")
def proxy() -> Proxy:
    return Proxy()


@pytest.fixture(scope="module")
def served(proxy: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("served")
    with https(proxy, folder) as (origin, certificate):
        settings = Settings(data_dir=folder, base_url=origin, languages=("en",), trusted_proxies=1)
        proxy.app = create_app(prepared(settings)).wsgi_app
        yield origin, certificate


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the network of other people, and without effects on the tests after this one."""
    monkeypatch.setattr(public, "PUSH_SERVICES", ())
    monkeypatch.setattr(logs, "LOGGING", {"version": 1, "disable_existing_loggers": False})
    monkeypatch.setattr(os, "umask", lambda _mode: 0)


def run_check(monkeypatch: pytest.MonkeyPatch, folder: Path, **settings: str) -> Checked:
    monkeypatch.setenv("PWA_DATA_DIR", str(folder))
    for name, text in settings.items():
        monkeypatch.setenv(name, text)
    done = CliRunner().invoke(cli.main, ["check"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output.splitlines()


def wrong(lines: list[str]) -> list[str]:
    return [line.removeprefix("WRONG ") for line in lines if not line.startswith("ok    ")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder as `pwa run` has it while it runs."""
    database = tmp_path / "ask-first.sqlite3"
    database.write_bytes(empty_sqlite())
    engine = tables.connect(f"sqlite:///{database}")
    Heartbeat(engine).beat(int(time.time()))
    engine.dispose()
    keys.ensure(tmp_path / "vapid.pem")
    return tmp_path


def behind(
    proxy: Proxy, served: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, folder: Path, **changes: object
) -> Checked:
    """Check an app behind a proxy that is set up with these changes."""
    origin, certificate = served
    monkeypatch.setattr(public, "AUTHORITIES", str(certificate))
    for name, value in changes.items():
        monkeypatch.setattr(proxy, name, value)
    settings = {"PWA_BASE_URL": origin, "PWA_CONTACT": "mailto:maria@clinic.org", "PWA_TRUSTED_PROXIES": "1"}
    return run_check(monkeypatch, folder, **settings)


def test_where_all_is_well_every_line_is_ok(
    proxy: Proxy, served: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, folder: Path, push_service: PushService
) -> None:
    monkeypatch.setenv("PWA_PUSH_ORIGINS", push_service.origin)
    code, lines = behind(proxy, served, monkeypatch, folder)
    assert wrong(lines) == []
    assert code == 0
    subjects = [line[6:].partition(": ")[0] for line in lines]
    assert subjects == [
        *("settings", "contact", "key", "database", "database's clock", "use of the keys", "worker", "disk"),
        *("languages", "recalls"),
        *("public address", "headers", "compression", "address of clients", "/metrics", "push"),
    ]
    assert "maria@" not in "".join(lines)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"drops": {"Strict-Transport-Security"}},
            "headers: These are missing, changed or doubled: Strict-Transport-S",
        ),
        (
            {"adds": [("Content-Security-Policy", "default-src *")]},
            "headers: These are missing, changed or doubled: Con",
        ),
        ({"passes_encoding": False}, "compression: A page arrives without the compression"),
        ({"appends": 0}, "address of clients: No proxy writes it into X-Forwarded-For"),
        (
            {"appends": 2},
            "address of clients: 2 proxies append it to X-Forwarded-For, but PWA_TRUSTED_PROXIES is 1. Set",
        ),
        ({"hides_metrics": False}, "/metrics: Everybody can read it. Let the proxy answer 404"),
    ],
)
def test_a_mistake_of_the_proxy_is_named_alone(
    proxy: Proxy,
    served: tuple[str, Path],
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    changes: dict[str, object],
    said: str,
) -> None:
    code, lines = behind(proxy, served, monkeypatch, folder, **changes)
    assert code == 1
    [line] = wrong(lines)
    assert line.startswith(said)


def test_a_certificate_that_no_browser_would_accept_is_named(
    proxy: Proxy, served: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    _, lines = run_check(monkeypatch, folder, PWA_BASE_URL=served[0], PWA_CONTACT="mailto:maria@clinic.org")
    [address, *others] = wrong(lines)
    assert "certificate" in address
    assert all("public address cannot be reached" in line for line in others)


def test_what_is_wrong_on_a_new_machine_is_named_although_nothing_is_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code, lines = run_check(monkeypatch, tmp_path / "none", PWA_PUSH_ORIGINS=f"http://127.0.0.1:{free_port()}")
    assert code == 1
    named = {line.partition(": ")[0]: line for line in wrong(lines)}
    assert "PWA_CONTACT" in named["contact"]
    assert "There is no VAPID key" in named["key"]
    assert "pwa db upgrade" in named["database"]
    assert "has no https" in named["public address"]
    assert "cannot be reached" in named["push"]
    assert not (tmp_path / "none").exists(), "a check changes nothing"


def test_a_wrong_setting_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    code, lines = run_check(monkeypatch, folder, PWA_PORT="eighty")
    assert code == 1
    assert lines == ["WRONG settings: PWA_PORT: 'eighty' is not a port, a number from 1 to 65535."]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE alembic_version SET version_num = '0099'", "A newer Ask First has changed the database: it has"),
        ("UPDATE alembic_version SET version_num = '0003'", "Its tables have version 0003, and this Ask First needs"),
        ("DELETE FROM alembic_version", "It has no tables. Run: pwa db upgrade"),
    ],
)
def test_the_version_of_the_database_is_checked(
    monkeypatch: pytest.MonkeyPatch, folder: Path, change: str, said: str
) -> None:
    with closing(sqlite3.connect(folder / "ask-first.sqlite3")) as connection:
        connection.execute(change)
        connection.commit()
    _, lines = run_check(monkeypatch, folder)
    [line] = [line for line in wrong(lines) if line.startswith("database: ")]
    assert said in line


def test_a_key_that_is_not_here_is_named_with_the_number_of_people(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    ours = keys.Keys(folder / "vapid.pem").public
    with closing(sqlite3.connect(folder / "ask-first.sqlite3")) as connection:
        rows = [(i, f"https://push.example/SECRET{i}", "p", "a", "another" if i else ours, "en") for i in range(3)]
        connection.executemany("INSERT INTO subscription VALUES (?, ?, ?, ?, ?, ?, NULL)", rows)
        connection.commit()
    _, lines = run_check(monkeypatch, folder)
    [line] = [line for line in wrong(lines) if line.startswith("use of the keys: ")]
    assert "3 subscriptions use 2 keys. The keys of 2 subscriptions are missing here. Copy the key" in line
    assert "SECRET" not in "".join(lines)


def test_a_worker_that_does_not_run_is_named(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    with closing(sqlite3.connect(folder / "ask-first.sqlite3")) as connection:
        connection.execute("DELETE FROM heartbeat")
        connection.commit()
    _, lines = run_check(monkeypatch, folder)
    assert "worker: No worker has ever looked for reminders. Start pwa worker." in wrong(lines)


def test_little_free_disk_is_named(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    _, lines = run_check(monkeypatch, folder, PWA_MIN_FREE_DISK="999999999")
    assert any(line.startswith("disk: ") and "no reminder is taken" in line for line in wrong(lines))


def test_a_language_that_is_not_offered_is_named_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    few = {"PWA_LANGUAGES": "en es ar", "PWA_LANGUAGES_MIN_STATE": "speaker-checked"}
    with copied(tmp_path_factory.mktemp("translations") / "copy") as catalogue:
        _, lines = run_check(monkeypatch, folder, **few)
        assert "ok    languages: These are offered: en. PWA_LANGUAGES_MIN_STATE leaves out: es ar." in lines
        change(catalogue, "Home", "Inicio", "")
        _, lines = run_check(monkeypatch, folder, **few)
    [line] = [line for line in wrong(lines) if line.startswith("languages: ")]
    assert "leaves out: ar. es is not, because of a fault: “Home” (navigation) is not translated. Correct it" in line


def test_recalled_pages_are_named_and_a_damaged_file_of_them_is_wrong(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    recall.change(folder / recalls.FILE, "glossary", "withdrawn", lift=False)
    _, lines = run_check(monkeypatch, folder)
    assert "ok    recalls: These pages are recalled: glossary (withdrawn)." in lines
    (folder / recalls.FILE).write_text("{")
    _, lines = run_check(monkeypatch, folder)
    [line] = [line for line in wrong(lines) if line.startswith("recalls: ")]
    assert line.endswith("is damaged. Delete it, and recall the pages again.")


def test_a_database_that_is_away_keeps_no_other_check_from_its_result(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    address = f"postgresql://ask:S3CRET@127.0.0.1:{free_port()}/none"
    _, lines = run_check(monkeypatch, folder, PWA_DATABASE_URL=address)
    [line] = [line for line in wrong(lines) if line.startswith("database: ")]
    assert "Connection refused" in line
    assert "whether PWA_DATABASE_URL is right" in line
    assert any(line.startswith("ok    disk: ") for line in lines)
    assert "S3CRET" not in "".join(lines)


def test_a_database_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(check, "WITHIN", 1.0)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"postgresql://ask@127.0.0.1:{silent.getsockname()[1]}/none"
        _, lines = run_check(monkeypatch, folder, PWA_DATABASE_URL=address)
    assert any(line.startswith("database: There was no answer within") for line in wrong(lines))
    assert any(line.startswith("ok    disk: ") for line in lines)


def test_a_clock_that_is_an_hour_wrong_is_named(
    monkeypatch: pytest.MonkeyPatch, folder: Path, postgresql: Postgres, push_service: PushService
) -> None:
    settings = {"PWA_DATABASE_URL": postgresql.new_database(), "PWA_PUSH_ORIGINS": push_service.origin}
    for module in (public, startup):
        monkeypatch.setattr(module, "time", SimpleNamespace(time=lambda: time.time() + 3650))
    _, lines = run_check(monkeypatch, folder, **settings)
    named = {line.partition(": ")[0]: line for line in wrong(lines)}
    assert re.search(r"differ by 36[0-9]{2}\.[0-9] seconds. Let NTP", named["database's clock"])
    assert re.search("is 36[0-9]{2} seconds ahead of its clock. Let NTP", named["push"])
