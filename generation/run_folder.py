"""A run's folder: whether one stands there, whether it may be written to, and what it was made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.export import DATASET_FOLDER, DROPPED_FILE, FAILED_FILE, STAGING_FOLDER
from toolflow_dataset.journal import JOURNAL_FILE
from toolflow_dataset.types import Tool
from toolflow_dataset.version import __version__

from .config import Config
from .config_files import read_config_file
from .executors.replay import digest_of
from .graph_files import tools_digest
from .responses import RESPONSES_FILES, any_paid
from .run_lock import LOCK_FILE

CONFIG_FILE = "config.yaml"
DIGEST_FILE = "digest.json"
TOOLS_FILE = "tools.jsonl"
GRAPH_FOLDER = "graph"
STATISTICS_FILE = "statistics.json"
RUN_FILES = (
    JOURNAL_FILE,
    *RESPONSES_FILES,
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
_ROUND_END = "journal_bytes"
_FINISHED = (JOURNAL_FILE, DATASET_FOLDER)


@dataclass(frozen=True, slots=True)
class Ingredients:
    """What a run is made of: digests of tools, given graph, recorded results, and of all together."""

    tools: str
    graph: str | None
    config: str
    recordings: str | None = None

    @classmethod
    def of(cls, config: Config, tools: Sequence[Tool]) -> Ingredients:
        """Take the digests.

        Raises:
            ConfigError: If the graph cannot be read.
            ExecutionError: If recorded results cannot be read.
        """
        graph = None if config.graph is None else _graph_digest(config.graph)
        of_tools = tools_digest(tools)
        recordings = digest_of(rule.file for rule in config.executors.values() if rule.file)
        return cls(of_tools, graph, config.digest(of_tools, graph, recordings), recordings)


def config_head(digest: str) -> str:
    """Return the first line of a run's configuration file; with digest.json it is what a run is known by."""
    return f"# what this run was made with; digest {digest}\n"


def missing_mark(folder: Path) -> str | None:
    """Return what shows that a folder is not a run of ours; None if it is one.

    Names alone prove nothing: a `config.yaml` or a `graph` may be anybody's. A run has a digest.json, and a
    config.yaml whose first line bears the same digest.
    """
    try:
        digests = json.loads((folder / DIGEST_FILE).read_text("utf-8"))
        with open(folder / CONFIG_FILE, encoding="utf-8") as file:
            head = file.readline()
    except FileNotFoundError as error:
        return f"no {Path(error.filename).name}"
    except (OSError, ValueError) as error:
        return f"a {DIGEST_FILE} or {CONFIG_FILE} that cannot be read ({error})"
    if not isinstance(digests, dict) or not isinstance(digests.get("config"), str):
        return f"a {DIGEST_FILE} without a run's digests"
    if head != config_head(digests["config"]):
        return f"a {CONFIG_FILE} whose first line does not bear the digest in {DIGEST_FILE}"
    return None


def check_out(config: Config) -> Path:
    """Return the run folder if `out`, `resume` and `overwrite` fit what stands there; write nothing.

    A run that stands there is gone on with; whether it was made of the same things is for `check_resumable`.

    Raises:
        ConfigError: If they do not.
    """
    if config.out is None:
        raise ConfigError("out is missing: name the run folder to make, with --out RUN")
    out = config.out
    try:
        if out.exists() and not out.is_dir():
            raise ConfigError(f"{out} is a file; --out names a folder")
        present = {entry.name for entry in out.iterdir()} - {LOCK_FILE} if out.exists() else set()
    except OSError as error:
        raise ConfigError(f"{out}: cannot be looked into ({error}); choose another --out") from error
    if not present:
        if config.resume and config.tools is None and config.graph is None:
            what = "is empty" if out.exists() else "does not exist"
            raise ConfigError(
                f"{out} {what}, so there is no run to be resumed; check --out, "
                "or begin a run with --tools FILE"
            )
        return out
    if missing := missing_mark(out):
        told = "no run to be resumed" if config.resume else "is not empty and holds no run"
        raise ConfigError(
            f"{out}: {told}, for it has {missing}; nothing in it was touched, choose another --out"
        )
    return out


