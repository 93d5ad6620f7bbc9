import hashlib
import json
from dataclasses import replace

import numpy as np
import pytest
from graph_fakes import FakeEncoder, graph_of, tool

from toolflow_dataset.errors import ConfigError
from toolflow_generation.graph import ToolGraph
from toolflow_generation.graph_build import build_tool_graph
from toolflow_generation.graph_files import check_target, tools_digest

PARTS = ("graph.json", "tools.jsonl", "strings.json", "index.npz")
VECTORS = {"a: ": (1, 0, 0), "b: ": (0.8, 0.6, 0), "é\u2028\ud800: ": (0, 0, 1), "x: ": (0, 1, 0)}


@pytest.fixture
def graph():
    tools = [
        tool("one", ["a", "é\u2028\ud800"], ["b"]),
        tool("two", ["b"], ["a"]),
        tool("three", ["x"]),
        tool("four", ["é\u2028\ud800"]),
    ]
    tools[0] = replace(tools[0], description="Größe", inferred=("returns",), metadata={"origin": "made up"})
    return build_tool_graph(tools, FakeEncoder(VECTORS), 0.7)


def test_round_trip(graph, tmp_path):
    graph.save(tmp_path / "deep" / "g")
    again = ToolGraph.load(str(tmp_path / "deep" / "g"))
    assert again.tools == graph.tools
    assert again.strings == graph.strings
    assert again.report == graph.report
    assert again.edges(0, 1) == graph.edges(0, 1) != ()
    assert all(again.neighbors(i).tolist() == graph.neighbors(i).tolist() for i in range(4))
    assert sorted(entry.name for entry in (tmp_path / "deep").iterdir()) == ["g"]


def test_round_trip_without_edges(tmp_path):
    graph = build_tool_graph([tool("one")], FakeEncoder({}))
    graph.save(tmp_path / "g")
    assert ToolGraph.load(tmp_path / "g").num_edges == 0


def test_same_graph_same_bytes(graph, tmp_path):
    graph.save(tmp_path / "g")
    graph.save(tmp_path / "h")
    for part in PARTS:
        if part != "index.npz":  # a zip file notes the time
            assert (tmp_path / "g" / part).read_bytes() == (tmp_path / "h" / part).read_bytes()


def test_no_pickle_inside(graph, tmp_path):
    graph.save(tmp_path / "g")
    with np.load(tmp_path / "g" / "index.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind in "ifb" for name in arrays.files)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("damage", ["flip", "cut", "remove", "empty"])
def test_damage_is_named(graph, tmp_path, part, damage):
    graph.save(tmp_path / "g")
    file = tmp_path / "g" / part
    content = bytearray(file.read_bytes())
    if damage == "remove":
        file.unlink()
    elif damage == "flip":
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    else:
        file.write_bytes(content[: len(content) // 2] if damage == "cut" else b"")
    with pytest.raises(ConfigError, match=r"toolflow graph build") as caught:
        ToolGraph.load(tmp_path / "g")
    assert part in str(caught.value)


def rewrite(folder, change=None, **header):
    """Change a saved graph and make all digests fit again, as somebody else's program might."""
    document = json.loads((folder / "graph.json").read_text())
    document.pop("header_sha256")
    if change:
        with np.load(folder / "index.npz") as arrays:
            columns = {**arrays}
        columns.update({name: how(columns[name]) for name, how in change.items()})
        np.savez(folder / "index.npz", **columns)
        document["sha256"]["index.npz"] = hashlib.sha256((folder / "index.npz").read_bytes()).hexdigest()
    document.update(header)
    document["header_sha256"] = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
    (folder / "graph.json").write_text(json.dumps(document))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"lists_indices": lambda array: array + 9}, "lists_indices are not all in 0..3"),
        ({"of_tool_indices": lambda array: array - 9}, "of_tool_indices are not all in"),
        ({"parameters_indices": lambda array: array + 99}, "parameters_indices are not all in"),
        ({"left": lambda array: array - 99}, "do not name pairs"),
        ({"left": lambda array: array + 99, "right": lambda array: array + 100}, "do not name pairs"),
        ({"lists_indptr": lambda array: array[::-1].copy()}, "lists_indptr does not ascend"),
        ({"returns_indptr": lambda array: array[:-1]}, "returns_indptr has 4 entries, expected 5"),
        ({"cosine": lambda array: array.astype(np.float64)}, "cosine is float64"),
        ({"cosine": lambda array: array[:-1]}, "cosine has"),
        ({"degrees": lambda array: array[:-1]}, "degrees has 3 entries, expected 4"),
        ({"boilerplate": lambda array: array[None]}, "boilerplate is bool of shape"),
    ],
)
def test_arrays_out_of_range_are_named(graph, tmp_path, change, fault):
    graph.save(tmp_path / "g")
    rewrite(tmp_path / "g", change)
    with pytest.raises(ConfigError, match=fault):
        ToolGraph.load(tmp_path / "g")


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ({"version": 1}, "version 1"),
        ({"format": "other"}, "not the header of a graph"),
        ({"report": {}}, "cannot be read"),
        ({"report": {"families": [], "unknown": 1}}, "cannot be read"),
    ],
)
def test_foreign_headers_are_refused(graph, tmp_path, header, fault):
    graph.save(tmp_path / "g")
    rewrite(tmp_path / "g", **header)
    with pytest.raises(ConfigError, match=fault):
        ToolGraph.load(tmp_path / "g")


