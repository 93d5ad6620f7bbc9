# ruff: noqa: RUF009 - `_key` returns a dataclass field
"""The two sections of an ablation's configuration that are its own: what is measured, what is benchmarked."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar, get_args

from toolflow_dataset.errors import ConfigError
from toolflow_generation import config_values as read
from toolflow_generation.config import check_keys
from toolflow_generation.config_shown import plain_value, shown
from toolflow_generation.model_digest import file_digest, folder_digest

from ..bfcl.categories import Category, select_categories
from ..bfcl.questions import Half
from ..bfcl.run import Selection
from ..bfcl.scores import AGGREGATES, Aggregate
from ..measures import CoherenceChoice, JudgeChoice
from ..resampling import RESAMPLES
from ..toolalpaca.helpers import SIMULATOR
from ..toolalpaca.tasks import SETS

DEVICES = ("auto", "cpu", "cuda")
_Section = TypeVar("_Section", "Measuring", "Benching")


def _key(default: Any, parse: read.Parser, text: str, *, shaping: bool = True) -> Any:
    """Describe a key: its default, how a value is read, its help, and whether results depend on it."""
    return field(default=default, metadata={"parse": parse, "help": text, "shaping": shaping})


def _one_of(*names: str) -> read.Parser:
    """Make a reader of one of a few names."""

    def parse(value: Any) -> str:
        if value not in names:
            raise ValueError(f"one of {', '.join(names)}")
        return str(value)

    return parse


def _names(value: Any) -> tuple[str, ...]:
    """Read names as a list or separated by commas; a mapping gives NAME=VALUE."""
    if isinstance(value, Mapping):
        value = [f"{name}={one}" for name, one in value.items()]
    items = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not all(
        isinstance(item, str) and item.strip() for item in items
    ):
        raise ValueError("a list of names")
    return tuple(item.strip() for item in items)


def _categories(value: Any) -> tuple[str, ...]:
    """Read names of BFCL's categories and groups."""
    names = _names(value)
    try:
        select_categories(names)
    except ConfigError as error:
        raise ValueError(f"categories or groups of BFCL ({error})") from error
    return names


