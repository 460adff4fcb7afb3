"""The reading pages, in the order in which a person would read them. They are short, because sitting hurts.

This module holds the claims of the founding article (S1 to S60 in docs/clinical.md, section 1) that no sign, card or
technique holds. Each is as strong as the last column of that table allows: "may" where it says may.
"""

from __future__ import annotations

from dataclasses import dataclass

from pwa.content.sheets import QUESTIONS
from pwa.content.signs import EMERGENCY, Level, Sign
from pwa.content.techniques import AGAINST, EVIDENCE_LINE, EVIDENCE_SOURCES, NECK, NOT_WIDER, STOP_SIGNS
from pwa.languages import Text
from pwa.languages import Text as _


@dataclass(frozen=True)
class Section:
    """One heading and its content, in the order of the fields.

    `points` is a list, `avoid` a list with crosses, `choices` one sentence for "with massage" and one for
    "without massage". `emergency` sentences have the English beside them until a speaker has checked them, and the
    button that calls below them; `phrases` are words to speak; `pictures` are names of drawings. `level` frames the
    section as a card of that level, or of `stop`. `signs` are for the card of an emergency, which has its own fixed
    words and sends nobody to read more. A section without `sources` states no fact of its own: `no_source` says why.
    """

    id: str
    heading: Text
    body: tuple[Text, ...] = ()
    points: tuple[Text, ...] = ()
    avoid: tuple[Text, ...] = ()
    choices: tuple[Text, Text] | None = None
    emergency: tuple[Text, ...] = ()
    phrases: tuple[Text, ...] = ()
    pictures: tuple[str, ...] = ()
    then: tuple[Text, ...] = ()
    level: str = ""
    signs: tuple[Sign, ...] = ()
    link: tuple[str, Text] | None = None
    sources: tuple[str, ...] = ()
    no_source: str = ""


@dataclass(frozen=True)
class Topic:
    """One reading page."""

    slug: str
    title: Text
    lead: Text
    sections: tuple[Section, ...]


# Two cautions, as sections of their own on every page on which massage is weighed or planned.
AGAINST_CAUTION = Section(
    "against",
    _("massage", "One country advises against it"),
    body=AGAINST,
    level=Level.TALK_FIRST,
    sources=("KNGF21",),
)
NECK_CAUTION = Section(
    "neck",
    _("neck", "If it is in your neck"),
    body=NECK,
    level=Level.TALK_FIRST,
    sources=("OURS",),
)

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
                _("stenosis", "Or the openings at the side can be narrow, where the nerve roots leave."),
                _("stenosis", "Most often it is in the lower back. It can also be in the neck."),
            ),
            pictures=("spine-side", "canal-wide", "canal-narrow"),
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
                _("stenosis", "The signs can be neck pain, tingling in the arms, trouble with balance, or weak arms and legs."),
                _("stenosis", "With tingling, trouble with balance or weakness, see a doctor in the next few days."),
                *NECK,
            ),
            emergency=(
                _("stenosis", "If an arm, hand, leg or foot gets weak all at once or fast, call the emergency number."),
            ),
            level=Level.DOCTOR_SOON,
            link=("check", _("stenosis", "Check for warning signs")),
            sources=("ARTICLE", "RFL", "MYO", "HNY", "OURS"),
        ),
        Section(
            "muscles",
            _("stenosis", "Why muscles get tight"),
            body=(
                _("stenosis", "When nerves are pressed, muscles of the low back, hips and legs may tighten."),
                _("stenosis", "They may do so to guard the spine, and to keep you from moves that hurt."),
                _("stenosis", "This tension may add to the pain and stiffness. Then the muscles may tighten more."),
            ),
            sources=("ARTICLE",),
        ),
        Section(
            "why-massage",
            _("stenosis", "Why people think of massage"),
            body=(
                _("stenosis", "Back pain that lasts is often treated with medicine or physical therapy."),
                _("stenosis", "Back trouble is very common. So people look for care that does not rest on medicine alone."),
                _("stenosis", "Many people look for ways without drugs, and massage is one."),
                _("stenosis", "They hope to do more each day and to live better."),
            ),
            sources=("ARTICLE",),
        ),
    ),
)  # fmt: skip

