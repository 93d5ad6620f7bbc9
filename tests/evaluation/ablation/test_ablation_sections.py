"""The sections of an ablation's own: values as YAML and as text have them, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from toolflow_dataset.errors import ConfigError
from toolflow_evaluation.ablation.sections import Benching, Measuring, make_section, section_help, shaping_of


def test_values_are_read_as_text_and_as_yaml() -> None:
    text = make_section(Measuring, {"resamples": "50", "leakage": "bfcl=a, tools.jsonl"}, "measure")
    yaml = make_section(Measuring, {"resamples": 50, "leakage": ["bfcl=a", "tools.jsonl"]}, "measure")
    assert text == yaml
    assert make_section(Measuring, {"leakage": {"bfcl": "a"}}, "measure").leakage == ("bfcl=a",)
    bench = make_section(
        Benching, {"bfcl": "~/x", "categories": "multiple,simple", "sample": "none"}, "bench"
    )
    assert bench.bfcl == Path("~/x").expanduser() and bench.sample is None
    assert [each.name for each in bench.selection.categories][:2] == ["simple_python", "simple_java"]


def test_coherence_and_judge_are_chosen() -> None:
    plain = Measuring()
    assert plain.models is not None and plain.judge is None
    assert Measuring(coherence=False).models is None
    judge = Measuring(judge_model="m", judge_base_url="http://127.0.0.1:1/v1", judge_sample=3).judge
    assert judge is not None and (judge.model, judge.sample) == ("m", 3)


def test_only_what_results_depend_on_counts() -> None:
    one = Benching(bfcl=Path("a"), device="cpu", batch_size=1)
    other = Benching(bfcl=Path("a"), device="cuda", batch_size=64)
    assert shaping_of(one) == shaping_of(other) != shaping_of(Benching(bfcl=Path("a"), max_tokens=9))


@pytest.mark.parametrize(
    ("kind", "values", "told"),
    [
        (Measuring, {"juge_model": "m"}, "measure: unknown key 'juge_model'; did you mean 'judge_model'?"),
        (Measuring, {"coherence": "yes"}, "measure: coherence: got 'yes', expected true or false"),
        (Measuring, {"resamples": 3}, "resamples: got 3, expected a whole number of at least 20"),
        (Measuring, {"judge_base_url": "x"}, "judge_base_url without judge_model"),
        (Measuring, {"leakage": 3}, "leakage: got 3, expected a list of names"),
        (Benching, {"categories": "simpel"}, "no BFCL category or group 'simpel'"),
        (Benching, {"apibank_python": "x", "apibank": "y"}, "apibank_python without apibank_checkout"),
        (Benching, {"categories": ""}, "categories: got ''"),
        (Benching, {"half": "first"}, "half: got 'first', expected one of develop, evaluate"),
        (Benching, {"aggregate": "v3"}, "expected one of v4, paper"),
        (Benching, {"device": "tpu"}, "expected one of auto, cpu, cuda"),
    ],
)
def test_mistakes_are_named(kind: Any, values: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigError) as refused:
        make_section(kind, values, "measure" if kind is Measuring else "bench")
    assert told in str(refused.value)


def test_every_key_is_in_the_documentation() -> None:
    text = (Path(__file__).parents[3] / "docs" / "ablation.md").read_text("utf-8")
    for kind, section in ((Measuring, "measure"), (Benching, "bench")):
        (row,) = (line for line in text.splitlines() if line.startswith(f"| `{section}` |"))
        assert all(f"`{key}`" in row for key in section_help(kind)), section
