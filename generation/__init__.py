"""Tools to graph, sample, plan, three agents, filters: everything that makes a dialogue."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .graph import ToolGraph
    from .graph_build import build_tool_graph
    from .run import generate
    from .sampling import sample_tools
    from .tool_files import load_tools

__all__ = ["ToolGraph", "build_tool_graph", "generate", "load_tools", "sample_tools"]

_MODULES = {
    "ToolGraph": "graph",
    "build_tool_graph": "graph_build",
    "generate": "run",
    "load_tools": "tool_files",
    "sample_tools": "sampling",
}


def __getattr__(name: str) -> Any:
    """Import a public name's module only when the name is asked for."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_MODULES[name]}", __name__), name)
