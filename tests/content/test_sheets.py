"""The sheets for the doctor and the therapist agree with docs/clinical.md (section 3.4)."""

from itertools import permutations
from xml.etree.ElementTree import Element

import pytest

from pwa.content.actions import ACTION_OF, Call
from pwa.content.sheets import DOCTOR, QUESTIONS, THERAPIST, THERAPIST_CALLS, TICKED, URGENT, Line
from pwa.content.signs import EMERGENCY, SIGNS, Level
from pwa.languages import LANGUAGES
from tests.pages import DRAFTS, PageClient, words


def test_the_therapist_is_told_all_ten_signs_that_need_help_now() -> None:
    """The order is the same. The patient speaks, so "you have ..." has become "I have ..."."""
    for sign, line in zip(EMERGENCY, THERAPIST_CALLS.lines, strict=True):
        assert line.id == sign.id
        asked = {word.strip("?,.:;").lower() for word in sign.line.english.split()} - PRONOUNS
        told = {word.strip("?,.:;").lower() for word in line.text.english.split()}
        assert len(asked & told) >= 0.6 * len(asked), f"{sign.id}: {line.text.english}"


def test_the_doctors_sheet_knows_every_sign_of_the_check_and_ticks_none() -> None:
    assert [line.id for line in (*URGENT.lines, *TICKED.lines)] == [sign.id for sign in SIGNS]
    assert not [line for block in (URGENT, *DOCTOR) for line in block.lines if line.ticked]


def test_the_therapists_card_asks_for_gentleness_from_the_start_and_says_nothing_about_the_person() -> None:
    unticked = {block.look: [line.id for line in block.lines if not line.ticked] for block in THERAPIST}
    assert unticked["do"] == ["shoulders"], (
        "with a narrow neck they are asked about first (docs/clinical.md, section 3.3)"
    )
    assert unticked["do-not"] == []
    assert unticked["about"] == [line.id for line in about()]
    assert unticked["said"] == ["said-yes", "not-yet"]


def test_a_neck_and_weak_bones_carry_their_own_rule_and_the_doctor_is_asked_about_the_neck() -> None:
    """Lines are independent, so a therapist who reads "light to medium" above must find the rule here."""
    said = {line.id: line.text.english for line in about()}
    assert "not on neck or shoulders, unless my doctor agrees" in said["neck"]
    assert "light pressure only, if my doctor agrees" in said["weak-bones"]
    assert [line.id for line in QUESTIONS if "neck" in line.text.english] == ["neck"]


def test_every_line_and_every_place_for_words_has_a_name_of_its_own() -> None:
    for sheet in (DOCTOR, THERAPIST):
        names = [f"{block.look}.{line.id}" for block in sheet for line in block.lines]
        names += [place.id for block in sheet for place in block.words]
        assert len(names) == len(set(names))


def about() -> tuple[Line, ...]:
    [lines] = [block.lines for block in THERAPIST if block.look == "about"]
    return lines


@pytest.mark.parametrize(("mine", "theirs"), list(permutations(LANGUAGES, 2)))
def test_both_columns_say_the_same_lines(pages: PageClient, mine: str, theirs: str) -> None:
    for name, blocks in (("doctor", (URGENT, *DOCTOR)), ("therapist", (*THERAPIST, THERAPIST_CALLS))):
        lists = pages.get(f"/{mine}/{name}/{theirs}").all("ul")
        for block in blocks:
            [shown] = [element for element in lists if block.look in (element.get("class") or "").split()]
            lines = [line for item in shown if item.get("class") != "head" for line in item.iter("span") if both(line)]
            assert len(lines) == len(block.lines) + len(block.words)
            assert [line[-1].get("lang") for line in lines] == [theirs] * len(lines)


@pytest.mark.parametrize("mine", DRAFTS)
def test_the_english_stands_beside_each_sentence_about_an_emergency_unless_a_column_is_english(
    pages: PageClient, mine: str
) -> None:
    assert isinstance(THERAPIST_CALLS.heading, Call)
    calls = [THERAPIST_CALLS.heading.unknown, *(line.text for line in THERAPIST_CALLS.lines)]
    now = ACTION_OF[Level.EMERGENCY].heading
    assert isinstance(now, Call)
    urgent = [now.unknown, *(line.text for line in URGENT.lines)]
    other = next(tag for tag in DRAFTS if tag != mine)
    for name, look, texts in (("therapist", "call", calls), ("doctor", "urgent", urgent)):
        for column in ("", f"/{other}", "/en"):
            lists = pages.get(f"/{mine}/{name}{column}").all("ul")
            [block] = [element for element in lists if look in (element.get("class") or "").split()]
            beside = [words(span) for span in block.iter("span") if span.get("class") == "english"]
            assert [text.english for text in texts if text.english not in beside] == (
                [] if column != "/en" else [text.english for text in texts]
            )


def both(element: Element) -> bool:
    return element.get("class") == "both"


PRONOUNS = {"you", "your", "have", "has", "had", "i", "my", "new", "sudden", "in", "a", "of", "or", "the", "it", "and"}
