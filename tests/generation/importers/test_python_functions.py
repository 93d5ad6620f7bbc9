import pytest

from toolflow_dataset.errors import ToolSourceError
from toolflow_generation.importers.source_document import ImportOptions
from toolflow_generation.tool_files import import_tools

MODULE = '''
"""Rooms of a clinic."""
import sys
from os.path import join
from typing import Any, Literal

print("imported")


def find_room(ward: Literal["A", "B"], beds: int = 1, near: str | None = None) -> dict[str, int]:
    """Find a **free** room.

    Args:
        ward: The ward to look in.
        beds: How many beds it has.
        near: A room to be near to.

    Returns:
        The room's number and floor.
    """


async def close_room(number: int) -> None:
    """Close a room.

    Args:
        number: Its number.
    """


def count_rooms() -> dict[str, Any]:
    """Count the rooms.

    Returns:
        Counts by ward.
    """


def no_hint(number):
    """Do something.

    Args:
        number: A number.
    """


def no_docstring(number: int) -> int: ...


def not_told(number: int) -> int:
    """Do something."""


def by_position(number: int, /) -> int:
    """Do something.

    Args:
        number: A number.
    """


def _hidden() -> int:
    """Hide."""


class Room:
    """No function."""
'''


@pytest.fixture
def clinic(tmp_path, monkeypatch):
    (tmp_path / "clinic_rooms.py").write_text(MODULE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(source, **options):
    tools, report = import_tools([source], options=ImportOptions(**options))
    return {tool.name: tool for tool in tools}, report


def fails(source, **options):
    with pytest.raises(ToolSourceError) as caught:
        read(source, **options)
    return str(caught.value)


def test_all_public_functions_of_a_module(clinic, capfd):
    tools, report = read("clinic_rooms:*")
    assert list(tools) == ["find_room", "close_room", "count_rooms"]
    assert tools["find_room"].description == "Find a free room."
    assert tools["find_room"].parameters == {
        "type": "object",
        "properties": {
            "ward": {"type": "string", "enum": ["A", "B"], "description": "The ward to look in."},
            "beds": {"type": "integer", "description": "How many beds it has.", "default": 1},
            "near": {"type": ["string", "null"], "description": "A room to be near to."},
        },
        "required": ["ward"],
    }
    assert tools["find_room"].returns["additionalProperties"] == {"type": "integer"}
    assert tools["find_room"].returns["description"] == "The room's number and floor."
    assert tools["close_room"].returns is None
    assert tools["count_rooms"].returns["description"] == "Counts by ward."
    assert tools["find_room"].metadata == {
        "source": "clinic_rooms",
        "id": "find_room",
        "category": "clinic_rooms",
        "target": "python:clinic_rooms:find_room",
    }
    refused = {record.place: record.issues[0] for record in report.refused}
    assert {issue.reason for issue in refused.values()} == {"python-function"}
    assert "missing a type hint" in refused["clinic_rooms:no_hint"].detail
    assert "no docstring" in refused["clinic_rooms:no_docstring"].detail
    assert "no description for the argument 'number'" in refused["clinic_rooms:not_told"].detail
    assert "positional-only" in refused["clinic_rooms:by_position"].detail
    assert len(refused) == 4
    assert capfd.readouterr().out == ""


ORDERS = '''
from __future__ import annotations
import dataclasses
from typing import TypedDict

class Line(TypedDict):
    article: str

@dataclasses.dataclass
class Order:
    """An order.

    Attributes:
        number: Its number.
    """
    number: int
    lines: list[Line]

def find_order(number: int = 7) -> Order | None:
    """Find an order.

    Args:
        number: Its number.

    Returns:
        The order, if there is one.
    """
    return Order(number, [{"article": "tea"}])
'''


def test_a_dataclass_is_told_field_by_field_and_the_function_gives_just_that(clinic):
    import asyncio

    from jsonschema import Draft202012Validator

    from toolflow_generation.executors.python_executor import PythonModule
    from toolflow_generation.executors.rules import ExecutorRule

    (clinic / "orders.py").write_text(ORDERS)
    [tool] = read("orders.py:*")[0].values()
    assert tool.parameters["properties"] == {
        "number": {"type": "integer", "description": "Its number.", "default": 7}
    }
    assert tool.returns == {
        "type": ["object", "null"],
        "description": "The order, if there is one.",
        "properties": {
            "number": {"type": "integer", "description": "Its number."},
            "lines": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"article": {"type": "string"}},
                    "required": ["article"],
                },
            },
        },
        "required": ["number", "lines"],
    }

    async def call():
        module = PythonModule("orders.py", ["find_order"], ExecutorRule("python", target="orders.py:*"))
        try:
            await module.prepare()
            return await module.call("find_order", {}, "0", None)
        finally:
            await module.close()

    answer = asyncio.run(call())
    assert answer.value == {"number": 7, "lines": [{"article": "tea"}]}
    Draft202012Validator(tool.returns).validate(answer.value)


