"""Train the small NLI head of `toolflow_coherence` and write it into that module.

    python -m toolflow_training.nli_head --data FOLDER --out FOLDER [--cache FOLDER] [--write] [--seed N ...]

`--data` holds the `*.jsonl.gz` files that `nli_data` names. The encoder stays as it is: its hidden states
are computed once (and kept in `--cache`), and only the head on top learns. One thread and one seed: on one
machine the same call gives the same bytes; on another the last digits may differ with its vector units.
`--out` gets `head.safetensors` and `training.json`; `--write` puts the weights into `coherence_head.py`. The
figures on test files are those of `toolflow_training.nli_report`.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import textwrap
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ConfigError, ToolflowError
from toolflow_metrics.toolflow_coherence import coherence_head

from .head_training import HeadConfig, TrainedHead, train_head
from .nli_data import NliSplit, split_pairs
from .token_states import encode_states

# with the third that base64 adds, the file that carries the weights stays under 3 MB
MAX_WEIGHT_BYTES = 2_200_000


def main(arguments: Sequence[str] | None = None) -> None:
    """Train the head as the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help="keep the encoder's hidden states here")
    parser.add_argument("--write", action="store_true", help="put the weights into coherence_head.py")
    for field in fields(HeadConfig):
        default = getattr(HeadConfig(), field.name)
        if field.name == "layers":
            parser.add_argument("--layers", type=int, nargs="+", default=default)
        else:
            option = f"--{field.name.replace('_', '-')}"
            parser.add_argument(option, type=type(default), default=default)
    options = parser.parse_args(arguments)
    settings = {field.name: getattr(options, field.name) for field in fields(HeadConfig)}
    config = HeadConfig(**{**settings, "layers": tuple(options.layers)})
    try:
        _train_and_write(options, config)
    except ToolflowError as error:
        raise SystemExit(f"error: {error}") from error


def training_summary(split: NliSplit, config: HeadConfig, trained: TrainedHead) -> dict[str, Any]:
    """Return what a reader has to know of a training, as JSON values."""
    return {
        "config": asdict(config),
        "train": {name: len(pairs) for name, pairs in split.train.items()},
        "left_out": split.left_out,
        "dev": {name: len(pairs) for name, pairs in split.dev.items()},
        "epochs": trained.history,
        "epoch": trained.epoch,
        "temperature": trained.temperature,
        "bytes": len(trained.weights),
        "sha256": trained.digest,
    }


def with_weights(source: str, weights: bytes) -> str:
    """Return the source of `coherence_head.py` with these weights in its last statement.

    Raises:
        ConfigError: If the weights are too large to be carried, or the source has no such statement.
    """
    if len(weights) > MAX_WEIGHT_BYTES:
        raise ConfigError(
            f"the head has {len(weights)} bytes, at most {MAX_WEIGHT_BYTES} can be carried by the module; "
            "make `width`, `hidden` or the number of `layers` smaller"
        )
    lines = textwrap.fill(base64.b64encode(weights).decode(), 108, break_on_hyphens=False)
    start = re.search(r'^WEIGHTS = """.*\Z', source, re.MULTILINE | re.DOTALL)
    if start is None:
        raise ConfigError('the source holds no statement `WEIGHTS = """...` to put the weights in')
    return f'{source[: start.start()]}WEIGHTS = """\n{lines}\n"""\n'


def _train_and_write(options: argparse.Namespace, config: HeadConfig) -> None:
    import torch

    # how sums are split over threads shows in the last digits
    torch.set_num_threads(1)
    split = split_pairs(options.data)
    pairs = [pair for part in (split.train, split.dev) for name in part for pair in part[name]]
    texts = sorted({text for pair in pairs for text in (pair.premise, pair.hypothesis)})
    states = encode_states(texts, config.layers, options.cache)
    trained = train_head(split, states, config, report=_say)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "head.safetensors").write_bytes(trained.weights)
    summary = training_summary(split, config, trained)
    (options.out / "training.json").write_text(json.dumps(summary, indent=1) + "\n", "utf-8")
    if options.write:
        target = Path(str(coherence_head.__file__)).resolve()
        target.write_text(with_weights(target.read_text("utf-8"), trained.weights), "utf-8")
    _say(json.dumps({"epoch": trained.epoch, "temperature": trained.temperature, "sha256": trained.digest}))


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
