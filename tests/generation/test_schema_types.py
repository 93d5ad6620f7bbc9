import pytest

from toolflow_generation.schema_properties import guess_field
from toolflow_generation.schema_types import MISSING, coerce, has_type, order_types, read_type


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        ("string", {"type": "string"}),
        (" Integer ", {"type": "integer"}),
        ("HashMap", {"type": "object"}),
        ("typing.Any", {}),
        ("", {}),
        ("Dict[str, List[int]]", {"type": "object"}),
        ("List[List[float]]", {"type": "array", "items": {"type": "array", "items": {"type": "number"}}}),
        ("Tuple[int, ...]", {"type": "array", "items": {"type": "integer"}}),
        ("Tuple[int, str]", {"type": "array", "items": {}}),
        ("array of strings", {"type": "array", "items": {"type": "string"}}),
        ("Union[int, str, None]", {"type": ["integer", "string", "null"]}),
        ("null | string", {"type": ["string", "null"]}),
        ("int or float", {"type": "number"}),
        ("Optional[Literal['a']]", {"type": ["string", "null"], "enum": ["a", None]}),
        ("Any|None", {}),
        ("email", {"type": "string", "format": "email"}),
        ("widget", None),
        ("List[widget]", {"type": "array", "items": {}}),
        ("int|widget", None),
        ("[" * 300, None),
    ],
)
def test_read_type(text, schema):
    assert read_type(text) == schema


def test_order_types():
    assert order_types(["null", "string", "null"]) == ["string", "null"]
    assert order_types(["integer", "number"]) == ["number"]


@pytest.mark.parametrize(
    ("value", "types", "expected"),
    [
        ("10", ["integer"], 10),
        ("10.0", ["integer"], 10),
        ("10.5", ["integer"], MISSING),
        ("10.5", ["number"], 10.5),
        ("nan", ["number"], MISSING),
        ("9" * 400, ["number"], MISSING),
        ("TRUE", ["boolean"], True),
        (1, ["boolean"], MISSING),
        (True, ["integer"], MISSING),
        (True, ["string"], "true"),
        (2.0, ["integer"], 2.0),
        (7, ["string"], "7"),
        (None, ["string"], MISSING),
        (None, ["string", "null"], None),
        ("[1]", ["array"], [1]),
        ("[1", ["array"], MISSING),
        ('{"a": 1}', ["object"], {"a": 1}),
        ("10", ["string", "integer"], "10"),
    ],
)
def test_coerce(value, types, expected):
    result = coerce(value, types)
    assert (
        result is expected if expected is MISSING else (result == expected and type(result) is type(expected))
    )


def test_a_boolean_is_no_number():
    assert not has_type(True, ["integer", "number"])
    assert has_type(3, ["number"])
    assert not has_type(3.5, ["integer"])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("isOpen", "boolean"),
        ("has_wifi", "boolean"),
        ("island", "string"),
        ("enabled", "boolean"),
        ("itemCount", "integer"),
        ("discount", "string"),
        ("hotel_price", "number"),
        ("URL", "string"),
        ("", "string"),
        ("名前", "string"),
    ],
)
def test_guess_field(name, kind):
    assert guess_field(name) == {"type": kind}
