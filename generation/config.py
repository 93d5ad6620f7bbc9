"""The one configuration of a run: every key is a YAML key, an option of `toolflow generate` and a field here.

Values are layered: the defaults below (which `configs/default.yaml` spells out), then a file, then options.
What a dialogue depends on has a digest; where a run is kept and how fast it goes has no part in it.
"""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.types import Setting

from . import config_values as read
from .config_values import STYLES, ModelChoice
from .prices import Price, prices

PACKAGED = ("default", "paper")
_SHARES = {"parallel": 0.25, "sequential": 0.3, "chitchat": 0.2}
_TEMPERATURES: dict[str, float | None] = {"planner": 1.0, "user": 1.0, "assistant": 0.3, "tool": 0.7}


def _key(parse: read.Parser, text: str, *, shaping: bool = True) -> dict[str, Any]:
    """Describe a key: how its value is read, its help, and whether a dialogue depends on it."""
    return {"parse": parse, "help": text, "shaping": shaping}


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How dialogues are made, and where they go. Values are normalised and checked when a `Config` is made.

    Raises:
        ConfigError: If a value cannot be used; names the key, the value and what is expected.
    """

    tools: Path | None = field(
        default=None,
        metadata=_key(
            read.optional(read.path), "Tool file, as `toolflow tools import` writes it.", shaping=False
        ),
    )
    graph: Path | None = field(
        default=None,
        metadata=_key(
            read.optional(read.path),
            "Tool graph, as `toolflow graph build` writes it; without one it is built and kept in the run.",
            shaping=False,
        ),
    )
    out: Path | None = field(
        default=None, metadata=_key(read.optional(read.path), "Run folder to make.", shaping=False)
    )
    num_dialogues: int = field(
        default=300, metadata=_key(read.integer(1), "Dialogues for each setting.", shaping=False)
    )
    seed: int = field(default=0, metadata=_key(read.integer(0), "Seed of everything random."))
    setting: tuple[Setting, ...] = field(
        default=("graph+plan",),
        metadata=_key(read.settings, "Comma list of graph+plan, graph, plan, none; or all.", shaping=False),
    )
    model: tuple[ModelChoice, ...] = field(
        default=(ModelChoice("simulator"),),
        metadata=_key(
            read.models,
            "Model, or a weighted list drawn from for each dialogue and role: NAME*WEIGHT,NAME*WEIGHT.",
        ),
    )
    models: dict[str, tuple[ModelChoice, ...]] = field(
        default_factory=dict,
        metadata=_key(
            read.role_models,
            "Models of single roles: ROLE=NAME*WEIGHT,NAME; may be repeated. "
            f"The roles are {', '.join(read.ROLES)}.",
        ),
    )
    base_url: str | None = field(
        default=None,
        metadata=_key(
            read.optional(read.address),
            "Endpoint of models that name none of their own; without it OPENAI_BASE_URL counts.",
            shaping=False,
        ),
    )
    resume: bool = field(
        default=False, metadata=_key(read.flag, "Go on with the run in the out folder.", shaping=False)
    )
    overwrite: bool = field(
        default=False, metadata=_key(read.flag, "Replace the run in the out folder.", shaping=False)
    )
    threshold: float = field(
        default=0.82, metadata=_key(read.number(0, 1), "Cosine above which two tools are tied.")
    )
    encoder: str = field(
        default="all-MiniLM-L6-v2",
        metadata=_key(read.text, "Sentence encoder of the tool graph: name, id or folder."),
    )
    max_document_frequency: float | None = field(
        default=0.02,
        metadata=_key(
            read.optional(read.number(0, 1)),
            "Share of tools above which a string is boilerplate and makes no edge; none keeps all.",
        ),
    )
    tools_per_dialogue: tuple[int, ...] = field(
        default=(3, 4, 5, 6), metadata=_key(read.sizes, "Sizes of tool subset to draw from.")
    )
    min_tools: int = field(
        default=2, metadata=_key(read.integer(1), "Fewest tools of a subset from a small graph component.")
    )
    plan_length: tuple[int, ...] = field(
        default=(3, 4, 5),
        metadata=_key(read.sizes, "Numbers of plan steps to draw from; of rounds where there is no plan."),
    )
    styles: dict[str, str] = field(
        default_factory=lambda: dict(STYLES),
        metadata=_key(read.styles, "User styles to draw from: names, or in YAML names with descriptions."),
    )
    shares: dict[str, float] = field(
        default_factory=lambda: dict(_SHARES),
        metadata=_key(
            read.shares,
            "Wished shares of parallel and sequential tool rounds and of chitchat: NAME=SHARE,NAME=SHARE.",
        ),
    )
    clarify_rate: float = field(
        default=0.1,
        metadata=_key(read.number(0, 1), "Chance that a tool request leaves out a required value."),
    )
    error_rate: float = field(
        default=0.05, metadata=_key(read.number(0, 1), "Chance that a tool call returns an error.")
    )
    persona_rate: float = field(
        default=0.4, metadata=_key(read.number(0, 1), "Chance that the system message says who the user is.")
    )
    max_messages: int = field(
        default=40,
        metadata=_key(read.integer(4), "Messages after which a dialogue is dropped as incomplete."),
    )
    temperature: dict[str, float | None] = field(
        default_factory=lambda: dict(_TEMPERATURES),
        metadata=_key(
            read.temperatures,
            "Sampling temperature, NUMBER or ROLE=NUMBER,ROLE=NUMBER; none leaves it to the endpoint.",
        ),
    )
    max_reply_tokens: int | None = field(
        default=None, metadata=_key(read.optional(read.integer(1)), "Most tokens of one model reply.")
    )
    max_attempts: int = field(
        default=3,
        metadata=_key(read.integer(1), "Times a model may answer one question before the dialogue fails."),
    )
    concurrency: int = field(
        default=32, metadata=_key(read.integer(1), "Dialogues under way at once.", shaping=False)
    )
    timeout: float = field(
        default=300.0, metadata=_key(read.number(0.001), "Seconds to wait for one reply.", shaping=False)
    )
    prices: dict[str, Price] = field(
        default_factory=dict,
        metadata=_key(
            prices,
            "What models cost for a million tokens read and written: MODEL=INPUT/OUTPUT,MODEL=INPUT/OUTPUT.",
            shaping=False,
        ),
    )
    max_requests: int | None = field(
        default=None,
        metadata=_key(
            read.optional(read.integer(1)),
            "Requests after which the run stops, to be resumed.",
            shaping=False,
        ),
    )
    max_tokens: int | None = field(
        default=None,
        metadata=_key(
            read.optional(read.integer(1)),
            "Tokens, read and written, after which the run stops, to be resumed.",
            shaping=False,
        ),
    )
    max_cost: float | None = field(
        default=None,
        metadata=_key(
            read.optional(read.number(0)),
            "Cost by the price table after which the run stops, to be resumed.",
            shaping=False,
        ),
    )

    def __post_init__(self) -> None:
        for item in fields(self):
            given = getattr(self, item.name)
            try:
                parsed = item.metadata["parse"](given)
            except read.SecretError as error:
                raise ConfigError(f"{item.name}: expected {error}") from None
            except ValueError as error:
                raise ConfigError(f"{item.name}: got {_shown(given)}, expected {error}") from error
            object.__setattr__(self, item.name, parsed)
        if self.resume and self.overwrite:
            raise ConfigError("resume and overwrite exclude each other: a run is continued or replaced")
        object.__setattr__(self, "shares", {**_SHARES, **self.shares})
        object.__setattr__(self, "temperature", {**_TEMPERATURES, **self.temperature})

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any], where: str = "configuration") -> Config:
        """Make a configuration of keys and values, in the forms YAML and options give.

        Raises:
            ConfigError: If a key is unknown or a value cannot be used.
        """
        check_keys(values, where)
        try:
            return cls(**values)
        except ConfigError as error:
            raise ConfigError(f"{where}: {error}") from error

    def choices(self, role: str) -> tuple[ModelChoice, ...]:
        """Return the models that a role is drawn from, each with its endpoint where one is given."""
        chosen = self.models.get(role, self.model)
        return tuple(
            choice if choice.base_url else dataclasses.replace(choice, base_url=self.base_url)
            for choice in chosen
        )

    def to_plain(self) -> dict[str, Any]:
        """Return every key with its value in the form YAML takes, without `resume` and `overwrite`."""
        plain = {item.name: _plain(getattr(self, item.name)) for item in fields(self)}
        del plain["resume"], plain["overwrite"]
        return plain

    def shaping(self) -> dict[str, Any]:
        """Return the keys that a dialogue depends on, in YAML's form and without addresses of endpoints."""
        plain = self.to_plain()
        shaping = {name: plain[name] for name, item in _FIELDS.items() if item.metadata["shaping"]}
        for choice in [
            *shaping["model"],
            *(one for choices in shaping["models"].values() for one in choices),
        ]:
            choice.pop("base_url", None)
        return shaping

    def digest(self, tools_digest: str, graph_digest: str | None = None) -> str:
        """Return 16 hex digits over what a dialogue depends on: the keys of `shaping`, tools and graph."""
        content = {"config": self.shaping(), "tools": tools_digest, "graph": graph_digest}
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


