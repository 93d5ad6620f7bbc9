"""Arguments made of JSON, hint by hint."""

import collections
import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping, Sequence, Set
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, NewType, NotRequired, TypedDict
from uuid import UUID

import pytest

from toolflow_generation.executors.python_arguments import ArgumentError, Parameters, has_classes, make


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Shape(enum.Enum):
    ROUND = (1, 1)


class Note(TypedDict):
    on: dt.date
    text: NotRequired[Annotated[str, "What it says"]]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    level: Level = Level.LOW
    inside: "Box | None" = None
    scale: dataclasses.InitVar[int] = 1


Id = NewType("Id", int)
DAY = dt.date(2025, 1, 2)


@pytest.mark.parametrize(
    ("value", "hint", "made"),
    [
        (1, Level, Level.LOW),
        ("ROUND", Shape, Shape.ROUND),
        ({"on": "2025-01-02"}, Note, {"on": DAY}),
        ({"level": 2, "inside": {"scale": 3}}, Box, Box(level=Level.HIGH, inside=Box())),
        (None, Box | None, None),
        (["2025-01-02"], list[dt.date], [DAY]),
        ([1, "2025-01-02"], tuple[int, dt.date], (1, DAY)),
        ([1, 2], tuple[int, ...], (1, 2)),
        ([1, 1], set[int], {1}),
        ([1], Set[int], {1}),
        ([1], frozenset, frozenset({1})),
        (["2025-01-02"], Sequence[dt.date], [DAY]),
        ([1], collections.deque[int], collections.deque([1])),
        ({"1": "2025-01-02"}, Mapping[int, dt.date], {1: DAY}),
        ({"2": 5}, dict[Literal["2"], float], {"2": 5.0}),
        ("5", int | str, "5"),
        (5, float | int, 5),
        ("2025-01-02", dt.date | str, "2025-01-02"),
        ("2025-01-02", dt.date | None, DAY),
        ("2025-01-02T10:00:00Z", dt.datetime, dt.datetime(2025, 1, 2, 10, tzinfo=dt.UTC)),
        (90, dt.timedelta, dt.timedelta(seconds=90)),
        (0.1, Decimal, Decimal("0.1")),
        ("0.10", Decimal, Decimal("0.10")),
        ("a/b", Path, Path("a/b")),
        ("00000000-0000-0000-0000-000000000001", UUID, UUID(int=1)),
        (7.0, Annotated[Id, "Number"], 7),
        ({"a": [1]}, Any, {"a": [1]}),
        ("x", "a text that is no hint", "x"),
    ],
)
def test_what_is_made(value, hint, made):
    result = make(value, hint, "x")
    assert result == made and type(result) is type(made)


@pytest.mark.parametrize(
    ("value", "hint", "said"),
    [
        (True, Level, "x: expected one of 1, 2, got True"),
        ("1", Level, "x: expected one of 1, 2, got '1'"),
        (True, int, "x: expected an integer, got True"),
        (1.5, int, "x: expected an integer, got 1.5"),
        ("1", float, "x: expected a number, got '1'"),
        (1, bool, "x: expected true or false, got 1"),
        (0, None, "x: expected null, got 0"),
        ([1], tuple[int, int], "x: expected a list of 2, got [1]"),
        ("ab", list[str], "x: expected a list, got 'ab'"),
        ([[1]], set[list[int]], "x: TypeError: unhashable type: 'list'"),
        ({"a": 1}, dict[int, int], "x: expected names that are an integer, got 'a'"),
        ({"a": "b"}, dict[str, int], "x.a: expected an integer, got 'b'"),
        ("b", Literal["a", 1], "x: expected one of 'a', 1, got 'b'"),
        (True, Literal["a", 1], "x: expected one of 'a', 1, got True"),
        ("many", Decimal, "x: expected a number, got 'many'"),
        (1e300, dt.timedelta, "x: expected a number of seconds, got 1e+300"),
        (5, dt.date | None, "x: expected a date such as 2025-01-31, got 5"),
        ({"on": 1}, Note | Box, "x.on: expected a date such as 2025-01-31, got 1; or x: Box has no field 'on'"),
        ("y" * 500, int, f"x: expected an integer, got '{'y' * 59}..."),
        ({"level": 1, 5: 1}, Box, "x: Box has no field"),
    ],
)  # fmt: skip
def test_what_is_refused(value, hint, said):
    if isinstance(value, dict):
        value = {str(key): each for key, each in value.items()}
    with pytest.raises(ArgumentError) as caught:
        make(value, hint, "x")
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    "hint", [int, list[str], dict[str, Any], Literal["a"], str | None, Any, Sequence[int]]
)
def test_plain_parameters_are_passed_on_as_they_came(hint):
    assert not has_classes(hint)


def test_only_parameters_with_classes_are_made_and_hints_of_no_use_change_nothing():
    def function(a: int, b: set[int], **more: dt.date) -> Box: ...

    assert Parameters(function).made({"a": "text", "b": [1], "c": "x"}) == {"a": "text", "b": {1}, "c": "x"}

    def broken(a: "Missing"): ...  # noqa: F821

    assert Parameters(broken).made({"a": 1}) == {"a": 1}
