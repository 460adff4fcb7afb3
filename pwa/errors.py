"""Refusals and exceptions become answers: problem documents (RFC 9457) below `/api/`, translated pages elsewhere.

Title and detail of a problem are in the language that the request asks for (`Accept-Language`), because the page shows
them unchanged.
"""

from __future__ import annotations

import logging

import sqlalchemy as sa
from flask import Flask, Response, jsonify, request
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
    """The problem as `application/problem+json`, in the reader's language."""
    language = LANGUAGES[choose(request.accept_languages, services().settings.languages)]
    with force_language(language):
        response = jsonify(
            type=f"urn:ask-first:{problem.name}",
            title=str(problem.title),
            status=problem.status,
            detail=str(problem.what),
        )
    response.status_code = problem.status
    response.content_type = "application/problem+json"
    response.headers["Content-Language"] = language.tag
    response.headers["Cache-Control"] = "no-store"
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def init_app(app: Flask) -> None:
    """Answer every error: as a problem below `/api/`, as a page elsewhere."""

    @app.errorhandler(Problem)
    def raised(problem: Problem) -> Response:
        return problem_response(problem.type, problem.retry_after)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        if request.path.startswith("/api/"):
            said = problem_response(FOR_STATUS.get(status, problems.NOT_JSON if status < 500 else problems.OUR_FAULT))
        else:
            said = error_page(status, (request.view_args or {}).get("language"))
        if isinstance(error, MethodNotAllowed):
            said.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))  # RFC 9110, 15.5.6
        return said

    @app.errorhandler(RateLimitExceeded)
    def too_many(_error: RateLimitExceeded) -> Response:
        return problem_response(problems.TOO_MANY_REQUESTS, seconds_left())

    @app.errorhandler(sa.exc.OperationalError)
    def store_failed(error: sa.exc.OperationalError) -> Response:
        # A full disk, a locked or an unreachable database: `error.orig` says which, without what was to be stored.
        log.error("The store failed: %s", error.orig, extra={"route": str(request.url_rule)})
        return problem_response(problems.CANNOT_STORE)

    @app.errorhandler(sa.exc.TimeoutError)
    def store_is_busy(_error: sa.exc.TimeoutError) -> Response:
        # All connections to the database are in use, and none came free in time.
        return problem_response(problems.BUSY)

    if not app.debug:  # `make dev` shows a traceback instead
        app.register_error_handler(Exception, _unexpected)


def _unexpected(error: Exception) -> Response:
    log.error("A request failed", exc_info=error, extra={"route": str(request.url_rule)})
    if request.path.startswith("/api/"):
        return problem_response(problems.OUR_FAULT)
    return error_page(500, (request.view_args or {}).get("language"))
