"""Security headers of every response, and the check for writes that come from another site."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response
from werkzeug.wrappers import Request

from pwa.settings import Settings

CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    # `worker`: navigator.serviceWorker.register() needs a TrustedScriptURL. `page-text`: DOMParser needs a TrustedHTML.
    # It parses our own pages: the search reads their text, `beside.js` takes over words, and `wrong.js` a form.
    "trusted-types": "worker page-text",
}

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}


def content_security_policy(base_url: str, *, has_worker: bool = True) -> str:
    """Return the policy. It upgrades requests to https only if the public address has https.

    Args:
        has_worker: whether pages may register a service worker. If not, app.js says that nothing can be saved.
    """
    directives = CONTENT_SECURITY_POLICY | ({} if has_worker else {"worker-src": "'none'"})
    policy = "; ".join(f"{directive} {value}" for directive, value in directives.items())
    return f"{policy}; upgrade-insecure-requests" if base_url.startswith("https:") else policy


def response_headers(settings: Settings) -> list[tuple[str, str]]:
    """Return the security headers of every response."""
    policy = content_security_policy(settings.base_url, has_worker=not settings.removes_worker)
    headers = {"Content-Security-Policy": policy, **HEADERS}
    if settings.base_url.startswith("https:"):
        # Other hosts of the deployer's domain may have no https, and a browser needs months to forget a preloaded one.
        more = "; includeSubDomains; preload" if settings.hsts == "preload" else ""
        headers["Strict-Transport-Security"] = f"max-age=63072000{more}"
    return list(headers.items())


def init_app(app: Flask, settings: Settings) -> None:
    """Add the headers to every response of Flask, and keep redirects on the same host."""
    headers = response_headers(settings)

    @app.after_request
    def secure(answer: Response) -> Response:
        answer.headers.extend(headers)
        if answer.location:
            # Werkzeug puts the requested host into Location. Behind a proxy it is wrong, and browsers cache a 308.
            there = urlsplit(answer.location)
            answer.location = there._replace(scheme="", netloc="", path="/" + there.path.lstrip("/")).geturl()
        return answer


def is_cross_site(request: Request) -> bool:
    """Return whether a browser sent this write from a page of another origin.

    There are no cookies to abuse, but no other site needs the API. Browsers since 2023 send `Sec-Fetch-Site`; older
    ones send `Origin` with every write. A client that sends neither is not a browser, and a cross-site request is an
    attack on a browser.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc != request.host
    except ValueError:  # such as http://[
        return True
