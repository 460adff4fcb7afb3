"""The warning signs of the check. The level of each sign is written here and nowhere else.

All words are those of docs/clinical.md (section 2.1). The rules are those of section 2.3: "not sure" counts as yes for
the emergency and doctor levels, and as talk-first for the others. An unanswered question is never a no. "A doctor has
checked it and agreed to massage" is offered for some signs (rule 10); without a date and a doctor it counts as yes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from math import ceil

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

    `line` follows "Because you answered Yes:" and every heading that ends in "if:"; `first_person` says the same as the
    patient. `hint` explains the question; `advice` is shown with the question and again with the result. `is_neck`: it
    belongs to the block of neck signs, whose advice stands once above the block.

    Besides yes, no and not sure some signs offer an answer: `may_be_private` "I would rather not say", `may_not_apply`
    "This does not apply to me" (counts as no), `may_be_agreed` "Yes, and a doctor has checked it and agreed to massage".
    """

    id: str
    level: Level
    question: Text
    line: Text
    first_person: Text
    why: Text
    sources: tuple[str, ...]
    hint: Text | None = None
    advice: Text | None = None
    is_neck: bool = False
    may_be_private: bool = False
    may_not_apply: bool = False
    may_be_agreed: bool = False

    @property
    def hint_where_read(self) -> Text | None:
        """The hint on pages where signs are only read, not answered."""
        return HINTS_WHERE_READ.get(self.id, self.hint)


# Hints that speak of answers, in words for pages where signs are only read.
HINTS_WHERE_READ: dict[str, Text | None] = {
    "E2": _(
        "hint",
        "For example, you cannot start, cannot stop, leak, or cannot feel it. An old problem does not count if a doctor knows about it and it is not changing.",
    ),
    "E4": _("hint", "New means in the last 2 weeks."),
    # The usual ache of stenosis is often in both legs, and is no emergency (docs/clinical.md, section 2.5).
    "E5": _(
        "hint",
        "New means that it started or got worse in the last 2 weeks. Your usual ache on walking does not count if it goes when you sit and a doctor knows.",
    ),
    "E8": _(
        "hint",
        "It is also new if it is worse than usual, comes at rest, or stays after your usual medicine. Chest pain or breathlessness that is the same as always does not count if a doctor treats it.",
    ),
    "D2": _("hint", "An old foot drop does not count if a doctor has checked it and it is not changing."),
    "D11": _("hint", "It does not count if a doctor has found out why."),
}

# One reason, and one piece of advice, that several signs share.
CORD_IN_THE_NECK = _("why", "It can be a sign of pressure on the spinal cord in the neck.")
# Translators: "two or more" of the five neck signs that stand together. The reader counts, the app does not.
NECK_SIGN = _(
    "advice",
    "This is a neck sign. Get emergency help now if it came on suddenly. Also get emergency help if two or more neck signs are new or getting worse.",
)

