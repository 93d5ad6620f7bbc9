"""What is said and asked, as both sides of a leakage check of texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from toolflow_dataset.errors import ConfigError, ToolSourceError
from toolflow_evaluation.text_sets import (
    apibank_texts,
    bfcl_texts,
    held_out_texts,
    toolalpaca_texts,
    training_texts,
)

REAL = Path(__file__).parents[3] / "shared" / "data"


def lines(path: Path, *records: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def said(*pairs: tuple[str, str | None]) -> dict[str, Any]:
    return {"messages": [{"role": role, "content": content} for role, content in pairs], "tools": []}


def test_training_texts_are_distinct_messages_of_both_speakers(tmp_path: Path) -> None:
    call = {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": {}}}],
    }
    result = {"role": "tool", "tool_call_id": "1", "content": '{"a": 1}'}
    first = said(("system", "Be kind."), ("user", "Hello"))
    first["messages"] += [call, result, {"role": "assistant", "content": "Done."}]
    again = said(("user", "Hello"), ("assistant", "Hi"), ("user", "  "), ("assistant", "Bye"))
    file = lines(tmp_path / "talks.jsonl", first, again)
    found = training_texts(f"mine={file}")
    assert (found.label, found.items) == ("mine", ("Hello", "Done.", "Hi", "Bye"))
    # on the test side each occurrence counts
    assert held_out_texts(str(file), {}).items == ("Hello", "Done.", "Hello", "Hi", "Bye")


def bfcl_row(*contents: str) -> dict[str, Any]:
    turn = [{"role": "system", "content": "not asked"}]
    return {"question": [[*turn, *({"role": "user", "content": each} for each in contents)]], "function": []}


def test_bfcls_questions_are_those_of_its_four_files(tmp_path: Path) -> None:
    for name, rows in {
        "simple_python": [bfcl_row("a"), bfcl_row("b", "c")],
        "multiple": [bfcl_row("d")],
        "parallel": [bfcl_row("a")],
        "parallel_multiple": [bfcl_row("e")],
        "live_simple": [bfcl_row("live")],
    }.items():
        lines(tmp_path / f"BFCL_v4_{name}.json", *rows)
    found = held_out_texts("bfcl", {"bfcl": tmp_path})
    assert (found.label, found.items) == ("BFCL", ("a", "b", "c", "d", "a", "e"))
    lines(tmp_path / "BFCL_v4_multiple.json", {"question": "flat"})
    with pytest.raises(ToolSourceError, match=r"BFCL_v4_multiple.json:1: not a BFCL question"):
        list(bfcl_texts(tmp_path))


def test_apibanks_questions_are_the_users_turns_of_both_levels(tmp_path: Path) -> None:
    def turn(role: str, text: str) -> dict[str, str]:
        return {"role": role, "text": text}

    samples = tmp_path / "lv1-lv2-samples"
    lines(samples / "level-1-given-desc" / "b.jsonl", turn("User", "two"), {"role": "API", "api_name": "X"})
    lines(samples / "level-1-given-desc" / "a.jsonl", turn("User", "one"), turn("AI", "answer"))
    lines(samples / "level-2-toolsearcher" / "c.jsonl", turn("User", "three"))
    lines(samples / "level-1-given-desc-e2e" / "a.jsonl", turn("User", "the same again"))
    assert list(apibank_texts(tmp_path)) == ["one", "two", "three"]
    lines(samples / "level-2-toolsearcher" / "c.jsonl", {"role": "User"})
    with pytest.raises(ToolSourceError, match=r"c.jsonl:1: not a turn of API-Bank"):
        list(apibank_texts(tmp_path))
    with pytest.raises(ToolSourceError, match="expected its folder with lv1-lv2-samples"):
        list(apibank_texts(tmp_path / "nowhere"))


def test_toolalpacas_questions_are_its_instructions(tmp_path: Path) -> None:
    (tmp_path / "eval_real.json").write_text(json.dumps([{"Name": "B", "Instructions": ["three"]}]))
    (tmp_path / "eval_simulated.json").write_text(json.dumps([{"Name": "A", "Instructions": ["one", "two"]}]))
    assert list(toolalpaca_texts(tmp_path)) == ["one", "two", "three"]
    (tmp_path / "eval_real.json").write_text(json.dumps([{"Name": "B"}]))
    with pytest.raises(ToolSourceError, match="API 'B' has no list of `Instructions`"):
        list(toolalpaca_texts(tmp_path))


def test_a_benchmark_needs_its_data() -> None:
    with pytest.raises(ConfigError, match="give --data toolalpaca=PATH"):
        held_out_texts("toolalpaca", {})


@pytest.mark.skipif(not REAL.is_dir(), reason="needs ../shared/data")
def test_real_questions() -> None:
    asked = list(bfcl_texts(REAL / "bfcl"))
    # 400 simple, 200 each of multiple, parallel, parallel_multiple: one question a row
    assert len(asked) == 1000 and all(text.strip() for text in asked)
    assert len(list(toolalpaca_texts(REAL / "toolalpaca"))) == 214
