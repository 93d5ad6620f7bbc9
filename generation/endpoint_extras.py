"""Headers and query parameters that an endpoint wants besides ours: Azure's `api-key` and `api-version`...

A value may name environment variables, `${MY_KEY}`. It is kept and written down like that; only the client
puts in what they hold.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolflow_dataset.errors import ConfigError

from .config_values import SecretError, pairs

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_QUERY = re.compile(r"[^\s&=?#]+")
_VALUE = re.compile(r"[\x20-\x7e]+")
_OURS = frozenset(("connection", "content-encoding", "content-length", "content-type", "host"))
_OURS |= {"transfer-encoding"}
_SECRET = re.compile(r"auth|cookie|credential|key|pass|secret|signature|token|^sig$", re.IGNORECASE)
_IN_PLACE_OF_THE_KEY = frozenset(("authorization", "api-key"))


def read_headers(value: Any) -> dict[str, str]:
    """Read headers by name; `api-key=${AZURE_KEY}` on the command line."""
    return _read(value, _HEADER, "headers, such as api-key: ${MY_KEY}")


def read_query(value: Any) -> dict[str, str]:
    """Read query parameters by name; `api-version=2024-10-21` on the command line."""
    return _read(value, _QUERY, "query parameters, such as api-version: 2024-10-21")


def _read(value: Any, names: re.Pattern[str], what: str) -> dict[str, str]:
    """Read names with values; no message repeats a value, for it may be a secret."""
    try:
        given = pairs(value, what)
    except ValueError:
        raise SecretError(what) from None
    for name, one in given.items():
        if not names.fullmatch(name) or name.lower() in _OURS:
            raise SecretError(f"{what}; {name[:40]!r} cannot be set")
        if not isinstance(one, str | int | float) or isinstance(one, bool) or not _VALUE.fullmatch(str(one)):
            raise SecretError(f"{what}; that of {name} is no text of one line in ASCII, and not empty")
        if _SECRET.search(name) and not _VARIABLE.search(str(one)):
            raise SecretError(
                f"{what}; {name} looks like a secret, which is written nowhere: name an environment variable "
                "that holds it, as ${MY_KEY} (in single quotes on the command line)"
            )
    if len({name.lower() for name in given}) < len(given):
        raise SecretError(f"{what}; one is given twice")
    return {name: str(one) for name, one in given.items()}


@dataclass(frozen=True, slots=True, repr=False)
class Extras:
    """Headers and query parameters as they are sent.

    Args:
        headers: By name.
        query: By name.
        secrets: What the environment variables in them hold.
        key_variables: Those of a header that stands in place of the key; empty if there is none.
    """

    headers: dict[str, str]
    query: dict[str, str]
    secrets: tuple[str, ...]
    key_variables: str


def resolve(headers: Mapping[str, str] | None, query: Mapping[str, str] | None) -> Extras:
    """Put in what the environment holds.

    Raises:
        ConfigError: If a variable is not set, or holds what cannot be sent; its content is not repeated.
    """
    secrets: list[str] = []
    sent: dict[str, dict[str, str]] = {}
    for kind, values in (("extra_headers", headers or {}), ("extra_query", query or {})):
        sent[kind] = {
            name: _VARIABLE.sub(lambda found: _held(found[1], kind, secrets), value)  # noqa: B023
            for name, value in values.items()
        }
    key_variables = [
        ", ".join(_VARIABLE.findall(value))
        for name, value in (headers or {}).items()
        if name.lower() in _IN_PLACE_OF_THE_KEY
    ]
    return Extras(sent["extra_headers"], sent["extra_query"], tuple(secrets), ", ".join(key_variables))


def _held(variable: str, kind: str, secrets: list[str]) -> str:
    held = os.environ.get(variable, "").strip()
    if not _VALUE.fullmatch(held):
        told = "holds a character that cannot be sent" if held else "is not set"
        raise ConfigError(f"{kind}: the environment variable {variable} {told}; set it to what is to be sent")
    secrets.append(held)
    return held
