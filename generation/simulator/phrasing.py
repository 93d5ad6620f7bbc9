"""How a wish is put into words: a frame, the thing wanted, its details around it, and what comes before and after."""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import dataclass, field
from typing import Any

from .clauses import FREE, PLACES, Clause, clauses_of, counted_noun, unit_noun
from .english import (
    base_verb,
    capitalise,
    gerund,
    is_plural,
    join_list,
    lower_first,
    participle,
    plural,
    singular,
    stems,
    with_article,
)
from .predicates import field_label
from .reading import GENERAL, Reading, countable_singular
from .semantics import Slot
from .spoken import code_names, humanise, say_date, say_datetime, say_number, say_time
from .styles import Style


@dataclass(slots=True)
class Goal:
    """What the user wants done with one tool.

    Args:
        reading: The tool as the assistant sees it.
        calls: Arguments of each call it should come to.
        missing: Required parameters left open: to be asked for, or to come from the result before.
        refers: Parameter -> words that stand for its value (`there`, `the same day`); said instead of the value.
        thing: Words for the object where it is one of an earlier result (`that booking`, `the cheapest one`).
        spread: The parameter in which the calls differ.
    """

    reading: Reading
    calls: list[dict[str, Any]]
    missing: frozenset[str] = frozenset()
    refers: dict[str, str] = field(default_factory=dict)
    thing: str = ""
    spread: str = ""
    wanted: str = ""

    @property
    def said(self) -> list[Slot]:
        """The slots whose values have to be said."""
        hidden = self.refers.keys() | ({""} if not self.thing else set())
        first = self.calls[0]
        return [slot for slot in self.reading.slots if slot.name in first and slot.name not in hidden]


@dataclass(slots=True)
class Wording:
    """A text under construction: values are placeholders until the style has been applied."""

    values: list[str] = field(default_factory=list)

    def hold(self, value: str) -> str:
        """Return a placeholder for a value."""
        self.values.append(value)
        return f"\x01{len(self.values) - 1}\x02"

    def fill(self, text: str) -> str:
        """Put the values in and tidy the spacing."""
        text = re.sub(r"\x01(\d+)\x02", lambda match: self.values[int(match[1])], text)
        text = re.sub(r"\s+([,.;?!])", r"\1", re.sub(r"[ \t]{2,}", " ", text)).strip()
        text = re.sub(r"([?!])\.", r"\1", re.sub(r",([.?!])", r"\1", text))
        return re.sub(r"(?<!\.)\.\.(?!\.)", ".", text)


def say(slot: Slot, value: Any, style: Style, today: dt.date, rng: random.Random, explicit: int = 0) -> str:
    """Say a value of a parameter; the more explicit, the more literally and in quotation marks."""
    if isinstance(value, list):
        return join_list([say(slot, each, style, today, rng, explicit) for each in value])
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        if slot.kind in ("id", "year", "zip", "code"):
            return str(value)
        return say_number(value, rng, 0.35 if explicit < 2 and slot.kind in ("count", "duration") else 0.0)
    text = str(value)
    if '"' in text:
        return text
    if "enum" in slot.schema or "enum" in (slot.schema.get("items") or {}):
        return humanise(text)
    literal = style.literal if explicit < 2 else 1.0
    if slot.kind == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return say_date(text, today, rng, literal)
    if slot.kind == "time" and re.fullmatch(r"\d\d:\d\d", text):
        return say_time(text, rng, 0.4 if explicit < 2 else 1.0)
    if slot.kind == "datetime" and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00", text):
        return say_datetime(text, today, rng, 0.0 if explicit < 2 else 1.0)
    names = code_names(slot.kind)
    if text in names and explicit < 2 and rng.random() < 0.4:
        return names[text]
    if slot.kind in ("title", "text"):
        return (
            f'"{text}"'
            if slot.kind == "text" or rng.random() < 0.8 or explicit or re.search(r"[,.?!;:]", text)
            else text
        )
    if not re.fullmatch(r"[\w.@:/+#-]+", text) and (
        re.search(r" (?:near|in|for|with|and|to|at|on|from|by|or|as|that) ", text)
        or not (text.islower() or text.istitle() or slot.kind in PLACES or slot.kind in ("person", "company"))
    ):
        return f'"{text}"'
    if explicit and set(stems(text)) & set(stems(slot.label)):
        return f'"{text}"'
    plain = (
        re.fullmatch(r"[\w.@:/+#-]+|(?:[A-Z\u00c0-\u00de\d][\w\u00c0-\u024f'.-]*|de|la|of|the|&| |,)+", text)
        or text.islower()
    )
    if (
        (explicit >= 2 and not re.fullmatch(r"[\w.@:/+#-]+", text))
        or (not plain and rng.random() < 0.25)
        or (explicit and not plain)
    ):
        return f'"{text}"'
    return text


