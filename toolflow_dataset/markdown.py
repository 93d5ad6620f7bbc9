"""Text of others in Markdown, where none of it becomes markup: lines, code spans, blocks, cells of tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

# entities where a backslash is not enough: raw HTML is not read as Markdown, and a table's pipes come first
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;"}
_MARKUP = re.compile(r"[\\`*\[\]~#&<>|]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_RUNS = re.compile(r"`+")


def plain(text: str) -> str:
    """Return text on one line, in which nothing is markup."""
    return _MARKUP.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), _line(text))


def code_span(text: str) -> str:
    """Return text on one line as a code span, which no backtick in it ends."""
    line = _line(text) or " "
    ticks = "`" * (1 + _longest_run(line)) if "`" in line else "`"
    around = " " if line[0] == "`" or line[-1] == "`" else ""
    return f"{ticks}{around}{line}{around}{ticks}"


def code_block(text: str, language: str = "text") -> str:
    """Return text as a fenced block, which no backticks in it end."""
    fence = "`" * max(3, 1 + _longest_run(text))
    return f"{fence}{language}\n{text}\n{fence}"


def markdown_table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a Markdown table; cells are Markdown, and their pipes are escaped."""
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _line(text: str) -> str:
    return " ".join(text.split())


def _longest_run(text: str) -> int:
    return max(map(len, _RUNS.findall(text)), default=0)
