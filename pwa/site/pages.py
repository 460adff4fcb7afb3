"""Blueprint: the reading pages. Each is rendered once in each language when the process starts, and then only sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from itertools import count, zip_longest
from typing import Any, NoReturn

from flask import Blueprint, Response, abort, render_template, request
from markupsafe import Markup

from pwa.catalogues import Key
from pwa.content import (
    NEXT_CHECK,
    REVISIONS,
    TEXT_OF,
    actions,
    claims,
    countries,
    phrases,
    poster,
    privacy,
    sheets,
    signs,
    sources,
    techniques,
    topics,
    zones,
)
from pwa.content.pictures import CAPTIONS, LABELS, PICTURES, URGENT_CAPTIONS
from pwa.languages import LANGUAGES, Language, Text, choose, date_in_words, force_language, name_of, shown_sentences
from pwa.languages import Text as _
from pwa.reminders import notifications
from pwa.services import services
from pwa.settings import Clinic
from pwa.site.assets import inline_picture, picture_size, preloads
from pwa.site.documents import Document, Release
from pwa.site.terms import TermLinks
from pwa.states import State, Verdict, valid, verdict

pages = Blueprint("pages", __name__)

PURPOSE = _("app", "General health information to help you prepare for a talk with your doctor before a massage.")
DRAFTED = _(
    "checked",
    "A computer translated this page. No health professional has checked it yet. If in doubt, follow the English text.",
)

# app.js fills in the number, always in Latin digits and left to right: 112 must not become ١١٢.
NUMBER_GAP = Markup('<bdi dir="ltr" class="number"></bdi>')

# Templates read the content by the names of its modules: `actions.NOT_SURE`.
CONTENT = {
    "actions": actions,
    "countries": countries,
    "notifications": notifications,
    "phrases": phrases,
    "poster": poster,
    "privacy": privacy,
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

# Chinese and Japanese put no space after a sentence: the full stop (U+3002), the question mark and the exclamation mark
# have room enough. Templates put one, for the other languages.
SPACE_AFTER_A_FULL_STOP = re.compile(r"(?<=[\u3002\uff1f\uff01])\s+(?=[^\s<]|<(?:a|b|bdi|strong)\b)")

# Pages for errors. They have no address of their own.
ERROR_PAGES = ("not-found", "error", "bad-request")


@dataclass(frozen=True)
class Page:
    """One page of one language.

    `place` is the entry of the bottom bar to which it belongs. `in_search` is False for pages that search engines
    should not list: answers to a mistake. `medical` is False for pages without medical text, which have no date of
    review. `in_two`: a phone can show the words of a second language beside those of the page (static/js/beside.js).
    `context` is what its template needs besides `base_context`.
    """

    slug: str
    template: str
    place: str | None = None
    in_search: bool = True
    medical: bool = True
    in_two: bool = False
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def can_be_recalled(self) -> bool:
        """Whether it holds medical text, which may turn out to be wrong."""
        return self.medical and self.slug not in ("offline", "withdrawn", *ERROR_PAGES)


@dataclass(frozen=True)
class ListedPage:
    """A page in the list of all pages. Of those that are not medical, a search finds only the headings."""

    slug: str
    title: str
    medical: bool


SHEETS = ("doctor", "therapist")
EMERGENCY_CARD = {"card": actions.ACTION_OF[signs.Level.EMERGENCY]}
# Kinds of massage that the diary offers: value and name.
DIARY_KINDS = {technique.slug: technique.name for technique in techniques.TECHNIQUES.values()}
DIARY_KINDS["other"] = _("diary", "Another kind")


def all_pages(*, read_only: bool = False) -> Iterator[Page]:
    """Return all pages, which are the same in every language, in the order in which a person would read them.

    `read_only`: the deployer offers the check as a list to read, without ticking (`PWA_SELF_CHECK`).
    """
    yield Page("", "home.html", place="")
    yield Page("emergency", "emergency.html", in_two=True, context=EMERGENCY_CARD)
    yield Page("check", "check_read_only.html" if read_only else "check.html", place="check", in_two=read_only)
    for topic, following in zip_longest(topics.TOPICS.values(), list(topics.TOPICS.values())[1:]):
        context = {**EMERGENCY_CARD, "topic": topic, "following": following}
        yield Page(topic.slug, "topic.html", "", in_two=True, context=context)
    yield Page("techniques", "techniques.html", place="techniques", in_two=True)
    for technique in techniques.TECHNIQUES.values():
        slug = f"techniques/{technique.slug}"
        yield Page(slug, "technique.html", "techniques", in_two=True, context={"technique": technique})
    yield Page("sheets", "sheets.html", place="sheets")
    for sheet in SHEETS:
        yield Page(sheet, f"{sheet}.html", place="sheets", in_two=True, context={"sheet": sheet})
    yield Page("phrases", "phrases.html", place="sheets")
    yield Page("diary", "diary.html", place="sheets", medical=False, context={"kinds": DIARY_KINDS})
    yield Page("reminders", "reminders.html", place="reminders", medical=False)
    yield Page("languages", "languages.html", medical=False)
    yield Page("saved", "saved.html", medical=False)
    yield Page("install", "install.html", medical=False)
    yield Page("about", "about.html", medical=False)
    yield Page("privacy", "privacy.html", medical=False)
    yield Page("poster", "poster.html", medical=False)
    yield Page("wrong", "wrong.html", medical=False)
    yield Page("find", "find.html", medical=False)
    yield Page("offline", "offline.html", in_search=False)
    yield Page("withdrawn", "withdrawn.html", in_search=False)
    yield Page("not-found", "not_found.html", in_search=False)
    yield Page("error", "error.html", in_search=False)
    yield Page("bad-request", "bad_request.html", in_search=False)


def render_pages(
    offered: Sequence[str],
    base_url: str,
    addresses: Mapping[str, str],
    *,
    read_only: bool,
    clinic: Clinic | None = None,
    email: str = "",
) -> Iterator[tuple[str, str]]:
    """Return the path and the HTML of every page in every offered language. Needs an application context.

    One after the other, because all together are tens of megabytes.

    Args:
        addresses: name to path of every static file.
        email: address to which readers may write, if there is one.
    """
    languages = [LANGUAGES[tag] for tag in offered]
    for language in languages:
        with force_language(language):
            listed: list[ListedPage] = []
            for page in all_pages(read_only=read_only):
                more = {"base_url": base_url, "read_only": read_only, "clinic": clinic, "email": email}
                more["pages_before"] = listed
                html = _with_states(page, language, languages, addresses, more)
                html = SPACE_AFTER_A_FULL_STOP.sub("", SPACE_BEFORE_BLOCKS.sub("", html))
                yield f"/{language.tag}/{page.slug}", with_heading_ids(html, page.slug)
                if page.in_search:
                    listed.append(ListedPage(page.slug, title_of(html), medical=page.medical))


def _with_states(
    page: Page,
    language: Language,
    languages: Sequence[Language],
    addresses: Mapping[str, str],
    more: Mapping[str, object],
) -> str:
    """Return the HTML of a page that says who has checked the sentences on it.

    Only a page with something checked is rendered again, because what it says depends on all of its sentences. It goes
    back to the first form if the new words are unchecked themselves.
    """

    def attempt(found: Mapping[str, Verdict]) -> tuple[str, dict[str, Verdict]]:
        context = {**base_context(page, language, languages, addresses), **page.context, **more}
        context["verdicts"] |= found
        with shown_sentences() as shown:
            html = render_template(page.template, **context)
        return html, {tag: _verdict_on(page, LANGUAGES[tag], keys) for tag, keys in shown.items()}

    html, verdicts = attempt({})
    if all(found == Verdict() for found in verdicts.values()):
        return html
    again, now = attempt(verdicts)
    return again if now == verdicts else html


def _verdict_on(page: Page, language: Language, keys: Iterable[Key]) -> Verdict:
    """Return who has checked the sentences of a page. Of the English, only what is medical needs a check."""
    if language.is_source:
        keys = [key for key in keys if key in claims.CLAIMS] if page.medical else []
    return verdict(language.folder, keys)


def title_of(html: str) -> str:
    """Return the first heading of a page, as text in the language of the page."""
    [heading] = re.findall(r"<h1.*?>(.*?)</h1>", html, re.DOTALL)
    return unescape(re.sub(r'<span class="english".*?</span>|<.*?>', "", heading)).strip()


def with_heading_ids(html: str, slug: str) -> str:
    """Return the page with an id for each `<h2>` that has none, such as `booking-1`, so that a link can lead to it."""
    name = slug.replace("/", "-") or "home"
    number = count(1)
    return re.sub("<h2>", lambda _heading: f'<h2 id="{name}-{next(number)}">', html)


def render_for_search(offered: Sequence[str], base_url: str) -> dict[str, str]:
    """Return the sitemap (sitemaps.org) and robots.txt (RFC 9309) by their paths."""
    languages = [LANGUAGES[tag] for tag in offered]
    slugs = [page.slug for page in all_pages() if page.in_search]
    context = {"base_url": base_url, "languages": languages, "slugs": slugs, "checked_on": TEXT_OF.isoformat()}
    robots = f"User-agent: *\nDisallow: /api/\nSitemap: {base_url}/sitemap.xml\n"
    return {"/sitemap.xml": render_template("sitemap.xml", **context), "/robots.txt": robots}


def base_context(
    page: Page, language: Language, languages: Sequence[Language], addresses: Mapping[str, str]
) -> dict[str, Any]:
    """Return the variables and functions that every template may use."""

    def translated(text: Text, other: Language) -> str:
        with force_language(other):
            return str(text)

    return {
        "language": language,
        "languages": languages,
        # By language: the least state of the sentences on this page, and who checked them (see `_with_states`).
        "verdicts": {other.tag: Verdict() for other in languages},
        "checks": _checks,
        "date_in_words": date_in_words,
        "source": LANGUAGES["en"],
        "slug": page.slug,
        "in_search": page.in_search,
        "in_two": page.in_two,
        "medical": page.medical,
        "current_place": page.place,
        "name_of": name_of,
        "translated": translated,
        "page": lambda slug: f"/{language.tag}/{slug}",
        "explain": TermLinks(f"/{language.tag}/{page.slug}", f"/{language.tag}/glossary"),
        "static": addresses.__getitem__,
        "preloads": preloads(),
        "pictures": PICTURES,
        "captions": CAPTIONS,
        "urgent_captions": URGENT_CAPTIONS,
        "labels": LABELS,
        "drawing": inline_picture,
        "size_of": picture_size,
        "purpose": PURPOSE,
        "drafted": DRAFTED,
        "text_of": date_in_words(TEXT_OF),
        "checked_on": TEXT_OF.isoformat(),
        "next_check": date_in_words(NEXT_CHECK),
        "due": NEXT_CHECK.isoformat(),
        "revision": REVISIONS.get(page.slug, 0) if page.can_be_recalled else None,
        "number_gap": NUMBER_GAP,
        **CONTENT,
    }


def _checks(language: Language) -> list[tuple[str, State, date]]:
    """Return who has checked sentences of a language, in which state, and on which day last."""
    last: dict[tuple[str, State], date] = {}
    for row in valid(language.folder).values():
        last[row.who, row.state] = max(row.day, last.get((row.who, row.state), row.day))
    return sorted((who, state, day) for (who, state), day in last.items())


@pages.get("/")
def choose_language() -> Response:
    """Redirect to the reader's language (302). No other address depends on a header."""
    home = f"/{choose(request.accept_languages, services().settings.languages)}/"
    headers = {"Location": home, "Vary": "Accept-Language", "Cache-Control": "no-store"}
    return Response(status=302, headers=headers)