EMERGENCY = (
    Sign(
        "E1",
        Level.EMERGENCY,
        # Translators: clear and polite words for the parts of the body, neither childish nor clinical.
        _("sign", "Have you lost feeling around your genitals or bottom?"),
        # Translators: all "line" texts follow "Because you answered Yes:" or "... if:" and begin in lower case.
        _("line", "you have lost feeling around your genitals or bottom"),
        # Translators: all "first person" texts are said by the patient, on a sheet and on the telephone.
        _("first person", "I have lost feeling around my genitals or bottom"),
        _("why", "It can be pressure on the nerves at the base of the spine (cauda equina). Hours matter."),
        ("BACKES", "GIRFT23", "NHS-BP", "FIN20"),
        hint=_(
            "hint",
            "New or getting worse. For example, wiping or washing feels different, or you have pins and needles between your legs.",
        ),
    ),
    Sign(
        "E2",
        Level.EMERGENCY,
        # Translators: "peeing" is the plain everyday word; use the one that an older person would use with a nurse.
        _("sign", "Do you have new trouble peeing?"),
        _("line", "you have new trouble peeing"),
        _("first person", "I have new trouble peeing"),
        _(
            "why",
            "It can be pressure on the nerves at the base of the spine (cauda equina). You may not get bladder control back if help comes late.",
        ),
        ("BACKES", "NHS-BP", "GIRFT23", "NAW"),
        hint=_(
            "hint",
            "For example, you cannot start, cannot stop, leak, or cannot feel it. Answer No if it is an old problem that a doctor knows about and it is not changing.",
        ),
    ),
    Sign(
        "E3",
        Level.EMERGENCY,
        # Translators: "holding in your poo" means keeping control of the bowels.
        _("sign", "Do you have new trouble holding in your poo, or feeling it come?"),
        _("line", "you have new trouble holding in your poo, or feeling it come"),
        _("first person", "I have new trouble holding in my poo, or feeling it come"),
        _("why", "It can be pressure on the nerves at the base of the spine (cauda equina). Hours matter."),
        ("BACKES", "NHS-BP", "HNY"),
        # Translators: constipation: hard stools, trouble emptying the bowels.
        hint=_("hint", "Constipation on its own does not count."),
    ),
    Sign(
        "E4",
        Level.EMERGENCY,
        _("sign", "Have you noticed a new change during sex: less feeling, or trouble getting an erection?"),
        _("line", "you have less feeling during sex, or trouble getting an erection, and this is new"),
        _("first person", "I have less feeling during sex, or trouble getting an erection, and this is new"),
        _(
            "why",
            "It can be pressure on the nerves at the base of the spine (cauda equina). Doctors and nurses rarely ask, so we do.",
        ),
        ("BACKES", "CES-SEX19", "NHS-BP", "NAW"),
        hint=_(
            "hint",
            "New means in the last 2 weeks. You can also answer “This does not apply to me” or “I would rather not say”. If you would rather not say, we show you this sign to watch for.",
        ),
        may_be_private=True,
        may_not_apply=True,
    ),
    Sign(
        "E5",
        Level.EMERGENCY,
        # Translators: numbness = less feeling in the skin, or none; weakness = less strength, or none. Keep them apart.
        _("sign", "Do you have new pain, tingling, numbness or weakness in both legs?"),
        _("line", "you have new pain, tingling, numbness or weakness in both legs"),
        _("first person", "I have new pain, tingling, numbness or weakness in both legs"),
        _("why", "Both legs at once can be an early sign of pressure on the nerves at the base of the spine."),
        ("NHS-BP", "NAW", "GIRFT23", "BNSSG"),
        hint=_(
            "hint",
            "New means that it started or got worse in the last 2 weeks. Answer No if this is your usual ache on walking, it goes when you sit, and a doctor knows.",
        ),
    ),
    Sign(
        "E6",
        Level.EMERGENCY,
        _("sign", "Has an arm, hand, leg or foot become weak suddenly or quickly?"),
        _("line", "an arm, hand, leg or foot has become weak suddenly or quickly"),
        _("first person", "My arm, hand, leg or foot has become weak suddenly or quickly"),
        _("why", "A nerve or the spinal cord may be under sudden pressure."),
        ("HNY", "RFL", "FIN20", "DYNH-NECK"),
        hint=_("hint", "Quickly means over hours or days."),
    ),
    Sign(
        "E7",
        Level.EMERGENCY,
        _("sign", "Do you have sudden signs of a stroke, or the worst head or neck pain of your life?"),
        _("line", "you have sudden signs of a stroke, or the worst head or neck pain of your life"),
        _("first person", "I have sudden signs of a stroke, or the worst head or neck pain of my life"),
        _("why", "It can be a stroke, or a tear in a neck artery. In rare cases, neck massage can be a trigger."),
        ("RUSH23", "VAD22", "VAD23", "STROKE", "BCUHB"),
        # Translators: of one side of the face. "Call even if it has gone away again" is about all of these signs.
        advice=_(
            "advice",
            "Your face drops, an arm is weak or numb, or your speech is slurred. You suddenly cannot see well, see double, or lose your balance. Call even if it has gone away again.",
        ),
    ),
    Sign(
        "E8",
        Level.EMERGENCY,
        _("sign", "Do you have new chest pain, or new trouble breathing?"),
        _("line", "you have new chest pain, or new trouble breathing"),
        _("first person", "I have new chest pain, or new trouble breathing"),
        _("why", "It can be your heart, or a clot in the lung."),
        ("NHS-BP", "NHS-DVT", "ANGINA"),
        hint=_(
            "hint",
            "It is also new if it is worse than usual, comes at rest, or stays after your usual medicine. Answer No if your chest pain or breathlessness is the same as always and a doctor treats it.",
        ),
    ),
    Sign(
        "E9",
        Level.EMERGENCY,
        _("sign", "Do you have sudden, very bad belly or back pain and feel faint?"),
        _("line", "you have sudden, very bad belly or back pain and feel faint"),
        _("first person", "I have sudden, very bad belly or back pain and feel faint"),
        _("why", "The main artery in the belly may be leaking."),
        ("AAA", "NHS-AAA"),
        hint=_("hint", "It may come with cold sweat, pale or grey skin, or a fast heartbeat."),
    ),
    Sign(
        "E10",
        Level.EMERGENCY,
        _("sign", "Did your pain start after a recent crash, bad fall or hard blow?"),
        _("line", "your pain started after a recent crash, bad fall or hard blow"),
        _("first person", "My pain started after a recent crash, bad fall or hard blow"),
        _("why", "A bone in the spine may be broken."),
        ("NHS-BP", "FIN20", "HEN09", "OURS"),
        hint=_("hint", "Recent means in the last 2 weeks, or longer ago if no doctor has checked you since."),
    ),
    Sign(
        "E11",
        Level.EMERGENCY,
        _("sign", "Has a leg or foot suddenly become cold, and also pale, blue, numb or very painful?"),
        _("line", "a leg or foot has suddenly become cold, and also pale, blue, numb or very painful"),
        _("first person", "My leg or foot has suddenly become cold, and also pale, blue, numb or very painful"),
        _("why", "The blood flow to the leg may be blocked. Without quick help, you could lose the leg."),
        ("ALI-NZ", "ALI-DEV", "RCEM"),
        hint=_(
            "hint",
            "It may hurt at rest and be hard to move. Colour is harder to see on brown or black skin, so compare both feet.",
        ),
    ),
)


