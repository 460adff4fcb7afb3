"""Translations mean the same as the English, as far as a machine can tell, because a wrong word can hurt somebody.

The gates are in `tests/meaning/gates.py`. `tests/meaning/test_reversals.py` tries them with faults in every language.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from functools import cache

from pwa.content.signs import EMERGENCY, SIGNS
from pwa.paths import TRANSLATIONS
from pwa.reminders import notifications
from tests.content.sentences import blocks
from tests.meaning.catalogues import CATALOGUES, each_catalogue, normal, sentences
from tests.meaning.english import ORDERS
from tests.meaning.gates import weak_prohibitions, wrong_levels, wrong_negations
from tests.meaning.negations import exceptions
from tests.meaning.words import words
from tests.pages import EVERY_PAGE, PageClient
from tests.reviewed import FILE, emergency_texts, hashes


@each_catalogue
def test_no_translation_drops_a_negation(name: str) -> None:
    """Nor adds or moves one. To accept another number, see `tests/meaning/negations.py`."""
    for said in sentences(name):
        assert list(wrong_negations(name, said)) == [], f"{said.english!r} became {said.translated!r}"


@each_catalogue
def test_no_exception_of_a_negation_outlives_its_message(name: str) -> None:
    assert set(exceptions()[name]) <= {said.key for said in sentences(name)}


@each_catalogue
def test_what_must_not_be_done_stays_forbidden(name: str) -> None:
    for said in sentences(name):
        assert list(weak_prohibitions(words(name), said)) == [], f"{said.english!r} became {said.translated!r}"


@each_catalogue
def test_an_order_keeps_its_level(name: str) -> None:
    for said in sentences(name):
        assert list(wrong_levels(words(name), said)) == [], f"{said.english!r} became {said.translated!r}"


@each_catalogue
def test_the_names_of_the_levels_and_their_actions_are_those_of_the_list_of_terms(name: str) -> None:
    contexts = {"level", "result", "action", "answer", "phrase", "zone"}
    for said in sentences(name):
        listed = terms(name).get(plain(said.english)) if said.context in contexts else None
        assert not listed or forms(said.translated) & listed, f"{said.translated!r} is not among {listed}"


@each_catalogue
def test_each_action_of_the_list_of_terms_says_its_own_level_only(name: str) -> None:
    actions = {"call_now": "now", "call_today": "today", "see_soon": "days", "ask_before": "before", "put_off": "later"}
    assert set(actions.values()) == set(ORDERS)
    for row in rows_of_terms():
        text = row.get(name.replace("_", "-"))
        if text and row["id"] in actions:
            found = [level for level, word in words(name).levels.items() if word.search(text)]
            assert found == [actions[row["id"]]], text


@cache
def terms(name: str) -> dict[str, set[str]]:
    """By English term, how the list says it. Easy English has no column."""
    column = name.replace("_", "-")
    return {plain(row["english"]): forms(row[column]) for row in rows_of_terms() if column in row}


def forms(text: str) -> set[str]:
    """A term with its bracket, without it, and the other word in the bracket."""
    return {plain(form) for form in (text, re.sub(r"[(（].*?[)）]", "", text), *re.findall(r"[(（](.*?)[)）]", text))}


@cache
def rows_of_terms() -> list[dict[str, str]]:
    with (TRANSLATIONS / "terms.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def plain(text: str) -> str:
    return normal(text).strip(" .。।۔").casefold()


# English texts that differ only in number, in "you" and "me", or beside what stands around them.
ALIKE = [
    {"set it again", "set them again"},
    {"add it to my calendar", "add them to my calendar"},
    {"save the change", "save changes"},
    {"keep taking it as your doctor told you.", "keep taking them as your doctor told you."},
    {"wide: the nerve has room.", "wide: the nerves have room."},
    {"what matters to me", "what matters to you"},
    {"date", "on"},
    {"before", "before a massage"},
    {"after", "after a massage"},
]


@each_catalogue
def test_where_the_english_says_two_things_the_translation_says_two_things(name: str) -> None:
    """Upper and lower case count as equal: "No" on a button and "no" in a sentence are one word."""
    sources = defaultdict(set)
    for said in sentences(name):
        sources[said.context, said.translated].add(said.english.lower())
    assert [english for english in sources.values() if len(english) > 1 and english not in ALIKE] == []


@each_catalogue
def test_no_translation_says_again_what_a_reader_of_the_language_found_wrong(name: str) -> None:
    """Another meaning than the English, words of one country only, or words that nobody says."""
    said = [sentence.translated for sentence in sentences(name)]
    assert [text for text in said if any(wrong in text for wrong in words(name).found_wrong)] == []


def test_in_spanish_a_therapist_is_no_psychologist_where_a_page_first_names_one(pages: PageClient) -> None:
    for tag, slug in EVERY_PAGE:
        if tag == "es":
            said = " ".join(blocks(pages.get(f"/es/{slug}").one("main"), leave_out=[]))
            first = re.search(r"\bterapeutas?\b(?! físico).{0,10}", said, re.IGNORECASE)
            assert not first or "de masaje" in first[0], f"{slug}: {first[0]}"


@each_catalogue
def test_each_sign_asks_and_says_something_of_its_own(name: str) -> None:
    texts = {(said.context, said.english): said.translated for said in sentences(name)}
    for kind in ("question", "line"):
        said = Counter(texts[text.context, text.english] for text in (getattr(sign, kind) for sign in SIGNS))
        assert [text for text, times in said.items() if times > 1] == []


@each_catalogue
def test_no_notification_speaks_of_health(name: str) -> None:
    """Also in the languages that wait. `tests/reminders/test_payload.py` tries the real ones."""
    shown = {(text.context, text.english) for note in notifications.KINDS.values() for text in (note.title, note.body)}
    for said in sentences(name):
        if (said.context, said.english) in shown:
            assert not words(name).health.search(said.translated), said.translated


@each_catalogue
def test_somebody_has_read_each_translation_about_an_emergency(name: str) -> None:
    """To accept a change, compare it with the English, then run `python -m tests.reviewed`."""
    read = json.loads(FILE.read_text("utf-8")).get(name, {})
    now = hashes(name)
    assert {key for key in now if read.get(key) != now[key]} == set(), "not read yet"
    assert set(read) - set(now) == set(), "read once, and gone since"


@each_catalogue
def test_the_texts_that_must_be_read_include_the_emergency_signs_the_actions_and_the_answers(name: str) -> None:
    read = set(emergency_texts(name))
    assert {f"{sign.line.context}: {sign.line.english}" for sign in EMERGENCY} <= read
    assert {f"{sign.question.context}: {sign.question.english}" for sign in EMERGENCY} <= read
    assert {f"answer: {word}" for word in ("Yes", "No", "Not sure")} <= read
    assert "action: Do not drive yourself. Do not have a massage." in read


def test_no_language_is_kept_among_those_that_were_read_when_it_is_gone() -> None:
    assert set(json.loads(FILE.read_text("utf-8"))) == set(CATALOGUES)
