"""How one fact of a result is told: `costs 412.50 EUR`, `leaves at 09:15`, `the humidity is 64`."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from .english import is_plural, singular, with_article
from .semantics import label_of
from .spoken import humanise, say_date, say_datetime

_DATE = re.compile(r"\d{4}-\d\d-\d\d$")
_DATETIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$")
_KEEPS_UNIT = frozenset(
    "per weekly daily monthly yearly total rainy sunny dry wet average active free working open".split()
)
_CLOCK = re.compile(r"\d\d?:\d\d|\d ?[ap]m")
_UNITS = {
    "minutes": "minutes", "minute": "minutes", "mins": "minutes", "min": "minutes", "hours": "hours", "days": "days", "nights": "nights",
    "weeks": "weeks", "months": "months", "seconds": "seconds", "sec": "seconds", "ms": "ms", "km": "km", "kilometers": "km", "miles": "miles",
    "meters": "meters", "metres": "metres", "kwh": "kWh", "kw": "kW", "watts": "watts", "kb": "kB", "mb": "MB", "gb": "GB", "bytes": "bytes",
    "percent": "%", "percentage": "%", "pct": "%", "kg": "kg", "grams": "grams", "celsius": "\u00b0C", "fahrenheit": "\u00b0F", "kcal": "kcal",
    "kph": "km/h", "kmh": "km/h", "mph": "mph", "litres": "litres", "liters": "liters", "cm": "cm", "mm": "mm", "usd": "USD", "eur": "EUR", "gbp": "GBP",
}  # fmt: skip
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
)  # fmt: skip
_VERBAL = re.compile(r"(?P<head>(?:\w+ ){0,3}\w+) (?P<tail>on|at|until|by|in|from|for)")
_TAKES_TIME = frozenset(
    "refund walk delivery shipping processing transfer trip ride drive flight journey transit arrival".split()
)
_PARTICIPLE = re.compile(r"(?!hundred|naked|sacred|wicked)(?:\w+[^e\W]ed|sent|held|paid|sold|lost|left|given|taken|written|shown|known|found|bought|built|kept|"
                         r"made|done|spent|drawn|broken|chosen|seen|driven|away|ahead|remaining)$")  # fmt: skip
_ADJECTIVE = re.compile(r"\b(?:\w+(?:able|ible|ful|ive)|open|free|full|public|private|ready|valid|safe|direct|due|new|on time|in stock|"
                        r"secure|online|vegetarian|vegan|early|late|correct|empty|local|healthy)$")  # fmt: skip


def tidy(value: str) -> str:
    """Return a string as prose may quote it: first sentence of a long one, no snake_case, no line breaks."""
    text = re.sub(r"\s+", " ", value).strip()
    if len(text) > 140:
        text = re.split(r"(?<=[.!?])\s", text)[0][:140].rsplit(" ", 1)[0].rstrip(" ,;:")
    if re.fullmatch(r"[A-Z]+(?:_[A-Z]+)+", text) or re.search(r"\b[a-z0-9]+_[a-z0-9_]+\b", text):
        return humanise(text) if "/" not in text and "." not in text else text.replace("_", "-")
    return text.rstrip(".") if text.count(".") <= 1 and " " in text else text


@lru_cache(16384)
def _label_and_unit(name: str) -> tuple[str, str]:
    """Split a field's words into what it is and its unit: `battery_percent` -> `battery`, `%`."""
    words = label_of(name).split()
    for position in (len(words) - 1, 0):
        unit = _UNITS.get(words[position].lower())
        rest = words[:position] + words[position + 1 :]
        if (
            unit
            and rest
            and rest[-1].lower() not in _KEEPS_UNIT
            and not (position == 0 and unit in ("days", "nights", "months") and len(rest) > 2)
        ):
            return " ".join(rest), unit
    return " ".join(words), ""


def field_label(name: str) -> str:
    """Return a result field's name in words, without its unit: `duration_minutes` -> `duration`."""
    return _label_and_unit(name)[0]


