"""Fixtures for all tests: a real store in its own folder, a real push service, a clock that the test sets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings

from pwa import create_app
from pwa.reminders import keys, tables
from pwa.reminders.push import Sender, new_sender
from pwa.reminders.worker import new_delivery, tidy
from pwa.services import services
from pwa.settings import Settings
from tests import people
from tests.disks import small_disk
from tests.pages import PageClient
from tests.people import Person
from tests.postgres import Postgres, postgres
from tests.push_service import PushService
from tests.servers import ORIGIN
from tests.translated import copied

# The machine may be busy, so no example fails because it is slow.
hypothesis_settings.register_profile("patient", deadline=None, print_blob=True)
hypothesis_settings.load_profile("patient")

# The long files are started first, so that no worker of pytest-xdist runs one of them alone at the end.
LONG = {"test_every_view.py", "test_offline.py", "test_sqlite.py", "test_limits.py", "test_cli.py", "test_wheel.py"}

# The type of the fixture `work`.
Work = Callable[[], int]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=5, help="how many workers the crash test kills, five in a row")
    parser.addoption("--fuzz", type=float, default=0, help="minutes for which random requests are sent to the API")
    parser.addoption("--flood", type=int, default=2000, help="connections of each hostile kind; a tenth sends bodies")


# This hook runs first, because xdist reads the groups in a hook of the same name.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONG)
    for item in items:
        item.add_marker(pytest.mark.xdist_group(together(item)))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Fail if pytest-xdist has not read the groups, because each worker would then set up everything."""
    is_worker = hasattr(session.config, "workerinput")
    assert not is_worker or all("@" in item.nodeid for item in session.items), "pytest-xdist ignores the groups"


def together(item: pytest.Item) -> str:
    """Return the group that one worker runs: a file, or of the longest file the views of one language."""
    file = item.nodeid.partition("::")[0]
    view = item.callspec.params.get("view") if hasattr(item, "callspec") else None
    return f"{file} {view.tag}" if view else file


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what each drill has lost and doubled. pytest-xdist passes on no output of its workers."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, line in report.user_properties:
                if name == "drill":
                    terminalreporter.write_line(line)


@dataclass
class Clock:
    """The only clock of an app under test, in UTC seconds. It starts on Sunday 22 November 2026, 12:00 UTC."""

    now: float = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()

    def __call__(self) -> float:
        return self.now

    def set(self, local: str, zone: str) -> None:
        """Move to a wall time, for example `2026-11-24T10:00` in `Europe/Madrid`."""
        self.now = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).timestamp()

    def pass_by(self, **time: float) -> None:
        units = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}
        self.now += sum(amount * units[unit] for unit, amount in time.items())


@cache
def empty_sqlite() -> bytes:
    """An empty database with all tables, as the migrations make it. Each test gets a copy."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "empty.sqlite3"
        migrate(f"sqlite:///{file}")
        return file.read_bytes()


@cache
def empty_postgresql(server: Postgres) -> str:
    """A database with all tables and no row, as the migrations make it. A test with an app gets a copy: that is quicker."""
    database = server.new_database()
    migrate(database)
    return database


def migrate(database: str) -> None:
    engine = tables.connect(database)
    tables.migrate(engine)
    engine.dispose()


def prepared(settings: Settings) -> Settings:
    """Make a data folder as `pwa run` does."""
    keys.ensure(settings.vapid_key_file)
    if settings.database_url.startswith("sqlite:///"):
        file = Path(settings.database_url.removeprefix("sqlite:///"))
        if not file.exists():
            file.write_bytes(empty_sqlite())
    else:
        migrate(settings.database_url)
    return settings


@pytest.fixture(scope="session")
def push() -> Iterator[PushService]:
    with PushService() as service:
        yield service


@pytest.fixture
def push_service(push: PushService) -> Iterator[PushService]:
    """The push service, answering normally and without messages of other tests."""
    push.posts.clear()
    push.acks.clear()
    push.channels.clear()
    push.arrived = 0
    yield push
    push.answer, push.answer_headers, push.answer_body, push.hangs = None, {}, b"", False
    push.drips, push.together = 0, 0


@pytest.fixture(scope="session")
def reading_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One app for all tests that only read pages."""
    return create_app(prepared(Settings(data_dir=tmp_path_factory.mktemp("data"), base_url=ORIGIN)))


