"""Labels of a whole simulated run: decoded, they are the assistant's turns, rebuilt here from the messages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tiny_model import CHATML_TOKENS, LLAMA_TOKENS, make_tokenizer

from toolflow_dataset import Message
from toolflow_evaluation.conversation import Conversation
from toolflow_evaluation.dialogue_sets import open_sets
from toolflow_generation import generate
from toolflow_generation.config import Config
from toolflow_training.templates import packaged
from toolflow_training.token_rows import NOT_LEARNT, DialogueTokens

TOOLS = Path(__file__).parents[2] / "examples" / "tools" / "everyday.json"


@pytest.fixture(scope="module")
def conversations(tmp_path_factory: pytest.TempPathFactory) -> list[Conversation]:
    out = tmp_path_factory.mktemp("simulated") / "run"
    generate(Config(tools=TOOLS, num_dialogues=40, seed=11, setting="plan", error_rate=0.2, out=out))
    made = list(open_sets([str(out / "toolflow")])[0])
    turns = [len(message.tool_calls) for one in made for message in one.messages if message.tool_calls]
    assert len(made) > 30 and max(turns) > 1  # parallel calls are among them
    assert any(message.content and message.tool_calls for one in made for message in one.messages)
    return made


def written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def hermes_turn(message: Message) -> str:
    calls = [
        f'<tool_call>\n{{"name": {written(call.name)}, "arguments": {written(call.arguments)}}}\n</tool_call>'
        for call in message.tool_calls
    ]
    return "\n".join([*filter(None, [message.content]), *calls]) + "<|im_end|>"


def llama_turn(message: Message) -> str:
    calls = "; ".join(
        f'{{"name": {written(call.name)}, "parameters": {written(call.arguments)}}}'
        for call in message.tool_calls
    )
    between = "<|python_tag|>" if message.content and calls else ""
    return f"{message.content}{between}{calls}<|eot_id|>"


@pytest.mark.parametrize(
    ("name", "special", "turn"),
    [("hermes", CHATML_TOKENS, hermes_turn), ("llama-3.1", LLAMA_TOKENS, llama_turn)],
)
def test_labels_are_the_assistants_turns(
    name: str, special: list[str], turn: Callable[[Message], str], conversations: list[Conversation]
) -> None:
    texts = [message.content for one in conversations for message in one.messages]
    tokenizer = make_tokenizer(texts, special, eos=special[-1], bos=special[0])
    maker = DialogueTokens(tokenizer, packaged(name), 100_000)
    for one in conversations:
        (row,) = maker.rows(one)
        learnt = tokenizer.decode([label for label in row.labels if label != NOT_LEARNT])
        assert learnt == "".join(turn(message) for message in one.messages if message.role == "assistant")
        context = tokenizer.decode(
            [token for token, label in zip(row.input_ids, row.labels, strict=True) if label == NOT_LEARNT]
        )
        for message in one.messages:
            assert message.role == "assistant" or message.content.strip() in context
        assert all(written(dict(tool)) in context for tool in one.tools)


@pytest.mark.parametrize("size", [700, 1500])
def test_cut_dialogues_end_where_a_round_ends(
    size: int, conversations: list[Conversation], chatml: Any
) -> None:
    maker = DialogueTokens(chatml, packaged("hermes"), size)
    for one in conversations:
        for row in maker.rows(one):
            assert len(row.input_ids) <= size
            text = chatml.decode(row.input_ids)
            asked = sum(message.role == "user" for message in one.messages)
            kept = text.count("<|im_start|>user")
            answers = [
                hermes_turn(message).removesuffix("<|im_end|>")
                for index, message in enumerate(one.messages)
                if message.role == "assistant"
                and (index + 1 == len(one.messages) or one.messages[index + 1].role == "user")
            ]
            assert 1 <= kept <= asked == len(answers)
            assert text.endswith(f"{answers[kept - 1]}<|im_end|>\n")
    assert maker.counts.cut or maker.counts.too_long
