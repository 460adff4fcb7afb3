"""The words that doctors and therapists use. Other pages link to each where it first stands on them."""

from __future__ import annotations

import unicodedata

from pwa.content.topics.records import NECK_LINK, Section, Term, Topic
from pwa.languages import Text as _

# Translators of "term": the word that a doctor of your country uses. Of "term in text": the same word as it stands in the
# sentences of the pages, and its other forms there, with a bar between two of them. Pages link these words. A word that
# stands on no page has no such forms: a doctor may say it all the same.
TERMS = (
    Term("aneurysm", _("term", "Aneurysm"), _("term", "A weak, swollen place in a blood vessel."), ("NHS-AAA",)),
    Term("cauda-equina", _("term", "Cauda equina"), _("term", "The bundle of nerves at the base of the spine. They go to the bladder, bowel, sex organs and legs."), ("BACKES",)),
    Term("central-stenosis", _("term", "Central stenosis"), _("term", "The main canal in the middle of the spine is narrow."), ("ARTICLE",), _("term in text", "central stenosis")),
    Term("cervical", _("term", "Cervical"), _("term", "In the neck."), ("OURS",)),
    Term("claudication", _("term", "Claudication"), _("term", "Leg pain that comes with walking and makes you stop. Neurogenic means that nerves cause it. Vascular means that poor blood flow causes it."), ("NADEAU13",), _("term in text", "neurogenic claudication|claudication")),
    Term("contraindication", _("term", "Contraindication"), _("term", "A reason not to have a treatment."), ("OURS",), _("term in text", "contraindication")),
    Term("endorphins", _("term", "Endorphins"), _("term", "Pain relievers that your own body makes."), ("ARTICLE",), _("term in text", "endorphins")),
    Term("fascia", _("term", "Fascia"), _("term", "The thin, strong tissue around your muscles."), ("ARTICLE",), _("term in text", "fascia")),
    Term("flare-up", _("term", "Flare-up"), _("term", "A time when your pain is much worse than usual."), ("OURS",), _("term in text", "flare-up|flared up")),
    Term("foramen", _("term", "Foramen"), _("term", "An opening at the side of the spine where a nerve leaves. Two are foramina."), ("OURS",)),
    Term("foraminal-stenosis", _("term", "Foraminal stenosis"), _("term", "An opening where a nerve leaves the spine is narrow."), ("OURS",)),
    Term("gate-control", _("term", "Gate control"), _("term", "The idea that touch can block some pain on its way to the brain."), ("GATE",), _("term in text", "gate control")),
    Term("guarding", _("term", "Guarding"), _("term", "Muscles tighten by themselves to protect a sore place."), ("ARTICLE",)),
    Term("lateral-stenosis", _("term", "Lateral stenosis"), _("term", "The space at the side of the canal is narrow."), ("ARTICLE",)),
    Term("lumbar", _("term", "Lumbar"), _("term", "In the lower back."), ("OURS",)),
    Term("manual-therapy", _("term", "Manual therapy"), _("term", "Treatment with the hands, often of joints. It is not always massage."), ("SCHN19",), _("term in text", "manual therapy|hands-on treatment")),
    Term("mri", _("term", "MRI"), _("term", "A scan that shows soft parts, such as nerves and discs."), ("OURS",)),
    Term("myelopathy", _("term", "Myelopathy"), _("term", "The spinal cord does not work well because something presses on it."), ("RFL",)),
    Term("myofascial-release", _("term", "Myofascial release"), _("term", "Slow, held pressure on the tissue around muscles."), ("ARTICLE",), _("term in text", "myofascial release")),
    Term("nerve-root", _("term", "Nerve root"), _("term", "The start of a nerve, where it leaves the spinal cord."), ("OURS",)),
    Term("osteoporosis", _("term", "Osteoporosis"), _("term", "Bones that are thin and break easily."), ("OURS",), _("term in text", "osteoporosis")),
    Term("peripheral-artery-disease", _("term", "Peripheral artery disease"), _("term", "Poor blood flow in the legs."), ("PAD-NI",)),
    Term("physiotherapist", _("term", "Physiotherapist"), _("term", "Someone who treats with movement and exercise. In some countries: physical therapist."), ("OURS",), _("term in text", "physiotherapist|physiotherapy")),
    Term("sciatica", _("term", "Sciatica"), _("term", "Pain from the lower back or buttock down a leg."), ("ARTICLE",), _("term in text", "sciatica")),
    Term("spinal-cord", _("term", "Spinal cord"), _("term", "The thick bundle of nerves inside the spine, from the neck to the start of the lower back."), ("OURS",), _("term in text", "spinal cord")),
    Term("spondylolisthesis", _("term", "Spondylolisthesis"), _("term", "A bone of the spine has slipped."), ("OURS",)),
    Term("stenosis", _("term", "Stenosis"), _("term", "A narrow place."), ("ARTICLE",)),
    Term("trigger-point", _("term", "Trigger point"), _("term", "One sore, tight spot in a muscle."), ("ARTICLE",), _("term in text", "trigger points|trigger point")),
)  # fmt: skip

GLOSSARY = Topic(
    "glossary",
    _("glossary", "What the words mean"),
    _("glossary", "Doctors and therapists may use these words."),
    (
        Section(
            "bone",
            _("glossary", "The parts of a bone in the lower back"),
            pictures=("anatomy-labelled",),
            no_source="a drawing and the names of its parts",
        ),
        Section(
            "words",
            _("glossary", "The words from A to Z"),
            terms=TERMS,
            links=(NECK_LINK,),
            no_source="each word has its own",
        ),
    ),
)  # fmt: skip


def terms_by_name() -> list[Term]:
    """Return all terms, sorted by their names in the current language, accents ignored."""
    return sorted(TERMS, key=lambda term: unicodedata.normalize("NFD", str(term.name).casefold()))
