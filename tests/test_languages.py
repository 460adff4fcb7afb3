"""A reader gets a language that they can read, and English when we have none."""

import pytest
from flask import Flask
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from pwa.languages import LANGUAGES, Language, Text, choose, force_language, name_of
from pwa.site.pages import PURPOSE
from tests.pages import PageClient

ALL = tuple(LANGUAGES)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("ar-EG", "ar"),
        ("zh-CN", "zh-Hans"),
        ("zh-TW", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("pt-PT", "pt-BR"),
        ("pt", "pt-BR"),
        ("fil-PH,en;q=0.5", "tl"),
        ("tl", "tl"),
        ("de-AT;q=0.5,fr;q=0.9", "fr"),
        ("xx,ar;q=0.1", "ar"),
        ("xx", "en"),
        ("", "en"),
        ("*", "en"),
        ("../../etc", "en"),
    ],
)
def test_the_first_language_that_we_have_and_the_reader_reads(header: str, language: str) -> None:
    assert choose(parse_accept_header(header, LanguageAccept), ALL) == language


def test_a_language_that_is_not_offered_gives_way_to_the_next_wish() -> None:
    assert choose(parse_accept_header("zh-CN,es;q=0.5", LanguageAccept), ("en", "es")) == "es"


def test_a_reader_of_other_languages_gets_english_whichever_is_offered_first() -> None:
    assert choose(parse_accept_header("xx", LanguageAccept), ("es", "ar", "en")) == "en"


def test_the_first_page_sends_each_reader_to_their_language(pages: PageClient) -> None:
    for header, path in [("ar-SA,en;q=0.5", "/ar/"), ("es", "/es/"), ("zh-CN", "/zh-Hans/"), ("xx", "/en/")]:
        answer = pages.client.get("/", headers={"Accept-Language": header})
        assert (answer.status_code, answer.headers["Location"]) == (302, path)
        assert answer.headers["Vary"] == "Accept-Language"
        assert answer.headers["Cache-Control"] == "no-store"


def test_every_language_has_a_catalogue_that_babel_finds(reading_app: Flask) -> None:
    with reading_app.app_context():
        for language in LANGUAGES.values():
            with force_language(language):
                assert (str(PURPOSE) == PURPOSE.english) == (language.checked == "source")


def test_a_text_escapes_itself_and_what_it_is_given(reading_app: Flask) -> None:
    with reading_app.app_context():
        assert Text("x", "a < b").__html__() == "a &lt; b"
        assert Text("x", "for %(name)s") % {"name": "<script>"} == "for &lt;script&gt;"


@pytest.mark.parametrize(
    ("reader", "tag", "name"),
    [
        ("en_001", "zh-Hans", "Simplified Chinese"),
        ("es", "en", "Inglés"),
        ("ar", "es", "الإسبانية"),
        ("de", "pt-BR", "Portugiesisch"),  # the CLDR has no German name for the variant
        ("de", "en-simple", "Englisch"),
    ],
)
def test_a_language_has_a_name_in_the_language_of_the_reader(
    reading_app: Flask, reader: str, tag: str, name: str
) -> None:
    with reading_app.app_context(), force_language(Language("", reader, "", "")):
        assert name_of(Language(tag, "", "", "")) == name
