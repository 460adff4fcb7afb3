"""The sheets for the doctor and the therapist agree with docs/clinical.md (section 3.4)."""

import re
from xml.etree.ElementTree import Element

import pytest

from pwa.content.actions import AGREEMENT, Call
from pwa.content.sheets import (
    DOCTOR,
    MATTERS,
    OWN_NOTE,
    QUESTIONS,
    THERAPIST,
    THERAPIST_CALLS,
    TICKED,
    URGENT,
    WEIGHTS,
    WHAT_MATTERS,
    Line,
)
from pwa.content.signs import SIGNS
from pwa.languages import LANGUAGES
from tests.pages import DRAFTS, PageClient, words

# Section 3.4: seven lines that a therapist can see or hear.
CALLS = [
    "I suddenly cannot move or feel both legs, or they become weak",
    "An arm, hand, leg or foot becomes weak quickly",
    "My face drops, my speech is slurred, or I suddenly cannot see or keep my balance",
    "I have chest pain or cannot breathe well",
    "I feel faint and have very bad belly or back pain",
    "A leg suddenly turns cold and pale or blue",
    "I lose control of my bladder or bowel, or I say that it is an emergency",
]


def test_the_therapist_is_told_only_what_a_therapist_can_notice(pages: PageClient) -> None:
    assert [line.text.english for line in THERAPIST_CALLS.lines] == CALLS
    card = pages.get("/en/therapist").one("form", class_="take")
    assert not re.search("genital|sex|erection|bottom", words(card))


def test_the_doctors_sheet_knows_every_sign_of_the_check_and_ticks_none() -> None:
    lines = (*URGENT.lines, *TICKED.lines)
    assert [line.id for line in lines] == [sign.id for sign in SIGNS]
    assert [line.text for line in lines] == [sign.first_person for sign in SIGNS], "the patient speaks"
    assert not [line for block in (URGENT, *DOCTOR) for line in block.lines if line.ticked]


def test_the_therapists_card_asks_for_gentleness_from_the_start_and_says_nothing_about_the_person() -> None:
    unticked = {block.look: [line.id for line in block.lines if not line.ticked] for block in THERAPIST}
    # Section 3.4: the calf and, with a narrow neck, the shoulders are asked about first.
    assert unticked["do"] == ["lower-legs", "shoulders"]
    assert unticked["do-not"] == []
    assert unticked["about"] == [line.id for line in about()]
    assert unticked["said"] == ["said-yes", "not-yet"]


def test_a_neck_and_weak_bones_carry_their_own_rule_and_the_doctor_is_asked_about_the_neck() -> None:
    """No line looks at another: a therapist who reads "medium pressure" above reads the rule here."""
    said = {line.id: line.text.english for line in about()}
    assert "never tipped back" in said["neck"]
    assert "away from my neck and shoulders, unless my doctor has agreed" in said["neck"]
    assert "If my doctor has agreed to massage, use light pressure only." in said["weak-bones"]
    assert [line.id for line in QUESTIONS if "neck" in line.text.english] == ["neck"]


def test_every_line_and_every_place_for_words_has_a_name_of_its_own() -> None:
    for sheet in (DOCTOR, THERAPIST):
        names = [f"{block.look}.{line.id}" for block in sheet for line in block.lines]
        names += [place.id for block in sheet for place in block.words]
        assert len(names) == len(set(names))


def about() -> tuple[Line, ...]:
    [lines] = [block.lines for block in THERAPIST if block.look == "about"]
    return lines


@pytest.mark.parametrize("path", ["/en/doctor", "/en/therapist", "/ar/therapist"])
def test_the_patients_own_note_lies_ready_on_both_sheets_and_shows_nothing_by_itself(
    pages: PageClient, path: str
) -> None:
    [block] = [ul for ul in pages.get(path).all("ul") if ul.get("class") == "two own-note"]
    assert block.get("hidden") is not None
    lines = {line.get("data-agreed"): line for line in block if line.get("data-agreed")}
    assert list(lines) == [sign.id for sign in SIGNS if sign.may_be_agreed] == [line.id for line in OWN_NOTE.lines]
    assert all(line.get("hidden") is not None for line in lines.values())
    if path.startswith("/en"):
        assert AGREEMENT.own_note.english in words(block)
        assert "My hands are clumsy" in words(lines["D6"])


@pytest.mark.parametrize("tag", LANGUAGES)
def test_each_line_has_a_place_for_a_second_language(pages: PageClient, tag: str) -> None:
    """tests/browser/test_beside.py reads both."""
    for name, blocks in (("doctor", (URGENT, *DOCTOR)), ("therapist", (*THERAPIST, THERAPIST_CALLS))):
        lists = pages.get(f"/{tag}/{name}").all("ul")
        for block in blocks:
            [shown] = [element for element in lists if block.look in (element.get("class") or "").split()]
            lines = [line for item in shown if item.get("class") != "head" for line in item.iter("span") if both(line)]
            weighed = len(MATTERS) * (1 + len(WEIGHTS)) if block == WHAT_MATTERS else 0
            assert len(lines) == len(block.lines) + len(block.words) + weighed
            assert [len(line) for line in lines] == [1] * len(lines)


@pytest.mark.parametrize("mine", DRAFTS)
def test_the_english_stands_beside_each_sentence_about_an_emergency(pages: PageClient, mine: str) -> None:
    assert isinstance(THERAPIST_CALLS.heading, Call)
    calls = [THERAPIST_CALLS.heading.unknown, *(line.text for line in THERAPIST_CALLS.lines)]
    assert isinstance(URGENT.heading, Call)
    urgent = [URGENT.heading.unknown, *(line.text for line in URGENT.lines)]
    for name, look, texts in (("therapist", "call", calls), ("doctor", "urgent", urgent)):
        lists = pages.get(f"/{mine}/{name}").all("ul")
        [block] = [element for element in lists if look in (element.get("class") or "").split()]
        beside = [words(span) for span in block.iter("span") if span.get("class") == "english"]
        assert [text.english for text in texts if text.english not in beside] == []


def both(element: Element) -> bool:
    return element.get("class") == "both"
