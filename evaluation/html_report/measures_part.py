"""What metrics say of a report's dialogues: measured now, or read from files; nothing is made up for others.

Three kinds of files are known by what they hold: the report of `toolflow evaluate --json`; the result of
`toolflow_coherence` with `per_pair=True`; the result of `toolflow_judge` with `per_dialogue=True`. The latter
two number the dialogues they were given, which has to be the kept ones of a set, in order.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.statistics import RunStatistics

from ..comparison import compare_sets
from ..measures import SCORES, CoherenceChoice, Progress
from ..report_tables import ReportTable
from .entries import ReportSet
from .measure_tables import measure_tables

_LABELLED = re.compile(r"(.+?)=(.+)", re.DOTALL)
_CHECKED = ("dialogues", "rounds", "calls", "tokens")


Pair = tuple[int, float, float, str, bool]


@dataclass(frozen=True, slots=True)
class DialogueScores:
    """What is known of one dialogue.

    Args:
        values: Figures by name, such as SS.
        pairs: Of its neighbouring rounds, as in `SetScores`.
        comments: A judge's, by score.
    """

    values: Mapping[str, float]
    pairs: Sequence[Pair] = ()
    comments: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class SetScores:
    """What is known of single dialogues of one set, by their place among its kept ones.

    Args:
        source: Whose word it is: a file, or `measured`.
        pairs: (round, cosine, probability of entailment, NLI label, whether that is entailment) of each pair
            of neighbouring rounds; the round is the later one, from 1 on.
        scores: A judge's scores, 1 to 5, by name.
        comments: The judge's comments by score.
    """

    source: str
    pairs: dict[int, list[Pair]] = field(default_factory=dict)
    scores: dict[int, dict[str, float]] = field(default_factory=dict)
    comments: dict[int, dict[str, str]] = field(default_factory=dict)

    def of(self, place: int, rounds: int, label: str) -> DialogueScores:
        """Return what is known of one dialogue: SS and EnR x 100 over its pairs, and scores.

        Raises:
            ConfigError: If rounds are scored that it does not have.
        """
        pairs = self.pairs.get(place, [])
        beyond = [pair[0] for pair in pairs if not 0 < pair[0] < rounds]
        if beyond:
            what = f"it scores round {beyond[0]} of dialogue {place}, which has {rounds}"
            raise _of_others(self.source, what, label)
        values = dict(self.scores.get(place, {}))
        if pairs:
            values["SS"] = 100 * sum(pair[1] for pair in pairs) / len(pairs)
            values["EnR"] = 100 * sum(pair[4] for pair in pairs) / len(pairs)
        return DialogueScores(values, pairs, self.comments.get(place, {}))

    def check_end(self, kept: int, label: str) -> None:
        """Refuse scores of dialogues that a set does not have.

        Raises:
            ConfigError: If there are such.
        """
        highest = max((*self.pairs, *self.scores), default=-1)
        if highest >= kept:
            raise _of_others(self.source, f"it scores dialogue {highest} of {kept}", label)


@dataclass(slots=True)
class Measured:
    """All that metrics say of a report.

    Args:
        tables: Of whole sets.
        by_set: Of single dialogues, by label.
        counted: What `toolflow evaluate` counted of a set, by label, and the file's name.
    """

    tables: list[ReportTable] = field(default_factory=list)
    by_set: dict[str, list[SetScores]] = field(default_factory=dict)
    counted: dict[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)

    def check_counts(self, label: str, statistics: RunStatistics) -> None:
        """Refuse an evaluation of a set of this label that counted something else.

        Raises:
            ConfigError: If it did.
        """
        source, counts = self.counted.get(label, ("", {}))
        for name in _CHECKED:
            if name in counts and counts[name] != getattr(statistics, name):
                raise _of_others(
                    source, f"it counts {counts[name]} {name}, not {getattr(statistics, name)}", label
                )

    def add(self, other: Measured) -> None:
        """Take over what something else says too."""
        self.tables += other.tables
        for label, scores in other.by_set.items():
            self.by_set.setdefault(label, []).extend(scores)
        self.counted |= other.counted


def measure_sets(
    sets: Sequence[ReportSet], choice: CoherenceChoice, progress: Progress | None = None
) -> Measured:
    """Measure coherence and diversity of the kept dialogues, as `toolflow evaluate` does.

    Raises:
        ConfigError: If a model cannot be had.
        SchemaError: If a set cannot be read.
    """
    kept = [each.kept for each in sets if each.kept is not None]
    if not kept:
        return Measured()
    scores = {each.label: SetScores("measured") for each in kept}

    def told(label: str, score: Any) -> None:
        row = (score.round, score.similarity, score.entailment, score.label, score.entailed)
        scores[label].pairs.setdefault(score.dialogue, []).append(row)

    comparison = compare_sets(kept, coherence=choice, progress=progress, on_pair=told)
    by_set = {label: [one] for label, one in scores.items()}
    return Measured(measure_tables(comparison.to_json(), "measured for this report"), by_set)


def read_measures(names: Sequence[str], sets: Sequence[ReportSet]) -> Measured:
    """Read files of measures.

    Args:
        names: Each `[LABEL=]FILE`; the label is that of a set, needed where there are several and the file is
            of single dialogues.
        sets: The sets of the report.

    Raises:
        ConfigError: If a file cannot be read, is none of the known kinds, or is of no set of the report.
    """
    found = Measured()
    for name in names:
        found.add(_read(name, [each.label for each in sets if each.kept is not None]))
    return found


def _read(name: str, labels: Sequence[str]) -> Measured:
    match = None if Path(name).exists() else _LABELLED.fullmatch(name)
    label, path = (match[1], Path(match[2])) if match else (None, Path(name))
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: cannot be read as JSON ({error}); give a file of measures") from error
    try:
        if isinstance(document, Mapping) and "sets" in document:
            counted = {one["label"]: (str(path), one["statistics"]) for one in document["sets"]}
            return Measured(measure_tables(document, path.name), {}, counted)
        scores = _scores(document, str(path))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(
            f"{path}: a file of measures with something missing or odd in it ({error!r})"
        ) from error
    if scores is None:
        raise ConfigError(
            f"{path}: holds no measures that are known; expected what `toolflow evaluate --json` writes, or "
            "the result of toolflow_coherence with per_pair=True or of toolflow_judge with per_dialogue=True"
        )
    if label is None and len(labels) == 1:
        label = labels[0]
    if label is None or label not in labels:
        got = "no set is named" if label is None else f"no set is called {label!r}"
        raise ConfigError(
            f"{name}: {got}; say whose it is, as in {labels[0] if labels else 'LABEL'}={path} "
            f"(the sets with kept dialogues: {', '.join(labels) or 'none'})"
        )
    return Measured(by_set={label: [scores]})


def _scores(document: Any, source: str) -> SetScores | None:
    scores = SetScores(source)
    if isinstance(document, Mapping) and isinstance(document.get("pairs"), list):
        for one in document["pairs"]:
            row = (
                int(one["round"]),
                _finite(one["similarity"]),
                _finite(one["entailment"]),
                str(one["label"]),
                bool(one["entailed"]),
            )
            scores.pairs.setdefault(int(one["dialogue"]), []).append(row)
        return scores
    if isinstance(document, Mapping) and isinstance(document.get("per_dialogue"), list):
        for one in document["per_dialogue"]:
            place = int(one["index"])
            scores.scores[place] = {score: _finite(one[score]) for score in SCORES}
            scores.comments[place] = {key: str(text) for key, text in (one.get("comments") or {}).items()}
        return scores
    return None


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{number} is no score")
    return number


def _of_others(source: str, what: str, label: str) -> ConfigError:
    return ConfigError(
        f"{source}: was measured on other dialogues than those of {label} ({what}); measure anew"
    )
