"""The simulated assistant: sees tools and history, never the plan; calls, asks back, recovers, answers."""

from __future__ import annotations

import random
import re
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from toolflow_dataset.types import Message, Tool, ToolCall

from ..chat import ChatRequest
from .answers import Answer
from .asked_words import asked_labels
from .chitchat import assistant_chitchat, is_chitchat
from .english import capitalise, gerund, join_list
from .inputs import today_of
from .memory import Done, Memory, remember
from .noun_words import action_of
from .pending import pending_ask
from .read_once import history_key, read_once
from .reading import Reading, read_tool
from .understanding import Ask, understand

_offered: OrderedDict[int, tuple[Tool, Reading]] = OrderedDict()

_TRANSIENT = ("timed out", "timeout", "try again", "temporar", "unavailable", "overloaded", "too many requests", "rate limit",
              "connection", "retry", "busy", "in time", "network error", "repeat", "internal error", "gateway", "interrupted", "momentarily", "down for",
              "could not be reached", "not responding", "server error", "hiccup")  # fmt: skip


def offered_reading(tool: Tool) -> Reading:
    """Return the reading of a tool as it goes over the wire: without `returns`."""
    held = _offered.get(id(tool))
    if held is None or held[0] is not tool:
        held = (tool, read_tool(Tool(tool.name, tool.description, tool.parameters)))
        _offered[id(tool)] = held
        if len(_offered) > 8192:
            _offered.popitem(last=False)
    return held[1]


class AssistantTurn:
    """One assistant message.

    Args:
        request: The prompt: instructions and context, the history, and the tools.
    """

    def __init__(self, request: ChatRequest) -> None:
        self.rng = random.Random(f"assistant:{request.seed}:{request.ordinal}")
        system = "\n\n".join(message.content for message in request.messages if message.role == "system")
        # the context is the last paragraph; the instructions before it may hold dates of their own
        self.context = system.strip().rsplit("\n\n", 1)[-1]
        self.today = today_of(self.context)
        self.readings: list[Reading] = [offered_reading(tool) for tool in request.tools]
        history = [message for message in request.messages if message.role != "system"]
        last_user = max((index for index, message in enumerate(history) if message.role == "user"), default=0)
        self.before: Sequence[Message] = history[:last_user]
        self.text = history[last_user].content if history else ""
        self.here: Sequence[Message] = history[last_user + 1 :]
        self.past: Memory = remember(self.before)

    def reply(self) -> Message:
        """Return the next assistant message."""
        asks = self._asks()
        if not any(message.role == "tool" for message in self.here):  # at most it has said what it will do
            return self._first(asks)
        made = remember(self.here).calls
        retry = [done for done in made[-self._last_calls() :] if self._may_retry(done, made)]
        if retry:
            return self._call([(done.name, done.arguments) for done in retry], again=True)
        further = self._further(asks, made)
        if further:
            return self._call(further)
        answer = Answer(self.text, made, self.readings, self.today, self.rng, self.past.calls).text()
        return Message("assistant", " ".join([answer, *self._left(asks, made)]))

    def _left(self, asks: Sequence[Ask], made: Sequence[Done]) -> list[str]:
        """Say what of the message could not be done: nothing that was asked for goes by in silence."""
        called = {done.name for done in made}
        words = _BLOCKED if made[-1].error is not None else _UNKNOWN
        return [
            self.rng.choice(words)
            .replace("{a}", " ".join(action_of(ask.reading)))
            .replace("{l}", join_list(asked_labels(ask.missing)) or "rest")
            for ask in asks
            if ask.reading.tool.name not in called
        ]

    def _asks(self) -> list[Ask]:
        """Return what the user's message asks for; the same for every message of the round, so it is read once."""

        def read() -> list[Ask]:
            pending = pending_ask(self.before, self.readings, self.today, self.context)
            return understand(self.text, self.readings, self.past, self.today, self.context, pending)

        return read_once(self.text, self.context, self.readings, history_key(self.before), read)

    def _last_calls(self) -> int:
        return next((len(message.tool_calls) for message in reversed(self.here) if message.tool_calls), 1)

    def _first(self, asks: list[Ask]) -> Message:
        if not asks:
            if is_chitchat(self.text) >= 0.35 or not self.readings:
                return Message("assistant", assistant_chitchat(self.text, self.rng))
            return Message("assistant", self._offer())
        ready: list[tuple[str, dict[str, Any]]] = []
        for ask in asks:
            if ask.missing:
                if not ready:
                    return Message("assistant", self._ask_for(ask))
                break
            ready += [(ask.reading.tool.name, call) for call in ask.calls]
        return self._call(ready)

    def _further(self, asks: list[Ask], made: Sequence[Done]) -> list[tuple[str, dict[str, Any]]]:
        """Return the calls of this message that only the results so far made possible."""
        if made and made[-1].error is not None:
            return []
        called = [(done.name, done.arguments) for done in made]
        if not any(ask.missing for ask in asks):
            return [
                (ask.reading.tool.name, call)
                for ask in asks
                for call in ask.calls
                if (ask.reading.tool.name, call) not in called
            ]
        informed: list[Ask] = []
        if any(ask.missing for ask in asks):  # what came back since may supply it
            now = remember([*self.before, *self.here])
            informed = understand(self.text, self.readings, now, self.today, self.context, deferring=False)
        calls: list[tuple[str, dict[str, Any]]] = []
        for position, ask in enumerate(asks):
            if not ask.missing:
                resolved = ask
            elif position < len(informed) and not informed[position].missing:
                resolved = informed[position]
            else:
                break
            name = ask.reading.tool.name
            if ask.missing and any(done.name == name for done in made):
                continue
            calls += [(name, call) for call in resolved.calls if (name, call) not in called]
        return calls

    @staticmethod
    def _may_retry(done: Done, made: Sequence[Done]) -> bool:
        if done.error is None or not any(word in done.error.lower() for word in _TRANSIENT):
            return False
        return sum(other.name == done.name and other.arguments == done.arguments for other in made) < 2

    def _call(self, calls: Sequence[tuple[str, dict[str, Any]]], again: bool = False) -> Message:
        rng = self.rng
        content = ""
        if again:
            content = rng.choice(_AGAIN) if rng.random() < 0.6 else ""
        elif rng.random() < 0.28:
            reading = next((each for each in self.readings if each.tool.name == calls[0][0]), None)
            content = self._announce(reading) if reading else ""
        unique: list[tuple[str, dict[str, Any]]] = []
        for call in calls:
            if call not in unique:
                unique.append(call)
        made = tuple(
            ToolCall(f"call_{rng.getrandbits(48):012x}", name, arguments) for name, arguments in unique
        )
        return Message("assistant", content, made)

    def _announce(self, reading: Reading) -> str:
        rng = self.rng
        verb, thing = action_of(reading)
        if reading.asks:
            forms = (
                [form for form in _LOOKING if " you {n}" not in form] if _CLAUSE.match(thing) else _LOOKING
            )
            return rng.choice(forms).replace("{n}", thing)
        return rng.choice(_DOING).replace("{g}", f"{gerund(verb)} {thing}")

    def _ask_for(self, ask: Ask) -> str:
        """Ask for what is missing, naming it in words."""
        rng = self.rng
        labels = asked_labels(ask.missing)
        needed = join_list([f"the {label}" for label in labels])
        action = " ".join(action_of(ask.reading))
        choices = ask.missing[0].schema.get("enum") if len(labels) == 1 else None
        if isinstance(choices, list) and 2 <= len(choices) <= 5 and rng.random() < 0.6:
            from .spoken import humanise

            options = join_list([humanise(str(choice)) for choice in choices], "or")
            return rng.choice(_WHICH).replace("{l}", labels[0]).replace("{o}", options).replace("{a}", action)
        return capitalise(rng.choice(_MISSING).replace("{l}", needed).replace("{a}", action))

    def _offer(self) -> str:
        rng = self.rng
        actions = [
            f"{each.verb} {each.phrase}" for each in rng.sample(self.readings, min(2, len(self.readings)))
        ]
        return rng.choice(
            ("I want to get this right: could you say a little more about what you need?",
             f"I'm not sure I follow. I can {join_list(actions, 'or')}; would one of those help?",
             "Could you tell me a bit more about what you have in mind?")
        )  # fmt: skip


