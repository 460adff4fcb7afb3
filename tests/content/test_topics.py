"""The pages of section 10 of docs/clinical.md: short, with the sources of that file, and easy to find."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from pwa.content.pictures import LABELS
from pwa.content.sources import SOURCES
from pwa.content.topics import GROUPS, TERMS, TOPICS
from pwa.content.topics.records import SURE
from pwa.languages import LANGUAGES, force_language
from pwa.paths import TRANSLATIONS
from tests.content.sentences import blocks
from tests.pages import Page, PageClient, child, words

# Pages of section 10, by the number of their part.
PARTS = {
    "10.1": "your-options",
    "10.2": "what-usually-happens",
    "10.3": "how-massage-might-help",
    "10.4": "self-help",
    "10.5": "massage-at-home",
    "10.6": "medicines",
    "10.7": "booking",
    "10.8": "glossary",
    "10.9": "what-matters",
    "10.13": "back-or-circulation",
}
CLINICAL = (TRANSLATIONS.parent / "docs" / "clinical.md").read_text("utf-8")
MOST_WORDS = 350
# Two lines of part 10.14 belong to other pages.
LINES_OF_OTHER_PARTS = {"10.2": {"HSE-MOOD"}, "10.4": {"FALLS-WI", "FALLS-NICE"}}
# Part 10.9 also names the sources of the new lines of the sheet for the doctor, which are not on this page.
NO_FACTS = {"10.9"}


def part_of_the_clinical_file(number: str) -> str:
    [text] = re.findall(rf"^### {re.escape(number)} (.*?)(?=^### |\Z)", CLINICAL, re.MULTILINE | re.DOTALL)
    return str(text)


@pytest.mark.parametrize("number", PARTS)
def test_a_page_has_the_title_of_its_part_and_cites_all_sources_of_that_part_and_no_others(number: str) -> None:
    topic, text = TOPICS[PARTS[number]], part_of_the_clinical_file(number)
    assert text.startswith(topic.title.english)
    named = {key for key in SOURCES if re.search(rf"(?<![\w-]){key}(?![\w-])", text)}
    # "same distance" is marked weak without a key: only web pages say so.
    named |= {"WEB"} if '"same distance" weak' in text else set()
    cited = {key for keys in topic.cited for key in keys} - {"OURS"}
    assert cited == (set() if number in NO_FACTS else named | LINES_OF_OTHER_PARTS.get(number, set()))


@pytest.mark.parametrize("slug", PARTS.values())
def test_a_page_has_at_most_350_words(pages: PageClient, slug: str) -> None:
    main = pages.get(f"/en/{slug}").one("main")
    # Pictures have words that nobody sees; links, buttons and the names of columns repeat what stands elsewhere.
    around = [
        "contents screen-only",
        "small sources",
        "flow about-text",
        "text-size screen-only",
        "listen row screen-only",
    ]
    around += ["flow screen-only", "button quiet wide screen-only"]  # a second language, and a wrong sentence
    around += ["banner problem", "banner unchecked"]  # hidden
    around += ["picture", "picture slim", "picture labelled anatomy-labelled", "onward", "button quiet wide", "small"]
    text = " ".join(dict.fromkeys(blocks(main, leave_out=around)))
    assert len(re.findall(r"[\w’]+", text)) <= MOST_WORDS


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_page_to_read_is_two_taps_from_the_home_page_under_its_own_title(pages: PageClient, tag: str) -> None:
    home, hub = pages.get(f"/{tag}/"), pages.get(f"/{tag}/techniques")
    assert home.all("a", href=f"/{tag}/techniques")
    listed = [link for nav in hub.all("nav", class_="contents") for link in nav.iter("a")]
    titles = {str(link.get("href")): words(link) for link in listed}
    assert {f"/{tag}/{topic.slug}" for group in GROUPS.values() for topic in group} <= set(titles)
    for path, title in titles.items():
        assert words(pages.get(path).one("h1")) == title


def test_a_heading_of_a_page_makes_sense_without_the_one_above_it() -> None:
    """Rule 4 of docs/english.md. "On this page" lists the headings alone, and a search shows them alone."""
    headings = {section.name.english for topic in TOPICS.values() for section in topic.sections}
    headings |= {topic.title.english for topic in TOPICS.values()}
    open_ended = {
        name
        for name in headings
        if re.search(r"\b(it|they|them|the two)\b|^In the|^How to lie\b(?! down)", name, re.IGNORECASE)
    }
    assert open_ended == {"Is it my back or my circulation?"}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_day_of_the_massage_leads_to_the_words_for_the_table(pages: PageClient, tag: str) -> None:
    page = pages.get(f"/{tag}/session")
    [said] = [section for section in page.all("section") if section.get("aria-labelledby") == "say"]
    titles = {str(link.get("href")): words(link) for link in said.iter("a")}
    assert titles[f"/{tag}/phrases"] == words(pages.get(f"/{tag}/phrases").one("h1"))


# The table --------------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("slug", ["your-options", "back-or-circulation"])
def test_a_cell_on_a_phone_names_its_column_as_the_table_does(pages: PageClient, slug: str, tag: str) -> None:
    table = pages.get(f"/{tag}/{slug}").one("table", class_="cells")
    columns = [words(column) for column in child(table, "thead").iter("th")]
    rows = list(child(table, "tbody").iter("tr"))
    assert len(rows) >= 5
    for row in rows:
        assert [cell.tag for cell in row] == ["th"] + ["td"] * (len(columns) - 1)
        assert [words(child(cell, "span")) for cell in row.findall("td")] == columns[1:]


def test_every_option_says_how_sure_we_are_in_one_of_four_sentences_and_never_that_we_are_sure() -> None:
    [table] = [section.table for section in TOPICS["your-options"].sections if section.table]
    place = [column.english for column in table.columns].index("How sure we are") - 1
    said = {row.cells[place] for row in table.rows}
    assert said <= set(SURE[:-1])
    assert {section.sure for topic in TOPICS.values() for section in topic.sections} <= {None, *SURE[:-1]}


# The glossary -----------------------------------------------------------------------------------


def term_links(page: Page, tag: str) -> list[Element]:
    return [link for link in page.all("a") if str(link.get("href")).startswith(f"/{tag}/glossary#")]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_term_is_linked_once_on_a_page_to_its_place_in_the_glossary(pages: PageClient, tag: str) -> None:
    places = {str(term.get("id")) for term in pages.get(f"/{tag}/glossary").all("dt") if term.get("id")}
    assert places == {term.id for term in TERMS}
    linked = set()
    for slug in (*TOPICS, "techniques/swedish", "techniques/myofascial-release", "techniques/trigger-point"):
        leads = [str(link.get("href")).partition("#")[2] for link in term_links(pages.get(f"/{tag}/{slug}"), tag)]
        assert len(leads) == len(set(leads)), slug
        assert set(leads) <= places, slug
        linked |= set(leads)
    assert {"sciatica", "claudication", "spinal-cord", "central-stenosis", "endorphins", "gate-control"} <= linked
    assert {"contraindication", "osteoporosis", "fascia"} <= linked
    assert term_links(pages.get(f"/{tag}/glossary"), tag) == []


def test_a_term_that_stands_on_a_page_is_linked_there(pages: PageClient) -> None:
    """Outside headings, links and cards of an emergency."""
    found = set()
    for slug in (slug for slug in TOPICS if slug != "glossary"):
        page = pages.get(f"/en/{slug}")
        text = " ".join(words(part) for tag in ("p", "li") for part in page.all(tag) if part.find("a") is None).lower()
        linked = {str(link.get("href")).partition("#")[2] for link in term_links(page, "en")}
        unlinked = {term.id for term in TERMS if re.search(rf"\b{term.name.english.lower()}\b", text)} - linked
        found |= {(slug, term) for term in unlinked - {"stenosis"}}
    assert found == set()


def test_a_term_is_linked_where_it_first_stands(pages: PageClient) -> None:
    page = pages.get("/en/stenosis")
    first = next(p for p in page.all("p") if "spinal cord" in words(p))
    assert [words(link) for link in first.iter("a")] == ["spinal cord"]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_card_of_an_emergency_links_no_term(pages: PageClient, tag: str) -> None:
    for slug in TOPICS:
        for card in pages.get(f"/{tag}/{slug}").all("section", data_level="emergency"):
            assert not [link for link in card.iter("a") if "glossary" in str(link.get("href"))]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_terms_stand_in_the_order_of_the_language(pages: PageClient, tag: str, reading_app: Flask) -> None:
    shown = [words(term) for term in pages.get(f"/{tag}/glossary").all("dt") if term.get("id")]
    with reading_app.app_context(), force_language(LANGUAGES[tag]):
        assert sorted(shown) == sorted(str(term.name) for term in TERMS)
    if tag == "es":
        assert shown.index("Mielopatía") < shown.index("Osteoporosis")
        assert shown == sorted(shown, key=lambda name: name.casefold().translate(str.maketrans("áéíóú", "aeiou")))


def test_the_parts_of_the_labelled_drawing_are_named_in_text(pages: PageClient) -> None:
    figure = pages.get("/en/glossary").one("figure", class_="picture labelled anatomy-labelled")
    assert [words(part) for part in child(figure, "ol")] == [label.english for label in LABELS["anatomy-labelled"]]