_INDEFINITE = ("a given", "a specific", "a particular", "a certain", "a single", "a specified", "the given", "the specified", "a", "an",
               "one", "some", "any", "another", "given", "specified")  # fmt: skip
_KIND_NOUNS = {
    "city": ("city", "place", "location", "town", "region"), "person": ("person", "somebody", "someone", "contact", "name"),
    "place": ("place", "location", "venue"), "address": ("address", "place", "location"), "date": ("date", "day"),
    "email": ("email address", "somebody", "someone"), "stock_symbol": ("stock", "company", "symbol", "ticker"),
    "company": ("company", "business"), "language": ("language",), "country": ("country",), "country_code": ("country",),
    "region": ("region", "state", "city", "area"), "month": ("month",), "year": ("year",), "currency": ("currency",),
    "amount": ("amount", "the money", "money"), "query": ("something",), "topic": ("something", "topic", "subject"),
}  # fmt: skip


def _spot(phrase: str, slot: Slot, exact: bool = False) -> tuple[int, int] | None:
    """Return where a phrase speaks of a parameter in general (`in a city`), so that its value can stand there."""
    label = slot.label.lower()
    bare = re.sub(r" (?:id|ids|name|code|number|key|type|kind|category|class)$", "", label)
    heads = dict.fromkeys((label, bare, bare.split()[-1], *_KIND_NOUNS.get(slot.kind, ())))
    lower = phrase.lower()
    for head in (label,) if exact else heads:
        if head in ("somebody", "someone", "something", "the money", "money"):
            options: tuple[str, ...] = (head,)
        else:
            options = tuple(f"{determiner} {head}" for determiner in _INDEFINITE)
        for words in options:
            start = lower.find(words)
            end = start + len(words)
            if (
                start >= 0
                and (not start or lower[start - 1] == " ")
                and (end == len(lower) or not lower[end].isalnum())
            ):
                either = re.match(r" or (?:an? )?[a-z]+\b| else\b", lower[end:])
                return start, end + (either.end() if either else 0)
    return None


def _place_values(phrase: str, goal: Goal, spoken: dict[str, str]) -> tuple[str, set[str]]:
    """Put values where a phrase speaks of their parameters in general; return it and the parameters so said."""
    used: set[str] = set()
    pair = re.search(r"\bbetween two \w+", phrase)
    ends = [
        slot for slot in goal.said if slot.kind in PLACES and slot.name in spoken and slot.name != goal.spread
    ]
    if pair and len(ends) == 2:
        first, second = spoken[ends[0].name], spoken[ends[1].name]
        phrase = f"{phrase[: pair.start()]}between {first} and {second}{phrase[pair.end() :]}"
        used = {ends[0].name, ends[1].name}
    for slot in goal.reading.slots:  # `what customers say about a product` -> `... about that product`
        words = goal.refers.get(slot.name, "=")
        spot = _spot(phrase, slot) if words != "=" and " " in words else None
        if spot is not None:
            phrase = phrase[: spot[0]] + words.partition(" ")[2] + phrase[spot[1] :]
            used.add(slot.name)
    for slot in goal.said:
        if slot.name in used:
            continue
        held = spoken.get(slot.name)
        if held is None:
            continue
        rival = any(other.kind == slot.kind and other.name != slot.name for other in goal.said)
        spot = _spot(phrase, slot, exact=rival)
        if spot is None:
            continue
        if "enum" in slot.schema:
            bare = re.sub(r" (?:type|kind|category|class)$", "", slot.label.lower())
            held = (
                f"the {held} {bare}"
                if bare != slot.label.lower()
                else held
                if bare in ("month", "weekday", "day", "season", "language")
                else f"the {held}"
            )
        noun = re.sub(r" (?:id|ids|number|code|key)$", "", slot.label, flags=re.IGNORECASE)
        value = f"{noun} {held}" if slot.kind in ("id", "uuid") and noun != slot.label else held
        before = re.search(r"\b(\w+) the \w+ or (?:\1 )?$", phrase[: spot[0]])
        if before:  # `of the house or of one room`
            spot = (before.start() + len(before[1]) + 1, spot[1])
        phrase = phrase[: spot[0]] + value + phrase[spot[1] :]
        used.add(slot.name)
    return phrase, used


