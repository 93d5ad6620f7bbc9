"""A request in words: goals made, worded, and worded again until they are understood as meant."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from .arrivals import under_way
from .details import details
from .english import VERB_FAMILY, capitalise, lower_first, singular, stem
from .goal import Goal, Wording
from .goals import GoalMaker, same_calls
from .links import linked
from .memory import Done
from .once import asked_before, done_once, otherwise, spent, takes_back
from .pending import last_reply
from .phrasing import core, wanted_from_results
from .pointing import shared_path
from .reading import Reading, plain_noun
from .repeats import say_row, say_same
from .saying import spoken_values
from .situations import background, move_on, once_more, plans_changed, resume, take_note, with_reason
from .styles import URGENT, Place
from .user_scene import UserScene

# how explicit each attempt is; whether it says everything, without references; whether it has one tool only
_TRIES = (
    (0, False, False),
    (0, False, False),
    (0, False, False),
    (0, False, False),
    (1, False, False),
    (0, True, False),
    (0, True, False),
    (2, True, False),
    (3, True, False),
    (0, True, True),
    (2, True, True),
    (3, True, True),
    (4, True, True),
)


_UNPLEASANT = frozenset(
    map(stem, "cancel dispute contest return call delete refund claim report reject".split())
)
_WENT_WRONG = re.compile(
    r"(?i)\b(?:jammed|fail\w*|refus\w+|declin\w+|reject\w+|unavailable|offline|not possible|error)\b"
)
# people say why they ask in about one message of twelve
_BACKGROUND, _REASON = 0.19, 0.085
_BARE = re.compile(
    r"it|(?:that|this|the first|the second|the third|the last) one|the first one (?:you find|on the list)"
)
_BARE_WORDS = {
    "this one": "this",
    "the first one": "the first",
    "the first one you find": "the first",
    "the first one on the list": "the first",
    "the second one": "the second",
    "the third one": "the third",
    "the last one": "the last",
}


_FOLLOWING = (
    "Then",
    "And then",
    "After that,",
    "Once you have that,",
    "When that's done,",
    "Then",
    "With that,",
    "From there,",
)
_BESIDE = ("Then", "And then", "Also,", "After that,", "And", "Plus,", "When that's done,", "On top of that,", "And also",
           "While you're at it,", "Apart from that,")  # fmt: skip
_UNITS = re.compile(
    r"(?: ?%| (?:[A-Z]{3}|km|kWh|kW|kg|degrees|minutes|hours|days|euros|dollars|pounds))(?!\w)"
)
_MONEY = re.compile(r"[A-Z]{3}|euros|dollars|pounds")  # a bare `30 minutes` or `86 %` is not worth an echo
_BEFORE = re.compile(r"[\d.,]")


def _as_told(value: str, reply: str) -> str:
    """Return a value as a reply has it: a name, a time, an amount with its unit; empty if it is none of these or not there."""
    if value in reply and re.fullmatch(r"\d{1,2}:\d\d|[A-Z][a-z]+(?: [A-Z&][\w']*)*", value):
        return value
    if re.fullmatch(r"\d+(?:\.\d+)?", value):
        start = reply.find(value)
        if start < 0 or (start and _BEFORE.match(reply[start - 1])):
            return ""
        end = start + len(value)
        end += value[-2:-1] == "." and reply[end : end + 1] == "0"  # 10.5 is told as 10.50
        unit = _UNITS.match(reply, end)
        return reply[start : unit.end()] if unit and _MONEY.search(unit[0]) else ""
    return ""


_WANTING = re.compile(r"(?:just )?(?:(?:need|want|have|gotta|looking) (?:you )?(?:to )?)(?=([a-z]+))")


def _went_on(main: str) -> str:
    """Return a request as it goes on behind another: `and then need to book it` -> `and then book it`."""
    wants = _WANTING.match(main)
    return main[wants.end() :] if wants and wants[1] in VERB_FAMILY else main


def _is_led(parts: Sequence[str]) -> bool:
    """Return whether a sentence has begun already: `Also,`."""
    return bool(parts) and bool(parts[-1]) and not parts[-1].endswith((".", "!", "?"))


def _failed(calls: Sequence[Done]) -> bool:
    """Return whether the last of a round's calls came to nothing: an error, or a list without anything in it."""
    last = calls[-1]
    return last.error is not None or (isinstance(last.result, dict) and [] in list(last.result.values())[:1])


