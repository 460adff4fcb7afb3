"""The drawings, each with its equivalent in words, two of them with a line below that everybody sees. The files lie in `static/pictures/`."""

from __future__ import annotations

from pwa.languages import Text
from pwa.languages import Text as _

PICTURES: dict[str, Text] = {
    "body-back": _("picture", "A person seen from behind. The patterns on the body show the three lists below."),
    "body-front": _("picture", "A person seen from the front. The patterns on the body show the three lists below."),
    "body-side": _("picture", "A person seen from the side. The patterns on the body show the three lists below."),
    "spine-side": _(
        "picture",
        "The low back from the side, the belly is on the left. Five bones with discs between them, nerves behind. A ring marks one place where the canal is narrow.",
    ),
    "canal-wide": _(
        "picture",
        "A bone of the low back, cut across and seen from above. The belly side is at the top. The canal in the middle is wide. The nerves in it have room.",
    ),
    "canal-narrow": _(
        "picture",
        "The same, with a narrow canal. The nerves are squeezed. Massage does not change this.",
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
    # Translators: use the words that an iPhone shows in your language.
    "install-ios-1": _(
        "picture", "The lower end of an iPhone. A ring marks the share button: a box with an arrow that points up."
    ),
    "install-ios-2": _(
        "picture", "The list that opened. A frame marks the line “Add to Home Screen”, with a plus in a box."
    ),
    "install-ios-3": _("picture", "The home screen of an iPhone. A ring marks the new icon of Ask First."),
    # Translators: use the words that Chrome on Android shows in your language.
    "install-android-1": _(
        "picture", "The upper end of an Android phone. A ring marks the menu button: three dots, one above the other."
    ),
    "install-android-2": _(
        "picture", "The menu that opened. A frame marks the line “Install” or “Add to Home screen”, with an arrow into a phone."
    ),
    "install-android-3": _("picture", "The home screen of an Android phone. A ring marks the new icon of Ask First."),
}  # fmt: skip

CAPTIONS: dict[str, Text] = {
    # Translators: the canal in the spine, through which the nerves run.
    "canal-wide": _("caption", "Wide: the nerves have room."),
    "canal-narrow": _("caption", "Narrow: the nerves are squeezed. Massage does not change this."),
    "position-side-lying": _("caption", "On your side, with a pillow between the knees"),
    "position-back-knees-up": _("caption", "On your back, with the knees raised"),
    "position-belly-no": _("caption", "Not like this: flat on the belly"),
}
