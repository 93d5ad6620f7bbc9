"""Small dialogues written by hand, and how tests put them into a run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolflow_dataset import Dialogue, Message, PlanStep, Provenance, Tool, ToolCall
from toolflow_dataset.journal import JOURNAL_FILE, Journal, JournalEntry
from toolflow_dataset.types import Setting, config_name

WEATHER = Tool(
    "get_weather",
    "Weather of a place on a day",
    {
        "type": "object",
        "properties": {"city": {"type": "string"}, "offset": {"type": "number"}},
        "required": ["city"],
    },
    returns={"type": "object", "properties": {"sky": {"type": "string", "description": "how it looks"}}},
)
MAIL = Tool(
    "send_mail",
    "",
    {"type": "object", "properties": {"to": {"type": "array", "items": {"type": "string"}}, "urgent": {}}},
    inferred=("description",),
    metadata={"origin": "test"},
)
PLAN = (PlanStep("tool_call", "ask for the weather in two places"), PlanStep("chitchat", "thank them"))


def make_dialogue(index: int = 0, setting: Setting = "graph+plan", model: str = "scripted-model") -> Dialogue:
    """Return a dialogue with parallel calls, an error, a text beside a call and a round without a call."""
    messages = (
        Message("system", "It is 2 May 2026. The user is in Zürich."),
        Message("user", f"How will it look in Zürich and in Łódź, please? ({index})"),
        Message(
            "assistant",
            "Let me look.",
            (
                ToolCall("call_1", "get_weather", {"city": "Zürich", "offset": -0.3}),
                ToolCall("call_2", "get_weather", {"city": "Łódź"}),
            ),
        ),
        Message("tool", json.dumps({"sky": "clear"}), tool_call_id="call_1"),
        Message("tool", json.dumps({"error": "no such place"}), tool_call_id="call_2"),
        Message("assistant", "Clear in Zürich; for Łódź there is no forecast."),
        Message("user", "Thanks \U0001f600"),
        Message("assistant", "You are welcome."),
    )
    return Dialogue(
        id=f"{config_name(setting)}-{index:06d}",
        tools=(WEATHER, MAIL),
        messages=messages,
        plan=PLAN if "plan" in setting else (),
        provenance=Provenance(
            models={"user": model, "assistant": model, "tool": model},
            seed=2**63 + index,
            config_digest="0123abcd",
            code_version="0.1.0",
            setting=setting,
            style="polite",
        ),
        turn_steps=(0, 1) if "plan" in setting else (-1, -1),
    )


def kept(index: int = 0, setting: Setting = "graph+plan", model: str = "scripted-model") -> JournalEntry:
    """Return the journal entry of a kept dialogue."""
    return JournalEntry(index, setting, "kept", dialogue=make_dialogue(index, setting, model))


def make_run(folder: Path) -> Path:
    """Fill a run folder, unordered: five of graph+plan, one dropped and one failed, and two of none."""
    with Journal(folder / JOURNAL_FILE) as journal:
        journal.append(kept(1, "none"))
        journal.append(kept(3))
        journal.append(JournalEntry(4, "graph+plan", "failed", cause="ChatError: the model is gone"))
        journal.append(kept(0))
        journal.append(JournalEntry(2, "graph+plan", "dropped", "ungrounded:city", make_dialogue(2)))
        journal.append(kept(1))
        journal.append(kept(0, "none"))
    return folder


def append(run: Path, *entries: JournalEntry) -> None:
    """Append to a run's journal."""
    with Journal.of_run(run) as journal:
        for entry in entries:
            journal.append(entry)


def with_argument(value: Any) -> Dialogue:
    """Return a dialogue whose first call has this argument."""
    dialogue = make_dialogue()
    messages = list(dialogue.messages)
    messages[2] = replace(messages[2], tool_calls=(ToolCall("call_1", "get_weather", {"city": value}),))
    return replace(dialogue, messages=tuple(messages))


def without_own_fields(dialogue: Dialogue) -> Dialogue:
    """Return what a row keeps of a dialogue."""
    return replace(dialogue, tools=tuple(replace(tool, inferred=(), metadata={}) for tool in dialogue.tools))


def load(path: Path | str, cache: Path, config: str | None = None) -> Any:
    """Load the train split of an exported dataset."""
    import datasets

    return datasets.load_dataset(str(path), config, split="train", cache_dir=str(cache))
