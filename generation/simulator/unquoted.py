"""Open text-like values in a text: the unquoted words behind a clause, up to where the clause ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .clauses import Clause, clauses_of
from .conversion import STRICT, Assigned, type_of
from .english import STOP, stems
from .reading import Reading
from .semantics import Slot

_STOPS = re.compile(r"[,;.?!](?:\s|$)|\s[-\u2013\u2014(]|$|\s(?:please|thanks|if you can|if possible|when you|asap|for me|right away|"
                    r"fast(?=[.,?!]|$| and| please)|today|and then|and also|as the|and|but|so|because|since|as soon|that|which|who|while|before|to be on)\b")  # fmt: skip


_NO_PHRASE = frozenset("resource token currency uuid country_code language_code id code".split())


def fill_phrases(
    reading: Reading,
    slots: Sequence[Slot],
    text: str,
    lower: str,
    result: dict[str, Assigned],
    taken: list[tuple[int, int]],
) -> None:
    """Fill open text-like parameters from unquoted words behind their clause, up to where the clause ends."""
    for slot in slots:
        if slot.name in result or type_of(slot) != "string" or slot.schema.get("enum"):
            continue
        if slot.kind in STRICT:
            continue
        word_only = slot.kind in _NO_PHRASE
        for clause in clauses_of(reading, slot):
            if (
                not clause.before
                or clause.before in ("between", "and")
                or (not slot.required and not clause.named)
            ):
                continue
            bare = "" if word_only else slot.label  # of other kinds the mere label marks only what is listed
            span = _phrase_after(clause, text, lower, taken, result, bare, slot.array)
            if (
                span
                and not clause.named
                and not word_only
                and not _says_something(text[span[0] : span[1]], reading)
            ):
                # `search for products for running shoes`: the second one counts
                span = _phrase_after(clause, text, lower, taken, result, bare, slot.array, span[0] - 1)
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


_LISTED = re.compile(r"(?:\b(?:with|using|and)|,) $")


_LINKED = re.compile(r"(?: number| ID)?(?:\s*[:=]|\s+(?:is|set to))?$")
_LEADING = re.compile(r"(?:\s+(?:with|using|the|and|for|use|set)|,)+$", re.IGNORECASE)


def _before_label(words: str, start: int, result: dict[str, Assigned]) -> str:
    """Cut the name of the parameter that the value behind some words went to: `education with make =`."""
    for assigned in result.values():
        label = assigned.slot.label
        if assigned.start == start:
            bare = _LINKED.sub("", words)
            if bare.lower().endswith(" " + label.lower()):
                return _LEADING.sub("", bare[: -len(label)].rstrip())
    return words


def _phrase_after(
    clause: Clause,
    text: str,
    lower: str,
    taken: list[tuple[int, int]],
    result: dict[str, Assigned],
    label: str = "",
    listed: bool = False,
    start: int = -1,
) -> tuple[int, int] | None:
    before = clause.before.lower()
    while (start := lower.find(before, start + 1)) >= 0:
        begin = start + len(before)
        if (start and lower[start - 1].isalnum()) or begin >= len(lower) or lower[begin] not in " ":
            continue
        if clause.before == label and not _LISTED.search(lower, 0, start):
            continue
        begin += 1
        article = re.match(r"(?:the|a|an|some|any|my|is|as|set to)\s", lower[begin:])
        begin += article.end() if article and clause.named else 0
        stop = (_LIST_STOPS if listed else _STOPS).search(text, begin)
        end = stop.start() if stop else len(text)
        # the value ends where the words around the next value begin
        for left, _ in taken:
            if begin <= left < end:
                words = _before_label(text[begin:left].rstrip(' "$\u20ac'), left, result)
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
