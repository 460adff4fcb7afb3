"""Translations mean the same as the English, as far as a machine can tell, because a wrong word can hurt somebody."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict

import pytest

from pwa.content.signs import EMERGENCY, SIGNS
from pwa.languages import Language
from tests.content.sentences import blocks
from tests.pages import EVERY_PAGE, PageClient
from tests.reviewed import FILE, catalogue, drafts, emergency_texts, hashes

# Negations by language. A new language needs its own row.
ENGLISH = r"\b(?:no|not|never|nothing|nobody|none|neither|nor|cannot|without)\b|n[’']t\b"
DENIES = {
    "es": r"\b(?:no|ni|nunca|nada|nadie|ningún|ninguna|ninguno|sin|tampoco|falta de|dudas|lejos de|solo hasta)\b",
    "ar": r"\b[وفبل]?(?:لا|لم|لن|ليس|ليست|غير|عدم|دون|دونه|لست|ألا|بلا|أبدًا|بعيدًا|تعذّر)\b",
}
# Messages in which the language negates two things with one word.
DENIES_ONCE_LESS = {"ar": ["you cannot start, cannot stop, leak"]}

each_language = pytest.mark.parametrize("language", drafts(), ids=lambda language: language.tag)


@each_language
def test_no_translation_drops_a_negation(language: Language) -> None:
    assert language.tag in DENIES, f"add the words of {language.name} that deny to DENIES in tests/test_meaning.py"
    for message in catalogue(language):
        english, translated = str(message.id), str(message.string)
        expected = len(re.findall(ENGLISH, english, re.IGNORECASE))
        expected -= sum(part in english for part in DENIES_ONCE_LESS.get(language.tag, ()))
        found = len(re.findall(DENIES[language.tag], translated, re.IGNORECASE))
        assert found >= expected, f"{english!r} became {translated!r}"


@each_language
def test_no_exception_of_a_negation_outlives_its_message(language: Language) -> None:
    english = [str(message.id) for message in catalogue(language)]
    for part in DENIES_ONCE_LESS.get(language.tag, ()):
        assert any(part in text for text in english), part


@each_language
def test_where_the_english_says_two_things_the_translation_says_two_things(language: Language) -> None:
    """Upper and lower case count as equal: "No" on a button and "no" in a sentence are one word."""
    sources = defaultdict(set)
    for message in catalogue(language):
        if message.id:
            sources[message.context, str(message.string)].add(str(message.id).lower())
    assert [english for english in sources.values() if len(english) > 1] == []


# What an independent reader of each language found wrong on 29 November 2026: another meaning than the English, words of
# one country only, or words that nobody says.
FOUND_WRONG = {
    "es": [
        "con dolor", "se protegen menos", "puede provocarlo", "No conduzca.", "vaya a urgencias", "que necesitan ayuda",
        "Médico hoy", "Médico pronto", "medicina contra los coágulos", "brote", "¿Se siente mal", "comprobación",
        "Recuérdeme preguntar", "Me acuesto mejor",
    ],
    "ar": [
        "لا تدليك الآن", "السيارة. لا تدليك", "إصابة الساقين", "تدلّي الوجه", "ولم يعد يتغيّر", "هل لديك حمل",
        "إذا كان هناك اليوم تناول", "أهل ثقتك", "التبوّل لديّ", "تمدّد بطيء", "ألم مريح", "دليل علاجي",
        "إذا سبق لك تدليك", "لا أطول من ذلك",
    ],
}  # fmt: skip


@each_language
def test_no_translation_says_again_what_a_reader_of_the_language_found_wrong(language: Language) -> None:
    said = [str(message.string) for message in catalogue(language)]
    assert [text for text in said if any(wrong in text for wrong in FOUND_WRONG[language.tag])] == []


def test_in_spanish_a_therapist_is_no_psychologist_where_a_page_first_names_one(pages: PageClient) -> None:
    for tag, slug in EVERY_PAGE:
        if tag == "es":
            said = " ".join(blocks(pages.get(f"/es/{slug}").one("main"), leave_out=[]))
            first = re.search(r"\bterapeutas?\b(?! físico).{0,10}", said, re.IGNORECASE)
            assert not first or "de masaje" in first[0], f"{slug}: {first[0]}"


@each_language
def test_each_sign_asks_and_says_something_of_its_own(language: Language) -> None:
    texts = {(message.context, str(message.id)): str(message.string) for message in catalogue(language)}
    for kind in ("question", "line"):
        said = Counter(texts[text.context, text.english] for text in (getattr(sign, kind) for sign in SIGNS))
        assert [text for text, times in said.items() if times > 1] == []


@each_language
def test_somebody_has_read_each_translation_about_an_emergency(language: Language) -> None:
    """To accept a change, compare it with the English, then run `python -m tests.reviewed`."""
    read = json.loads(FILE.read_text("utf-8")).get(language.tag, {})
    now = hashes(language)
    assert {key for key in now if read.get(key) != now[key]} == set(), "not read yet"
    assert set(read) - set(now) == set(), "read once, and gone since"


@each_language
def test_the_texts_that_must_be_read_include_the_emergency_signs_the_actions_and_the_answers(
    language: Language,
) -> None:
    read = set(emergency_texts(language))
    assert {f"{sign.line.context}: {sign.line.english}" for sign in EMERGENCY} <= read
    assert {f"{sign.question.context}: {sign.question.english}" for sign in EMERGENCY} <= read
    assert {f"answer: {word}" for word in ("Yes", "No", "Not sure")} <= read
    assert "action: Do not drive yourself. Do not have a massage." in read


def test_no_language_is_kept_among_those_that_were_read_when_it_is_gone() -> None:
    assert set(json.loads(FILE.read_text("utf-8"))) == {language.tag for language in drafts()}
