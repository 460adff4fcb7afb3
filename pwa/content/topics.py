"""The reading pages: what stenosis is, what massage can and cannot do, a session from start to end.

Every claim of the founding article (S1 to S60 in the clinical file) that is not carried by a sign, a card or
a technique stands here, worded as the file's last column allows: "may" where it says may.
"""

from __future__ import annotations

from dataclasses import dataclass

from pwa.content.techniques import EVIDENCE_LINE, EVIDENCE_SOURCES, NECK, NOT_WIDER
from pwa.languages import Text
from pwa.languages import Text as _


@dataclass(frozen=True)
class Section:
    """`body` are sentences in one or more paragraphs; `points` a list after them; `avoid` a list with crosses."""

    id: str
    heading: Text
    body: tuple[Text, ...] = ()
    points: tuple[Text, ...] = ()
    avoid: tuple[Text, ...] = ()
    then: tuple[Text, ...] = ()
    pictures: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    link: tuple[str, Text] | None = None


@dataclass(frozen=True)
class Topic:
    """One reading page."""

    slug: str
    title: Text
    lead: Text
    sections: tuple[Section, ...]


STENOSIS = Topic(
    "stenosis",
    _("stenosis", "What spinal stenosis is"),
    _("stenosis", "Spaces in the spine get narrow and press on nerves."),
    (
        Section(
            "where",
            _("stenosis", "Where it can be"),
            body=(
                # Translators: central stenosis; the main canal is the large one in the middle of the spine.
                _("stenosis", "The main canal in the middle of the spine can be narrow. Doctors call this central."),
                _("stenosis", "Or the openings at the side, where the nerve roots leave."),
                _("stenosis", "Most often it is in the lower back. It can also be in the neck."),
            ),
            pictures=("canal-wide", "canal-narrow"),
            sources=("ARTICLE",),
        ),
        Section(
            "low-back",
            _("stenosis", "In the low back"),
            body=(
                _("stenosis", "You may feel it in your buttocks and legs. People often call this sciatica."),
                _("stenosis", "It can be pain, cramp, numbness, tingling or weakness."),
                _("stenosis", "It is often worse when you stand or walk. It eases when you sit or bend forward."),
                # Translators: the medical term, once, so that a reader knows it when a doctor uses it.
                _("stenosis", "Doctors call this neurogenic claudication."),
            ),
            sources=("ARTICLE", "NASS11"),
        ),
        Section(
            "neck",
            _("stenosis", "In the neck"),
            body=(
                _("stenosis", "This can be more serious, because the spinal cord itself may be pressed."),
                _("stenosis", "Signs are neck pain, tingling in the arms, trouble with balance, or weak arms and legs."),
                *NECK,
            ),
            sources=("ARTICLE", "RFL", "MYO"),
            link=("check", _("stenosis", "Check for warning signs")),
        ),
        Section(
            "muscles",
            _("stenosis", "Why muscles get tight"),
            body=(
                _(
                    "stenosis",
                    "When nerves are pressed, muscles of the low back, hips and legs may tighten. They protect the spine and keep you from moving in ways that hurt.",
                ),
                _("stenosis", "This tension may add to the pain and stiffness. Then the muscles tighten more."),
            ),
            sources=("ARTICLE",),
        ),
        Section(
            "why-massage",
            _("stenosis", "Why people think of massage"),
            body=(
                _("stenosis", "Back trouble is very common. Long-lasting back pain is often treated with medicine or physical therapy."),
                _("stenosis", "Many people also look for ways without drugs, and massage is one. They hope to do more each day and to live better."),
            ),
            sources=("ARTICLE",),
            link=("massage", _("stenosis", "What massage can and cannot do")),
        ),
    ),
)  # fmt: skip

