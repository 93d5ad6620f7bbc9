# ruff: noqa: RUF009 - `_key` returns a dataclass field
"""The one configuration of a run: every key is a YAML key, an option of `toolflow generate` and a field here.

The defaults below are what `configs/default.yaml` spells out; `config_files` reads files and options. What a
dialogue depends on has a digest; where a run is kept and how fast it goes has no part in it.
"""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.types import Setting

from . import config_models as reach
from . import config_values as read
from .config_models import ModelChoice
from .config_shown import plain_value, shown
from .config_values import STYLES
from .endpoint_extras import read_headers, read_query
from .executors.rules import ExecutorRule, Kind
from .executors.rules import kinds as read_kinds
from .executors.rules import rules as read_rules
from .keys import KEY_VARIABLE
from .prices import Price, prices

_SHARES = {"parallel": 0.25, "sequential": 0.3, "chitchat": 0.2}
_TEMPERATURES: dict[str, float | None] = {"planner": 1.0, "user": 1.0, "assistant": 0.3, "tool": 0.7}


def _key(default: Any, parse: read.Parser, text: str, *, shaping: bool = True) -> Any:
    """Describe a key: its default, how a value is read, its help, and whether a dialogue depends on it."""
    metadata = {"parse": parse, "help": text, "shaping": shaping}
    if isinstance(default, dict):
        return field(default_factory=default.copy, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How dialogues are made, and where they go. Values are normalised and checked when a `Config` is made.

    Raises:
        ConfigError: If a value cannot be used; names the key, the value and what is expected.
    """

    tools: Path | None = _key(
        None,
        read.optional(read.path),
        "Tool file, as `toolflow tools import` writes it.",
        shaping=False,
    )
    graph: Path | None = _key(
        None,
        read.optional(read.path),
        "Tool graph, as `toolflow graph build` writes it; without one it is built and kept in the run.",
        shaping=False,
    )
    out: Path | None = _key(None, read.optional(read.path), "Run folder to make.", shaping=False)
    num_dialogues: int = _key(300, read.integer(1), "Dialogues for each setting.", shaping=False)
    seed: int = _key(0, read.integer(0), "Seed of everything random.")
    setting: tuple[Setting, ...] = _key(
        ("graph+plan",),
        read.settings,
        "Comma list of graph+plan, graph, plan, none; or all.",
        shaping=False,
    )
    model: tuple[ModelChoice, ...] = _key(
        (ModelChoice("simulator"),),
        reach.models,
        "Model, or a weighted list drawn from for each dialogue and role: NAME*WEIGHT,NAME*WEIGHT.",
    )
    models: dict[str, tuple[ModelChoice, ...]] = _key(
        {},
        reach.role_models,
        "Models of single roles: ROLE=NAME*WEIGHT,NAME; may be repeated. "
        f"The roles are {', '.join(read.ROLES)}.",
    )
    base_url: str | None = _key(
        None,
        read.optional(reach.address),
        "Endpoint of models that name none of their own; without it OPENAI_BASE_URL counts.",
        shaping=False,
    )
    api_key_env: str = _key(
        KEY_VARIABLE,
        reach.variable,
        "Environment variable that holds the key of models that name none of their own.",
        shaping=False,
    )
    extra_headers: dict[str, str] = _key(
        {},
        read_headers,
        "Headers sent to that endpoint besides our own: NAME=VALUE,NAME=VALUE; a value may hold ${VARIABLE}s "
        "of the environment.",
        shaping=False,
    )
    extra_query: dict[str, str] = _key(
        {}, read_query, "The same for query parameters: NAME=VALUE,NAME=VALUE.", shaping=False
    )
    resume: bool = _key(False, read.flag, "Go on with the run in the out folder.", shaping=False)
    overwrite: bool = _key(False, read.flag, "Replace the run in the out folder.", shaping=False)
    threshold: float = _key(0.82, read.number(0, 1), "Cosine above which two tools are tied.")
    encoder: str = _key(
        "all-MiniLM-L6-v2", read.text, "Sentence encoder of the tool graph: name, id or folder."
    )
    max_document_frequency: float | None = _key(
        0.02,
        read.optional(read.number(0, 1)),
        "Share of tools above which a string is boilerplate and makes no edge; none keeps all.",
    )
    tools_per_dialogue: tuple[int, ...] = _key((3, 4, 5, 6), read.sizes, "Sizes of tool subset to draw from.")
    min_tools: int = _key(2, read.integer(1), "Fewest tools of a subset from a small graph component.")
    plan_length: tuple[int, ...] = _key(
        (3, 4, 5), read.sizes, "Numbers of plan steps to draw from; of rounds where there is no plan."
    )
    styles: dict[str, str] = _key(
        STYLES, read.styles, "User styles to draw from: names, or in YAML names with descriptions."
    )
    shares: dict[str, float] = _key(
        _SHARES,
        read.shares,
        "Wished shares of parallel and sequential tool rounds and of chitchat: NAME=SHARE,NAME=SHARE.",
    )
    clarify_rate: float = _key(
        0.1, read.number(0, 1), "Chance that a tool request leaves out a required value."
    )
    error_rate: float = _key(0.05, read.number(0, 1), "Chance that a tool call returns an error.")
    persona_rate: float = _key(0.4, read.number(0, 1), "Chance that the system message says who the user is.")
    max_messages: int = _key(40, read.integer(4), "Messages after which a dialogue is dropped as incomplete.")
    temperature: dict[str, float | None] = _key(
        _TEMPERATURES,
        read.temperatures,
        "Sampling temperature, NUMBER or ROLE=NUMBER,ROLE=NUMBER; none leaves it to the endpoint.",
    )
    max_reply_tokens: int | None = _key(
        None, read.optional(read.integer(1)), "Most tokens of one model reply."
    )
    max_attempts: int = _key(
        5, read.integer(1), "Times a model may answer one question before the dialogue fails."
    )
    executors: dict[str, ExecutorRule] = _key(
        {},
        read_rules,
        "Who really answers for tools, by name or pattern: PATTERN=python:MODULE:FUNCTION, "
        "PATTERN=mcp:SERVER, PATTERN=replay:FILE or PATTERN=simulated; may be repeated.",
    )
    execute: tuple[Kind, ...] = _key(
        (),
        read_kinds,
        "Permit that tools are executed, by what acts on the world outside: python, mcp; no file can.",
    )
    concurrency: int = _key(
        32,
        read.integer(1),
        "Dialogues under way at once, and requests to one endpoint; fewer while it is overloaded.",
        shaping=False,
    )
    requests_per_minute: float | None = _key(
        None,
        read.optional(read.number(0.001)),
        "Requests sent to one endpoint in a minute at most.",
        shaping=False,
    )
    tokens_per_minute: float | None = _key(
        None,
        read.optional(read.number(0.001)),
        "Tokens one endpoint reads and writes in a minute at most, about.",
        shaping=False,
    )
    timeout: float = _key(300.0, read.number(0.001), "Seconds to wait for one reply.", shaping=False)
    patience: float = _key(
        300.0,
        read.number(0),
        "Seconds of waits between retries for an endpoint that has answered before and is down now.",
        shaping=False,
    )
    prices: dict[str, Price] = _key(
        {},
        prices,
        "What models cost for a million tokens read and written: MODEL=INPUT/OUTPUT,MODEL=INPUT/OUTPUT.",
        shaping=False,
    )
    max_requests: int | None = _key(
        None,
        read.optional(read.integer(1)),
        "Requests after which the run stops, to be resumed.",
        shaping=False,
    )
    max_tokens: int | None = _key(
        None,
        read.optional(read.integer(1)),
        "Tokens, read and written, after which the run stops, to be resumed.",
        shaping=False,
    )
    max_cost: float | None = _key(
        None,
        read.optional(read.number(0)),
        "Cost by the price table after which the run stops, to be resumed.",
        shaping=False,
    )

    def __post_init__(self) -> None:
        for item in fields(self):
            given = getattr(self, item.name)
            try:
                parsed = item.metadata["parse"](given)
            except read.SecretError as error:
                raise ConfigError(f"{item.name}: expected {error}") from None
            except ValueError as error:
                raise ConfigError(f"{item.name}: got {shown(given)}, expected {error}") from error
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
        return tuple(map(self._reached, self.models.get(role, self.model)))

    def _reached(self, choice: ModelChoice) -> ModelChoice:
        """Return a model with its endpoint; what is extra for ours goes to no other."""
        ours = choice.base_url is None
        headers, query = choice.extra_headers, choice.extra_query
        return dataclasses.replace(
            choice,
            base_url=choice.base_url or self.base_url,
            api_key_env=choice.api_key_env or self.api_key_env,
            extra_headers=self.extra_headers if headers is None and ours else headers or {},
            extra_query=self.extra_query if query is None and ours else query or {},
        )

    def to_plain(self) -> dict[str, Any]:
        """Return every key with its value in the form YAML takes, without `resume` and `overwrite`."""
        plain = {item.name: plain_value(getattr(self, item.name)) for item in fields(self)}
        del plain["resume"], plain["overwrite"]
        return plain

    def shaping(self) -> dict[str, Any]:
        """Return the keys that a dialogue depends on, in YAML's form without endpoints and names of keys."""
        plain = self.to_plain()
        shaping = {name: plain[name] for name, item in FIELDS.items() if item.metadata["shaping"]}
        for name in ("executors", "execute"):  # a run that executes nothing keeps the digest it always had
            if not shaping[name]:
                del shaping[name]
        for choice in [
            *shaping["model"],
            *(one for choices in shaping["models"].values() for one in choices),
        ]:
            for name in ("base_url", "api_key_env", "extra_headers", "extra_query"):
                choice.pop(name, None)
        return shaping

    def digest(
        self, tools_digest: str, graph_digest: str | None = None, recordings: str | None = None
    ) -> str:
        """Return 16 hex digits over what a dialogue depends on: `shaping`, tools, graph, recorded results."""
        content = {"config": self.shaping(), "tools": tools_digest, "graph": graph_digest}
        if recordings is not None:
            content["recordings"] = recordings
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


FIELDS: dict[str, dataclasses.Field[Any]] = {item.name: item for item in fields(Config)}


def check_keys(values: Mapping[str, Any], where: str, known: Collection[str] = FIELDS.keys()) -> None:
    """Refuse keys that do not exist, naming the nearest one that does.

    Raises:
        ConfigError: If there is such a key.
    """
    for name in values:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(known)}"
            raise ConfigError(f"{where}: unknown key {name!r}; {hint}")
