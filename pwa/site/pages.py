"""Blueprint: the reading pages. Each is rendered once in each language when the process starts, and then only sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, NoReturn

from flask import Blueprint, Response, abort, render_template, request
from markupsafe import Markup

from pwa.content import NEXT_CHECK, TEXT_OF, actions, countries, sheets, signs, sources, techniques, topics, zones
from pwa.content.pictures import CAPTIONS, LABELS, PICTURES
from pwa.languages import LANGUAGES, Language, Text, choose, date_in_words, force_language
from pwa.languages import Text as _
from pwa.reminders import notifications
from pwa.services import services
from pwa.site.assets import inline_picture, picture_size, preloads
from pwa.site.documents import Document, Release

pages = Blueprint("pages", __name__)

PURPOSE = _("app", "General health information to help you prepare a talk with your doctor before massage.")
DRAFTED = _("checked", "Drafted by computer. Not yet checked by a health worker. The English text counts.")

# app.js fills in the number, always in Latin digits and left to right: 112 must not become ١١٢.
NUMBER_GAP = Markup('<bdi dir="ltr" class="number"></bdi>')

# Templates read the content by the names of its modules: `actions.NOT_SURE`.
CONTENT = {
    "actions": actions,
    "countries": countries,
    "notifications": notifications,
    "sheets": sheets,
    "signs": signs,
    "sources": sources,
    "techniques": techniques,
    "topics": topics,
    "zones": zones,
}

# Spaces without effect: before the tags of blocks and of elements of the head. They are a hundred bytes of the largest
# page, after compression.
SPACE_BEFORE_BLOCKS = re.compile(
    r"\s+(?=</?(?:body|details|div|fieldset|figure|footer|form|h[1-6]|head|header|html|label|legend|li|link|main|meta"
    r"|nav|ol|p|script|section|template|title|ul)[ >])"
)

# Pages for errors. They have no address of their own.
ERROR_PAGES = ("not-found", "error", "bad-request")


@dataclass(frozen=True)
class Page:
    """One page of one language.

    `place` is the entry of the bottom bar to which it belongs. `in_search` is False for pages that search engines
    should not list: answers to a mistake, and cards that hold two languages. `medical` is False for pages without
    medical text, which have no date of review. `context` is what its template needs besides `base_context`.
    """

    slug: str
    template: str
    place: str | None = None
    in_search: bool = True
    medical: bool = True
    context: Mapping[str, Any] = field(default_factory=dict)


EMERGENCY_CARD = {"card": actions.ACTION_OF[signs.Level.EMERGENCY]}
# Kinds of massage that the diary offers: value and name.
DIARY_KINDS = {technique.slug: technique.name for technique in techniques.TECHNIQUES.values()}
DIARY_KINDS["other"] = _("diary", "Another kind")


def all_pages(language: Language, languages: Sequence[Language], *, read_only: bool = False) -> Iterator[Page]:
    """All pages of a language, in the order in which a person would read them.

    `read_only`: the deployer offers the check as a list to read, without ticking (`PWA_SELF_CHECK`).
    """
    yield Page("", "home.html", place="")
    yield Page("emergency", "emergency.html", context=EMERGENCY_CARD)
    yield Page("check", "check_read_only.html" if read_only else "check.html", place="check")
    for topic, following in zip_longest(topics.TOPICS.values(), list(topics.TOPICS.values())[1:]):
        yield Page(topic.slug, "topic.html", "", context={**EMERGENCY_CARD, "topic": topic, "following": following})
    yield Page("techniques", "techniques.html", place="techniques")
    for technique in techniques.TECHNIQUES.values():
        yield Page(f"techniques/{technique.slug}", "technique.html", "techniques", context={"technique": technique})
    for sheet in ("doctor", "therapist"):
        yield Page(sheet, f"{sheet}.html", place="doctor", context={"sheet": sheet, "other": None})
        for other in languages:
            if other != language:
                context = {"sheet": sheet, "other": other}
                yield Page(f"{sheet}/{other.tag}", f"{sheet}.html", "doctor", in_search=False, context=context)
    yield Page("diary", "diary.html", place="doctor", medical=False, context={"kinds": DIARY_KINDS})
    yield Page("reminders", "reminders.html", place="reminders", medical=False)
    yield Page("saved", "saved.html", medical=False)
    yield Page("install", "install.html", medical=False)
    yield Page("about", "about.html", medical=False)
    yield Page("offline", "offline.html", in_search=False)
    yield Page("not-found", "not_found.html", in_search=False)
    yield Page("error", "error.html", in_search=False)
    yield Page("bad-request", "bad_request.html", in_search=False)


def render_pages(
    offered: Sequence[str], base_url: str, addresses: Mapping[str, str], *, read_only: bool
) -> dict[str, str]:
    """Path to HTML of every page in every offered language. Needs an application context.

    Args:
        addresses: name to path of every static file.
    """
    languages = [LANGUAGES[tag] for tag in offered]
    rendered = {}
    for language in languages:
        with force_language(language):
            for page in all_pages(language, languages, read_only=read_only):
                context = {**base_context(page, language, languages, addresses), **page.context}
                context |= {"base_url": base_url, "read_only": read_only}
                html = render_template(page.template, **context)
                rendered[f"/{language.tag}/{page.slug}"] = SPACE_BEFORE_BLOCKS.sub("", html)
    return rendered


def render_for_search(offered: Sequence[str], base_url: str) -> dict[str, str]:
    """Path to text of the sitemap (sitemaps.org) and of robots.txt (RFC 9309)."""
    languages = [LANGUAGES[tag] for tag in offered]
    slugs = [page.slug for page in all_pages(languages[0], languages) if page.in_search]
    context = {"base_url": base_url, "languages": languages, "slugs": slugs, "checked_on": TEXT_OF.isoformat()}
    robots = f"User-agent: *\nDisallow: /api/\nSitemap: {base_url}/sitemap.xml\n"
    return {"/sitemap.xml": render_template("sitemap.xml", **context), "/robots.txt": robots}


def base_context(
    page: Page, language: Language, languages: Sequence[Language], addresses: Mapping[str, str]
) -> dict[str, Any]:
    """Variables and functions that every template may use."""

    def slug_in(other: Language) -> str:
        """The same page in another language; a two-language sheet has no twin with itself."""
        return page.slug.removesuffix(f"/{other.tag}")

    def translated(text: Text, other: Language) -> str:
        with force_language(other):
            return str(text)

    return {
        "language": language,
        "languages": languages,
        "source": LANGUAGES["en"],
        "slug": page.slug,
        "in_search": page.in_search,
        "medical": page.medical,
        "current_place": page.place,
        "slug_in": slug_in,
        "translated": translated,
        "page": lambda slug: f"/{language.tag}/{slug}",
        "static": addresses.__getitem__,
        "preloads": preloads(),
        "pictures": PICTURES,
        "captions": CAPTIONS,
        "labels": LABELS,
        "drawing": inline_picture,
        "size_of": picture_size,
        "purpose": PURPOSE,
        "drafted": DRAFTED,
        "text_of": date_in_words(TEXT_OF),
        "checked_on": TEXT_OF.isoformat(),
        "next_check": date_in_words(NEXT_CHECK),
        "number_gap": NUMBER_GAP,
        **CONTENT,
    }


@pages.get("/")
def choose_language() -> Response:
    """302 to the reader's language. No other address depends on a header."""
    home = f"/{choose(request.accept_languages, services().settings.languages)}/"
    headers = {"Location": home, "Vary": "Accept-Language", "Cache-Control": "no-store"}
    return Response(status=302, headers=headers)


@pages.get("/<language>/")
@pages.get("/<language>/<path:slug>")
def no_such_page(language: str, slug: str = "") -> NoReturn:  # noqa: ARG001
    """404: `serve_documents` has answered every address of a page before Flask is asked."""
    abort(404)


@pages.get("/static/<digest>/<path:path>")
def static_file(digest: str, path: str) -> Response:  # noqa: ARG001
    """The newest version of a static file, for the address of an older version. Not to be kept.

    So a page of an older release that is still open goes on working.
    """
    current = services().release
    if path not in current.addresses:
        abort(404)
    return current.documents[current.addresses[path]].response(200)


def error_page(status: int, language: str | None = None) -> Response:
    """The translated page for an unknown address, a form with a missing or wrong field, or a fault of ours."""
    offered = services().settings.languages
    tag = language if language in offered else choose(request.accept_languages, offered)
    slug = "error" if status >= 500 else {400: "bad-request"}.get(status, "not-found")
    return services().release.documents[f"/{tag}/{slug}"].response(status)


def routable(release: Release) -> dict[str, Document]:
    """The documents that answer at their own address: all but the error pages."""
    return {path: page for path, page in release.documents.items() if path.rpartition("/")[2] not in ERROR_PAGES}
