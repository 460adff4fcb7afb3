"""Links the words of the glossary on other pages, so that a reader without a script finds what they mean."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from pwa.content.topics import TERMS
from pwa.languages import Text

# Chinese and Japanese write no spaces between words: there a word is found anywhere.
WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
# What belongs to a word: `\w` leaves out the vowel points of Arabic and the vowel signs of Hindi and Bengali. The danda
# (U+0964) ends a sentence.
OF_A_WORD = r"[\w\u064b-\u065f\u0670\u0900-\u0963\u0966-\u09ff]"


class TermLinks:
    """Sentences of one page, with a link from each word of the glossary where it first stands.

    Needs the language of the page to be forced when it is made and when it is called. `glossary` is the address of the
    page with the words; on that page itself nothing is linked.
    """

    def __init__(self, page: str, glossary: str) -> None:
        self._glossary = glossary
        self._place = {} if page == glossary else _places()
        # The longest first: "central stenosis" before a word that is a part of it.
        words = "|".join(_pattern(word) for word in sorted(self._place, key=len, reverse=True))
        self._linked: set[str] = set()
        self._words = re.compile(words, re.IGNORECASE)

    def __call__(self, text: Text) -> Markup:
        """Return the sentence as HTML, with links from the words that no earlier sentence had."""
        return Markup(self._words.sub(self._link, str(escape(text)))) if self._place else escape(text)  # noqa: S704

    def _link(self, found: re.Match[str]) -> str:
        place = self._place[found[0].casefold()]
        if place in self._linked:
            return found[0]
        self._linked.add(place)
        return f'<a href="{self._glossary}#{place}">{found[0]}</a>'


def _places() -> dict[str, str]:
    """Return each form of each word of the glossary in the current language, and its place on that page."""
    return {form.casefold(): term.id for term in TERMS if term.forms is not None for form in str(term.forms).split("|")}


def _pattern(word: str) -> str:
    """Return the pattern of a word, which is not found inside a longer one."""
    escaped = re.escape(word)
    return escaped if WITHOUT_SPACES.search(word) else rf"(?<!{OF_A_WORD}){escaped}(?!{OF_A_WORD})"
