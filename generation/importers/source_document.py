"""A document to import, as it was read from a file, and what the user asked of the import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..standardise import SourceTool
from ..tool_report import Issue


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What can be chosen for an import.

    Args:
        format: Name of the only format to read; None to tell it from each document's shape.
        allow_refs: Whether a `$ref` to another file in the folder of its document is followed.
        allow_ref_hosts: Hosts, or `HOST:PORT`, that a `$ref` to a URL is fetched from.
        common_parameters: Whether optional parameters are kept that all operations of an API take (`alt`,
            `key`, `quotaUser`); they tie every operation to every other one.
        timeout: Seconds that a server or a Python module may take to tell all its tools, and a document that
            is fetched to arrive.
        mcp_env: Names of environment variables handed on to MCP servers started here.
        mcp_headers: Sent with requests to MCP servers.
    """

    format: str | None = None
    allow_refs: bool = False
    allow_ref_hosts: tuple[str, ...] = ()
    common_parameters: bool = False
    timeout: float = 60.0
    mcp_env: tuple[str, ...] = ()
    mcp_headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """One parsed document.

    Args:
        value: JSON values only: from YAML too, keys are strings.
        place: File, or file and line.
        path: The file.
        notes: Remarks about whole documents are added here.
        is_clean: Whether its texts are known to hold no lone surrogates.
        options: What was asked of the import.
        problem: Why there is no value.
    """

    value: Any
    place: str
    path: Path
    notes: list[str]
    is_clean: bool = False
    options: ImportOptions = field(default_factory=ImportOptions)
    problem: Issue | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of document that tools can be read from.

    Args:
        name: As `--format` takes it.
        title: What it is, for messages.
        sniff: Tells from the document's shape alone, and cheaply, whether it is of this format.
        read: Yields every tool or operation of a document, in order; what cannot be used is yielded with a
            problem.
    """

    name: str
    title: str
    sniff: Callable[[Any], bool]
    read: Callable[[SourceDocument], Iterator[SourceTool]]
