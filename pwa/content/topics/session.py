"""The page about the day of the massage."""

from __future__ import annotations

from pwa.content import phrases
from pwa.content.techniques import PAIN, STOP_SIGNS
from pwa.content.topics.records import CHECK, NECK_LINK, THERAPIST_CARD, Section, Topic
from pwa.languages import Text as _

SESSION = Topic(
    "session",
    _("session", "Before, during and after a massage"),
    _("session", "Here is what to do once your doctor has said yes."),
    (
        Section(
            "day",
            _("session", "Before the massage"),
            points=(
                _("session", "Do the check for warning signs again."),
                _("session", "Put the massage off if you feel ill, or if your pain is much worse than usual."),
                # Translators: do not tell the reader to leave out the medicine: the massage is put off, not the medicine.
                _("session", "Put it off if you have had alcohol today."),
                _("session", "Put it off too if you took more than your usual dose of a medicine that makes you sleepy."),
                _("session", "Never stop or skip a medicine to have a massage."),
                _("session", "Bring your card for the therapist."),
                _("session", "Tell the therapist where your stenosis is, where you have less feeling, and which medicines you take."),
                _("session", "Agree that the therapist stops when you raise your hand."),
                _("session", "If it is hard for you to say “Stop”, bring a person you trust."),
                _("session", "If you have fallen in the last year, ask for help to get on and off the table."),
            ),
            button=CHECK,
            links=(("medicines", _("medicines", "Medicines and massage")),),
            sources=("ARTICLE", "NCCIH", "WEB", "GABA-RED", "OURS"),
        ),
        Section(
            "lie",
            _("session", "How to lie down"),
            pictures=("position-side-lying", "position-back-knees-up", "position-seated-leaning", "position-belly-pillow", "position-belly-no"),
            body=(
                _("session", "Lie on your side with a pillow between your knees. Or lie on your back with your knees raised."),
                _("session", "Bending forward opens the canal in your spine. Bending back makes it narrower."),
                _("session", "If you can only lie on your belly, put a firm pillow under it. Do this for a short time only."),
            ),
            sources=("ZURICH99", "WEB", "OURS"),
        ),
        Section(
            "lie-neck",
            _("session", "How to lie down if your stenosis is in the neck"),
            pictures=("position-neck-back", "position-neck-side", "position-neck-tipped-no", "position-neck-down-no"),
            body=(
                _("session", "Keep your head level. Do not let it tip back."),
                _("session", "Lie on your back with a pillow that fills the space under your neck."),
                _("session", "Or lie on your side with a pillow as high as your shoulder is wide."),
                _("session", "Do not lie on your belly. Your head would have to turn or tip back."),
                _("session", "Do not let anyone pull, turn or bend your neck."),
                # Translators: the hole for the face in a massage table.
                _("session", "Use a face hole only if your doctor has agreed."),
            ),
            links=(NECK_LINK,),
            sources=("LEE18", "MUHLE98", "OURS"),
        ),
        Section(
            "during",
            _("session", "During the massage"),
            body=(
                _("session", "With stenosis, massage needs care."),
                *PAIN,
                _("session", "With trigger point massage, a dull ache of 1 to 3 that fades in seconds is usual."),
                _("session", "Tell the therapist at once if anything is uncomfortable, or if your symptoms change."),
                _("session", "This lowers the risk of harm."),
            ),
            sources=("ARTICLE", "OURS"),
        ),
        Section(
            "stop",
            _("session", "Say “Stop” at once if:"),
            points=STOP_SIGNS,
            level="stop",
            button=("emergency", _("massage", "Emergency signs")),
            sources=("ARTICLE", "OURS"),
        ),
        Section(
            "say",
            _("session", "What you can say"),
            phrases=(
                _("session", "“Softer, please.”"),
                _("session", "“Stop now.”"),
                _("session", "“That hurts.”"),
                # Translators: the pain runs down into the leg.
                _("session", "“The pain goes down my leg.”"),
                _("session", "“My foot is numb.”"),
                _("session", "“Not on my neck, please.”"),
                _("session", "“I want to sit up now.”"),
            ),
            button=THERAPIST_CARD,
            links=(("phrases", phrases.TITLE),),
            no_source="words to speak, and no medical fact",
        ),
        Section(
            "after",
            _("session", "After the massage"),
            points=(
                _("session", "Ask for help, and sit up slowly."),
                _("session", "Drink some water, and walk a little."),
                _("session", "The next day, write in your diary how you feel."),
                _("session", "You may feel sore for a day. About 1 in 10 people have some discomfort after a massage."),
                _("session", "The discomfort mostly starts within 12 hours and is gone within 36 hours. Nobody knows how many people with stenosis have it."),
                _("session", "If a warning sign starts, do what the check tells you."),
                _("session", "If you feel worse for longer than 2 days, see a doctor."),
            ),
            emergency=(_("session", "Call the emergency number now if an emergency sign starts."),),
            then=(_("session", "A health professional still needs to check this advice."),),
            button=CHECK,
            sources=("CAMBRON07", "OURS"),
        ),
    ),
)  # fmt: skip
