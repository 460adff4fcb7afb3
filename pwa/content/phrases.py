"""Words for the massage table: short sentences that a phone shows and speaks in the therapist's language.

Source: docs/clinical.md, section 10.11.
"""

from __future__ import annotations

from dataclasses import dataclass

from pwa.languages import Text
from pwa.languages import Text as _


@dataclass(frozen=True)
class Phrase:
    """One sentence. `is_danger`: something is wrong, so the card's list of when to call is shown with it."""

    id: str
    text: Text
    is_danger: bool = False


TITLE = _("phrases", "Words for the massage table")
ABOUT = _("phrases", "Twelve short sentences. One tap shows a sentence in your therapist’s language, in large letters.")
# Translators: what to do if the therapist does not stop.
IF_NOT_STOPPED = _("phrases", "If the therapist does not stop after “Stop now”, get up or call out, and leave.")

# Translators: the patient says each of these sentences to the therapist, during a massage. Short, polite and clear.
PHRASES: tuple[Phrase, ...] = (
    Phrase("softer", _("phrase", "Softer, please.")),
    Phrase("stop", _("phrase", "Stop now."), is_danger=True),
    Phrase("hurts", _("phrase", "That hurts.")),
    # Translators: the pain runs down into the leg.
    Phrase("leg", _("phrase", "The pain goes down my leg."), is_danger=True),
    Phrase("numb", _("phrase", "My foot is numb."), is_danger=True),
    Phrase("dizzy", _("phrase", "I feel dizzy."), is_danger=True),
    Phrase("neck", _("phrase", "Not on my neck, please.")),
    Phrase("spine", _("phrase", "Not on my spine, please.")),
    Phrase("turn", _("phrase", "Please help me turn over.")),
    Phrase("pillow", _("phrase", "I need a pillow under my knees.")),
    Phrase("sit", _("phrase", "I want to sit up now.")),
    Phrase("toilet", _("phrase", "I need the toilet.")),
)