MASSAGE = Topic(
    "massage",
    _("massage", "Massage and spinal stenosis"),
    _("massage", "What it may do for you, and what it cannot do."),
    (
        Section(
            "cannot",
            _("massage", "What massage cannot do"),
            body=(
                NOT_WIDER,
                _("massage", "Massage does not treat the narrow place. It works on the muscles and soft tissue around."),
            ),
            pictures=("canal-narrow",),
            sources=("ARTICLE",),
        ),
        Section(
            "may",
            _("massage", "What massage may do"),
            body=(
                _("massage", "The main gain may be that muscles guard less and are less tight."),
                _("massage", "Tight muscles can hurt, and pain can make them tighter. Relaxed muscles may help to break this for a while."),
                _("massage", "Massage may change how your body senses pain."),
                # Translators: "gate control" is the name of the theory; keep the usual name in your language.
                _("massage", "One theory is that harmless pressure can block pain signals. Its name is gate control."),
                # Translators: endorphins are the body's own pain relievers.
                _("massage", "Massage may release the body’s own pain relievers, such as endorphins."),
                _("massage", "You may feel calm and have less pain, for a short time."),
            ),
            sources=("ARTICLE",),
        ),
        Section(
            "not-shown",
            _("massage", "What has not been shown"),
            body=(
                _("massage", "Massage is said to bring more blood and oxygen, but this has not been shown."),
                _("massage", "It is said to clear waste and to lower inflammation, but this has not been shown."),
            ),
            sources=("ARTICLE",),
        ),
        Section("evidence", _("massage", "What studies say"), body=EVIDENCE_LINE, sources=EVIDENCE_SOURCES),
        AGAINST_CAUTION,
        NECK_CAUTION,
        Section(
            "self",
            _("massage", "Massage by yourself, and massage guns"),
            body=(
                _("massage", "Leave out the neck and the spine."),
                _("massage", "Two people had a tear in a neck artery after they used a massage device at home."),
            ),
            sources=("VAD22", "VAD23"),
        ),
    ),
)  # fmt: skip

OPTIONS = Topic(
    "options",
    _("options", "Massage, or no massage?"),
    _("options", "If your doctor agrees, you can have gentle massage. You can also wait with it, or leave it out. Here is what is known about both."),
    (
        Section(
            "better",
            _("options", "What may get better?"),
            choices=(
                _("options", "Your muscles may be less tight for a while. For ordinary low back pain, some people may have less pain for a short time. The studies are weak."),
                _("options", "Walking, exercise, time and other care may be right for you. Here we looked only for studies of massage. Ask your doctor about the rest."),
            ),
            sources=("ARTICLE", "FURLAN15", "WHO23", "OURS"),
        ),
        Section(
            "worse",
            _("options", "What may get worse?"),
            choices=(
                _("options", "Some people have more pain after it. Serious harm is rare: bleeding, a hurt nerve, spinal cord or disc, a stroke, a clot. Most of it came from other styles than Swedish massage."),
                _("options", "Tight muscles may go on adding to your pain and stiffness."),
            ),
            sources=("FURLAN15", "ERN03", "YIN14", "ARTICLE"),
        ),
        Section(
            "same",
            _("options", "What stays the same?"),
            body=(_("options", "The narrow place in your spine stays narrow, with massage or without."),),
            sources=("ARTICLE",),
        ),
        Section(
            "unknown",
            _("options", "What does nobody know?"),
            choices=(
                _("options", "How many sessions help. If it helps for long. Nobody has properly tested massage on its own for spinal stenosis."),
                _("options", "If you would do just as well. Nobody has properly compared the two for spinal stenosis."),
            ),
            sources=("NCCIH-SCIENCE", "BUSS21", "AMM22"),
        ),
        Section(
            "asks",
            _("options", "What does it ask of you?"),
            choices=(
                _("options", "Time and money. A talk with your doctor first. The check before each session."),
                _("options", "A talk with your doctor about walking, exercise, time and other care."),
            ),
            no_source="what the app itself asks for, and no medical fact",
        ),
        Section(
            "exercise",
            _("options", "Or both: massage and exercise?"),
            body=(
                _("options", "Hands-on care that goes with exercise has some support in low-back stenosis."),
                _("options", "In one study, more people were better at 2 months. At 6 months there was no difference."),
                # Translators: NICE is an office that writes guidelines for doctors in England. Keep the name.
                _("options", "A guideline from England (NICE) says: think of massage only together with exercise."),
            ),
            sources=("AMM22", "SCHN19", "BUSS21", "REIMAN", "NG59"),
        ),
        AGAINST_CAUTION,
        NECK_CAUTION,
        Section(
            "values",
            _("options", "What matters to you?"),
            body=(_("options", "Think about these, and tell your doctor:"),),
            points=(
                _("options", "How much is less pain for a short time worth to me?"),
                _("options", "How would I feel if I had more pain after it?"),
                _("options", "Do I like to be touched and massaged?"),
                _("options", "Can I pay for it, and get there?"),
            ),
            then=(
                _("options", "To leave it out is a good choice too. You can change your mind at any time."),
            ),
            no_source="questions to the reader, and no medical fact",
        ),
    ),
)  # fmt: skip

