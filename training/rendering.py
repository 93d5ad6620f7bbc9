"""A dialogue as the text a model sees, and which stretches of it the assistant wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.training_examples import wire_tools
from toolflow_dataset.types import Message

from .templates import ChatTemplate, control_tokens

Span = tuple[int, int]

_PLAIN = re.compile(r"[\w .,:-]+")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A dialogue as text.

    Args:
        text: All of it.
        spans: What the assistant wrote, end of turn included: (start, end) characters of `text`, in order.
        lost_texts: Assistant messages whose words beside a call the template does not show.
    """

    text: str
    spans: tuple[Span, ...]
    lost_texts: int


class Renderer:
    """Renders dialogues by a chat template.

    Args:
        tokenizer: A `transformers` tokenizer, for the special tokens that templates write.
        template: Which template.
    """

    def __init__(self, tokenizer: Any, template: ChatTemplate) -> None:
        self._tokenizer = tokenizer
        self._template = template

    def render(self, messages: Sequence[Message], tools: Sequence[Mapping[str, Any]], place: str) -> Rendered:
        """Render a dialogue.

        Args:
            messages: In order.
            tools: Function objects (`name`, `description`, `parameters`).
            place: Where the dialogue stands, for errors.

        Raises:
            ConfigError: If the template refuses the dialogue, does not show a tool or a call, or renders it
                so that what the assistant writes cannot be told.
        """
        from jinja2 import TemplateError

        wire, offered = _wire(messages), wire_tools(tools) or None
        try:
            if self._template.marked is not None:
                text, spans = self._by_marks(wire, offered)
            else:
                text, spans = self._by_prefixes(wire, offered, place)
        except (TemplateError, TypeError, ValueError) as error:
            raise ConfigError(
                f"{place}: template {self._template.name} refuses the dialogue ({error}); "
                "try --single-call, or another --template"
            ) from error
        self._check_shown(text, spans, messages, tools, place)
        lost = sum(
            bool(message.tool_calls) and message.content.strip() not in text
            for message in messages
            if message.role == "assistant"
        )
        return Rendered(text, tuple(spans), lost)

    def _by_marks(self, wire: list[dict[str, Any]], tools: list[dict[str, Any]] | None) -> tuple[str, Any]:
        # what `apply_chat_template(..., return_assistant_tokens_mask=True)` uses; that one drops the text
        from transformers.utils.chat_template_utils import render_jinja_template

        render: Any = render_jinja_template  # typed as if it gave text alone
        texts, spans = render(
            [wire],
            tools=tools,
            chat_template=self._template.marked,
            return_assistant_tokens_mask=True,
            **self._tokenizer.special_tokens_map,
        )
        return texts[0], [(start, end) for start, end in spans[0] if end > start]

    def _by_prefixes(
        self, wire: list[dict[str, Any]], tools: list[dict[str, Any]] | None, place: str
    ) -> tuple[str, list[Span]]:
        """Find each reply between what is rendered before it and with it.

        The reply begins where the prompt for it ends. Whitespace after the end of turn is not the
        assistant's: generation has stopped there.
        """
        text = self._text(wire, tools)
        ends = tuple(control_tokens(self._tokenizer))
        spans = []
        for index, message in enumerate(wire):
            if message["role"] != "assistant":
                continue
            prompt = self._text(wire[:index], tools, prompting=True)
            through = self._text(wire[: index + 1], tools)
            if not text.startswith(prompt) or not text.startswith(through):
                raise ConfigError(
                    f"{place}: template {self._template.name} renders a message differently when others "
                    "follow it, so what the assistant writes cannot be told; give a --template that marks "
                    "it with {% generation %}, such as hermes for models with <|im_start|>"
                )
            stripped = through.rstrip()
            spans.append((len(prompt), len(stripped if stripped.endswith(ends) else through)))
        return text, spans

    def _text(
        self, wire: list[dict[str, Any]], tools: list[dict[str, Any]] | None, *, prompting: bool = False
    ) -> str:
        return str(
            self._tokenizer.apply_chat_template(
                wire,
                tools=tools,
                chat_template=self._template.text,
                add_generation_prompt=prompting,
                tokenize=False,
            )
        )

    def _check_shown(
        self,
        text: str,
        spans: Sequence[Span],
        messages: Sequence[Message],
        tools: Sequence[Mapping[str, Any]],
        place: str,
    ) -> None:
        """Check that the text shows every tool, and what the assistant writes every call and argument."""
        missing = [("tool", str(tool["name"])) for tool in tools if tool["name"] not in text]
        written = "\n".join(text[start:end] for start, end in spans)
        at = 0
        for call in (call for message in messages for call in message.tool_calls):
            found = written.find(call.name, at)
            if found < 0:
                missing.append(("call of", call.name))
                break
            at = found + len(call.name)
            missing += [
                ("argument", value)
                for value in call.arguments.values()
                # templates escape quotes and line ends in different ways
                if isinstance(value, str) and _PLAIN.fullmatch(value) and value not in written
            ]
        if missing:
            what, name = missing[0]
            raise ConfigError(
                f"{place}: template {self._template.name} does not show the {what} {name!r:.80}; "
                "choose a --template that shows tools and calls"
            )


def _wire(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Return messages as templates take them: absent keys absent, results with the name of their tool.

    Ids are made nine letters and digits, for Mistral's templates take no others.
    """
    ids: dict[str, tuple[str, str]] = {}
    documents = []
    for message in messages:
        document: dict[str, Any] = {"role": message.role, "content": message.content}
        if message.tool_calls:
            document["tool_calls"] = []
        for call in message.tool_calls:
            ids[call.id] = (f"call{len(ids) % 100_000:05d}", call.name)
            function = {"name": call.name, "arguments": call.arguments}
            document["tool_calls"].append({"id": ids[call.id][0], "type": "function", "function": function})
        if message.role == "tool":
            known, name = ids.get(message.tool_call_id or "", ("call00000", ""))
            document |= {"tool_call_id": known, "name": name}
        documents.append(document)
    return documents
