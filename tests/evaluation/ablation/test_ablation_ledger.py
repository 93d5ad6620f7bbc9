"""What is finished, and which configurations go on: the same, or the same and more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from toolflow_dataset.errors import ConfigError
from toolflow_evaluation.ablation.ledger import LEDGER_FILE, Ledger, digest_of

BEGUN: dict[str, Any] = {
    "settings": ["graph+plan", "none"],
    "vary.generate.seed": ["1", "2"],
    "generate.model": "simulator",
    "measure.judge_model": None,
    "measure.judge_sample": 200,
    "measure.leakage": ["bfcl=a"],
}


def begun(out: Path) -> Ledger:
    ledger = Ledger(out)
    ledger.check(BEGUN)
    ledger.begin(BEGUN)
    return Ledger(out)


def test_a_stage_is_finished_under_its_digest_alone(tmp_path: Path) -> None:
    ledger = begun(tmp_path / "out")
    ledger.finish("train none", "abc", {"steps": 2}, 1.26)
    again = Ledger(tmp_path / "out")
    assert again.outcome("train none", "abc") == {"steps": 2}
    assert again.outcome("train none", "abd") is None and again.outcome("train plan", "abc") is None
    record = json.loads((tmp_path / "out" / LEDGER_FILE).read_text("utf-8"))
    assert record["stages"]["train none"]["seconds"] == 1.3 and record["config"] == BEGUN


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"settings": ["graph+plan", "plan", "none"]},
        {"vary.generate.seed": [1, 2, 3]},
        {"measure.judge_model": "gpt-4o", "measure.judge_sample": 50},
        {"measure.leakage": ["bfcl=a", "apibank=b"]},
        {"train.model": "m", "train.seed": 0, "vary.train.epochs": [1, 2]},
        {"bench.bfcl": "1234", "bench.sample": None},
    ],
)
def test_an_ablation_may_grow(tmp_path: Path, more: dict[str, Any]) -> None:
    begun(tmp_path / "out").check({**BEGUN, **more})


def test_a_benchmark_that_comes_later_brings_its_own_keys(tmp_path: Path) -> None:
    before = {
        **BEGUN,
        **{"bench.bfcl": None, "bench.categories": ["ast"], "bench.half": None, "bench.sample": None},
        **{"bench.apibank": "12", "bench.apibank_checkout": None, "bench.apibank_python": None},
    }
    ledger = Ledger(tmp_path / "out")
    ledger.begin(before)
    bfcl = {"bench.bfcl": "34", "bench.categories": ["simple_python"], "bench.half": "evaluate"}
    ledger.check({**before, **bfcl})
    ledger.check({**before, "bench.apibank_checkout": "56", "bench.apibank_python": "python3"})
    with pytest.raises(ConfigError, match=r"bench\.sample was None, is 5"):  # which API-Bank was asked by
        ledger.check({**before, **bfcl, "bench.sample": 5})
    ledger.begin({**before, **bfcl})
    with pytest.raises(ConfigError, match=r"bench\.half was 'evaluate', is None"):
        ledger.check({**before, **bfcl, "bench.half": None})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"generate.model": "gpt-4o"}, "generate.model was 'simulator', is 'gpt-4o'"),
        ({"settings": ["none"]}, "settings was"),
        ({"vary.generate.seed": ["1", "3"]}, "vary.generate.seed was"),
        ({"vary.generate.plan_length": ["1"]}, "vary.generate.plan_length was None"),
        ({"measure.judge_sample": 50}, None),  # no judge has scored yet
        ({"measure.leakage": []}, "measure.leakage was"),
        ({"measure.other": 1}, "measure.other was None, is 1"),
    ],
)
def test_what_differs_is_named(tmp_path: Path, change: dict[str, Any], told: str | None) -> None:
    ledger = begun(tmp_path / "out")
    if told is None:
        ledger.check({**BEGUN, **change})
        return
    with pytest.raises(ConfigError, match="begun with something else") as refused:
        ledger.check({**BEGUN, **change})
    assert told in str(refused.value)


def test_what_is_gone_is_named(tmp_path: Path) -> None:
    out = tmp_path / "out"
    ledger = Ledger(out)
    ledger.begin({**BEGUN, "train.model": "m", "measure.judge_model": "gpt-4o"})
    with pytest.raises(ConfigError, match=r"train\.model was 'm', is None"):
        ledger.check({**BEGUN, "measure.judge_model": "gpt-4o"})
    with pytest.raises(ConfigError, match=r"measure\.judge_model was 'gpt-4o', is 'other'"):
        ledger.check({**BEGUN, "train.model": "m", "measure.judge_model": "other"})
    with pytest.raises(ConfigError, match=r"train\.seed was None"):  # training is there: it has what it has
        ledger.check({**BEGUN, "train.model": "m", "train.seed": 1, "measure.judge_model": "gpt-4o"})


def test_nothing_is_written_before_it_begins_and_nothing_of_others_is_touched(tmp_path: Path) -> None:
    Ledger(tmp_path / "new")
    assert not (tmp_path / "new").exists()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine", "utf-8")
    with pytest.raises(ConfigError, match="is not empty and holds no ablation"):
        Ledger(tmp_path / "full")
    with pytest.raises(ConfigError, match="is a file"):
        Ledger(tmp_path / "full" / "thesis.txt")
    for text, told in (
        ("{", "cannot be read"),
        ("[]", "is not an ablation's"),
        ("{}", "is not an ablation's"),
    ):
        (tmp_path / "full" / LEDGER_FILE).write_text(text, "utf-8")
        with pytest.raises(ConfigError, match=told):
            Ledger(tmp_path / "full")


def test_digests_see_values_and_not_the_order_of_keys() -> None:
    assert digest_of({"a": 1, "b": [2]}) == digest_of({"b": [2], "a": 1})
    assert len({digest_of(1), digest_of("1"), digest_of([1]), digest_of(1, 2), digest_of()}) == 5
