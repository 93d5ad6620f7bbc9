"""The tool graph of a report: what is packed is what the graph says, and the page shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hand_dialogues import MAIL, WEATHER
from report_pages import OpenPage

from toolflow_dataset.types import Tool
from toolflow_evaluation.html_report import graph_part as module
from toolflow_evaluation.html_report.entries import open_report_sets
from toolflow_evaluation.html_report.graph_part import graph_part
from toolflow_evaluation.html_report.report import build_report
from toolflow_generation.graph import ToolGraph
from toolflow_generation.graph_build import build_tool_graph


def taking(name: str, takes: dict[str, str], gives: dict[str, str] | None = None) -> Tool:
    def schema(texts: dict[str, str]) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {key: {"type": "string", "description": text} for key, text in texts.items()},
        }

    return Tool(name, f"It is {name}.", schema(takes), None if gives is None else schema(gives))


TOOLS = [
    taking("alone", {"zebra": "a striped animal"}),
    WEATHER,
    taking("find_city", {"query": "what to look for"}, {"city": ""}),
    taking("map_of", {"city": ""}, {"picture": "an image"}),
    MAIL,
    taking("write_letter", {"to": "", "urgent": ""}),
    taking("paint", {"sky": "how it looks"}),
    taking("hostile</script>\u202e", {"city": "", "query": "what to look for"}),
]


@pytest.fixture(scope="session")
def built_graph() -> ToolGraph:
    return build_tool_graph(TOOLS, None, 0.82, None)


@pytest.fixture
def graph(built_graph: ToolGraph, hand_run: Path) -> ToolGraph:
    built_graph.save(hand_run / "graph")
    return built_graph


def names_and_edges(part: dict[str, Any]) -> dict[tuple[str, str], set[tuple[str, str, str, str, str]]]:
    """Return each pair's edges as (kind, from, to, string there, string here) in plain words."""
    found = {}
    for one, other, edges in part["pairs"]:
        first, second = part["names"][one], part["names"][other]
        found[first, second] = {
            ("P-P", "", "", *sorted((part["strings"][s], part["strings"][t])))
            if kind == 0
            else ("R-P", first, second, part["strings"][s], part["strings"][t])
            if kind == 1
            else ("R-P", second, first, part["strings"][t], part["strings"][s])
            for kind, _, s, t in edges
        }
    return found


def test_the_part_holds_every_edge_of_a_small_graph(graph: ToolGraph) -> None:
    part = graph_part(graph, "hand", ["send_mail", "nobody", "get_weather"])
    assert part["names"][:2] == ["send_mail", "get_weather"]
    assert part["centres"] == part["tools"] == len(TOOLS)
    number = {tool.name: index for index, tool in enumerate(graph.tools)}
    expected = {}
    order = {name: place for place, name in enumerate(part["names"])}
    for one in range(len(graph)):
        for other in graph.neighbors(one).tolist():
            pair = tuple(sorted((graph.tools[one].name, graph.tools[other].name), key=order.__getitem__))
            expected[pair] = {
                ("P-P", "", "", *sorted((edge.source_string, edge.target_string)))
                if edge.kind == "P-P"
                else (
                    "R-P",
                    graph.tools[edge.source].name,
                    graph.tools[edge.target].name,
                    edge.source_string,
                    edge.target_string,
                )
                for edge in graph.edges(one, other)
            }
    assert names_and_edges(part) == expected
    assert ("find_city", "map_of") in expected or ("map_of", "find_city") in expected
    assert part["degrees"] == [int(graph.degrees[number[name]]) for name in part["names"]]
    assert part["isolated"] == 1


