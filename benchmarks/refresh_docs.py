"""Re-make what the documentation shows of a run, so that it is never older than the code.

    toolflow generate --tools examples/tools/everyday.json --seed 7 --out demo-run    # what `make demo` does
    python benchmarks/refresh_docs.py demo-run

A file's regions stand between `<!-- refresh:NAME ARGUMENTS -->` and `<!-- /refresh:NAME -->`:

- `dialogue ID`: one dialogue, as `toolflow inspect RUN ID --markdown` prints it;
- `closing`: what `toolflow generate` prints at its end;
- `consecutive START COUNT`: kept dialogues in a row, from the START-th (0-based), each with a verdict;
- `chosen ID...`: dialogues by id, each with a verdict;
- `text_quality`: the table of `benchmarks/results/text_quality.json`;
- `teach`: the tables of `benchmarks/results/teach.json`.

A verdict is what a reader writes behind `**Verdict:**`, on the same line. It is kept as long as the
transcript stays the same to the byte; if that changed, the verdict is emptied, since it was about
another text.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from teach_table import teach_tables

from toolflow_dataset.errors import ToolflowError
from toolflow_dataset.export import dropped_reasons
from toolflow_dataset.journal import Journal
from toolflow_dataset.transcript import to_markdown
from toolflow_dataset.types import Dialogue

ROOT = Path(__file__).resolve().parent.parent
QUALITY = Path("benchmarks") / "results" / "text_quality.json"
TEACH = Path("benchmarks") / "results" / "teach.json"

_REGION = re.compile(
    r"(?P<head><!-- refresh:(?P<name>[a-z_]+)(?P<arguments>[^\n]*?) -->\n)"
    r".*?(?P<tail><!-- /refresh:(?P=name) -->)",
    re.DOTALL,
)
_VERDICT = re.compile(r"^<!-- read: (?P<key>\S+) -->\n\*\*Verdict:\*\*(?P<text>.*)$", re.MULTILINE)

# label, format, path in a tool set's figures, path of the human dialogues' figure or ""
QUALITY_ROWS = (
    ("dialogues kept", "{:.1%}", "kept_share", ""),
    ("calls that satisfy their schema", "{:.1%}", "calls.valid", ""),
    (
        "commonest skeleton of user turns",
        "{:.2%}",
        "skeletons.commonest",
        "sgd_same_size.skeletons.commonest",
    ),
    (
        "user turns with a skeleton of their own",
        "{:.1%}",
        "skeletons.unique",
        "sgd_same_size.skeletons.unique",
    ),
    ("entropy H, bits", "{:.2f}", "wording.entropy_bits", "sgd_same_size.wording.entropy_bits"),
    ("D-3", "{:.3f}", "wording.distinct_3", "sgd_same_size.wording.distinct_3"),
    ("string arguments said before, normalised", "{:.1%}", "string_arguments.literal", ""),
    ("answers that name a value of their results", "{:.1%}", "final_answers.name_a_value", ""),
    ("texts with raw JSON", "{:,}", "final_answers.raw_json", ""),
)
_NOT_MEASURED = "*(not measured yet)*"

Region = Callable[[list[str]], str]


class DocsError(ToolflowError):
    """A region of a document cannot be filled."""


def refresh(text: str, regions: Mapping[str, Region], where: str) -> str:
    """Return a document with its regions filled anew.

    Args:
        text: The document.
        regions: What fills a region, by name; called with its arguments.
        where: Name of the document, for messages.

    Raises:
        DocsError: If a region is unknown, or opened and not closed.
    """
    filled = 0

    def fill(match: re.Match[str]) -> str:
        nonlocal filled
        filled += 1
        name = match["name"]
        if name not in regions:
            raise DocsError(f"{where}: there is no region {name!r}; there are {', '.join(sorted(regions))}")
        return f"{match['head']}{regions[name](match['arguments'].split()).strip()}\n{match['tail']}"

    new = _REGION.sub(fill, text)
    opened = len(re.findall(r"<!-- refresh:", text))
    if opened != filled:
        raise DocsError(
            f"{where}: {opened} regions are opened, {filled} are closed; see {Path(__file__).name}"
        )
    return new


class Sources:
    """What regions are filled from.

    Args:
        run: A finished run folder.
        verdicts: Verdicts by `key_of`, as `verdicts_in` finds them.
        quality: Where the benchmark of the simulator's text writes its figures; need not exist.
        teach: Where `teach.py` writes its figures; need not exist.
    """

    def __init__(self, run: Path, verdicts: Mapping[str, str], quality: Path, teach: Path) -> None:
        self.run = run
        self.journal = Journal.of_run(run)
        self.verdicts = verdicts
        self.quality = quality
        self.teach = teach
        self.used: set[str] = set()

    def regions(self) -> dict[str, Region]:
        """Return what fills each region."""
        return {
            "dialogue": self._dialogue,
            "closing": self._closing,
            "consecutive": self._consecutive,
            "chosen": self._chosen,
            "text_quality": self._text_quality,
            "teach": self._teach,
        }

    def _find(self, dialogue_id: str) -> Dialogue:
        entry = self.journal.find(dialogue_id)
        if entry is None or entry.dialogue is None:
            raise DocsError(f"{self.run}: holds no finished dialogue {dialogue_id!r}")
        return entry.dialogue

    def _kept(self) -> Iterable[Dialogue]:
        left_out = dropped_reasons(self.run)
        for entry in self.journal.entries(None, "kept"):
            if entry.dialogue is not None and entry.id not in left_out:
                yield entry.dialogue

    def _dialogue(self, arguments: list[str]) -> str:
        return to_markdown(self._find(arguments[0]))

    def _closing(self, arguments: list[str]) -> str:
        """Let a resumed run, which has nothing left to do, say what it says at its end."""
        command = [sys.executable, "-m", "toolflow_cli.main", "generate", "--resume", "--out", self.run.name]
        done = subprocess.run(command, cwd=self.run.parent, capture_output=True, text=True, check=False)
        if done.returncode:
            raise DocsError(f"{self.run}: cannot be resumed: {done.stderr.strip()}")
        lines = [line.rstrip() for line in done.stdout.strip().splitlines()]
        return "```text\n" + "\n".join(lines) + "\n```"

    def _consecutive(self, arguments: list[str]) -> str:
        start, count = map(int, arguments)
        chosen = list(islice(self._kept(), start, start + count))
        if len(chosen) < count:
            raise DocsError(f"{self.run}: has no {count} kept dialogues from the {start}th on")
        return self._with_verdicts(chosen)

    def _chosen(self, arguments: list[str]) -> str:
        return self._with_verdicts(map(self._find, arguments))

    def _with_verdicts(self, dialogues: Iterable[Dialogue]) -> str:
        parts = []
        for dialogue in dialogues:
            transcript = to_markdown(dialogue)
            key = key_of(dialogue.id, transcript)
            self.used.add(key)
            verdict = f"**Verdict:** {self.verdicts.get(key, '')}".rstrip()
            parts.append(f"{transcript}\n<!-- read: {key} -->\n{verdict}\n")
        return "\n".join(parts)

    def _text_quality(self, arguments: list[str]) -> str:
        if not self.quality.is_file():
            return _NOT_MEASURED
        return quality_table(json.loads(self.quality.read_text("utf-8")))

    def _teach(self, arguments: list[str]) -> str:
        if not self.teach.is_file():
            return _NOT_MEASURED
        return teach_tables(json.loads(self.teach.read_text("utf-8")))


def key_of(dialogue_id: str, transcript: str) -> str:
    """Return what a verdict is kept under: the dialogue's id and a digest of the text that was read."""
    return f"{dialogue_id}@{hashlib.sha256(transcript.encode()).hexdigest()[:16]}"


