"""Every page in every language, read as a browser reads it."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import pytest

from pwa.content.actions import (
    ACTION_OF,
    ACTIONS,
    AGREEMENT,
    BECAUSE_NOT_SURE,
    BECAUSE_YES,
    IF_NECK_SIGN,
    IF_ONE_STARTS,
    NOT_A_CHECK_UP,
    NOTHING_TICKED,
    RESULT_HEADINGS,
    SAY,
    SAY_WHAT_FITS,
    WATCH_FOR,
    Call,
)
from pwa.content.countries import COUNTRIES
from pwa.content.signs import EMERGENCY, SIGNS, Level, Sign
from pwa.languages import LANGUAGES, Text
from tests.pages import DRAFTS, EVERY_PAGE, Page, PageClient, words

NEEDS_HELP_TODAY = {Level.EMERGENCY, Level.DOCTOR_TODAY}
each_draft = pytest.mark.parametrize("tag", DRAFTS)


@pytest.mark.parametrize(("tag", "slug"), EVERY_PAGE)
def test_a_page_is_whole(pages: PageClient, tag: str, slug: str) -> None:
    page = pages.get(f"/{tag}/{slug}")
    assert page.root.get("lang") == tag
    for link in page.all("a"):
        path, _, place = str(link.get("href")).partition("#")
        if path.startswith("/"):
            assert pages.client.get(path).status_code == 200, f"{path} is a dead link"
            if path == f"/{tag}/languages":
                assert place in {slug, ""}, "the list of languages leads to this page in another language"
            else:
                there = not place or pages.get(path).root.find(f".//*[@id='{place}']") is not None
                assert there, f"{path} has no #{place}"
    for kind, name in (("script", "src"), ("link", "href"), ("img", "src")):
        for element in page.all(kind):
            if element.get("rel") not in {"alternate", "canonical"} and element.get("type") != "application/ld+json":
                assert pages.client.get(str(element.get(name))).status_code == 200, element.get(name)


@pytest.mark.parametrize(("tag", "slug"), EVERY_PAGE)
def test_a_page_says_who_checked_it_what_it_is_for_and_has_emergency_in_the_corner(
    pages: PageClient, tag: str, slug: str
) -> None:
    page = pages.get(f"/{tag}/{slug}")
    assert [link.get("href") for link in page.all("a", class_="emergency")] == [f"/{tag}/emergency"]
    assert page.all("section", class_="flow about-text")
    assert page.all("p", class_="banner unchecked") or LANGUAGES[tag].checked != "machine-draft"
    assert page.all("a", class_="language", href=f"/{tag}/languages#{slug}")


@pytest.mark.parametrize(("tag", "slug"), EVERY_PAGE)
def test_a_page_sets_no_cookie_and_can_be_cached_by_its_address(pages: PageClient, tag: str, slug: str) -> None:
    headers = pages.get(f"/{tag}/{slug}").response.headers
    assert "Set-Cookie" not in headers
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Cache-Control"] == "no-cache"


def test_the_home_page_has_five_steps(pages: PageClient) -> None:
    steps = pages.get("/en/").one("ol", class_="steps")
    assert [words(name) for name in steps.iter("b")] == [
        "Check for warning signs",
        "Ask your doctor",
        "Three massage techniques",
        "Choose a therapist",
        "On the day of the massage",
    ]


def test_the_emergency_page_has_all_its_signs_and_all_countries(pages: PageClient) -> None:
    page = pages.get("/en/emergency")
    for sign in EMERGENCY:
        assert sign.line.english in page.text
    rows = {str(row.get("data-country")): row for row in page.all("li") if row.get("data-country")}
    assert set(rows) == set(COUNTRIES)
    for iso, country in COUNTRIES.items():
        calls = [link.get("href") for link in rows[iso].iter("a")]
        assert calls == [f"tel:{number.digits}" for number in country.numbers]
        if not calls:
            assert "Go to the nearest hospital" in words(rows[iso])


@each_draft
def test_numbers_stay_latin_digits_left_to_right(pages: PageClient, tag: str) -> None:
    for link in pages.get(f"/{tag}/emergency").all("a"):
        if str(link.get("href")).startswith("tel:"):
            digits = next(link.iter("bdi"))
            assert digits.get("dir") == "ltr"
            assert f"tel:{digits.text}" == link.get("href")


@each_draft
def test_english_stands_beside_every_emergency_sentence_that_no_speaker_has_checked(
    pages: PageClient, tag: str
) -> None:
    def english(page: Page) -> str:
        spans = page.all("span", class_="english", lang="en", dir="ltr")
        return " | ".join(words(span) for span in spans)

    emergency, check = english(pages.get(f"/{tag}/emergency")), english(pages.get(f"/{tag}/check"))
    for sign in SIGNS:
        # Text about what may wait has no English beside it.
        assert (sign.line.english in check) is (sign.level in NEEDS_HELP_TODAY), sign.id
        if sign.level == "emergency":
            assert sign.line.english in emergency
            assert sign.question.english in check
            assert sign.hint is None or sign.hint.english in check
            assert sign.advice is None or sign.advice.english in emergency


@each_draft
@pytest.mark.parametrize("slug", ["check", "emergency"])
def test_english_stands_beside_every_word_of_the_emergency_card_and_on_its_button(
    pages: PageClient, tag: str, slug: str
) -> None:
    page = pages.get(f"/{tag}/{slug}")
    # On the emergency page the button is above the card, so that nothing pushes it down.
    shown = page.one("main") if slug == "emergency" else page.one("div", class_="action", data_level="emergency")
    beside = [words(span) for span in shown.iter("span") if span.get("class") == "english"]
    card = ACTION_OF[Level.EMERGENCY]
    heading = RESULT_HEADINGS[Level.EMERGENCY] if slug == "check" else card.heading
    assert isinstance(heading, Call)
    assert card.strong is not None
    assert isinstance(card.then, Text)
    said = [card.word, heading.known, heading.unknown, card.strong, card.then]
    wanted = [text.english.replace("%(number)s ", "") for text in said]
    assert [text for text in [*wanted, "Find the number to call", "Call"] if text not in beside] == []


def test_english_needs_nothing_beside_it(pages: PageClient) -> None:
    assert not pages.get("/en/emergency").all("span", class_="english")


@pytest.mark.parametrize(
    ("path", "header", "tag"),
    [
        ("/es/no-such-page", "en", "es"),
        ("/ar/techniques/no-such", "en", "ar"),
        ("/xx/check", "es", "es"),
        ("/xx/", "ar", "ar"),
        ("/no/such/thing", "", "en"),
        ("/en/not-found", "", "en"),
        ("/static/abc/../../pyproject.toml", "", "en"),
    ],
)
def test_an_address_that_is_not_there_answers_in_the_readers_language_with_a_way_home(
    pages: PageClient, path: str, header: str, tag: str
) -> None:
    page = pages.get(path, status=404, Accept_Language=header)
    assert page.root.get("lang") == tag
    assert page.all("a", href=f"/{tag}/", class_="button wide")
    assert page.response.headers["Cache-Control"] == "no-store"


def test_the_address_that_a_sheet_in_two_languages_had_leads_to_the_sheet(pages: PageClient) -> None:
    for sheet in ("doctor", "therapist"):
        answer = pages.client.get(f"/ar/{sheet}/en")
        assert (answer.status_code, answer.location) == (301, f"/ar/{sheet}?with=en")
        assert pages.client.get(answer.location).data == pages.client.get(f"/ar/{sheet}").data
    for path in ("/xx/doctor/en", "/ar/doctor/xx", "/ar/phrases/en", "/ar/doctor/en/es"):
        pages.get(path, 404)


def test_a_page_of_unchanged_bytes_is_not_sent_again(pages: PageClient) -> None:
    first = pages.client.get("/en/check")
    again = pages.client.get("/en/check", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_page_is_sent_in_the_best_encoding_that_the_browser_takes(pages: PageClient) -> None:
    for accepted, coding in [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("identity", None),
        ("br;q=0, gzip", "gzip"),
    ]:
        answer = pages.client.get("/en/check", headers={"Accept-Encoding": accepted})
        assert answer.headers.get("Content-Encoding") == coding


def test_the_check_sends_nothing_anywhere_and_begins_empty(pages: PageClient) -> None:
    form = pages.get("/en/check").one("form")
    assert form.get("method") == "dialog"
    assert form.get("action") is None
    assert form.get("autocomplete") == "off"
    assert not [answer for answer in form.iter("input") if answer.get("checked") is not None]


# ---- The check: what belongs to each sign ------------------------------------------------------------


def by_id(page: Page, name: str) -> Element:
    """The element of this id."""
    [found] = [element for element in page.root.iter() if element.get("id") == name]
    return found


def question_of(page: Page, sign: Sign) -> Element:
    """The group of answers to this sign."""
    groups = page.all("fieldset")
    [found] = [group for group in groups if any(field.get("name") == sign.id for field in group.iter("input"))]
    return found


def english_in(element: Element) -> list[str]:
    """Return the English beside translations, in the order of the page."""
    return [words(span) for span in element.iter("span") if span.get("class") == "english"]


# Both forms, as they stand in the page: without the number, and with a gap for it.
NECK_ADVICE = f"{IF_NECK_SIGN.unknown.english} {IF_NECK_SIGN.known.english.replace('%(number)s ', '')}"


@pytest.mark.parametrize("tag", LANGUAGES)
def test_each_question_is_described_by_its_hint_and_its_advice(pages: PageClient, tag: str) -> None:
    page = pages.get(f"/{tag}/check")
    for sign in SIGNS:
        wanted = [f"{sign.id}-{part}" for part in ("hint", "advice") if getattr(sign, part)]
        if sign.is_neck:  # their advice stands once, above them
            wanted[-1] = "neck-advice"
        described = (question_of(page, sign).get("aria-describedby") or "").split()
        assert described == wanted, sign.id
        assert [by_id(page, name).tag for name in described] == ["p"] * len(wanted)


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: str(sign.id))
def test_each_question_has_its_own_words_its_reason_and_its_answers(pages: PageClient, sign: Sign) -> None:
    page = pages.get("/en/check")
    question = question_of(page, sign)
    assert words(next(question.iter("legend"))) == sign.question.english
    if sign.hint:
        assert words(by_id(page, f"{sign.id}-hint")) == sign.hint.english
    if sign.is_neck:
        assert words(by_id(page, "neck-advice")) == NECK_ADVICE
    elif sign.advice:
        assert words(by_id(page, f"{sign.id}-advice")) == sign.advice.english
    assert sign.why.english in words(next(question.iter("details")))
    more = [
        (sign.may_not_apply, "not-for-me", None, "This does not apply to me"),
        (sign.may_be_private, "private", None, "I would rather not say"),
        (sign.may_be_agreed, "agreed", sign.level, AGREEMENT.answer.english),
    ]
    wanted: list[tuple[str | None, ...]] = [
        ("yes", sign.level, "Yes"),
        ("no", None, "No"),
        ("unsure", sign.level.if_unsure, "Not sure"),
    ]
    wanted += [tuple(answer) for is_offered, *answer in more if is_offered]
    labels = [
        label for label in question.iter("label") if any(box.get("type") == "radio" for box in label.iter("input"))
    ]
    boxes = [next(label.iter("input")) for label in labels]
    given = [(box.get("value"), box.get("data-raises"), words(label)) for box, label in zip(boxes, labels, strict=True)]
    assert given == wanted


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: str(sign.id))
def test_each_sign_has_its_line_and_its_advice_on_the_card_of_its_level(pages: PageClient, sign: Sign) -> None:
    page = pages.get("/en/check")
    advice = NECK_ADVICE if sign.is_neck else sign.advice.english if sign.advice else ""
    said = f"{sign.line.english} {advice}".strip()
    for name, level, why in (
        (sign.id, sign.level, BECAUSE_YES),
        (f"{sign.id}-unsure", sign.level.if_unsure, BECAUSE_NOT_SURE),
    ):
        [item] = page.all("li", data_sign=name)
        assert words(item) == said
        card = page.one("div", class_="action", data_level=level)
        [heard] = [part for part in card if part.tag == "div" and item in part.iter("li")]
        assert words(next(heard.iter("p"))) == why.english


def test_each_card_of_the_check_has_the_words_of_its_level(pages: PageClient) -> None:
    page = pages.get("/en/check")
    for number, card in enumerate(ACTIONS, 1):
        part = page.one("section", class_="part", data_level=card.level)
        assert words(next(part.iter("h2"))) == card.part.english
        assert f"Part {number} of 5" in words(part)
        assert card.part_note is None or card.part_note.english in words(part)
        shown = words(page.one("div", class_="action", data_level=card.level))
        heading = RESULT_HEADINGS[card.level]
        said = [card.word, card.strong, *both_forms(heading), *(both_forms(card.then) if card.then else [])]
        for text in said:
            assert text is None or text.english.replace("%(number)s ", "") in shown, card.level


def both_forms(text: Call | Text) -> list[Text]:
    """A sentence that may name the emergency number has two forms."""
    return [text.known, text.unknown] if isinstance(text, Call) else [text]


@each_draft
def test_english_stands_beside_what_an_emergency_and_a_doctor_today_ask_for_where_it_is_asked(
    pages: PageClient, tag: str
) -> None:
    page = pages.get(f"/{tag}/check")
    part = page.one("h2", id=f"part-{Level.EMERGENCY}")
    assert english_in(part) == [ACTION_OF[Level.EMERGENCY].part.english]
    for sign in SIGNS:
        beside = english_in(question_of(page, sign))
        wanted = [sign.question, sign.hint] if sign.level == Level.EMERGENCY else []
        wanted += [sign.advice] if sign.level in {Level.EMERGENCY, Level.DOCTOR_TODAY} else []
        assert beside == [text.english for text in wanted if text], sign.id


@each_draft
def test_english_stands_beside_each_line_and_each_sentence_of_what_to_do(pages: PageClient, tag: str) -> None:
    page = pages.get(f"/{tag}/check")
    for sign in SIGNS:
        may_be_urgent = sign.level not in {Level.POSTPONE, Level.TALK_FIRST}
        advice = [IF_NECK_SIGN.unknown, IF_NECK_SIGN.known] if sign.is_neck else [sign.advice] if sign.advice else []
        wanted = [*([sign.line] if sign.level in NEEDS_HELP_TODAY else []), *(advice if may_be_urgent else [])]
        for name in (sign.id, f"{sign.id}-unsure"):
            for line in page.all("li", data_sign=name):
                assert english_in(line) == [shown_english(text) for text in wanted], name
    for card in ACTIONS:
        beside = english_in(page.one("div", class_="action", data_level=card.level))
        heading = RESULT_HEADINGS[card.level]
        said = [card.word, card.strong, *both_forms(heading), *(both_forms(card.then) if card.then else [])]
        assert [text for text in said if text is not None and shown_english(text) not in beside] == []
    calm = english_in(page.one("div", class_="action", data_level="none"))
    calm_words: list[Text] = [
        NOTHING_TICKED,
        NOT_A_CHECK_UP,
        *both_forms(IF_ONE_STARTS),
        *(text for sign in EMERGENCY for text in (sign.line, sign.advice) if text),
    ]
    assert calm == [
        shown_english(text) for text in sorted(calm_words, key=lambda text: calm.index(shown_english(text)))
    ]
    private = [sign.id for sign in SIGNS if sign.may_be_private]
    for sign_id in private:
        watch = english_in(page.one("p", data_sign=f"{sign_id}-private"))
        assert watch == [shown_english(text) for text in (WATCH_FOR.unknown, WATCH_FOR.known)]


def shown_english(text: Text) -> str:
    """Return the English of a sentence as the page shows it before a number is known."""
    return re.sub(r"\s+", " ", text.english.replace("%(number)s", "")).strip()


READ_WHERE = [("emergency", "div"), ("doctor-first", "section")]


@pytest.mark.parametrize(("slug", "tag_name"), READ_WHERE)
@pytest.mark.parametrize("tag", ["en", *DRAFTS])
def test_where_signs_are_only_read_each_stands_with_its_hint(
    pages: PageClient, tag: str, slug: str, tag_name: str
) -> None:
    card = pages.get(f"/{tag}/{slug}").one(tag_name, class_="action", data_level="emergency")
    items = list(next(card.iter("ul")))
    for sign, item in zip(EMERGENCY, items, strict=True):
        told = [sign.line, *(text for text in (sign.advice, sign.hint_where_read) if text)]
        if tag == "en":
            assert words(item) == " ".join(text.english for text in told)
        else:
            assert english_in(item) == [text.english for text in told]


def test_the_person_on_the_telephone_is_told_all_ticked_lines_or_the_one_that_fits(pages: PageClient) -> None:
    """The check shows only ticked lines; other pages show all lines."""
    assert words(pages.get("/en/check").one("p", class_="say")) == SAY.english
    for slug in ("emergency", "doctor-first"):
        assert words(pages.get(f"/en/{slug}").one("p", class_="say")) == SAY_WHAT_FITS.english