DOCTOR_FIRST = Topic(
    "doctor-first",
    _("doctor first", "See a doctor first"),
    _("doctor first", "Before your first massage, and when something changes."),
    (
        Section(
            "why",
            _("doctor first", "Why"),
            body=(
                _("doctor first", "See a doctor before you start. Then massage can fit your stage, and how bad it is."),
                _("doctor first", "A doctor checks that nothing sudden or unstable is behind your pain."),
                _("doctor first", "Massage could make that worse."),
            ),
            sources=("ARTICLE",),
        ),
        Section(
            "ask",
            _("doctor first", "Questions to ask"),
            points=tuple(line.text for line in QUESTIONS),
            link=("doctor", _("massage", "Sheet for my doctor")),
            no_source="questions to the doctor, and no medical fact",
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
            _("doctor first", "A doctor must say yes first"),
            body=(_("doctor first", "There must be no massage until then, if you have:"),),
            points=(
                _("doctor first", "very weak bones (severe osteoporosis)"),
                _("doctor first", "a spine that is not stable"),
                _("doctor first", "new numbness or tingling that no doctor has checked"),
                _("doctor first", "any other sign from part 2 or 3 of the check"),
            ),
            level=Level.DOCTOR_SOON,
            sources=("ARTICLE", "FIN20"),
        ),
        Section(
            "wait",
            _("doctor first", "Put massage off"),
            body=(_("doctor first", "Put massage off, or leave it out, when there is a strong reason against it:"),),
            points=(
                _("doctor first", "Your pain or inflammation flares up. Massage may make it worse. If it is a new kind of pain, see a doctor."),
                _("doctor first", "You had spine surgery, however long ago. There must be no massage until your surgeon says yes."),
            ),
            level=Level.POSTPONE,
            link=("check", _("stenosis", "Check for warning signs")),
            sources=("ARTICLE",),
        ),
        NECK_CAUTION,
    ),
)  # fmt: skip

THERAPIST_CHOICE = Topic(
    "therapist-choice",
    _("therapist choice", "Choose a therapist"),
    _("therapist choice", "Somebody trained, who knows spines and who listens."),
    (
        Section(
            "therapist",
            _("therapist choice", "Look for this"),
            body=(
                _("therapist choice", "Choose a therapist who is licensed or registered, where your country has this."),
                _("therapist choice", "Choose one who has treated people with spine disorders and knows these well."),
                _("therapist choice", "Your doctor may know one: ask."),
            ),
            sources=("ARTICLE", "OURS"),
        ),
        Section(
            "good",
            _("therapist choice", "A good therapist"),
            points=(
                _("therapist choice", "changes how deep the pressure goes, for you"),
                _("therapist choice", "changes how long it takes, for you"),
                _("therapist choice", "keeps you comfortable"),
                _("therapist choice", "works on soft tissue, away from where the nerve is pressed"),
                _("therapist choice", "aims at muscles and soft tissue, never at weak bone"),
            ),
            sources=("ARTICLE",),
        ),
        Section(
            "never",
            _("therapist choice", "A good therapist leaves out"),
            avoid=(
                _("therapist choice", "Deep work straight on the part of the spine that is ill"),
                _("therapist choice", "Deep pressure over the narrow place"),
                _("therapist choice", "Force on the joints there"),
            ),
            sources=("ARTICLE",),
        ),
        NECK_CAUTION,
        Section(
            "questions",
            _("therapist choice", "Ask before you book"),
            phrases=(
                _("therapist choice", "“Are you trained and registered?”"),
                _("therapist choice", "“Have you worked with people with spinal stenosis?”"),
                _("therapist choice", "“Will you stop when I say so?”"),
                _("therapist choice", "“Can I lie on my side?”"),
                _("therapist choice", "“How long is it, and what does it cost?”"),
            ),
            no_source="questions to the therapist, and no medical fact",
        ),
        Section(
            "elsewhere",
            _("therapist choice", "Go somewhere else if the therapist"),
            points=(
                _("therapist choice", "says that massage cures stenosis or makes the space wider"),
                _("therapist choice", "wants to press deep on your spine, or to crack it"),
                _("therapist choice", "does not want to hear what your doctor said"),
                _("therapist choice", "goes on when you say stop"),
            ),
            link=("therapist", _("massage", "Card for the therapist")),
            sources=("ARTICLE", "OURS"),
        ),
    ),
)  # fmt: skip

