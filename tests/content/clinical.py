"""The signs as docs/clinical.md states them. Tests read them here, and not from the app.

`redflags.json` holds the table of section 2.1. `agreed`: the fourth answer is offered for the sign (section 2.3, rule 10).
`neck`: it is a neck sign.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CLINICAL: dict[str, dict[str, Any]] = {
    item["id"]: item for item in json.loads((Path(__file__).parent / "redflags.json").read_text("utf-8"))
}
NECK = [sign for sign, item in CLINICAL.items() if item.get("neck")]
FOURTH_ANSWER = {sign for sign, item in CLINICAL.items() if item.get("agreed")}
