"""The signs are those of docs/clinical.md, word by word."""

import re

import pytest

from pwa.content.actions import (
    ACTION_OF,
    ACTIONS,
    AGREEMENT,
    BECAUSE_NOT_SURE,
    BECAUSE_YES,
    BEFORE_YOUR_MASSAGE,
    IF_NECK_SIGN,
    IF_ONE_STARTS,
    IF_UNSURE,
    NOT_A_CHECK_UP,
    NOTHING_TICKED,
    RESULT_HEADINGS,
    Call,
)
from pwa.content.signs import EMERGENCY, HINTS_WHERE_READ, NECK_SIGN, SIGN_OF, SIGNS, Level, Sign
from pwa.content.sources import SOURCES
from pwa.languages import LANGUAGES, Text
from tests.content.clinical import CLINICAL, FOURTH_ANSWER, NECK
from tests.pages import DRAFTS, PageClient, words

LEVELS = {
    "EMERGENCY": Level.EMERGENCY,
    "DOCTOR TODAY": Level.DOCTOR_TODAY,
    "DOCTOR SOON": Level.DOCTOR_SOON,
    "POSTPONE": Level.POSTPONE,
    "TALK FIRST": Level.TALK_FIRST,
}


def english(text: Text | Call | None) -> str:
    """Return the sentence as a page shows it before a number is known."""
    return "" if text is None else (text.unknown if isinstance(text, Call) else text).english


def test_every_sign_of_the_clinical_file_is_there_in_its_order_and_the_neck_signs_stand_together() -> None:
    assert [sign.id for sign in SIGNS if sign.id not in NECK] == [sign for sign in CLINICAL if sign not in NECK]
    places = [[sign.id for sign in SIGNS].index(sign) for sign in NECK]
    assert places == list(range(places[0], places[0] + len(NECK)))
    assert [sign.id for sign in SIGNS if sign.is_neck] == NECK


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.id)
def test_a_sign_says_what_the_clinical_file_says(sign: Sign) -> None:
    item = CLINICAL[sign.id]
    assert sign.level is LEVELS[item["level"]]
    assert sign.question.english == item["question"]
    assert sign.line.english == item["line"]
    assert sign.first_person.english == item["first_person"]
    assert sign.why.english == item["why"]
    assert " ".join(text.english for text in (sign.hint, sign.advice) if text) == item["hint"]
    assert "; ".join(sign.sources) == item["sources"]
    assert set(sign.sources) <= set(SOURCES)


def test_the_fourth_answer_is_offered_for_the_signs_of_rule_10_and_never_for_now_and_today() -> None:
    offered = {sign.id for sign in SIGNS if sign.may_be_agreed}
    assert offered == FOURTH_ANSWER
    assert not {sign.level for sign in SIGNS if sign.may_be_agreed} & {Level.EMERGENCY, Level.DOCTOR_TODAY}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_page_offers_each_answer_where_the_data_says_so_and_preselects_none(pages: PageClient, tag: str) -> None:
    offered: dict[str, list[str]] = {}
    raised: dict[tuple[str, str], str | None] = {}
    for box in pages.get(f"/{tag}/check").all("input", type="radio"):
        sign, value = str(box.get("name")), str(box.get("value"))
        offered.setdefault(sign, []).append(value)
        raised[sign, value] = box.get("data-raises")
        assert box.get("checked") is None
    assert list(offered) == [sign.id for sign in SIGNS]
    for asked in SIGNS:
        more = {"not-for-me": asked.may_not_apply, "private": asked.may_be_private, "agreed": asked.may_be_agreed}
        assert offered[asked.id] == [
            "yes",
            "no",
            "unsure",
            *(value for value, is_offered in more.items() if is_offered),
        ]
        # The style sheet counts an answer that it does not understand as a Yes.
        assert raised[asked.id, "yes"] == asked.level
        assert raised.get((asked.id, "agreed"), asked.level) == asked.level
        assert {raised.get((asked.id, value)) for value in ("no", "not-for-me", "private")} == {None}