def test_a_large_graph_is_cut_and_says_so(graph: ToolGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TOOLS", 2)
    monkeypatch.setattr(module, "NEIGHBOURS", 1)
    part = graph_part(graph, "hand", ["get_weather"])
    assert part["centres"] == 2 and part["names"][0] == "get_weather"
    assert [len(near) for near in part["near"]] == [1, 0]  # `alone`, the first tool, has none
    assert part["degrees"][0] == 4
    assert part["tools"] == len(TOOLS) and len(part["names"]) == 3


@pytest.fixture
def page_file(graph: ToolGraph, hand_run: Path, tmp_path: Path) -> Path:
    target = tmp_path / "graph.html"
    built = build_report(open_report_sets([str(hand_run)]))
    assert built.graphs == {"hand": len(TOOLS)}
    target.write_text(built.html, "utf-8")
    return target


def test_the_neighbourhood_of_a_tool(page_file: Path, open_page: OpenPage) -> None:
    page = open_page(page_file, "node=map_of")
    assert page.text("#node-name") == "map_of"
    names = page.js("[...document.querySelectorAll('.neighbour-name')].map(e => e.textContent)")
    assert set(names) == {"get_weather", "find_city", "hostile</script>\u202e"}
    tie = page.js(
        "[...document.querySelectorAll('.neighbour')].find(e => e.textContent.startsWith('find_city')).querySelector('.tie').textContent"
    )
    assert tie == "R-P1.000returns what is taken by map_ofboth: city: "
    assert page.count(".edge.feeds:not(.beside)") == 1
    assert (
        page.js("document.querySelector('.edge.feeds:not(.beside)').getAttribute('marker-end')")
        == "url(#arrow)"
    )
    assert page.count(".tool-node.ring-1") == 3 and page.count(".tool-node.ring-2") == 0


def test_a_tool_is_chosen_and_then_gone_to(page_file: Path, open_page: OpenPage) -> None:
    page = open_page(page_file, "node=map_of")
    node = "[...document.querySelectorAll('.tool-node')].find(e => e.textContent.includes('find_city'))"
    page.js(f"{node}.focus()")
    page.press("Enter")
    assert page.js("document.querySelector('.neighbour.chosen .neighbour-name').textContent") == "find_city"
    assert page.count(".edge.chosen") >= 1
    page.js(f"{node}.focus()")
    assert page.press("Enter").text("#node-name") == "find_city"
    assert page.js("location.hash") == "#v=graph&node=find_city"


def test_zooming_by_keys_buttons_and_wheel(page_file: Path, open_page: OpenPage) -> None:
    page = open_page(page_file, "node=map_of")

    def size() -> float:
        return float(page.js("document.getElementById('map').viewBox.baseVal.width"))

    whole = size()
    page.press("+")
    assert size() == pytest.approx(whole / 1.3, rel=1e-3)
    page.press("-", "-")
    assert size() == pytest.approx(whole * 1.3, rel=1e-3)
    page.press("0")
    assert size() == pytest.approx(whole)
    box = page.js(
        "(() => { const b = document.getElementById('map').getBoundingClientRect(); return [b.x + 200, b.y + 200]; })()"
    )
    page.call("Input.dispatchMouseEvent", type="mouseWheel", x=box[0], y=box[1], deltaX=0, deltaY=-50)
    page.wait(f"document.getElementById('map').viewBox.baseVal.width < {whole - 1}")


def test_two_steps_show_what_lies_behind_the_neighbours(page_file: Path, open_page: OpenPage) -> None:
    page = open_page(page_file, "node=paint")
    assert page.count(".tool-node.ring-1") == 1 and page.count(".tool-node.ring-2") == 0
    page.click("#steps")
    page.wait(
        "document.querySelectorAll('.tool-node.ring-2').length === 3"
    )  # the other tools that know a city
    page.click("#steps")
    page.wait("document.querySelectorAll('.tool-node.ring-2').length === 0")


def test_an_isolated_tool_and_one_that_is_not_there(page_file: Path, open_page: OpenPage) -> None:
    page = open_page(page_file, "node=alone")
    assert "isolated" in page.text(".node-panel") and page.count(".tool-node") == 1
    assert "No tool nobody in this graph" in page.to("node=nobody").text(".wait")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_graph_fits_the_screen(page_file: Path, open_page: OpenPage, width: int) -> None:
    page = open_page(page_file, "node=map_of", width=width)
    assert page.js("document.documentElement.scrollWidth") <= width
    assert page.js(
        "document.getElementById('view').scrollWidth <= document.getElementById('view').clientWidth"
    )


def test_a_dialogue_leads_to_the_graph_and_back(page_file: Path, open_page: OpenPage) -> None:
    page = open_page(page_file, "node=get_weather")
    link = page.js("document.querySelector('.node-panel a').textContent")
    assert link == "9 dialogues call it"
    assert page.click(".node-panel a").count(".row") == 9


def test_a_graph_can_be_given_to_a_data_set(graph: ToolGraph, tmp_path: Path, hand_run: Path) -> None:
    from report_pages import as_lines

    graph.save(tmp_path / "mine")
    file = as_lines(tmp_path / "data.jsonl", {"messages": [{"role": "user", "content": "hi"}]})
    assert build_report(open_report_sets([str(file)]), graph=tmp_path / "mine").graphs == {"mine": len(TOOLS)}
    both = build_report(open_report_sets([str(hand_run)]), graph=tmp_path / "mine")
    assert both.graphs == {"hand": len(TOOLS)}  # the same graph is shown once
