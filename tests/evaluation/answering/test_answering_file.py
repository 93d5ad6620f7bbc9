"""The file of answers: kept at once, torn lines owed again, other settings refused."""

from __future__ import annotations

import json
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from toolflow_dataset.errors import ConfigError, SchemaError, ToolSourceError
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


@pytest.mark.parametrize("text", ["[]", "5", '"text"'])
def test_settings_that_are_no_object_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / SETTINGS_FILE).write_text(text)
    with pytest.raises(ConfigError, match=r"expected an object, got .*; give another folder"):
        AnswerFile(tmp_path, SETTINGS)


@pytest.mark.parametrize("changed", [{"id": ["a"]}, {"asked": {}}, {"content": None}, {"form": 5}])
def test_a_line_with_something_else_for_a_text_is_no_answer(tmp_path: Path, changed: dict[str, Any]) -> None:
    (tmp_path / SETTINGS_FILE).write_text(json.dumps(SETTINGS))
    (tmp_path / ANSWERS_FILE).write_text(json.dumps(TWO.to_json() | changed) + "\n")
    with pytest.raises(SchemaError, match=r"answers\.jsonl:1: not an answer as a benchmark keeps it"):
        AnswerFile(tmp_path, SETTINGS)


@contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """Have the system refuse to make files longer than some bytes, as a full disk does."""
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_disk_that_is_full_is_told_and_what_was_answered_is_kept(tmp_path: Path) -> None:
    with (
        pytest.raises(ToolSourceError, match=r"answers\.jsonl: cannot be written"),
        AnswerFile(tmp_path, SETTINGS) as file,
        no_file_over(400),
    ):
        file.add(TWO)
        file.add(Answer("c", "d", "native", "long " * 200))
    with AnswerFile(tmp_path, SETTINGS) as file:
        assert file.answers == {"b": TWO}  # the part of a line that was written is gone
        file.add(ONE)
    assert set(AnswerFile(tmp_path, SETTINGS).answers) == {"a", "b"}
