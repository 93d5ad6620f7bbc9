"""How a goal is put into one main sentence and the sentences of its details."""

from __future__ import annotations

import datetime as dt
import random
import re

from .details import details
from .english import capitalise, gerund, is_plural, lower_first, participle
from .goal import Goal, Wording
from .object_words import action_words
from .predicates import field_label
from .reading import Reading, countable_singular
from .saying import spoken_values
from .styles import FREE_PLACE, Place, Style


def core(
    goal: Goal,
    style: Style,
    today: dt.date,
    rng: random.Random,
    explicit: int,
    wording: Wording,
    place: Place = FREE_PLACE,
) -> tuple[str, list[str]]:
    """Put one goal into a main sentence, fit for where it stands, and detail sentences; values are placeholders."""
    reading = goal.reading
    spoken = spoken_values(goal, style, today, rng, explicit, wording)
    verb, thing, used = action_words(goal, rng, explicit, spoken)
    inline, sentences = details(goal, style, rng, explicit, spoken, used, wording)
    if explicit == 0:
        rng.shuffle(inline)
        inline.sort(key=lambda text: text.startswith(("with ", "using ")))
    inline = [
        each if not each.startswith("than ") or thing.endswith(_COMPARATIVES) else f"below {each[5:]}"
        for each in inline
    ]
    inline.sort(key=lambda text: not text.startswith("than "))
    if verb in ("search for", "look for") and is_plural(thing) and inline and inline[0].startswith("for "):
        verb = "search"  # `search products for lamps`, not `search for products for lamps`
    front = ""
    if (
        inline
        and rng.random() < 0.14
        and _FRONTABLE.match(wording.fill(inline[0]))
        and style.profile != "terse"
    ):
        front = capitalise(inline.pop(0)) + ", "
    tail = (" " + " ".join(inline)) if inline else ""
    if _SPAN.search(tail):  # `the weather for the coming days for the next 4 days`
        thing = _IN_GENERAL.sub("", thing)
    clausal = bool(_WH.match(thing))
    if clausal and rng.random() < 0.75:
        main = style.wonder(rng, place).replace("{c}", thing + tail)
    elif (
        reading.asks
        and not goal.thing
        and not goal.missing
        and not clausal
        and rng.random() < (0.4 if explicit < 2 else 0.15)
    ):
        frame = style.want(rng, place)
        noun = goal.wanted or thing
        if frame.lower().startswith("what's"):
            noun = re.sub(r"^(?:some |any |a few |all |(?!the |my |an? |\x01))(?!my )", "the ", noun)
            frame = (
                frame.replace("What's", "What are").replace("what's", "what are")
                if is_plural(re.split(r" (?:of|in|for|with) ", noun)[0])
                else frame
            )
        main = frame.replace("{n}", noun + tail).replace("{N}", capitalise(noun + tail))
    elif (
        not reading.asks
        and not front
        and len(wording.fill(thing).split()) <= 4
        and rng.random() < 0.08
        and not any(each.startswith("of ") for each in inline)  # `the lunch logged of pancakes`
        and not goal.thing
        and explicit < 2
    ):
        done = participle(verb)
        main = rng.choice(
            (f"I'd like {thing} {done}", f"I need {thing} {done}", f"I want {thing} {done}", f"Can you get {thing} {done}",
             f"Please have {thing} {done}", f"It's time to get {thing} {done}")
        ) + tail  # fmt: skip
    else:
        frame = style.ask(rng, place)
        if verb.endswith(" me") or verb in (
            "show",
            "display",
            "give",
            "tell",
            "report",
        ):  # `I'd like to show me` is nobody's English
            verb = (
                "see"
                if "you" not in frame
                and re.search(r"(?i)\b(?:I|I'd|we|wanna|gotta|to|Let's|help me)\b", frame)
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
            r"(?i)(?:whether|how|where|when|who|can|could|would|will|may|might|do|is|are|any|got|mind|how|what|which|it is possible|you can|how about)\b",
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


_SPAN = re.compile(r" (?:for|over) the (?:next|coming|last|past) \x01")
_IN_GENERAL = re.compile(
    r" (?:for|over) the (?:next|coming|last|past) (?:days|nights|weeks|months|hours|years)$"
)
_COMPARATIVES = (" cheaper", " lower", " higher", " more", " less", " bigger", " smaller", " older", " newer")
_FRONTABLE = re.compile(
    r"(?:on|near|around|at(?= .*[:a-z])|starting|in [A-Z][a-z]|for [A-Z][a-z]|for \d|from [A-Z][a-z]) ?"
)
_WH = re.compile(r"(?:how|where|what|whether|when|which|who|if|why)\b")


# `leave at`, `in stock`, `last paid on`: no nouns to ask for
_UNASKABLE = re.compile(r" (?:at|on|by|until|from|to|in|since)$|^(?:in|on|is|has|can|was|at|by|to) ")


def wanted_from_results(reading: Reading, own: Reading, rng: random.Random) -> str:
    """Return a noun phrase asking for one or two fields of the result, or an empty string."""
    fields = [
        field_label(slot.name)
        for slot in own.results
        if slot.kind not in ("id", "token", "resource", "object", "flag", "uuid", "url", "text")
        and len(slot.label.split()) <= 3
        and not _UNASKABLE.search(slot.label.lower())
    ]
    fields = [label for label in dict.fromkeys(fields) if label.lower() not in reading.noun.lower()]
    if not fields or is_plural(reading.noun) or "," in reading.phrase:
        return ""  # `size, material and stock` says already what is wanted
    first = rng.choice(fields)
    noun = re.sub(
        r" (?:in|on|at|for|from|to|by|near|with) (?:an?|one|some|any) \w+$", "", countable_singular(reading)
    )
    head = re.sub(r"^(?:the|a|an|my) ", "", noun)
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
