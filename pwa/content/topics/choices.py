"""The pages about choices: all treatments, massage or none, and what matters to the reader."""

from __future__ import annotations

from pwa.content.sheets import LEANING, MATTERS
from pwa.content.techniques import EVIDENCE_LINE
from pwa.content.topics.massage import AGAINST_CAUTION
from pwa.content.topics.records import (
    DOCTOR_SHEET,
    FAIRLY_SURE,
    KNOW_LITTLE,
    NECK_LINK,
    NOT_VERY_SURE,
    SURE,
    Row,
    Section,
    Table,
    Topic,
)
from pwa.languages import Text as _

OPTIONS = Topic(
    "options",
    _("options", "Massage, or no massage?"),
    _("options", "If your doctor agrees, you can have gentle massage. You can also wait, or decide not to have it. Here is what is known about both."),
    (
        Section(
            "better",
            _("options", "What may get better?"),
            choices=(
                _("options", "Your muscles may feel less tight for a while. For ordinary lower back pain, massage may help some people for a short time. The studies are weak."),
                _("options", "Walking, exercise or time may help you instead. The page “Your options” tells you what is known about each."),
            ),
            sources=("ARTICLE", "FURLAN15", "WHO23", "AMM18", "KATZ22"),
        ),
        Section(
            "worse",
            _("options", "What may get worse?"),
            choices=(
                _("options", "Some people have more pain afterwards. About 1 in 10 people have some discomfort for a day or so. For people with stenosis, the figure is not known. Serious harm is rare. It can be bleeding, a stroke, a blood clot, or damage to a nerve, a disc or the spinal cord. Most of the harm that was reported came from unusual kinds of massage, or from people without training."),
                _("options", "Tight muscles may keep adding to your pain and stiffness."),
            ),
            sources=("FURLAN15", "CAMBRON07", "ERN03", "YIN14", "ARTICLE"),
        ),
        Section(
            "same",
            _("options", "What stays the same?"),
            body=(_("options", "The narrow place in your spine stays narrow, with massage or without."),),
            sources=("ARTICLE",),
        ),
        Section(
            "unknown",
            _("options", "What is not known?"),
            choices=(
                _("options", "Nobody knows how many sessions help, or whether the effect lasts. Nobody has properly tested massage on its own for spinal stenosis."),
                _("options", "Nobody knows whether you would feel just as well without massage. Nobody has properly compared massage with no massage for spinal stenosis."),
            ),
            sources=("NCCIH-SCIENCE", "BUSS21", "AMM22"),
        ),
        Section(
            "asks",
            _("options", "What does each choice ask of you?"),
            choices=(
                _("options", "It takes time and money. You talk to your doctor first, and you do the check before each session."),
                _("options", "You talk to your doctor about walking, exercise and your other options."),
            ),
            no_source="what the app itself asks for, and no medical fact",
        ),
        Section(
            "exercise",
            _("options", "What about hands-on treatment with exercise?"),
            body=(
                EVIDENCE_LINE[2],
                _("options", "One study followed 259 people over 60 with stenosis in the lower back. They had medicines or injections, group exercise, or hands-on treatment with exercises. All three groups got better. There was no difference in walking. At 2 months, more people in the hands-on group were clearly better. At 6 months there was no difference. The hands-on treatment was not massage."),
                # Translators: "teaching" = people learned about their back and how to move.
                _("options", "In other studies, a programme of hands-on treatment, teaching and exercise helped people walk further than home exercise alone."),
                # Translators: NICE is an office that writes guidelines for doctors in England. Keep the name.
                _("options", "A guideline for England (NICE) says to consider massage only together with exercise."),
            ),
            sources=("SCHN19", "PCORI", "AMM22", "AMM18", "BUSS21", "REIMAN", "NG59"),
        ),
        AGAINST_CAUTION,
        Section(
            "values",
            _("options", "What matters to you?"),
            body=(_("options", "Think about these questions, and tell your doctor what matters to you:"),),
            points=(
                _("options", "What would it mean to me to have less pain for a while?"),
                _("options", "How would I feel if I had more pain afterwards?"),
                _("options", "Am I comfortable with being touched and massaged?"),
                _("options", "Can I afford it, and can I get there?"),
            ),
            then=(
                _("options", "Deciding not to have massage is a good choice too. You can change your mind at any time."),
            ),
            links=(("your-options", _("your options", "Your options")), NECK_LINK),
            no_source="questions to the reader, and no medical fact",
        ),
    ),
)  # fmt: skip

WHAT_MATTERS = Topic(
    "what-matters",
    _("what matters", "What matters to you"),
    _("what matters", "Read these lines before you decide, and think about each of them."),
    (
        Section(
            "lines",
            _("what matters", "What matters to me"),
            points=tuple(line.text for line in MATTERS),
            then=(_("what matters", "Each line can matter a lot, a little, or not much to you. There is no right answer."),),
            no_source="questions to the reader, and no medical fact",
        ),
        Section(
            "leaning",
            _("matters", "My choice at the moment:"),
            points=tuple(line.text for line in LEANING.lines),
            then=(_("what matters", "Each of these is a good answer. You can change your mind at any time."),),
            no_source="questions to the reader, and no medical fact",
        ),
        Section(
            "tell",
            _("what matters", "Tell your doctor"),
            body=(_("what matters", "You can tick these lines on the sheet for your doctor."),),
            button=DOCTOR_SHEET,
            links=(NECK_LINK,),
            no_source="where to write it down, and no medical fact",
        ),
    ),
)  # fmt: skip

