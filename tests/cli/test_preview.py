from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hand_dialogues import make_dialogue, make_run

from toolflow_cli.main import toolflow
from toolflow_dataset.errors import ConfigError
from toolflow_dataset.export import export_run
from toolflow_dataset.transcript import to_markdown


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return make_run(tmp_path / "run")


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(toolflow, [str(argument) for argument in arguments])


def shown_ids(output: str) -> list[str]:
    return [line.strip("─ ") for line in output.splitlines() if line.startswith("──")]


def test_preview_shows_the_first_kept_dialogues(run: Path) -> None:
    result = invoke("preview", run, "--num", 2)
    assert result.exit_code == 0
    assert shown_ids(result.output) == ["graph_plan-000000", "graph_plan-000001"]
    assert '→ get_weather(city="Zürich", offset=-0.3)' in result.output
    assert "2 shown of 5 dialogues that the filters kept; 1 dropped, 1 failed" in result.output
    assert "\x1b" not in result.output


def test_preview_of_one_setting(run: Path) -> None:
    result = invoke("preview", run, "--setting", "none")
    assert shown_ids(result.output) == ["none-000000", "none-000001"]
    assert "2 shown of 2 dialogues that the filters kept; 0 dropped, 0 failed" in result.output


def test_preview_leaves_out_what_the_export_left_out(run: Path) -> None:
    export_run(run, drop_reason=lambda dialogue: "x" if dialogue.id == "graph_plan-000000" else None)
    assert shown_ids(invoke("preview", run, "--num", 1).output) == ["graph_plan-000001"]


def test_preview_without_anything_to_show_says_what_there_is(run: Path) -> None:
    result = invoke("preview", run, "--setting", "plan")
    assert isinstance(result.exception, ConfigError)
    assert "settings with dialogues: graph+plan, none" in str(result.exception)


@pytest.mark.parametrize("arguments", [("--num", "0"), ("--setting", "graph_plan")])
def test_preview_refuses_wrong_options(run: Path, arguments: tuple[str, str]) -> None:
    assert invoke("preview", run, *arguments).exit_code == 2


def test_inspect_shows_one_dialogue_in_full(run: Path) -> None:
    result = invoke("inspect", run, "graph_plan-000003")
    assert result.exit_code == 0
    assert shown_ids(result.output) == ["graph_plan-000003"]
    for text in ("style   polite", "user  step 1", "please? (3)", '← {"error": "no such place"}'):
        assert text in result.output


def test_inspect_as_markdown(run: Path) -> None:
    assert invoke("inspect", run, "graph_plan-000003", "--markdown").output == to_markdown(make_dialogue(3))


def test_inspect_says_why_a_dialogue_was_dropped(run: Path) -> None:
    assert "dropped: ungrounded:city" in invoke("inspect", run, "graph_plan-000002").output
    export_run(run, drop_reason=lambda dialogue: "near_duplicate:x" if dialogue.id == "none-000001" else None)
    assert "dropped: near_duplicate:x" in invoke("inspect", run, "none-000001").output


def test_inspect_of_a_failed_dialogue_says_why(run: Path) -> None:
    result = invoke("inspect", run, "graph_plan-000004")
    assert isinstance(result.exception, ConfigError)
    assert "ChatError: the model is gone" in str(result.exception)


def test_inspect_of_an_unknown_id_suggests_near_ones(run: Path) -> None:
    result = invoke("inspect", run, "graphplan-000001")
    assert isinstance(result.exception, ConfigError)
    assert "no dialogue 'graphplan-000001'" in str(result.exception)
    assert "ids near it: graph_plan-000001, " in str(result.exception)


@pytest.mark.parametrize("command", ["preview", "inspect"])
def test_a_mistake_is_one_line_without_a_traceback(command: str, tmp_path: Path) -> None:
    more = ["x"] if command == "inspect" else []
    done = subprocess.run(
        [sys.executable, "-m", "toolflow_cli.main", command, str(tmp_path / "nothing"), *more],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("toolflow: ") and len(done.stderr.splitlines()) == 1


def test_output_in_a_pipe_has_no_ansi_codes(run: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "toolflow_cli.main", "inspect", str(run), "graph_plan-000000"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "\x1b" not in done.stdout and "Łódź" in done.stdout
