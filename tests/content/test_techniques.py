"""Technique cards: three, always the same ten headings, every fact with a source that we know."""

from pwa.content.sources import SOURCES
from pwa.content.techniques import STOP_AT, TECHNIQUES
from pwa.content.topics import TOPICS
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


def test_the_three_cards_have_the_same_ten_headings_in_the_same_order(pages: PageClient):
    assert list(TECHNIQUES) == ["swedish", "myofascial-release", "trigger-point"]
    for slug in TECHNIQUES:
        page = pages.get(f"/en/techniques/{slug}")
        assert [words(heading) for heading in page.all("h2")] == HEADINGS


def test_every_card_says_that_massage_does_not_widen_the_space(pages: PageClient):
    for slug in TECHNIQUES:
        assert "Massage will not widen the space in your spine." in pages.get(f"/en/techniques/{slug}").text


def test_no_card_allows_more_pressure_than_the_stop_sign():
    for technique in TECHNIQUES.values():
        assert 0 < technique.gentlest < technique.hardest <= STOP_AT


def test_every_source_that_is_named_is_known():
    for technique in TECHNIQUES.values():
        assert set(technique.evidence.sources) <= set(SOURCES)
    for topic in TOPICS.values():
        for section in topic.sections:
            assert set(section.sources) <= set(SOURCES), section.id


def test_words_that_promise_too_much_stand_nowhere(pages: PageClient):
    for path in (
        "",
        "check",
        "massage",
        "techniques",
        "techniques/swedish",
        "doctor",
        "therapist",
        "emergency",
    ):
        text = pages.get(f"/en/{path}").text.lower()
        for word in (" safe ", " safely", "safe.", "low risk", "cleared to", "you are ok", "all clear"):
            assert word not in text, f"{path}: {word!r}"
