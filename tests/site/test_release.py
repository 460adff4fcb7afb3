"""A release is the hash of everything that a phone may have saved."""

import base64
import hashlib
import json
import re
import struct
from collections.abc import Iterator

import html5lib
import pytest
from flask import Flask

from pwa.languages import LANGUAGES
from pwa.paths import STATIC
from pwa.services import services
from pwa.site.addresses import addresses_of
from pwa.site.assets import STYLES
from pwa.site.documents import Release
from pwa.site.offline import NOT_IN_THE_CORE, SCREENSHOTS, render_manifests
from pwa.site.pages import routable
from pwa.site.release import release_of
from tests.pages import PageClient, fallback
from tests.site.sizes import (
    CORE,
    CORE_OF_A_DRAFT,
    CSS,
    HTML,
    HTML_OF_A_DRAFT,
    JS,
    JS_WITH_LATER,
    ONE_SENTENCE,
    ONE_SENTENCE_OF_A_DRAFT,
    PACK,
    WORKER,
    loaded,
    pack_documents,
    worker_scripts,
)


@pytest.fixture(scope="module")
def release(reading_app: Flask) -> Release:
    return services(reading_app).release


def built(static: dict[str, bytes], texts: dict[str, str]) -> Release:
    return release_of(static, addresses_of(static), texts.items())


def test_the_same_content_gives_the_same_release_and_a_changed_byte_another() -> None:
    texts = {"/robots.txt": "one"}
    one, same = (built({"a.css": b"a"}, texts) for _ in range(2))
    others = [built({"a.css": b"b"}, texts), built({"a.css": b"a"}, {"/robots.txt": "two"})]
    assert one.id == same.id
    assert one.id not in [other.id for other in others]


def test_a_file_keeps_its_address_as_long_as_neither_it_nor_what_it_imports_changes() -> None:
    """`a` and `b` import each other; `c` imports nothing."""
    scripts = {"js/a.js": b"import'./b.js'", "js/b.js": b"const a=()=>import('./a.js')", "js/c.js": b"c()"}
    before, after = addresses_of(scripts), addresses_of({**scripts, "js/b.js": b"const a=()=>import('./a.js');b()"})
    assert {name for name in scripts if before[name] != after[name]} == {"js/a.js", "js/b.js"}
    release = built(scripts, {})
    assert release.documents[before["js/a.js"]].body.decode() == f"import'{before['js/b.js']}'"
    assert release.documents[before["js/b.js"]].body.decode() == f"const a=()=>import('{before['js/a.js']}')"


def test_no_page_holds_the_identity_of_its_release_or_a_sentence_would_change_all_of_them(release: Release) -> None:
    for path, document in release.documents.items():
        if path != "/sw.js" and not path.endswith("/pack.json"):
            assert release.id.encode() not in document.body, path


def test_every_static_file_that_a_document_names_is_there(release: Release) -> None:
    for path, document in release.documents.items():
        for named in re.findall(rb"/static/[\w./-]+", document.body):
            assert named.decode() in release.documents, path
        assert b"@release@" not in document.body, path


def test_static_files_live_for_ever_and_an_older_release_still_gets_an_answer(
    pages: PageClient, release: Release
) -> None:
    path = release.addresses["css/app.css"]
    assert pages.client.get(path).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    older = pages.client.get("/static/0123456789ab/css/app.css")
    assert (older.status_code, older.headers["Cache-Control"]) == (200, "no-store")
    assert older.data == pages.client.get(path).data
    assert pages.client.get("/static/0123456789ab/css/no-such-file.css").status_code == 404


def test_every_style_sheet_is_part_of_one_that_is_sent() -> None:
    assert {path.stem for path in (STATIC / "css").iterdir()} == {part for parts in STYLES.values() for part in parts}


def scripts(release: Release) -> dict[str, str]:
    """Return the text of each script that is sent, by its name."""
    return {
        name: release.documents[path].body.decode()
        for name, path in release.addresses.items()
        if name.startswith("js/")
    }


def test_every_script_is_sent_by_itself_and_imports_others_by_their_addresses(release: Release) -> None:
    assert set(scripts(release)) == {f"js/{path.name}" for path in (STATIC / "js").iterdir()}
    sources = "".join(path.read_text("utf-8") for path in (STATIC / "js").iterdir())
    sent = "".join(scripts(release).values())
    assert len(re.findall(r"(?:from |import |import\()'", sources)) == len(
        re.findall(r"(?:from|import)\(?'/static/", sent)
    )


