"""What a tool-calling dialogue is, how it is stored, loaded, exported and published."""

from typing import TYPE_CHECKING, Any

from .errors import (
    ChatError,
    ConfigError,
    ExecutionError,
    HubError,
    SchemaError,
    ToolflowError,
    ToolSourceError,
)
from .types import Dialogue, Message, PlanStep, Provenance, Tool, ToolCall
from .version import __version__

if TYPE_CHECKING:
    from .builder import ToolFlow
    from .features import FEATURES

__all__ = [
    "FEATURES",
    "ChatError",
    "ConfigError",
    "Dialogue",
    "ExecutionError",
    "HubError",
    "Message",
    "PlanStep",
    "Provenance",
    "SchemaError",
    "Tool",
    "ToolCall",
    "ToolFlow",
    "ToolSourceError",
    "ToolflowError",
    "__version__",
]


def __getattr__(name: str) -> Any:
    """Import what needs `datasets` only when it is asked for."""
    if name == "FEATURES":
        from .features import FEATURES

        return FEATURES
    if name == "ToolFlow":
        from .builder import ToolFlow

        return ToolFlow
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
