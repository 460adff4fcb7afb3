"""Emergency numbers: our own table, with one row for each country, its grade and its basis.

Grades of a number: A = two well-kept tables agree; B = an independent page
confirms them too; C = the tables are
wrong or silent and a national source decided; X = conflict or nothing, so no number is shown until a person
confirms one. Both tables are wrong or silent about Peru, Nigeria, Senegal and Indonesia: never
ship such a table unread.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

from pwa.languages import Text, territory
from pwa.languages import Text as _


@dataclass(frozen=True)
class Number:
    """A number to dial, in Latin digits. `where` says where it works, if not in the whole country."""

    digits: str
    where: Text | None = None


@dataclass(frozen=True)
class Way:
    """How to get help for people who cannot speak or hear on the phone: a text, an app or a relay service.

    `then` follows the text. Grades: B = the service or a public authority and an independent page agree; C = one such
    source, or press that quotes it; X = only in parts of the country.
    """

    text: Text
    grade: Literal["B", "C", "X"]
    basis: str
    then: Text | None = None


@dataclass(frozen=True)
class Country:
    """One row. `iso` is ISO 3166-1 alpha-2. The first number is the one to call, and works in the whole country.
    Grade X has no number. `way` is None where no source was found."""

    iso: str
    numbers: tuple[Number, ...]
    grade: Literal["A", "B", "C", "X"]
    basis: str
    way: Way | None = None

    @property
    def name(self) -> str:
        """The name of the country in the current language."""
        return territory(self.iso)


FROM_MOBILE = _("number", "from a mobile phone")

# The words of the page for the grades of numbers and for those of ways.
GRADES: dict[str, Text] = {
    "A B": _("emergency", "At least two sources agree on this number."),
    "C": _("emergency", "This number comes from a national source."),
    "X": _("emergency", "We are not sure of the number for this country, so we do not show one."),
}
GRADES_OF_WAYS: dict[str, Text] = {
    # Translators: on a way to get help without speaking, such as a text.
    "B": _("emergency", "At least two sources agree on this."),
    "C": _("emergency", "We found this in one source only."),
}

ONLY_OWN_SIM = _("emergency", "It does not work with a SIM card from another country.")
FIND_OUT = _("emergency", "This differs by region. Find out how it works where you live.")

COUNTRIES: dict[str, Country] = {
    country.iso: country
    for country in (
        Country(
            "US",
            (Number("911"),),
            "B",
            "libs agree; DIDWW list",
            Way(
                _(
                    "way",
                    "Text 911. It works only where the local centre takes texts. If it does not, you get a text that says so. Then use TTY or a relay service.",
                ),
                "B",
                "FCC page and FCC text in two copies; not everywhere",
            ),
        ),
        Country(
            "GB",
            (Number("999"), Number("112")),
            "B",
            "libs agree; NHS pages (999)",
            Way(
                _(
                    "way",
                    "Text 999. This works only if you have registered. Or use Relay UK (textphone 18000). To register, text the word “register” to 999.",
                ),
                "B",
                "Yorkshire and East of England ambulance NHS; Buckinghamshire Fire; South Tees NHS",
                ONLY_OWN_SIM,
            ),
        ),
        Country(
            "IE",
            (Number("112"), Number("999")),
            "A",
            "libs agree",
            Way(
                _(
                    "way",
                    "Text 112. This works only if you have registered. To register, text the word “register” to 112.",
                ),
                "B",
                "112.ie; Irish Times; Dail answer 2012",
                ONLY_OWN_SIM,
            ),
        ),
        Country(
            "CA",
            (Number("911"),),
            "B",
            "libs agree; DIDWW list",
            Way(
                _(
                    "way",
                    "Dial 911, and the centre texts you. This works only if you have registered with your mobile company.",
                ),
                "B",
                "CRTC release 2016; Canadian Hearing Society; nearly all of the country",
            ),
        ),
        Country(
            "AU",
            (Number("000"), Number("112", FROM_MOBILE)),
            "B",
            "libs agree; DIDWW list",
            Way(
                _("way", "Call 106 from a textphone (TTY), or use the National Relay Service."),
                "C",
                "Wikipedia and a copy of National Relay Service text; 000 takes no texts; its SMS number left out until confirmed",
            ),
        ),
        Country(
            "NZ",
            (Number("111"),),
            "B",
            "libs agree; healthify.nz",
            Way(
                _("way", "Text 111. This works only if you have registered with New Zealand Police (111 TXT)."),
                "B",
                "police.govt.nz; NZ Herald",
            ),
        ),
        Country(
            "ZA",
            (Number("10177"), Number("112", FROM_MOBILE)),
            "B",
            "libs agree; press: plan to unify on 112",
        ),
        Country("NG", (Number("112"),), "C", "libs say 199; regulator NCC and health ministry (NEMSAS) say 112"),
        Country("GH", (Number("193"),), "A", "libs agree on 193"),
        Country("KE", (Number("999"), Number("112")), "A", "libs agree"),
        Country("TZ", (Number("112"),), "A", "libs agree"),
        Country("UG", (Number("999"),), "A", "libs agree"),
        Country("ET", (), "X", "not confirmed"),
        Country("PH", (Number("911"),), "A", "libs agree"),
        Country(
            "IN",
            (Number("112"), Number("108"), Number("102")),
            "B",
            "libs agree on 112; Telecom Commission/ERSS",
        ),
        Country(
            "PK",
            (Number("115"), Number("1122", _("number", "in Punjab, Sindh and Khyber Pakhtunkhwa"))),
            "B",
            "1122: Radio Pakistan etc.; 115 in libs",
        ),
        Country("BD", (Number("999"),), "A", "libs agree"),
        Country("NP", (Number("102"),), "A", "libs agree"),
        Country(
            "ID",
            (Number("119"), Number("112", _("number", "in many cities"))),
            "C",
            "libs/AOSP 118; Health Ministry launched 119 in 2016",
        ),
        Country("MY", (Number("999"),), "A", "libs agree"),
        Country(
            "SG",
            (Number("995"),),
            "A",
            "libs agree",
            Way(
                _("way", "Text 70995. This works only if you have registered with SADeaf, Touch or SG Enable."),
                "C",
                "The New Paper, quoting the Civil Defence Force",
            ),
        ),
        Country("TH", (Number("1669"),), "B", "libs agree; Thai list found"),
        Country("VN", (Number("115"),), "B", "libs agree; Viet Nam News 2025"),
        Country("CN", (Number("120"),), "B", "libs agree; Wikibooks first aid"),
        Country(
            "HK",
            (Number("999"),),
            "A",
            "libs agree",
            Way(
                _("way", "Text 992. This works only if you have registered."),
                "C",
                "info.gov.hk, reply of 12 Jul 2023; run by the police",
            ),
        ),
        Country(
            "TW",
            (Number("119"),),
            "B",
            "libs agree; Hsinchu fire bureau",
            Way(
                _(
                    "way",
                    "Text the fire department of your home city or county. Or call 119 and press 9 again and again for an ambulance.",
                ),
                "B",
                "fire departments of Miaoli and Changhua; list of 22 numbers at tfdp.com.tw",
            ),
        ),
        Country(
            "JP",
            (Number("119"),),
            "B",
            "libs agree; city pages",
            Way(
                _("way", "Use NET119. This works only if you have registered with your fire department."),
                "B",
                "Fire and Disaster Management Agency at soumu.go.jp 2018; fire departments; not in every town",
            ),
        ),
        Country(
            "KR",
            (Number("119"),),
            "C",
            "AOSP lists no ambulance entry; libphonenumber and city guides 119",
            Way(
                _("way", "Text 119, make a video call to 119, or use the 119 app."),
                "C",
                "fire stations in the press 2021-2025",
            ),
        ),
        Country("RU", (Number("103"), Number("112")), "B", "libs agree; Tatarstan health ministry"),
        Country("UA", (Number("103"), Number("112")), "A", "libs agree"),
        Country("KZ", (Number("103"), Number("112")), "A", "libs agree"),
        Country("TR", (Number("112"),), "A", "libs agree"),
        Country("IR", (Number("115"),), "A", "libs agree"),
        Country("IQ", (), "X", "conflict, not resolved"),
        Country(
            "SA",
            (Number("997"), Number("911", _("number", "in some regions"))),
            "B",
            "libs agree; Saudi Red Crescent",
        ),
        Country("AE", (Number("998"),), "A", "libs agree"),
        Country("EG", (Number("123"),), "B", "libs agree; Health Ministry 2025 (fallback 122)"),
        Country("MA", (), "X", "press 2022: 150; civil protection 15; SAMU 141"),
        Country("DZ", (Number("14"), Number("1021")), "C", "AOSP 1548 is the police line; Maghreb Emergent"),
        Country("TN", (Number("190"),), "B", "libs agree; French list"),
        Country("SD", (), "X", "conflict"),
        Country("JO", (Number("911"),), "A", "libs agree"),
        Country("LB", (), "X", "AOSP 112; libphonenumber also 140: confirm"),
        Country("SY", (Number("110"),), "A", "libs agree"),
        Country("YE", (), "X", "conflict zone: confirm"),
        Country("IL", (Number("101"),), "A", "libs agree"),
        Country(
            "DE",
            (Number("112"),),
            "B",
            "libs agree; European Commission (112 in all EU)",
            Way(
                _("way", "Use the nora emergency app. This works only if you have registered."),
                "C",
                "DVfR; WDR; MDR (2021); Berlin was not in it at the start",
            ),
        ),
        Country(
            "AT",
            (Number("144"), Number("112")),
            "B",
            "libs agree; DIDWW; EC",
            Way(
                _("way", "Use the DEC112 app. This works only if you have registered."),
                "C",
                "Gebaerdenwelt 2019; older fax and SMS number 0800 133 133 not checked again",
            ),
        ),
        Country(
            "CH",
            (Number("144"), Number("112")),
            "A",
            "libs agree",
            Way(_("way", "Use the DeafVoice app."), "C", "FM1Today 2023 (whole country); Luzerner Zeitung"),
        ),
        Country(
            "FR",
            (Number("15"), Number("112")),
            "B",
            "libs agree; EC",
            Way(
                _("way", "Contact 114 by text, app or website. You do not need to speak."),
                "B",
                "CRAMIF; handicap.fr 2024; Grenoble university hospital runs it",
            ),
        ),
        Country(
            "BE",
            (Number("112"),),
            "B",
            "libs agree; EC",
            Way(
                _("way", "Use the chat of the App 112 BE. Or ask for the text numbers at 112.be."),
                "B",
                "112.be in three languages; town of Niel",
            ),
        ),
        Country(
            "IT",
            (Number("112"), Number("118")),
            "B",
            "libs agree; EC",
            Way(
                _(
                    "way",
                    "Use the silent call or the chat of the Where Are U app. It works only in regions that use 112.",
                ),
                "X",
                "emergenzasordi.org: 11 regions; not the whole country",
                FIND_OUT,
            ),
        ),
        Country(
            "ES",
            (Number("112"),),
            "B",
            "libs agree; EC",
            Way(
                _("way", "This differs by region, and each region has its own registration."),
                "X",
                "FIAPAS; press 2022-2026",
            ),
        ),
        Country(
            "PT",
            (Number("112"),),
            "B",
            "libs agree; EC",
            Way(
                _("way", "Use the MAI112 app, with sign language by video or with text."),
                "B",
                "eportugal.gov.pt 2019; pplware 2025",
            ),
        ),
        Country(
            "PL",
            (Number("112"), Number("999")),
            "B",
            "EC; libphonenumber",
            Way(
                _("way", "Use the Alarm112 app, with pictures and text. This works only if you have registered."),
                "B",
                "city of Gdansk; ministry in the press; app store page 2024",
            ),
        ),
        Country(
            "RO",
            (Number("112"),),
            "B",
            "libs agree; EC",
            Way(
                _("way", "Call 112, then text 113. This works only if you have registered at 112.ro."),
                "C",
                "law 132/2015 on a hospital page; Radio Cluj 2022",
            ),
        ),
        Country(
            "NL",
            (Number("112"),),
            "B",
            "libs agree; EC",
            Way(
                _("way", "Use the chat of the 112NL app."),
                "C",
                "Stichting Hoormij; NU.nl and Tweakers, quoting the police 2022",
            ),
        ),
        Country(
            "SE",
            (Number("112"),),
            "B",
            "libs agree; EC",
            Way(
                _("way", "Text 112. This works only if you have registered at sosalarm.se."),
                "B",
                "SOS Alarm, Swedish and English pages; Dovas Tidning 2022",
                ONLY_OWN_SIM,
            ),
        ),
        Country(
            "BR",
            (Number("192"),),
            "B",
            "libs agree; Agencia Brasil",
            Way(
                _("way", "Apps exist in some places only, such as Santa Catarina and Porto Alegre."),
                "X",
                "state and city health departments 2023-2025",
                FIND_OUT,
            ),
        ),
        Country("MX", (Number("911"),), "A", "libs agree"),
        Country("AR", (Number("107"), Number("911")), "B", "libs agree; DIDWW"),
        Country("CO", (Number("123"),), "B", "libs agree; press"),
        Country(
            "PE",
            (Number("106"), Number("911", _("number", "in Lima and Callao, but not in every part yet"))),
            "C",
            "AOSP 110 and libphonenumber both lack 106; MINSA/Andina/Infobae say 106",
        ),
        Country("CL", (Number("131"),), "B", "libs agree; press"),
        Country("VE", (Number("911"),), "A", "libs agree"),
        Country("EC", (Number("911"),), "B", "libs agree; press (ECU 911)"),
        Country("BO", (Number("118"),), "A", "libs agree"),
        Country("GT", (Number("123"),), "A", "libs agree (AOSP)"),
        Country("CU", (Number("104"),), "A", "libs agree"),
        Country("DO", (Number("911"),), "A", "libs agree"),
        Country("HT", (), "X", "conflict"),
        Country("SN", (Number("1515"),), "C", "libs 15/18; LuxDev 2025, SAMU national 1515"),
        Country("CI", (), "X", "confirm"),
        Country("CM", (), "X", "confirm"),
        Country("CD", (), "X", "no number: say 'go to the nearest hospital'"),
        Country("MG", (Number("117"),), "A", "libs agree"),
        Country("AO", (Number("112"),), "A", "libs agree"),
        Country("MZ", (Number("117"),), "A", "libs agree"),
        Country("MM", (), "X", "conflict"),
    )
}


def by_name() -> list[Country]:
    """Return all countries, sorted by their names in the current language, accents ignored."""

    def letters(country: Country) -> str:
        apart = unicodedata.normalize("NFKD", country.name)
        return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()

    return sorted(COUNTRIES.values(), key=letters)
