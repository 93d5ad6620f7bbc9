"""Judges behind a local endpoint: scripted answers, and the simulator's rules."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from toolflow_dataset.types import Message
from toolflow_generation.chat import ChatRequest
from toolflow_generation.simulator import Simulator

sys.path.append(str(Path(__file__).parents[1] / "generation"))

from scripted_server import ScriptedServer, completion


def scores(nat: Any = 4, coh: Any = 3, help_: Any = 5, acc: Any = 2) -> dict[str, Any]:
    """Return an answer object with the given scores."""
    names = ("naturalness", "coherence", "helpfulness", "accuracy")
    given = zip(names, (nat, coh, help_, acc), strict=True)
    return {name: {"score": score, "comment": f"about {name}"} for name, score in given}


async def rules(body: dict[str, Any]) -> dict[str, Any]:
    """Answer as the simulator's stand-in judge, under the name it gives itself."""
    messages = tuple(Message(each["role"], each["content"]) for each in body["messages"])
    reply = await Simulator().complete(ChatRequest("judge", "simulator", messages))
    return completion(reply.message.content, model=reply.model)


def serving(script: Any, **abilities: Any) -> ScriptedServer:
    """Return a server; a script may also be a list of answers, taken in turn, the last for ever."""
    if isinstance(script, list):
        answers = list(script)

        def take(_: dict[str, Any]) -> Any:
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            return json.dumps(answer) if isinstance(answer, dict) and "naturalness" in answer else answer

        return ScriptedServer(take, **abilities)
    return ScriptedServer(script, **abilities)
