"""What version 2 of docs/clinical.md corrected is said on no page as version 1 said it.

Each test reads all English pages, so that a correction on one page cannot be undone by a sentence on another. Some more
corrections have tests beside their subject: blood flow in test_trace.py, the nerve path, the calf on the maps and the
captions in test_pictures.py, the lines of the card in test_sheets.py, the signs in test_signs.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from pwa.content.pictures import CAPTIONS
from pwa.content.sheets import THERAPIST
from pwa.content.techniques import NECK_SOURCES, TECHNIQUES
from pwa.content.topics import TOPICS
from pwa.content.topics.records import Section
from pwa.content.zones import MAPS, State
from tests.content.sentences import blocks, sentences
from tests.pages import EVERY_PAGE, PageClient

ENGLISH_PAGES = [slug for tag, slug in EVERY_PAGE if tag == "en"]

NO_GUNS = "Do not use massage guns, at home or on the massage table."


@pytest.fixture(scope="module")
def said(pages: PageClient) -> dict[str, list[str]]:
    """The paragraphs, lines and headings of each page, without references."""
    return {slug: list(blocks(pages.get(f"/en/{slug}").one("body"), leave_out=[])) for slug in ENGLISH_PAGES}


def blocks_with(said: dict[str, list[str]], pattern: str) -> Iterator[tuple[str, str]]:
    """Yield the page and the text of each block in which the pattern is."""
    for slug, texts in said.items():
        yield from ((slug, text) for text in texts if re.search(pattern, text, re.IGNORECASE))


def sentences_with(said: dict[str, list[str]], pattern: str) -> set[str]:
    return {
        sentence
        for _slug, text in blocks_with(said, pattern)
        for sentence in sentences([text])
        if re.search(pattern, sentence, re.IGNORECASE)
    }


def section(slug: str, id_: str) -> Section:
    [found] = [section for section in TOPICS[slug].sections if section.id == id_]
    return found


# Studies ----------------------------------------------------------------------------------------


def test_the_study_of_schneider_is_told_whole_and_never_as_a_study_of_massage(said: dict[str, list[str]]) -> None:
    """Row 9: all three groups got better, walking was equal, the gain was gone at 6 months, and it was not massage."""
    [(slug, told)] = blocks_with(said, r"\b259 people\b")
    for part in (
        "All three groups got better.",
        "There was no difference in walking.",
        "At 2 months, more people in the hands-on group were clearly better.",
        "At 6 months there was no difference.",
        "The hands-on treatment was not massage.",
    ):
        assert part in told
    assert slug == "options"
    assert {"SCHN19", "PCORI"} <= set(section("options", "exercise").sources)
    # Wherever hands-on treatment is said to help, the same paragraph says that it was not massage.
    supported = list(blocks_with(said, r"support hands-on treatment"))
    assert {slug for slug, _text in supported} == {"massage", "options", "techniques"}
    assert [text for _slug, text in supported if "That was not massage." not in text] == []


def test_the_review_of_ammendolia_is_told_with_its_gains_in_walking(said: dict[str, list[str]]) -> None:
    told = (
        "a programme of hands-on treatment, teaching and exercise helped people walk further than home exercise alone."
    )
    assert [slug for slug, _text in blocks_with(said, re.escape(told))] == ["options"]
    assert {"AMM22", "AMM18"} <= set(section("options", "exercise").sources)


def test_reported_harm_is_never_put_down_to_the_kind_of_massage_alone(said: dict[str, list[str]]) -> None:
    """Row 18: Ernst names unusual kinds of massage, or people without training."""
    told = sentences_with(said, r"\bharm\b.*\b(came from|linked to|caused by)\b")
    assert len(told) == 2  # options and massage at home; Swedish massage
    for sentence in told:
        assert "or from people without training" in sentence or "or to massage by people without training" in sentence


def test_studies_of_the_neck_are_told_as_they_are(said: dict[str, list[str]]) -> None:
    """Row 11: "no studies at all" was wrong."""
    found = sentences_with(said, r"\bno (study|studies)\b.*\bneck\b|\bneck\b.*\bno (study|studies)\b")
    assert found == {"We found no study of massage for a narrow place in the neck."}
    [(slug, told)] = blocks_with(said, r"\btuina\b")
    assert told == (
        "Five small studies tested a Chinese hand massage (tuina) for a pinched nerve in the neck. Their quality is low."
    )
    assert slug == "stenosis"
    [(_slug, harm)] = blocks_with(said, r"\bparalysed\b")
    assert harm.startswith("In one reported case, a man ")
    assert {"WEI17", "CHEONG12"} <= set(NECK_SOURCES)


# People who must wait ---------------------------------------------------------------------------


def test_surgery_counts_however_long_ago_it_was(said: dict[str, list[str]]) -> None:
    """Row 12: the 12 months of version 1 are gone. What is said of surgery as an option has numbers of its own."""
    waits = {
        sentence
        for sentence in sentences_with(said, r"\bsurge(ry|on)\b")
        if re.search(r"\b\d+ (week|month|year)", sentence) and "In 3 years" not in sentence
    }
    assert waits == set()
    assert sentences_with(said, r"\bspine surgery, wait\b") == {
        "If you have ever had spine surgery, wait until your surgeon or doctor says yes."
    }


# Pressure, pain, places --------------------------------------------------------------------------


def test_massage_guns_have_one_sentence_everywhere(said: dict[str, list[str]]) -> None:
    """Row 13. What else names a gun is a heading, the card, and what is known of harm."""
    others = {
        "Massage guns",
        "Do not use tools or massage guns",
        "One young woman had bad muscle damage after a massage gun was used on her thighs.",
        "These are single cases. Nobody has tested massage guns for stenosis.",
    }
    named = {text for _slug, text in blocks_with(said, r"\bguns?\b")}
    assert named == {NO_GUNS, *others}
    pages_of_it = {slug for slug, _text in blocks_with(said, re.escape(NO_GUNS))}
    assert pages_of_it == {"massage", "massage-at-home", *(f"techniques/{slug}" for slug in TECHNIQUES)}


def test_pain_is_told_in_numbers_and_the_only_number_for_stop_is_four(said: dict[str, list[str]]) -> None:
    """Row 15: one rule, also at home and in the exercises. "It hurts" is no reason to stop beside it."""
    numbers = sentences_with(said, r"\bout of 10\b|\bof 10\b")
    of_pain = {sentence for sentence in numbers if re.search(r"\b(pain|stop|ache)\b", sentence, re.IGNORECASE)}
    assert len(of_pain) >= 4
    assert {number for one in of_pain for number in re.findall(r"(\d+) (?:out )?of 10\b", one)} == {"4"}
    assert sentences_with(said, r"\bstop\b[^.]*\bit hurts\b") == set()
    for slug in ("massage-at-home", "self-help", "session", *(f"techniques/{slug}" for slug in TECHNIQUES)):
        assert [text for text in said[slug] if re.search("the pain reaches 4 out of 10", text)], slug


def test_pressure_is_told_in_words_and_never_on_the_scale_of_pain(said: dict[str, list[str]]) -> None:
    assert {sentence for sentence in sentences_with(said, r"\bpressure\b") if re.search(r"\d", sentence)} == set()
    for technique in TECHNIQUES.values():
        assert re.search(r"\b(very light|light|medium)\b", technique.pressure.english)


def test_the_nerve_path_is_left_out_whether_the_pain_shoots_or_not(said: dict[str, list[str]]) -> None:
    """Row 16. Only light strokes may cross it."""
    named = sentences_with(said, r"\bnerve path\b")
    assert [sentence for sentence in named if re.search(r"\b(if|when|unless)\b", sentence)] == []
    assert "Light strokes may cross the nerve path at the back of the thigh." in named
    for slug in ("myofascial-release", "trigger-point"):
        left_out = [text.english for text in TECHNIQUES[slug].where_not]
        assert "The nerve path, from the bone that you sit on, down the back of the thigh" in left_out


def test_the_calf_is_asked_about_and_nobody_is_told_to_work_on_the_lower_legs(said: dict[str, list[str]]) -> None:
    """Row 14: the card and the maps said different things."""
    assert {body_map.states["calf"] for body_map in MAPS.values()} == {State.ASK}
    [line] = [line for block in THERAPIST for line in block.lines if line.id == "lower-legs"]
    assert not line.ticked
    assert "Buttocks, hips and thighs" in said["techniques/swedish"]
    told = sentences_with(said, r"\b(rub|stroke|massage|work on|ask)\b[^.]*\b(calf|calves|lower legs)\b")
    assert told == {
        "Ask your doctor first about massage on your calves.",
        "Ask your doctor before you massage your calves.",
        "Work on my lower legs",
    }


def test_with_stenosis_in_the_neck_the_head_is_never_tipped_back(said: dict[str, list[str]]) -> None:
    """Row 21 and section 3.2."""
    how = section("session", "lie-neck")
    assert [text.english for text in how.body] == [
        "Keep your head level. Do not let it tip back.",
        "Lie on your back with a pillow that fills the space under your neck.",
        "Or lie on your side with a pillow as high as your shoulder is wide.",
        "Do not lie on your belly. Your head would have to turn or tip back.",
        "Do not let anyone pull, turn or bend your neck.",
        "Use a face hole only if your doctor has agreed.",
    ]
    assert {"LEE18", "MUHLE98"} <= set(how.sources)
    crossed = [name for name in how.pictures if CAPTIONS[name].english.startswith("Not like this:")]
    assert crossed == ["position-neck-tipped-no", "position-neck-down-no"]


def test_no_caption_shows_the_belly_without_a_pillow_as_a_way_to_lie() -> None:
    """Row 22: caption and card disagreed."""
    belly = {name: caption.english for name, caption in CAPTIONS.items() if "belly" in caption.english}
    assert belly == {
        "position-belly-pillow": "Only if nothing else works: on your belly for a short time, with a firm pillow under it",
        "position-belly-no": "Not like this: flat on the belly without a pillow",
    }
    for name in CAPTIONS:
        assert name.endswith("-no") == CAPTIONS[name].english.startswith("Not like this:")


def test_nobody_is_told_to_leave_out_a_medicine_for_a_massage(said: dict[str, list[str]]) -> None:
    """Row 6: a question about medicines must not tempt anybody to skip one."""
    pages_of_it = {slug for slug, _text in blocks_with(said, r"\bnever (stop or skip|skip or stop) a medicine\b")}
    assert pages_of_it == {"check", "medicines", "session"}
