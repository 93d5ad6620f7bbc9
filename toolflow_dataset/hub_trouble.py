"""What goes wrong on the way to the Hub: what passes by itself is asked again, the rest told with advice."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TypeVar

from .errors import HubError

Result = TypeVar("Result")

_ATTEMPTS = 4
_PASSING = (429, 500, 502, 503, 504)
_LONGEST_WAIT = 60.0
_OFFLINE = "OfflineModeIsEnabled"


def asked_again(ask: Callable[[], Result], failing: str, repo_id: str) -> Result:
    """Return what asking gives; ask again after what passes by itself (overload, a broken connection).

    Args:
        ask: The question.
        failing: Begins the message if it fails for good, such as `URL: cannot tag v1.0.0`.
        repo_id: `ORG/NAME`, for the advice.

    Raises:
        HubError: If it fails for good.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return ask()
        except HubError:
            raise
        except Exception as error:  # of `huggingface_hub` and the network below it, which share no base
            if attempt == _ATTEMPTS or not _passes(error):
                raise HubError(f"{failing}: {_told(error, repo_id)}") from error
            time.sleep(_wait(error, attempt))
    raise AssertionError("unreachable")


def status_of(error: BaseException | None) -> int | None:
    """Return the HTTP status behind an error, however deep it is wrapped."""
    while error is not None:
        status = getattr(getattr(error, "response", None), "status_code", None)
        if isinstance(status, int):
            return status
        error = error.__cause__ or error.__context__
    return None


def _passes(error: BaseException) -> bool:
    status = status_of(error)
    if status is not None:
        return status in _PASSING
    return _is_of_transport(error) and type(error).__name__ != _OFFLINE


def _is_of_transport(error: BaseException | None) -> bool:
    """Tell whether an error is one of the connection; the HTTP client's are no OSError."""
    while error is not None:
        names = {kind.__name__ for kind in type(error).__mro__}
        if isinstance(error, ConnectionError | TimeoutError) or "TransportError" in names:
            return True
        error = error.__cause__ or error.__context__
    return False


def _wait(error: Exception, attempt: int) -> float:
    """Return the seconds to wait: what the Hub asks for, within bounds, else a second, two, four."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    asked = str(headers.get("retry-after", ""))
    return min(_LONGEST_WAIT, float(asked)) if asked.isdigit() else float(2 ** (attempt - 1))


def _told(error: Exception, repo_id: str) -> str:
    """Return an error with what to do about it."""
    owner, status = repo_id.partition("/")[0], status_of(error)
    advice = {
        401: f"log in with `hf auth login`, or set HF_TOKEN to a token that may write to {owner}",
        403: f"the token may not write to {owner}; make one that may, or choose another name",
        404: f"there is no such repository, or no {owner}, or the token may not see it",
        409: "it exists already, or something else is going on with it; look and try again",
        412: "somebody else changed it meanwhile; look at what they did and push again",
        429: "the Hub asks for patience; push again later, what is uploaded stays",
        **dict.fromkeys(_PASSING[1:], "the Hub has trouble; push again later, what is uploaded stays"),
    }
    said = re.sub(r"For more information check: \S+", "", str(error))
    text = " ".join(said.split())[:400].rstrip(".") or type(error).__name__
    if type(error).__name__ == _OFFLINE:
        return "HF_HUB_OFFLINE is set; unset it to reach the Hub"
    if status is None and _is_of_transport(error):
        return f"{text}; check the connection and HF_ENDPOINT, and push again: what is uploaded stays"
    return f"{text}; {advice[status]}" if status in advice else text