SESSION = Topic(
    "session",
    _("session", "Before, during and after a massage"),
    _("session", "After your doctor has said yes."),
    (
        Section(
            "day",
            _("session", "Before"),
            points=(
                _("session", "Check the warning signs again."),
                _("session", "Put the massage off if you feel ill, or if your pain is much worse than usual."),
                # Translators: do not tell the reader to leave out the medicine: the massage is put off, not the medicine.
                _("session", "Put the massage off if you have had alcohol today, or a medicine that makes you sleepy."),
                _("session", "Bring the card for the therapist."),
                _("session", "Say where your stenosis is, where you feel less, and what medicines you take."),
                _("session", "Agree on a sign to stop: you raise your hand."),
                _("session", "Is it hard for you to say stop? Bring a person you trust."),
            ),
            link=("check", _("stenosis", "Check for warning signs")),
            sources=("ARTICLE", "NCCIH", "WEB", "OURS"),
        ),
        Section(
            "lie",
            _("session", "How to lie"),
            body=(
                _("session", "Lie on your side with a pillow between your knees, or on your back with your knees raised."),
                _("session", "Bending forward opens the canal in the spine. Bending back makes it narrower."),
            ),
            pictures=(
                "position-side-lying",
                "position-back-knees-up",
                "position-belly-no",
            ),
            sources=("NASS11", "WEB"),
        ),
        Section(
            "during",
            _("session", "During"),
            body=(
                _("session", "With stenosis, go carefully. Think of pressure from 0 to 10. Above 4, say stop. With Swedish massage, say stop at 4."),
                _("session", "Tell the therapist of any discomfort, and of any change, at once."),
                _("session", "So it stays useful and does less harm."),
            ),
            sources=("ARTICLE", "OURS"),
        ),
        Section(
            "stop",
            _("session", "Say stop at once if"),
            points=STOP_SIGNS,
            level="stop",
            link=("emergency", _("massage", "Signs that need help now")),
            sources=("ARTICLE", "OURS"),
        ),
        Section(
            "say",
            _("session", "What you can say"),
            phrases=(
                _("session", "“Less, please.”"),
                _("session", "“Stop.”"),
                _("session", "“That hurts.”"),
                # Translators: the pain runs down into the leg.
                _("session", "“This goes into my leg.”"),
                _("session", "“My foot feels numb.”"),
                _("session", "“Not on my neck, please.”"),
                _("session", "“I want to sit up now.”"),
            ),
            link=("therapist", _("massage", "Card for the therapist")),
            no_source="words to speak, and no medical fact",
        ),
        Section(
            "after",
            _("session", "After"),
            points=(
                _("session", "Ask for help to sit up, slowly."),
                _("session", "Drink some water, and walk a little."),
                _("session", "Write down how you feel the next day."),
                _("session", "It is common to be sore for a day."),
                _("session", "If a sign of the check starts, do what its card says."),
                _("session", "If you feel worse for longer than 2 days, see a doctor."),
            ),
            emergency=(_("session", "If a sign that needs help now starts, call for help."),),
            then=(_("session", "A health worker must still confirm these lines about the time after."),),
            link=("check", _("stenosis", "Check for warning signs")),
            sources=("OURS",),
        ),
        NECK_CAUTION,
    ),
)  # fmt: skip

TOPICS: dict[str, Topic] = {
    topic.slug: topic for topic in (STENOSIS, MASSAGE, OPTIONS, DOCTOR_FIRST, THERAPIST_CHOICE, SESSION)
}
