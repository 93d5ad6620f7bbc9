"""Whether one argument is among the right answers for its parameter.

Answers are a list; an empty string in it says that the parameter may be left out. A value must have the
declared type, or the type of the answers where those are of another: then they are names of variables or
expressions, and are compared to the letter. Values of the declared type are compared as people write them:
strings without case, spaces and some punctuation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..answering.faults import Fault
from .declared_types import Declared

_IGNORED = str.maketrans(dict.fromkeys(" ,./-_*^"))


def written_alike(text: str) -> str:
    """Return what two strings have in common that only differ in case, spaces, quotes or punctuation."""
    return text.translate(_IGNORED).lower().replace("'", '"')


def argument_fault(name: str, value: Any, answers: Sequence[Any], kind: Declared) -> Fault | None:
    """Return what is wrong with an argument; None if it is among the answers.

    Args:
        name: Of the parameter.
        value: As read; for Java and JavaScript no longer source text.
        answers: Right values, and `""` if the parameter is optional.
        kind: Declared type.
    """
    answer_type = _first_type(answers)
    found: type = type(value)
    if found is kind.value_type:
        if kind.item_type is not None and not _items_fit(value, answers, kind.item_type):
            detail = f"{name}: expected items of type {kind.item_name}, got {value!r:.200}"
            return Fault("item-type", detail)
        literal = answer_type in (None, found)
    elif answer_type is found:
        literal = False
    else:
        return Fault("type", f"{name}: expected type {kind.name}, got {value!r:.200}")
    if literal and found is dict:
        return _dict_fault(name, value, answers)
    if literal and kind.item_type is dict:
        return _dict_list_fault(name, value, answers)
    if literal and found is str:
        right = written_alike(value) in [written_alike(each) for each in answers if type(each) is str]
    elif literal and found is list:
        right = _alike_items(value) in [_alike_items(each) for each in answers]
    else:
        right = value in answers
    return None if right else _wrong_value(name, value, answers)


def _first_type(answers: Sequence[Any]) -> type | None:
    """Return the type of the first answer that is not the mark of an optional parameter."""
    return next((type(answer) for answer in answers if answer != ""), None)


def _items_fit(items: Sequence[Any], answers: Sequence[Any], item_type: type) -> bool:
    """Tell whether all items have the declared type, or that of the items of one answer.

    Where an answer is no list, as the mark of an optional parameter, any items will do.
    """
    return any(
        type(answer) is not list
        or all(type(item) is item_type or type(item) is _first_type(answer) for item in items)
        for answer in answers
    )


def _dict_fault(name: str, value: Mapping[str, Any], answers: Sequence[Any]) -> Fault | None:
    """Compare a dictionary of scalars: each answer gives for each key a list of right values."""
    fault: Fault | None = Fault("value", f"{name}: no answer tells what {value!r:.200} may hold")
    for answer in answers:
        if answer != "":
            fault = _entries_fault(name, value, answer)
            if fault is None:
                return None
    return fault


def _entries_fault(name: str, value: Mapping[str, Any], answer: Mapping[str, Any]) -> Fault | None:
    for key, held in value.items():
        if key not in answer:
            return Fault("dict-key", f"{name}: key {key!r} is not expected")
        if _alike(held) not in [_alike(each) for each in answer[key]]:
            return _wrong_value(f"{name}.{key}", held, answer[key])
    for key, right in answer.items():
        if key not in value and "" not in right:
            return Fault("dict-key", f"{name}: key {key!r} is missing")
    return None


def _dict_list_fault(name: str, values: Sequence[Any], answers: Sequence[Any]) -> Fault | None:
    """Compare a list of dictionaries, in order."""
    fault: Fault | None = None
    for answer in answers:
        if len(values) != len(answer):
            fault = Fault("list-length", f"{name}: expected {len(answer)} items, got {len(values)}")
            continue
        for place, (value, right) in enumerate(zip(values, answer, strict=True)):
            item = f"{name}[{place}]"
            if not isinstance(value, Mapping):  # an optional parameter, whose items may be of any type
                fault = Fault("item-type", f"{item}: expected a dictionary, got {value!r:.200}")
            else:
                fault = _dict_fault(item, value, [right])
            if fault:
                break
        else:
            return None
    return fault or Fault("value", f"{name}: there is no right answer")


def _alike(value: Any) -> Any:
    return written_alike(value) if type(value) is str else value


def _alike_items(items: Sequence[Any]) -> list[Any]:
    """Return a list's items as they are compared; lists within it are compared to the letter."""
    return [_alike(item) for item in items]


def _wrong_value(name: str, value: Any, answers: Sequence[Any]) -> Fault:
    return Fault("value", f"{name}: expected one of {list(answers)!r:.300}, got {value!r:.200}")
