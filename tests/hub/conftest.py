"""A local Hub, and processes that use it: `huggingface_hub` reads its constants when it is imported."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hub_server import LocalHub
from warm_process import Process, WarmProcess


@pytest.fixture(scope="session")
def running_hub() -> Iterator[LocalHub]:
    with LocalHub() as running:
        yield running


@pytest.fixture
def hub(running_hub: LocalHub) -> LocalHub:
    """Return an empty Hub, where `hf_writer` is the token of one who may write to `writer/` and `org/`."""
    running_hub.reset()
    return running_hub


def client_environment(hub: LocalHub, home: Path) -> dict[str, str]:
    """Return the environment of a process that knows the Hub, its token, and caches of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))}
    return {
        **kept,
        "HF_ENDPOINT": hub.url,
        "HF_HOME": str(home),
        "HF_TOKEN": "hf_writer",
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_UPDATE_DOWNLOAD_COUNTS": "0",  # evaluate would tell Amazon what it loads
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }


@pytest.fixture
def environment(hub: LocalHub, tmp_path: Path) -> dict[str, str]:
    """Return `client_environment`, for a test that starts a process of its own."""
    return client_environment(hub, tmp_path / "hf-home")


@pytest.fixture(scope="session")
def warm(running_hub: LocalHub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmProcess]:
    """Return a process that knows the Hub and has imported its clients."""
    process = WarmProcess(client_environment(running_hub, tmp_path_factory.mktemp("hf-home")))
    yield process
    process.close()


@pytest.fixture
def python(hub: LocalHub, warm: WarmProcess) -> Callable[..., Process]:
    """Return what runs Python code in a process that knows the Hub."""
    return lambda code, **env: warm.run(code=code, env=env)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a small simulated `run` of two settings, and reports of what was measured of it.

    `leakage.json` is of a tool that is not in it, `leaked.json` of one that is; `evaluate.json` is what
    `toolflow evaluate` says of it.
    """
    from toolflow_evaluation.comparison import compare_sets
    from toolflow_evaluation.dialogue_sets import open_sets
    from toolflow_evaluation.leakage_check import check_leakage
    from toolflow_evaluation.tool_sets import ToolSet, training_tools
    from toolflow_generation.config import Config
    from toolflow_generation.run import generate

    folder = tmp_path_factory.mktemp("made")
    examples = Path(__file__).parents[2] / "examples" / "tools" / "everyday.json"
    run = folder / "run"
    generate(Config(tools=examples, out=run, num_dialogues=8, seed=3, setting=("plan", "none"), error_rate=0))
    ours = training_tools(str(run))
    other = {
        "name": "raise_dough",
        "description": "Let bread rise overnight",
        "parameters": {"type": "object"},
    }
    for name, tool in (("leakage", other), ("leaked", ours.tools[0])):
        report = check_leakage([ours], [ToolSet("Held-out", "held-out", (tool,))]).to_json()
        (folder / f"{name}.json").write_text(json.dumps(report), "utf-8")
    measured = compare_sets(open_sets([str(run)]), resamples=20).to_json()
    (folder / "evaluate.json").write_text(json.dumps(measured), "utf-8")
    return folder


@pytest.fixture
def push(hub: LocalHub, warm: WarmProcess, made: Path) -> Callable[..., Process]:
    """Return what runs `toolflow push RUN org/dialogues` with some words, leakage measured and low."""

    def run(*words: str, run: Path | None = None, report: str = "leakage", **env: str) -> Process:
        reports = ["--report", str(made / f"{report}.json")] if report else []
        return warm.run(argv=["push", str(run or made / "run"), "org/dialogues", *reports, *words], env=env)

    return run
