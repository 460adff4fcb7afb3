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
from tests.content.sentences import blocks, said_on, sentences
from tests.pages import DRAFTS, EVERY_PAGE, PageClient, words

PLAIN = ""  # the file says: yes
MAY = r"\bmay\b"
THEORY = r"^One theory is that"
DISAGREE = r"^Studies disagree about"
SAID = r"\bis said to\b"
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


WHERE = "Where it can be done, if your stenosis is in the lower back"
SWEDISH, MYOFASCIAL, TRIGGER = (f"techniques/{slug}" for slug in TECHNIQUES)
LEAD = "the title"  # the first sentence of a page

STENOSIS, MASSAGE, DOCTOR, THERAPIST, SESSION = "stenosis", "massage", "doctor-first", "therapist-choice", "session"
HOW = "how-massage-might-help"
WHY_MASSAGE, MAY_DO, NOT_KNOWN = "Why people try massage", "What massage may do", "What we do not know"
GOOD, LEAVES_OUT = "What a good therapist does", "What a good therapist does not do"
WHY, NOW, YES_FIRST, PUT_OFF = (
    "Why see a doctor first",
    "Get help now",
    "Wait until a doctor says yes",
    "When to put massage off",
)
WHERE_NARROW, LOWER_BACK, TIGHT = (
    "Where the narrow place can be",
    "Stenosis in the lower back",
    "Why your muscles may get tight",
)