def _object_slot(goal: Goal) -> Slot | None:
    """Return the parameter that is the tool's object itself: the `appliance` of `start_appliance`, the one ID of a deletion."""
    reading = goal.reading
    nouns = {singular(reading.noun.lower())}
    if reading.other:
        nouns.add(singular(re.sub(r"^(?:the|an?) ", "", reading.other[1])))
    said = [slot for slot in goal.said if slot.name != goal.spread and not slot.array]
    for slot in said:
        bare = re.sub(r" (?:id|name|type)$", "", slot.label.lower())
        if (bare in nouns or bare.split()[-1] in nouns) and slot.schema.get("type", "string") == "string":
            return slot
        if slot.kind in ("count", "limit") and counted_noun(slot) and singular(counted_noun(slot)) in nouns:
            return slot
        if (
            slot.kind == "amount"
            and slot.required
            and reading.family in ("pay", "compute")
            and nouns & {"money", "currency", "payment", "amount"}
        ):
            return slot
    single = [slot for slot in said if slot.required and slot.kind == "id"]
    if (
        len(single) == 1
        and reading.family in ("change", "delete", "send", "play")
        and re.search(r" ID$| number$", single[0].label)
    ):
        return single[0]
    return None


def _verb_slot(goal: Goal) -> Slot | None:
    """Return the parameter whose value is the verb itself: `action: unlock`, `state: off`."""
    for slot in goal.said:
        said = str(goal.calls[0][slot.name]).lower()
        if "enum" in slot.schema and slot.label.lower().split()[-1] in (
            "action",
            "state",
            "command",
            "operation",
            "power",
        ):
            if said in ("on", "off") or base_verb(said) == said:
                return slot
    return None


def _action(
    goal: Goal, rng: random.Random, explicit: int, spoken: dict[str, str]
) -> tuple[str, str, set[str]]:
    """Return the verb, the object to speak of, and the parameters whose values stand in it."""
    reading = goal.reading
    doing = _verb_slot(goal)
    if doing is not None and explicit < 3:
        said = str(goal.calls[0][doing.name]).lower()
        return (f"turn {said}" if said in ("on", "off") else said), goal.thing or reading.phrase, {doing.name}
    if goal.thing and explicit < 3:
        return _verb(reading, rng, max(explicit, 1)), goal.thing, set()
    own = _object_slot(goal)
    if (
        own is not None
        and explicit < 2
        and (rng.random() < 0.7 or "enum" in own.schema or own.kind == "count")
    ):
        verb, phrase = reading.other or (_verb(reading, rng, explicit), reading.phrase)
        return verb, _own_words(own, spoken[own.name], phrase, goal), {own.name}
    full = reading.explicit.removeprefix(reading.verb).strip()
    if explicit < 2 and rng.random() < 0.8:
        for candidate in (full, reading.phrase) if rng.random() < 0.5 else (reading.phrase, full):
            placed, used = _place_values(candidate, goal, spoken)
            if used and not GENERAL.search(placed):
                return _verb(reading, rng, explicit), _trim(placed), used
    if reading.other and explicit < 2 and rng.random() < (0.85 if GENERAL.search(reading.phrase) else 0.4):
        return (*reading.other, set())
    thing = _object(goal, rng, explicit)
    placed, used = _place_values(thing, goal, spoken) if explicit < 3 else (thing, set())
    return _verb(reading, rng, explicit), _trim(placed) if explicit < 2 else placed, used


