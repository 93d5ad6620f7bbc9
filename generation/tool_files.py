"""Files of tools in, `Tool` objects and a report out; and tools back to a file.

`load_tools` is for code that wants tools and nothing else: what it cannot use it logs, and a file with a
broken line is an error. `import_tools` is for whoever wants to know what became of every tool.
"""

from __future__ import annotations

import gzip
import json
import logging
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from toolflow_dataset.errors import ToolSourceError
from toolflow_dataset.types import Tool

from .importers.formats import read_sources
from .importers.source_document import ImportOptions
from .standardise import Track, standardise
from .tool_report import ImportReport, ToolRecord

logger = logging.getLogger(__name__)

_BROKEN = ("broken-json", "unreadable-file")


def load_tools(path: str | os.PathLike[str]) -> list[Tool]:
    """Return the tools of a file, folder or pattern, repaired, under valid unique names.

    Files are JSON, JSON Lines or YAML, perhaps gzipped, of any format that `toolflow tools import` reads.
    Tools that cannot be used are logged as warnings; `import_tools` tells about repairs too.

    Raises:
        ToolSourceError: If a file is missing, not UTF-8, broken anywhere, or there is no usable tool.
    """
    return load_tool_files([path])


def load_tool_files(paths: Iterable[str | os.PathLike[str]]) -> list[Tool]:
    """Return the tools of several files as one set; names are unique over all of them.

    Raises:
        ToolSourceError: As `load_tools`.
    """
    tools, report = import_tools(paths)
    refused = report.refused
    broken = [record for record in refused if any(issue.reason in _BROKEN for issue in record.issues)]
    if broken:
        first = broken[0]
        issue = first.issues[0]
        said = f"not JSON: {issue.detail}" if issue.reason == "broken-json" else issue.detail
        more = f" (and {len(broken) - 1} more broken lines or files)" if len(broken) > 1 else ""
        raise ToolSourceError(f"{first.place}: {said}{more}")
    if not tools:
        raise ToolSourceError(no_usable_tool(report))
    for record in refused[:5]:
        logger.warning("%s: %s", record.place, _why(record))
    if refused:
        logger.warning(
            "%d of %d tools refused; see `toolflow tools check`", len(refused), len(report.records)
        )
    return tools


def import_tools(
    sources: Iterable[str | os.PathLike[str]], track: Track = iter, options: ImportOptions | None = None
) -> tuple[list[Tool], ImportReport]:
    """Return the tools of one or several sources, and what became of every tool in them.

    Args:
        sources: Files, folders and patterns; their tools become one set, in this order.
        track: Wraps the documents as they are worked on, for a progress bar.
        options: What was chosen for the import; formats are told by their shape without it.

    Raises:
        ToolSourceError: If a file named by itself is missing, not UTF-8 or (unless it has one document a
            line) broken, or if there is nothing in any of them. That all tools are refused is no error here.
    """
    named = list(sources)
    found, notes = read_sources(named, options)
    if not found:
        shown = ", ".join(map(str, named)) or "nothing"
        raise ToolSourceError(
            f"{shown}: no tools in it; expected function objects, one a line or in a list, or an API's "
            f"description{_said(notes)}"
        )
    tools, report = standardise(found, track)
    report.notes = notes
    return tools, report


def _said(notes: Sequence[str]) -> str:
    """Return the first remark that says more than that there is nothing."""
    telling = [note for note in notes if not note.endswith(": holds no tools")]
    return f" ({telling[0]})" if telling else ""


def no_usable_tool(report: ImportReport) -> str:
    """Say that every tool was refused, and why the first was."""
    first = report.refused[0]
    return f"none of {len(report.records)} tools can be used; the first, {first.place}: {_why(first)}"


def _why(record: ToolRecord) -> str:
    issue = record.issues[-1]
    return f"{issue.reason} {issue.detail}".strip()


def write_tools(tools: Sequence[Tool], path: str | os.PathLike[str]) -> None:
    """Write tools one a line, or as a list if the name ends in `.json`; gzipped if in `.gz`. All or nothing.

    Raises:
        ToolSourceError: If the file cannot be written.
    """
    target = Path(path)
    rows = (json.dumps(tool.to_json(), ensure_ascii=False) for tool in tools)
    is_list = target.name.removesuffix(".gz").endswith(".json")
    text = "[\n" + ",\n".join(rows) + "\n]\n" if is_list else "".join(row + "\n" for row in rows)
    content = text.encode("utf-8")
    write_bytes(gzip.compress(content, mtime=0) if target.suffix == ".gz" else content, target)


def ensure_writable(path: str | os.PathLike[str]) -> None:
    """Make the folder of a file to be written and try it out, before long work is done in vain.

    Raises:
        ToolSourceError: If the file cannot be written there.
    """
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            raise ToolSourceError(f"{target}: is a folder; give a file name")
        tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name[:50]}.").close()
    except OSError as error:
        raise ToolSourceError(_unwritable(target, error)) from error


def _unwritable(target: Path, error: OSError) -> str:
    return f"{target}: cannot be written ({error.strerror}); choose a folder you may write to"


def write_bytes(content: bytes, target: Path) -> None:
    """Write a file through a temporary one beside it, so that a failure leaves what was there before.

    Raises:
        ToolSourceError: If the folder or file cannot be written.
    """
    ensure_writable(target)
    try:
        with tempfile.NamedTemporaryFile(
            dir=target.parent, prefix=f".{target.name[:50]}.", delete=False
        ) as file:
            temporary = Path(file.name)
            try:
                file.write(content)
                file.close()
                temporary.chmod(0o666 & ~_umask())
                temporary.replace(target)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise ToolSourceError(_unwritable(target, error)) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
