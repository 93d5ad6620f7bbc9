# ruff: noqa: RUF009 - `_key` returns a dataclass field
"""The configuration of a training: every key is a YAML key, a `toolflow train` option and a field here."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from toolflow_dataset.errors import ConfigError
from toolflow_generation import config_values as read
from toolflow_generation.config import check_keys
from toolflow_generation.config_files import read_yaml
from toolflow_generation.config_shown import plain_value, shown

PACKAGED = ("paper_sft",)
METHODS = ("lora", "full")
SCHEDULERS = ("cosine", "linear", "constant")
DEVICES = ("auto", "cpu", "cuda")
PRECISIONS = ("auto", "float32", "bf16")
CHECKPOINTING = ("auto", "always", "never")
BATCHING = ("by-length", "shuffled")
_RATES = {"lora": 2e-4, "full": 2e-5}
_ALL_LINEAR = "all-linear"


def _one_of(*names: str) -> read.Parser:
    """Make a reader of one of a few names."""

    def parse(value: Any) -> str:
        if value not in names:
            raise ValueError(f"one of {', '.join(names)}")
        return str(value)

    return parse


def _names(value: Any) -> tuple[str, ...]:
    """Read a name or a list of names."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) and item for item in items):
        raise ValueError("a name or a list of names")
    return tuple(items)


def _configuration(value: Any) -> str | None:
    """Read the name of a configuration; `none` is one, so only null stands for nothing."""
    return None if value is None else read.text(value)


def _seed(value: Any) -> int:
    """Read what numpy takes as a seed."""
    number: int = read.integer(0)(value)
    if number >= 2**32:
        raise ValueError("a whole number of at least 0, below 4,294,967,296")
    return number


def _modules(value: Any) -> str | tuple[str, ...]:
    """Read `all-linear`, or module names as a list or separated by commas."""
    if value == _ALL_LINEAR:
        return _ALL_LINEAR
    items = value.split(",") if isinstance(value, str) else value
    expected = f"{_ALL_LINEAR}, or names of modules such as q_proj,v_proj"
    try:
        named = _names([item.strip() for item in items])
    except (AttributeError, TypeError, ValueError) as error:
        raise ValueError(expected) from error
    if not named:
        raise ValueError(expected)
    return named


def _above(parse: Callable[[Any], float]) -> read.Parser:
    """Make a reader of numbers above zero."""

    def parse_above(value: Any) -> float:
        try:
            number = parse(value)
        except ValueError:
            number = 0.0
        if number <= 0:
            raise ValueError("a number above 0")
        return number

    return parse_above


_POSITIVE = _above(read.number(0))


def _key(default: Any, parse: read.Parser, text: str, *, shaping: bool = True) -> Any:
    """Describe a key: its default, how a value is read, its help, and whether the weights depend on it."""
    return field(default=default, metadata={"parse": parse, "help": text, "shaping": shaping})


