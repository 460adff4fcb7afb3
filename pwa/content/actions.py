"""The action cards: what to do for each level. The text of each card is fixed. No algorithm
combines signs.

The wording is that of docs/clinical.md, section 2.4. The heading is the action: it begins with the verb and names no
disease. We never guess a country, so a sentence that says whom to call has two forms: one contains the number
that the person chose, the other contains no number.
"""

from __future__ import annotations

from dataclasses import dataclass

from pwa.content.signs import Level
from pwa.languages import Text
from pwa.languages import Text as _


@dataclass(frozen=True)
class Call:
    """One sentence in two forms: `known` has a gap for the number, `unknown` has none."""

    known: Text
    unknown: Text


@dataclass(frozen=True)
class ActionCard:
    """The card of a level, and the part of the check that asks for its signs.

    `word` names the level; `heading` is the action; `strong` and `then` follow the list of signs.
    """

    level: Level
    word: Text
    part: Text
    heading: Call | Text
    strong: Text | None = None
    then: Call | Text | None = None
    part_note: Text | None = None


ACTIONS: tuple[ActionCard, ...] = (
    ActionCard(
        Level.EMERGENCY,
        word=_("level", "Emergency"),
        part=_("part", "Signs that need help now"),
        part_note=_("part", "These signs are rare. Most people will tick none of them."),
        heading=Call(
            # Translators: %(number)s is an emergency number such as 112. Begin with the verb. A list of signs follows.
            _("action", "Call %(number)s or go to the nearest emergency department now if:"),
            _("action", "Call your emergency number or go to the nearest emergency department now if:"),
        ),
        strong=_("action", "Do not drive. Do not have a massage."),
        then=_("action", "If help is slow to come, have someone take you."),
    ),
    ActionCard(
        Level.DOCTOR_TODAY,
        word=_("level", "Doctor today"),
        part=_("part", "Signs for a doctor today"),
        heading=_("action", "Call a doctor today if:"),
        strong=_("action", "No massage until a doctor says yes."),
        then=Call(
            _("action", "Call %(number)s if it gets worse fast."),
            _("action", "Call the emergency number if it gets worse fast."),
        ),
    ),
    ActionCard(
        Level.DOCTOR_SOON,
        word=_("level", "Doctor soon"),
        part=_("part", "Signs for a doctor soon"),
        heading=_("action", "See a doctor in the next few days if:"),
        strong=_("action", "No massage until then."),
        then=_("action", "A doctor must say yes first."),
    ),
    ActionCard(
        Level.POSTPONE,
        # Translators: the level "postpone": wait with the massage.
        word=_("level", "Wait"),
        part=_("part", "Reasons to wait"),
        heading=_("action", "Put your massage off if:"),
        then=_("action", "Wait until this has passed, or until your surgeon says yes."),
    ),
    ActionCard(
        Level.TALK_FIRST,
        word=_("level", "Talk first"),
        part=_("part", "Things to talk about first"),
        heading=_("action", "Ask your doctor before your first massage if:"),
        strong=_("action", "If you have had massage before, ask before the next one."),
        then=_("action", "Show this list."),
    ),
)

ACTION_OF: dict[Level, ActionCard] = {card.level: card for card in ACTIONS}

# What to say to the person who answers the emergency call.
# Translators: the words are read out on the telephone.
SAY = _("action", "Say: “I have back or neck trouble”, and read out the lines above.")
SAY_WHAT_FITS = _("action", "Say: “I have back or neck trouble”, and read out the line that fits.")

# Before the sentence of a sign in the talk-first card, when the answer was "not sure".
NOT_SURE = _("action", "You are not sure about this:")

# For a country without a number that we are sure of.
GO_TO_A_HOSPITAL = _("emergency", "Go to the nearest hospital, or call your local emergency number.")

NOTHING_TICKED = _("action", "You did not tick any warning sign today")
NOT_A_CHECK_UP = _("action", "This is not a check-up. It cannot rule a problem out.")
BEFORE_YOUR_MASSAGE: tuple[Text, ...] = (
    _("action", "Talk to a doctor before your first massage."),
    # Translators: not every country licenses massage therapists: "trained and registered".
    _("action", "Choose a trained and registered therapist who knows spines."),
    _("action", "No deep pressure on the spine."),
    _("action", "Stop if anything changes, and say so."),
    _("action", "Check again before each massage, and after any fall, new sign or hospital stay."),
)
IF_ONE_STARTS = Call(
    _("action", "Call %(number)s now if one of these starts:"),
    _("action", "Call the emergency number now if one of these starts:"),
)
WATCH_FOR = Call(
    _(
        "action",
        "Watch for this sign: sex changes in a new way, with less feeling or no erection. Then call %(number)s.",
    ),
    _(
        "action",
        "Watch for this sign: sex changes in a new way, with less feeling or no erection. Then call the emergency number.",
    ),
)
