"""The three technique cards: always the same ten headings, in the same order (docs/clinical.md, section 3.2)."""

from __future__ import annotations

from dataclasses import dataclass

from pwa.content.signs import SIGN_OF, Sign
from pwa.languages import Text
from pwa.languages import Text as _


@dataclass(frozen=True)
class Evidence:
    """What studies say: how sure anyone can be, the findings, and the sources. `unchecked` is a remark on the sources."""

    certainty: Text
    findings: tuple[Text, ...]
    sources: tuple[str, ...]
    unchecked: Text | None = None


@dataclass(frozen=True)
class Technique:
    """One card.

    `where` and `where_not` are lists of places; the notes are sentences below them. Pressure is told in words: `pressure`
    asks for some of the five in PRESSURES, those of `pressures`. Pain is told in numbers, from 0 to 10: `pain` says what
    to do at each. `ask_first` follows WHO_NOT and `not_with`, the signs that rule this technique out, although with the
    others they are for a talk first.
    """

    slug: str
    name: Text
    summary: Text
    what: tuple[Text, ...]
    feels: tuple[Text, ...]
    where: tuple[Text, ...]
    where_not: tuple[Text, ...]
    pressures: tuple[Text, ...]
    pressure: Text
    pain: tuple[Text, ...]
    avoid: tuple[Text, ...]
    ask_first: tuple[Text, ...]
    stop: tuple[Text, ...]
    tell: tuple[Text, ...]
    evidence: Evidence
    picture: str
    where_note: tuple[Text, ...] = ()
    where_not_note: tuple[Text, ...] = ()
    not_with: tuple[Sign, ...] = ()


# Every card holds this sentence (S13).
NOT_WIDER = _("technique", "Massage will not widen the space in your spine.")

# How strong the evidence is, for all cards, in sentences (docs/clinical.md, section 3.1).
NOT_TESTED = _("evidence", "Nobody has properly tested massage on its own for spinal stenosis.")
EVIDENCE_LINE: tuple[Text, ...] = (
    NOT_TESTED,
    _("evidence", "For ordinary lower back pain, massage may help some people for a short time. The studies are weak."),
    # Translators: the treatment moves joints with the hands. It is not massage.
    _(
        "evidence",
        "For stenosis in the lower back, some studies support hands-on treatment of the joints together with exercise. That was not massage.",
    ),
    NOT_WIDER,
)
# The last sentence has its own paragraph, so that nobody misses it. The second is from the same guideline.
AGAINST: tuple[Text, ...] = (
    _(
        "evidence",
        "One national guideline from the Netherlands advises against massage when a nerve in the back is irritated.",
    ),
    _("evidence", "It also advises against massage as the only treatment."),
    _("evidence", "Ask your doctor if this applies to you."),
)
ON_EVERY_CARD = (NOT_TESTED, AGAINST[0])

# Translators: five words for pressure, from the lightest to the strongest. They stand side by side below a drawing.
VERY_LIGHT = _("pressure", "very light")
LIGHT = _("pressure", "light")
MEDIUM = _("pressure", "medium")
PRESSURES: tuple[Text, ...] = (VERY_LIGHT, LIGHT, MEDIUM, _("pressure", "firm"), _("pressure", "deep"))
# The words that replace the two rulers where they cannot be seen.
PRESSURE_RULER = _("caption", "Pressure: very light, light, medium, firm, deep.")
# Translators: "Stop" is what the person says aloud: use the word of “Stop now.” among the phrases.
PAIN_RULER = _("caption", "Pain from 0 (none) to 10 (the worst you can think of). Say “Stop” at 4.")

# At this pain the person says stop, with every technique.
STOP_AT = 4
RATE_YOUR_PAIN = _("pressure", "Rate your pain from 0 (none) to 10 (the worst you can think of).")
# Translators: the number 0, no pain, is how it should be. "Softer, please" and "Stop" are said aloud to the therapist.
SAY_SOFTER = _("pressure", "0 is right. At 1 to 3, say “Softer, please”.")
SAY_STOP = _("pressure", "If the pain reaches 4 out of 10, say “Stop”.")
PAIN = (RATE_YOUR_PAIN, SAY_SOFTER, SAY_STOP)

# Where a face stands on the pain ruler: from a smile to strong pain. The icons are `face-0` to `face-10`.
FACES = (0, 2, 4, 7, 10)

STOP_SIGNS: tuple[Text, ...] = (
    _("stop", "you have new numbness, tingling or weakness"),
    _("stop", "pain shoots into a leg or an arm"),
    _("stop", "you feel dizzy"),
    _("stop", "the pain reaches 4 out of 10"),
    _("stop", "an emergency sign starts"),
)

