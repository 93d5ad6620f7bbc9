"""Why people ask: small sentences of background, reasons and reactions, put together from parts."""

from __future__ import annotations

import random
import re

_WHO = ("my sister|my brother|my boss|a colleague|my partner|my neighbour|my dad|my mum|a friend|my manager|our client|my cousin|"
        "my roommate|my daughter|my son|my team lead|someone at work|my aunt|a customer|our accountant|my landlord|my grandfather|"
        "an old classmate|my teammate|the new intern|my best friend|my wife|my husband|our director|my coach").split("|")  # fmt: skip
_TOLD = ("asked me about {n}|keeps asking about {n}|reminded me of {n}|brought up {n}|wants to hear about {n}|was talking about {n}|"
         "told me to look into {n}|made me think of {n}|wouldn't stop talking about {n}|sent me a note about {n}|"
         "expects me to sort out {n}|has a question about {n}").split("|")  # fmt: skip
_MOMENT = ("this morning|over lunch|again|on the phone|last night|at work|during the break|unprompted|the other day|"
           "in the corridor|right before the weekend|over coffee|in a call|on the train|after dinner|in passing").split("|")  # fmt: skip
_BUSY = ("I've been putting this off all week|I'm finally at my desk|I've got a few minutes before my next call|"
         "I'm sorting out a few things|I'm halfway through my to-do list|it's been one of those days|I'm trying to get organised|"
         "I've just made myself a coffee|I'm clearing my backlog|I can't keep all of this in my head|I'm on my way out|"
         "I've been going back and forth on this|I slept on it and I've decided|I'd rather get this over with|"
         "I'm helping out a friend|I'm filling in for someone today|I'm new to all of this|I'm preparing for a busy stretch|"
         "I've got a deadline coming up|I want to get ahead of things|I'm double-checking everything|I promised to take care of this|"
         "things have been hectic lately|I've been thinking about this for a while|I'm tidying up some loose ends|"
         "I'm putting together a plan|I don't want to forget about this|this has been on my mind|I'm working through a list|"
         "I only have my phone with me").split("|")  # fmt: skip
_REASON = ("so I can plan my week|before I head out|so that I can stop worrying about it|because I promised I would|"
           "since I have a bit of time now|so I can tell {w}|because {w} needs it|before I talk to {w}|while I still remember|"
           "so I can cross it off my list|because it's been bugging me|before the day is over|since {w} asked|"
           "so there are no surprises later|to be on the safe side|because I keep forgetting|so I know where I stand|"
           "ahead of a call with {w}|for a report I'm writing|for a little project of mine|before things get busy again|"
           "since it matters for what comes next|because I want to compare a few things|as a favour for {w}|"
           "so I don't have to think about it any more|to settle an argument with {w}|because I lost my notes").split("|")  # fmt: skip


def background(noun: str, rng: random.Random) -> str:
    """Return a sentence of background about a thing, without a final stop."""
    if rng.random() < 0.55 and len(noun.split()) <= 4:
        thing = noun if re.match(r"(?:the|a|an|my|some|your)\b", noun) else f"the {noun}"
        told = rng.choice(_TOLD).replace("{n}", thing)
        who = rng.choice(_WHO)
        return f"{rng.choice(_MOMENT)} {who} {told}" if rng.random() < 0.6 else f"{who} {told}"
    return rng.choice(_BUSY)


def reason(rng: random.Random) -> str:
    """Return a clause that says why, to stand at a request's end."""
    return rng.choice(_REASON).replace("{w}", rng.choice(_WHO))


_TAKE = ("{v} works for me|{v} is good to know|so {v}, good|okay, {v} then|{v} sounds right|{v} is fine by me|ah, {v}|{v}, got it|"
         "{v} it is|I'll keep {v} in mind|I had expected something other than {v}|hm, {v} is not what I thought|{v} makes sense|"
         "{v} is better than I feared|I'll note down {v}|{v} helps a lot").split("|")  # fmt: skip


def take_note(value: str, rng: random.Random) -> str:
    """Return a remark on something that an answer said."""
    return rng.choice(_TAKE).replace("{v}", value)


_RESUME = ("Anyway,|Back to business:|But to the point:|Right, where were we?|Okay, back to it.|So, coming back to things,|"
           "Enough about that.|Alright, let's carry on.|Anyhow,|But I digress.|Well, let's get on with it.|"
           "Okay, on to something practical.|But back to what I came for:").split("|")  # fmt: skip


def resume(rng: random.Random) -> str:
    """Return how a person comes back from small talk."""
    return rng.choice(_RESUME)


_MOVE_ON = ("Never mind then.|Okay, forget that one.|Alright, let's leave that.|No problem, I'll try that another time.|Too bad.|"
            "Fair enough, skip it.|That's a pity, but fine.|Okay, I'll deal with that later.|Shame, but it can wait.|"
            "All right, I'll sort that out myself.").split("|")  # fmt: skip


def move_on(rng: random.Random) -> str:
    """Return how a person lets a failed request go."""
    return rng.choice(_MOVE_ON)