@pytest.fixture(scope="session")
def gallery_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app as developers run it: with every component in every state."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("FLASK_DEBUG", "1")
        return create_app(prepared(Settings(data_dir=tmp_path_factory.mktemp("data"), base_url=ORIGIN)))


@pytest.fixture(scope="session")
def pages(reading_app: Flask) -> PageClient:
    return PageClient(reading_app)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Path]:
    """A copy of the folder `translations/` that a test may spoil."""
    with copied(tmp_path / "translations") as folder:
        yield folder


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without a row. SQLite, unless a test asks for both: `@both_databases`."""
    if getattr(request, "param", "SQLite") == "SQLite":
        return f"sqlite:///{tmp_path / 'test.sqlite3'}"
    server: Postgres = request.getfixturevalue("postgresql")
    return server.new_database(like=empty_postgresql(server) if "app" in request.fixturenames else None)


@pytest.fixture
def disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path | None]:
    """A file system of a few megabytes, or None if the test has already passed in a user namespace."""
    with small_disk(tmp_path / "disk", request.node.nodeid) as disk:
        yield disk


both_databases = pytest.mark.parametrize("database", ["SQLite", "PostgreSQL"], indirect=True)


@pytest.fixture
def app(tmp_path: Path, database: str, push_service: PushService, clock: Clock) -> Iterator[Flask]:
    settings = Settings(
        data_dir=tmp_path,
        database_url=database,
        push_origins=(push_service.origin,),
        base_url=ORIGIN,
    )
    app = create_app(prepared(settings), now=clock)
    yield app
    services(app).store.engine.dispose()


@dataclass
class Api:
    """A client that sends requests with the headers of a browser."""

    app: Flask

    def put(self, body: Any, **headers: str) -> Any:
        return self._call("PUT", "/api/reminders", body, headers)

    def list(self, person: Person, **headers: str) -> Any:
        return self._call("POST", "/api/reminders", {"subscription": person.subscription}, headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self._call("POST", f"/api/reminders/{path}", body, headers)

    def answer(self, person: Person, reminder: str, answer: object, **headers: str) -> Any:
        body = {"subscription": person.subscription, "reminder": reminder, "answer": answer}
        return self._call("POST", "/api/reminders/answer", body, headers)

    def _call(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        sent = {
            "Sec-Fetch-Site": "same-origin",
            **{name.replace("_", "-"): text for name, text in headers.items()},
        }
        return self.app.test_client().open(path, method=method, json=body, headers=sent)


@pytest.fixture
def api(app: Flask) -> Api:
    return Api(app)


async def work_until_idle(sender: Sender) -> int:
    """Do what the worker does until nothing is due or in flight. Returns how many occurrences were settled."""
    deliveries = new_delivery(sender)
    await tidy()
    while await deliveries.step():
        pass
    await tidy()
    return deliveries.settled


def look(app: Flask) -> int:
    """Run the worker once: plan, send, settle. Returns how many occurrences were settled."""

    async def once() -> int:
        async with new_sender() as sender:
            return await work_until_idle(sender)

    def alone() -> int:
        with app.app_context():
            return asyncio.run(once())

    # In a thread, because Playwright's event loop may occupy the main thread.
    with ThreadPoolExecutor() as threads:
        return threads.submit(alone).result()


@pytest.fixture
def work(app: Flask) -> Work:
    """A function that runs the worker of this test's app once."""
    return lambda: look(app)


def with_browser(person: Person, service: PushService) -> Person:
    """Give a person a browser with a push subscription of its own."""
    person.endpoint = service.subscribe()
    return person


@pytest.fixture
def maria(push_service: PushService) -> Person:
    return with_browser(people.maria(), push_service)


@pytest.fixture
def new_maria(push_service: PushService) -> Person:
    """Maria, with the subscription that her browser makes next."""
    return with_browser(people.maria(), push_service)


@pytest.fixture
def amina(push_service: PushService) -> Person:
    return with_browser(people.amina(), push_service)


@pytest.fixture
def john(push_service: PushService) -> Person:
    return with_browser(people.john(), push_service)


@pytest.fixture
def mallory(push_service: PushService) -> Person:
    return with_browser(people.mallory(), push_service)
