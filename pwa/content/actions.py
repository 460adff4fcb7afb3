"""The action cards: what to do for each level. The text of each card is fixed. No algorithm
combines signs.

The wording is that of docs/clinical.md, section 2.4. The heading is the action: it begins with the verb and names no
disease. We never guess a country, so a sentence that says whom to call has two forms: one contains the number
that the person chose, the other contains no number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from pwa.content import TEXT_OF
from pwa.content.signs import NECK_SIGN, Level
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
        part=_("part", "Emergency signs"),
        part_note=_("part", "These signs are rare. Most people will tick none of them."),
        heading=Call(
            # Translators: %(number)s is an emergency number such as 112. Begin with the verb. A list of signs follows.
            _("action", "Call %(number)s or go to the nearest emergency department now if:"),
            _("action", "Call your emergency number or go to the nearest emergency department now if:"),
        ),
        strong=_("action", "Do not drive yourself. Do not have a massage."),
        then=_("action", "If the ambulance is slow to come, ask someone to take you to hospital."),
    ),
    ActionCard(
        Level.DOCTOR_TODAY,
        # Translators: the words of the levels are short: they stand above a heading such as "Call a doctor today".
        word=_("level", "Urgent"),
        part=_("part", "Signs to call a doctor about today"),
        heading=_("action", "Call a doctor today if:"),
        strong=_("action", "Do not have a massage until a doctor says yes."),
        then=Call(
            _("action", "Call %(number)s if it gets worse quickly."),
            _("action", "Call the emergency number if it gets worse quickly."),
        ),
    ),
    ActionCard(
        Level.DOCTOR_SOON,
        word=_("level", "Soon"),
        part=_("part", "Signs to see a doctor about soon"),
        heading=_("action", "See a doctor in the next few days if:"),
        strong=_("action", "Do not have a massage until a doctor has checked this and says yes."),
    ),
    ActionCard(
        Level.POSTPONE,
        # Translators: the level "postpone": wait with the massage.
        word=_("level", "Wait"),
        part=_("part", "Reasons to put massage off"),
        heading=_("action", "Put your massage off if:"),
        then=_(
            "action",
            "Wait until this has passed, or until your surgeon or clinic says yes. Keep taking your medicines.",
        ),
    ),
    ActionCard(
        Level.TALK_FIRST,
        word=_("level", "Ask first"),
        part=_("part", "Things to ask your doctor about first"),
        heading=_("action", "Ask your doctor before your next massage if:"),
        then=_("action", "Show your doctor this list."),
    ),
)

ACTION_OF: dict[Level, ActionCard] = {card.level: card for card in ACTIONS}

# The words for the person who answers the emergency call.
# Translators: the words are read out on the telephone.
SAY = _("action", "Say “I have back or neck trouble”. Then read out the lines above.")
SAY_WHAT_FITS = _("action", "Say “I have back or neck trouble”. Then read out the line that fits you.")

# For a country without a number that we are sure of.
GO_TO_A_HOSPITAL = _("emergency", "Go to the nearest hospital, or call your local emergency number.")

# Below the number: for people who cannot speak or hear, where their country has a way.
# Translators: %(way)s is a whole sentence, such as "Text 112. This works only if you have registered."
CANNOT_SPEAK = _("action", "If you cannot speak or hear on the phone: %(way)s")
# On the card of the check, which leads to the ways of all countries.
# Translators: it follows "If you cannot speak or hear on the phone:". Not every country has a way, such as a text.
SEE_THE_WAY = _("action", "See if your country has another way to get help.")

NOTHING_TICKED = _("action", "You did not tick any warning sign today")
NOT_A_CHECK_UP = _("action", "This is not a medical check-up. It cannot rule a problem out.")
BEFORE_YOUR_MASSAGE: tuple[Text, ...] = (
    _("action", "Talk to a doctor before your first massage."),
    # Translators: not every country licenses massage therapists: "trained and registered".
    _("action", "Choose a trained and registered therapist who knows about spines."),
    _("action", "Do not let anyone press deep on your spine."),
    _("action", "Say “Stop” if anything changes."),
    _("action", "Do the check before every massage. Do it again after a fall, a new sign or a hospital stay."),
)
IF_ONE_STARTS = Call(
    _("action", "Call %(number)s now if one of these starts:"),
    _("action", "Call the emergency number now if one of these starts:"),
)
WATCH_FOR = Call(
    _(
        "action",
        "Call %(number)s now if you notice a new change during sex: less feeling, or trouble getting an erection.",
    ),
    _(
        "action",
        "Call the emergency number now if you notice a new change during sex: less feeling, or trouble getting an erection.",
    ),
)

# ---- The check: what stands above its parts, and its result (docs/clinical.md, sections 2.3 and 2.4) ----------------

_NOT_SURE_IS_YES = _(
    "part",
    "If you are not sure, choose “Not sure”. To be careful, we treat that as a yes. So you may be sent to a doctor, and it may turn out to be nothing.",
)
_NOT_SURE_IS_TALK_FIRST = _(
    "part", "If you are not sure, choose “Not sure”. We then ask you to talk to your doctor first."
)
# How "Not sure" counts, above the questions of each level.
IF_UNSURE: dict[Level, Text] = {
    level: _NOT_SURE_IS_TALK_FIRST if level.if_unsure is Level.TALK_FIRST else _NOT_SURE_IS_YES for level in Level
}

# The headings of the result. The person has answered, so that none of them ends in "if".
RESULT_HEADINGS: dict[Level, Call | Text] = {
    Level.EMERGENCY: Call(
        _("result", "Call %(number)s or go to the nearest emergency department now"),
        _("result", "Call your emergency number or go to the nearest emergency department now"),
    ),
    Level.DOCTOR_TODAY: _("result", "Call a doctor today"),
    Level.DOCTOR_SOON: _("result", "See a doctor in the next few days"),
    Level.POSTPONE: _("result", "Put your massage off"),
    Level.TALK_FIRST: _("result", "Ask your doctor before your next massage"),
}
# Translators: the lines of the signs follow, each as in "you have new trouble peeing".
BECAUSE_YES = _("action", "Because you answered Yes:")
# Translators: the same, for the answer "Not sure".
BECAUSE_NOT_SURE = _("action", "Because you answered Not sure:")

# Five questions that stand together, so that the reader can count: the app does not.
NECK_SIGNS = _("part", "Neck signs")
ABOUT_NECK_SIGNS = _("check", "These five questions are about your neck. They belong together.")
IF_NECK_SIGN = Call(
    # Translators: %(number)s is an emergency number such as 112.
    _(
        "advice",
        "This is a neck sign. Call %(number)s now if it came on suddenly. Also call if two or more neck signs are new or getting worse.",
    ),
    NECK_SIGN,
)


@dataclass(frozen=True)
class Agreement:
    """The fourth answer: a doctor has checked the sign and agreed to massage. A note of the patient, never a result.

    `unchanged` and `needed` stand above its two fields. `heading` to `show` are its card; `neck` stands with each neck
    sign in it, and the signs of `keep_advice` keep theirs. `own_note` is its name on the sheets; `until` stands there and
    on the card where the doctor named an end.
    """

    answer: Text
    unchanged: Text
    needed: Text
    heading: Text
    told: Text
    own: Text
    keep_to: Text
    ask_again: tuple[Text, ...]
    show: Text
    neck: Text
    own_note: Text
    until: Text
    keep_advice: tuple[str, ...]


AGREEMENT = Agreement(
    # Translators: "it" is the sign that the question asks about.
    answer=_("answer", "Yes, and a doctor has checked it and agreed to massage"),
    unchanged=_("answer", "This must be unchanged since then."),
    needed=_("own note", "Without a date and a name or role, we treat your answer as a Yes."),
    heading=_("known", "A doctor already knows about this"),
    # Translators: the signs follow, each as in "you have diabetes".
    told=_("known", "You told us that a doctor knew about this and agreed to massage:"),
    own=_("known", "This is your own note. We cannot check it."),
    keep_to=_("known", "Keep to what the doctor said about places, pressure and position."),
    ask_again=(
        _("known", "Ask the doctor again if it changes, if a new sign starts, or if you get a new medicine."),
        _("known", "Ask again after a fall or a hospital stay, and when the time that the doctor gave you is over."),
        _("known", "If the doctor gave you no time, ask again after 6 months."),
    ),
    show=_("known", "Show this note to your therapist."),
    neck=_("known", "Do not have your neck massaged unless the doctor said so."),
    own_note=_("known", "The patient’s own note"),
    until=_("known", "Valid until: %(date)s"),
    keep_advice=("D10", "D19"),
)
# Without a script a page does not know today's date, but nobody reads it before the day of its text. A doctor's yes that
# was older than six months then (184 days at most), or that had ended by then, is certainly old.
OLDEST_AGREEMENT = (TEXT_OF - timedelta(days=184)).isoformat()
ENDED_AGREEMENT = TEXT_OF.isoformat()
