"""Runs against endpoints that answer well: are a good model's dialogues kept whole?

    python benchmarks/scripted_endpoint.py --record

Two models behind a local HTTP server, asked over the same path as any endpoint:

1. the hand-written good model of `tests/generation/good_model.py`: parallel and sequential calls,
   clarification, small talk, failed calls; in all settings, and behind servers that refuse, drop or crash on
   `tools=` and `response_format`, whose dialogues must be the same to the letter;
2. the simulator, served as a model that knows nothing but the request body, over the everyday tools.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "generation"))

from good_model import NAME, GoodModel  # noqa: E402
from good_model_lines import TOOLS  # noqa: E402
from scripted_server import Answer, ScriptedServer  # noqa: E402
from served_simulator import ServedSimulator  # noqa: E402
from test_good_model_run import HARD_SEED, SEED, SERVERS  # noqa: E402

from toolflow_dataset.transcript import to_markdown  # noqa: E402
from toolflow_dataset.types import SETTINGS  # noqa: E402
from toolflow_generation import generate  # noqa: E402
from toolflow_generation.config import Config  # noqa: E402
from toolflow_generation.run import Run  # noqa: E402
from toolflow_generation.tool_files import write_tools  # noqa: E402

RESULT = Path(__file__).resolve().parent / "results" / "scripted_endpoint.json"
KINDS = ("parallel", "sequential", "clarifying", "chitchat", "error")


def main() -> int:
    """Run the benchmark; return 1 where a goal is missed."""
    options = _options()
    with tempfile.TemporaryDirectory() as scratch:
        rows, transcripts, same = _good_model(Path(scratch))
        served = [_served(Path(scratch), options, seeded) for seeded in (True, False)]
    rows += [row for row, _ in served]
    transcripts += [served[0][1]]
    print(_table(rows))
    goals = {
        "every dialogue of the good model kept": all(row["kept_share"] == 1 for row in rows[:-2]),
        "the same dialogue from every server": same,
        "at least 95 % of the served simulator's kept": all(row["kept_share"] >= 0.95 for row in rows[-2:]),
        "more than 8 requests in flight": all(row["most_in_flight"] > 8 for row in rows[-2:]),
    }
    for goal, met in goals.items():
        print(f"{'met   ' if met else 'MISSED'} {goal}")
    if options.record:
        document = {
            "machine": f"{platform.machine()}, {platform.system()}, shared CPU",
            "goals": goals,
            "runs": rows,
        }
        RESULT.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")
        RESULT.with_suffix(".md").write_text(_markdown(rows, transcripts), "utf-8")
    return 0 if all(goals.values()) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--num-dialogues", type=int, default=40, help="of the served simulator, for each setting"
    )
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--latency", type=float, default=0.02, help="seconds the served simulator takes")
    parser.add_argument(
        "--record",
        action="store_true",
        help=f"write {RESULT.relative_to(ROOT)} and the transcripts beside it",
    )
    return parser.parse_args()


def _good_model(scratch: Path) -> tuple[list[dict[str, Any]], list[str], bool]:
    """Return rows, one transcript, and whether every server's dialogue was the same."""
    write_tools(TOOLS, scratch / "tools.json")
    fixed: dict[str, Any] = {
        "tools": scratch / "tools.json",
        "num_dialogues": 1,
        "tools_per_dialogue": 4,
        "plan_length": 5,
        "styles": "casual",
        "persona_rate": 0,
        "error_rate": 0.15,
        "clarify_rate": 0.4,
    }

    def play(
        name: str, script: Callable[[dict[str, Any]], Answer], abilities: dict[str, Any], **more: Any
    ) -> Run:
        with ScriptedServer(script, models=[NAME], **abilities) as server:
            out = scratch / f"good-{len(rows)}"
            run = generate(Config(**fixed, **more, out=out, model=NAME, base_url=server.base_url))
        rows.append(_row(f"good model, {name}", run, server))
        return run

    rows: list[dict[str, Any]] = []
    for seed in (SEED, HARD_SEED):
        last = play(f"native, seed {seed}", GoodModel(), {}, seed=seed, setting="all")
    reference = next(last.dialogues("plan"))
    same = True
    for name, (habit, abilities) in SERVERS.items():
        run = play(name, GoodModel(habit), abilities, seed=HARD_SEED, setting="plan")
        same = same and [one.messages for one in run.dialogues()] == [reference.messages]
    return rows, [to_markdown(reference)], same


def _served(scratch: Path, options: argparse.Namespace, seeded: bool) -> tuple[dict[str, Any], str]:
    """Return the row of a run against the served simulator, and the transcript of its first dialogue."""
    script = ServedSimulator(options.latency)
    with ScriptedServer(script, models=[NAME], unknown_fields=() if seeded else ("seed",)) as server:
        run = generate(
            Config(
                tools=ROOT / "examples" / "tools" / "everyday.json",
                out=scratch / f"served-{seeded}",
                num_dialogues=options.num_dialogues,
                setting=SETTINGS,
                model=NAME,
                base_url=server.base_url,
                seed=options.seed,
                concurrency=options.concurrency,
            )
        )
    name = f"served simulator, seed {'taken' if seeded else 'refused'}"
    return _row(name, run, server), to_markdown(next(run.dialogues("graph+plan")))


def _row(name: str, run: Run, server: ScriptedServer) -> dict[str, Any]:
    counts = run.statistics
    asked = run.kept + run.dropped + run.failed
    small_talk = counts.no_call_rounds - counts.clarifying_rounds
    shares = {kind: counts.share(kind) for kind in KINDS if kind != "chitchat"}
    shares["chitchat"] = small_talk / counts.rounds if counts.rounds else float("nan")
    return {
        "run": name,
        "dialogues": asked,
        "kept": run.kept,
        "kept_share": run.kept / asked,
        "dropped": dict(counts.dropped),
        "failed": run.failed,
        "requests": len(server.requests),
        "asked_again": sum("could not be used" in json.dumps(body["messages"]) for body in server.requests),
        "most_in_flight": server.most_in_flight,
        "calls": counts.calls,
        "shares": {kind: round(shares[kind], 4) for kind in KINDS},
    }


def _table(rows: list[dict[str, Any]]) -> str:
    head = [
        "run",
        "kept",
        "dropped by reason",
        "failed",
        "requests",
        "asked again",
        "in flight",
        "calls",
        *KINDS,
    ]
    lines = [head, ["---", *["---:"] * (len(head) - 1)]]
    for row in rows:
        reasons = ", ".join(f"{reason} {count}" for reason, count in row["dropped"].items()) or "none"
        counts = [str(row[name]) for name in ("failed", "requests", "asked_again", "most_in_flight", "calls")]
        shares = [f"{row['shares'][kind]:.1%}" for kind in KINDS]
        lines.append([row["run"], f"{row['kept']} of {row['dialogues']}", reasons, *counts, *shares])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _markdown(rows: list[dict[str, Any]], transcripts: list[str]) -> str:
    note = (
        "Made by `python benchmarks/scripted_endpoint.py --record`. Parallel, sequential and error are "
        "shares of the rounds with a call, clarifying and chitchat of all rounds."
    )
    titles = ("The hand-written good model, over HTTP", "The simulator served as a model, first dialogue")
    parts = [f"## {title}\n\n{text.strip()}" for title, text in zip(titles, transcripts, strict=True)]
    return "\n\n".join(["# Runs against endpoints that answer well", note, _table(rows), *parts]) + "\n"


if __name__ == "__main__":
    sys.exit(main())
