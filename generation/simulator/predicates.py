"""How one fact of a result is told: `costs 412.50 EUR`, `leaves at 09:15`, `the humidity is 64`."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Mapping
from typing import Any

from .english import is_plural
from .semantics import label_of
from .spoken import humanise, say_date, say_datetime

_DATE = re.compile(r"\d{4}-\d\d-\d\d$")
_DATETIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$")
_CLOCK = re.compile(r"\d\d?:\d\d")
# label pattern, whether the value must be a date or a time, forms
_TABLE: tuple[tuple[re.Pattern[str], bool, tuple[str, ...]], ...] = tuple(
    (re.compile(pattern), timed, tuple(forms.split("|")))
    for pattern, timed, forms in (
        (r"^(?:total |ticket |unit |base |current |full )?(?:price|cost|fare)$", False, "costs {v}|is priced at {v}|goes for {v}|comes at {v}"),
        (r"^total(?: amount)?$", False, "comes to {v}|adds up to {v}|totals {v}"),
        (r"^(?:\w+ )?fee$", False, "comes with a {l} of {v}|carries a {l} of {v}"),
        (r"^(?:average )?(?:rating|stars)$", False, "is rated {v}|has a {l} of {v}|scores {v}"),
        (r"^(?:\w+ )?(?:status|state)$", False, "is {v}|is currently {v}|shows as {v}"),
        (r"^(?:departure|departs|leaves|departure time)(?: at)?$", True, "leaves at {v}|departs at {v}|sets off at {v}"),
        (r"^(?:arrival|arrives|arrival time|eta)(?: at)?$", True, "arrives at {v}|gets in at {v}"),
        (r"^(?:starts?|begins?|start time|opens?)(?: at| on| date)?$", True, "starts at {v}|begins at {v}"),
        (r"^(?:ends?|end time|finish(?:es)?|closes?)(?: at| on| date)?$", True, "ends at {v}|runs until {v}|goes on until {v}"),
        (r"^(?:duration|travel time|journey time)$", False, "takes {v}|lasts {v}"),
        (r"^(?:driving |walking )?distance$", False, "is {v} away"),
        (r"^(?:\w+ )?(?:address|venue)$", False, "is at {v}|can be found at {v}"),
        (r"^(?:city|town)$", False, "is in {v}"),
        (r"^(?:phone|phone number|email|email address)$", False, "can be reached at {v}"),
        (r"^(?:link|website|url|web page)$", False, "is online at {v}"),
        (r"^(?:created|created at|creation time|create time)$", True, "was created on {v}|dates from {v}"),
        (r"^(?:updated|updated at|update time|last modified|modified)$", True, "was last changed on {v}|was updated on {v}"),
    )
)
_VERBAL = re.compile(r"(?P<head>(?:last |first |next )?\w+(?:s|ed|en|id|pt|lt|nt)|held|due|open|ready|good|free) (?P<tail>on|at|until|by|in|from|for)")
_ADJECTIVE = re.compile(r"\b(?:\w+(?:able|ible|ed|ful|ive)|open|free|full|available|public|private|ready|valid|done|safe|direct|due|new|"
                        r"on time|in stock|secure|online)$")  # fmt: skip


def tidy(value: str) -> str:
    """Return a string as prose may quote it: first sentence of a long one, no snake_case, no line breaks."""
    text = re.sub(r"\s+", " ", value).strip()
    if len(text) > 140:
        text = re.split(r"(?<=[.!?])\s", text)[0][:140].rsplit(" ", 1)[0].rstrip(" ,;:")
    if re.fullmatch(r"[A-Z]+(?:_[A-Z]+)+", text) or re.search(r"\b[a-z0-9]+_[a-z0-9_]+\b", text):
        return humanise(text) if "/" not in text and "." not in text else text.replace("_", "-")
    return text.rstrip(".") if text.count(".") <= 1 and " " in text else text


def spoken_value(label: str, value: Any, siblings: Mapping[str, Any], today: dt.date, rng: random.Random) -> str:
    """Return a value as an answer says it, with the unit or currency that its label or its neighbours give."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        text = f"{value:,}" if isinstance(value, int) and abs(value) >= 10000 and rng.random() < 0.3 else f"{value}"
        currency = siblings.get("currency") or siblings.get("currency_code") or siblings.get("currencyCode")
        if re.search(r"price|cost|fare|total|amount|fee|balance|refund|deposit|budget|salary", label) and isinstance(currency, str):
            return f"{text} {currency}"
        unit = re.search(r"\b(minutes|hours|days|nights|km|kilometers|miles|percent|seconds|kg|grams|meters|celsius|calories)\b", label)
        if unit and not label.startswith(unit[1]):
            return f"{text} {unit[1]}" if unit[1] != "percent" else f"{text}%"
        return text
    text = str(value)
    if _DATE.match(text):
        return say_date(text, today, rng, 0.15)
    if _DATETIME.match(text):
        return say_datetime(text, today, rng, 0.0)
    return tidy(text)


