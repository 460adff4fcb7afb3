"""Blueprint: /dev/review/<language>, where people check the sentences. In development and from `pwa review serve` only.

The desk is in English. The work stays in the browser until the reviewer saves it as a file, so no request writes.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from flask import Blueprint, Flask, Response, abort, redirect, render_template, send_from_directory, url_for
from werkzeug.wrappers import Response as AnyResponse

from pwa import languages, security
from pwa.catalogues import GAP
from pwa.languages import LANGUAGES, Language
from pwa.paths import STATIC
from pwa.review.sections import Pair, Section, pairs
from pwa.settings import Settings
from pwa.site import documents, pages, release
from pwa.site.documents import Release
from pwa.states import State


def blueprint(built: Callable[[], Release]) -> Blueprint:
    """Return the desk. `built` is the release whose pages and style sheets it links to."""
    desk = Blueprint("review", __name__, url_prefix="/dev/review")

    @desk.get("/")
    def in_spanish() -> AnyResponse:
        """Redirect to the first language that was translated (302)."""
        return redirect(url_for("review.show", tag="es"))

    @desk.get("/<tag>")
    def show(tag: str) -> str:
        """Return all sentences of a language, also of one that is not offered."""
        if tag not in LANGUAGES:
            abort(404)
        return render(LANGUAGES[tag], built())

    @desk.get("/desk.<any(css, js):kind>")
    def file(kind: str) -> Response:
        """Return the style sheet or the script. They are not below `/static/`, so no phone saves them."""
        return send_from_directory(STATIC, f"review.{kind}", max_age=0)

    return desk


def render(language: Language, built: Release | None = None) -> str:
    """Return the desk as HTML; without a release, as a document by itself, for paper. Needs an application context."""
    found = pairs(language)
    return render_template(
        "review.html" if built else "review_paper.html",
        language=language,
        languages=LANGUAGES.values(),
        sections=found,
        count=sum(map(len, found.values())),
        static=built.addresses.get if built else None,
        place=place,
        style=(STATIC / "review-paper.css").read_text(),
    )


def place(language: Language, section: Section, pair: Pair) -> str:
    """Return the address at which a sentence stands: browsers scroll to it and mark it (the WICG's text fragments)."""
    longest = max(GAP.split(pair.translation)[::2], key=len).strip()
    fragment = quote(longest, safe="").replace("-", "%2D")
    return f"/{language.tag}/{section.slug}#:~:text={fragment}" if longest else f"/{language.tag}/{section.slug}"


def new_app(settings: Settings) -> Flask:
    """Return an app of the desk and of the pages that it links to: no API, no reminders, no service worker."""
    app = reading_app()
    security.init_app(app, settings)
    offered = languages.usable(tuple(LANGUAGES), State.DRAFT)
    with app.app_context():
        built = release.build(offered, settings.base_url, read_only=False, remove_worker=True)
    app.register_blueprint(blueprint(lambda: built))
    documents.serve_documents(app, pages.routable(built), security.response_headers(settings))
    return app


def reading_app() -> Flask:
    """Return an app that can render pages and serves nothing."""
    app = Flask("pwa", static_folder=None)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    languages.init_app(app)
    return app
