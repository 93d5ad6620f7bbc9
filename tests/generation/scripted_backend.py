"""A backend that plays all four roles by rote, from the prompt alone, so that a run needs no model."""

import json
import random

import numpy as np

from toolflow_dataset.types import Message, Tool, ToolCall
from toolflow_generation.chat import ChatRequest, Reply
from toolflow_generation.prompting import read_block, read_history

WORDS = (
    "amber birch cedar delta ember fjord grove hazel inlet jetty kiosk lagoon meadow nectar orchard pebble "
    "quarry ridge sable thicket umber valley willow yarrow zephyr acorn bramble clover dune estuary fern "
    "gorge heather"
).split()


def make_tools(count: int = 8) -> list[Tool]:
    """Tools in two families; within a family all share a parameter."""
    tools = []
    for number in range(count):
        family = ("place", "person")[number % 2]
        parameters = {
            "type": "object",
            "properties": {family: {"type": "string", "description": f"The {family}."}},
            "required": [family],
        }
        returns = {
            "type": "object",
            "properties": {"ticket": {"type": "string"}, "seats": {"type": "integer"}},
            "required": ["ticket", "seats"],
        }
        tools.append(Tool(f"do_thing_{number}", f"Does thing {number}.", parameters, returns))
    return tools


class LetterEncoder:
    """Gives equal strings equal vectors and different ones nearly orthogonal vectors."""

    name = "letters"

    def encode(self, texts):
        vectors = np.zeros((len(texts), 64), np.float32)
        for row, text in enumerate(texts):
            vectors[row] = np.random.default_rng(list(text.encode())).normal(size=64)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True) if len(texts) else vectors


class ScriptedBackend:
    """Answers as a well-behaved model would; `requests` keeps what it was asked."""

    def __init__(self):
        self.requests: list[ChatRequest] = []

    async def complete(self, request: ChatRequest) -> Reply:
        self.requests.append(request)
        message = getattr(self, request.role)(request)
        if isinstance(message, dict):
            message = Message("assistant", json.dumps(message))
        return Reply(message, model="scripted")

    def planner(self, request):
        target = read_block("inputs", request.messages[-1].content)["target_steps"]
        steps = [
            {"kind": "tool_call", "request": f"The user wants thing number {number} done."}
            for number in range(target)
        ]
        if target >= 4:
            steps[2] = {"kind": "chitchat", "request": "The user talks about the weather."}
        return {"steps": steps}

    def user(self, request):
        prompt = request.messages[1].content
        inputs, turn = read_block("inputs", prompt), read_block("turn", prompt)
        plan = inputs.get("plan")
        step = turn["round"]
        if step > len(plan or [1] * inputs["target_rounds"]):
            done = list(range(1, step)) if plan else []
            return {"completed_steps": done, "current_step": None, "done": True, "message": ""}
        chatter = self.chatter(request)
        chitchat = plan and plan[step - 1]["kind"] == "chitchat"
        message = (
            f"How odd, {chatter}." if chitchat else f"Please do it for {self.value(request)} and {chatter}."
        )
        return {
            "completed_steps": list(range(1, step)) if plan else [],
            "current_step": step if plan else None,
            "done": False,
            "message": message,
        }

    def assistant(self, request):
        last = request.messages[-1]
        if last.role == "user" and " for " in last.content:
            value = last.content.partition(" for ")[2].partition(" and ")[0]
            tool = request.tools[request.seed % len(request.tools)]
            arguments = {next(iter(tool.parameters["properties"])): value}
            return Message("assistant", "", (ToolCall("x", tool.name, arguments),))
        if last.role == "tool":
            result = json.loads(last.content)
            if "error" in result:
                return Message("assistant", f"Sorry, that failed: {result['error']}.")
            return Message("assistant", f"Done, the ticket is {result['ticket']}, {self.chatter(request)}.")
        return Message("assistant", f"Indeed, {self.chatter(request)}.")

    def tool(self, request):
        turn = read_block("turn", request.messages[1].content)
        results = []
        for call in turn["calls"]:
            number = len(read_history(request.messages[1].content))
            result = {"ticket": f"T{request.seed % 1000}{number}", "seats": 2}
            if call["id"] in turn["fail"]:
                result = {"error": "the service is closed"}
            results.append({"name": call["name"], "results": result})
        return {"results": results}

    def chatter(self, request):
        return " ".join(random.Random(f"{request.seed}/{request.ordinal}").choices(WORDS, k=14))

    def value(self, request):
        return random.Random(f"{request.seed}/{request.ordinal}/value").choice(WORDS).capitalize()
