"""Reading which executor answers for which tools.

As in `config_values`, each function returns a value in its one normal form or raises `ValueError`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from toolflow_dataset.errors import ToolSourceError

from ..config_values import Parser, SecretError, integer, number, text
from ..endpoint_extras import read_headers
from ..mcp_server import PREFIX, parse_server

Kind = Literal["simulated", "python", "mcp", "replay"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ACTING: tuple[Kind, ...] = ("python", "mcp")
"""The kinds that act on the outside world, and are never used unless a flag names them."""

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TARGET = re.compile(r"(?:[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*|.+\.py):(?:[A-Za-z_]\w*|\*)", re.DOTALL)
_KEYS: dict[Kind, tuple[str, ...]] = {
    "simulated": (),
    "python": ("target", "timeout", "memory", "workers", "env"),
    "mcp": ("server", "timeout", "env", "headers", "session"),
    "replay": ("file", "miss"),
}
_MAIN: dict[Kind, str] = {"python": "target", "mcp": "server", "replay": "file"}


@dataclass(frozen=True, slots=True)
class ExecutorRule:
    """How the tools whose names fit a pattern get their results.

    Args:
        kind: One of `KINDS`.
        target: `module:function` or `FILE.py:function`, a function `*` being the one of the tool's own name;
            empty for the one an imported tool is known to come from.
        server: `stdio:COMMAND ARGUMENTS` or the address of an MCP server; empty as with `target`.
        file: Recorded results, one JSON object a line.
        miss: What a call without a recorded result gets: an error, or what a model makes up.
        timeout: Seconds that one call may take.
        memory: MiB that a Python function may need beyond what importing its module took.
        workers: Processes for the functions of one module at most.
        env: Environment variables that the process gets besides the few that say where programs are.
        headers: Sent to an MCP server's address; a value may hold `${VARIABLE}`s of the environment.
        session: Whether one session with an MCP server serves the whole run, or each dialogue has its own;
            one that is started here is then started for each dialogue, and what it keeps is the dialogue's.
    """

    kind: Kind
    target: str = ""
    server: str = ""
    file: str = ""
    miss: Literal["error", "simulated"] = "error"
    timeout: float = 30.0
    memory: int = 1024
    workers: int = 1
    env: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    session: Literal["run", "dialogue"] = "run"

    def to_plain(self) -> dict[str, Any]:
        """Return the form that stands in a configuration file."""
        plain = asdict(self)
        default = asdict(ExecutorRule(self.kind))
        kept = {name: value for name, value in plain.items() if name == "kind" or value != default[name]}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in kept.items()}


def kinds(value: Any) -> tuple[Kind, ...]:
    """Read which acting kinds are permitted: `python,mcp`."""
    names = value.split(",") if isinstance(value, str) else value
    expected = f"a comma list of {', '.join(ACTING)}"
    if not isinstance(names, Sequence) or not all(isinstance(name, str) for name in names):
        raise ValueError(expected)
    given = {name.strip() for name in names if name.strip()}
    if given - set(ACTING):
        raise ValueError(expected)
    return tuple(kind for kind in ACTING if kind in given)


def rules(value: Any) -> dict[str, ExecutorRule]:
    """Read rules by tool name or pattern; `PATTERN=KIND:TARGET` on the command line, once each."""
    if isinstance(value, Mapping):
        return {text(name): rule(one, str(name)) for name, one in value.items()}
    texts = [value] if isinstance(value, str) else value
    expected = "a mapping of tool names or patterns to executors, or PATTERN=KIND:TARGET"
    if not isinstance(texts, Sequence) or not all(isinstance(item, str) for item in texts):
        raise ValueError(expected)
    found = {}
    for item in texts:
        name, equals, rest = item.partition("=")
        if not equals or not name.strip():
            raise ValueError(expected)
        found[name.strip()] = rule(rest.strip(), name.strip())
    return found


def rule(value: Any, name: str) -> ExecutorRule:
    """Read one rule: a kind, `KIND:TARGET`, or a mapping with a `kind`."""
    if isinstance(value, ExecutorRule):
        return value
    if isinstance(value, str):
        kind, colon, rest = value.partition(":")
        value = {"kind": kind.strip()}
        if colon:
            value[_MAIN.get(value["kind"], "target")] = rest.strip()
    if not isinstance(value, Mapping) or value.get("kind") not in KINDS:
        raise ValueError(f"a kind among {', '.join(KINDS)} for {name!r}, alone or as {{kind: ...}}")
    kind = value["kind"]
    unknown = [str(key) for key in value if key != "kind" and key not in _KEYS[kind]]
    if unknown:
        known = ", ".join(_KEYS[kind]) or "nothing"
        raise ValueError(f"{known} beside kind {kind} for {name!r}; there is no {unknown[0]}")
    try:
        read = {key: _READ[key](one) for key, one in value.items() if key != "kind"}
    except SecretError as error:
        raise SecretError(f"{error} ({name!r})") from None
    except ValueError as error:
        raise ValueError(f"{error} ({name!r})") from error
    if kind == "replay" and "file" not in read:
        raise ValueError(f"a file of recorded results for {name!r}: replay:FILE")
    return ExecutorRule(kind, **read)


def _target(value: Any) -> str:
    given = text(value)
    if not _TARGET.fullmatch(given):
        raise ValueError("target as module:function or FILE.py:function")
    return given


def _server(value: Any) -> str:
    given = text(value)
    expected = (
        "server as stdio:COMMAND ARGUMENTS or an http(s) address; secrets go to env or headers, or are "
        "written as ${VARIABLE}"
    )
    if given.startswith("stdio:") and given.removeprefix("stdio:").strip():
        try:
            masks = parse_server(PREFIX + given).masks
        except ToolSourceError as error:
            raise SecretError(f"{expected}; this is no command") from error
        if masks:
            raise SecretError(expected)
        return given
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.netloc or "@" in parts.netloc or parts.query:
        raise SecretError(expected)
    return given


def _env(value: Any) -> tuple[str, ...]:
    names = value.split(",") if isinstance(value, str) else value
    expected = "env as a list of names of environment variables"
    if not isinstance(names, Sequence) or not all(isinstance(one, str) for one in names):
        raise ValueError(expected)
    given = tuple(one.strip() for one in names)
    if not all(_VARIABLE.fullmatch(one) for one in given):
        raise SecretError(f"{expected}, without their values")
    return given


def _one_of(name: str, *words: str) -> Parser:
    def parse(value: Any) -> str:
        if value not in words:
            raise ValueError(f"{name} as {' or '.join(words)}")
        return str(value)

    return parse


_READ: dict[str, Parser] = {
    "target": _target,
    "server": _server,
    "file": text,
    "miss": _one_of("miss", "error", "simulated"),
    "session": _one_of("session", "run", "dialogue"),
    "timeout": number(0.001),
    "memory": integer(1),
    "workers": integer(1),
    "env": _env,
    "headers": read_headers,
}
assert {item.name for item in fields(ExecutorRule)} == {"kind", *_READ}
