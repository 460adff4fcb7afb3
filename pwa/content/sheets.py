"""The lines of the two sheets that a person takes along: for the doctor, and for the therapist.

A person chooses fixed, translated lines by ticks, so both columns of a two-language sheet say the same
(docs/clinical.md, sections 3.2 and 3.4). The sheet marks what a person writes as not translated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pwa.content.actions import AGREEMENT, Call
from pwa.content.signs import EMERGENCY, SIGNS
from pwa.languages import Text
from pwa.languages import Text as _


@dataclass(frozen=True)
class Line:
    """One line. A phone stores its `id`, and a QR code holds it, so an `id` never changes its meaning.

    `sign`: the emergency sign whose drawing stands before the line.
    """

    id: str
    text: Text
    ticked: bool = False
    sign: str | None = None


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

    `look` is its CSS class, `icon` its picture, or empty. `one_only`: only one of its lines can be ticked. `note` says on the
    screen how long the ticks are kept, or what to do. `help` is a sentence on the screen that may name
    the emergency number. `part` is the heading above this block and the blocks of the same part.
    """

    look: str
    icon: str
    heading: Text | Call
    lines: tuple[Line, ...] = ()
    words: tuple[Words, ...] = ()
    one_only: bool = False
    note: Text | None = None
    help: Call | None = None
    part: Text | None = None


# The name of each sheet by the path of its page. The reader of the other language sees it too.
NAMES = {"doctor": _("doctor", "Sheet for my doctor"), "therapist": _("massage", "Card for my therapist")}
I_HAVE_STENOSIS = _("therapist", "I have spinal stenosis. My spine is narrow and squeezes the nerves.")
NOT_TRANSLATED = _("sheet", "My own words (not translated)")
# Translators: a warning, beside everything that came in a code. Whoever reads the sheet reads it too.
FROM_ANOTHER_PHONE = _("sheet", "This came from another phone. Nobody has checked who wrote it.")
DATE = _("doctor", "Date")
# Translators: on paper, before a line to write on by hand.
BY_HAND = _("print", "Name and date of birth:")
# Translators: on paper, above room to write by hand.
ANSWER_BY_HAND = _("print", "The doctor’s answer:")

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
            Line("light", _("therapist", "Use light pressure. Use medium pressure only if I say so."), ticked=True),
            Line("upper-legs", _("therapist", "Work on my buttocks, hips and thighs"), ticked=True),
            # The calf is asked about first, as on the maps.
            Line("lower-legs", _("therapist", "Work on my lower legs")),
            Line("shoulders", _("therapist", "Work on my shoulders")),
            Line("side", _("therapist", "Let me lie on my side"), ticked=True),
            Line("ask-me", _("therapist", "Ask me every few minutes how it feels"), ticked=True),
            Line("hand", _("therapist", "Stop when I raise my hand"), ticked=True),
            Line("turn", _("therapist", "Help me turn over and get up"), ticked=True),
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
            Line("no-force", _("therapist", "Do not thrust, crack or force my joints"), ticked=True),
            Line("no-bend", _("therapist", "Do not bend me backwards"), ticked=True),
            Line("no-neck", _("therapist", "Do not work on my neck"), ticked=True),
            # Nobody but the patient feels whether it shoots: held and thumb pressure stay away from the nerve.
            Line(
                "no-nerve-path",
                _("therapist", "Do not press with thumbs or elbows along the back of my thigh"),
                ticked=True,
            ),
            Line("no-tools", _("therapist", "Do not use tools or massage guns"), ticked=True),
        ),
    ),
    Block(
        "about",
        "sheet",
        _("therapist", "About me"),
        (
            Line("low-back", _("about me", "I have stenosis in my lower back")),
            Line(
                "neck",
                _(
                    "about me",
                    "I have stenosis in my neck. Keep my head level, never tipped back. Do only gentle Swedish massage, away from my neck and shoulders, unless my doctor has agreed.",
                ),
            ),
            Line("thinners", _("about me", "I take blood thinners")),
            Line(
                "weak-bones",
                _("about me", "I have weak bones. If my doctor has agreed to massage, use light pressure only."),
            ),
            # Translators: places on the body without feeling. The person writes or shows where.
            Line("numb", _("about me", "I have numb places. I will show you where.")),
            Line("sleepy", _("about me", "I take a medicine that makes me sleepy")),
            Line("circulation", _("about me", "I have poor blood flow in my legs")),
            Line("implant", _("about me", "I have an implant or a device in my body")),
            Line("surgery", _("about me", "I have had spine surgery")),
        ),
        (
            Words("surgery-day", _("about me", "Date of my spine surgery"), 30, "line"),
            Words("about-words", NOT_TRANSLATED, 120),
        ),
    ),
    Block(
        "said",
        "level-talk-first",
        _("therapist", "Has a doctor agreed to massage?"),
        (
            Line("said-yes", _("therapist", "Yes")),
            Line("not-yet", _("therapist", "Not yet")),
        ),
        (Words("said-day", DATE, 10, "day"),),
        one_only=True,
        note=_("sheet", "This answer is not saved. Please tick it again each time."),
    ),
)
# Signs that the therapist must know, whatever was ticked: only what a therapist can see or hear, and nothing private.
THERAPIST_CALLS = Block(
    "call",
    "emergency",
    Call(_("therapist", "Call %(number)s now if:"), _("therapist", "Call the emergency number now if:")),
    (
        # Translators: what may happen during a massage, as the patient says it to the therapist.
        Line("legs", _("therapist", "I suddenly cannot move or feel both legs, or they become weak"), sign="E5"),
        Line("weak", _("therapist", "An arm, hand, leg or foot becomes weak quickly"), sign="E6"),
        # Translators: one side of the face.
        Line(
            "stroke",
            _("therapist", "My face drops, my speech is slurred, or I suddenly cannot see or keep my balance"),
            sign="E7",
        ),
        Line("chest", _("therapist", "I have chest pain or cannot breathe well"), sign="E8"),
        Line("belly", _("therapist", "I feel faint and have very bad belly or back pain"), sign="E9"),
        Line("cold", _("therapist", "A leg suddenly turns cold and pale or blue"), sign="E11"),
        Line(
            "control",
            _("therapist", "I lose control of my bladder or bowel, or I say that it is an emergency"),
            sign="E2",
        ),
    ),
)
# On both sheets, of the check of today: what a doctor has checked and agreed to, with the day and the name.
OWN_NOTE = Block(
    "own-note",
    "hands",
    AGREEMENT.own_note,
    tuple(Line(sign.id, sign.first_person) for sign in SIGNS if sign.may_be_agreed),
)

