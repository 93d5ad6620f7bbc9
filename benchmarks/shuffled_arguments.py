"""Deal the arguments of all calls anew: what is left to learn is the form of a call and which function.

    python benchmarks/shuffled_arguments.py RUN:graph_plan --seed 0 --out control.jsonl

Every call keeps its place, function and results, and has the arguments of another call of the set, drawn by
the seed. Who learns from such dialogues learns when to call, how a call is written and what it is named; not
to take values from what was said. It is the control of `teach.py`.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from toolflow_dataset.types import Message
from toolflow_evaluation.conversation import Conversation
from toolflow_evaluation.dialogue_sets import open_sets


def shuffle_arguments(dialogues: Iterable[Conversation], seed: int) -> list[Conversation]:
    """Return the dialogues with the arguments of their calls in another order over the whole set.

    No call keeps its own, as long as there are two: they are drawn as one cycle (Sattolo's algorithm). Two
    calls that happen to have equal arguments may still come out as they were.
    """
    listed = list(dialogues)
    messages = [message for dialogue in listed for message in dialogue.messages]
    dealt = [call.arguments for message in messages for call in message.tool_calls]
    drawn = random.Random(seed)
    for last in range(len(dealt) - 1, 0, -1):
        other = drawn.randrange(last)
        dealt[last], dealt[other] = dealt[other], dealt[last]
    hand = iter(dealt)

    def anew(message: Message) -> Message:
        calls = tuple(replace(call, arguments=next(hand)) for call in message.tool_calls)
        return replace(message, tool_calls=calls) if calls else message

    return [replace(dialogue, messages=tuple(map(anew, dialogue.messages))) for dialogue in listed]


def write_dialogues(dialogues: Iterable[Conversation], path: Path) -> None:
    """Write dialogues as JSON Lines of `messages` and `tools`, for `toolflow train`; whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    with open(part, "w", encoding="utf-8") as file:
        for dialogue in dialogues:
            row = {
                "messages": [message.to_json() for message in dialogue.messages],
                "tools": [{"type": "function", "function": dict(tool)} for tool in dialogue.tools],
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    part.replace(path)


def main() -> None:
    """Read a set, deal its arguments anew, write it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dialogues", help="a run, a data set or a file, as for toolflow train")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    write_dialogues(shuffle_arguments(open_sets([options.dialogues])[0], options.seed), options.out)


if __name__ == "__main__":
    main()
