from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal, NotRequired, TypedDict

import pytest
from pydantic import BaseModel, Field

from toolflow_generation.importers.python_hints import hint_schema, is_structured


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


class Customer(BaseModel):
    title: str = Field(description="How to address them")
    age: int = 0


LINE = {
    "type": "object",
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


def test_what_has_fields():
    assert is_structured(list[Line] | None)
    assert not is_structured(dict[str, list[int]])
