"""The benchmarks' tools from folders, wheels, checkouts and files written by hand, and from the real data."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from toolflow_dataset.errors import ToolSourceError
from toolflow_evaluation.benchmark_tools import apibank_tools, bfcl_tools, toolalpaca_tools

REAL = Path(__file__).parents[3] / "shared" / "data"
real = pytest.mark.skipif(not REAL.is_dir(), reason="needs ../shared/data")


def function(name: str) -> dict[str, object]:
    return {"name": name, "parameters": {"type": "dict", "properties": {}}, "description": f"does {name}"}


def bfcl_files() -> dict[str, str]:
    shared = function("shared.tool")
    rows = {
        "simple_python": [[function("a")], [shared]],
        "multiple": [[function("b"), shared]],
        "parallel": [[shared]],
        "parallel_multiple": [[function("c")]],
        "live_multiple": [[function("live")]],
        "simple_java": [[function("java")]],
    }
    return {
        f"BFCL_v4_{name}.json": "".join(
            json.dumps({"id": "x", "function": each}) + "\n" for each in functions
        )
        for name, functions in rows.items()
    }


def fill(folder: Path) -> Path:
    for name, text in bfcl_files().items():
        (folder / name).write_text(text)
    (folder / "possible_answer").mkdir()
    (folder / "possible_answer" / "BFCL_v4_multiple.json").write_text('{"id": "x", "ground_truth": []}\n')
    return folder


def test_bfcl_occurrences_are_neither_deduplicated_nor_rewritten(tmp_path: Path) -> None:
    tools = bfcl_tools(fill(tmp_path))
    assert [tool["name"] for tool in tools] == ["a", "shared.tool", "b", "shared.tool", "shared.tool", "c"]
    assert json.dumps(tools[0]) == json.dumps(function("a"))


def test_bfcl_from_a_wheel_is_the_same(tmp_path: Path) -> None:
    wheel = tmp_path / "bfcl_eval-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as file:
        for name, text in bfcl_files().items():
            file.writestr(f"bfcl_eval/data/{name}", text)
        file.writestr("bfcl_eval/data/possible_answer/BFCL_v4_multiple.json", "{}\n")
    (tmp_path / "folder").mkdir()
    assert bfcl_tools(wheel) == bfcl_tools(fill(tmp_path / "folder"))


def test_bfcl_that_is_not_whole_says_what_is_missing(tmp_path: Path) -> None:
    fill(tmp_path)
    (tmp_path / "BFCL_v4_parallel.json").unlink()
    with pytest.raises(ToolSourceError, match="no BFCL file for parallel; expected a folder"):
        bfcl_tools(tmp_path)
    (tmp_path / "BFCL_v4_parallel.json").write_text('\n{"id": 1}\n')
    with pytest.raises(ToolSourceError, match=r"BFCL_v4_parallel.json:2: not a BFCL question"):
        bfcl_tools(tmp_path)
    with pytest.raises(ToolSourceError, match="cannot be read as a folder or a wheel"):
        bfcl_tools(tmp_path / "BFCL_v4_multiple.json")


def test_version_3_calls_simple_python_plainly_simple(tmp_path: Path) -> None:
    older, both = tmp_path / "older", tmp_path / "both"
    for folder in (older, both):
        folder.mkdir()
        fill(folder)
        for file in folder.glob("BFCL_v4_*.json"):
            file.rename(file.with_name(file.name.replace("v4", "v3").replace("simple_python", "simple")))
    assert [tool["name"] for tool in bfcl_tools(older)][:2] == ["a", "shared.tool"]
    (both / "BFCL_v4_simple_python.json").write_text(bfcl_files()["BFCL_v4_simple_python.json"])
    with pytest.raises(ToolSourceError, match=r"both .*BFCL_v3_simple\.json and .*BFCL_v4_simple_python"):
        bfcl_tools(both)


API = """
from apis.api import API
raise SystemExit("never run")
class AddAlarm(API):
    description = "Sets an alarm."
    input_parameters = {"time": {"type": "str", "description": "When."},
                        "days": {"type": "list(str)", "description": "Which."}}
    output_parameters = {"status": {"type": "str", "description": "done"}}
    other = compute()
class Helper:
    pass
"""


def test_apibank_from_a_checkout_is_parsed_and_not_run(tmp_path: Path) -> None:
    (tmp_path / "apis").mkdir()
    (tmp_path / "apis" / "add_alarm.py").write_text(API)
    (tmp_path / "apis" / "__init__.py").write_text("")
    parameters = {
        "time": {"type": "str", "description": "When."},
        "days": {"type": "list(str)", "description": "Which."},
    }
    expected = {"name": "AddAlarm", "description": "Sets an alarm.", "parameters": parameters}
    assert apibank_tools(tmp_path) == apibank_tools(tmp_path / "apis") == [expected]
    document = {
        "name": "AddAlarm",
        "folder": "apis",
        "description": "Sets an alarm.",
        "input_parameters": parameters,
    }
    (tmp_path / "docs.json").write_text(json.dumps([document, {**document, "folder": "lv3_apis"}]))
    assert apibank_tools(tmp_path / "docs.json") == [expected]


def test_apibank_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ToolSourceError, match="no API documents"):
        apibank_tools(tmp_path)
    (tmp_path / "docs.json").write_text('[{"name": "A"}]')
    with pytest.raises(ToolSourceError, match="malformed document of the API 'A'"):
        apibank_tools(tmp_path / "docs.json")
    (tmp_path / "docs.json").write_text("{}")
    with pytest.raises(ToolSourceError, match="expected a JSON list of objects"):
        apibank_tools(tmp_path / "docs.json")


def test_toolalpaca_tools_are_what_a_model_is_told(tmp_path: Path) -> None:
    parameters = {"color": "Required. string. One of: [wild, albino]. Which colour.", "page": "integer. "}
    text = f"Search pictures.\nParameters: {json.dumps(parameters)}\nOutput: Success.\n - Structure: Object{{url}}"
    described = {"search": text, "odd": "Parameters: {a\nOutput: x", "components": "#X: Object{y}"}
    (tmp_path / "eval_real.json").write_text(json.dumps([{"Name": "A", "Function_Description": described}]))
    assert toolalpaca_tools(tmp_path) == [
        {"name": "search", "description": "Search pictures.", "parameters": parameters},
        {"name": "odd", "description": "", "parameters": "{a"},
    ]
    (tmp_path / "eval_real.json").write_text('[{"Name": "A"}]')
    with pytest.raises(ToolSourceError, match="API 'A' has no `Function_Description`"):
        toolalpaca_tools(tmp_path)
    (tmp_path / "none").mkdir()
    with pytest.raises(ToolSourceError, match=r"no eval_simulated\.json or eval_real\.json"):
        toolalpaca_tools(tmp_path / "none")


@real
def test_the_denominators_of_the_papers_table_9() -> None:
    assert len(bfcl_tools(REAL / "bfcl")) == 1677
    assert len(apibank_tools(REAL / "api_bank")) == 53
    assert len(toolalpaca_tools(REAL / "toolalpaca")) == 94


@real
def test_every_tool_of_toolalpaca_has_its_parameters_read() -> None:
    tools = toolalpaca_tools(REAL / "toolalpaca")
    assert all(isinstance(tool["parameters"], dict) for tool in tools)
    assert sum(len(tool["parameters"]) for tool in tools) > 150
