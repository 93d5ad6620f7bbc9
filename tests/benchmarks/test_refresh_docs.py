"""What the documentation shows of a run is re-made by `benchmarks/refresh_docs.py`."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hand_dialogues import make_run

from toolflow_dataset.journal import Journal
from toolflow_dataset.transcript import to_markdown
from toolflow_generation import generate
from toolflow_generation.config import Config

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def refresher() -> ModuleType:
    spec = importlib.util.spec_from_file_location("refresh_docs", ROOT / "benchmarks" / "refresh_docs.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return make_run(tmp_path / "run")


def refreshed(refresher: ModuleType, run: Path, text: str) -> str:
    sources = refresher.Sources(run, refresher.verdicts_in(text), run / "none.json", run / "none.json")
    return str(refresher.refresh(text, sources.regions(), "page.md"))


def region(name: str, arguments: str = "", body: str = "old") -> str:
    return f"before\n<!-- refresh:{name}{arguments} -->\n{body}\n<!-- /refresh:{name} -->\nafter\n"


def test_a_region_gets_the_dialogue_it_names(refresher: ModuleType, run: Path) -> None:
    text = refreshed(refresher, run, region("dialogue", " graph_plan-000001"))
    entry = Journal.of_run(run).find("graph_plan-000001")
    assert entry is not None and entry.dialogue is not None
    body = to_markdown(entry.dialogue).strip()
    assert text == region("dialogue", " graph_plan-000001", body)


def test_consecutive_dialogues_skip_what_was_not_kept(refresher: ModuleType, run: Path) -> None:
    text = refreshed(refresher, run, region("consecutive", " 0 5"))
    kept = [entry.id for entry in Journal.of_run(run).entries(None, "kept")]
    assert re.findall(r"^### (.+)$", text, re.MULTILINE) == kept
    assert text.count("**Verdict:**") == len(kept) == 5


def test_a_verdict_survives_until_its_dialogue_changes(refresher: ModuleType, run: Path) -> None:
    text = refreshed(refresher, run, region("consecutive", " 0 2"))
    first, second = [match.end() for match in re.finditer(r"\*\*Verdict:\*\*", text)]
    judged = f"{text[:first]} Good \\1.{text[first:second]} Dull.{text[second:]}"
    assert refreshed(refresher, run, judged) == judged
    # a digest that no longer fits is what a changed dialogue leaves behind
    stale = re.sub(r"(<!-- read: graph_plan-000000@)\w{16}", r"\g<1>0123456789abcdef", judged)
    after = refreshed(refresher, run, stale)
    assert "Good" not in after and "Dull." in after


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (region("dialogues"), "there is no region 'dialogues'"),
        ("<!-- refresh:dialogue graph_plan-000000 -->\n", "1 regions are opened, 0 are closed"),
        (region("dialogue", " graph_plan-999999"), "holds no finished dialogue 'graph_plan-999999'"),
        (region("consecutive", " 3 9"), "no 9 kept dialogues"),
    ],
)
def test_a_region_that_cannot_be_filled_is_an_error(
    refresher: ModuleType, run: Path, text: str, told: str
) -> None:
    with pytest.raises(refresher.DocsError, match=re.escape(told)):
        refreshed(refresher, run, text)


def test_quality_table_shows_human_figures_beside_ours(refresher: ModuleType) -> None:
    figures: dict[str, Any] = {
        "kept_share": 1.0,
        "skeletons": {"commonest": 0.0041},
        "sgd_same_size": {"skeletons": {"commonest": 0.0056}},
        "final_answers": {"raw_json": 0},
        "wording": {"distinct_3": float("nan")},
    }
    lines = str(refresher.quality_table({"sets": {"everyday": figures}})).splitlines()
    assert lines[:3] == ["| | everyday |", "|---|---:|", "| dialogues kept | 100.0% |"]
    assert "| commonest skeleton of user turns | 0.41% (0.56%) |" in lines
    assert "| texts with raw JSON | 0 |" in lines
    assert "| D-3 | - |" in lines
    assert refresher.quality_table({"sets": {}}) == "*(not measured yet)*"


def test_closing_is_what_a_run_prints_at_its_end(refresher: ModuleType, tmp_path: Path) -> None:
    tools = ROOT / "examples" / "tools" / "everyday.json"
    generate(Config(tools=tools, num_dialogues=2, setting="none", seed=3, out=tmp_path / "small"))
    text = refreshed(refresher, tmp_path / "small", region("closing"))
    assert "```text\nsmall\n" in text
    assert re.search(r"^ kept +2$", text, re.MULTILINE)
    assert "toolflow preview small" in text
    assert str(tmp_path) not in text
