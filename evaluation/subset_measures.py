"""Coherence and diversity of many subsets of the same dialogues: each dialogue is read and scored once.

Coherence is summed up for each dialogue, and a subset's is a ratio of such sums. Diversity depends on which
n-grams a subset holds, and is counted for each subset from the texts in memory.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolflow_dataset.errors import ConfigError

from .measures import CoherenceChoice, Progress, budget_below
from .subsets import Numbered, SubsetDraw

METRICS = ("D-3", "H", "SS", "EnR")
COHERENCE = ("SS", "EnR")
_DIVERSITY = re.compile(r"(H|D-([1-9]\d?))( at budget)?")

Floats = NDArray[np.float64]
_Said = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class SubsetMeasures:
    """What was measured of subsets.

    Args:
        values: (subsets,) of each metric, nan where there is nothing to measure.
        tokens: (subsets,) what user and assistant say.
        budget: Tokens at which diversity was measured; None if no metric asked for it.
        models: `encoder` and `nli` of coherence, if it was measured.
    """

    values: Mapping[str, Floats]
    tokens: NDArray[np.int64]
    budget: int | None
    models: Mapping[str, str]


def read_metrics(names: Sequence[str]) -> tuple[str, ...]:
    """Return metrics as they are spelled here, each once.

    Raises:
        ConfigError: If there is no such metric.
    """
    found = []
    for name in names:
        known = next((each for each in (*COHERENCE, name) if each.lower() == name.strip().lower()), name)
        if known not in COHERENCE:
            known = re.sub(r"^[hd]", lambda first: first[0].upper(), name.strip())
            if not _DIVERSITY.fullmatch(known):
                raise ConfigError(
                    f"there is no metric {name!r}; there are SS, EnR, H, D-1, D-2, D-3 and so on, and 'H at "
                    "budget', 'D-3 at budget' and so on"
                )
        found.append(known)
    return tuple(dict.fromkeys(found))


def measure_subsets(
    draw: SubsetDraw,
    dialogues: Iterable[Numbered],
    metrics: Sequence[str] = METRICS,
    *,
    coherence: CoherenceChoice | None = None,
    budget: int | None = None,
    progress: Progress | None = None,
) -> SubsetMeasures:
    """Measure every subset.

    Args:
        draw: The subsets.
        dialogues: Those that are in any of them, in any order, each once.
        metrics: As `read_metrics` gives them.
        coherence: The models for SS and EnR; None for those that come along.
        budget: Tokens for metrics at a budget; None for 200,000, or what the smallest subset has.
        progress: Called with (stage, done, total).

    Raises:
        ConfigError: If a model cannot be had, or a dialogue cannot be measured.
        SchemaError: If a dialogue cannot be read.
    """
    from toolflow_metrics.toolflow_diversity.ngram_keys import TOKEN

    said: dict[int, _Said] = {}
    tokens = np.zeros(draw.pool, np.int64)
    total = draw.drawn().size

    def kept() -> Iterator[tuple[int, list[dict[str, Any]]]]:
        for row, conversation in dialogues:
            messages = conversation.to_openai()
            said[row] = _said(messages)
            tokens[row] = sum(len(TOKEN.findall(each["content"].lower())) for each in said[row])
            yield row, messages
            if progress is not None:
                progress("reading", len(said), total)

    models: Mapping[str, str] = {}
    values: dict[str, Floats] = {}
    if set(metrics) & set(COHERENCE):
        sums, models = _coherence_sums(draw, kept(), coherence or CoherenceChoice())
        for name, row in (("SS", 0), ("EnR", 1)):
            values[name] = np.array(
                [_ratio(sums[row, rows].sum(), sums[2, rows].sum()) for rows in draw.rows]
            )
    else:
        for _ in kept():
            pass
    subset_tokens = np.array([tokens[rows].sum() for rows in draw.rows])
    wants_budget = any(name.endswith(" at budget") for name in metrics)
    used = budget_below(int(subset_tokens.min()), budget) if wants_budget else None
    values |= _diversities(draw, said, metrics, used, progress)
    return SubsetMeasures({name: values[name] for name in metrics}, subset_tokens, used, models)


def _said(messages: Sequence[Mapping[str, Any]]) -> _Said:
    """Return what diversity counts, as messages."""
    from toolflow_metrics.toolflow_diversity.toolflow_diversity import dialogue_texts

    return [{"role": "user", "content": text} for text in dialogue_texts(messages)]


def _coherence_sums(
    draw: SubsetDraw, dialogues: Iterable[tuple[int, list[dict[str, Any]]]], choice: CoherenceChoice
) -> tuple[Floats, Mapping[str, str]]:
    """Return of each row of the pool the sums of 100 x similarity, 100 x entailment, and pairs: (3, pool)."""
    from toolflow_metrics.toolflow_coherence.toolflow_coherence import PairScore, coherence, load_models

    sums = np.zeros((3, draw.pool))
    order: list[int] = []

    def messages() -> Iterator[list[dict[str, Any]]]:
        for row, each in dialogues:
            order.append(row)
            yield each

    def told(score: PairScore) -> None:
        sums[:, order[score.dialogue]] += 100 * score.similarity, 100 * score.entailed, 1

    try:
        encoder, nli = load_models(choice.encoder, choice.nli)
        coherence(messages(), encoder, nli, told)
    except ValueError as error:
        raise ConfigError(str(error)) from error
    return sums, {"encoder": encoder.name, "nli": nli.name}


def _diversities(
    draw: SubsetDraw,
    said: Mapping[int, _Said],
    metrics: Sequence[str],
    budget: int | None,
    progress: Progress | None,
) -> dict[str, Floats]:
    from toolflow_metrics.toolflow_diversity.toolflow_diversity import diversity

    wanted = {name: match for name in metrics if (match := _DIVERSITY.fullmatch(name))}
    values = {name: np.full(len(draw.rows), math.nan) for name in wanted}
    if not wanted:
        return values
    order = max(int(match[2] or 1) for match in wanted.values())
    for number, rows in enumerate(draw.rows):
        found = diversity((said[row] for row in rows.tolist()), n=order, budget=budget)
        for name, match in wanted.items():
            values[name][number] = (found["at_budget"] if match[3] else found)[match[1]]
        if progress is not None:
            progress("diversity", number + 1, len(draw.rows))
    return values


def _ratio(above: float, below: float) -> float:
    return above / below if below else math.nan
