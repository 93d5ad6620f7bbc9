"""The NLI pairs that the small head is trained, tuned and reported on.

Three sources: SNLI's dev part as e-SNLI distributes it (captions of images), its counterfactual revisions,
and NLI over spoken dialogue. Training takes the train files and four fifths of the SNLI dev part; the other
fifth, split off by premise, and the two dev files choose the epoch and the temperature. A training pair whose
premise stands in a dev set is left out. Test files have their own reader, which only the report calls.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from toolflow_dataset.errors import SchemaError
from toolflow_metrics.toolflow_coherence.coherence_head import LABELS

SPLIT_FILE = "esnli_dev"
TRAIN_FILES = ("cad_all_combined_train", "guclasp_dnli_ctx1_train")
DEV_FILES = ("cad_all_combined_dev", "guclasp_dnli_ctx1_dev")
TEST_FILES = ("esnli_test", "cad_all_combined_test", "guclasp_dnli_ctx1_test")
HELD_OUT = "esnli_dev_held_out"
# backchannels ("yeah", "oh right") are premises in every part of the spoken data, and say nothing of it
MIN_SHARED_WORDS = 4


@dataclass(frozen=True, slots=True)
class NliPair:
    """A premise, a hypothesis, and the index of their label among `LABELS`."""

    premise: str
    hypothesis: str
    label: int

    @property
    def premise_key(self) -> str:
        """Return the premise's words, by which pairs of different files are told to share it."""
        return " ".join(re.findall(r"\w+", self.premise.lower()))


@dataclass(frozen=True, slots=True)
class NliSplit:
    """Pairs by source: to train on, to choose by, and how many were left out of training."""

    train: dict[str, list[NliPair]]
    dev: dict[str, list[NliPair]]
    left_out: dict[str, int]


def split_pairs(folder: Path) -> NliSplit:
    """Return the training and dev pairs of a folder of `*.jsonl.gz` files.

    Raises:
        SchemaError: If a file is missing or a line of it is no NLI pair.
    """
    both = read_pairs(folder / f"{SPLIT_FILE}.jsonl.gz")
    dev = {HELD_OUT: [pair for pair in both if _held_out(pair)]}
    dev |= {name: read_pairs(folder / f"{name}.jsonl.gz") for name in DEV_FILES}
    train = {SPLIT_FILE: [pair for pair in both if not _held_out(pair)]}
    train |= {name: read_pairs(folder / f"{name}.jsonl.gz") for name in TRAIN_FILES}
    seen = shared_premises(pair for pairs in dev.values() for pair in pairs)
    kept = {name: [pair for pair in pairs if pair.premise_key not in seen] for name, pairs in train.items()}
    return NliSplit(kept, dev, {name: len(train[name]) - len(kept[name]) for name in train})


def report_pairs(folder: Path) -> dict[str, list[NliPair]]:
    """Return the pairs of the test files, which are for the report on a finished head and nothing else.

    Raises:
        SchemaError: If a file is missing or a line of it is no NLI pair.
    """
    return {name: read_pairs(folder / f"{name}.jsonl.gz") for name in TEST_FILES}


def shared_premises(pairs: Iterable[NliPair]) -> set[str]:
    """Return the keys of the premises that are long enough to be shared by more than chance."""
    keys = {pair.premise_key for pair in pairs}
    return {key for key in keys if len(key.split()) >= MIN_SHARED_WORDS}


def read_pairs(path: Path) -> list[NliPair]:
    """Return the pairs of one file in order.

    Raises:
        SchemaError: If the file is missing or a line of it is no NLI pair.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            lines = stream.read().splitlines()
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise SchemaError(f"{path} cannot be read as gzipped JSON lines ({error})") from error
    pairs = []
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            label = LABELS.index(row["label"])
            pairs.append(NliPair(row["premise"].strip(), row["hypothesis"].strip(), label))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SchemaError(
                f"{path}, line {number}: expected an object with texts `premise` and `hypothesis` and a "
                f"`label` of {', '.join(LABELS)}, got {line[:80]!r}"
            ) from error
    return pairs


def _held_out(pair: NliPair) -> bool:
    """Tell whether a pair is of the fifth of premises that is held out, by a digest and not by its place."""
    return int(hashlib.sha256(pair.premise_key.encode()).hexdigest(), 16) % 5 == 0
