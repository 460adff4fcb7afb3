"""Refuse requests by their headers, before Flask is called.

Such a refusal costs a tenth of one in Flask, and no thread, so a flood of them does not delay readers.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Request

from pwa import problems
from pwa.errors import problem_response
from pwa.languages import choose
from pwa.limits import LARGEST_BODY, Networks
from pwa.problems import Problem, ProblemType
from pwa.security import is_cross_site, response_headers
from pwa.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Headers = list[tuple[str, str]]

# Keys of the environ: the `Problem` to answer with, and the mark of a request that was checked already.
REFUSAL, CHECKED = "ask_first.refusal", "ask_first.checked"


class Precheck:
    """Checks requests by their headers."""

    def __init__(self, settings: Settings) -> None:
        self._networks = Networks(settings)

    def check(self, environ: WSGIEnvironment) -> bool:
        """Return whether a request may go on. If not, `environ` holds the problem for `Middleware`."""
        environ[CHECKED] = True
        self._networks.set_client_address(environ)
        if problem := self._problem(environ):
            environ[REFUSAL] = problem
        return problem is None

    def _problem(self, environ: WSGIEnvironment) -> Problem | None:
        if not environ["PATH_INFO"].startswith("/api/"):
            return None
        request = Request(environ)
        if request.method in {"PUT", "POST"}:
            if is_cross_site(request):
                return Problem(problems.CROSS_SITE)
            if (request.content_length or 0) > LARGEST_BODY:
                return Problem(problems.TOO_LARGE)
            if request.mimetype != "application/json":
                return Problem(problems.NOT_JSON)
        if seconds := self._networks.seconds_to_wait(environ):
            return Problem(problems.TOO_MANY_REQUESTS, seconds)
        return None


class Middleware:
    """WSGI middleware around Flask: it answers requests that `Precheck` refuses. A request is checked once."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._app, self._flask = app, app.wsgi_app
        self._precheck = Precheck(settings)
        self._offered = settings.languages
        self._common = response_headers(settings)
        self._language = lru_cache(maxsize=256)(self._chosen)
        self._ready = cache(self._rendered)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if CHECKED not in environ:
            self._precheck.check(environ)
        problem: Problem | None = environ.get(REFUSAL)
        if problem is None:
            return self._flask(environ, start_response)
        status, headers, body = self._ready(problem.type, self._language(environ.get("HTTP_ACCEPT_LANGUAGE", "")))
        more = [("Retry-After", str(problem.retry_after))] if problem.retry_after is not None else []
        start_response(status, headers + more)
        return [body]

    def _chosen(self, accepted: str) -> str:
        return choose(parse_accept_header(accepted, LanguageAccept), self._offered)

    def _rendered(self, problem: ProblemType, tag: str) -> tuple[str, Headers, bytes]:
        """Return status, headers and body of a refusal in one language. They are the same for every client."""
        with self._app.test_request_context(headers={"Accept-Language": tag}):
            answer = problem_response(problem)
        headers = [*answer.headers.items(), *self._common]
        return f"{problem.status} {HTTPStatus(problem.status).phrase}", headers, answer.get_data()


def init_app(app: Flask, settings: Settings) -> None:
    """Put the middleware around Flask."""
    app.wsgi_app = Middleware(app, settings)  # type: ignore[method-assign]