# ---- What a doctor allows (docs/clinical.md, section 10.10) --------------------------------------------------------

LIMITS = _("limits", "My doctor’s limits")
LEAVE_OUT = _("limits", "Please leave out (own words, not translated)")
# The names of the lines are those of the ticks in the record of the doctor's sheet. limits.js reads them there for the
# card, where they also tick lines, and open the neck and the lower legs only if the doctor has named them.
PLACES = Block(
    "limits-places",
    "",
    # Translators: places on the body that a therapist may massage.
    _("limits", "Places that are all right:"),
    (
        Line("shoulders", _("limits", "Shoulders")),
        Line("upper-back", _("limits", "Upper back, beside the spine")),
        Line("lower-back", _("limits", "Lower back, beside the spine")),
        Line("buttocks", _("limits", "Buttocks and hips")),
        Line("thighs", _("limits", "Thighs")),
        Line("lower-legs", _("limits", "Lower legs")),
        Line("neck", _("limits", "Neck")),
        Line("arms", _("limits", "Arms and hands")),
    ),
    part=LIMITS,
)
PRESSURE = Block(
    "limits-pressure",
    "",
    # Translators: how firmly the therapist may press.
    _("limits", "Pressure:"),
    (
        Line("very-light", _("limits", "Very light")),
        Line("light", _("limits", "Light")),
        Line("medium", _("limits", "Medium")),
    ),
    one_only=True,
    part=LIMITS,
)
POSITION = Block(
    "limits-position",
    "",
    # Translators: how the person lies or sits during the massage.
    _("limits", "Position:"),
    (
        Line("side", _("limits", "On my side")),
        Line("back", _("limits", "On my back, knees raised")),
        Line("sitting", _("limits", "Sitting")),
        # Translators: another position.
        Line("other", _("limits", "Other")),
    ),
    (Words("answer-words", LEAVE_OUT, 200),),
    part=LIMITS,
)
UNTIL = _("limits", "This counts until")
WHO = _("limits", "Who said this")
# Translators: the day on which the doctor said it. A date follows.
SAID_ON = _("limits", "On")
NOT_CHECKED = _("limits", "The patient wrote this down. This app has not checked it.")
OUT_OF_DATE = _("limits", "This is out of date. Please ask your doctor again.")

