"""The tools of a live MCP server: all pages of its `tools/list`.

`inputSchema` is `parameters`, `outputSchema` is `returns`; the server and the tool's annotations (whether it
only reads, whether it destroys) go to the metadata.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from toolflow_dataset.errors import ToolSourceError

from ..mcp_server import PREFIX, McpServer, connect, parse_server
from ..own_loop import run_to_end
from ..standardise import SourceTool
from ..tool_report import Issue
from .plain_text import TOOL_LENGTH, describe
from .source_document import ImportOptions

if TYPE_CHECKING:
    from mcp import Client

_MAX_PAGES = 1_000
_MAX_TOOLS = 100_000
_KEPT = ("title", "annotations", "execution")


def is_mcp(source: str) -> bool:
    """Tell whether a source names an MCP server."""
    return source.startswith(PREFIX)


def read_mcp(source: str, options: ImportOptions, notes: list[str]) -> Iterator[SourceTool]:
    """Yield the tools of a server in its order.

    Args:
        source: As `parse_server` takes it.
        options: Its `timeout` is for connecting and all pages together.
        notes: Told what the server says of itself.

    Raises:
        ToolSourceError: If the server cannot be reached, breaks the protocol or takes too long.
    """
    server = parse_server(source, options.mcp_env, options.mcp_headers)
    tools, about = run_to_end(_list_tools(server, options.timeout))
    name, version = str(about.get("name") or server.source), str(about.get("version") or "")
    notes.append(f"{server.source}: {name} {version}, {len(tools):,} tools")
    if server.masks:
        notes.append(
            f"{server.source}: what looks like a secret is kept out of the tools; to execute them, set the "
            "variables named in it"
        )
    for i, tool in enumerate(tools):
        yield _to_source(tool, f"{server.source}#/tools/{i}", server, about)


def _to_source(tool: dict[str, Any], place: str, server: McpServer, about: dict[str, Any]) -> SourceTool:
    title = str(about.get("title") or about.get("name") or server.source)
    metadata: dict[str, Any] = {
        "source": title,
        "id": tool.get("name"),
        "category": title,
        "target": server.source,
    }
    if about.get("version"):
        metadata["version"] = str(about["version"])
    metadata |= {key: tool[key] for key in _KEPT if tool.get(key)}
    issues: list[Issue] = []
    said = tool.get("description") or tool.get("title")
    document = {
        "name": tool.get("name"),
        "description": describe(said, "description", issues, TOOL_LENGTH),
        "parameters": tool.get("inputSchema"),
        "metadata": metadata,
    }
    if tool.get("outputSchema"):
        document["returns"] = tool["outputSchema"]
    fuller = (f"{about.get('name', '')}_{tool.get('name')}",)
    return SourceTool(document, place, issues=tuple(issues), fuller_names=fuller)


async def _list_tools(server: McpServer, seconds: float) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    deadline = asyncio.get_running_loop().time() + seconds
    async with connect(server, seconds) as client:
        info = client.server_info
        about = info.model_dump(mode="json", by_alias=True) if info is not None else {}
        try:
            async with asyncio.timeout_at(deadline):
                return await _pages(server, client), about
        except TimeoutError as error:
            raise ToolSourceError(
                f"{server.source}: did not list its tools within {seconds:g} seconds; "
                "--timeout gives it longer"
            ) from error


async def _pages(server: McpServer, client: Client) -> list[dict[str, Any]]:
    """Return the tools of all pages."""
    found: list[dict[str, Any]] = []
    seen: set[str] = set()
    cursor: str | None = None
    for _ in range(_MAX_PAGES):
        page = await client.list_tools(cursor=cursor)
        found += [tool.model_dump(mode="json", by_alias=True, exclude_unset=True) for tool in page.tools]
        cursor = page.next_cursor
        if cursor is None:
            return found
        if cursor in seen or len(found) > _MAX_TOOLS:
            break
        seen.add(cursor)
    raise ToolSourceError(
        f"{server.source}: its list of tools has no end: {len(found):,} tools and still a next page "
        f"({cursor!r:.60})"
    )
