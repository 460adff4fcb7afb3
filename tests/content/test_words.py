"""No page has a forbidden word, no question is easy to misread, and every fact has a source."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from babel.messages.pofile import read_po

from pwa.content.signs import SIGNS
from pwa.content.sources import MARKS, SOURCES, Mark, Source
from pwa.content.techniques import GUN_SOURCES, TECHNIQUES
from pwa.content.topics import TOPICS
from pwa.languages import LANGUAGES
from pwa.paths import TRANSLATIONS
from tests.content.sentences import ENGLISH_PAGES, said_on, sentences
from tests.pages import Page, PageClient, words

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
    # By itself it is a term of the glossary.
    r"(?<!^Doctors call this a )\b(contra)?indicat(ed|ion|ions)\b(?!$)": "doctors' language: once, as the word of doctors",
    r"\bcures?\b(?! stenosis or widens)": "massage cures nothing; one line tells the reader to leave whoever says so",
}
NEGATIVE = re.compile(
    r"\b(not|never|no longer)\b.*\?$|^(don’t|doesn’t|didn’t|isn’t|aren’t|haven’t|hasn’t|can’t|won’t)\b|n[’']t\b.*\?$",
    re.IGNORECASE,
)
# Questions with a "not" that docs/clinical.md allows: the "not" belongs to the sign, so Yes still means that it is there.
ASKED_ALL_THE_SAME = {
    # The doctor's words, and Yes means yes in every language.
    "Has a doctor said that your spine is not stable, or that a bone has slipped?",
    "Do you have a broken bone that has not healed?",
    "Do you have a sore on your foot or leg that does not heal?",
    "What is not known?",  # a heading: nobody answers it with Yes
}

# What the app once said: the column "Before" of the rules of style, with the quotation marks that the app uses.
BEFORE = [
    row.split("|")[1].strip().replace('"good hurt"', "“good hurt”")
    for row in (TRANSLATIONS.parent / "docs" / "english.md").read_text("utf-8").splitlines()
    if row.startswith("| ") and not row.startswith("| Before")
]


@pytest.mark.parametrize("slug", ENGLISH_PAGES)
def test_no_page_promises_or_speaks_in_idioms(pages: PageClient, slug: str) -> None:
    for sentence in said_on(pages, slug):
        for pattern, reason in FORBIDDEN.items():
            assert not re.search(pattern, sentence, re.IGNORECASE), f"{sentence!r}: {reason}"


def test_no_text_says_again_what_was_bettered() -> None:
    """Fragments, riddles, and the opposite of what was meant."""
    assert len(BEFORE) == 30
    with (TRANSLATIONS / "messages.pot").open("rb") as template:
        texts = [str(message.id) for message in read_po(template) if message.id]
    assert len(texts) > 1000
    assert {before for before in sentences(BEFORE) for text in texts if before in text} == set()


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
        assert {key for keys in topic.cited for key in keys} <= set(SOURCES), topic.slug


def test_every_sign_cites_its_sources() -> None:
    for sign in SIGNS:
        assert sign.sources, sign.id


def cited_on(page: Page) -> dict[str, list[str]]:
    """Return what is folded under "Where this comes from": references by heading. Headings may share theirs."""
    [folded] = page.one("details", class_="small sources").iter("dl")
    cited: dict[str, list[str]] = {}
    waiting: list[str] = []
    for element in folded:
        if element.tag == "dt":
            waiting = [*waiting, words(element)] if not waiting or waiting[-1] not in cited else [words(element)]
        else:
            for heading in waiting:
                cited.setdefault(heading, []).append(words(element))
    return cited


def references(keys: Iterable[str]) -> list[str]:
    """Return the references as a reader sees them: without codes."""
    return [OUR_CHOICE if key == "OURS" else remarked(SOURCES[key]) for key in keys]


def remarked(source: Source) -> str:
    return source.title if source.mark is Mark.READ else f"{source.title}. {MARKS[source.mark].english}"


OUR_CHOICE = "This is our own careful choice. A health professional still needs to check it."


@pytest.mark.parametrize("slug", TECHNIQUES)
def test_every_heading_of_a_card_has_its_sources_below_the_fold(pages: PageClient, slug: str) -> None:
    """But the words to the therapist: they state no fact."""
    page, evidence = pages.get(f"/en/techniques/{slug}"), TECHNIQUES[slug].evidence
    cited = cited_on(page)
    headings = [words(heading) for heading in page.all("h2") if words(heading) != "What to tell the therapist"]
    assert sorted(cited) == sorted(headings)
    assert cited.pop("What it is") == references(["ARTICLE"])
    unchecked = [evidence.unchecked.english] if evidence.unchecked else []
    assert cited.pop("What studies say") == references(evidence.sources) + unchecked
    assert cited.pop("What to avoid") == references(["ARTICLE", "OURS", *GUN_SOURCES])
    for heading, said in cited.items():
        assert said == references(["ARTICLE", "OURS"]), heading


@pytest.mark.parametrize("slug", TOPICS)
def test_every_section_of_a_topic_has_its_sources_below_the_fold(pages: PageClient, slug: str) -> None:
    page = pages.get(f"/en/{slug}")
    cited = cited_on(page) if page.all("details", class_="small sources") else {}
    assert cited == {part.english: references(keys) for keys, parts in TOPICS[slug].cited.items() for part in parts}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_each_question_of_the_check_leads_to_the_names_of_its_own_sources(pages: PageClient, tag: str) -> None:
    leads = [str(link.get("href")) for link in pages.get(f"/{tag}/check").all("a") if "about#" in str(link.get("href"))]
    assert leads == [f"/{tag}/about#{sign.id}" for sign in SIGNS]
    [listed] = pages.get(f"/{tag}/about").all("dl", class_="references")
    assert [term.get("id") for term in listed.iter("dt")] == [sign.id for sign in SIGNS]
    if tag == "en":
        cited: dict[str, list[str]] = {}
        for element in listed:
            if element.tag == "dt":
                cited[words(element)] = []
            else:
                cited[[*cited][-1]].append(words(element))
        assert cited == {sign.question.english: references(sign.sources) for sign in SIGNS}


READING = [*TOPICS, "check", "techniques", *(f"techniques/{slug}" for slug in TECHNIQUES)]


@pytest.mark.parametrize("slug", READING)
def test_no_code_of_a_source_stands_on_a_reading_page(pages: PageClient, slug: str) -> None:
    said = " ".join(said_on(pages, slug))  # without what is folded: a title may hold the name of an office
    assert [key for key in SOURCES if re.search(rf"(?<![\w-]){key}(?![\w-])", said)] == []


def test_every_source_is_cited_somewhere() -> None:
    """An unused reference would lend weight to text that does not rest on it."""
    cited = {key for sign in SIGNS for key in sign.sources}
    cited |= {key for technique in TECHNIQUES.values() for key in technique.evidence.sources}
    cited |= {key for topic in TOPICS.values() for keys in topic.cited for key in keys}
    assert set(SOURCES) - cited == set()


def test_every_source_stands_on_the_page_about_us_with_how_well_we_read_it(pages: PageClient) -> None:
    about = pages.get("/en/about")
    for key, source in SOURCES.items():
        assert words(about.one("li", id=key)).endswith(f"{source.title} [{source.mark}]"), key