def test_each_fourth_answer_has_its_own_date_and_name_and_both_are_needed(pages: PageClient) -> None:
    page = pages.get("/en/check")
    fields = {}
    for fieldset in page.all("fieldset"):
        [sign] = {box.get("name") for box in fieldset.iter("input") if box.get("type") == "radio"}
        fields[sign] = [box for box in fieldset.iter("input") if box.get("type") != "radio"]
        said = words(fieldset)
        for text in (AGREEMENT.answer, AGREEMENT.unchanged, AGREEMENT.needed):
            assert (text.english in said) is (sign in FOURTH_ANSWER), sign
    assert {sign for sign, boxes in fields.items() if boxes} == FOURTH_ANSWER
    for sign in FOURTH_ANSWER:
        day, name, until = fields[sign]
        assert [box.get("type") for box in (day, name, until)] == ["date", None, "date"]
        assert [box.get("required") is not None for box in (day, name, until)] == [True, True, False]


@pytest.mark.parametrize("tag", ["en", *DRAFTS])
def test_the_neck_signs_are_one_block_with_their_name_and_the_emergency_line(pages: PageClient, tag: str) -> None:
    page = pages.get(f"/{tag}/check")
    block = page.one("div", class_="list several block")
    asked = [box.get("name") for box in block.iter("input") if box.get("value") == "yes"]
    assert asked == NECK
    line = page.one("p", id="neck-advice")
    assert IF_NECK_SIGN.unknown.english in words(line), "with its English where no speaker has checked it"
    assert {fieldset.get("aria-describedby", "").split()[-1] for fieldset in block.iter("fieldset")} == {"neck-advice"}
    assert IF_NECK_SIGN.unknown is NECK_SIGN
    # The result repeats it under each of them, on every card on which the sign can stand.
    for sign in NECK:
        for line_of in (sign, f"{sign}-unsure", f"{sign}-agreed"):
            assert NECK_SIGN.english in words(page.one("li", data_sign=line_of)), line_of
    others = [
        item
        for item in page.all("li")
        if item.get("data-sign") and str(item.get("data-sign")).split("-")[0] not in NECK
    ]
    assert not [item for item in others if NECK_SIGN.english in words(item)]


def test_lines_finish_the_sentence_of_a_card_and_begin_in_lower_case() -> None:
    for sign in SIGNS:
        assert sign.line.english[0].islower(), sign.id
        assert not sign.line.english.endswith("."), sign.id


def test_not_sure_is_a_yes_for_doctor_levels_and_talk_first_for_the_others() -> None:
    assert [level.if_unsure for level in Level] == [
        Level.EMERGENCY,
        Level.DOCTOR_TODAY,
        Level.DOCTOR_SOON,
        Level.TALK_FIRST,
        Level.TALK_FIRST,
    ]


def test_every_level_has_one_card_in_falling_order() -> None:
    assert [card.level for card in ACTIONS] == list(Level)
    assert set(ACTION_OF) == set(Level)


@pytest.mark.parametrize("level", Level)
def test_a_card_of_the_result_says_what_to_do_on_its_level_and_why_without_an_if(
    pages: PageClient, level: Level
) -> None:
    card = pages.get("/en/check").one("div", class_="action", data_level=level)
    said = words(card)
    action = ACTION_OF[level]
    told = [RESULT_HEADINGS[level], BECAUSE_YES, BECAUSE_NOT_SURE, action.strong, action.then]
    assert [english(text) for text in told if english(text) not in said] == []
    others = {english(heading) for of, heading in RESULT_HEADINGS.items() if of is not level}
    assert not [heading for heading in others if heading in said]
    assert not words(next(card.iter("h3"))).endswith("if:")
    because = {}
    for part in card.iter("div"):
        because[part.get("class")] = [item.get("data-sign") for item in part.iter("li")]
    assert because["because because-yes"] == [sign.id for sign in SIGNS if sign.level is level]
    unsure = [f"{sign.id}-unsure" for sign in SIGNS if sign.level.if_unsure is level]
    assert because["because because-unsure"] == unsure