@pages.get(f"/<language>/<any({', '.join(SHEETS)}):sheet>/<other>")
def sheet_in_two(language: str, sheet: str, other: str) -> Response:
    """Redirect from the address that a sheet in two languages had before to the sheet with its second language (301).

    People have it saved. A code holds it too, and a browser keeps the part after "#" (RFC 9110, 10.2.2).
    """
    offered = services().settings.languages
    if language not in offered or other not in offered:
        abort(404)
    return Response(status=301, headers={"Location": f"/{language}/{sheet}?with={other}"})


@pages.get("/<language>/")
@pages.get("/<language>/<path:slug>")
def no_such_page(language: str, slug: str = "") -> NoReturn:  # noqa: ARG001
    """Answer 404: `serve_documents` has answered every address of a page before Flask is asked."""
    abort(404)


@pages.get("/static/<digest>/<path:path>")
def static_file(digest: str, path: str) -> Response:  # noqa: ARG001
    """Return the newest version of a static file for the address of an older one. No cache may keep the response.

    A page of an older release that is still open goes on working.
    """
    current = services().release
    if path not in current.addresses:
        abort(404)
    return current.documents[current.addresses[path]].response(200)


def error_page(status: int, language: str | None = None) -> Response:
    """Return the translated page for an unknown address, a form with a missing or wrong field, or a fault of ours."""
    offered = services().settings.languages
    tag = language if language in offered else choose(request.accept_languages, offered)
    slug = "error" if status >= 500 else {400: "bad-request"}.get(status, "not-found")
    return services().release.documents[f"/{tag}/{slug}"].response(status)


def routable(release: Release) -> dict[str, Document]:
    """Return the documents that answer at their own address: all but the error pages."""
    return {path: page for path, page in release.documents.items() if path.rpartition("/")[2] not in ERROR_PAGES}
