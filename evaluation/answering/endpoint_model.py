"""A model behind an OpenAI-compatible endpoint, or the simulator, answering prompts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

from toolflow_dataset.errors import ChatError
from toolflow_generation.chat import Backend, ChatRequest
from toolflow_generation.endpoint import Endpoint

from .answers import Answer, Unanswered
from .prompts import Prompt


class EndpointModel:
    """Asks many prompts at once, each in the best form that the endpoint understands.

    Args:
        backend: An endpoint; or any other backend, whose replies are taken as native.
        model: Name of the model there.
        sampling: Settings such as `temperature`.
        seed: Sent along where the endpoint takes one.
        concurrency: Prompts under way at most.
    """

    def __init__(
        self, backend: Backend, model: str, sampling: dict[str, Any], seed: int = 0, concurrency: int = 16
    ) -> None:
        self._backend = backend
        self._model = model
        self._sampling = sampling
        self._seed = seed
        self._concurrency = concurrency

    async def answers(self, prompts: Sequence[Prompt]) -> AsyncIterator[Answer | Unanswered]:
        """Yield an answer for each prompt, as they come.

        Raises:
            ChatError: If no prompt can be answered.
        """
        waiting: Iterator[Prompt] = iter(prompts)
        tasks: set[asyncio.Task[Answer | Unanswered]] = set()
        try:
            while True:
                for prompt in waiting:
                    tasks.add(asyncio.create_task(self._answer(prompt)))
                    if len(tasks) >= self._concurrency:
                        break
                if not tasks:
                    return
                done, tasks = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                failures = [task.exception() for task in done if task.exception()]
                for task in done:
                    if not task.exception():
                        yield task.result()
                if failures and failures[0]:
                    raise failures[0]
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """Close the connections."""
        close = getattr(self._backend, "close", None)
        if close is not None:
            await close()

    async def _answer(self, prompt: Prompt) -> Answer | Unanswered:
        request = ChatRequest(
            "assistant",
            self._model,
            prompt.messages,
            prompt.tools,
            sampling=self._sampling,
            seed=self._seed,
        )
        try:
            return await self._ask(prompt, request)
        except ChatError as error:
            if error.fatal:
                raise
            return Unanswered(prompt.id, str(error))

    async def _ask(self, prompt: Prompt, request: ChatRequest) -> Answer:
        digest = prompt.digest
        if isinstance(self._backend, Endpoint):
            form, completion = await self._backend.completion(request)
            hide = self._backend.keys.hide
            return Answer(
                prompt.id,
                digest,
                form,
                hide(completion.content or completion.refusal),
                tuple(_without_keys(call, hide) for call in completion.raw_calls),
                completion.finish_reason,
                completion.model,
                completion.usage.prompt_tokens,
                completion.usage.completion_tokens,
            )
        reply = await self._backend.complete(request)
        calls = tuple((call.name, dict(call.arguments)) for call in reply.message.tool_calls)
        return Answer(
            prompt.id,
            digest,
            "native",
            reply.message.content,
            calls,
            reply.finish_reason,
            reply.model,
            reply.usage.prompt_tokens,
            reply.usage.completion_tokens,
        )


def _without_keys(call: tuple[str, Any], hide: Callable[[str], str]) -> tuple[str, Any]:
    """Return a call as it came, but for keys that a server sends back."""
    name, arguments = call
    if isinstance(arguments, str):
        return hide(name), hide(arguments)
    return hide(name), json.loads(hide(json.dumps(arguments)))
