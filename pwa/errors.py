"""Turns refusals and exceptions into responses: problem documents (RFC 9457) below `/api/`, translated pages elsewhere.

Title and detail of a problem are in the language that `Accept-Language` asks for, because the page shows them
unchanged.
"""

from __future__ import annotations

import logging

import msgspec
import sqlalchemy as sa
from flask import Flask, Response, request
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from pwa import problems
from pwa.languages import LANGUAGES, choose, force_language
from pwa.limits import seconds_left
from pwa.problems import Problem, ProblemType
from pwa.services import services
from pwa.site.pages import error_page

log = logging.getLogger(__name__)

FOR_STATUS = {413: problems.TOO_LARGE, 404: problems.NOT_FOUND, 405: problems.NOT_ALLOWED}


def problem_response(problem: ProblemType, retry_after: int | None = None) -> Response:
    """Return the problem as `application/problem+json`, in the language of the reader. `retry_after` is in seconds."""
    language = LANGUAGES[choose(request.accept_languages, services().settings.languages)]
    with force_language(language):
        body = msgspec.json.encode(problem.document())
    response = Response(body, problem.status, content_type="application/problem+json")
    response.headers["Content-Language"] = language.tag
    response.headers["Cache-Control"] = "no-store"
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def init_app(app: Flask) -> None:
    """Register a handler for every error."""

    @app.errorhandler(Problem)
    def raised(problem: Problem) -> Response:
        return problem_response(problem.type, problem.retry_after)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        if request.path.startswith("/api/"):
            other = problems.NOT_JSON if status < 500 else problems.OUR_FAULT
            response = problem_response(FOR_STATUS.get(status, other))
        else:
            response = error_page(status, (request.view_args or {}).get("language"))
        if isinstance(error, MethodNotAllowed):
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))  # RFC 9110, 15.5.6
        return response

    @app.errorhandler(RateLimitExceeded)
    def too_many(_error: RateLimitExceeded) -> Response:
        return problem_response(problems.TOO_MANY_REQUESTS, seconds_left())

    @app.errorhandler(sa.exc.OperationalError)
    def store_failed(error: sa.exc.OperationalError) -> Response:
        # A full disk, a locked or an unreachable database. `error.orig` names it and contains no stored value.
        log.error("The store failed: %s", error.orig, extra={"route": str(request.url_rule)})
        return problem_response(problems.CANNOT_STORE)

    @app.errorhandler(sa.exc.TimeoutError)
    def store_is_busy(_error: sa.exc.TimeoutError) -> Response:
        # All connections to the database are in use, and none became free in time.
        return problem_response(problems.BUSY)

    if not app.debug:  # `make dev` shows a traceback instead
        app.register_error_handler(Exception, _unexpected)


def _unexpected(error: Exception) -> Response:
    log.error("A request failed", exc_info=error, extra={"route": str(request.url_rule)})
    if request.path.startswith("/api/"):
        return problem_response(problems.OUR_FAULT)
    return error_page(500, (request.view_args or {}).get("language"))