MASSAGE = Topic(
    "massage",
    _("massage", "Massage and spinal stenosis"),
    _("massage", "What it can do, what it cannot do, and how to go about it with care."),
    (
        Section(
            "can",
            _("massage", "What massage can and cannot do"),
            body=(
                NOT_WIDER,
                _("massage", "Massage does not treat the narrow place. It works on the muscles and soft tissue around."),
                _("massage", "It may ease tight muscles. That may help for a while."),
                _("massage", "It may change how your body senses pain. One theory is that gentle pressure can block pain signals."),
                # Translators: endorphins are the body's own pain relievers.
                _("massage", "It may release the body’s own pain relievers, such as endorphins. You may feel calm and have less pain, for a short time."),
                _("massage", "Massage is also said to bring more blood and oxygen, clear waste and lower inflammation. This has not been shown."),
            ),
            sources=("ARTICLE",),
        ),
        Section("evidence", _("massage", "What studies say"), body=(*EVIDENCE_LINE, *NECK), sources=EVIDENCE_SOURCES),
        Section(
            "doctor",
            _("massage", "See a doctor first"),
            body=(
                _("massage", "See a doctor before you start. Then massage can fit your stage, and how bad it is."),
                _("massage", "A doctor checks that nothing sudden or unstable is behind your pain. Massage could make that worse."),
            ),
            sources=("ARTICLE",),
            link=("doctor", _("massage", "Sheet for my doctor")),
        ),
        Section(
            "wait",
            _("massage", "When to wait or leave it out"),
            body=(
                _("massage", "Put massage off, or leave it out, when a strong reason speaks against it:"),
            ),
            points=(
                _("massage", "a flare-up of pain or inflammation: more blood flow or handling may make it worse"),
                _("massage", "very weak bones (severe osteoporosis): a doctor must say yes first"),
                _("massage", "spine surgery not long ago: your surgeon must say yes first"),
                _("massage", "new nerve loss without a known cause, such as sudden loss of bladder or bowel control: this is an emergency"),
            ),
            sources=("ARTICLE",),
            link=("emergency", _("massage", "Signs that need help now")),
        ),
        Section(
            "therapist",
            _("massage", "Choose a therapist"),
            body=(
                _("massage", "Choose a therapist who is licensed or registered, where your country has this."),
                _("massage", "Choose one with experience in clinics and a good knowledge of spine disorders."),
                _("massage", "A good therapist:"),
            ),
            points=(
                _("massage", "changes how deep the pressure goes, for you"),
                _("massage", "changes how long it takes, for you"),
                _("massage", "keeps you comfortable"),
                _("massage", "works on muscles and soft tissue, away from where the nerve is pressed"),
            ),
            avoid=(
                _("massage", "No direct, deep work over the narrow part of the spine"),
                _("massage", "No force on the joints there"),
                _("massage", "No pressure on weakened bone"),
            ),
            then=(_("massage", "Three questions you can ask: Are you trained and registered? Have you worked with people with spine trouble? Will you stop when I say so?"),),
            sources=("ARTICLE",),
            link=("therapist", _("massage", "Card for the therapist")),
        ),
        Section(
            "day",
            _("massage", "On the day"),
            body=(_("massage", "Before:"),),
            points=(
                _("massage", "Check the warning signs again."),
                _("massage", "Bring the card for the therapist."),
                _("massage", "Say where you feel less, what medicines you take, and how you lie best."),
                _("massage", "Lie on your side with a pillow between your knees, or on your back with your knees raised."),
            ),
            then=(
                _("massage", "Bending forward opens the canal in the spine. Bending back makes it narrower."),
                _("massage", "During: tell the therapist of any discomfort, and of any change, at once. So it stays useful and does less harm."),
                _("massage", "You can say: “Less, please.” “Stop.” “This goes into my leg.” “I want to sit up now.”"),
                _("massage", "Ask for help to sit up, slowly."),
                _("massage", "After: drink, walk a little, and note how you feel the next day."),
                _("massage", "Feeling sore for a day is common. If you feel worse for longer than 2 days, see a doctor. A clinician must still confirm this."),
                _("massage", "If a warning sign starts, do what the check says."),
            ),
            pictures=("position-side-lying", "position-back-knees-up", "position-belly-no"),
            sources=("ARTICLE", "NASS11", "WEB", "OURS"),
        ),
        Section(
            "self",
            _("massage", "Massage by yourself, and massage guns"),
            body=(_("massage", "Not on the neck or the spine. Two people had a tear in a neck artery after using a massage device at home."),),
            sources=("VAD22", "VAD23"),
        ),
        Section(
            "without",
            _("massage", "What if I do not have massage?"),
            body=(
                _("massage", "That is a good choice too. Ask your doctor about walking, exercise, time and other care."),
                _("massage", "How many sessions help? Nobody knows."),
            ),
            sources=("BUSS21", "AMM22"),
        ),
    ),
)  # fmt: skip

TOPICS: dict[str, Topic] = {topic.slug: topic for topic in (STENOSIS, MASSAGE)}