TRACE = (
    claim(
        "S1",
        MASSAGE,
        WHY_MASSAGE,
        "Long-lasting back pain is often treated with medicines or physiotherapy (physical therapy).",
        hedge=OFTEN,
    ),
    claim("S2", MASSAGE, WHY_MASSAGE, "Massage is one of the things they try."),
    claim("S3", MASSAGE, WHY_MASSAGE, "Back trouble is very common.", "Many people look for help besides medicines."),
    claim("S4", MASSAGE, WHY_MASSAGE, "They hope to do more each day and to live better."),
    claim("S5", STENOSIS, LEAD, "Spaces inside the spine become narrower.", "This can squeeze the nerves."),
    claim(
        "S6",
        STENOSIS,
        WHERE_NARROW,
        "The main canal in the middle of the spine can be narrow.",
        "Doctors call this central stenosis.",
    ),
    claim("S7", STENOSIS, WHERE_NARROW, "The openings at the side, where the nerves leave, can also be narrow."),
    claim("S8", STENOSIS, WHERE_NARROW, "Stenosis is most often in the lower back."),
    claim("S9", STENOSIS, WHERE_NARROW, "It can also be in the neck."),
    claim(
        "S10",
        STENOSIS,
        LOWER_BACK,
        "You may feel it in your buttocks and legs.",
        "People often call this sciatica.",
    ),
    claim(
        "S11",
        STENOSIS,
        LOWER_BACK,
        "You may have pain, cramp, numbness, tingling or weakness.",
        "This is often worse when you stand or walk.",
        "It eases when you sit or bend forward.",
        "Doctors call this pattern neurogenic claudication.",
    ),
    claim(
        "S12",
        STENOSIS,
        "Stenosis in the neck",
        "Stenosis in the neck can be more serious, because it may squeeze the spinal cord itself.",
        "You may have neck pain, tingling in the arms, trouble with balance, or weak arms and legs.",
    ),
    claim(
        "S13",
        MASSAGE,
        "What massage cannot do",
        "Massage will not widen the space in your spine.",
        "It does not treat the narrow place.",
    ),
    claim("S14", MASSAGE, "What massage cannot do", "It works on the muscles and other soft tissue around it."),
    claim("S15", MASSAGE, MAY_DO, "The main benefit may be that tight muscles relax a little.", hedge=MAY),
    claim(
        "S16",
        STENOSIS,
        TIGHT,
        "When nerves are squeezed, muscles in your lower back, hips and legs may tighten.",
        "This may be to protect your spine and to limit movements that hurt.",
        hedge=MAY,
    ),
    claim(
        "S17",
        STENOSIS,
        TIGHT,
        "Tight muscles may add to your pain and stiffness.",
        "Then they may tighten even more.",
        hedge=MAY,
    ),
    claim(
        "S18",
        HOW,
        "Massage may break a cycle of pain",
        "Relaxed muscles may help to break this cycle for a while.",
        hedge=r"\bmay help\b.*\bfor a while\b",
    ),
    claim("S19", MASSAGE, NOT_KNOWN, "whether massage brings more blood to the muscles.", hedge=DISAGREE),
    claim(
        "S20",
        MASSAGE,
        NOT_KNOWN,
        "Massage is said to bring oxygen, remove waste",
        "We found no good study of this in stenosis.",
    ),
    claim("S21", MASSAGE, NOT_KNOWN, "and lower inflammation.", hedge=SAID),
    claim("S22", MASSAGE, MAY_DO, "Massage may change how your body senses pain.", hedge=MAY),
    claim("S23", HOW, "Massage may close a gate to pain", "harmless pressure can block pain signals", hedge=THEORY),
    claim(
        "S24",
        HOW,
        "Massage may calm you",
        "Massage may release the body’s own pain relievers, such as endorphins.",
        hedge=MAY,
    ),
    claim("S25", MASSAGE, MAY_DO, "You may feel calmer and have less pain", hedge=r"\bmay\b.* for a short time\.$"),
    claim("S26", SESSION, "During the massage", "With stenosis, massage needs care."),
    claim(
        "S27",
        THERAPIST,
        GOOD,
        "works away from the place where your nerve is squeezed",
        "works on muscles and soft tissue",
    ),
    claim(
        "S28",
        SWEDISH,
        "What it is",
        "It is often suggested because it is calming and uses no heavy pressure.",
        hedge=OFTEN,
    ),
    claim(
        "S29",
        SWEDISH,
        "What it is",
        "The therapist makes long, smooth strokes and kneads your muscles lightly.",
    ),
    claim(
        "S30",
        SWEDISH,
        "What it should feel like",
        "It may warm your muscles, calm your whole body and ease tension.",
        hedge=MAY,
    ),
    claim("S31", MYOFASCIAL, "What it is", "It works on the fascia, the tissue around your muscles."),
    claim(
        "S32",
        MYOFASCIAL,
        "What it is",
        "The therapist uses slow, gentle pressure and holds it for a while.",
        "The aim is to free tight tissue.",
    ),
    claim("S33", MYOFASCIAL, WHERE, "Hips", "Buttocks", "Thighs, away from the nerve path"),
    claim("S34", MYOFASCIAL, "What it is", "It is thought to take some strain off your lower back.", hedge=THOUGHT),
    claim(
        "S35",
        TRIGGER,
        "What it is",
        "It may help with muscle spasm in the buttock or the back of the thigh.",
        hedge=MAY,
    ),
    claim(
        "S36",
        TRIGGER,
        "What it is",
        "The therapist presses steadily on one sore, tight spot in a muscle.",
    ),
    claim(
        "S37",
        TRIGGER,
        "What it is",
        "This may relax the spot.",
        "It may also ease tightness there, and pain that has spread from it.",
        hedge=MAY,
    ),
    claim("S38", THERAPIST, GOOD, "changes how deep the pressure goes, to suit you"),
    claim("S39", THERAPIST, GOOD, "changes how long the massage takes, to suit you"),
    claim("S40", THERAPIST, GOOD, "keeps you comfortable"),
    claim("S41", THERAPIST, LEAVES_OUT, "Deep pressure on the part of your spine that is narrow", crossed=True),
    claim("S42", DOCTOR, WHY, "See a doctor before your first massage."),
    claim("S43", DOCTOR, WHY, "Massage should fit the stage of your stenosis and how bad it is."),
    claim("S44", DOCTOR, WHY, "A doctor also checks that nothing sudden or unstable is causing your pain."),
    claim("S45", DOCTOR, WHY, "Massage could make such a problem worse."),
    claim("S45", DOCTOR, YES_FIRST, "a spine that is not stable"),
    claim(
        "S46",
        THERAPIST,
        "What to look for",
        "Choose a therapist who is licensed or registered, if your country has this.",
    ),
    claim(
        "S47",
        THERAPIST,
        "What to look for",
        "Choose someone who has treated people with spine problems and knows these well.",
    ),
    claim(
        "S48",
        DOCTOR,
        PUT_OFF,
        "Sometimes there is a strong reason to put massage off, or not to have it.",
    ),
    # Without "circulation": S19 says why.
    claim(
        "S49",
        DOCTOR,
        PUT_OFF,
        "If your pain or inflammation has flared up, wait until it settles.",
        "Massage may make it worse.",
    ),
    claim("S50", DOCTOR, YES_FIRST, "very weak bones (severe osteoporosis)"),
    claim("S51", DOCTOR, PUT_OFF, "If you have ever had spine surgery, wait until your surgeon or doctor says yes."),
    # Unexplained nerve loss: E2, E3 and E6 now, D5 before any massage.
    claim("S52", DOCTOR, NOW, *(SIGN_OF[sign].line.english for sign in ("E2", "E3", "E6"))),
    claim("S52", DOCTOR, YES_FIRST, "new numbness or tingling that no doctor has checked"),
    claim("S53", DOCTOR, NOW, "go to the nearest emergency department now if:", "Do not drive yourself."),
    claim("S54", DOCTOR, NOW, "Do not have a massage."),
    claim(
        "S54",
        DOCTOR,
        YES_FIRST,
        "Do not have a massage until a doctor has checked this and says yes, if you have:",
    ),
    claim("S54", DOCTOR, PUT_OFF, "wait until your surgeon or doctor says yes."),
    claim("S55", THERAPIST, LEAVES_OUT, "Deep pressure on the part of your spine that is narrow", crossed=True),
    claim("S56", THERAPIST, LEAVES_OUT, "Pushing or cracking the joints there", crossed=True),
    claim("S57", THERAPIST, GOOD, "works on muscles and soft tissue, never on weak bone"),
    claim("S58", SESSION, "During the massage", "Tell the therapist at once if anything is uncomfortable"),
    claim("S59", SESSION, "During the massage", "or if your symptoms change."),
    claim("S60", SESSION, "During the massage", "This lowers the risk of harm."),
)


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
    everywhere = said_on(pages, traced.page, "main")
    for part in traced.says:
        assert [sentence for sentence in here if part in sentence], f"{part!r} is not under {traced.heading!r}"
        for sentence in everywhere:
            assert part not in sentence or re.search(traced.hedge, sentence), f"{sentence!r} is said too strongly"


