from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import inspect
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple, NewType, NotRequired, TypedDict
from uuid import UUID

import pytest
from pydantic import BaseModel, Field

from toolflow_generation.importers.python_hints import hint_schema, is_plain, is_structured, json_default


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Line(TypedDict):
    """A line of an order.

    Attributes:
        article_id: Identifier of the article,
            as printed.
        count (int): How many.

    Notes:
        note: Not a description.
    """

    article_id: str
    count: int
    note: NotRequired[Annotated[str, "What the customer said."]]


@dataclasses.dataclass
class Order:
    order_id: str
    lines: list[Line]
    total: float = dataclasses.field(default=0.0, metadata={"description": "Sum in euros."})
    parent: Order | None = None


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Shape(enum.Enum):
    ROUND = (1, 1)
    LONG = (1, 3)


class Point(NamedTuple):
    """Attributes:
    x: Metres to the east.
    """

    x: float
    y: float = 0.0


@dataclasses.dataclass
class Parcel:
    """A parcel on its way.

    It may be tracked.

    Args:
        size: How large it is.
        weight: Its weight in
            kilograms.
    """

    size: Colour
    weight: float = 1.5
    sent: dt.date = dt.date(2025, 1, 2)
    lines: list[Line] = dataclasses.field(default_factory=list)
    code: str = dataclasses.field(default="x", init=False)
    check: dataclasses.InitVar[bool] = True
    at: Point | None = None
    inside: Parcel | None = None


class Tree(BaseModel):
    name: str = Field(description="What it is called")
    colour: Colour = Colour.RED
    leaf: Leaf
    branches: list[Tree] = []


class Leaf(BaseModel):
    """A leaf."""

    count: int = Field(1, ge=0)


class Customer(BaseModel):
    title: str = Field(description="How to address them")
    age: int = 0


LINE = {
    "type": "object",
    "description": "A line of an order.",
    "properties": {
        "article_id": {"type": "string", "description": "Identifier of the article, as printed."},
        "count": {"type": "integer", "description": "How many."},
        "note": {"type": "string", "description": "What the customer said."},
    },
    "required": ["article_id", "count"],
}


def test_a_typed_dict():
    assert hint_schema(Line) == LINE


def test_a_dataclass_within_itself_is_left_open():
    assert hint_schema(Order) == {
        "type": "object",
        "properties": {
            "order_id": {"type": "string"},
            "lines": {"type": "array", "items": LINE},
            "total": {"type": "number", "description": "Sum in euros."},
            "parent": {"type": ["object", "null"]},
        },
        "required": ["order_id", "lines", "total", "parent"],
    }


def test_a_pydantic_model_without_the_titles_that_repeat_names():
    assert hint_schema(Customer) == {
        "type": "object",
        "properties": {
            "title": {"type": "string", "description": "How to address them"},
            "age": {"type": "integer", "default": 0},
        },
        "required": ["title"],
    }


@pytest.mark.parametrize(
    ("hint", "schema"),
    [
        (str, {"type": "string"}),
        (None | int, {"type": ["integer", "null"]}),
        (int | str, {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
        (int | object, {}),
        (Colour, {"type": "string", "enum": ["red", "blue"]}),
        (Colour | None, {"type": ["string", "null"], "enum": ["red", "blue", None]}),
        (Literal["a", 1], {"type": ["string", "integer"], "enum": ["a", 1]}),
        (dt.date, {"type": "string", "format": "date"}),
        (Decimal, {"type": "number"}),
        (list, {"type": "array"}),
        (Sequence[int], {"type": "array", "items": {"type": "integer"}}),
        (tuple[int, ...], {"type": "array", "items": {"type": "integer"}}),
        (tuple[int, str], {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}]}),
        (dict[str, Line], {"type": "object", "additionalProperties": LINE}),
        (dict[str, Any], {"type": "object"}),
        (Any, {}),
        (object, {}),
    ],
)
def test_other_hints(hint, schema):
    assert hint_schema(hint) == schema