DOCTOR_TODAY = (
    Sign(
        "D1",
        Level.DOCTOR_TODAY,
        _("sign", "Do you have a fever or chills with your back or neck pain?"),
        _("line", "you have a fever or chills with your back or neck pain"),
        _("first person", "I have a fever or chills with my back or neck pain"),
        _("why", "It can be an infection in the spine."),
        ("NHS-BP", "YUS19", "FIN20"),
        advice=_("advice", "If you are very ill or confused, call the emergency number."),
    ),
    Sign(
        "D2",
        Level.DOCTOR_TODAY,
        # Translators: the front of the foot cannot be lifted and drags on the floor.
        _("sign", "Has your foot started to drop or drag when you walk?"),
        _("line", "your foot has started to drop or drag when you walk"),
        _("first person", "My foot has started to drop or drag when I walk"),
        _("why", "A nerve may be failing."),
        ("HNY", "FOOTDROP", "OURS"),
        hint=_("hint", "Answer No if it is an old foot drop that a doctor has checked and it is not changing."),
        advice=_("advice", "If it came on suddenly, call the emergency number."),
    ),
    Sign(
        "D3",
        Level.DOCTOR_TODAY,
        _("sign", "Did a sharp new pain start after a small fall, after lifting something, or after a cough?"),
        _("line", "a sharp new pain started after a small fall, after lifting something, or after a cough"),
        _("first person", "A sharp new pain started after a small fall, after lifting something, or after a cough"),
        _("why", "Weak bones can break with little force, mostly in older people."),
        ("ROS21", "HEN09", "FIN20"),
    ),
    Sign(
        "D4",
        Level.DOCTOR_TODAY,
        # Translators: "sore to touch", not painful by itself: usual nerve pain must not count; "warm" = warmer than the rest.
        _("sign", "Is one calf or thigh newly swollen, warm, sore to touch or a different colour?"),
        _("line", "one calf or thigh is newly swollen, warm, sore to touch or a different colour"),
        _("first person", "One calf or thigh is newly swollen, warm, sore to touch or a different colour"),
        _("why", "It may be a blood clot. Rubbing can move it to the lung."),
        ("NHS-DVT", "BMC20", "LIM09", "VTE10"),
        hint=_(
            "hint",
            "It also counts if the whole leg has become swollen. Your usual nerve pain down the leg does not count. A change of colour is harder to see on brown or black skin.",
        ),
    ),
)


