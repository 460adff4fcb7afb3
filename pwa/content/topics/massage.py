"""The pages about massage: what it cannot do, and how it might help."""

from __future__ import annotations

from pwa.content.signs import Level
from pwa.content.techniques import (
    AGAINST,
    EVIDENCE_LINE,
    EVIDENCE_SOURCES,
    GUN_SOURCES,
    NO_GUNS,
    NOT_WIDER,
)
from pwa.content.topics.records import NECK_LINK, Section, Topic
from pwa.languages import Text as _

# A caution that stands alone wherever massage is weighed.
AGAINST_CAUTION = Section(
    "against",
    _("massage", "One guideline advises against massage"),
    body=AGAINST,
    level=Level.TALK_FIRST,
    sources=("KNGF21",),
)

MASSAGE = Topic(
    "massage",
    _("massage", "Massage and spinal stenosis"),
    _("massage", "Here is what massage may do for you, and what it cannot do."),
    (
        Section(
            "cannot",
            _("massage", "What massage cannot do"),
            pictures=("canal-narrow",),
            body=(
                NOT_WIDER,
                _("massage", "It does not treat the narrow place. It works on the muscles and other soft tissue around it."),
            ),
            sources=("ARTICLE",),
        ),
        Section(
            "may",
            _("massage", "What massage may do"),
            body=(
                _("massage", "The main benefit may be that tight muscles relax a little."),
                _("massage", "Massage may change how your body senses pain."),
                _("massage", "You may feel calmer and have less pain for a short time."),
            ),
            links=(("how-massage-might-help", _("how it might help", "How massage might help")),),
            sources=("ARTICLE",),
        ),
        Section(
            "why-massage",
            _("stenosis", "Why people try massage"),
            body=(
                _("stenosis", "Back trouble is very common."),
                # Translators: physiotherapy and physical therapy are two English names for one thing: one is enough.
                _("stenosis", "Long-lasting back pain is often treated with medicines or physiotherapy (physical therapy)."),
                _("stenosis", "Many people look for help besides medicines. Massage is one of the things they try."),
                _("stenosis", "They hope to do more each day and to live better."),
            ),
            links=(("your-options", _("your options", "Your options")),),
            sources=("ARTICLE",),
        ),
        # Its last sentence already stands at the top of this page.
        Section("evidence", _("massage", "What studies say"), body=EVIDENCE_LINE[:-1], sources=EVIDENCE_SOURCES),
        AGAINST_CAUTION,
        Section(
            "not-shown",
            _("massage", "What we do not know"),
            body=(
                _("massage", "Studies disagree about whether massage brings more blood to the muscles."),
                _("massage", "Massage is said to bring oxygen, remove waste and lower inflammation. We found no good study of this in stenosis."),
            ),
            sources=("MORI04", "HINDS04", "ARTICLE", "OURS"),
        ),
        Section(
            "self",
            _("massage", "Massage at home"),
            body=(
                NO_GUNS,
                _("massage", "Read our advice before you try massage at home."),
            ),
            links=(("massage-at-home", _("at home", "Massage at home")), NECK_LINK),
            sources=(*GUN_SOURCES, "OURS"),
        ),
    ),
)  # fmt: skip

HOW_IT_MIGHT_HELP = Topic(
    "how-massage-might-help",
    _("how it might help", "How massage might help"),
    _("how it might help", "Massage will not widen the space in your spine. Here is how it might still help. Most of this is theory."),
    (
        Section(
            "cycle",
            # Translators: a circle of pain and tight muscles, which keeps itself going.
            _("how it might help", "Massage may break a cycle of pain"),
            pictures=("guarding-cycle",),
            body=(
                _("how it might help", "When a nerve is squeezed, muscles nearby may tighten to protect you."),
                _("massage", "Tight muscles can hurt, and pain can make them tighter. Relaxed muscles may help to break this cycle for a while."),
            ),
            sources=("ARTICLE",),
        ),
        Section(
            "gate",
            # Translators: an image: pain must pass a gate on its way to the brain. See "gate control".
            _("how it might help", "Massage may close a gate to pain"),
            pictures=("gate",),
            body=(
                _("how it might help", "Think of a bumped elbow. You rub it, and it hurts less."),
                _("how it might help", "One theory is that harmless pressure can block pain signals. Touch and pain may have to pass the same gate in your spinal cord. Touch is faster, so it may get through first."),
                # Translators: "gate control" is the name of the theory; keep the usual name in your language.
                _("how it might help", "This idea is from 1965. It is called gate control."),
            ),
            sources=("GATE", "ARTICLE"),
        ),
        Section(
            "calm",
            _("how it might help", "Massage may calm you"),
            pictures=("calm",),
            body=(
                _("how it might help", "Gentle touch may help you feel calm."),
                # Translators: endorphins are the body's own pain relievers.
                _("massage", "Massage may release the body’s own pain relievers, such as endorphins."),
            ),
            sources=("ARTICLE",),
        ),
        Section(
            "blood-flow",
            _("how it might help", "Blood flow: studies disagree"),
            pictures=("blood-flow",),
            body=(
                _("how it might help", "Massage warms the skin and brings more blood to it."),
                _("massage", "Studies disagree about whether massage brings more blood to the muscles."),
                _("how it might help", "One study in 29 healthy men found more blood in the back muscles. Another, in 13 men, found no change in the main leg artery."),
                _("how it might help", "We found no such study in people with stenosis."),
            ),
            links=(NECK_LINK,),
            sources=("MORI04", "HINDS04", "SHOE97", "OURS"),
        ),
    ),
    sources=("ARTICLE", "OURS"),
)  # fmt: skip
