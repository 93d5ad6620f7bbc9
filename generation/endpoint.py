"""Client for any OpenAI-compatible endpoint: OpenAI, vLLM, Ollama, llama.cpp and their like.

One `Endpoint` is one base URL with one limit on requests in flight. Each model behind it is probed once and
from then on asked in the best form it understands; a request refused in that form falls back to the next.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from toolflow_dataset.errors import ChatError, ConfigError

from .chat import Backend, ChatRequest, Reply, Usage
from .endpoint_failures import Failure, judge
from .endpoint_probe import Capabilities, Refused, probe_model
from .request_forms import Ask, ask_again, compose, forms, read, sampling_fields
from .wire import Completion, NotACompletion, UnusableReply, read_completion

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_LOG = logging.getLogger(__name__)
_OPENAI = "https://api.openai.com/v1"
_ASKS = 2
_LONGEST_WAIT = 60.0
_TIMEOUT_RETRIES = 1


class Endpoint(Backend):
    """An OpenAI-compatible endpoint.

    Args:
        base_url: Such as `http://127.0.0.1:8080/v1`; `OPENAI_BASE_URL` or OpenAI's own where None.
        api_key: `OPENAI_API_KEY` where None; a local server needs none.
        concurrency: Requests in flight at most.
        timeout: Seconds one request may take.
        max_retries: How often a request that failed in passing (429, 5xx, broken connection) is sent again;
            one that timed out is sent again once.
        first_wait: Seconds before the first retry; doubled, with jitter, for each further one.

    Raises:
        ConfigError: If the URL cannot be used, a number is out of range, or OpenAI's own endpoint is meant
            and there is no key.
    """

    def __init__(
        self,
        base_url: str | None = None,
        api_key: str | None = None,
        concurrency: int = 32,
        timeout: float = 300,
        max_retries: int = 6,
        first_wait: float = 0.5,
    ) -> None:
        self._base_url = base_url or os.environ.get("OPENAI_BASE_URL") or _OPENAI
        key = api_key or os.environ.get("OPENAI_API_KEY")
        self.host = _read_host(self._base_url)
        if key is None and self._base_url.rstrip("/") == _OPENAI:
            raise ConfigError(
                "no API key for api.openai.com: set OPENAI_API_KEY, or name another server with --base-url "
                "(OPENAI_BASE_URL); the embedded model is --model simulator"
            )
        if concurrency < 1 or timeout <= 0 or max_retries < 0:
            raise ConfigError(
                f"concurrency must be at least 1, timeout above 0 and max_retries at least 0, "
                f"got {concurrency}, {timeout} and {max_retries}"
            )
        self._key = key or "none-needed"
        self._timeout = timeout
        self._max_retries = max_retries
        self._first_wait = first_wait
        self._slots = asyncio.Semaphore(concurrency)
        self._client: AsyncOpenAI | None = None
        self._probes: dict[str, asyncio.Task[Capabilities]] = {}
        self._resume_at = 0.0
        self._answered = False

    async def complete(self, request: ChatRequest) -> Reply:
        """Answer one request, asking again a few times where the answer is of no use.

        Raises:
            ChatError: If no usable answer can be had; fatal if no other request can be answered either.
        """
        capabilities = await self.probe(request.model)
        refusal: Refused | None = None
        for form in forms(request, capabilities):
            try:
                return await self._converse(request, compose(request, form, capabilities), capabilities)
            except Refused as error:
                refusal = refusal or error
        assert refusal is not None
        sampling = [name for name in request.sampling if name in str(refusal)]
        advice = f"; take {' and '.join(sampling)} out of the sampling settings" if sampling else ""
        raise self._error(request.model, f"{refusal}{advice}", fatal=bool(sampling)) from refusal

    async def probe(self, model: str) -> Capabilities:
        """Return what a model can be asked; found out once, and concurrent callers wait for the same probe.

        Raises:
            ChatError: If the endpoint does not answer a plain question.
        """
        task = self._probes.get(model)
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = self._probes[model] = asyncio.create_task(self._probe(model))
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Close the connections; the endpoint may be used again and opens new ones."""
        unfinished = [task for task in self._probes.values() if not task.done()]
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _probe(self, model: str) -> Capabilities:
        async def send(body: dict[str, Any]) -> Completion:
            return await self._send({"model": model, **body}, probing=True)

        try:
            capabilities = await probe_model(send)
        except Refused as refusal:
            raise self._error(model, str(refusal), fatal=True) from refusal
        if not capabilities.native_tools:
            _LOG.warning(
                "model %r at %s makes no native tool calls: tools are described in text", model, self.host
            )
        if not capabilities.json_schema:
            _LOG.warning(
                "model %r at %s obeys no JSON schema: schemas are described in text", model, self.host
            )
        return capabilities

    async def _converse(self, request: ChatRequest, ask: Ask, capabilities: Capabilities) -> Reply:
        """Send a request in one form; where the answer cannot be used, say why and ask again."""
        messages = ask.messages
        usage = Usage()
        problem = ""
        for attempt in range(_ASKS):
            body = {"model": request.model, "messages": messages, **ask.fields}
            if capabilities.seed:
                body["seed"] = (request.seed * 1_000_003 + request.ordinal * _ASKS + attempt) % 2**31
            body.update(sampling_fields(request, capabilities))
            completion = await self._send(body)
            usage = Usage(
                usage.prompt_tokens + completion.usage.prompt_tokens,
                usage.completion_tokens + completion.usage.completion_tokens,
            )
            self._reject_refusals(request, completion)
            try:
                message = read(request, ask.form, completion)
            except UnusableReply as error:
                problem = str(error)
                messages = [*ask.messages, *ask_again(completion, problem)]
                continue
            return Reply(message, usage, completion.finish_reason, completion.model or request.model)
        raise self._error(
            request.model, f"{_ASKS} useless answers as {request.role}, the last because {problem}"
        )

    def _reject_refusals(self, request: ChatRequest, completion: Completion) -> None:
        if completion.finish_reason == "content_filter":
            raise self._error(request.model, f"the answer as {request.role} was stopped by a content filter")
        if completion.refusal and not completion.content:
            raise self._error(
                request.model, f"it refuses to answer as {request.role}: {completion.refusal[:200]}"
            )

    async def _send(self, body: dict[str, Any], *, probing: bool = False) -> Completion:
        """Send one body, again where it failed in passing.

        Raises:
            Refused: If the server will not take it in this form.
            ChatError: If it fails for another reason, or keeps failing.
        """
        async with self._slots:
            attempt = timeouts = 0
            while True:
                await self._wait_for_resumption()
                failure = await self._try(body)
                if isinstance(failure, Completion):
                    self._answered = True
                    return failure
                timeouts += failure.timed_out
                if failure.verdict == "refused" or (probing and failure.crashed and attempt > 0):
                    raise Refused(failure)
                passing = failure.verdict == "retry" or (failure.unreachable and self._answered)
                spent = attempt >= self._max_retries or timeouts > _TIMEOUT_RETRIES
                wait = failure.retry_after if failure.retry_after is not None else self._back_off(attempt)
                if not passing or spent or wait > self._timeout:
                    tried = f" ({attempt + 1} attempts)" if attempt else ""
                    raise self._error(body["model"], failure.cause + tried, fatal=failure.verdict == "fatal")
                if failure.retry_after is not None:
                    self._resume_at = max(self._resume_at, asyncio.get_running_loop().time() + wait)
                else:
                    await asyncio.sleep(wait)
                attempt += 1

    async def _try(self, body: dict[str, Any]) -> Completion | Failure:
        import aiohttp
        import openai

        fields = dict(body)
        try:
            async with asyncio.timeout(self._timeout):
                response = await self._open().chat.completions.with_raw_response.create(
                    model=fields.pop("model"), messages=fields.pop("messages"), extra_body=fields
                )
            return read_completion(json.loads(response.text))
        except (NotACompletion, json.JSONDecodeError) as error:
            text = str(error) if isinstance(error, NotACompletion) else response.text.strip()[:200]
            return Failure("retry", f"the server answered no chat completion but {text!r}")
        except (openai.OpenAIError, aiohttp.ClientError, TimeoutError) as error:
            return judge(error, self._timeout)

    def _open(self) -> AsyncOpenAI:
        if self._client is None:
            import openai

            timeout = openai.Timeout(self._timeout, connect=min(self._timeout, 30.0), pool=None)
            self._client = openai.AsyncOpenAI(
                base_url=self._base_url,
                api_key=self._key,
                timeout=timeout,
                max_retries=0,
                http_client=openai.DefaultAioHttpClient(base_url=self._base_url, timeout=timeout),
            )
        return self._client

    async def _wait_for_resumption(self) -> None:
        """Wait until the time the server named in its last Retry-After: it holds for every request."""
        loop = asyncio.get_running_loop()
        while (wait := self._resume_at - loop.time()) > 0:
            await asyncio.sleep(wait)

    def _back_off(self, attempt: int) -> float:
        return min(_LONGEST_WAIT, self._first_wait * 2.0**attempt) * random.uniform(0.5, 1.0)

    def _error(self, model: str, cause: str, *, fatal: bool = False) -> ChatError:
        return ChatError(f"model {model!r} at {self.host}: {cause}", fatal=fatal)


def _read_host(base_url: str) -> str:
    """Return the host and port of a base URL.

    Raises:
        ConfigError: If it is no plain http(s) URL.
    """
    try:
        parts = urlsplit(base_url)
    except ValueError as error:
        raise ConfigError(f"base URL {base_url!r} cannot be read: {error}") from error
    if "@" in parts.netloc:
        raise ConfigError(
            f"base URL with a user or password for {parts.hostname}: put the key in OPENAI_API_KEY"
        )
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ConfigError(f"base URL {base_url!r} must look like http://127.0.0.1:8080/v1")
    return parts.netloc
