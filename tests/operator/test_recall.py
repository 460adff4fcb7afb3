"""`pwa recall` writes which pages were wrong into a file that every web process reads."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import click
import pytest

from pwa.content import REVISIONS
from pwa.operator.recall import change
from pwa.site.recalls import FILE, Reason, read, recallable
from tests.operator.commands import said, start
from tests.servers import PATIENCE, ServerProcess


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / FILE


def test_a_page_is_withdrawn_listed_and_shown_again(tmp_path: Path, file: Path) -> None:
    code, shown, _ = said(start(tmp_path, "recall", "techniques/swedish", "--reason", "withdrawn"))
    assert code == 0
    told, listed = shown.splitlines()
    assert told.endswith("http://127.0.0.1:8000/recalls.json")
    assert listed.endswith("UTC  withdrawn  techniques/swedish")
    assert list(tmp_path.iterdir()) == [file], "no database, no key and no other file was made"
    assert file.stat().st_mode & 0o777 == 0o644, "the server may be another user"
    change(file, "techniques/swedish", None, lift=True)
    assert said(start(tmp_path, "recall")) == (0, "", "")


def test_those_who_recall_pages_at_the_same_time_lose_nothing(file: Path) -> None:
    """Each has opened the folder by itself, so that flock(2) holds threads apart as it does processes."""
    pages = [slug for slug in recallable() if slug not in ("", "emergency")]
    with ThreadPoolExecutor(len(pages)) as operators:
        list(operators.map(lambda page: change(file, page, "withdrawn", lift=False), pages))
    assert read(file).keys() == set(pages)


@pytest.mark.parametrize(
    ("page", "reason", "lift", "told"),
    [
        ("swedish", "withdrawn", False, "There is no page swedish. The pages are: home, emergency, check, "),
        ("offline", "withdrawn", False, "There is no page offline."),
        ("emergency", "withdrawn", False, "emergency cannot be withdrawn, because people may need"),
        ("", "withdrawn", False, "home cannot be withdrawn"),
        ("check", "corrected", False, "Install the release that corrects it first."),
        ("check", None, False, "Give --reason corrected, --reason withdrawn or --lift."),
        ("check", "corrected", True, "Give --reason corrected, --reason withdrawn or --lift."),
        ("check", None, True, "check is not recalled. Recalled are: none."),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_sentence_with_the_remedy(
    file: Path, page: str, reason: Reason | None, lift: bool, told: str
) -> None:
    with pytest.raises(click.ClickException) as refused:
        change(file, page, reason, lift=lift)
    assert told in refused.value.message
    assert not file.exists()


def test_a_correction_needs_a_newer_revision_than_the_one_that_was_wrong(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(REVISIONS, "check", 1)
    change(file, "check", "withdrawn", lift=False)
    with pytest.raises(click.ClickException, match="revision 1, which is not newer than the wrong one"):
        change(file, "check", "corrected", lift=False)
    monkeypatch.setitem(REVISIONS, "check", 2)
    change(file, "check", "corrected", lift=False)
    [recall] = read(file).values()
    assert (recall.reason, recall.revision) == ("corrected", 2)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"check": {"reason": "bad"}}', "\xff"])
def test_a_damaged_file_is_named_and_left_alone(file: Path, text: str) -> None:
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(ValueError, match=r"is damaged\. Delete it, and recall the pages again"):
        change(file, "check", "withdrawn", lift=False)
    assert file.read_bytes() == text.encode("latin-1")


def test_the_command_names_a_damaged_file_and_a_folder_that_no_server_has(tmp_path: Path, file: Path) -> None:
    file.write_text("{")
    damaged = f"Error: The file {file} is damaged. Delete it, and recall the pages again.\n"
    assert said(start(tmp_path, "recall")) == (1, "", damaged)
    none = tmp_path / "none"
    missing = f"Error: There is no folder {none}. Set PWA_DATA_DIR as for the server.\n"
    assert said(start(none, "recall", "check", "--reason", "withdrawn")) == (1, "", missing)


def get(port: int, path: str, **headers: str) -> tuple[int, dict[str, list[str]], str]:
    """Return status, headers and body."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): text for name, text in headers.items()})
        answer = connection.getresponse()
        return (
            answer.status,
            {name: answer.headers.get_all(name, []) for name in answer.headers},
            answer.read().decode(),
        )
    finally:
        connection.close()


def test_two_web_processes_without_a_database_have_a_recall_at_once(tmp_path: Path, file: Path) -> None:
    settings = {"PWA_LANGUAGES": "en", "PWA_DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}
    servers = [ServerProcess(tmp_path, settings=settings, command="web") for _ in range(2)]
    with servers[0], servers[1]:
        ports = [server.port for server in servers]
        _, before, text = get(ports[0], "/recalls.json")
        assert text == get(ports[1], "/recalls.json")[2] == '{"recalls":{}}'
        change(file, "check", "withdrawn", lift=False)
        for port in ports:
            status, headers, text = get(port, "/recalls.json?release=0123456789ab", If_None_Match=before["etag"][0])
            assert status == 200
            assert json.loads(text)["recalls"]["check"]["reason"] == "withdrawn"
            assert headers["cache-control"] == ["no-cache"]
            assert len(text) < 100
            assert get(port, "/recalls.json", If_None_Match=headers["etag"][0])[0] == 304
            _, headers, page = get(port, "/en/check", Accept="text/html,*/*;q=0.8")
            assert "We have withdrawn this page" in page
            assert headers["vary"] == ["Accept", "Accept-Encoding"]
            # A phone that saves the page gets the bytes whose hash is in its list.
            assert "Check for warning signs" in get(port, "/en/check", Accept="*/*")[2]
        file.write_text("{")
        for port in ports:
            assert "withdrawn" in get(port, "/recalls.json")[2], "what was read last counts"
            assert "withdrawn" in get(port, "/recalls.json")[2]
        outputs = [server.kill() for server in servers]
    assert [output.count("is damaged. Delete it, and recall the pages again.") for output in outputs] == [1, 1]
