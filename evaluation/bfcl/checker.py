"""Whether a model's calls answer a question of BFCL, with the verdicts of the official checker.

A call is right if its function's name matches, every required parameter is there, none that the function or
the answer does not know, every value is right (`parameter_check`), and none is left out that the answer does
not mark as optional. Simple and multiple questions want one call, parallel ones a set in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from toolflow_dataset.errors import SchemaError

from ..answering.decoding import Call, Decoded
from ..answering.faults import Fault
from .categories import Category, Language
from .declared_types import Declared, declared
from .java_values import read_java
from .javascript_values import read_javascript
from .parameter_check import argument_fault
from .questions import Question

_READERS: dict[Language, Callable[[str, str, str], Any]] = {"java": read_java, "javascript": read_javascript}


def fault_of(
    question: Question, decoded: Decoded, name_of: Callable[[str], str] = lambda name: name
) -> Fault | None:
    """Return what is wrong with a model's answer to a question; None if it is right.

    Args:
        question: With its right answers, where its category has some.
        decoded: The calls read from the answer.
        name_of: What the model was told a function's name to be.

    Raises:
        SchemaError: If the question is not one that the rules can judge.
    """
    category = question.category
    if not category.has_answers:
        return _presence_fault(category, decoded)
    if decoded.calls is None:
        return Fault("unreadable", decoded.problem)
    if not decoded.calls:
        return Fault("no-call", "a call was due, got none")
    expected = len(question.answers) if category.kind != "simple" else 1
    if len(decoded.calls) != expected:
        return Fault("call-count", f"expected {expected}, got {len(decoded.calls)}")
    if category.kind == "simple":
        function = question.functions[0]
        return call_fault(decoded.calls[0], function, question.answers[0][1], category.language, name_of)
    offered = {function["name"]: function for function in reversed(question.functions)}
    left = list(decoded.calls)
    for name, answer in question.answers:
        if name not in offered:
            raise SchemaError(f"{question.id}: the answer calls {name!r}, which is not offered")
        faults = []
        for place, call in enumerate(left):
            fault = call_fault(call, offered[name], answer, category.language, name_of)
            if fault is None:
                del left[place]  # the first that fits, as the official checker has it
                break
            faults.append(fault)
        else:
            return faults[0] if len(faults) == 1 else _unmatched(name, faults)
    return None


def call_fault(
    call: Call,
    function: Mapping[str, Any],
    answer: Mapping[str, Sequence[Any]],
    language: Language,
    name_of: Callable[[str], str] = lambda name: name,
) -> Fault | None:
    """Return what is wrong with one call; None if it is right.

    Args:
        call: As read.
        function: Description of the function that is to be called, in BFCL's own form.
        answer: Right values by parameter.
        language: Of the function.
        name_of: What the model was told a function's name to be.

    Raises:
        SchemaError: If a parameter's type is none that the rules know.
    """
    if call.name != name_of(function["name"]):
        return Fault("function-name", f"expected {name_of(function['name'])!r}, got {call.name!r:.100}")
    parameters = function["parameters"]
    properties = parameters["properties"]
    for name in parameters.get("required", ()):
        if name not in call.arguments:
            return Fault("required-missing", f"{name} is missing")
    for name, value in call.arguments.items():
        if name not in properties or name not in answer:
            return Fault("parameter-unexpected", f"{name} is not expected")
        kind = declared(properties[name], language, f"{function['name']}, parameter {name}")
        if language == "python":
            value = _read_python(value, kind)
        elif not isinstance(value, str):
            return Fault("type", f"{name}: expected {language} source text, got {value!r:.200}")
        else:
            value = _READERS[language](value, kind.name, kind.item_name)
        if fault := argument_fault(name, value, answer[name], kind):
            return fault
    for name, right in answer.items():
        if name not in call.arguments and "" not in right:
            return Fault("optional-missing", f"{name} is missing, and the answer wants it")
    return None


def _read_python(value: Any, kind: Declared) -> Any:
    """Apply the only coercions there are: an integer to a float, a tuple to a list where it is declared."""
    if kind.name == "tuple" and type(value) is tuple:
        return list(value)
    if kind.name == "float" and type(value) is int:
        try:
            return float(value)
        except OverflowError:  # larger than any float, and so than any answer
            return value
    return value


def _presence_fault(category: Category, decoded: Decoded) -> Fault | None:
    """Judge by whether there is a call at all; what cannot be read as calls is none."""
    calls = bool(decoded.calls)
    if calls == (category.kind == "relevance"):
        return None
    if calls:
        return Fault("needless-call", f"no call was due, got {[call.name for call in decoded.calls or ()]}")
    return Fault("no-call", decoded.problem or "a call was due, got none")


def _unmatched(name: str, faults: Sequence[Fault]) -> Fault:
    details = "; ".join(dict.fromkeys(fault.detail for fault in faults))
    return Fault("call-unmatched", f"no call is the expected one of {name}: {details:.500}")