_LEFT_OVER = re.compile(
    r"\s(?:in|on|at|for|from|to|by|near|with|around|during|between)\s(?:an?|one|two|another|some|any)\s(?:given\s|specific\s|certain\s)?"
    r"\w+(?=\s|$)|\s(?:for|in|on|at) the \w+ of an? \w+(?=\s|$)"
)


_VAGUE = re.compile(
    r"\s(?:about|from|of|by|with|to|on) (?:something|someone|somebody|anyone)\b.*|,\s(?:of|or|by|in)\s.*|(?<=\x02) that (?:\w+ ){0,2}\w+$"
    r"|\s(?:that|who|which) (?:already )?\w+s$"
)


def _trim(phrase: str) -> str:
    """Cut what is said in general and was given no value: `how clean the air is in a city`."""
    trimmed = _VAGUE.sub("", _LEFT_OVER.sub("", phrase))
    return trimmed if len(trimmed.split()) > 1 else phrase


def _own_words(slot: Slot, held: str, phrase: str, goal: Goal) -> str:
    """Return the object with its own parameter's value in it: `4 tickets`, `the dishwasher`, `booking BK-123`."""
    noun = singular(re.sub(r"^(?:the|an?|some|any|two|several) ", "", phrase))
    if slot.kind in ("count", "limit"):
        return f"{held} {noun if goal.calls[0][slot.name] == 1 else plural(noun)}"
    if "enum" in slot.schema:
        return f"the {held}"
    if slot.kind in ("id", "uuid", "code"):
        return f"{re.sub(r' (?:ID|number|code)$', '', slot.label)} {held}"
    return held


def _object(goal: Goal, rng: random.Random, explicit: int) -> str:
    reading = goal.reading
    if goal.thing and explicit < 3:
        return goal.thing
    if re.match(r"(?:how|where|what|whether|when|which|who|if|why)\b", reading.phrase):
        return reading.phrase
    if explicit >= 1 and rng.random() < 0.4 + 0.3 * explicit:
        rest = reading.explicit.removeprefix(reading.verb).strip()
        if explicit >= 3 and reading.service and reading.service not in rest:
            rest += f" in {reading.service}"
        return rest or reading.phrase
    noun = reading.noun
    if reading.asks:
        options = [reading.phrase, reading.phrase]
        if is_plural(noun) and not noun.startswith("my "):
            options += [noun, f"some {noun}", f"the {noun}", f"any {noun}", f"a few {noun}"]
        elif reading.phrase.startswith(("a ", "an ")):
            options += [with_article(noun), plural(noun)]
        else:
            options += [f"the {noun}", f"the {noun}"]
    else:
        options = [reading.phrase, reading.phrase, reading.phrase]
        if reading.phrase.startswith(("a ", "an ")) and not is_plural(noun):
            options += [f"a new {noun}"] if reading.family == "create" and not noun.startswith("new") else []
    phrase = rng.choice(options)
    return phrase


def _clause_text(clause: Clause, value: str, slot: Slot, raw: Any) -> str:
    before, after = clause.before, clause.after
    if after and isinstance(raw, int) and (counted_noun(slot) or slot.kind == "duration"):
        after = singular(after) if raw == 1 else plural(after)
    if not clause.before and not clause.after:
        return value
    return f"{before} {value} {after}".strip()


def _quoted(said: str, slot: Slot) -> str:
    """Quote one of several lower-case phrases, so that it is clear where each ends."""
    return f'"{said}"' if slot.kind in FREE and said.islower() and not said.startswith('"') else said


