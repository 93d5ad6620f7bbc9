"""The simulated user: keeps to the plan, has something in mind, says it in style, and makes sure it can be understood."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Any

from toolflow_dataset.types import Message

from ..chat import ChatRequest
from .chitchat import user_chitchat
from .english import capitalise, is_plural, lower_first, stems
from .goals import GoalMaker, linked, same_calls, usable
from .inputs import Inputs, history_of, read_inputs, today_of, turn_of
from .memory import Memory, remember
from .pending import asks_back, last_reply, pending_ask, rounds_of
from .phrasing import Goal, Wording, core, say, wanted_from_results
from .plans import SPREAD_MARK, tool_steps
from .reading import Reading, plain_noun
from .semantics import Slot
from .situations import background, move_on, reason, resume, take_note
from .styles import Style, style_of
from .understanding import Ask, find_tools, score_tools, understand
from .values import value
from .world import World

_TRIES = 12


class UserTurn:
    """One user turn.

    Args:
        request: The prompt; its seed and ordinal are the turn's randomness.
    """

    def __init__(self, request: ChatRequest) -> None:
        self.rng = random.Random(f"user:{request.seed}:{request.ordinal}")
        self.inputs: Inputs = read_inputs(request)
        self.history = history_of(request)
        self.turn = turn_of(request)
        self.context = self.inputs.context
        self.today = today_of(self.context)
        self.memory: Memory = remember(self.history)
        self.world = World(request.seed, self.context)
        style = self.inputs.raw.get("style") or {}
        self.style: Style = style_of(str(style.get("name", "casual")), str(style.get("description", "")))
        self.maker = GoalMaker(self.memory, self.world, self.rng, self.context)

    def reply(self) -> dict[str, Any]:
        """Return the turn as `{"completed_steps", "current_step", "done", "message"}`."""
        plan: list[dict[str, str]] | None = self.inputs.raw.get("plan")
        completed, state = self._progress(plan)
        total = len(plan) if plan is not None else int(self.inputs.raw.get("target_rounds", 4))
        every = list(range(1, total + 1)) if plan is not None else []
        if completed >= total:
            return {
                "completed_steps": every,
                "current_step": None,
                "done": True,
                "message": "",
            }
        pending = pending_ask(self.history, self.inputs.offered, self.today, self.context) if state else None
        message = ""
        if state == "question":
            message = self._answer(pending)
        elif state == "failed" and pending is not None:
            message = self._instead(pending)
        if not message:
            if state == "failed" and completed + 1 < total:
                completed += 1
            elif state == "failed":
                return {
                    "completed_steps": every,
                    "current_step": None,
                    "done": True,
                    "message": "",
                }
            step = plan[completed] if plan is not None else None
            message = self._next(step, completed, state)
        current = completed + 1 if plan is not None else None
        done_steps = list(range(1, completed + 1)) if plan is not None else []
        return {"completed_steps": done_steps, "current_step": current, "done": False, "message": message}

    def _progress(self, plan: Sequence[dict[str, str]] | None) -> tuple[int, str]:
        """Return how many steps are complete, and whether the current one awaits an answer or has failed."""
        completed, asked, state = 0, 0, ""
        for messages in rounds_of(self.history):
            kind = plan[completed]["kind"] if plan is not None and completed < len(plan) else "tool_call"
            reply = last_reply(messages)
            question = reply is not None and asks_back(reply.content)
            calls = remember(messages).calls
            state = ""
            if question and asked < 2 and kind == "tool_call":
                if not calls and (plan is not None or self._wanted_tool(messages[0].content)):
                    state = "question"
                elif calls and calls[-1].error is not None:
                    state = "failed"
            if state and not (state == "failed" and asked):
                asked += 1
            else:
                state = ""
                completed, asked = completed + 1, 0
        return completed, state

    def _wanted_tool(self, text: str) -> bool:
        return max(score_tools(text, self.inputs.offered), default=0.0) >= 1.9

    # -- a new request ---------------------------------------------------------------------------------------------

    def _next(self, step: dict[str, str] | None, position: int, state: str) -> str:
        if step is not None and step.get("kind") == "chitchat":
            return self._chat(step.get("request", ""))
        if (
            step is None
            and position > 0
            and self.rng.random() < float((self.inputs.raw.get("shares") or {}).get("chitchat", 0.2))
        ):
            return self._chat("")
        readings, spread = self._tools_of(step)
        opening = move_on(self.rng) if state == "failed" else ""
        return self._request(readings, spread, opening)

    def _tools_of(self, step: dict[str, str] | None) -> tuple[list[Reading], bool]:
        """Return the offered tools a step is about, and whether it wants several values."""
        offered = self.inputs.offered
        if step is not None:
            text = step.get("request", "")
            found = list(dict.fromkeys(reading.tool.name for _, reading in find_tools(text, offered)))
            if not found:
                scores = score_tools(text, offered)
                best = max(range(len(offered)), key=lambda index: scores[index])
                found = [offered[best].tool.name] if scores[best] > 0 else []
            chosen = [reading for reading in offered if reading.tool.name in found[:3]]
            chosen.sort(key=lambda reading: found.index(reading.tool.name))
            if chosen:
                return chosen, bool(SPREAD_MARK.search(text))
        used = {call.name for call in self.memory.calls}
        rest = [reading for reading in self.inputs.own if reading.tool.name not in used and usable(reading)]
        rest = rest or [reading for reading in self.inputs.own if usable(reading)] or list(self.inputs.own)
        subset = Inputs(self.inputs.raw, (), tuple(self.rng.sample(rest, len(rest))[:3]))
        readings, spread = tool_steps(subset, 1, self.inputs.raw.get("shares") or {}, self.rng)[0]
        names = [reading.tool.name for reading in readings]
        return sorted(
            (each for each in offered if each.tool.name in names),
            key=lambda each: names.index(each.tool.name),
        ), spread

    def _own(self, reading: Reading) -> Reading:
        return next(own for own in self.inputs.own if own.tool.name == reading.tool.name)

    def _request(self, readings: Sequence[Reading], spread: bool, opening: str) -> str:
        """Word a request so that it is understood as meant; ever more explicitly, at last with one tool only."""
        leave_out = bool(self.turn.get("leave_out_value")) and len(readings) == 1 and not spread
        text = ""
        for attempt in range(_TRIES):
            explicit = (0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3)[attempt]
            wanted = readings if attempt < 7 else readings[:1]
            goals = self._goals(wanted, spread and attempt < 7, leave_out and attempt < 7, plain=attempt >= 9)
            text = self._word(goals, explicit, opening if attempt < 10 else "")
            if self._understood(text, goals):
                return text
        return text

    def _goals(self, readings: Sequence[Reading], spread: bool, leave_out: bool, plain: bool) -> list[Goal]:
        goals: list[Goal] = []
        for position, reading in enumerate(readings):
            previous = goals[-1] if goals else None
            deferred = linked(self._own(readings[position - 1]), reading) if position else None
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
            if not goal.thing and self.rng.random() < 0.4:
                goal.wanted = wanted_from_results(reading, self._own(reading), self.rng)
            goals.append(goal)
        return goals

    def _understood(self, text: str, goals: Sequence[Goal]) -> bool:
        asks = understand(text, self.inputs.offered, self.memory, self.today, self.context)
        return len(asks) == len(goals) and all(
            ask.reading.tool.name == goal.reading.tool.name
            and same_calls(goal.calls, ask.calls)
            and {slot.name for slot in ask.missing} == goal.missing
            for ask, goal in zip(asks, goals, strict=True)
        )

    def _word(self, goals: Sequence[Goal], explicit: int, opening: str) -> str:
        rng, style, wording = self.rng, self.style, Wording()
        parts: list[str] = [opening] if opening else self._openers(explicit, wording)
        if rng.random() < style.wordy and explicit < 2 and not (parts and parts[-1].endswith((",", ":"))):
            told = background(plain_noun(goals[0].reading), rng) + "."
            parts.append(told if parts and not parts[-1].endswith((".", "!", "?")) else capitalise(told))
        for position, goal in enumerate(goals):
            main, sentences = core(goal, style, self.today, rng, explicit, wording)
            if rng.random() < 0.1 + style.wordy * 0.25 and explicit < 2 and not position:
                main = f"{main[:-1]} {reason(rng)}{main[-1]}"
            if position:
                parts.append(self._join(main, goal, parts))
            else:
                lead = parts[-1] if parts else ""
                parts.append(
                    lower_first(main) if lead and not lead.endswith((".", "!", "?")) else capitalise(main)
                )
            parts += [sentence if sentence.endswith((".", "?")) else sentence + "." for sentence in sentences]
        closing = style.closing(rng)
        if closing:
            parts.append(closing)
        return wording.fill(style.finish(" ".join(part for part in parts if part), rng))

    def _openers(self, explicit: int, wording: Wording) -> list[str]:
        rng, style = self.rng, self.style
        if not self.history:
            likely = {"terse": 0.08, "expert": 0.2, "hurried": 0.35}.get(style.profile, 0.5)
            return [style.greeting(rng)] if rng.random() < likely else []
        draw = rng.random()
        if (
            not rounds_of(self.history)[-1][-1].tool_calls
            and not remember(rounds_of(self.history)[-1]).calls
            and draw < 0.5
        ):
            return [resume(rng)]
        if draw < 0.2 and explicit < 2:
            noted = self._noteworthy()
            if noted:
                return [capitalise(take_note(wording.hold(noted), rng)) + "."]
        if draw < 0.5:
            return [style.reaction(rng)]
        return [style.transition(rng)] if draw < 0.72 else []

    def _noteworthy(self) -> str:
        """Return a short value of the last results that the last reply mentioned."""
        reply = last_reply(self.history)
        if reply is None or not self.memory.calls:
            return ""
        latest = len(self.memory.calls) - 1
        values = [
            str(fact.value)
            for fact in self.memory.facts
            if fact.call == latest
            and (not isinstance(fact.value, int) or re.search(r"price|cost|fare|total|amount|fee", fact.name))
            and not fact.given
            and not isinstance(fact.value, bool)
            and 2 <= len(str(fact.value)) <= 24
        ]
        values = [
            each
            for each in dict.fromkeys(values)
            if each in reply.content
            and re.fullmatch(r"\d{1,2}:\d\d|\d+(?:\.\d+)?|[A-Z][a-z]+(?: [A-Z&][\w']*)*", each)
        ]
        return self.rng.choice(values) if values else ""

    def _join(self, main: str, goal: Goal, parts: list[str]) -> str:
        rng = self.rng
        lead = rng.choice(("Then", "And then", "Also,", "After that,", "Once you have that,", "And", "Plus,", "When that's done,",
                           "On top of that,", "And also", "While you're at it,"))  # fmt: skip
        if goal.missing and lead in ("Also,", "Plus,", "On top of that,", "While you're at it,", "And also"):
            lead = "Then"
        if (
            main.endswith(".")
            and parts
            and parts[-1].endswith(".")
            and rng.random() < 0.45
            and re.match(r"[A-Z]?[a-z]+ ", main)
        ):
            parts[-1] = parts[-1][:-1] + rng.choice((", and then", " and then", ", then", " and"))
            return lower_first(main)
        main = lower_first(main)
        return f"{lead} {main.removeprefix('so ') if lead != 'Then' else main}"

    # -- small talk --------------------------------------------------------------------------------------------------

    def _chat(self, about: str) -> str:
        words = re.findall(r"[a-z]{4,}", re.sub(r"^.*?\b(?:about|on)\b", "", about.lower()))
        words = words or [word for reading in self.inputs.offered for word in reading.noun.split()]
        recent = " ".join(
            message.content for message in self.history[-4:] if message.role in ("user", "assistant")
        )
        text = ""
        for _ in range(8):
            text = user_chitchat(words, recent, self.style.name, self.rng)
            if not understand(text, self.inputs.offered, self.memory, self.today, self.context):
                break
        return text

    # -- answers -----------------------------------------------------------------------------------------------------

    def _answer(self, pending: Ask | None) -> str:
        """Answer a question back with the values asked for."""
        if pending is None or not pending.missing:
            return self._help_out()
        question = (last_reply(self.history) or Message("assistant")).content.lower()
        asked = [slot for slot in pending.missing if set(stems(slot.label)) & set(stems(question))] or list(
            pending.missing
        )
        text = ""
        for attempt in range(8):
            explicit = min(attempt // 2, 3)
            fixed = {slot.name: self._fitting(slot, pending.calls[0]) for slot in asked}
            wording = Wording()
            phrases = [
                (slot, wording.hold(say(slot, fixed[slot.name], self.style, self.today, self.rng, explicit)))
                for slot in asked
            ]
            text = wording.fill(self.style.finish(self._answer_words(phrases, attempt), self.rng))
            asks = understand(text, self.inputs.offered, self.memory, self.today, self.context, pending)
            wanted = [{**call, **fixed} for call in pending.calls]
            if len(asks) == 1 and same_calls(wanted, asks[0].calls):
                break
        return text

    def _fitting(self, slot: Slot, arguments: dict[str, Any]) -> Any:
        """Return a value that goes with what was said already: an end is not before its start."""
        new = value(slot, self.world, self.rng)
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
            new = value(slot, World(self.rng.getrandbits(32), self.context), self.rng)
        return new

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
            body = rng.choice((f"{said}", f"{said}, please", f"it's {said}", f"make it {said}", f"let's go with {said}", f"let's say {said}",
                               f"the {slot.label} is {said}", f"I'd say {said}", f"use {said}", f"{slot.label}: {said}",
                               f"{said} as the {slot.label}", f"that would be {said}", f"go with {said} then"))  # fmt: skip
        else:
            body = " and ".join(
                f"the {slot.label} {'are' if is_plural(slot.label) else 'is'} {said}"
                for slot, said in phrases
            )
        end = rng.choice((".", ".", "."))
        return f"{start} {body if start.endswith(',') else capitalise(body)}{end}".strip()

    def _help_out(self) -> str:
        """Answer a question nobody foresaw: with the values it names, else by leaving it to the assistant."""
        question = (last_reply(self.history) or Message("assistant")).content.lower()
        slots = [
            slot
            for reading in self.inputs.offered
            for slot in reading.required
            if slot.label.lower() in question
        ]
        if slots:
            said = [
                f"the {slot.label} is {say(slot, value(slot, self.world, self.rng), self.style, self.today, self.rng, 1)}"
                for slot in slots[:3]
            ]
            return capitalise(", ".join(said)) + "."
        return self.rng.choice(
            ("Whatever you think is best, please go ahead.", "Yes, please go ahead with that.", "Just use your judgement on that.",
             "I don't mind, pick what makes sense.", "Yes, that's right.", "Go with the usual, please.")
        )  # fmt: skip

    def _instead(self, pending: Ask) -> str:
        """Offer another value after an error, or an empty string to let it go."""
        rng = self.rng
        error = (remember(self.history).calls[-1].error or "").lower()
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
            new = value(slot, World(rng.getrandbits(32), self.context), rng)
            if new == pending.calls[0][slot.name]:
                continue
            wording = Wording()
            said = wording.hold(say(slot, new, self.style, self.today, rng, min(attempt // 2, 2)))
            words = rng.choice((f"Then try {said} as the {slot.label}.", f"Okay, use {said} as the {slot.label} instead.",
                                f"Hm, then make the {slot.label} {said}.", f"Yes, try the {slot.label} {said}.",
                                f"Let's try {slot.label} {said} instead.", f"Alright, set the {slot.label} to {said} then.",
                                f"Could you try it with the {slot.label} {said}?"))  # fmt: skip
            text = wording.fill(self.style.finish(words, rng))
            asks = understand(text, self.inputs.offered, self.memory, self.today, self.context, pending)
            if len(asks) == 1 and asks[0].calls == [{**pending.calls[0], slot.name: new}]:
                return text
        return ""
