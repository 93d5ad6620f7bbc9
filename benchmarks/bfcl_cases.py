"""Cases for bfcl_parity.py: right answers, answers changed in one known way, and what models write.

A case is seeded by its question's id and its kind, so that it is the same in every run whatever else is made.
"""

from __future__ import annotations

import copy
import itertools
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bfcl_source import source_text

from toolflow_evaluation.bfcl.questions import Question

Calls = list[tuple[str, dict[str, Any]]]
_COMBINATIONS = 8  # of right values, for each question; all of them where there are no more


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


def cases_of(question: Question, seed: int) -> Iterator[Case]:
    """Yield all cases of a question."""

    def rng_of(kind: str) -> random.Random:
        return random.Random(f"{seed}:{question.id}:{kind}")

    if not question.category.has_answers:
        yield from _presence_cases(question, rng_of("presence"))
        return
    golds = list(_golds(question, rng_of("gold")))
    for calls in golds:
        yield from _both_forms(question, "gold", calls)
    for kind, change in CHANGES.items():
        rng = rng_of(kind)
        for _ in range(2):
            calls = copy.deepcopy(rng.choice(golds))
            changed = change(rng, question, calls)
            if changed is not None:
                yield from _both_forms(question, kind, changed)
    yield from _native_outputs(question, golds[0], rng_of("native"))
    if question.category.language == "python":
        yield from _text_outputs(question, golds[0], rng_of("text"))


def _both_forms(question: Question, kind: str, calls: Calls) -> Iterator[Case]:
    yield Case(question, kind, "native", native(calls))
    if question.category.language == "python":
        yield Case(question, kind, "text", as_python(calls))


def native(calls: Calls) -> list[tuple[str, Any]]:
    """Return calls as an endpoint gives them, dots in names replaced."""
    return [(name.replace(".", "_"), json.dumps(arguments)) for name, arguments in calls]


def as_python(calls: Calls) -> str:
    """Return calls as a list of Python calls."""
    return "[" + ", ".join(map(_python_call, calls)) + "]"


def _python_call(call: tuple[str, dict[str, Any]]) -> str:
    name, arguments = call
    return f"{name}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})"


def _golds(question: Question, rng: random.Random) -> Iterator[Calls]:
    """Yield right answers: every combination of right values where there are few, else a sample of them."""
    choices = [
        (place, name, values)
        for place, (_, answer) in enumerate(question.answers)
        for name, values in answer.items()
    ]
    options = [range(len(values)) if values else (None,) for _, _, values in choices]
    count = 1
    for option in options:
        count *= len(option)
    if count <= _COMBINATIONS:
        drawn: Iterator[tuple[int | None, ...]] = itertools.product(*options)
    else:
        drawn = (tuple(rng.choice(option) for option in options) for _ in range(_COMBINATIONS))
    for picks in drawn:
        calls: Calls = [(name, {}) for name, _ in question.answers]
        for (place, name, values), pick in zip(choices, picks, strict=True):
            if pick is not None and values[pick] != "":
                calls[place][1][name] = _filled(values[pick], rng)
        yield _in_language(question, calls, rng)


def _filled(value: Any, rng: random.Random) -> Any:
    """Return a value whose dictionaries hold one of the right values for each key."""
    if isinstance(value, list):
        return [_filled(item, rng) for item in value]
    if isinstance(value, dict):
        picked = {
            key: rng.choice(rights) if isinstance(rights, list) and rights else rights
            for key, rights in value.items()
        }
        return {key: held for key, held in picked.items() if held != ""}
    return value


def _in_language(question: Question, calls: Calls, rng: random.Random) -> Calls:
    """Return calls with their values as source text, where the functions are Java's or JavaScript's."""
    language = question.category.language
    if language == "python":
        return calls
    written: Calls = []
    for name, arguments in calls:
        schemas = _properties(question, name)
        sources = {
            key: source_text(value, schemas.get(key, {}), language, rng) for key, value in arguments.items()
        }
        written.append((name, sources))
    return written


def _properties(question: Question, name: str) -> dict[str, Any]:
    for function in question.functions:
        if function["name"] == name:
            return dict(function["parameters"]["properties"])
    return {}


# what is done to right answers

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
    unused = [key for key in _properties(question, name) if key not in arguments]
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


# what models write

_EXPRESSIONS = (
    "variable", "2 * 3", "10 ** 2", "-5", "+5", "not True", "~7", "-x", "'a' + 'b'", "'ab' * 2",
    "[1] + [2]", "f'{x}'", "x[0]", "x['a'][1:2]", "today()", "g(a=1)", "g(1, 2)", "a.b", "lambda: 1",
    "{1, 2}", "{'a': 1}", "{'a': g(b=1)}", "(1, 2)", "(1,)", "()", "...", "b'bytes'", "1j",
    "1 if True else 2", "1 < 2", "x or y", "[x for x in y]", "*x", "None", "True", "true", "1_000", "0x10",
    "1e3", "'a' 'b'", "'%s' % 1", "1 / 0", "1 | 6", "5 & 3", "5 ^ 1", "8 >> 1", "('a',) + ('b',)",
    "'%s-%s' % (1, 'b')", "1 + None", "'ab' - 1", "7 // 2", "7 % 4", "{**x}", "{[]: 1}",
    "[[1, 2], [3, 'A b']]", "([1], [2])", "await x", "x := 1", "1,",
)  # fmt: skip
_TALK = "I'd be glad to help, but I need a little more to go on."


