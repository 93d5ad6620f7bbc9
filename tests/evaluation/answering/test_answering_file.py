"""The file of answers: kept at once, torn lines owed again, other settings refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from toolflow_dataset.errors import ConfigError, SchemaError
from toolflow_evaluation.answering.answers import ANSWERS_FILE, SETTINGS_FILE, Answer, AnswerFile

SETTINGS = {"model": "m", "temperature": 0}
ONE = Answer(
    "a", "d", "native", "text \ud800é", (("f", '{"x": 1}'), ("g", {"y": 2})), "tool_calls", "m", 3, 4
)
TWO = Answer("b", "d", "template", "two")


def test_answers_come_back(tmp_path: Path) -> None:
    with AnswerFile(tmp_path / "run", SETTINGS) as file:
        file.add(ONE)
        assert json.loads(
            (tmp_path / "run" / ANSWERS_FILE).read_text("utf-8", "surrogatepass")
        )  # before it closes
        file.add(TWO)
    with AnswerFile(tmp_path / "run", SETTINGS) as file:
        assert file.answers == {"a": ONE, "b": TWO}


def test_a_torn_last_line_is_owed_again_and_a_later_answer_counts(tmp_path: Path) -> None:
    with AnswerFile(tmp_path, SETTINGS) as file:
        file.add(ONE)
        file.add(TWO)
    path = tmp_path / ANSWERS_FILE
    path.write_bytes(path.read_bytes()[:-5])
    newer = Answer("a", "e", "native")
    with AnswerFile(tmp_path, SETTINGS) as file:
        assert set(file.answers) == {"a"}
        file.add(newer)
    with AnswerFile(tmp_path, SETTINGS) as file:
        assert file.answers == {"a": newer}


def test_other_settings_are_refused_by_name(tmp_path: Path) -> None:
    AnswerFile(tmp_path, SETTINGS)
    with pytest.raises(ConfigError, match="temperature was 0, is 1; give another folder"):
        AnswerFile(tmp_path, {**SETTINGS, "temperature": 1})
    with pytest.raises(ConfigError, match="template was None, is 'hermes'"):
        AnswerFile(tmp_path, {**SETTINGS, "template": "hermes"})


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / ANSWERS_FILE).write_text("")
    with pytest.raises(ConfigError, match=f"but no {SETTINGS_FILE}"):
        AnswerFile(tmp_path, SETTINGS)
    (tmp_path / SETTINGS_FILE).write_text("{")
    with pytest.raises(ConfigError, match="no JSON"):
        AnswerFile(tmp_path, SETTINGS)
    (tmp_path / SETTINGS_FILE).write_text(json.dumps(SETTINGS))
    (tmp_path / ANSWERS_FILE).write_text('{"id": "a"}\n')
    with pytest.raises(SchemaError, match=rf"{ANSWERS_FILE}:1: not an answer"):
        AnswerFile(tmp_path, SETTINGS)
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be used as the folder of a run"):
        AnswerFile(tmp_path / "file", SETTINGS)
