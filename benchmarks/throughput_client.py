"""One client, in a process of its own: plays dialogues of chained calls and prints what they took as JSON.

    python benchmarks/throughput_client.py toolflow --port 8000 --concurrency 64 --dialogues 256

`toolflow` asks as a run does: through the file of replies, the limiter and the thin client, and writes each
dialogue to the journal. `aiohttp` is a bare loop over one session that keeps and checks nothing, `openai` the
`AsyncOpenAI` of the package as it comes. All have `concurrency` dialogues under way; each call carries five
tools and everything said in its dialogue so far. Wall and CPU time leave out start-up and one call of every
dialogue slot, which opens the connections.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from toolflow_dataset.types import Message, Tool

CALLS = 15
TOOLS = 5

Play = Callable[[int, int], Awaitable[None]]  # number of the dialogue, how many calls


def tools() -> tuple[Tool, ...]:
    """Return tools of usual size: five parameters each, all described."""
    described = {
        "city": "Name of the city, such as Porto; without the country.",
        "day": "Day of the forecast as YYYY-MM-DD; at most 14 days ahead.",
        "unit": "Unit of the temperatures: celsius or fahrenheit.",
        "language": "Language of the description, as a two-letter code.",
        "details": "How much to tell: only the sky, or wind and rain by the hour, too.",
    }
    properties = {name: {"type": "string", "description": text} for name, text in described.items()}
    schema = {"type": "object", "properties": properties, "required": ["city", "day"]}
    about = "Return the weather that is expected in a city on a day, with the highest and lowest temperature."
    return tuple(Tool(f"tool_{number}", f"{about} Source {number}.", schema) for number in range(TOOLS))


SYSTEM = "You help with the weather. It is Saturday, 14 March 2026, 10:20, and the user is in Porto. " * 3
QUESTION = "Could you tell me what the weather will be like in Porto on that day, and what I should wear? "
RESULT = json.dumps({"sky": "clear", "high": 24, "low": 13, "wind": "12 km/h from the west", "rain": 0})


def opening(number: int) -> list[dict[str, Any]]:
    """Return how a dialogue begins, on the wire."""
    return [
        {"role": "system", "content": SYSTEM},
        {"role": "user", "content": f"{QUESTION}({number})"},
    ]


def continued(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return an answer that calls a tool, and the tool's."""
    call = answer["tool_calls"][0]
    said = {"role": "assistant", "content": answer["content"], "tool_calls": [call]}
    return [said, {"role": "tool", "tool_call_id": call["id"], "content": RESULT}]


async def play_toolflow(stack: AsyncExitStack, port: int, concurrency: int) -> Play:
    """Ask as the dialogues of a run do."""
    from toolflow_dataset.journal import Journal, JournalEntry
    from toolflow_dataset.types import Dialogue, Provenance
    from toolflow_generation.config import Config
    from toolflow_generation.garbage import seldom_collected
    from toolflow_generation.models import Backends, bind_chats, draw_models, sampling_settings
    from toolflow_generation.paid_models import PaidModels
    from toolflow_generation.stopping import Stop

    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    config = Config(model="fake", base_url=f"http://127.0.0.1:{port}/v1", concurrency=concurrency)
    stop = Stop()
    models = stack.enter_context(PaidModels(config, Backends(config), folder, stop))
    stack.push_async_callback(models.close)
    journal = stack.enter_context(Journal(folder / "journal.jsonl"))
    stack.enter_context(seldom_collected())
    offered = tools()
    sampling = sampling_settings(config)

    async def play(number: int, calls: int) -> None:
        choices = draw_models(config, number)
        chat = bind_chats(choices, models.get, sampling, number, lambda request: stop.check())["assistant"]
        messages = [Message("system", SYSTEM), Message("user", f"{QUESTION}({number})")]
        for _ in range(calls):
            reply = await chat(messages, offered)
            (call,) = reply.message.tool_calls
            messages += [reply.message, Message("tool", RESULT, tool_call_id=call.id)]
        if calls == CALLS:
            provenance = Provenance({}, number, "", "", "none", "")
            dialogue = Dialogue(f"none-{number:06d}", offered, tuple(messages), (), provenance, (-1,))
            journal.append(JournalEntry(number, "none", "kept", dialogue=dialogue))

    return play


async def play_aiohttp(stack: AsyncExitStack, port: int, concurrency: int) -> Play:
    """Ask in a bare loop, without limits, retries or checks."""
    import aiohttp

    connector = aiohttp.TCPConnector(limit=0)
    session = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
    offered = [tool.wire() for tool in tools()]
    url = f"http://127.0.0.1:{port}/v1/chat/completions"

    async def play(number: int, calls: int) -> None:
        messages = opening(number)
        for _ in range(calls):
            body = json.dumps({"model": "fake", "messages": messages, "tools": offered}).encode()
            async with session.post(url, data=body) as response:
                answer = json.loads(await response.read())
            messages += continued(answer["choices"][0]["message"])

    return play


async def play_openai(stack: AsyncExitStack, port: int, concurrency: int) -> Play:
    """Ask with OpenAI's client as it comes."""
    import openai

    client = openai.AsyncOpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key="none")
    await stack.enter_async_context(client)
    offered: Any = [tool.wire() for tool in tools()]

    async def play(number: int, calls: int) -> None:
        messages: Any = opening(number)
        for _ in range(calls):
            response = await client.chat.completions.create(model="fake", messages=messages, tools=offered)
            messages += continued(response.choices[0].message.model_dump(exclude_none=True))

    return play


CLIENTS = {"toolflow": play_toolflow, "aiohttp": play_aiohttp, "openai": play_openai}


async def measure(client: str, port: int, concurrency: int, dialogues: int) -> dict[str, float]:
    """Play dialogues, `concurrency` at once and none waiting for another; return wall and CPU seconds."""
    async with AsyncExitStack() as stack:
        play = await CLIENTS[client](stack, port, concurrency)
        await asyncio.gather(*(play(dialogues + number, 1) for number in range(concurrency)))
        left = iter(range(dialogues))

        async def work() -> None:
            for number in left:
                await play(number, CALLS)

        wall, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(work() for _ in range(concurrency)))
        return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def main() -> None:
    """Run the client that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("client", choices=CLIENTS)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--concurrency", type=int, required=True)
    parser.add_argument("--dialogues", type=int, required=True)
    print(json.dumps(asyncio.run(measure(**vars(parser.parse_args())))))


if __name__ == "__main__":
    main()