def _sets(value: Any) -> tuple[str, ...]:
    """Read names of ToolAlpaca's sets; they come in their own order."""
    names = _names(value)
    if not set(names) <= set(SETS):
        raise ValueError(f"of {' and '.join(SETS)}")
    return tuple(name for name in SETS if name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measuring:
    """What is measured of every data set. Values are checked when a `Measuring` is made."""

    coherence: bool = _key(True, read.flag, "Measure SS and EnR.")
    encoder: str | None = _key(
        None, read.optional(read.text), "Sentence encoder for SS; none is the bundled one."
    )
    nli: str | None = _key(
        None, read.optional(read.text), "NLI model for EnR; none is the one that comes along."
    )
    budget: int | None = _key(
        None,
        read.optional(read.integer(1)),
        "Tokens at which diversity is compared; none is 200,000 at most.",
    )
    seed: int = _key(0, read.integer(0), "Seed of samples and intervals.")
    resamples: int = _key(RESAMPLES, read.integer(20), "Resamples behind each interval.")
    judge_model: str | None = _key(
        None, read.optional(read.text), "Model that scores dialogues; none for no judge."
    )
    judge_base_url: str | None = _key(None, read.optional(read.text), "Its endpoint.", shaping=False)
    judge_sample: int = _key(200, read.integer(1), "Dialogues of each set that it scores.")
    judge_concurrency: int = _key(8, read.integer(1), "Requests to it in flight at most.", shaping=False)
    judge_timeout: float = _key(120.0, read.number(1), "Seconds an answer of it may take.", shaping=False)
    leakage: tuple[str, ...] = _key(
        (), _names, "Test sets to check for leaked tools: bfcl=PATH, apibank=PATH, toolalpaca=PATH, or files."
    )

    def __post_init__(self) -> None:
        _parse_fields(self)
        if self.judge_model is None and self.judge_base_url is not None:
            raise ConfigError("judge_base_url without judge_model; name the model that is to judge")

    @property
    def models(self) -> CoherenceChoice | None:
        """Return the models of coherence, if it is measured."""
        return CoherenceChoice(self.encoder, self.nli) if self.coherence else None

    @property
    def judge(self) -> JudgeChoice | None:
        """Return the judge, if there is one."""
        if self.judge_model is None:
            return None
        return JudgeChoice(
            self.judge_model,
            self.judge_base_url,
            self.judge_sample,
            self.judge_concurrency,
            self.judge_timeout,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Benching:
    """What models are asked before and after training. Values are checked when a `Benching` is made."""

    bfcl: Path | None = _key(None, read.optional(read.path), "Folder of BFCL's files, or bfcl-eval's wheel.")
    apibank: Path | None = _key(
        None, read.optional(read.path), "Folder of API-Bank's dialogues and documents; none is the checkout."
    )
    apibank_checkout: Path | None = _key(
        None, read.optional(read.path), "Folder api-bank of a checkout, whose code executes calls."
    )
    apibank_python: str | None = _key(
        None, read.optional(read.text), "Python that has what the checkout imports; none is this one."
    )
    toolalpaca: Path | None = _key(
        None, read.optional(read.path), "Folder with ToolAlpaca's eval_simulated.json and eval_real.json."
    )
    toolalpaca_sets: tuple[str, ...] = _key(("simulated",), _sets, "Of simulated and real.")
    toolalpaca_judge: str | None = _key(
        None,
        read.optional(read.text),
        "Model that judges its tasks; or rules, a stand-in for trying things out.",
    )
    toolalpaca_judge_base_url: str | None = _key(
        None, read.optional(read.text), "The judge's endpoint.", shaping=False
    )
    toolalpaca_tool_agent: str = _key(SIMULATOR, read.text, "Model that plays its APIs; or simulator.")
    toolalpaca_tool_base_url: str | None = _key(None, read.optional(read.text), "The tool agent's endpoint.")
    toolalpaca_concurrency: int = _key(
        16, read.integer(1), "Requests to both in flight at most.", shaping=False
    )
    toolalpaca_timeout: float = _key(
        300.0, read.number(1), "Seconds an answer of them may take.", shaping=False
    )
    categories: tuple[str, ...] = _key(("ast",), _categories, "Categories and groups of BFCL.")
    sample: int | None = _key(
        None,
        read.optional(read.integer(1)),
        "Questions of each category (BFCL), level (API-Bank) or set (ToolAlpaca) at most.",
    )
    seed: int = _key(0, read.integer(0), "Of the sample, and of the APIs that are played.")
    half: Half | None = _key(
        None,
        read.optional(_one_of(*get_args(Half))),
        "Only this half of each of BFCL's categories: develop or evaluate.",
    )
    aggregate: Aggregate = _key(
        "v4", _one_of(*AGGREGATES), "How categories add up: v4, or paper as in Table 4."
    )
    device: str = _key("auto", _one_of(*DEVICES), "Where models run: auto, cpu or cuda.", shaping=False)
    batch_size: int = _key(8, read.integer(1), "Prompts at once.", shaping=False)
    max_tokens: int = _key(1024, read.integer(1), "Tokens of an answer at most.")

    def __post_init__(self) -> None:
        _parse_fields(self)
        if self.apibank_python is not None and self.apibank_checkout is None:
            raise ConfigError("apibank_python without apibank_checkout, whose code it would run; give both")
        if self.toolalpaca is not None and self.toolalpaca_judge is None:
            raise ConfigError(
                "toolalpaca without toolalpaca_judge; name the model that is to judge, or rules"
            )
        for item in fields(self):
            given = getattr(self, item.name) != item.default
            if item.name.startswith("toolalpaca_") and given and self.toolalpaca is None:
                raise ConfigError(f"{item.name} without toolalpaca, the folder of its sets; give both")

    @property
    def selection(self) -> Selection:
        """Return which of BFCL's questions are asked."""
        found: tuple[Category, ...] = select_categories(self.categories)
        return Selection(found, self.half, self.sample, self.seed)


def _parse_fields(section: Measuring | Benching) -> None:
    for item in fields(section):
        given = getattr(section, item.name)
        try:
            object.__setattr__(section, item.name, item.metadata["parse"](given))
        except ValueError as error:
            raise ConfigError(f"{item.name}: got {shown(given)}, expected {error}") from error


def make_section(kind: type[_Section], values: Mapping[str, Any], where: str) -> _Section:
    """Make a section of keys and values.

    Raises:
        ConfigError: If a key is unknown or a value cannot be used.
    """
    check_keys(values, where, {item.name: item for item in fields(kind)})
    try:
        return kind(**values)
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from error


def shaping_of(section: Measuring | Benching) -> dict[str, Any]:
    """Return the keys that results depend on, in YAML's form."""
    return {
        item.name: plain_value(getattr(section, item.name))
        for item in fields(section)
        if item.metadata["shaping"]
    }


def section_help(kind: type[Measuring] | type[Benching]) -> dict[str, str]:
    """Return every key's help with its default."""
    texts = {}
    for item in dataclasses.fields(kind):
        plain = plain_value(item.default)
        if isinstance(plain, list):
            plain = ",".join(plain) or None
        suffix = (
            ""
            if plain is None
            else f"  [default: {str(plain).lower() if isinstance(plain, bool) else plain}]"
        )
        texts[item.name] = item.metadata["help"] + suffix
    return texts


def path_digest(path: Path | None, key: str) -> str | None:
    """Return 16 hex digits of a file's or a folder's content; None of none.

    Raises:
        ConfigError: If there is no such file or folder.
    """
    if path is None:
        return None
    if not path.exists():
        raise ConfigError(f"{key}: no such file or folder: {path}")
    return (folder_digest(path) if path.is_dir() else file_digest(path))[:16]