def spoken_value(
    name: str, value: Any, siblings: Mapping[str, Any], today: dt.date, rng: random.Random
) -> str:
    """Return a value as an answer says it, with the unit or currency that its name or its neighbours give."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        text = (
            f"{value:,}"
            if isinstance(value, int) and abs(value) >= 10000 and rng.random() < 0.3
            else f"{value}"
        )
        label, unit = _label_and_unit(name)
        if unit:
            unit = unit[:-1] if value == 1 and unit.endswith("s") and len(unit) > 3 else unit
            return f"{text}{unit}" if unit in ("%", "\u00b0C", "\u00b0F") else f"{text} {unit}"
        currency = siblings.get("currency") or siblings.get("currency_code") or siblings.get("currencyCode")
        if isinstance(currency, str) and re.search(
            r"price|cost|fare|total|amount|fee|balance|refund|deposit|budget|salary", label
        ):
            return f"{text} {currency}"
        return text
    text = str(value)
    if (
        text.count("/") > 1 and "://" not in text and " " not in text
    ):  # of a resource's path people say the last part
        text = text.rsplit("/", 1)[1] or text
    if _DATE.match(text):
        return say_date(text, today, rng, 0.1, relative=False)
    if _DATETIME.match(text):
        return say_datetime(text, today, rng, 0.0, relative=False)
    return tidy(text)


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and bool(_DATE.match(value) or _DATETIME.match(value))


def _flag(label: str, value: bool) -> tuple[bool, str]:
    """Return whether a yes-or-no field is a verb phrase of the thing itself, and its words."""
    bare = re.sub(r"^(?:is|has|have|are|can|was|were|allow|allows|includes?) ", "", label)
    words = bare.split()
    if _ADJECTIVE.search(bare):
        return True, f"is {bare}" if value else f"is not {bare}"
    if _PARTICIPLE.match(words[-1]):
        be = "was" if value else "was not"
        return (
            (True, f"{be} {words[-1]}")
            if len(words) == 1
            else (False, f"the {' '.join(words[:-1])} {be} {words[-1]}")
        )
    return True, f"comes with {bare}" if value else f"has no {bare}"


def predicate(name: str, value: Any, siblings: Mapping[str, Any], today: dt.date, rng: random.Random) -> str:
    """Return a verb phrase that tells a fact of a thing (`costs 412.50 EUR`), or an empty string if none comes natural."""
    label = field_label(name)
    low = label.lower()
    if isinstance(value, bool):
        own, words = _flag(label, value)
        return words if own else ""
    said = spoken_value(name, value, siblings, today, rng)
    verbal = _VERBAL.fullmatch(low)
    if verbal:
        head, tail = verbal["head"], verbal["tail"]
        if re.match(
            r"(?:arrives|leaves|starts|ends|expires|closes|opens|departs|begins|returns|lasts|runs)$", head
        ):
            return f"{head} {tail} {said}"
        if _PARTICIPLE.match(head) or head in ("ready", "due", "open", "free", "valid", "good", "available"):
            return f"{'was' if _is_date(value) and str(value)[:10] < today.isoformat() else 'is'} {head} {tail} {said}"
        return ""
    if _PARTICIPLE.match(low) and " " not in low and isinstance(value, int | float):
        return f"is {label} for {said}" if label == "held" and re.search(r"minutes|hours|days", said) else ""
    for pattern, timed, forms in _TABLE:
        if pattern.search(low) and (not timed or _CLOCK.search(said) or _is_date(value)):
            if isinstance(value, str) and len(said) > 60:
                return ""
            words = rng.choice(forms).replace("{v}", said).replace("{l}", label)
            return words.replace(" at ", " on ", 1) if timed and _is_date(value) else words
    if (
        isinstance(value, int | float)
        and not is_plural(label)
        and not re.search(r"count|index|percent", low)
        and low.split()[-1] not in ("like", "away", "per", "of", "off")
        and rng.random() < 0.15
    ):
        return rng.choice((f"has {article(label)} of {said}", f"comes with {article(label)} of {said}"))
    return ""


def be_of(value: float) -> str:
    """Return `is` for one and `are` for any other number."""
    return "is" if value == 1 else "are"


def article(label: str) -> str:
    """Return a label with its article: `a humidity`, `an age`, `guests`."""
    return with_article(label)


def clause(name: str, value: Any, siblings: Mapping[str, Any], today: dt.date, rng: random.Random) -> str:
    """Return a clause of its own that tells a fact: `the humidity is 64`."""
    label = field_label(name)
    low = label.lower()
    said = spoken_value(name, value, siblings, today, rng)
    if isinstance(value, bool):
        own, words = _flag(label, value)
        return f"it {words}" if own else words
    verbal = _VERBAL.fullmatch(low)
    if verbal:
        words = predicate(name, value, siblings, today, rng)
        return f"it {words}" if words else f"{label} {said}"
    if isinstance(value, int | float):
        last = low.split()[-1]
        if low == "until":
            return f"there are {said} to go"
        if low.startswith(("in ", "on ", "off ")):  # `in stock`
            return f"{said} {be_of(value)} {label}"
        if (
            _PARTICIPLE.match(last)
            and not said.endswith("%")
            and (" " not in low or is_plural(low.rsplit(" ", 1)[0]))
        ):  # `lamps changed`, `minutes needed`
            head = f" {low.rsplit(' ', 1)[0]}" if " " in low else ""
            if last == "away":
                return f"it is {said} away"
            be = "are" if last in ("needed", "left", "ahead", "remaining") else "were"
            return f"{said}{head} {be if value != 1 else be_of(value)} {last}"
        if is_plural(label) and isinstance(value, int):
            things = singular(label) if value == 1 else label
            return rng.choice(
                (
                    f"there {be_of(value)} {said} {things}",
                    f"it has {said} {things}",
                    f"I count {said} {things}",
                )
            )
    be = "are" if is_plural(label) and not isinstance(value, int | float) else "is"
    if low in _TAKES_TIME and re.search(r"\d (?:minute|hour|day|week|month)s?$", said):
        return f"the {label} takes {said}"
    if low.startswith("now "):
        return f"{said} is {low}"
    if isinstance(value, str) and len(said) > 60:
        return rng.choice(
            (f'the {label} reads "{said}"', f'the {label} says "{said}"', f'under {label} it says "{said}"')
        )
    return rng.choice((f"the {label} {be} {said}", f"the {label} {be} {said}", f"its {label} {be} {said}",
                       f"{label} {be} {said}" if " " in label else f"the {label} {be} {said}"))  # fmt: skip


def brief(name: str, value: Any, siblings: Mapping[str, Any], today: dt.date, rng: random.Random) -> str:
    """Return a fact as an aside in brackets or after a comma: `412.50 EUR`, `rated 4.6`, `humidity 64`."""
    label = field_label(name)
    low = label.lower()
    if isinstance(value, bool):
        own, words = _flag(label, value)
        return re.sub(r"^(?:is|was|comes) ", "", words).replace("has no", "no") if own else words
    said = spoken_value(name, value, siblings, today, rng)
    if re.search(r"\b(?:price|cost|fare|total)$", low):
        return rng.choice((f"for {said}", f"at {said}", f"{label} {said}"))
    if re.search(r"^(?:average )?(?:rating|stars)$", low):
        return rng.choice((f"rated {said}", f"{said} stars" if "star" in low else f"rated {said}"))
    if is_plural(label) and isinstance(value, int):
        return f"{said} {singular(label) if value == 1 else label}"
    if _VERBAL.fullmatch(low) or (isinstance(value, int | float)):
        return f'{label} "{said}"' if len(said.split()) > 4 and not _is_date(value) else f"{label} {said}"
    if re.search(
        r"\b(?:status|city|country|date|time|type|kind|category|condition|author|artist|room|brand|merchant|subject|sender)$",
        low,
    ):
        return said
    return f"{label} {said}"
