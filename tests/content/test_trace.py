"""Every claim of the founding article is on a screen, said as strongly as the clinical file allows, and not more.

One line per claim of section 1 of the clinical file, with the page on which it stands and the words that say it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from pwa.content.signs import Level
from pwa.content.techniques import TECHNIQUES
from tests.content.test_plain_language import blocks, sentences
from tests.pages import EVERY_PAGE, PageClient, words

PLAIN = ""  # the file says: yes
MAY = r"\bmay\b"
THEORY = r"^One theory is that"
NOT_SHOWN = r"\bis said to\b.*, but this has not been shown\.$"
THOUGHT = r"\bis thought to\b"
OFTEN = r"\boften\b"


@dataclass(frozen=True)
class Claim:
    """`says` are sentences or parts of them; each sentence that holds one matches `hedge`."""

    page: str
    hedge: str
    says: tuple[str, ...]


def claim(page: str, *says: str, hedge: str = PLAIN) -> Claim:
    return Claim(page, hedge, says)


SWEDISH, MYOFASCIAL, TRIGGER = (f"techniques/{slug}" for slug in TECHNIQUES)

TRACE = {
    "S1": claim("stenosis", "Back pain that lasts is often treated with medicine or physical therapy.", hedge=OFTEN),
    "S2": claim("stenosis", "Many people look for ways without drugs, and massage is one."),
    "S3": claim("stenosis", "Back trouble is very common.", "care that does not rest on medicine alone"),
    "S4": claim("stenosis", "They hope to do more each day and to live better."),
    "S5": claim("stenosis", "Spaces in the spine get narrow and press on nerves."),
    "S6": claim("stenosis", "The main canal in the middle of the spine can be narrow.", "Doctors call this central."),
    "S7": claim("stenosis", "Or the openings at the side can be narrow, where the nerve roots leave."),
    "S8": claim("stenosis", "Most often it is in the lower back."),
    "S9": claim("stenosis", "It can also be in the neck."),
    "S10": claim("stenosis", "You may feel it in your buttocks and legs.", "People often call this sciatica."),
    "S11": claim(
        "stenosis",
        "It can be pain, cramp, numbness, tingling or weakness.",
        "It is often worse when you stand or walk.",
        "It eases when you sit or bend forward.",
        "Doctors call this neurogenic claudication.",
    ),
    "S12": claim(
        "stenosis",
        "This can be more serious, because the spinal cord itself may be pressed.",
        "The signs can be neck pain, tingling in the arms, trouble with balance, or weak arms and legs.",
    ),
    "S13": claim(
        "massage", "Massage will not widen the space in your spine.", "Massage does not treat the narrow place."
    ),
    "S14": claim("massage", "It works on the muscles and soft tissue around."),
    "S15": claim("massage", "The main gain may be that muscles guard less and are less tight.", hedge=MAY),
    "S16": claim(
        "stenosis",
        "When nerves are pressed, muscles of the low back, hips and legs may tighten.",
        "They may do so to guard the spine, and to keep you from moves that hurt.",
        hedge=MAY,
    ),
    "S17": claim(
        "stenosis",
        "This tension may add to the pain and stiffness.",
        "Then the muscles may tighten more.",
        hedge=MAY,
    ),
    "S18": claim(
        "massage", "Relaxed muscles may help to break this for a while.", hedge=r"\bmay help\b.*\bfor a while\b"
    ),
    "S19": claim("massage", "Massage is said to bring more blood and oxygen", hedge=NOT_SHOWN),
    "S20": claim("massage", "It is said to clear waste and", hedge=NOT_SHOWN),
    "S21": claim("massage", "to lower inflammation", hedge=NOT_SHOWN),
    "S22": claim("massage", "Massage may change how your body senses pain.", hedge=MAY),
    "S23": claim("massage", "harmless pressure can block pain signals", hedge=THEORY),
    "S24": claim("massage", "Massage may release the body’s own pain relievers, such as endorphins.", hedge=MAY),
    "S25": claim("massage", "You may feel calm and have less pain", hedge=r"\bmay\b.*, for a short time\.$"),
    "S26": claim("session", "With stenosis, go carefully."),
    "S27": claim("therapist-choice", "works on soft tissue, away from where the nerve is pressed"),
    "S28": claim(SWEDISH, "It is often suggested, because it is calm and uses no heavy pressure.", hedge=OFTEN),
    "S29": claim(SWEDISH, "Long, smooth strokes and light kneading."),
    "S30": claim(SWEDISH, "It may warm your muscles, calm your whole body and ease tension.", hedge=MAY),
    "S31": claim(MYOFASCIAL, "It works on the fascia, the tissue round your muscles."),
    "S32": claim(MYOFASCIAL, "Slow, gentle pressure that is held.", "The aim is to free tight tissue."),
    "S33": claim(MYOFASCIAL, "Hips", "Buttocks", "Upper legs"),
    "S34": claim(MYOFASCIAL, "It is thought to take some strain off the low back.", hedge=THOUGHT),
    "S35": claim(TRIGGER, "It may help with spasm in the muscles of the buttock or the back of the thigh.", hedge=MAY),
    "S36": claim(TRIGGER, "Steady pressure on one sore, tight spot."),
    "S37": claim(
        TRIGGER, "It may relax the spot, and ease tightness there and pain that has spread from it.", hedge=MAY
    ),
    "S38": claim("therapist-choice", "changes how deep the pressure goes, for you"),
    "S39": claim("therapist-choice", "changes how long it takes, for you"),
    "S40": claim("therapist-choice", "keeps you comfortable"),
    "S41": claim("therapist-choice", "Deep work straight on the part of the spine that is ill"),
    "S42": claim("doctor-first", "See a doctor before you start."),
    "S43": claim("doctor-first", "Then massage can fit your stage, and how bad it is."),
    "S44": claim("doctor-first", "A doctor checks that nothing sudden or unstable is behind your pain."),
    "S45": claim("doctor-first", "Massage could make that worse.", "a spine that is not stable"),
    "S46": claim("therapist-choice", "Choose a therapist who is licensed or registered, where your country has this."),
    "S47": claim("therapist-choice", "Choose one who has worked in clinics and knows spine disorders well."),
    "S48": claim("doctor-first", "Put massage off, or leave it out, when there is a strong reason against it:"),
    # Without "circulation": S19 says why.
    "S49": claim("doctor-first", "Your pain or inflammation flares up.", "Massage may make it worse."),
    "S50": claim("doctor-first", "very weak bones (severe osteoporosis)"),
    "S51": claim("doctor-first", "You had spine surgery not long ago."),
    "S52": claim(
        "doctor-first", "If you suddenly cannot hold your pee or poo, or cannot feel it, this is an emergency."
    ),
    "S53": claim("doctor-first", "Get help now", "A doctor must say yes first"),
    "S54": claim(
        "doctor-first",
        "There must be no massage.",
        "There must be no massage until then, if you have:",
        "There must be no massage until your surgeon says yes.",
    ),
    "S55": claim("therapist-choice", "Deep pressure over the narrow place"),
    "S56": claim("therapist-choice", "Force on the joints there"),
    "S57": claim("therapist-choice", "aims at muscles and soft tissue, never at weak bone"),
    "S58": claim("session", "Tell the therapist of any discomfort"),
    "S59": claim("session", "and of any change, at once."),
    "S60": claim("session", "So it stays useful and does less harm."),
}


def said_on(pages: PageClient, slug: str) -> list[str]:
    return list(sentences(blocks(pages.get(f"/en/{slug}").one("main"), leave_out=[])))


def test_the_table_has_every_claim_once():
    assert list(TRACE) == [f"S{number}" for number in range(1, 61)]


@pytest.mark.parametrize("number", TRACE)
def test_a_claim_is_on_its_page_with_its_hedge(pages: PageClient, number: str):
    traced = TRACE[number]
    said = said_on(pages, traced.page)
    for part in traced.says:
        holding = [sentence for sentence in said if part in sentence]
        assert holding, f"{part!r} is not on /{traced.page}"
        for sentence in holding:
            assert re.search(traced.hedge, sentence), f"{sentence!r} is said too strongly"


def test_every_card_and_every_page_about_massage_says_that_it_does_not_widen_the_space(pages: PageClient):
    for slug in ("", "massage", "techniques", SWEDISH, MYOFASCIAL, TRIGGER):
        assert "Massage will not widen the space in your spine." in said_on(pages, slug), slug
    for slug in ("stenosis", "massage"):
        assert "Massage does not change this." in said_on(pages, slug), slug


@pytest.mark.parametrize("slug", [slug for tag, slug in EVERY_PAGE if tag == "en"])
def test_what_has_not_been_shown_is_said_nowhere_without_saying_so(pages: PageClient, slug: str):
    """S19 to S21: more blood, oxygen, waste, less inflammation."""
    contested = re.compile(
        r"blood flow|circulation|oxygen|more blood|toxin|clears? waste|lowers? inflammation", re.IGNORECASE
    )
    for sentence in said_on(pages, slug):
        if contested.search(sentence):
            assert re.search(NOT_SHOWN, sentence), sentence


def test_only_loss_of_bladder_or_bowel_is_an_emergency_and_weak_bones_and_surgery_wait_for_a_yes(pages: PageClient):
    """S53 puts four things on one level; the app does not."""
    page = pages.get("/en/doctor-first")
    cards = {str(card.get("data-level")): words(card) for card in page.all("section", class_="action")}
    assert list(cards) == [Level.EMERGENCY, Level.DOCTOR_SOON, Level.POSTPONE]
    assert "cannot hold your pee or poo" in cards[Level.EMERGENCY]
    assert "osteoporosis" in cards[Level.DOCTOR_SOON]
    assert "surgery" in cards[Level.POSTPONE]
    assert "flares up" in cards[Level.POSTPONE]
    for word in ("osteoporosis", "surgery", "flares"):
        assert word not in cards[Level.EMERGENCY]


@pytest.mark.parametrize(
    "slug",
    ["stenosis", "massage", "options", "techniques", "therapist-choice", "session", SWEDISH, MYOFASCIAL, TRIGGER],
)
def test_the_neck_has_its_own_caution_wherever_massage_is_near(pages: PageClient, slug: str):
    said = said_on(pages, slug)
    assert "For stenosis in the neck we found no studies at all." in said
    assert "No massage on the neck, unless your doctor agrees." in said


@pytest.mark.parametrize("slug", ["massage", "options", "techniques", SWEDISH, MYOFASCIAL, TRIGGER])
def test_the_honest_evidence_and_the_dutch_advice_are_said(pages: PageClient, slug: str):
    said = said_on(pages, slug)
    dutch = "One national guideline (Netherlands) advises against it when a nerve in the back is irritated."
    assert "Nobody has properly tested massage on its own for spinal stenosis." in said
    assert dutch in said
    if not slug.startswith("techniques/"):
        framed = pages.get(f"/en/{slug}").all("section", class_="action")
        assert [card for card in framed if words(card).count(dutch)], "it has a frame of its own"
