"""The QR code of a sheet: our encoder runs in a browser, and zxing-cpp reads and writes the same codes."""

from __future__ import annotations

import base64
import io
from random import Random
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page

from pwa.services import services
from tests.servers import InProcessServer

# ISO/IEC 18004:2015, Table 7: the bytes that versions 1 to 40 hold.
CAPACITIES = {
    "L": (
        17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792, 858,
        929, 1003, 1091, 1171, 1273, 1367, 1465, 1528, 1628, 1732, 1840, 1952, 2068, 2188, 2303, 2431, 2563, 2699, 2809, 2953,
    ),
    "M": (
        14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666,
        711, 779, 857, 911, 997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213, 2331,
    ),
}  # fmt: skip
# No digits, capitals or spaces, which zxing-cpp would not write as bytes.
ASCII = "abcdefghijklmnopqrstuvwxyz!#&'()<=>?@[]^_`{|}~"
# One to four bytes each.
UNICODE = "aehnorst#&=?éñأبتثجح腰部脊😀👩"

DRAW = """async ([address, calls]) => {
  const { drawCode } = await import(address);
  const canvas = document.createElement('canvas');
  return calls.map((call) => (drawCode(canvas, ...call) ? canvas.toDataURL() : null));
}"""


def draw(page: Page, reading: InProcessServer, calls: list[list[Any]]) -> list[Image.Image | None]:
    """Return the codes of many calls at one pixel per module. A call is a text and optionally levels."""
    assert reading.app is not None
    [address] = [path for path in services(reading.app).release.documents if path.endswith("/qr.js")]
    page.goto(f"{reading.url}/en/doctor")
    pictures = page.evaluate(DRAW, [address, calls])
    return [picture and picture_of(picture) for picture in pictures]


def picture_of(data_url: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(data_url.partition(",")[2]))).convert("L")


def read(picture: Image.Image | None) -> Any:
    """Return the text of a code. The reader must find no error to correct."""
    code: Any
    [code] = zxingcpp.read_barcodes(larger(picture))
    assert code.extra["UEC"] == 1, "unused error correction"
    return code


def larger(picture: Image.Image | None) -> Image.Image:
    assert picture is not None
    return picture.resize((picture.width * 3, picture.height * 3), Image.Resampling.NEAREST)


def kind(code: Any) -> tuple[int, str]:
    """Version and level."""
    return int(code.extra["Version"]), code.ec_level


def text_of(length: int, letters: str, random: Random) -> str:
    """Return a text of this many bytes."""
    text = "".join(random.choices(letters, k=length)).encode()[:length].decode(errors="ignore")
    return text + "q" * (length - len(text.encode()))


def written(text: str, version: int, level: str) -> Image.Image:
    """Return the same code by another encoder."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, version=version, ec_level=level)
    return Image.fromarray(code.to_image(scale=1, add_quiet_zones=True))


@pytest.mark.parametrize("level", CAPACITIES)
def test_every_version_holds_what_the_standard_says_and_one_byte_more_takes_the_next(
    screen: Page, reading: InProcessServer, level: str
) -> None:
    random = Random(level)
    longest = [text_of(capacity, ASCII, random) for capacity in CAPACITIES[level]]
    longer = [text_of(capacity + 1, UNICODE, random) for capacity in CAPACITIES[level]]
    *pictures, nothing = draw(screen, reading, [[text, [level]] for text in (*longest, *longer)])
    assert nothing is None, "no version is larger"

    versions = [*range(1, 41), *range(2, 41)]
    for text, version, picture in zip([*longest, *longer[:-1]], versions, pictures, strict=True):
        code = read(picture)
        assert (code.bytes, *kind(code)) == (text.encode(), version, level)
        if text in longest:
            assert picture == written(text, version, level), "module by module as another encoder writes it"


# Texts for which the share of dark modules decides. Its weight is 10, above one half and below it.
DECIDED_BY_SHARE = ["~{{|~~~{}~}}}~", "@`!!!`@@!!!`", "\1\0\0\0\0\1\1\0\0\0\1\1\0\1"]


def test_each_mask_is_chosen_where_the_rules_choose_it(screen: Page, reading: InProcessServer) -> None:
    random = Random("masks")
    texts = [*DECIDED_BY_SHARE, *(text_of(1 + i % 14, ASCII, random) for i in range(150))]
    pictures = draw(screen, reading, [[text] for text in texts])
    assert {read(picture).extra["DataMask"] for picture in pictures} == set(range(8))
    assert pictures == [written(text, 1, "M") for text in texts]


def test_level_m_is_taken_where_it_needs_no_larger_version(screen: Page, reading: InProcessServer) -> None:
    expected = {
        1: (1, "M"),
        14: (1, "M"),
        15: (1, "L"),
        17: (1, "L"),
        18: (2, "M"),
        84: (5, "M"),
        85: (5, "L"),
        107: (6, "L"),
    }
    pictures = draw(screen, reading, [["q" * length] for length in expected])
    assert [kind(read(picture)) for picture in pictures] == list(expected.values())


@pytest.mark.parametrize(
    "text", ["é", "أخبر طبيبك أولاً", "腰部脊柱管狭窄症", "👩🏽‍⚕️👨‍👩‍👧‍👦", "Warfarin ½ <b>\n\0", "A1 $%*+-./:"]
)
def test_a_code_holds_the_bytes_of_any_text(screen: Page, reading: InProcessServer, text: str) -> None:
    [picture] = draw(screen, reading, [[text]])
    assert read(picture).bytes == text.encode()


def test_an_empty_text_is_a_code_too(screen: Page, reading: InProcessServer) -> None:
    [picture] = draw(screen, reading, [[""]])
    # The reader returns an empty code only when it is asked to return errors. It reports no error here.
    [code] = zxingcpp.read_barcodes(larger(picture), is_pure=True, return_errors=True)
    assert (code.error, code.bytes, kind(code)) == (None, b"", (1, "M"))
