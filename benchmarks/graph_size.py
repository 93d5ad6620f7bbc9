"""Measure how large the tool graph of a tool file is, and what building it costs in time and memory.

    python benchmarks/graph_size.py google=shared/tools/google.jsonl.gz toolbench=... [--graphs FOLDER]

Each file is measured in a process of its own on one thread, so that the peak of memory is its own; times are
seconds of the processor. Embeddings come from the cache where it has them; `embedded_strings` counts the
others. The figures go to results/graph_size.json; those of files not named this time stay.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from speed_rounds import forget_peak, machine, parser_of, peak_mb, run_alone

RESULT = Path(__file__).parent / "results" / "graph_size.json"


def main() -> None:
    """Measure the files named on the command line, one process after the other."""
    parser = parser_of(__doc__)
    parser.add_argument("files", nargs="+", metavar="NAME=FILE")
    parser.add_argument("--graphs", type=Path, help="keep the graphs in this folder, under their names")
    parser.add_argument("--max-document-frequency", default="0.02", metavar="SHARE|none")
    parser.add_argument("--out", type=Path, default=RESULT, help="JSON file")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    named = dict(file.split("=", 1) for file in options.files)
    limit = None if options.max_document_frequency == "none" else float(options.max_document_frequency)
    if options.one:
        [(name, file)] = named.items()
        print(json.dumps(measure(Path(file), limit, options.graphs and options.graphs / name)))
        return
    results = json.loads(options.out.read_text("utf-8")) if options.out.exists() else {}
    results["machine"] = machine(["torch", "numpy", "scipy"])
    for name, file in named.items():
        command = [__file__, f"{name}={file}", "--one"]
        command += ["--max-document-frequency", options.max_document_frequency]
        command += ["--graphs", str(options.graphs)] if options.graphs else []
        found = run_alone(command)
        results[name if limit is not None else f"{name}_boilerplate_kept"] = found
        options.out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
        print(f"{name}: {json.dumps(found)}", file=sys.stderr)


def measure(file: Path, max_document_frequency: float | None, kept: Path | None) -> dict[str, object]:
    """Build the graph of a tool file; return counts, CPU seconds a stage, and the peak of memory."""
    from toolflow_generation.encoder import CachedEncoder, load_encoder
    from toolflow_generation.graph import ToolGraph
    from toolflow_generation.graph_build import build_tool_graph
    from toolflow_generation.graph_summary import graph_shape
    from toolflow_generation.tool_files import load_tools

    seconds: dict[str, float] = {}
    clock = Clock(seconds)
    tools = load_tools(file)
    clock.lap("loading tools")
    counting = Counting(load_encoder(cached=False))

    def advance(stage: str, done: int, total: int) -> None:
        clock.lap(stage)
        if stage == "embedding strings":
            forget_peak()  # of the pages of the cache's file that SQLite maps and the system may drop

    graph = build_tool_graph(
        tools,
        CachedEncoder(counting),
        max_document_frequency=max_document_frequency,
        progress=advance,
    )
    clock.lap("putting together")
    if kept:
        graph.save(kept, overwrite=True)
        clock.lap("saving")
        ToolGraph.load(kept)
        clock.lap("loading the graph")
    shape = graph_shape(graph)
    report = graph.report.to_json()
    families = report.pop("families")
    return {
        "tools": len(tools),
        **report,
        "plumbing_share": graph.report.plumbing_share,
        "all_string_pairs": len(graph.pairs[0]),
        "graph_megabytes": round(graph.nbytes / 1e6, 1),
        "mean_degree": shape.mean_degree,
        "degree_quantiles_0_25_50_75_90_100": shape.degree_quantiles,
        "components": shape.components,
        "largest_component": shape.largest_component,
        "isolated": len(shape.isolated),
        "boilerplate_families": len(families),
        "largest_families": families[:20],
        "embedded_strings": counting.count,
        "cpu_seconds": {stage: round(spent, 2) for stage, spent in seconds.items()},
        "peak_memory_mib_after_embedding": peak_mb(),
    }


class Clock:
    """Adds the processor's time since the last lap to a stage."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self._seconds = seconds
        self._last = time.process_time()

    def lap(self, stage: str) -> None:
        """Book the processor's time since the last lap on `stage`."""
        now = time.process_time()
        self._seconds[stage] = self._seconds.get(stage, 0.0) + now - self._last
        self._last = now


class Counting:
    """An encoder that counts the texts it has to embed."""

    def __init__(self, encoder: object) -> None:
        self._encoder = encoder
        self.count = 0

    @property
    def name(self) -> str:
        """Return the encoder's name."""
        return self._encoder.name

    def encode(self, texts: list[str]) -> object:
        """Encode and count."""
        self.count += len(texts)
        return self._encoder.encode(texts)


if __name__ == "__main__":
    main()
