"""Which value in a text is meant for which parameter of a tool."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from .clauses import FREE, PLACES, Clause, clauses_of
from .english import STOP, stems
from .findings import Found
from .reading import Reading
from .semantics import Slot
from .spoken import code_names, codes_by_name, humanise

_LINK = re.compile(
    r"(?:\s+(?:is|are|was|of|as|to|being|should be|would be|will be|set to|equals|=)|\s*[:=])\s*$"
)
_DATE_KINDS = {"date": ("date",), "datetime": ("datetime",), "time": ("time",)}
_STRICT = {"email": ("email",), "url": ("url",), "date": ("date",), "datetime": ("datetime",), "time": ("time",),
           "phone": ("phone",)}  # fmt: skip
_NUMERIC = frozenset("count limit number amount percent duration latitude longitude year".split())
_CODED = frozenset("id code token uuid stock_symbol crypto hashtag airport zip version ip username filename phone unit domain "
                   "resource title timezone country_code currency language_code company product".split())  # fmt: skip
_PROPER = (
    PLACES
    | FREE
    | frozenset("person first_name last_name company team artist album song movie book language weekday month stock_symbol "
                "id code username resource language_code currency country_code timezone".split())
)  # fmt: skip
_JOIN = re.compile(
    r",? and |, | as well as |,? and also |,? plus | and then | or | & |,? and (?:in|for|to|of|on|from|at|the|with) "
    r"| as well as (?:in|for|to|of) "
)


@dataclass(slots=True)
class Assigned:
    """A parameter's value as found, and where; several values for a coordination such as `Lyon and Nice`."""

    slot: Slot
    values: list[Any]
    score: float
    start: int
    end: int


def convert(slot: Slot, found: Found, text: str, named: bool) -> Any:
    """Return the parameter value that a finding stands for, or None if it cannot be one."""
    kind, type_ = slot.kind, _type_of(slot)
    raw = text[found.start : found.end]
    if "enum" in (slot.schema.get("items") or {}) or "enum" in slot.schema or type_ in ("boolean", "object"):
        return None
    if type_ in ("integer", "number"):
        if found.sort != "number":
            return None
        if type_ == "integer" or (float(found.value).is_integer() and "." not in raw):
            return int(found.value) if float(found.value).is_integer() else None
        return float(found.value)
    if found.sort == "quoted":
        return (
            found.value
            if kind not in ("date", "time", "datetime") or not re.match(r"[A-Za-z]", found.value)
            else None
        )
    if found.sort == "number":
        if kind in _NUMERIC or (
            (kind in ("id", "zip", "code", "phone", "token", "unit", "version", "month") or named)
            and kind not in FREE
            and kind not in _STRICT
        ):
            return re.sub(r"[^\d.-]", "", raw) if re.search(r"\d", raw) else f"{found.value:g}"
        return None
    if kind in _STRICT:
        if kind == "phone" and found.sort == "code":
            return found.value
        return found.value if found.sort in _STRICT[kind] or (found.sort == "known" and named) else None
    if found.sort in ("date", "time", "datetime"):
        return None
    if kind in ("currency", "country_code", "language_code"):
        if found.sort in ("code", "proper", "initial", "phrase"):
            codes = code_names(kind)
            if raw in codes:
                return raw
            return codes_by_name(kind).get(raw.lower(), raw if named else None)
        return None
    if found.sort == "known":
        # the name of a thing is not its ID: `book Old Port` is for `references` to resolve
        return None if kind in ("id", "uuid") and " " in raw and not re.search(r"\d", raw) else found.value
    if found.sort == "email":
        return found.value if kind in ("username", "person", "id") or named else None
    if found.sort == "url":
        return found.value if kind in ("domain", "resource", "id", "query") or named else None
    if found.sort == "path":
        return (
            found.value
            if kind in ("resource", "id", "filename", "timezone", "unit", "url", "airport", "code") or named
            else None
        )
    if found.sort == "slug":
        return found.value if kind in ("resource", "code", "id", "username", "domain") or named else None
    if found.sort in ("code", "phone"):
        return found.value if kind in _CODED or named or kind in FREE else None
    if found.sort in ("proper", "initial"):
        if ", " in raw and kind not in ("address", "street", "place"):
            return None
        return found.value if kind in _PROPER or named else None
    return found.value  # a phrase, already cut to its clause


