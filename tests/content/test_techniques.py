"""Technique cards: three, always the same ten headings, never more than medium pressure, one rule for pain."""

from pwa.content.signs import SIGN_OF
from pwa.content.techniques import LIGHT, MEDIUM, PRESSURES, SAY_STOP, STOP_AT, TECHNIQUES, VERY_LIGHT
from tests.pages import PageClient, words

HEADINGS = [
    "What it is",
    "What it should feel like",
    "Where it can be done, if your stenosis is in the lower back",
    "Where it should not be done",
    "How much pressure",
    "What to avoid",
    "Who should not have it",
    "Say “Stop” at once if:",
    "What to tell the therapist",
    "What studies say",
]


def test_the_three_cards_have_the_same_ten_headings_in_the_same_order(pages: PageClient) -> None:
    assert list(TECHNIQUES) == ["swedish", "myofascial-release", "trigger-point"]
    for slug in TECHNIQUES:
        page = pages.get(f"/en/techniques/{slug}")
        assert [words(heading) for heading in page.all("h2")] == HEADINGS


def test_no_card_asks_for_more_than_medium_pressure_and_the_drawing_shows_what_it_asks_for(pages: PageClient) -> None:
    for slug, technique in TECHNIQUES.items():
        assert set(technique.pressures) <= {VERY_LIGHT, LIGHT, MEDIUM}
        ruler = pages.get(f"/en/techniques/{slug}").one("ol", class_="ruler pressures")
        assert [words(step) for step in ruler] == [word.english for word in PRESSURES]
        here = [words(step) for step in ruler if step.get("class") == "here"]
        assert here == [word.english for word in technique.pressures]
        assert [word for word in here if word not in technique.pressure.english] == []


def test_every_card_says_stop_at_the_same_pain_in_words_and_in_the_drawing(pages: PageClient) -> None:
    """Pressure is told in words, pain in numbers, and the rule is one (docs/clinical.md, section 3.2)."""
    for slug, technique in TECHNIQUES.items():
        page = pages.get(f"/en/techniques/{slug}")
        assert SAY_STOP in technique.pain
        assert "the pain reaches 4 out of 10" in [text.english for text in technique.stop]
        [ruler] = page.all("ol", class_="ruler")
        assert [words(step) for step in ruler if step.get("class") == "over stop"] == [str(STOP_AT)]
        assert "Do not use massage guns, at home or on the massage table." in page.text


def test_the_thumb_is_ruled_out_by_the_four_signs_of_the_clinical_file(pages: PageClient) -> None:
    """Section 3.2: "not with T1, T5, T6, T7", each said as the check says it."""
    said = pages.get("/en/techniques/trigger-point").text
    for sign in ("T1", "T5", "T6", "T7"):
        assert SIGN_OF[sign].line.english in said, sign