DOCTOR_SOON = (
    Sign(
        "D5",
        Level.DOCTOR_SOON,
        _("sign", "Do you have new numbness or tingling that no doctor has checked?"),
        _("line", "you have new numbness or tingling that no doctor has checked"),
        _("first person", "I have new numbness or tingling that no doctor has checked"),
        _("why", "A doctor should find the cause before anyone massages you."),
        ("ARTICLE", "FIN20"),
    ),
    Sign(
        "D6",
        Level.DOCTOR_SOON,
        # Translators: clumsy hands drop things and find small movements hard.
        _("sign", "Are your hands clumsy, for example when you do up buttons?"),
        _("line", "your hands are clumsy"),
        _("first person", "My hands are clumsy"),
        _("why", "It can be a sign of pressure on the spinal cord in the neck. It is often missed as “old age”."),
        ("RFL", "MYO", "SCOT", "DYNH-NECK", "NHS111W"),
        hint=_("hint", "It also counts if you have trouble with keys, a pen or coins."),
        advice=NECK_SIGN,
        is_neck=True,
        may_be_agreed=True,
    ),
    Sign(
        "D7",
        Level.DOCTOR_SOON,
        _("sign", "Are you unsteady on your feet, or do you fall more than before?"),
        _("line", "you are unsteady on your feet, or you fall more than before"),
        _("first person", "I am unsteady on my feet, or I fall more than before"),
        CORD_IN_THE_NECK,
        ("RFL", "MYO", "SCOT", "DYNH-NECK", "NHS111W"),
        advice=NECK_SIGN,
        is_neck=True,
        may_be_agreed=True,
    ),
    Sign(
        "D8",
        Level.DOCTOR_SOON,
        _("sign", "Do you have tingling, numbness or weakness in an arm or hand?"),
        _("line", "you have tingling, numbness or weakness in an arm or hand"),
        _("first person", "I have tingling, numbness or weakness in an arm or hand"),
        CORD_IN_THE_NECK,
        ("RFL", "MYO", "SCOT", "DYNH-NECK"),
        advice=NECK_SIGN,
        is_neck=True,
        may_be_agreed=True,
    ),
    Sign(
        "D9",
        Level.DOCTOR_SOON,
        # Translators: a feeling like electricity that runs down the spine.
        _("sign", "Do you feel something like an electric shock down your back when you bend your neck?"),
        _("line", "you feel something like an electric shock down your back when you bend your neck"),
        _("first person", "I feel something like an electric shock down my back when I bend my neck"),
        CORD_IN_THE_NECK,
        ("MYO", "OURS"),
        advice=NECK_SIGN,
        is_neck=True,
        may_be_agreed=True,
    ),
    Sign(
        "D17",
        Level.DOCTOR_SOON,
        _("sign", "Are your legs newly stiff or heavy, even before you have walked far?"),
        _("line", "your legs are newly stiff or heavy, even before you have walked far"),
        _("first person", "My legs are newly stiff or heavy, even before I have walked far"),
        CORD_IN_THE_NECK,
        ("RFL", "SCOT", "MYO", "SWAN", "OURS"),
        hint=_("hint", "Heavy legs that come on with walking and ease when you sit do not count here."),
        advice=NECK_SIGN,
        is_neck=True,
        may_be_agreed=True,
    ),
    Sign(
        "D10",
        Level.DOCTOR_SOON,
        _("sign", "Have you ever had cancer?"),
        _("line", "you have, or have had, cancer"),
        _("first person", "I have, or have had, cancer"),
        _("why", "Cancer can spread to the spine and press on the cord."),
        ("NG234", "QS56", "VER16", "FIN20"),
        advice=_(
            "advice", "Call your doctor or cancer team today if your pain is new, worse at night, or like a tight band."
        ),
        may_be_agreed=True,
    ),
    Sign(
        "D11",
        Level.DOCTOR_SOON,
        _("sign", "Have you lost weight without trying?"),
        _("line", "you have lost weight without trying"),
        _("first person", "I have lost weight without trying"),
        _("why", "It can be a sign of cancer or infection."),
        ("NHS-BP", "VER16", "OURS"),
        hint=_("hint", "Answer No if a doctor has found out why."),
    ),
    Sign(
        "D12",
        Level.DOCTOR_SOON,
        _("sign", "Is your pain always there, even when you rest or sleep?"),
        _("line", "your pain is always there, even when you rest or sleep"),
        _("first person", "My pain is always there, even when I rest or sleep"),
        _("why", "Most stenosis pain eases when you sit or bend forward. A doctor should check pain that never eases."),
        ("NHS-BP", "VER16", "NASS11"),
        may_be_agreed=True,
    ),
    Sign(
        "D13",
        Level.DOCTOR_SOON,
        _("sign", "Is there a new lump on your back, or has your back changed shape?"),
        _("line", "you have a new lump on your back, or your back has changed shape"),
        _("first person", "I have a new lump on my back, or my back has changed shape"),
        _("why", "It can be a tumour, an infection or a broken bone."),
        ("NHS-BP", "OURS"),
        hint=_("hint", "New means that no doctor has looked at it yet."),
    ),
    Sign(
        "D14",
        Level.DOCTOR_SOON,
        _("sign", "Do you have an aneurysm, or a lump in your belly that beats?"),
        _("line", "you have an aneurysm, or a lump in your belly that beats"),
        _("first person", "I have an aneurysm, or a lump in my belly that beats"),
        _("why", "Pressure could harm the blood vessel. An aneurysm can also cause back pain."),
        ("AAA", "NHS-AAA", "ERN03", "WEB"),
        hint=_("hint", "An aneurysm is a weak, swollen blood vessel."),
        may_be_agreed=True,
    ),
    Sign(
        "D15",
        Level.DOCTOR_SOON,
        _("sign", "Do you have very weak bones, or has a bone broken too easily?"),
        _("line", "you have very weak bones, or a bone has broken too easily"),
        _("first person", "I have very weak bones, or a bone has broken too easily"),
        _("why", "Pressure can break a bone."),
        ("ARTICLE", "MAYO", "ROS", "ABMP"),
        hint=_("hint", "Doctors call this severe osteoporosis."),
        may_be_agreed=True,
    ),
    Sign(
        "D16",
        Level.DOCTOR_SOON,
        _("sign", "Has a doctor said that your spine is not stable, or that a bone has slipped?"),
        _("line", "a doctor has said that your spine is not stable, or that a bone has slipped"),
        _("first person", "A doctor has said that my spine is not stable, or that a bone has slipped"),
        _("why", "Massage may make it worse."),
        ("ARTICLE",),
        may_be_agreed=True,
    ),
    Sign(
        "D18",
        Level.DOCTOR_SOON,
        _("sign", "Do you have a sore on your foot or leg that does not heal?"),
        _("line", "you have a sore on your foot or leg that does not heal"),
        _("first person", "I have a sore on my foot or leg that does not heal"),
        _("why", "It can be a sign of poor blood flow."),
        ("PAD-NI", "PAD-NUTH", "PULSE-ALI", "OURS"),
        advice=_(
            "advice",
            "If you have diabetes, if the foot hurts at night, or if the skin turns black, call a doctor today.",
        ),
    ),
    Sign(
        "D19",
        Level.DOCTOR_SOON,
        _("sign", "Does your leg pain from walking stop when you simply stand still?"),
        _("line", "your leg pain from walking stops when you simply stand still"),
        _("first person", "My leg pain from walking stops when I simply stand still"),
        _("why", "It can come from poor blood flow in the legs, and not from your back."),
        ("NADEAU13", "PAD-NI", "ABMP-PAD"),
        advice=_(
            "advice",
            "Pain from poor blood flow is often in the calf. Pain from stenosis mostly eases when you sit or bend forward.",
        ),
        may_be_agreed=True,
    ),
)


