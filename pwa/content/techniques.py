"""The three technique cards: always the same ten headings, in the same order (docs/clinical.md, section 3.2)."""

from __future__ import annotations

from dataclasses import dataclass

from pwa.content.signs import SIGN_OF, Sign
from pwa.languages import Text
from pwa.languages import Text as _


@dataclass(frozen=True)
class Evidence:
    """The results of studies: how sure they are, the findings, and the sources."""

    certainty: Text
    findings: tuple[Text, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Technique:
    """One card.

    `gentlest` and `hardest` are the pressure, from 0 (no touch) to 10 (the worst you can think of). `not_with` are
    talk-first signs that rule out this technique, but not the others.
    """

    slug: str
    name: Text
    summary: Text
    what: tuple[Text, ...]
    feels: tuple[Text, ...]
    where: tuple[Text, ...]
    where_not: tuple[Text, ...]
    gentlest: int
    hardest: int
    pressure: tuple[Text, ...]
    avoid: tuple[Text, ...]
    who_not: tuple[Text, ...]
    stop: tuple[Text, ...]
    tell: Text
    evidence: Evidence
    picture: str
    not_with: tuple[Sign, ...] = ()


# It is on every card (S13).
NOT_WIDER = _("technique", "Massage will not widen the space in your spine.")

# How strong the evidence is, for all cards, in sentences (docs/clinical.md, section 3.1).
NOT_TESTED = _("evidence", "Nobody has properly tested massage on its own for spinal stenosis.")
EVIDENCE_LINE: tuple[Text, ...] = (
    NOT_TESTED,
    _("evidence", "For ordinary low back pain it may help some people for a short time; the studies are weak."),
    _("evidence", "Hands-on care joined with exercise has some support in low-back stenosis."),
    NOT_WIDER,
)
# The last sentence has its own paragraph, so that nobody misses it. The second is from the same guideline.
AGAINST: tuple[Text, ...] = (
    _("evidence", "One national guideline (Netherlands) advises against it when a nerve in the back is irritated."),
    _("evidence", "It also advises against massage as the only treatment."),
    _("evidence", "Ask your doctor if this is about you."),
)
ON_EVERY_CARD = (NOT_TESTED, AGAINST[0])

# The person says stop at this number, whatever the technique.
STOP_AT = 4

# Numbers on the ruler that have a face, from a smile to strong pain. The icons are `face-0` to `face-10`.
FACES = (0, 2, 4, 7, 10)

STOP_SIGNS: tuple[Text, ...] = (
    _("stop", "there is new numbness, tingling or weakness"),
    _("stop", "pain shoots into a leg or an arm"),
    _("stop", "you feel dizzy"),
    _("stop", "any sign that needs help now starts"),
    _("stop", "it hurts"),
)

WHO_NOT: tuple[Text, ...] = (
    _("technique", "Anyone with a sign from parts 1 to 4 of the check."),
    _("technique", "With a sign from part 5, talk to your doctor first."),
)

TELL = _("technique", "“I have spinal stenosis at … I cannot feel … I take … I lie best on my side.”")

TECHNIQUES: dict[str, Technique] = {
    technique.slug: technique
    for technique in (
        Technique(
            slug="swedish",
            # Translators: Swedish massage is a style, known worldwide under this name.
            name=_("technique", "Swedish massage, gentle"),
            summary=_("technique", "Long, smooth strokes. The gentlest of the three."),
            what=(
                _("technique", "Long, smooth strokes and light kneading."),
                _("technique", "It is often suggested, because it is calm and uses no heavy pressure."),
            ),
            feels=(
                _("technique", "Warm and calm. Never sharp."),
                _("technique", "It may warm your muscles, calm your whole body and ease tension."),
            ),
            where=(
                _("where", "Shoulders"),
                _("where", "Buttocks, hips and legs"),
                _("where", "On the back: only light strokes beside the spine"),
            ),
            where_not=(
                _("where", "The bones of the spine"),
                _("where", "The neck, and above all its front and sides"),
                _("where", "Back of the knee"),
                _("where", "Calf, if you ever had a blood clot, take blood thinners, or bleed or bruise easily"),
                _("where", "Calf, if one leg is swollen, warm, sore or a new colour. Then no massage at all: call a doctor today."),
            ),
            gentlest=1,
            hardest=3,
            pressure=(_("pressure", "1 to 3 of 10. At 4, say stop."),),
            avoid=(
                _("avoid", "Deep tissue massage"),
                # Translators: strokes with the edge of the hand or the fist.
                _("avoid", "Beating strokes"),
                _("avoid", "Lying flat on the belly for long without a pillow"),
            ),
            who_not=WHO_NOT,
            stop=STOP_SIGNS,
            tell=TELL,
            evidence=Evidence(
                _("evidence", "Very low to low certainty."),
                (
                    _("evidence", "This is the most tested style for back pain. For ordinary low back pain it may help some people for a short time."),
                    _("evidence", "The serious harm that was reported came mostly from other styles."),
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
            summary=_("technique", "Slow, gentle pressure that is held."),
            what=(
                _("technique", "Slow, gentle pressure that is held."),
                _("technique", "It works on the fascia, the tissue round your muscles. The aim is to free tight tissue."),
                _("technique", "It is thought to take some strain off the low back."),
            ),
            feels=(_("technique", "A slow stretch, with little or no oil. It should not burn."),),
            where=(_("where", "Hips"), _("where", "Buttocks"), _("where", "Upper legs")),
            where_not=(
                _("where", "Over the narrow part of the spine"),
                _("where", "Belly"),
                _("where", "Neck"),
            ),
            gentlest=2,
            hardest=4,
            pressure=(_("pressure", "2 to 4 of 10, held slowly. 4 is the most: if it gets more, say stop."),),
            avoid=(
                _("avoid", "Forced stretch"),
                _("avoid", "Bending back"),
                _("avoid", "Twisting"),
                # Translators: a thrust is a quick, strong push on a joint, as chiropractors do.
                _("avoid", "Thrusts"),
            ),
            who_not=WHO_NOT,
            stop=STOP_SIGNS,
            tell=_(
                "technique",
                "“I have spinal stenosis at … I cannot feel … I take … I lie best on my side. Please do not stretch me back.”",
            ),
            evidence=Evidence(
                _("evidence", "Two reviews from 2021 disagree."),
                (
                    _("evidence", "One found a little less pain (8 studies, 375 people)."),
                    _("evidence", "The other found no change in pain. People could do a little more in daily life (8 studies, 386 people)."),
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
            summary=_("technique", "Steady pressure on one sore spot."),
            what=(
                _("technique", "Steady pressure on one sore, tight spot."),
                _("technique", "It may relax the spot, and ease tightness there and pain that has spread from it."),
                # Translators: spasm = a muscle that has tightened by itself and does not let go.
                _("technique", "It may help with spasm in the muscles of the buttock or the back of the thigh."),
            ),
            feels=(
                # Translators: a pain that feels as if it does good. Not more than 3 or 4 of 10.
                _("technique", "A “good hurt” at most: 3 to 4 of 10. It fades in seconds."),
                _("technique", "You may feel it in another place too."),
            ),
            where=(_("where", "Buttocks"), _("where", "Back of the thigh")),
            where_not=(
                _("where", "Over the spine"),
                _("where", "Near the nerve path from the sit bone, if pain shoots there"),
                _("where", "Groin"),
                _("where", "Back of the knee"),
                _("where", "Neck"),
            ),
            gentlest=1,
            hardest=4,
            pressure=(_("pressure", "Up to 4 of 10, and short. 4 is the most: if it gets more, say stop."),),
            not_with=(SIGN_OF["T1"], SIGN_OF["T5"], SIGN_OF["T6"], SIGN_OF["T7"]),
            avoid=(
                _("avoid", "Elbows"),
                _("avoid", "Tools and massage guns"),
                _("avoid", "The same spot again and again"),
            ),
            who_not=(
                WHO_NOT[0],
                _("technique", "With another sign from part 5, talk to your doctor first."),
                _("technique", "If you are pregnant, be extra careful, and ask your doctor first."),
            ),
            stop=(*STOP_SIGNS[:-1], _("stop", "it hurts more than 4 of 10"), _("stop", "the pain does not fade in seconds")),
            tell=_(
                "technique",
                "“I have spinal stenosis at … I cannot feel … I take … I lie best on my side. Please count down from 5 and stop.”",
            ),
            evidence=Evidence(
                _("evidence", "No gain in the pain that people report."),
                (
                    _("evidence", "A review from 2022 looked at 17 studies. People could bear more pressure. Their own pain was not less."),
                    _("evidence", "Experts do not agree that trigger points exist. We have not checked this last point."),
                    *ON_EVERY_CARD,
                ),
                ("CHIRO22", "KNGF21"),
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

NECK: tuple[Text, ...] = (
    _("neck", "For stenosis in the neck we found no studies at all."),
    _("neck", "No massage on the neck, unless your doctor agrees."),
    _("neck", "If the narrow place is in your neck: only gentle Swedish massage, away from the neck."),
)
