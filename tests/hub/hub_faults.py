"""What can go wrong on the way to a Hub: answers of errors, dropped connections, requests that hang."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field

from aiohttp import web


@dataclass(slots=True)
class Fault:
    """Something that goes wrong with the next matching requests.

    Args:
        method: Of the request; `*` for any.
        path: Pattern found in its path.
        status: Answered in place of the real answer; None to drop the connection.
        times: How many requests it happens to.
        after: Bytes of the body that are read before.
        done: Let the request have its effect first, so that only the answer is lost.
        hold: Wait for `release` before anything else; `reached` is set meanwhile.
        headers: Of the answer.
    """

    method: str
    path: str
    status: int | None = None
    times: int = 1
    after: int = 0
    done: bool = False
    hold: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    reached: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)

    def matches(self, request: web.Request) -> bool:
        """Tell whether a request is one it happens to."""
        right = self.method in ("*", request.method)
        return self.times > 0 and right and re.search(self.path, request.path) is not None