def spoken_values(
    goal: Goal, style: Style, today: dt.date, rng: random.Random, explicit: int, wording: Wording
) -> dict[str, str]:
    """Return placeholders for the values to be said, by parameter; flags are said by their name instead."""
    spoken: dict[str, str] = {}
    for slot in goal.said:
        raw = goal.calls[0][slot.name]
        if slot.name == goal.spread:
            parts = [
                wording.hold(_quoted(say(slot, call[slot.name], style, today, rng, explicit), slot))
                for call in goal.calls
            ]
            spoken[slot.name] = (
                f"both {parts[0]} and {parts[1]}"
                if len(parts) == 2 and slot.kind != "id" and rng.random() < 0.4
                else join_list(parts)
            )
        elif isinstance(raw, list):
            spoken[slot.name] = join_list(
                [wording.hold(say(slot, each, style, today, rng, explicit)) for each in raw]
            )
        elif not isinstance(raw, bool):
            spoken[slot.name] = wording.hold(say(slot, raw, style, today, rng, explicit))
    return spoken


def _bare_noun(clause: Clause, slot: Slot) -> bool:
    return (
        slot.kind in ("id", "uuid", "code") and clause.before != "" and slot.label.startswith(clause.before)
    )


_RELATIVE = re.compile(r"(?:today|tomorrow|yesterday|tonight|this |in |the day after)", re.IGNORECASE)


def details(
    goal: Goal,
    style: Style,
    rng: random.Random,
    explicit: int,
    spoken: dict[str, str],
    used: set[str],
    wording: Wording,
) -> tuple[list[str], list[str]]:
    """Return what is to be said of a goal's values: phrases for inside the sentence, and sentences of their own."""
    inline: list[str] = [words for name, words in goal.refers.items() if words != "=" and name not in used]
    named: list[str] = []
    sentences: list[str] = []
    for slot in goal.said:
        if slot.name in used:
            continue
        raw = goal.calls[0][slot.name]
        if isinstance(raw, bool):
            named.append(_flag(slot, raw, rng))
            continue
        value = spoken[slot.name]
        if "enum" in slot.schema and re.match(
            r"(?:today|tonight|yesterday|tomorrow|this|last|next|past)\b", wording.fill(value)
        ):
            inline.append(value)
            continue
        natural = [
            clause
            for clause in clauses_of(goal.reading, slot)
            if not clause.named and clause.before not in ("between", "and") and not _bare_noun(clause, slot)
        ]
        if natural and rng.random() < (0.93, 0.8, 0.4, 0.1)[min(explicit, 3)]:
            clause = natural[min(int(rng.random() ** 1.6 * len(natural)), len(natural) - 1)]
            shown = wording.fill(value)
            if (
                slot.kind in ("date", "datetime")
                and clause.before in ("on", "for", "starting on")
                and _RELATIVE.match(shown)
            ):
                inline.append(value)
            else:
                inline.append(_clause_text(clause, value, slot, raw))
        elif style.profile in ("expert", "terse") or rng.random() < 0.6:
            named.append(_named(slot, value, style, rng))
        else:
            sentences.append(_sentence(slot, value, rng))
    if named:
        if style.profile == "expert" and rng.random() < 0.6:
            sentences.append(
                capitalise(", ".join(named))
                if rng.random() < 0.5
                else "; ".join(capitalise(each) for each in named)
            )
        else:
            inline.append(("using " if rng.random() < 0.2 else "with ") + join_list(named))
    return inline, sentences


def _named(slot: Slot, value: str, style: Style, rng: random.Random) -> str:
    if slot.label in (
        "near",
        "from",
        "to",
        "in",
        "at",
        "around",
        "by",
        "with",
        "since",
        "until",
        "before",
        "after",
    ):
        return f"{slot.label} {value}"
    unit = unit_noun(slot) if slot.kind == "duration" else ""
    if unit and slot.label.endswith((unit, singular(unit))):
        short = slot.label.removesuffix(unit).removesuffix(singular(unit)).strip()
        return f"{short} {value} {unit}" if short else f"{value} {unit}"
    if re.search(r" (?:at|on|by|until|from|to|in)$", slot.label):
        return f"{slot.label} {value}"
    if style.profile == "expert":
        return rng.choice((f"{slot.label}: {value}", f"{slot.label} = {value}", f"{slot.label} {value}"))
    return rng.choice(
        (
            f"{slot.label} {value}",
            f"{slot.label} {value}",
            f"{value} as the {slot.label}",
            f"{slot.label} {value}" if rng.random() < 0.6 else f"the {slot.label} set to {value}",
        )
    )


