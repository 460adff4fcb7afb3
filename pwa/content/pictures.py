"""The drawings, each with its text equivalent, and some with a caption that everybody sees.

The files are in `static/pictures/`; `docs/pictures.md` says what each one shows. A drawing of an emergency sign
(`sign-<id>`) and a swatch have no text equivalent, because their words are always beside them.
"""

from __future__ import annotations

from pwa.languages import Text
from pwa.languages import Text as _

PICTURES: dict[str, Text] = {
    # The bodies of the maps.
    "younger-back": _("picture", "A person seen from behind. The patterns on the body match the three lists below."),
    "younger-front": _("picture", "A person seen from the front. The patterns on the body match the three lists below."),
    "younger-side": _("picture", "A person seen from the side. The patterns on the body match the three lists below."),
    "older-back": _("picture", "An older person seen from behind. The patterns on the body match the three lists below."),
    "older-front": _("picture", "An older person seen from the front. The patterns on the body match the three lists below."),
    "older-side": _("picture", "An older person seen from the side. The patterns on the body match the three lists below."),
    # The spine.
    "spine-side": _(
        "picture",
        "The lower back seen from the side, with the belly on the left. There are five bones with discs between them. The nerves run behind. A ring marks one place where the canal is narrow.",
    ),
    "canal-wide": _(
        "picture",
        "A bone of the lower back, cut across and seen from above. The belly side is at the top. The canal in the middle is wide. The nerves in it have room.",
    ),
    "canal-narrow": _(
        "picture",
        "The same bone with a narrow canal. The nerves are squeezed. Massage does not change this.",
    ),
    # Translators: the side opening is the hole between two bones through which a nerve leaves the spine (foramen).
    "side-opening-wide": _(
        "picture",
        "Two bones of the lower back seen from the side, with the belly on the left. A disc lies between them. A nerve leaves through the opening at the side. It has room.",
    ),
    "side-opening-narrow": _(
        "picture",
        "The same two bones with a narrow opening. The disc is flat and bulges, and the joint behind it has grown. Inside the ring, the nerve is squeezed.",
    ),
    "anatomy-labelled": _(
        "picture",
        "A bone of the lower back, cut across and seen from above. The belly side is at the top. Numbers mark six parts. The list below names them.",
    ),
    "neck-canal": _(
        "picture",
        "The neck seen from the side, with the face on the left. The spinal cord runs down its canal behind the neck bones. Inside the ring, the canal is narrow and the cord is squeezed.",
    ),
    # How massage might help.
    "guarding-cycle": _(
        "picture",
        "Three pictures in a ring: a squeezed nerve, a tight muscle and a face in pain. Arrows lead from one to the next. Between the tight muscle and the pain, a hand has opened the ring.",
    ),
    "gate": _(
        "picture",
        "A hand rubs a bumped elbow. Beside it, two tracks lead to a head. Touch takes the broad track, through an open barrier, and reaches the brain. Pain takes the thin track and meets a closed barrier.",
    ),
    "calm": _(
        "picture",
        "A person rests in an armchair with closed eyes and a smile. One hand lies on the chest, and one on the belly.",
    ),
    "blood-flow": _(
        "picture",
        "A hand rests on the skin. Many dots in the skin stand for more blood. In the deep muscle there is a question mark, because studies disagree.",
    ),
    # The three techniques.
    "hands-swedish": _(
        "picture",
        "Two flat hands glide slowly along the thigh, in one long stroke from near the knee towards the hip.",
    ),
    "hands-myofascial": _(
        "picture",
        "Two flat hands rest on the hip and the thigh, with the arms crossed, and slowly move apart. They hold the pressure and do not rub.",
    ),
    "hands-trigger-point": _(
        "picture",
        "One thumb presses on one sore spot of the buttock. The other thumb supports it. Rings show that the feeling can spread.",
    ),
    # How to lie and sit.
    "position-side-lying": _(
        "picture",
        "A person lies on one side with bent legs. One pillow is under the head, and one is between the knees. The upper arm rests on a third.",
    ),
    "position-back-knees-up": _(
        "picture", "A person lies on the back. The knees are raised on a pillow. Another pillow is under the head."
    ),
    "position-seated-leaning": _(
        "picture",
        "A person sits on a chair with both feet flat on the floor and leans forward. The head and the arms rest on a table with two cushions.",
    ),
    "position-belly-pillow": _(
        "picture", "A person lies on the belly. A pillow is under the belly and the hips. The head rests on one hand."
    ),
    "position-belly-no": _("picture", "Not like this: a person lies flat on the belly, without a pillow."),
    "position-neck-back": _(
        "picture",
        "A person lies on the back with the head level. A pillow fills the space under the neck. A dotted line runs straight through the head and the chest.",
    ),
    "position-neck-side": _(
        "picture",
        "A person lies on one side with the head level. The pillow is as high as the shoulder is wide. A dotted line runs straight through the head and the chest.",
    ),
    "position-neck-tipped-no": _(
        "picture", "Not like this: a person lies on the back, and the head hangs down over the edge of the table."
    ),
    "position-neck-down-no": _(
        "picture", "Not like this: a person lies face down, with the head turned to one side."
    ),
    # What helps many people every day.
    "walk-trolley": _("picture", "A person walks and leans forward a little on a shopping trolley."),
    "walk-rollator": _("picture", "A person walks with both hands on a wheeled walker."),
    "bike": _("picture", "A person rides an exercise bike and leans forward on the handlebars."),
    "sit-bend-forward": _(
        "picture",
        "A person sits on a chair and bends forward. The head hangs down, and the hands reach towards the feet.",
    ),
    "knee-to-chest": _(
        "picture",
        "A person lies on the back and pulls one knee towards the chest with both hands. The other foot stays on the mat.",
    ),
    "knee-rolls": _(
        "picture",
        "A person lies on the back, seen from above, and rolls both bent knees to one side. A dotted line and an arrow show that the knees then roll to the other side.",
    ),
    "sleep-side": _(
        "picture",
        "A person sleeps on one side in bed. One pillow is under the head, and one is between the knees under the blanket.",
    ),
    "sleep-back": _(
        "picture",
        "A person sleeps on the back in bed. One pillow is under the head, and one is under the knees below the blanket.",
    ),
    # Signs that a doctor must know of.
    # Translators: the saddle area is what would touch a saddle: the bottom, the genitals, the inside of the thighs.
    "saddle-area": _(
        "picture",
        "The hips of a person in short trousers, from behind and from the front. Dots mark the area between the legs: the bottom, the genitals and the inside of the upper thighs.",
    ),
    "foot-drop": _(
        "picture",
        "A person takes a step, and the toe of one shoe drags on the floor. A circle shows this foot larger: it hangs down. A dotted line shows how far it should lift.",
    ),
    "cold-foot": _(
        "picture",
        "Two feet seen from above. One is pale, with slanted lines. Two snowflakes beside it show that it is cold.",
    ),
    "calf-swelling": _(
        "picture", "Two lower legs seen from behind. One calf is thicker. Dotted lines show its usual width."
    ),
    # The first page.
    "home-hero": _(
        "picture", "An older woman and a doctor sit at a table and talk. A sheet of paper and a phone lie between them."
    ),
    # Translators: use the words that an iPhone shows in your language.
    "install-ios-1": _(
        "picture", "The bottom of an iPhone. A ring marks the share button, a box with an arrow that points up."
    ),
    "install-ios-2": _(
        "picture", "The list that has opened. A frame marks the line “Add to Home Screen”, with a plus sign in a box."
    ),
    "install-ios-3": _("picture", "The home screen of an iPhone. A ring marks the new icon of Ask First."),
    # Translators: use the words that Chrome on Android shows in your language.
    "install-android-1": _(
        "picture", "The top of an Android phone. A ring marks the menu button, three dots one above the other."
    ),
    "install-android-2": _(
        "picture", "The menu that has opened. A frame marks the line “Install” or “Add to Home screen”, with an arrow into a phone."
    ),
    "install-android-3": _("picture", "The home screen of an Android phone. A ring marks the new icon of Ask First."),
}  # fmt: skip

