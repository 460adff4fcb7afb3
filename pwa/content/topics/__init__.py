"""The reading pages, in the order in which a person would read them. They are short, because sitting hurts.

These modules hold the claims of the founding article (S1 to S60 in docs/clinical.md, section 1) that no sign, card or
technique holds, and the pages of section 10. Each claim is as strong as that file allows: "may" where it says may.
"""

from __future__ import annotations

from pwa.content.topics.back import CIRCULATION, STENOSIS, WHAT_HAPPENS
from pwa.content.topics.choices import OPTIONS, WHAT_MATTERS, YOUR_OPTIONS
from pwa.content.topics.doctor import DOCTOR_FIRST, MEDICINES
from pwa.content.topics.glossary import GLOSSARY, TERMS, terms_by_name
from pwa.content.topics.home import AT_HOME, SELF_HELP
from pwa.content.topics.massage import HOW_IT_MIGHT_HELP, MASSAGE
from pwa.content.topics.records import Topic
from pwa.content.topics.session import SESSION
from pwa.content.topics.therapist import BOOKING, THERAPIST_CHOICE
from pwa.languages import Text
from pwa.languages import Text as _

# The list of all pages: groups with a heading each. The techniques belong to the group `MASSAGE_PAGES`.
MASSAGE_PAGES = _("all pages", "How massage works")
GROUPS: dict[Text, tuple[Topic, ...]] = {
    _("all pages", "Your back and neck"): (STENOSIS, WHAT_HAPPENS, CIRCULATION, GLOSSARY),
    _("all pages", "Your choices"): (YOUR_OPTIONS, OPTIONS, WHAT_MATTERS, SELF_HELP),
    MASSAGE_PAGES: (MASSAGE, HOW_IT_MIGHT_HELP, AT_HOME),
    _("all pages", "Before and after a massage"): (DOCTOR_FIRST, MEDICINES, THERAPIST_CHOICE, BOOKING, SESSION),
}
TOPICS: dict[str, Topic] = {topic.slug: topic for group in GROUPS.values() for topic in group}

__all__ = ["GROUPS", "MASSAGE_PAGES", "TERMS", "TOPICS", "terms_by_name"]
