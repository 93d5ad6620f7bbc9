"""A training's folder: what it was made with, its tokens, log, checkpoints and model; whether it goes on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ConfigError, ToolflowError
from toolflow_generation.config_shown import shown
from toolflow_generation.run_lock import LOCK_FILE, locked

from .sft_config import SftConfig

RECORD_FILE = "training.json"
TOKENS_FILE = "tokens.arrow"
LOG_FILE = "log.jsonl"
CHECKPOINTS = "checkpoints"
MODEL = "model"
_KIND = "toolflow training"
_NEW_MODEL = ".model-new"
_HIDDEN = (f".{TOKENS_FILE}.tmp", f".{RECORD_FILE}.tmp")
_FILES = (*_HIDDEN, TOKENS_FILE, LOG_FILE, CHECKPOINTS, MODEL, _NEW_MODEL, RECORD_FILE)
_COMPLETE = ".toolflow-complete"


class SftFolder:
    """One training on disk.

    Args:
        path: The folder.
        record: What `training.json` holds, or will.

    Attributes:
        begun: Whether this process began the training anew.
    """

    def __init__(self, path: Path, record: dict[str, Any]) -> None:
        self.path = path
        self.record = record
        self.begun = False

    @property
    def tokens(self) -> Path:
        """Return the file of the sequences to learn from."""
        return self.path / TOKENS_FILE

    @property
    def log(self) -> Path:
        """Return the file with one JSON line for every `log_every` steps."""
        return self.path / LOG_FILE

    @property
    def checkpoints(self) -> Path:
        """Return the folder of checkpoints."""
        return self.path / CHECKPOINTS

    @property
    def model(self) -> Path:
        """Return the folder of the trained model."""
        return self.path / MODEL

    @property
    def finished(self) -> bool:
        """Tell whether the model is trained and saved."""
        return "result" in self.record and self.model.is_dir()

    def begin(self) -> None:
        """Clear away what an older training left; from here on the folder is known as this one's."""
        _discard(self.path)
        self.begun = True
        self.save_record()

    def save_record(self) -> None:
        """Write what is known of the training, all or nothing."""
        temporary = self.path / f".{RECORD_FILE}.tmp"
        temporary.write_text(json.dumps(self.record, indent=1, ensure_ascii=False) + "\n", "utf-8")
        temporary.replace(self.path / RECORD_FILE)

    def last_checkpoint(self) -> Path | None:
        """Return the newest checkpoint that was written to its end; remove what a kill left half-written."""
        found: dict[int, Path] = {}
        for folder in self.checkpoints.glob("checkpoint-*"):
            if (folder / _COMPLETE).exists():
                found[int(folder.name.rpartition("-")[2])] = folder
            else:
                shutil.rmtree(folder)
        return found[max(found)] if found else None

    def mark_complete(self, step: int, keep: int) -> None:
        """Mark a step's checkpoint as written to its end; only then remove all but the newest `keep`."""
        (self.checkpoints / f"checkpoint-{step}" / _COMPLETE).touch()
        steps = sorted(
            int(folder.name.rpartition("-")[2]) for folder in self.checkpoints.glob("checkpoint-*")
        )
        for old in steps[:-keep]:
            shutil.rmtree(self.checkpoints / f"checkpoint-{old}")

    def drop_checkpoints(self) -> None:
        """Remove all checkpoints; once the model is saved, they serve nothing."""
        shutil.rmtree(self.checkpoints, ignore_errors=True)

    @contextmanager
    def new_model(self) -> Iterator[Path]:
        """Give a folder to save the model in; it takes its place when all of it is there."""
        fresh = self.path / _NEW_MODEL
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        yield fresh
        shutil.rmtree(self.model, ignore_errors=True)
        fresh.rename(self.model)


@contextmanager
def entered(config: SftConfig) -> Iterator[SftFolder]:
    """Have a training's folder to oneself: a new one, or one that is gone on with.

    Raises:
        ConfigError: If `out` is missing or is no folder of ours, another process trains there, or a training
            stands there that was made with something else.
    """
    if config.out is None:
        raise ConfigError("out is missing: name the folder to make, with --out FOLDER")
    out = config.out
    _check_ours(out, config)
    with locked(out):
        record = None if config.overwrite else read_record(out)
        if record is None:
            record = {"kind": _KIND, "config": config.to_plain(), "sessions": []}
        else:
            _check_same(out, config, record)
        folder = SftFolder(out, record)
        try:
            yield folder
        except ToolflowError:
            if folder.begun and "tokens" not in folder.record:  # a mistake, not a stop: nothing to go on with
                _discard(out)
            raise


def read_record(out: Path) -> dict[str, Any] | None:
    """Return what a folder's `training.json` holds; None where no training of ours stands there."""
    try:
        record = json.loads((out / RECORD_FILE).read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise ConfigError(f"{out / RECORD_FILE}: cannot be read ({error}); choose another --out") from error
    return record if isinstance(record, dict) and record.get("kind") == _KIND else None


def _check_ours(out: Path, config: SftConfig) -> None:
    if out.exists() and not out.is_dir():
        raise ConfigError(f"{out} is a file; --out names a folder")
    record = read_record(out)
    if record is not None:
        return
    if config.resume:
        raise ConfigError(f"{out}: holds no training to go on with (no {RECORD_FILE}); check --out")
    if out.exists() and {entry.name for entry in out.iterdir()} - {LOCK_FILE}:
        raise ConfigError(
            f"{out}: is not empty and holds no training; nothing in it was touched, choose another --out"
        )


def _check_same(out: Path, config: SftConfig, record: dict[str, Any]) -> None:
    before, now = record["config"], config.shaping()
    differing = [name for name in now if before.get(name) != now[name]]
    if differing:
        told = "; ".join(f"{name} was {shown(before.get(name))}, is {shown(now[name])}" for name in differing)
        raise ConfigError(
            f"{out}: a training stands there that was made with something else ({told}); give the same "
            "options, or --resume and none, --overwrite to replace it, or another --out"
        )


def _discard(out: Path) -> None:
    for path in (out / name for name in _FILES):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
