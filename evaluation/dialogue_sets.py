"""Open data sets by whatever names them: a run, a folder of `datasets`, a file, a Hub id; ours or foreign."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from toolflow_dataset.errors import ConfigError, SchemaError
from toolflow_dataset.export import dropped_reasons
from toolflow_dataset.journal import JOURNAL_FILE, Journal
from toolflow_dataset.types import Setting, config_name

from .conversation import Conversation
from .layouts import read_files
from .record_files import SUFFIXES

_LABELLED = re.compile(r"([^=/\\:]+)=(.+)")
_HUB_ID = re.compile(r"(\w[\w.-]*/\w[\w.-]*)(?:@([\w./-]+?))?(?::([\w.-]+))?")

Reading = Callable[[], Iterator[Conversation | SchemaError]]


class DialogueSet:
    """The dialogues of one data set, read anew each time it is iterated over, one in memory at a time.

    Args:
        label: Its name in tables.
        source: What names it, for messages.
        read: Begins a pass; yields a `SchemaError` in place of a dialogue that cannot be read.
        skip_unreadable: Go on after such a one; it is counted in `unreadable`.

    Attributes:
        unreadable: Dialogues skipped in the last pass.
        first_problem: Why the first of them was.
    """

    def __init__(self, label: str, source: str, read: Reading, *, skip_unreadable: bool = False) -> None:
        self.label = label
        self.source = source
        self.unreadable = 0
        self.first_problem = ""
        self._read = read
        self._skip = skip_unreadable

    def __iter__(self) -> Iterator[Conversation]:
        """Yield the dialogues in order.

        Raises:
            SchemaError: If one cannot be read and none is to be skipped, or none can be read at all.
        """
        self.unreadable, self.first_problem = 0, ""
        found = False
        for each in self._read():
            if isinstance(each, Conversation):
                found = True
                yield each
            elif not self._skip:
                raise each
            else:
                self.unreadable += 1
                self.first_problem = self.first_problem or str(each)
        if not found:
            raise SchemaError(self.first_problem or f"{self.source}: holds no dialogues")


def open_sets(
    names: Sequence[str], *, split: str = "train", skip_unreadable: bool = False
) -> list[DialogueSet]:
    """Open data sets; one with several configurations, or a run of several settings, gives one set for each.

    Args:
        names: Each `[LABEL=]SOURCE[:CONFIG]`; SOURCE is a run folder, a folder that `datasets` can load, a
            file (`.jsonl`, `.json`, gzipped or not, `.parquet`) or a Hub id with `@revision` if wanted.
        split: Of folders and Hub data sets; one with a single other split gives that.
        skip_unreadable: Go on after dialogues that cannot be read.

    Raises:
        ConfigError: If a name leads nowhere, or two sets would have the same label.
    """
    sets = [
        DialogueSet(label, source, read, skip_unreadable=skip_unreadable)
        for name in names
        for label, source, read in _open(name, split)
    ]
    twice = [label for label, count in Counter(each.label for each in sets).items() if count > 1]
    if twice:
        raise ConfigError(
            f"several data sets would be called {twice[0]!r}; give them names, as in one={names[0]}"
        )
    return sets


def run_settings(name: str) -> tuple[Path, list[tuple[str, Setting]]] | None:
    """Return a run's folder, and (label, setting) of each setting that has dialogues, kept or not.

    The labels are those `open_sets` gives where every setting has kept dialogues.

    Args:
        name: `[LABEL=]SOURCE[:CONFIG]`; None is returned if SOURCE is no run folder.

    Raises:
        ConfigError: If the run has no dialogue, or none of the setting that is asked for.
        SchemaError: If its journal is damaged.
    """
    label, source = _labelled(name)
    source, config = _configured(source)
    run = Path(source).expanduser()
    if not (run / JOURNAL_FILE).is_file():
        return None
    held = Journal.of_run(run).settings()
    wanted = [one for one in held if config_name(one) == config.replace("+", "_")] if config else list(held)
    if not wanted:
        of = f" of {config!r}" if config else ""
        has = ", ".join(map(config_name, held)) or "none yet"
        raise ConfigError(f"{run} holds no dialogue{of}; it has {has}")
    shown = label or _short(run)
    if len(wanted) > 1 or (config and not label):
        return run, [(f"{shown}:{config_name(one)}", one) for one in wanted]
    return run, [(shown, wanted[0])]


def kept_set(label: str, run: Path, setting: Setting) -> DialogueSet:
    """Return the kept dialogues of a run's setting as a data set."""
    return DialogueSet(label, f"{run}:{config_name(setting)}", lambda: _of_setting(run, setting))


