"""An API of a lending library in ToolAlpaca's form, with its instructions and golden answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DOCUMENTATION = {
    "openapi": "3.0.0",
    "info": {"title": "Lending", "version": "1"},
    "paths": {
        "/books": {
            "get": {
                "operationId": "searchBooks",
                "description": "Search for books.",
                "parameters": [
                    {"name": "title", "in": "query", "required": True, "description": "Words of it.", "schema": {"type": "string"}},
                    {"name": "limit", "in": "query", "description": "At most.", "schema": {"type": "integer"}},
                    {"name": "kind", "in": "query", "description": "Paper or audio.", "schema": {"type": "string", "enum": ["paper", "audio"]}},
                ],
                "responses": {"200": {"description": "Found.", "content": {"application/json": {"schema": {"type": "object", "properties": {"book_id": {"type": "string", "description": "The book's number."}, "shelf": {"type": "integer", "description": "Where it is."}}}}}}},
            }
        },
        "/books/{book_id}/lend": {
            "post": {
                "operationId": "lendBook",
                "description": "Lend a book.",
                "parameters": [{"name": "book_id", "in": "path", "required": True, "description": "The book's number.", "schema": {"type": "string"}}],
                "responses": {"200": {"description": "Lent.", "content": {"application/json": {"schema": {"type": "object", "properties": {"due": {"type": "string", "description": "When it is due."}}}}}}},
            }
        },
    },
}  # fmt: skip


def golden(name: str, arguments: str) -> dict[str, str]:
    return {"Action": name, "Action_Input": arguments}


API: dict[str, Any] = {
    "Name": "Lending",
    "Description": "Books to lend.",
    "Category": "Books",
    "Documentation": json.dumps(DOCUMENTATION),
    "Function_Description": {
        "searchBooks": 'Search for books.\nParameters: {"title": "Required. string. Words of it."}\nOutput: Found.',
        "lendBook": 'Lend a book.\nParameters: {"book_id": "Required. string. The book\'s number."}\nOutput: Lent.',
        "components": "",
    },
    "Function_Projection": {"searchBooks": ["/books", "get"], "lendBook": ["/books/{book_id}/lend", "post"]},
    "Instructions": ["Find Dune for me, as an audio book.", "Find Emma and lend it."],
    "Golden_Answers": [
        [golden("searchBooks", '{"title": "Dune", "kind": "audio"}')],
        [
            golden("searchBooks", '{"title": "Emma"}'),
            golden("lendBook", '{"book_id": ${book_id from searchBooks}}'),
        ],
    ],
}


def write(folder: Path, **changes: Any) -> Path:
    """Write both sets to a folder, one API each."""
    folder.mkdir(exist_ok=True)
    for name in ("simulated", "real"):
        (folder / f"eval_{name}.json").write_text(json.dumps([{**API, **changes}]), "utf-8")
    return folder
