"""Technique cards: three, always the same ten headings, never harder than the stop sign."""

from pwa.content.signs import SIGN_OF
from pwa.content.techniques import STOP_AT, TECHNIQUES
from tests.pages import PageClient, words

HEADINGS = [
    "What it is",
    "What it feels like",
    "Where, for low-back stenosis",
    "Where not",
    "Pressure",
    "Avoid",
    "Who should not",
    "Stop at once if:",
    "Tell the therapist",
    "What studies say",
]


def test_the_three_cards_have_the_same_ten_headings_in_the_same_order(pages: PageClient) -> None:
    assert list(TECHNIQUES) == ["swedish", "myofascial-release", "trigger-point"]
    for slug in TECHNIQUES:
        page = pages.get(f"/en/techniques/{slug}")
        assert [words(heading) for heading in page.all("h2")] == HEADINGS


def test_no_card_allows_more_pressure_than_the_stop_sign() -> None:
    for technique in TECHNIQUES.values():
        assert 0 < technique.gentlest < technique.hardest <= STOP_AT


def test_the_thumb_is_ruled_out_by_the_four_signs_of_the_clinical_file(pages: PageClient) -> None:
    """Section 3.2: "not with T1, T5, T6, T7", each said as the check says it."""
    said = pages.get("/en/techniques/trigger-point").text
    for sign in ("T1", "T5", "T6", "T7"):
        assert SIGN_OF[sign].line.english in said, sign
