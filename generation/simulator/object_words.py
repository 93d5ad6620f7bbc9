"""The verb and the object of a request, with the values that belong in them: `book 4 tickets`."""

from __future__ import annotations

import random
import re
from functools import lru_cache

from .clauses import PLACES, counted_noun
from .english import (
    PARTICLES,
    VERB_FAMILY,
    base_verb,
    is_plural,
    plural,
    singular,
    with_article,
    without_article,
)
from .goal import Goal
from .links import identifies
from .reading import GENERAL, Reading
from .semantics import Slot

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


_FORM = re.compile(r" (?:id|ids|name|code|number|key|type|kind|category|class)$")
_OR_ELSE = re.compile(r" or (?:(?:from|of|in|at|to|by|with) )?(?:an? )?[a-z]+\b| else\b")


@lru_cache(8192)
def _general_words(label: str, kind: str) -> dict[str, tuple[str, ...]]:
    """Return the nouns that may stand for a parameter of this label in lower case, the label first, and how each is said."""
    bare = _FORM.sub("", label)
    heads = dict.fromkeys((label, bare, bare.split()[-1], *_KIND_NOUNS.get(kind, ())))
    return {
        head: (head,)
        if head in ("somebody", "someone", "something", "the money", "money")
        else tuple(f"{determiner} {head}" for determiner in _INDEFINITE)
        for head in heads
    }


def _spot(phrase: str, slot: Slot, exact: bool = False) -> tuple[int, int] | None:
    """Return where a phrase speaks of a parameter in general (`in a city`), so that its value can stand there."""
    label = slot.label.lower()
    lower = phrase.lower()
    for head, options in _general_words(label, slot.kind).items():
        if head not in lower or (exact and head != label):
            continue
        for words in options:
            start = lower.find(words)
            end = start + len(words)
            if (
                start >= 0
                and (not start or lower[start - 1] == " ")
                and (end == len(lower) or not lower[end].isalnum())
            ):
                either = _OR_ELSE.match(lower, end)
                return start, either.end() if either else end
    return None


_BETWEEN = re.compile(r"\bbetween two \w+")
_FROM_ONE = re.compile(r"\bfrom one \w+ to another\b(?:,.*)?$")
_POINTED = re.compile(r"\w+ (?:that|this|the|those|it|them)\b")
_CLASS = re.compile(r" (?:type|kind|category|class)$")
_IDENTIFIER = re.compile(r" (?:id|ids|number|code|key)$", re.IGNORECASE)
_OR_BEFORE = re.compile(r"\b(\w+) the \w+ or (?:\1 )?$")


def _place_values(phrase: str, goal: Goal, spoken: dict[str, str]) -> tuple[str, set[str]]:
    """Put values where a phrase speaks of their parameters in general; return it and the parameters so said."""
    used: set[str] = set()
    said = goal.said
    pair = _BETWEEN.search(phrase) if "between" in phrase else None
    ends = [
        slot for slot in said if slot.kind in PLACES and slot.name in spoken and slot.name not in goal.spread
    ]
    if pair and len(ends) == 2:
        first, second = spoken[ends[0].name], spoken[ends[1].name]
        phrase = f"{phrase[: pair.start()]}between {first} and {second}{phrase[pair.end() :]}"
        used = {ends[0].name, ends[1].name}
    way = _FROM_ONE.search(phrase) if "from one" in phrase else None
    if way and len(ends) == 2:
        phrase = f"{phrase[: way.start()]}from {spoken[ends[0].name]} to {spoken[ends[1].name]}"
        used = {ends[0].name, ends[1].name}
    for slot in goal.reading.slots if goal.refers else ():
        # `what customers say about a product` -> `... about that product`
        words = goal.refers.get(slot.name, "=")
        spot = _spot(phrase, slot) if _POINTED.match(words) else None
        if spot is not None:
            phrase = phrase[: spot[0]] + words.partition(" ")[2] + phrase[spot[1] :]
            used.add(slot.name)
    for slot in said:
        if slot.name in used:
            continue
        held = spoken.get(slot.name)
        if held is None:
            continue
        rival = any(other.kind == slot.kind and other.name != slot.name for other in said)
        goal_of_two = "another" in phrase and bool(_TOWARDS & set(slot.label.lower().split()))
        spot = _together(phrase, slot) if slot.array else _spot(phrase, slot, exact=rival and not goal_of_two)
        if spot is None or _is_sought(phrase, spot, slot, goal.reading):
            continue
        if "enum" in slot.schema:
            bare = _CLASS.sub("", slot.label.lower())
            held = (
                f"{_one_of(held, slot, goal)} {bare}"
                if bare != slot.label.lower()
                else held
                if bare in ("month", "weekday", "day", "season", "language", "category")
                else f"the {held} {bare}"
                if bare in _HOLDERS
                else f"the {held}"
            )
        noun = _IDENTIFIER.sub("", slot.label)
        value = f"{noun} {held}" if slot.kind in ("id", "uuid") and noun != slot.label else held
        if slot.kind == "resource" and slot.required and not rival:
            value = held
        elif (
            slot.kind == "resource"
            and slot.required
            and slot.label.lower() in phrase[spot[0] : spot[1]].lower()
        ):
            value = f"{slot.label} {held}"  # of several names it has to be clear whose this is
        before = _OR_BEFORE.search(phrase[: spot[0]])
        if before:  # `of the house or of one room`
            spot = (before.start() + len(before[1]) + 1, spot[1])
        rest = phrase[spot[1] :]
        if slot.array and len(goal.calls[0][slot.name]) == 1 and rest.startswith(" are "):
            rest = f" is {rest[5:]}"  # `a time when several people are free`
        phrase = phrase[: spot[0]] + value + _without_other(rest, goal.reading, slot)
        used.add(slot.name)
    return phrase, used