POSTPONE = (
    Sign(
        "P1",
        Level.POSTPONE,
        _("sign", "Is your pain much worse than usual right now?"),
        _("line", "your pain is much worse than usual right now"),
        _("first person", "My pain is much worse than usual right now"),
        _("why", "Massage may make a flare-up worse."),
        ("ARTICLE", "KNGF21"),
        # Translators: flare-up = a phase in which the pain is much worse for a while.
        hint=_("hint", "This is called a flare-up."),
        advice=_("advice", "If it is a new kind of pain, see a doctor."),
    ),
    Sign(
        "P2",
        Level.POSTPONE,
        _("sign", "Do you feel ill today, for example with a cold or the flu?"),
        _("line", "you feel ill today, for example with a cold or the flu"),
        _("first person", "I feel ill today, for example with a cold or the flu"),
        _("why", "Rest until you feel better. Other people could also catch it from you."),
        ("NCCIH",),
    ),
    Sign(
        "P3",
        Level.POSTPONE,
        _("sign", "Is your skin cut, sore, burned or infected where you would be massaged?"),
        _("line", "your skin is cut, sore, burned or infected where you would be massaged"),
        _("first person", "My skin is cut, sore, burned or infected where I would be massaged"),
        _("why", "Rubbing can cause pain, spread an infection and slow the healing."),
        ("MAYO", "NCCIH"),
    ),
    Sign(
        "P4",
        Level.POSTPONE,
        _("sign", "Have you ever had surgery on your spine?"),
        _("line", "you have had surgery on your spine"),
        _("first person", "I have had surgery on my spine"),
        _("why", "Healing takes time. Scars and metal parts need care."),
        ("ARTICLE", "MAYO", "NCCIH", "OURS"),
        advice=_("advice", "Wait until your surgeon or doctor says yes, however long ago it was."),
        may_be_agreed=True,
    ),
    Sign(
        "P5",
        Level.POSTPONE,
        # Translators: an injection of medicine near the spine, given by a clinic.
        _("sign", "Have you had an injection in your spine in the last 2 weeks?"),
        _("line", "you have had an injection in your spine in the last 2 weeks"),
        _("first person", "I have had an injection in my spine in the last 2 weeks"),
        _("why", "There is a risk of bleeding or infection near the injection."),
        ("OURS",),
        advice=_("advice", "Ask the clinic that gave it when you can have massage."),
    ),
    Sign(
        "P6",
        Level.POSTPONE,
        _("sign", "Do you have a broken bone that has not healed?"),
        _("line", "you have a broken bone that has not healed"),
        _("first person", "I have a broken bone that has not healed"),
        _("why", "Pressure can move the broken bone."),
        ("MAYO", "NCCIH"),
    ),
    Sign(
        "P7",
        Level.POSTPONE,
        _("sign", "Have you had alcohol today, or more than your usual dose of a medicine that makes you sleepy?"),
        _("line", "you have had alcohol today, or more than your usual dose of a medicine that makes you sleepy"),
        _("first person", "I have had alcohol today, or more than my usual dose of a medicine that makes me sleepy"),
        _("why", "You may not notice when the pressure is too hard."),
        ("AMTA", "WEB", "OURS"),
        advice=_("advice", "Put the massage off. Never skip or stop a medicine to have a massage."),
    ),
)


