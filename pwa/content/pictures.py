"""The drawings, each with its equivalent in words. The files lie in `static/pictures/`."""

from __future__ import annotations

from pwa.languages import Text
from pwa.languages import Text as _

PICTURES: dict[str, Text] = {
    "canal-wide": _(
        "picture",
        "A bone of the low back, cut across and seen from above. The belly side is at the top. The canal in the middle is wide. The nerves in it have room.",
    ),
    "canal-narrow": _(
        "picture",
        "The same, with a narrow canal. The disc bulges, the band behind is thick and the small joints have grown. The nerves are squeezed. Massage does not change this.",
    ),
    "hands-swedish": _(
        "picture", "A flat hand glides slowly along the thigh, in one long stroke toward the hip."
    ),
    "hands-myofascial": _(
        "picture", "Two flat hands rest on the thigh and draw slowly apart. They hold, they do not rub."
    ),
    "hands-trigger-point": _(
        "picture",
        "One thumb presses on one sore spot at the back of the thigh, away from the middle. Rings show that the feeling can spread.",
    ),
    "position-side-lying": _(
        "picture", "A person lies on the side with bent legs, a pillow under the head and a pillow between the knees."
    ),
    "position-back-knees-up": _(
        "picture", "A person lies on the back. The knees are raised on a pillow. Another pillow is under the head."
    ),
    "position-belly-no": _("picture", "Not like this: lying flat on the belly, without a pillow."),
    "install-ios": _(
        "picture",
        "Three steps. Tap the share button at the bottom. Choose “Add to Home Screen”, the line with a plus. The app is now on your home screen.",
    ),
}  # fmt: skip
