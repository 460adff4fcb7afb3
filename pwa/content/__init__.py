"""What a patient reads, as frozen records of lazy sentences.

The only source of medical facts is `docs/clinical.md`, which the records cite by section. Nothing here was reviewed by
a clinician, and every page says so. To change a fact, change its record and its source together.
"""

from datetime import date

# The day on which the English text was last read against its sources, and the day by which it must be read again.
TEXT_OF = date(2026, 11, 22)
NEXT_CHECK = date(2027, 11, 22)

# How often a wrong text of a page was corrected, by the slug of the page. A developer who corrects a text raises its
# number: after `pwa recall PAGE --reason corrected`, saved copies with a lower number say that they are out of date.
REVISIONS: dict[str, int] = {}
