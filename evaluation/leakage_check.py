"""Training sets against test sets: Table 9, with evidence for every leaked tool or text."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from toolflow_dataset.content_digest import items_digest
from toolflow_dataset.errors import ConfigError
from toolflow_dataset.version import __version__
from toolflow_generation.embedding_cache import cache_folder

from .dialogue_sets import DialogueSet
from .report_tables import ReportTable
from .tool_sets import tools_of_set

Progress = Callable[[str, int, int], None]

_DEFINITION = (
    "Shares of the test set's {0}s. N-gram: more than 10 % of a {0}'s tokens lie in runs of 11 tokens that "
    "the training {0}s hold too. Similarity: cosine above 0.9 with a training {0}."
)
_COMPARED = ("name", "description", "parameters")
KINDS = {"ngram": "N-gram", "similarity": "Similarity"}


class ItemSet(Protocol):
    """What is compared, under one name."""

    @property
    def label(self) -> str:
        """Its name in tables."""
        ...

    @property
    def items(self) -> tuple[Any, ...]:
        """Tools, or texts."""
        ...


@dataclass(frozen=True, slots=True)
class LeakageOptions:
    """How leakage is measured.

    Args:
        tokenizer: Name of a Hugging Face tokenizer; None for words between white space.
        encoder: Sentence-transformers id or folder, or one loaded by `ready`; None for the bundled one,
            "none" for no similarity.
        skip_budget: Tokens that may differ within a match of n-grams.
    """

    tokenizer: str | None = None
    encoder: Any = None
    skip_budget: int = 0


@dataclass(frozen=True, slots=True)
class LeakageReport:
    """What leaked from which test set into which training set.

    Args:
        results: What `toolflow_leakage` returns, by label of the training set and then of the test set.
        kind: What was compared: `tool` or `text`.
        without: Labels of data sets that offer no tool, so that there was nothing to compare.
        digests: Of what each training set holds, by its label.
    """

    results: Mapping[str, Mapping[str, Mapping[str, Any]]]
    kind: str = "tool"
    without: tuple[str, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)

    def worst(self) -> list[tuple[float, str, str, str]]:
        """Return (share of the test set, measure, training set, test set), the largest share first."""
        shares = [
            (float(found[kind]), shown, train, test)
            for train, by_test in self.results.items()
            for test, found in by_test.items()
            for kind, shown in KINDS.items()
            if not math.isnan(found[kind])
        ]
        return sorted(shares, reverse=True)

    def evidence(self) -> Iterator[dict[str, Any]]:
        """Yield one object for each leaked test item: in what, by which measure, where, and its neighbour."""
        for train, by_test in self.results.items():
            for test, found in by_test.items():
                for each in found["evidence"]:
                    yield {"train": train, "test": test, **each}

    def to_json(self) -> dict[str, Any]:
        """Return everything as a JSON object; what is undefined is null."""
        shares = ("ngram", "similarity", "train_ngram", "train_similarity")
        pairs = [
            {"train": train, "test": test, "train_digest": self.digests.get(train)}
            | {key: _defined(value) for key, value in found.items() if key != "evidence"}
            | {f"{key}_count": _count(found, key) for key in shares}
            for train, by_test in self.results.items()
            for test, found in by_test.items()
        ]
        return {
            "toolflow_version": __version__,
            "compared": f"{self.kind}s",
            "without_tools": list(self.without),
            "pairs": pairs,
            "evidence": list(self.evidence()),
        }

    def tables(self, *, by_training_set: bool = False) -> list[ReportTable]:
        """Return Table 9 and the counts behind it.

        Args:
            by_training_set: Give each training set a row; in the paper's layout the test sets have the rows.
        """
        title = "Leakage (Table 9)" if self.kind == "tool" else "Leakage of texts"
        absent = (f"Without tools to check: {', '.join(self.without)}.",) if self.without else ()
        if not self.results:
            return [ReportTable(title, ("", "leaked"), tuple((each, "n/a") for each in self.without), absent)]
        trains = list(self.results)
        tests = list(next(iter(self.results.values()), {}))
        kinds = KINDS.items()
        if by_training_set:
            columns = ["", *(f"{test}: {shown}" for test in tests for _, shown in kinds)]
            rows = [
                (train, *(self._percent(train, test, kind) for test in tests for kind in KINDS))
                for train in trains
            ]
        else:
            columns = ["Test", *(f"{train}: {shown}" for train in trains for _, shown in kinds)]
            rows = [
                (test, *(self._percent(train, test, kind) for train in trains for kind in KINDS))
                for test in tests
            ]
        notes = (_DEFINITION.format(self.kind), *_models(self.results), *absent)
        nine = ReportTable(title, tuple(columns), tuple(rows), notes)
        return [nine, self._counts()]

    def _percent(self, train: str, test: str, kind: str) -> str:
        share = self.results[train][test][kind]
        return "n/a" if math.isnan(share) else f"{100 * share:.3f} %"

    def _counts(self) -> ReportTable:
        columns = (
            "",
            f"test {self.kind}s",
            "by n-gram",
            "by similarity",
            f"train {self.kind}s",
            "by n-gram",
            "by similarity",
        )
        rows = []
        for train, by_test in self.results.items():
            for test, found in by_test.items():
                sides = (("n_test", "ngram", "similarity"), ("n_train", "train_ngram", "train_similarity"))
                cells = [f"{train} / {test}"]
                for size, *kinds in sides:
                    cells += [f"{found[size]:,}", *(_shown(_count(found, kind)) for kind in kinds)]
                rows.append(tuple(cells))
        return ReportTable(f"Leaked {self.kind}s of both sides", columns, tuple(rows))


def check_leakage(
    trains: Sequence[ItemSet],
    tests: Sequence[ItemSet],
    options: LeakageOptions | None = None,
    progress: Progress | None = None,
    kind: str = "tool",
) -> LeakageReport:
    """Check every training set against every test set.

    Args:
        trains: Sets of distinct tools or texts.
        tests: Sets in which every occurrence counts.
        options: Tokenizer and encoder.
        progress: Called with (stage, done, total).
        kind: What they hold: `tool` or `text`.

    Raises:
        ConfigError: If two sets have one label, or a tokenizer or encoder cannot be had.
    """
    from toolflow_metrics.toolflow_leakage.toolflow_leakage import leakage

    _refuse_namesakes(trains)
    options = ready(tests, options)
    given: dict[str, Any] = {"skip_budget": options.skip_budget, "cache_folder": cache_folder() / "leakage"}
    if options.tokenizer is not None:
        given["tokenizer"] = options.tokenizer
    given["encoder"] = None if options.encoder == "none" else options.encoder
    results: dict[str, dict[str, Any]] = {}
    for train in trains:
        for test in tests:
            stage = f"{train.label} / {test.label}"
            try:
                found = leakage(_told(train.items, stage, progress), test.items, **given)
            except ValueError as error:
                raise ConfigError(f"{stage}: {error}") from error
            results.setdefault(train.label, {})[test.label] = found
    return LeakageReport(
        results, kind, digests={train.label: items_digest(map(_compared, train.items)) for train in trains}
    )


def _compared(item: Any) -> Any:
    """Return of a tool what is compared, a text as it is."""
    return {key: item.get(key) for key in _COMPARED} if isinstance(item, Mapping) else item


def ready(tests: Sequence[ItemSet], options: LeakageOptions | None = None) -> LeakageOptions:
    """Return the options with the encoder loaded, so that mistakes show before long work.

    Raises:
        ConfigError: If two test sets have one label, or the encoder cannot be had.
    """
    from toolflow_metrics.toolflow_leakage.text_similarity import ENCODER, load_encoder

    _refuse_namesakes(tests)
    options = options or LeakageOptions()
    if options.encoder == "none" or not isinstance(options.encoder, str | None):
        return options
    try:
        return replace(options, encoder=load_encoder(options.encoder or ENCODER))
    except ValueError as error:
        raise ConfigError(f"leakage: {error}") from error


def check_sets(
    sets: Sequence[DialogueSet],
    tests: Sequence[ItemSet],
    options: LeakageOptions | None = None,
    progress: Progress | None = None,
) -> LeakageReport:
    """Check opened data sets against every test set; those whose dialogues offer no tools are only named.

    Raises:
        ConfigError: As for `check_leakage`.
    """
    trains = [tools_of_set(each) for each in sets]
    report = check_leakage([each for each in trains if each.tools], tests, options, progress)
    return replace(report, without=tuple(each.label for each in trains if not each.tools))


def _refuse_namesakes(sets: Sequence[ItemSet]) -> None:
    labels = [each.label for each in sets]
    if len(set(labels)) < len(labels):
        raise ConfigError(f"two sets are called {max(labels, key=labels.count)!r}; name them: one=FILE")


def _told(items: Sequence[Any], stage: str, progress: Progress | None) -> Iterator[Any]:
    for done, item in enumerate(items, 1):
        yield item
        if progress is not None:
            progress(stage, done, len(items))


def _count(found: Mapping[str, Any], key: str) -> int | None:
    """Return how many tools or texts a share stands for; None where it is undefined."""
    share = found[key]
    return (
        None
        if math.isnan(share)
        else round(share * found["n_train" if key.startswith("train") else "n_test"])
    )


def _shown(count: int | None) -> str:
    return "n/a" if count is None else f"{count:,}"


def _defined(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def _models(results: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> list[str]:
    every = [found for by_test in results.values() for found in by_test.values()]
    notes = []
    for key, shown in (("tokenizer", "Tokens"), ("encoder", "Encoder")):
        if names := sorted({str(found[key]) for found in every if found[key]}):
            notes.append(f"{shown}: {', '.join(names)}.")
    if short := sum(
        {test: found["n_short"] for by_test in results.values() for test, found in by_test.items()}.values()
    ):
        notes.append(
            f"Shorter than 11 tokens, so that only similarity can find them: {short:,} of the test sets."
        )
    truncated = sum(found["n_truncated"] or 0 for found in every)
    if truncated:
        notes.append(f"Longer than the encoder reads, and cut: {truncated:,} texts over all pairs.")
    return notes