# ---- The sheet for the doctor --------------------------------------------------------------------------------------

MY_QUESTION = _(
    "doctor",
    "Can I have gentle massage with my spinal stenosis? If so, where, how firmly, and what should be left out?",
)
QUESTIONS: tuple[Line, ...] = (
    Line("is-it", _("doctor", "Is it spinal stenosis, or something else?")),
    Line("behind", _("doctor", "Could there be another cause that massage would make worse?")),
    Line("style", _("doctor", "Which kind of massage would suit me: Swedish, myofascial release or trigger point?")),
    Line("leave-out", _("doctor", "Which places should be left out?")),
    Line("neck", _("doctor", "If my stenosis is in the neck, may anyone massage my neck or shoulders?")),
    Line("exercise", _("doctor", "Which exercises should I do as well?")),
    Line("when-stop", _("doctor", "When should I stop and come back to you?")),
    Line("circulation", _("doctor", "Could it be my circulation?")),
)
# These lines come from the ticks of the check, with their day, and only if the person puts them in. Signs of an
# emergency come first, below a heading that says so, on the screen, on paper and in a message.
URGENT = Block(
    "urgent",
    "emergency",
    Call(
        # Translators: %(number)s is an emergency number such as 112. The signs follow, in the patient's words.
        _("doctor", "Emergency: call %(number)s or go to the nearest emergency department now. I ticked:"),
        _("doctor", "Emergency: call your emergency number or go to the nearest emergency department now. I ticked:"),
    ),
    tuple(Line(sign.id, sign.first_person) for sign in EMERGENCY),
)
TICKED = Block(
    "signs",
    "check-list",
    _("doctor", "What I ticked in the check"),
    tuple(Line(sign.id, sign.first_person) for sign in SIGNS if sign not in EMERGENCY),
)
# Translators: before a line such as "My hands are clumsy", when the answer in the check was "Not sure".
NOT_SURE = _("doctor", "Not sure:")
# What matters to a person (docs/clinical.md, section 10.9): the page `what-matters` tells of it, and the sheet for the
# doctor takes the ticks. Each line has one of three weights, and nothing is added up. The line `walk` with the weight
# `a-lot` is the tick `matters-walk.a-lot`.
MATTERS: tuple[Line, ...] = (
    Line("less-pain", _("matters", "To hurt less, even for a short time")),
    Line("walk", _("matters", "To walk further")),
    Line("sleep", _("matters", "To sleep better")),
    Line("fewer-medicines", _("matters", "To take fewer medicines")),
    Line("no-surgery", _("matters", "To avoid surgery, if I can")),
    # Translators: to be touched by another person.
    Line("at-ease", _("matters", "To be touched only if I feel at ease with it")),
    Line("costs", _("matters", "To keep costs low")),
    Line("at-home", _("matters", "To do things at home, without travel")),
)
# Translators: how much something matters to a person.
WEIGHTS: tuple[Line, ...] = (
    Line("a-lot", _("matters", "A lot")),
    Line("a-little", _("matters", "A little")),
    Line("not-much", _("matters", "Not much")),
)
MATTERS_NOTE = _(
    "matters",
    "There is no right answer, and there is no score. Your ticks are printed on this sheet.",
)
LEANING = Block(
    "leaning",
    "",
    # Translators: one of the following lines ends this sentence.
    _("matters", "My choice at the moment:"),
    (
        Line("massage", _("matters", "Massage")),
        Line("no-massage", _("matters", "No massage")),
        Line("not-sure", _("matters", "I am not sure yet")),
    ),
    (Words("matters-words", NOT_TRANSLATED, 120),),
    one_only=True,
)

