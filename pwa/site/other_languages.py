"""The words that a phone shows or prints for somebody who reads another language, in one file for all languages.

They are the words for the massage table and the poster. A page is in one language, so that it does not grow with the
number of languages: `static/js/other-languages.js` adds the words of another one. The file is in every pack, because
a person on the massage table may have no internet, and has saved only the own language.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from pwa.content import phrases, poster, sheets
from pwa.content.actions import Call
from pwa.languages import LANGUAGES, Text, force_language
from pwa.site.pages import DRAFTED, PURPOSE
from pwa.states import verdict

NAME = "other-languages.json"


def texts(*, read_only: bool) -> dict[str, Text]:
    """Return each text by its name, which its element on the page has in `data-text`.

    Args:
        read_only: the check is a list to read (`PWA_SELF_CHECK`).
    """
    named = {phrase.id: phrase.text for phrase in phrases.PHRASES}
    calls = sheets.THERAPIST_CALLS
    for name, text in [("call", calls.heading), *((f"call-{line.id}", line.text) for line in calls.lines)]:
        named |= (
            {f"{name}-unknown": text.unknown, f"{name}-known": text.known} if isinstance(text, Call) else {name: text}
        )
    named |= {"name": poster.NAME, "heading": poster.HEADING, "for-whom": poster.FOR_WHOM, "scan": poster.SCAN}
    named |= {f"is-{number}": line for number, line in enumerate(poster.what_it_is(read_only=read_only), 1)}
    return named | {"purpose": PURPOSE, "unchecked": poster.UNCHECKED, "drafted": DRAFTED}


def render(offered: Sequence[str], *, read_only: bool) -> dict[str, bytes]:
    """Return the file by its name: for each language its name, its direction, whether nobody has checked some of the
    texts, and the texts.

    Needs an application context.
    """
    document = {}
    for tag in offered:
        language, named = LANGUAGES[tag], texts(read_only=read_only)
        found = verdict(language.folder, [(text.context, text.english) for text in named.values()])
        with force_language(language):
            document[tag] = {
                "name": language.name,
                "dir": language.direction,
                "isDraft": found.is_draft and not language.is_source,
                "texts": {name: str(text) for name, text in named.items()},
            }
    return {NAME: json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()}
