"""Simulated tools within a dialogue: what was booked stays booked, what was cancelled is gone."""

import asyncio
import json

from toolflow_dataset.types import Message, Tool, ToolCall
from toolflow_generation.chat import ChatRequest
from toolflow_generation.history import History
from toolflow_generation.prompting import instructions, read_history
from toolflow_generation.simulator import Simulator
from toolflow_generation.tool_agent import ToolAgent

TEXT = {"type": "string"}


def tool(name, description, parameters, returns):
    def of(properties):
        return {"type": "object", "properties": properties, "required": list(properties)}

    return Tool(name, description, of(parameters), of(returns))


TOOLS = [
    tool(
        "book_table",
        "Book a table at a restaurant.",
        {"restaurant": TEXT, "date": TEXT, "guests": {"type": "integer"}},
        {"booking_id": TEXT, "restaurant": TEXT, "date": TEXT, "guests": {"type": "integer"}},
    ),
    tool(
        "get_booking",
        "Show a booking.",
        {"booking_id": TEXT},
        {"booking_id": TEXT, "restaurant": TEXT, "date": TEXT, "guests": {"type": "integer"}},
    ),
    tool(
        "list_bookings",
        "List all bookings.",
        {},
        {
            "bookings": {
                "type": "array",
                "items": {"type": "object", "properties": {"booking_id": TEXT, "restaurant": TEXT}},
            }
        },
    ),
    tool("cancel_booking", "Cancel a booking.", {"booking_id": TEXT}, {"cancelled": {"type": "boolean"}}),
]


class Dialogue:
    """Calls tools one after another; `prompts` are what the tools' model was asked."""

    def __init__(self):
        self.history = History([Message("system", "Today is Monday, 2025-06-02."), Message("user", "Hello.")])
        self.prompts = []
        self.agent = ToolAgent(self._chat, TOOLS, "Today is Monday, 2025-06-02.")

    async def _chat(self, messages, tools=(), schema=None):
        self.prompts.append(messages[-1].content)
        request = ChatRequest("tool", "simulator", tuple(messages), (), schema, {}, 5, len(self.prompts))
        return await Simulator().complete(request)

    def call(self, name, **arguments):
        calls = (ToolCall(f"call{len(self.prompts):05d}", name, arguments),)
        (result,) = asyncio.run(self.agent.answer(self.history, calls))
        self.history.extend([Message("assistant", "", calls), result])
        return json.loads(result.content)


def test_what_was_booked_stays_booked_and_what_was_cancelled_is_gone():
    dialogue = Dialogue()
    booked = dialogue.call("book_table", restaurant="Trattoria Roma", date="2025-06-07", guests=4)
    assert dialogue.call("get_booking", booking_id=booked["booking_id"]) == booked
    listed = dialogue.call("list_bookings")["bookings"]
    assert booked["booking_id"] in [one["booking_id"] for one in listed]
    dialogue.call("cancel_booking", booking_id=booked["booking_id"])
    listed = dialogue.call("list_bookings")["bookings"]
    assert booked["booking_id"] not in [one.get("booking_id") for one in listed]


def test_a_model_is_told_all_that_happened_and_to_keep_to_it():
    dialogue = Dialogue()
    booked = dialogue.call("book_table", restaurant="Trattoria Roma", date="2025-06-07", guests=4)
    dialogue.call("get_booking", booking_id=booked["booking_id"])
    told = [message.content for message in read_history(dialogue.prompts[-1]) if message.role == "tool"]
    assert [json.loads(text) for text in told] == [booked]
    rules = " ".join(instructions("tool").split())
    assert "what was created can be found again; what was deleted is gone" in rules
    assert "agree with each other, with earlier results in the history" in rules
