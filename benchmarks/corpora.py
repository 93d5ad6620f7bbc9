"""Conversations to be compared: the dialogues of a run of ours, and the human ones of SGD."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skeletons import MASK, skeleton
from spoken_values import values_of

from toolflow_dataset.types import Dialogue


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said in one dialogue, by user and assistant, and what its user turns look like without values.

    Args:
        texts: Contents of the user's and the assistant's messages, in order, empty ones left out.
        skeletons: One for each user turn.
    """

    texts: tuple[str, ...]
    skeletons: tuple[str, ...]


def conversation(dialogue: Dialogue) -> Conversation:
    """Read a dialogue of ours."""
    values = values_of(dialogue)
    spoken = [message for message in dialogue.messages if message.role in ("user", "assistant")]
    return Conversation(
        tuple(message.content for message in spoken if message.content),
        tuple(skeleton(message.content, values) for message in spoken if message.role == "user"),
    )


def sgd_conversations(path: Path) -> Iterator[Conversation]:
    """Yield the dialogues of a file of the Schema-Guided Dialogue data set, one JSON object a line."""
    opened = gzip.open(path, "rt", encoding="utf-8")
    with opened as file:
        for line in file:
            turns = json.loads(line)["turns"]
            yield Conversation(
                tuple(turn["utterance"] for turn in turns if turn["utterance"]),
                tuple(skeleton(masked_spans(turn)) for turn in turns if turn["speaker"] == "USER"),
            )


def masked_spans(turn: Mapping[str, Any]) -> str:
    """Return an SGD turn's utterance with the spans of its slot values masked."""
    text = turn["utterance"]
    spans: Iterable[tuple[int, int]] = (
        (slot["start"], slot["exclusive_end"]) for frame in turn["frames"] for slot in frame["slots"]
    )
    pieces, done = [], 0
    for start, end in sorted(set(spans)):
        if start >= done:
            pieces += [text[done:start], f" {MASK} "]
            done = end
    return "".join(pieces) + text[done:]
