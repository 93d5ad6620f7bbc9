"""An ablation's configuration, and what it comes to: runs, data sets, trainings and models by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.types import SETTINGS, Setting, config_name
from toolflow_generation import config_values as read
from toolflow_generation.config import FIELDS, Config, check_keys
from toolflow_generation.config_files import load_config, read_yaml
from toolflow_generation.config_shown import shown

from .benchmarks import asked_for
from .grid import Axis, Point, check_reserved, points, read_axes, together
from .sections import Benching, Measuring, make_section, path_digest, shaping_of
from .trainer import Trainer

KEYS = ("settings", "vary", "generate", "measure", "train", "bench", "out")
PACKAGED = ("ablation",)
_OF_BASE = ("model", "revision", "template")  # what the answers before training depend on


@dataclass(frozen=True, slots=True)
class RunPlan:
    """One run of all settings, at one point of generation's axes."""

    point: Point
    slug: str
    config: Config


@dataclass(frozen=True, slots=True)
class SetPlan:
    """One data set: one setting of one run."""

    label: str
    slug: str
    setting: Setting
    run: RunPlan


@dataclass(frozen=True, slots=True)
class BasePlan:
    """A model before training."""

    label: str
    slug: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ArmPlan:
    """A training: one data set, at one point of training's axes, from one base."""

    label: str
    slug: str
    data: SetPlan
    values: Mapping[str, Any]
    base: BasePlan


@dataclass(frozen=True, slots=True)
class Ablation:
    """An ablation as configured; every value is checked.

    Args:
        out: Its folder.
        settings: In the paper's order.
        axes: What else is varied.
        generate: Keys of generation as given.
        train: Keys of training as given; None where nothing is trained.
        measure: What is measured.
        bench: What models are asked.
    """

    out: Path
    settings: tuple[Setting, ...]
    axes: tuple[Axis, ...]
    generate: Mapping[str, Any]
    train: Mapping[str, Any] | None
    measure: Measuring
    bench: Benching

    def runs(self) -> list[RunPlan]:
        """Return the runs.

        Raises:
            ConfigError: If a value of generation cannot be used.
        """
        found = []
        for point in points(self.axes, "generate"):
            slug = point.slug or "run"
            given = {
                **self.generate,
                **point.values,
                "setting": list(self.settings),
                "out": self.out / "runs" / slug,
            }
            found.append(RunPlan(point, slug, _generation(given, point.label)))
        return found

    def sets(self) -> list[SetPlan]:
        """Return the data sets, by run and setting."""
        return [
            SetPlan(
                together(setting, run.point.label, mark=", "),
                together(config_name(setting), run.point.slug, mark="_"),
                setting,
                run,
            )
            for run in self.runs()
            for setting in self.settings
        ]

    def reference(self) -> SetPlan:
        """Return the data set that others are held against: the fewest ingredients, first values."""
        return self.sets()[len(self.settings) - 1]

    def arms(self, trainer: Trainer) -> list[ArmPlan]:
        """Return the trainings, by point of training's axes and data set."""
        if self.train is None:
            return []
        found = []
        for point in points(self.axes, "train"):
            values = {**self.train, **point.values}
            base = self._base(values, trainer)
            found += [
                ArmPlan(
                    together(each.label, point.label, mark=", "),
                    together(each.slug, point.slug, mark="_"),
                    each,
                    values,
                    base,
                )
                for each in self.sets()
            ]
        return found

    def bases(self, trainer: Trainer) -> list[BasePlan]:
        """Return the models before training, each once."""
        return list({arm.base.slug: arm.base for arm in self.arms(trainer)}.values())

    def _base(self, values: Mapping[str, Any], trainer: Trainer) -> BasePlan:
        varied = tuple(axis for axis in self.axes if axis.section == "train" and axis.key in _OF_BASE)
        (point,) = (
            point
            for point in points(varied, "train")
            if all(values[key] == value for key, value in point.values.items())
        )
        return BasePlan(
            together("before training", point.label, mark=", "),
            together("before", point.slug, mark="_"),
            values,
        )

    def shaping(self, trainer: Trainer) -> dict[str, Any]:
        """Return what results depend on, by key; the axes' keys have the values that they take."""
        generation = self.runs()[0].config
        found: dict[str, Any] = {"settings": list(self.settings)}
        found |= {f"vary.{axis.name}": list(map(_plain, axis.values)) for axis in self.axes}
        sections: dict[str, dict[str, Any]] = {
            "generate": {**generation.shaping(), "num_dialogues": generation.num_dialogues},
            "measure": shaping_of(self.measure),
        }
        if not any(axis.name in ("generate.tools", "generate.graph") for axis in self.axes):
            sections["generate"]["content of tools and graph"] = sources_digest(generation)
        if self.train is not None:
            sections["train"] = trainer.resolve(self.arms(trainer)[0].values)
        if asked_for(self.bench):
            contents = {
                key: path_digest(getattr(self.bench, key), f"bench.{key}")
                for key in ("bfcl", "apibank", "apibank_checkout", "toolalpaca")
            }
            sections["bench"] = {**shaping_of(self.bench), **contents}
        varied = {axis.name for axis in self.axes}
        for section, keys in sections.items():
            found |= {
                f"{section}.{key}": value for key, value in keys.items() if f"{section}.{key}" not in varied
            }
        return found


