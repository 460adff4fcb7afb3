"""Every sentence that says something medical, with the keys of its sources. A clinician checks these, one by one.

They are found in the records, so a new record is among them by itself. A sentence without a source rests on the record
around it, or is our own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from types import ModuleType

from pwa.content import actions, phrases, pictures, sheets, signs, techniques, topics, zones
from pwa.languages import Text

MODULES: tuple[ModuleType, ...] = (signs, actions, techniques, topics, sheets, phrases, zones, pictures)


def _claims() -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], dict[str, None]] = {}
    for module in MODULES:
        for value in vars(module).values():
            for text, sources in _texts(value, ()):
                found.setdefault((text.context, text.english), {}).update(dict.fromkeys(sources))
    return {key: tuple(sources) for key, sources in found.items()}


def _texts(value: object, sources: tuple[str, ...]) -> Iterator[tuple[Text, tuple[str, ...]]]:
    """Return the sentences in a record or in a collection of records, each with the nearest sources around it."""
    if isinstance(value, Text):
        yield value, sources
    elif is_dataclass(value) and not isinstance(value, type):
        nearest = getattr(value, "sources", ()) or sources
        for field in fields(value):
            yield from _texts(getattr(value, field.name), nearest)
    elif isinstance(value, Mapping):
        for part in (*value, *value.values()):
            yield from _texts(part, sources)
    elif isinstance(value, Iterable) and not isinstance(value, str):
        for part in value:
            yield from _texts(part, sources)


CLAIMS: Mapping[tuple[str, str], tuple[str, ...]] = _claims()