def goes_on(config: Config, ingredients: Ingredients, out: Path) -> bool:
    """Tell whether a run stands in the folder that is to be gone on with.

    One without a finished dialogue or a paid reply never began; it is begun again unless `resume` is asked,
    or a model was probed and nothing else would be different.
    """
    if config.overwrite or missing_mark(out) is not None:
        return False
    if config.resume or any_paid(out) or any((out / name).exists() for name in _FINISHED):
        return True
    try:
        return any_paid(out, of_probes=True) and not _differing(config, ingredients)
    except ConfigError:  # of another version, perhaps
        return False


def write_head(folder: Path, config: Config, ingredients: Ingredients, *, resumed: bool) -> None:
    """Write the configuration and the digests of a run; a resumed one keeps the paths it began with.

    Raises:
        OSError: If the folder cannot be written.
    """
    plain = config.to_plain()
    if resumed and (folder / CONFIG_FILE).exists():
        values, _ = read_config_file(folder / CONFIG_FILE)
        plain |= {name: values.get(name) for name in ("tools", "graph", "out")}
    digests = {
        "config": ingredients.config,
        "tools": ingredients.tools,
        "graph": ingredients.graph,
        "code_version": __version__,
    }
    if ingredients.recordings is not None:
        digests["recordings"] = ingredients.recordings
    _write(folder / DIGEST_FILE, json.dumps(digests, indent=1) + "\n")
    text = config_head(ingredients.config) + yaml.safe_dump(plain, sort_keys=False, allow_unicode=True)
    _write(folder / CONFIG_FILE, text)


def round_end(out: Path) -> int:
    """Return how many bytes the journal had when a round of dialogues was last exported; 0 before the first.

    A round is all that is played until nothing is owed; one that a cap or a kill cut off goes on.
    """
    try:
        known = json.loads((out / STATISTICS_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return 0
    size = known.get(_ROUND_END) if isinstance(known, dict) else None
    return size if isinstance(size, int) else 0


def write_statistics(out: Path, document: dict[str, Any], ended_at: int) -> None:
    """Write the counts of an export, and with it where the journal stood when the last round ended.

    Raises:
        ConfigError: If the file cannot be written.
    """
    path = out / STATISTICS_FILE
    try:
        text = json.dumps({**document, _ROUND_END: ended_at}, indent=1, ensure_ascii=False)
        _write(path, text + "\n")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error})") from error


def check_resumable(config: Config, ingredients: Ingredients) -> None:
    """Check that the run in the out folder was made of the same things.

    Raises:
        ConfigError: If not; names what differs.
    """
    if differing := _differing(config, ingredients):
        raise ConfigError(
            f"{config.out} holds a run that cannot be resumed, because these differ: {'; '.join(differing)}; "
            "resume it with the same values, replace it by --overwrite, or choose another --out"
        )


def _differing(config: Config, ingredients: Ingredients) -> list[str]:
    """Return what keeps a configuration from going on with the run in its out folder."""
    assert config.out is not None
    values, where = read_config_file(config.out / CONFIG_FILE)
    before = Config.from_mapping(values, where)
    was, now = before.shaping(), config.shaping()
    keys = dict.fromkeys((*was, *now))
    differing = [
        f"{key} (the run has {was.get(key)!r}, now {now.get(key)!r})"
        for key in keys
        if was.get(key) != now.get(key)
    ]
    known = _read_digests(config.out / DIGEST_FILE)
    differing += [
        f"the content of {name}"
        for name in ("tools", "graph", "recordings")
        if known.get(name) != getattr(ingredients, name)
    ]
    if config.num_dialogues < before.num_dialogues:
        differing.append(f"num_dialogues (the run has {before.num_dialogues}, it can only grow)")
    if missing := [name for name in before.setting if name not in config.setting]:
        differing.append(f"setting (the run has {', '.join(missing)} too, it can only grow)")
    return differing


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


def _write(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(text, "utf-8")
    temporary.replace(path)
