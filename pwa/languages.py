"""Languages: which ones there are, which one a reader gets, and how a sentence is translated.

Only this module imports Flask-Babel. The language is a part of the path (`/ar/check`), not a cookie or a header, so
each address has one meaning and can be saved, shared and printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import flask_babel
from babel import dates
from flask import Flask
from markupsafe import Markup, escape
from werkzeug.datastructures import LanguageAccept

from pwa.paths import TRANSLATIONS


@dataclass(frozen=True)
class Language:
    """One language that we offer.

    `tag` is BCP 47, as in addresses and in `lang=`; `babel` is the same for Babel, which refuses hyphens and finds no
    catalogue for `tl`, and the folder of the catalogue. `name` and `short` are written in the language itself.
    `checked` is the lowest state of its strings.
    """

    tag: str
    babel: str
    name: str
    short: str
    direction: Literal["ltr", "rtl"] = "ltr"
    checked: Literal["source", "machine-draft", "speaker-checked", "clinician-checked"] = "machine-draft"

    @property
    def is_draft(self) -> bool:
        """Whether no speaker has checked it. Then the English is shown beside all text about an emergency."""
        return self.checked == "machine-draft"


LANGUAGES: dict[str, Language] = {
    language.tag: language
    for language in (
        Language("en", "en_001", "English", "EN", checked="source"),
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


def choose(accepted: LanguageAccept, offered: Sequence[str]) -> str:
    """Return the tag of the first offered language that the reader's browser asks for, or `en`.

    A regional variant counts as its language (`es-MX` is `es`), except where `READABLE` says otherwise.
    """
    for wanted in accepted.values():
        first = wanted.replace("_", "-").lower().split("-")[0]
        readable = READABLE.get(first, first)
        if readable in offered:
            return readable
    return "en"


@contextmanager
def force_language(language: Language) -> Iterator[None]:
    """Translate every `Text` and template inside the `with` block into `language`. Needs an application context."""
    with flask_babel.force_locale(language.babel):
        yield


@dataclass(frozen=True)
class Text:
    """A sentence of the English source, which is translated when it is shown.

    `context` distinguishes equal English sentences and tells the translator where the sentence is used.
    """

    context: str
    english: str

    def __str__(self) -> str:
        return str(flask_babel.pgettext(self.context, self.english))

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
