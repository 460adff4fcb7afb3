"""The pages about the back and the neck."""

from __future__ import annotations

from pwa.content.actions import Call
from pwa.content.signs import SIGN_OF, SIGNS, Level
from pwa.content.techniques import NECK, NECK_SOURCES
from pwa.content.topics.records import CHECK, DOCTOR_SHEET, NECK_LINK, Row, Section, Table, Topic
from pwa.languages import Text as _

STENOSIS = Topic(
    "stenosis",
    _("stenosis", "What spinal stenosis is"),
    _("stenosis", "Spaces inside the spine become narrower. This can squeeze the nerves."),
    (
        Section(
            "where",
            _("stenosis", "Where the narrow place can be"),
            pictures=("spine-side", "canal-wide", "canal-narrow", "side-opening-wide", "side-opening-narrow"),
            body=(
                _("stenosis", "Stenosis is most often in the lower back. It can also be in the neck."),
                # Translators: central stenosis; the main canal is the large one in the middle of the spine.
                _("stenosis", "The main canal in the middle of the spine can be narrow. Doctors call this central stenosis."),
                _("stenosis", "The openings at the side, where the nerves leave, can also be narrow."),
            ),
            links=(("glossary", _("glossary", "What the words mean")),),
            sources=("ARTICLE",),
        ),
        Section(
            "low-back",
            _("stenosis", "Stenosis in the lower back"),
            body=(
                _("stenosis", "You may feel it in your buttocks and legs. People often call this sciatica."),
                _("stenosis", "You may have pain, cramp, numbness, tingling or weakness."),
                _("stenosis", "This is often worse when you stand or walk. It eases when you sit or bend forward."),
                # Translators: the medical term, once, so that a reader knows it when a doctor uses it.
                _("stenosis", "Doctors call this pattern neurogenic claudication."),
            ),
            links=(("back-or-circulation", _("circulation", "Is it my back or my circulation?")),),
            sources=("ARTICLE", "NASS11"),
        ),
        Section(
            "neck",
            _("stenosis", "Stenosis in the neck"),
            pictures=("neck-canal",),
            body=(
                _("stenosis", "Stenosis in the neck can be more serious, because it may squeeze the spinal cord itself."),
                _("stenosis", "You may have neck pain, tingling in the arms, trouble with balance, or weak arms and legs."),
            ),
            sources=("ARTICLE",),
        ),
        Section(
            "neck-signs",
            _("stenosis", "See a doctor in the next few days if you have one of these neck signs:"),
            points=tuple(sign.line for sign in SIGNS if sign.is_neck),
            then=(_("stenosis", "Do not have a massage until a doctor has checked this and says yes."),),
            level=Level.DOCTOR_SOON,
            button=CHECK,
            sources=("RFL", "MYO", "SCOT", "DYNH-NECK"),
        ),
        Section(
            "neck-emergency",
            Call(
                # Translators: %(number)s is an emergency number such as 112. Three lines follow.
                _("stenosis", "Call %(number)s now if:"),
                _("stenosis", "Call the emergency number now if:"),
            ),
            points=(
                _("stenosis", "one of these neck signs came on suddenly"),
                _("stenosis", "two or more neck signs are new or getting worse"),
                _("stenosis", "an arm, hand, leg or foot becomes weak suddenly or quickly"),
            ),
            level=Level.EMERGENCY,
            sources=("RFL", "HNY", "OURS"),
        ),
        Section(
            "neck-massage",
            _("stenosis", "Massage and your neck"),
            body=NECK,
            links=(("techniques#neck", _("zone", "See the map for stenosis in the neck")),),
            sources=NECK_SOURCES,
        ),
        Section(
            "muscles",
            _("stenosis", "Why your muscles may get tight"),
            body=(
                _("stenosis", "When nerves are squeezed, muscles in your lower back, hips and legs may tighten."),
                _("stenosis", "This may be to protect your spine and to limit movements that hurt."),
                _("stenosis", "Tight muscles may add to your pain and stiffness. Then they may tighten even more."),
            ),
            links=(("how-massage-might-help", _("how it might help", "How massage might help")),),
            sources=("ARTICLE",),
        ),
    ),
)  # fmt: skip

