"""What is done to right answers: one known change each, most of which make them wrong."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

from bfcl_forms import Calls, properties_of

from toolflow_evaluation.bfcl.questions import Question

Change = Callable[[random.Random, Question, Calls], Calls | None]


def _argument(
    fits: Callable[[Any], bool], change: Callable[[random.Random, Any], Any]
) -> Callable[[random.Random, Question, Calls], Calls | None]:
    """Return a change of one argument, drawn among those that it fits."""

    def changed(rng: random.Random, question: Question, calls: Calls) -> Calls | None:
        places = [(i, key) for i, (_, arguments) in enumerate(calls) for key in arguments]
        places = [(i, key) for i, key in places if fits(calls[i][1][key])]
        if not places:
            return None
        place, key = rng.choice(places)
        calls[place][1][key] = change(rng, calls[place][1][key])
        return calls

    return changed


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _list(value: Any) -> bool:
    return isinstance(value, list)


def _filled_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def _dict(value: Any) -> bool:
    return isinstance(value, dict)


def _filled_dict(value: Any) -> bool:
    return isinstance(value, dict) and bool(value)


def _dict_list(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) and item for item in value)


def _anything(value: Any) -> bool:
    return True


def _drop_parameter(rng: random.Random, question: Question, calls: Calls) -> Calls | None:
    arguments = rng.choice(calls)[1]
    if not arguments:
        return None
    del arguments[rng.choice(list(arguments))]
    return calls


def _add_known_parameter(rng: random.Random, question: Question, calls: Calls) -> Calls | None:
    name, arguments = rng.choice(calls)
    unused = [key for key in properties_of(question, name) if key not in arguments]
    if not unused:
        return None
    arguments[rng.choice(unused)] = rng.choice(["x", 1, 1.5, True, None, [], {}, "", ["a"], [1]])
    return calls


def _add_unknown_parameter(rng: random.Random, question: Question, calls: Calls) -> Calls:
    rng.choice(calls)[1]["surplus"] = rng.choice(["x", 1])
    return calls


def _rename_parameter(rng: random.Random, question: Question, calls: Calls) -> Calls | None:
    arguments = rng.choice(calls)[1]
    if not arguments:
        return None
    key = rng.choice(list(arguments))
    new = rng.choice([key.upper(), key + "s", key.replace("_", ""), f" {key}"])
    arguments[new] = arguments.pop(key)
    return calls


def _swap_values(rng: random.Random, question: Question, calls: Calls) -> Calls | None:
    arguments = rng.choice(calls)[1]
    if len(arguments) < 2:
        return None
    one, other = rng.sample(list(arguments), 2)
    arguments[one], arguments[other] = arguments[other], arguments[one]
    return calls


def _swap_between_calls(rng: random.Random, question: Question, calls: Calls) -> Calls | None:
    if len(calls) < 2:
        return None
    (_, first), (_, second) = rng.sample(calls, 2)
    shared = [key for key in first if key in second]
    if not shared:
        return None
    key = rng.choice(shared)
    first[key], second[key] = second[key], first[key]
    return calls


def _other_function(rng: random.Random, question: Question, calls: Calls) -> Calls:
    place = rng.randrange(len(calls))
    name, arguments = calls[place]
    others = [each["name"] for each in question.functions if each["name"] != name] or [name + "_"]
    calls[place] = rng.choice(others), arguments
    return calls


def _name_written_otherwise(rng: random.Random, question: Question, calls: Calls) -> Calls:
    place = rng.randrange(len(calls))
    name, arguments = calls[place]
    changed = rng.choice([name.upper(), name.replace(".", "_"), name.split(".")[-1], name.replace("_", ".")])
    calls[place] = changed, arguments
    return calls


def _reversed_calls(rng: random.Random, question: Question, calls: Calls) -> Calls | None:
    return calls[::-1] if len(calls) > 1 else None


def _shuffled_calls(rng: random.Random, question: Question, calls: Calls) -> Calls | None:
    return rng.sample(calls, len(calls)) if len(calls) > 2 else None


def _missing_call(rng: random.Random, question: Question, calls: Calls) -> Calls:
    del calls[rng.randrange(len(calls))]
    return calls


def _repeated_call(rng: random.Random, question: Question, calls: Calls) -> Calls:
    return [*calls, copy.deepcopy(rng.choice(calls))]


def _call_replaced_by_another(rng: random.Random, question: Question, calls: Calls) -> Calls | None:
    if len(calls) < 2:
        return None
    one, other = rng.sample(range(len(calls)), 2)
    calls[one] = copy.deepcopy(calls[other])
    return calls


def _in_list(rng: random.Random, items: list[Any], change: Callable[[Any], Any]) -> list[Any]:
    place = rng.randrange(len(items))
    return [*items[:place], change(items[place]), *items[place + 1 :]]


def _in_dict(rng: random.Random, held: dict[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    key = rng.choice(list(held))
    return {**held, key: change(held[key])}


def _in_dict_list(change: Callable[[random.Random, dict[str, Any]], Any]) -> Change:
    def changed(rng: random.Random, items: list[Any]) -> list[Any]:
        places = [i for i, item in enumerate(items) if isinstance(item, dict) and item]
        place = rng.choice(places)
        return [*items[:place], change(rng, items[place]), *items[place + 1 :]]

    return _argument(_dict_list, changed)


def _retyped(value: Any) -> Any:
    """Return a value of another type that looks the same."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return float(value)
    if isinstance(value, float):
        return int(value)
    if isinstance(value, str):
        return [value]
    return str(value)


