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
_TABLE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), forms)
    for pattern, forms in (
        (r"\b(?:total|balance|amount due|subtotal)\b", "comes to {v}|is {v} in {l}"),
        (r"\b(?:price|cost|fare)\b", "costs {v}|is priced at {v}|goes for {v}|comes at {v}|is {v}"),
        (r"\bfee\b", "comes with a {l} of {v}|carries a {l} of {v}"),
        (r"\b(?:rating|stars)\b", "is rated {v}|has a {l} of {v}|scores {v}"),
        (r"\b(?:status|state)\b", "is {v}|is currently {v}|shows as {v}|has the {l} {v}"),
        (r"\b(?:departure|departs|leaves)\b", "leaves at {v}|departs at {v}|sets off at {v}"),
        (r"\b(?:arrival|arrives)\b", "arrives at {v}|gets in at {v}|lands at {v}"),
        (r"\b(?:start|starts|begin|opens?|opening)\b", "starts at {v}|begins at {v}|has {v} as its {l}"),
        (r"\b(?:end|ends|closes?|closing)\b", "ends at {v}|runs until {v}|goes on until {v}"),
        (r"\b(?:duration|minutes)\b", "takes {v}|lasts {v}"),
        (r"\bdistance\b", "is {v} away|is at a {l} of {v}"),
        (r"\b(?:address|location|venue|place)\b", "is at {v}|can be found at {v}|is located at {v}"),
        (r"\bcity\b", "is in {v}"),
        (r"\b(?:phone|email)\b", "can be reached at {v}|has {v} as its {l}"),
        (r"\b(?:url|link|website)\b", "is available at {v}|can be opened at {v}"),
        (r"\b(?:created|updated|modified|published)\b.*\b(?:at|time|date|on)\b|\b(?:create|update) time\b", "was last touched on {v}|dates from {v}"),
        (r"\b(?:description|summary|notes?|message|text|body|content)\b", "says \"{v}\"|reads \"{v}\""),
    )
)
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
        return say_date(text, today, rng, 0.4)
    if _DATETIME.match(text):
        return say_datetime(text, today, rng, 0.3) if text.endswith(":00") else text.replace("T", " ").removesuffix("Z")
    return tidy(text)


def field_label(name: str) -> str:
    """Return a result field's name in words, without a trailing unit: `duration_minutes` -> `duration`."""
    label = label_of(name)
    short = re.sub(r"\s+(?:minutes|hours|km|kilometers|percent|kg|celsius|c|eur|usd)$", "", label)
    return short if len(short) > 2 else label


def predicate(name: str, value: Any, siblings: Mapping[str, Any], today: dt.date, rng: random.Random) -> str:
    """Return a verb phrase that tells a fact of a thing: `costs 412.50 EUR`."""
    label = field_label(name)
    if isinstance(value, bool):
        bare = re.sub(r"^(?:is|has|are|can|was|allow|allows) ", "", label)
        if re.search(_ADJECTIVE, bare):
            return f"is {bare}" if value else f"is not {bare}"
        return f"comes with {bare}" if value else f"has no {bare}"
    said = spoken_value(label_of(name), value, siblings, today, rng)
    for pattern, forms in _TABLE:
        if pattern.search(label.lower()):
            if pattern.search("start") and not re.search(r"\d", said):
                break
            form = rng.choice(forms.split("|")).replace("{v}", said).replace("{l}", label)
            # a date wants another preposition than a clock time
            return re.sub(r" at (?=(?:the |this |[A-Z][a-z]+day|[A-Z][a-z]+ \d|\d{1,2} [A-Z]|\d{4}-))", " on ", re.sub(r" at (?=(?:today|tomorrow|in \w+ (?:days|weeks)))", " ", form))
    return rng.choice((f"has {article(label)} of {said}" if isinstance(value, int | float) else f"has {said} as its {label}",
                       f"has the {label} {said}", f"comes with {label} {said}", f"lists {said} as the {label}"))  # fmt: skip


def article(label: str) -> str:
    """Return a label with its article: `a humidity`, `an age`, `guests`."""
    if is_plural(label):
        return label
    return ("an " if label[:1].lower() in "aeiou" else "a ") + label


def clause(name: str, value: Any, siblings: Mapping[str, Any], today: dt.date, rng: random.Random) -> str:
    """Return a clause of its own that tells a fact: `the humidity is 64`."""
    label = field_label(name)
    said = spoken_value(label_of(name), value, siblings, today, rng)
    if isinstance(value, bool):
        bare = re.sub(r"^(?:is|has|are|can|was|allow|allows) ", "", label)
        if re.search(_ADJECTIVE, bare):
            return f"it is {bare}" if value else f"it is not {bare}"
        return f"{bare} {'are' if is_plural(bare) else 'is'} {'on' if value else 'off'}"
    be = "are" if is_plural(label) and not isinstance(value, int | float) else "is"
    if isinstance(value, str) and len(said) > 60:
        return rng.choice((f'the {label} reads "{said}"', f'the {label} says "{said}"'))
    return rng.choice((f"the {label} {be} {said}", f"the {label} {be} {said}", f"its {label} {be} {said}", f"{said} is the {label}"
                       if not isinstance(value, int | float) or rng.random() < 0.3 else f"the {label} {be} {said}"))  # fmt: skip


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