TALK_FIRST = (
    Sign(
        "T1",
        Level.TALK_FIRST,
        _("sign", "Do you take blood thinners, or do you bleed or bruise easily?"),
        _("line", "you take blood thinners, or you bleed or bruise easily"),
        _("first person", "I take blood thinners, or I bleed or bruise easily"),
        _("why", "Deep pressure can cause bleeding under the skin."),
        ("MAYO", "NCCIH", "ERN03", "AMTA"),
        advice=_("advice", "Keep taking them as your doctor told you."),
        may_be_agreed=True,
    ),
    Sign(
        "T2",
        Level.TALK_FIRST,
        _("sign", "Have you ever had a blood clot?"),
        _("line", "you have had a blood clot"),
        _("first person", "I have had a blood clot"),
        _(
            "why",
            "Part of an old clot may still be there. In one person, a clot moved 2 years later, after a leg massage.",
        ),
        ("LIM09", "BMC20"),
        may_be_agreed=True,
    ),
    Sign(
        "T3",
        Level.TALK_FIRST,
        _("sign", "Are you pregnant, or could you be?"),
        _("line", "you are pregnant, or could be"),
        _("first person", "I am pregnant, or could be"),
        _("why", "Clots are more common in pregnancy."),
        ("BMC20", "MAYO", "NCCIH"),
        advice=_("advice", "Do not have a leg massage until you have asked your doctor."),
        may_be_agreed=True,
    ),
    Sign(
        "T4",
        Level.TALK_FIRST,
        _("sign", "Do you have heart disease or high blood pressure, or have you had a stroke?"),
        _("line", "you have heart disease or high blood pressure, or you have had a stroke"),
        _("first person", "I have heart disease or high blood pressure, or I have had a stroke"),
        _("why", "Some kinds of massage may not suit you."),
        ("NCCIH", "WEB"),
        may_be_agreed=True,
    ),
    Sign(
        "T5",
        Level.TALK_FIRST,
        _("sign", "Do you have diabetes, or skin that has lost feeling?"),
        _("line", "you have diabetes, or skin that has lost feeling"),
        _("first person", "I have diabetes, or skin that has lost feeling"),
        _("why", "You may not feel it if massage harms you, and your skin can be fragile."),
        ("NCCIH",),
        may_be_agreed=True,
    ),
    Sign(
        "T6",
        Level.TALK_FIRST,
        _("sign", "Do you have weak bones?"),
        _("line", "you have weak bones"),
        _("first person", "I have weak bones"),
        _("why", "Pressure can break a weak bone. If your doctor agrees to massage, have light pressure only."),
        ("ROS", "ABMP"),
        hint=_("hint", "Doctors call this osteoporosis, or bone loss on a scan."),
        may_be_agreed=True,
    ),
    Sign(
        "T7",
        Level.TALK_FIRST,
        _("sign", "Do you take steroid pills, or did you once take them for months?"),
        _("line", "you take steroid pills, or once took them for months"),
        _("first person", "I take steroid pills, or once took them for months"),
        _("why", "Steroids make bones and skin thin."),
        ("HEN09", "VER16"),
        advice=_("advice", "Keep taking them as your doctor told you."),
        may_be_agreed=True,
    ),
    Sign(
        "T8",
        Level.TALK_FIRST,
        _("sign", "Do you have rheumatoid arthritis or very loose joints?"),
        _("line", "you have rheumatoid arthritis or very loose joints"),
        _("first person", "I have rheumatoid arthritis or very loose joints"),
        _("why", "The bones in your neck may be loose."),
        ("MAYO", "OURS"),
        advice=_("advice", "Do not have a neck massage until you have asked your doctor."),
        may_be_agreed=True,
    ),
    Sign(
        "T9",
        Level.TALK_FIRST,
        _("sign", "Is your immune system weak, or have you been ill this month?"),
        _("line", "your immune system is weak, or you have been ill this month"),
        _("first person", "My immune system is weak, or I have been ill this month"),
        _("why", "This raises the risk of an infection in the spine."),
        ("YUS19", "GCARE"),
        may_be_agreed=True,
    ),
    Sign(
        "T10",
        Level.TALK_FIRST,
        # Translators: implants, for example a pacemaker, a pain pump, a port for infusions, a stent in a vessel or duct.
        _("sign", "Do you have a device, pump, port or stent in your body?"),
        _("line", "you have a device, pump, port or stent in your body"),
        _("first person", "I have a device, pump, port or stent in my body"),
        _("why", "Massage can move it, or hurt you there."),
        ("ERN03", "SCSN"),
        may_be_agreed=True,
    ),
    Sign(
        "T11",
        Level.TALK_FIRST,
        _("sign", "Is it hard for you to tell someone to stop?"),
        _("line", "it is hard for you to tell someone to stop"),
        _("first person", "It is hard for me to tell someone to stop"),
        _("why", "Your therapist relies on you to say how it feels."),
        ("ARTICLE",),
        advice=_("advice", "Bring a person you trust."),
    ),
    Sign(
        "T12",
        Level.TALK_FIRST,
        # Translators: no "unsure" here: it stands beside the answer "Not sure".
        _("sign", "Do you still need to find out whether you have spinal stenosis?"),
        _("line", "you still need to find out whether you have spinal stenosis"),
        _("first person", "I still need to find out whether I have spinal stenosis"),
        _("why", "A doctor should find the cause first."),
        ("ARTICLE",),
    ),
    Sign(
        "T13",
        Level.TALK_FIRST,
        _("sign", "Do you take a medicine every day that can make you sleepy or dizzy?"),
        _("line", "you take a medicine every day that can make you sleepy or dizzy"),
        _("first person", "I take a medicine every day that can make me sleepy or dizzy"),
        _("why", "You may feel pressure less, and you may be dizzy when you get up."),
        ("AMTA", "GABA-NHS", "HEALTHIFY", "OURS"),
        hint=_("hint", "For example gabapentin, pregabalin, codeine, tramadol or sleeping pills."),
        advice=_("advice", "Keep taking it as your doctor told you."),
        may_be_agreed=True,
    ),
    Sign(
        "T14",
        Level.TALK_FIRST,
        _("sign", "Have you fallen in the last year?"),
        _("line", "you have fallen in the last year"),
        _("first person", "I have fallen in the last year"),
        _("why", "A fall can have a cause that a doctor can treat."),
        ("FALLS-NICE", "FALLS-WI", "OURS"),
        advice=_("advice", "Ask for help to get on and off the massage table."),
        may_be_agreed=True,
    ),
)

