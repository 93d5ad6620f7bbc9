"""The words around a value that tell which parameter it is for: one table, spoken by the user, read by the assistant.

A clause is `(before, after)`: the user says `before value after`, the assistant looks for `before` on the value's left
and `after` on its right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from .clause_measures import date_clauses, measure_clauses, verbal_clause
from .english import is_plural, plural, singular
from .reading import Reading
from .semantics import Slot


class Clause(NamedTuple):
    """Words before and after a value; `named` if they name the parameter itself, `heard` if understood but not said."""

    before: str
    after: str
    named: bool = False
    heard: bool = False


PLACES = frozenset("city country country_code region place address street airport zip".split())
NAMES = frozenset("person first_name last_name username company team email phone".split())
DATES = frozenset(("date", "datetime"))
IDENTIFIERS = frozenset(("id", "uuid", "code"))
FREE = frozenset("title text query topic product food ingredient cuisine medicine symptom song artist album genre movie "
                 "book sport animal hashtag job color unit object filename version".split())  # fmt: skip
_GROUPS = (PLACES, NAMES - {"email", "phone"}, DATES, frozenset(("amount", "number", "percent", "count", "limit")),
           frozenset(("song", "artist", "album", "title", "query", "topic", "movie", "book", "genre")),
           frozenset(("currency",)), frozenset(("language", "language_code")), frozenset(("id", "uuid", "token", "code")),
           frozenset(("resource",)))  # fmt: skip

_ROLES = {
    "origin": re.compile(r"\b(?:origin|from|departure|depart|source|start|starting|pickup|pick up|leav\w+|base|sender)\b"),
    "destination": re.compile(r"\b(?:destination|to|arrival|arriv\w+|end|ending|drop ?off|target|recipient)\b"),
    "start": re.compile(r"\b(?:start|from|check-?in|check in|begin\w*|depart\w*|outbound|since|after|first|earliest|pickup|"
                        r"pick-?up|min|minimum)\b"),
    "end": re.compile(r"\b(?:end|until|till|check-?out|check out|return|to|before|last|latest|drop-?off|due|deadline|expir\w+|"
                      r"max|maximum)\b"),
    "max": re.compile(r"\b(?:max|maximum|budget|at most|up to|under|limit|highest|ceiling)\b"),
    "min": re.compile(r"\b(?:min|minimum|at least|lowest|over|above)\b"),
}  # fmt: skip


def _role(slot: Slot, names: tuple[str, ...]) -> str:
    for name in names:
        if _ROLES[name].search(slot.label.lower()):
            return name
    description = str(slot.schema.get("description", ""))[:60].lower()
    for name in names:
        # in a description only the unmistakable words count
        if re.search({"origin": r"leaves from|departure|origin|starting", "destination": r"goes to|destination|arriv|heading",
                      "start": r"check-in|start|first day|begin|depart|leaves on|outbound", "max": r"maximum|highest|at most",
                      "end": r"check-out|end|last day|return|until|due", "min": r"minimum|at least"}[name], description):  # fmt: skip
            return name
    return ""


def clauses_of(reading: Reading, slot: Slot) -> tuple[Clause, ...]:
    """Return the clauses of a tool's slot, natural ones first, those that name the parameter last."""
    return _by_name(reading, slot.name)


@lru_cache(65536)
def _by_name(reading: Reading, name: str) -> tuple[Clause, ...]:
    return _clauses(next(slot for slot in reading.slots if slot.name == name), reading)


def _group(kind: str) -> frozenset[str]:
    return next((group for group in _GROUPS if kind in group), frozenset((kind,)))


def _clauses(slot: Slot, reading: Reading) -> tuple[Clause, ...]:
    rivals = [other for other in reading.slots if other.name != slot.name and other.kind in _group(slot.kind)]
    natural: list[Clause] = []
    if slot.required or not must_be_named(slot, reading):
        said = _natural(slot, bool(rivals), reading)
        natural = [Clause(before, after) for before, after in said]
        natural += [
            Clause(before, "", heard=True) for before in _heard(slot, said) if (before, "") not in said
        ]
    return tuple(dict.fromkeys(natural + list(named_clauses(slot))))


