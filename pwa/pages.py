"""Blueprint: the reading pages. Each is rendered once per release and language, then only sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, NoReturn

from flask import Blueprint, Response, abort, current_app, render_template, request
from markupsafe import Markup

from pwa.content import NEXT_CHECK, TEXT_OF, actions, countries, sheets, signs, sources, techniques, topics, zones
from pwa.content.pictures import CAPTIONS, LABELS, PICTURES
from pwa.documents import Document
from pwa.languages import LANGUAGES, Language, Text, choose, date_in_words, speaking
from pwa.languages import Text as _
from pwa.release import PLACEHOLDER, Release, inline_picture, picture_size
from pwa.reminders import notes

pages = Blueprint("pages", __name__)

PURPOSE = _("app", "General health information to help you prepare a talk with your doctor before massage.")
DRAFTED = _("checked", "Drafted by computer. Not yet checked by a health worker. The English text counts.")

# Filled in by app.js, always in Latin digits and left to right: 112 must not become ١١٢.
NUMBER_GAP = Markup('<bdi dir="ltr" class="number"></bdi>')

# Line breaks that nobody sees: before the tags of blocks and of what stands in the head. They are a hundred bytes of
# the largest page, after compression.
SPACE_BEFORE_BLOCKS = re.compile(
    r"\s+(?=</?(?:body|details|div|fieldset|figure|footer|form|h[1-6]|head|header|html|label|legend|li|link|main|meta"
    r"|nav|ol|p|script|section|template|title|ul)[ >])"
)

# Pages that answer a mistake, and have no address of their own.
APOLOGIES = ("not-found", "error", "bad-request")


@dataclass(frozen=True)
class Page:
    """One page of one language.

    `place` is the entry of the bottom bar to which it belongs; `in_search` is False for what nobody should
    find by a search engine: answers to a mistake, and cards that hold two languages. `medical` is False for what
    holds no medical text, so that it has no date of review.
    """

    slug: str
    template: str
    place: str | None = None
    in_search: bool = True
    medical: bool = True
    context: dict[str, Any] = field(default_factory=dict)


def book(language: Language, languages: Sequence[Language], *, read_only: bool = False) -> Iterator[Page]:
    """All pages of a language, in the order in which somebody would read them.

    `read_only`: the deployer lets nobody tick, the check is a list to read (`PWA_SELF_CHECK`).
    """
    yield Page("", "home.html", place="", context={"topics": topics.TOPICS, **_rarely_told()})
    yield Page("emergency", "emergency.html", context=_emergency())
    yield Page("check", "check_read_only.html" if read_only else "check.html", place="check", context=_check())
    for topic, following in zip_longest(topics.TOPICS.values(), list(topics.TOPICS.values())[1:]):
        context = {**_emergency_card(), "action_of": actions.ACTION_OF, "topic": topic, "following": following}
        yield Page(topic.slug, "topic.html", place="", context=context)
    yield Page("techniques", "techniques.html", place="techniques", context=_technique())
    for technique in techniques.TECHNIQUES.values():
        context = {**_technique(), "technique": technique}
        yield Page(f"techniques/{technique.slug}", "technique.html", place="techniques", context=context)
    for name, context_with in (("doctor", _doctor), ("therapist", _therapist)):
        yield Page(name, f"{name}.html", place="doctor", context=context_with(None))
        for other in languages:
            if other != language:
                context = context_with(other)
                yield Page(f"{name}/{other.tag}", f"{name}.html", place="doctor", in_search=False, context=context)
    yield Page("diary", "diary.html", place="doctor", medical=False, context=_diary())
    yield Page("reminders", "reminders.html", place="reminders", medical=False, context=_reminders())
    yield Page("saved", "saved.html", medical=False)
    yield Page("install", "install.html", medical=False)
    yield Page("about", "about.html", medical=False, context={"sources": sources.SOURCES, "marks": sources.MARKS})
    yield Page("offline", "offline.html", in_search=False)
    yield Page("not-found", "not_found.html", in_search=False)
    yield Page("error", "error.html", in_search=False)
    yield Page("bad-request", "bad_request.html", in_search=False)


def _emergency_card() -> dict[str, Any]:
    return {"card": actions.ACTION_OF[signs.Level.EMERGENCY], "say": actions.SAY_WHAT_FITS}


def _emergency() -> dict[str, Any]:
    return {
        **_emergency_card(),
        "emergency_signs": signs.EMERGENCY,
        "go_to_a_hospital": actions.GO_TO_A_HOSPITAL,
        "countries": countries.by_name(),
        "country_gap": Markup("<bdi></bdi>"),
    }


def _check() -> dict[str, Any]:
    return {
        "actions": actions.ACTIONS,
        "signs": signs.SIGNS,
        "signs_version": signs.VERSION,
        "say": actions.SAY,
        "say_what_fits": actions.SAY_WHAT_FITS,
        "not_sure": actions.NOT_SURE,
        "nothing_ticked": actions.NOTHING_TICKED,
        "not_a_check_up": actions.NOT_A_CHECK_UP,
        "before_your_massage": actions.BEFORE_YOUR_MASSAGE,
        "if_one_starts": actions.IF_ONE_STARTS,
        "watch_for": actions.WATCH_FOR,
    }


def _technique() -> dict[str, Any]:
    return {
        "techniques": techniques.TECHNIQUES,
        "not_wider": techniques.NOT_WIDER,
        "neck": techniques.NECK,
        "stop_at": techniques.STOP_AT,
        "faces": techniques.FACES,
        "evidence_line": techniques.EVIDENCE_LINE,
        "against": techniques.AGAINST,
        "evidence_sources": techniques.EVIDENCE_SOURCES,
        "maps": zones.MAPS,
        "states": zones.STATES,
        "views": zones.VIEWS,
    }


def _doctor(other: Language | None) -> dict[str, Any]:
    return {
        "sheet": "doctor",
        "other": other,
        "my_question": sheets.MY_QUESTION,
        "blocks": sheets.DOCTOR,
        "ticked": sheets.TICKED,
        "urgent": sheets.URGENT,
        "not_sure": actions.NOT_SURE,
        "from_another_phone": sheets.FROM_ANOTHER_PHONE,
        "drafted": DRAFTED,
    }


def _therapist(other: Language | None) -> dict[str, Any]:
    return {
        "sheet": "therapist",
        "other": other,
        "i_have_stenosis": sheets.I_HAVE_STENOSIS,
        "blocks": sheets.THERAPIST,
        "calls": sheets.THERAPIST_CALLS,
        "drafted": DRAFTED,
    }


def _diary() -> dict[str, Any]:
    kinds = {technique.slug: technique.name for technique in techniques.TECHNIQUES.values()}
    return {"kinds": {**kinds, "other": _("diary", "Another kind")}}


def _reminders() -> dict[str, Any]:
    def gap(name: str) -> Markup:
        return Markup('<bdi dir="ltr" data-time="{}"></bdi>').format(name)

    return {
        **_rarely_told(),
        "buttons": notes.BUTTONS,
        "massage": notes.MASSAGE,
        "planned_gap": gap("planned"),
        "shown_gap": gap("shown"),
        "next_gap": Markup("<span data-next></span>"),
    }


def _rarely_told() -> dict[str, Any]:
    """What a page tells of reminders that were lost, or that are set for another time zone."""
    here, there = (Markup('<bdi data-zone="{}"></bdi>').format(zone) for zone in ("here", "there"))
    return {"notes": notes.NOTES.values(), "here_gap": here, "there_gap": there}


def render_pages(offered: Sequence[str], base_url: str, *, read_only: bool) -> dict[str, str]:
    """Path to HTML of every page in every offered language. Needs an application context."""
    languages = [LANGUAGES[tag] for tag in offered]
    rendered = {}
    for language in languages:
        with speaking(language):
            for page in book(language, languages, read_only=read_only):
                context = {**everywhere(page, language, languages), **page.context}
                context |= {"base_url": base_url, "read_only": read_only}
                html = render_template(page.template, **context)
                rendered[f"/{language.tag}/{page.slug}"] = SPACE_BEFORE_BLOCKS.sub("", html)
    return rendered


def render_for_search(offered: Sequence[str], base_url: str) -> dict[str, str]:
    """Path to text of what search engines ask for: the sitemap (sitemaps.org) and robots.txt (RFC 9309)."""
    languages = [LANGUAGES[tag] for tag in offered]
    slugs = [page.slug for page in book(languages[0], languages) if page.in_search]
    context = {"base_url": base_url, "languages": languages, "slugs": slugs, "checked_on": TEXT_OF.isoformat()}
    robots = f"User-agent: *\nDisallow: /api/\nSitemap: {base_url}/sitemap.xml\n"
    return {"/sitemap.xml": render_template("sitemap.xml", **context), "/robots.txt": robots}


def everywhere(page: Page, language: Language, languages: Sequence[Language]) -> dict[str, Any]:
    """What every template may use."""

    def slug_in(other: Language) -> str:
        """The same page in another language; a two-language sheet has no twin with itself."""
        return page.slug.removesuffix(f"/{other.tag}")

    def translated(text: Text, other: Language) -> str:
        with speaking(other):
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
        "static": lambda path: f"/static/{PLACEHOLDER}/{path}",
        "pictures": PICTURES,
        "captions": CAPTIONS,
        "labels": LABELS,
        "drawing": inline_picture,
        "size_of": picture_size,
        "purpose": PURPOSE,
        "text_of": date_in_words(TEXT_OF),
        "checked_on": TEXT_OF.isoformat(),
        "next_check": date_in_words(NEXT_CHECK),
        "number_gap": NUMBER_GAP,
        "saved_gap": Markup('<bdi class="done"></bdi>'),
        "total_gap": Markup('<bdi class="total"></bdi>'),
        "step_gap": Markup('<bdi class="step"></bdi>'),
        "steps_gap": Markup('<bdi class="steps-in-all"></bdi>'),
    }


@pages.get("/")
def choose_language() -> Response:
    """302 to the reader's language. The only address that depends on a header."""
    home = f"/{choose(request.accept_languages, current_app.config['LANGUAGES'])}/"
    headers = {"Location": home, "Vary": "Accept-Language", "Cache-Control": "no-store"}
    return Response(status=302, headers=headers)


