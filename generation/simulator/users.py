"""The simulated user: keeps to the plan and decides what comes next: a request, small talk, or a reply to a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ..chat import ChatRequest
from .chitchat import named_subject, user_chitchat
from .links import usable
from .memory import remember
from .once import repeatable
from .pending import asks_back, last_reply, rounds_of
from .plans import SPREAD_MARK, askable, tool_steps
from .reading import Reading
from .scoring import find_tools, score_tools
from .situations import lets_go, move_on
from .user_replies import ReplyWriter
from .user_requests import RequestWriter
from .user_scene import UserScene


class UserTurn:
    """One user turn.

    Args:
        request: The prompt; its seed and ordinal are the turn's randomness.
    """

    def __init__(self, request: ChatRequest) -> None:
        self.scene = UserScene(request)
        self.rng = self.scene.rng
        self.inputs = self.scene.inputs
        self.history = self.scene.history

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
        pending = self.scene.pending if state else None
        message = ""
        if state == "question":
            message = ReplyWriter(self.scene).answer(pending)
        elif state == "failed" and pending is not None:
            message = ReplyWriter(self.scene).instead(pending)
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
            if state == "failed" and lets_go(messages[0].content):
                completed, asked = completed + 1, 0
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
        return RequestWriter(self.scene).write(readings, spread, opening)

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
        used = {call.name for call in self.scene.memory.calls}
        own = askable(self.inputs)
        rest = [reading for reading in own if reading.tool.name not in used and usable(reading)]
        rest = rest or [reading for reading in own if usable(reading) and repeatable(reading)] or own
        subset = self.rng.sample(rest, len(rest))[:3]
        readings, spread = tool_steps(subset, 1, self.inputs.raw.get("shares") or {}, self.rng)[0]
        names = [reading.tool.name for reading in readings]
        return sorted(
            (each for each in offered if each.tool.name in names),
            key=lambda each: names.index(each.tool.name),
        ), spread

    # -- small talk --------------------------------------------------------------------------------------------------

    def _chat(self, about: str) -> str:
        words = re.findall(r"[a-z]{4,}", re.sub(r"^.*?\b(?:about|on)\b", "", about.lower()))
        words = words or [word for reading in self.inputs.offered for word in reading.noun.split()]
        recent = " ".join(
            message.content for message in self.history[-4:] if message.role in ("user", "assistant")
        )
        text = ""
        for _ in range(8):
            text = user_chitchat(words, recent, self.scene.style.name, self.rng, named_subject(about))
            if not self.scene.understood(text):
                break
        return text
