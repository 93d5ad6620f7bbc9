"""Measure the NLI head that `toolflow_coherence` carries, on files that its training never saw.

    python -m toolflow_training.nli_report --data FOLDER [--out FILE.json] [--readme FILE.md]

Reads the test files, so run it on a finished head only. Every figure is measured through the metric's own
classes. `--readme` replaces the tables between the marks `<!-- nli-report -->` of a Markdown file.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolflow_dataset.errors import ConfigError, ToolflowError
from toolflow_metrics.toolflow_coherence.coherence_head import LABELS, HeadClassifier, MiniLM, load_head

from .nli_calibration import expected_calibration_error, reliability, softmax
from .nli_data import NliPair, report_pairs, shared_premises, split_pairs

BATCH_SIZE = 64
BLOCK_PAIRS = 512
_MARKED = re.compile(r"(<!-- nli-report -->\n).*?(<!-- /nli-report -->)", re.DOTALL)


def probabilities_of(pairs: Sequence[NliPair], nli: HeadClassifier, minilm: MiniLM) -> NDArray[np.float64]:
    """Return the head's probabilities of pairs, shape (n, 3), in order."""
    found = []
    for start in range(0, len(pairs), BLOCK_PAIRS):
        block = [(pair.premise, pair.hypothesis) for pair in pairs[start : start + BLOCK_PAIRS]]
        encoded = minilm.encode(list(dict.fromkeys(text for pair in block for text in pair)))
        found.append(nli.classify(block, encoded).probabilities)
    return np.concatenate(found)


def file_figures(
    probabilities: NDArray[np.float64], labels: NDArray[np.int64], temperature: float
) -> dict[str, Any]:
    """Return accuracy, recall and precision by class, shares, and calibration before and after temperature.

    Args:
        probabilities: With temperature, shape (n, 3).
        labels: The right ones, shape (n,).
        temperature: What the logits were divided by.
    """
    predicted = probabilities.argmax(axis=1)
    table = reliability(probabilities, labels)
    # softmax(log p * T) undoes the division of the logits by T
    raw = softmax(np.log(probabilities), 1 / temperature)
    return {
        "pairs": len(labels),
        "accuracy": _percent(float((predicted == labels).mean())),
        "recall": {
            name: _percent(float((predicted[labels == at] == at).mean())) for at, name in enumerate(LABELS)
        },
        "precision": {
            name: _percent(float((labels[predicted == at] == at).mean())) for at, name in enumerate(LABELS)
        },
        "entailment_share": {
            "labelled": _percent(float((labels == 0).mean())),
            "predicted": _percent(float((predicted == 0).mean())),
        },
        "ece": _percent(expected_calibration_error(table)),
        "ece_before_temperature": _percent(expected_calibration_error(reliability(raw, labels))),
        "reliability": [
            {
                **asdict(each),
                "confidence": _percent(each.confidence),
                "accuracy": _percent(each.accuracy),
            }
            for each in table
            if each.count
        ],
    }


def measure(folder: Path) -> dict[str, Any]:
    """Return the figures of every dev and test file.

    Raises:
        ToolflowError: If a file is missing or malformed.
    """
    head = load_head("cpu")
    minilm = MiniLM("cpu", BATCH_SIZE, head)
    nli = HeadClassifier(minilm, BATCH_SIZE)
    split = split_pairs(folder)
    trained_on = shared_premises(pair for pairs in split.train.values() for pair in pairs)
    figures: dict[str, dict[str, Any]] = {"dev": {}, "test": {}}
    for part, files in (("dev", split.dev), ("test", report_pairs(folder))):
        for name, pairs in files.items():
            labels = np.array([pair.label for pair in pairs])
            probabilities = probabilities_of(pairs, nli, minilm)
            known = np.array([pair.premise_key in trained_on for pair in pairs])
            figures[part][name] = {
                **file_figures(probabilities, labels, head.temperature),
                "premises_in_training": int(known.sum()),
                "majority": _percent(float(np.bincount(labels).max() / len(labels))),
            }
    return {"nli": nli.name, "encoder": minilm.name, "temperature": round(head.temperature, 3), **figures}


def tables(figures: Mapping[str, Any]) -> str:
    """Return the figures of the test files as Markdown: accuracy by file, and calibration on the first."""
    lines = [
        f"Head `{figures['nli']}`, encoder `{figures['encoder']}`, temperature {figures['temperature']}. "
        "All in percent.",
        "",
        "| test file | pairs | largest class | accuracy | recall: entailment | neutral | contradiction "
        "| calibration error | before temperature |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, row in figures["test"].items():
        recall = " | ".join(f"{row['recall'][label]:.1f}" for label in LABELS)
        lines.append(
            f"| {name} | {row['pairs']:,} | {row['majority']:.1f} | **{row['accuracy']:.1f}** | {recall} "
            f"| {row['ece']:.1f} | {row['ece_before_temperature']:.1f} |"
        )
    first, row = next(iter(figures["test"].items()))
    lines += [
        "",
        f"How far its confidence can be believed ({first}): of the pairs whose likeliest label has a "
        "probability in the range, the mean of that probability, and the share that is right.",
        "",
        "| range | pairs | mean probability | right |",
        "|---|---:|---:|---:|",
    ]
    for each in row["reliability"]:
        low, high = round(100 * each["low"]), round(100 * each["high"])
        lines.append(
            f"| {low} to {high} | {each['count']:,} | {each['confidence']:.1f} | {each['accuracy']:.1f} |"
        )
    return "\n".join(lines) + "\n"


def with_tables(page: str, figures: Mapping[str, Any]) -> str:
    """Return a Markdown page with the tables between its marks replaced.

    Raises:
        ConfigError: If the page has no such marks.
    """
    if not _MARKED.search(page):
        raise ConfigError("the page has no marks `<!-- nli-report -->` and `<!-- /nli-report -->`; add them")
    return _MARKED.sub(lambda marks: f"{marks[1]}{tables(figures)}{marks[2]}", page)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the head as the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--out", type=Path, metavar="FILE.json")
    parser.add_argument("--readme", type=Path, metavar="FILE.md")
    options = parser.parse_args(arguments)
    try:
        figures = measure(options.data)
        if options.readme:
            page = with_tables(options.readme.read_text("utf-8"), figures)
            options.readme.write_text(page, "utf-8")
    except ToolflowError as error:
        raise SystemExit(f"error: {error}") from error
    if options.out:
        options.out.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    print(tables(figures))  # noqa: T201


def _percent(share: float) -> float:
    return round(100 * share, 2)


if __name__ == "__main__":
    main()
