"""What a reading page is made of: a topic, its sections, and the tables and words in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pwa.content.actions import Call
from pwa.content.signs import Sign
from pwa.content.techniques import NECK_LINE
from pwa.languages import Text
from pwa.languages import Text as _

Link = tuple[str, Text]  # a page of ours, perhaps with the place on it, and the words
Cited = tuple[Text, tuple[str, ...]]  # the name of a part, and the keys of its sources

# Links that several pages have. The caution about the neck stands in full on the page about stenosis.
NECK_LINK: Link = ("stenosis#neck", NECK_LINE)
CHECK: Link = ("check", _("stenosis", "Check for warning signs"))
THERAPIST_CARD: Link = ("therapist", _("massage", "Card for my therapist"))
DOCTOR_SHEET: Link = ("doctor", _("massage", "Sheet for my doctor"))

# How sure the studies let us be, in four steps (docs/clinical.md, section 10). The steps are our own reading. Nothing in
# the app reaches the last one.
SURE: tuple[Text, ...] = (
    _("evidence", "We know very little."),
    _("evidence", "We are not very sure."),
    _("evidence", "We are fairly sure."),
    _("evidence", "We are sure."),
)
KNOW_LITTLE, NOT_VERY_SURE, FAIRLY_SURE, _ALL_SURE = SURE


@dataclass(frozen=True)
class Row:
    """One row of a table: its name, one cell for each further column, and the sources of this row."""

    name: Text
    cells: tuple[Text, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table. On a phone each row is a card, in which each cell has the name of its column."""

    columns: tuple[Text, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Term:
    """A word that doctors use, and what it means.

    `id` is its place on the page, which other pages link to. `forms` are the word as it stands in running text, with
    its other forms after a bar; without them nothing links to it.
    """

    id: str
    name: Text
    meaning: Text
    sources: tuple[str, ...]
    forms: Text | None = None


@dataclass(frozen=True)
class Section:
    """One heading and its content, in the order of the fields.

    `pictures` are names of drawings. `sure` says how sure we are. `points` is a list, `avoid` a list with crosses,
    `choices` one sentence for "with massage" and one for "without massage". `emergency` sentences have the English beside
    them until a speaker has checked them, and the button that calls below them; `phrases` are words to speak. `button` is
    the next step, `links` lead to more. `level` frames the section as a card of that level, or of `stop`. A card of an
    emergency has a `Call` as its heading, the button that calls, and the English beside all of it. `signs` are for the
    card of all emergency signs, which has its own fixed words and sends nobody to read more. A section without `sources`
    states no fact of its own, or each of its rows or terms has its own: else `no_source` says why.
    """

    id: str
    heading: Text | Call
    pictures: tuple[str, ...] = ()
    body: tuple[Text, ...] = ()
    sure: Text | None = None
    points: tuple[Text, ...] = ()
    avoid: tuple[Text, ...] = ()
    choices: tuple[Text, Text] | None = None
    table: Table | None = None
    terms: tuple[Term, ...] = ()
    emergency: tuple[Text | Call, ...] = ()
    phrases: tuple[Text, ...] = ()
    then: tuple[Text, ...] = ()
    level: str = ""
    signs: tuple[Sign, ...] = ()
    button: Link | None = None
    links: tuple[Link, ...] = ()
    sources: tuple[str, ...] = ()
    no_source: str = ""

    @property
    def name(self) -> Text:
        """The heading without a number to call."""
        return self.heading.unknown if isinstance(self.heading, Call) else self.heading

    @property
    def cited(self) -> Iterator[Cited]:
        """The parts of the section that have sources, the section itself first."""
        parts = [(self.name, self.sources)]
        parts += [(row.name, row.sources) for row in self.table.rows] if self.table else []
        parts += [(term.name, term.sources) for term in self.terms]
        return (part for part in parts if part[1])


@dataclass(frozen=True)
class Topic:
    """One reading page. `sources` are those of its first sentences, the lead."""

    slug: str
    title: Text
    lead: Text
    sections: tuple[Section, ...]
    sources: tuple[str, ...] = ()

    @property
    def cited(self) -> dict[tuple[str, ...], list[Text]]:
        """The keys of sources, and the parts of the page that rest on just these, in the order of the page."""
        grouped: dict[tuple[str, ...], list[Text]] = {}
        lead = [(self.title, self.sources)] if self.sources else []
        for name, keys in [*lead, *(part for section in self.sections for part in section.cited)]:
            grouped.setdefault(keys, []).append(name)
        return grouped
