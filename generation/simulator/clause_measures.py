"""Clauses for dates, amounts and measures: `within 4 km`, `rated at least 3.5`, `at 70 percent brightness`, `arriving by`."""

from __future__ import annotations

import re

from .english import FAMILIES, base_verb, gerund
from .reading import Reading
from .semantics import Slot

Pairs = list[tuple[str, str]]

_UNITS = {
    "km": ("km", "kilometres"), "kilometres": ("kilometres", "km"), "kilometers": ("kilometers", "km"), "miles": ("miles",),
    "metres": ("metres",), "meters": ("meters",), "cm": ("cm",), "mm": ("mm",), "kw": ("kW", "kilowatts"), "kwh": ("kWh",),
    "kg": ("kg", "kilos"), "grams": ("grams",), "percent": ("percent",), "percentage": ("percent",), "mb": ("MB",), "gb": ("GB",),
    "litres": ("litres",), "calories": ("calories",), "degrees": ("degrees",),
}  # fmt: skip
_BOUND = re.compile(
    r"\b(?:max|maximum|min|minimum|lowest|highest|at least|at most|number of|limit|radius|distance)\b"
)
_VERBAL = re.compile(r"([a-z]+) (at|by|on)")


def unit_words(label: str) -> tuple[str, tuple[str, ...]]:
    """Split a label into what is measured and how its unit is said: `radius km` -> `radius`, `km` or `kilometres`."""
    head, _, last = label.lower().rpartition(" ")
    return (head, _UNITS[last]) if head and last in _UNITS else (label.lower(), ())


def verbal_clause(label: str) -> tuple[str, str] | None:
    """Return what a label that is a verb says of its value: `arrive by` -> `arriving`, `by`; None for other labels."""
    match = _VERBAL.fullmatch(label.lower())
    if match is None or (base_verb(match[1]) is None and match[1] not in _TRAVEL):
        return None
    return gerund(match[1]), match[2]


_TRAVEL = frozenset("arrive depart leave return warn begin end expire".split()) | frozenset(FAMILIES)


def date_clauses(slot: Slot, role: str, rivals: bool, reading: Reading) -> Pairs:
    """Return the clauses of a date or a date-time, by its role: the `start` or the `end` of something, or neither."""
    label = slot.label.lower()
    verbal = verbal_clause(label)
    if verbal and verbal[0] not in ("reminding", "starting", "beginning"):
        doing, at = verbal
        return (
            [(f"{doing} by", "")] if at == "by" else [(doing, ""), (f"{doing} {at}", ""), (f"{doing} on", "")]
        )
    if label.startswith("new ") and reading.family == "change":
        return [("to", ""), ("so that it starts", "")]
    if role == "start":
        return _start(label, rivals, reading.asks)
    if role == "end":
        if "due" in label or "deadline" in label:
            return [("by", ""), ("due", ""), ("due on", "")]
        special = [("checking out on", ""), ("checking out", "")] if "check" in label else []
        special += (
            [("returning on", ""), ("coming back on", ""), ("returning", ""), ("back on", "")]
            if "return" in label
            else []
        )
        return [*special, ("until", ""), ("up to", ""), ("till", ""), ("through", ""), ("to", "")]
    return [] if rivals else [("on", ""), ("", ""), ("for", "")]


def _start(label: str, rivals: bool, asks: bool) -> Pairs:
    if re.search(r"pick-? ?up|collect", label):
        return [("for", ""), ("on", ""), ("", "")] if not rivals else [("from", ""), ("on", "")]
    if re.search("depart|leav|outbound", label):
        return [("leaving on", ""), ("leaving", ""), ("departing", ""), ("on", ""), ("departing on", "")]
    spans = [("from", ""), ("starting", ""), ("starting on", ""), ("beginning", ""), ("on", "")]
    if "check" in label:
        return [("checking in on", ""), ("checking in", ""), *spans]
    if rivals or "from" in label or "since" in label:
        return spans
    # what is made once is not made `from` a day on
    return [("on", ""), ("for", ""), ("starting", ""), *(spans if asks else spans[2:])]


_COMPARED = re.compile(r" (?:cheaper|lower|higher|more|less|bigger|smaller|older|newer)$")
_LEVEL = re.compile(r"\b(?:level|volume|brightness|intensity|opacity|quality|humidity)\b")


def measure_clauses(slot: Slot, role: str, rivals: bool, reading: Reading) -> Pairs:
    """Return the clauses of an amount, a percentage or another number; `role` says whether it is a bound."""
    label = slot.label.lower()
    base, units = unit_words(label)
    noun = _BOUND.sub("", base).strip()
    if re.search(r"\bradius\b", base) and units:
        return [
            pair
            for unit in units
            for pair in (("within", unit), ("within a radius of", unit), ("no more than", f"{unit} away"))
        ]
    if role and slot.kind != "amount":
        return _bounded(role, noun, units)
    verbal = verbal_clause(base) if units else None
    if verbal:  # `warn at percent`
        return [(" ".join(verbal), units[0]), (f"{verbal[0]} me {verbal[1]}", units[0])]
    if _LEVEL.search(base):
        word = base.split()[0]
        if units:
            return [
                ("at", f"{units[0]} {word}"),
                (f"at {word}", units[0]),
                (f"with {word} at", units[0]),
                (f"at {word}", ""),
                (f"with {word}", ""),
            ]
        return [(f"at {word}", ""), (f"with {word}", "")]
    if units and re.search(r"\bdistance\b", base):
        return [pair for unit in units for pair in (("over", unit), ("for", unit), ("covering", unit))]
    if units and noun:
        return [(f"with a {noun} of", unit) for unit in units]
    if role == "max":
        under = [
            ("under", ""),
            ("for less than", ""),
            ("up to", ""),
            ("for no more than", ""),
            ("for at most", ""),
            ("below", ""),
        ]
        # what is asked for lies under the limit; what is set is the limit
        return under if reading.asks else [("of", ""), ("at", ""), ("to", ""), *under]
    if role == "min":
        return [("over", ""), ("for at least", ""), ("of at least", ""), ("for more than", ""), ("above", "")]
    if "price" in label and re.search(r"\b(?:target|desired|wanted)\b", label):
        if _COMPARED.search(reading.explicit):  # `when a product becomes cheaper`
            return [("than", "")]
        return [("at a price of", ""), ("below", ""), ("at", ""), ("to", "")]
    if re.search(r"\b(?:target|new|temperature)\b", label) and not rivals:
        return [("to", "")]
    if re.search(r"\bage$", label):
        who = label.removesuffix("age").strip()
        return [(f"for a {who} aged", ""), ("aged", "")] if who else [("aged", "")]
    if re.fullmatch(r"(?:\w+ )?(?:position|rank|index|level)", label):
        return [(f"at {label}", ""), (f"in {label}", "")]
    return [] if rivals or slot.kind != "amount" else [("of", "")]


def _bounded(role: str, noun: str, units: tuple[str, ...]) -> Pairs:
    least = role == "min"
    if re.fullmatch(r"(?:\w+ )?(?:rating|stars|score)", noun):
        return (
            [
                ("rated at least", ""),
                (f"with a {noun} of at least", ""),
                ("rated no lower than", ""),
                ("with at least", noun),
            ]
            if least
            else [("rated at most", ""), (f"with a {noun} of at most", "")]
        )
    words = ("with at least", "with no less than") if least else ("with at most", "with no more than")
    behind = (
        [f"{unit} of {noun}" for unit in units] + list(units) if units and noun else [noun] if noun else []
    )
    return [(before, after) for after in behind for before in words]