def _sentence(slot: Slot, value: str, rng: random.Random) -> str:
    label = slot.label
    if re.search(r" (?:at|on|by|until|from|to|in)$", label):
        return f"{capitalise(label)}: {value}."
    verb = "are" if is_plural(label) else "is"
    return rng.choice(
        (
            f"The {label} {verb} {value}.",
            f"Use {value} as the {label}.",
            f"The {label} should be {value}.",
            f"{capitalise(label)}: {value}.",
            f"Make the {label} {value}.",
            f"Set the {label} to {value}.",
            f"I'd go with {value} as the {label}.",
            f"The {label} would be {value}.",
        )
    )


def _flag(slot: Slot, value: bool, rng: random.Random) -> str:
    label = slot.label
    if value:
        return rng.choice((f"{label} on", f"{label} set to yes", label))
    return rng.choice((f"{label} off", f"no {label}", f"{label} set to no"))


def core(
    goal: Goal, style: Style, today: dt.date, rng: random.Random, explicit: int, wording: Wording
) -> tuple[str, list[str]]:
    """Put one goal into a main sentence and detail sentences; values are placeholders."""
    reading = goal.reading
    spoken = spoken_values(goal, style, today, rng, explicit, wording)
    verb, thing, used = _action(goal, rng, explicit, spoken)
    inline, sentences = details(goal, style, rng, explicit, spoken, used, wording)
    if explicit == 0:
        rng.shuffle(inline)
        inline.sort(key=lambda text: text.startswith(("with ", "using ")))
    front = ""
    if (
        inline
        and rng.random() < 0.14
        and _FRONTABLE.match(wording.fill(inline[0]))
        and style.profile != "terse"
    ):
        front = capitalise(inline.pop(0)) + ", "
    tail = (" " + " ".join(inline)) if inline else ""
    clausal = bool(_WH.match(thing))
    if clausal and rng.random() < 0.75:
        main = style.wonder(rng).replace("{c}", thing + tail)
    elif reading.asks and not goal.thing and not clausal and rng.random() < (0.4 if explicit < 2 else 0.15):
        frame = style.want(rng)
        noun = goal.wanted or thing
        if frame.startswith("What's"):
            noun = re.sub(r"^(?:some|any|a few|all) (?!my )", "the ", noun)
            frame = (
                frame.replace("What's", "What are")
                if is_plural(re.split(r" (?:of|in|for|with) ", noun)[0])
                else frame
            )
        main = frame.replace("{n}", noun + tail).replace("{N}", capitalise(noun + tail))
    elif (
        not reading.asks
        and not front
        and len(wording.fill(thing).split()) <= 4
        and rng.random() < 0.08
        and not goal.thing
        and explicit < 2
    ):
        done = participle(verb)
        main = rng.choice(
            (f"I'd like {thing} {done}", f"I need {thing} {done}", f"I want {thing} {done}", f"Can you get {thing} {done}",
             f"Please have {thing} {done}", f"It's time to get {thing} {done}")
        ) + tail  # fmt: skip
    else:
        frame = style.ask(rng)
        if verb.endswith(" me") or verb in (
            "show",
            "display",
            "give",
            "tell",
            "report",
        ):  # `I'd like to show me` is nobody's English
            verb = (
                "see"
                if "you" not in frame and re.search(r"\b(?:I|I'd|we|wanna|gotta|to|Let's|help me)\b", frame)
                else verb
            )
        if (
            " " in verb
            and goal.thing in ("it", "them", "that")
            and verb.split()[1] in ("on", "off", "up", "out", "back", "down")
        ):
            body, doing = (
                f"{verb.split()[0]} {thing} {verb.split()[1]}",
                f"{gerund(verb.split()[0])} {thing} {verb.split()[1]}",
            )
        else:
            body, doing = f"{verb} {thing}", f"{gerund(verb)} {thing}"
        body, doing = body + tail, doing + tail
        main = frame.replace("{v}", body).replace("{V}", capitalise(body)).replace("{g}", doing)
    main = main.rstrip("?.! ")
    question = bool(
        re.match(
            r"(?i)(?:whether|how|where|when|who|can|could|would|will|may|might|do|is|are|any|got|mind|wanna|how|what|which|it is possible|you can|how about)\b",
            main,
        )
        or re.search(
            r"(?i)\b(?:could you|can you|do you think|do you know|would you help|any chance)\b", main[:60]
        )
    )
    if front and re.match(r"[A-Za-z' ]{1,24},", main):  # two openings are one too many
        main = main[:-1] + " " + lower_first(front[:-2])
    elif front:
        main = front + lower_first(main)
    return main + ("?" if question else "."), sentences