SIGNS: tuple[Sign, ...] = EMERGENCY + DOCTOR_TODAY + DOCTOR_SOON + POSTPONE + TALK_FIRST

# The most questions that the check shows at once. One tap answers No to a list, so a person to whom nothing applies needs
# one tap to start and one for each list.
LONGEST_LIST = 9


def lists_of(level: Level) -> list[tuple[Sign, ...]]:
    """Return the questions of one level in the lists that the check shows one at a time, all of about the same length.

    The neck signs are a list of their own. A list may hold a single question.
    """
    lists: list[tuple[Sign, ...]] = []
    of_level = (sign for sign in SIGNS if sign.level is level)
    for _is_neck, run in groupby(of_level, key=lambda sign: sign.is_neck):
        signs = tuple(run)
        length = ceil(len(signs) / ceil(len(signs) / LONGEST_LIST))
        lists += [signs[start : start + length] for start in range(0, len(signs), length)]
    return lists


# The version changes when a question, its hint, its advice, its level or its answers change, because answers to the old
# questions then no longer count. It is the same in every language, because a reader can change the language meanwhile.
VERSION: str = hashlib.sha256(
    repr(
        [
            (sign.id, sign.level, sign.question, sign.hint, sign.advice, sign.may_not_apply, sign.may_be_agreed)
            for sign in SIGNS
        ]
    ).encode()
).hexdigest()[:8]

SIGN_OF: dict[str, Sign] = {sign.id: sign for sign in SIGNS}
