"""What a case of bfcl_parity.py is, and the forms in which calls are answered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from toolflow_evaluation.bfcl.questions import Question

Calls = list[tuple[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Case:
    """A model's answer to a question.

    Args:
        question: Which.
        kind: What was done to a right answer, or what the model did.
        form: `native` for calls as (name, arguments as JSON text), `text` for a text.
        output: The answer.
    """

    question: Question
    kind: str
    form: str
    output: list[tuple[str, Any]] | str


def native(calls: Calls) -> list[tuple[str, Any]]:
    """Return calls as an endpoint gives them, dots in names replaced."""
    return [(name.replace(".", "_"), json.dumps(arguments)) for name, arguments in calls]


def as_python(calls: Calls) -> str:
    """Return calls as a list of Python calls."""
    return "[" + ", ".join(map(python_call, calls)) + "]"


def python_call(call: tuple[str, dict[str, Any]]) -> str:
    """Return one call as a Python call."""
    name, arguments = call
    return f"{name}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})"


def properties_of(question: Question, name: str) -> dict[str, Any]:
    """Return the parameters of a function that a question offers; none of another function."""
    for function in question.functions:
        if function["name"] == name:
            return dict(function["parameters"]["properties"])
    return {}
