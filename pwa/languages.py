"""Languages: which ones there are, which one a reader gets, and how a sentence is translated.

Only this module imports Flask-Babel. The language is a part of the path (`/ar/check`), not a cookie or a header, so
each address has one meaning and can be saved, shared and printed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Literal

import flask_babel
from babel import dates
from flask import Flask
from markupsafe import Markup, escape
from werkzeug.datastructures import LanguageAccept

from pwa.catalogues import SOURCE, Key, first_fault, sentences
from pwa.paths import TRANSLATIONS
from pwa.states import State, urgent_is_draft, verdict

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Language:
    """One language that we offer.

    `tag` is BCP 47, as in addresses and in `lang=`; `babel` is the same for Babel, which refuses hyphens and finds no
    catalogue for `tl`, and the folder of the catalogue. `name` and `short` are written in the language itself.
    """

    tag: str
    babel: str
    name: str
    short: str
    direction: Literal["ltr", "rtl"] = "ltr"

    @property
    def is_source(self) -> bool:
        """Whether the text was written in this language."""
        return self.tag == SOURCE

    @property
    def folder(self) -> str:
        """Its folder in `translations/`."""
        return SOURCE if self.is_source else self.babel

    @property
    def checked(self) -> State | Literal["source"]:
        """The least state of its sentences, or `source`."""
        return "source" if self.is_source else verdict(self.folder, sentences()).state

    @property
    def is_draft(self) -> bool:
        """Whether no speaker has checked some of its text about an emergency. Then the English is beside all of it.

        Not beside easy English: its readers would read the same thing twice, and the harder words would not help them.
        """
        return self.tag.partition("-")[0] != SOURCE and urgent_is_draft(self.folder)


LANGUAGES: dict[str, Language] = {
    language.tag: language
    for language in (
        Language("en", "en_001", "English", "EN"),
        # Short sentences with one idea each. Babel knows no variant `simple` (RFC 5646): en_GB is not used otherwise.
        Language("en-simple", "en_GB", "Easy English", "E+"),
        Language("es", "es", "Español", "ES"),
        Language("zh-Hans", "zh_Hans", "简体中文", "中"),
        Language("hi", "hi", "हिन्दी", "हि"),
        Language("ar", "ar", "العربية", "ع", direction="rtl"),
        Language("pt-BR", "pt_BR", "Português (Brasil)", "PT"),
        Language("fr", "fr", "Français", "FR"),
        Language("ru", "ru", "Русский", "РУ"),
        Language("de", "de", "Deutsch", "DE"),
        Language("ja", "ja", "日本語", "日"),
        Language("bn", "bn", "বাংলা", "বা"),
        Language("ur", "ur", "اردو", "ار", direction="rtl"),
        Language("vi", "vi", "Tiếng Việt", "VI"),
        Language("ko", "ko", "한국어", "한"),
        Language("it", "it", "Italiano", "IT"),
        Language("tl", "fil", "Filipino", "FIL"),
    )
}

# From the first part of a tag that browsers send to our language for it. Babel's own negotiation finds neither zh_Hans
# for zh-CN nor pt_BR for pt-PT. Readers of traditional Chinese get simplified Chinese rather than English. Phones in
# the Philippines send `fil`, the newer tag for `tl`.
READABLE: dict[str, str] = {"zh": "zh-Hans", "pt": "pt-BR", "fil": "tl"}


def init_app(app: Flask) -> None:
    """Let Flask-Babel find our catalogues, also inside a wheel."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    flask_babel.Babel(app)
    environment: Any = app.jinja_env  # the extension of Flask-Babel adds the method
    environment.install_gettext_callables(flask_babel.gettext, flask_babel.ngettext, newstyle=True, pgettext=_translate)


@cache
def usable(tags: tuple[str, ...], at_least: State) -> tuple[str, ...]:
    """Return those of the languages that can be offered. The log says in one line why another is left out.

    English is always among them. `at_least` is the least state of any sentence of a language.
    """
    wrong = faults(tags)
    whole = [tag for tag in tags if tag not in wrong]
    few = unchecked(whole, at_least)
    for tag, fault in wrong.items():
        log.error("%s is not offered: %s", tag, fault)
    for tag in few:
        log.info("%s is not offered: some of its sentences are not %s", tag, at_least)
    return tuple(tag for tag in whole if tag not in few)