def _choices(slot: Slot) -> Sequence[Any]:
    """Return the values of an enum, of an array's items too; empty for other parameters."""
    return (
        slot.schema.get("enum")
        or ((slot.schema.get("items") or {}).get("enum") if slot.array else None)
        or ()
    )


_NUMBER_SORTS = frozenset(("number",))
_OWN_SORTS = {"email": frozenset(("email", "quoted", "known")), "url": frozenset(("url", "quoted", "known")),
              "date": frozenset(("date", "quoted", "known")), "datetime": frozenset(("datetime", "quoted", "known")),
              "time": frozenset(("time", "quoted", "known")), "phone": frozenset(("phone", "code", "quoted", "known"))}  # fmt: skip


def _sorts(slot: Slot) -> frozenset[str] | None:
    """Return the only sorts of finding a parameter can take, or None if form alone does not decide."""
    return _NUMBER_SORTS if _type_of(slot) in ("integer", "number") else _OWN_SORTS.get(slot.kind)


def _type_of(slot: Slot) -> str:
    schema = slot.schema.get("items") or {} if slot.array else slot.schema
    type_ = schema.get("type", "string")
    return type_ if isinstance(type_, str) else next((each for each in type_ if each != "null"), "string")


def _ends_with(left: str, words: str) -> bool:
    return left.endswith(words) and (len(left) == len(words) or not left[-len(words) - 1].isalnum())


def _starts_with(right: str, words: str) -> bool:
    return right.startswith(words) and (len(right) == len(words) or not right[len(words)].isalnum())


class Mark(NamedTuple):
    """A clause prepared for looking up: lower case, what may be linked by `is` or `:`, and its score."""

    before: str
    linked: str
    after: str
    score: float


@lru_cache(8192)
def _own_words(reading: Reading) -> frozenset[str]:
    """Return the stems of a tool's own words: its anchors and the labels of its parameters."""
    return frozenset(reading.anchors) | {each for slot in reading.slots for each in stems(slot.label)}


@lru_cache(65536)
def _marks(reading: Reading, name: str) -> tuple[Mark, ...]:
    slot = next(slot for slot in reading.slots if slot.name == name)
    return tuple(_mark(clause) for clause in clauses_of(reading, slot) if clause.before or clause.after)


def _mark(clause: Clause) -> Mark:
    """More words score more, words that name the parameter most."""
    before, after = clause.before.lower(), clause.after.lower()
    target = re.sub(r" (?:is|should be|set to)$|:$| =$", "", before) if clause.named else ""
    words = len(before.split()) + len(after.split())
    score = (8.0 if clause.named else 6.0) + 0.2 * words + (0.7 if before and after else 0.0)
    return Mark(before, target, after, score)


def _fit(marks: tuple[Mark, ...], left: str, linked: str, right: str) -> float:
    """Score how the best of a parameter's clauses fits around a value: 0 for not at all."""
    best = 0.0
    for before, target, after, score in marks:
        if score <= best:
            continue
        if before and not (
            (left.endswith(before) and _ends_with(left, before))
            or (target and linked.endswith(target) and _ends_with(linked, target))
        ):
            continue
        if after and not (right.startswith(after) and _starts_with(right, after)):
            continue
        best = score
    return best


