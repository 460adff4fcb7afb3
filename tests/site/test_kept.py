"""A second start reads the release that the first one kept. Whatever does not fit is built anew, and stops nothing."""

from __future__ import annotations

import inspect
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pwa import create_app
from pwa.services import services
from pwa.settings import Settings
from pwa.site import kept, release
from pwa.site.documents import Document, Release
from tests.conftest import prepared
from tests.disks import fill
from tests.servers import ORIGIN, ServerProcess, wait_until


def settings_in(folder: Path, **others: Any) -> Settings:
    """One language, because each page is compressed."""
    chosen: dict[str, Any] = {"base_url": ORIGIN, "languages": ("en",), "min_free_disk": 0, **others}
    return prepared(Settings(data_dir=folder, **chosen))


def started(settings: Settings) -> Release:
    """Return the release of an app that starts."""
    app = create_app(settings)
    services(app).store.engine.dispose()
    return services(app).release


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release of the first start."""
    return started(settings_in(tmp_path_factory.mktemp("first")))


@pytest.fixture
def settings(tmp_path: Path, first: Release) -> Settings:
    """Those of a start after the first one."""
    settings = settings_in(tmp_path)
    kept.write(settings, first)
    return settings


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Grows by one each time that a release is built."""
    calls: list[object] = []
    build = release.build

    def counted(**options: Any) -> Release:
        calls.append(options)
        return build(**options)

    monkeypatch.setattr(release, "build", counted)
    return calls


def test_a_second_start_sends_the_same_bytes_and_renders_nothing(
    settings: Settings, first: Release, built: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("brotli.compress", None)
    second = started(settings)
    assert built == []
    assert (second.id, second.addresses, list(second.documents)) == (first.id, first.addresses, list(first.documents))
    for path, document in first.documents.items():
        for coding in ("br", "") if document.is_compressible else ("",):
            assert second.documents[path].encoded(coding) == document.encoded(coding), path


@pytest.mark.parametrize(
    "changed",
    [
        {"languages": ("en", "es")},
        {"base_url": "https://clinic.example"},
        {"self_check": "read-only"},
        {"service_worker": "remove"},
        {"clinic_name": "The Clinic"},
        {"contact": "mailto:maria@clinic.example"},
    ],
)
def test_a_setting_that_pages_show_renders_anew(settings: Settings, changed: dict[str, Any]) -> None:
    assert kept.read(replace(settings, **changed)) is None


def test_a_release_depends_on_no_setting_that_does_not_count(settings: Settings) -> None:
    assert list(release.options(settings)) == list(inspect.signature(release.build).parameters)


def test_every_other_setting_renders_nothing(settings: Settings) -> None:
    assert kept.read(replace(settings, port=9000, max_subscriptions=1, min_free_disk=1))


def test_other_code_renders_anew(
    settings: Settings, first: Release, built: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "OURS", b"other code")
    assert started(settings).id == first.id
    assert len(built) == 1


def test_every_file_every_package_and_python_count_as_code(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    template, catalogue = tmp_path / "templates" / "home.html", tmp_path / "es" / "messages.mo"
    for file in (template, catalogue):
        file.parent.mkdir()
        file.write_bytes(b"first")
    packages = tmp_path_factory.mktemp("packages")
    babel = packages / "babel-2.18.0.dist-info"
    babel.mkdir()
    monkeypatch.syspath_prepend(packages)
    seen = [kept.fingerprint([tmp_path])]

    def is_new() -> bool:
        seen.append(kept.fingerprint([tmp_path]))
        return seen[-1] not in seen[:-1]

    assert not is_new()
    for file in (template, catalogue):
        file.write_bytes(b"other")
        assert is_new()
    template.rename(template.with_name("house.html"))
    assert is_new()
    (tmp_path / "new.css").touch()
    assert is_new()
    catalogue.unlink()
    assert is_new()
    babel.rename(packages / "babel-2.19.0.dist-info")
    assert is_new()
    (packages / "brotli-1.2.0.dist-info").mkdir()
    assert is_new()
    monkeypatch.setattr(sys, "version", "3.99")
    assert is_new()
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "kept.pyc").touch()
    assert not is_new(), "Python writes these files by itself"


def test_what_the_pages_are_made_of_is_in_the_folders_that_count() -> None:
    files = {file.name for folder in kept.FOLDERS for file in folder.rglob("*")}
    assert {"release.py", "signs.py", "home.html", "app.js", "tokens.css", "palette.css", "messages.mo"} <= files
    packages = {entry.name.partition("-")[0].lower() for folder in sys.path for entry in Path(folder).glob("*-info")}
    assert {"babel", "brotli", "flask_babel", "jinja2", "lightningcss", "rjsmin"} <= packages


def test_a_damaged_file_is_built_anew_and_replaced(settings: Settings, first: Release, built: list[object]) -> None:
    file = settings.data_dir / kept.FILE
    whole = file.read_bytes()
    middle = len(whole) // 2
    damaged = [b"", whole[:20], whole[:32], whole[:middle], whole + b"\0", bytes(len(whole))]
    damaged += [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in (0, 31, 32, middle, len(whole) - 1)]
    for number, content in enumerate(damaged, 1):
        file.write_bytes(content)
        assert started(settings).id == first.id
        assert len(built) == number, content[:40]
        kept.write(settings, first)
        assert file.read_bytes() == whole


def test_the_file_may_be_missing_or_something_else(settings: Settings, built: list[object]) -> None:
    file = settings.data_dir / kept.FILE
    file.unlink()
    started(settings)
    file.mkdir()
    started(settings)
    assert len(built) == 2


def test_a_full_disk_keeps_nothing_and_stops_nothing(
    disk: Path | None, first: Release, caplog: pytest.LogCaptureFixture
) -> None:
    if disk is None:
        return
    settings = settings_in(disk)
    kept.write(replace(settings, min_free_disk=5), first)
    assert not (disk / kept.FILE).exists(), "the free space that reminders need stays free"
    filler = fill(disk)
    with pytest.MonkeyPatch.context() as patch:  # as if the disk filled after the look at it
        patch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=10**9))
        kept.write(settings, first)
    assert "No space left" in caplog.records[-1].getMessage()
    assert not list(disk.glob("release.*"))
    assert started(settings).id == first.id
    filler.unlink()
    kept.write(settings, first)
    assert started(settings).is_kept


