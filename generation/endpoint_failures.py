"""What a failed request means: try again, ask in another form, give up this request, or stop the run."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from .http_client import Answer, TooLong
from .rate_headers import retry_after

Verdict = Literal["retry", "refused", "give_up", "fatal"]

_REFUSALS = frozenset((400, 413, 422, 501))
_RETRYABLE = frozenset((408, 409, 425, 429))
_DOWN = frozenset((502, 503, 504))
_OVERLOADED = frozenset((429, 503, 529))
_QUOTA = frozenset(("insufficient_quota", "billing_hard_limit_reached"))
# a 400 that no other form of the same question gets past
_HOPELESS = frozenset(("content_filter", "content_policy_violation", "context_length_exceeded"))
_LONGEST_TOLD = 800


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed request, judged.

    Args:
        verdict: `retry` for what passes by itself, `refused` for a request the server will not take in this
            form, `give_up` for one it takes in no form, `fatal` for what no other request gets past either.
        cause: What happened, and where the user can mend it, what to do.
        retry_after: Seconds the server asked to wait; None where it did not say.
        overloaded: True if fewer requests at once would help.
        timed_out: True if no answer came in time.
        crashed: True for HTTP 500, which some servers answer to fields they do not know.
        may_pass: True for what is fatal at first, but passes by itself once the endpoint has answered: a
            server that is started anew.
        down: True for what a server that is started anew, or the gateway before it, answers meanwhile.
    """

    verdict: Verdict
    cause: str
    retry_after: float | None = None
    overloaded: bool = False
    timed_out: bool = False
    crashed: bool = False
    may_pass: bool = False
    down: bool = False


def judge_status(answer: Answer, key_name: str, *, answered: bool) -> Failure:
    """Judge an answer whose status is no success.

    Args:
        answer: The answer.
        key_name: The environment variable that the key is read from.
        answered: Whether the endpoint has answered a request already, so that a 403 is about this one.
    """
    status = answer.status
    error = _error_of(answer.body)
    cause = f"HTTP {status}, {_told(error, answer.body)}"
    code = str(error.get("code") or "") if isinstance(error, dict) else ""
    if status == 401 or (status == 403 and not answered):
        return Failure("fatal", f"{cause}; check the key ({key_name})")
    if status == 402 or code in _QUOTA:
        return Failure("fatal", f"{cause}; the account has no credit left")
    if status == 404 or code == "model_not_found":
        advice = "check the model's name (GET /v1/models lists them) and that the base URL ends in /v1"
        return Failure("fatal", f"{cause}; {advice}", may_pass=True)
    if 300 <= status < 400:
        return Failure("fatal", f"{cause}; it wants another address than the base URL")
    if status in _RETRYABLE or (status >= 500 and status != 501):
        overloaded = status in _OVERLOADED
        wait = retry_after(answer.headers)
        return Failure("retry", cause, wait, overloaded, crashed=status == 500, down=status in _DOWN)
    if status in _REFUSALS:
        return Failure("give_up" if code in _HOPELESS else "refused", cause)
    return Failure("give_up", cause)


def judge_error(error: Exception, timeout: float) -> Failure:
    """Judge an exception of the transport or the network.

    Args:
        error: The exception.
        timeout: Seconds a request may take.
    """
    import aiohttp

    if isinstance(error, TooLong):
        return Failure("give_up", str(error))
    if unreachable := _unreachable(error):
        return Failure("fatal", unreachable, may_pass=True, down=True)
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return Failure(
            "fatal", f"no connection in time ({error}); check the base URL", may_pass=True, down=True
        )
    if isinstance(error, TimeoutError):
        return Failure("retry", f"no answer within {timeout:g} s", overloaded=True, timed_out=True)
    *_, last = _causes(error)
    return Failure("retry", f"the connection broke: {type(last).__name__}: {last}".removesuffix(": "))


def _error_of(body: bytes) -> Any:
    """Return the `error` of a body, or the whole body where it is JSON without one; None if it is no JSON."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document.get("error", document) if isinstance(document, dict) else document


def _told(error: Any, body: bytes) -> str:
    said = error.get("message") if isinstance(error, dict) else error
    if not isinstance(said, str) or not said:
        said = body[: 4 * _LONGEST_TOLD].decode("utf-8", "replace")
    said = " ".join(said.split()) or "without a message"
    return said if len(said) <= _LONGEST_TOLD else said[:_LONGEST_TOLD] + "..."


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _unreachable(error: Exception) -> str:
    """Return why no connection could be made; empty if one was."""
    import aiohttp

    if isinstance(error, aiohttp.InvalidURL | aiohttp.NonHttpUrlClientError):
        return f"{error} is no http(s) address; check the base URL"
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError):
        return f"no secure connection ({error}); check http against https and the certificate"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "the host name cannot be resolved; check the base URL"
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return f"the proxy cannot be reached ({error.os_error}); check HTTPS_PROXY and HTTP_PROXY"
    if isinstance(error, aiohttp.ClientConnectorError):
        refused = error.os_error.errno == errno.ECONNREFUSED
        reason = "connection refused" if refused else f"no connection ({error.os_error})"
        return f"{reason}; start the server or check the base URL"
    return ""
