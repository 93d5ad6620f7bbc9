"""Honest words for a call that failed, sometimes asking how to go on."""

from __future__ import annotations

import random

from .english import capitalise, gerund, lower_first
from .memory import Done
from .predicates import tidy
from .reading import Reading
from .result_errors import is_passing


def apology(done: Done, reading: Reading | None, rng: random.Random, ask: bool) -> str:
    """Explain a failed call in words, sometimes asking how to go on."""
    cause = tidy((done.error or "").strip().rstrip(".!"))
    action = f"{reading.verb} {reading.phrase}" if reading else "do that"
    doing = f"{gerund(reading.verb)} {reading.phrase}" if reading else "that"
    words = (
        rng.choice(_FAILED)
        .replace("{a}", action)
        .replace("{g}", doing)
        .replace("{c}", cause)
        .replace(
            "{d}",
            cause
            if any(cause.startswith(str(value)) for value in done.arguments.values())
            else lower_first(cause),
        )
    )
    if ask and rng.random() < 0.6 and not is_passing(cause):
        words += " " + rng.choice(_RETRY).replace("{l}", _to_change(done, reading, cause, rng))
    elif rng.random() < 0.5:
        words += " " + rng.choice(_SHRUG)
    return capitalise(words)


def _to_change(done: Done, reading: Reading | None, cause: str, rng: random.Random) -> str:
    """Return the label of a value that might be another: one that the error names, else any that the call gave."""
    given = [
        slot
        for slot in (reading.slots if reading else ())
        if slot.name in done.arguments and slot.kind not in ("token", "text", "flag")
    ]
    low = cause.lower()
    named = [
        slot for slot in given if slot.label.lower() in low or str(done.arguments[slot.name]).lower() in low
    ]
    return rng.choice(named or given).label if given else "value"


_FAILED = ("I couldn't do that: {d}.", "{g} didn't work. The message was: {c}.", "that didn't go through. {c}.", "sorry, I wasn't able to {a}; {d}.",
           "I tried, but it came back with an error: {d}.", "no luck with {g}: {d}.", "the attempt to {a} failed. {c}.",
           "unfortunately that failed: {d}.", "I ran into a problem {g}: {d}.", "it looks like that isn't possible right now: {d}.",
           "something got in the way: {d}.", "I have to disappoint you there: {d}.",
           "the service refused: {d}.", "there was a problem on the other side: {d}.")  # fmt: skip
_RETRY = ("Should I try another {l}?", "Would you like to use a different {l}?", "Do you want to change the {l}?", "Is there another {l} I could try?",
          "Shall I try again with a different {l}?", "Could it be that the {l} is different?", "What other {l} could work?", "Which {l} should I use instead?", "Do you have another {l} at hand?", "Could the {l} be mistaken?")  # fmt: skip
_SHRUG = ("It may be worth trying again later.", "I'd suggest giving it some time.", "You may want to check the details and come back to it.",
          "I can have another go whenever you like.", "We can come back to it later.", "If that persists, their support may know more.", "Tell me when I should have another look.",
          "Perhaps it works a little later.", "I'll leave it there for now.", "Nothing has been changed.", "That may well be a passing thing.")  # fmt: skip
