"""The replay of API-Bank's gold calls, on a small checkout of our own."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))
sys.path.append(str(Path(__file__).parents[1] / "evaluation" / "apibank"))

import apibank_gold
from library_bank import checkout


def test_typed_calls_are_right_and_lists_in_text_are_cut_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "gold.json"
    monkeypatch.setattr(
        sys, "argv", ["apibank_gold", str(checkout(tmp_path)), "--out", str(out), "--about", "ours"]
    )
    apibank_gold.main()
    found = json.loads(out.read_text("utf-8"))
    assert found["executed"]["typed"] == {
        "right": {"L1": "2 of 2", "L2 search": "1 of 1", "L2 call": "1 of 1"},
        "wrong": [],
    }
    assert found["executed"]["text"]["right"] == {"L1": "1 of 2", "L2 search": "1 of 1", "L2 call": "1 of 1"}
    ((count, category, name, reason, _),) = found["executed"]["text"]["wrong"]
    assert (count, category, name, reason) == (1, "L1", "BorrowBook", "type")
    assert found["calls match, not executed"] == "4 of 4"
    assert found["checkout"]["about"] == "ours"
    assert "2 of 2" in capsys.readouterr().out
