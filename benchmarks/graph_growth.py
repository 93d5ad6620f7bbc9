"""How time and memory of building a tool graph grow with the number of tools, and where one machine ends.

    python benchmarks/graph_growth.py one.jsonl.gz two.jsonl.gz [--sizes 1000 2000 5000 ...] [--rounds 3]

The tools of all files are put together and shuffled once; each size takes the first so many of them and is
measured in processes of its own on one thread. Embeddings come from the cache (they are made first where
missing); their cost is the number of distinct strings by a rate (`--strings-per-second`, from
`graph_speed.py`), as it grows with nothing else. Exponents are slopes of the logarithms by least squares over
the sizes from `--fitted-from` on; of memory it is what was held above the peak of a build of 50 tools. The
numbers of tools at which a day of one core and the machine's memory are used up follow from these laws, and
again from the last two sizes alone: extrapolations, not measurements. Figures, table and plot go to results/.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from growth_report import Row, extrapolated, write
from speed_rounds import forget_peak, machine, parser_of, peak_bytes, run_alone

RESULT = Path(__file__).parent / "results" / "graph_growth.json"
SIZES = (1000, 2000, 5000, 10_000, 20_000, 40_000, 100_000)
FITTED_FROM = 5000
MEMORY_GIB = 24.0
HOURS = 24.0
SEED = 3
BARE = 50
THRESHOLD = 0.82
MAX_DOCUMENT_FREQUENCY = 0.02


def main() -> None:
    """Measure the sizes and write figures, table and plot."""
    parser = parser_of(__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--strings-per-second", type=float, default=170.0)
    parser.add_argument("--fitted-from", type=int, default=FITTED_FROM, help="smallest size of the fits")
    parser.add_argument("--memory-gib", type=float, default=MEMORY_GIB, help="memory of the machine")
    parser.add_argument("--hours", type=float, default=HOURS, help="hours of one core to spend")
    parser.add_argument("--out", type=Path, default=RESULT, help="JSON file; table and plot lie beside it")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.files[0])))
        return
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        files = subsets(options.files, (BARE, *(size for size in options.sizes if size > BARE)), Path(folder))
        if len(files) < 2:
            raise SystemExit(f"nothing to measure: sizes and files must hold more than {BARE} tools")
        measured = (in_rounds(file, options.rounds) for file in files)
        bare = next(measured)
        for row in measured:
            row["encoding"] = row["strings"] / options.strings_per_second
            row["memory_megabytes"] = row["peak_megabytes"] - bare["peak_megabytes"]
            rows.append(row)
            print(json.dumps(row), file=sys.stderr)
            report = {
                "machine": machine(["torch", "numpy", "scipy"]),
                "files": [file.name for file in options.files],
                "rounds": options.rounds,
                "strings_per_second": options.strings_per_second,
                "sizes": rows,
                "fitted_from": options.fitted_from,
                **extrapolated(rows, options.fitted_from, options.hours, options.memory_gib),
            }
            write(report, options.out)  # after each size: the last ones take long
    print(options.out.with_suffix(".md").read_text("utf-8"))


def subsets(files: Sequence[Path], sizes: Sequence[int], folder: Path) -> list[Path]:
    """Write the first tools of a shuffle, so many a file; sizes beyond what there is are that once.

    The parent holds no tools afterwards: a process starts with what its parent held.
    """
    from toolflow_generation.tool_files import load_tool_files, write_tools

    tools = load_tool_files(files)
    random.Random(SEED).shuffle(tools)
    written = []
    for size in sorted({min(size, len(tools)) for size in sizes}):
        written.append(folder / f"{size}.jsonl.gz")
        write_tools(tools[:size], written[-1])
    return written


def measure(file: Path) -> Row:
    """Build the graph of a file's tools; return counts, CPU seconds a stage, and the peak of memory."""
    import torch

    from toolflow_generation.encoder import encode_sorted, load_encoder
    from toolflow_generation.graph_build import graph_of_pairs
    from toolflow_generation.pair_search import similar_pairs
    from toolflow_generation.tool_files import load_tools
    from toolflow_generation.tool_strings import tool_strings

    torch.set_num_threads(1)
    seconds: dict[str, float] = {}
    last = time.process_time()

    def lap(stage: str) -> None:
        nonlocal last
        now = time.process_time()
        seconds[stage] = now - last
        last = now

    tools = load_tools(file)
    strings = tool_strings(tools)
    lap("reading")
    peak = peak_bytes()
    encoder = load_encoder()
    vectors = encode_sorted(encoder, strings.strings, quiet)
    lap("vectors")
    forget_peak()  # the pages of the cache's file that SQLite maps can be dropped at any time
    pairs = similar_pairs(vectors, THRESHOLD, quiet)
    lap("join")
    del vectors
    settings = (THRESHOLD, MAX_DOCUMENT_FREQUENCY, encoder.name, 1, quiet, True)
    built = graph_of_pairs(tools, strings, pairs, *settings)
    lap("graph")
    peak = max(peak, peak_bytes())
    return {
        "tools": len(tools),
        "strings": len(strings.strings),
        "string_pairs": len(pairs[0]),
        "edges": built.num_edges,
        **seconds,
        "graph_megabytes": built.nbytes / 1e6,
        "peak_megabytes": peak / 1e6,
    }


def quiet(*stage: object) -> None:
    """Report nothing."""


def in_rounds(file: Path, rounds: int) -> Row:
    """Measure a file in processes of its own; return the medians of the rounds.

    Raises:
        SystemExit: If the rounds counted different things.
    """
    found = [run_alone([__file__, str(file), "--one"]) for _ in range(rounds)]
    for name in ("tools", "strings", "string_pairs", "edges"):
        if len({each[name] for each in found}) > 1:
            raise SystemExit(f"{name} differ between rounds: {[each[name] for each in found]}")
    return {name: median(each[name] for each in found) for name in found[0]}


if __name__ == "__main__":
    main()
