import gzip
import json
import logging
from collections import Counter
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import toolflow_generation
from toolflow_dataset.errors import ToolSourceError
from toolflow_generation.tool_files import import_tools, load_tool_files, load_tools, write_tools
from toolflow_generation.tool_names import is_valid_name

REAL = Path(__file__).parents[2].parent / "shared" / "data"
A, B = (
    {"name": name, "description": name, "parameters": {"type": "object", "properties": {}}} for name in "ab"
)


def write(path, text):
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def lines(*documents):
    return "".join(json.dumps(document) + "\n" for document in documents)


CONTENTS = {
    "list": json.dumps([A, B]),
    "indented": json.dumps([A, B], indent=2),
    "tools": json.dumps({"tools": [A, B]}),
    "functions": json.dumps({"functions": [A, B]}),
    "declarations": json.dumps([{"functionDeclarations": [A, B]}]),
    "mcp": json.dumps({"jsonrpc": "2.0", "id": 1, "result": {"tools": [A, B]}}),
    "mcp pages": lines({"result": {"tools": [A]}}, {"result": {"tools": [B]}}),
    "lines": lines(A, B),
    "lines with gaps": "\n" + lines(A) + "\n\n" + lines(B),
    "windows lines": lines(A, B).replace("\n", "\r\n"),
    "byte order mark": "\ufeff" + lines(A, B),
    "no last newline": lines(A, B).rstrip(),
    "dataset rows": lines({"tools": [A, B], "messages": []}),
    "question with functions": lines({"id": "q", "question": [], "function": [A, B]}),
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
@pytest.mark.parametrize("name", ["t.json", "t.jsonl", "t.json.gz"])
def test_every_wrapping_under_every_name(tmp_path, content, name):
    raw = content.encode("utf-8")
    path = write(tmp_path / name, gzip.compress(raw) if name.endswith("gz") else raw)
    assert [tool.name for tool in load_tools(path)] == ["a", "b"]


def test_it_is_public():
    assert toolflow_generation.load_tools is load_tools
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = toolflow_generation.nothing_of_the_kind


def test_a_single_function_is_a_file_too(tmp_path):
    assert [tool.name for tool in load_tools(write(tmp_path / "t.json", json.dumps(A, indent=1)))] == ["a"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.json", '[{"name": "a"},\n {"name": oops}]', r"t\.json:2:11: not JSON: Expecting value"),
        ("t.json", '{"name": "a"} {"name": "b"}', r"t\.json:1:15: not JSON: Extra data"),
        ("t.json", '[{"name": NaN}]', r"JSON has no NaN"),
        ("t.json", "[" * 100_000, r"nested too deeply"),
        ("t.json", b'{"name": "caf\xe9"}', r"t\.json:1: not UTF-8 \(byte 0xe9 at offset 13\)"),
        ("t.jsonl", lines(A) + '{"name": "b",\n' + lines(B), r"t\.jsonl:2: not JSON: column 14"),
        ("t.jsonl", '{"name": \n' + lines(B) + "oops\n", r"t\.jsonl:1: not JSON: .*and 1 more broken line"),
        ("t.jsonl", lines(A) + '{"name": Infinity}', r"t\.jsonl:2: .*no Infinity"),
        ("t.jsonl", "", r"t\.jsonl: no tools"),
        ("t.json", "[]", r"t\.json: no tools"),
        ("t.json", '{"tools": []}', r"t\.json: no tools"),
        ("t.json", "[1, 2]", r"none of 2 tools can be used; the first, .*t\.json#/0: not-a-tool"),
        ("t.json.gz", gzip.compress(lines(A).encode(), mtime=0)[:-6], r"damaged gzip"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_why(tmp_path, name, content, message):
    with pytest.raises(ToolSourceError, match=message):
        load_tools(write(tmp_path / name, content))


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(ToolSourceError, match=r"none\.json: no such file"):
        load_tools(tmp_path / "none.json")
    with pytest.raises(ToolSourceError, match="is a folder"):
        load_tools(tmp_path)
    with pytest.raises(ToolSourceError, match="nothing: no tools"):
        load_tool_files([])


def test_a_broken_line_costs_import_only_that_line(tmp_path):
    path = write(tmp_path / "t.jsonl", lines(A) + '{"name": "x",\n' + lines(B))
    tools, report = import_tools([path])
    assert [tool.name for tool in tools] == ["a", "b"]
    assert [(record.place, record.issues[0].reason) for record in report.refused] == [
        (f"{path}:2", "broken-json")
    ]


def test_load_tools_says_what_it_leaves_out(tmp_path, caplog):
    path = write(tmp_path / "t.jsonl", lines(A, {"description": "nameless"}))
    with caplog.at_level(logging.WARNING):
        assert len(load_tools(path)) == 1
    assert f"{path}:2: missing-name" in caplog.text
    assert "1 of 2 tools refused" in caplog.text


def test_places_are_lines_or_pointers(tmp_path):
    first = write(tmp_path / "a.jsonl", lines(A, B))
    second = write(tmp_path / "b.json", json.dumps({"result": {"tools": [A]}}))
    _, report = import_tools([first, second])
    assert [record.place for record in report.records] == [
        f"{first}:1",
        f"{first}:2",
        f"{second}#/result/tools/0",
    ]
    assert report.records[2].status == "merged"


def test_remarks_on_files(tmp_path):
    page = write(tmp_path / "page.json", json.dumps({"tools": [A], "nextCursor": "c2"}))
    empty = write(tmp_path / "empty.jsonl", "\n")
    _, report = import_tools([page, empty])
    assert [note.split(": ")[1] for note in report.notes] == [
        "this tools/list result has further pages (nextCursor); fetch them too",
        "holds no tools",
    ]


def test_an_mcp_error_is_refused_with_its_message(tmp_path):
    path = write(
        tmp_path / "t.json",
        json.dumps({"jsonrpc": "2.0", "error": {"code": -32601, "message": "no such method"}}),
    )
    with pytest.raises(ToolSourceError, match="no such method"):
        load_tools(path)


def test_references_into_the_file_are_found(tmp_path):
    parameters = {"type": "object", "properties": {"c": {"$ref": "#/$defs/C"}}}
    document = {"$defs": {"C": {"enum": ["x"]}}, "tools": [{"name": "a", "parameters": parameters}]}
    tool = load_tools(write(tmp_path / "t.json", json.dumps(document)))[0]
    assert tool.parameters["properties"]["c"] == {"type": "string", "enum": ["x"]}


def test_escaped_half_characters_do_not_reach_a_file(tmp_path):
    path = write(
        tmp_path / "t.jsonl",
        '{"name": "a", "description": "x\\ud83d"}\n{"name": "b", "description": "\\ud83d\\ude00"}',
    )
    tools = load_tools(path)
    write_tools(tools, tmp_path / "out.jsonl")
    assert [tool.description for tool in load_tools(tmp_path / "out.jsonl")] == ["x\ufffd", "\U0001f600"]


@pytest.mark.parametrize("name", ["o.jsonl", "o.json", "o.jsonl.gz", "new/folder/o.json.gz"])
def test_written_tools_come_back_the_same(tmp_path, name):
    documents = [
        {"name": "a.b", "parameters": {"type": "dict", "properties": {"x": {"type": "float"}}}, "x": 1},
        B,
    ]
    tools = load_tools(write(tmp_path / "t.jsonl", lines(*documents)))
    write_tools(tools, tmp_path / name)
    again, report = import_tools([tmp_path / name])
    assert again == tools
    assert report.counts() == {"read": 2, "kept": 2, "repaired": 0, "merged": 0, "refused": 0}
    before = (tmp_path / name).read_bytes()
    write_tools(tools, tmp_path / name)
    assert (tmp_path / name).read_bytes() == before


def test_an_unwritable_target_leaves_nothing_behind(tmp_path):
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    tools = load_tools(write(tmp_path / "t.jsonl", lines(A)))
    with pytest.raises(ToolSourceError, match=r"o\.jsonl: cannot be written"):
        write_tools(tools, tmp_path / "file" / "o.jsonl")
    with pytest.raises(ToolSourceError, match="is a folder"):
        write_tools(tools, tmp_path / "folder")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder", "t.jsonl"]


@pytest.mark.parametrize(
    ("name", "read", "merged"),
    [
        ("tools/google_discovery_functions.jsonl.gz", 340, 0),
        ("tools/toolbench_functions.jsonl.gz", 942, None),
        ("dialogues/sgd_tools.jsonl", 3, 0),
        ("bfcl/BFCL_v4_live_multiple.json", None, None),
    ],
)
def test_real_tools(tmp_path, name, read, merged):
    """Every fiftieth line: all kept, all valid by the metaschema itself, names valid and unique."""
    path = REAL / name
    if not path.exists():
        pytest.skip(f"needs {name} in the folder shared/data beside the repository")
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        kept = [line for i, line in enumerate(file) if i % 50 == 0]
    tools, report = import_tools([write(tmp_path / "t.jsonl", "".join(kept))])
    assert report.refused == []
    assert len(tools) + report.count("merged") == len(report.records)
    assert read in (None, len(report.records))
    assert merged in (None, report.count("merged"))
    assert max(Counter(tool.name for tool in tools).values()) == 1
    assert all(is_valid_name(tool.name) for tool in tools)
    for tool in tools:
        assert tool.parameters["type"] == "object"
        assert set(tool.parameters.get("required", ())) <= set(tool.parameters["properties"])
        Draft202012Validator.check_schema(tool.parameters)
        if tool.returns is not None:
            Draft202012Validator.check_schema(tool.returns)
    write_tools(tools, tmp_path / "o.jsonl")
    again, second = import_tools([tmp_path / "o.jsonl"])
    assert again == tools
    assert second.count("kept") == len(tools)
