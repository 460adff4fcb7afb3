"""Knows in which languages every page was tried since a sentence of theirs has changed: `translations/tried.json`.

`make test-all` writes the file when it has passed. `.ci/run` tries every page of the languages that have changed since,
beside those of `make test`: it gives their tags to `tests.pages` in `TRY_LANGUAGES`.
"""

from __future__ import annotations

import hashlib
import json
import sys

from pwa.languages import LANGUAGES
from pwa.paths import TRANSLATIONS
from tests.meaning import catalogues

FILE = TRANSLATIONS / "tried.json"


def hashes() -> dict[str, str]:
    """A short hash of all translations of each language, by its tag."""
    found = {}
    for language in LANGUAGES.values():
        if not language.is_source:
            texts = sorted((said.key, said.translated) for said in catalogues.sentences(language.folder))
            found[language.tag] = hashlib.sha256(repr(texts).encode()).hexdigest()[:12]
    return found


def changed() -> list[str]:
    """The tags of the languages that have changed since `make test-all` has passed."""
    tried = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    return [tag for tag, now in hashes().items() if tried.get(tag) != now]


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        FILE.write_text(json.dumps(hashes(), indent=1) + "\n", "utf-8")
    else:
        sys.stdout.write(" ".join(changed()) + "\n")
