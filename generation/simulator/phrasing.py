"""How a wish is put into words: a frame, the thing wanted, its details around it, and what comes before and after."""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import dataclass, field
from typing import Any

from .clauses import Clause, clauses_of, counted_noun
from .english import capitalise, gerund, is_plural, join_list, lower_first, participle, plural, singular, with_article
from .reading import Reading, countable_plural, countable_singular
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
        return re.sub(r"([?!])\.", r"\1", re.sub(r",([.?!])", r"\1", text))


def say(slot: Slot, value: Any, style: Style, today: dt.date, rng: random.Random, explicit: int = 0) -> str:
    """Say a value of a parameter; the more explicit, the more literally and in quotation marks."""
    if isinstance(value, list):
        return join_list([say(slot, each, style, today, rng, explicit) for each in value])
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return say_number(value, rng, 0.35 if explicit < 2 else 0.0)
    text = str(value)
    if "enum" in slot.schema or "enum" in (slot.schema.get("items") or {}):
        return humanise(text)
    literal = style.literal if explicit < 2 else 1.0
    if slot.kind == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return say_date(text, today, rng, literal)
    if slot.kind == "time" and re.fullmatch(r"\d\d:\d\d", text):
        return say_time(text, rng, 0.4 if explicit < 2 else 1.0)
    if slot.kind == "datetime" and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00", text):
        return say_datetime(text, today, rng, literal)
    names = code_names(slot.kind)
    if text in names and explicit < 2 and rng.random() < 0.4:
        return names[text]
    if slot.kind in ("title", "text"):
        return f'"{text}"' if rng.random() < 0.8 or explicit else text
    plain = re.fullmatch(r"[\w.@:/+#-]+", text) or re.match(r"[A-Z\u00c0-\u00de]", text)
    if explicit >= 2 or (not plain and rng.random() < 0.3) or (explicit and not plain):
        return f'"{text}"'
    return text


def _action(goal: Goal, rng: random.Random, explicit: int) -> tuple[str, str]:
    """Return the verb and the object to speak of."""
    reading = goal.reading
    if reading.other and not goal.thing and explicit < 2 and rng.random() < 0.4:
        return reading.other
    return _verb(reading, rng, explicit), _object(goal, rng, explicit)


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
        if is_plural(noun):
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
    if after and counted_noun(slot) and isinstance(raw, int):
        after = singular(after) if raw == 1 else plural(after)
    if not clause.before and not clause.after:
        return value
    if slot.kind in ("date", "datetime") and before in ("on", "from") and re.match(r"(?:today|tomorrow|yesterday|the day after|this |in )", value):
        before = "" if before == "on" else before
    return f"{before} {value} {after}".strip()


def details(goal: Goal, style: Style, today: dt.date, rng: random.Random, explicit: int, wording: Wording) -> tuple[list[str], list[str]]:
    """Return what is to be said of a goal's values: phrases for inside the sentence, and sentences of their own."""
    inline: list[str] = [words for name, words in goal.refers.items() if not words.startswith("=")]
    named: list[str] = []
    sentences: list[str] = []
    table = clauses_of(goal.reading)
    for slot in goal.said:
        raw = goal.calls[0][slot.name]
        if slot.name == goal.spread:
            parts = [wording.hold(say(slot, call[slot.name], style, today, rng, explicit)) for call in goal.calls]
            value = f"both {parts[0]} and {parts[1]}" if len(parts) == 2 and rng.random() < 0.4 else join_list(parts)
        elif isinstance(raw, list):
            value = join_list([wording.hold(say(slot, each, style, today, rng, explicit)) for each in raw])
        elif isinstance(raw, bool):
            inline_flag, sentence = _flag(slot, raw, rng)
            (sentences if sentence else named).append(sentence or inline_flag)
            continue
        else:
            value = wording.hold(say(slot, raw, style, today, rng, explicit))
            held = wording.values[-1]
            if slot.kind in ("date", "datetime") and re.match(r"(?:today|tomorrow|this |in |the day after)", held):
                pass
        natural = [clause for clause in table[slot.name] if not clause.named]
        if natural and rng.random() < (0.93, 0.8, 0.4, 0.1)[min(explicit, 3)]:
            clause = natural[min(int(rng.random() ** 1.6 * len(natural)), len(natural) - 1)]
            text = _clause_text(clause, value, slot, raw)
            shown = wording.values[-1]
            if slot.kind in ("date", "datetime") and clause.before == "on" and re.match(r"(?:today|tomorrow|this |in |the day after)", shown):
                text = value
            inline.append(text)
        elif style.profile in ("expert", "terse") or rng.random() < 0.6:
            named.append(_named(slot, value, style, rng))
        else:
            sentences.append(_sentence(slot, value, rng))
    if named:
        if style.profile == "expert" and rng.random() < 0.6:
            sentences.append(capitalise(", ".join(named)) if rng.random() < 0.5 else "; ".join(capitalise(each) for each in named))
        else:
            inline.append(("using " if rng.random() < 0.2 else "with ") + join_list(named))
    return inline, sentences