BOOKING = '''
from __future__ import annotations
import dataclasses, datetime, decimal, enum
from typing import Literal, NamedTuple, TypedDict
from pydantic import BaseModel, Field

class Board(enum.Enum):
    NONE = "none"
    FULL = "full board"

class Span(NamedTuple):
    """The nights.

    Attributes:
        first: The first night.
        nights: How many nights.
    """
    first: datetime.date
    nights: int = 1

class Contact(BaseModel):
    mail: str = Field(description="Mail address", pattern=".+@.+")
    phone: str | None = None

class Extra(TypedDict, total=False):
    name: str
    price: decimal.Decimal

@dataclasses.dataclass
class Guest:
    """Someone who stays.

    Attributes:
        name: Full name.
        age: Age in years.
        board: What is eaten.
    """
    name: str
    age: int
    board: Board = Board.NONE
    friends: list[Guest] = dataclasses.field(default_factory=list)

    def __post_init__(self):
        if self.age < 0:
            raise ValueError("nobody is younger than 0")

def book(guests: list[Guest], span: Span, contact: Contact, extras: dict[str, Extra] | None = None,
         board: Board = Board.FULL, room: Literal["single", "double"] = "double") -> dict[str, str]:
    """Book a stay.

    Args:
        guests: Who comes.
        span: When.
        contact: Who is asked.
        extras: What else, by day.
        board: What is eaten by default.
        room: Which room.
    """
    assert type(guests[0]) is Guest and type(span) is Span and type(contact) is Contact
    everyone = guests + [friend for guest in guests for friend in guest.friends]
    last = span.first + datetime.timedelta(days=span.nights)
    total = sum((extra["price"] for extra in (extras or {}).values()), decimal.Decimal(0))
    said = ", ".join(f"{guest.name} {guest.board.name}" for guest in everyone)
    return {"guests": said, "until": str(last), "mail": contact.mail, "total": str(total),
            "board": board.name, "room": room}
'''


def executed(calls):
    """What calls of functions in the file `booking.py` give, by the worker."""
    import asyncio

    from toolflow_generation.executors.python_executor import PythonModule
    from toolflow_generation.executors.rules import ExecutorRule

    async def run():
        module = PythonModule("booking.py", ["book"], ExecutorRule("python", target="booking.py:*"))
        try:
            await module.prepare()
            return [await module.call("book", arguments, "0", None) for arguments in calls]
        finally:
            await module.close()

    return asyncio.run(run())


STAY = {
    "guests": [{"name": "Ann", "age": 30, "board": "full board", "friends": [{"name": "Bo", "age": 3.0}]}],
    "span": {"first": "2025-02-27", "nights": 3},
    "contact": {"mail": "ann@example.com"},
    "extras": {"friday": {"name": "sauna", "price": 12.5}},
}


def test_parameters_that_are_classes_are_objects_and_the_function_gets_instances(clinic):
    from jsonschema import Draft202012Validator

    (clinic / "booking.py").write_text(BOOKING)
    tools, report = read("booking.py:*")
    parameters = tools["book"].parameters
    Draft202012Validator.check_schema(parameters)
    assert "$ref" not in str(parameters) and report.refused == []
    assert parameters["required"] == ["guests", "span", "contact"]
    guest = parameters["properties"]["guests"]["items"]
    assert parameters["properties"]["guests"]["description"] == "Who comes."
    assert guest["required"] == ["name", "age"] and guest["description"] == "Someone who stays."
    assert guest["properties"]["age"] == {"type": "integer", "description": "Age in years."}
    assert guest["properties"]["board"]["default"] == "none"
    assert parameters["properties"]["span"]["properties"]["first"]["format"] == "date"
    assert parameters["properties"]["contact"]["properties"]["mail"]["description"] == "Mail address"
    assert parameters["properties"]["board"] == {
        "type": "string",
        "enum": ["none", "full board"],
        "description": "What is eaten by default.",
        "default": "full board",
    }
    assert "extras" not in parameters["required"]
    Draft202012Validator(parameters).validate(STAY)
    [answer] = executed([STAY])
    assert answer.value == {
        "guests": "Ann FULL, Bo NONE",
        "until": "2025-03-02",
        "mail": "ann@example.com",
        "total": "12.5",
        "board": "FULL",
        "room": "double",
    }