def _one_of(held: str, slot: Slot, goal: Goal) -> str:
    """Return a choice with its article: what is ordered is one of its kind (`rent a van`), what is started is `the dishwasher`."""
    if goal.reading.family != "book":
        return f"the {held}"
    article, space, _ = with_article(str(goal.calls[0][slot.name])).partition(" ")
    return f"{article} {held}" if space and article in ("a", "an") else held


def _is_sought(phrase: str, spot: tuple[int, int], slot: Slot, reading: Reading) -> bool:
    """Return whether a phrase's `a place` is what is looked for, not the address near which it is looked for."""
    noun = reading.noun.lower()
    return (
        slot.kind in PLACES
        and not spot[0]
        and without_article(phrase[: spot[1]].lower()) == noun
        and noun.split()[-1] not in slot.label.lower().split()
    )


_TOWARDS = frozenset("to target destination".split())
_HOLDERS = frozenset("folder list section queue album group channel calendar mailbox".split())


def _together(phrase: str, slot: Slot) -> tuple[int, int] | None:
    """Return where a phrase speaks of a list's values together: `several people`."""
    words = (
        "people" if slot.kind in ("person", "email") else ""
    )  # names and addresses are known by their form anywhere
    match = _pattern_of(words).search(phrase) if words else None
    return match.span() if match else None


@lru_cache(4096)
def _pattern_of(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:(?:several|some|two|multiple|the) )?(?:{words})\b")


_RESOURCE = re.compile(r"^ resource\b")
_ENDED = re.compile(r"$|,| (?:of|in|at|for|from|to|by|with|on|and|or)\b")
_JOINED = re.compile(r" (?:and|or|in) (?:the |a )?")


def _without_other(rest: str, reading: Reading, slot: Slot) -> str:
    """Cut a second parameter spoken of in general behind a value: `available to web-main and region`."""
    if slot.kind == "resource":
        rest = _RESOURCE.sub("", rest)
    joined = _JOINED.match(rest)
    if joined:
        after = rest[joined.end() :].lower()
        for other in reading.slots:
            label = other.label.lower()
            if (
                other is not slot
                and after.startswith(label)
                and _ENDED.match(after, len(label))  # not the `food` of `in the food diary`
            ):
                return rest[joined.end() + len(label) :]
    return rest


_NAMED_BY = re.compile(r" (?:id|name|type)$")


def _computes(reading: Reading) -> bool:
    """Return whether a tool's name has a verb of computing: `convert_currency`."""
    return reading.other is not None and VERB_FAMILY.get(reading.other[0]) == "compute"


