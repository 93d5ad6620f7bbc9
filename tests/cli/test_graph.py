import json
import re

import numpy as np
import pytest
from click.testing import CliRunner

from toolflow_cli.graph import graph
from toolflow_dataset.errors import ToolflowError
from toolflow_dataset.types import Tool
from toolflow_generation.graph import ToolGraph
from toolflow_generation.graph_build import build_tool_graph


def function(name, takes, gives=None, description=""):
    def schema(names):
        properties = {key: {"type": "string", "description": text} for key, text in names.items()}
        return {"type": "object", "properties": properties, "required": []}

    document = {"name": name, "description": description, "parameters": schema(takes)}
    if gives is not None:
        document["returns"] = schema(gives)
    return {"type": "function", "function": document}


CITY = {"city": "Name of the city"}
TOOLS = [
    function("find_hotel", CITY, {"hotel_id": "Identifier of the hotel"}, "Finds a hotel."),
    function("book_hotel", {"hotel_id": "Identifier of the hotel"}, {}),
    function("get_weather", CITY, {}),
    function("roll_dice", {"sides": "How many sides the dice has"}),
]


@pytest.fixture
def runner(tmp_path, monkeypatch):
    monkeypatch.setenv("TOOLFLOW_CACHE", str(tmp_path / "cache"))
    return CliRunner()


@pytest.fixture
def tool_file(tmp_path):
    file = tmp_path / "tools.jsonl"
    file.write_text("".join(json.dumps(document) + "\n" for document in TOOLS))
    return file


@pytest.fixture
def saved(runner, tool_file, tmp_path):
    result = runner.invoke(graph, ["build", "--tools", str(tool_file), "--out", str(tmp_path / "g")])
    assert result.exit_code == 0, result.output
    return tmp_path / "g"


def words(text):
    return " ".join(text.split())


def failure(result):
    """The message of a user's mistake, which main() prints without a traceback."""
    assert result.exit_code != 0
    assert isinstance(result.exception, ToolflowError | SystemExit), result.exception
    return str(result.exception) + result.output


def test_build_says_what_it_made(runner, tool_file, tmp_path):
    result = runner.invoke(graph, ["build", "--tools", str(tool_file), "--out", str(tmp_path / "g")])
    assert result.exit_code == 0
    assert "4 tools, 2 edges: 1 by two parameters (P-P), 1 by a return value and a parameter (R-P)" in words(
        result.stdout
    )
    assert "edges before 2, after 2" in result.stdout
    assert [tool.name for tool in ToolGraph.load(tmp_path / "g").tools] == [
        document["function"]["name"] for document in TOOLS
    ]


def test_one_edge_is_not_said_as_many(runner, tmp_path):
    (tmp_path / "two.json").write_text(json.dumps(TOOLS[:2]))
    built = runner.invoke(
        graph, ["build", "--tools", str(tmp_path / "two.json"), "--out", str(tmp_path / "g")]
    )
    assert "2 tools, 1 edge: 0 by two parameters" in words(built.stdout)


def test_show_graph(runner, saved):
    output = words(runner.invoke(graph, ["show", str(saved)]).stdout)
    assert "degrees: mean 1.0, minimum 0, quartiles 0 1 1, 90th percentile 1, maximum 2" in output
    assert "components: 2; the largest has 3 tools, 0 others have more than one" in output
    assert "isolated tools: 1 roll_dice" in output
    assert "1.0000 R-P find_hotel -> book_hotel both: hotel_id: Identifier of the hotel" in output
    assert "1.0000 P-P find_hotel -- get_weather both: city: Name of the city" in output


def test_show_tool(runner, saved):
    output = words(runner.invoke(graph, ["show", str(saved), "find_hotel"]).stdout)
    assert "find_hotel: Finds a hotel. 2 neighbours, in a component of 3 tools" in output
    assert "R-P feeds book_hotel" in output and "P-P shares a parameter with get_weather" in output
    assert "R-P is fed by find_hotel" in words(
        runner.invoke(graph, ["show", str(saved), "book_hotel"]).stdout
    )
    assert "book_hotel 1 neighbour, in a component of 3 tools" in words(
        runner.invoke(graph, ["show", str(saved), "book_hotel"]).stdout
    )
    assert "isolated" in runner.invoke(graph, ["show", str(saved), "roll_dice"]).stdout


def test_lists_are_cut(runner, saved):
    output = words(runner.invoke(graph, ["show", str(saved), "find_hotel", "--top", "1"]).stdout)
    assert len(re.findall(r"[RP]-P", output)) == 1 and output.endswith("and 1 more")


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("find_hotl", "did you mean find_hotel"),
        ("HOTEL", "did you mean find_hotel, book_hotel?"),
        ("zzz", "nor one with a name like it"),
    ],
)
def test_unknown_tool_gets_near_names(runner, saved, asked, answer):
    message = failure(runner.invoke(graph, ["show", str(saved), asked]))
    assert answer in message and repr(asked) in message


