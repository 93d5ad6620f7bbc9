"""A made-up tool file, and vectors for its strings in the cache of the bundled encoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from toolflow_dataset.types import Tool
from toolflow_generation.embedding_cache import EmbeddingCache
from toolflow_generation.encoder import BUNDLED_SHA256, DEFAULT_ENCODER
from toolflow_generation.tool_files import write_tools
from toolflow_generation.tool_strings import tool_strings

DIMENSIONS = 384
NAME = f"{DEFAULT_ENCODER}@{BUNDLED_SHA256[:12]}"


def made_tools(count: int) -> list[Tool]:
    """Tools with three parameters of 40 topics, each in a wording of its own, `pageSize` and a return value."""
    rng = np.random.default_rng(1)

    def schema(names: list[str]) -> dict:
        return {"type": "object", "properties": {name: {"type": "string"} for name in names}}

    tools = []
    for number in range(count):
        topics = rng.choice(40, 4, replace=False).tolist()
        takes = [f"topic{topic}_{number % 5}" for topic in topics[:3]]
        tools.append(
            Tool(f"tool_{number}", "", schema([*takes, "pageSize"]), schema([f"topic{topics[3]}_{number}"]))
        )
    return tools


def write_set(folder: Path, count: int) -> Path:
    """Write the tools to a file and cache vectors for their strings: a topic's own, and some of another."""
    tools = made_tools(count)
    file = folder / "made.jsonl.gz"
    write_tools(tools, file)
    strings = tool_strings(tools).strings
    rng = np.random.default_rng(2)
    names = sorted({text.partition("_")[0] for text in strings})
    topic = dict(zip(names, rng.standard_normal((len(names), DIMENSIONS)), strict=True))
    vectors = np.array([topic[text.partition("_")[0]] for text in strings])
    vectors += 0.4 * rng.standard_normal(vectors.shape)  # cosines within a topic around 0.86
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    EmbeddingCache(NAME).put(strings, vectors.astype(np.float32))
    return file
