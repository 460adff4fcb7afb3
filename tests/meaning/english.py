"""The English words that the gates look for. Each has its fellow in the file of a language (`words`)."""

from __future__ import annotations

import re
from functools import cache

DENIES = re.compile(
    r"\b(?:no|not|never|nothing|nobody|none|neither|nor|cannot|without)\b|n[’']t\b", re.IGNORECASE
)  # fmt: skip

# An order not to do something: at the start of a sentence, also of one in quotation marks. The name of a setting of
# phones is none.
FORBIDS = re.compile(r"(?:^|(?<=[.!?:;“] )|(?<=“)|(?<=please )|(?<=so ))(?:do not|never)\b(?! disturb)", re.IGNORECASE)

# An order of a level. A translation must hold the word of its language for it.
ORDERS = {
    "now": r"\b(?:call|help|stop|department|number|%\(number\)s) now\b|%\(number\)s now\b|(?:”|stop|therapist) at once\b",
    "today": r"\b(?:doctor|team)(?: about)? today\b",
    "days": r"\bin the next few days\b",
    "before": r"\bbefore your next massage\b",
    "later": r"\bput (?:it|massage|the massage|your massage)(?: too)? off\b",
}

# Where the English says none of these, a translation of an order must not hold the word for it.
MENTIONS = {
    "now": r"\bnow\b|\bat once\b",
    "today": r"\btoday\b",
    "days": r"\bfew days\b",
    "before": r"\bnext massage\b",
    "later": r"\bput\b.{0,20}\boff\b",
}

# "Both" counts only for parts of the body: both legs are an emergency sign, and one is not.
COUNTS = {
    "two": r"\btwo\b(?! are foramina)",
    "three": r"\bthree\b",
    "five": r"\bfive\b",
    "six": r"\bsix\b",
    "twelve": r"\btwelve\b",
    "half": r"\bhalf\b",
    "third": r"(?:about|,|and) a third\b",
    "both": r"\bboth (?:arms|feet|hands|legs)\b",
}
FIGURES = {"two": "2", "three": "3", "five": "5", "six": "6", "twelve": "12"}

QUANTITY = r"\b(?:\d+|two|three|few|in|over|or|for|an?|last|next|every|half an|another)"
UNITS = {
    "second": r"\bin seconds\b|\d seconds\b",
    "minute": rf"{QUANTITY} minutes?\b",
    "hour": rf"{QUANTITY} hours?\b",
    "day": rf"{QUANTITY} days?\b(?! and a time)",
    "week": rf"{QUANTITY} weeks?\b",
    "month": rf"{QUANTITY} months?\b|\bthis month\b",
    "year": rf"{QUANTITY} years?\b",
    "metre": rf"{QUANTITY} metres?\b",
}

# Names and abbreviations that stay as they are in every script.
NAMES = frozenset(
    re.findall(
        r"\w+",
        "Alarm Android App Alegre Are BE Callao Catarina Chrome Cochrane Cookie DEC DeafVoice Dock Edge Enable JavaScript"
        " Lima MAI MRI Mac NET NHS NICE NL National New Police Porto QR Relay SADeaf SG SIM SMS Safari Santa Service TTY TXT"
        " Touch UK WHO Where Zealand be cookie foramen iPad iPhone nora ro se service sosalarm tuina",
    )
)

KINDS = {
    kind: {name: re.compile(text, re.IGNORECASE) for name, text in texts.items()}
    for kind, texts in (("orders", ORDERS), ("mentions", MENTIONS), ("counts", COUNTS), ("units", UNITS))
}


@cache
def found(kind: str, sentence: str) -> tuple[str, ...]:
    """The names of the expressions of one kind that occur in an English sentence."""
    return tuple(name for name, expression in KINDS[kind].items() if expression.search(sentence))


@cache
def prohibitions(sentence: str) -> int:
    return len(FORBIDS.findall(sentence))
