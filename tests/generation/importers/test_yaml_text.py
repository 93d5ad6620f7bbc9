from pathlib import Path

import pytest

from toolflow_dataset.errors import ToolSourceError
from toolflow_generation.importers import yaml_text
from toolflow_generation.importers.yaml_text import parse_yaml

PLACE = Path("api.yaml")


def parse(text):
    return parse_yaml(text, PLACE, [])


def test_scalars_are_those_of_json():
    text = "[yes, no, on, Off, y, 2020-01-01, 1:30, 0o17, 010, 0x1F, 1_000, 1e3, .5, -2, ~, null, '', true, 'true', =]"
    assert parse(text) == [
        *("yes", "no", "on", "Off", "y", "2020-01-01", "1:30", 15, 10, 31, "1_000", 1000.0, 0.5, -2),
        *(None, None, "", True, "true", "="),
    ]


def test_keys_are_text_as_written():
    assert parse("{200: a, 4.0: b, true: c, null: d, 0x10: e, on: f}") == dict(
        zip(["200", "4.0", "true", "null", "0x10", "on"], "abcdef", strict=True)
    )


def test_anchors_aliases_and_merges():
    text = "base: &b {x: 1, y: 2}\none: {<<: *b, x: 3}\ntwo: {<<: [{x: 7}, *b], z: 4}\nsame: *b\nkey: &k name\nby: {*k : 1}"
    assert parse(text) == {
        "base": {"x": 1, "y": 2},
        "one": {"x": 3, "y": 2},
        "two": {"x": 7, "y": 2, "z": 4},
        "same": {"x": 1, "y": 2},
        "key": "name",
        "by": {"name": 1},
    }


def test_blocks_comments_and_explicit_plain_tags():
    assert parse("# c\n--- \na: |\n  x\n  y\nb: >-\n  x\n  y\nc: !!str 12\nd: !!int '3'\n...\n") == {
        "a": "x\ny\n",
        "b": "x y",
        "c": "12",
        "d": 3,
    }


def test_keys_given_twice_are_told():
    notes = []
    assert parse_yaml("a: 1\nb:\n  c: 1\n  c: 2\n", PLACE, notes) == {"a": 1, "b": {"c": 2}}
    assert notes == ["api.yaml:4: the key 'c' is given twice in one mapping; the last one is used"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1, 2", r"api\.yaml:\d:\d: not YAML: .*expected ',' or ']'"),
        ("a: b: c", r"api\.yaml:1:5: not YAML: mapping values are not allowed"),
        ("a: \x01", r"api\.yaml: not YAML: .*control characters"),
        ("a: 1\n---\nb: 2", r"api\.yaml:2:1: a second document"),
        (
            "a: !!python/object/apply:os.system [ls]",
            r"api\.yaml:1:4: the tag 'tag:yaml\.org,2002:python.*not allowed",
        ),
        ("a: !custom {b: 1}", r"api\.yaml:1:4: the tag '!custom' is not allowed"),
        ("a: !!timestamp 2020-01-01", r"the tag .*timestamp' is not allowed"),
        ("a: !!binary aGk=", r"the tag .*binary' is not allowed"),
        ("a: .nan", r"api\.yaml:1:4: JSON has no \.nan"),
        ("a: 1e999", r"beyond what a float holds"),
        ("[a]: 1", r"a list or mapping as a key"),
        ("a: &x [*x]", r"the alias \*x stands before or inside what it names"),
        ("a: *x", r"the alias \*x stands before"),
        ("a: {<<: 3}\nb: {<<: [3]}", r"what << merges has to be a mapping"),
        ("[" * 100_000, r"nested more than 200 levels deep"),
        ("- " * 100_000, r"nested more than 200 levels deep"),
    ],
)
def test_what_is_no_plain_yaml_says_where_and_why(text, message):
    with pytest.raises(ToolSourceError, match=message):
        parse(text)


def test_an_alias_bomb_is_refused_before_it_grows():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 30)]
    with pytest.raises(ToolSourceError, match=r"api\.yaml:\d:\d+: aliases repeat more than 1,000,000 values"):
        parse("\n".join(lines))


def test_a_bomb_of_merges_is_refused_too():
    lines = ["a0: &a0 {x: 1}"]
    lines += [f"a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 10)}]}}" for i in range(1, 30)]
    with pytest.raises(ToolSourceError, match="aliases repeat more than"):
        parse("\n".join(lines))


def test_size_is_limited(monkeypatch):
    monkeypatch.setattr(yaml_text, "MAX_CHARACTERS", 2**20)
    with pytest.raises(ToolSourceError, match=r"YAML of 2 Mi characters; the limit is 1; convert it to JSON"):
        parse("a" * 2**21)