_HEARD = {
    "start": ("from", "starting", "starting on", "beginning", "on"),
    "end": ("until", "to", "through", "till"),
    "max": ("under", "for less than", "up to", "for no more than", "for at most", "below"),
}
_HEARD_PLACES = {
    "origin": ("leaving from", "starting from", "out of", "starting in"),
    "destination": ("going to", "heading to", "into"),
}
_HEARD_KINDS = {
    "medicine": ("of the medicine called", "of my medicine", "of my", "more"),
    "query": ("about", "on"),
    "text": ("that says", "that reads"),
    "title": ("called", "titled", "named"),
}


def _heard(slot: Slot, said: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return what others may say before a value although it is not the best choice of words: `a taxi from March 3`."""
    if not said:
        return ()
    if slot.kind in ("city", "country", "region") and said[0] == ("in", ""):
        return ("at", "of", "for")
    if ("translated into", "") in said:
        return ("into", "to")
    if slot.kind in PLACES:
        role = _role(slot, ("origin", "destination"))
        return _HEARD_PLACES.get(role, ("to", "for") if said == [("at", "")] else ())
    if slot.kind in ("id", "uuid", "code"):
        return (f"for {said[0][0].partition(' ')[2]}",) if " " in said[0][0] else ()
    if slot.kind == "email" and ("to", "") in said:
        return ("with",)
    if slot.kind in _HEARD_KINDS:
        return _HEARD_KINDS[slot.kind]
    if slot.kind == "enum" and said[0][0] == "in the":
        return ("in the",)
    if slot.kind == "currency" and ("into", "") in said:
        return ("in",)
    if slot.kind == "enum" and ("because of", "") in said:
        return (f"the {slot.label.lower()} being", f"giving the {slot.label.lower()}")
    if slot.kind not in DATES | {"amount"}:
        return ()
    role = _role(slot, ("start", "end") if slot.kind in DATES else ("max", "min"))
    return _HEARD.get(role, ())


_CROWD = 12  # of a tool with more parameters than this, optional ones have to be named


def must_be_named(slot: Slot, reading: Reading) -> bool:
    """Return whether an optional parameter is understood by its name only."""
    return len(reading.slots) > _CROWD or slot.kind in ("resource", "object", "token")


def named_clauses(slot: Slot) -> tuple[Clause, ...]:
    """Return the clauses that name the parameter: these always work."""
    label = slot.label
    if re.search(r" (?:at|on|by|until|from|to|in)$", label):  # `remind at`
        return tuple(Clause(before, "", True) for before in (label, f"{label}:", f"to {label}"))
    return tuple(
        Clause(before, after, True)
        for before, after in (
            (f"with {label}", ""),
            (f"the {label} is", ""),
            (f"{label}:", ""),
            ("", f"as the {label}"),
            (f"{label}", ""),
            (f"{label} =", ""),
            (f"with the {label} set to", ""),
            ("", f"for the {label}"),
            (f"the {label} should be", ""),
            (f"use {label}", ""),
            (f"my {label} is", ""),
            (f"the {label} would be", ""),
            (f"make the {label}", ""),
            (f"set the {label} to", ""),
            (f"the {label} set to", ""),
        )
    )


_BARE_PLURAL = re.compile(r"[a-z]{3,}(?<!s)s")
_HEADS = frozenset(
    "people guests persons passengers adults children seats travellers travelers visitors nights days hours".split()
)


def counted_noun(slot: Slot) -> str:
    """Return what an integer counts: `number of guests` -> `guests`, `nights` -> `nights`; empty if it names nothing."""
    label = slot.label.lower()
    match = re.match(r"(?:number|num|no|count|total number|amount|total)\.? (?:of )?(.+)$", label)
    if match:
        return plural(match[1]) if " " not in match[1] else match[1]
    if slot.kind == "count" and re.fullmatch(r"(?:[a-z]+ed )?[a-z]+s", label):
        return label
    if (
        slot.kind == "number"
        and slot.schema.get("type") == "integer"
        and _BARE_PLURAL.fullmatch(label)
        and is_plural(label)
    ):
        return label
    return {"quantity": "", "people": "people", "party size": "people", "seats": "seats", "qty": ""}.get(
        label, ""
    )


def unit_noun(slot: Slot) -> str:
    """Return the unit a duration is given in, from its name or description; empty if unknown."""
    text = f"{slot.label} {str(slot.schema.get('description', ''))[:120]}".lower()
    match = re.search(r"\b(second|minute|hour|day|night|week|month|year)s?\b", text)
    return match[1] + "s" if match else ""


ON_THINGS = frozenset("device speaker screen display tv channel platform server".split())
AT_PLACES = frozenset("hotel restaurant place venue shop store station pharmacy theater theatre".split())


def _span(slot: Slot) -> tuple[str, ...]:
    """Return what is said before a stretch of time that lies ahead or behind, as its description has it."""
    description = str(slot.schema.get("description", "")).lower()
    if re.search(r"\b(?:ahead|forecast|coming|next|upcoming)\b", description):
        return ("for the next", "over the next", "for the coming")
    return (
        ("for the last", "over the past", "for the past")
        if re.search(r"\b(?:back|past|last|previous|history)\b", description)
        else ()
    )


def _natural(slot: Slot, rivals: bool, reading: Reading) -> list[tuple[str, str]]:
    kind = slot.kind
    if kind in PLACES:
        role = _role(slot, ("origin", "destination"))
        if role == "origin" and (rivals or kind != "address"):
            ways = [("leaving from", ""), ("out of", "")] if kind != "address" and reading.asks else []
            return [("from", ""), *ways, ("between", "")]
        if role == "destination":
            return [
                ("to", ""),
                *([("going to", ""), ("heading to", "")] if reading.asks else ()),
                ("and", ""),
            ]
        if rivals:
            return []
        if re.search(r"\b(?:near|close to|around|nearby)\b", slot.label.lower()):
            return [("near", ""), ("around", ""), ("close to", ""), ("in the area of", "")]
        if kind in ("address", "street"):  # what is made takes place there, what is sent goes there
            return [("at", ""), *(() if reading.family == "create" else (("to", ""), ("for", "")))]
        near = [("in", ""), ("near", ""), ("around", "")]
        if kind in ("city", "country", "region"):  # a doctor is in Porto, the weather is for it, too
            return near if reading.family in ("find", "book") else [("in", ""), ("for", ""), *near[1:]]
        return [("in", ""), ("for", ""), *near[1:], ("at", ""), ("of", "")]
    if kind in DATES:
        return date_clauses(slot, _role(slot, ("start", "end")), rivals, reading)
    if kind == "time":
        if (verbal := verbal_clause(slot.label)) and not rivals:
            return (
                [(" ".join(verbal), ""), ("at", ""), ("for", "")]
                if verbal[1] == "at"
                else [(" ".join(verbal), "")]
            )
        role = _role(slot, ("start", "end"))
        if rivals or role == "end":
            return {"start": [("from", ""), ("starting at", "")], "end": [("until", ""), ("till", "")]}.get(
                role, []
            )
        return [("at", ""), ("for", ""), ("around", ""), ("starting at", "")]
    if kind in ("count", "limit") or counted_noun(slot):
        noun = counted_noun(slot)
        if noun:
            one, plain = singular(noun), noun.split()[-1] in _HEADS
            first, second = ("for", "with") if plain else ("with", "for")
            return [(first, noun), (first, one), (second, noun), (second, one)]
        if re.fullmatch(r"quantity|qty|pieces|units", slot.label.lower()):
            return [("", "of them"), ("", "pieces"), ("", "units")]
        if kind == "limit" and re.search(
            r"^(?:limit|size|count|top|per page|page size|results?)$|result|records|items|entries|page",
            slot.label.lower(),
        ):
            return [("no more than", "results"), ("only the top", ""), ("up to", "results"), ("just", "of them"),
                    ("just the first", "")]  # fmt: skip
        return []
    if kind == "duration":
        unit = unit_noun(slot)
        span = _span(slot) if unit and reading.asks else ()
        if span:
            return [(words, each) for words in span for each in (unit, singular(unit))] + [
                ("for", unit),
                ("for", singular(unit)),
            ]
        return (
            [("for", unit), ("for", singular(unit)), ("lasting", unit), ("lasting", singular(unit))]
            if unit
            else []
        )
    if kind in ("amount", "percent", "number"):
        return measure_clauses(slot, _role(slot, ("max", "min")), rivals, reading)
    return _word_like(slot, rivals, reading)


_WRITTEN = re.compile(r"\b(?:emails?|mail|messages?|news|articles?|posts?|books?|papers?|videos?|photos?|images?|threads?|comments?|"
                      r"reviews?|stories|tweets?|quotes?|jokes?|podcasts?|discussions?|documents?|notes?)$")  # fmt: skip
_DESCRIBED = re.compile(
    r"\b(in|on|at|from|to|of|with|into|about|for) (?:an?|one|the|another|your|my) (?=((?:[\w-]+ ?){1,4}))"
)


@lru_cache(16384)
def preposition_of(reading: Reading, noun: str) -> str:
    """Return the preposition that a description has before a thing: of `add a song to a playlist` for `playlist` it is `to`."""
    wanted = noun.lower().split()
    for match in _DESCRIBED.finditer(reading.explicit.lower()):
        words = match[2].split()
        if wanted in (words[: len(wanted)], words[1 : len(wanted) + 1]):
            return match[1]
    return ""


_VEHICLES = frozenset("car bus train bicycle bike driving transit public transport plane ferry taxi".split())


def _choice(slot: Slot, label: str) -> list[tuple[str, str]]:
    """Return the clauses of an enum, by the last word of its name."""
    last = label.split()[-1]
    if re.search(r"\b(?:part|time) of (?:the )?day$", label):
        return [("in the", ""), ("during the", "")]
    if last in ("unit", "units", "currency", "language", "month", "season"):
        return [("in", "")]
    if last in ("folder", "section", "area", "zone"):  # `in the receipts` would be among them
        return [("in the", last)]
    if last in ("room", "ward", "floor"):
        return [("in the", "")]
    if last == "genre":
        return [("in the", last), ("from the", last), ("of the", last)]
    if last in ("day", "weekday"):
        return [("on", ""), ("for", "")]
    if last == "category":
        return [("for", ""), ("in the", last), ("under", ""), ("of the", last), ("of the", label)]
    if last in ("specialty", "speciality", "specialization", "specialisation", "expertise"):
        return [("specialising in", ""), ("for", "")]
    if last in ("type", "kind"):
        return [("of type", ""), ("of the", last), ("of the", label)]
    if last in ("mode", "transport", "vehicle") and _VEHICLES & {
        str(each).lower() for each in slot.schema.get("enum", ())
    }:
        return [("by", ""), ("going by", ""), ("in", last)]
    if last in ("class", "mode", "style", "format", "mood"):
        return [("in", last), ("in", label)]
    if last in ("color", "colour", "size"):
        return [("in", "")]
    if (least := re.match(r"(?:minimum|min|at least) (.+)", label)) is not None:
        return [("of at least", least[1]), ("with at least", least[1])]
    if last in ("effort", "priority", "severity", "intensity", "quality", "difficulty"):
        return [("with", label)]
    if (
        holder := re.match(r"(?:\w+ )?(calendar|list|album|group|queue|mailbox)(?: name)?$", label)
    ) is not None:
        return [("in the", holder[1]), ("from the", holder[1]), ("for the", holder[1])]
    if re.match(r"sort|order", label):
        return [("sorted by", ""), ("ordered by", "")]
    if last in ("reason", "cause"):
        return [("because of", "")]
    if last == "preference" and label.split()[0] != last:
        return [("with", label), ("with a", label), ("with an", label)]
    return [("for", "")]


_WORDS = {
    "email": (("to", ""), ("at", ""), ("using", "")), "phone": (("at", ""), ("on", ""), ("to", "")),
    "url": (("at", ""), ("for", ""), ("from", ""), ("", "")), "domain": (("for", ""), ("", "")), "ip": (("for", ""), ("", "")),
    "person": (("for", ""), ("with", ""), ("by", ""), ("to", "")), "company": (("for", ""), ("at", ""), ("from", ""), ("of", "")),
    "username": (("for", ""), ("by", ""), ("from", "")), "team": (("for", ""), ("of", "")),
    "currency": (("in", ""),), "language": (("in", ""),), "month": (("in", ""), ("for", "")),
    "language_code": (("in", ""),), "year": (("in", ""), ("for", ""), ("from", "")), "weekday": (("on", ""),),
    "query": (("for", ""), ("about", ""), ("on", "")), "topic": (("about", ""), ("on", ""), ("for", "")),
    "title": (("called", ""), ("titled", ""), ("named", "")), "text": (("saying", ""), ("that says", ""), ("that reads", "")),
    "product": (("for", ""),), "food": (("for", ""), ("of", "")), "ingredient": (("with", ""), ("using", "")),
    "cuisine": (("", "food"), ("", "place")), "medicine": (("for", ""), ("of", "")), "symptom": (("for", ""), ("about", "")),
    "song": (("of", ""), ("for", ""), ("called", "")), "artist": (("by", ""), ("from", "")), "album": (("from", ""), ("called", "")),
    "genre": (("", "music"), ("", "stuff")), "movie": (("called", ""), ("for", ""), ("of", "")), "book": (("called", ""), ("for", "")),
    "sport": (("for", ""),), "animal": (("for", ""),), "stock_symbol": (("for", ""), ("of", "")), "crypto": (("for", ""), ("of", "")),
    "hashtag": (("for", ""), ("under", "")), "timezone": (("in", ""), ("for", "")), "filename": (("called", ""), ("named", "")),
    "resource": (("in", ""), ("under", ""), ("for", ""), ("from", ""), ("", "")), "color": (("in", ""),), "unit": (("in", ""),),
    "job": (("for", ""), ("as", "")),
}  # fmt: skip


def _word_like(slot: Slot, rivals: bool, reading: Reading) -> list[tuple[str, str]]:
    kind, label = slot.kind, slot.label.lower()
    if kind == "query":
        return [
            *([("about", ""), ("on", "")] if _WRITTEN.search(reading.noun) else ()),
            ("for", ""),
            ("matching", ""),
        ]
    if kind in ("title", "text") and any(
        other.required and other.kind in IDENTIFIERS for other in reading.slots
    ):
        # what exists already gets another name; an email that is answered does not read as the answer does
        return (
            [("to", "")]
            if label.startswith("new ")
            else [("called", ""), ("titled", "")]
            if kind == "title"
            else [("saying", "")]
        )
    if kind == "id" and slot.label.isupper() and reading.family in ("pay", "send"):
        return [(f"to {slot.label}", ""), (f"to the {slot.label}", ""), (f"to {slot.label} number", "")]
    if kind in ("id", "uuid", "code"):
        noun = re.sub(r"\s*(?:id|ids|number|code|reference|key|identifier)$", "", label).strip()
        named = (
            [(f"for {noun}", ""), (f"for the {noun}", ""), (f"{noun}", ""), (f"for {noun} number", "")]
            if noun and noun != label
            else []
        )
        said = preposition_of(reading, noun) if named else ""
        if not said and named:
            last = noun.split()[-1]
            said = "at" if reading.family == "book" and last in AT_PLACES else said
            said = "on" if reading.family == "play" and last in ON_THINGS else said
        if said and said != "for":  # as the description has it: `from an account`, `to a playlist`
            named = [
                (f"{said} {noun}", ""),
                (f"{said} the {noun}", ""),
                (noun, ""),
                (f"{said} {noun} number", ""),
            ]
        return named or ([] if rivals or kind == "code" else [("with ID", ""), ("for number", "")])
    if kind in ("currency", "language", "language_code"):
        if kind != "currency" and re.match(r"translate|translation", label):
            return [("translated into", ""), ("in", ""), ("translated to", "")]
        role = _role(slot, ("origin", "destination"))
        if not role and kind != "currency" and reading.family == "compute":
            return [("into", ""), ("to", ""), ("in", "")]
        if role:
            if role == "origin":
                return [
                    ("from", ""),
                    *([("convert", ""), ("converting", "")] if reading.family == "compute" else []),
                ]
            return [("to", ""), ("into", "")]
    if kind == "enum":
        return _choice(slot, label)
    if kind == "person" and reading.family == "book":
        return [("under the name", ""), ("for", ""), ("in the name of", "")]
    if kind in ("person", "email") and re.search(r"participant|attendee|guest|member", label):
        return [("with", ""), ("for", "")]
    if kind in ("person", "email") and re.search(r"recipient|\bto\b|attendee|invite|guest|contact", label):
        return (
            [("to", ""), ("for", "")]
            if re.search(r"recipient|\bto\b", label)
            else [("to", ""), ("with", ""), ("for", "")]
        )
    if kind in ("company", "person") and re.search(
        r"brand|maker|manufacturer|author|artist|writer|director", label
    ):
        return [("by", ""), ("from", "")]
    if kind == "food" and not reading.asks:
        return [("with", ""), ("of", ""), ("for", "")]
    if rivals and kind not in ("artist", "ingredient", "cuisine"):
        return []
    return list(_WORDS.get(kind, ()))
