import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from toolflow_cli.tools import default_report, tools
from toolflow_dataset.errors import ToolSourceError
from toolflow_generation.tool_files import load_tools

GOOD = {"name": "get_weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}
ODD = {
    "name": "math.add",
    "parameters": {"type": "dict", "properties": {"a": {"type": "float"}}, "required": ["b"]},
}
BAD = {"description": "no name\x1b[31m"}


@pytest.fixture
def source(tmp_path):
    def write(*documents):
        path = tmp_path / "in.jsonl"
        path.write_text("".join(json.dumps(document) + "\n" for document in documents))
        return str(path)

    return write


def run(*arguments):
    return CliRunner().invoke(tools, [str(argument) for argument in arguments])


def test_import_writes_tools_and_report(tmp_path, source):
    out = tmp_path / "out" / "tools.jsonl"
    result = run("import", source(GOOD, ODD), "--out", out)
    assert result.exit_code == 0
    assert [tool.name for tool in load_tools(out)] == ["get_weather", "math_add"]
    report = json.loads((tmp_path / "out" / "tools.report.json").read_text())
    assert report["counts"] == {"read": 2, "kept": 1, "repaired": 1, "merged": 0, "refused": 0}
    assert [tool["original_name"] for tool in report["tools"]] == ["math.add"]
    assert "2 tools read: 1 kept, 1 repaired, 0 merged, 0 refused" in result.output
    assert "math.add -> math_add" in result.output
    assert "wrote 2 tools" in result.output


def test_import_with_a_refusal_keeps_the_rest_and_exits_1(tmp_path, source):
    out, report = tmp_path / "tools.json", tmp_path / "why.json"
    result = run("import", source(GOOD, BAD), "--out", out, "--report", report)
    assert result.exit_code == 1
    assert [tool["function"]["name"] for tool in json.loads(out.read_text())] == ["get_weather"]
    assert json.loads(report.read_text())["reasons"] == {"missing-name": {"tools": 1, "places": 1}}
    assert "in.jsonl:2  (no name): missing-name" in result.output


def test_import_of_nothing_usable_writes_only_the_report(tmp_path, source):
    result = run("import", source(BAD), "--out", tmp_path / "tools.jsonl")
    assert isinstance(result.exception, ToolSourceError)
    assert "none of 1 tools can be used" in str(result.exception)
    assert not (tmp_path / "tools.jsonl").exists()
    assert json.loads((tmp_path / "tools.report.json").read_text())["counts"]["refused"] == 1


@pytest.mark.parametrize(
    ("documents", "code"), [((GOOD,), 0), ((GOOD, ODD), 0), ((GOOD, GOOD), 0), ((GOOD, BAD), 1)]
)
def test_check_exits_1_only_for_refusals_and_writes_nothing(tmp_path, source, documents, code):
    result = run("check", source(*documents))
    assert result.exit_code == code
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_check_lists_repairs_and_their_reasons(tmp_path, source):
    result = run("check", source(ODD), "--report", tmp_path / "r.json")
    assert "type-odd" in result.output
    assert 'parameters.a "float" -> "number"' in result.output
    assert (tmp_path / "r.json").exists()


def test_show_limits_the_list(source):
    odd = [ODD | {"name": f"n.{i}"} for i in range(5)]
    result = run("check", source(*odd), "--show", 2)
    assert result.output.count(" -> n_") == 2
    assert "... and 3 more" in result.output
    assert "repaired:" not in run("check", source(*odd), "--show", 0).output


def test_no_control_characters_reach_the_terminal(source):
    result = run("check", source(GOOD, {"name": "a\x1b[31mb\nc", "parameters": GOOD["parameters"]}))
    assert "a\\x1b[31mb\\nc -> a_31mb_c" in result.output


def test_nothing_is_written_over_a_source_or_twice(tmp_path, source):
    path = source(GOOD)
    before = (tmp_path / "in.jsonl").read_text()
    for arguments in (
        ["--out", path],
        ["--out", tmp_path / "o.json", "--report", path],
        ["--out", "x", "--report", "x"],
    ):
        result = run("import", path, *arguments)
        assert isinstance(result.exception, ToolSourceError), arguments
        assert "would overwrite" in str(result.exception)
    assert (tmp_path / "in.jsonl").read_text() == before


@pytest.mark.parametrize(
    ("out", "report"),
    [
        ("t.jsonl", "t.report.json"),
        ("t.json", "t.report.json"),
        ("t.jsonl.gz", "t.report.json"),
        ("t", "t.report.json"),
    ],
)
def test_the_report_lies_beside_the_tools(tmp_path, out, report):
    assert default_report(tmp_path / out) == tmp_path / report


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no such file"),
        ('[{"name": oops}]', "in.json:1:11: not JSON"),
        ("", "no tools in it"),
    ],
)
def test_a_mistake_is_one_line_without_traceback(tmp_path, content, message):
    path = tmp_path / "in.json"
    if content is not None:
        path.write_text(content)
    done = subprocess.run(
        [sys.executable, "-m", "toolflow_cli.main", "tools", "check", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_an_unwritable_folder_is_found_before_the_work(tmp_path, source):
    (tmp_path / "file").write_text("x")
    result = run("import", source(GOOD), "--out", tmp_path / "file" / "tools.jsonl")
    assert isinstance(result.exception, ToolSourceError)
    assert "cannot be written" in str(result.exception)
    assert result.output == ""


SPECS = Path(__file__).parents[1] / "data" / "importers"


def test_import_of_a_folder_of_api_descriptions(tmp_path):
    out = tmp_path / "tools.jsonl"
    result = run("import", SPECS, "--out", out)
    assert result.exit_code == 1  # some operations in it are broken on purpose
    names = [tool.name for tool in load_tools(out)]
    assert {"listVisits", "getSample", "Rooms_Update", "clinic_wards_list", "clinic_wards_CreateWard"} <= set(
        names
    )
    assert "clinic_openapi30.yaml#/paths/~1notes/patch  (no name): not-a-tool" in result.output
    assert "1 left out; they are calls to you" in result.output


def test_a_format_and_common_parameters_can_be_asked_for(tmp_path):
    out = tmp_path / "tools.jsonl"
    result = run("import", SPECS, "--out", out, "--format", "google", "--common-parameters", "--show", 0)
    assert [tool.name.split("_")[0] for tool in load_tools(out)] == ["clinic"] * 4
    assert "alt" in load_tools(out)[0].parameters["properties"]
    assert "8 files of other formats left out" in result.output
    with pytest.raises(ToolSourceError, match="no format 'soap'"):
        raise run("check", SPECS / "clinic_aws.json", "--format", "soap").exception


def test_refs_to_other_files_only_if_allowed(tmp_path):
    content = {"application/json": {"schema": {"$ref": "pet.json"}}}
    get = {"operationId": "get", "responses": {"200": {"content": content}}}
    api = {"openapi": "3.0.0", "info": {"title": "a"}, "paths": {"/": {"get": get}}}
    (tmp_path / "api.json").write_text(json.dumps(api))
    (tmp_path / "pet.json").write_text(json.dumps({"type": "string"}))
    for options, returns in (((), None), (("--allow-refs",), {"type": "string"})):
        run("import", tmp_path / "api.json", "--out", tmp_path / "o.jsonl", *options)
        assert load_tools(tmp_path / "o.jsonl")[0].returns == returns


def test_refs_to_urls_only_from_hosts_that_are_named(tmp_path):
    content = {"application/json": {"schema": {"$ref": "http://127.0.0.1:9/pet.json"}}}
    get = {"operationId": "get", "responses": {"200": {"content": content}}}
    api = {"openapi": "3.0.0", "info": {"title": "a"}, "paths": {"/": {"get": get}}}
    (tmp_path / "api.json").write_text(json.dumps(api))
    out = tmp_path / "o.jsonl"
    refused = run("import", tmp_path / "api.json", "--out", out, "--allow-ref-host", "http://127.0.0.1")
    assert "--allow-ref-host: 'http://127.0.0.1' is no host" in str(refused.exception)
    told = run("import", tmp_path / "api.json", "--out", out, "--allow-ref-host", "example.com")
    assert "--allow-ref-host 127.0.0.1:9 would fetch it" in told.output
    tried = run("import", tmp_path / "api.json", "--out", out, "--allow-ref-host", "127.0.0.1:9")
    assert "http://127.0.0.1:9/pet.json: cannot be fetched" in tried.output


def test_a_result_is_not_written_over_a_file_of_a_source_folder(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(GOOD))
    result = run("import", tmp_path, "--out", tmp_path / "a.json")
    assert "would overwrite the source" in str(result.exception)
    assert json.loads((tmp_path / "a.json").read_text()) == GOOD
