"""A new run takes its folder: written beside what stands there, then put in its place.

An old run steps aside meanwhile, into a hidden folder of its own inside the run folder (so that it stays on
its file system, whatever the run folder is), and comes back if the new one ends before a dialogue is
finished. Each step is a rename, so that `settle` can finish what a killed process left half-done.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.journal import JOURNAL_FILE, Journal
from toolflow_dataset.types import Tool

from .config import Config
from .graph import ToolGraph
from .responses import any_paid
from .run_folder import (
    CONFIG_FILE,
    DIGEST_FILE,
    GRAPH_FOLDER,
    RUN_FILES,
    TOOLS_FILE,
    Ingredients,
    missing_mark,
    write_head,
)
from .run_lock import locked

_NEW = ".toolflow-new"  # the new run before it takes its place
_MOVING = ".toolflow-moving"  # part of the old run, the other part is still or again in its place
_OLD = ".toolflow-old"  # the whole old run; what is in its place is the new one
_GONE = ".toolflow-gone"  # the old run while it is deleted
_ASIDE = (_NEW, _MOVING, _OLD, _GONE)
_HEAD = (CONFIG_FILE, DIGEST_FILE)  # moved first, so that a folder with any of the rest is known as a run


@contextmanager
def begun(
    config: Config, tools: Sequence[Tool], graph: ToolGraph | None, ingredients: Ingredients, *, resumed: bool
) -> Iterator[None]:
    """Have the run in its folder while the body plays it; what it replaces is deleted afterwards.

    If the body fails before a dialogue is finished or a reply paid for, the run that stood there is put back,
    and a note on the error says so.

    Raises:
        ConfigError: If the folder cannot be written.
    """
    assert config.out is not None
    out = config.out
    if resumed:
        with _writing(out):
            write_head(out, config, ingredients, resumed=True)
            _write_inputs(out, config, tools, graph)
        yield
        return
    try:
        with _writing(out):
            (out / _NEW).mkdir()
            write_head(out / _NEW, config, ingredients, resumed=False)
            _write_inputs(out / _NEW, config, tools, graph)
            if missing_mark(out) is None:
                (out / _MOVING).mkdir()
                _move(out, out / _MOVING)
                (out / _MOVING).rename(out / _OLD)
            _move(out / _NEW, out)
        yield
    except BaseException as error:
        if settle(out):
            error.add_note(
                f"nothing was finished or paid for: the run in {out} is again the one that was there"
            )
        raise
    settle(out, ended=True)


def settle(out: Path, *, ended: bool = False) -> bool:
    """Delete the old run if the new one has anything to keep or has ended; else put the old one back.

    Returns:
        Whether an old run was put back.

    Raises:
        ConfigError: If files cannot be moved or deleted.
    """
    with _writing(out):
        if (out / _OLD).exists():
            if ended or _anything_to_keep(out):
                (out / _OLD).rename(out / _GONE)
            else:
                for name in RUN_FILES:
                    _remove(out / name)
                (out / _OLD).rename(out / _MOVING)
        put_back = (out / _MOVING).exists()
        if put_back:
            _move(out / _MOVING, out)
        for name in _ASIDE:
            if name != _OLD:
                _remove(out / name)
    return put_back


def recover(out: Path, *, overwrite: bool = False) -> None:
    """Finish what a killed process left half-done in a run folder.

    Args:
        out: The run folder.
        overwrite: Whether the run that stands there afterwards is to be replaced.

    Raises:
        ConfigError: If another process is writing to the run, or files cannot be moved; and once, after a
            run that was to be replaced was put back, unless it is to be replaced now: nobody shall go on
            with the older run and take it for the newer one.
    """
    if not any((out / name).is_dir() for name in _ASIDE):
        return
    with locked(out):
        older = settle(out) and _anything_to_keep(out)
    if older and not overwrite:
        raise ConfigError(
            f"{out}: a run with --overwrite was killed here before it had anything to keep, so the older run "
            "is back in its place; give --overwrite to replace it, or this command once more to go on with it"
        )


def _anything_to_keep(out: Path) -> bool:
    if any_paid(out):
        return True
    journal = Journal(out / JOURNAL_FILE)
    return journal.count() > journal.count(status="failed")


def _write_inputs(folder: Path, config: Config, tools: Sequence[Tool], graph: ToolGraph | None) -> None:
    """Write tools and graph where they are not there yet."""
    if not (folder / TOOLS_FILE).exists():
        lines = (json.dumps(tool.to_json(), ensure_ascii=False) + "\n" for tool in tools)
        (folder / TOOLS_FILE).write_text("".join(lines), "utf-8")
    kept = folder / GRAPH_FOLDER
    if graph is None or kept.exists():
        return
    if config.graph is None:
        graph.save(kept)
    else:
        shutil.copytree(config.graph, kept)  # byte for byte, for its digest is part of the run's


def _move(source: Path, target: Path) -> None:
    for name in dict.fromkeys((*_HEAD, *RUN_FILES)):
        if (source / name).exists() or (source / name).is_symlink():
            (source / name).rename(target / name)
    if source.name in _ASIDE:
        source.rmdir()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, shutil.Error) as error:
        raise ConfigError(f"{out}: cannot be written ({error}); choose another --out") from error
