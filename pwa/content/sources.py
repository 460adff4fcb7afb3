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
    Mark.READ: _("mark", "We read parts of the page or of its summary."),
    Mark.COPY: _("mark", "We read only a copy, or what someone else quoted from it."),
    Mark.UNVERIFIED: _("mark", "We have not checked this. It is from memory, or it is our own careful choice."),
    Mark.WEAK: _("mark", "We found only web pages that are weak sources."),
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
        Source("DYNH-NECK", "Dynamic Health (NHS), Cervical myelopathy and radiculopathy", Mark.READ),
        Source("NHS111W", "NHS 111 Wales, Cervical spondylosis", Mark.READ),
        Source("SWAN", "Swan Medical Group, Lumbar spinal stenosis", Mark.READ),
        Source("STROKE", "Stroke Association, Symptoms of stroke", Mark.READ),
        Source("BCUHB", "Betsi Cadwaladr University Health Board, Signs of stroke", Mark.READ),
        Source("ANGINA", "NHS, Angina, in a copy at healthwell.eani.org.uk", Mark.COPY),
        Source("NHS-AAA", "NHS, Abdominal aortic aneurysm (nhs.uk/conditions/abdominal-aortic-aneurysm)", Mark.READ),
        Source("FOOTDROP", "NHS, Foot drop, in a copy at axahealth.co.uk", Mark.COPY),
        Source("ALI-NZ", "Health New Zealand, Acute limb ischaemia", Mark.READ),
        Source("ALI-DEV", "Devon formulary guidance, Acute limb ischaemia", Mark.READ),
        Source("RCEM", "RCEM Learning, Acute limb ischaemia: the 6 Ps", Mark.READ),
        Source("PULSE-ALI", "Pulse, Critical ischaemia of the foot and leg", Mark.READ),
        Source("PAD-NI", "nidirect, Peripheral arterial disease", Mark.READ),
        Source("PAD-NUTH", "Newcastle Hospitals NHS, Peripheral arterial disease", Mark.READ),
        Source("NADEAU13", "Nadeau et al., Can J Surg 2013;56:372-377: pain from the nerves or from the blood flow, 53 people", Mark.READ),
        Source("ABMP-PAD", "Werner, Peripheral artery disease, Massage & Bodywork", Mark.READ),
        Source("AMTA", "American Massage Therapy Association, Massage and medication", Mark.READ),
        Source("GABA-NHS", "NHS, Gabapentin", Mark.READ),
        Source("HEALTHIFY", "Healthify New Zealand, Gabapentin", Mark.READ),
        Source("FALLS-NICE", "NICE, falls guidance, as told in Nursing in Practice", Mark.COPY),
        Source("FALLS-WI", "NHS Western Isles, Falls: questions and answers", Mark.READ),
        Source("RUSH23", "Rushton et al., IFOMPT Cervical Framework, JOSPT 2023;53(1):7-22, doi 10.2519/jospt.2022.11147", Mark.READ),
        Source("VAD22", "Sulkowski et al., Clin Pract Cases Emerg Med 2022;6(2):159-161: one neck artery tear after a home massage device", Mark.READ),
        Source("VAD23", "Shariff et al., Cureus 2023;15(1):e33394: one neck artery tear after a home massage device", Mark.READ),
        Source("RHABDO20", "Chen et al., Phys Ther 2021;101(1): bad muscle damage after a massage gun, one young woman", Mark.READ),
        Source("NG234", "NICE NG234, Spinal metastases and metastatic spinal cord compression", Mark.READ),
        Source("QS56", "NICE QS56, statement 1: people at risk must be told the signs", Mark.READ),
        Source("AAA", "nidirect, Abdominal aortic aneurysm", Mark.READ),
        Source("NHS-DVT", "NHS advice on deep vein thrombosis, in press copies", Mark.COPY),
        Source("BMC20", "Leg massage in pregnancy with unrecognised DVT, BMC Pregnancy Childbirth 2020, s12884-020-02924-w", Mark.READ),
        Source("LIM09", "Lim 2009, embolus after leg massage 2 years after a DVT", Mark.COPY),
        Source("VTE10", "Venous thromboembolism after vigorous massage, Phys Sportsmed 2010;38(4):136-139", Mark.READ),
        Source("ERN03", "Ernst, The safety of massage therapy, Rheumatology 2003;42:1101-1106", Mark.READ),
        Source("YIN14", "Yin et al., Adverse events of massage, eCAM 2014:480956", Mark.READ),
        Source("CAMBRON07", "Cambron et al., J Altern Complement Med 2007;13:793-796: discomfort after massage, 91 people", Mark.READ),
        Source("GABA-RED", "Two leaflets for patients on gabapentin: do not stop without your doctor", Mark.COPY),
        Source("MAYO", "Mayo Clinic, massage cautions, read at a page that credits them", Mark.COPY),
        Source("NCCIH", "NCCIH, massage cautions, read in copies", Mark.COPY),
        Source("NCCIH-SCIENCE", "NCCIH, Massage: What the Science Says", Mark.READ),
        Source("ROS", "Royal Osteoporosis Society, Complementary therapies", Mark.READ),
        Source("ROS21", "Leyland 2021, at backcare.org.uk", Mark.READ),
        Source("ABMP", "Werner, Working safely with clients who have osteoporosis, Massage & Bodywork", Mark.READ),
        Source("SCSN", "Neuromodulation Foundation, Spinal cord stimulators: normal precautions", Mark.READ),
        Source("KNGF21", "Dutch physiotherapy guideline, Low back pain and radicular syndrome, 2021, C.4.2 Massage", Mark.READ),
        Source("NASS11", "North American Spine Society 2011; update Kreiner et al., Spine J 2013;13:734-743 (history part only)", Mark.READ),
        Source("ZURICH99", "AJR 1999;172:1095-1102 (Zurich): the canal of the lower back in 12 people, bent forward and bent back", Mark.READ),
        Source("LEE18", "Lee et al., Ann Rehabil Med 2018;42:584-590: the neck canal with the head tipped back, 92 people", Mark.READ),
        Source("MUHLE98", "Muhle et al. 1998: the neck canal with the head tipped back, 46 people", Mark.READ),
        Source("MORI04", "Med Sci Monit 2004;10:CR173-178: more blood in the back muscles after massage, 29 men", Mark.READ),
        Source("HINDS04", "Med Sci Sports Exerc 2004;36:1308-1313: no change in the main leg artery, 13 men", Mark.READ),
        Source("NASS13", "North American Spine Society (Kreiner 2013) on massage", Mark.UNVERIFIED),
        Source("FURLAN15", "Furlan et al., Massage for low-back pain, Cochrane 2015, CD001929.pub3", Mark.READ),
        Source("NG59", "NICE NG59, Low back pain and sciatica, 2016, part update 2020, recommendation 1.2.7", Mark.COPY),
        Source("WHO23", "WHO guideline on chronic primary low back pain, December 2023 (NBK599210)", Mark.READ),
        Source("MAK24", "Mak et al., JAMA Netw Open 2024;7:e2422259", Mark.READ),
        Source("BUSS21", "Bussières et al., J Pain 2021;22:1015-1039", Mark.READ),
        Source("AMM22", "Ammendolia et al., BMJ Open 2022;12:e057724", Mark.READ),
        Source("SCHN19", "Schneider et al., JAMA Netw Open 2019;2:e186828", Mark.READ),
        Source("PCORI", "PCORI, plain results of the study of Schneider: all three groups improved, and walking was the same", Mark.READ),
        Source("AMM18", "Ammendolia et al., Arch Phys Med Rehabil 2018;99:2408-2419: walking in 104 people", Mark.READ),
        Source("KATZ22", "Katz et al., JAMA 2022;327:1688-1699: a review of lumbar stenosis", Mark.READ),
        Source("WESS17", "Wessberg and Frennered, Eur Spine J 2017;26:2536-2542: 146 people, 3.3 years", Mark.READ),
        Source("MINA13", "J Orthop Sci 2013, doi 10.1007/s00776-013-0435-9: 34 people, 11 years", Mark.READ),
        Source("MATSU16", "PLoS One 2016;11:e0148584: 274 people, 3 years", Mark.READ),
        Source("MINE21", "Minetama et al., Clin Rehabil 2021;35:964-975: physiotherapy or home exercise, 86 people", Mark.READ),
        Source("BOOST22", "Williamson et al., J Gerontol A 2022;77:1654-1664: a programme of exercise, 438 people", Mark.READ),
        Source("PUA07", "Aust J Physiother 2007;53:83-89: cycling or supported treadmill, 68 people", Mark.READ),
        Source("COMER10", "Arch Phys Med Rehabil 2010;91:15-19: a walking stick", Mark.READ),
        Source("CART03", "Diabetes Care 2003;26:1943 (a letter): a shopping trolley or a low walker", Mark.READ),
        Source("FRIEDLY14", "N Engl J Med 2014;371:11-21: injections with and without a steroid, 400 people", Mark.READ),
        Source("PMC7158243", "PMC7158243: people who felt better for a while after an injection, 111 people, no control group", Mark.READ),
        Source("UIC", "University of Illinois Hospital, After your procedure", Mark.READ),
        Source("ZAINA16", "Cochrane CD010264: surgery for lumbar stenosis", Mark.READ),
        Source("DELITTO15", "Ann Intern Med 2015;162:465-473: surgery or physiotherapy", Mark.READ),
        Source("BUSS21-MED", "What Bussières 2021 says of medicines and injections", Mark.WEAK),
        Source("FRENCH06", "Cochrane CD004750: warmth for back pain", Mark.READ),
        Source("DYNH", "Dynamic Health (NHS), Lumbar stenosis", Mark.READ),
        Source("AHPS", "AHP Suffolk, Spinal stenosis", Mark.READ),
        Source("SLEEP", "Web pages on how to sleep with stenosis", Mark.WEAK),
        Source("GATE", "International Museum of Surgical Science (imss.org): Melzack and Wall 1965, the rubbed elbow", Mark.READ),
        Source("SHOE97", "Med Sci Sports Exerc 1997;29:610-614: no change in the blood flow of the limb", Mark.READ),
        Source("NARUSE19", "Naruse and Moss, Health Psychol Behav Med 2019;7:328-347: massage between partners, 38 people", Mark.READ),
        Source("NCAC16", "National Consumer Affairs Center of Japan, January 2016, in press copies", Mark.COPY),
        Source("KCA", "Korea Consumer Agency, in a press copy", Mark.COPY),
        Source("ROCK", "Rockfield Medical Centre (NHS), co-codamol and other opioids", Mark.READ),
        Source("HSE-MOOD", "HSE Ireland, Depression", Mark.READ),
        Source("REIMAN", "Reiman et al., a review of 11 studies of lumbar stenosis", Mark.READ),
        Source("WU21", "Wu, Front Med 2021, 697986: myofascial release, 8 trials, 375 people", Mark.READ),
        Source("CTM21", "Complement Ther Med 2021, 59:102737: myofascial release, 8 trials, 386 people", Mark.READ),
        Source("CHIRO22", "Lu, Chiropr Man Therap 2022, PMC9434898: trigger point therapy, 17 trials", Mark.READ),
        Source("DENN19", "Denneny et al., Arch Phys Med Rehabil 2019: trigger point therapy, 19 trials, 1,047 people", Mark.READ),
        Source("WEI17", "Wei et al., eCAM 2017:9519285: tuina for a pinched nerve in the neck, 5 trials, 448 people", Mark.READ),
        Source("CHEONG12", "Cheong et al., Ann Rehabil Med 2012;36:708-712: one man paralysed after a neck massage", Mark.READ),
        Source("OURS", "Our own careful choice. A clinician must confirm it", Mark.UNVERIFIED),
        Source("WEB", "Lists on web pages", Mark.WEAK),
    )
}  # fmt: skip
