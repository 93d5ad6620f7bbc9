"""A judging model behind any OpenAI-compatible endpoint: asking it, and reading its verdicts.

The OpenAI client repeats what fails in passing (429, 5xx, broken connections) and waits as long as the
server asks. What no repetition can mend stops everything: a wrong key, an unknown model, no server.
"""

from __future__ import annotations

import json
import logging
import os
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

logger = logging.getLogger(__name__)

DIMENSIONS = {"NAT": "naturalness", "COH": "coherence", "HELP": "helpfulness", "ACC": "accuracy"}
LOWEST, HIGHEST = 1, 5

_FATAL = {401: "check the key", 402: "the account has no credit left", 403: "check the key"}
_FATAL[404] = "check the model's name and that the base URL ends in /v1"
_REFUSED = (400, 413, 415, 422, 501)
_LIMITS = {"max_tokens", "max_completion_tokens"}
_TOO_LONG = ("context length", "maximum context", "too long", "too many tokens")


class JudgeError(ValueError):
    """An endpoint that cannot judge anything: each further request would be in vain."""


class NotAnswered(Exception):
    """One dialogue that came to no scores; others still may."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said.

    Args:
        text: Its message.
        model: What the endpoint calls the model that answered.
        is_cut: Whether it ended at the limit on its tokens.
    """

    text: str
    model: str
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Scores and comments of one dialogue, both by dimension (`NAT`, `COH`, `HELP`, `ACC`)."""

    scores: dict[str, int]
    comments: dict[str, str]


class Endpoint:
    """A chat model behind an OpenAI-compatible endpoint; threads may share it.

    A JSON schema goes along in `response_format`. A server that refuses it, or the temperature, or the limit
    on an answer, is asked without from then on.

    Args:
        model: Name of the model.
        base_url: Address ending in /v1; None for `OPENAI_BASE_URL` or OpenAI.
        api_key: None for `OPENAI_API_KEY`; a server at an address of its own may do without.
        temperature: None leaves it out, as some models demand.
        timeout: Seconds an answer may take.
        max_retries: How often a request that failed in passing is repeated.
        max_tokens: Tokens of an answer at most; a small model may write for ever. None leaves it out.

    Attributes:
        used: `requests` that were answered, and their `prompt_tokens` and `completion_tokens` as the endpoint
            counts them.

    Raises:
        JudgeError: If there is no key.
    """

    def __init__(
        self,
        model: str,
        base_url: str | None = None,
        api_key: str | None = None,
        temperature: float | None = 0.0,
        timeout: float = 120.0,
        max_retries: int = 5,
        max_tokens: int | None = 4096,
    ) -> None:
        import openai

        self.model = model
        address = base_url or os.environ.get("OPENAI_BASE_URL")
        key = api_key or os.environ.get("OPENAI_API_KEY") or ("none" if address else None)
        if key is None:
            raise JudgeError(
                "no key for the judge: set OPENAI_API_KEY, or give the address of a server that needs none, "
                "such as http://127.0.0.1:8080/v1"
            )
        self._client = openai.OpenAI(base_url=address, api_key=key, timeout=timeout, max_retries=max_retries)
        self._temperature = temperature
        self._takes_schema = True
        self._max_tokens, self._limit = max_tokens, "max_tokens"
        self._lock = threading.Lock()
        self.used = dict.fromkeys(("requests", "prompt_tokens", "completion_tokens"), 0)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def reach(self) -> None:
        """Find out at once, and without repetitions, whether there is a server at all.

        Raises:
            JudgeError: If no connection can be made.
        """
        import openai

        try:
            self._client.with_options(max_retries=0).models.list()
        except openai.APITimeoutError:
            pass  # slow to list its models, but there
        except openai.APIConnectionError as error:
            raise self._unreachable(error) from error
        except (openai.OpenAIError, ValueError):
            pass  # a server need not list its models; the first question tells the rest

    def ask(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> Answer:
        """Return the model's answer to one conversation.

        Raises:
            NotAnswered: If this request came to nothing.
            JudgeError: If none can be answered.
        """
        limited = True
        while True:
            body = self._body(messages, schema, limited)
            try:
                return self._send(body)
            except _RefusedError as refusal:
                if body.keys() & _LIMITS and _is_too_long(refusal.said):
                    limited = False  # a long dialogue leaves less room than the limit
                elif not self._does_without(refusal.said, body):
                    raise NotAnswered(str(refusal)) from refusal

    def _body(self, messages: list[dict[str, str]], schema: dict[str, Any], limited: bool) -> dict[str, Any]:
        body: dict[str, Any] = {"model": self.model, "messages": messages}
        if self._max_tokens is not None and limited:
            body[self._limit] = self._max_tokens
        if self._temperature is not None:
            body["temperature"] = self._temperature
        if self._takes_schema:
            described = {"name": "evaluation", "strict": True, "schema": schema}
            body["response_format"] = {"type": "json_schema", "json_schema": described}
        return body

    def _does_without(self, said: str, body: dict[str, Any]) -> bool:
        """Give up the field a refusal is about; False if there is nothing left to give up."""
        with self._lock:
            if "temperature" in body and "temperature" in said:
                left_out, self._temperature = "the temperature", None
            elif "max_tokens" in body and "max_completion_tokens" in said:
                self._limit = "max_completion_tokens"
                return True
            elif any(name in body and name in said for name in _LIMITS):
                left_out, self._max_tokens = "a limit on its answers", None
            elif "response_format" in body and not _is_too_long(said):
                left_out, self._takes_schema = "a JSON schema", False
            else:
                return False
        logger.warning("%s is asked without %s: %s", self.model, left_out, said)
        return True

    def _send(self, body: dict[str, Any]) -> Answer:
        import openai

        try:
            completion = self._client.chat.completions.create(**body)
        except openai.APIStatusError as error:
            raise self._judged(error) from error
        except openai.APITimeoutError as error:
            raise NotAnswered("no answer in time") from error
        except openai.APIConnectionError as error:
            raise self._unreachable(error) from error
        except (openai.OpenAIError, ValueError) as error:
            raise NotAnswered(f"the answer is no chat completion ({type(error).__name__})") from error
        self._count(getattr(completion, "usage", None))
        choices = getattr(completion, "choices", None)
        if not choices:
            raise NotAnswered("the answer is no chat completion (no choices)")
        message = choices[0].message
        if choices[0].finish_reason == "content_filter" or (message.refusal and not message.content):
            raise NotAnswered("the model refuses to judge")
        is_cut = choices[0].finish_reason == "length"
        return Answer(message.content or "", completion.model or self.model, is_cut)

    def _count(self, usage: Any) -> None:
        with self._lock:
            self.used["requests"] += 1
            for name in ("prompt_tokens", "completion_tokens"):
                tokens = getattr(usage, name, None)
                self.used[name] += tokens if isinstance(tokens, int) else 0

    def _judged(self, error: Any) -> Exception:
        said = " ".join(str(error.message).split())[:300]
        cause = f"HTTP {error.status_code}, {said}"
        if getattr(error, "code", None) == "insufficient_quota":
            return JudgeError(f"{self._place()}: {cause}; {_FATAL[402]}")
        if error.status_code in _FATAL:
            return JudgeError(f"{self._place()}: {cause}; {_FATAL[error.status_code]}")
        return _RefusedError(cause, said) if error.status_code in _REFUSED else NotAnswered(cause)

    def _unreachable(self, error: Exception) -> JudgeError:
        cause = error.__cause__ or error
        return JudgeError(
            f"{self._place()} cannot be reached ({cause}); start the server or check the base URL"
        )

    def _place(self) -> str:
        return f"the judge {self.model!r} at {self._client.base_url}"


def _is_too_long(said: str) -> bool:
    return any(words in said.lower() for words in _TOO_LONG)


class _RefusedError(Exception):
    def __init__(self, cause: str, said: str) -> None:
        super().__init__(cause)
        self.said = said


def read_verdict(text: str) -> tuple[Verdict | None, str]:
    """Read an answer: JSON bare, fenced or amid prose, or lines such as `Naturalness: 4 / 5 - Comments: ...`.

    Returns:
        The verdict and nothing, or None and what is wrong with the answer. Of several objects the last
        counts: models think aloud first.
    """
    problem = "it holds no JSON object with the four dimensions"
    for value in reversed(_objects(text)):
        named = {str(key).strip().lower(): part for key, part in value.items()}
        if set(DIMENSIONS.values()) & named.keys():
            verdict, problem = _from_fields(named)
            if verdict is not None:
                return verdict, ""
    verdict, _ = _from_fields(_lines(text))
    return (verdict, "") if verdict is not None else (None, problem)


def _objects(text: str) -> list[dict[str, Any]]:
    decoder, found, start = json.JSONDecoder(), [], text.find("{")
    while start >= 0:
        try:
            value, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            end = start + 1
        else:
            found.append(value)
        start = text.find("{", end)
    return found


_SCORE = r"\W{0,9}(?:score\W{0,4})?"
_ANY = "|".join(DIMENSIONS.values())
_PATTERNS = {
    name: re.compile(
        rf"\b{name}{_SCORE}(\d(?:\.\d+)?)\b(?:\s*/\s*5)?(.*?)(?=\b(?:{_ANY}){_SCORE}\d|\Z)", re.I | re.S
    )
    for name in DIMENSIONS.values()
}


def _lines(text: str) -> dict[str, Any]:
    found = {}
    for name, pattern in _PATTERNS.items():
        if match := pattern.search(text):
            comment = re.sub(r"^[\W_]*(?:comments?\b)?\W*|[\W\d]*$", "", match[2], flags=re.I)
            found[name] = {"score": match[1], "comment": comment}
    return found


def _from_fields(fields: Mapping[str, Any]) -> tuple[Verdict | None, str]:
    scores, comments = {}, {}
    for short, name in DIMENSIONS.items():
        part = fields.get(name)
        given = part.get("score") if isinstance(part, Mapping) else part
        score = _whole(given)
        if score is None:
            wanted = f"a whole number from {LOWEST} to {HIGHEST}"
            return None, f"{name} has the score {given!r:.40}; expected {wanted}"
        comment = part.get("comment") if isinstance(part, Mapping) else None
        if not isinstance(comment, str) or not comment.strip():
            return None, f"{name} comes without a comment"
        scores[short], comments[short] = score, " ".join(comment.split())
    return Verdict(scores, comments), ""


def _whole(given: Any) -> int | None:
    if isinstance(given, str):
        match = re.fullmatch(r"\s*(\d(?:\.\d+)?)\s*(?:/\s*5)?\s*", given)
        given = float(match[1]) if match else None
    if isinstance(given, bool) or not isinstance(given, int | float) or not LOWEST <= given <= HIGHEST:
        return None
    return int(given) if given == int(given) else None
