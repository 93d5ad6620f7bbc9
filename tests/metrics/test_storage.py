"""What is added passes evaluate's cache to the letter and digit: lone surrogates, fractions, marks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parent))

from judge_servers import scores, serving

from toolflow_metrics.toolflow_coherence.toolflow_coherence import ToolflowCoherence
from toolflow_metrics.toolflow_diversity.toolflow_diversity import ToolflowDiversity
from toolflow_metrics.toolflow_judge.toolflow_judge import ToolflowJudge, transcript
from toolflow_metrics.toolflow_leakage.toolflow_leakage import ToolflowLeakage

LONE = "half of a face \ud83d, another \udc00 and \U0001f600"
CALL = {"function": {"name": "f", "arguments": {"share": 0.3, "tiny": 1e-320, "much": 2**70, "text": LONE}}}
DIALOGUE = [
    {"role": "user", "content": LONE},
    {"role": "assistant", "content": None, "tool_calls": [CALL]},
    {"role": "tool", "content": "{}"},
    {"role": "assistant", "content": [{"type": "text", "text": LONE}]},
    {"role": "user", "content": "\0json is not a mark"},
]
TEXTS = [LONE, "\0json 1", '\0json "x"', "plain \u00e9", ""]


def ways(kind: type[Any], name: str, items: list[Any], **options: Any) -> list[Any]:
    """Return the results of items given to compute, added at once, one by one, and both."""
    at_once, one_by_one, both = kind(), kind(), kind()
    at_once.add_batch(**{name: items})
    for item in items:
        one_by_one.add(**{name: item})
    both.add_batch(**{name: items[:1]})
    return [
        kind().compute(**{name: items}, **options),
        at_once.compute(**options),
        one_by_one.compute(**options),
        both.compute(**{name: items[1:]}, **options),
    ]


def test_coherence_of_what_was_added() -> None:
    first, *others = ways(ToolflowCoherence, "dialogues", [DIALOGUE, DIALOGUE], per_pair=True)
    assert first["n_scored"] == 2
    assert others == [first] * 3


def test_diversity_of_what_was_added() -> None:
    first, *others = ways(ToolflowDiversity, "dialogues", [DIALOGUE, DIALOGUE[:2]], calls=True, budget=None)
    # a lone surrogate is a token of its own kind: two of them make two
    assert (
        first["n_distinct"][0]
        > ToolflowDiversity().compute(
            dialogues=[[{"role": "user", "content": LONE.replace("\udc00", "\ud83d")}]], budget=None
        )["n_distinct"][0]
    )
    assert others == [first] * 3


def test_diversity_of_texts_that_were_added() -> None:
    first, *others = ways(ToolflowDiversity, "dialogues", TEXTS, budget=None)
    # 10 tokens in LONE, 3 and 5 behind a character that is none, 2
    assert others == [first] * 3 and first["n_tokens"] == 10 + 3 + 5 + 2


def test_leakage_of_what_was_added() -> None:
    train = [{"name": LONE}, "one two", *TEXTS]
    first, *others = ways(
        ToolflowLeakage, "test", [{"name": LONE}, *TEXTS], train=train, n=2, encoder=None, ngram_threshold=0
    )
    # texts of one word have no run of two: `"x"` behind its mark has two
    assert first["ngram"] == pytest.approx(5 / 6) and others == [first] * 3


def test_the_judge_reads_what_was_added() -> None:
    with serving([scores()]) as server:
        options = {"model": "scripted", "base_url": server.base_url, "concurrency": 1}
        first, *others = ways(ToolflowJudge, "dialogues", [DIALOGUE, DIALOGUE], **options)
        assert first["n_scored"] == 2 and others == [first] * 3
        asked = [request["messages"][1]["content"] for request in server.requests]
    assert len(asked) == 8 and set(asked) == {asked[0]}
    assert '"share": 0.3, "tiny": 1e-320' in asked[0] and "\U0001f600" in asked[0]
    assert transcript(DIALOGUE) in asked[0] and "half of a face ?, another ? and" in asked[0]
