"""Every claim of the founding article is on a screen, stated no more strongly than docs/clinical.md allows.

One line per claim of section 1 of docs/clinical.md, with the page and the heading under which it stands, and the words
that say it: under another heading the same words can mean the opposite.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import pytest

from pwa.content.signs import SIGN_OF, Level
from pwa.content.techniques import TECHNIQUES
from pwa.content.topics import TOPICS
from pwa.languages import LANGUAGES
from tests.content.sentences import blocks, sentences
from tests.pages import EVERY_PAGE, PageClient, words

PLAIN = ""  # the file says: yes
MAY = r"\bmay\b"
THEORY = r"^One theory is that"
NOT_SHOWN = r"\bis said to\b.*, but this has not been shown\.$"
THOUGHT = r"\bis thought to\b"
OFTEN = r"\boften\b"


@dataclass(frozen=True)
class Claim:
    """`says` are sentences or parts of them, all under one heading; each sentence that holds one matches `hedge`.

    `crossed`: the sentences are in the list with crosses, which says what to leave out. All others are outside of it.
    """

    number: str
    page: str
    heading: str
    says: tuple[str, ...]
    hedge: str
    crossed: bool

    def __str__(self) -> str:
        return f"{self.number} under {self.heading}"


def claim(number: str, page: str, heading: str, *says: str, hedge: str = PLAIN, crossed: bool = False) -> Claim:
    return Claim(number, page, heading, says, hedge, crossed)


SWEDISH, MYOFASCIAL, TRIGGER = (f"techniques/{slug}" for slug in TECHNIQUES)
LEAD = "the title"  # the first sentence of a page

STENOSIS, MASSAGE, DOCTOR, THERAPIST, SESSION = "stenosis", "massage", "doctor-first", "therapist-choice", "session"
WHY_MASSAGE, MAY_DO, NOT_PROVEN = "Why people think of massage", "What massage may do", "What has not been shown"
GOOD, LEAVES_OUT = "A good therapist", "A good therapist leaves out"
NOW, YES_FIRST, PUT_OFF = "Get help now", "A doctor must say yes first", "Put massage off"

TRACE = (
    claim(
        "S1",
        STENOSIS,
        WHY_MASSAGE,
        "Back pain that lasts is often treated with medicine or physical therapy.",
        hedge=OFTEN,
    ),
    claim("S2", STENOSIS, WHY_MASSAGE, "Many people look for ways without drugs, and massage is one."),
    claim("S3", STENOSIS, WHY_MASSAGE, "Back trouble is very common.", "care that does not rest on medicine alone"),
    claim("S4", STENOSIS, WHY_MASSAGE, "They hope to do more each day and to live better."),
    claim("S5", STENOSIS, LEAD, "Spaces in the spine get narrow and press on nerves."),
    claim(
        "S6",
        STENOSIS,
        "Where it can be",
        "The main canal in the middle of the spine can be narrow.",
        "Doctors call this central.",
    ),
    claim("S7", STENOSIS, "Where it can be", "Or the openings at the side can be narrow, where the nerve roots leave."),
    claim("S8", STENOSIS, "Where it can be", "Most often it is in the lower back."),
    claim("S9", STENOSIS, "Where it can be", "It can also be in the neck."),
    claim(
        "S10",
        STENOSIS,
        "In the low back",
        "You may feel it in your buttocks and legs.",
        "People often call this sciatica.",
    ),
    claim(
        "S11",
        STENOSIS,
        "In the low back",
        "It can be pain, cramp, numbness, tingling or weakness.",
        "It is often worse when you stand or walk.",
        "It eases when you sit or bend forward.",
        "Doctors call this neurogenic claudication.",
    ),
    claim(
        "S12",
        STENOSIS,
        "In the neck",
        "This can be more serious, because the spinal cord itself may be pressed.",
        "The signs can be neck pain, tingling in the arms, trouble with balance, or weak arms and legs.",
    ),
    claim(
        "S13",
        MASSAGE,
        "What massage cannot do",
        "Massage will not widen the space in your spine.",
        "Massage does not treat the narrow place.",
    ),
    claim("S14", MASSAGE, "What massage cannot do", "It works on the muscles and soft tissue around."),
    claim("S15", MASSAGE, MAY_DO, "The main gain may be that muscles guard less and are less tight.", hedge=MAY),
    claim(
        "S16",
        STENOSIS,
        "Why muscles get tight",
        "When nerves are pressed, muscles of the low back, hips and legs may tighten.",
        "They may do so to guard the spine, and to keep you from moves that hurt.",
        hedge=MAY,
    ),
    claim(
        "S17",
        STENOSIS,
        "Why muscles get tight",
        "This tension may add to the pain and stiffness.",
        "Then the muscles may tighten more.",
        hedge=MAY,
    ),
    claim(
        "S18",
        MASSAGE,
        MAY_DO,
        "Relaxed muscles may help to break this for a while.",
        hedge=r"\bmay help\b.*\bfor a while\b",
    ),
    claim("S19", MASSAGE, NOT_PROVEN, "Massage is said to bring more blood and oxygen", hedge=NOT_SHOWN),
    claim("S20", MASSAGE, NOT_PROVEN, "It is said to clear waste and", hedge=NOT_SHOWN),
    claim("S21", MASSAGE, NOT_PROVEN, "to lower inflammation", hedge=NOT_SHOWN),
    claim("S22", MASSAGE, MAY_DO, "Massage may change how your body senses pain.", hedge=MAY),
    claim("S23", MASSAGE, MAY_DO, "harmless pressure can block pain signals", hedge=THEORY),
    claim(
        "S24",
        MASSAGE,
        MAY_DO,
        "Massage may release the body’s own pain relievers, such as endorphins.",
        hedge=MAY,
    ),
    claim("S25", MASSAGE, MAY_DO, "You may feel calm and have less pain", hedge=r"\bmay\b.*, for a short time\.$"),
    claim("S26", SESSION, "During", "With stenosis, go carefully."),
    claim("S27", THERAPIST, GOOD, "works on soft tissue, away from where the nerve is pressed"),
    claim(
        "S28",
        SWEDISH,
        "What it is",
        "It is often suggested, because it is calm and uses no heavy pressure.",
        hedge=OFTEN,
    ),
    claim("S29", SWEDISH, "What it is", "Long, smooth strokes and light kneading."),
    claim(
        "S30",
        SWEDISH,
        "What it feels like",
        "It may warm your muscles, calm your whole body and ease tension.",
        hedge=MAY,
    ),
    claim("S31", MYOFASCIAL, "What it is", "It works on the fascia, the tissue round your muscles."),
    claim("S32", MYOFASCIAL, "What it is", "Slow, gentle pressure that is held.", "The aim is to free tight tissue."),
    claim("S33", MYOFASCIAL, "Where, for low-back stenosis", "Hips", "Buttocks", "Upper legs"),
    claim("S34", MYOFASCIAL, "What it is", "It is thought to take some strain off the low back.", hedge=THOUGHT),
    claim(
        "S35",
        TRIGGER,
        "What it is",
        "It may help with spasm in the muscles of the buttock or the back of the thigh.",
        hedge=MAY,
    ),
    claim("S36", TRIGGER, "What it is", "Steady pressure on one sore, tight spot."),
    claim(
        "S37",
        TRIGGER,
        "What it is",
        "It may relax the spot, and ease tightness there and pain that has spread from it.",
        hedge=MAY,
    ),
    claim("S38", THERAPIST, GOOD, "changes how deep the pressure goes, for you"),
    claim("S39", THERAPIST, GOOD, "changes how long it takes, for you"),
    claim("S40", THERAPIST, GOOD, "keeps you comfortable"),
    claim("S41", THERAPIST, LEAVES_OUT, "Deep work straight on the part of the spine that is ill", crossed=True),
    claim("S42", DOCTOR, "Why", "See a doctor before you start."),
    claim("S43", DOCTOR, "Why", "Then massage can fit your stage, and how bad it is."),
    claim("S44", DOCTOR, "Why", "A doctor checks that nothing sudden or unstable is behind your pain."),
    claim("S45", DOCTOR, "Why", "Massage could make that worse."),
    claim("S45", DOCTOR, YES_FIRST, "a spine that is not stable"),
    claim(
        "S46",
        THERAPIST,
        "Look for this",
        "Choose a therapist who is licensed or registered, where your country has this.",
    ),
    claim(
        "S47",
        THERAPIST,
        "Look for this",
        "Choose one who has treated people with spine disorders and knows these well.",
    ),
    claim(
        "S48",
        DOCTOR,
        PUT_OFF,
        "Put massage off, or leave it out, when there is a strong reason against it:",
    ),
    # Without "circulation": S19 says why.
    claim("S49", DOCTOR, PUT_OFF, "Your pain or inflammation flares up.", "Massage may make it worse."),
    claim("S50", DOCTOR, YES_FIRST, "very weak bones (severe osteoporosis)"),
    claim("S51", DOCTOR, PUT_OFF, "You had spine surgery, however long ago."),
    # Unexplained nerve loss: E2, E3 and E6 now, D5 before any massage.
    claim("S52", DOCTOR, NOW, *(SIGN_OF[sign].line.english for sign in ("E2", "E3", "E6"))),
    claim("S52", DOCTOR, YES_FIRST, "new numbness or tingling that no doctor has checked"),
    claim("S53", DOCTOR, NOW, "go to the nearest emergency department now if:", "Do not drive."),
    claim("S54", DOCTOR, NOW, "Do not have a massage."),
    claim("S54", DOCTOR, YES_FIRST, "There must be no massage until then, if you have:"),
    claim("S54", DOCTOR, PUT_OFF, "There must be no massage until your surgeon says yes."),
    claim("S55", THERAPIST, LEAVES_OUT, "Deep pressure over the narrow place", crossed=True),
    claim("S56", THERAPIST, LEAVES_OUT, "Force on the joints there", crossed=True),
    claim("S57", THERAPIST, GOOD, "aims at muscles and soft tissue, never at weak bone"),
    claim("S58", SESSION, "During", "Tell the therapist of any discomfort"),
    claim("S59", SESSION, "During", "and of any change, at once."),
    claim("S60", SESSION, "During", "So it stays useful and does less harm."),
)


def said_on(pages: PageClient, slug: str) -> list[str]:
    return list(sentences(blocks(pages.get(f"/en/{slug}").one("main"), leave_out=[])))


def said_under(pages: PageClient, traced: Claim) -> list[str]:
    """Return the sentences under the heading of a claim, either those with crosses or those without."""
    page = pages.get(f"/en/{traced.page}")
    if traced.heading == LEAD:
        return list(sentences(blocks(page.one("p", class_="lead"), leave_out=[])))
    (section,) = [section for section in page.all("section") if name_of(section) == traced.heading]
    if not traced.crossed:
        return list(sentences(blocks(section, leave_out=["not"])))
    return [sentence for points in section.iter("ul") if points.get("class") == "not" for sentence in lines(points)]


def lines(points: Element) -> Iterator[str]:
    return sentences(blocks(points, leave_out=[]))


def name_of(section: Element) -> str:
    heading = section.find(".//h2")
    return section.get("aria-label") or ("" if heading is None else words(heading))


def test_the_table_has_every_claim() -> None:
    assert list(dict.fromkeys(traced.number for traced in TRACE)) == [f"S{number}" for number in range(1, 61)]


@pytest.mark.parametrize("traced", TRACE, ids=str)
def test_a_claim_is_under_its_heading_with_its_hedge(pages: PageClient, traced: Claim) -> None:
    here = said_under(pages, traced)
    everywhere = said_on(pages, traced.page)
    for part in traced.says:
        assert [sentence for sentence in here if part in sentence], f"{part!r} is not under {traced.heading!r}"
        for sentence in everywhere:
            assert part not in sentence or re.search(traced.hedge, sentence), f"{sentence!r} is said too strongly"


def test_every_card_and_every_page_about_massage_says_that_it_does_not_widen_the_space(pages: PageClient) -> None:
    for slug in ("", "massage", "techniques", SWEDISH, MYOFASCIAL, TRIGGER):
        assert "Massage will not widen the space in your spine." in said_on(pages, slug), slug
    for slug in ("stenosis", "massage"):
        assert "Massage does not change this." in said_on(pages, slug), slug


@pytest.mark.parametrize("slug", [slug for tag, slug in EVERY_PAGE if tag == "en"])
def test_an_unproven_effect_is_always_called_unproven(pages: PageClient, slug: str) -> None:
    """S19 to S21: more blood and oxygen, less waste and inflammation."""
    contested = re.compile(
        r"blood flow|circulation|oxygen|more blood|toxin|clears? waste|lowers? inflammation", re.IGNORECASE
    )
    for sentence in said_on(pages, slug):
        if contested.search(sentence):
            assert re.search(NOT_SHOWN, sentence), sentence


def test_only_loss_of_bladder_or_bowel_is_an_emergency_and_weak_bones_and_surgery_wait_for_a_yes(
    pages: PageClient,
) -> None:
    """S53 puts four things on one level; the app does not."""
    page = pages.get("/en/doctor-first")
    cards = {str(card.get("data-level")): words(card) for card in page.all("section", class_="action")}
    assert list(cards) == [Level.EMERGENCY, Level.DOCTOR_SOON, Level.POSTPONE, Level.TALK_FIRST]
    assert "trouble peeing" in cards[Level.EMERGENCY]
    assert "numbness" in cards[Level.DOCTOR_SOON]
    assert "osteoporosis" in cards[Level.DOCTOR_SOON]
    assert "surgery" in cards[Level.POSTPONE]
    assert "flares up" in cards[Level.POSTPONE]
    for word in ("osteoporosis", "surgery", "flares"):
        assert word not in cards[Level.EMERGENCY]


@pytest.mark.parametrize(("slug", "element"), [("doctor-first", "section"), ("check", "div"), ("emergency", "div")])
@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_card_of_an_emergency_offers_the_call_and_nothing_to_read(
    pages: PageClient, tag: str, slug: str, element: str
) -> None:
    """Section 2.4 of docs/clinical.md."""
    card = pages.get(f"/{tag}/{slug}").one(element, class_="action", data_level=Level.EMERGENCY)
    assert {link.get("href") for link in card.iter("a")} == {f"/{tag}/emergency#numbers"}
    assert {link.get("class") for link in card.iter("a")} == {"button call"}


@pytest.mark.parametrize(
    "slug",
    ["", *TOPICS, "techniques", SWEDISH, MYOFASCIAL, TRIGGER],
)
def test_the_neck_has_its_own_caution_wherever_massage_is_near(pages: PageClient, slug: str) -> None:
    said = said_on(pages, slug)
    assert "For stenosis in the neck we found no studies at all." in said
    assert "No massage on the neck, unless your doctor agrees." in said


@pytest.mark.parametrize("slug", ["massage", "options", "techniques", SWEDISH, MYOFASCIAL, TRIGGER])
def test_the_honest_evidence_and_the_dutch_advice_are_said(pages: PageClient, slug: str) -> None:
    said = said_on(pages, slug)
    dutch = "One national guideline (Netherlands) advises against it when a nerve in the back is irritated."
    assert "Nobody has properly tested massage on its own for spinal stenosis." in said
    assert dutch in said
    if not slug.startswith("techniques/"):
        framed = pages.get(f"/en/{slug}").all("section", class_="action")
        assert [card for card in framed if words(card).count(dutch)], "it has a frame of its own"


@pytest.mark.parametrize("tag", LANGUAGES)
def test_after_a_session_a_sign_leads_to_a_doctor_or_to_a_call(pages: PageClient, tag: str) -> None:
    after = pages.get(f"/{tag}/session").one("section", aria_labelledby="after")
    links = [link.get("href") for link in after.iter("a")]
    assert links[:3] == [f"/{tag}/emergency#numbers", f"/{tag}/emergency#numbers", f"/{tag}/check"]
    assert tag != "en" or "If a sign of the check starts, do what its card says." in words(after)
