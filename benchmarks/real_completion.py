"""What a real, small model makes of `toolflow tools complete`: every answer, judged as the command judges it.

SmolLM2-135M on the CPU is asked about a few small tools of ToolBench. It is far too small for the work; what
is measured is that nothing it writes gets into a tool unchecked, and how often an answer is usable. The
set-up stands at the top of `llama_server.py`. Then:

    python benchmarks/real_completion.py toolbench_functions.jsonl.gz --python /tmp/llama/bin/python --record

The tools are drawn by `--seed` among those that miss a few texts and have few parameters.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from llama_server import add_server_options, served

from toolflow_dataset.types import Message, Tool
from toolflow_generation.chat import ChatRequest, Reply
from toolflow_generation.completion import complete_tools, count_missing
from toolflow_generation.completion_diff import diff_text
from toolflow_generation.completion_reply import REPLY_SCHEMA, reply_problem
from toolflow_generation.config_files import load_config
from toolflow_generation.endpoint import Endpoint
from toolflow_generation.prompting import read_block
from toolflow_generation.structured import read_json
from toolflow_generation.tool_fields import missing_of
from toolflow_generation.tool_files import load_tools

RESULT = Path(__file__).resolve().parent / "results" / "real_completion.json"
LONGEST_SHOWN = 700


class Listening(Endpoint):
    """An endpoint that keeps what was asked of it and what came back, in order."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.heard: list[tuple[ChatRequest, Reply]] = []

    async def complete(self, request: ChatRequest) -> Reply:
        """Ask, and remember."""
        started = time.monotonic()
        reply = await super().complete(request)
        self.heard.append((request, reply))
        tokens = reply.usage.completion_tokens
        said = f"answer {len(self.heard)}: {tokens} tokens in {time.monotonic() - started:.0f} s"
        print(said, file=sys.stderr, flush=True)
        return reply


def drawn(tools: list[Tool], count: int, seed: int) -> list[Tool]:
    """Draw small tools that miss something: four texts at most, one to three parameters."""
    small = [
        tool
        for tool in tools
        if 1 <= len(missing_of(tool)) <= 4 and 1 <= len(tool.parameters.get("properties", {})) <= 3
    ]
    return random.Random(seed).sample(small, count)


def answers(heard: list[tuple[ChatRequest, Reply]]) -> list[dict[str, Any]]:
    """Return each answer with what it was asked for and what is wrong with it."""
    told: list[dict[str, Any]] = []
    attempts: Counter[tuple[Message, ...]] = Counter()
    for request, reply in heard:
        attempts[request.messages[:2]] += 1
        inputs = read_block("inputs", request.messages[1].content)
        missing = tuple(inputs["missing"])
        _, problem = read_json(
            reply.message.content, REPLY_SCHEMA, lambda value, paths=missing: reply_problem(value, paths)
        )
        problem = reply.problem or problem
        told.append(
            {
                "tool": inputs["tool"]["name"],
                "attempt": attempts[request.messages[:2]],
                "missing": missing,
                "prompt_tokens": reply.usage.prompt_tokens,
                "completion_tokens": reply.usage.completion_tokens,
                "finish_reason": reply.finish_reason,
                "problem": problem,
                "answer": " ".join(reply.message.content[:LONGEST_SHOWN].split()),
            }
        )
    return told


def main() -> None:
    """Ask, judge, print and record."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped, too
    tools = drawn(load_tools(options.tools), options.num_tools, options.seed)
    with tempfile.TemporaryDirectory() as scratch:
        with served(options, Path(scratch) / "server.log") as base_url:
            config = load_config(
                None,
                {
                    "model": options.model,
                    "base_url": base_url,
                    "timeout": options.timeout,
                    "concurrency": options.concurrency,
                    "max_reply_tokens": options.max_tokens,
                    "max_attempts": options.attempts,
                    "seed": options.seed,
                },
            )
            endpoint = Listening(base_url, timeout=options.timeout, concurrency=options.concurrency)
            started = time.monotonic()
            done = complete_tools(tools, config, Path(scratch), backend=endpoint)
            seconds = time.monotonic() - started
    heard = answers(endpoint.heard)
    usable = [one for one in heard if not one["problem"]]
    before, after = count_missing(tools), count_missing(done.tools)
    result = {
        "label": options.label,
        "model": options.model,
        "machine": f"{platform.machine()}, {platform.system()}, shared CPU",
        "tools": len(tools),
        "max_tokens": options.max_tokens,
        "max_attempts": options.attempts,
        "seconds": round(seconds, 1),
        "answers": len(heard),
        "usable_by_attempt": dict(sorted(Counter(one["attempt"] for one in usable).items())),
        "tools_changed": len(done.changed),
        "tools_refused": len(done.failed),
        "missing_before": dict(before),
        "missing_after": dict(after),
        "heard": heard,
        "diff": diff_text(done.changed),
    }
    print(json.dumps(result, indent=1, ensure_ascii=False))
    if options.record:
        earlier = json.loads(RESULT.read_text("utf-8")) if RESULT.is_file() else []
        results = [one for one in earlier if one["label"] != options.label] + [result]
        RESULT.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("tools", help="tools as `toolflow tools import` writes them")
    add_server_options(parser)
    parser.add_argument("--num-tools", type=int, default=8)
    parser.add_argument("--attempts", type=int, default=3, help="answers to one question at most")
    parser.add_argument("--max-tokens", type=int, default=400, help="most tokens of one reply")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--label", default="now", help="what a recorded result is called; replaces its like")
    parser.add_argument("--record", action="store_true", help=f"put the result into results/{RESULT.name}")
    return parser.parse_args()


if __name__ == "__main__":
    main()
