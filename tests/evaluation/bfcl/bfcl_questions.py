"""Questions in BFCL's form, built for a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from toolflow_evaluation.answering.decoding import Call, Decoded
from toolflow_evaluation.bfcl.categories import CATEGORIES
from toolflow_evaluation.bfcl.checker import fault_of
from toolflow_evaluation.bfcl.questions import Question


def function(name: str, properties: Mapping[str, Any], required: Sequence[str] = ()) -> dict[str, Any]:
    """Return a function's description; a property is its type, or a whole schema."""
    schemas = {key: {"type": kind} if isinstance(kind, str) else kind for key, kind in properties.items()}
    parameters = {"type": "dict", "properties": schemas, "required": list(required)}
    return {"name": name, "description": f"Do {name}.", "parameters": parameters}


def question(
    category: str,
    functions: Sequence[Mapping[str, Any]],
    answers: Sequence[tuple[str, Mapping[str, Any]]] = (),
    asked: str = "Please.",
) -> Question:
    """Return a question of a category."""
    messages = ({"role": "user", "content": asked},)
    return Question(f"{category}_0", CATEGORIES[category], messages, tuple(functions), tuple(answers))


def reason(asked: Question, *calls: tuple[str, Mapping[str, Any]]) -> str:
    """Return the reason why calls are wrong; empty if they are right."""
    fault = fault_of(asked, Decoded(tuple(Call(name, arguments) for name, arguments in calls)))
    return fault.reason if fault else ""


def reason_of_value(kind: Any, answers: Sequence[Any], value: Any, category: str = "simple_python") -> str:
    """Return why `f(x=value)` is wrong where `x` is declared so and has these right answers."""
    return reason(
        question(category, [function("f", {"x": kind})], [("f", {"x": answers})]), ("f", {"x": value})
    )