def test_nothing_there(tmp_path):
    with pytest.raises(ConfigError, match="no graph there"):
        ToolGraph.load(tmp_path / "g")
    (tmp_path / "file").write_text("x")
    with pytest.raises(ConfigError, match="cannot be read"):
        ToolGraph.load(tmp_path / "file")


def test_a_graph_is_replaced_only_when_asked(graph, tmp_path):
    graph.save(tmp_path / "g")
    with pytest.raises(ConfigError, match="stands there already"):
        graph.save(tmp_path / "g")
    other = build_tool_graph([tool("one")], FakeEncoder({}))
    other.save(tmp_path / "g", overwrite=True)
    assert len(ToolGraph.load(tmp_path / "g")) == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["g"]


def test_an_empty_folder_is_filled(graph, tmp_path):
    (tmp_path / "g").mkdir()
    graph.save(tmp_path / "g")
    assert len(ToolGraph.load(tmp_path / "g")) == 4


def test_other_peoples_files_are_left_alone(graph, tmp_path):
    (tmp_path / "thesis.tex").write_text("precious")
    with pytest.raises(ConfigError, match="other files"):
        graph.save(tmp_path, overwrite=True)
    with pytest.raises(ConfigError, match="is a file"):
        check_target(tmp_path / "thesis.tex", overwrite=True)
    with pytest.raises(ConfigError, match="cannot be written"):
        graph.save(tmp_path / "thesis.tex" / "g")
    assert (tmp_path / "thesis.tex").read_text() == "precious"
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_failed_write_keeps_the_old_graph(graph, tmp_path, monkeypatch):
    graph.save(tmp_path / "g")

    def full(*args, **arrays):
        raise OSError("no space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(ConfigError, match="no space left"):
        graph.save(tmp_path / "g", overwrite=True)
    assert len(ToolGraph.load(tmp_path / "g")) == 4
    assert [entry.name for entry in tmp_path.iterdir()] == ["g"]


def test_tools_digest_tells_sets_of_tools_apart(graph):
    assert tools_digest(graph.tools) == tools_digest(list(graph.tools))
    assert tools_digest(graph.tools) != tools_digest(graph.tools[::-1])
    assert tools_digest(graph.tools) != tools_digest(graph.tools[:-1])


def test_a_graph_of_an_older_version_is_refused_and_may_be_replaced(graph, tmp_path):
    graph.save(tmp_path / "g")
    rewrite(tmp_path / "g", version=1)
    (tmp_path / "g" / "index.npz").rename(tmp_path / "g" / "links.npz")
    with pytest.raises(ConfigError, match="version 1, this ToolFlow reads version 2"):
        ToolGraph.load(tmp_path / "g")
    graph.save(tmp_path / "g", overwrite=True)
    assert ToolGraph.load(tmp_path / "g").report == graph.report
    assert not (tmp_path / "g" / "links.npz").exists()


def test_a_graph_is_saved_into_the_folder_one_is_in_and_through_a_link(tmp_path, monkeypatch):
    graph = graph_of(4, [(0, 1), (1, 2)])
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    graph.save(".")
    assert ToolGraph.load(tmp_path / "here").num_edges == 2
    (tmp_path / "link").symlink_to(tmp_path / "here", target_is_directory=True)
    graph_of(4, [(0, 1)]).save(tmp_path / "link", overwrite=True)
    assert (tmp_path / "link").is_symlink() and ToolGraph.load(tmp_path / "here").num_edges == 1
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["here", "link"]


def test_a_replacement_that_was_interrupted_is_said_to_be_there(tmp_path):
    graph_of(4, [(0, 1)]).save(tmp_path / "g")
    (tmp_path / "g").rename(tmp_path / ".g.0123abcd.old")
    with pytest.raises(ConfigError, match=r"\.g\.0123abcd\.old holds the earlier one"):
        ToolGraph.load(tmp_path / "g")