YOUR_OPTIONS = Topic(
    "your-options",
    _("your options", "Your options"),
    _("your options", "You can use more than one of these. Ask your doctor what fits you."),
    (
        Section(
            "compare",
            _("your options", "What each option may do"),
            body=(_("your options", "These figures are for the lower back, not the neck."),),
            table=Table(
                (
                    _("your options", "Option"),
                    _("your options", "What it is"),
                    _("your options", "What may get better"),
                    _("your options", "What may get worse"),
                    _("your options", "How sure we are"),
                    _("your options", "What it asks of you"),
                ),
                (
                    Row(
                        _("your options", "Walking and exercise"),
                        (
                            _("your options", "You walk, cycle and exercise at home."),
                            _("your options", "You may walk further. In one study, 6 in 10 people did."),
                            _("your options", "You may be sore at first."),
                            NOT_VERY_SURE,
                            _("your options", "Time on most days."),
                        ),
                        ("AMM18", "PUA07", "MINE21", "OURS"),
                    ),
                    Row(
                        _("your options", "Supervised physiotherapy"),
                        (
                            _("your options", "A physiotherapist (physical therapist) shows you exercises."),
                            _("your options", "More people get better than with home exercise alone. You may walk further and fall less."),
                            _("your options", "You may be sore at first."),
                            FAIRLY_SURE,
                            _("your options", "Visits for about 6 weeks, and home exercise."),
                        ),
                        ("MINE21", "AMM18", "AMM22", "BOOST22", "OURS"),
                    ),
                    Row(
                        _("your options", "Massage"),
                        (
                            _("your options", "Gentle hands-on work on your muscles."),
                            _("your options", "You may feel calmer and less tight for a short time."),
                            _("your options", "About 1 in 10 people have some discomfort for a day or so. Serious harm is rare."),
                            KNOW_LITTLE,
                            _("your options", "Money, time, and your doctor’s agreement."),
                        ),
                        ("ARTICLE", "CAMBRON07", "ERN03", "FURLAN15"),
                    ),
                    Row(
                        _("your options", "Medicines"),
                        (
                            _("your options", "Tablets for pain."),
                            _("your options", "You may have less pain."),
                            _("your options", "Some make you sleepy or dizzy, or hurt the stomach. Some are hard to stop."),
                            KNOW_LITTLE,
                            _("your options", "Checks with your doctor."),
                        ),
                        ("KATZ22", "GABA-NHS", "BUSS21-MED", "OURS"),
                    ),
                    Row(
                        _("your options", "Injection"),
                        (
                            _("your options", "A doctor puts medicine near the nerves in your back."),
                            _("your options", "Some people feel better for a while. Adding a steroid makes little difference. No lasting benefit has been shown."),
                            _("your options", "Blood sugar may rise. Bleeding and infection are rare."),
                            FAIRLY_SURE,
                            # Translators: somebody who drives you home.
                            _("your options", "A clinic visit, and someone to take you home."),
                        ),
                        ("FRIEDLY14", "AMM22", "KATZ22", "PMC7158243", "UIC", "OURS"),
                    ),
                    Row(
                        _("your options", "Surgery"),
                        (
                            _("your options", "A surgeon makes more room for the nerves."),
                            _("your options", "Leg pain and walking may get better in some people. Studies disagree about how much."),
                            _("your options", "Of 100 people, 10 to 24 had a problem from it."),
                            NOT_VERY_SURE,
                            _("your options", "A hospital stay, and weeks to heal."),
                        ),
                        ("KATZ22", "ZAINA16", "DELITTO15", "OURS"),
                    ),
                    Row(
                        _("your options", "Wait and see"),
                        (
                            _("your options", "You stay active."),
                            _("your options", "In up to 3 years, about 1 in 3 people got better. Half stayed the same."),
                            _("your options", "1 or 2 in 10 got worse."),
                            NOT_VERY_SURE,
                            _("your options", "A doctor’s appointment if things change."),
                        ),
                        ("KATZ22", "WESS17", "MATSU16", "MINA13"),
                    ),
                ),
            ),
            sources=("OURS",),
        ),
        Section(
            "sure",
            _("your options", "How sure we are"),
            body=(_("your options", "No option reaches the last step."),),
            points=SURE,
            then=(
                _("your options", "You do not have to decide today. You can change your mind at any time."),
            ),
            links=((WHAT_MATTERS.slug, WHAT_MATTERS.title), NECK_LINK),
            sources=("OURS",),
        ),
    ),
    sources=("OURS",),
)  # fmt: skip