def read_ablation(
    source: str | Path | None,
    given: Mapping[str, Any],
    trainer: Trainer,
) -> Ablation:
    """Read an ablation: a file, then what is given apart, key by key within its sections.

    Args:
        source: A YAML file, or `ablation` for the one that comes with ToolFlow.
        given: `settings`, `out`, and for `generate`, `measure`, `train`, `bench` and `vary` keys and values.
        trainer: Knows the keys of training.

    Raises:
        ConfigError: If a file cannot be read, a key is unknown, or a value cannot be used.
    """
    values, where = read_yaml(source, PACKAGED) if source is not None else ({}, "configuration")
    check_keys(values, where, KEYS)
    for section in KEYS[1:-1]:
        found = values.get(section)
        if found is not None and not isinstance(found, Mapping):
            raise ConfigError(f"{where}: {section}: expected keys and values, got {shown(found)}")
    _check_permitted(values.get("generate") or {}, given.get("generate") or {}, where)
    merged = {
        section: {**(values.get(section) or {}), **(given.get(section) or {})} for section in KEYS[1:-1]
    }
    out = given.get("out") or values.get("out")
    if out is None:
        raise ConfigError("out is missing: name the ablation's folder, with --out FOLDER")
    try:
        settings = read.settings(given.get("settings") or values.get("settings") or list(SETTINGS))
    except ValueError as error:
        raise ConfigError(f"settings: expected {error}") from error
    trains = values.get("train") is not None or bool(given.get("train"))
    for section in ("generate", "train"):
        check_reserved(section, merged[section])  # type: ignore[arg-type]
    axes = read_axes(merged["vary"], FIELDS, trainer.keys)
    if not trains and (axis := next((each for each in axes if each.section == "train"), None)):
        raise ConfigError(f"vary: {axis.name}: nothing is trained; give --train model=MODEL")
    bench = make_section(Benching, merged["bench"], "bench")
    if merged["bench"] and not asked_for(bench):
        raise ConfigError(
            "bench: no benchmark is named; give --bench bfcl=PATH, apibank=PATH or toolalpaca=PATH"
        )
    if asked_for(bench) and not trains:
        raise ConfigError("bench: no model is trained that could be asked; give --train model=MODEL")
    measure = make_section(Measuring, merged["measure"], "measure")
    train = merged["train"] if trains else None
    ablation = Ablation(read.path(out), settings, axes, merged["generate"], train, measure, bench)
    ablation.runs()
    for arm in ablation.arms(trainer):
        trainer.resolve(arm.values)
    return ablation


def sources_digest(config: Config) -> str:
    """Return a digest of the tools and the graph that a run is to start from.

    Raises:
        ConfigError: If neither is given, or one cannot be read.
    """
    if config.tools is None and config.graph is None:
        raise ConfigError("generate.tools is missing: name a tool file, with --generate tools=FILE")
    return "+".join(filter(None, (path_digest(path, "generate") for path in (config.tools, config.graph))))


def _generation(given: Mapping[str, Any], label: str) -> Config:
    options = {key: "none" if value is None else value for key, value in given.items() if key != "config"}
    try:
        return load_config(given.get("config"), options)
    except ConfigError as error:
        place = together("generate", label, mark=", ")
        raise ConfigError(f"{place}: {str(error).removeprefix('options: ')}") from error


def _check_permitted(of_file: Mapping[str, Any], given: Mapping[str, Any], where: str) -> None:
    if of_file.get("execute") and "execute" not in given:
        raise ConfigError(
            f"{where}: generate.execute: it has tools executed, which acts on the world outside and which no "
            "file can permit; if that is what you want, add --generate execute=..."
        )


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
