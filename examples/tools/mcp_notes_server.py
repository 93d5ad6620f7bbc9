"""An MCP server with three tools for notes, to import tools from and to execute them on.

It speaks over its standard streams; with `--http PORT` it speaks streamable HTTP at http://127.0.0.1:PORT/mcp.
Notes are kept in the process, for all who are connected to it.
"""

from __future__ import annotations

import sys
from typing import Annotated

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import BaseModel, Field


class Note(BaseModel):
    """A note."""

    note_id: str = Field(description="Identifier of the note")
    title: str = Field(description="Title of the note")
    text: str = Field(description="Text of the note")


class Found(BaseModel):
    """Notes that were found."""

    notes: list[Note] = Field(description="The notes, oldest first")
    count: int = Field(description="How many notes there are")


_notes: dict[str, Note] = {}
server = MCPServer("toolflow-notes", version="1.0")


@server.tool()
def create_note(
    title: Annotated[str, Field(description="Title of the note")],
    text: Annotated[str, Field(description="Text of the note")],
) -> Note:
    """Create a note."""
    note = Note(note_id=f"N-{len(_notes) + 1:04d}", title=title, text=text)
    _notes[note.note_id] = note
    return note


@server.tool()
def get_note(note_id: Annotated[str, Field(description="Identifier of the note, such as N-0001")]) -> Note:
    """Read a note."""
    if note_id not in _notes:
        raise ToolError(f"there is no note {note_id}")
    return _notes[note_id]


@server.tool()
def search_notes(
    query: Annotated[str, Field(description="Words to look for in titles and texts")],
    limit: Annotated[int, Field(description="Most notes wanted", ge=1, le=20)] = 5,
) -> Found:
    """Search the notes by their words."""
    words = query.lower().split()
    notes = [
        note for note in _notes.values() if all(word in f"{note.title} {note.text}".lower() for word in words)
    ]
    return Found(notes=notes[:limit], count=len(notes))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--http"]:
        server.run("streamable-http", host="127.0.0.1", port=int(sys.argv[2]))
    else:
        server.run("stdio")