CAPTIONS: dict[str, Text] = {
    # Translators: the canal in the spine, through which the nerves run.
    "canal-wide": _("caption", "Wide: the nerves have room."),
    "canal-narrow": _("caption", "Narrow: the nerves are squeezed. Massage does not change this."),
    # Translators: one opening at the side of the spine, with one nerve.
    "side-opening-wide": _("caption", "Wide: the nerve has room."),
    "side-opening-narrow": _("caption", "Narrow: the nerve is squeezed."),
    # Translators: dots in the drawing mark the area.
    "saddle-area": _("caption", "Emergency: you have lost feeling in the dotted area"),
    "foot-drop": _("caption", "Call a doctor today: your foot has started to drop or drag when you walk"),
    "calf-swelling": _("caption", "Call a doctor today: one calf or thigh is newly swollen, warm, sore to touch or a different colour"),
    "position-side-lying": _("caption", "On your side, with a pillow between the knees"),
    "position-back-knees-up": _("caption", "On your back, with the knees raised"),
    "position-seated-leaning": _("caption", "Sitting, with your head and arms on a table"),
    "position-belly-pillow": _("caption", "Only if nothing else works: on your belly for a short time, with a firm pillow under it"),
    "position-belly-no": _("caption", "Not like this: flat on the belly without a pillow"),
    "position-neck-back": _("caption", "On your back, with your head level"),
    "position-neck-side": _("caption", "On your side, with your head level"),
    "position-neck-tipped-no": _("caption", "Not like this: head tipped back over an edge"),
    "position-neck-down-no": _("caption", "Not like this: face down with the head turned"),
}  # fmt: skip

# Captions that say what is urgent: the English stands beside them until a speaker has checked them.
URGENT_CAPTIONS = ("saddle-area", "foot-drop", "calf-swelling")

# The parts of a drawing with numbers, in the order of the numbers.
LABELS: dict[str, tuple[Text, ...]] = {
    "anatomy-labelled": (
        _("label", "Disc"),
        # Translators: the canal in the spine, through which the nerves run.
        _("label", "Canal"),
        _("label", "Nerves"),
        _("label", "Bone"),
        # Translators: the hole at the side through which a nerve leaves the spine (foramen).
        _("label", "Side opening"),
        _("label", "Joint"),
    ),
}
