"""The emergency numbers are those of the clinical table; a country of grade X shows words, never a number."""

import csv
import re
from pathlib import Path

import pytest
from phonenumbers import PhoneMetadata

from pwa.content.countries import COUNTRIES, FIND_OUT, ONLY_OWN_SIM
from pwa.languages import LANGUAGES
from tests.pages import DRAFTS, PageClient, words

TABLE = list(csv.DictReader((Path(__file__).parent / "emergency_numbers.csv").read_text("utf-8").splitlines()))


def test_all_countries_of_the_table_are_there_with_grade_and_basis() -> None:
    assert [(row["iso"], row["grade"], row["basis"]) for row in TABLE] == [
        (country.iso, country.grade, country.basis) for country in COUNTRIES.values()
    ]


def test_numbers_are_those_of_the_table_and_the_first_is_the_one_to_call() -> None:
    for row in TABLE:
        numbers = [number.digits for number in COUNTRIES[row["iso"]].numbers]
        if row["grade"] == "X":
            assert numbers == [], f"{row['iso']} is in doubt"
            continue
        shown = re.findall(r"\d+", row["show"])
        # For Pakistan and South Africa the table names first a number that works only in a part of the country or from a
        # mobile phone. A card has one number without a condition, so it shows the other number.
        assert numbers[0] == shown[0] or row["iso"] in {"PK", "ZA"}, row["iso"]
        assert COUNTRIES[row["iso"]].numbers[0].where is None, row["iso"]
        # "112 widely quoted" in Ghana is a remark, not a second number.
        assert set(numbers) == set(shown) - ({"112"} if row["iso"] == "GH" else set()), row["iso"]


def test_the_ways_without_speaking_are_those_of_the_table() -> None:
    ways = {country.iso: country.way for country in COUNTRIES.values() if country.way}
    assert [(row["iso"], row["text_grade"], row["text_basis"]) for row in TABLE if row["text"]] == [
        (iso, way.grade, way.basis) for iso, way in ways.items()
    ]
    for row in (row for row in TABLE if row["text"]):
        way = ways[row["iso"]]
        said = way.text.english
        assert set(re.findall(r"\d{3,}", row["text"].replace("9-1-1", "911"))) <= set(re.findall(r"\d{3,}", said)), row[
            "iso"
        ]
        # Nobody may lose time in an emergency by trying to register.
        assert ("first register" in row["text"]) == ("works only if you have registered" in said), row["iso"]
        # Section 6 of docs/clinical.md: texts to 999 and 112 need a SIM card of the country.
        assert (way.then is ONLY_OWN_SIM) == bool(re.search(r"^Text (112|999)", said)), row["iso"]
        assert way.grade != "X" or way.then is FIND_OUT or "by region" in said, row["iso"]


@pytest.mark.parametrize("tag", ["en", *DRAFTS])
def test_a_way_stands_under_the_number_with_the_english_beside_it_and_without_a_link(
    pages: PageClient, tag: str
) -> None:
    """Some of these services need a registration: a tap that does nothing would cost time."""
    page = pages.get(f"/{tag}/emergency")
    for row in (row for row in TABLE if row["text"]):
        country = page.one("li", data_country=row["iso"])
        [way] = [part for part in country if part.get("class") == "way"]
        found = COUNTRIES[row["iso"]].way
        assert found is not None
        assert re.search(rf"If you cannot speak or hear on the phone: ?{re.escape(found.text.english)}", words(way))
        assert list(way.iter("a")) == []
        assert list(country).index(way) > 1


def test_numbers_are_latin_digits() -> None:
    for country in COUNTRIES.values():
        for number in country.numbers:
            assert re.fullmatch(r"[0-9]{2,5}", number.digits)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_country_in_doubt_has_words_with_the_english_beside_them(pages: PageClient, tag: str) -> None:
    page = pages.get(f"/{tag}/emergency")
    for row in (row for row in TABLE if row["grade"] == "X"):
        shown = words(page.one("li", data_country=row["iso"]))
        assert "Go to the nearest hospital, or call your local emergency number." in shown, row["iso"]


# Numbers that we show although libphonenumber does not list them, each with the reason (docs/clinical.md, section 6).
WE_KNOW_BETTER = {
    ("DZ", "1021"): "Algeria: civil protection, Maghreb Emergent; libphonenumber has only its short number 14",
    ("NG", "112"): "Nigeria: the regulator NCC and the health ministry (NEMSAS) say 112; libphonenumber says 199",
    ("PE", "106"): "Peru: the ambulance (SAMU) by the health ministry; missing in libphonenumber",
    ("PE", "911"): "Peru: being rolled out in Lima and Callao by the health ministry; missing in libphonenumber",
    ("SN", "1515"): "Senegal: the national ambulance (SAMU), LuxDev 2025; libphonenumber says 17 and 18",
}


def listed_by_libphonenumber(iso: str, digits: str) -> bool:
    """Whether libphonenumber counts a number among the emergency numbers of a country.

    It does not tell which number is the ambulance, because police and fire are in the same pattern.
    """
    region = PhoneMetadata.short_metadata_for_region(iso)
    pattern = region.emergency.national_number_pattern if region and region.emergency else None
    return bool(pattern and re.fullmatch(pattern, digits))


def test_libphonenumber_lists_every_number_that_we_show_except_where_we_know_better() -> None:
    """A new disagreement fails here, and so does an exception that is no longer needed."""
    shown = {(country.iso, number.digits) for country in COUNTRIES.values() for number in country.numbers}
    assert {number for number in shown if not listed_by_libphonenumber(*number)} == set(WE_KNOW_BETTER)


def test_numbers_that_are_wrong_in_another_table_are_right_in_libphonenumber() -> None:
    """These numbers were wrong or missing in Android's table. If libphonenumber stops agreeing, check them again."""
    for iso, digits in [("ID", "119"), ("KR", "119"), ("PK", "1122"), ("PK", "115"), ("DZ", "14")]:
        assert listed_by_libphonenumber(iso, digits), f"{iso} {digits}"
        assert digits in {number.digits for number in COUNTRIES[iso].numbers}
