"""The lines of the two sheets that a person takes along: for the doctor, and for the therapist.

A person chooses fixed, translated lines by ticks, so both columns of a two-language sheet say the same
(docs/clinical.md, sections 3.2 and 3.4). The sheet marks what a person writes as not translated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pwa.content.actions import ACTION_OF, Call
from pwa.content.signs import EMERGENCY, SIGNS, Level
from pwa.languages import Text
from pwa.languages import Text as _


@dataclass(frozen=True)
class Line:
    """One line. A phone stores its `id`, and a QR code holds it, so an `id` never changes its meaning."""

    id: str
    text: Text
    ticked: bool = False


@dataclass(frozen=True)
class Words:
    """A field for own words. `most` is in characters as a person counts them: an emoji is one.

    `capitals` is HTML's `autocapitalize`, for names. Keyboards must not correct such a field.
    """

    id: str
    label: Text
    most: int
    kind: Literal["line", "lines", "day"] = "lines"
    capitals: Literal["none", "words"] | None = None


@dataclass(frozen=True)
class Block:
    """A heading, lines to tick, and fields for own words.

    `look` is its CSS class, `icon` its picture. `one_only`: only one of its lines can be ticked. `note` says on the
    screen how long the ticks are kept.
    """

    look: str
    icon: str
    heading: Text | Call
    lines: tuple[Line, ...] = ()
    words: tuple[Words, ...] = ()
    one_only: bool = False
    note: Text | None = None


I_HAVE_STENOSIS = _("therapist", "I have spinal stenosis. My spine is narrow and presses on nerves.")
NOT_TRANSLATED = _("sheet", "My own words (not translated)")
# Translators: a warning, beside everything that came in a code. Whoever reads the sheet reads it too.
FROM_ANOTHER_PHONE = _("sheet", "This came from another phone. Nobody has checked who wrote it.")
DATE = _("doctor", "Date")

# The patient says these lines to the therapist, in the first person. Lines that are not for everybody start unticked:
# with stenosis in the neck, shoulders are "ask first" (docs/clinical.md, section 3.3). Lines do not depend on each
# other, so a line that limits another one says so itself. Each "do not" is a whole sentence, so that it cannot turn
# into its opposite when it is read alone, copied or translated.
THERAPIST: tuple[Block, ...] = (
    Block(
        "do",
        "hands",
        _("therapist", "Please do"),
        (
            Line("light", _("therapist", "Light to medium pressure"), ticked=True),
            Line("low-places", _("therapist", "Work on buttocks, hips, legs"), ticked=True),
            Line("shoulders", _("therapist", "Work on my shoulders")),
            Line("side", _("therapist", "Let me lie on my side"), ticked=True),
            Line("ask-me", _("therapist", "Ask me every few minutes"), ticked=True),
            Line("hand", _("therapist", "Stop when I raise my hand"), ticked=True),
        ),
    ),
    Block(
        "do-not",
        "not",
        # Translators: sentences such as "Do not press on my spine" follow. No "not" here: two would be a yes.
        _("therapist", "Please keep to this"),
        (
            Line("no-spine", _("therapist", "Do not press on my spine"), ticked=True),
            # Translators: "crack" = make the joints click, as some therapists do.
            Line("no-force", _("therapist", "Do not thrust, crack or force joints"), ticked=True),
            Line("no-bend", _("therapist", "Do not bend me backwards"), ticked=True),
            Line("no-neck", _("therapist", "Do not work on my neck"), ticked=True),
            Line("no-tools", _("therapist", "Do not use tools"), ticked=True),
        ),
    ),
    Block(
        "about",
        "sheet",
        _("therapist", "About me"),
        (
            Line("low-back", _("about me", "Stenosis in my low back")),
            Line(
                "neck",
                _(
                    "about me",
                    "Stenosis in my neck: only gentle Swedish massage, not on neck or shoulders, unless my doctor agrees",
                ),
            ),
            Line("thinners", _("about me", "I take blood thinners")),
            Line("weak-bones", _("about me", "I have weak bones: light pressure only, if my doctor agrees")),
            # Translators: places on the body without feeling. The person writes or shows where.
            Line("numb", _("about me", "I have numb places")),
            Line("implant", _("about me", "I have an implant")),
            Line("surgery", _("about me", "I had spine surgery")),
        ),
        (
            Words("surgery-day", _("about me", "Date of my spine surgery"), 30, "line"),
            Words("about-words", NOT_TRANSLATED, 120),
        ),
    ),
    Block(
        "said",
        "level-talk-first",
        _("therapist", "A doctor said that massage is all right"),
        (
            Line("said-yes", _("therapist", "Yes")),
            Line("not-yet", _("therapist", "Not yet")),
        ),
        (Words("said-day", DATE, 10, "day"),),
        one_only=True,
        note=_("sheet", "This answer is not kept on the phone. Tick it again each time."),
    ),
)
# The therapist must know this, whatever was ticked.
THERAPIST_CALLS = Block(
    "call",
    "emergency",
    Call(_("therapist", "Call %(number)s if"), _("therapist", "Call the emergency number if")),
    (
        # Translators: the ten signs that need help now, as the patient says them to the therapist.
        Line("E1", _("therapist", "I lose feeling around my genitals or bottom")),
        Line("E2", _("therapist", "I have new trouble peeing")),
        Line("E3", _("therapist", "I have new trouble holding my poo, or feeling it come")),
        Line("E4", _("therapist", "Sex has changed in a new way: less feeling, or no erection")),
        Line("E5", _("therapist", "I have new pain, numbness or weakness in both legs")),
        Line("E6", _("therapist", "An arm, hand, leg or foot gets weak all at once or fast")),
        Line(
            "E7",
            _(
                "therapist",
                "I have signs of a stroke: face drops, arm weak, speech slurred, sight double, or the worst head or neck pain of my life",
            ),
        ),
        Line("E8", _("therapist", "I have chest pain or trouble breathing")),
        Line("E9", _("therapist", "I have sudden, very bad belly or back pain and feel faint")),
        Line("E10", _("therapist", "My pain started after a crash, a bad fall or a hard blow")),
    ),
)

MY_QUESTION = _(
    "doctor",
    "May I have gentle massage with my spinal stenosis? If yes, where, how hard, and what must be left out?",
)
QUESTIONS: tuple[Line, ...] = (
    Line("is-it", _("doctor", "Is it spinal stenosis, or something else?")),
    Line("behind", _("doctor", "Is anything behind it that massage could make worse?")),
    Line("style", _("doctor", "Which style suits me: Swedish, myofascial release, trigger point?")),
    Line("leave-out", _("doctor", "Which places must be left out?")),
    Line("neck", _("doctor", "If it is in my neck: may anyone work on my neck or shoulders?")),
    Line("exercise", _("doctor", "Which exercise should go with it?")),
    Line("when-stop", _("doctor", "When must I stop and come back?")),
)
# These lines come from the ticks of the check, with their day, and only if the person puts them in. Signs of an
# emergency come first, below a heading that says so, on the screen, on paper and in a message.
URGENT = Block(
    "urgent",
    "emergency",
    ACTION_OF[Level.EMERGENCY].heading,
    tuple(Line(sign.id, sign.line) for sign in EMERGENCY),
)
TICKED = Block(
    "signs",
    "check-list",
    _("doctor", "What I ticked in the check"),
    tuple(Line(sign.id, sign.line) for sign in SIGNS if sign not in EMERGENCY),
)
DOCTOR: tuple[Block, ...] = (
    Block(
        "where",
        "mark",
        _("doctor", "Where it is"),
        (
            Line("low-back", _("doctor", "Low back")),
            Line("neck", _("doctor", "Neck")),
            Line("unknown", _("doctor", "I do not know")),
        ),
    ),
    Block(
        "medicines",
        "sheet",
        _("doctor", "Medicines I take"),
        (
            Line("thinners", _("doctor", "Blood thinners")),
            Line("steroids", _("doctor", "Steroid pills")),
            Line("sleepy", _("doctor", "Medicine that makes me sleepy")),
            Line("pain", _("doctor", "Pain medicine")),
        ),
        (Words("medicine-names", _("doctor", "Names of my medicines"), 200, capitals="none"),),
    ),
    TICKED,
    Block(
        "questions",
        "level-talk-first",
        _("doctor", "What I want to ask"),
        QUESTIONS,
        (Words("question-words", NOT_TRANSLATED, 200),),
    ),
    Block(
        "reply",
        "hands",
        _("doctor", "The doctor’s answer"),
        (
            Line("yes", _("doctor", "Yes")),
            Line("wait", _("doctor", "Not yet")),
            Line("no", _("doctor", "No")),
        ),
        (
            Words("answer-day", DATE, 10, "day"),
            Words("answer-name", _("doctor", "Name of the doctor"), 60, "line", "words"),
            Words("answer-words", _("doctor", "Please leave out"), 200),
        ),
        one_only=True,
        note=_("sheet", "The phone keeps the answer only if you fill in its date."),
    ),
)
