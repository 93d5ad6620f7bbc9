"""Recorded results: hits, misses, repeated calls, and files that cannot be read."""

import gzip
import json

import pytest

from toolflow_dataset.errors import ExecutionError
from toolflow_generation.executors.replay import Recording, digest_of

LINES = [
    {"name": "price", "arguments": {"a": 1, "b": "x"}, "result": {"price": 5}},
    {"name": "price", "arguments": {"b": "x", "a": 1}, "result": {"price": 6}},
    {"name": "price", "arguments": {"a": 2}, "error": "sold out"},
    {"name": "now", "result": None},
]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "calls.jsonl"
    path.write_text("\n".join(map(json.dumps, LINES)) + "\n\n")
    return path


def test_hits_in_their_order_and_misses(path):
    recording = Recording(path)
    assert len(recording) == 4
    arguments = {"b": "x", "a": 1}
    assert [recording.get("price", arguments, n).value["price"] for n in range(4)] == [5, 6, 6, 6]
    assert recording.get("price", {"a": 2}, 0).error == "sold out"
    assert recording.get("now", {}, 0).value is None
    assert recording.get("price", {"a": 3}, 0) is None
    assert recording.get("prices", arguments, 0) is None


def test_gzipped_and_digest(path, tmp_path):
    packed = tmp_path / "calls.jsonl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert len(Recording(packed)) == 4
    first = digest_of([str(path)])
    assert digest_of([str(path), str(path)]) == first
    assert digest_of([]) is None
    path.write_text("")
    assert digest_of([str(path)]) != first


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2: not valid JSON"),
        ("5", "line 2: got '5', expected an object with name"),
        ('{"name": 5, "result": 1}', "line 2: got"),
        ('{"name": "a", "arguments": [], "result": 1}', "arguments an object"),
        ('{"name": "a"}', "either result, any JSON value, or error"),
        ('{"name": "a", "result": 1, "error": "x"}', "either result"),
        ('{"name": "a", "error": 5}', "either result"),
        ('{"name": "a", "result": NaN}', "NaN is no JSON number"),
    ],
)
def test_broken_lines_are_named(tmp_path, line, said):
    path = tmp_path / "calls.jsonl"
    path.write_text(f"{json.dumps(LINES[0])}\n{line}\n")
    with pytest.raises(ExecutionError) as error:
        Recording(path)
    assert said in str(error.value) and str(path) in str(error.value)


def test_missing_file(tmp_path):
    with pytest.raises(ExecutionError, match="cannot be read"):
        Recording(tmp_path / "none.jsonl")
