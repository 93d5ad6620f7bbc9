"""Measure the HTML report of a run: how long it takes to write, how large it is, how fast it is in a browser.

    python benchmarks/report_speed.py RUN [--repeats 5]

Needs Chromium (Debian's package `chromium`). Times of the page are the browser's own, medians over fresh
tabs: from navigation to figures and plots shown, opening a dialogue, the first search (which unpacks every
dialogue) and another one, a filter, a jump to the end of the list. The figures go to
results/report_speed.json.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "evaluation" / "html_report"))

from chromium import FOUND, Page, browsing  # noqa: E402

from toolflow_evaluation.html_report.entries import open_report_sets  # noqa: E402
from toolflow_evaluation.html_report.report import build_report  # noqa: E402

_SHOWN = """
(async () => {
  const start = performance.now();
  location.hash = %s;
  while (document.body.dataset.shown !== location.hash) await new Promise((done) => setTimeout(done));
  return performance.now() - start;
})()
"""


def page_times(file: Path, last: str, repeats: int) -> dict[str, float]:
    """Return medians in milliseconds, and the tab's heap in megabytes after everything was searched."""
    steps = {
        "open_a_dialogue": f"d={last}",
        "first_search": "v=dialogues&q=tomorrow",
        "another_search": "v=dialogues&q=taxi+station",
        "a_filter": "v=dialogues&kind=parallel&status=kept",
        "figures_of_a_filter": "v=overview&kind=parallel",
    }
    taken: dict[str, list[float]] = {name: [] for name in ("load", *steps)}
    heap = []
    with tempfile.TemporaryDirectory() as profile, browsing(Path(profile)) as browser:
        for _ in range(repeats):
            page = Page(browser, file, 1280, 900, False).open()
            taken["load"].append(page.js("performance.getEntriesByName('ready')[0].startTime"))
            for name, fragment in steps.items():
                taken[name].append(page.js(_SHOWN % json.dumps("#" + fragment)))
            heap.append(page.call("Runtime.getHeapUsage")["usedSize"] / 1e6)
            if page.troubles():
                raise SystemExit(f"the page had errors: {page.troubles()}")
            page.close()
    medians = {f"{name}_ms": round(statistics.median(values), 1) for name, values in taken.items()}
    return {**medians, "heap_mb": round(statistics.median(heap), 1)}


def main() -> None:
    """Measure and write the results."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", type=Path)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "report_speed.json")
    options = parser.parse_args()
    if FOUND is None:
        raise SystemExit("no chromium on this machine; install Debian's package chromium")
    began, used = time.perf_counter(), time.process_time()
    built = build_report(open_report_sets([str(options.run)]))
    wrote = {
        "seconds": round(time.perf_counter() - began, 2),
        "cpu_seconds": round(time.process_time() - used, 2),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "megabytes": round(len(built.html.encode()) / 1e6, 2),
    }
    blocks = re.findall(r'<script type="text/plain" id="([a-z]+)[-0-9]*">([^<]*)', built.html)
    for name in dict(blocks):
        wrote[f"megabytes_{name}"] = round(sum(len(text) for each, text in blocks if each == name) / 1e6, 2)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.html"
        file.write_text(built.html, "utf-8")
        last = f"graph_plan-{sum(built.dialogues.values()) - 1:06d}"
        in_browser = page_times(file, last, options.repeats)
    results: dict[str, Any] = {
        "dialogues": sum(built.dialogues.values()),
        "written": wrote,
        "in_browser": {"repeats": options.repeats, **in_browser},
        "machine": f"{platform.machine()}, {platform.system()}, two cores that others use too",
    }
    text = json.dumps(results, indent=1) + "\n"
    options.out.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