def test_no_comment_of_a_script_is_sent(release: Release) -> None:
    """rjsmin does not parse nested template literals: it treats the code after one as text, up to the next one."""
    for name, script in scripts(release).items():
        assert re.findall(r"^\s*//.*", script, re.MULTILINE) == [], name


def test_a_page_loads_at_once_what_its_scripts_import(release: Release) -> None:
    """Otherwise a slow network would load one script after the other."""
    imports = {
        path: re.findall(r"(?:from|import)'(/static/[^']+)'", text.decode()) for path, text in bodies(release, ".js")
    }
    for path, page in bodies(release, ""):
        html = page.decode()
        named = re.findall(r'<script type="module"[^>]* src="([^"]+)', html)
        needed = reachable_from(named, imports)
        assert set(re.findall(r'<link rel="modulepreload" href="([^"]+)', html)) == needed - set(named), path


def bodies(release: Release, ending: str) -> Iterator[tuple[str, bytes]]:
    """Path and body of documents: static files with an ending, or pages."""
    for path, document in release.documents.items():
        if path.endswith(ending) if ending else "html" in document.content_type:
            yield path, document.body


def reachable_from(paths: list[str], imports: dict[str, list[str]]) -> set[str]:
    found: set[str] = set()
    while paths:
        found.update(paths)
        paths = [imported for path in paths for imported in imports[path] if imported not in found]
    return found


def test_a_pack_lists_every_page_and_picture_of_its_language_with_true_hashes(
    pages: PageClient, release: Release
) -> None:
    for tag in LANGUAGES:
        pack = json.loads(pages.client.get(f"/{tag}/pack.json").data)
        assert pack["release"] == release.id
        paths = [path for path, _ in pack["files"]]
        documents = {path for path, page in routable(release).items() if "html" in page.content_type}
        assert {path for path in documents if path.startswith(f"/{tag}/")} == {p for p in paths if p in documents}
        assert not [path for path in paths if path.split("/")[1] not in {tag, "static"}]
        for path, listed in pack["files"]:
            answer = pages.client.get(path)
            assert answer.status_code == 200
            assert listed == base64.b64encode(hashlib.sha256(answer.data).digest()).decode()[:8], path


def test_the_core_of_a_pack_is_what_its_pages_load_and_comes_first(release: Release) -> None:
    for tag in LANGUAGES:
        pack = json.loads(release.documents[f"/{tag}/pack.json"].body)
        core = [path for path, _ in pack["files"][: pack["core"]]]
        assert {path for path in core if path.startswith(f"/{tag}/")} == {
            f"/{tag}/{slug}" for slug in ("", "emergency", "check", "offline", "withdrawn")
        }
        text = "".join(release.documents[path].body.decode() for path in core)
        loaded = re.findall(r'(?:src|<link rel="(?:stylesheet|modulepreload)" href|<use href)="(/static/[^"#]+)', text)
        loaded += re.findall(r"(?:from|import|import\()'(/static/[^']+)'", text)
        later = {path for path in loaded if path.endswith(NOT_IN_THE_CORE)}
        assert {path.rpartition("/")[2] for path in later} == {
            "beside.js",
            "copy.js",
            "subscription.js",
            "wrong.js",
            "home-hero.svg",
            "canal-wide.svg",
            "canal-narrow.svg",
        }
        assert {path for path in core if path.startswith("/static/")} == set(loaded) - later
        limit = CORE_OF_A_DRAFT if LANGUAGES[tag].is_draft else CORE
        assert sum(len(release.documents[path].brotli) for path in core) <= limit


def test_every_page_with_its_styles_and_scripts_fits_its_budget(release: Release, pages: PageClient) -> None:
    assert sum(len(script.brotli) for script in worker_scripts(release)) <= WORKER
    assert len(release.documents["/fallback.js"].brotli) <= WORKER
    for path, document in release.documents.items():
        if "html" in document.content_type:
            language = LANGUAGES.get(path.split("/")[1])
            is_longest = language is not None and language.is_draft and path.endswith("/check")
            sizes = {"HTML": (len(document.brotli), HTML_OF_A_DRAFT if is_longest else HTML)}
            sizes["CSS"] = (sum(len(d.brotli) for d in loaded(release, path, ".css")), CSS)
            sizes["JS"] = (sum(len(d.brotli) for d in loaded(release, path, ".js")), JS)
            later = loaded(release, path, ".js", later=True)
            sizes["JS with later"] = (sum(len(d.brotli) for d in later), JS_WITH_LATER)
            assert {what for what, (now, budget) in sizes.items() if now > budget} == set(), f"{path}: {sizes}"