def _cased(value: Any) -> Any:
    return value.swapcase() if isinstance(value, str) else _retyped(value)


def _punctuated(rng: random.Random, text: str) -> str:
    place = rng.randrange(len(text) + 1)
    return text[:place] + rng.choice(" ,./-_*^;:!?()&'\"\n\t") + text[place:]


def _without_key(rng: random.Random, held: dict[str, Any]) -> dict[str, Any]:
    key = rng.choice(list(held))
    return {name: value for name, value in held.items() if name != key}


def _renamed_key(rng: random.Random, held: dict[str, Any]) -> dict[str, Any]:
    key = rng.choice(list(held))
    return {(name.upper() if name == key else name): value for name, value in held.items()}


CHANGES: dict[str, Change] = {
    "drop parameter": _drop_parameter,
    "add parameter of the schema": _add_known_parameter,
    "add unknown parameter": _add_unknown_parameter,
    "rename parameter": _rename_parameter,
    "swap values of parameters": _swap_values,
    "swap values between calls": _swap_between_calls,
    "call another function": _other_function,
    "write function name otherwise": _name_written_otherwise,
    "reverse calls": _reversed_calls,
    "shuffle calls": _shuffled_calls,
    "leave out a call": _missing_call,
    "repeat a call": _repeated_call,
    "replace a call by another": _call_replaced_by_another,
    "value to None": _argument(_anything, lambda rng, value: None),
    "value to empty string": _argument(_anything, lambda rng, value: ""),
    "value to empty list": _argument(_anything, lambda rng, value: []),
    "value to empty dict": _argument(_anything, lambda rng, value: {}),
    "value to boolean": _argument(_anything, lambda rng, value: rng.random() < 0.5),
    "value to its text": _argument(lambda value: not _text(value), lambda rng, value: str(value)),
    "value to its JSON": _argument(lambda value: not _text(value), lambda rng, value: json.dumps(value)),
    "value into a list": _argument(_anything, lambda rng, value: [value]),
    "value into a dict": _argument(_anything, lambda rng, value: {"value": value}),
    "value of another type": _argument(_anything, lambda rng, value: _retyped(value)),
    "list to a tuple": _argument(_list, lambda rng, value: tuple(value)),
    "number next to it": _argument(_number, lambda rng, value: value + rng.choice([1, -1, 1e-9])),
    "number negated": _argument(_number, lambda rng, value: -value),
    "number int and float swapped": _argument(_number, lambda rng, value: _retyped(value)),
    "number beyond measure": _argument(
        _number, lambda rng, value: rng.choice([10**400, 1e308 * 10, 2**53 + 1])
    ),
    "text case": _argument(_text, lambda rng, value: value.swapcase()),
    "text punctuation": _argument(_text, _punctuated),
    "text without punctuation": _argument(
        _text, lambda rng, value: "".join(each for each in value if each.isalnum())
    ),
    "text quotes": _argument(_text, lambda rng, value: rng.choice(['"{}"', "'{}'", "{}'s"]).format(value)),
    "text in Unicode": _argument(
        _text, lambda rng, value: value + rng.choice(["é", "\u200b", "İ", "ß", "\xa0", "😀"])
    ),
    "text cut": _argument(_text, lambda rng, value: value[: len(value) // 2]),
    "text lengthened": _argument(_text, lambda rng, value: value + rng.choice([" or so", "s", " USA", "\n"])),
    "text to number": _argument(_text, lambda rng, value: rng.choice([len(value), 0, 1.0])),
    "list reversed": _argument(_filled_list, lambda rng, value: value[::-1]),
    "list shortened": _argument(_filled_list, lambda rng, value: value[:-1]),
    "list lengthened": _argument(_filled_list, lambda rng, value: [*value, value[0]]),
    "list item retyped": _argument(_filled_list, lambda rng, value: _in_list(rng, value, _retyped)),
    "list item in other case": _argument(_filled_list, lambda rng, value: _in_list(rng, value, _cased)),
    "list item into a list": _argument(_filled_list, lambda rng, value: _in_list(rng, value, lambda x: [x])),
    "list item to None": _argument(_filled_list, lambda rng, value: _in_list(rng, value, lambda x: None)),
    "list to its first item": _argument(_filled_list, lambda rng, value: value[0]),
    "dict without a key": _argument(_filled_dict, _without_key),
    "dict with another key": _argument(_dict, lambda rng, value: {**value, "surplus": 1}),
    "dict key renamed": _argument(_filled_dict, _renamed_key),
    "dict value retyped": _argument(_filled_dict, lambda rng, value: _in_dict(rng, value, _retyped)),
    "dict value in other case": _argument(_filled_dict, lambda rng, value: _in_dict(rng, value, _cased)),
    "dict value into a dict": _argument(
        _filled_dict, lambda rng, value: _in_dict(rng, value, lambda x: {"value": x})
    ),
    "dict to a list": _argument(_dict, lambda rng, value: list(value)),
    "dict of a list without a key": _in_dict_list(_without_key),
    "dict of a list with another key": _in_dict_list(lambda rng, value: {**value, "surplus": 1}),
    "dict of a list value in other case": _in_dict_list(lambda rng, value: _in_dict(rng, value, _cased)),
    "dict of a list to its text": _in_dict_list(lambda rng, value: str(value)),
}
