"""Pictures: every drawing is used and has words for it, and a body map says what its card says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree

import pytest
from flask import Flask

from pwa.content.pictures import CAPTIONS, LABELS, PICTURES
from pwa.content.sheets import THERAPIST_CALLS
from pwa.content.signs import EMERGENCY
from pwa.content.techniques import TECHNIQUES
from pwa.content.zones import BODIES, MAPS, STATES, VIEWS, ZONES, State
from pwa.languages import LANGUAGES, Text, force_language
from pwa.paths import STATIC
from pwa.services import services
from pwa.site.assets import picture_size
from pwa.site.documents import Release
from tests.pages import Page, PageClient, child, words

FOLDER = STATIC / "pictures"
DRAWINGS = sorted(path.stem for path in FOLDER.glob("*.svg"))
# Pictures beside text that says the same: a zone of a map, an emergency sign.
SIGN_DRAWINGS = {f"sign-{sign.id}" for sign in EMERGENCY}
BESIDE_THEIR_WORDS = {"swatch", *SIGN_DRAWINGS}
SVG = "{http://www.w3.org/2000/svg}"
BUDGET = 82_000  # compressed bytes of all pictures together

# The children, among six, that each `:nth-child()` of drawings.css selects.
CHILDREN = {"-n + 3": {1, 2, 3}, "n + 4": {4, 5, 6}, "3n + 1": {1, 4}, "2": {2}, "5": {5}, "3n": {3, 6}}

# The zones that a line of a card names. A new line of a card fails until its zones are listed here.
ZONES_OF_A_LINE = {
    "Shoulders": {"upper-back"},
    "Buttocks, hips and thighs": {"buttocks", "hips", "front-of-thigh", "back-of-thigh"},
    "Back, with light strokes beside the spine only": {"beside-spine"},
    "The bones of the spine": {"spine"},
    "The neck, above all the front and sides": {"neck"},
    "The back of the knee": {"back-of-knee"},
    "Hips": {"hips"},
    "Buttocks": {"buttocks"},
    "Thighs, away from the nerve path": {"front-of-thigh", "back-of-thigh"},
    "The narrow part of the spine": {"spine"},
    "Beside the spine": {"beside-spine"},
    "Belly": {"belly"},
    "Neck": {"neck"},
    "Back of the thigh, beside the nerve path": {"back-of-thigh"},
    "The spine": {"spine"},
    "The nerve path, from the bone that you sit on, down the back of the thigh": {"nerve-path"},
    "Groin": {"groin"},
    # This line is not for everybody: the map asks first, and we call that our own choice.
    "Your calves, if you have ever had a blood clot, take blood thinners, or bleed or bruise easily": set(),
}


@pytest.fixture(scope="module")
def pictures(reading_app: Flask) -> dict[str, bytes]:
    """Every picture as it is sent, by its name."""
    release: Release = services(reading_app).release
    return {
        path.rpartition("/")[2].removesuffix(".svg"): document.body
        for path, document in release.documents.items()
        if "/pictures/" in path
    }


def named_by(texts: Iterable[Text]) -> set[str]:
    return set().union(*(ZONES_OF_A_LINE[text.english] for text in texts))


def zones_in(picture: bytes) -> dict[str, str]:
    """Return the drawn state of each zone."""
    groups = [group for group in ElementTree.fromstring(picture).iter(f"{SVG}g") if group.get("data-zone")]
    return {group.get("data-zone", ""): group.get("class", "").removeprefix("zone ") for group in groups}


# Drawings ---------------------------------------------------------------------------------------


def test_every_picture_is_used_on_some_page_and_every_drawing_has_words(
    pages: PageClient, reading_app: Flask, pictures: dict[str, bytes]
) -> None:
    html = "".join(
        document.body.decode()
        for path, document in services(reading_app).release.documents.items()
        if path.startswith("/en/") and "html" in document.content_type
    )
    assert {name for name in pictures if f"/pictures/{name}.svg" not in html} == set()
    assert set(DRAWINGS) - BESIDE_THEIR_WORDS == set(PICTURES)
    assert {*CAPTIONS, *LABELS} <= set(PICTURES)


def test_every_emergency_sign_has_a_drawing(pictures: dict[str, bytes]) -> None:
    ids = [sign.id for sign in EMERGENCY]
    assert {f"sign-{sign}" for sign in ids} == {name for name in DRAWINGS if name.startswith("sign-")}
    assert [view.get("id") for view in ElementTree.fromstring(pictures["signs"]).iter(f"{SVG}view")] == ids
    for name in DRAWINGS:
        if name.startswith("sign-"):
            assert picture_size(name) == (64, 64)
    assert sorted(path.name for path in FOLDER.iterdir() if path.suffix != ".svg") == ["palette.css", "zones.css"]


@pytest.mark.parametrize(("path", "lists"), [("emergency", 1), ("check", 4), ("doctor-first", 1)])
@pytest.mark.parametrize("tag", ["en", "ar"])
def test_the_drawing_of_an_emergency_sign_stands_before_its_words_wherever_the_signs_are_listed(
    pages: PageClient, reading_app: Flask, tag: str, path: str, lists: int
) -> None:
    """In the check: the questions, what was answered with Yes and with Not sure, and what to watch for."""
    page = pages.get(f"/{tag}/{path}")
    shown = [entry for entry in (*page.all("li"), *page.all("legend")) if entry.find("img") is not None]
    assert len(shown) == lists * len(EMERGENCY)
    with reading_app.app_context(), force_language(LANGUAGES[tag]):
        words_of = {sign.id: {str(sign.question), str(sign.line)} for sign in EMERGENCY}
    for entry in shown:
        image = entry[0]
        address, _, sign = str(image.get("src")).partition("#")
        assert address.endswith("/pictures/signs.svg")
        rest = {name: value for name, value in image.attrib.items() if name != "src"}
        assert rest == {"alt": "", "width": "64", "height": "64", "loading": "lazy"}
        assert not (entry.text or "").strip()
        assert any((image.tail or "").strip().startswith(text) for text in words_of[sign])


def test_the_therapist_sees_the_drawing_of_each_sign_for_which_to_call(pages: PageClient) -> None:
    [block] = pages.get("/en/therapist").all("ul", class_="two call")
    shown = {
        str(entry[0].get("src")).partition("#")[2]: words(entry)
        for entry in block.findall("li")
        if entry[0].get("alt") == ""
    }
    assert len(shown) == len(THERAPIST_CALLS.lines)
    for line in THERAPIST_CALLS.lines:
        assert shown[line.sign or ""].startswith(line.text.english)
        assert line.sign in {sign.id for sign in EMERGENCY}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_has_no_text_script_style_or_outside_reference(name: str) -> None:
    for element in ElementTree.fromstring((FOLDER / f"{name}.svg").read_text()).iter():
        assert element.tag.removeprefix(SVG) in {
            "svg",
            "g",
            "defs",
            "path",
            "circle",
            "ellipse",
            "use",
            "clipPath",
            "pattern",
        }
        assert not (element.text or "").strip()
        for attribute, value in element.attrib.items():
            assert attribute != "style"
            assert not attribute.startswith("on")
            if "href" in attribute or "url(" in value:
                assert re.match(r"#|url\(#", value), f"{attribute}={value}"


def test_the_palette_has_a_light_and_a_dark_colour_for_each_name_that_the_drawings_use(
    pictures: dict[str, bytes],
) -> None:
    light, dark = (FOLDER / "palette.css").read_text().split("@media screen and (prefers-color-scheme: dark)")
    names = set(re.findall(r"(--pic-[\w-]+):", light))
    assert names == set(re.findall(r"(--pic-[\w-]+):", dark))
    assert names == set(re.findall(r"var\((--pic-[\w-]+)", b"".join(pictures.values()).decode()))
    assert "color:" in light
    assert "color:" in dark


def colours_of(style: str) -> list[set[str]]:
    """Return the names of the colours that a style sets, in the light and in the dark theme."""
    return [
        set(re.findall(r"(--pic-[\w-]+):", mode)) for mode in style.split("@media screen and (prefers-color-scheme:")
    ]


def test_a_picture_carries_the_colours_that_it_uses_in_light_and_in_dark_and_no_others(
    pictures: dict[str, bytes],
) -> None:
    for name, picture in pictures.items():
        style = re.search(r"<style>(.*?)</style>", picture.decode())
        used = set(re.findall(r"var\((--pic-[\w-]+)\)", picture.decode()))
        assert style, name
        assert colours_of(style[1]) == [used, used], name


def test_the_colours_of_hands_that_move_are_in_the_style_sheet_of_their_page(
    pages: PageClient, reading_app: Flask
) -> None:
    release: Release = services(reading_app).release
    css = release.documents[release.addresses["css/reading.css"]].body.decode()
    light, dark = colours_of(css[css.index(".drawing{--pic") :])
    assert light == dark
    for slug, technique in TECHNIQUES.items():
        drawing = pages.get(f"/en/techniques/{slug}").one(f"{SVG}svg", class_="drawing", role="img")
        assert drawing.get("aria-label") == PICTURES[technique.picture].english
        values = " ".join(value for part in drawing.iter() for value in part.attrib.values())
        used = set(re.findall(r"var\((--pic-[\w-]+)\)", values))
        assert used
        assert used <= light


def test_the_numbers_of_a_labelled_picture_stand_on_its_empty_circles() -> None:
    """Positions are in percent from the left and the top. The style sheet and the drawing must agree."""
    css = (STATIC / "css" / "drawings.css").read_text()
    for name, labels in LABELS.items():
        drawing = ElementTree.fromstring((FOLDER / f"{name}.svg").read_text())
        width, height = picture_size(name)
        circles = [circle for circle in drawing.iter(f"{SVG}circle") if circle.get("r") == "8"]
        drawn = sorted(
            (round(float(c.get("cx", 0)) / width * 100, 1), round(float(c.get("cy", 0)) / height * 100, 1))
            for c in circles
        )
        rules = re.findall(rf"\.{name} ul :nth-child\(([^)]*)\) {{\s*inset-(inline|block)-start: ([\d.]+)%", css)
        placed = []
        for index in range(1, len(labels) + 1):
            at = {axis: float(value) for which, axis, value in rules if index in CHILDREN[which]}
            placed.append((at["inline"], at["block"]))
        assert sorted(placed) == drawn


def test_all_pictures_together_fit_their_budget(reading_app: Flask) -> None:
    documents = services(reading_app).release.documents
    assert sum(len(d.brotli) for path, d in documents.items() if "/pictures/" in path) <= BUDGET


# Body maps --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MAPS)
def test_every_zone_of_a_map_is_drawn_with_its_state_and_no_other(name: str, pictures: dict[str, bytes]) -> None:
    body = MAPS[name].body
    views = [zones_in(pictures[f"{body}-{view}-{name}"]) for view in VIEWS]
    drawn = {zone: state for view in views for zone, state in view.items()}
    assert drawn == MAPS[name].states
    assert zones_in(pictures[f"{body}-side-{name}"]) == drawn, "every zone is seen from the side"
    for view in views:
        assert view.items() <= drawn.items(), "two views of one map disagree"


def test_a_cross_is_drawn_only_where_hands_do_not_go(pictures: dict[str, bytes]) -> None:
    for name in (name for name in pictures if name.startswith((*BODIES, "swatch-"))):
        for group in ElementTree.fromstring(pictures[name]).iter(f"{SVG}g"):
            if group.get("data-zone"):
                crosses = [path for path in group if path.get("class") == "mark"]
                assert len(crosses) == (group.get("class") == "zone no"), f"{name}: {group.attrib}"


def lists_of(page: Page) -> dict[str, set[str]]:
    """Return the places that the text beside a map names, by state."""
    groups = child(page.one("figure", class_="map"), "dl").findall("div")
    return {words(child(group, "dt")): {words(place) for place in group.findall("dd")} for group in groups}


@pytest.mark.parametrize("name", MAPS)
def test_the_words_beside_a_map_say_the_same_as_the_map(name: str, pages: PageClient) -> None:
    page = pages.get("/en/techniques" if name == "neck-stenosis" else f"/en/techniques/{name}")
    assert lists_of(page) == {
        STATES[state].english: {ZONES[zone].english for zone, its in MAPS[name].states.items() if its is state}
        for state in State
    }
    note = child(page.one("figure", class_="map"), "figcaption")
    assert {words(zone) for zone in note.iter("li")} == {ZONES[zone].english for zone in MAPS[name].ours}


@pytest.mark.parametrize("slug", TECHNIQUES)
def test_a_map_agrees_with_each_line_of_its_card(slug: str) -> None:
    """Rule 1: a zone that a card names has the state of the card."""
    card, states = TECHNIQUES[slug], MAPS[slug].states
    for text in card.where:
        assert {states[zone] for zone in ZONES_OF_A_LINE[text.english]} == {State.OK}, text.english
    for text in card.where_not:
        assert {states[zone] for zone in ZONES_OF_A_LINE[text.english]} <= {State.NO}, text.english


def test_a_zone_that_a_gentler_technique_leaves_out_is_left_out_by_a_stronger_one() -> None:
    """Rule 2, and the groin is never touched."""
    gentle, held, thumb = (MAPS[slug].states for slug in TECHNIQUES)
    for weaker, stronger in ((gentle, held), (held, thumb)):
        for zone, state in weaker.items():
            assert state is not State.NO or stronger[zone] is State.NO, zone
    assert {body_map.states["groin"] for body_map in MAPS.values()} == {State.NO}


@pytest.mark.parametrize("slug", TECHNIQUES)
def test_a_zone_that_no_card_decides_is_never_ok_and_is_called_our_own_choice(slug: str) -> None:
    """Rule 3. The nerve path follows the thigh (rule 4) where it has no state of its own."""
    card, body_map = TECHNIQUES[slug], MAPS[slug]
    assert body_map.ours == set(body_map.states) - named_by((*card.where, *card.where_not))
    gentler = list(TECHNIQUES)[: list(TECHNIQUES).index(slug)]
    for zone in body_map.ours:
        careful = zone in {"groin", "beside-spine"} or State.NO in {MAPS[name].states.get(zone) for name in gentler}
        assert body_map.states[zone] is (State.NO if careful else State.ASK), zone


def test_the_nerve_path_is_never_pressed_with_held_pressure_or_the_thumb() -> None:
    """Rule 4."""
    assert [MAPS[slug].states.get("nerve-path") for slug in TECHNIQUES] == [None, State.NO, State.NO]


def test_with_stenosis_in_the_neck_the_map_is_the_gentlest_one_away_from_the_neck(pages: PageClient) -> None:
    """The neck is solid, the upper back and the strips beside the spine are striped, the rest is as for Swedish."""
    neck, gentle = MAPS["neck-stenosis"], MAPS["swedish"]
    changed = {zone: state for zone, state in neck.states.items() if gentle.states[zone] is not state}
    assert changed == {"upper-back": State.ASK, "beside-spine": State.ASK}
    assert neck.states["neck"] is State.NO
    assert neck.ours == {"beside-spine"} | gentle.ours
    text = pages.get("/en/techniques").text
    assert "have only gentle Swedish massage, away from the neck." in text


def test_every_card_says_when_it_was_last_checked_and_when_it_will_be(pages: PageClient) -> None:
    for slug in TECHNIQUES:
        text = pages.get(f"/en/techniques/{slug}").text
        assert "on November 22, 2026. We will read it again by November 22, 2027." in text or re.search(
            r"on 22 November 2026\. We will read it again by 22 November 2027\.", text
        )
