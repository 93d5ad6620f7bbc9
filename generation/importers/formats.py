"""The formats that tools are imported from, and which of them a document has.

A format is one module with a `Format`: how it is told from a document's shape, and how its tools are read.
The first that knows a document reads it; functions come last, since they take anything.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from toolflow_dataset.errors import ToolSourceError

from ..standardise import SourceTool
from ..tool_report import Issue
from .apibank import APIBANK
from .aws_service import AWS_SERVICE
from .bfcl import BFCL
from .function_lists import FUNCTIONS
from .google_discovery import GOOGLE_DISCOVERY
from .live_sources import live_source
from .openapi import OPENAPI
from .parsed_files import read_documents
from .reference_urls import AllowedHosts
from .source_document import Format, ImportOptions, SourceDocument
from .source_paths import expand
from .toolalpaca import TOOLALPACA
from .toolbench import TOOLBENCH

FORMATS: tuple[Format, ...] = (
    OPENAPI,
    GOOGLE_DISCOVERY,
    AWS_SERVICE,
    TOOLBENCH,
    APIBANK,
    TOOLALPACA,
    BFCL,
    FUNCTIONS,
)


class OtherFormatError(ToolSourceError):
    """A document that is not of the format asked for."""


def read_sources(
    sources: Iterable[str | os.PathLike[str]], options: ImportOptions | None = None
) -> tuple[list[SourceTool], list[str]]:
    """Return what describes a tool in files, folders and patterns, in their order, and remarks about files.

    What is wrong with one line, one operation, or one file of a folder or pattern gives a source with a
    problem.

    Raises:
        ToolSourceError: If a file named by itself is missing, too large, not UTF-8 or broken, or is not of
            the format asked for; or if an allowed host is none.
    """
    options = options or ImportOptions()
    AllowedHosts(options.allow_ref_hosts)  # a wrong one is told before anything is read
    notes: list[str] = []
    found: list[SourceTool] = []
    for source in sources:
        if (live := live_source(source)) is not None:
            found.extend(live(os.fspath(source), options, notes))
            continue
        paths, is_single = expand(source)
        others: list[Path] = []
        for path in paths:
            count = len(found)
            try:
                for document in read_documents(path, options, notes):
                    found.extend(read_document(document))
            except OtherFormatError:
                if is_single:
                    raise
                others.append(path)
                continue
            except ToolSourceError as error:
                if is_single:
                    raise
                problem = Issue("unreadable-file", "", str(error).removeprefix(f"{path}: "))
                found.append(SourceTool(None, str(path), problem=problem))
            if len(found) == count:
                notes.append(f"{path}: holds no tools")
        if others:
            first = ", ".join(map(str, others[:3]))
            notes.append(f"{source}: {len(others):,} files of other formats left out: {first}"[:500])
    return found, notes


def read_document(document: SourceDocument) -> Iterator[SourceTool]:
    """Yield what describes a tool in a document.

    Raises:
        ToolSourceError: If it is not of the format asked for.
    """
    if document.problem:
        yield SourceTool(None, document.place, problem=document.problem)
        return
    for source in find_format(document).read(document):
        yield replace(source, is_clean=True) if document.is_clean else source


def find_format(document: SourceDocument) -> Format:
    """Return the format asked for, or else the first that knows the document.

    Raises:
        ToolSourceError: If the document is not of the format asked for.
    """
    wanted = document.options.format
    if wanted is None:
        return next(each for each in FORMATS if each.sniff(document.value))
    chosen = next((each for each in FORMATS if each.name == wanted), None)
    if chosen is None:
        raise ToolSourceError(f"no format {wanted!r}; there are {', '.join(each.name for each in FORMATS)}")
    if not chosen.sniff(document.value):
        shown = "a list" if isinstance(document.value, list) else "a plain value"
        if isinstance(document.value, dict):
            shown = f"an object with keys: {', '.join(list(document.value)[:8])}"
        raise OtherFormatError(f"{document.place}: not {chosen.title} (--format {wanted}): got {shown[:200]}")
    return chosen