_FRONTABLE = re.compile(
    r"(?:on|near|around|at|starting|in [A-Z][a-z]|for [A-Z][a-z]|for \d|from [A-Z][a-z]) ?"
)
_WH = re.compile(r"(?:how|where|what|whether|when|which|who|if|why)\b")
_SYNONYMS = {
    "report": "check|get|tell me|look up", "forecast": "check|get|look up", "summarise": "sum up|summarise|show me", "measure": "check|measure",
    "summarize": "sum up|summarize|show me", "tell": "tell me|check", "display": "show me|pull up", "provide access to": "get",
    "generate": "generate|create|make", "remind": "remind", "translate": "translate",
    "receive": "get", "load": "load|get", "track": "track|check on", "monitor": "check on|monitor",
    "find": "find|look for|search for|find|track down", "search for": "search for|find|look for", "search": "search|find|look up",
    "get": "get|pull up|fetch|show me|bring up|look up", "retrieve": "retrieve|get|pull up|fetch|bring up", "fetch": "fetch|get|pull up",
    "list": "list|show me|go through|pull up|list", "show": "show me|show|bring up", "check": "check|look up|check", "return": "get|give me|pull up",
    "look up": "look up|check|find", "book": "book|reserve|book", "reserve": "reserve|book", "create": "create|set up|make|create",
    "add": "add|put in|add", "delete": "delete|remove|get rid of|delete", "remove": "remove|delete|take out", "cancel": "cancel|call off|cancel",
    "update": "update|change|edit|update", "change": "change|update", "send": "send|send|send off", "schedule": "schedule|set up|plan",
    "order": "order|get|order", "buy": "buy|get|order", "play": "play|put on", "calculate": "calculate|work out|compute", "convert": "convert",
    "compute": "compute|work out", "estimate": "estimate|work out", "view": "view|show me", "read": "read|pull up|open", "obtain": "get|obtain",
    "provide": "give me|get", "give": "give me", "describe": "describe|show me", "modify": "modify|change", "edit": "edit|change",
}  # fmt: skip


def _verb(reading: Reading, rng: random.Random, explicit: int) -> str:
    options = _SYNONYMS.get(reading.verb)
    if options is None:
        return reading.verb
    if explicit >= 1:
        return {"return": "get", "provide": "get", "give": "give me", "show": "show me"}.get(
            reading.verb, reading.verb
        )
    return rng.choice(options.split("|"))


def wanted_from_results(reading: Reading, own: Reading, rng: random.Random) -> str:
    """Return a noun phrase asking for one or two fields of the result, or an empty string."""
    fields = [
        field_label(slot.name)
        for slot in own.results
        if slot.kind not in ("id", "token", "resource", "object", "flag", "uuid", "url", "text")
        and len(slot.label.split()) <= 3
    ]
    fields = [label for label in dict.fromkeys(fields) if label.lower() not in reading.noun.lower()]
    if not fields or is_plural(reading.noun):
        return ""
    first = rng.choice(fields)
    noun = countable_singular(reading)
    head = re.sub(r"^(?:the|a|an) ", "", noun)
    others = [label for label in fields if label != first]
    if others and rng.random() < 0.35:
        return f"the {first} and {rng.choice(others)} of the {head}"
    return rng.choice(
        (
            f"the {first} of the {head}",
            f"the {head}, mainly the {first},",
            f"the {head} and especially the {first}",
        )
    )
