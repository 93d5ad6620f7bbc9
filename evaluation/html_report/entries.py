"""What a report shows of a dialogue, from a run (dropped and failed ones too) or from anyone's data set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.export import dropped_reasons
from toolflow_dataset.journal import Journal, JournalEntry, Status
from toolflow_dataset.types import Message, PlanStep, Setting

from ..conversation import Conversation
from ..dialogue_sets import DialogueSet, kept_set, open_sets, run_settings
from ..layout_fields import FieldError, decoded


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """One dialogue of a report.

    Args:
        id: As its source names it; a number after the set's label where it does not.
        status: `kept`, `dropped` or `failed`; `kept` in anything but a run.
        messages: In order; empty for a dialogue that failed before its first message.
        tools: The function objects offered, with `returns`, `inferred` and `metadata` where known.
        plan: Its steps; empty where there is none or none is known.
        turn_steps: For each user message its 0-based step, -1 without one; empty where unknown.
        note: Why it was dropped (`slug` or `slug:detail`) or what made it fail; empty for a kept one.
        style: The user's style; empty where unknown.
        origin: What is known of its making: `models`, `seed`, `setting`, `config_digest`, `code_version`,
            `executed`, `revision`, `place`.
    """

    id: str
    status: Status
    messages: tuple[Message, ...]
    tools: tuple[Mapping[str, Any], ...]
    plan: tuple[PlanStep, ...] = ()
    turn_steps: tuple[int, ...] = ()
    note: str = ""
    style: str = ""
    origin: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportSet:
    """Dialogues that are counted together: a setting of a run, or a data set.

    Args:
        label: Its name, the one `toolflow evaluate` gives it.
        source: What names it.
        read: Begins a pass over its dialogues.
        kept: The kept ones as a data set to be measured, in the same order; None if a run has none.
        run: The run's folder; None for anything else.
    """

    label: str
    source: str
    read: Callable[[], Iterator[ReportEntry]]
    kept: DialogueSet | None
    run: Path | None = None


def open_report_sets(
    names: Sequence[str], *, split: str = "train", skip_unreadable: bool = False
) -> list[ReportSet]:
    """Open runs and data sets; a run of several settings gives a set for each.

    Args:
        names: Each `[LABEL=]SOURCE[:CONFIG]`, as for `open_sets`.
        split: Of folders and Hub data sets.
        skip_unreadable: Leave out, and count, dialogues of data sets that cannot be read.

    Raises:
        ConfigError: If a name leads nowhere, or two sets would have the same label.
        SchemaError: If a run's journal is damaged.
    """
    sets: list[ReportSet] = []
    for name in names:
        found = run_settings(name)
        if found is None:
            sets += map(_of_data, open_sets([name], split=split, skip_unreadable=skip_unreadable))
        else:
            run, settings = found
            sets += [_of_run(label, run, setting) for label, setting in settings]
    twice = [label for label, count in Counter(each.label for each in sets).items() if count > 1]
    if twice:
        raise ConfigError(
            f"several data sets would be called {twice[0]!r}; give them names, as in one={names[0]}"
        )
    return sets


def _of_run(label: str, run: Path, setting: Setting) -> ReportSet:
    kept = kept_set(label, run, setting)
    left_out = dropped_reasons(run)
    some = any(entry.id not in left_out for entry in Journal.of_run(run).entries(setting, "kept"))

    def read() -> Iterator[ReportEntry]:
        for entry in Journal.of_run(run).entries(setting):
            yield _from_journal(entry, left_out.get(entry.id))

    return ReportSet(label, kept.source, read, kept if some else None, run)


def _from_journal(entry: JournalEntry, left_out: str | None) -> ReportEntry:
    """Return an entry of the journal; what the export left out is dropped, whatever the filters said."""
    dropped = entry.status == "dropped" or (entry.status == "kept" and left_out is not None)
    status: Status = "dropped" if dropped else entry.status
    note = ""
    if status != "kept":
        note = entry.reason or left_out or "unknown" if dropped else entry.cause or "unknown"
    dialogue = entry.dialogue
    if dialogue is None:
        return ReportEntry(entry.id, status, (), (), note=note, origin={"setting": entry.setting})
    made = dialogue.provenance
    origin = {
        "models": made.models,
        "seed": made.seed,
        "setting": made.setting,
        "config_digest": made.config_digest,
        "code_version": made.code_version,
        "executed": made.executed,
    }
    tools = []
    for tool in dialogue.tools:
        document = tool.to_json()
        tools.append({**document.pop("function"), **document})
    for each in tools:
        each.pop("type", None)
    return ReportEntry(
        entry.id,
        status,
        dialogue.messages,
        tuple(tools),
        dialogue.plan,
        dialogue.turn_steps,
        note,
        made.style,
        {name: value for name, value in origin.items() if value},
    )


def _of_data(dialogues: DialogueSet) -> ReportSet:
    def read() -> Iterator[ReportEntry]:
        for number, each in enumerate(dialogues):
            yield _from_conversation(each, f"{dialogues.label}-{number:06d}", dialogues.source)

    return ReportSet(dialogues.label, dialogues.source, read, dialogues)


def _from_conversation(each: Conversation, name: str, source: str) -> ReportEntry:
    known = each.known
    given = next((known[key] for key in ("id", "dialogue_id") if known.get(key) not in (None, "")), name)
    origin = {
        "models": _object(known.get("models")),
        "seed": known.get("seed") if isinstance(known.get("seed"), int) else None,
        **each.origin,
        "executed": _object(known.get("executed")),
        "place": _place(each.place, source),
    }
    return ReportEntry(
        given if isinstance(given, str) else str(given),
        "kept",
        each.messages,
        _with_returns(each.tools, known.get("tool_returns")),
        _plan(known.get("plan")),
        tuple(step if isinstance(step, int) else -1 for step in each.turn_steps),
        style=known["style"] if isinstance(known.get("style"), str) else "",
        origin={key: value for key, value in origin.items() if value not in (None, {}, "")},
    )


def _place(place: str, source: str) -> str:
    """Return where a dialogue stands, without the folders above its file: they are nobody's business."""
    folder = str(Path(source.partition(":")[0]).expanduser())
    if place.startswith(folder):
        return Path(folder).name + place.removeprefix(folder)
    head, _, name = place.rpartition("/")
    return name if head.startswith(("/", "~")) else place


def _object(value: Any) -> dict[str, Any]:
    """Return an object given as such or as JSON text; a foreign column that is something else gives none."""
    try:
        value = decoded(value, "")
    except FieldError:
        return {}
    return dict(value) if isinstance(value, Mapping) else {}


def _plan(value: Any) -> tuple[PlanStep, ...]:
    """Return the steps of our `plan` column; a foreign one of that name gives none."""
    if not isinstance(value, list | tuple):
        return ()
    steps = []
    for step in value:
        if not isinstance(step, Mapping) or not isinstance(step.get("request"), str):
            return ()
        if step.get("kind") not in ("tool_call", "chitchat"):
            return ()
        steps.append(PlanStep(step["kind"], step["request"]))
    return tuple(steps)


def _with_returns(tools: Sequence[Mapping[str, Any]], returns: Any) -> tuple[Mapping[str, Any], ...]:
    if not isinstance(returns, list | tuple) or len(returns) != len(tools):
        return tuple(tools)
    pairs = zip(tools, map(_object, returns), strict=True)
    return tuple({**tool, "returns": schema} if schema else tool for tool, schema in pairs)