def assign(
    reading: Reading,
    text: str,
    findings: Sequence[Found],
    today: dt.date,
    used: Sequence[tuple[int, int]] = (),
) -> list[Assigned]:
    """Give a tool's parameters the values of a text that its words mark as theirs.

    Args:
        reading: The tool.
        text: The part of a message that speaks of it.
        findings: What was found in that part, offsets relative to it.
        today: For relative dates.
        used: Spans that are taken already.
    """
    lower = text.lower()
    crowded = len(reading.slots) > _CROWD
    slots = [slot for slot in reading.slots if slot.required or _in_reach(slot, lower, crowded)]
    options: list[tuple[float, int, Slot, Found, Any]] = []
    fillable = [
        (slot, _sorts(slot), _marks(reading, slot.name))
        for slot in slots
        if _type_of(slot) not in ("boolean", "object") and not _choices(slot)
    ]
    for found in findings:
        left = lower[max(0, found.start - 70) : found.start].rstrip(' "\u201c$\u20ac\u00a3')
        left = re.sub(r"\b(?:the|a|an|about|around|exactly|just|both|either|also)$", "", left).rstrip()
        linked = _LINK.sub("", left + " ").rstrip()
        right = lower[found.end : found.end + 50].lstrip(' ,"\u201d')
        for slot, sorts, marks in fillable:
            if sorts is not None and found.sort not in sorts:
                continue
            best = _fit(marks, left, linked, right)
            named = best >= 8.0
            value = convert(slot, found, text, named)
            if value is None:
                continue
            # the tool's own words (`an API proxy`) are no values unless they are marked by name
            if (
                not named
                and found.sort in ("code", "proper", "initial")
                and set(stems(str(value))) <= _own_words(reading)
            ):
                continue
            score = round(best or _alone(slot, found, reading, value), 2)
            if score:
                score += 0.4 if found.sort in ("quoted", "known") else 0.0
                options.append((score, found.start, slot, found, value))
    # of equals the first, and of those that begin together the longest
    options.sort(key=lambda option: (-option[0], option[1], option[1] - option[3].end))
    taken = list(used)
    result: dict[str, Assigned] = {}
    for slot_assigned in _switches(slots, lower, reading):
        result[slot_assigned.slot.name] = slot_assigned
        if slot_assigned.end:
            taken.append((slot_assigned.start, slot_assigned.end))
    for score, _, slot, found, value in options:
        if slot.name not in result and not _overlaps(found, taken):
            result[slot.name] = Assigned(slot, [value], score, found.start, found.end)
            taken.append((found.start, found.end))
    for assigned in result.values():
        _coordinate(assigned, text, findings, taken)
    _phrases(reading, slots, text, lower, result, taken)
    return list(result.values())


def _overlaps(found: Found, taken: Sequence[tuple[int, int]]) -> bool:
    return any(found.start < right and left < found.end for left, right in taken)


_CROWD = 12  # of a tool with more parameters than this, optional ones have to be named


def _in_reach(slot: Slot, lower: str, crowded: bool) -> bool:
    """Return whether an optional parameter may be spoken of at all: a cheap test before the dear one."""
    return not (crowded or slot.kind in ("resource", "object", "token")) or slot.label.lower() in lower


@lru_cache(8192)
def _population(reading: Reading) -> tuple[Counter[str], Counter[str], int, int]:
    """Count a tool's parameters by kind, the required ones by kind, the numbers, and the required names."""
    required = [slot for slot in reading.slots if slot.required]
    return (
        Counter(slot.kind for slot in reading.slots),
        Counter(slot.kind for slot in required),
        sum(_type_of(slot) in ("integer", "number") for slot in reading.slots),
        sum(slot.kind in _PROPER for slot in required),
    )


def _alone(slot: Slot, found: Found, reading: Reading, value: Any) -> float:
    """Score a value that no words mark: only where nothing else of the tool could take it."""
    kinds, required, numbers, names = _population(reading)
    if found.sort in _STRICT.get(slot.kind, ()):
        return 4.0 if kinds[slot.kind] == 1 else 0.0
    if not slot.required:
        return 0.0
    if slot.kind in ("id", "uuid", "resource", "stock_symbol", "airport", "zip") and found.sort in (
        "code",
        "path",
        "known",
    ):
        return 3.5 if required[slot.kind] == 1 else 0.0
    if slot.kind in ("currency", "country_code", "language_code") and found.sort in ("code", "proper"):
        return 3.6 if kinds[slot.kind] == 1 and value in code_names(slot.kind) else 0.0
    if found.sort == "number" and isinstance(value, int | float) and not isinstance(value, bool):
        return 3.0 if numbers == 1 else 0.0
    if found.sort in ("proper", "known", "quoted") and slot.kind in _PROPER:
        return 3.2 if names == 1 else 0.0
    return 0.0


def _switches(slots: Sequence[Slot], lower: str, reading: Reading) -> list[Assigned]:
    """Find enum values and flags, which are known words rather than found values."""
    result = []
    for slot in slots:
        enum = _choices(slot)
        if enum:
            assigned = _enum(slot, enum, lower, reading)
        elif _type_of(slot) == "boolean":
            assigned = _flag(slot, lower)
        else:
            continue
        if assigned:
            result.append(assigned)
    return result