_FIELDS: dict[str, dataclasses.Field[Any]] = {item.name: item for item in fields(Config)}


def check_keys(values: Mapping[str, Any], where: str) -> None:
    """Refuse keys that do not exist, naming the nearest one that does.

    Raises:
        ConfigError: If there is such a key.
    """
    for name in values:
        if name not in _FIELDS:
            near = difflib.get_close_matches(str(name), _FIELDS, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(_FIELDS)}"
            raise ConfigError(f"{where}: unknown key {name!r}; {hint}")


def load_config(source: str | Path | None = None, options: Mapping[str, Any] | None = None) -> Config:
    """Read a configuration: the defaults, then a file, then options.

    Args:
        source: A YAML file, or `default` or `paper` for the ones that come with ToolFlow.
        options: Keys given apart, such as on the command line; None values count as not given.

    Raises:
        ConfigError: If the file cannot be read, a key is unknown, or a value cannot be used.
    """
    values, where = read_config_file(source) if source is not None else ({}, "configuration")
    of_file = Config.from_mapping(values, where)  # a mistake in the file is reported as the file's
    given = {name: value for name, value in (options or {}).items() if value is not None}
    if not given:
        return of_file
    of_options = Config.from_mapping(given, "options")
    merged = {name: getattr(of_options, name) for name in given}
    for name in ("models", "shares", "temperature"):  # naming one role leaves the others alone
        if name in given:
            named = _FIELDS[name].metadata["parse"](given[name])
            merged[name] = {**getattr(of_file, name), **named}
    return Config.from_mapping({**values, **merged}, "options")


