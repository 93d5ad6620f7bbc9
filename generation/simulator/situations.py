"""Why people ask: small sentences of background, reasons and reactions, put together from parts."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from .english import capitalise, is_plural, with_article
from .noun_words import noun_of, ownable, speakable
from .reading import Reading

_FAMILY = ("my sister|my brother|my partner|my neighbour|my dad|my mum|a friend|my cousin|my roommate|my daughter|my son|my aunt|"
           "my landlord|my grandfather|an old classmate|my best friend|my wife|my husband|my uncle|my grandmother").split("|")  # fmt: skip
_COLLEAGUES = ("my boss|a colleague|my manager|our client|my team lead|someone at work|a customer|our accountant|my teammate|"
               "the new intern|our director|my deputy|a contractor|one of our partners").split("|")  # fmt: skip
_COACH = "my coach"
# what was said once, and what still holds: only the first goes with a time in the past
_SAID = (
    "asked me about {n}|brought up {n}|wanted to hear about {n}|had a question about {n}|mentioned {n}|made me curious about {n}|"
    "was wondering about {n}|was talking about {n}"
).split("|")
_HOLDS = (
    "keeps asking about {n}|wants to hear about {n}|has a question about {n}|is curious about {n}|needs to know about {n}|"
    "is waiting to hear about {n}"
).split("|")
_MOMENT = ("this morning|over lunch|on the phone|last night|the other day|over coffee|after dinner|in passing|just now|yesterday|"
           "a moment ago|earlier today").split("|")  # fmt: skip
_AT_WORK = "in the corridor|during the break|in a call|at work|in a meeting".split("|")
_AT_HOME = "on the way home|at the weekend|over tea|in the car".split("|")
# whose matter a tool is: what belongs to a household, what to a system's owner
_HOUSEHOLD = re.compile(r"\b(?:house|home|rooms?|lights?|lamps?|heating|vacuum|door|kitchen|songs?|music|playlists?|lyrics|albums?|concerts?|"
                        r"meal|workout|slept|diary|medicines?|doctor|patients?|recipes?|movies?|films?|pollen|game|smart devices?|"
                        r"parcel|shopping)\b", re.IGNORECASE)  # fmt: skip
_TRAINING = re.compile(
    r"(?i)\b(?:sports?|training|workouts?|exercises?|fitness|runs?|running|nutrition|calories|meals?|sleep|slept)\b"
)
_TECHNICAL = frozenset(("resource", "token", "uuid", "domain", "ip"))
_BUSY = ("I'm finally at my desk|I've got a few minutes before my next call|I'm sorting out a few things|I'm halfway through my to-do list|"
         "it's been one of those days|I'm trying to get organised|I've just made myself a coffee|I'm clearing my backlog|"
         "I can't keep all of this in my head|things have been hectic lately|I'm tidying up some loose ends|I'm working through a list|"
         "I only have my phone with me|I want to get ahead of things|I'm in planning mode today").split("|")  # fmt: skip
# clauses for the end of a request; what is done is off one's list, what is asked helps to plan
_REASONS = {
    None: "before I forget|while I still remember|while I think of it|now that I have a minute|so I can cross it off my list".split("|"),
    True: "so I can plan ahead|so I know where I stand|just to be sure|to be on the safe side|before I decide anything|"
    "so there are no surprises later|because I lost my notes|because I want to compare a few things|so I can plan my week|"
    "because I was wondering".split("|"),
    False: "so it's off my plate|so that's done|to get it out of the way|before I forget again|so I don't have to think about it any more|"
    "so I can get on with my day|so that I can stop worrying about it".split("|"),
}  # fmt: skip
_FOR_OTHERS = "{w} asked me.|{w} wants to know.|{w} keeps asking.|It's for {w}.|I'm asking for {w}.|{w} would like to know.".split(
    "|"
)


def _people(reading: Reading) -> Sequence[str]:
    """Return who may ask for what a tool does: nobody's director asks about the living room's lights."""
    if _HOUSEHOLD.search(f"{reading.noun} {reading.tool.description[:160]}"):
        return _FAMILY
    if any(slot.kind in _TECHNICAL for slot in reading.required):
        return _COLLEAGUES
    trains = _TRAINING.search(f"{reading.noun} {reading.tool.description[:160]}")
    return [*_FAMILY, *_COLLEAGUES, *([_COACH] if trains else [])]


def _topic(reading: Reading) -> str:
    """Return what a question is about as one speaks of it: `concerts`, `the weather`; empty if nobody says it aloud."""
    noun = noun_of(reading)
    if not speakable(noun) or len(noun.split()) > 3 or noun.startswith("my "):
        return ""
    if f"{noun.lower()}," in reading.explicit.lower():  # the first of several things
        return ""
    if is_plural(noun):
        return noun if reading.family in ("find", "list") else f"the {noun}"
    if reading.family == "find":
        return with_article(noun)
    return "" if ownable(noun) else f"the {noun}"


def background(reading: Reading, rng: random.Random) -> str:
    """Return a sentence of background about what a tool does, without a final stop."""
    topic = _topic(reading) if reading.asks else ""  # who looks something up may do so for others
    if not topic or rng.random() >= 0.55:
        return rng.choice(_BUSY)
    who = rng.choice(_people(reading))
    if rng.random() < 0.35:
        return f"{who} {rng.choice(_HOLDS).replace('{n}', topic)}"
    told = rng.choice(_SAID).replace("{n}", topic)
    if rng.random() < 0.3:
        return f"{who} {told}"
    moments = _MOMENT + (_AT_HOME if who in _FAMILY else _AT_WORK)
    moment = rng.choice(moments)
    return f"{moment} {who} {told}" if rng.random() < 0.65 else f"{who} {told} {moment}"


def with_reason(main: str, reading: Reading, rng: random.Random) -> str:
    """Return a request with why one makes it: a clause before its stop, or a sentence about whom it is for behind it."""
    if reading.asks and rng.random() < 0.4:
        who = rng.choice(_FOR_OTHERS).replace("{w}", rng.choice(_people(reading)))
        return f"{main} {capitalise(who)}"
    why = rng.choice((*_REASONS[None], *_REASONS[reading.asks]))
    return f"{main[:-1]} {why}{main[-1]}"


_AGAIN = {
    True: "I want to see whether anything has changed.|Let me check once more.|Maybe something has changed since.|I'd like a second look.|"
    "I lost track of the answer, so once more.|Things may have moved on in the meantime.|I'm not sure I read that right the first time.",
    False: "I'm not sure it went through the first time.|Let's do that once more.|"
    "I think it didn't stick, so once more.",
}


_CHANGED = (
    "Actually, let me change that.|On second thought, not like that.|I've changed my mind about that one.|"
    "Hm, I'd like that a little different after all.|Let me correct myself there.|That needs changing once more."
).split("|")
_OFF = (
    "My plans have changed.|Something has come up after all.|I've thought better of it.|It turns out I don't need it after all.|"
    "I was too quick with that.|That won't work for me after all."
).split("|")


def once_more(reading: Reading, rng: random.Random, changed: bool = False) -> str:
    """Return a sentence that says why one asks for the very same thing again, or for the same with a change."""
    return rng.choice(_CHANGED if changed else _AGAIN[reading.asks].split("|"))


def plans_changed(rng: random.Random) -> str:
    """Return a sentence that says why one takes back what one has only just asked for."""
    return rng.choice(_OFF)


_NAMED = ("{v}, got it|ah, {v}|{v}, noted|okay, {v} then|so {v}, good|I'll keep {v} in mind|I'll note down {v}|{v}, I see|"
          "I'll remember {v}|right, {v}|{v}, good to have").split("|")  # fmt: skip
_TAKE = ("{v} works for me|so {v}, good|okay, {v} then|{v} sounds right|{v} is fine by me|ah, {v}|{v}, got it|{v} it is|"
         "I'll keep {v} in mind|I had expected something other than {v}|hm, {v} is not what I thought|{v} makes sense|"
         "{v} is better than I feared|I'll note down {v}|{v} is good to know").split("|")  # fmt: skip


def take_note(value: str, held: str, rng: random.Random) -> str:
    """Return a remark on something that an answer said: a name or a figure is noted, a time may suit one.

    Args:
        value: What is remarked on, which decides what one may say of it.
        held: How it stands in the text.
        rng: The turn's randomness.
    """
    return rng.choice(_TAKE if ":" in value else _NAMED).replace("{v}", held)


_RESUME = ("Anyway,|Back to business:|But to the point:|Right, where were we?|Okay, back to it.|So, coming back to things,|"
           "Enough about that.|Alright, let's carry on.|Anyhow,|But I digress.|Well, let's get on with it.|"
           "Okay, on to something practical.|But back to what I came for:").split("|")  # fmt: skip


def resume(rng: random.Random) -> str:
    """Return how a person comes back from small talk."""
    return rng.choice(_RESUME)


_MOVE_ON = ("Never mind then.|Okay, forget that one.|Alright, let's leave that.|No problem, I'll try that another time.|Too bad.|"
            "Fair enough, skip it.|That's a pity, but fine.|Okay, I'll deal with that later.|Shame, but it can wait.|"
            "All right, I'll sort that out myself.").split("|")  # fmt: skip


_NO_LETTER = re.compile(r"[^a-z ]")
_LETTING_GO = tuple(_NO_LETTER.sub("", each.lower()) for each in _MOVE_ON)


def lets_go(text: str) -> bool:
    """Return whether a message begins by letting a failed request go."""
    return _NO_LETTER.sub("", text.lower()).startswith(_LETTING_GO)


def move_on(rng: random.Random) -> str:
    """Return how a person lets a failed request go."""
    return rng.choice(_MOVE_ON)
