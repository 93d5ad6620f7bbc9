"""What is varied: axes of keys and values, their product as points, and names for both."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from toolflow_dataset.errors import ConfigError
from toolflow_generation.config import check_keys

Section = Literal["generate", "train"]
_PLAIN = re.compile(r"[\w.+-]+", re.ASCII)
_LONGEST = 40
# keys that an ablation sets itself, and what to give in their place
RESERVED: dict[Section, dict[str, str]] = {
    "generate": {
        "setting": "give settings",
        "out": "runs are kept in the ablation's own folder",
        "resume": "an ablation always goes on",
        "overwrite": "give another out",
    },
    "train": {
        "data": "each data set of the ablation is trained on",
        "setting": "give settings",
        "split": "each data set of the ablation is trained on whole",
        "out": "models are kept in the ablation's own folder",
        "resume": "an ablation always goes on",
        "overwrite": "give another out",
    },
}


@dataclass(frozen=True, slots=True)
class Axis:
    """One key with the values that it takes.

    Args:
        section: Whose key it is.
        key: The key.
        values: At least one, all different.
    """

    section: Section
    key: str
    values: tuple[Any, ...]

    @property
    def name(self) -> str:
        """Return the key with its section."""
        return f"{self.section}.{self.key}"


@dataclass(frozen=True, slots=True)
class Point:
    """One value for each axis of a section.

    Args:
        values: By key.
        label: As tables name it; empty without axes.
        slug: As folders are named; empty without axes.
    """

    values: Mapping[str, Any]
    label: str = ""
    slug: str = ""


def read_axes(
    vary: Mapping[str, Any], generation: Collection[str], training: Collection[str]
) -> tuple[Axis, ...]:
    """Read what is to be varied.

    Args:
        vary: Values by key, as a list, or as text divided by commas (by semicolons where there are any). A
            key is one of generation or training, `generate.KEY` or `train.KEY` where both have it.
        generation: Keys of generation.
        training: Keys of training.

    Raises:
        ConfigError: If a key is unknown, ambiguous, or set by the ablation itself, or has no values.
    """
    axes = tuple(_axis(name, given, generation, training) for name, given in vary.items())
    for one, other in itertools.combinations(axes, 2):
        if one.name == other.name:
            raise ConfigError(f"vary: {one.name} is given twice; give its values together")
    return axes


def points(axes: Iterable[Axis], section: Section) -> list[Point]:
    """Return the points of a section: the product of its axes, the first axis slowest; one without axes."""
    own = [axis for axis in axes if axis.section == section]
    found = []
    for chosen in itertools.product(*(axis.values for axis in own)):
        values = {axis.key: value for axis, value in zip(own, chosen, strict=True)}
        named = [(axis.key, _label(value, axis.values)) for axis, value in zip(own, chosen, strict=True)]
        label = ", ".join(f"{key}={name}" for key, name in named)
        slug = "_".join(f"{key}-{_slug(value)}" for key, value in values.items())
        found.append(Point(values, label, slug))
    return found


def together(*parts: str, mark: str) -> str:
    """Return the parts that are not empty, with a mark between them."""
    return mark.join(part for part in parts if part)


def check_reserved(section: Section, values: Mapping[str, Any]) -> None:
    """Refuse keys that an ablation sets itself.

    Raises:
        ConfigError: If one of them is given.
    """
    for key, instead in RESERVED[section].items():
        if key in values:
            raise ConfigError(f"{section}.{key}: the ablation sets it; {instead}")


def _axis(name: str, given: Any, generation: Collection[str], training: Collection[str]) -> Axis:
    head, dot, key = name.partition(".")
    section: Section
    if dot:
        if head not in RESERVED:
            raise ConfigError(f"vary: {name}: expected KEY, generate.KEY or train.KEY")
        section = "train" if head == "train" else "generate"
        check_keys({key: given}, f"vary: {name}", training if section == "train" else generation)
    else:
        key = name
        check_keys({key: given}, "vary", [*generation, *training])
        if key in generation and key in training and not all(key in each for each in RESERVED.values()):
            raise ConfigError(
                f"vary: {key} is a key of generation and of training; say generate.{key} or train.{key}"
            )
        section = "generate" if key in generation else "train"
    check_reserved(section, {key: given})
    return Axis(section, key, _values(name, given))


def _values(name: str, given: Any) -> tuple[Any, ...]:
    if isinstance(given, str):
        given = [part.strip() for part in given.split(";" if ";" in given else ",")]
    if not isinstance(given, list | tuple) or not given or any(value in ("", []) for value in given):
        raise ConfigError(f"vary: {name}: got {given!r:.100}, expected values, such as A,B")
    texts = list(map(str, given))
    if twice := next((text for text in texts if texts.count(text) > 1), None):
        raise ConfigError(f"vary: {name}: {twice!r} is given twice")
    return tuple(given)


def _label(value: Any, among: Sequence[Any]) -> str:
    """Return how tables name a value: a path by its last part, where that tells it from the others."""
    short = _short(value)
    return short if sum(_short(other) == short for other in among) == 1 else str(value)


def _short(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ",".join(map(_short, value))
    if isinstance(value, Mapping):
        return ",".join(f"{key}={_short(one)}" for key, one in value.items())
    text = str(value)
    path = text.rpartition(":")[2]
    return Path(path).name if Path(path).is_absolute() or Path(path).exists() else text


def _slug(value: Any) -> str:
    """Return a value as part of a folder's name; what cannot stand there as it is gets a digest."""
    text = str(value)
    if _PLAIN.fullmatch(text) and len(text) <= _LONGEST:
        return text
    plain = re.sub(r"[^\w.+-]+", "-", _short(value), flags=re.ASCII).strip("-")[:_LONGEST]
    return f"{plain}-{hashlib.sha256(text.encode()).hexdigest()[:6]}".lstrip("-")
