"""A model that answers well, behind a real HTTP endpoint: its dialogues are kept whole."""

import json

import pytest
from scripted_server import ScriptedServer, call, calls

from toolflow_dataset.errors import ChatError
from toolflow_dataset.types import Tool
from toolflow_generation.config import Config
from toolflow_generation.run import generate
from toolflow_generation.tool_files import write_tools


def tool(name, parameters, returns):
    def schema(fields):
        properties = {field: {"type": kind, "description": f"The {field}."} for field, kind in fields.items()}
        return {"type": "object", "properties": properties, "required": list(fields)}

    return Tool(name, f"Does {name}.", schema(parameters), schema(returns))


TOOLS = [
    tool("forecast", {"city": "string"}, {"sky": "string", "high": "integer"}),
    tool("find_hotel", {"city": "string"}, {"hotel_id": "string", "name": "string"}),
    tool("book_hotel", {"hotel_id": "string", "guest": "string"}, {"code": "string"}),
]
PLAN = [
    {"kind": "tool_call", "request": "The user compares the weather in two cities."},
    {"kind": "tool_call", "request": "The user wants a place to stay in the sunnier one."},
    {"kind": "chitchat", "request": "The user talks about rain."},
    {"kind": "tool_call", "request": "The user asks about the weather once more."},
]
USER = [
    (1, "How does the weather look in Porto and in Vienna?"),
    (2, "Porto it is. Get me a room there."),
    (2, "Put it on Maya Lindqvist, please."),
    (3, "Rain always finds me, wherever I travel."),
    (4, "Could you check Vienna one last time?"),
    (None, ""),
]
ASSISTANT = [
    calls(call("forecast", city="Porto"), call("forecast", city="Vienna"), content="Looking at both."),
    "Porto expects clear skies and 24 degrees, Vienna showers and 15.",
    "In whose name shall I book it?",
    calls(call("find_hotel", city="Porto")),
    calls(call("book_hotel", hotel_id="h-31", guest="Maya Lindqvist")),
    "You are booked into Casa Azul, the code is QX7.",
    "Then Porto will be a pleasant surprise.",
    calls(call("forecast", city="Vienna")),
    "Vienna still expects showers, 15 degrees at most.",
]
RESULTS = {
    "Porto": {"sky": "clear", "high": 24},
    "Vienna": {"sky": "showers", "high": 15},
}


class Script:
    """Plays the roles from the lists above; the first assistant answer of each turn of `trip` is unusable."""

    def __init__(self, trip=False):
        self.user = iter(USER)
        self.assistant = iter(ASSISTANT)
        self.trip = trip

    def __call__(self, body):
        if "tools" in body:
            if self.trip:
                self.trip = False
                return calls(call("forecast", town="Porto"))
            return next(self.assistant)
        role = body["response_format"]["json_schema"]["name"]
        return json.dumps(getattr(self, role.removesuffix("_reply") + "_says")(body))

    def planner_says(self, body):
        return {"steps": PLAN}

    def user_says(self, body):
        step, message = next(self.user)
        done = list(range(1, step or 5))
        return {"completed_steps": done, "current_step": step, "done": step is None, "message": message}

    def tool_says(self, body):
        turn = body["messages"][1]["content"].rpartition("<turn>")[2].removesuffix("</turn>")
        results = []
        for asked in json.loads(turn)["calls"]:
            if asked["name"] == "forecast":
                result = RESULTS[asked["arguments"]["city"]]
            elif asked["name"] == "find_hotel":
                result = {"hotel_id": "h-31", "name": "Casa Azul"}
            else:
                result = {"code": "QX7"}
            results.append({"name": asked["name"], "results": result})
        return {"results": results}


def settings(folder, server, **options):
    write_tools(TOOLS, folder / "tools.json")
    values = {
        "tools": folder / "tools.json",
        "out": folder / "run",
        "num_dialogues": 1,
        "setting": "plan",
        "tools_per_dialogue": 3,
        "plan_length": 4,
        "model": "scripted",
        "base_url": server.base_url,
        "error_rate": 0,
        "persona_rate": 0,
        "timeout": 10,
    }
    return Config(**values | options)


@pytest.mark.parametrize("trip", [False, True])
def test_parallel_and_sequential_calls_clarification_and_chitchat_are_kept_whole(tmp_path, trip):
    with ScriptedServer(Script(trip)) as server:
        run = generate(settings(tmp_path, server))
    assert (run.kept, run.statistics.dropped, run.failed) == (1, {}, 0)
    (dialogue,) = run.dialogues()
    spoken = [message.content for message in dialogue.messages if message.role == "user"]
    assert spoken == [text for step, text in USER if step]
    assert dialogue.turn_steps == (0, 1, 1, 2, 3)
    replies = [message.content for message in dialogue.messages if message.role == "assistant"]
    assert replies == [one if isinstance(one, str) else one["content"] or "" for one in ASSISTANT]
    counts = run.statistics
    assert (counts.calls, counts.call_turns, counts.rounds, counts.tool_rounds) == (5, 4, 5, 3)
    assert (counts.parallel_rounds, counts.sequential_rounds, counts.clarifying_rounds) == (1, 1, 1)
    assert counts.no_call_rounds == 2
    assert dialogue.provenance.models["assistant"] == "scripted"
    if trip:
        assert len([body for body in server.requests if "tools" in body]) == len(ASSISTANT) + 1


def test_a_server_that_is_not_there_stops_the_run_at_once(tmp_path):
    with ScriptedServer(Script()) as server:
        gone = settings(tmp_path, server, num_dialogues=50)
    with pytest.raises(ChatError) as caught:
        generate(gone)
    assert caught.value.fatal
    assert (tmp_path / "run" / "config.yaml").exists()