def verdicts_in(text: str) -> dict[str, str]:
    """Return a document's verdicts that have been written, by `key_of`."""
    return {match["key"]: match["text"].strip() for match in _VERDICT.finditer(text) if match["text"].strip()}


def quality_table(result: Mapping[str, Any]) -> str:
    """Return the benchmark's figures as a Markdown table, a column for each tool set; `-` where unmeasured.

    Human figures for as many turns or tokens stand in brackets.
    """
    sets: Mapping[str, Any] = result.get("sets", {})
    if not sets:
        return _NOT_MEASURED
    lines = [f"| | {' | '.join(sets)} |", f"|---|{'---:|' * len(sets)}"]
    for label, style, path, human in QUALITY_ROWS:
        cells = []
        for figures in sets.values():
            own, other = _shown(figures, path, style), _shown(figures, human, style) if human else "-"
            cells.append(own if other == "-" else f"{own} ({other})")
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _shown(figures: Mapping[str, Any], path: str, style: str) -> str:
    value: Any = figures
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    if value is None or value != value:
        return "-"
    return style.format(value)


def main() -> None:
    """Refresh README.md and docs/*.md, and say what became of them."""
    parser = argparse.ArgumentParser(description="Re-make what the documentation shows of a run.")
    parser.add_argument("run", type=Path, help="A finished run folder, as `make demo` makes it.")
    parser.add_argument("--root", type=Path, default=ROOT, help="Folder with README.md and docs/.")
    arguments = parser.parse_args()
    root: Path = arguments.root
    run: Path = arguments.run.resolve()
    try:
        for path in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
            text = path.read_text("utf-8")
            verdicts = verdicts_in(text)
            sources = Sources(run, verdicts, root / QUALITY, root / TEACH)
            new = refresh(text, sources.regions(), path.name)
            path.write_text(new, "utf-8")
            lost = sorted(set(verdicts) - sources.used)
            notes = [f"verdict on {key.partition('@')[0]} dropped, its text changed" for key in lost]
            print(f"{path.name}: {'; '.join(['changed' if new != text else 'as it was', *notes])}")
    except ToolflowError as error:
        sys.exit(f"refresh_docs: {error}")


if __name__ == "__main__":
    main()
