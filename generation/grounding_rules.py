"""The rules by which a scalar argument may follow from what was said, in the order they are tried.

A rule is `(argument, context, indexes) -> Evidence | None`; it looks for the finite set of ways to say the value, never
parses the text. What no rule grounds was made up.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from .grounding_context import Argument, Context, Evidence
from .place_codes import code_names, lies_in, nicknames
from .spoken_dates import (
    MONTHS,
    WEEKDAYS,
    Phrases,
    date_phrases,
    month_phrases,
    read_date,
    read_moment,
    read_time,
    time_phrases,
)
from .spoken_numbers import canonical, cents_phrases, duration_phrases, number_phrases, quantity_phrases
from .text_index import TextIndex, normalise, stem

Indexes = tuple[TextIndex, ...]
Rule = Callable[[Argument, Context, Indexes], Evidence | None]

STOP_WORDS = frozenset(
    "a an and any are as at be been but by can could did do does for from get had has have he her him his how i if im in"
    " into is it its just let like me my need no not of on or our out please she so some than that the their them then"
    " there these they this those to up us want was we were what when where which who will with would you your".split()
)
_FREE_NAMES = frozenset(
    "title subject body message text content query q search keyword keywords note notes description desc comment comments"
    " reason summary details detail remark remarks memo prompt question feedback review caption instruction instructions"
    " agenda topic purpose symptom symptoms task label headline reply answer bio about term terms phrase sentence".split()
)
_FREE_DESCRIPTION = re.compile(
    r"\b(?:free[- ]?(?:form )?text|search (?:query|terms?|phrase|string)|text of|body of|content of|message to|short note"
    r"|message text|description of|reason for|title of the (?:event|task|note|reminder|meeting)|what to (?:search|say))\b"
)
_FLAG_FILLERS = STOP_WORDS | frozenset(
    "only flag enable enabled allow allowed allows include includes including included use should show required require"
    " available option true false whether return returns when also default otherwise set filter results result boolean bool"
    " good offers offer provide provided send get make been must only options user users".split()
)
_NEGATIONS = frozenset("no not without dont doesnt didnt isnt arent wont never non skip exclude neednt cant cannot nothing"
                       " neither nor avoid disable off".split())  # fmt: skip
_SYNONYMS = {
    "asc": "ascending lowest cheapest earliest oldest smallest alphabetical", "desc": "descending highest latest newest most best top",
    "ascending": "lowest cheapest earliest oldest smallest", "descending": "highest latest newest most largest expensive",
    "metric": "celsius kilometers kilometres km centigrade", "imperial": "fahrenheit miles mph", "celsius": "metric centigrade c",
    "fahrenheit": "imperial f", "c": "celsius", "f": "fahrenheit", "driving": "drive car", "walking": "walk foot", "cycling": "bike bicycle cycle",
    "bicycling": "bike bicycle cycle", "transit": "train bus subway metro public", "round trip": "return back", "one way": "oneway",
    "newest": "latest recent", "price": "cheapest cheap expensive", "rating": "best top rated",
    "daily": "day everyday", "weekly": "week", "monthly": "month", "yearly": "year annual", "male": "man him he", "female": "woman her she",
}  # fmt: skip
_VAGUE = re.compile(
    r"(?:(?:my|our|your|his|her|their|the users?|users) (?:own |current |home )?(?:city|town|location|address|home|house|email"
    r"|name|account|phone|number|place|hotel|office|order|birthday|flight|country)(?: address| number)?|(?:the )?user"
    r"|(?:that|this|same|the same) (?:one|hotel|place|city|date|day|time|flight|address)|there|here|same|it)"
)
_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?|[A-Z][A-Za-z]+/[A-Za-z_/]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NUMERIC = re.compile(r"-?\d+(?:\.\d+)?")
_YEAR_MONTH = re.compile(r"(\d{4})-(\d\d)")
_PARTS = re.compile(r"\s*(?:[,;|]|\s-\s|\s&\s|\band\b)\s*")


def split_name(name: str) -> list[str]:
    """Split an identifier into lower-case words: `directFlights_only` gives direct, flights, only."""
    return normalise(_CAMEL.sub(" ", name)).split()


def _first(indexes: Iterable[TextIndex], phrases: Iterable[str], rule: str) -> Evidence | None:
    for index in indexes:
        for phrase in phrases:
            hit = index.find(phrase)
            if hit is not None:
                return Evidence(rule, hit)
    return None


def _either(indexes: Indexes, phrases: Phrases, spoken: str) -> Evidence | None:
    """Look for spellings of the value itself, then for phrases that mean it."""
    return _first(indexes, phrases[0], "normalised") or _first(indexes, phrases[1], spoken)


def _number(value: Any) -> float | None:
    """Return the number a value is, or is the string of; None for others, booleans included."""
    if isinstance(value, str):
        return float(value) if _NUMERIC.fullmatch(value) else None
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def literal(argument: Argument, context: Context, indexes: Indexes) -> Evidence | None:
    """Find the value itself: `exact` as typed but for case, `normalised` after space, number and accent folding."""
    value = argument.value
    if value is None or isinstance(value, bool):
        return None
    typed = str(value).strip().lower()
    phrase = normalise(typed) if isinstance(value, str) else canonical(value)
    if not typed or _VAGUE.fullmatch(phrase):
        return None
    for index in indexes:
        hit = index.find(phrase) if phrase else None
        if hit is not None:
            return Evidence("exact" if index.verbatim(typed) else "normalised", hit)
    if not isinstance(value, str):
        return None
    squashed = re.sub(r"[ /:-]", "", phrase)
    if len(squashed) >= (4 if any(char.isdigit() for char in squashed) else 6):
        for index in indexes:
            hit = index.find_squashed(squashed)
            if hit is not None:
                return Evidence("normalised", hit)
    if not typed.isascii() and not any(char.isspace() for char in typed):
        # scripts without spaces between words: no token boundary can be asked for
        for index in indexes:
            hit = index.find_raw(typed)
            if hit is not None:
                return Evidence("exact", hit)
    return None


def schema_value(argument: Argument, context: Context, indexes: Indexes) -> Evidence | None:
    """Accept what the schema itself fixes: a default, a constant, the only member of an enum; and no value at all."""
    schema, value = argument.schema, argument.value
    if "default" in schema and _same(schema["default"], value):
        return Evidence("default", -1)
    if ("const" in schema and _same(schema["const"], value)) or schema.get("enum") == [value]:
        return Evidence("const", -1)
    return Evidence("empty", -1) if value is None or value == "" else None


def _same(one: Any, two: Any) -> bool:
    """Compare values; a boolean is no number, but a default may be written as a string."""
    return (
        (one == two and isinstance(one, bool) == isinstance(two, bool)) or str(one).lower() == str(two).lower()
    )


def enum_member(argument: Argument, context: Context, indexes: Indexes) -> Evidence | None:
    """Find the words of an enum's member, its gloss in the description, or an everyday word for it."""
    value, schema = argument.value, argument.schema
    if not isinstance(value, str) or value not in schema.get("enum", ()):
        return None
    words = split_name(value)
    if len(words) > 1 or (words and len(words[0]) > 2):
        hits = [_stem_hit(indexes, stem(word)) for word in words if word not in STOP_WORDS or len(words) == 1]
        if hits and all(hit is not None for hit in hits):
            return Evidence("enum", max(hit for hit in hits if hit is not None))
    gloss = re.search(
        rf"\b{re.escape(value)}\b['\"`]?\s*(?:=|:|for|is|means|-|\()\s*['\"`]?([\w ]+)",
        str(schema.get("description")),
    )
    for word in normalise(gloss[1]).split()[:2] if gloss else ():
        hit = _stem_hit(indexes, stem(word)) if word not in STOP_WORDS else None
        if hit is not None:
            return Evidence("enum", hit)
    return _first(indexes, _SYNONYMS.get(" ".join(words), "").split(), "enum")


