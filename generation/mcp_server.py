"""A live MCP server: how it is named, and a session with it through the official SDK.

A server is `mcp:stdio:COMMAND ARGS`, a process started here, or `mcp:http://HOST:PORT/PATH`, one that speaks
streamable HTTP. The SDK is the optional extra `mcp`.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import sys
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import urlsplit

from toolflow_dataset.errors import ToolSourceError

if TYPE_CHECKING:
    from mcp import Client

PREFIX = "mcp:"
_STDIO = "mcp:stdio:"
_KEPT_LINES = 5  # of what a server wrote to its error stream, shown when it fails
_FORMS = "`mcp:stdio:COMMAND ARGS` or `mcp:http://HOST:PORT/PATH`"


@dataclass(frozen=True, slots=True)
class McpServer:
    """How a server is reached.

    Args:
        command: Program and arguments of a server that speaks over its standard streams.
        url: Endpoint of a server that speaks streamable HTTP.
        env: Names of environment variables handed on to `command`; it gets no others than `PATH`, `HOME`,
            `USER` and the like.
        headers: Sent with each request to `url`, such as `Authorization`.
    """

    command: tuple[str, ...] = ()
    url: str = ""
    env: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def source(self) -> str:
        """The name `parse_server` takes: neither headers nor values of the environment are in it."""
        return f"{_STDIO}{shlex.join(self.command)}" if self.command else f"{PREFIX}{self.url}"


def parse_server(
    source: str, env: tuple[str, ...] = (), headers: tuple[tuple[str, str], ...] = ()
) -> McpServer:
    """Return the server that a name means.

    Raises:
        ToolSourceError: If it is no command and no URL, or names a variable that is not set.
    """
    if source.startswith(_STDIO):
        try:
            command = tuple(shlex.split(source.removeprefix(_STDIO)))
        except ValueError as error:
            raise ToolSourceError(f"{source}: cannot be read as a command ({error}); quote it") from error
        if not command:
            raise ToolSourceError(f"{source}: names no command; expected {_FORMS}")
        if missing := [name for name in env if name not in os.environ]:
            raise ToolSourceError(
                f"{source}: the variable {missing[0]} to be handed on is not set; export it"
            )
        return McpServer(command=command, env=env)
    url = source.removeprefix(PREFIX)
    try:
        parts = urlsplit(url)
        has_host = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        has_host = False
    if not has_host:
        raise ToolSourceError(f"{source}: not an MCP server; expected {_FORMS}")
    if parts.username or parts.password:
        raise ToolSourceError(f"{PREFIX}...: holds a password, which would be kept; send it as a header")
    return McpServer(url=url, headers=headers)


@asynccontextmanager
async def connect(server: McpServer, seconds: float, *, quiet: bool = False) -> AsyncIterator[Client]:
    """Open a session with a server, and end it, and the process if it was started here.

    Args:
        server: How it is reached.
        seconds: How long the handshake, and later each request, may take.
        quiet: Whether what a server started here writes to its error stream is kept for messages only.

    Raises:
        ToolSourceError: If the SDK is missing, or the server cannot be reached, dies, breaks the protocol or
            takes too long. What a server started here writes to its error stream appears on ours, and the
            last of it in the message.
    """
    try:
        from mcp import Client, StdioServerParameters
        from mcp.client.stdio import stdio_client
        from mcp.client.streamable_http import streamable_http_client
    except ImportError as error:
        raise ToolSourceError(
            f"{server.source}: needs the MCP SDK, which is not installed (`pip install "
            f"'toolflow-dataset[mcp]'`): {error}"
        ) from error
    answered = False
    statuses: list[int] = []
    with _stderr_of(server.command[0] if server.command else "", quiet) as (stream, last_lines):
        try:
            async with AsyncExitStack() as stack:
                transport: Any
                if server.command:
                    parameters = StdioServerParameters(
                        command=server.command[0],
                        args=list(server.command[1:]),
                        env={name: os.environ[name] for name in server.env},
                    )
                    transport = stdio_client(parameters, errlog=stream)
                else:
                    http = await stack.enter_async_context(_http_client(server, seconds, statuses))
                    transport = streamable_http_client(server.url, http_client=http)
                async with asyncio.timeout(seconds):
                    client = await stack.enter_async_context(Client(transport, read_timeout_seconds=seconds))
                answered = True
                yield client
        except (ToolSourceError, GeneratorExit):
            raise
        except Exception as error:
            first = _first(error)
            if isinstance(first, ToolSourceError):
                raise first from None
            problem = _explain(first, seconds, answered)
            status = f" (HTTP status {statuses[-1]})" if statuses else ""
            raise ToolSourceError(f"{server.source}: {problem}{status}{last_lines()}") from error


def _http_client(server: McpServer, seconds: float, statuses: list[int]) -> Any:
    """Return an HTTP client that notes the statuses of refusals."""
    import httpx2

    async def note(response: Any) -> None:
        if response.status_code >= 400 and response.request.method == "POST":
            statuses.append(response.status_code)

    return httpx2.AsyncClient(
        headers=dict(server.headers),
        timeout=httpx2.Timeout(seconds),
        event_hooks={"response": [note]},
    )


def _first(error: BaseException) -> BaseException:
    """Return the first error of the groups that an ending session wraps errors in, ours before others."""
    while isinstance(error, BaseExceptionGroup):
        ours = (each for each in error.exceptions if isinstance(each, ToolSourceError))
        error = next(ours, error.exceptions[0])
    return error


def _explain(error: BaseException, seconds: float, answered: bool) -> str:
    """Say what went wrong, and what to do where that is known."""
    said = " ".join(str(error).split())[:300]
    if isinstance(error, TimeoutError) or "timed out" in said.lower():
        return f"no answer within {seconds:g} seconds; give it longer, or see that it runs"
    if isinstance(error, FileNotFoundError):
        return f"no such program: {error.filename}"
    if "connection closed" in said.lower():
        said = "it closed the connection, or its process ended"
    stage = "the session broke" if answered else "no MCP session"
    return f"{stage}: {said or type(error).__name__}"


@contextmanager
def _stderr_of(name: str, quiet: bool) -> Iterator[tuple[TextIO, Callable[[], str]]]:
    """Yield a stream for a server to write its errors to, and what returns the last lines of them.

    Unless `quiet`, they are written to our own error stream too, as they come.
    """
    reading, writing = os.pipe()
    kept: deque[str] = deque(maxlen=_KEPT_LINES)

    def copy() -> None:
        with open(reading, encoding="utf-8", errors="replace") as lines:
            while line := lines.readline(2000):
                shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line.rstrip())
                kept.append(shown)
                if not quiet:
                    sys.stderr.write(f"[{name}] {shown}\n")

    thread = threading.Thread(target=copy, daemon=True)
    thread.start()
    stream = open(writing, "w", encoding="utf-8")

    def last_lines() -> str:
        stream.close()
        thread.join(1)
        return "".join(f"\n  {line}" for line in kept)

    try:
        yield stream, last_lines
    finally:
        stream.close()
        thread.join(1)
