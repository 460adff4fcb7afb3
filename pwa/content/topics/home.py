"""The pages about what to do at home: exercise and rest, and massage."""

from __future__ import annotations

from pwa.content.techniques import GUN_SOURCES, NO_GUNS
from pwa.content.topics.records import KNOW_LITTLE, NECK_LINK, NOT_VERY_SURE, Section, Topic
from pwa.languages import Text as _

SELF_HELP = Topic(
    "self-help",
    _("self-help", "Everyday self-help"),
    _("self-help", "These things help many people. Stop, and do the check, if a new sign starts."),
    (
        Section(
            "bend",
            _("self-help", "Bend forward a little"),
            pictures=("walk-trolley", "walk-rollator"),
            body=(
                _("self-help", "Bending forward makes more room for the nerves. So lean on a shopping trolley or a wheeled walker. The handle must be low enough to lean on."),
                _("self-help", "In one study, a walking stick did not help people walk further. It may still help your balance."),
            ),
            sure=NOT_VERY_SURE,
            sources=("ZURICH99", "SWAN", "CART03", "COMER10", "OURS"),
        ),
        Section(
            "bike",
            _("self-help", "Ride an exercise bike"),
            pictures=("bike",),
            body=(
                # Translators: in the study people walked on a treadmill that carried a part of their weight.
                _("self-help", "Lean on the handlebars. In one study, cycling helped as much as walking on a special treadmill. Both groups got better."),
            ),
            sure=NOT_VERY_SURE,
            sources=("PUA07", "OURS"),
        ),
        Section(
            "pace",
            # Translators: do a little, rest, and go on.
            _("self-help", "Walk a little, then rest"),
            body=(_("self-help", "Walk a short way. Sit down before the pain gets bad. Then walk again."),),
            sure=KNOW_LITTLE,
            sources=("AHPS", "OURS"),
        ),
        Section(
            "moves",
            _("self-help", "Try these moves"),
            pictures=("sit-bend-forward", "knee-to-chest", "knee-rolls"),
            body=(
                _("self-help", "Sit and bend forward slowly. Lie on your back and hug one knee. Roll your bent knees from side to side."),
                _("self-help", "Do 8 to 12 of each, on 2 or 3 days a week."),
                # Translators: pain from 0 to 10. The pain after the exercises must have gone within 45 minutes.
                _("self-help", "Stop if the pain reaches 4 out of 10. Do less next time if it has not settled in 45 minutes."),
                _("self-help", "Ask a physiotherapist (physical therapist) first if you have weak bones or have had surgery."),
            ),
            sure=NOT_VERY_SURE,
            sources=("AHPS", "DYNH", "OURS"),
        ),
        Section(
            "sleep",
            _("self-help", "Sleep well"),
            pictures=("sleep-side", "sleep-back"),
            body=(
                _("session", "Lie on your side with a pillow between your knees. Or lie on your back with your knees raised."),
            ),
            sure=KNOW_LITTLE,
            sources=("SLEEP",),
        ),
        Section(
            "warmth",
            _("self-help", "Use warmth"),
            body=(
                _("self-help", "A warm pack can ease new back pain for a short time."),
                # Translators: less feeling in the skin.
                _("self-help", "Keep it warm, not hot. Do not use it where you have less feeling."),
            ),
            sure=KNOW_LITTLE,
            sources=("FRENCH06", "OURS"),
        ),
        Section(
            "falls",
            _("self-help", "If you have fallen"),
            body=(
                _("falls", "Tell your doctor if you have fallen and do not know why. A doctor may find a cause that can be treated."),
            ),
            links=(NECK_LINK,),
            sources=("FALLS-WI", "FALLS-NICE"),
        ),
    ),
    sources=("OURS",),
)  # fmt: skip

AT_HOME = Topic(
    "massage-at-home",
    _("at home", "Massage at home"),
    _("at home", "The same rules apply at home. Do the check first, and ask your doctor."),
    (
        Section(
            "yourself",
            _("at home", "By yourself"),
            body=(
                _("at home", "Stroke your buttocks, hips and thighs with a flat hand. Keep it light."),
                _("at home", "If it hurts, press more softly. Stop if the pain reaches 4 out of 10, or if your leg tingles."),
                _("at home", "Do not massage your neck, your spine or the backs of your knees."),
                _("at home", "Ask your doctor before you massage your calves."),
            ),
            sources=("OURS",),
        ),
        Section(
            "partner",
            _("at home", "By a partner or friend"),
            pictures=("hands-swedish",),
            body=(
                _("at home", "Ask for flat hands and light strokes, beside the spine and never on it."),
                # Translators: "crack" = make the joints click.
                _("at home", "Do not let anyone walk on your back, or pull or crack your joints."),
                _("at home", "Most of the harm that was reported came from unusual kinds of massage, or from people without training."),
                _("at home", "In a small study of healthy couples, massage at home eased stress. It did not look at back pain."),
            ),
            sources=("ERN03", "NARUSE19", "OURS"),
        ),
        Section(
            "chairs",
            _("at home", "Massage chairs, cushions and beds"),
            body=(
                _("at home", "Ask your doctor before you use one. Do not use one if you have weak bones."),
                _("at home", "Japan’s consumer centre had 253 reports of harm in less than 6 years. About 6 in 10 of the people who were hurt were 60 or older. Some had a broken bone, or damage to a nerve or the spinal cord."),
                _("at home", "Korea’s consumer agency tells people with stenosis to ask a specialist first."),
            ),
            sources=("NCAC16", "KCA", "OURS"),
        ),
        Section(
            "guns",
            _("at home", "Massage guns"),
            body=(
                NO_GUNS,
                _("massage", "Two people had a tear in a neck artery after they used a massage device at home."),
                _("at home", "One young woman had bad muscle damage after a massage gun was used on her thighs."),
                _("at home", "These are single cases. Nobody has tested massage guns for stenosis."),
            ),
            sources=(*GUN_SOURCES, "OURS"),
        ),
        Section(
            "rollers",
            _("at home", "Hard balls and rollers"),
            body=(_("at home", "Do not lie with your spine on a hard ball or roller."),),
            links=(NECK_LINK,),
            sources=("OURS",),
        ),
    ),
    sources=("OURS",),
)  # fmt: skip
