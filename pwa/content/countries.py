"""Emergency numbers: our own table, with one row for each country, its grade and its basis.

Grades: A = two well-kept tables agree; B = an independent page
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
class Country:
    """One row. `iso` is ISO 3166-1 alpha-2. The first number is the one to call, and works in the whole country.
    Grade X has no number."""

    iso: str
    numbers: tuple[Number, ...]
    grade: Literal["A", "B", "C", "X"]
    basis: str

    @property
    def name(self) -> str:
        """The name of the country in the current language."""
        return territory(self.iso)


FROM_MOBILE = _("number", "from a mobile phone")

COUNTRIES: dict[str, Country] = {
    country.iso: country
    for country in (
        Country("US", (Number("911"),), "B", "libs agree; DIDWW list"),
        Country("GB", (Number("999"), Number("112")), "B", "libs agree; NHS pages (999)"),
        Country("IE", (Number("112"), Number("999")), "A", "libs agree"),
        Country("CA", (Number("911"),), "B", "libs agree; DIDWW list"),
        Country("AU", (Number("000"), Number("112", FROM_MOBILE)), "B", "libs agree; DIDWW list"),
        Country("NZ", (Number("111"),), "B", "libs agree; healthify.nz"),
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
        Country("SG", (Number("995"),), "A", "libs agree"),
        Country("TH", (Number("1669"),), "B", "libs agree; Thai list found"),
        Country("VN", (Number("115"),), "B", "libs agree; Viet Nam News 2025"),
        Country("CN", (Number("120"),), "B", "libs agree; Wikibooks first aid"),
        Country("HK", (Number("999"),), "A", "libs agree"),
        Country("TW", (Number("119"),), "B", "libs agree; Hsinchu fire bureau"),
        Country("JP", (Number("119"),), "B", "libs agree; city pages"),
        Country("KR", (Number("119"),), "C", "AOSP lists no ambulance entry; libphonenumber and city guides 119"),
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
        Country("DE", (Number("112"),), "B", "libs agree; European Commission (112 in all EU)"),
        Country("AT", (Number("144"), Number("112")), "B", "libs agree; DIDWW; EC"),
        Country("CH", (Number("144"), Number("112")), "A", "libs agree"),
        Country("FR", (Number("15"), Number("112")), "B", "libs agree; EC"),
        Country("BE", (Number("112"),), "B", "libs agree; EC"),
        Country("IT", (Number("112"), Number("118")), "B", "libs agree; EC"),
        Country("ES", (Number("112"),), "B", "libs agree; EC"),
        Country("PT", (Number("112"),), "B", "libs agree; EC"),
        Country("PL", (Number("112"), Number("999")), "B", "EC; libphonenumber"),
        Country("RO", (Number("112"),), "B", "libs agree; EC"),
        Country("NL", (Number("112"),), "B", "libs agree; EC"),
        Country("SE", (Number("112"),), "B", "libs agree; EC"),
        Country("BR", (Number("192"),), "B", "libs agree; Agencia Brasil"),
        Country("MX", (Number("911"),), "A", "libs agree"),
        Country("AR", (Number("107"), Number("911")), "B", "libs agree; DIDWW"),
        Country("CO", (Number("123"),), "B", "libs agree; press"),
        Country(
            "PE",
            (Number("106"), Number("911", _("number", "in Lima and Callao, not everywhere yet"))),
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
