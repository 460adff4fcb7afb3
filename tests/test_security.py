"""Headers on every answer, whatever it is."""

import pytest

from pwa import create_app
from pwa.services import services
from pwa.settings import Settings
from tests.conftest import prepared

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
    "trusted-types": "worker",
}
NEVER_ASKED_FOR = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_a_strict_policy(pages, path):
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


@pytest.mark.parametrize(
    ("asked", "moved"),
    [("/en", "/en/"), ("/es?from=card", "/es/?from=card"), ("/en//check", "/en/check")],
)
@pytest.mark.parametrize("host", ["clinic.example", "127.0.0.1:8000", "not a host"])
def test_a_redirect_stays_on_the_host_that_was_asked(pages, host, asked, moved):
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
def test_https_is_demanded_where_it_is_there_and_of_other_hosts_only_when_that_is_asked(tmp_path, setting, demanded):
    chosen = {"PWA_BASE_URL": "https://clinic.org", "PWA_DATA_DIR": str(tmp_path), **setting}
    app = create_app(prepared(Settings.from_environment(chosen)))
    headers = app.test_client().get("/en/").headers
    assert headers["Strict-Transport-Security"] == demanded
    assert "upgrade-insecure-requests" in headers["Content-Security-Policy"]
    services(app).store.engine.dispose()


def test_plain_http_on_this_machine_is_not_locked_out(pages):
    headers = pages.client.get("/en/").headers
    assert "Strict-Transport-Security" not in headers
    assert "upgrade-insecure-requests" not in headers["Content-Security-Policy"]
