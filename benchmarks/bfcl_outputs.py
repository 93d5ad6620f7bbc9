"""What models write, right or wrong: natively and as text, with the slips of form that they make."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

from bfcl_forms import Calls, Case, as_python, native, python_call

from toolflow_evaluation.bfcl.questions import Question

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


def native_outputs(question: Question, calls: Calls, rng: random.Random) -> Iterator[Case]:
    """Yield what comes over the wire instead of calls, and calls that are broken."""
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


def text_outputs(question: Question, calls: Calls, rng: random.Random) -> Iterator[Case]:
    """Yield calls as Python text, dressed up, broken, or with expressions for values."""
    text = as_python(calls)
    name, arguments = calls[0]
    first = python_call(calls[0])
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
        "text: joined by and": " and ".join(map(python_call, calls)),
        "text: lines": "\n".join(map(python_call, calls)),
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
            others = "".join(", " + python_call(call) for call in calls[1:])
            yield Case(
                question,
                "text: value as an expression",
                "text",
                f"[{name}({key}={expression}{rest}){others}]",
            )


def presence_cases(question: Question, rng: random.Random) -> Iterator[Case]:
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
    yield from native_outputs(question, calls, rng)
    yield from text_outputs(question, calls, rng)
