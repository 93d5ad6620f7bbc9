"""The control of the proof: the same dialogues, the arguments of their calls dealt anew."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from shuffled_arguments import shuffle_arguments, write_dialogues

from toolflow_dataset.types import Message, ToolCall
from toolflow_evaluation.conversation import Conversation
from toolflow_evaluation.dialogue_sets import open_sets

TOOL = {"name": "f", "description": "", "parameters": {"type": "object", "properties": {}}}


def dialogue(numbers: list[int]) -> Conversation:
    """One turn of calls, each with its number as argument."""
    calls = tuple(ToolCall(f"call_{number}", "f", {"n": number}) for number in numbers)
    results = [Message("tool", "{}", tool_call_id=call.id) for call in calls]
    asked = [Message("user", "Please."), Message("assistant", "", tool_calls=calls)]
    return Conversation((*asked, *results, Message("assistant", "Done.")), (TOOL,), "here")


def arguments(dialogues: list[Conversation]) -> list[int]:
    return [
        call.arguments["n"] for each in dialogues for message in each.messages for call in message.tool_calls
    ]


@given(st.lists(st.integers(1, 4), min_size=1, max_size=6), st.integers(0, 9))
def test_every_call_gets_the_arguments_of_another(sizes: list[int], seed: int) -> None:
    numbers = iter(range(sum(sizes)))
    plain = [dialogue([next(numbers) for _ in range(size)]) for size in sizes]
    dealt = shuffle_arguments(plain, seed)
    before, after = arguments(plain), arguments(dealt)
    assert sorted(before) == sorted(after)
    assert len(before) == 1 or all(one != other for one, other in zip(before, after, strict=True))
    assert dealt == shuffle_arguments(plain, seed)
    for one, other in zip(plain, dealt, strict=True):
        assert [(m.role, m.content, m.tool_call_id) for m in one.messages] == [
            (m.role, m.content, m.tool_call_id) for m in other.messages
        ]
        assert [[c.name for c in m.tool_calls] for m in one.messages] == [
            [c.name for c in m.tool_calls] for m in other.messages
        ]


def test_another_seed_deals_otherwise_and_what_is_written_is_read(tmp_path: Path) -> None:
    plain = [dialogue(list(range(10)))]
    dealt = shuffle_arguments(plain, 0)
    assert arguments(dealt) != arguments(shuffle_arguments(plain, 1))
    write_dialogues(dealt, tmp_path / "control.jsonl")
    (read,) = open_sets([str(tmp_path / "control.jsonl")])[0]
    assert read.messages == dealt[0].messages and [dict(tool) for tool in read.tools] == [TOOL]
    line = json.loads((tmp_path / "control.jsonl").read_text("utf-8"))
    assert line["tools"] == [{"type": "function", "function": TOOL}]
