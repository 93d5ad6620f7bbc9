from __future__ import annotations

from pathlib import Path

import datasets
import pytest
from hand_dialogues import append, kept, load

from toolflow_dataset import FEATURES, ToolFlow
from toolflow_dataset.errors import ConfigError
from toolflow_dataset.export import export_run


def build(run: Path, cache: Path, config: str | None = None) -> datasets.Dataset:
    builder = ToolFlow(run, config, cache_dir=str(cache))
    builder.download_and_prepare()
    return builder.as_dataset(split="train")


@pytest.mark.parametrize("config", ["graph_plan", "none"])
def test_builds_what_load_dataset_loads(run: Path, fresh_cache: Path, config: str) -> None:
    export_run(
        run, drop_reason=lambda dialogue: "near_duplicate" if dialogue.id == "graph_plan-000001" else None
    )
    built = build(run, fresh_cache, config)
    loaded = load(run / "toolflow", fresh_cache, config)
    assert built.features == loaded.features == FEATURES
    assert built.to_list() == loaded.to_list()
    assert len(built) == 2


def test_it_is_a_datasets_builder_with_one_config_a_setting(run: Path) -> None:
    assert issubclass(ToolFlow, datasets.DatasetBuilder)
    assert list(ToolFlow.builder_configs) == ["graph_plan", "graph", "plan", "none"]
    assert ToolFlow(run).config.name == "graph_plan"


def test_needs_no_export(run: Path, fresh_cache: Path) -> None:
    assert build(run, fresh_cache)["id"][:] == [f"graph_plan-{index:06d}" for index in (0, 1, 3)]


def test_a_changed_run_is_never_served_from_the_cache(run: Path, fresh_cache: Path) -> None:
    assert len(build(run, fresh_cache)) == 3
    append(run, kept(5))
    assert build(run, fresh_cache)["id"][-1] == "graph_plan-000005"
    export_run(run, drop_reason=lambda dialogue: "x" if dialogue.id == "graph_plan-000005" else None)
    assert len(build(run, fresh_cache)) == 3


def test_an_unchanged_run_is_served_from_the_cache(run: Path, fresh_cache: Path) -> None:
    build(run, fresh_cache)
    assert (
        ToolFlow(run, cache_dir=str(fresh_cache)).cache_dir
        == ToolFlow(run, cache_dir=str(fresh_cache)).cache_dir
    )
    files = sorted(fresh_cache.rglob("*.arrow"))
    build(run, fresh_cache)
    assert sorted(fresh_cache.rglob("*.arrow")) == files


def test_streams(run: Path) -> None:
    stream = ToolFlow(run).as_streaming_dataset(split="train")
    assert [row["id"] for row in stream] == [f"graph_plan-{index:06d}" for index in (0, 1, 3)]


def test_mistakes_are_named(run: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"unknown configuration 'graph\+plan'; expected one of graph_plan"):
        ToolFlow(run, "graph+plan")
    with pytest.raises(
        ConfigError, match=r"no kept dialogue of the configuration 'plan'; .*graph_plan, none"
    ):
        ToolFlow(run, "plan")
    with pytest.raises(ConfigError, match="holds no journal"):
        ToolFlow(tmp_path)
