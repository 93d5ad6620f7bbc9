"""The values that stand in a text, found by their form alone: dates, times, numbers, names, codes, quotations."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .english import base_verb
from .spoken import DATE, DATETIME, NUMBER, TIME, read_date, read_number, read_time


@dataclass(frozen=True, slots=True)
class Found:
    """A value in a text.

    Args:
        start: Offset of its first character.
        end: Offset behind its last character.
        sort: `quoted date time datetime number email url path phone code slug proper initial known phrase`; `initial` is a
            capitalised word that may be so for opening a sentence.
        value: Its value: ISO text for dates and times, a float for numbers, else the text itself.
    """

    start: int
    end: int
    sort: str
    value: Any


_QUOTED = re.compile(r"[\"\u201c]([^\"\u201c\u201d\n]+)[\"\u201d]")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(
    r"(?:https?://|www\.)[^\s\"'<>]+[\w/]|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|dev|app|co|info|biz|example|test)\b(?:/[^\s,;\"']*[\w/])?"
)
_PATH = re.compile(r"\b[\w.~-]+(?:/[\w.*~:@-]*\w)+")
_PHONE = re.compile(
    r"(?<![\w.-])(?:\+\d[\d .()-]{6,}\d|\(\d{3}\)[\d .-]{6,}\d|\d{3}[.-]\d{3}[.-]\d{4}(?:x\d+)?)(?![\w-])"
)
_CODE = re.compile(
    r"(?<![\w/@.-])(?:(?=[\w.:-]*\d)(?=[\w.:-]*[A-Za-z])[A-Za-z0-9]+(?:[-_:.][A-Za-z0-9]+)*|[A-Z]{2,6}(?:[-/][A-Z]{2,6})?"
    r"|[a-z]{2}-[A-Z]{2}|\d+(?:-\d+)+|\d{1,3}(?:\.\d{1,3}){3}|#[\w-]+|@\w+)(?![\w/@])"
)
_DIGIT = re.compile(r"\d")
_SLUG = re.compile(r"(?<![\w/@.-])[a-z]+(?:-[a-z]+)+(?![\w/@-]|\.\w)")
_FILE = re.compile(
    r"(?<![\w/@.-])\w+(?:[.-]\w+)*\.(?:pdf|txt|csv|json|xml|html|docx?|xlsx?|pptx?|zip|jpe?g|png|gif|svg|mp[34]|wav|md)(?![\w/@-])"
)
_CAPITAL = r"(?:(?:St|Dr|Mr|Mrs|Ms|Jr|[A-Z])\.|[A-Z\u00c0-\u00de](?:[\w\u00c0-\u024f'\u2019&-]|\.(?=\w))*)"
_PROPER = re.compile(
    rf"(?:\b\d{{1,5}} )?(?<![\w.]){_CAPITAL}(?:(?: (?:de|du|del|la|le|of|the|van|von|der|&|y|da|do|dos|des))*,? (?:{_CAPITAL}|\d[\w-]*|&))*"
)
_SIMPLE = re.compile(rf"(?<![\w.]){_CAPITAL}(?: {_CAPITAL})*")
_MONEY = re.compile(r"\b(?:(?:US|Canadian|Australian|Singapore|New Zealand) dollars|British pounds|Swiss francs|Mexican pesos|(?:Swedish|Norwegian|"
                    r"Danish) kron(?:or|er)|euros?|dollars|pounds|yen|rupees|yuan|reais|zlotys|won|lira|rand)\b", re.IGNORECASE)  # fmt: skip
_SENTENCE_START = re.compile(r"(?:^|[.?!:;\n]\s*|[\u2014-]\s|, )$")
_COMMON = frozenset(
    "i i'm i'd i'll i've hi hello hey good ok okay great thanks thank perfect now then also please could can would "
    "find book show get what what's where when which who how is are do does did the a an my our your this that it "
    "it's its we we're for on in at to from with next and but so yes no sure one let let's dear kindly nice lovely "
    "use make set add send create delete cancel give tell check look search need want looking one any there here "
    "before after while since once if as well actually anyway right alright cool awesome monday tuesday wednesday "
    "thursday friday saturday sunday january february march april may june july august september october november "
    "december first last same another hmm oh ah well anyhow task note the someone somebody everyone whatever".split()
)


def find_values(text: str, today: dt.date, known: Iterable[str] = ()) -> tuple[Found, ...]:
    """Return all readings of parts of a text as values, in no particular order; they may overlap.

    The user checks a message by it and the assistant reads the same message next, so the latest ones are kept.

    Args:
        text: What somebody wrote.
        today: For relative dates.
        known: Strings seen earlier (names and ids of results) to be recognised verbatim.
    """
    return _find(text, today, tuple(value for value in known if value in text))


@lru_cache(1024)
def _find(text: str, today: dt.date, known: tuple[str, ...]) -> tuple[Found, ...]:
    found: list[Found] = []
    masked = text
    for match in _QUOTED.finditer(text):
        found.append(Found(match.start(), match.end(), "quoted", match[1].rstrip(",")))
        masked = masked[: match.start()] + "\x00" * (match.end() - match.start()) + masked[match.end() :]
    for sort, pattern, sign in (("email", _EMAIL, "@"), ("url", _URL, ".")):
        if sign not in masked and "://" not in masked:
            continue
        for match in pattern.finditer(masked):
            if not any(each.start <= match.start() < each.end for each in found if each.sort == "email"):
                found.append(Found(match.start(), match.end(), sort, match[0]))
    if "/" in masked:
        found += [Found(m.start(), m.end(), "path", m[0]) for m in _PATH.finditer(masked)]
    digits = _DIGIT.search(masked) is not None
    if digits:
        found += [Found(m.start(), m.end(), "phone", m[0]) for m in _PHONE.finditer(masked)]
    taken: list[tuple[int, int]] = [(each.start, each.end) for each in found if each.sort != "quoted"]
    dates: list[Found] = []
    for match in DATETIME.finditer(masked) if digits else ():
        found.append(Found(match.start(), match.end(), "datetime", match[0]))
        taken.append(match.span())
    for match in DATE.finditer(masked):
        iso = read_date(match, today)
        if iso and not _inside(match.start(), match.end(), taken):
            dates.append(Found(match.start(), match.end(), "date", iso))
    times = [
        Found(m.start(), m.end(), "time", read_time(m))
        for m in TIME.finditer(masked)
        if not _inside(m.start(), m.end(), taken)
    ]
    # a clock time alone may stand for a date and time: today's
    found += [
        Found(time.start, time.end, "datetime", f"{today.isoformat()}T{time.value}:00") for time in times
    ]
    for date in dates:
        for time in times:
            if 0 <= time.start - date.end <= 5 and re.fullmatch(
                r",? (?:at )?", masked[date.end : time.start]
            ):
                found.append(Found(date.start, time.end, "datetime", f"{date.value}T{time.value}:00"))
    found += dates + times
    taken += [(each.start, each.end) for each in dates + times]
    for match in NUMBER.finditer(masked):
        if not _inside(match.start(), match.end(), taken):
            found.append(Found(match.start(), match.end(), "number", read_number(match)))
    if "." in masked:
        files = [match.span() for match in _FILE.finditer(masked)]
        found += [Found(start, end, "code", masked[start:end]) for start, end in files]
        taken += files
    for match in _CODE.finditer(masked):
        if not _inside(match.start(), match.end(), taken):
            if match[0] not in ("OK", "ID"):
                found.append(Found(match.start(), match.end(), "code", match[0]))
    found += [Found(m.start(), m.end(), "proper", m[0]) for m in _MONEY.finditer(masked)]
    if "-" in masked:
        found += [Found(m.start(), m.end(), "slug", m[0]) for m in _SLUG.finditer(masked)]
    for pattern in (_PROPER, _SIMPLE):
        for match in pattern.finditer(masked):
            _add_proper(found, match, masked)
    for value in known:
        start = text.find(value)
        end = start + len(value)
        if (
            start >= 0
            and not _GLUE.match(text[start - 1 : start] or " ")
            and not _GLUED.match(text[end : end + 2])
        ):
            found.append(Found(start, end, "known", value))
    return tuple(dict.fromkeys(found))


_GLUE = re.compile(r"[\w/@.-]")
_GLUED = re.compile(r"[\w/@-]|\.\w")


def _inside(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < right and left < end for left, right in spans)


def _add_proper(found: list[Found], match: re.Match[str], text: str) -> None:
    start, end = match.span()
    words = match[0].split(" ")
    # a sentence's first words are capitals without being names
    while (
        words
        and (words[0].lower().rstrip(",.") in _COMMON or base_verb(words[0].lower()))
        and (
            words[0] == "I"
            or words[0].startswith("I'")
            or _SENTENCE_START.search(text[max(0, start - 4) : start])
            or (len(words) > 1 and words[0].lower().rstrip(",.") in _COMMON)
        )
    ):
        start += len(words[0]) + 1
        words = words[1:]
    while words and not (words[0][:1].isupper() or words[0][:1].isdigit()):
        start += len(words[0]) + 1
        words = words[1:]
    while len(words) > 1 and (words[-1] == "I" or words[-1].startswith(("I'", "I\u2019"))):
        end -= len(words[-1]) + 1
        words.pop()
    if not words:
        return
    phrase = text[start:end]
    trimmed = phrase.rstrip(".,'\u2019- ")
    opening = bool(_SENTENCE_START.search(text[max(0, start - 4) : start]))
    if (trimmed.lower() in _COMMON and (opening or trimmed != "Nice")) or len(trimmed) < 2:
        return
    initial = opening and " " not in trimmed
    found.append(Found(start, start + len(trimmed), "initial" if initial else "proper", trimmed))
