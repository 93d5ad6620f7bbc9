"""Power laws and their ends by hand, and a growth report from a small run."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from growth_report import extrapolated, markdown, rounded, span, tools_of
from log_plot import svg
from power_laws import fit, used_up

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "graph_growth.py"
STAGES = ("reading", "encoding", "vectors", "join", "graph")


def rows_of(*sizes: int, **laws: tuple[float, float]) -> list[dict[str, Any]]:
    return [
        {"tools": size, **{name: factor * size**power for name, (factor, power) in laws.items()}}
        for size in sizes
    ]


def test_a_power_law_is_found_again() -> None:
    law = fit(rows_of(1000, 3000, 50_000, join=(2e-6, 1.7)), "tools", "join")
    assert law is not None
    assert law.exponent == pytest.approx(1.7) and law.factor == pytest.approx(2e-6)
    assert law.error == pytest.approx(0, abs=1e-9)
    assert law.at(10_000) == pytest.approx(2e-6 * 10_000**1.7)


def test_the_standard_error_is_that_of_a_straight_line() -> None:
    # logarithms of the sizes 0, 1, 2 and of the values 0, 2, 1: slope 1/2, constant 1/2, residuals -1/2, 1, -1/2;
    # so the variance is 3/2 over one degree of freedom, over the spread of 2, and the error the root of 3/4
    rows = [{"n": math.exp(x), "y": math.exp(y)} for x, y in ((0, 0), (1, 2), (2, 1))]
    law = fit(rows, "n", "y")
    assert law is not None
    assert law.exponent == pytest.approx(0.5) and law.error == pytest.approx(math.sqrt(0.75))


def test_values_of_nothing_and_single_sizes_give_no_law() -> None:
    assert fit([{"n": 1, "y": 0}, {"n": 2, "y": 3}, {"n": 4, "y": 0}], "n", "y") is None
    assert fit([{"n": 2, "y": 3}, {"n": 2, "y": 4}], "n", "y") is None
    law = fit([{"n": 1, "y": 1}, {"n": 2, "y": 4}], "n", "y")
    assert law is not None and law.exponent == pytest.approx(2) and math.isnan(law.error)


def test_a_budget_ends_where_it_is_used_up() -> None:
    assert used_up(lambda size: size**2 + size, 110) == pytest.approx(10, rel=1e-3)
    assert used_up(lambda size: 5.0, 4) == 0
    assert used_up(lambda size: 5.0, 6) == math.inf


def test_the_resource_that_ends_first_is_named() -> None:
    # time: 5 stages of 2e-6 N^2 seconds, so an hour ends at N = sqrt(3600 / 1e-5) = 18,974; memory: 100 MB
    # and 0.1 MB a tool, so 1 GiB ends at N = (1073.74 - 100) / 0.1 = 9,737
    laws = {stage: (2e-6, 2) for stage in STAGES}
    more = {"strings": (3, 1), "string_pairs": (0.01, 2), "edges": (1, 1), "graph_megabytes": (1e-3, 1)}
    rows = rows_of(100, 1000, 2000, **laws, **more, memory_megabytes=(0.1, 1))
    for row in rows:
        row["peak_megabytes"] = row["memory_megabytes"] + 100
    found = extrapolated(rows, 1000, 1, 1)
    for name in ("ends", "ends_by_the_last_two_sizes"):
        ends = found[name]
        assert ends["tools_by_time"] == pytest.approx(18_974, rel=1e-3)
        assert ends["tools_by_memory"] == ends["tools"] == pytest.approx(9737, rel=1e-3)
        assert ends["first"] == "memory" and ends["gib_there"] == pytest.approx(1, rel=1e-3)
        assert ends["hours_there"] == pytest.approx(1e-5 * 9737**2 / 3600, rel=1e-3)
        assert ends["times_the_largest_measured"] == pytest.approx(9737 / 2000, rel=1e-3)
    assert extrapolated(rows, 1000, 0.1, 1)["ends"]["first"] == "time"
    assert extrapolated(rows, 2000, 1, 1) == {}
    text = markdown(
        {"machine": "m", "files": ["f"], "rounds": 1, "strings_per_second": 1, "sizes": rows}
        | {"fitted_from": 1000, **found},
        "plot.svg",
    )
    assert "**One machine ends** at about 9,700 tools, where memory is used up" in text
    assert "Pairs of strings grow faster than memory" in text
    sooner = {"tools": 2_300_000, "first": "time"}
    assert span({"tools": 6_800_000, "first": "memory"}, sooner) == (
        "2,300,000 to 6,800,000 tools, where memory or time"
    )
    assert "| join | 2.00 | two sizes only |" in text


def test_numbers_are_no_more_exact_than_they_can_be() -> None:
    assert tools_of(4_812_345) == "4,800,000" and tools_of(math.inf) == "beyond any"
    assert rounded({"a": [1.23456789, math.nan, 123456]}) == {"a": [1.2346, None, 123456]}


def test_a_plot_leaves_out_nothing_but_zeros() -> None:
    drawn = ET.fromstring(svg({"one": {"a": [(10, 1), (100, 10)], "b": [(10, 0), (100, 10)]}}, "tools"))
    lines = [each.get("points") for each in drawn.iter("{http://www.w3.org/2000/svg}polyline")]
    # 80..540 across one decade, 330..40 up one decade
    assert lines == ["80.0,330.0 540.0,40.0", "540.0,40.0"]
    labels = [each.get("y") for each in drawn.iter("{http://www.w3.org/2000/svg}text") if each.text in "ab"]
    assert labels == ["44", "58"]  # both lines end at 40; the second label gives way


def test_a_small_run_writes_figures_table_and_plot(tool_set: Path, tmp_path: Path) -> None:
    out = tmp_path / "growth.json"
    command = [sys.executable, str(SCRIPT), str(tool_set), "--rounds", "1", "--fitted-from", "100"]
    command += ["--sizes", "30", "100", "200", "900", "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    report = json.loads(out.read_text("utf-8"))
    assert [row["tools"] for row in report["sizes"]] == [
        100,
        200,
    ]  # 30 is below the base's 50; no 900 are there
    for row in report["sizes"]:
        assert row["encoding"] == pytest.approx(row["strings"] / 170, rel=1e-3)
        assert all(row[stage] > 0 for stage in STAGES) and row["peak_megabytes"] > 50
        assert row["edges"] > 0 and row["string_pairs"] > 0
    assert set(report["exponents"]) >= {"strings", "string_pairs", "edges", *STAGES}
    assert report["ends"]["first"] in ("time", "memory")
    assert str(tmp_path) not in out.read_text("utf-8") + out.with_suffix(".md").read_text("utf-8")
    assert len(ET.parse(out.with_suffix(".svg")).findall("{http://www.w3.org/2000/svg}g")) == 2


def test_sizes_below_the_base_are_told(tool_set: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(SCRIPT), str(tool_set), "--sizes", "40", "--out", str(tmp_path / "x.json")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1 and "more than 50 tools" in done.stderr