def test_boilerplate_families_are_shown(runner, tmp_path):
    documents = [
        function(f"list_{number}", {"pageToken": "Token of the page to return", f"only_{number}": ""})
        for number in range(51)
    ]
    (tmp_path / "many.json").write_text(json.dumps(documents))
    build = ["build", "--tools", str(tmp_path / "many.json"), "--threshold", "0.99", "--out"]
    output = words(runner.invoke(graph, [*build, str(tmp_path / "g")]).stdout)
    assert "0 edges" in output and "edges before 1,275, after 0" in output  # 51 * 50 / 2
    output = words(runner.invoke(graph, ["show", str(tmp_path / "g")]).stdout)
    assert "51 1 51 pageToken" in output
    kept = words(
        runner.invoke(graph, [*build, str(tmp_path / "k"), "--max-document-frequency", "none"]).stdout
    )
    assert "1,275 edges" in kept and "boilerplate kept" in kept and "makes 100.0 % of the edges" in kept


def test_options_reach_the_graph(runner, tool_file, tmp_path):
    options = ["--threshold", "0.9", "--depth", "2", "--max-document-frequency", "0.5"]
    result = runner.invoke(
        graph, ["build", "--tools", str(tool_file), "--out", str(tmp_path / "g"), *options]
    )
    assert result.exit_code == 0
    report = ToolGraph.load(tmp_path / "g").report
    assert (report.threshold, report.depth, report.max_document_frequency) == (0.9, 2, 0.5)


def test_strings_that_cannot_be_printed_are_shown_all_the_same(runner, tmp_path):
    class Constant:
        name = "constant"

        def encode(self, texts):
            return np.ones((len(texts), 2), np.float32)

    schema = {"type": "object", "properties": {"ci\ud800ty": {"description": "broken \ud800 escape\u2028"}}}
    tools = [Tool(f"t{number}", "", schema) for number in range(51)]
    for limit, expected in ((None, "both: ci?ty: broken ? escape"), (0.02, "51 1 51 ci?ty")):
        out = tmp_path / str(limit)
        build_tool_graph(tools, Constant(), max_document_frequency=limit).save(out)
        assert expected in words(runner.invoke(graph, ["show", str(out)]).stdout)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--threshold", "1.5"], "threshold: got 1.5"),
        (["--max-document-frequency", "many"], "got 'many', expected a share such as 0.02, or none"),
        (["--max-document-frequency", "0"], "max_document_frequency: got 0"),
        (["--encoder", "nobody/none"], "nobody/none"),
        (["--depth", "0"], "depth"),
    ],
)
def test_bad_options(runner, tool_file, tmp_path, options, message, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    result = runner.invoke(
        graph, ["build", "--tools", str(tool_file), "--out", str(tmp_path / "g"), *options]
    )
    assert message in failure(result)
    assert not (tmp_path / "g").exists()


def test_a_graph_is_not_replaced_unasked(runner, saved, tool_file):
    again = ["build", "--tools", str(tool_file), "--out", str(saved)]
    assert "stands there already" in failure(runner.invoke(graph, again))
    assert runner.invoke(graph, [*again, "--overwrite"]).exit_code == 0


def test_missing_files(runner, tmp_path):
    result = runner.invoke(
        graph, ["build", "--tools", str(tmp_path / "none.json"), "--out", str(tmp_path / "g")]
    )
    assert "none.json" in failure(result)
    assert "no graph there" in failure(runner.invoke(graph, ["show", str(tmp_path / "g")]))


def test_an_earlier_graph_gives_the_same_graph(runner, saved, tool_file, tmp_path):
    with tool_file.open("a") as stream:
        stream.write(json.dumps(function("cancel_hotel", {"hotel_id": "Identifier of the hotel"})) + "\n")
    build = ["build", "--tools", str(tool_file), "--out"]
    updated = runner.invoke(graph, [*build, str(tmp_path / "updated"), "--previous", str(saved)])
    scratch = runner.invoke(graph, [*build, str(tmp_path / "scratch")])
    assert updated.exit_code == scratch.exit_code == 0, updated.output
    one, other = ToolGraph.load(tmp_path / "updated"), ToolGraph.load(tmp_path / "scratch")
    assert one.report == other.report and one.num_edges == other.num_edges > ToolGraph.load(saved).num_edges


def test_an_earlier_graph_of_other_settings_is_refused(runner, saved, tool_file, tmp_path):
    arguments = ["build", "--tools", str(tool_file), "--out", str(tmp_path / "g2"), "--previous", str(saved)]
    result = runner.invoke(graph, [*arguments, "--threshold", "0.9"])
    assert "threshold: the earlier graph was built with 0.82" in failure(result)
    assert not (tmp_path / "g2").exists()