@dataclass(frozen=True, slots=True, kw_only=True)
class SftConfig:
    """What is trained on what, how, and where it goes. Values are checked when a `SftConfig` is made.

    Raises:
        ConfigError: If a value cannot be used; names the key, the value and what is expected.
    """

    data: tuple[str, ...] = _key(
        (), _names, "Data sets: run folders, dataset folders, files or Hub ids, each DATASET[:CONFIG]."
    )
    setting: str | None = _key(
        None,
        _configuration,
        "Of runs and exported sets: graph+plan, graph, plan, none, another configuration's name, or all.",
    )
    split: str = _key("train", read.text, "Split of folders and Hub datasets.")
    num_dialogues: int | None = _key(
        None, read.optional(read.integer(1)), "Dialogues to draw from the data, by the seed; none takes all."
    )
    skip_unreadable: bool = _key(False, read.flag, "Count dialogues that cannot be read, and go on.")
    model: str | None = _key(
        None, read.optional(read.text), "Model to train: a folder, a Hub id, or gguf:FILE."
    )
    revision: str | None = _key(
        None, read.optional(read.text), "Branch, tag or commit of a model on the Hub."
    )
    out: Path | None = _key(None, read.optional(read.path), "Folder to make.", shaping=False)
    resume: bool = _key(False, read.flag, "Go on with the training in the out folder.", shaping=False)
    overwrite: bool = _key(False, read.flag, "Replace the training in the out folder.", shaping=False)
    template: str = _key(
        "auto",
        read.text,
        "Chat template: auto, llama-3.1, hermes, own (the model's), or a Jinja file.",
    )
    single_call: bool = _key(
        False, read.flag, "Split turns of several calls, for templates that take one call a turn."
    )
    max_length: int = _key(
        4096, read.integer(8), "Most tokens of a sequence; longer dialogues lose rounds at their end."
    )
    method: Literal["lora", "full"] = _key(
        "lora", _one_of(*METHODS), "What is trained: lora (adapters) or full (all weights)."
    )
    lora_rank: int = _key(16, read.integer(1), "Rank of the adapters.")
    lora_alpha: int = _key(32, read.integer(1), "Scale of the adapters, divided by their rank.")
    lora_dropout: float = _key(0.0, read.number(0, 0.99), "Dropout before the adapters.")
    lora_targets: str | tuple[str, ...] = _key(
        _ALL_LINEAR, _modules, "Layers with adapters: all-linear, or names of modules: q_proj,v_proj."
    )
    merge: bool = _key(
        False, read.flag, "Save the whole model with the adapters merged in, not only them.", shaping=False
    )
    learning_rate: float | None = _key(
        None, read.optional(_POSITIVE), "Highest learning rate; none is 2e-4 for lora, 2e-5 for full."
    )
    scheduler: str = _key(
        "cosine", _one_of(*SCHEDULERS), "Learning rate after warming up: cosine, linear, constant."
    )
    warmup: float = _key(0.03, read.number(0, 1), "Share of the steps in which the learning rate rises.")
    weight_decay: float = _key(0.0, read.number(0), "Weight decay of AdamW.")
    max_grad_norm: float = _key(1.0, _POSITIVE, "Norm to which gradients are clipped.")
    epochs: float = _key(1.0, _POSITIVE, "Times every dialogue is seen; parts of one are possible.")
    max_steps: int | None = _key(
        None, read.optional(read.integer(1)), "Steps after which training ends, whatever `epochs` says."
    )
    batch_size: int = _key(4, read.integer(1), "Dialogues that go through the model at once.")
    accumulate: int = _key(4, read.integer(1), "Batches that make one step.")
    batching: str = _key(
        "by-length",
        _one_of(*BATCHING),
        "Batches of about equally long dialogues (by-length), which pads less, or shuffled ones.",
    )
    seed: int = _key(0, _seed, "Seed of everything random.")
    device: str = _key("auto", _one_of(*DEVICES), "Where to train: auto, cpu or cuda.", shaping=False)
    precision: str = _key(
        "auto",
        _one_of(*PRECISIONS),
        "Arithmetic: bf16 (mixed), float32, or auto, which is bf16 on a GPU that has it.",
    )
    gradient_checkpointing: str = _key(
        "auto",
        _one_of(*CHECKPOINTING),
        "Compute activations twice to save memory: always, never, or auto, which is on a GPU.",
        shaping=False,
    )
    save_every: int = _key(50, read.integer(1), "Steps between checkpoints.", shaping=False)
    keep_checkpoints: int = _key(2, read.integer(1), "Checkpoints kept, the newest.", shaping=False)
    log_every: int = _key(10, read.integer(1), "Steps between lines of the log.", shaping=False)

    def __post_init__(self) -> None:
        for item in fields(self):
            given = getattr(self, item.name)
            try:
                object.__setattr__(self, item.name, item.metadata["parse"](given))
            except ValueError as error:
                raise ConfigError(f"{item.name}: got {shown(given)}, expected {error}") from error
        if self.resume and self.overwrite:
            raise ConfigError("resume and overwrite exclude each other: a training is continued or replaced")
        if self.method == "full" and self.merge:
            raise ConfigError("merge: there are no adapters to merge with method full; leave it out")

    @property
    def rate(self) -> float:
        """Return the highest learning rate."""
        return _RATES[self.method] if self.learning_rate is None else self.learning_rate

    def to_plain(self) -> dict[str, Any]:
        """Return every key with its value in the form YAML takes, without `resume` and `overwrite`."""
        plain = {item.name: plain_value(getattr(self, item.name)) for item in fields(self)}
        del plain["resume"], plain["overwrite"]
        return plain

    def shaping(self) -> dict[str, Any]:
        """Return the keys that the trained weights depend on, in YAML's form."""
        plain = self.to_plain()
        return {name: plain[name] for name, item in FIELDS.items() if item.metadata["shaping"]}


FIELDS: dict[str, dataclasses.Field[Any]] = {item.name: item for item in fields(SftConfig)}


def load_sft_config(source: str | Path | None = None, options: Mapping[str, Any] | None = None) -> SftConfig:
    """Read a configuration: the defaults, then a file, then options.

    Args:
        source: A YAML file, or `paper_sft` for the one that comes with ToolFlow.
        options: Keys given apart, such as on the command line; None values count as not given.

    Raises:
        ConfigError: If the file cannot be read, a key is unknown, or a value cannot be used.
    """
    values, where = read_yaml(source, PACKAGED) if source is not None else ({}, "configuration")
    given = {name: value for name, value in (options or {}).items() if value is not None}
    _made(values, where)  # a mistake in the file is reported as the file's
    return _made({**values, **given}, "options")


def _made(values: Mapping[str, Any], where: str) -> SftConfig:
    check_keys(values, where, FIELDS)
    try:
        return SftConfig(**values)
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from error


def option_help() -> dict[str, str]:
    """Return every key's help with its default, in the order of the fields."""
    texts = {}
    for name, item in FIELDS.items():
        plain = plain_value(item.default)
        suffix = "" if plain is None or plain is False or plain == [] else f"  [default: {plain}]"
        texts[name] = item.metadata["help"] + suffix
    return texts
