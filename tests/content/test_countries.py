"""The emergency numbers are those of the clinical table; a country of grade X shows words, never a number."""

import csv
import re
from pathlib import Path

from pwa.content.countries import COUNTRIES

TABLE = list(csv.DictReader((Path(__file__).parent / "emergency_numbers.csv").read_text("utf-8").splitlines()))


def test_all_79_countries_of_the_table_are_there_with_grade_and_basis():
    assert [(row["iso"], row["grade"], row["basis"]) for row in TABLE] == [
        (country.iso, country.grade, country.basis) for country in COUNTRIES.values()
    ]
    assert len(COUNTRIES) == 79


def test_numbers_are_those_of_the_table_and_the_first_is_the_one_to_call():
    for row in TABLE:
        numbers = [number.digits for number in COUNTRIES[row["iso"]].numbers]
        if row["grade"] == "X":
            assert numbers == [], f"{row['iso']} is in doubt"
            continue
        shown = re.findall(r"\d+", row["show"])
        assert numbers[0] == shown[0], row["iso"]
        # "112 widely quoted" in Ghana is a remark, not a second number.
        assert set(numbers) == set(shown) - ({"112"} if row["iso"] == "GH" else set()), row["iso"]


def test_numbers_are_latin_digits():
    for country in COUNTRIES.values():
        for number in country.numbers:
            assert re.fullmatch(r"[0-9]{2,5}", number.digits)