_CLAUSE = re.compile(r"(?:how|what|when|where|whether|which|who|if) ")  # nobody gets you how clean the air is
_BLOCKED = ("I left the other part for now: to {a}, I need the first step to work.", "So I couldn't {a} either.",
            "That also means I haven't gone on to {a}.", "Without that I couldn't {a}.")  # fmt: skip
_UNKNOWN = ("I couldn't {a}, since the result doesn't give the {l}.", "To {a}, I would still need the {l}; it isn't in the result.",
            "The {l} didn't come back with that, so I couldn't {a}.", "I haven't been able to {a}: the {l} is missing.")  # fmt: skip
_AGAIN = ("That didn't go through, so I'll try once more.", "A short hiccup on the other side; trying again.",
          "The service didn't respond properly. One more try.", "Let me give that another go.", "I'll retry that right away.",
          "No luck on the first attempt, trying again.", "That looked temporary, so I'm repeating it.",
          "Let me run that again.")  # fmt: skip
_LOOKING = ("Let me look that up.", "One moment while I check.", "Let me check {n} for you.", "I'll have a look.", "Checking {n} now.",
            "Sure, looking into it.", "Let me see what I can find.", "Of course, one second.", "I'll pull that up.", "Looking at {n} now.",
            "Give me a moment to check.", "Sure thing, let me check.", "On it.", "Happy to look.", "I'll find out.",
            "Let me get you {n}.", "Right away.", "Okay, checking.")  # fmt: skip
_DOING = ("I'll take care of that.", "Sure, {g} now.", "On it.", "Consider it done in a second.", "Okay, {g} right away.", "Happy to do that.",
          "One moment, I'm {g}.", "Of course. Doing that now.", "Right, let me do that.", "I'll get that done.", "Alright, {g} for you.",
          "Sure thing.", "Let me handle that.", "No problem, {g} now.", "I'll do that straight away.")  # fmt: skip
_MISSING = ("Could you tell me {l}?", "To {a}, I still need {l}. What should I use?", "Sure. What would {l} be?", "Happy to. Can you give me {l}?",
            "I can do that. What is {l}?", "Before I {a}, could you let me know {l}?", "I just need {l} for that. What is it?",
            "Sure, just tell me {l}, please: what is it?", "One thing is missing: {l}. Could you share it?", "Gladly, but I don't have {l} yet. Can you add it?",
            "Almost there. Could you also give me {l}?", "I'd be happy to {a}. May I have {l}?", "Could you specify {l}, please?",
            "What would you like for {l}?", "Let me know {l} and I'll go ahead. What is it?")  # fmt: skip
_WHICH = ("Which {l} would you like: {o}?", "For the {l}, should I use {o}?", "Sure. What {l} do you prefer, {o}?",
          "I can {a}, but which {l}: {o}?", "Would that be {o} for the {l}?", "There's a choice of {l}: {o}. Which one?")  # fmt: skip
