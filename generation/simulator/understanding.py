"""What a user message asks for: which tools, with which arguments, and what is still missing.

The assistant decides by this and nothing else. The user checks by it that a message can be understood before
sending it, so that a request is clear and solvable at once (Table 16) without any hidden channel between the two.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .assignment import assign
from .chitchat import is_chitchat
from .conversion import Assigned, convert
from .english import base_verb, stem
from .findings import Found, find_values
from .memory import Memory
from .reading import Reading
from .references import refer
from .repeats import RESPECTIVELY, opens_case, split_repeats
from .scoring import best_of, score_tools
from .segments import segments_of
from .semantics import Slot


@dataclass(slots=True)
class Ask:
    """One thing a user asks for: a tool and the calls it takes.

    Args:
        reading: The tool.
        calls: Arguments of each call; several for a coordination (`in Lyon and in Nice`).
        missing: Required parameters nobody has named, the same for every call.
        start: Where its words begin in the message.
        text: Its words.
    """

    reading: Reading
    calls: list[dict[str, Any]]
    missing: tuple[Slot, ...]
    start: int
    text: str


_CUE = re.compile(
    r"\?|\b(?:can|could|would|will) you\b|\bplease\b|\bi (?:need|want|wish|require)\b|\bi(?:'?d)? (?:like|love) to\b|\bi'?d (?:like|love|appreciate|be)\b|\bi would (?:like|love)\b|"
    r"\bneed(?:s|ed)?\b|\blooking (?:for|to|at)\b|\btell me\b|\blet me (?:know|see|have)\b|\bwhat(?:'s|s)?\b|\bhow (?:much|many|is|are|about|"
    r"long|far|do|would|does)\b|\bwhich\b|\bwhen\b|\bwho\b|\bwondering\b|\bcurious\b|\bhelp me\b|\bany\b|\bgo ahead\b|\bhave (?:a )?\b|"
    r"\bwant\b|\bgive me\b|\bshow me\b|\bmind\b|\btime to\b|\bthe next thing\b|\bi'm after\b|\bis there\b|\bare there\b|\bwhere\b|"
    r"\bi must\b|\bi should\b|\bi have to\b|\bwe (?:need|should|have|want)\b|\bcan i\b|\bcan we\b|\bcould i\b|\bmay i\b|\bkindly\b|\btask:|"
    r"\binterested in\b|\brequest(?:ing)?\b|\bnext up\b|\bthinking of\b|\bhoping to\b|\btrying to\b|\bit is possible\b|"
    r"\bhow i can\b|\bi am (?:wanting|looking)\b|\bnow i\b|\bgotta\b|\bwanna\b|\bhit me\b|\bi'?ve been meaning\b",
    re.IGNORECASE,
)
_DETAIL = re.compile(
    r"^(?:it'?s |it is |it'll |that'?s |that would |the [\w' -]{2,40}? (?:is|are|should|would|will)\b|use |make it |make that |with |for |"
    r"set (?:the )?[\w' -]{2,40} (?:to|as)\b|i'?ll be |i'?m |we'?re |we'?ll |my [\w' -]{2,30} (?:is|are)\b|there (?:are|will|is) |just |"
    r"[\w' -]{2,40}:\s|in |on |at |from |around |under )",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?i)\b(?:please|could you|can you|would you|need|want to|i'd like|i should like|i would like|let's|help me)\b"
)
_NOT = re.compile(
    r"(?i)\b(?:don'?t|do not|didn'?t|no need to|rather not)\b[\w\s]{0,12}\b(?:want|need|book|cancel|send|delete|buy|order|\w+ any)"
)
_COURTESY = re.compile(r"(?i)don'?t (?:mind|have to|forget)|do not (?:mind|have to|forget)|so i don'?t")


def understand(
    text: str,
    readings: Sequence[Reading],
    memory: Memory,
    today: dt.date,
    context: str = "",
    pending: Ask | None = None,
    deferring: bool = True,
) -> list[Ask]:
    """Read a user message as requests, in order; an empty list means small talk or nothing known.

    Args:
        text: The user's message.
        readings: The offered tools, as the assistant sees them (no `returns`).
        memory: Calls and results so far.
        today: From the system message.
        context: The system message, for `here` and `my email`.
        deferring: Leave open what a request before it in the same message may yet produce.
        pending: The request that the assistant's last question or apology was about, which the message may answer.
    """
    if not readings:
        return []
    openings = _openings(text, readings)
    if pending is not None and not _is_new(text, openings, pending):
        return _complete(text, pending, memory, today, context)
    if not openings:
        return []
    findings = find_values(text, today, memory.known_strings())
    asks: list[Ask] = []
    for position, (start, reading) in enumerate(openings):
        end = openings[position + 1][0] if position + 1 < len(openings) else len(text)
        asks.append(_fill(reading, text, start, end, findings, memory, today, context, asks, deferring))
    return asks


_FIRST_WORD = re.compile(
    r"(?:(?:ok|okay|great|thanks|thank you|perfect|now|hi|hey|hello|good|alright|so|and|then|also|next|right|nice|"
    r"cool|well|yes|sure|just|please|kindly|understood)\b[\s,!.]*)*([a-z]+)",
    re.IGNORECASE,
)


_SURELY = 0.97  # small talk that names a tool's thing is still small talk


def _openings(text: str, readings: Sequence[Reading]) -> list[tuple[int, Reading]]:
    """Return where each request begins and its tool; details before the first request belong to it."""
    openings: list[tuple[int, Reading]] = []
    segments = segments_of(text)
    for segment in segments:
        best, score = best_of(score_tools(segment.text, readings))
        bare = segment.text.strip(" ,.")
        first = _FIRST_WORD.match(bare)
        imperative = bool(first and base_verb(first[1]) == first[1].lower())
        if score < 1.9 or not (imperative or _has_cue(bare) or _names_verb(bare, readings[best])):
            continue
        if score < 2.4 and not _ORDER.search(bare) and is_chitchat(text) > 0.6:
            continue
        if _DETAIL.match(bare) and not imperative and "?" not in bare and score < 4.0:
            continue
        if openings and _SETTING.match(bare) and _names_parameter(bare.lower(), openings[-1][1]):
            continue
        if openings and opens_case(bare):
            continue
        if _NOT.search(bare) and not _COURTESY.search(bare):
            continue
        if openings and openings[-1][1] is readings[best] and _goes_on(bare, readings[best]):
            continue
        # a segment that says nothing better than the one before belongs to it
        if openings and openings[-1][1] is readings[best] and not imperative and score < 3.0:
            continue
        openings.append((segment.start, readings[best]))
    if not openings and segments:
        best, score = best_of(score_tools(text, readings))
        if score >= 2.4 and is_chitchat(text) < 0.6:
            openings = [(0, readings[best])]
    if openings and is_chitchat(text) > _SURELY:
        return []  # `the sky has its own plan. How far ahead can you trust a forecast?` asks for no forecast
    if openings:
        openings[0] = (0, openings[0][1])
    return openings


_SETTING = re.compile(
    r"(?:set|make|use|i'd go with|i would go with) .{1,200}\b(?:to|as|is)\b|(?:make|use) |[\w' /-]{2,40}\s?[:=]\s",
    re.IGNORECASE | re.DOTALL,
)


def _goes_on(bare: str, reading: Reading) -> bool:
    """Return whether a stretch is the second half of one question: `who X is` `and which albums came out`."""
    words = " ".join(bare.lower().split()[:3])
    return f" and {words}" in reading.explicit.lower()


def _names_parameter(lower: str, reading: Reading) -> bool:
    """Return whether a sentence names a parameter: `set the zone to us-east1` goes with the request before it."""
    return any(slot.label.lower() in lower for slot in reading.slots)


@lru_cache(1024)
def _has_cue(text: str) -> bool:
    """Return whether a text asks for something; the user checks a message, the assistant reads it next."""
    return "?" in text or _CUE.search(text) is not None


def _names_verb(text: str, reading: Reading) -> bool:
    """Return whether a text has a verb of the tool in its base form: `I promised myself I'd read the email`."""
    words = [word.lower() for word in re.findall(r"[A-Za-z]+", text)]
    return any(stem(word) in reading.verbs and base_verb(word) == word for word in words)


def _is_new(text: str, openings: Sequence[tuple[int, Reading]], pending: Ask) -> bool:
    """Return whether a message after a question starts something new rather than answers."""
    if not openings:
        return False
    if openings[0][1] is not pending.reading and openings[0][1].tool.name != pending.reading.tool.name:
        return bool(_CUE.search(text)) or base_verb(text.split()[0].strip(",.!").lower()) is not None
    return False


def _relative(findings: Sequence[Found], start: int, end: int) -> list[Found]:
    return [
        Found(found.start - start, found.end - start, found.sort, found.value)
        for found in findings
        if start <= found.start and found.end <= end
    ]


def _fill(
    reading: Reading,
    text: str,
    start: int,
    end: int,
    findings: Sequence[Found],
    memory: Memory,
    today: dt.date,
    context: str,
    earlier: Sequence[Ask],
    deferring: bool,
) -> Ask:
    own = text[start:end]

    def read(first: int, last: int, given: dict[str, Any]) -> Ask:
        found = _relative(findings, start + first, start + last)
        assigned = assign(reading, own[first:last], found, today)
        return _resolve(
            reading, own[first:last], start + first, assigned, given, memory, context, earlier, deferring
        )

    repeats = split_repeats(own)
    if repeats is None:
        return read(0, len(own), {})
    head = read(0, repeats.head, {})
    calls = list(head.calls) if repeats.alone else []
    for first, last in repeats.items:
        calls += read(first, last, head.calls[0]).calls
    missing = [slot for slot in reading.required if any(slot.name not in call for call in calls)]
    return Ask(reading, [_ordered(reading, call) for call in calls], tuple(missing), start, own)


def _resolve(
    reading: Reading,
    own: str,
    start: int,
    assigned: Sequence[Assigned],
    given: dict[str, Any],
    memory: Memory,
    context: str,
    earlier: Sequence[Ask],
    deferring: bool = True,
) -> Ask:
    arguments: dict[str, Any] = dict(given)
    several: list[Assigned] = []
    for each in assigned:
        if each.slot.array:
            if len(each.values) >= int(each.slot.schema.get("minItems", 0)):
                arguments[each.slot.name] = each.values
            continue
        arguments[each.slot.name] = each.values[0]
        if len(each.values) > 1:
            several.append(each)
    previous = earlier[-1].calls[0] if earlier else {}
    producing = bool(earlier) and deferring
    for slot in reading.slots:
        if slot.name not in arguments:
            value = refer(slot, own, memory, previous, context, producing, reading.noun, reading)
            if value is not None:
                arguments[slot.name] = [value] if slot.array and not isinstance(value, list) else value
    missing = tuple(slot for slot in reading.required if slot.name not in arguments)
    beside = several if RESPECTIVELY.search(own) else several[:1]
    beside = [each for each in beside if len(each.values) == len(beside[0].values)]
    calls = [arguments]
    if beside:
        rows = zip(*(each.values for each in beside), strict=True)
        calls = [
            arguments | {each.slot.name: value for each, value in zip(beside, row, strict=True)}
            for row in rows
        ]
    return Ask(reading, [_ordered(reading, call) for call in calls], missing, start, own)


def _ordered(reading: Reading, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return arguments in the order of the schema's properties."""
    return {slot.name: arguments[slot.name] for slot in reading.slots if slot.name in arguments}