class RequestWriter:
    """Words the requests of one user turn.

    Args:
        scene: What the turn goes by; its randomness is drawn from here too.
    """

    def __init__(self, scene: UserScene) -> None:
        self.scene = scene
        self.rng = scene.rng
        self.style = scene.style
        self.today = scene.today
        self.maker = GoalMaker(
            scene.memory,
            scene.world,
            scene.rng,
            scene.context,
            scene.since,
            self._out_of_reach(),
        )

    def _out_of_reach(self) -> dict[str, frozenset[str]]:
        """Return the identifiers that a tool is not to be given: what it is done with, and what has not arrived yet."""
        scene = self.scene
        done = spent(scene.memory.calls, scene.inputs.offered)
        for name, waited in under_way(scene.memory, scene.inputs.offered, scene.today).items():
            done[name] = done.get(name, frozenset()) | waited
        return done

    def write(self, readings: Sequence[Reading], spread: bool, opening: str) -> str:
        """Word a request so that it is understood as meant; ever more explicitly, at last with one tool only."""
        leave_out = bool(self.scene.turn.get("leave_out_value")) and len(readings) == 1 and not spread
        text = ""
        for explicit, plain, single in _TRIES:
            # a plan's second tool is given up last; before that it is asked for with values of its own
            wanted = readings[:1] if single else readings
            for _ in range(3):
                goals = self._goals(wanted, spread and not plain, leave_out and not plain, plain)
                if not any(self._asked_before(goal) for goal in goals):
                    break
            for goal in goals:
                self._renew(goal)
            text = self._word(goals, explicit, "" if single else opening)
            if self.as_meant(text, goals):
                return text
        return text

    def _goals(self, readings: Sequence[Reading], spread: bool, leave_out: bool, plain: bool) -> list[Goal]:
        goals: list[Goal] = []
        for position, reading in enumerate(readings):
            previous = goals[-1] if goals else None
            deferred = linked(self._own(readings[position - 1]), reading) if position else None
            if self._done_once(reading) or (
                deferred is not None and previous is not None and shared_path(deferred, reading, previous)
            ):
                deferred = None
            if deferred is not None:
                deferred = next((slot for slot in reading.slots if slot.name == deferred.name), None)
            goal = self.maker.make(
                reading,
                deferred=deferred,
                producer=self._own(readings[position - 1]) if position else None,
                spread=spread and position == 0,
                leave_out=leave_out,
                previous=previous,
                plain=plain,
            )
            if _BARE.fullmatch(goal.thing) and self._verb_is_shared(reading):
                goal.thing = f"{_BARE_WORDS.get(goal.thing, 'that')} {singular(plain_noun(reading))}"
            if not goal.thing and self.rng.random() < 0.15:
                goal.wanted = wanted_from_results(reading, self._own(reading), self.rng)
            goals.append(goal)
        return goals

    def _asked_before(self, goal: Goal) -> str:
        return asked_before(goal, self.scene.memory.calls)

    def _renew(self, goal: Goal) -> None:
        """Let a deed that was done already, or a lookup that was refused, be about something else."""
        if self._asked_before(goal) != "same":
            return
        refused = any(
            done.error is not None and done.arguments in goal.calls for done in self.scene.memory.calls
        )
        if refused or not goal.reading.asks:
            otherwise(goal, self.scene.memory.calls, self.scene.context, self.rng, self.maker.settle)

    def _done_once(self, reading: Reading) -> bool:
        """Return whether a tool did already what is done to a thing but once: `the first one` would be the same again."""
        return done_once(reading) and any(
            done.name == reading.tool.name and done.error is None for done in self.scene.memory.calls
        )

    def _verb_is_shared(self, reading: Reading) -> bool:
        """Return whether another offered tool does the same to something else, so that `delete it` is not clear."""
        return any(
            other.verbs & reading.verbs
            for other in self.scene.inputs.offered
            if other.tool is not reading.tool
        )

    def _own(self, reading: Reading) -> Reading:
        return next(own for own in self.scene.inputs.own if own.tool.name == reading.tool.name)

    def as_meant(self, text: str, goals: Sequence[Goal]) -> bool:
        """Return whether exactly the goals are understood from a text."""
        asks = self.scene.understood(text)
        return len(asks) == len(goals) and all(
            ask.reading.tool.name == goal.reading.tool.name
            and same_calls(goal.calls, ask.calls)
            and {slot.name for slot in ask.missing} == goal.missing
            for ask, goal in zip(asks, goals, strict=True)
        )

    def _word(self, goals: Sequence[Goal], explicit: int, opening: str) -> str:
        rng, style, wording = self.rng, self.style, Wording()
        parts: list[str] = [opening] if opening else self._openers(explicit, wording)
        first = goals[0].reading
        loose = not (parts and parts[-1].endswith((",", ":")))
        settled = self._asked_before(goals[0])
        taken_back = not settled and takes_back(goals[0], self.scene.memory.calls, self.scene.inputs.offered)
        if settled or taken_back:
            said = plans_changed(rng) if taken_back else once_more(first, rng, settled == "changed")
            parts = [*(parts if loose else ()), said]
        elif rng.random() < style.wordy * _BACKGROUND and explicit < 2 and loose:
            told = background(first, rng) + "."
            parts.append(told if parts and not parts[-1].endswith((".", "!", "?")) else capitalise(told))
        for position, goal in enumerate(goals):
            place = Place(bool(position) or _is_led(parts), bool(URGENT.search(" ".join(parts))))
            main, sentences = self._worded(goal, explicit, wording, place)
            if rng.random() < _REASON * (0.5 + style.wordy) and explicit < 2 and not position:
                main = with_reason(main, first, rng)
            if position:
                parts.append(self._join(main, goal, parts))
            else:
                parts.append(lower_first(main) if _is_led(parts) else capitalise(main))
            parts += [sentence if sentence.endswith((".", "?")) else sentence + "." for sentence in sentences]
        if not any(goal.missing for goal in goals[:1]) or style.profile != "expert":
            parts.append(style.closing(rng, Place(calm=bool(URGENT.search(" ".join(parts))))))
        return wording.fill(style.finish(" ".join(part for part in parts if part), rng))

    def _worded(self, goal: Goal, explicit: int, wording: Wording, place: Place) -> tuple[str, list[str]]:
        """Put a goal into a main sentence and those of its details; of several cases each in words of its own."""
        if not goal.apart:
            main, sentences = core(goal, self.style, self.today, self.rng, explicit, wording, place)
            if len(goal.spread) < 2:
                return main, sentences
            for _ in range(4):  # rather both lists in one sentence
                if not sentences:
                    break
                main, sentences = core(goal, self.style, self.today, self.rng, explicit, wording, place)
            *rest, last = main, *sentences
            first, *more = [
                *rest,
                f"{last.rstrip('.?')}, respectively{last[-1] if last[-1] in '.?' else '.'}",
            ]
            return first, more
        seed = self.rng.getrandbits(32)
        cases = [self._case(goal, call, explicit, wording, random.Random(seed)) for call in goal.calls]
        shared = {name: each for name, each in goal.calls[0].items() if name not in goal.spread}
        alone = self.rng.random() < 0.5 and not any(case.startswith("of ") for case in cases)
        asked = replace(goal, calls=[goal.calls[0] if alone else shared], spread=(), apart=False)
        main, sentences = core(asked, self.style, self.today, self.rng, explicit, wording, place)
        countable = goal.reading.phrase.startswith(("a ", "an "))
        say = say_same if alone else say_row
        told = say(main, cases[alone:], countable, self.rng)
        return told[0], [*sentences, *told[1:]]

    def _case(
        self, goal: Goal, call: dict[str, Any], explicit: int, wording: Wording, rng: random.Random
    ) -> str:
        """Return what is said of one of several cases: `with base 8 and height 6`; all are built alike by equal randomness."""
        own = {name: call[name] for name in goal.spread}
        goal = replace(goal, calls=[own], spread=(), apart=False, refers={}, thing="")
        spoken = spoken_values(goal, self.style, self.today, rng, explicit, wording)
        inline: list[str] = []
        for _ in range(6):
            inline, sentences = details(goal, self.style, rng, explicit, spoken, set(), wording)
            if not sentences:
                break
        else:
            inline += [lower_first(sentence).rstrip(".") for sentence in sentences]
        return " ".join(inline)

    def _openers(self, explicit: int, wording: Wording) -> list[str]:
        rng, style = self.rng, self.style
        if not self.scene.history:
            likely = {"terse": 0.08, "expert": 0.2, "hurried": 0.35}.get(style.profile, 0.5)
            return [style.greeting(rng)] if rng.random() < likely else []
        draw = rng.random()
        done = self.scene.last_round.calls
        if not done and draw < 0.5:
            return [resume(rng)]
        if done and _failed(done):
            return [move_on(rng)] if draw < 0.5 else [style.transition(rng)] if draw < 0.72 else []
        if draw < 0.15 and explicit < 2:
            noted = self._noteworthy()
            if noted:
                return [capitalise(take_note(noted, wording.hold(noted), rng)) + "."]
        if draw < 0.5:
            return [style.reaction(rng, bool(done) and self._pleases(done[-1]))]
        return [style.transition(rng)] if draw < 0.72 else []

    def _pleases(self, done: Done) -> bool:
        """Return whether one can be glad of what was done: not of a dispute, a cancellation or a door that jammed."""
        reading = next((each for each in self.scene.inputs.offered if each.tool.name == done.name), None)
        if reading is None or reading.asks or reading.family == "delete" or reading.verbs & _UNPLEASANT:
            return False
        return not _WENT_WRONG.search(str(done.result))

    def _noteworthy(self) -> str:
        """Return a short value of the last results that the last reply mentioned."""
        reply = last_reply(self.scene.history)
        if reply is None or not self.scene.memory.calls:
            return ""
        latest = len(self.scene.memory.calls) - 1
        values = [
            str(fact.value)
            for fact in self.scene.memory.facts
            if fact.call == latest
            and not fact.given
            and not isinstance(fact.value, bool)
            and 2 <= len(str(fact.value)) <= 24
        ]
        found = (_as_told(each, reply.content) for each in dict.fromkeys(values))
        values = [each for each in found if each]
        return self.rng.choice(values) if values else ""

    def _join(self, main: str, goal: Goal, parts: list[str]) -> str:
        rng = self.rng
        lead = rng.choice(_FOLLOWING if goal.missing else _BESIDE)
        if (
            main.endswith(".")
            and parts
            and parts[-1].endswith(".")
            and rng.random() < 0.45
            and re.match(r"[A-Z]?[a-z]+ ", main)
        ):
            parts[-1] = parts[-1][:-1] + rng.choice((", and then", " and then", ", then", " and"))
            return _went_on(lower_first(main))
        main = _went_on(lower_first(main))
        return f"{lead} {main.removeprefix('so ') if lead != 'Then' else main}"