def test_every_card_and_every_page_about_massage_says_that_it_does_not_widen_the_space(pages: PageClient) -> None:
    for slug in ("", "massage", "techniques", SWEDISH, MYOFASCIAL, TRIGGER):
        assert "Massage will not widen the space in your spine." in said_on(pages, slug, "main"), slug
    for slug in ("stenosis", "massage"):
        assert "Massage does not change this." in said_on(pages, slug, "main"), slug


# The page how-massage-might-help tells what each study found: blood in the skin, and in the muscles of 29 men.
WHAT_STUDIES_FOUND = {
    "Blood flow: studies disagree",
    "Many dots in the skin stand for more blood.",
    "Massage warms the skin and brings more blood to it.",
    "One study in 29 healthy men found more blood in the back muscles.",
}


@pytest.mark.parametrize("slug", [slug for tag, slug in EVERY_PAGE if tag == "en"])
def test_what_has_not_been_shown_is_said_nowhere_without_saying_so(pages: PageClient, slug: str) -> None:
    """S19 to S21: more blood, oxygen, waste, less inflammation. Poor blood flow is a sign, and nothing that massage mends."""
    contested = re.compile(
        r"(?<!poor )blood flow(?! to the leg may be blocked)|(?<!my )circulation|oxygen|more blood|toxin|clears? waste|lowers? inflammation",
        re.IGNORECASE,
    )
    allowed = WHAT_STUDIES_FOUND if slug == HOW else set()
    for sentence in said_on(pages, slug, "main"):
        if contested.search(sentence) and sentence not in allowed:
            assert re.search(f"{DISAGREE}|{SAID}", sentence), sentence


def test_only_loss_of_bladder_or_bowel_is_an_emergency_and_weak_bones_and_surgery_wait_for_a_yes(
    pages: PageClient,
) -> None:
    """S53 puts four things on one level; the app does not."""
    page = pages.get("/en/doctor-first")
    cards = {str(card.get("data-level")): words(card) for card in page.all("section", class_="action")}
    assert list(cards) == [Level.EMERGENCY, Level.DOCTOR_SOON, Level.POSTPONE]
    assert "trouble peeing" in cards[Level.EMERGENCY]
    assert "numbness" in cards[Level.DOCTOR_SOON]
    assert "osteoporosis" in cards[Level.DOCTOR_SOON]
    assert "surgery" in cards[Level.POSTPONE]
    assert "flared up" in cards[Level.POSTPONE]
    for word in ("osteoporosis", "surgery", "flared"):
        assert word not in cards[Level.EMERGENCY]