PARCEL = {
    "type": "object",
    "description": "A parcel on its way.",
    "properties": {
        "size": {"type": "string", "enum": ["red", "blue"], "description": "How large it is."},
        "weight": {"type": "number", "description": "Its weight in kilograms.", "default": 1.5},
        "sent": {"type": "string", "format": "date", "default": "2025-01-02"},
        "lines": {"type": "array", "items": LINE | {"additionalProperties": False}},
        "check": {"type": "boolean", "default": True},
        "at": {
            "type": ["object", "null"],
            "properties": {
                "x": {"type": "number", "description": "Metres to the east."},
                "y": {"type": "number", "default": 0.0},
            },
            "required": ["x"],
            "additionalProperties": False,
        },
        "inside": {"type": ["object", "null"]},
    },
    "required": ["size"],
    "additionalProperties": False,
}


def test_what_is_taken_may_leave_out_what_has_a_default():
    assert hint_schema(Parcel, taken=True) == PARCEL
    assert hint_schema(list[Parcel] | None, taken=True) == {"type": ["array", "null"], "items": PARCEL}


def test_a_pydantic_model_is_written_out_and_left_open_within_itself():
    leaf = {
        "type": "object",
        "description": "A leaf.",
        "properties": {"count": {"type": "integer", "default": 1, "minimum": 0}},
    }
    assert hint_schema(Tree, taken=True) == {
        "type": "object",
        "properties": {
            "name": {"type": "string", "description": "What it is called"},
            "colour": {"type": "string", "enum": ["red", "blue"], "default": "red"},
            "leaf": leaf,
            "branches": {"type": "array", "items": {"type": "object"}, "default": []},
        },
        "required": ["name", "leaf"],
    }


@pytest.mark.parametrize(
    ("hint", "schema"),
    [
        (Colour, {"type": "string", "enum": ["red", "blue"]}),
        (Level, {"type": "integer", "enum": [1, 2], "description": "1 is LOW, 2 is HIGH"}),
        (Shape, {"type": "string", "enum": ["ROUND", "LONG"]}),
        (dict[str, Level], {"type": "object", "additionalProperties": {"type": "integer", "enum": [1, 2], "description": "1 is LOW, 2 is HIGH"}}),
        (tuple[int, str], {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "minItems": 2, "maxItems": 2}),
        (NewType("Id", str), {"type": "string"}),
        (Annotated[dt.timedelta, "How long, in seconds"], {"type": "number", "description": "How long, in seconds"}),
        (frozenset[UUID], {"type": "array", "items": {"type": "string", "format": "uuid"}}),
        (object, {}),
    ],
)  # fmt: skip
def test_hints_of_what_is_taken(hint, schema):
    assert hint_schema(hint, taken=True) == schema


def test_a_named_tuple_is_given_as_the_list_that_json_makes_of_it():
    assert hint_schema(Point) == {"type": "array", "prefixItems": [{"type": "number"}, {"type": "number"}]}


def test_defaults_that_json_can_hold():
    held = [json_default(value) for value in (Colour.BLUE, Level.HIGH, Shape.LONG, dt.time(9), 3, "x", True)]
    assert held == ["blue", 2, "LONG", "09:00:00", 3, "x", True]
    assert [json_default(value) for value in (None, (), [], Point(1.0), inspect.Parameter.empty)] == [
        None
    ] * 5


@pytest.mark.parametrize(
    ("hint", "plain"),
    [
        (list[int] | None, True),
        (Literal["a"], True),
        (tuple[int, ...], True),
        (dict[str, Any], True),
        (Line, False),
        (list[Colour], False),
        (Sequence[int], False),
        (dt.date, False),
    ],
)
def test_what_transformers_knows(hint, plain):
    assert is_plain(hint) is plain


def test_what_has_fields():
    assert is_structured(list[Line] | None)
    assert not is_structured(dict[str, list[int]])
