"""Blueprint: the reading pages. Each is rendered once per release and language, then only sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request
from markupsafe import Markup

from pwa.content import NEXT_CHECK, TEXT_OF, actions, countries, sheets, signs, sources, techniques, topics
from pwa.content.pictures import PICTURES
from pwa.languages import LANGUAGES, Language, Text, choose, date_in_words, speaking
from pwa.languages import Text as _
from pwa.release import PLACEHOLDER, Release, picture_size
from pwa.reminders import notes

pages = Blueprint("pages", __name__)

PURPOSE = _("app", "General health information to help you prepare a talk with your doctor before massage.")
DRAFTED = _("checked", "Drafted by computer. Not yet checked by a health worker. The English text counts.")

# Filled in by app.js, always in Latin digits and left to right: 112 must not become ١١٢.
NUMBER_GAP = Markup('<bdi dir="ltr" class="number"></bdi>')


# Pages that answer a mistake, and have no address of their own.
APOLOGIES = ("not-found", "error", "bad-request")


@dataclass(frozen=True)
class Page:
    """One page of one language. `place` is the entry of the bottom bar to which it belongs."""

    slug: str
    template: str
    place: str | None = None
    context: dict[str, Any] = field(default_factory=dict)


def book(language: Language, languages: Sequence[Language]) -> Iterator[Page]:
    """All pages of a language, in the order in which somebody would read them."""
    yield Page("", "home.html", place="")
    yield Page("emergency", "emergency.html", context=_emergency())
    yield Page("check", "check.html", place="check", context=_check())
    for topic in topics.TOPICS.values():
        yield Page(topic.slug, "topic.html", place="", context={"topic": topic})
    yield Page("techniques", "techniques.html", place="techniques", context=_technique())
    for technique in techniques.TECHNIQUES.values():
        context = {**_technique(), "technique": technique}
        yield Page(f"techniques/{technique.slug}", "technique.html", place="techniques", context=context)
    yield Page("doctor", "doctor.html", place="doctor", context=_doctor())
    yield Page("therapist", "therapist.html", place="doctor", context=_therapist(None))
    for other in languages:
        if other != language:
            yield Page(f"therapist/{other.tag}", "therapist.html", place="doctor", context=_therapist(other))
    yield Page("reminders", "reminders.html", place="reminders", context=_reminders())
    yield Page("saved", "saved.html")
    yield Page("about", "about.html", context={"sources": sources.SOURCES, "marks": sources.MARKS})
    yield Page("offline", "offline.html")
    yield Page("not-found", "not_found.html")
    yield Page("error", "error.html")
    yield Page("bad-request", "bad_request.html")


def _emergency() -> dict[str, Any]:
    return {
        "card": actions.ACTION_OF[signs.Level.EMERGENCY],
        "emergency_signs": signs.EMERGENCY,
        "say": actions.SAY_WHAT_FITS,
        "countries": countries.by_name(),
    }


def _check() -> dict[str, Any]:
    return {
        "actions": actions.ACTIONS,
        "signs": signs.SIGNS,
        "say": actions.SAY,
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
        "evidence_line": techniques.EVIDENCE_LINE,
        "evidence_sources": techniques.EVIDENCE_SOURCES,
    }


def _doctor() -> dict[str, Any]:
    return {
        "my_question": sheets.MY_QUESTION,
        "where_it_is": sheets.WHERE_IT_IS,
        "medicines": sheets.MEDICINES,
        "questions": sheets.QUESTIONS,
        "answers": sheets.ANSWERS,
    }


def _therapist(other: Language | None) -> dict[str, Any]:
    return {
        "other": other,
        "i_have_stenosis": sheets.I_HAVE_STENOSIS,
        "therapist_blocks": sheets.THERAPIST,
        "about_me_heading": sheets.ABOUT_ME_HEADING,
        "about_me": sheets.ABOUT_ME,
        "doctor_said": sheets.DOCTOR_SAID,
        "yes_on": sheets.YES_ON,
        "not_yet": sheets.NOT_YET,
        "drafted": DRAFTED,
    }


def _reminders() -> dict[str, Any]:
    return {
        "notes": notes.NOTES.values(),
        "buttons": notes.BUTTONS,
        "massage": notes.MASSAGE,
    }


def render_pages(offered: Sequence[str]) -> dict[str, str]:
    """Path to HTML of every page in every offered language. Needs an application context."""
    languages = [LANGUAGES[tag] for tag in offered]
    rendered = {}
    for language in languages:
        with speaking(language):
            for page in book(language, languages):
                html = render_template(page.template, **_everywhere(page, language, languages), **page.context)
                rendered[f"/{language.tag}/{page.slug}"] = html
    return rendered


def _everywhere(page: Page, language: Language, languages: Sequence[Language]) -> dict[str, Any]:
    """What every template may use."""

    def slug_in(other: Language) -> str:
        """The same page in another language; a two-language card has no twin with itself."""
        return "therapist" if page.slug == f"therapist/{other.tag}" else page.slug

    def translated(text: Text, other: Language) -> str:
        with speaking(other):
            return str(text)

    return {
        "language": language,
        "languages": languages,
        "source": LANGUAGES["en"],
        "slug": page.slug,
        "current_place": page.place,
        "slug_in": slug_in,
        "translated": translated,
        "page": lambda slug: f"/{language.tag}/{slug}",
        "static": lambda path: f"/static/{PLACEHOLDER}/{path}",
        "pictures": PICTURES,
        "size_of": picture_size,
        "purpose": PURPOSE,
        "text_of": date_in_words(TEXT_OF),
        "next_check": date_in_words(NEXT_CHECK),
        "number_gap": NUMBER_GAP,
        "saved_gap": Markup('<bdi class="done"></bdi>'),
        "total_gap": Markup('<bdi class="total"></bdi>'),
    }


@pages.get("/")
def choose_language() -> Response:
    """302 to the reader's language. The only address that depends on a header."""
    home = f"/{choose(request.accept_languages, current_app.config['LANGUAGES'])}/"
    headers = {"Location": home, "Vary": "Accept-Language", "Cache-Control": "no-store"}
    return Response(status=302, headers=headers)


@pages.get("/<language>/")
@pages.get("/<language>/<path:slug>")
def show(language: str, slug: str = "") -> Response:
    """One page, as it was rendered for this release."""
    document = current_release().documents.get(f"/{language}/{slug}")
    if document is None or slug in APOLOGIES:
        abort(404)
    return document.response()


@pages.get("/static/<release>/<path:path>")
def static_file(release: str, path: str) -> Response:
    """A static file. One of an older release answers with the newest, not to be kept: an open page goes on."""
    current = current_release()
    document = current.documents.get(f"/static/{current.id}/{path}")
    if document is None:
        abort(404)
    answer = document.response()
    if release != current.id:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def apology(status: int, language: str | None = None) -> Response:
    """The translated page for an address that is not there, a form that misses something, or a fault of ours."""
    offered = current_app.config["LANGUAGES"]
    tag = language if language in offered else choose(request.accept_languages, offered)
    slug = "error" if status >= 500 else {400: "bad-request"}.get(status, "not-found")
    answer = current_release().documents[f"/{tag}/{slug}"].response(status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def current_release() -> Release:
    """The release that this process serves."""
    release: Release = current_app.extensions["release"]
    return release
