"""What the tests of the simulator share: tools, prompts as the agents build them, and short ways to ask."""

import asyncio
import datetime as dt
import json
import random
from functools import cache
from pathlib import Path

from toolflow_dataset.types import Message, Tool, ToolCall
from toolflow_generation import load_tools
from toolflow_generation.chat import ChatRequest
from toolflow_generation.prompting import block, history_block, instructions
from toolflow_generation.simulator.assistants import offered_reading
from toolflow_generation.simulator.engine import Simulator
from toolflow_generation.simulator.memory import Memory, remember
from toolflow_generation.simulator.understanding import understand

REPO = Path(__file__).parents[3]
TODAY = dt.date(2025, 9, 12)  # a Friday
CONTEXT = "Today is Friday, 2025-09-12, 09:30. The user is in Lyon."
TRAVEL_PLAN = [("tool_call", "The user wants to find hotels.")]
STYLES = ("formal", "casual", "terse", "chatty", "polite", "hurried", "non-native", "expert")
STRING = {"type": "string"}


@cache
def everyday():
    """Return the example tools by name."""
    return {tool.name: tool for tool in load_tools(REPO / "examples/tools/everyday.json")}


def tools_named(*names):
    return tuple(everyday()[name] for name in names)


def make_tool(name, description="", required=(), returns=None, **properties):
    """Return a tool; a property is a schema, or a description of a string."""
    schemas = {
        key: {"type": "string", "description": value} if isinstance(value, str) else value
        for key, value in properties.items()
    }
    return Tool(
        name, description, {"type": "object", "properties": schemas, "required": list(required)}, returns
    )


def readings_of(tools):
    return [offered_reading(tool) for tool in tools]


def understood(text, tools, memory=None, pending=None, context=CONTEXT):
    """Return what a text asks for: (tool name, calls, names of what is missing) of each request."""
    asks = understand(text, readings_of(tools), memory or Memory([]), TODAY, context, pending)
    return [(ask.reading.tool.name, ask.calls, {slot.name for slot in ask.missing}) for ask in asks]


def made(name, arguments, result, number=0):
    """Return a call turn and its result."""
    call = ToolCall(f"call{number:05d}", name, arguments)
    return [Message("assistant", "", (call,)), Message("tool", json.dumps(result), tool_call_id=call.id)]


def said(user, *rest):
    """Return a round: what the user said, then messages (a string is the assistant's)."""
    messages = [Message("user", user)]
    for each in rest:
        messages += [Message("assistant", each)] if isinstance(each, str) else each
    return messages


def recall(*messages):
    return remember([each for group in messages for each in (group if isinstance(group, list) else [group])])


def complete(request):
    return asyncio.run(Simulator().complete(request))


def assistant_request(history, tools, seed=1, ordinal=3, context=CONTEXT):
    system = Message("system", f"{instructions('assistant')}\n\n{context}")
    return ChatRequest("assistant", "simulator", (system, *history), tuple(tools), seed=seed, ordinal=ordinal)


def assistant(history, tools, seed=1, ordinal=3, context=CONTEXT):
    """Return the assistant's next message."""
    return complete(assistant_request(history, tools, seed, ordinal, context)).message


def calls_of(message):
    return [(call.name, call.arguments) for call in message.tool_calls]


def user_request(
    tools,
    history=(),
    plan=None,
    style="casual",
    leave_out=False,
    seed=1,
    ordinal=2,
    rounds=4,
    shares=None,
    context=CONTEXT,
):
    inputs = {
        "tools": [tool.to_json() for tool in tools],
        "context": context,
        "style": {"name": style, "description": ""},
    }
    if plan is not None:
        inputs["plan"] = [{"kind": kind, "request": request} for kind, request in plan]
    else:
        inputs |= {
            "target_rounds": rounds,
            "shares": shares or {"parallel": 0.2, "sequential": 0.25, "chitchat": 0.2},
        }
    number = sum(message.role == "user" for message in history) + 1
    turn = block("turn", {"leave_out_value": leave_out, "round": number})
    prompt = "\n".join((block("inputs", inputs), history_block(history), turn))
    return ChatRequest(
        "user",
        "simulator",
        (Message("system", instructions("user")), Message("user", prompt)),
        seed=seed,
        ordinal=ordinal,
    )


def user(tools, history=(), **options):
    """Return the user's turn as the simulator gives it."""
    return json.loads(complete(user_request(tools, history, **options)).message.content)


def planner_request(tools, steps=4, max_chitchat=1, seed=1, context=CONTEXT, shares=None):
    shares = shares or {"parallel": 0.2, "sequential": 0.25, "chitchat": 0.2}
    inputs = {
        "tools": [tool.to_json() for tool in tools],
        "context": context,
        "target_steps": steps,
        "max_chitchat": max_chitchat,
        "shares": shares,
    }
    prompt = (Message("system", instructions("planner")), Message("user", block("inputs", inputs)))
    return ChatRequest("planner", "simulator", prompt, seed=seed)


def planned(tools, **options):
    return json.loads(complete(planner_request(tools, **options)).message.content)["steps"]


def domains():
    """Return the example tools in the ten groups of eight they are written in."""
    tools = list(everyday().values())
    return [tools[start : start + 8] for start in range(0, len(tools), 8)]


def draw_tools(seed, related):
    rng = random.Random(seed)
    pool = rng.choice(domains()) if related else list(everyday().values())
    return tuple(rng.sample(pool, rng.randint(3, 6)))
