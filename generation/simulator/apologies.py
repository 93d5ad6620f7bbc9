"""Honest words for a call that failed, sometimes asking how to go on."""

from __future__ import annotations

import random

from .asked_words import asked_label
from .english import capitalise, gerund, lower_first
from .memory import Done
from .noun_words import action_of
from .predicates import tidy
from .reading import Reading
from .result_errors import is_passing


def apology(done: Done, reading: Reading | None, rng: random.Random, ask: bool, alone: bool = True) -> str:
    """Explain a failed call in words, and what can be done now.

    Args:
        done: The call.
        reading: Its tool.
        rng: The turn's randomness.
        ask: Whether the answer may end in a question.
        alone: Whether it was the only call: else the words say which of them failed.
    """
    cause = tidy((done.error or "").strip().rstrip(".!"))
    verb, thing = action_of(reading) if reading else ("do", "that")
    started = any(cause.startswith(str(value)) for value in done.arguments.values())
    forms = _FAILED if alone else [form for form in _FAILED if "{a}" in form or "{g}" in form]
    words = (
        rng.choice(forms)
        .replace("{a}", f"{verb} {thing}")
        .replace("{g}", f"{gerund(verb)} {thing}")
        .replace("{c}", cause)
        .replace("{d}", cause if started else lower_first(cause))
    )
    if is_passing(cause):
        way_on = rng.choice(_LATER)
    else:
        way_on = rng.choice(_RETRY if ask and rng.random() < 0.6 else _OTHERWISE)
        way_on = way_on.replace("{l}", _to_change(done, reading, cause, rng))
    return capitalise(f"{words} {way_on}")


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
    return asked_label(rng.choice(named or given)) if given else "value"


_FAILED = ("I couldn't do that: {d}.", "{g} didn't work. The message was: {c}.", "that didn't go through. {c}.", "sorry, I wasn't able to {a}; {d}.",
           "I tried, but it came back with an error: {d}.", "I tried to {a}, but {d}.", "I wasn't able to {a} this time: {d}.", "I wanted to {a}, but this came back: {d}.",
           "unfortunately that failed: {d}.", "I ran into a problem {g}: {d}.", "it looks like that isn't possible right now: {d}.",
           "something got in the way: {d}.", "I have to disappoint you there: {d}.",
           "the service refused: {d}.", "there was a problem on the other side: {d}.")  # fmt: skip
_RETRY = ("Should I try another {l}?", "Would you like to use a different {l}?", "Do you want to change the {l}?", "Is there another {l} I could try?",
          "Shall I try again with a different {l}?", "Is the {l} right?", "What other {l} could work?", "Which {l} should I use instead?", "Do you have another {l} at hand?", "Could the {l} be mistaken?")  # fmt: skip
_LATER = ("It may be worth trying again later.", "I'd suggest giving it some time.", "I can have another go whenever you like.", "We can come back to it later.",
          "If that persists, their support may know more.", "Tell me when I should have another look.", "Perhaps it works a little later.",
          "That may well be a passing thing.")  # fmt: skip
_OTHERWISE = ("I can try it with another {l}.", "With a different {l} it may work.", "You may want to check the {l}.", "If you give me another {l}, I'll try that.",
              "Let me know if I should try another {l}.", "It may be worth checking the {l}.", "Nothing has been changed; another {l} might do.")  # fmt: skip
