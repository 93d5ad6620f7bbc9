"""Texts to measure n-gram code on: made by a seeded script, or real ones where they are at hand."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np

VOCABULARY, PHRASES, FRESH = 60_000, 400_000, 0.15
TOOL_FILES = ("google_discovery_functions", "toolbench_functions")
DIALOGUE_FILE = "sgd_dev"


def made_messages(words: int, seed: int = 7) -> list[str]:
    """Return messages of one to five phrases; every fiftieth is not ASCII.

    Words and phrases are drawn with Zipf's frequencies, a share `FRESH` of the phrases anew: at 8 million
    tokens H and D-3 come near the paper's 10.36 bits and 0.4865.
    """
    rng = np.random.default_rng(seed)
    spellings = _spellings(seed)
    phrases = [[spellings[rank] for rank in _ranks(rng, int(rng.integers(3, 9)))] for _ in range(PHRASES)]
    messages: list[str] = []
    while words > 0:
        drawn: list[str] = []
        for rank in _ranks(rng, int(rng.integers(1, 6)), PHRASES):
            fresh = rng.random() < FRESH
            drawn += [spellings[rank] for rank in _ranks(rng, 5)] if fresh else phrases[rank]
        drawn[len(drawn) // 2] += ","
        text = " ".join(drawn).capitalize() + "."
        messages.append(text.replace("e", "\u00e9") if len(messages) % 50 == 0 else text)
        words -= len(drawn)
    return messages


def made_tools(count: int, words: int, seed: int = 7) -> list[str]:
    """Return JSON strings of tools, about `words` words in all; one sentence in fifty repeats another's."""
    rng = np.random.default_rng(seed)
    spellings = _spellings(seed)
    sentences: list[str] = []
    tools = []
    for number in range(count):
        properties = {}
        left = max(1, words // count - 12)
        while left > 0:
            size = int(rng.integers(8, 20))
            sentence = " ".join(spellings[rank] for rank in _ranks(rng, size))
            if sentences and rng.random() < 0.02:
                sentence = sentences[int(rng.integers(len(sentences)))]
            elif rng.random() < 0.02:
                sentences.append(sentence)
            properties[f"field_{len(properties)}"] = {"type": "string", "description": sentence}
            left -= size + 4
        tool = {"name": f"tool_{number}", "description": sentence}
        tools.append(json.dumps(tool | {"parameters": {"type": "object", "properties": properties}}))
    return tools


def real_messages(data: Path) -> Iterator[str]:
    """Yield the utterances of SGD's dev split, then names with descriptions of two sets of real tools."""
    with gzip.open(data / "dialogues" / f"{DIALOGUE_FILE}.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            yield from (turn["utterance"] for turn in json.loads(line)["turns"])
    for function in _functions(data):
        yield function["description"]
        for part in (function["parameters"], function.get("returns") or {}):
            for name, schema in (part.get("properties") or {}).items():
                yield f"{name}: {schema.get('description') or ''}"


def real_tools(data: Path, seed: int = 7) -> list[str]:
    """Return real tools with their returns as JSON, in a seeded order."""
    tools = [json.dumps(function, ensure_ascii=False) for function in _functions(data)]
    random.Random(seed).shuffle(tools)
    return tools


def _functions(data: Path) -> Iterator[dict]:
    for name in TOOL_FILES:
        with gzip.open(data / "tools" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)["function"]


def _spellings(seed: int) -> list[str]:
    """Return distinct words, the more frequent the shorter."""
    rng = random.Random(seed)
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        length = 2 + len(words).bit_length() // 3 + rng.randrange(4)
        words["".join(rng.choices("etaoinshrdlucmfwypvbgk", k=length))] = None
    return list(words)


def _ranks(rng: np.random.Generator, size: int, many: int = VOCABULARY) -> list[int]:
    """Draw ranks below `many` with a probability that falls as 1 / rank."""
    return (many ** rng.random(size)).astype(np.int64).tolist()
