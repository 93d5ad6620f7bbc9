"""A small MCP server for tests: five tools on three pages, over stdio or streamable HTTP.

    python mcp_clinic.py [--http PORT] [--endless]

With `--token NAME` it refuses to start unless the environment has that variable.
"""

import argparse
import os
import sys

import anyio
import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

VISIT = {
    "type": "object",
    "properties": {"patient": {"$ref": "#/$defs/Patient"}, "room": {"type": "integer"}},
    "required": ["patient"],
    "$defs": {
        "Patient": {"type": "object", "properties": {"name": {"type": "string", "description": "Full name"}}}
    },
}
NOTHING = {"type": "object", "properties": {}}
TOOLS = [
    types.Tool(
        name="book_visit",
        description="Book a visit for a **patient**.",
        input_schema=VISIT,
        output_schema={"type": "object", "properties": {"visit_id": {"type": "string"}}},
        annotations=types.ToolAnnotations(read_only_hint=False, destructive_hint=False),
    ),
    types.Tool(name="rooms.list", title="List all rooms", input_schema=NOTHING),
    types.Tool(name="cancel_visit", description="Cancel a visit.", input_schema=NOTHING),
    types.Tool(
        name="close_ward", description="Close a ward.", input_schema={"type": "object", "properties": 7}
    ),
    types.Tool(name="open_ward", description="Open a ward.", input_schema=NOTHING),
]


def server(options: argparse.Namespace) -> Server:
    async def list_tools(context, params):
        start = int(params.cursor) if params is not None and params.cursor else 0
        following = "0" if options.endless else str(start + 2) if start + 2 < len(TOOLS) else None
        return types.ListToolsResult(tools=TOOLS[start : start + 2], next_cursor=following)

    return Server("clinic", version="1.2", title="City Clinic", on_list_tools=list_tools)


async def over_stdio(served: Server) -> None:
    async with stdio_server() as (reading, writing):
        await served.run(reading, writing, served.create_initialization_options())


def over_http(served: Server, port: int) -> None:
    import uvicorn

    async def guarded(scope, receive, send):
        headers = dict(scope.get("headers", ()))
        if (
            scope["type"] == "http"
            and os.environ.get("CLINIC_KEY", "") != headers.get(b"x-key", b"").decode()
        ):
            await send({"type": "http.response.start", "status": 401, "headers": []})
            await send({"type": "http.response.body", "body": b"no key"})
            return
        await app(scope, receive, send)

    app = served.streamable_http_app()
    uvicorn.run(guarded, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--http", type=int)
    parser.add_argument("--endless", action="store_true")
    parser.add_argument("--token")
    chosen = parser.parse_args()
    if chosen.token and chosen.token not in os.environ:
        sys.exit(f"clinic: set {chosen.token}\x1b[31m first")
    sys.stderr.write("clinic: ready\n")
    if chosen.http:
        over_http(server(chosen), chosen.http)
    else:
        anyio.run(over_stdio, server(chosen))
