"""The signs are those of docs/clinical.md (section 2.1), word by word, except where a difference has a reason."""

import json
import re
from pathlib import Path

import pytest

from pwa.content.actions import ACTION_OF, ACTIONS, BEFORE_YOUR_MASSAGE, IF_ONE_STARTS, NOT_A_CHECK_UP, NOTHING_TICKED
from pwa.content.signs import EMERGENCY, HINTS_WHERE_READ, SIGN_OF, SIGNS, Level, Sign
from pwa.content.sources import SOURCES
from pwa.languages import LANGUAGES
from tests.pages import PageClient, words

CLINICAL = {item["id"]: item for item in json.loads((Path(__file__).parent / "redflags.json").read_text())}
LEVELS = {
    "EMERGENCY": Level.EMERGENCY,
    "DOCTOR TODAY": Level.DOCTOR_TODAY,
    "DOCTOR SOON": Level.DOCTOR_SOON,
    "POSTPONE": Level.POSTPONE,
    "TALK FIRST": Level.TALK_FIRST,
}
QUESTIONS_OF_OURS = {"P5": "Have you had an injection in your spine in the last 2 weeks?"}  # "a shot" is American
HINTS_OF_OURS = {
    # Many people wash with water.
    "E1": "New or getting worse. For example: wiping or washing feels different, or you have pins and needles between your legs.",
    # With the words of the file, nobody without the sign could answer No.
    "D8": "If you have it, answer No only if a doctor has checked it and it is not changing.",
    "E4": "You can choose “I would rather not say”. We then show you this sign to watch for.",  # typographic quotes
    # The file keeps what to do in an emergency under "why": a patient must see it at once.
    "D1": "If you are very ill or confused, call the emergency number.",
    "D2": "If it came on suddenly, call the emergency number.",
    # Written as a sentence of its own.
    "E5": "“New” means that it started or got worse in the last 2 weeks. Answer No for your usual leg ache on walking that goes when you sit and that a doctor knows about.",
    "P4": "Wait until your surgeon says yes, however long ago it was.",  # the honesty mark stands under "why"
}
# Section 2.4: the action, and the text after the signs.
CARDS = {
    Level.EMERGENCY: (
        "Call your emergency number or go to the nearest emergency department now if:",
        "Do not drive. Do not have a massage.",
        "Say: “I have back or neck trouble”",
    ),
    Level.DOCTOR_TODAY: (
        "Call a doctor today if:",
        "No massage until a doctor says yes.",
        "Call the emergency number if it gets worse fast.",
    ),
    Level.DOCTOR_SOON: ("See a doctor in the next few days if:", "No massage until then."),
    Level.POSTPONE: (
        "Put your massage off if:",
        "Wait until this has passed, or until your surgeon says yes.",
    ),
    Level.TALK_FIRST: ("Ask your doctor before your first massage if:", "Show this list."),
}


def test_the_signs_have_the_order_of_the_list() -> None:
    assert [sign.id for sign in SIGNS] == list(CLINICAL)


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.id)
def test_a_sign_says_what_the_clinical_file_says(sign: Sign) -> None:
    item = CLINICAL[sign.id]
    assert sign.level is LEVELS[item["level"]]
    assert sign.question.english == QUESTIONS_OF_OURS.get(sign.id, item["question"])
    shown = " ".join(text.english for text in (sign.hint, sign.advice) if text)
    assert shown == HINTS_OF_OURS.get(sign.id, item["hint"])


def test_every_source_of_a_sign_is_known_and_is_the_one_of_the_clinical_file() -> None:
    # Sources with another name in the file: its own marks, and the copy in which the NHS page was read.
    renamed = {"Sheffield": "NHS-BP", "unverified": "OURS"}
    for sign in SIGNS:
        given = CLINICAL[sign.id]["sources"]
        expected = {key for key in SOURCES if re.search(rf"(?<![\w-]){key}(?![\w-])", given)}
        expected |= {ours for theirs, ours in renamed.items() if theirs in given}
        if sign.id == "P4":
            expected.add("OURS")  # its hint carries the mark
        if "weak" in given:
            expected.add("WEB")
        assert set(sign.sources) == expected, sign.id
        assert set(sign.sources) <= set(SOURCES), sign.id


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
def test_a_card_of_the_check_says_what_to_do_on_its_level_and_on_no_other(pages: PageClient, level: Level) -> None:
    card = words(pages.get("/en/check").one("div", class_="action", data_level=level))
    said = {text for texts in CARDS.values() for text in texts if text in card}
    assert said == set(CARDS[level])


def test_without_a_tick_the_result_says_what_to_do_before_a_massage_and_when_to_call(pages: PageClient) -> None:
    card = words(pages.get("/en/check").one("div", class_="action", data_level="none"))
    told = [NOTHING_TICKED, NOT_A_CHECK_UP, *BEFORE_YOUR_MASSAGE, IF_ONE_STARTS.unknown]
    told += [sign.line for sign in SIGNS if sign.level is Level.EMERGENCY]
    assert [text.english for text in told if text.english not in card] == []


def test_only_the_private_sign_offers_to_say_nothing() -> None:
    assert [sign.id for sign in SIGNS if sign.may_be_private] == ["E4"]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_list_of_emergency_signs_explains_each_of_them_with_the_english(pages: PageClient, tag: str) -> None:
    """Section 2.5: without it, the usual ache of stenosis would send most readers to an emergency department."""
    card = pages.get(f"/{tag}/emergency").one("div", data_level=Level.EMERGENCY)
    for sign, line in zip(EMERGENCY, card.iter("li"), strict=True):
        assert sign.line.english in words(line)
        assert sign.hint_where_read is None or sign.hint_where_read.english in words(line)
    assert [sign.id for sign in EMERGENCY if sign.hint_where_read] == ["E1", "E2", "E3", "E5", "E6", "E9"]


def test_a_hint_that_speaks_of_answers_does_not_stand_where_nothing_is_answered() -> None:
    speaks = {sign.id for sign in SIGNS if sign.hint and re.search("answer|choose", sign.hint.english, re.IGNORECASE)}
    assert speaks == {"E4", "E5", "D8"}
    assert speaks <= set(HINTS_WHERE_READ)
    hint = SIGN_OF["E7"].hint
    assert hint is not None
    assert hint.english.rstrip(".").lower() in SIGN_OF["E7"].line.english.lower()
