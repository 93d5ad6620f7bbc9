"""Small dialogues, and tokenizers of two families made from them."""

from __future__ import annotations

from typing import Any

import pytest
from hand_dialogues import make_dialogue
from tiny_model import CHATML_TOKENS, LLAMA_TOKENS, make_tokenizer, texts_of

from toolflow_dataset import Dialogue
from toolflow_evaluation.conversation import Conversation


def as_conversation(dialogue: Dialogue) -> Conversation:
    """Return a dialogue as a data set gives it."""
    tools = tuple(tool.wire()["function"] for tool in dialogue.tools)
    made = dialogue.provenance
    origin = {"code_version": made.code_version, "config_digest": made.config_digest, "setting": made.setting}
    return Conversation(dialogue.messages, tools, f"hand, {dialogue.id}", dialogue.turn_steps, origin)


@pytest.fixture
def conversation() -> Conversation:
    """Return a dialogue with text beside parallel calls, an error and a round without a call."""
    return as_conversation(make_dialogue())


@pytest.fixture(scope="session")
def chatml() -> Any:
    """Return a tokenizer with ChatML's tokens and no template."""
    texts = texts_of(make_dialogue(index) for index in range(4))
    return make_tokenizer(texts, CHATML_TOKENS, eos="<|im_end|>", bos="<|im_start|>")


@pytest.fixture(scope="session")
def llama() -> Any:
    """Return a tokenizer with the tokens of Llama 3.1 and no template."""
    texts = texts_of(make_dialogue(index) for index in range(4))
    return make_tokenizer(texts, LLAMA_TOKENS, eos="<|eot_id|>", bos="<|begin_of_text|>")
