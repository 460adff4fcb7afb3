"""No page has a forbidden word, no question is easy to misread, and every fact has a source."""

from __future__ import annotations

import re

import pytest

from pwa.content.signs import SIGNS
from pwa.content.sources import SOURCES
from pwa.content.techniques import TECHNIQUES
from pwa.content.topics import TOPICS
from tests.content.sentences import blocks, sentences
from tests.pages import EVERY_PAGE, PageClient, words

FORBIDDEN = {
    r"\bsafe(ly|r|st|ty)?\b": "nobody can promise it",
    r"\blow[- ]risk\b": "the app scores nothing",
    r"\brisk[- ]free\b": "the app scores nothing",
    r"\bcleared (for|to)\b": "only a person can",
    r"\ball clear\b|\bin the clear\b": "only a person can",
    r"\b(you are|you're|you’re) (fine|ok|okay|healthy)\b": "the app diagnoses nobody",
    r"\bO\.?K\.?\b|\bokay\b": "it could be read as a result",
    r"\bred flags?\b": "an idiom that does not survive translation",
    r"\bclinicians?\b": "patients do not know the word",
    r"\b(contra)?indicat(ed|ion|ions)\b": "doctors' language",
    r"\bcures?\b(?! stenosis or makes)": "massage cures nothing; one line tells the reader to leave whoever says so",
}
NEGATIVE = re.compile(
    r"\b(not|never|no longer)\b.*\?$|^(don’t|doesn’t|didn’t|isn’t|aren’t|haven’t|hasn’t|can’t|won’t)\b|n[’']t\b.*\?$",
    re.IGNORECASE,
)
# The two forms of "not" that ask nothing about the reader's body.
ASKED_ALL_THE_SAME = {
    "Has a doctor said your spine is not stable?",  # the doctor's words, and Yes means yes in every language
    "Do you have a broken bone that has not healed?",  # P6 in docs/clinical.md
}

ENGLISH_PAGES = [slug for tag, slug in EVERY_PAGE if tag == "en"]


def said_on(pages: PageClient, slug: str) -> list[str]:
    return list(sentences(blocks(pages.get(f"/en/{slug}").one("body"), leave_out=[])))


@pytest.mark.parametrize("slug", ENGLISH_PAGES)
def test_no_page_promises_or_speaks_in_idioms(pages: PageClient, slug: str) -> None:
    for sentence in said_on(pages, slug):
        for pattern, reason in FORBIDDEN.items():
            assert not re.search(pattern, sentence, re.IGNORECASE), f"{sentence!r}: {reason}"


@pytest.mark.parametrize("slug", ENGLISH_PAGES)
def test_no_question_is_negative(pages: PageClient, slug: str) -> None:
    """Yes to a negative question means the opposite in Japanese, Korean and Chinese."""
    asked = [sentence for sentence in said_on(pages, slug) if sentence.rstrip("”").endswith("?")]
    assert [question for question in asked if NEGATIVE.search(question)] == [
        question for question in asked if question in ASKED_ALL_THE_SAME
    ]


def test_no_exception_outlives_its_question(pages: PageClient) -> None:
    asked = {sentence for slug in ENGLISH_PAGES for sentence in said_on(pages, slug)}
    assert asked >= ASKED_ALL_THE_SAME


def test_every_section_of_a_topic_cites_its_sources_or_says_why_it_needs_none() -> None:
    for topic in TOPICS.values():
        for section in topic.sections:
            assert bool(section.sources) != bool(section.no_source), f"{topic.slug}#{section.id}"
            assert set(section.sources) <= set(SOURCES), f"{topic.slug}#{section.id}"


def test_every_sign_cites_its_sources() -> None:
    for sign in SIGNS:
        assert sign.sources, sign.id


@pytest.mark.parametrize("slug", TECHNIQUES)
def test_every_heading_of_a_card_cites_its_sources(pages: PageClient, slug: str) -> None:
    """But the words to the therapist: they state no fact. The two headings about places share a line."""
    page = pages.get(f"/en/techniques/{slug}")
    cited: dict[str, set[str]] = {}
    waiting: list[str] = []
    for element in page.one("article").iter():
        if element.tag == "h2" and words(element) != "Tell the therapist":
            waiting.append(words(element))
        elif element.get("class") == "small sources":
            keys = {words(link) for link in element.iter("a")}
            cited |= dict.fromkeys(waiting, keys)
            waiting.clear()
    assert cited.pop("What it is") == {"ARTICLE"}
    assert cited.pop("What studies say") == set(TECHNIQUES[slug].evidence.sources) <= set(SOURCES)
    assert len(cited) == 7
    for heading, keys in cited.items():
        assert keys == {"ARTICLE", "OURS"}, heading


def test_every_source_is_cited_somewhere() -> None:
    """An unused reference would lend weight to text that does not rest on it."""
    cited = {key for sign in SIGNS for key in sign.sources}
    cited |= {key for technique in TECHNIQUES.values() for key in technique.evidence.sources}
    cited |= {key for topic in TOPICS.values() for section in topic.sections for key in section.sources}
    assert set(SOURCES) - cited == set()


def test_every_source_stands_on_the_page_about_us_with_how_well_we_read_it(pages: PageClient) -> None:
    about = pages.get("/en/about")
    for key, source in SOURCES.items():
        assert words(about.one("li", id=key)).endswith(f"{source.title} [{source.mark}]"), key
