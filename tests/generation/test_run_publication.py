"""What of a run is published: its configuration without anything secret or local, and where its tools come from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.types import Tool
from toolflow_generation.config import Config
from toolflow_generation.run_folder import TOOLS_FILE, Ingredients, write_head
from toolflow_generation.run_publication import public_config, tool_sources
from toolflow_generation.tool_files import write_tools

TOOL = Tool("raise_dough", "Let bread rise", {"type": "object", "properties": {}})


def begun(folder: Path, **keys: object) -> Path:
    """Write the head of a run's folder."""
    folder.mkdir()
    write_tools([TOOL], folder / TOOLS_FILE)
    config = Config(tools=folder / TOOLS_FILE, out=folder, **keys)  # type: ignore[arg-type]
    write_head(folder, config, Ingredients.of(config, [TOOL]), resumed=False)
    return folder


def test_addresses_headers_folders_and_commands_are_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAKERY_TOKEN", "flour-and-water-77")
    recorded = tmp_path / "calls.jsonl"
    recorded.write_text("", "utf-8")
    run = begun(
        tmp_path / "run",
        seed=5,
        model="gpt-x",
        base_url="http://10.1.2.3:8000/v1",
        api_key_env="BAKERY_KEY",
        extra_headers={"x-team": "bakers-only"},
        encoder=str(tmp_path / "encoders" / "mine"),
        executors={
            "raise_*": "mcp:stdio:bake --token ${BAKERY_TOKEN}",
            "*": f"replay:{recorded}",
        },
        styles={"baker": "Says flour-and-water-77 a lot."},
    )
    published = public_config(run)
    assert (published["seed"], published["encoder"], published["num_dialogues"]) == (5, "mine", 300)
    assert published["executors"] == {"raise_*": "mcp", "*": "replay"}
    assert published["model"] == [{"model": "gpt-x"}]
    text = json.dumps(published)
    for held in (
        "10.1.2.3",
        "BAKERY_KEY",
        "bakers-only",
        str(tmp_path),
        "bake --token",
        "calls.jsonl",
        "flour-and-water",
    ):
        assert held not in text, held
    assert not {"out", "tools", "graph", "base_url", "api_key_env", "extra_headers", "prices"} & set(
        published
    )


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"holds no run that can be published, for it has no digest\.json"):
        public_config(tmp_path)


def test_sources_are_named_without_folders(tmp_path: Path) -> None:
    tools = [
        Tool("a", "", {"type": "object"}, metadata={"source": "/home/me/specs/pets.yaml", "licence": "MIT"}),
        Tool(
            "b", "", {"type": "object"}, metadata={"source": "https://user:pw@api.example.org/openapi.json"}
        ),
        Tool("c", "", {"type": "object"}, metadata={"x": {"source": "toolbench"}}),
        Tool("d", "", {"type": "object"}),
    ]
    write_tools(tools, tmp_path / TOOLS_FILE)
    (tmp_path / "config.yaml").write_text("tools: /home/me/secret/mine.json\nout: run\n", "utf-8")
    assert tool_sources(tmp_path) == {
        ("pets.yaml", "MIT"): 1,
        ("api.example.org", ""): 1,
        ("toolbench", ""): 1,
        ("mine.json", ""): 1,
    }
