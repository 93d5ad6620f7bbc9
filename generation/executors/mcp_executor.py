"""Calls the tools of a live MCP server, in one session for the whole run or one a dialogue."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

from toolflow_dataset.errors import ExecutionError, ToolSourceError

from ..endpoint_extras import resolve
from ..mcp_server import PREFIX, connect, parse_server
from .results import Answer
from .rules import ExecutorRule

if TYPE_CHECKING:
    from mcp import Client

_WRAPPED = re.compile(r"\AError executing tool \S+: ")  # what Python's SDK puts before a tool's own words
_CONNECTING = 60.0
_CLOSING = 10.0


class McpSession:
    """A session with one server, opened when it is needed and again when it broke.

    Args:
        place: `stdio:COMMAND ARGUMENTS` or an address.
        rule: Its limit on a call, and what the server gets of the environment.
    """

    def __init__(self, place: str, rule: ExecutorRule) -> None:
        self._place = place
        self.rule = rule
        self._client: Client | None = None
        self._owner: asyncio.Task[None] | None = None
        self._done = asyncio.Event()
        self._opening = asyncio.Lock()

    async def prepare(self) -> None:
        """Open the session.

        Raises:
            ExecutionError: If that is not possible.
        """
        await self._opened()
        if self.rule.session == "dialogue":  # this one has shown that it can be had
            await self.close()

    async def call(self, function: str, arguments: dict[str, Any]) -> Answer:
        """Call a tool; what the server refuses, or does not answer in time, is an error of the tool.

        Where the session breaks, the next call opens it anew.

        Raises:
            ExecutionError: If it cannot be opened.
        """
        from mcp import MCPError

        client = await self._opened()
        try:
            async with asyncio.timeout(self.rule.timeout):
                result = await client.call_tool(
                    function, arguments, read_timeout_seconds=self.rule.timeout + 1
                )
        except TimeoutError:
            return Answer(error=f"no result within {self.rule.timeout:g} seconds")
        except MCPError as error:
            if self._owner is None or self._owner.done() or _is_closed(error):
                await self.close()
                return Answer(error="the connection to the tool broke")
            return Answer(error=error.error.message)
        except (OSError, RuntimeError, ValueError) as error:
            await self.close()
            return Answer(error=f"the connection to the tool broke ({type(error).__name__})")
        return answer_of(result)

    async def close(self) -> None:
        """End the session, and the server if it was started for it."""
        owner, self._owner, self._client = self._owner, None, None
        if owner is None:
            return
        self._done.set()
        await asyncio.wait([owner], timeout=_CLOSING)
        owner.cancel()
        await asyncio.gather(owner, return_exceptions=True)

    async def _opened(self) -> Client:
        async with self._opening:
            if self._client is not None and self._owner is not None and not self._owner.done():
                return self._client
            await self.close()
            self._done = asyncio.Event()
            opened: asyncio.Future[Client] = asyncio.get_running_loop().create_future()
            # a session has to be ended by the task that opened it
            self._owner = asyncio.create_task(self._hold(opened, self._done))
            try:
                self._client = await opened
            except ToolSourceError as error:
                self._owner = None
                raise ExecutionError(str(error)) from error
            return self._client

    async def _hold(self, opened: asyncio.Future[Client], done: asyncio.Event) -> None:
        rule = self.rule
        try:
            headers = tuple(resolve(rule.headers, None).headers.items())
            server = parse_server(PREFIX + self._place, rule.env, headers)
            async with connect(server, _CONNECTING, quiet=True) as client:
                # a result that breaks the server's own schema is kept, and counted where it is used
                client.session.validate_tool_result = _accept  # type: ignore[method-assign]
                opened.set_result(client)
                await done.wait()
        except Exception as error:
            if not opened.done():
                opened.set_exception(
                    error
                    if isinstance(error, ToolSourceError)
                    else ToolSourceError(f"{PREFIX}{self._place}: {error}")
                )


async def _accept(name: str, result: object) -> None:
    """Take a result as it is."""


def _is_closed(error: Any) -> bool:
    from mcp_types import CONNECTION_CLOSED

    return bool(error.error.code == CONNECTION_CLOSED)


def answer_of(result: Any) -> Answer:
    """Return what a `CallToolResult` says: its structured content, or else its text as JSON or as text."""
    blocks = [_block(block) for block in result.content]
    texts = [block for block in blocks if isinstance(block, str)]
    if result.is_error:
        return Answer(
            error=_WRAPPED.sub("", "\n".join(texts), count=1) or "the tool failed without saying why"
        )
    if result.structured_content is not None:
        return Answer(result.structured_content)
    if len(blocks) == 1 and texts:
        try:
            value = json.loads(texts[0])
        except (ValueError, RecursionError):
            return Answer({"result": texts[0]})
        return Answer(value if isinstance(value, dict | list) else {"result": texts[0]})
    if len(texts) == len(blocks):
        return Answer({"result": "\n".join(texts)})
    return Answer(
        {"content": [{"type": "text", "text": one} if isinstance(one, str) else one for one in blocks]}
    )


def _block(block: Any) -> str | dict[str, Any]:
    """Return a block's text, or what it is: an image's bytes are nothing for a dialogue."""
    if block.type == "text":
        return str(block.text)
    plain: dict[str, Any] = block.model_dump(mode="json", by_alias=True, exclude_none=True)
    inner = plain.get("resource")
    if isinstance(inner, dict) and isinstance(inner.get("text"), str):
        return {"type": plain["type"], "uri": inner.get("uri"), "text": inner["text"]}
    said: dict[str, Any] = {
        key: plain[key] for key in ("type", "mimeType", "uri", "name", "title") if key in plain
    }
    data = plain.get("data") or (inner or {}).get("blob") or ""
    return {**said, "bytes": len(data) * 3 // 4} if data else said
