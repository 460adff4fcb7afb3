"""The page about privacy names everything that the tables hold."""

from __future__ import annotations

import pytest

from pwa.content.privacy import ABOUT_NOBODY, STORED
from pwa.languages import LANGUAGES
from pwa.reminders.tables import metadata
from tests.pages import PageClient, words


def test_the_list_names_each_column_of_the_tables_once() -> None:
    """When this fails: give each new column of the tables its words in `pwa/content/privacy.py`."""
    named = [column for stored in STORED for column in stored.columns]
    assert sorted([*named, *ABOUT_NOBODY]) == sorted(
        f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.columns
    )


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_page_has_the_whole_list_and_the_page_about_us_leads_to_it(pages: PageClient, tag: str) -> None:
    page = pages.get(f"/{tag}/privacy")
    shown = [words(line) for line in page.all("li")]
    assert all(shown)
    if tag == "en":
        assert set(shown) >= {stored.words.english for stored in STORED}
    assert len(shown) >= len(STORED) + 6
    assert pages.get(f"/{tag}/about").one("a", href=f"/{tag}/privacy").text
