"""How time and memory of building a tool graph grow with the number of tools.

    python benchmarks/graph_growth.py one.jsonl.gz two.jsonl.gz [--sizes 1000 2000 5000 ...] [--rounds 3]

The tools of all files are shuffled together; each size is a process of its own on one thread. Embeddings come
from the cache (they are made first where missing); their cost is the number of distinct strings by a rate
(`--strings-per-second`, from `graph_speed.py`), as it grows with nothing else. The exponents are the slopes
of log time against log tools by least squares, over the sizes from 5,000 on. Figures, table and plot go to
results/.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

RESULT = Path(__file__).parent / "results" / "graph_growth.json"
SIZES = (1000, 2000, 5000, 10_000, 20_000, 40_000, 100_000)
STAGES = ("reading", "vectors", "join", "graph")
FITTED_FROM = 5000
SEED = 3


def main() -> None:
    """Measure the sizes and write figures, table and plot."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--strings-per-second", type=float, default=170.0)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.files, options.one)))
        return
    rows: list[dict[str, Any]] = []
    for size in options.sizes:
        command = [sys.executable, __file__, *map(str, options.files), "--one", str(size)]
        alone = os.environ | {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        found = [
            json.loads(
                subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=alone).stdout
            )
            for _ in range(options.rounds)
        ]
        row = {key: median(each[key] for each in found) for key in found[0]}
        row["encoding"] = round(row["strings"] / options.strings_per_second, 1)
        if not rows or row["tools"] > rows[-1]["tools"]:
            rows.append(row)
        print(json.dumps(row))
    report = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, one used",
        "files": [file.name for file in options.files],
        "sizes": rows,
        "exponents": {name: exponent(rows, name) for name in ("strings", "join", "graph", "peak_megabytes")},
    }
    RESULT.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    RESULT.with_suffix(".md").write_text(markdown(report), "utf-8")
    RESULT.with_suffix(".svg").write_text(plot(rows), "utf-8")


def measure(files: list[Path], size: int) -> dict[str, Any]:
    """Build the graph of so many tools; return CPU seconds a stage, counts, and the peak of memory."""
    import torch

    from toolflow_generation.encoder import encode_sorted, load_encoder
    from toolflow_generation.graph_build import graph_of_pairs
    from toolflow_generation.pair_search import similar_pairs
    from toolflow_generation.tool_files import load_tools
    from toolflow_generation.tool_strings import tool_strings

    torch.set_num_threads(1)
    tools = [tool for file in files for tool in load_tools(file)]
    tools = random.Random(SEED).sample(tools, min(size, len(tools)))
    seconds = {}
    start = time.process_time()
    strings = tool_strings(tools)
    seconds["reading"] = time.process_time() - start
    vectors = encode_sorted(load_encoder(), strings.strings, quiet)
    seconds["vectors"] = time.process_time() - start - sum(seconds.values())
    pairs = similar_pairs(vectors, 0.82, quiet)
    seconds["join"] = time.process_time() - start - sum(seconds.values())
    del vectors
    built = graph_of_pairs(tools, strings, pairs, 0.82, 0.02, "all-MiniLM-L6-v2", 1, quiet)
    seconds["graph"] = time.process_time() - start - sum(seconds.values())
    return {
        "tools": len(tools),
        "strings": len(strings.strings),
        "string_pairs": len(pairs[0]),
        "edges": built.num_edges,
        **{stage: round(spent, 2) for stage, spent in seconds.items()},
        "graph_megabytes": round(built.nbytes / 1e6, 1),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 // 1_000_000,
    }


def quiet(*stage: object) -> None:
    """Report nothing."""


def exponent(rows: list[dict[str, Any]], name: str) -> float:
    """Return the slope of log `name` against log tools."""
    some = [row for row in rows if row["tools"] >= FITTED_FROM and row[name] > 0]
    slope = np.polyfit(np.log([row["tools"] for row in some]), np.log([row[name] for row in some]), 1)[0]
    return round(float(slope), 2)


def markdown(report: dict[str, Any]) -> str:
    """Return the figures as a table."""
    rows = report["sizes"]
    lines = [
        "# Growth of the tool graph",
        "",
        f"Made by `benchmarks/graph_growth.py` on {report['machine']}.",
        f"Tools of {', '.join(report['files'])}. Times are CPU seconds; `encoding` follows from",
        "the number of strings, `vectors` is reading them from the cache.",
        "",
        "| " + " | ".join(name.replace("_", " ") for name in rows[0]) + " |",
        "|" + "---:|" * len(rows[0]),
        *("| " + " | ".join(f"{value:,}" for value in row.values()) + " |" for row in rows),
        "",
        "Exponents (time or memory as tools to the power of): "
        + ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in report["exponents"].items())
        + ".",
        "",
        "![CPU seconds against tools](graph_growth.svg)",
    ]
    return "\n".join(lines) + "\n"


def plot(rows: list[dict[str, Any]]) -> str:
    """Draw CPU seconds against tools, both logarithmic, as SVG."""
    series = {
        name: [(row["tools"], row[name]) for row in rows if row[name] > 0]
        for name in ("encoding", "join", "graph")
    }
    colours = {"encoding": "#8856a7", "join": "#1b7837", "graph": "#2166ac"}
    xs = [x for points in series.values() for x, _ in points]
    ys = [y for points in series.values() for _, y in points]
    low_x, high_x, low_y, high_y = (np.log10(value) for value in (min(xs), max(xs), min(ys), max(ys)))
    low_y, high_y = np.floor(low_y), np.ceil(high_y)

    def place(x: float, y: float) -> tuple[float, float]:
        across = (np.log10(x) - low_x) / (high_x - low_x)
        up = (np.log10(y) - low_y) / (high_y - low_y)
        return round(70 + 470 * float(across), 1), round(330 - 290 * float(up), 1)

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 390" font-family="sans-serif"'
        ' font-size="13">',
        '<rect width="640" height="390" fill="white"/>',
    ]
    for power in range(int(low_y), int(high_y) + 1):
        _, y = place(10**low_x, 10.0**power)
        parts.append(f'<line x1="70" y1="{y}" x2="540" y2="{y}" stroke="#ddd"/>')
        parts.append(f'<text x="62" y="{y + 4}" text-anchor="end">{10.0**power:g} s</text>')
    for row in rows:
        x, _ = place(row["tools"], 10**low_y)
        parts.append(f'<text x="{x}" y="350" text-anchor="middle">{row["tools"] / 1000:.3g} k</text>')
    parts.append('<text x="305" y="376" text-anchor="middle">tools</text>')
    for name, points in series.items():
        line = " ".join(f"{x},{y}" for x, y in (place(*point) for point in points))
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colours[name]}" stroke-width="2"/>')
        x, y = place(*points[-1])
        parts.append(f'<text x="{x + 8}" y="{y + 4}" fill="{colours[name]}">{name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


if __name__ == "__main__":
    main()
