"""The pages about finding a therapist and booking a massage."""

from __future__ import annotations

from pwa.content.topics.records import NECK_LINK, THERAPIST_CARD, Section, Topic
from pwa.languages import Text as _

THERAPIST_CHOICE = Topic(
    "therapist-choice",
    _("therapist choice", "Choose a therapist"),
    _("therapist choice", "Look for someone who is trained, knows about spines and listens to you."),
    (
        Section(
            "therapist",
            _("therapist choice", "What to look for"),
            body=(
                _("therapist choice", "Choose a therapist who is licensed or registered, if your country has this."),
                _("therapist choice", "Choose someone who has treated people with spine problems and knows these well."),
                _("therapist choice", "Ask your doctor, who may know a good therapist."),
            ),
            sources=("ARTICLE", "OURS"),
        ),
        Section(
            "questions",
            _("therapist choice", "What to ask before you book"),
            phrases=(
                _("therapist choice", "“Are you trained and registered?”"),
                _("therapist choice", "“Have you treated people with spinal stenosis?”"),
                _("therapist choice", "“Will you stop at once when I say so?”"),
                _("therapist choice", "“Can I lie on my side?”"),
                _("therapist choice", "“How long does it take, and what does it cost?”"),
            ),
            links=(("booking", _("booking", "Booking a massage")),),
            no_source="questions to the therapist, and no medical fact",
        ),
        Section(
            "good",
            _("therapist choice", "What a good therapist does"),
            body=(
                # Translators: a list follows, such as "keeps you comfortable".
                _("therapist choice", "A good therapist:"),
            ),
            points=(
                _("therapist choice", "keeps you comfortable"),
                _("therapist choice", "changes how deep the pressure goes, to suit you"),
                _("therapist choice", "changes how long the massage takes, to suit you"),
                _("therapist choice", "works away from the place where your nerve is squeezed"),
                _("therapist choice", "works on muscles and soft tissue, never on weak bone"),
            ),
            sources=("ARTICLE",),
        ),
        Section(
            "never",
            _("therapist choice", "What a good therapist does not do"),
            avoid=(
                _("therapist choice", "Deep pressure on the part of your spine that is narrow"),
                _("therapist choice", "Pushing or cracking the joints there"),
            ),
            sources=("ARTICLE",),
        ),
        Section(
            "elsewhere",
            _("therapist choice", "Go somewhere else if the therapist:"),
            points=(
                _("therapist choice", "says that massage cures stenosis or widens the space"),
                # Translators: "crack" = make the joints click, as some therapists do.
                _("therapist choice", "wants to press deep on your spine, or crack it"),
                _("therapist choice", "does not want to know what your doctor said"),
                _("therapist choice", "does not stop when you say “Stop”"),
            ),
            button=THERAPIST_CARD,
            links=(NECK_LINK,),
            sources=("ARTICLE", "OURS"),
        ),
    ),
)  # fmt: skip

BOOKING = Topic(
    "booking",
    _("booking", "Booking a massage"),
    _("booking", "Here is what to say and ask, and how to judge if it was worth it."),
    (
        Section(
            "say",
            _("booking", "What to say"),
            phrases=(
                _("booking", "“I have spinal stenosis.”"),
                _("booking", "“My doctor agreed to gentle massage.”"),
                _("booking", "“I need to lie on my side or my back.”"),
                _("booking", "“I need light pressure, and no massage on my spine or neck.”"),
                _("booking", "“I may need help to get on and off the table.”"),
                _("booking", "“Are you trained and registered, and have you treated stenosis before?”"),
            ),
            button=THERAPIST_CARD,
            no_source="words to speak, and no medical fact",
        ),
        Section(
            "cost",
            _("booking", "What a massage costs"),
            body=(
                _("booking", "Prices differ a lot. Before you book, ask what it costs and how long it takes."),
                _("booking", "Ask if you have to pay when you cancel because you are ill."),
                _("booking", "Ask your health insurance if it pays for massage."),
            ),
            sources=("OURS",),
        ),
        Section(
            "try",
            _("booking", "Try one session, then judge"),
            body=(
                _("booking", "Book one short session first. Do not pay for several sessions in advance."),
                _("booking", "Wait two days before you judge. Soreness mostly starts within 12 hours and is gone within 36 hours."),
                _("booking", "Then ask yourself:"),
            ),
            points=(
                _("booking", "Could I do more?"),
                _("booking", "Was I calmer?"),
                _("booking", "Was I worse?"),
                _("booking", "Was it worth the money?"),
            ),
            sources=("CAMBRON07", "OURS"),
        ),
        Section(
            "enough",
            _("booking", "When to stop having massage"),
            body=(
                _("booking", "If three sessions changed nothing, you may want to spend your money on something else."),
                _("booking", "You can also stop at any time. You do not have to give a reason."),
            ),
            links=(("therapist-choice", THERAPIST_CHOICE.title), NECK_LINK),
            sources=("OURS",),
        ),
    ),
)  # fmt: skip
