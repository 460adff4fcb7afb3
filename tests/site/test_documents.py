"""The answers to GET, HEAD and repeated requests for documents follow HTTP (RFC 9110)."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from pwa.site.documents import FOR_EVER, Document, content_type, serve_documents

PAGE = Document(b"<p>Ask first</p>" * 20, "text/html; charset=utf-8", more=(("Speculation-Rules", '"/rules"'),))
PICTURE = Document(b"\x89PNG", "image/png", FOR_EVER)
POLICY = ("Content-Security-Policy", "default-src 'none'")


@pytest.fixture
def client() -> Client:
    app = Flask(__name__)
    serve_documents(app, {"/en/": PAGE, "/a.png": PICTURE}, [POLICY])
    return app.test_client()


def headers(answer: TestResponse, *without: str) -> dict[str, str]:
    return {name: value for name, value in answer.headers if name not in without}


@pytest.mark.parametrize("coding", ["br", "gzip", ""])
def test_head_gets_the_headers_of_get_and_no_body(client: Client, coding: str) -> None:
    got = client.get("/en/", headers={"Accept-Encoding": coding})
    # Werkzeug's test client removes the body of a HEAD answer, so the test calls the WSGI application directly.
    body, status, head = _raw("HEAD", coding)
    assert (status, body) == ("200 OK", b"")
    assert dict(head) == headers(got)


def _raw(method: str, coding: str) -> tuple[bytes, str, list[tuple[str, str]]]:
    """Return body, status and headers as the WSGI server gets them."""
    app = Flask(__name__)
    serve_documents(app, {"/en/": PAGE}, [POLICY])
    said: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, sent: list[tuple[str, str]], _error: object = None) -> object:
        said.append((status, sent))
        return None

    environ = {"PATH_INFO": "/en/", "REQUEST_METHOD": method, "HTTP_ACCEPT_ENCODING": coding}
    body = b"".join(app.wsgi_app(environ, start_response))  # type: ignore[arg-type]
    [(status, sent)] = said
    return body, status, sent


@pytest.mark.parametrize(
    ("coding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("", lambda body: body)]
)
def test_a_page_is_whole_in_every_encoding(client: Client, coding: str, unpack: object) -> None:
    answer = client.get("/en/", headers={"Accept-Encoding": coding})
    assert callable(unpack)
    assert unpack(answer.data) == PAGE.body
    assert answer.headers.get("Content-Encoding", "") == coding
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert headers(answer, "Content-Length", "Content-Encoding", "ETag") == {
        "Cache-Control": "no-cache",
        "Content-Type": "text/html; charset=utf-8",
        "Vary": "Accept-Encoding",
        "Speculation-Rules": '"/rules"',
        POLICY[0]: POLICY[1],
    }


def test_a_page_that_the_browser_has_is_answered_by_its_headers_alone(client: Client) -> None:
    """A cache updates its stored headers (RFC 9110, 15.4.5). The policy may have changed while the page did not."""
    first = client.get("/en/", headers={"Accept-Encoding": "br"})
    again = client.get("/en/", headers={"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert headers(again) == headers(first, "Content-Type", "Content-Length", "Content-Encoding")
    assert {"Vary", "ETag", "Cache-Control", POLICY[0]} <= set(headers(again))


def test_the_tag_of_another_page_does_not_count(client: Client) -> None:
    for tag in (f'W/"{PICTURE.tag}"', '"nonsense"', ""):
        assert client.get("/en/", headers={"If-None-Match": tag}).status_code == 200
    for tag in (f'"{PAGE.tag}"', f'"another", W/"{PAGE.tag}"'):
        assert client.get("/en/", headers={"If-None-Match": tag}).status_code == 304


def test_a_picture_is_not_compressed_twice_and_does_not_vary(client: Client) -> None:
    answer = client.get("/a.png", headers={"Accept-Encoding": "br, gzip"})
    assert answer.data == PICTURE.body
    assert "Content-Encoding" not in answer.headers
    assert "Vary" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_browser_that_saves_data_gets_no_hint_to_fetch_pages_early(client: Client) -> None:
    for sent, hinted in (({"Save-Data": "on"}, False), ({"Save-Data": "off"}, True), ({}, True)):
        assert ("Speculation-Rules" in client.get("/en/", headers=sent).headers) == hinted


def test_other_methods_and_other_paths_go_on_to_flask(client: Client) -> None:
    assert client.post("/en/").status_code == 404
    assert client.get("/en").status_code == 404


@pytest.mark.parametrize(("padding", "coding"), [(500, "br"), (600, None)])
def test_a_long_header_is_read_up_to_the_length_that_browsers_send(
    client: Client, padding: int, coding: str | None
) -> None:
    accepted = f"{'x' * padding}, br"
    assert client.get("/en/", headers={"Accept-Encoding": accepted}).headers.get("Content-Encoding") == coding


def test_a_header_that_is_too_long_is_cut_between_two_entries(client: Client) -> None:
    accepted = f"br, {'x' * 600}"
    assert client.get("/en/", headers={"Accept-Encoding": accepted}).headers["Content-Encoding"] == "br"


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/en/check", "text/html; charset=utf-8"),
        ("/en/", "text/html; charset=utf-8"),
        ("/static/1.2/js/app.js", "text/javascript; charset=utf-8"),
        ("/static/1.2/app.min.css", "text/css; charset=utf-8"),
        ("/en/app.webmanifest", "application/manifest+json"),
    ],
)
def test_the_media_type_follows_the_last_part_of_the_path(path: str, media_type: str) -> None:
    assert content_type(path) == media_type