WHAT_HAPPENS = Topic(
    "what-usually-happens",
    _("what happens", "What usually happens"),
    _("what happens", "Stenosis in the lower back often stays much the same for some years."),
    (
        Section(
            "studies",
            _("what happens", "What studies found"),
            body=(
                _("what happens", "Doctors in Sweden followed 146 people for about 3 years. Nobody in this group had surgery. About 1 in 3 had less leg pain. About half stayed the same. A little more than 1 in 10 got worse. Walking did not get better on its own."),
                _("what happens", "A study in Japan followed 34 people for 11 years. About a third got better, a third stayed the same and a third got worse."),
                _("what happens", "Another study in Japan followed 274 people without surgery. In 3 years, 3 in 10 got better. People did better if their trouble had started less than a year before."),
            ),
            sources=("WESS17", "MINA13", "MATSU16"),
        ),
        Section(
            "you",
            _("what happens", "What this means for you"),
            body=(
                _("what happens", "These people did not have the worst trouble at the start. So the figures may not fit you."),
                _("what happens", "Nobody can tell you for sure how it will go for you."),
                _("what happens", "Nobody has tested whether massage changes this. You can stay active, and know the warning signs."),
            ),
            button=CHECK,
            sources=("WESS17", "MINA13", "OURS"),
        ),
        Section(
            "neck",
            _("what happens", "The neck is different"),
            body=(
                _("what happens", "In the neck, stenosis can squeeze the spinal cord. When this causes signs, 20 to 62 in 100 people get worse in 3 to 6 years."),
                _("what happens", "So see a doctor about any new sign."),
            ),
            links=(NECK_LINK,),
            sources=("SCOT", "OURS"),
        ),
        Section(
            "mood",
            _("mood", "If the pain makes you feel low"),
            body=(
                _("mood", "Long-lasting pain can make you feel low. If you feel low on most days for 2 weeks or more, tell your doctor."),
            ),
            emergency=(
                Call(
                    # Translators: %(number)s is an emergency number such as 112.
                    _("mood", "It is common, and there is help. If you think about ending your life, call %(number)s now."),
                    _("mood", "It is common, and there is help. If you think about ending your life, call the emergency number now."),
                ),
            ),
            sources=("HSE-MOOD", "OURS"),
        ),
    ),
    sources=("KATZ22", "WESS17"),
)  # fmt: skip

CIRCULATION = Topic(
    "back-or-circulation",
    # Translators: circulation = the flow of blood, here in the legs.
    _("circulation", "Is it my back or my circulation?"),
    _("circulation", "Both can make your legs hurt when you walk. You can also have both."),
    (
        Section(
            "compare",
            _("circulation", "How the signs differ"),
            body=(
                _("circulation", "These signs help your doctor. You cannot tell for sure by yourself."),
            ),
            table=Table(
                (
                    _("circulation", "What you notice"),
                    # Translators: the pain comes from the back.
                    _("circulation", "More like the back"),
                    # Translators: the pain comes from poor blood flow in the legs.
                    _("circulation", "More like poor blood flow"),
                ),
                (
                    Row(
                        # Translators: when the pain in the legs starts.
                        _("circulation", "When it starts"),
                        (
                            _("circulation", "When you stand or walk."),
                            _("circulation", "When you walk, mostly after the same distance."),
                        ),
                    ),
                    Row(
                        _("circulation", "When it eases"),
                        (
                            _("circulation", "When you sit or bend forward."),
                            _("circulation", "When you stop and just stand still."),
                        ),
                    ),
                    Row(
                        _("circulation", "Leaning on a trolley"),
                        (
                            # Translators: leaning on a shopping trolley.
                            _("circulation", "It helps."),
                            _("circulation", "It helps little."),
                        ),
                    ),
                    Row(
                        # Translators: where the pain is.
                        _("circulation", "Where it hurts"),
                        (
                            _("circulation", "In the buttocks and thighs."),
                            _("circulation", "In the calf."),
                        ),
                    ),
                    Row(
                        _("circulation", "What you may also have"),
                        (
                            _("circulation", "Tingling down the legs."),
                            _("circulation", "Pale or blue feet, less hair on the legs, or sores that do not heal."),
                        ),
                    ),
                ),
            ),
            sources=("NADEAU13", "PAD-NI", "PAD-NUTH", "CART03", "WEB"),
        ),
        Section(
            "cold",
            Call(
                _("stenosis", "Call %(number)s now if:"),
                _("stenosis", "Call the emergency number now if:"),
            ),
            pictures=("cold-foot",),
            points=(SIGN_OF["E11"].line,),
            level=Level.EMERGENCY,
            sources=("ALI-NZ",),
        ),
        Section(
            "doctor",
            _("circulation", "See a doctor in the next few days if:"),
            points=(SIGN_OF["D19"].line, SIGN_OF["D18"].line),
            then=(
                *(advice for advice in (SIGN_OF["D18"].advice,) if advice),
                _("circulation", "A doctor can feel your pulses and measure the pressure at your ankle."),
                _("circulation", "Do not have a leg massage until a doctor has checked this."),
            ),
            level=Level.DOCTOR_SOON,
            button=DOCTOR_SHEET,
            sources=("PAD-NI", "ABMP-PAD", "OURS"),
        ),
        Section(
            "questions",
            _("circulation", "What to ask your doctor"),
            phrases=(_("circulation", "“Could it be my circulation?”"),),
            links=(NECK_LINK,),
            no_source="a question to the doctor, and no medical fact",
        ),
    ),
    sources=("NADEAU13", "PAD-NI"),
)  # fmt: skip
