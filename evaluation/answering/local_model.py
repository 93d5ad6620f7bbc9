"""A model that runs here by transformers: greedy, in batches of prompts of like length."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from toolflow_dataset.errors import ConfigError
from toolflow_generation.tool_call_text import describe_tools, render_as_text
from toolflow_generation.wire import add_to_system

from .answers import Answer, AnswerForm, Unanswered
from .prompts import Prompt

_PROBE = "toolflow_probe_of_tools"


class LocalModel:
    """Lets a causal language model answer in batches.

    Tools are shown by the tokenizer's chat template. Where it shows none, which is found out by rendering it
    with one, they are described in the system message, calls are asked for as one JSON object, and earlier
    calls and results are shown as such text.

    Past the context that its configuration declares (`max_position_embeddings`) a model writes nonsense or
    breaks down. A prompt that fills it is not asked; an answer ends where it is full.

    Args:
        tokenizer: Of `transformers`, with a chat template and a token for padding.
        model: Of `transformers`, in evaluation mode, on its device.
        name: As answers and results name the model.
        batch_size: Prompts at once.
        max_tokens: Tokens of an answer at most.

    Raises:
        ConfigError: If the template cannot render a prompt with tools.
    """

    def __init__(
        self, tokenizer: Any, model: Any, name: str, batch_size: int = 8, max_tokens: int = 512
    ) -> None:
        self._tokenizer = tokenizer
        self._tokenizer.padding_side = "left"
        self._model = model
        self._name = name
        self._batch_size = batch_size
        self._max_tokens = max_tokens
        self._context = _context_of(model)
        self.form: AnswerForm = self._find_form()

    async def answers(self, prompts: Sequence[Prompt]) -> AsyncIterator[Answer | Unanswered]:
        """Yield an answer for each prompt, those with the shortest prompts first.

        A prompt that leaves no token of the context to answer with is unanswered.

        Raises:
            ConfigError: If the template cannot render a prompt.
        """
        rendered = [(self._rendered(prompt), prompt) for prompt in prompts]
        rendered.sort(key=lambda pair: (len(pair[0]), pair[1].id))
        for batch, room in self._batches(rendered):
            if room < 1:
                cause = f"the prompt fills the context of {self._name}, {self._context:,} tokens"
                for _, prompt in batch:
                    yield Unanswered(prompt.id, cause, lasting=True)
                continue
            for answer in self._batch(batch, room):
                yield answer
            await asyncio.sleep(0)  # where an interrupt gets through

    async def close(self) -> None:
        """Release nothing: the model goes with the object."""

    def _batches(
        self, rendered: Sequence[tuple[list[int], Prompt]]
    ) -> Iterator[tuple[Sequence[tuple[list[int], Prompt]], int]]:
        """Yield prompts that go together, and the tokens that each of them may be answered with.

        Where the context leaves less than `max_tokens`, a prompt goes alone: in a batch its room would depend
        on the others.
        """
        rooms = [self._room(len(ids)) for ids, _ in rendered]
        whole = sum(room == self._max_tokens for room in rooms)  # the shortest come first
        for start in range(0, whole, self._batch_size):
            yield rendered[start : min(start + self._batch_size, whole)], self._max_tokens
        for place in range(whole, len(rendered)):
            yield rendered[place : place + 1], rooms[place]

    def _room(self, read: int) -> int:
        """Return how many tokens may be written after as many have been read; 0 or less for none."""
        return self._max_tokens if self._context is None else min(self._max_tokens, self._context - read)

    def _find_form(self) -> AnswerForm:
        """Find out whether the template shows tools."""
        parameters = {"type": "object", "properties": {}, "required": []}
        function = {"name": _PROBE, "description": "Probe.", "parameters": parameters}
        shown = self._render(
            [{"role": "user", "content": "Hi"}], [{"type": "function", "function": function}]
        )
        return "template" if _PROBE in self._tokenizer.decode(shown) else "text"

    def _rendered(self, prompt: Prompt) -> list[int]:
        if self.form == "template":
            chat = [message.to_json() for message in prompt.messages]
            return self._render(chat, [tool.wire() for tool in prompt.tools])
        chat = render_as_text(prompt.messages)
        return self._render(add_to_system(chat, describe_tools(prompt.tools)) if prompt.tools else chat, [])

    def _render(self, chat: list[dict[str, Any]], tools: list[dict[str, Any]]) -> list[int]:
        from jinja2 import TemplateError

        try:
            return list(
                self._tokenizer.apply_chat_template(
                    chat, tools=tools or None, add_generation_prompt=True, tokenize=True, return_dict=False
                )
            )
        except (TemplateError, TypeError, ValueError) as error:
            raise ConfigError(
                f"the chat template of {self._name} cannot render a prompt with tools ({error}); name another"
            ) from error

    def _batch(self, rendered: Sequence[tuple[list[int], Prompt]], room: int) -> Iterator[Answer]:
        import torch

        padded = self._tokenizer.pad({"input_ids": [ids for ids, _ in rendered]}, return_tensors="pt")
        padded = padded.to(self._model.device)
        with torch.inference_mode():
            written = self._model.generate(
                input_ids=padded["input_ids"],
                attention_mask=padded["attention_mask"],
                max_new_tokens=room,
                do_sample=False,
                temperature=None,
                top_p=None,
                top_k=None,
                pad_token_id=self._tokenizer.pad_token_id,
            )
        for row, (ids, prompt) in zip(written[:, padded["input_ids"].shape[1] :], rendered, strict=True):
            yield self._answer(row.tolist(), len(ids), prompt)

    def _answer(self, written: list[int], read: int, prompt: Prompt) -> Answer:
        """Return an answer: what was written before the first mark of an end."""
        ends = self._model.generation_config.eos_token_id
        marks = {self._tokenizer.eos_token_id, *(ends if isinstance(ends, list) else [ends])}
        end = next((place for place, token in enumerate(written) if token in marks), None)
        kept = written[:end]
        return Answer(
            prompt.id,
            prompt.digest,
            self.form,
            self._tokenizer.decode(kept, skip_special_tokens=False).strip(),
            (),
            "length" if end is None else "stop",
            self._name,
            read,
            len(kept),
        )


def _context_of(model: Any) -> int | None:
    """Return the most tokens that a model was made for; None where its configuration does not say."""
    length = getattr(model.config.get_text_config(), "max_position_embeddings", None)
    return length if isinstance(length, int) and length > 0 else None
