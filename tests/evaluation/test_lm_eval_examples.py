"""The task files for lm-evaluation-harness: they parse, and each question renders; the harness where it is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2 import Environment, StrictUndefined

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "lm_eval"
TASKS = sorted(FOLDER.glob("*.yaml"))


def rows_of(task: dict[str, Any]) -> list[dict[str, Any]]:
    assert task["dataset_path"] == "json"
    path = ROOT / task["dataset_kwargs"]["data_files"][task["test_split"]]
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("path", TASKS, ids=lambda path: path.stem)
def test_a_task_file_parses_and_its_questions_render(path: Path) -> None:
    task = yaml.safe_load(path.read_text("utf-8"))
    assert task["task"] == path.stem
    rows = rows_of(task)
    templates = Environment(undefined=StrictUndefined)
    prompts = [templates.from_string(task["doc_to_text"]).render(row) for row in rows]
    assert len(set(prompts)) == len(rows) >= 8
    for row in rows:
        if task["output_type"] == "multiple_choice":
            assert task["doc_to_target"] == "answer" and 0 <= row["answer"] < len(task["doc_to_choice"])
            assert len(set(row["choices"])) == len(task["doc_to_choice"])
        else:
            assert templates.from_string(task["doc_to_target"]).render(row) == row["target"]
    assert [metric["metric"] for metric in task["metric_list"]] in (["acc"], ["exact_match"])


def test_right_answers_do_not_stand_at_one_place() -> None:
    rows = [json.loads(line) for line in (FOLDER / "tiny_choice.jsonl").read_text("utf-8").splitlines()]
    assert [sum(row["answer"] == place for row in rows) for place in range(4)] == [3, 3, 3, 3]


def test_the_harness_knows_the_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("lm_eval", reason="lm-evaluation-harness is not installed")
    from lm_eval.tasks import TaskManager

    monkeypatch.chdir(ROOT)
    known = TaskManager(include_path=str(FOLDER), include_defaults=False).all_tasks
    assert {path.stem for path in TASKS} <= set(known)