def _enum(slot: Slot, enum: Sequence[Any], lower: str, reading: Reading) -> Assigned | None:
    best: Assigned | None = None
    label = slot.label.lower()
    for value in enum:
        spoken = humanise(str(value)).lower()
        start = -1
        while (start := lower.find(spoken, start + 1)) >= 0:
            end = start + len(spoken)
            if (start and lower[start - 1].isalnum()) or (
                end < len(lower) and (lower[end].isalnum() or lower[end] == "-")
            ):
                continue
            left = lower[:start].rstrip(' "\u201c')
            linked = _LINK.sub("", left + " ").rstrip()
            right = lower[end:].lstrip(' "\u201d')
            score = 5.0
            if (
                _ends_with(left, label)
                or _ends_with(linked, label)
                or right.startswith((f"as the {label}", f"for the {label}"))
            ):
                score = 9.0
            elif _starts_with(right, label.split()[-1]):
                score = 7.0
            elif len(spoken) < 2 or (not slot.required and set(stems(spoken)) & reading.anchors.keys()):
                continue
            # of equals the last one counts: what comes first is background
            if (
                best is None
                or score > best.score
                or (score == best.score and not (best.start <= start < best.end))
            ):
                best = Assigned(slot, [value], score, start, end)
            elif slot.array and score > 4.9 and value not in best.values:
                best.values.append(value)
    return best


_NO = re.compile(r"\b(?:no|not|without|don't|do not|skip|never|exclude|minus|n't|off|doesn't)\b[^,.;]{0,24}$")
_SAID_NO = re.compile(r"^\s*(?:is|are|set to|to|:|=|should be)?\s*(?:no\b|false\b|off\b|disabled\b)")


def _flag(slot: Slot, lower: str) -> Assigned | None:
    label = slot.label.lower()
    start = lower.find(label)
    if start < 0:
        return None
    value = not (_NO.search(lower[:start]) or _SAID_NO.search(lower[start + len(label) :]))
    return Assigned(slot, [value], 7.0, start, start + len(label))


def _coordinate(
    assigned: Assigned, text: str, findings: Sequence[Found], taken: list[tuple[int, int]]
) -> None:
    """Extend a value by those joined to it with `and`: items of an array, or values of parallel calls."""
    if isinstance(assigned.values[0], bool) or assigned.slot.schema.get("enum") or not assigned.end:
        return
    grown = True
    while grown:
        grown = False
        for found in sorted(findings, key=lambda each: each.start - each.end):
            gap = found.start - assigned.end
            if not 1 <= gap <= 22 or _overlaps(found, taken):
                continue
            if _JOIN.fullmatch(text[assigned.end : found.start].replace('"', "").lower()):
                value = convert(assigned.slot, found, text, named=False)
                if value is not None and value not in assigned.values:
                    assigned.values.append(value)
                    taken.append((found.start, found.end))
                    assigned.end = found.end
                    grown = True
                    break


_STOPS = re.compile(r"[,;.?!](?:\s|$)|\s[-\u2013\u2014(]|$|\s(?:please|thanks|if you can|if possible|when you|asap|for me|right away|"
                    r"today|and then|and also|as the|and|but|so|because|since|as soon|that|which|who|while|before|to be on)\b")  # fmt: skip


_NO_PHRASE = frozenset("resource token currency uuid country_code language_code id code".split())


def _phrases(
    reading: Reading,
    slots: Sequence[Slot],
    text: str,
    lower: str,
    result: dict[str, Assigned],
    taken: list[tuple[int, int]],
) -> None:
    """Fill open text-like parameters from unquoted words behind their clause, up to where the clause ends."""
    for slot in slots:
        if slot.name in result or _type_of(slot) != "string" or slot.schema.get("enum"):
            continue
        if slot.kind in _STRICT:
            continue
        word_only = slot.kind in _NO_PHRASE
        for clause in clauses_of(reading, slot):
            if (
                not clause.before
                or clause.before in ("between", "and")
                or (not slot.required and not clause.named)
            ):
                continue
            if (clause.before == slot.label) != word_only and clause.before == slot.label:
                continue
            span = _phrase_after(clause, text, lower, taken, slot.array)
            if span and word_only:
                span = _first_word(text, span) if clause.named or clause.before == "with ID" else None
            if span and (clause.named or _says_something(text[span[0] : span[1]], reading)):
                _take(slot, text, span, result, taken)
                break
        else:
            span = _phrase_before(f" as the {slot.label.lower()}", text, lower, taken)
            if span and (not word_only or re.fullmatch(r"\S+", text[span[0] : span[1]])):
                _take(slot, text, span, result, taken)


