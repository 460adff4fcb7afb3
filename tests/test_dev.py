"""`make dev`: a developer sees a change at the next load, a mistake as a traceback, and pages with example data."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from flask import Flask

from pwa import dev
from tests.conftest import Api, Clock
from tests.pages import PageClient
from tests.people import Person
from tests.push_service import PushService
from tests.servers import free_port, wait_until

ROOT = Path(__file__).parents[1]


class Developer:
    """A copy of the sources, and the development server that runs in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("pwa", "static", "translations"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        clean = {name: text for name, text in os.environ.items() if not name.startswith("PWA_")}
        environment = {**clean, "PORT": str(port), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "pwa.dev"]
        self.log = (folder / "log").open("w")
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def get(self, path: str) -> str:
        """Return the page or the traceback, or nothing while the server restarts."""
        try:
            with urlopen(self.url + path, timeout=10) as answer:
                return str(answer.read().decode())
        except HTTPError as error:
            # The status is not 5xx, because the service worker would then show a saved page.
            return str(error.read().decode()) if error.code < 500 else ""
        except OSError:  # refused, interrupted, or too slow on a busy machine
            return ""

    def changes(self, path: str, old: str, new: str) -> None:
        file = self.folder / path
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1))

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()


@pytest.fixture(scope="module")
def developer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Developer]:
    one = Developer(tmp_path_factory.mktemp("checkout"))
    try:
        wait_until(lambda: "Ask First" in one.get("/en/"), 300)
        yield one
    finally:
        one.stop()


def style_sheet(developer: Developer) -> str:
    """The first style sheet of a page, as a browser gets it."""
    _, found, rest = developer.get("/en/").partition('<link rel="stylesheet" href="')
    return developer.get(rest.partition('"')[0]) if found else ""


def test_a_changed_template_style_sheet_module_and_translation_is_there_at_the_next_load(developer: Developer) -> None:
    developer.changes("pwa/templates/home.html", "<h1>", "<h1>Changed template ")
    developer.changes("static/css/base.css", "@layer", ".changed-style { color: red; }\n@layer")
    developer.changes("pwa/content/signs.py", "Have you lost feeling", "Changed module")
    catalogue = "translations/es/LC_MESSAGES/messages.po"
    developer.changes(catalogue, 'msgid "Home"\nmsgstr "', 'msgid "Home"\nmsgstr "Changed translation ')
    wait_until(lambda: "Changed translation" in developer.get("/es/"), 300)
    assert "Changed template" in developer.get("/en/")
    assert ".changed-style" in style_sheet(developer)
    assert "Changed module" in developer.get("/en/check")


def test_a_mistake_in_a_template_is_a_traceback_in_the_browser_until_it_is_mended(developer: Developer) -> None:
    developer.changes("pwa/templates/home.html", "<h1>", "<h1>{{ mistake.of_a_developer }}")
    wait_until(lambda: "UndefinedError" in developer.get("/en/"), 300)
    assert "home.html" in developer.get("/en/check"), "no page can be shown until all can"
    developer.changes("pwa/templates/home.html", "{{ mistake.of_a_developer }}", "")
    wait_until(lambda: "Ask First" in developer.get("/en/emergency"), 300)


def test_an_exception_in_a_view_is_a_traceback_in_the_browser(developer: Developer) -> None:
    developer.changes("pwa/health.py", "answer = _said(", "raise ValueError('of a developer')\n    answer = _said(")
    wait_until(lambda: "ValueError: of a developer" in developer.get("/healthz"), 300)


def test_the_example_diary_is_two_weeks_up_to_today(app: Flask) -> None:
    app.register_blueprint(dev.example)
    diary = app.test_client().get("/dev/diary.json").get_json()
    days = sorted({entry["day"] for entry in diary["entries"]})
    assert len(days) == dev.DAYS
    assert [entry["massage"] for entry in diary["entries"]].count("after") == len(dev.MASSAGES)


def test_the_reminders_of_a_developer_become_due_and_are_sent(
    app: Flask, api: Api, maria: Person, work: Callable[[], int], clock: Clock, push_service: PushService
) -> None:
    app.register_blueprint(dev.example)
    clock.set("2026-11-22T23:30", maria.zone)
    assert api.put(maria.request("2026-12-01T09:00")).status_code == 201
    assert work() == 0
    made = app.test_client().post("/dev/due", json={"subscription": maria.subscription})
    assert made.json == {"due": 1}
    assert work() == 1
    [reminder] = api.list(maria).json["reminders"]
    assert reminder["due"]


def test_a_stranger_makes_nothing_due(app: Flask, api: Api, maria: Person, mallory: Person) -> None:
    app.register_blueprint(dev.example)
    api.put(maria.request("2026-12-01T09:00"))
    stranger = {**mallory.subscription, "endpoint": maria.endpoint}
    assert app.test_client().post("/dev/due", json={"subscription": stranger}).status_code == 403


def test_there_are_no_examples_in_public(pages: PageClient) -> None:
    for path in ("/dev/example", "/dev/example.js", "/dev/diary.json", "/dev/due"):
        assert pages.client.get(path).status_code == 404
