"""The tool agent without a model: answers the calls of a turn, consistent with one another and the past."""

from __future__ import annotations

import random
import zlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from toolflow_dataset.types import Message, Tool

from ..compact_json import compact_json
from ..identity import IdentityCache
from .memory import Done, Memory, remember
from .result_before import answered_before, gone_since
from .result_build import build
from .result_errors import error_result
from .result_invented import invented_schema
from .result_kept import as_before
from .result_refusals import refused
from .result_scene import Things, scene_of, tool_of
from .result_told import named_by, things_in, told_by
from .result_tongues import in_tongue
from .world import World, world_of


def simulate_results(
    inputs: Mapping[str, Any],
    history: Sequence[Message],
    calls: Sequence[Mapping[str, Any]],
    fail: Collection[str],
    rng: random.Random,
) -> dict[str, Any]:
    """Answer the calls of one turn.

    A lookup made twice gives the same result; a thing with an identifier keeps the facts it was given before.

    Args:
        inputs: `tools` (file form, with `returns` where known) and `context`.
        history: The messages before these calls.
        calls: `{"id", "name", "arguments"}` each.
        fail: Identifiers of the calls that must return an error.
        rng: For what is new: identifiers of things created, errors.

    Returns:
        `{"results": [{"name", "results"}, ...]}` in the order of the calls.
    """
    context = str(inputs.get("context") or "")
    world = world_of(zlib.crc32(context.encode()), context)
    tools = _called(inputs.get("tools") or (), {str(call["name"]) for call in calls})
    memory = remember(history)
    things = things_in(memory)
    for call in calls if len(calls) > 1 else ():
        for key, facts in named_by(call).items():
            things.setdefault(key, []).extend(facts)
    calls_done = list(memory.calls)
    answers = []
    for position, call in enumerate(calls, 1):
        name, arguments = str(call["name"]), call.get("arguments") or {}
        tool = tools.get(name) or Tool(name, "", {"type": "object", "properties": {}})
        failed = call.get("id") in fail
        answer = _answer(tool, arguments, things, world, memory, calls_done, failed, rng)
        answers.append({"name": name, "results": answer})
        failed = failed or (isinstance(answer, dict) and isinstance(answer.get("error"), str))
        if not failed and position < len(calls):
            # what this call established holds for the calls beside it
            now = Done(str(call.get("id")), name, dict(arguments), answer)
            calls_done.append(now)
            for key, facts in told_by(now).items():
                things.setdefault(key, []).extend(facts)
    return {"results": answers}


_tools: IdentityCache[Mapping[str, Any], Tool] = IdentityCache(8192)


def _called(documents: Sequence[Mapping[str, Any]], names: Collection[str]) -> dict[str, Tool]:
    """Read the tools of these names."""
    wanted = [document for document in documents if document.get("function", document)["name"] in names]
    return {tool.name: tool for tool in map(_tool, wanted)}


def _tool(document: Mapping[str, Any]) -> Tool:
    """Read a tool; equal documents give the same object, and with it all that is remembered of its schemas."""
    return _tools.get(document, None, lambda: tool_of(compact_json(document)))


def _answer(
    tool: Tool,
    arguments: Mapping[str, Any],
    things: Things,
    world: World,
    memory: Memory,
    before: Sequence[Done],
    failed: bool,
    rng: random.Random,
) -> Any:
    scene = scene_of(tool, arguments, things, world, f"{len(memory.calls)}:{rng.random()}")
    scene.calls = before
    if failed:  # only then: which calls fail is not the simulator's to decide
        why = refused(scene)
        return error_result(scene, memory, rng) if why is None else {"error": why}
    scene.gone = gone_since(before)
    known = answered_before(scene)
    if known is not None:
        return known
    made = build(tool.returns if tool.returns is not None else invented_schema(scene), scene)
    return in_tongue(as_before(made, scene), scene)