def _first_word(text: str, span: tuple[int, int]) -> tuple[int, int] | None:
    """Return the first word of a span as a code-like value; a plain English function word is none."""
    match = re.match(r"[\w.:/+#@-]*\w", text[span[0] : span[1]])
    if not match or match[0].lower() in STOP:
        return None
    return span[0], span[0] + match.end()


def _says_something(phrase: str, reading: Reading) -> bool:
    """Return whether a phrase is a value and not the tool's own object: `any songs with`."""
    content = stems(phrase)
    return (
        not content
        or content[0] not in reading.anchors
        or (len(content) > 1 and content[1] not in reading.anchors and len(phrase.split()) == 2)
    )


def _take(
    slot: Slot, text: str, span: tuple[int, int], result: dict[str, Assigned], taken: list[tuple[int, int]]
) -> None:
    phrase = text[span[0] : span[1]]
    values = re.split(r", | and ", phrase) if slot.array else [phrase]
    result[slot.name] = Assigned(slot, values, 5.0, *span)
    taken.append(span)


def _phrase_before(words: str, text: str, lower: str, taken: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the span of the words before `as the <label>`, from where their clause begins."""
    end = lower.find(words)
    if end < 0:
        return None
    openers = [match.end() for match in _OPENERS.finditer(lower, 0, end)]
    if not openers:
        return None
    span = (openers[-1], end)
    if span[1] - span[0] < 2 or any(span[0] < right and left < span[1] for left, right in taken):
        return None
    return span


_OPENERS = re.compile(r"\b(?:with|using|use|make|try|put|say|and go with|go with|set)\s+|[,;:]\s+")


_TAIL = re.compile(
    r"(?:(?:^|[\s,]+)(?:(?:for )?(?:less|more|fewer) than|up to|no (?:more|less) than|at (?:most|least)|under|over|below|above|by|from|to|into|in|on|at|"
    r"for|with|using|of|near|around|starting|beginning|until|till|through|before|after|titled|called|named|lasting|between|and|within|saying|the|a|"
    r"my|leaving|returning|checking|out|due|per|as|set|is|both))+\s*$",
    re.IGNORECASE,
)


_LIST_STOPS = re.compile(_STOPS.pattern.replace("and|but", "but").replace("[,;.?!]", "[;.?!]"))


def _phrase_after(
    clause: Clause, text: str, lower: str, taken: list[tuple[int, int]], listed: bool = False
) -> tuple[int, int] | None:
    before = clause.before.lower()
    start = -1
    while (start := lower.find(before, start + 1)) >= 0:
        begin = start + len(before)
        if (start and lower[start - 1].isalnum()) or begin >= len(lower) or lower[begin] not in " ":
            continue
        begin += 1
        article = re.match(r"(?:the|a|an|some|any|my|is|as)\s", lower[begin:])
        begin += article.end() if article and clause.named else 0
        stop = (_LIST_STOPS if listed else _STOPS).search(text, begin)
        end = stop.start() if stop else len(text)
        # the value ends where the words around the next value begin
        for left, _ in taken:
            if begin <= left < end:
                words = text[begin:left].rstrip(' "$\u20ac')
                end = begin + len(_TAIL.sub("", words))
        if any(begin < right and left < end for left, right in taken):
            continue
        phrase = text[begin:end].strip(" \"'")
        if clause.after:
            cut = phrase.lower().find(" " + clause.after.lower())
            if cut < 0:
                continue
            phrase = phrase[:cut]
        if 2 <= len(phrase) <= 120 and not re.match(
            r"(?:me|it|this|that|them|you|us|one|the|a|those|same|there|here|mine|my)\b", phrase.lower()
        ):
            offset = text.find(phrase, begin)
            return offset, offset + len(phrase)
    return None
