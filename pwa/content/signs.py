"""The warning signs. The level of each sign is written here and nowhere else.

Questions, hints and reasons are those of docs/clinical.md (section 2.1); the second short line of each
sign and the titles of the parts are ours. The rules are those of section 2.3: at the emergency and doctor levels
"not sure" counts as yes, at the other levels as talk-first. An unanswered question is never a no.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from pwa.languages import Text
from pwa.languages import Text as _


class Level(StrEnum):
    """The action that a sign asks for, the most urgent first."""

    EMERGENCY = "emergency"
    DOCTOR_TODAY = "doctor-today"
    DOCTOR_SOON = "doctor-soon"
    POSTPONE = "postpone"
    TALK_FIRST = "talk-first"

    @property
    def if_unsure(self) -> Level:
        """The level that the answer "not sure" raises."""
        return Level.TALK_FIRST if self is Level.POSTPONE else self


@dataclass(frozen=True)
class Sign:
    """One line of the self-check.

    `line` finishes the sentence "Call ... if:". `hint` explains the question; `advice` is shown with the
    question and again with the result. `may_be_private` offers the answer "I would rather not say".
    """

    id: str
    level: Level
    question: Text
    line: Text
    why: Text
    sources: tuple[str, ...]
    hint: Text | None = None
    advice: Text | None = None
    may_be_private: bool = False

    @property
    def hint_where_read(self) -> Text | None:
        """The hint on pages where signs are only read, not answered."""
        return HINTS_WHERE_READ.get(self.id, self.hint)


# Hints that speak of answers, reworded for pages where signs are only read. None: no hint; that of E7 is in its line.
HINTS_WHERE_READ: dict[str, Text | None] = {
    "E4": None,
    # The usual ache of stenosis is often in both legs, and is no emergency (docs/clinical.md, section 2.5).
    "E5": _(
        "hint",
        "“New” means that it started or got worse in the last 2 weeks. Leave out your usual leg ache on walking, if it goes when you sit and a doctor knows about it.",
    ),
    "E7": None,
    "D8": _("hint", "Leave it out only if a doctor has checked it and it is not changing."),
}

# A reason that several signs share.
CORD_IN_THE_NECK = _("why", "Can be a sign of pressure on the spinal cord in the neck.")

EMERGENCY = (
    Sign(
        "E1",
        Level.EMERGENCY,
        # Translators: clear and polite words for the parts of the body, neither childish nor clinical.
        _("sign", "Have you lost feeling around your genitals or bottom?"),
        # Translators: all "line" texts finish the sentence "Call 112 if: ..." and begin in lower case.
        _("line", "you have lost feeling around your genitals or bottom"),
        _("why", "Can be pressure on the nerves at the base of the spine (cauda equina). Hours matter."),
        ("BACKES", "GIRFT23", "NHS-BP", "FIN20"),
        hint=_(
            "hint",
            "New or getting worse. For example: wiping or washing feels different, or you have pins and needles between your legs.",
        ),
    ),
    Sign(
        "E2",
        Level.EMERGENCY,
        # Translators: "peeing" is the plain everyday word; use the one that an older person would use with a nurse.
        _("sign", "Do you have new trouble peeing?"),
        _("line", "you have new trouble peeing"),
        _(
            "why",
            "Can be pressure on the nerves at the base of the spine. Control of the bladder may not come back if help is late.",
        ),
        ("BACKES", "NHS-BP", "GIRFT23"),
        hint=_("hint", "For example: you cannot start, cannot stop, leak, or cannot feel it."),
    ),
    Sign(
        "E3",
        Level.EMERGENCY,
        # Translators: "holding your poo" means keeping control of the bowels.
        _("sign", "Do you have new trouble holding your poo, or feeling it come?"),
        _("line", "you have new trouble holding your poo, or feeling it come"),
        _("why", "Can be pressure on the nerves at the base of the spine. Hours matter."),
        ("BACKES", "NHS-BP", "HNY"),
        # Translators: constipated: hard stools, trouble emptying the bowels.
        hint=_("hint", "Being constipated, with no other sign here, is not this sign."),
    ),
    Sign(
        "E4",
        Level.EMERGENCY,
        _("sign", "Has sex changed in a new way: less feeling, or no erection?"),
        _("line", "sex has changed in a new way: less feeling, or no erection"),
        _(
            "why",
            "Can be pressure on the nerves at the base of the spine. Doctors and nurses rarely ask, so we do.",
        ),
        ("BACKES", "CES-SEX19", "NHS-BP"),
        hint=_("hint", "You can choose “I would rather not say”. We then show you this sign to watch for."),
        may_be_private=True,
    ),
    Sign(
        "E5",
        Level.EMERGENCY,
        # Translators: numbness = less feeling in the skin, or none; weakness = less strength, or none. Keep them apart.
        _("sign", "Do you have new pain, numbness or weakness in both legs?"),
        _("line", "you have new pain, numbness or weakness in both legs"),
        _(
            "why",
            "Both legs at once can be an early sign of pressure on the nerves at the base of the spine.",
        ),
        ("NHS-BP", "NAW", "GIRFT23", "BNSSG"),
        hint=_(
            "hint",
            "“New” means that it started or got worse in the last 2 weeks. Answer No for your usual leg ache on walking that goes when you sit and that a doctor knows about.",
        ),
    ),
    Sign(
        "E6",
        Level.EMERGENCY,
        _("sign", "Did an arm, hand, leg or foot get weak all at once or fast?"),
        _("line", "an arm, hand, leg or foot got weak all at once or fast"),
        _("why", "A nerve or the spinal cord may be under sudden pressure."),
        ("HNY", "RFL", "FIN20"),
        hint=_("hint", "Over hours or days."),
    ),
    Sign(
        "E7",
        Level.EMERGENCY,
        _("sign", "Do you have sudden signs of a stroke?"),
        _(
            "line",
            "you have sudden signs of a stroke: face drops, arm weak, speech slurred, sight double, or the worst head or neck pain of your life",
        ),
        _("why", "A stroke, or a tear in a neck artery. Neck massage can be a trigger. This is rare."),
        ("RUSH23", "VAD22", "VAD23"),
        hint=_(
            "hint",
            "Face drops, arm weak, speech slurred, sight double, or the worst head or neck pain of your life.",
        ),
    ),
    Sign(
        "E8",
        Level.EMERGENCY,
        _("sign", "Do you have chest pain or trouble breathing?"),
        _("line", "you have chest pain or trouble breathing"),
        _("why", "The heart, or a clot in the lung."),
        ("NHS-BP", "NHS-DVT"),
    ),
    Sign(
        "E9",
        Level.EMERGENCY,
        _("sign", "Do you have sudden, very bad belly or back pain and feel faint?"),
        _("line", "you have sudden, very bad belly or back pain and feel faint"),
        _("why", "The main artery in the belly may be leaking."),
        ("AAA",),
        hint=_("hint", "Also cold sweat, pale skin or a fast heartbeat."),
    ),
    Sign(
        "E10",
        Level.EMERGENCY,
        _("sign", "Did your pain start after a crash, a bad fall or a hard blow?"),
        _("line", "your pain started after a crash, a bad fall or a hard blow"),
        _("why", "A bone in the spine may be broken."),
        ("NHS-BP", "FIN20", "HEN09"),
    ),
)

DOCTOR_TODAY = (
    Sign(
        "D1",
        Level.DOCTOR_TODAY,
        _("sign", "Do you have a fever or chills with your back or neck pain?"),
        _("line", "you have a fever or chills with your back or neck pain"),
        _("why", "Can be an infection in the spine."),
        ("NHS-BP", "YUS19", "FIN20"),
        advice=_("advice", "If you are very ill or confused, call the emergency number."),
    ),
    Sign(
        "D2",
        Level.DOCTOR_TODAY,
        # Translators: the front of the foot cannot be lifted and drags on the floor.
        _("sign", "Does your foot drop or drag when you walk?"),
        _("line", "your foot drops or drags when you walk"),
        _("why", "A nerve may be failing."),
        ("HNY", "WEB"),
        advice=_("advice", "If it came on suddenly, call the emergency number."),
    ),
    Sign(
        "D3",
        Level.DOCTOR_TODAY,
        _("sign", "Did a sharp new pain start after a small fall, a lift or a cough?"),
        # Translators: "a lift" = lifting something heavy.
        _("line", "a sharp new pain started after a small fall, a lift or a cough"),
        _("why", "Weak bones can break with little force, mostly in older people."),
        ("ROS21", "HEN09", "FIN20"),
    ),
    Sign(
        "D4",
        Level.DOCTOR_TODAY,
        _("sign", "Is one leg swollen, warm, sore or a new colour?"),
        _("line", "one leg is swollen, warm, sore or a new colour"),
        _("why", "May be a blood clot. Rubbing can move it to the lung."),
        ("NHS-DVT", "BMC20", "LIM09", "VTE10"),
        hint=_("hint", "Colour change is harder to see on brown or black skin."),
    ),
)

DOCTOR_SOON = (
    Sign(
        "D5",
        Level.DOCTOR_SOON,
        _("sign", "Do you have new numbness or tingling that no doctor has checked?"),
        _("line", "you have new numbness or tingling that no doctor has checked"),
        _("why", "A new nerve sign needs a cause before anyone massages."),
        ("ARTICLE", "FIN20"),
    ),
    Sign(
        "D6",
        Level.DOCTOR_SOON,
        # Translators: clumsy hands drop things and find small movements hard.
        _("sign", "Are your hands clumsy, like when you do up buttons?"),
        _("line", "your hands are clumsy, like when you do up buttons"),
        _("why", "Can be a sign of pressure on the spinal cord in the neck. Often missed as “old age”."),
        ("RFL", "MYO", "SCOT"),
        hint=_("hint", "Or with keys, a pen or coins."),
    ),
    Sign(
        "D7",
        Level.DOCTOR_SOON,
        _("sign", "Are you unsteady on your feet, or do you fall more than before?"),
        _("line", "you are unsteady on your feet, or you fall more than before"),
        CORD_IN_THE_NECK,
        ("RFL", "MYO", "SCOT"),
    ),
    Sign(
        "D8",
        Level.DOCTOR_SOON,
        _("sign", "Do you have tingling or weakness in an arm or hand?"),
        _("line", "you have tingling or weakness in an arm or hand"),
        CORD_IN_THE_NECK,
        ("RFL", "MYO", "SCOT"),
        hint=_("hint", "If you have it, answer No only if a doctor has checked it and it is not changing."),
    ),
    Sign(
        "D9",
        Level.DOCTOR_SOON,
        # Translators: a feeling like electricity that runs down the spine.
        _("sign", "Do you get a shock down your back when you bend your neck?"),
        _("line", "you get a shock down your back when you bend your neck"),
        CORD_IN_THE_NECK,
        ("MYO",),
    ),
    Sign(
        "D10",
        Level.DOCTOR_SOON,
        _("sign", "Have you ever had cancer?"),
        _("line", "you have had cancer at any time"),
        _("why", "Cancer can spread to the spine and press on the cord."),
        ("NG234", "QS56", "VER16", "FIN20"),
        advice=_(
            "advice",
            "If your pain is new, worse at night, or like a tight band: call your doctor or cancer team today.",
        ),
    ),
    Sign(
        "D11",
        Level.DOCTOR_SOON,
        _("sign", "Have you lost weight without trying?"),
        _("line", "you have lost weight without trying"),
        _("why", "Can go with cancer or infection."),
        ("NHS-BP", "VER16"),
    ),
    Sign(
        "D12",
        Level.DOCTOR_SOON,
        _("sign", "Is your pain always there, even when you rest or sleep?"),
        _("line", "your pain is always there, even when you rest or sleep"),
        _("why", "Most stenosis pain eases when you sit or bend. Pain that never eases needs a check."),
        ("NHS-BP", "VER16", "NASS11"),
    ),
    Sign(
        "D13",
        Level.DOCTOR_SOON,
        _("sign", "Is there a new lump on your back, or has your back changed shape?"),
        _("line", "there is a new lump on your back, or your back has changed shape"),
        _("why", "Can be a tumour, an infection or a broken bone."),
        ("NHS-BP",),
    ),
    Sign(
        "D14",
        Level.DOCTOR_SOON,
        _("sign", "Do you have an aneurysm, or a lump that beats in your belly?"),
        _("line", "you have an aneurysm, or a lump that beats in your belly"),
        _("why", "Pressure could harm the blood vessel. An aneurysm also causes back pain."),
        ("AAA", "ERN03", "WEB"),
        hint=_("hint", "Aneurysm = a weak, swollen blood vessel."),
    ),
    Sign(
        "D15",
        Level.DOCTOR_SOON,
        _("sign", "Do you have very weak bones, or did a bone break too easily?"),
        _("line", "you have very weak bones, or a bone broke too easily"),
        _("why", "Pressure can break a bone."),
        ("ARTICLE", "MAYO", "ROS", "ABMP"),
        hint=_("hint", "Severe osteoporosis."),
    ),
    Sign(
        "D16",
        Level.DOCTOR_SOON,
        _("sign", "Has a doctor said your spine is not stable?"),
        _("line", "a doctor said that your spine is not stable, or a bone has slipped"),
        _("why", "Massage may make it worse."),
        ("ARTICLE",),
        hint=_("hint", "Or that a bone in your spine has slipped."),
    ),
)

POSTPONE = (
    Sign(
        "P1",
        Level.POSTPONE,
        _("sign", "Is your pain much worse than usual right now?"),
        _("line", "your pain is much worse than usual right now"),
        # Translators: "stir up a flare-up" = make the bad phase worse.
        _("why", "Massage can make a bad phase worse."),
        ("ARTICLE", "KNGF21"),
        # Translators: flare-up = a phase in which the pain is much worse for a while.
        hint=_("hint", "A flare-up."),
        advice=_("advice", "If it is a new kind of pain, see a doctor."),
    ),
    Sign(
        "P2",
        Level.POSTPONE,
        _("sign", "Do you feel ill today, like with a cold or the flu?"),
        _("line", "you feel ill today, like with a cold or the flu"),
        _("why", "Rest first. You may also pass it on."),
        ("NCCIH",),
    ),
    Sign(
        "P3",
        Level.POSTPONE,
        _("sign", "Is your skin cut, sore, burned or infected where you would be rubbed?"),
        _("line", "your skin is cut, sore, burned or infected where you would be rubbed"),
        _("why", "Pain, infection, slow healing."),
        ("MAYO", "NCCIH"),
    ),
    Sign(
        "P4",
        Level.POSTPONE,
        _("sign", "Have you had spine surgery in the last 12 months?"),
        _("line", "you had spine surgery in the last 12 months"),
        _(
            "why",
            "Healing tissue and new metal parts. The 12 months are our own careful choice, not checked.",
        ),
        ("ARTICLE", "MAYO", "NCCIH", "OURS"),
        advice=_("advice", "Wait until your surgeon says yes, however long ago it was."),
    ),
    Sign(
        "P5",
        Level.POSTPONE,
        # Translators: an injection of medicine near the spine, given by a clinic.
        _("sign", "Have you had an injection in your spine in the last 2 weeks?"),
        _("line", "you had an injection in your spine in the last 2 weeks"),
        _("why", "Risk of bleeding or infection near the place."),
        ("OURS",),
        advice=_("advice", "Ask the clinic that gave it."),
    ),
    Sign(
        "P6",
        Level.POSTPONE,
        _("sign", "Do you have a broken bone that has not healed?"),
        _("line", "you have a broken bone that has not healed"),
        _("why", "Pressure can move it."),
        ("MAYO", "NCCIH"),
    ),
    Sign(
        "P7",
        Level.POSTPONE,
        _("sign", "Have you had alcohol, or a medicine that makes you sleepy, today?"),
        _("line", "you have had alcohol, or a medicine that makes you sleepy, today"),
        _("why", "You may not feel when it is too hard."),
        ("WEB",),
    ),
)

TALK_FIRST = (
    Sign(
        "T1",
        Level.TALK_FIRST,
        _("sign", "Do you take blood thinners, or do you bleed or bruise easily?"),
        _("line", "you take blood thinners, or you bleed or bruise easily"),
        _("why", "Deep work can cause bleeding under the skin."),
        ("MAYO", "NCCIH", "ERN03"),
    ),
    Sign(
        "T2",
        Level.TALK_FIRST,
        _("sign", "Have you ever had a blood clot?"),
        _("line", "you had a blood clot at any time"),
        _("why", "A clot can stay for years. In one case it was 2 years."),
        ("LIM09", "BMC20"),
    ),
    Sign(
        "T3",
        Level.TALK_FIRST,
        _("sign", "Are you pregnant, or could you be?"),
        _("line", "you are pregnant, or could be"),
        _("why", "Clots are more common in pregnancy."),
        ("BMC20", "MAYO", "NCCIH"),
        advice=_("advice", "No leg massage until you have asked."),
    ),
    Sign(
        "T4",
        Level.TALK_FIRST,
        _("sign", "Do you have heart disease or high blood pressure, or a past stroke?"),
        _("line", "you have heart disease or high blood pressure, or a past stroke"),
        _("why", "Some massage may not suit you."),
        ("NCCIH", "WEB"),
    ),
    Sign(
        "T5",
        Level.TALK_FIRST,
        _("sign", "Do you have diabetes, or skin that has lost feeling?"),
        _("line", "you have diabetes, or skin that has lost feeling"),
        _("why", "You may not feel harm. Skin can be fragile."),
        ("NCCIH",),
    ),
    Sign(
        "T6",
        Level.TALK_FIRST,
        _("sign", "Do you have weak bones?"),
        _("line", "you have weak bones"),
        _("why", "Light pressure only, if your doctor agrees."),
        ("ROS", "ABMP"),
        hint=_("hint", "Osteoporosis, or bone loss on a scan."),
    ),
    Sign(
        "T7",
        Level.TALK_FIRST,
        _("sign", "Do you take steroid pills, or did you for months?"),
        _("line", "you take steroid pills, or you took them for months"),
        _("why", "Steroids thin bone and skin."),
        ("HEN09", "VER16"),
    ),
    Sign(
        "T8",
        Level.TALK_FIRST,
        _("sign", "Do you have rheumatoid arthritis or very loose joints?"),
        _("line", "you have rheumatoid arthritis or very loose joints"),
        _("why", "The neck bones may be loose."),
        ("MAYO", "OURS"),
        advice=_("advice", "No neck work until you have asked."),
    ),
    Sign(
        "T9",
        Level.TALK_FIRST,
        _("sign", "Is your body weak at fighting germs, or were you ill this month?"),
        _("line", "your body is weak at fighting germs, or you were ill this month"),
        _("why", "Raises the risk of spine infection."),
        ("YUS19", "GCARE"),
    ),
    Sign(
        "T10",
        Level.TALK_FIRST,
        # Translators: implants, for example a pacemaker, a pain pump, a port for infusions, a stent in a vessel or duct.
        _("sign", "Do you have a device, pump, port or stent in your body?"),
        _("line", "you have a device, pump, port or stent in your body"),
        _("why", "It can be moved or hurt."),
        ("ERN03", "SCSN"),
    ),
    Sign(
        "T11",
        Level.TALK_FIRST,
        _("sign", "Is it hard for you to tell someone to stop?"),
        _("line", "it is hard for you to tell someone to stop"),
        _("why", "Massage without harm needs you to say how it feels."),
        ("ARTICLE",),
        advice=_("advice", "Bring a person you trust."),
    ),
    Sign(
        "T12",
        Level.TALK_FIRST,
        _("sign", "Are you unsure if you have spinal stenosis?"),
        _("line", "you are unsure if you have spinal stenosis"),
        _("why", "A doctor should find the cause first."),
        ("ARTICLE",),
    ),
)

SIGNS: tuple[Sign, ...] = EMERGENCY + DOCTOR_TODAY + DOCTOR_SOON + POSTPONE + TALK_FIRST

# It changes when a question, its hint, its advice or its level changes, because answers to the old questions then no
# longer count. It is the same in every language, because a reader can change the language during the check.
VERSION: str = hashlib.sha256(
    repr([(sign.id, sign.level, sign.question, sign.hint, sign.advice) for sign in SIGNS]).encode()
).hexdigest()[:8]

SIGN_OF: dict[str, Sign] = {sign.id: sign for sign in SIGNS}
