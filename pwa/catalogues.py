"""The catalogues as they are used: which sentences there are, what each became, and what is wrong with one.

A catalogue is compiled (`messages.mo`) before it is used. The sentences of the source are in `messages.pot`.
"""

from __future__ import annotations

import gettext
import logging
import re
import struct
from functools import cache

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from pwa.paths import TRANSLATIONS

Key = tuple[str, str]  # the context of a sentence, and its English

log = logging.getLogger(__name__)

SOURCE = "en"  # the folder of the English, which has no catalogue
GAP = re.compile(r"%\((\w+)\)s")


class BrokenCatalogueError(ValueError):
    """A catalogue cannot be used at all. The message says which file, and why."""


class _Empty(gettext.NullTranslations):
    """What gettext asks when a catalogue has no translation."""

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002
        return ""


def compile_changed() -> None:
    """Compile each catalogue that is newer than its compiled form. One that cannot be read loses its compiled form."""
    for po in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            try:
                with po.open("rb") as source:
                    catalogue = read_po(source, locale=po.parts[-3])
            except ValueError as error:  # bytes that are no UTF-8, or a head without sense
                log.error("%s cannot be read: %s", po, error)
                mo.unlink(missing_ok=True)
                continue
            with mo.open("wb") as target:
                write_mo(target, catalogue)
    _compiled.cache_clear()


@cache
def sentences() -> tuple[Key, ...]:
    """Return every sentence of the source, in the order of `messages.pot`."""
    with (TRANSLATIONS / "messages.pot").open("rb") as stream:
        return tuple((message.context or "", str(message.id)) for message in read_po(stream) if message.id)


@cache
def _compiled(folder: str) -> gettext.GNUTranslations:
    file = TRANSLATIONS / folder / "LC_MESSAGES" / "messages.mo"
    try:
        with file.open("rb") as stream:
            found = gettext.GNUTranslations(stream)
    except (OSError, ValueError, struct.error) as error:
        raise BrokenCatalogueError(f"{file} cannot be read: {error}") from error
    found.add_fallback(_Empty())
    return found


def translation(folder: str, key: Key) -> str:
    """Return what a sentence became, or an empty text if it is not translated.

    Args:
        folder: that of the language in `translations/`.

    Raises:
        BrokenCatalogueError: the catalogue cannot be read.
    """
    return key[1] if folder == SOURCE else _compiled(folder).pgettext(*key)


def fault(english: str, translated: str) -> str:
    """Return what would stop the app or put a wrong text on a page, or an empty text.

    Args:
        translated: the sentence in another language.
    """
    if not translated.strip():
        return "is not translated"
    wanted, found = sorted(GAP.findall(english)), sorted(GAP.findall(translated))
    if wanted != found:
        return f"has the gaps {_named(found)}, and the English has {_named(wanted)}"
    # A template fills the gaps of each sentence, also of one without gaps.
    if "%" in GAP.sub("", translated) and "%" not in GAP.sub("", english):
        return "has a % that is no gap"
    if re.search("[<>&]", translated):
        return "has <, > or &"
    return ""


def _named(gaps: list[str]) -> str:
    return " ".join(f"%({gap})s" for gap in gaps) or "(none)"


def first_fault(folder: str, others: tuple[str, ...]) -> str:
    """Return why a language cannot be offered, or an empty text.

    A sentence that is new in the source, and that no language has yet, costs no language its place.

    Args:
        others: the folders of all languages.
    """
    if folder == SOURCE:
        return ""
    try:
        catalogue = _compiled(folder)
    except BrokenCatalogueError as error:
        return str(error)
    for key in sentences():
        translated = catalogue.pgettext(*key)
        wrong = fault(key[1], translated)
        if wrong and (translated or any(_has(other, key) for other in others)):
            return f"“{key[1]}” ({key[0]}) {wrong}"
    return ""


def _has(folder: str, key: Key) -> bool:
    try:
        return folder != SOURCE and translation(folder, key) != ""
    except BrokenCatalogueError:
        return False
