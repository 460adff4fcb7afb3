"""The sources of the facts, each with a mark that says how well we read it.

Titles keep the language of the source. The mark is shown to the reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pwa.languages import Text
from pwa.languages import Text as _


class Mark(StrEnum):
    """How well we read a source."""

    READ = "V"
    COPY = "V2"
    UNVERIFIED = "U"
    WEAK = "weak"


MARKS: dict[Mark, Text] = {
    Mark.READ: _("mark", "We found the page or its summary and read parts of it."),
    Mark.COPY: _("mark", "We read only a copy, or a quotation by someone else."),
    Mark.UNVERIFIED: _("mark", "Not checked. From memory, or our own careful choice."),
    Mark.WEAK: _("mark", "Only web pages of little weight."),
}


@dataclass(frozen=True)
class Source:
    """One reference. `key` is what records cite; `title` stays in the language of the source."""

    key: str
    title: str
    mark: Mark


SOURCES: dict[str, Source] = {
    source.key: source
    for source in (
        Source("ARTICLE", "Can Massage Therapy Help Spinal Stenosis? The article on which this app is built", Mark.READ),
        Source("NHS-BP", "NHS, Back pain (nhs.uk/conditions/back-pain)", Mark.COPY),
        Source("NAW", "Norfolk Community Health and Care NHS, Got back pain?", Mark.READ),
        Source("BACKES", "Cauda Equina Warning Signs, backes.org.uk; questions by Greenhalgh, Mercer and Finucane", Mark.READ),
        Source("GIRFT23", "NHS GIRFT, National Suspected Cauda Equina Syndrome Pathway, February 2023", Mark.READ),
        Source("BNSSG", "Bristol, North Somerset and South Gloucestershire ICB, Remedy (a draft page)", Mark.READ),
        Source("HNY", "York, Back pain (cauda equina syndrome) pathway (hnyppr.org.uk)", Mark.READ),
        Source("CES-SEX19", "Are we neglecting sexual function assessment in suspected cauda equina syndrome? The Surgeon 2019, PMID 31036485", Mark.READ),
        Source("FIN20", "Finucane et al., International Framework for Red Flags for Potential Serious Spinal Pathologies, JOSPT 2020;50(7):350-372", Mark.READ),
        Source("VER16", "Verhagen et al., Red flags in low back pain guidelines, Eur Spine J 2016;25:2788-2802", Mark.READ),
        Source("HEN09", "Henschke et al., Arthritis Rheum 2009;60:3072-3080, doi 10.1002/art.24853", Mark.READ),
        Source("YUS19", "Yusuf, Finucane, Selfe, Red flags for spinal infection, BMC Musculoskelet Disord 2019, doi 10.1186/s12891-019-2949-6", Mark.READ),
        Source("GCARE", "NHS Gloucestershire G-care, Red flags for spinal conditions", Mark.READ),
        Source("RFL", "Royal Free London NHS, Degenerative cervical myelopathy leaflet", Mark.READ),
        Source("MYO", "Myelopathy.org, Symptoms", Mark.READ),
        Source("SCOT", "NHS Scotland Right Decisions, Serious cervical spine conditions", Mark.READ),
        Source("RUSH23", "Rushton et al., IFOMPT Cervical Framework, JOSPT 2023;53(1):7-22, doi 10.2519/jospt.2022.11147", Mark.READ),
        Source("VAD22", "Sulkowski et al., Clin Pract Cases Emerg Med 2022;6(2):159-161: one neck artery tear after a home massage device", Mark.READ),
        Source("VAD23", "Shariff et al., Cureus 2023;15(1):e33394: one neck artery tear after a home massage device", Mark.READ),
        Source("NG234", "NICE NG234, Spinal metastases and metastatic spinal cord compression", Mark.READ),
        Source("QS56", "NICE QS56, statement 1: people at risk must be told the signs", Mark.READ),
        Source("AAA", "nidirect, Abdominal aortic aneurysm", Mark.READ),
        Source("NHS-DVT", "NHS advice on deep vein thrombosis, in press copies", Mark.COPY),
        Source("BMC20", "Leg massage in pregnancy with unrecognised DVT, BMC Pregnancy Childbirth 2020, s12884-020-02924-w", Mark.READ),
        Source("LIM09", "Lim 2009, embolus after leg massage 2 years after a DVT", Mark.COPY),
        Source("VTE10", "Venous thromboembolism after vigorous massage, Phys Sportsmed 2010;38(4):136-139", Mark.READ),
        Source("ERN03", "Ernst, The safety of massage therapy, Rheumatology 2003;42:1101-1106", Mark.READ),
        Source("YIN14", "Yin et al., Adverse events of massage, eCAM 2014:480956", Mark.READ),
        Source("MAYO", "Mayo Clinic, massage cautions, read at a page that credits them", Mark.COPY),
        Source("NCCIH", "NCCIH, massage cautions, read in copies", Mark.COPY),
        Source("NCCIH-SCIENCE", "NCCIH, Massage: What the Science Says", Mark.READ),
        Source("ROS", "Royal Osteoporosis Society, Complementary therapies", Mark.READ),
        Source("ROS21", "Leyland 2021, at backcare.org.uk", Mark.READ),
        Source("ABMP", "Werner, Working safely with clients who have osteoporosis, Massage & Bodywork", Mark.READ),
        Source("SCSN", "Neuromodulation Foundation, Spinal cord stimulators: normal precautions", Mark.READ),
        Source("KNGF21", "Dutch physiotherapy guideline, Low back pain and radicular syndrome, 2021, C.4.2 Massage", Mark.READ),
        Source("NASS11", "North American Spine Society 2011; update Kreiner et al., Spine J 2013;13:734-743 (history part only)", Mark.READ),
        Source("NASS13", "North American Spine Society (Kreiner 2013) on massage", Mark.UNVERIFIED),
        Source("FURLAN15", "Furlan et al., Massage for low-back pain, Cochrane 2015, CD001929.pub3", Mark.READ),
        Source("NG59", "NICE NG59, Low back pain and sciatica, 2016, part update 2020, recommendation 1.2.7", Mark.COPY),
        Source("WHO23", "WHO guideline on chronic primary low back pain, December 2023 (NBK599210)", Mark.READ),
        Source("MAK24", "Mak et al., JAMA Netw Open 2024;7:e2422259", Mark.READ),
        Source("BUSS21", "Bussières et al., J Pain 2021;22:1015-1039", Mark.READ),
        Source("AMM22", "Ammendolia et al., BMJ Open 2022;12:e057724", Mark.READ),
        Source("SCHN19", "Schneider et al., JAMA Netw Open 2019;2:e186828", Mark.READ),
        Source("REIMAN", "Reiman et al., a review of 11 studies of lumbar stenosis", Mark.READ),
        Source("WU21", "Wu, Front Med 2021, 697986", Mark.UNVERIFIED),
        Source("CTM21", "Complement Ther Med 2021, 59:102737", Mark.UNVERIFIED),
        Source("CHIRO22", "Chiropr Man Therap 2022, PMC9434898", Mark.UNVERIFIED),
        Source("OURS", "Our own careful choice. A clinician must confirm it", Mark.UNVERIFIED),
        Source("WEB", "Lists on web pages", Mark.WEAK),
    )
}  # fmt: skip
