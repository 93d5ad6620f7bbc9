"""Dialogues as the text a model family reads, for trainers that take text: Hermes, Qwen 2.5, Llama 3.1.

The text is what the chat template gives, without the token that begins a sequence, for tokenizers add that
themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolflow_dataset.errors import SchemaError
from toolflow_dataset.types import Message

from .rendering import Renderer
from .templates import TEMPLATES, ChatTemplate, packaged, qwen_template

_MARKS = ("<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>")


@dataclass(frozen=True, slots=True)
class _NoTokenizer:
    """Stands in for a tokenizer where a marked template needs only its special tokens."""

    special_tokens_map: Mapping[str, str]


class TextExamples:
    """Renders dialogues as text examples.

    Args:
        family: `hermes`, `qwen` or `llama3`.

    Raises:
        ConfigError: If the family's template is not installed.
    """

    def __init__(self, family: str) -> None:
        template, control = _family(family)
        self._renderer = Renderer(_NoTokenizer({"bos_token": ""}), template)
        self._control = control

    def example(
        self,
        messages: Sequence[Message],
        tools: Sequence[Mapping[str, Any]],
        place: str,
        *,
        last_reply_only: bool = False,
    ) -> dict[str, str]:
        """Return `text`, or `prompt` and `completion` where only the last reply is to be learnt.

        The prompt ends where a model begins to write, the completion with its end of turn.

        Args:
            messages: In order.
            tools: Function objects.
            place: Where the dialogue stands, for errors.
            last_reply_only: Of messages that end with a reply.

        Raises:
            SchemaError: If a message or tool holds one of the family's control tokens, which in a text file
                could not be told from the template's own.
            ConfigError: If the template does not take the dialogue.
        """
        said = [message.content for message in messages]
        held = str([said, [call.arguments for message in messages for call in message.tool_calls], tools])
        if found := next((token for token in self._control if token in held), None):
            raise SchemaError(f"holds the control token {found}")
        rendered = self._renderer.render(messages, tools, place)
        if not last_reply_only:
            return {"text": rendered.text}
        start, end = rendered.spans[-1]
        reply = rendered.text[start:end]
        start += len(reply) - len(reply.lstrip("\n"))  # a line end before the reply is the prompt's
        return {"prompt": rendered.text[:start], "completion": rendered.text[start:end].rstrip("\n")}


def _family(family: str) -> tuple[ChatTemplate, tuple[str, ...]]:
    if family == "llama3":
        return packaged("llama-3.1"), TEMPLATES["llama-3.1"]
    template = qwen_template() if family == "qwen" else packaged("hermes")
    return template, (*TEMPLATES["hermes"], *_MARKS)
