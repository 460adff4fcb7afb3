"""The body maps: where hands may go, for each technique, and for stenosis in the neck.

A zone that a card names has the state of the card (docs/clinical.md, sections 3.2 and 3.3). The other states are our own
careful choice, and a clinician must confirm them. `groin` is never touched. If a gentler technique leaves a zone out,
every stronger one leaves it out too. Held pressure and the thumb leave `beside-spine` out. All other zones are
"ask first". The nerve path has the state of the thigh; held pressure and the thumb leave it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pwa.languages import Text
from pwa.languages import Text as _


class State(StrEnum):
    """The state of a zone on a map."""

    OK = "ok"
    ASK = "ask"
    NO = "no"


# Translators: the three words of the body maps. "Only if gentle" is no promise: keep the "only".
STATES: dict[State, Text] = {
    State.OK: _("zone", "Only if gentle"),
    State.ASK: _("zone", "Ask first"),
    State.NO: _("zone", "Not here"),
}

# From the head to the feet. The names are those of the groups in the drawings.
ZONES: dict[str, Text] = {
    "neck": _("zone", "Neck"),
    "upper-back": _("zone", "Shoulders and upper back"),
    "spine": _("zone", "Bones of the spine"),
    "beside-spine": _("zone", "Beside the spine"),
    "belly": _("zone", "Belly"),
    "hips": _("zone", "Hips"),
    "buttocks": _("zone", "Buttocks"),
    "groin": _("zone", "Groin"),
    "front-of-thigh": _("zone", "Front of the thigh"),
    "back-of-thigh": _("zone", "Back of the thigh"),
    # Translators: the sit bone, at the bottom of the buttock.
    "nerve-path": _("zone", "Nerve path, from the bone that you sit on, down the back of the thigh"),
    "back-of-knee": _("zone", "Back of the knee"),
    "calf": _("zone", "Calves"),
}


# The bodies of the maps, each drawn in every view (`static/pictures/<body>-<view>.svg`). Each map uses one of them, so
# a reader of two techniques sees both bodies, and the pack does not double.
BODIES = ("younger", "older")
VIEWS: dict[str, Text] = {
    "back": _("zone", "From behind"),
    "front": _("zone", "From the front"),
    "side": _("zone", "From the side"),
}


@dataclass(frozen=True)
class BodyMap:
    """One map. `body` is one of BODIES. `ours` are the zones that no line of the card decides. A clinician must confirm
    them."""

    name: str
    body: str
    states: Mapping[str, State]
    ours: frozenset[str]

    def zones(self, state: State) -> tuple[Text, ...]:
        """Return the names of the zones in a state, from the head to the feet."""
        return tuple(name for zone, name in ZONES.items() if self.states.get(zone) is state)

    @property
    def our_choice(self) -> tuple[Text, ...]:
        """The names of the zones that are our own careful choice."""
        return tuple(name for zone, name in ZONES.items() if zone in self.ours)


MAPS: dict[str, BodyMap] = {
    body_map.name: body_map
    for body_map in (
        BodyMap(
            "swedish",
            "younger",
            {
                "neck": State.NO,
                "upper-back": State.OK,
                "spine": State.NO,
                "beside-spine": State.OK,
                "belly": State.ASK,
                "hips": State.OK,
                "buttocks": State.OK,
                "groin": State.NO,
                "front-of-thigh": State.OK,
                "back-of-thigh": State.OK,
                "back-of-knee": State.NO,
                # The card says no only for some people (clots, bleeding, a changed leg), so a doctor decides.
                "calf": State.ASK,
            },
            ours=frozenset({"belly", "groin", "calf"}),
        ),
        BodyMap(
            "myofascial-release",
            "older",
            {
                "neck": State.NO,
                "upper-back": State.ASK,
                "spine": State.NO,
                "beside-spine": State.NO,
                "belly": State.NO,
                "hips": State.OK,
                "buttocks": State.OK,
                "groin": State.NO,
                "front-of-thigh": State.OK,
                "back-of-thigh": State.OK,
                "nerve-path": State.NO,
                "back-of-knee": State.NO,
                "calf": State.ASK,
            },
            ours=frozenset({"upper-back", "groin", "calf"}),
        ),
        BodyMap(
            "trigger-point",
            "younger",
            {
                "neck": State.NO,
                "upper-back": State.ASK,
                "spine": State.NO,
                "beside-spine": State.NO,
                "belly": State.NO,
                "hips": State.ASK,
                "buttocks": State.OK,
                "groin": State.NO,
                "front-of-thigh": State.ASK,
                "back-of-thigh": State.OK,
                "nerve-path": State.NO,
                "back-of-knee": State.NO,
                "calf": State.ASK,
            },
            ours=frozenset({"upper-back", "beside-spine", "belly", "hips", "front-of-thigh", "calf"}),
        ),
        # Only Swedish massage, away from the neck, and only if the doctor agrees.
        BodyMap(
            "neck-stenosis",
            "older",
            {
                "neck": State.NO,
                "upper-back": State.ASK,
                "spine": State.NO,
                "beside-spine": State.ASK,
                "belly": State.ASK,
                "hips": State.OK,
                "buttocks": State.OK,
                "groin": State.NO,
                "front-of-thigh": State.OK,
                "back-of-thigh": State.OK,
                "back-of-knee": State.NO,
                "calf": State.ASK,
            },
            ours=frozenset({"beside-spine", "belly", "groin", "calf"}),
        ),
    )
}