def _labelled(name: str) -> tuple[str, str]:
    match = None if Path(name).exists() else _LABELLED.fullmatch(name)
    return (match[1], match[2]) if match else ("", name)


def _configured(source: str) -> tuple[str, str]:
    """Return the source and the configuration after its last colon, empty where the source itself has it."""
    before, _, after = source.rpartition(":")
    if before and not Path(source).expanduser().exists() and Path(before).expanduser().exists():
        return before, after
    return source, ""


def _open(name: str, split: str) -> list[tuple[str, str, Reading]]:
    label, source = _labelled(name)
    source, config, parts = _parts(source, split)
    opened = []
    for part, read in parts:
        shown = label or _short(Path(source))
        if part and (len(parts) > 1 or (config and not label)):
            shown = f"{shown}:{part}"
        opened.append((shown, f"{source}:{part}" if part else source, read))
    return opened


def _parts(source: str, split: str) -> tuple[str, str, list[tuple[str, Reading]]]:
    """Return the source without its configuration, the one that is asked for, and (name, reading) of each."""
    source, config = _configured(source)
    path = Path(source).expanduser()
    if (path / JOURNAL_FILE).is_file():
        return source, config, _of_run(path, config)
    if path.is_dir():
        from .dataset_folders import configurations

        return source, config, configurations(str(path), config, split)
    if path.exists() or path.name.removesuffix(".gz").endswith(SUFFIXES):
        if config:
            raise ConfigError(f"{path} is a file, so it has no configuration {config!r}; leave it out")
        return source, "", [("", lambda: read_files([path]))]
    if hub := _HUB_ID.fullmatch(source):
        from .dataset_folders import configurations

        return hub[1], hub[3] or "", configurations(hub[1], hub[3] or "", split, revision=hub[2])
    raise ConfigError(
        f"{source}: no such file or folder, and no Hub id; expected a run folder, a dataset folder, a "
        f"file ({', '.join(SUFFIXES)}) or an id such as org/name"
    )


def _short(path: Path) -> str:
    name = path.name or path.resolve().name
    if name == "toolflow" and path.is_dir() and path.resolve().parent.name:
        return path.resolve().parent.name  # RUN/toolflow is known by its run
    name = name.removesuffix(".gz")
    return next((name.removesuffix(end) for end in SUFFIXES if name.endswith(end)), name)


def _of_run(run: Path, config: str) -> list[tuple[str, Reading]]:
    journal = Journal.of_run(run)
    held = {config_name(setting): setting for setting in journal.settings() if journal.count(setting, "kept")}
    if config and config.replace("+", "_") not in held:
        raise ConfigError(
            f"{run} holds no kept dialogue of {config!r}; it has {', '.join(held) or 'none yet'}"
        )
    if not held:
        raise ConfigError(f"{run} holds no kept dialogue yet")
    wanted = [config.replace("+", "_")] if config else list(held)
    return [(name, lambda setting=held[name]: _of_setting(run, setting)) for name in wanted]  # type: ignore[misc]


def _of_setting(run: Path, setting: Setting) -> Iterator[Conversation]:
    left_out = dropped_reasons(run)
    for entry in Journal.of_run(run).entries(setting, "kept"):
        dialogue = entry.dialogue
        if dialogue is not None and entry.id not in left_out:
            tools = tuple(tool.wire()["function"] for tool in dialogue.tools)
            made = dialogue.provenance
            origin = {"code_version": made.code_version, "config_digest": made.config_digest}
            yield Conversation(
                dialogue.messages,
                tools,
                f"{run}, {entry.id}",
                dialogue.turn_steps,
                {**origin, "setting": made.setting},
            )
