import gzip
import json
import os

import pytest

from toolflow_dataset.errors import ToolSourceError
from toolflow_generation.importers import file_text
from toolflow_generation.importers.source_document import ImportOptions
from toolflow_generation.tool_files import import_tools, load_tools


def api(title="Shop", schema=None):
    content = {"application/json": {"schema": schema or {"type": "string"}}}
    answer = {"200": {"description": "", "content": content}}
    return {
        "openapi": "3.0.0",
        "info": {"title": title},
        "paths": {"/": {"get": {"operationId": title, "responses": answer}}},
    }


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


FUNCTION = {"name": "f", "parameters": {"type": "object", "properties": {}}}


def names(source, **options):
    return [tool.name for tool in import_tools([source], options=ImportOptions(**options))[0]]


def test_a_folder_is_all_its_description_files_and_no_hidden_ones(tmp_path):
    write(tmp_path / "b" / "two.json", api("two"))
    write(tmp_path / "a.yaml", "openapi: 3.0.0\ninfo: {title: one}\npaths: {/: {get: {operationId: one}}}\n")
    write(tmp_path / "c.jsonl", FUNCTION)
    (tmp_path / "d.json.gz").write_bytes(gzip.compress(json.dumps(api("three")).encode()))
    for skipped in (".hidden.json", ".git/x.json", "notes.txt"):
        write(tmp_path / skipped, api("never"))
    assert names(tmp_path) == ["one", "two", "f", "three"]
    assert [tool.name for tool in load_tools(tmp_path)] == ["one", "two", "f", "three"]


def test_a_pattern(tmp_path):
    for name in ("x/a.json", "x/y/b.json", "z.json"):
        write(tmp_path / name, api(name[-6]))
    assert names(f"{tmp_path}/**/[ab].json") == ["a", "b"]
    assert names(f"{tmp_path}/*.json") == ["z"]
    with pytest.raises(ToolSourceError, match=r"q\*\.json: no file matches this pattern"):
        names(f"{tmp_path}/q*.json")
    write(tmp_path / "[odd].json", api("odd"))
    assert names(tmp_path / "[odd].json") == ["odd"]


def test_an_empty_folder(tmp_path):
    with pytest.raises(ToolSourceError, match=r"is a folder without any \.json"):
        names(tmp_path)


def test_a_broken_file_of_a_folder_costs_only_itself(tmp_path):
    write(tmp_path / "a.json", '{"openapi": ')
    write(tmp_path / "b.json", api("b"))
    tools, report = import_tools([tmp_path])
    assert [tool.name for tool in tools] == ["b"]
    assert [(record.place, record.issues[0].reason) for record in report.refused] == [
        (str(tmp_path / "a.json"), "unreadable-file")
    ]
    with pytest.raises(ToolSourceError, match=r"a\.json: .*not JSON: Expecting value"):
        load_tools(tmp_path)
    with pytest.raises(ToolSourceError, match=r"a\.json:1:13: not JSON"):
        import_tools([tmp_path / "a.json"])


def test_the_format_shows_from_the_shape_and_not_from_the_name(tmp_path):
    assert names(write(tmp_path / "service-2.json", api("a"))) == ["a"]
    assert names(write(tmp_path / "b.json", "openapi: 3.0.0\npaths: {/: {get: {operationId: b}}}\n")) == ["b"]
    assert names(write(tmp_path / "c", "# c\nswagger: '2.0'\npaths: {/: {get: {operationId: c}}}\n")) == ["c"]
    assert names(write(tmp_path / "d.yaml", json.dumps(api("d")))) == ["d"]
    assert names(write(tmp_path / "e.yml", "- {name: e, parameters: {}}\n- {name: f, parameters: {}}\n")) == [
        "e",
        "f",
    ]
    assert names(write(tmp_path / "f.jsonl", json.dumps(api("g")) + "\n" + json.dumps(FUNCTION))) == [
        "g",
        "f",
    ]


def test_a_function_that_takes_paths_is_a_function(tmp_path):
    function = {
        "name": "openapi",
        "parameters": {"type": "object", "properties": {"paths": {"type": "object"}}},
    }
    assert names(write(tmp_path / "a.json", function)) == ["openapi"]


