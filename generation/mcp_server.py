"""A live MCP server: how it is named, and a session with it through the official SDK.

A server is `mcp:stdio:COMMAND ARGS`, a process started here, or `mcp:http://HOST:PORT/PATH`, one that speaks
streamable HTTP; `${NAME}` in it is filled in from the environment. The SDK is the optional extra `mcp`.
"""

from __future__ import annotations

import logging
import math
import os
import shlex
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from toolflow_dataset.errors import ToolSourceError

from .mcp_secrets import fill_in, masked_address, masked_words
from .mcp_streams import Stray, error_stream, stray_lines

if TYPE_CHECKING:
    from mcp import Client

_LOG = logging.getLogger(__name__)
PREFIX = "mcp:"
_STDIO = "mcp:stdio:"
_FORMS = "`mcp:stdio:COMMAND ARGS` or `mcp:http://HOST:PORT/PATH`"


@dataclass(frozen=True, slots=True)
class McpServer:
    """How a server is reached.

    Args:
        command: Program and arguments of a server that speaks over its standard streams.
        url: Endpoint of a server that speaks streamable HTTP. Both as they were given, secrets and all.
        env: Names of environment variables handed on to `command`; it gets no others than `PATH`, `HOME`,
            `USER` and the like.
        headers: Sent with each request to `url`, such as `Authorization`.
    """

    command: tuple[str, ...] = field(default=(), repr=False)
    url: str = field(default="", repr=False)
    env: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def source(self) -> str:
        """The name `parse_server` takes, to be written down.

        Neither headers nor values of the environment are in it, and `${NAME}` stands for what looks like a
        secret.
        """
        if self.command:
            return f"{_STDIO}{shlex.join(masked_words(self.command))}"
        return f"{PREFIX}{masked_address(self.url)}"

    @property
    def masks(self) -> bool:
        """Whether `source` keeps something back that was given."""
        given = f"{_STDIO}{shlex.join(self.command)}" if self.command else f"{PREFIX}{self.url}"
        return self.source != given


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
        import anyio
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
    command, url = _filled_in(server)
    name = command[0] if command else ""
    with stray_lines() as stray, error_stream(name, quiet) as (stream, last_lines):
        try:
            # a native timeout would cut short the SDK's own ending of the server: it would live on
            with anyio.CancelScope(deadline=anyio.current_time() + seconds) as handshake:
                async with AsyncExitStack() as stack:
                    transport: Any
                    if command:
                        parameters = StdioServerParameters(
                            command=command[0],
                            args=list(command[1:]),
                            env={name: os.environ[name] for name in server.env},
                        )
                        transport = stdio_client(parameters, errlog=stream)
                    else:
                        http = await stack.enter_async_context(_http_client(server, seconds, statuses))
                        transport = streamable_http_client(url, http_client=http)
                    client = await stack.enter_async_context(Client(transport, read_timeout_seconds=seconds))
                    handshake.deadline = math.inf
                    answered = True
                    yield client
            if handshake.cancelled_caught:
                raise TimeoutError
            if stray.count and not quiet:
                _LOG.warning("%s works%s", server.source, _told(stray))
        except (ToolSourceError, GeneratorExit):
            raise
        except Exception as error:
            first = _first(error)
            if isinstance(first, ToolSourceError):
                raise first from None
            problem = _explain(first, seconds, answered)
            status = f" (HTTP status {statuses[-1]})" if statuses else ""
            told = f"{problem}{status}{_told(stray)}{last_lines()}"
            raise ToolSourceError(f"{server.source}: {told}") from error


def _filled_in(server: McpServer) -> tuple[tuple[str, ...], str]:
    """Return command and address with what the environment holds."""
    source = server.source
    return tuple(fill_in(word, source) for word in server.command), fill_in(server.url, source)


def _told(stray: Stray) -> str:
    """Say what stood between messages, if anything did."""
    if not stray.count:
        return ""
    lines = "line" if stray.count == 1 else "lines"
    said = f"{stray.count:,} {lines} on its standard output that are no MCP messages"
    return f"; {said}, the first: {stray.first!r}"


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
