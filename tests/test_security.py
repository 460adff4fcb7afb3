"""Security headers of every answer, and the check of the origin."""

import re
from pathlib import Path

import pytest
from flask import Flask, redirect
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from pwa import create_app
from pwa.paths import PACKAGE, STATIC
from pwa.security import content_security_policy, init_app, is_cross_site, response_headers
from pwa.services import services
from pwa.settings import Settings
from tests.conftest import prepared
from tests.pages import PageClient

PATHS = [
    "/",
    "/en/",
    "/en/check",
    "/en/nowhere",
    "/sw.js",
    "/fallback.js",
    "/healthz",
    "/en/pack.json",
    "/api/push-key",
    "/api/nowhere",
]
OURS = ("script-src", "style-src", "img-src", "connect-src", "manifest-src", "worker-src", "form-action")
POLICY = {
    "default-src": "'none'",
    **dict.fromkeys(OURS, "'self'"),
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "worker page-text",
}
# The policies of Trusted Types, and the files that make them. Only one file may parse HTML: for the search and for wrong
# sentences it reads our own pages, in a document in which no script runs and nothing is loaded.
POLICIES = {("worker", "app.js"), ("worker", "sw.js"), ("page-text", "page-text.js")}
NEVER_ASKED_FOR = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_a_strict_policy(pages: PageClient, path: str) -> None:
    headers = pages.client.get(path).headers
    assert dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")) == POLICY
    assert headers["Permissions-Policy"] == NEVER_ASKED_FOR
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers
    assert not [name for name, _ in headers if name.startswith("Access-Control")]


def test_only_one_file_parses_html() -> None:
    files = [*(STATIC / "js").glob("*.js"), *STATIC.glob("*.js"), PACKAGE / "templates" / "sw.js"]
    made = {(name, path.name) for path in files for name in re.findall(r"createPolicy\('([^']+)'", path.read_text())}
    assert made == POLICIES
    assert {name for name, _ in POLICIES} == set(POLICY["trusted-types"].split())
    parsing = {path.name for path in files if re.search(r"DOMParser|createHTML|innerHTML", path.read_text())}
    assert parsing == {"page-text.js"}


@pytest.mark.parametrize(
    ("asked", "moved"),
    [("/en", "/en/"), ("/es?from=card", "/es/?from=card"), ("/en//check", "/en/check")],
)
@pytest.mark.parametrize("host", ["clinic.example", "127.0.0.1:8000", "not a host"])
def test_a_redirect_stays_on_the_host_that_was_asked(pages: PageClient, host: str, asked: str, moved: str) -> None:
    answer = pages.client.get(asked, headers={"Host": host})
    assert (answer.status_code, answer.headers["Location"]) == (308, moved)


@pytest.mark.parametrize(
    ("setting", "demanded"),
    [
        ({}, "max-age=63072000"),
        ({"PWA_HSTS": "host"}, "max-age=63072000"),
        ({"PWA_HSTS": "preload"}, "max-age=63072000; includeSubDomains; preload"),
    ],
)
def test_https_is_demanded_where_it_is_there_and_of_other_hosts_only_when_that_is_asked(
    tmp_path: Path, setting: dict[str, str], demanded: str
) -> None:
    chosen = {"PWA_BASE_URL": "https://clinic.org", "PWA_DATA_DIR": str(tmp_path), **setting}
    app = create_app(prepared(Settings.from_environment(chosen)))
    headers = app.test_client().get("/en/").headers
    assert headers["Strict-Transport-Security"] == demanded
    assert "upgrade-insecure-requests" in headers["Content-Security-Policy"]
    services(app).store.engine.dispose()


def test_plain_http_on_this_machine_is_not_locked_out(pages: PageClient) -> None:
    headers = pages.client.get("/en/").headers
    assert "Strict-Transport-Security" not in headers
    assert "upgrade-insecure-requests" not in headers["Content-Security-Policy"]


# Permission to write ---------------------------------------------------------------------------


def write(**headers: str) -> Request:
    sent = {name.replace("_", "-"): text for name, text in headers.items()}
    return Request(EnvironBuilder("/api/reminders", method="PUT", headers=list(sent.items())).get_environ())


@pytest.mark.parametrize(
    ("site", "refused"),
    [("same-origin", False), ("none", False), ("same-site", True), ("cross-site", True), ("", True)],
)
@pytest.mark.parametrize("origin", ["http://localhost:8000", "https://evil.example"])
def test_the_fetch_metadata_of_a_browser_count_more_than_the_origin(site: str, refused: bool, origin: str) -> None:
    request = write(Host="localhost:8000", Sec_Fetch_Site=site, Origin=origin)
    assert is_cross_site(request) == refused


@pytest.mark.parametrize(
    ("host", "origin", "refused"),
    [
        ("localhost:8000", "http://localhost:8000", False),
        ("localhost:8000", "http://localhost:8001", True),  # another program of the same machine
        ("localhost:8000", "http://localhost", True),
        ("ask.clinic.org", "https://ask.clinic.org", False),
        ("ask.clinic.org", "https://ask.clinic.org:8443", True),
        ("ask.clinic.org", "https://clinic.org", True),
        ("ask.clinic.org", "https://evil.ask.clinic.org", True),
        ("ask.clinic.org", "null", True),
        ("ask.clinic.org", "http://[", True),
    ],
)
def test_an_origin_is_the_same_only_with_the_same_port(host: str, origin: str, refused: bool) -> None:
    assert is_cross_site(write(Host=host, Origin=origin)) == refused


def test_a_client_that_sends_neither_header_is_no_browser() -> None:
    assert not is_cross_site(write(Host="localhost:8000"))


def test_the_policy_is_written_as_browsers_read_it() -> None:
    """CSP 3: directives with `; ` between them, each a name, a space and its sources."""
    written = "; ".join(f"{name} {sources}" for name, sources in POLICY.items())
    assert content_security_policy("http://localhost:8000") == written
    assert content_security_policy("https://ask.clinic.org") == f"{written}; upgrade-insecure-requests"


def test_headers_of_every_answer_are_these_and_no_other() -> None:
    plain, secure = (
        dict(response_headers(Settings(base_url=url))) for url in ("http://localhost:8000", "https://ask.clinic.org")
    )
    assert plain == {
        "Content-Security-Policy": content_security_policy("http://localhost:8000"),
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": NEVER_ASKED_FOR,
    }
    policy = {"Content-Security-Policy": content_security_policy("https://ask.clinic.org")}
    assert secure == {**plain, **policy, "Strict-Transport-Security": "max-age=63072000"}


@pytest.mark.parametrize(
    ("location", "sent"),
    [
        ("https://inside:8000/en/?from=card#x", "/en/?from=card#x"),
        ("//evil.example/en/", "/en/"),
        ("///evil.example/en/", "/evil.example/en/"),
        ("/en/check", "/en/check"),
        ("https://inside", "/"),
    ],
)
def test_nobody_is_sent_to_another_host(location: str, sent: str) -> None:
    app = Flask(__name__)
    init_app(app, Settings())
    app.add_url_rule("/", view_func=lambda: redirect(location))
    answer = app.test_client().get("/")
    assert (answer.headers["Location"], answer.headers["Referrer-Policy"]) == (sent, "no-referrer")