def _stem_hit(indexes: Indexes, stemmed: str) -> int | None:
    for index in indexes:
        hit = index.stems.get(stemmed)
        if hit is not None:
            return hit
    return None


@lru_cache(4096)
def _flag_stems(name: str, description: str) -> tuple[frozenset[str], frozenset[str], bool]:
    """Return (stems that name a flag, stems of its description, whether its name says no)."""
    words = split_name(name)
    negative = any(word in ("no", "not", "non", "without", "exclude", "disable", "skip") for word in words)
    kept = [word for word in words if word not in _FLAG_FILLERS and word not in _NEGATIONS] or words
    told = [
        word
        for word in normalise(description).split()
        if word not in _FLAG_FILLERS and word not in _NEGATIONS
    ]
    return frozenset(map(stem, kept)), frozenset(map(stem, told)), negative


def boolean(argument: Argument, context: Context, indexes: Indexes) -> Evidence | None:
    """Ground a flag by its words: named for true, named with a negation before them for false; or by a yes or no."""
    value = argument.value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        value = value.lower() == "true"
    if not isinstance(value, bool):
        return None
    names, told, negative = _flag_stems(argument.name, str(argument.schema.get("description") or ""))
    wanted = value != negative
    people = context.agreed if indexes == (context.agreed,) else context.said
    hit = _named(people, names, told, wanted)
    if hit is not None:
        return Evidence("boolean", hit)
    answered = context.agreed if wanted else context.declined
    hit = _named(answered, names, told, True)
    return None if hit is None else Evidence("yes/no", hit)