WALKING = _("doctor", "How far I can walk")
FALLS_AND_MOOD = _("doctor", "Falls and mood")
# Also in the diary: section 10.14 of docs/clinical.md.
LOW_MOOD = _(
    "mood",
    "Long-lasting pain can make you feel low. If you feel low on most days for 2 weeks or more, tell your doctor.",
)
LOW_MOOD_HELP = Call(
    _("mood", "It is common, and there is help. If you think about ending your life, call %(number)s now."),
    _("mood", "It is common, and there is help. If you think about ending your life, call the emergency number now."),
)
YES, NO = _("doctor", "Yes"), _("doctor", "No")
# The person's own account for the doctor. Nothing is scored.
TOLD: tuple[Block, ...] = (
    Block(
        "walk",
        "",
        _("doctor", "How far can you walk on flat ground before you must stop or sit?"),
        (
            Line("less", _("doctor", "Less than 50 metres")),
            Line("street", _("doctor", "To the end of the street")),
            Line("ten-minutes", _("doctor", "About 10 minutes")),
            Line("half-hour", _("doctor", "Half an hour or more")),
            Line("varies", _("doctor", "It varies")),
        ),
        one_only=True,
        part=WALKING,
    ),
    Block(
        "stops",
        "",
        _("doctor", "What makes you stop?"),
        (
            Line("leg-pain", _("doctor", "Leg pain")),
            Line("back-pain", _("doctor", "Back pain")),
            Line("weak-legs", _("doctor", "Weak legs")),
            Line("numb-feet", _("doctor", "Numb feet")),
            Line("breath", _("doctor", "Shortness of breath")),
            Line("else", _("doctor", "Something else")),
        ),
        part=WALKING,
    ),
    Block(
        "eases",
        "",
        # Translators: "it" is what makes the person stop walking.
        _("doctor", "What eases it?"),
        (
            Line("sitting", _("doctor", "Sitting down")),
            Line("bending", _("doctor", "Bending forward")),
            # Pain that eases then may come from the circulation: sheets.js ticks the question about it.
            Line("standing", _("doctor", "Standing still")),
            Line("lying", _("doctor", "Lying down")),
            Line("nothing", _("doctor", "Nothing")),
        ),
        part=WALKING,
    ),
    Block(
        "standing",
        "",
        _("doctor", "Does it also start when you only stand?"),
        (Line("yes", YES), Line("no", NO)),
        (Words("again-words", _("doctor", "What would you like to be able to do again?"), 120),),
        one_only=True,
        part=WALKING,
    ),
    Block(
        "falls",
        "",
        _("doctor", "Have you fallen in the last year?"),
        (Line("yes", YES), Line("no", NO)),
        one_only=True,
        note=_(
            "falls",
            "Tell your doctor if you have fallen and do not know why. A doctor may find a cause that can be treated.",
        ),
        part=FALLS_AND_MOOD,
    ),
    Block(
        "mood",
        "",
        # Translators: the pain makes the person sad or low.
        _("doctor", "Does the pain make you feel low on most days?"),
        (
            Line("yes", YES),
            Line("no", NO),
            Line("private", _("doctor", "I would rather not say")),
        ),
        one_only=True,
        note=LOW_MOOD,
        help=LOW_MOOD_HELP,
        part=FALLS_AND_MOOD,
    ),
)
# Its lines are MATTERS, each with WEIGHTS.
WHAT_MATTERS = Block("matters", "hands", _("doctor", "What matters most to me"), note=MATTERS_NOTE)

DOCTOR: tuple[Block, ...] = (
    Block(
        "where",
        "mark",
        _("doctor", "Where my stenosis is"),
        (
            Line("low-back", _("doctor", "Lower back")),
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
            Line("sleepy", _("doctor", "A medicine that makes me sleepy")),
            Line("pain", _("doctor", "Pain medicine")),
        ),
        (Words("medicine-names", _("doctor", "Names of my medicines"), 200, capitals="none"),),
    ),
    *TOLD,
    WHAT_MATTERS,
    LEANING,
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
        ),
        one_only=True,
        note=_("sheet", "The answer is saved on this phone only if you fill in the date."),
    ),
    PLACES,
    PRESSURE,
    POSITION,
    Block(
        "limits",
        "",
        UNTIL,
        (),
        (
            # Translators: a date field: until which day the doctor's limits count.
            Words("answer-until", _("limits", "Date"), 10, "day"),
        ),
        note=_("limits", "It counts for 6 months if you leave the date empty."),
        part=LIMITS,
    ),
)