def faults(tags: Sequence[str]) -> dict[str, str]:
    """Return why languages cannot be offered, by their tags. A language whose catalogue is whole is not among them."""
    others = tuple(language.folder for language in LANGUAGES.values())
    return {tag: fault for tag in tags if (fault := first_fault(LANGUAGES[tag].folder, others))}


def unchecked(tags: Sequence[str], at_least: State) -> list[str]:
    """Return those of the languages with whole catalogues in which a sentence is below this state."""
    checked = {tag: LANGUAGES[tag].checked for tag in tags}
    return [tag for tag, state in checked.items() if state != "source" and state.rank < at_least.rank]


def choose(accepted: LanguageAccept, offered: Sequence[str]) -> str:
    """Return the tag of the first offered language that the reader's browser asks for, or `en`.

    A regional variant counts as its language (`es-MX` is `es`), except where `READABLE` says otherwise. Our own pages
    ask for exactly their language, such as `en-simple`.
    """
    exact = {tag.lower(): tag for tag in offered}
    for wanted in accepted.values():
        tag = wanted.replace("_", "-").lower()
        first = tag.split("-")[0]
        readable = exact.get(tag) or READABLE.get(first, first)
        if readable in offered:
            return readable
    return "en"


# The language of the texts, and the sentences that were shown in each language since `shown_sentences()` began.
_current: ContextVar[str] = ContextVar("current", default=SOURCE)
_shown: ContextVar[dict[str, dict[Key, None]] | None] = ContextVar("shown", default=None)


@contextmanager
def force_language(language: Language) -> Iterator[None]:
    """Translate every `Text` and template inside the `with` block into `language`. Needs an application context."""
    before = _current.set(language.tag)
    try:
        with flask_babel.force_locale(language.babel):
            yield
    finally:
        _current.reset(before)


@contextmanager
def shown_sentences() -> Iterator[dict[str, dict[Key, None]]]:
    """Collect what is translated inside the `with` block: tag to sentences, in the order in which they were shown."""
    shown: dict[str, dict[Key, None]] = {}
    before = _shown.set(shown)
    try:
        yield shown
    finally:
        _shown.reset(before)


def _translate(context: str, english: str) -> str:
    shown = _shown.get()
    if shown is not None:
        shown.setdefault(_current.get(), {})[context, english] = None
    return str(flask_babel.pgettext(context, english))


@dataclass(frozen=True)
class Text:
    """A sentence of the English source, which is translated when it is shown.

    `context` distinguishes equal English sentences and tells the translator where the sentence is used.
    """

    context: str
    english: str

    def __str__(self) -> str:
        return _translate(self.context, self.english)

    def __html__(self) -> str:
        return str(escape(str(self)))

    def __mod__(self, values: Mapping[str, object]) -> Markup:
        """Return the sentence as HTML, with `%(name)s` filled in. A value that is not Markup is escaped."""
        return escape(str(self)) % values


def date_in_words(day: date) -> str:
    """Return for example "22 November 2026", in the current language."""
    return dates.format_date(day, format="long", locale=flask_babel.get_locale())


def moment_in_words(moment: datetime) -> str:
    """Return for example "Tuesday, 24 November 2026, 09:00" for a wall time, in the current language."""
    locale = flask_babel.get_locale()
    clock = dates.format_time(moment, format="short", locale=locale)
    day = dates.format_date(moment, format="full", locale=locale)
    # Each language joins the two in its own way: `{1}, {0}` in English, `{0} {1}` in Vietnamese.
    return str(dates.get_datetime_format("full", locale=locale)).format(clock, day)


def territory(iso: str) -> str:
    """Return the name of a country (ISO 3166-1 alpha-2) in the current language, from the CLDR."""
    return str(flask_babel.get_locale().territories[iso])


def name_of(language: Language) -> str:
    """Return the name of a language in the current language, from the CLDR, as it begins a line: "Spanish".

    Where the CLDR has no name for a variant, the name is that of the language: German has none for pt-BR.
    """
    names = flask_babel.get_locale().languages
    name = str(names.get(language.tag.replace("-", "_")) or names[language.tag.partition("-")[0]])
    return name[0].upper() + name[1:]
