"""What an ablation has finished: one file, written anew after each stage, all or nothing.

A stage is finished if it is there under the digest of all that it depends on. A configuration that differs
from the one that the ablation was begun with is refused, for its table would mix both; it may grow by
settings, by values of an axis, by a judge, by test sets for leakage, by training and by benchmarks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.version import __version__
from toolflow_generation.config_shown import shown
from toolflow_generation.run_lock import LOCK_FILE

LEDGER_FILE = "ablation.json"
_KIND = "toolflow ablation"
_LISTS = ("settings", "measure.leakage")  # may grow, and so may every axis
_ADDED = ("train", "bench")  # sections that may come later
_JUDGE = ("measure.judge_model", "measure.judge_sample")
_TOOLALPACA = "bench.toolalpaca"
_BENCHMARKS = ("bench.bfcl", "bench.apibank", "bench.apibank_checkout")
_OF_ONE = {  # keys that mean nothing before the benchmark that they are of is asked for
    "bench.categories": "bench.bfcl",
    "bench.half": "bench.bfcl",
    "bench.aggregate": "bench.bfcl",
    "bench.apibank_python": "bench.apibank_checkout",
}


class Ledger:
    """The finished stages of an ablation in its folder.

    Args:
        out: The folder; nothing is written before `begin`.

    Raises:
        ConfigError: If something else stands there.
    """

    def __init__(self, out: Path) -> None:
        self._file = out / LEDGER_FILE
        self._record: dict[str, Any] = {"kind": _KIND, "config": {}, "stages": {}}
        try:
            if out.exists() and not out.is_dir():
                raise ConfigError(f"{out} is a file; --out names a folder")
            if self._file.exists():
                found = json.loads(self._file.read_text("utf-8"))
                if not isinstance(found, dict) or found.get("kind") != _KIND:
                    raise ConfigError(f"{self._file}: is not an ablation's; choose another --out")
                self._record = found
            elif out.exists() and {entry.name for entry in out.iterdir()} - {LOCK_FILE}:
                raise ConfigError(
                    f"{out}: is not empty and holds no ablation (no {LEDGER_FILE}); nothing in it was "
                    "touched, choose another --out"
                )
        except (OSError, ValueError) as error:
            raise ConfigError(f"{self._file}: cannot be read ({error}); choose another --out") from error

    def check(self, config: Mapping[str, Any]) -> None:
        """Compare a configuration, by key, with the one that the ablation was begun with.

        Raises:
            ConfigError: If it differs in more than by growing; names the keys.
        """
        before: dict[str, Any] = self._record["config"]
        if not before:
            return
        keys = dict.fromkeys((*before, *config))
        told = [
            f"{key} was {shown(before.get(key))}, is {shown(config.get(key))}"
            for key in keys
            if not _fits(key, before, config)
        ]
        if told:
            raise ConfigError(
                f"{self._file.parent}: an ablation stands there that was begun with something else "
                f"({'; '.join(told)}); give the same values, or another --out"
            )

    def begin(self, config: Mapping[str, Any]) -> None:
        """Write the configuration down.

        Raises:
            ConfigError: If the folder cannot be written.
        """
        self._record["config"] = dict(config)
        self._record["toolflow_version"] = __version__
        self._save()

    def outcome(self, stage: str, digest: str) -> dict[str, Any] | None:
        """Return what came of a stage; None if it is not finished, or was finished with something else."""
        found: dict[str, Any] | None = self._record["stages"].get(stage)
        return found["outcome"] if found is not None and found["digest"] == digest else None

    def finish(self, stage: str, digest: str, outcome: Mapping[str, Any], seconds: float) -> None:
        """Write down that a stage is finished.

        Raises:
            ConfigError: If the folder cannot be written.
        """
        entry = {"digest": digest, "seconds": round(seconds, 1), "outcome": dict(outcome)}
        self._record["stages"][stage] = entry
        self._save()

    def _save(self) -> None:
        temporary = self._file.with_name(f".{self._file.name}.tmp")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(self._record, indent=1, ensure_ascii=False)
            temporary.write_text(text + "\n", "utf-8")
            temporary.replace(self._file)
        except OSError as error:
            raise ConfigError(f"{self._file}: cannot be written ({error}); choose another --out") from error


def digest_of(*parts: Any) -> str:
    """Return 16 hex digits over values as JSON has them."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _fits(key: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    if key.startswith(_TOOLALPACA) and before.get(_TOOLALPACA) is None and key in now:
        return True  # it may come later, and was no benchmark of older ablations
    if key in _OF_ONE and key in now and before.get(_OF_ONE[key]) is None:
        return True
    if key in before and key in now:
        was, found = before[key], now[key]
        grows = key in _LISTS or key.startswith("vary.")
        return bool(
            was == found
            or (grows and set(map(str, was)) <= set(map(str, found)))
            or (key in _JUDGE and before[_JUDGE[0]] is None)
            or (key in _BENCHMARKS and was is None)
        )
    section = key.removeprefix("vary.").partition(".")[0]
    return key in now and section in _ADDED and not any(name.startswith(f"{section}.") for name in before)
