"""The pages about what to ask a doctor: when to wait, and medicines."""

from __future__ import annotations

from pwa.content.sheets import QUESTIONS
from pwa.content.signs import EMERGENCY, Level
from pwa.content.topics.records import CHECK, DOCTOR_SHEET, NECK_LINK, Section, Topic
from pwa.languages import Text as _

DOCTOR_FIRST = Topic(
    "doctor-first",
    _("doctor first", "See a doctor first"),
    _("doctor first", "Talk to a doctor before your first massage, and again when something changes."),
    (
        Section(
            "why",
            _("doctor first", "Why see a doctor first"),
            body=(
                _("doctor first", "See a doctor before your first massage. Massage should fit the stage of your stenosis and how bad it is."),
                _("doctor first", "A doctor also checks that nothing sudden or unstable is causing your pain."),
                _("doctor first", "Massage could make such a problem worse."),
            ),
            sources=("ARTICLE",),
        ),
        Section(
            "now",
            _("doctor first", "Get help now"),
            level=Level.EMERGENCY,
            signs=EMERGENCY,
            no_source="the check names the sources of each sign, and nothing to read more of may stand on this card",
        ),
        Section(
            "yes-first",
            _("doctor first", "Wait until a doctor says yes"),
            body=(_("doctor first", "Do not have a massage until a doctor has checked this and says yes, if you have:"),),
            points=(
                _("doctor first", "very weak bones (severe osteoporosis)"),
                _("doctor first", "a spine that is not stable"),
                _("doctor first", "new numbness or tingling that no doctor has checked"),
                _("doctor first", "any other sign from parts 2 and 3 of the check"),
            ),
            then=(_("doctor first", "Some of these signs need a doctor today. The check tells you which."),),
            level=Level.DOCTOR_SOON,
            button=CHECK,
            sources=("ARTICLE", "FIN20"),
        ),
        Section(
            "wait",
            _("doctor first", "When to put massage off"),
            body=(
                # Translators: the medical term, once, so that a reader knows it when a doctor uses it.
                _("doctor first", "Sometimes there is a strong reason to put massage off, or not to have it. Doctors call this a contraindication."),
            ),
            points=(
                _("doctor first", "If your pain or inflammation has flared up, wait until it settles. Massage may make it worse. If it is a new kind of pain, see a doctor."),
                _("doctor first", "If you have ever had spine surgery, wait until your surgeon or doctor says yes."),
            ),
            then=(_("doctor first", "The check lists the other reasons to wait."),),
            level=Level.POSTPONE,
            sources=("ARTICLE",),
        ),
        Section(
            "look",
            _("doctor first", "What three of the signs look like"),
            pictures=("saddle-area", "foot-drop", "calf-swelling"),
            body=(_("doctor first", "The check tells you more about each of them."),),
            no_source="the check names the sources of each sign",
        ),
        Section(
            "ask",
            _("doctor first", "Questions to ask your doctor"),
            points=tuple(line.text for line in QUESTIONS),
            button=DOCTOR_SHEET,
            links=(NECK_LINK,),
            no_source="questions to the doctor, and no medical fact",
        ),
    ),
)  # fmt: skip

MEDICINES = Topic(
    "medicines",
    _("medicines", "Medicines and massage"),
    _("medicines", "Never stop or skip a medicine to have a massage. Put the massage off instead."),
    (
        Section(
            "suddenly",
            _("medicines", "Do not stop a medicine suddenly"),
            body=(
                _("medicines", "Some medicines make you ill if you stop them suddenly. Examples are gabapentin, pregabalin, codeine and tramadol."),
            ),
            sources=("GABA-RED", "ROCK"),
        ),
        Section(
            "sleepy",
            _("medicines", "Medicines that make you sleepy"),
            body=(
                _("medicines", "Strong pain pills can change how you feel pain. You may not notice when the pressure is too hard."),
                _("medicines", "Pills for nerve pain and sleeping pills may do the same."),
                _("medicines", "If you take one every day, ask your doctor before your next massage. Tell your therapist about it. Ask for light pressure, and get up slowly."),
            ),
            sources=("AMTA", "HEALTHIFY", "WEB", "OURS"),
        ),
        Section(
            "extra",
            _("medicines", "An extra dose, or alcohol"),
            body=(_("medicines", "Put the massage off until the medicine or the alcohol has worn off."),),
            sources=("OURS",),
        ),
        Section(
            "thinners",
            _("medicines", "Blood thinners"),
            body=(_("medicines", "With blood thinners, you bruise and bleed more easily. Ask your doctor, and have light pressure only."),),
            sources=("AMTA", "MAYO"),
        ),
        Section(
            "steroids",
            _("medicines", "Steroid pills"),
            body=(_("medicines", "Steroids make bones and skin thin. Ask your doctor, and have light pressure only."),),
            sources=("HEN09", "VER16"),
        ),
        Section(
            "patches",
            # Translators: a patch on the skin that gives off pain medicine.
            _("medicines", "Pain patches"),
            body=(_("medicines", "Keep hands and heat away from the patch."),),
            sources=("OURS",),
        ),
        Section(
            "extra-pill",
            _("medicines", "Pain pills before a massage"),
            body=(
                _("medicines", "Do not take an extra pain pill so that you can bear a massage. Pain tells you and your therapist when to stop."),
            ),
            sources=("OURS",),
        ),
        Section(
            "list",
            _("medicines", "A list of your medicines"),
            body=(_("medicines", "Bring a list of your medicines. You can write it on the sheet for your doctor."),),
            button=DOCTOR_SHEET,
            links=(NECK_LINK,),
            sources=("OURS",),
        ),
    ),
    sources=("GABA-RED", "OURS"),
)  # fmt: skip
