"""What a failed request means: try again, ask in another form, give up this dialogue, or stop the run."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from time import time
from typing import Any, Literal

Verdict = Literal["retry", "refused", "give_up", "fatal"]

_REFUSALS = frozenset((400, 413, 422, 501))
_RETRYABLE = frozenset((408, 409, 425, 429))
_QUOTA = ("insufficient_quota", "billing_hard_limit_reached")


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed request, judged.

    Args:
        verdict: `retry` for what passes by itself, `refused` for a request the server will not take in this
            form, `fatal` for what no other request can get past either.
        cause: What happened, and where the user can mend it, what to do.
        retry_after: Seconds the server asked to wait; None where it did not say.
        timed_out: True if no answer came in time.
        crashed: True for HTTP 500, which some servers answer to fields they do not know.
        unreachable: True if no connection could be made at all.
    """

    verdict: Verdict
    cause: str
    retry_after: float | None = None
    timed_out: bool = False
    crashed: bool = False
    unreachable: bool = False


def judge(error: BaseException, timeout: float) -> Failure:
    """Judge an exception of the client, its transport or the network."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _judge_status(status, error)
    if unreachable := _unreachable(error):
        return Failure("fatal", unreachable, unreachable=True)
    if _is_timeout(error):
        return Failure("retry", f"no answer within {timeout:g} s", timed_out=True)
    return Failure("retry", f"the connection broke: {_innermost(error)}")


def _judge_status(status: int, error: BaseException) -> Failure:
    said = _server_text(error)
    code = str(getattr(error, "code", "") or "")
    if status in (401, 403):
        return Failure("fatal", f"HTTP {status}, {said}; check the key (OPENAI_API_KEY)")
    if status == 402 or code in _QUOTA:
        return Failure("fatal", f"HTTP {status}, {said}; the account has no credit left")
    if status == 404 or code == "model_not_found":
        advice = "check the model's name (GET /v1/models lists them) and that the base URL ends in /v1"
        return Failure("fatal", f"HTTP {status}, {said}; {advice}")
    if status in _RETRYABLE or (status >= 500 and status != 501):
        return Failure("retry", f"HTTP {status}, {said}", _retry_after(error), crashed=status == 500)
    if status in _REFUSALS:
        return Failure("refused", f"HTTP {status}, {said}")
    return Failure("give_up", f"HTTP {status}, {said}")


def _server_text(error: BaseException) -> str:
    body: Any = getattr(error, "body", None)
    if isinstance(body, Mapping):
        inner = body.get("error", body)
        text = inner.get("message") if isinstance(inner, Mapping) else inner
        body = text or json.dumps(body, ensure_ascii=False)
    text = " ".join(str(body or "without a message").split())
    return text if len(text) <= 800 else text[:800] + "..."


def _retry_after(error: BaseException) -> float | None:
    headers: Any = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        if milliseconds := headers.get("retry-after-ms"):
            return max(0.0, float(milliseconds) / 1000)
        value = headers.get("retry-after")
        if value is None:
            return None
        try:
            return max(0.0, float(value))
        except ValueError:
            return max(0.0, parsedate_to_datetime(value).timestamp() - time())
    except (TypeError, ValueError):
        return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _unreachable(error: BaseException) -> str:
    """Return why no connection could be made; empty if one was.

    The transport reports a refused connection as a time-out of connecting, so only the chain of causes tells.
    """
    import aiohttp

    for cause in _causes(error):
        if isinstance(cause, aiohttp.InvalidURL | aiohttp.NonHttpUrlClientError):
            return f"{cause} is no http(s) address; check the base URL"
        if isinstance(cause, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError):
            return f"no secure connection ({cause}); check http against https and the certificate"
        if isinstance(cause, aiohttp.ClientConnectorDNSError):
            return "the host name cannot be resolved; check the base URL"
        if isinstance(cause, aiohttp.ClientConnectorError):
            refused = cause.os_error.errno == errno.ECONNREFUSED
            reason = "connection refused" if refused else f"no connection ({cause.os_error})"
            return f"{reason}; start the server or check the base URL"
    return ""


def _is_timeout(error: BaseException) -> bool:
    import aiohttp

    for cause in _causes(error):
        if isinstance(cause, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError):
            return False  # reported as a connect time-out, too
        if isinstance(cause, TimeoutError | aiohttp.ServerTimeoutError):
            return True
    return False


def _innermost(error: BaseException) -> str:
    *_, last = _causes(error)
    return f"{type(last).__name__}: {last}".removesuffix(": ")
