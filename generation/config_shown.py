"""A configuration's values as they are written down: in YAML's form, and short in messages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from .config_models import ModelChoice
from .executors.rules import ExecutorRule
from .prices import Price


def plain_value(value: Any) -> Any:
    """Return a value in the form that YAML takes."""
    if isinstance(value, (ModelChoice, Price, ExecutorRule)):
        return value.to_plain()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple):
        return [plain_value(item) for item in value]
    if isinstance(value, dict):
        return {key: plain_value(item) for key, item in value.items()}
    return value


def shown(value: Any) -> str:
    """Return a value as an error message may show it: short, and without the user of an address."""
    text = re.sub(r"//[^/\s'\"]*@", "//[hidden]@", repr(plain_value(value)))
    return text if len(text) <= 100 else f"{text[:97]}..."
