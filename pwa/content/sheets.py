"""The lines of the two sheets that a person takes along: for the doctor, and for the therapist.

Fixed, translated lines only, so that both columns of a two-language card say the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from pwa.content.actions import Call
from pwa.languages import Text
from pwa.languages import Text as _


@dataclass(frozen=True)
class Block:
    """A heading and its lines. `look` is the class that draws it, `icon` its picture."""

    look: str
    icon: str
    heading: Text | Call
    lines: tuple[Text, ...]


I_HAVE_STENOSIS = _("therapist", "I have spinal stenosis. My spine is narrow and presses on nerves.")

# The therapist reads these lines: the patient asks them, in the first person.
THERAPIST: tuple[Block, ...] = (
    Block(
        "do",
        "hands",
        _("therapist", "Please do"),
        (
            _("therapist", "Light to medium pressure"),
            _("therapist", "Work on buttocks, hips, legs, shoulders"),
            _("therapist", "Let me lie on my side"),
            _("therapist", "Ask me every few minutes"),
            _("therapist", "Stop when I raise my hand"),
        ),
    ),
    Block(
        "do-not",
        "not",
        _("therapist", "Please do not"),
        (
            _("therapist", "Press on my spine"),
            # Translators: "crack" = make the joints click, as some therapists do.
            _("therapist", "Thrust, crack or force joints"),
            _("therapist", "Bend me backwards"),
            _("therapist", "Work on my neck"),
            _("therapist", "Use tools"),
        ),
    ),
    Block(
        "call",
        "emergency",
        Call(_("therapist", "Call %(number)s if"), _("therapist", "Call the emergency number if")),
        (
            # Translators: the ten signs that need help now, as the patient says them to the therapist.
            _("therapist", "I lose feeling around my genitals or bottom"),
            _("therapist", "I have new trouble peeing"),
            _("therapist", "I have new trouble holding my poo, or feeling it come"),
            _("therapist", "Sex has changed in a new way: less feeling, or no erection"),
            _("therapist", "I have new pain, numbness or weakness in both legs"),
            _("therapist", "An arm, hand, leg or foot gets weak all at once or fast"),
            _(
                "therapist",
                "I have signs of a stroke: face drops, arm weak, speech slurred, sight double, or the worst head or neck pain of my life",
            ),
            _("therapist", "I have chest pain or trouble breathing"),
            _("therapist", "I have sudden, very bad belly or back pain and feel faint"),
            _("therapist", "My pain started after a crash, a bad fall or a hard blow"),
        ),
    ),
)

ABOUT_ME_HEADING = _("therapist", "About me")
ABOUT_ME: tuple[Text, ...] = (
    _("about me", "Stenosis in my low back"),
    _("about me", "Stenosis in my neck"),
    _("about me", "I take blood thinners"),
    _("about me", "I have weak bones"),
    # Translators: places on the body without feeling. The person writes or shows where.
    _("about me", "I have numb places"),
    _("about me", "I have an implant"),
    _("about me", "I had spine surgery"),
)
DOCTOR_SAID = _("therapist", "A doctor said that massage is all right")
YES_ON = _("therapist", "Yes, on (date)")
NOT_YET = _("therapist", "Not yet")

MY_QUESTION = _(
    "doctor",
    "May I have gentle massage with my spinal stenosis? If yes, where, how hard, and what must be left out?",
)
WHERE_IT_IS: tuple[Text, ...] = (_("doctor", "Low back"), _("doctor", "Neck"), _("doctor", "I do not know"))
MEDICINES: tuple[Text, ...] = (
    _("doctor", "Blood thinners"),
    _("doctor", "Steroid pills"),
    _("doctor", "Medicine that makes me sleepy"),
    _("doctor", "Pain medicine"),
)
QUESTIONS: tuple[Text, ...] = (
    _("doctor", "Is it spinal stenosis, or something else?"),
    _("doctor", "Is anything behind it that massage could make worse?"),
    _("doctor", "Which style suits me: Swedish, myofascial release, trigger point?"),
    _("doctor", "Which places must be left out?"),
    _("doctor", "Which exercise should go with it?"),
    _("doctor", "When must I stop and come back?"),
)
ANSWERS: tuple[Text, ...] = (_("doctor", "Yes"), _("doctor", "Not yet"), _("doctor", "No"))