def test_a_format_asked_for(tmp_path):
    path = write(tmp_path / "a.json", FUNCTION)
    with pytest.raises(
        ToolSourceError,
        match=r"a\.json: not an OpenAPI 3 or Swagger 2 description \(--format openapi\): got an object with keys: name",
    ):
        names(path, format="openapi")
    with pytest.raises(ToolSourceError, match="no format 'soap'; there are openapi, google"):
        names(path, format="soap")
    write(tmp_path / "b.json", api("b"))
    tools, report = import_tools([tmp_path], options=ImportOptions(format="openapi"))
    assert [tool.name for tool in tools] == ["b"]
    assert report.notes == [f"{tmp_path}: 1 files of other formats left out: {path}"]


def test_keys_given_twice_in_json_are_told(tmp_path):
    path = write(tmp_path / "a.json", '{"name": "a", "name": "b", "parameters": {}}')
    tools, report = import_tools([path])
    assert [tool.name for tool in tools] == ["b"]
    assert report.notes == [f"{path}: keys given twice in one object, the last one used: 'name'"]


def test_a_file_over_the_limit_is_refused_by_its_unpacked_size(tmp_path, monkeypatch):
    monkeypatch.setattr(file_text.read_text, "__defaults__", (2**20,))
    path = tmp_path / "a.json.gz"
    path.write_bytes(gzip.compress(b" " * 2**21))
    with pytest.raises(ToolSourceError, match=r"holds more than 1 MiB unpacked, the limit"):
        names(path)


class TestReferencesToOtherFiles:
    @pytest.fixture
    def folder(self, tmp_path):
        write(
            tmp_path / "outside.json",
            {"Secret": {"type": "object", "properties": {"secret": {"type": "string"}}}},
        )
        write(
            tmp_path / "api" / "parts" / "pets.yaml",
            "Pet: {type: object, properties: {owner: {$ref: '#/Owner'}, tag: {$ref: '../tags.json#/Tag'}}}\n"
            "Owner: {type: object, properties: {name: {type: string}}}\n",
        )
        write(tmp_path / "api" / "tags.json", {"Tag": {"type": "integer"}})
        return tmp_path / "api"

    def read(self, folder, ref, **options):
        path = write(folder / "api.json", api("a", {"$ref": ref}))
        tools, report = import_tools([path], options=ImportOptions(**options))
        return tools[0].returns, [(issue.reason, issue.detail) for issue in report.records[0].issues]

    def test_are_not_followed_unless_allowed(self, folder):
        returns, issues = self.read(folder, "parts/pets.yaml#/Pet")
        assert returns is None
        assert issues == [("external-ref", "parts/pets.yaml#/Pet is outside the document; --allow-refs")]

    def test_are_followed_from_file_to_file_if_allowed(self, folder):
        returns, issues = self.read(folder, "parts/pets.yaml#/Pet", allow_refs=True)
        assert returns["properties"] == {
            "owner": {"type": "object", "properties": {"name": {"type": "string"}}},
            "tag": {"type": "integer"},
        }
        assert issues == []

    @pytest.mark.parametrize(
        ("ref", "reason", "detail"),
        [
            ("../outside.json#/Secret", "external-ref", "outside.json is outside the document's folder"),
            ("file:///etc/passwd", "external-ref", "passwd is outside the document's folder"),
            (
                "http://localhost:1/x.json#/A",
                "external-ref",
                "http://localhost:1/x.json is a URL; --allow-ref-host localhost:1 would fetch it",
            ),
            ("//host/x.json#/A", "external-ref", "file://host/x.json is neither a file nor http"),
            ("link.json#/Secret", "external-ref", "outside.json is outside the document's folder"),
            ("none.json#/A", "unresolved-ref", "none.json: no such file"),
            ("tags.json#/None", "unresolved-ref", "tags.json#/None"),
            ("broken.json#/A", "unresolved-ref", "broken.json:1:2: not JSON"),
        ],
    )
    def test_never_leave_the_folder_and_say_what_is_missing(self, folder, ref, reason, detail):
        os.symlink("../outside.json", folder / "link.json")
        write(folder / "broken.json", "{")
        returns, issues = self.read(folder, ref, allow_refs=True)
        assert returns is None
        assert len(issues) == 1
        assert issues[0][0] == reason
        assert issues[0][1].startswith(detail)