def _native_outputs(question: Question, calls: Calls, rng: random.Random) -> Iterator[Case]:
    written = native(calls)
    name, arguments = written[0]
    place = rng.randrange(len(arguments))
    variants: dict[str, list[tuple[str, Any]] | str] = {
        "native: talk instead of calls": _TALK,
        "native: nothing": "",
        "native: no calls": [],
        "native: calls as text": json.dumps(written),
        "native: arguments cut": [(name, arguments[:place]), *written[1:]],
        "native: arguments empty": [(name, ""), *written[1:]],
        "native: arguments null": [(name, "null"), *written[1:]],
        "native: arguments a list": [(name, f"[{arguments}]"), *written[1:]],
        "native: arguments JSON in JSON": [(name, json.dumps(arguments)), *written[1:]],
        "native: arguments in Python": [(name, repr(calls[0][1])), *written[1:]],
        "native: arguments with a comma too many": [(name, arguments[:-1] + ",}"), *written[1:]],
        "native: arguments with text behind": [(name, arguments + "\n```"), *written[1:]],
        "native: argument not a number": [(name, '{"a": NaN, ' + arguments[1:]), *written[1:]],
        "native: argument twice": [(name, '{"a": 1, "a": 2, ' + arguments[1:]), *written[1:]],
        "native: name with dots": [(calls[0][0], arguments), *written[1:]],
        "native: no name": [("", arguments), *written[1:]],
    }
    for kind, output in variants.items():
        yield Case(question, kind, "native", output)


def _text_outputs(question: Question, calls: Calls, rng: random.Random) -> Iterator[Case]:
    text = as_python(calls)
    name, arguments = calls[0]
    first = _python_call(calls[0])
    place = rng.randrange(1, len(text))
    variants = {
        "text: fenced": f"```\n{text}\n```",
        "text: fenced with a language": f"```python\n{text}\n```",
        "text: no brackets": text[1:-1],
        "text: one bracket": text[1:],
        "text: quoted": f"'{text}'",
        "text: talk before": f"Here is the call: {text}",
        "text: talk behind": f"{text}\nLet me know!",
        "text: talk": _TALK,
        "text: nothing": "",
        "text: empty list": "[]",
        "text: cut": text[:place],
        "text: lists in a list": f"[{text}]",
        "text: two lists": f"{text}, {text}",
        "text: tuple": f"({text[1:-1]},)",
        "text: set": "{" + text[1:-1] + "}",
        "text: list indexed": f"{text}[0]",
        "text: joined by and": " and ".join(map(_python_call, calls)),
        "text: lines": "\n".join(map(_python_call, calls)),
        "text: spread over lines": text.replace(", ", ",\n    "),
        "text: as JSON": json.dumps([{"name": name, "arguments": arguments}]),
        "text: as a dict": repr([{name: arguments}]),
        "text: positional": f"[{name}({', '.join(map(repr, arguments.values()))})]",
        "text: positional besides": text.replace("(", "(1, ", 1) if arguments else text,
        "text: spread arguments": f"[{name}(**{arguments!r})]",
        "text: argument twice": text.replace("(", "(zz=1, zz=2, ", 1),
        "text: method of a call": f"[make().{first}]",
        "text: long attribute": f"[a.b.{first}]",
        "text: assigned": f"x = {text}",
        "text: awaited": f"[await {first}]",
        "text: null character": text.replace("(", "(\x00", 1),
        "text: comment": f"{text}  # done",
    }
    for kind, output in variants.items():
        yield Case(question, kind, "text", output)
    if arguments:
        key = rng.choice(list(arguments))
        for expression in rng.sample(_EXPRESSIONS, 12):
            rest = "".join(f", {name}={value!r}" for name, value in arguments.items() if name != key)
            others = "".join(", " + _python_call(call) for call in calls[1:])
            yield Case(
                question,
                "text: value as an expression",
                "text",
                f"[{name}({key}={expression}{rest}){others}]",
            )


def _presence_cases(question: Question, rng: random.Random) -> Iterator[Case]:
    """Yield answers to a question of relevance or irrelevance."""
    name, arguments = "some_function", {"a": 1, "b": "x"}
    if question.functions:
        function = rng.choice(question.functions)
        name = function["name"]
        arguments = {key: rng.choice([1, "x", None, []]) for key in function["parameters"]["properties"]}
    calls: Calls = [(name, arguments)]
    for kind, chosen in {"a call": calls, "two calls": calls * 2, "empty call": [(name, {})]}.items():
        yield Case(question, kind, "native", native(chosen))
        yield Case(question, kind, "text", as_python(chosen))
    yield from _native_outputs(question, calls, rng)
    yield from _text_outputs(question, calls, rng)