def test_a_folder_that_cannot_be_written_keeps_nothing_and_is_read_all_the_same(
    disk: Path | None, database: str, first: Release, caplog: pytest.LogCaptureFixture
) -> None:
    if disk is None:
        return
    settings = settings_in(disk, database_url=database)
    kept.write(settings, first)
    before = (disk / kept.FILE).read_bytes()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    assert started(settings).is_kept
    kept.write(replace(settings, clinic_name="The Clinic"), first)
    assert "Read-only" in caplog.records[-1].getMessage()
    assert (disk / kept.FILE).read_bytes() == before


def test_processes_that_write_at_once_leave_a_whole_file(
    settings: Settings, first: Release, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(kept, "fingerprint", lambda _folders: kept.OURS)  # it is slower than the rest
    file = settings.data_dir / kept.FILE
    several = [replace(settings, clinic_name=name) for name in ("", "The Clinic")]
    whole = set()
    for one in several:
        kept.write(one, first)
        whole.add(file.read_bytes())

    def write(one: Settings) -> None:
        for _ in range(10):
            kept.write(one, first)

    writers = [threading.Thread(target=write, args=[one]) for one in several * 2]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert file.read_bytes() in whole
    assert caplog.messages == [], "none failed because another one took its file away"
    assert [path.name for path in settings.data_dir.glob("release.*")] == [kept.FILE]


def test_pages_are_not_kept_for_code_that_came_while_the_server_ran(
    settings: Settings, first: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    (settings.data_dir / kept.FILE).unlink()
    monkeypatch.setattr(kept, "fingerprint", lambda _folders: b"of the new files")
    kept.write(settings, first)
    assert not (settings.data_dir / kept.FILE).exists()


def test_a_development_server_always_renders(
    settings: Settings, built: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    started(settings)
    assert len(built) == 1


def page(server: ServerProcess) -> bytes:
    with urllib.request.urlopen(f"{server.url}/en/") as answer:
        return bytes(answer.read())


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[list[ServerProcess]]:
    """Two servers with the same folder and the same address."""
    chosen = {"PWA_LANGUAGES": "en", "PWA_MIN_FREE_DISK": "0", "PWA_BASE_URL": ORIGIN}
    with ServerProcess(tmp_path, settings=chosen) as one, ServerProcess(tmp_path, settings=chosen) as two:
        yield [one, two]


def test_two_servers_keep_their_pages_and_start_again_from_them(servers: list[ServerProcess], tmp_path: Path) -> None:
    file = tmp_path / kept.FILE
    sent = [page(server) for server in servers]
    wait_until(file.exists)
    for server in servers:
        server.kill()
    # What a server sends that renders nothing: a page that no template makes.
    settings = Settings(data_dir=tmp_path, base_url=ORIGIN, languages=("en",), min_free_disk=0)
    found = kept.read(settings)
    assert found
    assert sent == [found.documents["/en/"].body] * 2
    other = {**found.documents, "/en/": Document(b"kept", "text/html; charset=utf-8")}
    kept.write(settings, replace(found, documents=other))
    for server in servers:
        server.start()
        assert page(server) == b"kept"
