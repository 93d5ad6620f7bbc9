"""A run's folder before anything is played: whether it may be written to, and what it was made of."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.export import DATASET_FOLDER, DROPPED_FILE, FAILED_FILE, STAGING_FOLDER
from toolflow_dataset.journal import JOURNAL_FILE
from toolflow_dataset.types import Tool
from toolflow_dataset.version import __version__

from .config import Config, read_config_file
from .graph_files import tools_digest

CONFIG_FILE = "config.yaml"
DIGEST_FILE = "digest.json"
TOOLS_FILE = "tools.jsonl"
GRAPH_FOLDER = "graph"
STATISTICS_FILE = "statistics.json"
LOCK_FILE = ".lock"
_OURS = (
    JOURNAL_FILE,
    CONFIG_FILE,
    DIGEST_FILE,
    TOOLS_FILE,
    GRAPH_FOLDER,
    STATISTICS_FILE,
    DATASET_FOLDER,
    DROPPED_FILE,
    FAILED_FILE,
    STAGING_FOLDER,
)


@dataclass(frozen=True, slots=True)
class Ingredients:
    """What a run is made of: digests of the tools, of a graph given from outside, and of all together."""

    tools: str
    graph: str | None
    config: str

    @classmethod
    def of(cls, config: Config, tools: Sequence[Tool]) -> Ingredients:
        """Take the digests.

        Raises:
            ConfigError: If the graph cannot be read.
        """
        graph = None if config.graph is None else _graph_digest(config.graph)
        of_tools = tools_digest(tools)
        return cls(of_tools, graph, config.digest(of_tools, graph))


def tools_text(tools: Sequence[Tool]) -> str:
    """Return the tools as JSON Lines."""
    return "".join(json.dumps(tool.to_json(), ensure_ascii=False) + "\n" for tool in tools)


def check_out(config: Config) -> Path:
    """Return the run folder if `out`, `resume` and `overwrite` fit what stands there; write nothing.

    Raises:
        ConfigError: If they do not.
    """
    if config.out is None:
        raise ConfigError("out is missing: name the run folder to make, with --out RUN")
    out = config.out
    try:
        if not out.exists():
            return out
        if not out.is_dir():
            raise ConfigError(f"{out} is a file; --out names a folder")
        present = {entry.name for entry in out.iterdir()} - {LOCK_FILE}
    except OSError as error:
        raise ConfigError(f"{out}: cannot be looked into ({error}); choose another --out") from error
    begun = bool(present & {JOURNAL_FILE, DATASET_FOLDER})  # a run that never began may be begun again
    if config.resume and present and CONFIG_FILE not in present:
        raise ConfigError(
            f"{out} holds no {CONFIG_FILE}, so it is no run to be resumed; choose another --out"
        )
    if present and not begun and CONFIG_FILE not in present and not config.resume:
        raise ConfigError(f"{out} is not empty and holds no run; choose another --out")
    if begun and not (config.resume or config.overwrite):
        raise ConfigError(
            f"{out} holds a run already; go on with it by --resume, replace it by --overwrite, "
            "or choose another --out"
        )
    return out


def resume_sources(
    out: Path, options: Mapping[str, Any], source: str | Path | None
) -> tuple[str | Path | None, dict[str, Any]]:
    """Fill in from a run to be resumed what was not given: its configuration, its tools and its graph.

    Args:
        out: The run folder.
        options: Keys given apart, None where not given.
        source: The configuration file that was given.

    Returns:
        The configuration file and the keys to use.

    Raises:
        ConfigError: If the run's configuration cannot be read.
    """
    filled = dict(options)
    if source is None and (out / CONFIG_FILE).exists():
        source = out / CONFIG_FILE
        values, _ = read_config_file(source)
        if filled.get("tools") is None and values.get("tools"):
            filled["tools"] = out / TOOLS_FILE  # the path on file may be relative to another folder
        if filled.get("graph") is None and values.get("graph"):
            filled["graph"] = out / GRAPH_FOLDER
    return source, filled


def open_run(config: Config, tools: Sequence[Tool], ingredients: Ingredients) -> None:
    """Make the run folder with its configuration and tools; or check that the one there was made of the same.

    Raises:
        ConfigError: If the folder cannot be written, or a resumed run was made of something else.
    """
    out = check_out(config)
    resumed = config.resume and (out / CONFIG_FILE).exists()
    before: dict[str, Any] = {}
    if resumed:
        check_resumable(config, ingredients)
        values, _ = read_config_file(out / CONFIG_FILE)
        before = {name: values.get(name) for name in ("tools", "graph", "out")}
    try:
        out.mkdir(parents=True, exist_ok=True)
        if not resumed:
            for name in _OURS:
                _remove(out / name)
            _write(out / TOOLS_FILE, tools_text(tools))
        digests = {
            "config": ingredients.config,
            "tools": ingredients.tools,
            "graph": ingredients.graph,
            "code_version": __version__,
        }
        _write(out / DIGEST_FILE, json.dumps(digests, indent=1) + "\n")
        head = f"# what this run was made with; digest {ingredients.config}\n"
        plain = config.to_plain() | before
        _write(out / CONFIG_FILE, head + yaml.safe_dump(plain, sort_keys=False, allow_unicode=True))
    except OSError as error:
        raise ConfigError(f"{out}: cannot be written ({error}); choose another --out") from error


def check_resumable(config: Config, ingredients: Ingredients) -> None:
    """Check that the run in the out folder was made of the same things.

    Raises:
        ConfigError: If not; names what differs.
    """
    assert config.out is not None
    values, where = read_config_file(config.out / CONFIG_FILE)
    before = Config.from_mapping(values, where)
    was, now = before.shaping(), config.shaping()
    differing = [f"{key} (the run has {was[key]!r}, now {now[key]!r})" for key in was if was[key] != now[key]]
    known = _read_digests(config.out / DIGEST_FILE)
    differing += [
        f"the content of {name}"
        for name in ("tools", "graph")
        if known.get(name) != getattr(ingredients, name)
    ]
    if config.num_dialogues < before.num_dialogues:
        differing.append(f"num_dialogues (the run has {before.num_dialogues}, it can only grow)")
    if missing := [name for name in before.setting if name not in config.setting]:
        differing.append(f"setting (the run has {', '.join(missing)} too, it can only grow)")
    if differing:
        raise ConfigError(
            f"{config.out}: cannot be resumed, because these differ: {'; '.join(differing)}; "
            "resume it with the same values, or choose another --out"
        )


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Keep other processes from writing to the run folder, as far as the file system can.

    Raises:
        ConfigError: If another process does so now, or the folder cannot be written.
    """
    try:
        import fcntl
    except ImportError:  # a system without advisory locks
        yield
        return
    made = not out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = os.open(out / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise ConfigError(f"{out}: cannot be written ({error}); choose another --out") from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConfigError(
                f"{out}: another process is writing to this run; wait for it, or choose another --out"
            ) from error
        yield
    finally:
        os.close(lock)
        (out / LOCK_FILE).unlink(missing_ok=True)
        if made and not any(out.iterdir()):
            out.rmdir()


def _graph_digest(path: Path) -> str:
    header = path / "graph.json"  # holds the digests of the other parts
    try:
        return hashlib.sha256(header.read_bytes()).hexdigest()
    except OSError as error:
        raise ConfigError(f"{path}: no graph there ({error}); make one with toolflow graph build") from error


def _read_digests(path: Path) -> dict[str, Any]:
    try:
        digests = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}), so the run cannot be resumed") from error
    return digests if isinstance(digests, dict) else {}


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(text, "utf-8")
    temporary.replace(path)