def read_config_file(source: str | Path) -> tuple[dict[str, Any], str]:
    """Return a file's keys as they stand, and how to name the file in messages.

    Raises:
        ConfigError: If it cannot be read or is no mapping of known keys.
    """
    path = Path(source)
    where = str(path)
    try:
        if str(source) in PACKAGED and not path.exists():
            where = f"configs/{source}.yaml"
            content = resources.files("toolflow_configs").joinpath(f"{source}.yaml").read_text("utf-8")
        else:
            content = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{where}: cannot be read ({error}); give a YAML file, or one of {', '.join(PACKAGED)}"
        ) from error
    try:
        values = yaml.safe_load(content)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise ConfigError(
            f"{where}{line}: not valid YAML: {getattr(error, 'problem', None) or error}"
        ) from error
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise ConfigError(f"{where}: expected keys and values, got {_shown(values)}")
    check_keys(values, where)
    return values, where


def option_help() -> dict[str, str]:
    """Return every key's help with its default, in the order of the fields."""
    shown = {}
    defaults = Config()
    for name, item in _FIELDS.items():
        plain = _plain(getattr(defaults, name))
        suffix = "" if plain is None or plain is False or plain == {} else f"  [default: {_brief(plain)}]"
        shown[name] = item.metadata["help"] + suffix
    return shown


def _plain(value: Any) -> Any:
    if isinstance(value, ModelChoice | Price):
        return value.to_plain()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _brief(plain: Any) -> str:
    if isinstance(plain, dict):
        numeric = all(isinstance(value, float) for value in plain.values())
        return ",".join(f"{name}={value:g}" for name, value in plain.items()) if numeric else ",".join(plain)
    if isinstance(plain, list):
        return ",".join(str(item["model"]) if isinstance(item, dict) else str(item) for item in plain)
    return str(plain)


def _shown(value: Any) -> str:
    text = re.sub(r"//[^/\s'\"]*@", "//[hidden]@", repr(_plain(value)))
    return text if len(text) <= 100 else f"{text[:97]}..."
