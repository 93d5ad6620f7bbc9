"""What the user says to a question or an error: the values asked for, another value, or leave to decide."""

from __future__ import annotations

import re
from typing import Any

from .aims import aim
from .english import capitalise, is_plural, stems
from .goal import Wording
from .goals import same_calls
from .memory import remember
from .saying import say
from .semantics import Slot
from .trips import within_reach
from .understanding import Ask
from .user_scene import UserScene
from .values import value
from .world import World

_NO_NOUN = re.compile(r"(?i)(?:^| )(?:near|around|at|on|by|until|from|to|in|since|before|after)$")


class ReplyWriter:
    """Words the replies of one user turn to what the assistant asks.

    Args:
        scene: What the turn goes by; its randomness is drawn from here too.
    """

    def __init__(self, scene: UserScene) -> None:
        self.scene = scene
        self.rng = scene.rng
        self.style = scene.style
        self.today = scene.today

    def answer(self, pending: Ask | None) -> str:
        """Answer a question back with the values asked for."""
        if pending is None or not pending.missing:
            return self._help_out()
        question = self.scene.question()
        asked = [slot for slot in pending.missing if set(stems(slot.label)) & set(stems(question))] or list(
            pending.missing
        )
        text = ""
        for attempt in range(8):
            explicit = min(attempt // 2, 3)
            fixed = {slot.name: self._fitting(slot, pending) for slot in asked}
            wording = Wording()
            phrases = [
                (slot, wording.hold(say(slot, fixed[slot.name], self.style, self.today, self.rng, explicit)))
                for slot in asked
            ]
            text = wording.fill(self.style.finish(self._answer_words(phrases, attempt), self.rng))
            asks = self.scene.understood(text)
            wanted = [{**call, **fixed} for call in pending.calls]
            if len(asks) == 1 and same_calls(wanted, asks[0].calls):
                break
        return text

    def _fitting(self, slot: Slot, pending: Ask) -> Any:
        """Return a value that goes with what was said already: not that of last time, no end before its start, not abroad."""
        scene, arguments = self.scene, pending.calls[0]
        used = [
            done.arguments.get(slot.name)
            for done in scene.memory.calls
            if done.name == pending.reading.tool.name
        ]
        new = value(slot, scene.world, self.rng)
        for _ in range(6):
            if new not in used:
                break
            new = value(slot, World(self.rng.getrandbits(32), scene.context), self.rng)
        whole = {**arguments, slot.name: new}
        within_reach(pending.reading, whole, arguments.keys(), (), scene.world, self.rng)
        aim(pending.reading, whole, scene.memory, self._other, self.rng, arguments.keys())
        new = whole[slot.name]
        if slot.kind not in ("date", "datetime") or not isinstance(new, str):
            return new
        said = [
            each
            for each in arguments.values()
            if isinstance(each, str) and re.match(r"\d{4}-\d\d-\d\d", each)
        ]
        ends = bool(re.search(r"\b(?:end|until|till|out|return|last|to|due)\b", slot.label.lower()))
        for _ in range(12):
            if all((new > each) == ends for each in said):
                break
            new = self._other(slot)
        return new

    def _other(self, slot: Slot) -> Any:
        return value(slot, World(self.rng.getrandbits(32), self.scene.context), self.rng)

    def _answer_words(self, phrases: list[tuple[Any, str]], attempt: int) -> str:
        rng = self.rng
        start = rng.choice(
            (
                "Oh, sorry.",
                "Right,",
                "Sure,",
                "Ah yes,",
                "Of course.",
                "My bad.",
                "Good point.",
                "",
                "",
                "",
                "",
                "Oops,",
            )
        )
        if self.style.profile in ("terse", "expert"):
            start = ""
        if self.style.profile in ("formal", "polite"):
            start = rng.choice(
                (
                    "My apologies.",
                    "Certainly.",
                    "Of course.",
                    "Sorry about that.",
                    "",
                    "",
                    "Thank you for asking.",
                )
            )
        if len(phrases) == 1 and attempt < 5:
            slot, said = phrases[0]
            bodies: tuple[str, ...] = (f"{said}", f"{said}, please", f"it's {said}", f"make it {said}", f"let's go with {said}", f"let's say {said}",
                               f"the {slot.label} is {said}", f"I'd say {said}", f"use {said}", f"{slot.label}: {said}",
                               f"{said} as the {slot.label}", f"that would be {said}", f"go with {said} then")  # fmt: skip
            if _NO_NOUN.search(slot.label):  # `the near is Fifth Avenue` is nobody's English
                bodies = tuple(each for each in bodies if slot.label not in each)
            body = rng.choice(bodies)
        else:
            body = " and ".join(
                f"the {slot.label} {'are' if is_plural(slot.label) else 'is'} {said}"
                for slot, said in phrases
            )
        end = rng.choice((".", ".", "."))
        return f"{start} {body if start.endswith(',') else capitalise(body)}{end}".strip()

    def _help_out(self) -> str:
        """Answer a question nobody foresaw: with the values it names, else by leaving it to the assistant."""
        question = self.scene.question()
        slots = [
            slot
            for reading in self.scene.inputs.offered
            for slot in reading.required
            if slot.label.lower() in question
        ]
        if slots:
            said = [
                f"the {slot.label} is {say(slot, value(slot, self.scene.world, self.rng), self.style, self.today, self.rng, 1)}"
                for slot in slots[:3]
            ]
            return capitalise(", ".join(said)) + "."
        return self.rng.choice(
            ("Whatever you think is best, please go ahead.", "Yes, please go ahead with that.", "Just use your judgement on that.",
             "I don't mind, pick what makes sense.", "Yes, that's right.", "Go with the usual, please.")
        )  # fmt: skip

    def instead(self, pending: Ask) -> str:
        """Offer another value after an error, or an empty string to let it go."""
        rng = self.rng
        error = (remember(self.scene.history).calls[-1].error or "").lower()
        slots = [
            slot
            for slot in pending.reading.slots
            if slot.name in pending.calls[0]
            and not slot.array
            and slot.kind not in ("token", "flag", "text", "object")
        ]
        named = [
            slot
            for slot in slots
            if str(pending.calls[0][slot.name]).lower() in error or slot.label.lower() in error
        ]
        if not slots or rng.random() < 0.25:
            return ""
        for attempt in range(6):
            slot = rng.choice(named or slots)
            new = self._other(slot)
            if new == pending.calls[0][slot.name]:
                continue
            wording = Wording()
            said = wording.hold(say(slot, new, self.style, self.today, rng, min(attempt // 2, 2)))
            words = rng.choice((f"Then try {said} as the {slot.label}.", f"Okay, use {said} as the {slot.label} instead.",
                                f"Hm, then make the {slot.label} {said}.", f"Yes, try the {slot.label} {said}.",
                                f"Let's try {slot.label} {said} instead.", f"Alright, set the {slot.label} to {said} then.",
                                f"Could you try it with the {slot.label} {said}?"))  # fmt: skip
            if _NO_NOUN.search(slot.label):  # `as the near` is nobody's English either
                words = rng.choice((f"Then try {slot.label} {said}.", f"Let's try {slot.label} {said} instead.",
                                    f"Could you try it {slot.label} {said}?"))  # fmt: skip
            text = wording.fill(self.style.finish(words, rng))
            asks = self.scene.understood(text)
            if len(asks) == 1 and asks[0].calls == [{**pending.calls[0], slot.name: new}]:
                return text
        return ""
