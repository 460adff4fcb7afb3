"""A release is the hash of everything that a phone may have saved."""

import base64
import hashlib
import json

import pytest

from pwa.folders import STATIC
from pwa.languages import LANGUAGES
from pwa.release import PLACEHOLDER, STYLES, Release

# Compressed bytes (brotli), from the design.
HTML, CSS, JS, WORKER, PACK = 10_000, 6_000, 8_000, 3_000, 250_000


@pytest.fixture(scope="module")
def release(reading_app) -> Release:
    return reading_app.extensions["release"]


def test_the_same_content_gives_the_same_release_and_a_changed_byte_another(release):
    pages = {"/en/": f"<a href=/static/{PLACEHOLDER}/a.css>"}
    one, same = (Release.of({"a.css": b"a"}, pages) for _ in range(2))
    other = Release.of({"a.css": b"b"}, pages)
    assert one.id == same.id != other.id
    assert one.documents["/en/"].body == f"<a href=/static/{one.id}/a.css>".encode()


def test_no_placeholder_is_left_anywhere(release):
    for path, document in release.documents.items():
        assert PLACEHOLDER.encode() not in document.body, path


def test_static_files_live_for_ever_and_an_older_release_still_gets_an_answer(pages, release):
    path = f"/static/{release.id}/css/app.css"
    assert pages.client.get(path).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    older = pages.client.get("/static/0123456789ab/css/app.css")
    assert (older.status_code, older.headers["Cache-Control"]) == (200, "no-store")


def test_every_style_sheet_is_part_of_the_one_that_is_sent():
    assert {path.stem for path in (STATIC / "css").glob("*.css")} == set(STYLES)


def test_a_pack_lists_every_page_and_picture_of_its_language_with_true_hashes(pages, release):
    for tag in LANGUAGES:
        pack = json.loads(pages.client.get(f"/{tag}/pack.json").data)
        assert pack["release"] == release.id
        paths = [path for path, _ in pack["files"]]
        assert f"/{tag}/" in paths
        assert f"/{tag}/offline" in paths
        assert not [path for path in paths if path.split("/")[1] not in {tag, "static"}]
        for path, integrity in pack["files"]:
            answer = pages.client.get(path)
            assert answer.status_code == 200
            digest = base64.b64encode(hashlib.sha256(answer.data).digest()).decode()
            assert integrity == f"sha256-{digest}", path


def test_every_page_style_and_script_fits_its_budget(release, pages):
    scripts = sum(len(d.brotli) for path, d in release.documents.items() if path.endswith(".js"))
    styles = sum(len(d.brotli) for path, d in release.documents.items() if path.endswith(".css"))
    assert scripts <= JS
    assert styles <= CSS
    worker = pages.client.get("/sw.js", headers={"Accept-Encoding": "br"})
    assert len(worker.data) <= WORKER
    for path, document in release.documents.items():
        if "html" in document.content_type:
            assert len(document.brotli) <= HTML, f"{path}: {len(document.brotli)} bytes"


def test_a_pack_fits_its_budget(release):
    for tag in LANGUAGES:
        files = json.loads(release.documents[f"/{tag}/pack.json"].body)["files"]
        documents = [release.documents[path] for path, _ in files]
        assert sum(len(d.brotli if d.packs else d.body) for d in documents) <= PACK


def test_the_worker_is_asked_for_each_time_and_knows_its_release(pages, release):
    answer = pages.client.get("/sw.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert f"'{release.id}'" in answer.text


def test_manifests_of_all_languages_are_one_app(pages):
    for tag, language in LANGUAGES.items():
        answer = pages.client.get(f"/{tag}/app.webmanifest")
        assert answer.content_type == "application/manifest+json"
        manifest = json.loads(answer.data)
        assert (manifest["id"], manifest["scope"], manifest["start_url"]) == ("/", "/", f"/{tag}/")
        assert (manifest["lang"], manifest["dir"]) == (tag, language.direction)
        assert len(manifest["short_name"]) <= 16
        for icon in manifest["icons"]:
            assert pages.client.get(icon["src"]).status_code == 200
