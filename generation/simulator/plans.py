"""The simulated planner: an order of requests in which tools feed each other, worded in general terms."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Any

from .aims import needs_to_see
from .chitchat import choose_subject
from .english import capitalise, stem
from .inputs import Inputs
from .links import linked, listable, usable, varied
from .once import repeatable
from .reading import GENERAL, Reading
from .scoring import find_tools, nameable
from .semantics import Slot, split_words

SPREAD_MARK = re.compile(r"\b(?:two different|several different|for two|a couple of different)\b")
_WISH = ("The user wants to {a}", "The user asks to {a}", "The user would like to {a}", "The user needs to {a}",
         "The user asks the assistant to {a}", "The user decides to {a}", "The user hopes to {a}",
         "The user requests help to {a}")  # fmt: skip
_LATER = ("Building on that, the user wants to {a}", "The user then asks to {a}", "With that known, the user wants to {a}",
          "The user goes on and asks to {a}", "As a follow-up, the user needs to {a}", "Next, the user would like to {a}",
          "The user returns to the matter and asks to {a}", "Having heard that, the user decides to {a}")  # fmt: skip
_CHAT = ("The user makes small talk about {t}.", "The user chats with the assistant about {t}.",
         "The user shares a thought about {t}.", "The user drifts into a casual remark about {t}.",
         "The user asks what the assistant thinks about {t} in general.")  # fmt: skip


def third_person(text: str) -> str:
    """Turn the user's own words into a planner's: `my inbox` -> `their inbox`."""
    text = re.sub(r"\bmy\b", "their", re.sub(r"\bme\b", "them", text))
    return re.sub(r"\bI\b", "they", text)


def action_words(reading: Reading, level: int = 0) -> str:
    """Return what a tool does in general words; the higher the level, the more exactly."""
    if level == 0:
        action = (
            " ".join(reading.other) if reading.other and GENERAL.search(reading.phrase) else reading.action
        )
        return third_person(action)
    text = third_person(reading.explicit)
    if level >= 2 and reading.service:
        text += f" in {reading.service}"
    if level >= 3:
        text += " (" + " ".join(split_words(reading.tool.name)).lower() + ")"
    return text


def plan(inputs: Inputs, rng: random.Random) -> dict[str, Any]:
    """Return `{"steps": [{"kind", "request"}]}` with exactly the wished number of steps."""
    total = int(inputs.raw.get("target_steps", 4))
    shares = inputs.raw.get("shares") or {}
    limit = int(inputs.raw.get("max_chitchat", max(0, total // 3)))
    chats = min(limit, sum(rng.random() < float(shares.get("chitchat", 0.2)) for _ in range(total)))
    if total >= 4 and limit:
        chats = max(chats, 1)
    spots = range(1, total if rng.random() < 0.3 or total - 1 <= chats else total - 1)
    where = set(rng.sample(spots, min(chats, len(spots)))) if chats else set()
    queue = tool_steps(askable(inputs), total - len(where), shares, rng)
    steps: list[dict[str, str]] = []
    for position in range(total):
        if position in where:
            steps.append({"kind": "chitchat", "request": _chat(inputs, rng)})
        else:
            readings, spread = queue.pop(0)
            steps.append(
                {"kind": "tool_call", "request": wording(readings, spread, inputs, bool(steps), rng)}
            )
    return {"steps": steps}


def askable(inputs: Inputs) -> list[Reading]:
    """Return the tools (own readings) that words can single out, or all if none can be."""
    offered = {reading.tool.name: reading for reading in inputs.offered}
    found = [each for each in inputs.own if nameable(offered[each.tool.name], inputs.offered)]
    return found or list(inputs.own)


def tool_steps(
    own: Sequence[Reading], count: int, shares: dict[str, Any], rng: random.Random
) -> list[tuple[list[Reading], bool]]:
    """Choose the tools of each tool step, in an order in which results come before what needs them.

    Returns:
        For each step its tools (own readings) and whether it asks for several values at once.
    """
    order = _order(own, rng)
    parallel, sequential = float(shares.get("parallel", 0.2)), float(shares.get("sequential", 0.25))
    steps: list[tuple[list[Reading], bool]] = []
    waiting = list(order)
    for _ in range(count):
        if not waiting:
            again = [reading for reading in order if repeatable(reading)] or order
            waiting = rng.sample(again, len(again))
        first = waiting.pop(0)
        follower = next((each for each in waiting if linked(first, each) and _at_once(first, each)), None)
        draw = rng.random()
        if follower is not None and draw < sequential * 3:
            waiting.remove(follower)
            steps.append(([first, follower], False))
        elif draw > 1 - parallel * 0.6 and _spreading(first):
            steps.append(([first], True))
        elif (
            draw > 1 - parallel * 1.3
            and waiting
            and not linked(first, waiting[0])
            and not undoes(waiting[0], first)
            and not _needs_result(waiting[0], steps)
        ):
            steps.append(([first, waiting.pop(0)], False))
        else:
            steps.append(([first], False))
    return steps


_MAKES = frozenset(("create", "book", "send", "pay"))
_UNMAKES = frozenset(
    map(stem, "cancel delete remove call return refund revoke undo discard erase drop".split())
)
_ENDS = frozenset(map(stem, "cancel delete revoke undo".split()))


def undoes(later: Reading, first: Reading) -> bool:
    """Return whether a tool takes back what another does: nobody books and cancels in one breath."""
    unmakes = bool(later.verbs & _UNMAKES) and later.family not in _MAKES
    return first.family in _MAKES and (unmakes or bool(later.verbs & _ENDS))


def _at_once(first: Reading, later: Reading) -> bool:
    """Return whether two tools are asked for in one breath: the later neither undoes the first nor depends on what it tells."""
    return not undoes(later, first) and not needs_to_see(later)


def _spreading(reading: Reading) -> list[Slot]:
    """Return the parameters of which a step may want several values, those that can be listed first."""
    return listable(reading) or [slot for slot in reading.required if varied(slot)]


def _needs_result(reading: Reading, steps: Sequence[tuple[list[Reading], bool]]) -> bool:
    known = [each for readings, _ in steps for each in readings]
    return any(slot.kind == "id" for slot in reading.required) and not any(
        linked(each, reading) for each in known
    )


def _order(own: Sequence[Reading], rng: random.Random) -> list[Reading]:
    """Order tools so that a tool follows one that feeds it, else at random; tools nobody can ask for come last."""
    possible = [reading for reading in own if usable(reading)] or list(own)
    # a person rarely knows an ID by heart: tools that need one which nothing here supplies are left out if others do
    known = [each for each in possible if not _needs_result(each, [(list(own), False)])]
    rest = known if len(known) > 1 else possible
    rest = rng.sample(rest, len(rest))
    feeders = {id(each): [other for other in rest if linked(other, each)] for each in rest}
    order: list[Reading] = []
    while rest:
        ready = [each for each in rest if not [f for f in feeders[id(each)] if f in rest]] or rest
        following = [each for each in ready if order and linked(order[-1], each)]
        chosen = (following or ready)[0]
        order.append(chosen)
        rest.remove(chosen)
    return order


def wording(
    readings: Sequence[Reading], spread: bool, inputs: Inputs, later: bool, rng: random.Random
) -> str:
    """Word a step so that its tools can be told from its words alone, without naming them."""
    wanted = [reading.tool.name for reading in readings]
    text = ""
    for level in (0, 0, 1, 1, 2, 3):
        text = _word(readings, spread, later, level, rng)
        if [reading.tool.name for _, reading in find_tools(text, inputs.offered)] == wanted:
            return text
    return text


def _word(readings: Sequence[Reading], spread: bool, later: bool, level: int, rng: random.Random) -> str:
    head = rng.choice(_LATER if later else _WISH).replace("{a}", action_words(readings[0], level))
    if spread:
        label = _spreading(readings[0])[0].label
        head += rng.choice((f" for two different values of the {label}", f", for two different {label} values",
                            f" for several different values of the {label}", f", for several different {label} values"))  # fmt: skip
    if len(readings) > 1:
        second = action_words(readings[1], level)
        if linked(readings[0], readings[1]):
            head += rng.choice((f", and then to {second} with what comes back", f" and then {second} using the result",
                                f", and after that to {second} on that basis"))  # fmt: skip
        else:
            head += rng.choice(
                (f", and also to {second}", f" and also {second} at the same time", f", and also {second}")
            )
    return capitalise(head) + "."


def _chat(inputs: Inputs, rng: random.Random) -> str:
    reading = rng.choice(inputs.own)
    words = (
        f"{reading.noun} {reading.tool.description[:160]} {' '.join(split_words(reading.tool.name))}".split()
    )
    topic = choose_subject(words, rng)
    return rng.choice(_CHAT).replace("{t}", topic)