def field_label(name: str) -> str:
    """Return a result field's name in words, without a trailing unit: `duration_minutes` -> `duration`."""
    label = label_of(name)
    return re.sub(r"\b(duration|distance|time|humidity|temperature|height|weight|speed)\s+(?:minutes|hours|km|kilometers|percent|kg|celsius|c)$",
                  r"\1", label)  # fmt: skip


def predicate(name: str, value: Any, siblings: Mapping[str, Any], today: dt.date, rng: random.Random) -> str:
    """Return a verb phrase that tells a fact of a thing (`costs 412.50 EUR`), or an empty string if none comes natural."""
    label = field_label(name)
    if isinstance(value, bool):
        bare = re.sub(r"^(?:is|has|are|can|was|allow|allows) ", "", label)
        if _ADJECTIVE.search(bare):
            return f"is {bare}" if value else f"is not {bare}"
        return ""
    said = spoken_value(label_of(name), value, siblings, today, rng)
    verbal = _VERBAL.fullmatch(label.lower())
    if verbal:
        words = f"{verbal['head']} {verbal['tail']} {said}"
        words = re.sub(r" (?:on|at|until|by) (?=(?:today|tomorrow|in \w+ (?:days|weeks)))", " ", words) if verbal["tail"] in ("on", "at") else words
        return words if verbal["head"].endswith("s") and not verbal["head"].endswith("ss") else f"{'was' if 'last' in verbal['head'] else 'is'} {words}"
    for pattern, timed, forms in _TABLE:
        if pattern.search(label.lower()) and (not timed or _CLOCK.search(said) or _is_date(value)):
            if isinstance(value, str) and len(said) > 60:
                return ""
            words = rng.choice(forms).replace("{v}", said).replace("{l}", label)
            return re.sub(r" at (?=\D*$)", " on ", words) if timed and _is_date(value) and not _CLOCK.search(said) else words
    if isinstance(value, int | float) and not is_plural(label):
        return rng.choice((f"has {article(label)} of {said}", f"comes with {article(label)} of {said}")) if rng.random() < 0.5 else ""
    return ""


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and bool(_DATE.match(value) or _DATETIME.match(value))


def article(label: str) -> str:
    """Return a label with its article: `a humidity`, `an age`, `guests`."""
    if is_plural(label):
        return label
    return ("an " if label[:1].lower() in "aeiou" else "a ") + label


def clause(name: str, value: Any, siblings: Mapping[str, Any], today: dt.date, rng: random.Random) -> str:
    """Return a clause of its own that tells a fact: `the humidity is 64`."""
    label = field_label(name)
    said = spoken_value(label_of(name), value, siblings, today, rng)
    if _VERBAL.fullmatch(label.lower()):
        return f"it {predicate(name, value, siblings, today, rng)}"
    if isinstance(value, bool):
        bare = re.sub(r"^(?:is|has|are|can|was|allow|allows) ", "", label)
        if re.search(_ADJECTIVE, bare):
            return f"it is {bare}" if value else f"it is not {bare}"
        return f"{bare} {'are' if is_plural(bare) else 'is'} {'on' if value else 'off'}"
    be = "are" if is_plural(label) and not isinstance(value, int | float) else "is"
    if isinstance(value, str) and len(said) > 60:
        return rng.choice((f'the {label} reads "{said}"', f'the {label} says "{said}"', f'under {label} it says "{said}"'))
    if isinstance(value, int) and is_plural(label):
        return rng.choice((f"there are {said} {label}", f"it has {said} {label}", f"{label}: {said}", f"the number of {label} is {said}"))
    return rng.choice((f"the {label} {be} {said}", f"the {label} {be} {said}", f"its {label} {be} {said}", f"the {label} {be} {said}",
                       f"{label} {be} {said}" if " " in label else f"the {label} {be} {said}"))  # fmt: skip


def brief(name: str, value: Any, siblings: Mapping[str, Any], today: dt.date, rng: random.Random) -> str:
    """Return a fact as an aside in brackets or after a comma: `412.50 EUR`, `rated 4.6`, `humidity 64`."""
    label = field_label(name)
    said = spoken_value(label_of(name), value, siblings, today, rng)
    low = label.lower()
    if isinstance(value, bool):
        return label if value else f"no {label}"
    if re.search(r"\b(?:price|cost|fare|total)\b", low):
        return rng.choice((f"for {said}", f"at {said}", f"{label} {said}"))
    if re.search(r"rating|stars", low):
        return f"rated {said}"
    if re.search(r"\b(?:status|city|country|date|time|type|category|condition|author|artist)\b", low) and not isinstance(value, int | float):
        return said
    return f"{label} {said}"