def _object_slot(goal: Goal) -> Slot | None:
    """Return the parameter that is the tool's object itself: the `appliance` of `start_appliance`, the one ID of a deletion."""
    reading = goal.reading
    nouns = {singular(reading.noun.lower())}
    if reading.other:
        nouns.add(singular(without_article(reading.other[1])))
    said = [slot for slot in goal.said if slot.name not in goal.spread and not slot.array]
    for slot in said:
        bare = _NAMED_BY.sub("", slot.label.lower())
        if (bare in nouns or bare.split()[-1] in nouns) and slot.schema.get("type", "string") == "string":
            return slot
        if slot.kind in ("count", "limit") and counted_noun(slot) and singular(counted_noun(slot)) in nouns:
            return slot
        if (
            slot.kind == "amount"
            and slot.required
            and (reading.family in ("pay", "compute") or _computes(reading))
            and nouns & {"money", "currency", "payment", "amount"}
        ):
            return slot
    for slot in said:  # `message_id`, `Identifier of the email`: the email is what is opened
        if slot.required and slot.kind == "id" and identifies(slot) in nouns:
            return slot
    single = [slot for slot in said if slot.required and slot.kind == "id"]
    if (
        len(single) == 1
        and reading.family in ("change", "delete", "send", "play")
        and single[0].label.endswith((" ID", " number"))
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


def action_words(
    goal: Goal, rng: random.Random, explicit: int, spoken: dict[str, str]
) -> tuple[str, str, set[str]]:
    """Return the verb, the object to speak of, and the parameters whose values stand in it."""
    reading = goal.reading
    doing = _verb_slot(goal)
    if doing is not None and explicit < 3:
        said = str(goal.calls[0][doing.name]).lower()
        return (f"turn {said}" if said in ("on", "off") else said), goal.thing or reading.phrase, {doing.name}
    if goal.thing and explicit < 3:
        return _phrasal(reading, _verb(reading, rng, max(explicit, 1))), goal.thing, set()
    own = _object_slot(goal)
    if (
        own is not None
        and explicit < (3 if own.kind == "medicine" else 2)
        and (
            rng.random() < 0.8
            or "enum" in own.schema
            or own.kind == "medicine"
            or own.kind in ("count", "amount")
            or identifies(own) == singular(reading.noun.lower())
        )
    ):
        verb, phrase = reading.other or (_verb(reading, rng, explicit), reading.phrase)
        said = _own_words(own, spoken[own.name], phrase, goal, explicit > 0 or rng.random() < 0.4)
        return *_settled(verb, said), {own.name}
    full = reading.explicit.removeprefix(reading.verb).strip()
    if explicit < 2 and rng.random() < 0.8:
        for candidate in (full, reading.phrase) if rng.random() < 0.5 else (reading.phrase, full):
            placed, used = _place_values(candidate, goal, spoken)
            if used and not GENERAL.search(placed):
                return *_settled(_verb(reading, rng, explicit), _trim(placed)), used
    if reading.other and explicit < 2 and rng.random() < (0.85 if GENERAL.search(reading.phrase) else 0.4):
        return (*reading.other, set())
    thing = _object(goal, rng, explicit)
    # `what a song is about with song ID SO-12` is nobody's question
    placed, used = (
        _place_values(thing, goal, spoken) if explicit < (4 if _ASKS.match(thing) else 3) else (thing, set())
    )
    if explicit < 4:  # only what nothing else makes clear is asked for in the description's own words
        placed = _trim(placed)
        qualified = _qualified(placed, goal, spoken) if explicit < 2 and rng.random() < 0.8 else None
        if qualified:
            placed, name = qualified
            used = used | {name}
    return *_settled(_verb(reading, rng, explicit), placed), used


_KINDS = re.compile(r"(?:^| )(?:genre|cuisine)$")


def _qualified(phrase: str, goal: Goal, spoken: dict[str, str]) -> tuple[str, str] | None:
    """Put a genre before what it is the genre of: `some jazz songs`; None where the tool's noun does not end the phrase."""
    noun = goal.reading.noun
    for slot in goal.said:
        if (
            _KINDS.search(slot.label.lower())
            and slot.name in spoken
            and slot.name not in goal.spread
            and not slot.array
            and phrase.endswith(noun)
        ):
            return f"{phrase[: -len(noun)]}{spoken[slot.name]} {noun}", slot.name
    return None


def _phrasal(reading: Reading, verb: str) -> str:
    """Return a verb with the particle that the description has behind its object: `pass an email on` -> `pass on`."""
    if " " not in verb:
        for word in reading.explicit.split()[2:6]:
            if word in PARTICLES.get(verb, ()) and word not in ("to", "for"):
                return f"{verb} {word}"
    return verb


_PARTICLE = re.compile(r"(.+) (off|up|out|on|down|back|away)$")


def _settled(verb: str, phrase: str) -> tuple[str, str]:
    """Let a particle stand once, with its verb: `send off` `the robot vacuum off` -> `send off` `the robot vacuum`."""
    match = None if _ASKS.match(phrase) else _PARTICLE.match(phrase)  # `which albums came out`
    if match is None or match[2] not in PARTICLES.get(verb.split()[0], ()):
        return verb, phrase
    if " " not in verb:
        return f"{verb} {match[2]}", match[1]
    return verb, match[1] if verb.endswith(f" {match[2]}") else phrase


_LEFT_OVER = re.compile(
    r"\s(?:for|over|during) a (?:number|couple|range|set) of \w+|\sfrom one \w+ to another\b|\sbetween two \w+"
    r"|\s(?:in|on|at|for|from|to|by|near|with|around|during|between)\s(?:an?|one|two|another|some|any)\s(?:given\s|specific\s|certain\s)?"
    r"\w+(?=\s|$)|\s(?:for|in|on|at) the \w+ of an? \w+(?=\s|$)"
)


_VAGUE = re.compile(
    r"\s(?:about|from|of|by|with|to|on) (?:something|someone|somebody|anyone)\b.*|,\s(?:of|or|by|in)\s.*|(?<=\x02) that (?:\w+ ){0,2}\w+$"
    r"|(?<! of)(?<! to)(?<! in)(?<! at)(?<! on)(?<! for)(?<! from)(?<! with)(?<! and)(?<! when)(?<! about)(?<! where)(?<!whether)"
    r"\s(?:that|who|which) (?:already|the \w+|I|you|was|were|is|are|has|have|can|\w+(?<!s)s)\b(?: [^\x01,]*)?$"
)


# what the description adds for who reads it: by what to search, for whom, and the other thing it can be done to
_MEANS = re.compile(
    r"\s(?:by|using) (?:its |the |an? |one |their )?(?:title|name|words?|keywords?|artist|author|number|line|code|text|phrase)s?\b(?! \x01).*"
    r"|\sfor (?:people|users|those|anyone|customers|everyone)(?: (?:with|who|that|in)\b[^\x01]*)?(?=$)|, step by step$|(?<=\x02),? (?:that|who|which) [^\x01]*$"
)
_EITHER = re.compile(r"(?<=\w) or (?:of |in |for |at )?(?:an?|one|another|some) \w+(?= |$)")
_MORE_OF = re.compile(r"\bmore of (?:an? (?!\x01)|(?=\x01))")


@lru_cache(8192)
def _trim(phrase: str) -> str:
    """Cut what is said in general and was given no value: `how clean the air is in a city`."""
    trimmed = _MEANS.sub(
        "", _VAGUE.sub("", _LEFT_OVER.sub("", _EITHER.sub("", _MORE_OF.sub("more ", phrase))))
    )
    return trimmed if len(trimmed.split()) > 1 or is_plural(trimmed) else phrase


_QUANTITY = re.compile(r"^(?:the|an?|some|any|two|several) ")
_HELD_AS = re.compile(r" (?:ID|number|code)$")


def _own_words(slot: Slot, held: str, phrase: str, goal: Goal, named: bool) -> str:
    """Return the object with its own parameter's value in it: `4 tickets`, `the dishwasher`, `booking BK-123`, `named` with its noun."""
    if slot.kind in ("count", "limit"):
        noun = singular(_QUANTITY.sub("", phrase))
        return f"{held} {noun if goal.calls[0][slot.name] == 1 else plural(noun)}"
    if "enum" in slot.schema:
        return _one_of(held, slot, goal)
    if slot.kind == "resource":
        return f"{slot.label} {held}"
    if slot.kind == "title":
        return f"{with_article(singular(_QUANTITY.sub('', phrase)))} called {held}"
    if slot.kind in ("id", "uuid", "code"):
        return f"{_HELD_AS.sub('', slot.label)} {held}"
    if phrase.startswith("more of "):
        return f"more of the medicine called {held}" if named and slot.kind == "medicine" else f"more {held}"
    return held


_ASKS = re.compile(r"(?:how|where|what|whether|when|which|who|if|why)\b")


def _object(goal: Goal, rng: random.Random, explicit: int) -> str:
    reading = goal.reading
    if goal.thing and explicit < 3:
        return goal.thing
    if _ASKS.match(reading.phrase):
        return reading.phrase
    if explicit >= 1 and rng.random() < 0.4 + 0.3 * explicit:
        rest = reading.explicit.removeprefix(reading.verb).strip()
        if explicit < 3 and (len(rest.split()) > 7 or "," in rest):
            rest = reading.phrase  # a whole description is nobody's request
        if explicit >= 3 and reading.service and reading.service not in rest:
            rest += f" in {reading.service}"
        return rest or reading.phrase
    noun = reading.noun
    if reading.asks:
        options = [reading.phrase, reading.phrase]
        if is_plural(noun) and not noun.startswith("my "):
            options += [noun, noun, f"the {noun}"]
        elif reading.phrase.startswith(("a ", "an ")):
            options += [with_article(noun), plural(noun)]
        elif noun.startswith("my "):
            options += [noun]
        else:
            options += [f"the {noun}", f"the {noun}"]
    else:
        options = [reading.phrase, reading.phrase, reading.phrase]
        if reading.phrase.startswith(("a ", "an ")) and not is_plural(noun):
            options += [f"a new {noun}"] if reading.family == "create" and not noun.startswith("new") else []
    return rng.choice(options)


_SYNONYMS = {
    "report": "check|get|tell me|look up", "forecast": "check|get|look up", "summarise": "sum up|summarise|show me", "measure": "check|measure",
    "summarize": "sum up|summarize|show me", "tell": "tell me|check", "display": "show me|pull up", "provide access to": "get",
    "generate": "generate|create|make", "remind": "remind", "translate": "translate",
    "receive": "get", "load": "load|get", "track": "track|check on", "monitor": "check on|monitor",
    "find": "find|look for|search for|find|track down", "search for": "search for|find|look for", "search": "search|find|look up",
    "get": "get|pull up|fetch|show me|bring up|look up", "retrieve": "retrieve|get|pull up|fetch|bring up", "fetch": "fetch|get|pull up",
    "list": "list|show me|go through|pull up|list", "show": "show me|show|bring up", "check": "check|look up|check", "return": "get|give me|pull up",
    "look up": "look up|check|find", "book": "book|reserve|book", "reserve": "reserve|book", "create": "create|set up|make|create",
    "add": "add", "delete": "delete|remove|get rid of|delete", "remove": "remove|delete|take out", "cancel": "cancel",
    "update": "update|change|edit|update", "change": "change|update", "send": "send|send|send off", "schedule": "schedule|set up|plan",
    "order": "order|get|order", "buy": "buy|get|order", "play": "play|put on", "calculate": "calculate|work out|compute", "convert": "convert",
    "compute": "compute|work out", "estimate": "estimate|work out", "view": "view|show me", "read": "read|pull up|open", "obtain": "get|obtain",
    "provide": "give me|get", "give": "give me", "describe": "describe|show me", "modify": "modify|change", "edit": "edit|change",
}  # fmt: skip


_NOTICE = re.compile(r"\b(?:alert|alarm|notification|notice)\b")


def _verb(reading: Reading, rng: random.Random, explicit: int) -> str:
    options = _SYNONYMS.get(reading.verb)
    if reading.verb == "send" and _NOTICE.search(reading.phrase):
        options = "send|set up"  # what comes to oneself is not sent off
    if options is None:
        return reading.verb
    if explicit >= 1:
        return {"return": "get", "provide": "get", "give": "give me", "show": "show me"}.get(
            reading.verb, reading.verb
        )
    return rng.choice(options.split("|"))
