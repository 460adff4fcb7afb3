"""Texts belong together: the line of a sign and its question, a remark and its number, a card and its place."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from pwa.content.countries import COUNTRIES, by_name
from pwa.content.signs import SIGNS, Sign
from pwa.languages import LANGUAGES, force_language
from tests.content.clinical import CLINICAL
from tests.pages import Page, PageClient, words

# Reasons whose words differ from the clinical file, because it has notes for editors or says "Same."
NERVES = "pressure on the nerves at the base of the spine"
CORD = "pressure on the spinal cord in the neck"
REASONS = {
    **dict.fromkeys(("E2", "E3", "E4"), NERVES),
    **dict.fromkeys(("D6", "D7", "D8", "D9"), CORD),
    "E5": "Both legs at once",
    "D13": "tumour",
    "P1": "worse",
    "T2": "clot",
    "T11": "say how it feels",
}
SMALL_WORDS = set(
    re.findall(
        r"\w+",
        "a an and any are at be been can did do does ever for had has have i in is it like may of on or that the time to"
        " you your",
    )
)


def stems(text: str) -> set[str]:
    """Return the words that carry the meaning, cut to five letters so that "drops" and "drop" are equal."""
    return {word[:5] for word in re.findall(r"[a-z]+", text.lower()) if word not in SMALL_WORDS}


def shared(one: str, other: str) -> float:
    """Return the share of the stems of the shorter text that the other text has, from 0 to 1."""
    first, second = stems(one), stems(other)
    return len(first & second) / min(len(first), len(second))


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.id)
def test_the_line_of_a_sign_says_what_its_question_asks_and_no_other_line_says_it_better(sign: Sign) -> None:
    """When a fever is ticked, the card must not say "your foot drops"."""
    assert shared(sign.question.english, sign.line.english) >= 0.5
    best = max(SIGNS, key=lambda other: len(stems(sign.question.english) & stems(other.line.english)))
    assert len(stems(sign.question.english) & stems(sign.line.english)) == len(
        stems(sign.question.english) & stems(best.line.english)
    ), best.id


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.id)
def test_the_reason_of_a_sign_is_that_of_the_clinical_file(sign: Sign) -> None:
    reason = sign.why.english
    if sign.id in REASONS:
        assert REASONS[sign.id] in reason
    else:
        assert shared(reason, CLINICAL[sign.id]["why"]) >= 0.5, CLINICAL[sign.id]["why"]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_question_of_the_check_stands_with_its_own_hint_advice_and_reason(pages: PageClient, tag: str) -> None:
    page = pages.get(f"/{tag}/check")
    app: Flask = pages.client.application
    with app.app_context(), force_language(LANGUAGES[tag]):
        for sign in SIGNS:
            check_question(page, sign)


def check_question(page: Page, sign: Sign) -> None:
    [field] = [
        field for field in page.all("fieldset") if any(box.get("name") == sign.id for box in field.iter("input"))
    ]
    said = words(field)
    # `words` makes a hard space, which French and Russian have, an ordinary one.
    texts = [" ".join(str(text).split()) for text in (sign.question, sign.hint, sign.why) if text]
    assert [text for text in texts if text not in said] == [], sign.id
    described = str(field.get("aria-describedby") or "").split()
    by = {str(part.get("id")): words(part) for part in page.root.iter() if part.get("id") in described}
    assert set(by) == set(described), sign.id
    assert sign.hint is None or any(" ".join(str(sign.hint).split()) in text for text in by.values()), sign.id
    # Several signs may share one advice, which then stands above them.
    above = [text for id_, text in by.items() if not id_.startswith(f"{sign.id}-")]
    assert sign.advice is None or " ".join(str(sign.advice).split()) in said or any(above), sign.id


@pytest.mark.parametrize(
    ("slug", "what"),
    [("check", "read out the lines above."), ("emergency", "read out the line that fits you.")],
)
def test_the_caller_is_told_to_read_out_what_stands_above(pages: PageClient, slug: str, what: str) -> None:
    """The check shows only ticked signs; the emergency page shows all."""
    card = pages.get(f"/en/{slug}").one("div", class_="action", data_level="emergency")
    [say] = [part for part in card.iter("p") if part.get("class") == "say"]
    assert words(say) == f"Say “I have back or neck trouble”. Then {what}"


# The places and telephones from which a number works, if it does not work from all (clinical file, section 6).
WHERE = {
    ("AU", "112"): "from a mobile phone",
    ("ZA", "112"): "from a mobile phone",
    ("PK", "1122"): "in Punjab, Sindh and Khyber Pakhtunkhwa",
    ("ID", "112"): "in many cities",
    ("SA", "911"): "in some regions",
}


def test_a_number_says_where_it_works_and_only_where_that_is_not_everywhere() -> None:
    told = {
        (country.iso, number.digits): number.where.english
        for country in COUNTRIES.values()
        for number in country.numbers
        if number.where
    }
    assert {number: where for number, where in told.items() if number != ("PE", "911")} == WHERE
    assert told["PE", "911"].startswith("in Lima and Callao")


def test_countries_are_sorted_as_a_reader_looks_for_them_whatever_accents_they_have(reading_app: Flask) -> None:
    with reading_app.app_context(), force_language(LANGUAGES["es"]):
        names = [country.name for country in by_name()]
    assert len(names) == len(COUNTRIES)
    for earlier, later in (("México", "Mozambique"), ("España", "Estados Unidos"), ("Perú", "Polonia")):
        assert names.index(earlier) < names.index(later)
    with reading_app.app_context(), force_language(LANGUAGES["en"]):
        names = [country.name for country in by_name()]
    assert names.index("Côte d’Ivoire") < names.index("Cuba")