def _named(index: TextIndex, names: frozenset[str], told: frozenset[str], affirmed: bool) -> int | None:
    """Return the message that names a flag, affirmed or negated as asked: all its name, or half its description."""
    stems = index.stems
    for wanted, needed in ((names, len(names)), (told, max(1, (len(told) + 1) // 2))):
        found = [one for one in wanted if one in stems]
        if not wanted or len(found) < needed:
            continue
        moods = [mood for one in found for mood in _moods(index, one)]
        if (affirmed and not all(moods)) or (not affirmed and any(moods)):
            return max(stems[one] for one in found)
    return None


def _moods(index: TextIndex, stemmed: str) -> list[bool]:
    """Return, for each place of a stem, whether a negation stands among the four words before it or right after it."""
    words = index.text.split()
    return [
        any(word in _NEGATIONS for word in words[max(0, place - 4) : place])
        or words[place + 1 : place + 2] in (["free"], ["off"])
        for place, word in enumerate(words)
        if word != "|" and stem(word) == stemmed
    ]


def number_word(argument: Argument, context: Context, indexes: Indexes) -> Evidence | None:
    """Find a number in words: `two`, `a couple`, `a dozen`, `second`; 1 also as the article of the thing counted."""
    value = _number(argument.value)
    if value is None:
        return None
    phrases = number_phrases(value)
    if value == 1:
        phrases = tuple(phrase for phrase in phrases if phrase != "one")
        for index in indexes:
            for match in re.finditer(r"(\S+) one (?!of )", index.text) if "one" in index.words else ():
                if match[1] not in (
                    "that",
                    "this",
                    "the",
                    "which",
                    "another",
                    "any",
                    "no",
                    "each",
                    "every",
                    "good",
                    "first",
                ):
                    return Evidence("number word", index.words["one"])
    if value in (0, 1):
        heads = (
            ("a", "an", "another")
            if value == 1
            else ("no", "without", "zero", "without any", "dont need any")
        )
        nouns = [word for word in split_name(argument.name) if word not in STOP_WORDS and word != "number"]
        phrases += tuple(
            f"{head} {noun}" for head in heads for word in nouns for noun in {word, word.removesuffix("s")}
        )
    return _first(indexes, phrases, "number word")


def unit(argument: Argument, context: Context, indexes: Indexes) -> Evidence | None:
    """Find a number said in another unit or scale: `half an hour` for 30 minutes, `5k` for 5000."""
    value = _number(argument.value)
    if value is None:
        return None
    found = _first(indexes, quantity_phrases(value), "unit")
    return found or (_first(indexes, cents_phrases(value), "unit") if "cent" in argument.about else None)


def date_or_time(argument: Argument, context: Context, indexes: Indexes) -> Evidence | None:
    """Find a date, a time, or both, in other spellings or relative to today: `next Friday`, `half past seven`."""
    value = argument.value
    if not isinstance(value, str) or len(value) > 40:
        return _month_or_year(argument, context, indexes)
    if date := read_date(value):
        return _date(date, context, indexes)
    if time := read_time(value):
        return _time(time, indexes)
    if moment := read_moment(value):
        day = _date(moment.date(), context, indexes)
        whole_day = moment.time().replace(second=0) in (dt.time(0), dt.time(23, 59))
        clock = _time(moment.time(), indexes) or (day if whole_day else None)
        return Evidence("date and time", max(day.where, clock.where)) if day and clock else None
    if value.strip().lower() in WEEKDAYS and context.today:
        ahead = (WEEKDAYS.index(value.strip().lower()) - context.today.weekday()) % 7
        return _first(
            indexes, date_phrases(context.today + dt.timedelta(ahead), context.today)[1], "relative date"
        )
    return _month_or_year(argument, context, indexes)


def _date(date: dt.date, context: Context, indexes: Indexes) -> Evidence | None:
    found = _either(indexes, date_phrases(date, context.today), "relative date")
    if found:
        return found
    before = date_phrases(date - dt.timedelta(1), context.today)
    after = _first(
        indexes, ("next day", "following day", "day after", "day later", "morning after"), "relative date"
    )
    return after if after and _either(indexes, before, "") else None


def _time(time: dt.time, indexes: Indexes) -> Evidence | None:
    return _either(indexes, time_phrases(time.hour, time.minute), "spoken time") if time.second == 0 else None


def _month_or_year(argument: Argument, context: Context, indexes: Indexes) -> Evidence | None:
    """Find a month (`2024-03`, 3, `March`) or a year said by name or relative to today."""
    value, about = argument.value, argument.about
    number = _number(value)
    if isinstance(value, str) and (match := _YEAR_MONTH.fullmatch(value)) and 1 <= int(match[2]) <= 12:
        return _either(indexes, month_phrases(int(match[2]), int(match[1]), context.today), "relative date")
    month = int(number) if number is not None and "month" in about and number in range(1, 13) else 0
    if isinstance(value, str) and value.lower() in MONTHS:
        month = MONTHS.index(value.lower()) + 1
    if month:
        return _either(indexes, month_phrases(month, None, context.today), "relative date")
    if number is not None and "year" in about and context.today:
        names = {0: ("this year",), 1: ("next year",), -1: ("last year",)}.get(
            int(number) - context.today.year, ()
        )
        return _first(indexes, names, "relative date")
    return None


def duration(argument: Argument, context: Context, indexes: Indexes) -> Evidence | None:
    """Ground an end by its start and a stated duration, or a duration by a start and a stated end."""
    value = argument.value
    if isinstance(value, str):
        if date := read_date(value):
            return _end_date(date, argument, context, indexes)
        moment, time = read_moment(value), read_time(value)
        for other in argument.siblings:
            if not isinstance(other, str):
                continue
            start, clock = read_moment(other), read_time(other)
            if moment and start:
                found = _lasting(indexes, moment - start)
            elif time and clock:
                day = dt.date(2000, 1, 1)
                found = _lasting(indexes, dt.datetime.combine(day, time) - dt.datetime.combine(day, clock))
            else:
                continue
            if found:
                return found
    number = _number(value)
    if (
        number is None
        or not re.search(r"night|day|stay|duration|length", argument.about)
        or not 0 < number < 400
    ):
        return None
    starts = [date for other in argument.siblings if isinstance(other, str) and (date := read_date(other))]
    ends = [_date(start + dt.timedelta(number), context, indexes) for start in starts]
    return next((Evidence("duration", end.where) for end in ends if end), None)


def _end_date(date: dt.date, argument: Argument, context: Context, indexes: Indexes) -> Evidence | None:
    for other in argument.siblings:
        start = read_date(other) if isinstance(other, str) else None
        if start and start < date:
            # "a three-day trip" ends two days after it starts
            found = _lasting(indexes, date - start) or _lasting(indexes, date - start + dt.timedelta(1))
            if found:
                return found
    for days in range(1, 31):
        found = _lasting(indexes, dt.timedelta(days))
        if found and _either(indexes, date_phrases(date - dt.timedelta(days), context.today), ""):
            return found
    return None


def _lasting(indexes: Indexes, length: dt.timedelta) -> Evidence | None:
    return _first(indexes, duration_phrases(int(length.total_seconds())), "duration")


def place_code(argument: Argument, context: Context, indexes: Indexes) -> Evidence | None:
    """Find the name a code stands for (`FR`: France, `EUR`: euros, `CDG`: Paris), or a place's nickname."""
    value = argument.value
    if not isinstance(value, str) or len(value) > 40:
        return None
    names = nicknames(normalise(value))
    if _CODE.fullmatch(value):
        names += code_names(value, argument.about)
    return _first(indexes, names, "place code")


def parts(argument: Argument, context: Context, indexes: Indexes) -> Evidence | None:
    """Ground `Paris, France` or `Anna and Ben` part by part; a country also by a town of it beside it."""
    value = argument.value
    if not isinstance(value, str) or len(value) > 200:
        return None
    pieces = [piece for piece in _PARTS.split(value) if normalise(piece)]
    if len(pieces) < 2:
        return None
    hits: list[int] = []
    for piece in pieces:
        one = Argument(piece, argument.path, {"description": argument.schema.get("description")})
        found = literal(one, context, indexes) or place_code(one, context, indexes)
        if found is None and not (hits and lies_in(normalise(pieces[0]), normalise(piece))):
            return None
        hits += [found.where] if found else []
    return Evidence("parts", max(hits))


def inflected(argument: Argument, context: Context, indexes: Indexes) -> Evidence | None:
    """Find a short string up to its words' endings: `Museum` where the user said `museums`."""
    value = argument.value
    phrase = normalise(value) if isinstance(value, str) and len(value) <= 60 else ""
    if len(phrase) < 4 or _VAGUE.fullmatch(phrase):
        return None
    hits = [hit for index in indexes if (hit := index.find_stems(phrase)) is not None]
    return Evidence("inflected", hits[0]) if hits else None


@lru_cache(4096)
def is_free_text(name: str, description: str) -> bool:
    """Tell by name and description whether a parameter takes running text of the caller's own wording."""
    words = split_name(name)
    return bool(words and words[-1] in _FREE_NAMES) or bool(_FREE_DESCRIPTION.search(description.lower()))


def free_text(argument: Argument, context: Context, indexes: Indexes) -> Evidence | None:
    """Accept free text half of whose content words were seen."""
    value, schema = argument.value, argument.schema
    if not isinstance(value, str) or "enum" in schema or "format" in schema:
        return None
    if not is_free_text(argument.name, str(schema.get("description") or "")):
        return None
    words = {stem(word) for word in normalise(value).split() if word not in STOP_WORDS and len(word) > 1}
    hits = [hit for word in words if (hit := _stem_hit(indexes, word)) is not None]
    return Evidence("free text", max(hits)) if hits and 2 * len(hits) >= len(words) else None


RULES: tuple[Rule, ...] = (
    literal,
    schema_value,
    boolean,
    number_word,
    date_or_time,
    duration,
    unit,
    enum_member,
    place_code,
    parts,
    inflected,
    free_text,
)