WRONG = {
    "not an object": ({"guests": ["Ann"]}, "guests[0]: expected an object (Guest), got 'Ann'"),
    "missing": ({"guests": [{"name": "Ann"}]}, "guests[0]: Guest needs age"),
    "unknown": (
        {"guests": [{"name": "Ann", "age": 3, "sex": "f"}]},
        "guests[0]: Guest has no field 'sex'; its fields: name, age, board, friends",
    ),
    "of another type": (
        {"guests": [{"name": "Ann", "age": "3"}]},
        "guests[0].age: expected an integer, got '3'",
    ),
    "nested": (
        {"guests": [{"name": "Ann", "age": 3, "friends": [{"name": 1, "age": 1}]}]},
        "guests[0].friends[0].name: expected a text, got 1",
    ),
    "refused by the class": (
        {"guests": [{"name": "Ann", "age": -1}]},
        "guests[0]: ValueError: nobody is younger than 0",
    ),
    "no member": ({"board": "half"}, "board: expected one of 'none', 'full board', got 'half'"),
    "no date": ({"span": {"first": "soon"}}, "span.first: expected a date such as 2025-01-31, got 'soon'"),
    "by pydantic": ({"contact": {"mail": "x"}}, "contact.mail: String should match pattern"),
    "or null": ({"extras": {"friday": 5}}, "extras.friday: expected an object (Extra), got 5"),
}


def test_arguments_that_are_no_such_objects_are_tool_errors(clinic):
    (clinic / "booking.py").write_text(BOOKING)
    answers = executed([{**STAY, **changes} for changes, _ in WRONG.values()])
    for answer, (_, said) in zip(answers, WRONG.values(), strict=True):
        assert answer.value is None
        assert answer.error.startswith(f"wrong argument: {said}")


@pytest.mark.parametrize(
    "source", ["clinic_rooms:find_room", "python:clinic_rooms:find_room", "./clinic_rooms.py:find_room"]
)
def test_one_function(clinic, source):
    tools, _ = read(source)
    assert list(tools) == ["find_room"]
    assert tools["find_room"].metadata["target"] == f"python:{source.removeprefix('python:')}"


def test_nothing_of_the_module_stays_in_this_process(clinic):
    import sys

    read("clinic_rooms:*")
    assert "clinic_rooms" not in sys.modules


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "clinic_rooms:nothing",
            "clinic_rooms has no function nothing; its functions: find_room, close_room",
        ),
        ("clinic_rooms:Room", "clinic_rooms has a type and no function Room"),
        ("no_such_module:f", "no_such_module cannot be imported: ModuleNotFoundError: No module named"),
        ("missing.py:*", "no such file: missing.py"),
        ("python:clinic_rooms", "expected MODULE:FUNCTION"),
        ("broken:*", "broken cannot be imported: ZeroDivisionError: division by zero"),
        ("exits:*", "exits cannot be imported: SystemExit: 3"),
        ("dies:*", "dies ended the process that imported it (status 7)\n  last words"),
        ("empty:*", "empty:*: no tools in it"),
    ],
)
def test_what_cannot_be_read(clinic, source, said):
    (clinic / "broken.py").write_text("1 / 0")
    (clinic / "exits.py").write_text("import sys\nsys.exit(3)")
    (clinic / "dies.py").write_text(
        "import os, sys\nsys.stderr.write('last words')\nsys.stderr.flush()\nos._exit(7)"
    )
    (clinic / "empty.py").write_text("from os.path import join")
    assert said in fails(source)


def test_an_import_without_end(clinic):
    (clinic / "sleeps.py").write_text("import time\ntime.sleep(600)")
    message = fails("sleeps:*", timeout=1.0)
    assert message == "sleeps:*: sleeps was not imported within 1 seconds; --timeout gives it longer"


def test_a_file_of_that_name_is_a_file(clinic):
    (clinic / "tools:one").write_text('{"name": "f", "parameters": {}}')
    assert list(read("tools:one")[0]) == ["f"]