@pages.get("/<language>/")
@pages.get("/<language>/<path:slug>")
def no_such_page(language: str, slug: str = "") -> NoReturn:  # noqa: ARG001
    """Pages are documents, and answered before Flask is asked: what comes here is not there."""
    abort(404)


@pages.get("/static/<release>/<path:path>")
def static_file(release: str, path: str) -> Response:  # noqa: ARG001
    """A static file of an older release: the newest, not to be kept, so that an open page goes on."""
    current = current_release()
    document = current.documents.get(f"/static/{current.id}/{path}")
    if document is None:
        abort(404)
    return document.response(200)


def apology(status: int, language: str | None = None) -> Response:
    """The translated page for an address that is not there, a form that misses something, or a fault of ours."""
    offered = current_app.config["LANGUAGES"]
    tag = language if language in offered else choose(request.accept_languages, offered)
    slug = "error" if status >= 500 else {400: "bad-request"}.get(status, "not-found")
    return current_release().documents[f"/{tag}/{slug}"].response(status)


def at_home(release: Release) -> dict[str, Document]:
    """The documents that answer at their own address: all but the apologies."""
    return {path: page for path, page in release.documents.items() if path.rpartition("/")[2] not in APOLOGIES}


def current_release() -> Release:
    """The release that this process serves."""
    release: Release = current_app.extensions["release"]
    return release