@pytest.mark.parametrize(("slug", "element"), [("doctor-first", "section"), ("check", "div")])
@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_card_of_an_emergency_offers_the_call_and_nothing_to_read(
    pages: PageClient, tag: str, slug: str, element: str
) -> None:
    """Section 2.4 of docs/clinical.md. The card of the check also leads people who cannot speak or hear to their way."""
    card = pages.get(f"/{tag}/{slug}").one(element, class_="action", data_level=Level.EMERGENCY)
    assert {link.get("href") for link in card.iter("a")} == {f"/{tag}/emergency#numbers"}
    others = {"button quiet"} if slug == "check" else set()
    assert {link.get("class") for link in card.iter("a")} == {"button call", *others}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_on_the_emergency_page_nothing_but_its_heading_stands_above_the_call_and_the_card_has_no_link(
    pages: PageClient, tag: str
) -> None:
    page = pages.get(f"/{tag}/emergency")
    [heading, numbers, *_others] = page.one("main")
    assert (heading.tag, numbers.get("id")) == ("h1", "numbers")
    assert [link.get("class") for link in list(numbers)[:2]] == ["button call", "button call"]
    assert list(page.one("div", class_="action", data_level=Level.EMERGENCY).iter("a")) == []


NEAR_MASSAGE = ["", *TOPICS, "techniques", SWEDISH, MYOFASCIAL, TRIGGER]


@pytest.mark.parametrize("slug", NEAR_MASSAGE)
def test_the_caution_about_the_neck_stands_once_in_full_and_every_other_page_near_massage_leads_there(
    pages: PageClient, slug: str
) -> None:
    page, said = pages.get(f"/en/{slug}"), said_on(pages, slug, "main")
    in_full = "So do not have your neck massaged unless your doctor has agreed." in said
    leads = [words(link) for link in page.all("a", href="/en/stenosis#neck")]
    assert in_full == (slug == "stenosis")
    assert in_full or leads == ["Stenosis in your neck? Read this first."]


def test_the_link_about_the_neck_leads_to_the_neck_signs_and_to_the_caution(pages: PageClient) -> None:
    page = pages.get("/en/stenosis")
    order = [part.get("aria-labelledby") for part in page.all("section") if part.get("aria-labelledby")]
    start = order.index("neck")
    assert order[start : start + 4] == ["neck", "neck-signs", "neck-emergency", "neck-massage"]
    [emergency] = page.all("section", aria_labelledby="neck-emergency")
    assert {link.get("href") for link in emergency.iter("a")} == {"/en/emergency#numbers"}
    assert [words(line) for line in emergency.iter("li")][1] == "two or more neck signs are new or getting worse"


@pytest.mark.parametrize("tag", DRAFTS)
def test_the_english_stands_beside_each_line_of_the_neck_that_is_an_emergency(pages: PageClient, tag: str) -> None:
    emergency = pages.get(f"/{tag}/stenosis").one("section", aria_labelledby="neck-emergency")
    beside = {words(span) for span in emergency.iter("span") if span.get("class") == "english"}
    [section] = [part for part in TOPICS["stenosis"].sections if part.id == "neck-emergency"]
    assert {section.name.english, *(text.english for text in section.points)} <= beside


@pytest.mark.parametrize("slug", ["massage", "options", "techniques", SWEDISH, MYOFASCIAL, TRIGGER])
def test_the_honest_evidence_and_the_dutch_advice_are_said(pages: PageClient, slug: str) -> None:
    said = said_on(pages, slug, "main")
    dutch = "One national guideline from the Netherlands advises against massage when a nerve in the back is irritated."
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
    assert tag != "en" or "If a warning sign starts, do what the check tells you." in words(after)


def test_the_diary_leads_to_the_check_if_something_new_has_started(pages: PageClient) -> None:
    """Section 10.12: the diary only stores what was typed."""
    lines = [words(line) for line in pages.get("/en/diary").all("p") if line.find("a[@href='/en/check']") is not None]
    assert lines == ["Has something new started? Check for warning signs"]


def test_the_check_begins_calmly_and_a_page_about_the_years_says_where_help_is(pages: PageClient) -> None:
    """Sections 2.4 and 10.14: against fear, and for people whom long pain makes feel low."""
    emergency = pages.get("/en/check").one("section", class_="part", data_level=Level.EMERGENCY)
    assert "These signs are rare. Most people will tick none of them." in words(next(emergency.iter("header")))
    mood = words(pages.get("/en/what-usually-happens").one("section", aria_labelledby="mood"))
    assert "If you feel low on most days for 2 weeks or more, tell your doctor." in mood
    assert "If you think about ending your life, call the emergency number now." in mood
