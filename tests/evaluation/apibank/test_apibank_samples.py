"""API-Bank's samples: where they stand, what a model is asked at each."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from library_bank import BORROW, DIALOGUES, FOUND, checkout

from toolflow_dataset.errors import SchemaError, ToolSourceError
from toolflow_evaluation.answering.decoding import Call
from toolflow_evaluation.apibank.bench import documents_by_name
from toolflow_evaluation.apibank.matching import mismatch
from toolflow_evaluation.apibank.offered import prompt_of
from toolflow_evaluation.apibank.samples import Sample, read_samples
from toolflow_evaluation.benchmark_tools import apibank_tools

REAL = Path(__file__).parents[4] / "shared" / "data" / "api_bank"


def one_file(folder: Path) -> Path:
    """Write the dialogues as one file with its documents beside it."""
    lines = [
        {"level": "L1" if "level-1" in level else "L2", "file": name, "turns": turns}
        for level, files in DIALOGUES.items()
        for name, turns in files.items()
    ]
    folder.mkdir()
    content = "".join(json.dumps(line) + "\n" for line in lines).encode()
    (folder / "l1_l2_dialogues.jsonl.gz").write_bytes(gzip.compress(content))
    return folder


def test_a_checkout_and_one_file_hold_the_same_samples(tmp_path: Path) -> None:
    samples = read_samples(checkout(tmp_path))
    assert [sample.id for sample in samples] == [
        "L1/BorrowBook-level-1-1/0",
        "L1/BorrowBook-level-1-1/1",
        "L2/RenewLoan-level-3-1/0",
        "L2/RenewLoan-level-3-1/1",
    ]
    assert [sample.category for sample in samples] == ["L1", "L1", "L2 search", "L2 call"]
    assert samples == read_samples(one_file(tmp_path / "one"))
    assert samples == read_samples(tmp_path / "one" / "l1_l2_dialogues.jsonl.gz")
    assert [sample.level for sample in read_samples(tmp_path / "one", ["L2"])] == ["L2", "L2"]


def test_a_prompt_is_the_gold_history_with_calls_and_results(tmp_path: Path) -> None:
    folder = checkout(tmp_path)
    documents = documents_by_name(apibank_tools(folder))
    first, second, *_ = (prompt_of(sample, documents) for sample in read_samples(folder))
    assert [message.role for message in first.messages] == ["system", "user"]
    assert [message.role for message in second.messages] == [
        "system",
        "user",
        "assistant",
        "tool",
        "assistant",
    ]
    assert second.messages[2].tool_calls[0].name == "GetUserToken"
    assert second.messages[3].content == '{"token": "t-ada"}'
    assert second.messages[3].tool_call_id == second.messages[2].tool_calls[0].id
    assert second.messages[4].content == "You are logged in.\nNow the book."
    assert [tool.name for tool in first.tools] == ["GetUserToken", "BorrowBook"]
    assert first.tools == second.tools
    assert first.tools[1].parameters == {
        "type": "object",
        "properties": {
            "token": {"type": "string", "description": "The token."},
            "title": {"type": "string", "description": "The title."},
            "days": {"type": "integer", "description": "For how many days."},
            "readers": {"type": "array", "items": {"type": "string"}, "description": "Who may read it."},
        },
        "required": ["token", "title", "days", "readers"],
    }


def test_level_2_offers_the_search_and_what_it_has_found(tmp_path: Path) -> None:
    folder = checkout(tmp_path)
    documents = documents_by_name(apibank_tools(folder))
    search, found = (prompt_of(sample, documents) for sample in read_samples(folder, ["L2"]))
    assert [tool.name for tool in search.tools] == ["ToolSearcher"]
    assert [tool.name for tool in found.tools] == ["ToolSearcher", "RenewLoan"]
    assert found.tools[1].description == FOUND["description"]
    # what the assistant says right before a call stands beside it
    assert [message.role for message in found.messages] == ["system", "user", "assistant", "tool"]
    assert found.messages[2].content == "Let me look for a function."
    assert found.messages[2].tool_calls[0].name == "ToolSearcher"


def sample_of(turn: dict[str, Any]) -> Sample:
    return Sample("L1/x/0", "L1", (), (), turn["api_name"], turn["param_dict"], turn["result"])


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (BORROW["param_dict"], ""),
        (BORROW["result"]["input"], ""),
        ({"token": "t-ada", "title": " dune ", "days": 14.0, "readers": '["ada", "bo"]'}, ""),
        ({"token": "t-ada", "title": "Dune", "days": 14, "readers": ["Ada", "Bo"], "note": ""}, ""),
        ({"token": "t-ada", "title": "Dune", "days": 15, "readers": ["Ada", "Bo"]}, "argument"),
        ({"token": "t-ada", "title": "Dune", "days": 14, "readers": ["Bo", "Ada"]}, "argument"),
        ({"token": "t-ada", "title": "Dune", "days": True, "readers": ["Ada", "Bo"]}, "argument"),
        ({"token": "t-ada", "title": "", "days": 14, "readers": ["Ada", "Bo"]}, "argument-missing"),
        ({"token": "t-ada", "title": "Dune", "days": 14, "readers": ["Ada", "Bo"], "x": 0}, "argument-added"),
    ],
)
def test_a_call_matches_the_gold_one_however_its_values_are_written(arguments: Any, reason: str) -> None:
    fault = mismatch(sample_of(BORROW), Call("BorrowBook", arguments))
    assert (fault.reason if fault else "") == reason


def test_another_api_and_codes_do_not_match() -> None:
    fault = mismatch(sample_of(BORROW), Call("LendBook", BORROW["param_dict"]))
    assert fault and fault.reason == "name"
    code = sample_of({**BORROW, "param_dict": {"token": "007"}})
    assert mismatch(code, Call("BorrowBook", {"token": 7}))
    assert not mismatch(code, Call("BorrowBook", {"token": "007"}))
    nested: Any = "[" * 300 + "]" * 300
    assert mismatch(code, Call("BorrowBook", {"token": nested}))


@pytest.mark.parametrize(
    ("content", "error", "told"),
    [
        ('{"role": "AI"}\n', SchemaError, "1: a turn of AI without text"),
        ('{"role": "Bot", "text": "x"}\n', SchemaError, "expected a turn with the role User, AI or API"),
        (
            '{"role": "API", "api_name": "A", "param_dict": {}, "result": "ok"}\n',
            SchemaError,
            "have to be objects",
        ),
        ("{\n", SchemaError, "BorrowBook-level-1-1.jsonl:1: not JSON"),
        ('{"role": "User", "text": "x"}\n', ToolSourceError, "holds no call of level 1"),
    ],
)
def test_what_is_no_dialogue_is_told(tmp_path: Path, content: str, error: type[Exception], told: str) -> None:
    folder = checkout(tmp_path)
    (folder / "lv1-lv2-samples" / "level-1-given-desc" / "BorrowBook-level-1-1.jsonl").write_text(content)
    with pytest.raises(error, match=told):
        read_samples(folder)


def test_no_dialogues_are_told(tmp_path: Path) -> None:
    with pytest.raises(ToolSourceError, match="holds no call of level 1; expected l1_l2"):
        read_samples(tmp_path)
    with pytest.raises(ToolSourceError, match="cannot be read"):
        read_samples(tmp_path / "nothing.jsonl")
    (tmp_path / "x.jsonl").write_text('{"level": "L3", "file": "a", "turns": []}\n')
    with pytest.raises(SchemaError, match="jsonl:1: expected a level of L1 or L2"):
        read_samples(tmp_path / "x.jsonl")


def test_an_api_without_a_document_is_told(tmp_path: Path) -> None:
    sample = read_samples(checkout(tmp_path))[0]
    with pytest.raises(
        SchemaError, match=r"L1/BorrowBook-level-1-1/0 calls GetUserToken, which has no document"
    ):
        prompt_of(sample, {})


@pytest.mark.skipif(not REAL.is_dir(), reason="API-Bank's files are not there")
def test_every_real_gold_call_matches_itself_and_can_be_asked_for() -> None:
    samples, documents = read_samples(REAL), documents_by_name(apibank_tools(REAL))
    counts = [sum(sample.level == level for sample in samples) for level in ("L1", "L2")]
    assert counts == [389, 119]
    assert sum(sample.category == "L2 search" for sample in samples) == 45
    not_offered = 0
    for sample in samples:
        assert mismatch(sample, Call(sample.name, sample.arguments)) is None, sample.id
        prompt = prompt_of(sample, documents)
        ids = [call.id for message in prompt.messages for call in message.tool_calls]
        assert len(set(ids)) == len(ids)
        not_offered += sample.name not in {tool.name for tool in prompt.tools}
    assert not_offered == 13  # at level 2, where no search before has found the API
