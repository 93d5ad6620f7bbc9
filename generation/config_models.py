"""Reading which models are configured, and how their endpoints are reached.

As in `config_values`, each function returns a value in its one normal form or raises `ValueError`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .config_values import SecretError, number, optional, pairs, role, text
from .endpoint_extras import read_headers, read_query

_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
_KEYS = ("model", "base_url", "api_key_env", "extra_headers", "extra_query", "weight")


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """One model of a weighted list.

    Args:
        model: Name of the model; `simulator` is the embedded one.
        base_url: Its endpoint; None leaves it to the configuration's `base_url`.
        weight: Relative chance of being drawn for a dialogue.
        api_key_env: Environment variable of the key for it; None leaves it to the configuration's.
        extra_headers: Sent to its endpoint besides ours, as `read_headers` reads them; None leaves it to the
            configuration's, or to none where the model names an endpoint of its own.
        extra_query: The same for what is put after the address.
    """

    model: str
    base_url: str | None = None
    weight: float = 1.0
    api_key_env: str | None = None
    extra_headers: Mapping[str, str] | None = None
    extra_query: Mapping[str, str] | None = None

    def to_plain(self) -> dict[str, Any]:
        """Return the form that stands in a configuration file."""
        document: dict[str, Any] = {"model": self.model}
        if self.base_url is not None:
            document["base_url"] = self.base_url
        if self.api_key_env is not None:
            document["api_key_env"] = self.api_key_env
        if self.extra_headers is not None:
            document["extra_headers"] = dict(self.extra_headers)
        if self.extra_query is not None:
            document["extra_query"] = dict(self.extra_query)
        if self.weight != 1.0:
            document["weight"] = self.weight
        return document


def address(value: Any) -> str:
    """Read an endpoint's base URL; one that holds a password or a key is refused and not repeated."""
    given = text(value)
    if any(mark in given for mark in "@?#"):
        raise SecretError(
            "an address without user, password or key in it, such as https://api.example.com/v1: a key "
            "belongs into the environment, as OPENAI_API_KEY, where nothing is written down; what an address "
            "takes after a question mark is extra_query"
        )
    return given


def variable(value: Any) -> str:
    """Read the name of an environment variable; what looks like a key instead is not repeated."""
    given = text(value)
    if not _VARIABLE.fullmatch(given):
        raise SecretError(
            "the name of an environment variable that holds the key, such as OPENAI_API_KEY; the key itself "
            "is written nowhere"
        )
    return given


def models(value: Any) -> tuple[ModelChoice, ...]:
    """Read one model or a weighted list: `gpt-4o*2,gpt-4.1` on the command line."""
    expected = (
        f"a model's name, or a list of {{{', '.join(_KEYS)}}} (NAME*WEIGHT,NAME*WEIGHT on the command line)"
    )
    if isinstance(value, str):
        value = [item.strip() for item in value.split(",")]
    if isinstance(value, Mapping):
        value = [value]
    if not isinstance(value, Sequence) or not value:
        raise ValueError(expected)
    try:
        return tuple(_choice(item) for item in value)
    except SecretError:
        raise
    except ValueError as error:
        raise ValueError(f"{expected}: {error}") from error


def _choice(item: Any) -> ModelChoice:
    if isinstance(item, ModelChoice):
        return item
    if isinstance(item, str):
        name, star, weight = item.rpartition("*")
        item = {"model": name, "weight": weight} if star else {"model": item}
    if not isinstance(item, Mapping):
        raise ValueError(f"cannot read {item!r}")
    if unknown := set(item) - set(_KEYS):
        raise ValueError(f"unknown key {sorted(map(str, unknown))[0]!r}")
    weight = number(0)(item.get("weight", 1.0))
    if weight == 0:
        raise ValueError("a weight must be above 0")
    return ModelChoice(
        text(item.get("model")),
        optional(address)(item.get("base_url")),
        weight,
        optional(variable)(item.get("api_key_env")),
        optional(read_headers)(item.get("extra_headers")),
        optional(read_query)(item.get("extra_query")),
    )


def role_models(value: Any) -> dict[str, tuple[ModelChoice, ...]]:
    """Read models for single roles; `assistant=gpt-4o*2,gpt-4.1` on the command line, once for each role."""
    items = pairs(value, "models for roles, such as assistant=NAME")
    return {role(name): models(choices) for name, choices in items.items()}