# One sentence for every page that speaks of massage guns.
NO_GUNS = _("avoid", "Do not use massage guns, at home or on the massage table.")
GUN_SOURCES = ("VAD22", "VAD23", "RHABDO20")

WHO_NOT: tuple[Text, ...] = (
    _("technique", "Do not have it while you have a sign from parts 1 to 4 of the check."),
    _("technique", "If a doctor has checked your sign and agreed to massage, do what the doctor said."),
)
ASK_FIRST = _("technique", "If you have a sign from part 5, talk to your doctor first.")

TELL: tuple[Text, ...] = (
    # Translators: four phrases to say to the therapist. A place on the body follows.
    _("technique", "“I have spinal stenosis in my …”"),
    _("technique", "“I have no feeling in my …”"),
    # Translators: the names of medicines follow.
    _("technique", "“I take …”"),
    _("technique", "“I am most comfortable on my side.”"),
)

NERVE_PATH = _("where", "The nerve path, from the bone that you sit on, down the back of the thigh")

TECHNIQUES: dict[str, Technique] = {
    technique.slug: technique
    for technique in (
        Technique(
            slug="swedish",
            # Translators: Swedish massage is a style, known worldwide under this name.
            name=_("technique", "Gentle Swedish massage"),
            summary=_("technique", "Long, smooth, light strokes. This is the gentlest of the three."),
            what=(
                _("technique", "The therapist makes long, smooth strokes and kneads your muscles lightly."),
                _("technique", "It is often suggested because it is calming and uses no heavy pressure."),
            ),
            feels=(
                _("technique", "It should feel warm and calm. It should not hurt."),
                _("technique", "It may warm your muscles, calm your whole body and ease tension."),
            ),
            where=(
                _("where", "Shoulders"),
                _("where", "Buttocks, hips and thighs"),
                _("where", "Back, with light strokes beside the spine only"),
            ),
            where_note=(
                # Translators: the nerve runs down the middle of the back of the thigh. Pain that shoots comes suddenly.
                _("where", "Light strokes may cross the nerve path at the back of the thigh. Say “Stop” if pain shoots down your leg."),
            ),
            where_not=(
                _("where", "The bones of the spine"),
                _("where", "The neck, above all the front and sides"),
                _("where", "The back of the knee"),
                _("where", "Your calves, if you have ever had a blood clot, take blood thinners, or bleed or bruise easily"),
            ),
            where_not_note=(
                _("where", "Ask your doctor first about massage on your calves."),
                _("where", "Call a doctor today if one calf or thigh is newly swollen, warm, sore to touch or a different colour. Do not have a massage."),
            ),
            pressures=(VERY_LIGHT, LIGHT),
            pressure=_("pressure", "Ask for very light or light pressure."),
            pain=PAIN,
            avoid=(
                _("avoid", "Deep tissue massage"),
                # Translators: strokes with the edge of the hand or the fist.
                _("avoid", "Beating strokes"),
                _("avoid", "Lying flat on your belly without a pillow"),
            ),
            ask_first=(ASK_FIRST,),
            stop=STOP_SIGNS,
            tell=TELL,
            evidence=Evidence(
                _("evidence", "We know very little."),
                (
                    _("evidence", "This is the most tested kind of massage for back pain. For ordinary lower back pain, it may help some people for a short time."),
                    _("evidence", "Serious harm was mostly linked to other kinds of massage, or to massage by people without training."),
                    *ON_EVERY_CARD,
                ),
                ("FURLAN15", "WHO23", "ERN03", "KNGF21"),
            ),
            picture="hands-swedish",
        ),
        Technique(
            slug="myofascial-release",
            # Translators: fascia = the thin, strong tissue round the muscles. Keep the technical name if it is known.
            name=_("technique", "Myofascial release"),
            summary=_("technique", "Slow, gentle pressure that the therapist holds for a while."),
            what=(
                _("technique", "The therapist uses slow, gentle pressure and holds it for a while."),
                _("technique", "It works on the fascia, the tissue around your muscles. The aim is to free tight tissue."),
                _("technique", "It is thought to take some strain off your lower back."),
            ),
            feels=(_("technique", "It feels like a slow stretch, with little or no oil. It should not burn or hurt."),),
            where=(_("where", "Hips"), _("where", "Buttocks"), _("where", "Thighs, away from the nerve path")),
            where_not=(
                _("where", "The narrow part of the spine"),
                _("where", "Beside the spine"),
                _("where", "Belly"),
                _("where", "Neck"),
                NERVE_PATH,
                _("where", "The back of the knee"),
            ),
            pressures=(LIGHT, MEDIUM),
            pressure=_("pressure", "Ask for light to medium pressure that is slow and steady."),
            pain=PAIN,
            avoid=(
                _("avoid", "Forced stretching"),
                _("avoid", "Bending backwards"),
                _("avoid", "Twisting"),
                _("avoid", "Thrusts, which are quick, strong pushes on a joint"),
            ),
            ask_first=(ASK_FIRST,),
            stop=STOP_SIGNS,
            tell=(*TELL, _("technique", "“Please do not bend me backwards.”")),
            evidence=Evidence(
                _("evidence", "Two reviews from 2021 disagree."),
                (
                    _("evidence", "One looked at 8 studies with 375 people. It found a little less pain."),
                    _("evidence", "The other looked at 8 studies with 386 people. Their pain did not change, but they could do a little more."),
                    *ON_EVERY_CARD,
                ),
                ("WU21", "CTM21", "KNGF21"),
            ),
            picture="hands-myofascial",
        ),
        Technique(
            slug="trigger-point",
            # Translators: a trigger point is one sore, tight spot in a muscle.
            name=_("technique", "Trigger point massage"),
            summary=_("technique", "Steady pressure on one sore, tight spot in a muscle."),
            what=(
                _("technique", "The therapist presses steadily on one sore, tight spot in a muscle."),
                _("technique", "This may relax the spot. It may also ease tightness there, and pain that has spread from it."),
                # Translators: spasm = a muscle that has tightened by itself and does not let go.
                _("technique", "It may help with muscle spasm in the buttock or the back of the thigh."),
            ),
            feels=(
                _("technique", "You may feel a dull ache that fades in seconds. It should stay below 4 out of 10."),
                _("technique", "You may also feel it in another place."),
            ),
            where=(_("where", "Buttocks"), _("where", "Back of the thigh, beside the nerve path")),
            where_not=(
                _("where", "The spine"),
                NERVE_PATH,
                _("where", "Groin"),
                _("where", "The back of the knee"),
                _("where", "Neck"),
            ),
            pressures=(MEDIUM,),
            pressure=_("pressure", "Ask for medium pressure, and only for a short time."),
            pain=(
                RATE_YOUR_PAIN,
                _("pressure", "A dull ache of 1 to 3 in the spot is usual. It should fade in seconds."),
                _("pressure", "For any other pain of 1 to 3, say “Softer, please”."),
                SAY_STOP,
            ),
            not_with=(SIGN_OF["T1"], SIGN_OF["T5"], SIGN_OF["T6"], SIGN_OF["T7"]),
            avoid=(
                _("avoid", "Pressing with an elbow"),
                _("avoid", "Using tools"),
                _("avoid", "Pressing the same spot again and again"),
            ),
            ask_first=(
                _("technique", "If you have another sign from part 5, talk to your doctor first."),
                _("technique", "If you are pregnant, be extra careful and ask your doctor first."),
            ),
            stop=(*STOP_SIGNS[:-1], _("stop", "the ache does not fade in seconds"), STOP_SIGNS[-1]),
            tell=(*TELL, _("technique", "“Please count down from 5, then stop.”")),
            evidence=Evidence(
                _("evidence", "It did not reduce people’s pain."),
                (
                    _("evidence", "One review looked at 19 studies with 1,047 people. Some people could do more."),
                    _("evidence", "A review from 2022 looked at 17 studies. People could bear more pressure, but it did not reduce their pain."),
                    _("evidence", "Experts disagree about whether trigger points exist."),
                    *ON_EVERY_CARD,
                ),
                ("DENN19", "CHIRO22", "KNGF21"),
                unchecked=_("sources", "We have not checked what experts think about trigger points."),
            ),
            picture="hands-trigger-point",
        ),
    )
}  # fmt: skip

EVIDENCE_SOURCES = (
    "FURLAN15",
    "NG59",
    "WHO23",
    "NCCIH-SCIENCE",
    "MAK24",
    "BUSS21",
    "AMM22",
    "SCHN19",
    "REIMAN",
    "KNGF21",
    "NASS13",
)

# In full on one page (`topics.STENOSIS`). Wherever else massage is near, `NECK_LINE` leads there.
NECK: tuple[Text, ...] = (
    _("neck", "We found no study of massage for a narrow place in the neck."),
    # Translators: "tuina" is the name of a Chinese massage: keep it. A pinched nerve is squeezed where it leaves the spine.
    _(
        "neck",
        "Five small studies tested a Chinese hand massage (tuina) for a pinched nerve in the neck. Their quality is low.",
    ),
    _(
        "neck",
        "In one reported case, a man with a hidden narrow place in his neck was paralysed after a neck massage.",
    ),
    _("neck", "So do not have your neck massaged unless your doctor has agreed."),
    _("neck", "If your stenosis is in the neck, have only gentle Swedish massage, away from the neck."),
)
NECK_SOURCES = ("WEI17", "CHEONG12", "OURS")
NECK_LINE = _("neck", "Stenosis in your neck? Read this first.")
