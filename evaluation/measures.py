"""All that `toolflow evaluate` measures of one data set: Table 1, Table 2, on request a judge's scores.

Each measure makes a pass of its own over the dialogues, which stream; what stays in memory is counts, a
bounded sample for intervals, and the judge's 200 dialogues.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from toolflow_dataset.content_digest import DialoguesDigest
from toolflow_dataset.errors import ChatError, ConfigError
from toolflow_dataset.statistics import (
    DialogueStatistics,
    RunStatistics,
    message_statistics,
    total_statistics,
)

from .conversation import Conversation
from .dialogue_sets import DialogueSet
from .diversity_spread import SpreadSample
from .resampling import RESAMPLES, Estimate, ratio_estimate, seed_of

Progress = Callable[[str, int, int], None]
PairTold = Callable[[str, Any], None]  # of a `PairScore`, whose module is imported late

BUDGET = 200_000
SCORES = ("NAT", "COH", "HELP", "ACC")


@dataclass(frozen=True, slots=True)
class JudgeChoice:
    """Which model judges, and how.

    Args:
        model: Its name.
        base_url: Its endpoint; None for `OPENAI_BASE_URL` or OpenAI.
        sample: Dialogues it reads.
        concurrency: Requests in flight at most.
        timeout: Seconds an answer may take.
    """

    model: str
    base_url: str | None = None
    sample: int = 200
    concurrency: int = 8
    timeout: float = 120.0


@dataclass(frozen=True, slots=True)
class CoherenceChoice:
    """Which models see coherence.

    Args:
        encoder: Sentence-transformers id or folder; None for the bundled one.
        nli: Id or folder of a sequence classifier whose labels name entailment; None for the one that comes
            with the metric.
    """

    encoder: str | None = None
    nli: str | None = None


@dataclass(slots=True)
class SetMeasures:
    """What was measured of one data set.

    Args:
        label: Its name in tables.
        source: What names it.
        statistics: Table 1.
        text_tokens: Tokens of what user and assistant say, which diversity counts.
        estimates: Values with their resamples by name: SS, EnR, H, D-3, H and D-3 at the budget, scores.
        details: By group, the models and counts behind the values.
        unreadable: Dialogues left out because they could not be read.
        spread: The sample that intervals of diversity come from.
        digest: Of the dialogues: their messages and tools.
    """

    label: str
    source: str
    statistics: RunStatistics
    text_tokens: int
    spread: SpreadSample
    digest: str = ""
    unreadable: int = 0
    estimates: dict[str, Estimate] = field(default_factory=dict)
    details: dict[str, dict[str, Any]] = field(default_factory=dict)


def ready_models(coherence: CoherenceChoice | None, judge: JudgeChoice | None) -> None:
    """Load the models of coherence, which stay loaded, and reach the judge, before any long work.

    Raises:
        ConfigError: If a model cannot be had.
        ChatError: If there is no judge at its address, or no key for it.
    """
    from toolflow_metrics.toolflow_coherence.toolflow_coherence import load_models
    from toolflow_metrics.toolflow_judge.judge_model import Endpoint, JudgeError

    try:
        if judge is not None:
            endpoint = Endpoint(judge.model, judge.base_url, timeout=judge.timeout)
            try:
                endpoint.reach()
            finally:
                endpoint.close()
        if coherence is not None:
            load_models(coherence.encoder, coherence.nli)
    except JudgeError as error:
        raise ChatError(str(error), fatal=True) from error
    except ValueError as error:
        raise ConfigError(str(error)) from error


def count_set(dialogues: DialogueSet, seed: int = 0) -> SetMeasures:
    """Make the first pass: statistics, tokens, and the sample for intervals.

    Raises:
        SchemaError: If the set cannot be read.
    """
    from toolflow_metrics.toolflow_diversity.ngram_keys import TOKEN
    from toolflow_metrics.toolflow_diversity.toolflow_diversity import dialogue_texts

    spread = SpreadSample(seed_of(seed, dialogues.label))
    digest = DialoguesDigest()
    tokens = 0

    def counted() -> Iterator[DialogueStatistics]:
        nonlocal tokens
        for each in dialogues:
            said = [TOKEN.findall(text.lower()) for text in dialogue_texts(each.to_openai())]
            tokens += sum(map(len, said))
            spread.add(said)
            digest.add(each.messages, each.tools)
            offered = (str(tool["name"]) for tool in each.tools)
            yield message_statistics(each.messages, offered, each.turn_steps)

    statistics = total_statistics(counted())
    return SetMeasures(
        dialogues.label,
        dialogues.source,
        statistics,
        tokens,
        spread,
        digest.hexdigest(),
        dialogues.unreadable,
    )


def common_budget(measured: Sequence[SetMeasures], wanted: int | None = None) -> int:
    """Return the tokens at which sets are compared: those wanted, else 200,000 or what the smallest set has.

    The smallest set's tokens are rounded down to thousands where there are thousands.
    """
    return budget_below(min(each.text_tokens for each in measured), wanted)


def budget_below(smallest: int, wanted: int | None = None) -> int:
    """Return the budget for sets of which the smallest has so many tokens; see `common_budget`."""
    if wanted is not None:
        return wanted
    if smallest >= BUDGET:
        return BUDGET
    return smallest - smallest % 1000 if smallest >= 1000 else max(1, smallest)


def measure_coherence(
    measured: SetMeasures,
    dialogues: DialogueSet,
    choice: CoherenceChoice,
    seed: int = 0,
    resamples: int = RESAMPLES,
    progress: Progress | None = None,
    on_pair: PairTold | None = None,
) -> None:
    """Add SS and EnR. Source: Table 2 and appendix A.1.

    Args:
        measured: Where to.
        dialogues: The set that was counted in it.
        choice: The models.
        seed: Of the resamples.
        resamples: How many.
        progress: Called with (stage, done, total).
        on_pair: Called with the label and the score of every pair of rounds, in order.

    Raises:
        ConfigError: If a model cannot be had.
    """
    from toolflow_metrics.toolflow_coherence.toolflow_coherence import PairScore, coherence, load_models

    size = measured.statistics.dialogues
    sums = np.zeros((3, size))  # of similarities, entailments and pairs

    def told(score: PairScore) -> None:
        sums[:, score.dialogue] += score.similarity, score.entailed, 1
        if on_pair is not None:
            on_pair(measured.label, score)
        if progress is not None:
            progress(f"{measured.label}: coherence", score.dialogue + 1, size)

    try:
        encoder, nli = load_models(choice.encoder, choice.nli)
        totals = coherence(_openai(dialogues), encoder, nli, told)
    except ValueError as error:
        raise ConfigError(f"{measured.label}: {error}") from error
    for name, row in (("SS", 0), ("EnR", 1)):
        measured.estimates[name] = ratio_estimate(
            100 * sums[row], sums[2], seed_of(seed, measured.label), resamples
        )
    result = totals.result()
    counts = {name: result[name] for name in ("n_scored", "n_skipped", "n_truncated")}
    measured.details["coherence"] = {**counts, "encoder": encoder.name, "nli": nli.name}


def measure_diversity(
    measured: SetMeasures, dialogues: DialogueSet, budget: int, seed: int = 0, resamples: int = RESAMPLES
) -> None:
    """Add H and D-3, over everything and at the budget. Source: Table 2."""
    from toolflow_metrics.toolflow_diversity.toolflow_diversity import diversity

    found = diversity(_openai(dialogues), budget=budget)
    part = found["at_budget"]
    for suffix, values, size in ((" at budget", part, part["n_dialogues"]), ("", found, None)):
        spreads = measured.spread.deviations(size, resamples)
        for name, deviations in zip(("H", "D-3"), spreads, strict=True):
            measured.estimates[name + suffix] = Estimate(values[name], deviations)
    measured.details["diversity"] = {
        "D-1": found["D-1"],
        "D-2": found["D-2"],
        "n_tokens": found["n_tokens"],
        "budget": budget,
        "budget_dialogues": part["n_dialogues"],
    }


def measure_judge(
    measured: SetMeasures,
    dialogues: DialogueSet,
    choice: JudgeChoice,
    seed: int = 0,
    resamples: int = RESAMPLES,
    progress: Progress | None = None,
) -> None:
    """Add the scores of a judging model on a seeded sample. Source: Tables 2 and 15.

    Raises:
        ChatError: If the endpoint cannot judge.
    """
    from toolflow_metrics.toolflow_judge.judge_model import Endpoint, JudgeError
    from toolflow_metrics.toolflow_judge.toolflow_judge import judge_dialogues, summarise

    def told(done: int, total: int) -> None:
        if progress is not None:
            progress(f"{measured.label}: judge", done, total)

    try:
        endpoint = Endpoint(choice.model, choice.base_url, timeout=choice.timeout)
        try:
            judgement = judge_dialogues(
                endpoint,
                _openai(dialogues),
                sample=choice.sample,
                seed=seed,
                concurrency=choice.concurrency,
                progress=told,
            )
        finally:
            endpoint.close()
    except JudgeError as error:
        raise ChatError(str(error), fatal=True) from error
    summary = summarise(judgement, choice.model, seed)
    for name in SCORES:
        scores = [verdict.scores[name] for verdict in judgement.verdicts.values()]
        measured.estimates[name] = ratio_estimate(
            scores, [1] * len(scores), seed_of(seed, measured.label), resamples
        )
    kept = ("n_scored", "n_failed", "n_skipped", "failures", "model", "used")
    measured.details["judge"] = {name: summary[name] for name in kept}


def _openai(dialogues: Iterable[Conversation]) -> Iterator[list[dict[str, Any]]]:
    return (each.to_openai() for each in dialogues)
