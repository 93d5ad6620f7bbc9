"""Dialogues as files that others' fine-tuning takes: one example a line, a dialogue or a reply each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from toolflow_dataset.errors import ConfigError, SchemaError
from toolflow_dataset.sharegpt import register, sharegpt_example, words_beside_calls
from toolflow_dataset.tool_split import Part, ToolSplit, split_by_tools
from toolflow_dataset.training_examples import openai_example, trl_example, turns_to_learn
from toolflow_dataset.types import Message
from toolflow_dataset.whole_files import JsonLines

from .text_examples import TextExamples
from .token_rows import TrainingDialogue

Format = Literal["openai", "trl", "sharegpt", "hermes", "qwen", "llama3"]
FORMATS: tuple[Format, ...] = get_args(Format)
Mixed = Literal["leave-out", "test"]
MIXED: tuple[Mixed, ...] = get_args(Mixed)
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class ExampleExport:
    """What was written, and what was not.

    Args:
        files: Path and number of examples of each file, by part: `train` alone, or `train` and `test`.
        dialogues: Dialogues that became examples.
        split: Which dialogue is in which part; None if it was not asked for.
        left_out: Dialogues left out, by reason.
        first_left_out: The first of them for each reason.
        lost_texts: Call turns whose words the format has no place for.
        registered: The `dataset_info.json` that names the files, and the data sets' names there.
    """

    files: dict[Part, tuple[Path, int]] = field(default_factory=dict)
    dialogues: int = 0
    split: ToolSplit | None = None
    left_out: Counter[str] = field(default_factory=Counter)
    first_left_out: dict[str, str] = field(default_factory=dict)
    lost_texts: int = 0
    registered: tuple[Path, tuple[str, ...]] | None = None


def export_examples(
    dialogues: Iterable[TrainingDialogue],
    out: Path | str,
    *,
    format: Format,
    per_turn: bool = False,
    test_share: float | None = None,
    mixed: Mixed = "leave-out",
    seed: int = 0,
    progress: Progress | None = None,
) -> ExampleExport:
    """Write dialogues as fine-tuning examples, in order, all files or none.

    Args:
        dialogues: Read once for the split and once to be written, so no iterator.
        out: A name ending in `.jsonl` or `.jsonl.gz`; with a split, `NAME.train.jsonl` and `NAME.test.jsonl`
            are written in place of `NAME.jsonl`.
        format: One of `FORMATS`.
        per_turn: Write an example for each assistant message, in which only that message is learnt.
        test_share: Share of the dialogues held out with tools that no training dialogue offers.
        mixed: Whether dialogues that offer tools of both sides are left out or tested on.
        seed: Of the split.
        progress: Called with (stage, done, total).

    Raises:
        ConfigError: If a name or share is not usable, the split impossible, a file not writable, or there is
            no example.
    """
    out = _checked(Path(out), format)
    export = ExampleExport()
    if test_share is not None:
        offered = ([str(tool["name"]) for tool in each.tools] for each in dialogues)
        export.split = split_by_tools(offered, test_share, seed)
    make = _maker(format, export)
    paths: dict[Part, Path] = {"train": out}
    if export.split is not None:
        paths = {"train": _of_part(out, "train"), "test": _of_part(out, "test")}
    with ExitStack() as opened:
        files = {part: opened.enter_context(JsonLines(path)) for part, path in paths.items()}
        for dialogue, part in _parted(dialogues, export, mixed, progress):
            try:
                examples = list(make(dialogue, per_turn))
                files[part].write(*examples)
            except SchemaError as error:
                _leave_out(export, str(error), dialogue.place)
                continue
            if examples:
                export.dialogues += 1
            else:
                _leave_out(export, "the assistant says nothing", dialogue.place)
        for file in files.values():
            if not file.count:
                why = "; ".join(f"{count:,} left out: {reason}" for reason, count in export.left_out.items())
                raise ConfigError(f"{file.path}: there is no example to write ({why or 'no dialogues'})")
    export.files = {part: (file.path, file.count) for part, file in files.items()}
    if format == "sharegpt":
        found = [register(path) for path in paths.values()]
        export.registered = found[0][0], tuple(name for _, name in found)
    return export


def _parted(
    dialogues: Iterable[TrainingDialogue], export: ExampleExport, mixed: Mixed, progress: Progress | None
) -> Iterator[tuple[TrainingDialogue, Part]]:
    """Yield the dialogues that are in a part, and count the mixed ones that are in none."""
    parts = export.split.parts if export.split is not None else None
    for number, dialogue in enumerate(dialogues):
        part: Part = parts[number] if parts is not None else "train"
        if part == "mixed" and mixed == "test":
            part = "test"
        if part == "mixed":
            _leave_out(export, "offers tools of both sides", dialogue.place)
        else:
            yield dialogue, part
        if progress is not None and parts is not None:
            progress("export", number + 1, len(parts))


def _maker(
    format: Format, export: ExampleExport
) -> Callable[[TrainingDialogue, bool], Iterator[dict[str, Any]]]:
    """Return what makes a dialogue's examples."""
    text = TextExamples(format) if format in ("hermes", "qwen", "llama3") else None

    def one(messages: Sequence[Message], dialogue: TrainingDialogue, last: bool) -> dict[str, Any]:
        if text is not None:
            return dict(text.example(messages, dialogue.tools, dialogue.place, last_reply_only=last))
        if format == "openai":
            return openai_example(messages, dialogue.tools, last_reply_only=last)
        if format == "trl":
            return trl_example(messages, dialogue.tools, last_reply_only=last)
        return sharegpt_example(messages, dialogue.tools)

    def make(dialogue: TrainingDialogue, per_turn: bool) -> Iterator[dict[str, Any]]:
        *_, whole = ([], *turns_to_learn(dialogue.messages))  # what follows the last reply teaches nothing
        if not whole:
            return
        for messages in turns_to_learn(dialogue.messages) if per_turn else [whole]:
            yield one(messages, dialogue, per_turn)
        if format == "sharegpt":
            export.lost_texts += words_beside_calls(dialogue.messages)

    return make


def _leave_out(export: ExampleExport, reason: str, place: str) -> None:
    export.left_out[reason] += 1
    export.first_left_out.setdefault(reason, place)


def _checked(out: Path, format: Format) -> Path:
    if out.name.endswith(".jsonl") or (out.name.endswith(".jsonl.gz") and format != "sharegpt"):
        return out
    if format == "sharegpt":
        raise ConfigError(f"{out}: expected a name that ends in .jsonl, which LLaMA-Factory reads")
    raise ConfigError(f"{out}: expected a name that ends in .jsonl or .jsonl.gz")


def _of_part(out: Path, part: Part) -> Path:
    name, ending, packed = out.name.rpartition(".jsonl")
    return out.with_name(f"{name}.{part}{ending}{packed}")
