"""The sentences in the order in which a reader meets them, the emergency first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from babel.messages.pofile import read_po
from flask import render_template

from pwa import states
from pwa.catalogues import Key, translation
from pwa.content.claims import CLAIMS
from pwa.content.pictures import CAPTIONS, LABELS, PICTURES
from pwa.content.signs import EMERGENCY
from pwa.content.sources import SOURCES, Source
from pwa.languages import LANGUAGES, Language, force_language, shown_sentences
from pwa.paths import TRANSLATIONS
from pwa.site.pages import ERROR_PAGES, Page, all_pages, base_context, title_of

# The pages that are read first. The others follow in their own order.
FIRST = ("emergency", "check")


@dataclass(frozen=True)
class Sentence:
    """One sentence to check.

    `note` is for translators. `picture` is the name of the drawing that it describes, or empty. `sources` are those of
    a medical sentence.
    """

    key: Key
    note: str
    picture: str
    sources: tuple[Source, ...]

    @property
    def id(self) -> str:
        """A short name that stays while context and English stay."""
        return states.digest("\4".join(self.key))

    @property
    def is_urgent(self) -> bool:
        """Whether it is about an emergency."""
        return states.is_urgent(self.key)


@dataclass(frozen=True)
class Section:
    """The sentences that a page shows and no page before it. `slug` is None if nobody can open such a page."""

    title: str
    slug: str | None
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Pair:
    """A sentence beside its translation, and the check that holds for it, if there is one."""

    sentence: Sentence
    translation: str
    row: states.Row | None


def pairs(language: Language) -> dict[Section, list[Pair]]:
    """Return what a reviewer of a language reads: of the English, what is medical. Needs an application context."""
    checked = states.valid(language.folder)
    found = {}
    for section in sections():
        wanted = [one for one in section.sentences if not language.is_source or one.key in CLAIMS]
        if wanted:
            found[section] = [Pair(one, translation(language.folder, one.key), checked.get(one.key)) for one in wanted]
    return found


@cache
def sections() -> tuple[Section, ...]:
    """Return every sentence of the source once. Needs an application context."""
    notes = _notes()
    shown = _shown_by_page()
    everywhere = set(notes).intersection(*shown.values())
    left = dict.fromkeys(key for key in notes if key not in everywhere)
    found = []
    for (title, slug), keys in shown.items():
        own = [key for key in keys if key in left]
        for key in own:
            del left[key]
        found.append((title, slug, own))
    found.append(("On every page", "", [key for key in notes if key in everywhere]))
    found.append(("On no page: notifications, calendars, answers of the server, words to link", None, list(left)))
    return tuple(Section(title, slug, _sentences(keys, notes)) for title, slug, keys in found if keys)


def _notes() -> dict[Key, str]:
    with (TRANSLATIONS / "messages.pot").open("rb") as stream:
        return {
            (message.context or "", str(message.id)): " ".join(message.auto_comments)
            for message in read_po(stream)
            if message.id
        }


def _shown_by_page() -> dict[tuple[str, str | None], dict[Key, None]]:
    """Return the sentences of each page of the English, by its heading and its slug."""
    english = LANGUAGES["en"]
    languages = list(LANGUAGES.values())
    wanted = sorted(all_pages(), key=lambda page: FIRST.index(page.slug) if page.slug in FIRST else len(FIRST))
    found = {}
    for page in wanted:
        more = {"base_url": "", "read_only": False, "clinic": None, "email": "", "pages_before": [], "static": str}
        with force_language(english):
            context = {**base_context(page, english, languages, {}), **page.context, **more}
            with shown_sentences() as shown:
                title = title_of(render_template(page.template, **context))
        found[title, _address(page)] = shown["en"]
    return found


def _address(page: Page) -> str | None:
    return None if page.slug in ERROR_PAGES else page.slug


def _sentences(keys: Sequence[Key], notes: dict[Key, str]) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(key, notes[key], _pictures().get(key, ""), tuple(SOURCES[name] for name in CLAIMS.get(key, ())))
        for key in keys
    )


@cache
def _pictures() -> dict[Key, str]:
    """Return the drawing that a sentence describes, by the sentence."""
    described = [(name, text) for texts in (PICTURES, CAPTIONS) for name, text in texts.items()]
    described += [(name, text) for name, labels in LABELS.items() for text in labels]
    described += [(f"sign-{sign.id}", text) for sign in EMERGENCY for text in (sign.question, sign.line)]
    return {(text.context, text.english): name for name, text in described}