def _named(slot: Slot, value: str, style: Style, rng: random.Random) -> str:
    if style.profile == "expert":
        return rng.choice((f"{slot.label}: {value}", f"{slot.label} = {value}", f"{slot.label} {value}"))
    return rng.choice((f"{slot.label} {value}", f"{slot.label} {value}", f"{value} as the {slot.label}", f"the {slot.label} set to {value}"))


def _sentence(slot: Slot, value: str, rng: random.Random) -> str:
    label = slot.label
    verb = "are" if is_plural(label) else "is"
    return rng.choice(
        (
            f"The {label} {verb} {value}.",
            f"Use {value} as the {label}.",
            f"The {label} should be {value}.",
            f"{capitalise(label)}: {value}.",
            f"For the {label}, use {value}." if False else f"Make the {label} {value}.",
            f"Set the {label} to {value}.",
            f"I'd go with {value} as the {label}.",
            f"The {label} would be {value}.",
        )
    )


def _flag(slot: Slot, value: bool, rng: random.Random) -> tuple[str, str]:
    label = slot.label
    if value:
        return rng.choice((f"{label} on", f"{label} set to yes", label)), ""
    return rng.choice((f"{label} off", f"no {label}", f"{label} set to no")), ""


def core(goal: Goal, style: Style, today: dt.date, rng: random.Random, explicit: int, wording: Wording) -> tuple[str, list[str]]:
    """Put one goal into a main sentence and detail sentences; values are placeholders."""
    reading = goal.reading
    inline, sentences = details(goal, style, today, rng, explicit, wording)
    verb, thing = _action(goal, rng, explicit)
    if explicit == 0:
        rng.shuffle(inline)
        inline.sort(key=lambda text: text.startswith(("with ", "using ")))
    front = ""
    if inline and rng.random() < 0.14 and re.match(r"(?:on|in|for|from|at|near|under) ", inline[0]) and style.profile != "terse":
        front = capitalise(inline.pop(0)) + ", "
    tail = (" " + " ".join(inline)) if inline else ""
    if reading.asks and not goal.thing and rng.random() < (0.4 if explicit < 2 else 0.15):
        frame = style.want(rng)
        noun = goal.wanted or thing
        main = frame.replace("{n}", noun + tail).replace("{N}", capitalise(noun + tail))
    elif not reading.asks and not front and rng.random() < 0.16 and not goal.thing and explicit < 2:
        done = participle(verb)
        main = rng.choice(
            (f"I'd like {thing} {done}", f"I need {thing} {done}", f"I want {thing} {done}", f"Can you get {thing} {done}",
             f"Please have {thing} {done}", f"It's time to get {thing} {done}")
        ) + tail  # fmt: skip
    else:
        frame = style.ask(rng)
        if " " in verb and goal.thing in ("it", "them", "that") and verb.split()[1] in ("on", "off", "up"):
            body, doing = f"{verb.split()[0]} {thing} {verb.split()[1]}", f"{gerund(verb.split()[0])} {thing} {verb.split()[1]}"
        else:
            body, doing = f"{verb} {thing}", f"{gerund(verb)} {thing}"
        body, doing = body + tail, doing + tail
        main = frame.replace("{v}", body).replace("{V}", capitalise(body)).replace("{g}", doing)
    question = bool(
        re.match(r"(?i)(?:can|could|would|will|may|might|do|is|are|any|got|mind|wanna|how|what|which|it is possible|you can|how about)\b", main)
        or re.search(r"(?i)\b(?:could you|can you|do you think|would you help|any chance)\b", main[:60])
    )
    if front:
        main = front + lower_first(main)
    return main + ("?" if question else "."), sentences


_SYNONYMS = {
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
        return {"return": "get", "provide": "get", "give": "give me", "show": "show me"}.get(reading.verb, reading.verb)
    return rng.choice(options.split("|"))


def wanted_from_results(reading: Reading, own: Reading, rng: random.Random) -> str:
    """Return a noun phrase asking for one or two fields of the result, or an empty string."""
    fields = [
        slot.label
        for slot in own.results
        if slot.kind not in ("id", "token", "resource", "object", "flag", "uuid", "url", "text") and len(slot.label.split()) <= 3
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
    return rng.choice((f"the {first} of the {head}", f"the {head}, mainly the {first},", f"the {head} and especially the {first}"))


def several(reading: Reading) -> str:
    """Return the plural noun phrase of a tool's object."""
    return countable_plural(reading)
