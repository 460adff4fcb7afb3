"""At the review desk a person reads, corrects and saves a file, on a phone, and the command merges it."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from pwa.catalogues import Key, translation
from pwa.review.commands import review
from pwa.states import State, digest, valid
from tests.browser.conftest import Phone
from tests.servers import InProcessServer, free_port
from tests.translated import copied, forget

SIGN = ("sign", "Do you have new trouble peeing?")
CALL = ("emergency", "Call %(number)s")
HOME = ("navigation", "Home")


def pair(page: Page, key: Key) -> Locator:
    """The sentence, by its id: a search among 1,800 sentences would take seconds."""
    return page.locator(f"#s{digest(chr(4).join(key))}")


def test_a_reviewer_reads_corrects_and_saves_a_file_that_is_merged(
    phone: Phone, gallery_app: Flask, tmp_path: Path
) -> None:
    with InProcessServer(free_port(), gallery_app) as server, copied(tmp_path / "translations"):
        page = phone().new_page()
        page.goto(f"{server.url}/dev/review/es")
        expect(page.locator("html[data-ready]")).to_be_attached()
        expect(page.locator("main > section h2").first).to_have_text("Emergency: get help now")
        expect(pair(page, CALL).locator(".about")).to_contain_text("Emergency")
        expect(pair(page, SIGN).get_by_role("link")).to_have_attribute("href", re.compile("^/es/check#:~:text="))

        pair(page, SIGN).get_by_label("Right").check()
        pair(page, CALL).get_by_label("Change").check()
        page.locator("#save").press("Enter")
        expect(page.locator("#who")).to_be_focused()  # nothing counts without a name

        page.locator("#who").fill("María, retired nurse")
        page.locator("#day").fill("2026-11-29")
        page.locator("[name=role][value=speaker]").check()
        page.locator("#save").press("Enter")
        expect(pair(page, CALL).get_by_label("Better words")).to_be_focused()  # what should it say?
        pair(page, CALL).get_by_label("Better words").fill("Marque %(number)s")
        pair(page, HOME).locator("summary").press("Enter")
        pair(page, HOME).get_by_label("Comment").fill("A little stiff")

        page.reload()
        expect(page.locator("#done")).to_have_text("2")
        expect(page.locator("#who")).to_have_value("María, retired nurse")
        expect(pair(page, CALL).get_by_label("Better words")).to_have_value("Marque %(number)s")

        first, _, rest = translation("es", SIGN).partition(" ")
        quoted = f"> Ask-First-Report: 1\n> Release: 123\n> Sentence: {first}\n> {rest}"  # by a mail program
        page.locator("#find").fill(quoted)
        expect(pair(page, SIGN)).to_be_visible()
        expect(pair(page, HOME)).to_be_hidden()
        page.locator("#find").fill("no sentence says this")
        expect(page.locator("#none")).to_be_visible()

        with page.expect_download() as download:
            page.locator("#save").press("Enter")
        assert download.value.suggested_filename == "review-es-2026-11-29.json"
        assert [request for request in server.seen if not request.startswith("GET ")] == []

        file = tmp_path / "review.json"
        download.value.save_as(file)
        done = CliRunner().invoke(review, ["merge", str(file)])
        forget()
        assert done.exit_code == 0, done.output
        assert "To do: “Home” (navigation): A little stiff (María, retired nurse, 2026-11-29)" in done.output
        assert translation("es", CALL) == "Marque %(number)s"
        assert {key: row.state for key, row in valid("es").items()} == dict.fromkeys((SIGN, CALL), State.SPEAKER)
