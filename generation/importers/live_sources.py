"""Sources of tools that are no files: they are asked, and what they say is read as a document is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from ..standardise import SourceTool
from .mcp_tools import is_mcp, read_mcp
from .python_functions import is_python, read_python
from .source_document import ImportOptions

Read = Callable[[str, ImportOptions, list[str]], Iterator[SourceTool]]


def live_source(source: str | os.PathLike[str]) -> Read | None:
    """Return what reads a source that is no file; None if it is a file, folder or pattern."""
    if isinstance(source, str) and is_mcp(source):
        return read_mcp
    if isinstance(source, str) and is_python(source):
        return read_python
    return None