_REPEAT = re.compile(r"(?i)\b(?:again|retry|once more|yes|go ahead|go on|please do|try it|do it)\b")


def _complete(text: str, pending: Ask, memory: Memory, today: dt.date, context: str) -> list[Ask]:
    """Read an answer to a question: what was known stays, what is named now is added or replaced."""
    findings = find_values(text, today, memory.known_strings())
    assigned = assign(pending.reading, text, findings, today)
    named = {each.slot.name for each in assigned}
    if not named and (not pending.missing or is_chitchat(text) > 0.6) and not _REPEAT.search(text):
        return []  # small talk, or the user lets it go: the same call would fail the same way
    open_slots = [slot for slot in pending.missing if slot.name not in named]
    if len(open_slots) == 1 and not named:
        bare = _bare(open_slots[0], pending.reading, text, findings)
        if bare is not None:
            assigned = [*assigned, Assigned(open_slots[0], [bare], 5.0, 0, 0)]
    return [_resolve(pending.reading, text, 0, assigned, pending.calls[0], memory, context, ())]


def _bare(slot: Slot, reading: Reading, text: str, findings: Sequence[Found]) -> Any:
    """Return the one value of an answer that does not say which parameter it is for."""
    fitting = [
        (found.end - found.start, value)
        for found in findings
        if (value := convert(slot, found, text, named=True)) is not None
    ]
    if fitting:
        return max(fitting, key=lambda each: each[0])[1]
    if slot.schema.get("type", "string") != "string" or "enum" in slot.schema:
        return None
    match = re.match(
        r"^(?:(?:oh|sorry|right|sure|yes|ah|of course|my bad|ok|okay|well|um|hmm|good point|good question)\b[\s,.!:\u2014-]*)*"
        r"(?:(?:it'?s|it is|make it|let'?s (?:say|go with|do)|go with|i'?d say|that would be|that'?s|use|try|say|please use|"
        r"put|how about|just)\s+)?(.+?)(?:,? (?:please|thanks|thank you|then|instead))?[.!]*$",
        text.strip(),
        re.IGNORECASE | re.DOTALL,
    )
    return match[1].strip(" \"'\u201c\u201d") if match and len(match[1]) <= 160 else None
