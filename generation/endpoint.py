"""Client for any OpenAI-compatible endpoint: OpenAI, vLLM, Ollama, llama.cpp and their like.

One `Endpoint` is one base URL with one key and one limiter. Each model behind it is probed once and from then
on asked in the best form it understands; a request refused in that form falls back to the next. An answer
that cannot be used is handed on, saying why: it was paid for, so it is counted and kept like any other, and
the agent that asked asks again.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import random
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from toolflow_dataset.errors import ChatError, ConfigError
from toolflow_dataset.types import Message

from .chat import Backend, ChatRequest, Reply, Usage
from .compact_json import compact_bytes
from .endpoint_extras import resolve
from .endpoint_failures import Failure, judge_error, judge_status
from .endpoint_probe import Capabilities, Refused
from .endpoint_probing import Probes
from .http_client import HttpClient, TooLong, read_host
from .keys import KEY_VARIABLE, Keys, hide_users
from .limiter import Limiter
from .metering import Meter
from .rate_headers import quotas
from .request_forms import Form, compose, forms, read, request_body
from .stopping import Stop
from .token_guess import tokens_of
from .wire import Completion, NotACompletion, UnusableReply, read_body

_LOG = logging.getLogger(__name__)
_OPENAI = "https://api.openai.com/v1"
_LONGEST_BACK_OFF = 16.0
_LONGEST_WAIT = 60.0  # that a server may ask for, or the timeout; a longer one ends the run
_TIMEOUT_RETRIES = 2
_CRASHES_OF_A_PROBE = 3
_LOST_IN_A_ROW = 8  # requests given up for good with no answer between them: the endpoint is out of order


class Endpoint(Backend):
    """An OpenAI-compatible endpoint.

    Args:
        base_url: Such as `http://127.0.0.1:8080/v1`; `OPENAI_BASE_URL` or OpenAI's own where None.
        api_key: What `key_variable` holds where None; a local server needs none.
        key_variable: Environment variable of the key.
        concurrency: Requests in flight at most; fewer while the server is overloaded.
        requests_per_minute: Requests sent a minute at most.
        tokens_per_minute: Tokens read and written a minute, by the server's count, about.
        timeout: Seconds one request may take.
        max_retries: How often a request that failed in passing (429, 5xx, broken connection) is sent again;
            one that timed out is sent again twice.
        first_wait: Seconds before the first retry; doubled, with jitter, for each further one, up to 16.
        patience: Seconds of such waits, whatever `max_retries`, for an endpoint that has answered before and
            is down now: no connection, 502, 503 or 504.

    Raises:
        ConfigError: If the URL or the key cannot be used, a number is out of range, or OpenAI's own endpoint
            is meant and there is no key.
    """

    def __init__(
        self,
        base_url: str | None = None,
        api_key: str | None = None,
        *,
        key_variable: str = KEY_VARIABLE,
        concurrency: int = 32,
        requests_per_minute: float | None = None,
        tokens_per_minute: float | None = None,
        timeout: float = 300,
        max_retries: int = 6,
        first_wait: float = 0.5,
        patience: float = 300,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, str] | None = None,
    ) -> None:
        base_url = base_url or os.environ.get("OPENAI_BASE_URL") or _OPENAI
        key = (api_key or os.environ.get(key_variable) or "").strip()
        self.host = read_host(base_url)
        extras = resolve(extra_headers, extra_query)
        if extras.key_variables:
            key, key_variable = "", extras.key_variables
        elif not key and (base_url.rstrip("/") == _OPENAI or key_variable != KEY_VARIABLE):
            raise ConfigError(
                f"no API key for {self.host}: set {key_variable}, or name another server with --base-url "
                "(OPENAI_BASE_URL); the embedded model is --model simulator"
            )
        if concurrency < 1 or timeout <= 0 or max_retries < 0 or patience < 0:
            raise ConfigError(
                "concurrency must be at least 1, timeout above 0, max_retries and patience at least 0, "
                f"got {concurrency}, {timeout}, {max_retries} and {patience}"
            )
        self._key_variable = key_variable
        bearer = None if extras.key_variables else key or "none-needed"
        self._client = HttpClient(base_url, bearer, timeout, extras.headers, extras.query)
        self.keys = Keys([key, *extras.secrets])
        self._of_errors = self.keys | Keys(self._client.secrets())
        self._limiter = Limiter(concurrency, requests_per_minute, tokens_per_minute)
        self._timeout = timeout
        self._longest_wait = max(timeout, _LONGEST_WAIT)
        self._max_retries = max_retries
        self._first_wait = first_wait
        self._patience = patience
        place = f"{base_url} {sorted((extra_query or {}).items())}"
        self._probes = Probes(place, self.host, partial(self._send, probing=True), self.keys)
        self._answers = 0
        self._written = 0
        self._lost = 0
        self._guesses = False

    def serve(self, meter: Meter, stop: Stop) -> None:
        """Belong to a run: its meter counts the probes, and when it is to stop nothing more is sent."""
        self._probes.meter = meter
        self._limiter.open()
        stop.hear(self._limiter.close)

    async def complete(self, request: ChatRequest) -> Reply:
        """Answer one request; `Reply.problem` says where the answer is of no use.

        Raises:
            ChatError: If no answer can be had; fatal if no other request can be answered either.
        """
        return _reply(request, *await self.completion(request))

    async def completion(self, request: ChatRequest) -> tuple[Form, Completion]:
        """Send one request in the best form that is taken; return the form and what came back, unread.

        Raises:
            ChatError: If no answer can be had; fatal if no other request can be answered either.
        """
        while True:
            capabilities = await self.probe(request.model)
            refusal: Refused | None = None
            for form in forms(request, capabilities):
                ask = compose(request, form, capabilities)
                try:
                    completion = await self._send(request_body(request, ask, capabilities))
                except Refused as error:
                    refusal = refusal or error
                    if self._probes.outdated(request.model, capabilities):
                        break
                else:
                    return form, completion
            else:
                break
        assert refusal is not None
        sampling = [name for name in request.sampling if name in str(refusal)]
        advice = f"; take {' and '.join(sampling)} out of the sampling settings" if sampling else ""
        cause = f"{refusal}{advice}"
        raise self._give_up(request.model, cause, fatal=bool(sampling)) from refusal

    async def probe(self, model: str) -> Capabilities:
        """Return what a model can be asked; found out once, and concurrent callers wait for the same probe.

        Raises:
            ChatError: If the endpoint does not answer a plain question.
        """
        try:
            return await self._probes.get(model)
        except Refused as refusal:
            raise self._error(model, str(refusal), fatal=True) from refusal

    def probe_anew(self) -> None:
        """Have probes ask the endpoint even where a run has kept what it answered."""
        self._probes.anew = True

    async def close(self) -> None:
        """Close the connections; the endpoint may be used again and opens new ones."""
        await self._probes.close()
        await self._client.close()

    async def _send(self, body: dict[str, Any], *, probing: bool = False) -> Completion:
        """Send one body, again where it failed in passing.

        Raises:
            Refused: If the server will not take it in this form.
            ChatError: If it fails for another reason, or keeps failing.
        """
        sent = compact_bytes(body)
        timeouts = 0
        waited = 0.0
        for attempt in itertools.count():
            outcome = await self._attempt(sent)
            if isinstance(outcome, Completion):
                return outcome
            timeouts += outcome.timed_out
            tried = f" ({attempt + 1} attempts)" if attempt else ""
            if outcome.verdict == "refused" or (
                probing and outcome.crashed and attempt + 1 >= _CRASHES_OF_A_PROBE
            ):
                raise Refused(replace(outcome, cause=self._told(outcome.cause)))
            passing = outcome.verdict == "retry" or (outcome.may_pass and self._answers > 0)
            if outcome.retry_after is not None and outcome.retry_after > self._longest_wait:
                cause = f"{outcome.cause}; it asks to wait {outcome.retry_after:,.0f} s: go on then"
                raise self._error(body["model"], cause, fatal=True)
            patient = outcome.down and self._answers > 0 and waited < self._patience
            exhausted = attempt >= self._max_retries and not patient
            if not passing or exhausted or timeouts > _TIMEOUT_RETRIES:
                raise self._give_up(body["model"], outcome.cause + tried, fatal=outcome.verdict == "fatal")
            waited += (wait := outcome.retry_after or self._back_off(attempt))
            if outcome.retry_after is None:  # else the limiter waits
                await asyncio.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    async def _attempt(self, sent: bytes) -> Completion | Failure:
        """Send a body once, when the limiter says so, and tell the limiter what came of it."""
        expected = tokens_of(len(sent)) + self._written / max(1, self._answers)
        turn = await self._limiter.acquire(expected)
        used: float | None = None
        try:
            outcome = await self._exchange(sent)
            if isinstance(outcome, Completion):
                self._limiter.grew()
                usage = outcome.usage
                used = usage.prompt_tokens + usage.completion_tokens or None
                self._answers += 1
                self._written += usage.completion_tokens
                self._lost = 0
            else:
                if outcome.overloaded:
                    self._limiter.shrank(turn)
                if outcome.retry_after is not None and outcome.retry_after <= self._longest_wait:
                    self._limiter.pause(outcome.retry_after)
        finally:
            self._limiter.release(turn, used)
        return outcome

    async def _exchange(self, sent: bytes) -> Completion | Failure:
        import aiohttp

        try:
            answer = await self._client.post(sent)
        except (aiohttp.ClientError, TimeoutError, TooLong) as error:
            return judge_error(error, self._timeout)
        self._limiter.heed(quotas(answer.headers), self._longest_wait)
        if not 200 <= answer.status < 300:
            return judge_status(answer, self._key_variable, answered=self._answers > 0)
        try:
            return self._counted(read_body(answer.body), len(sent))
        except NotACompletion as error:
            return Failure("retry", f"the server answered {error}")

    def _counted(self, completion: Completion, sent: int) -> Completion:
        """Return a completion with tokens guessed by length where the server counted none."""
        usage = completion.usage
        prompt = usage.prompt_tokens or tokens_of(sent)
        written = usage.completion_tokens
        if not written and (completion.content or completion.raw_calls):
            written = tokens_of(completion.characters)
        if (counted := Usage(prompt, written)) == usage:
            return completion
        if not self._guesses:
            self._guesses = True
            _LOG.warning("%s counts no tokens: they are guessed by length, for caps as well", self.host)
        return replace(completion, usage=counted)

    def _give_up(self, model: str, cause: str, *, fatal: bool) -> ChatError:
        """Count a request that came to nothing for any reason; after several in a row no other has hope."""
        self._lost += 1
        if self._lost >= _LOST_IN_A_ROW:
            cause = f"{cause}; {self._lost} requests in a row came to nothing: the endpoint is out of order"
        return self._error(model, cause, fatal=fatal or self._lost >= _LOST_IN_A_ROW)

    def _back_off(self, attempt: int) -> float:
        return min(_LONGEST_BACK_OFF, self._first_wait * 2.0 ** min(attempt, 60)) * random.uniform(0.75, 1.0)

    def _error(self, model: str, cause: str, *, fatal: bool = False) -> ChatError:
        return ChatError(self._told(f"model {model!r} at {self.host}: {cause}"), fatal=fatal)

    def _told(self, text: str) -> str:
        return self._of_errors.hide(hide_users(text))


def _reply(request: ChatRequest, form: Form, completion: Completion) -> Reply:
    problem = ""
    try:
        message = read(request, form, completion)
    except UnusableReply as error:
        message, problem = Message("assistant", completion.content), str(error)
    model = completion.model or request.model
    return Reply(message, completion.usage, completion.finish_reason, model, problem)