def test_a_pack_fits_its_budget(release: Release) -> None:
    for tag in LANGUAGES:
        core, rest = pack_documents(release, tag)
        assert sum(len(d.brotli if d.is_compressible else d.body) for d in core + rest) <= PACK


def test_a_changed_sentence_costs_its_page_and_the_list_of_the_pack(release: Release) -> None:
    """`tests/browser/test_update_size.py` counts the bytes at the server."""
    for tag, language in LANGUAGES.items():
        with_each = sum(len(release.documents[path].brotli) for path in (f"/{tag}/pack.json", "/sw.js"))
        for path, document in release.documents.items():
            if path.startswith(f"/{tag}/") and "html" in document.content_type:
                limit = ONE_SENTENCE_OF_A_DRAFT if language.is_draft and path.endswith("/check") else ONE_SENTENCE
                assert len(document.brotli) + with_each <= limit, path


def test_the_pages_of_a_pack_without_its_core_are_in_one_file_too(release: Release) -> None:
    for tag in LANGUAGES:
        pack = json.loads(release.documents[f"/{tag}/pack.json"].body)
        rest = [path for path, _ in pack["files"][pack["core"] :] if not path.startswith("/static/")]
        together = json.loads(release.documents[f"/{tag}/pages.json"].body)
        assert together == {path: release.documents[path].body.decode() for path in rest}


def test_the_page_of_the_worker_is_whole_in_every_language_and_names_112(release: Release, pages: PageClient) -> None:
    imported = fallback(release)
    sent = pages.client.get("/en/").headers
    assert {name: sent[name] for name in imported["headers"]} == imported["headers"]
    assert imported["pages"].keys() == LANGUAGES.keys()
    for tag, language in LANGUAGES.items():
        parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False, strict=True)
        root = parser.parse(imported["pages"][tag])
        assert (root.get("lang"), root.get("dir")) == (tag, language.direction)
        [call, again] = root.iter("a")
        assert call.get("href") == "tel:112"
        assert [bdi.text for bdi in root.iter("bdi")] == ["112", "112"]
        assert again.get("href") == "", "the same address"
        assert not [*root.iter("script"), *root.iter("style")]
        assert ("In an emergency, call 112" in imported["pages"][tag]) == language.is_draft


def test_the_worker_itself_holds_no_sentence(release: Release) -> None:
    assert not [script for script in worker_scripts(release) if b"internet" in script.body]


def test_the_worker_is_asked_for_each_time_and_knows_its_release(pages: PageClient, release: Release) -> None:
    answer = pages.client.get("/sw.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert f"'{release.id}'" in answer.text


def test_manifests_of_all_languages_are_one_app(pages: PageClient) -> None:
    for tag, language in LANGUAGES.items():
        answer = pages.client.get(f"/{tag}/app.webmanifest")
        assert answer.content_type == "application/manifest+json"
        manifest = json.loads(answer.data)
        assert (manifest["id"], manifest["scope"], manifest["start_url"]) == ("/", "/", f"/{tag}/")
        assert (manifest["lang"], manifest["dir"]) == (tag, language.direction)
        assert len(manifest["short_name"]) <= 12, "longer names are cut below the icon"
        drawn = [icon for shortcut in manifest["shortcuts"] for icon in shortcut["icons"]]
        for image in [*manifest["icons"], *drawn, *manifest["screenshots"]]:
            answer = pages.client.get(image["src"])
            assert (answer.status_code, answer.content_type) == (200, image["type"])
            assert size_of(answer.data) == image["sizes"], image["src"]
        assert len(manifest["screenshots"]) == len(SCREENSHOTS), "run `make drawings`"
        assert all(len(pages.client.get(image["src"]).data) < 80_000 for image in manifest["screenshots"])


def test_the_app_starts_in_a_language_whose_screenshots_are_not_made_yet(reading_app: Flask, release: Release) -> None:
    others = {name: path for name, path in release.addresses.items() if not name.startswith("screenshots/es-")}
    with reading_app.app_context():
        manifests = render_manifests(("en", "es"), others)
    assert json.loads(manifests["/es/app.webmanifest"])["screenshots"] == []
    assert json.loads(manifests["/en/app.webmanifest"])["screenshots"]


def size_of(image: bytes) -> str:
    """Width x height of a PNG, or of a WebP as Chromium writes it (a `VP8X` chunk: each side less one, in 24 bits)."""
    if image[:4] == b"\x89PNG":
        width, height = struct.unpack(">II", image[16:24])
    else:
        assert image[8:16] == b"WEBPVP8X"
        width, height = (int.from_bytes(image[start : start + 3], "little") + 1 for start in (24, 27))
    return f"{width}x{height}"
