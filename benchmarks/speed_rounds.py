"""Rounds of measurements, each in a process of its own, and where their figures go."""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

# one thread, so that seconds of the processor do not hang on how many cores there are
ALONE = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def parser_of(description: str | None) -> argparse.ArgumentParser:
    """Return a parser that shows a script's docstring as it stands."""
    return argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )


def options(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with the options that all measurements in rounds share."""
    parser = parser_of(description)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of real texts; left out if missing")
    parser.add_argument("--one", nargs=2, metavar=("TEXTS", "WAY"), help=argparse.SUPPRESS)
    return parser


def measure_rounds(
    script: str, texts: str, ways: Sequence[str], rounds: int, more: Sequence[str]
) -> dict[str, Any]:
    """Run each way once a round; return the medians of its seconds, the highest peak and what was found.

    Raises:
        SystemExit: If two ways found different things.
    """
    runs: dict[str, list[dict[str, Any]]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            done = run_alone([script, "--one", texts, way, *more])
            runs[way].append(done)
            print(f"{texts}, {way}: {json.dumps(done)}", file=sys.stderr)
    found = [one["found"] for done in runs.values() for one in done]
    if any(one != found[0] for one in found):
        differing = {way: done[0]["found"] for way, done in runs.items()}
        raise SystemExit(f"{texts}: the ways disagree: {differing}")
    return {
        "found": found[0],
        "ways": {
            way: {
                "seconds": {
                    name: round(statistics.median(one["seconds"][name] for one in done), 3)
                    for name in done[0]["seconds"]
                },
                "rounds": [one["seconds"] for one in done],
                "peak_mb": max(one["peak_mb"] for one in done),
            }
            for way, done in runs.items()
        },
    }


def run_alone(command: Sequence[str]) -> Any:
    """Run a Python script on one thread in a process of its own; return the JSON that it prints."""
    environment = os.environ | ALONE
    done = subprocess.run(
        [sys.executable, *command], check=True, stdout=subprocess.PIPE, text=True, env=environment
    )
    return json.loads(done.stdout)


def peak_bytes() -> int:
    """Return the most memory that this process has held.

    A child's `ru_maxrss` starts at its parent's peak (Linux keeps it over fork and exec), so that is taken
    only where the kernel does not tell the peak of this program.
    """
    status = Path("/proc/self/status")
    lines = status.read_text("utf-8").splitlines() if status.is_file() else []
    own = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    kibibytes = own[0] if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kibibytes * 1024


def forget_peak() -> None:
    """Let the peak of this process's memory begin anew, where the system can."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", "utf-8")


def peak_mb() -> int:
    """Return the most memory that this process has held, in units of 1,048,576 bytes."""
    return peak_bytes() >> 20


def machine(packages: Sequence[str]) -> str:
    """Return one line on the machine and the versions."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text("utf-8").splitlines() if cpuinfo.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    model = names[0] if names else platform.machine()
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    cores = f"{os.cpu_count()} cores shared with other work"
    return f"{model}, {cores}, Python {platform.python_version()}, {versions}"


def write_results(
    path: Path,
    title: str,
    results: dict[str, dict[str, Any]],
    labels: Sequence[str],
    ours: str,
    goals: dict[tuple[str, str], float],
    packages: Sequence[str],
    remarks: Sequence[str] = (),
    more: dict[str, Any] | None = None,
) -> None:
    """Write figures as JSON and as a Markdown table, each way's seconds beside ours; print the table.

    Args:
        path: Without a suffix.
        title: What was measured.
        results: What `measure_rounds` returned, by name of the texts.
        labels: Names of what was found.
        ours: The way that others are divided by.
        goals: Ratio to reach, by way and name of the seconds.
        packages: Those whose versions matter.
        remarks: Paragraphs that stand above the tables.
        more: Further keys of the JSON file.
    """
    line = machine(packages)
    rounds = len(next(iter(results.values()))["ways"][ours]["rounds"])
    lines = [f"# {title}", "", f"{line}; medians of {rounds} rounds, seconds of the processor.", ""]
    lines += [line for remark in remarks for line in (remark, "")]
    for texts, result in results.items():
        found = ", ".join(
            f"{name} {value:,}" if isinstance(value, int | float) else f"{name} {value}"
            for name, value in zip(labels, result["found"], strict=True)
        )
        base = result["ways"][ours]["seconds"]
        titles = [title for name in base for title in (f"{name}, s", "times ours", "goal")]
        lines += [f"## Texts: {texts}", "", f"All ways found {found}.", ""]
        lines += [
            "| " + " | ".join(["way", *titles, "peak MB"]) + " |",
            "|---" + "|---:" * len(titles) + "|---:|",
        ]
        for way, figures in result["ways"].items():
            figures["times_ours"] = {
                name: round(took / base[name], 2) for name, took in figures["seconds"].items()
            }
            cells = [way]
            for name, took in figures["seconds"].items():
                goal = f"{goals[way, name]:g}" if (way, name) in goals else ""
                cells += [f"{took:.2f}", f"{figures['times_ours'][name]:.1f}", goal]
            lines.append("| " + " | ".join([*cells, str(figures["peak_mb"])]) + " |")
        lines.append("")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".md").write_text("\n".join(lines), "utf-8")
    asked = [{"way": way, "seconds": name, "times_ours": goal} for (way, name), goal in goals.items()]
    stored = {"machine": line, "goals": asked, "texts": results, **(more or {})}
    path.with_suffix(".json").write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print("\n".join(lines))