def test_above_each_part_the_reader_is_told_what_becomes_of_not_sure(pages: PageClient) -> None:
    page = pages.get("/en/check")
    for level in Level:
        header = words(next(page.one("section", class_="part", data_level=level).iter("header")))
        assert IF_UNSURE[level].english in header
        assert ("we treat that as a yes" in header) is (level.if_unsure is level and level is not Level.TALK_FIRST)


def test_the_card_of_the_fourth_answer_is_the_patients_note_and_keeps_the_advice_that_it_must(
    pages: PageClient,
) -> None:
    """Section 2.4: below every other card that applies, and above the list that follows when nothing was ticked."""
    page = pages.get("/en/check")
    order = [card.get("data-level") for card in page.all("div", class_="action")]
    assert order == [*Level, "known", "none"]
    card = page.one("div", class_="action", data_level="known")
    agreement = AGREEMENT
    told = [agreement.heading, agreement.told, agreement.own, agreement.keep_to, *agreement.ask_again, agreement.show]
    assert [text.english for text in told if text.english not in words(card)] == []
    for item in card.iter("li"):
        if item.get("data-sign"):
            sign = SIGN_OF[str(item.get("data-sign")).removesuffix("-agreed")]
            assert sign.line.english in words(item)
            assert (agreement.neck.english in words(item)) is sign.is_neck
            kept = sign.id in {"D10", "D19"} or sign.is_neck
            assert sign.advice is None or (sign.advice.english in words(item)) is kept, sign.id
    assert {str(item.get("data-sign")) for item in card.iter("li")} - {"None"} == {f"{s}-agreed" for s in FOURTH_ANSWER}


def test_without_a_tick_the_result_says_what_to_do_before_a_massage_and_when_to_call(pages: PageClient) -> None:
    card = words(pages.get("/en/check").one("div", class_="action", data_level="none"))
    told = [NOTHING_TICKED, NOT_A_CHECK_UP, *BEFORE_YOUR_MASSAGE, IF_ONE_STARTS.unknown]
    told += [sign.line for sign in SIGNS if sign.level is Level.EMERGENCY]
    assert [text.english for text in told if text.english not in card] == []
    assert len(BEFORE_YOUR_MASSAGE) == 5


def test_only_the_private_sign_offers_to_say_nothing_and_that_it_does_not_apply() -> None:
    assert [sign.id for sign in SIGNS if sign.may_be_private] == ["E4"]
    assert [sign.id for sign in SIGNS if sign.may_not_apply] == ["E4"]


@pytest.mark.parametrize("tag", ["en", *DRAFTS])
def test_a_list_of_emergency_signs_explains_each_of_them_with_the_english(pages: PageClient, tag: str) -> None:
    """Section 2.5: without it, the usual ache of stenosis would send most readers to an emergency department."""
    card = pages.get(f"/{tag}/emergency").one("div", data_level=Level.EMERGENCY)
    for sign, line in zip(EMERGENCY, card.iter("li"), strict=True):
        assert sign.line.english in words(line)
        assert sign.hint_where_read is None or sign.hint_where_read.english in words(line)
        assert sign.advice is None or sign.advice.english in words(line)
    # The signs of a stroke are its advice: they are read out.
    assert [sign.id for sign in EMERGENCY if not (sign.hint_where_read or sign.advice)] == []


def test_a_hint_that_speaks_of_answers_does_not_stand_where_nothing_is_answered() -> None:
    speaks = {sign.id for sign in SIGNS if sign.hint and re.search("answer|choose", sign.hint.english, re.IGNORECASE)}
    assert speaks == set(HINTS_WHERE_READ)
    for text in HINTS_WHERE_READ.values():
        assert text is not None
        assert not re.search("answer|choose", text.english, re.IGNORECASE)
    # The words mean the same: a hint that asks for a No there says "does not count" here.
    assert {sign for sign, text in HINTS_WHERE_READ.items() if "does not count" in str(text)} == speaks - {"E4"}
