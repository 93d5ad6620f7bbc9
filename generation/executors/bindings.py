"""Which executor answers for which tool, and whether that is permitted."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import translate
from urllib.parse import urlsplit

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.types import Tool

from ..config import Config
from .rules import ACTING, ExecutorRule, Kind

_PYTHON = "python:"
_MCP = "mcp:"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Binding:
    """A tool and who really answers for it.

    Args:
        tool: The tool.
        rule: The rule, with `target` or `server` filled in.
        function: What it is called there.
    """

    tool: Tool
    rule: ExecutorRule
    function: str

    @property
    def kind(self) -> Kind:
        """Return the kind of executor."""
        return self.rule.kind

    @property
    def place(self) -> str:
        """Return the module, the server or the file."""
        rule = self.rule
        return rule.target.rpartition(":")[0] or rule.server or rule.file

    @property
    def host(self) -> str:
        """Return what tells the process, session or recording that answers from all others."""
        return f"{self.place} {json.dumps(replace(self.rule, target='').to_plain(), sort_keys=True)}"

    def described(self) -> str:
        """Return how a dataset says where results come from: no folders of a machine, no secrets."""
        if self.kind == "python":
            return f"{self.place.rpartition('/')[2]}:{self.function}"
        if self.kind == "mcp":
            return f"{_server_name(self.place)}#{self.function}"
        return self.place.rpartition("/")[2]


class Bindings:
    """The tools of a run that are not simulated.

    Args:
        config: `executors` and `execute` of it count.
        tools: All tools of the run.

    Raises:
        ConfigError: If a rule would act on the world and no flag names its kind, fits no tool, or has no
            target; or if a flag names a kind that no tool has.
    """

    def __init__(self, config: Config, tools: Sequence[Tool]) -> None:
        self._exact = {name: rule for name, rule in config.executors.items() if not _is_pattern(name)}
        self._patterns = [
            (re.compile(translate(name)), rule)
            for name, rule in config.executors.items()
            if _is_pattern(name)
        ]
        self._execute = config.execute
        self._of: dict[str, Binding] = {}
        fitting: set[int] = set()
        unnamed: dict[str, list[str]] = {}
        for tool in tools:
            rule = self._rule(tool, fitting)
            if rule is None or rule.kind == "simulated":
                continue
            if rule.kind in ACTING and rule.kind not in self._execute:
                unnamed.setdefault(rule.kind, []).append(tool.name)
                continue
            self._of[tool.name] = _bound(tool, rule)
        for kind, names in unnamed.items():
            raise ConfigError(
                f"executors: {_some(names)} would be executed ({kind}), which acts on the world outside; "
                f"permit it with --execute {','.join((*self._execute, kind))}, or make them simulated"
            )
        for name, rule in config.executors.items():
            if id(rule) not in fitting:
                raise ConfigError(
                    f"executors: {name!r} fits the name of no tool; see the names in the tool file"
                )
        for kind in self._execute:
            if not any(binding.kind == kind for binding in self._of.values()):
                raise ConfigError(
                    f"execute: no tool is known to be executed by {kind}; import them from where they are "
                    f"({'module:function' if kind == 'python' else 'mcp:SERVER'}), or name them in executors"
                )

    def __len__(self) -> int:
        return len(self._of)

    def __iter__(self) -> Iterator[Binding]:
        return iter(self._of.values())

    def get(self, name: str) -> Binding | None:
        """Return who answers for a tool; None where a model does."""
        return self._of.get(name)

    def _rule(self, tool: Tool, fitting: set[int]) -> ExecutorRule | None:
        """Return the rule of a tool: by name, else the first pattern that fits, else its origin."""
        rule = self._exact.get(tool.name)
        if rule is None:
            rule = next((rule for pattern, rule in self._patterns if pattern.match(tool.name)), None)
        if rule is not None:
            fitting.add(id(rule))
            return rule
        known = origin_of(tool)
        return known if known is not None and known.kind in self._execute else None


def origin_of(tool: Tool) -> ExecutorRule | None:
    """Return how a tool can be executed that was imported from where it is; None for any other tool."""
    target = tool.metadata.get("target")
    if not isinstance(target, str):
        return None
    if target.startswith(_PYTHON):
        return ExecutorRule("python", target=target.removeprefix(_PYTHON))
    if target.startswith(_MCP):
        return ExecutorRule("mcp", server=target.removeprefix(_MCP))
    return None


def _bound(tool: Tool, rule: ExecutorRule) -> Binding:
    origin = origin_of(tool)
    own = str(tool.metadata.get("original_name", tool.name))
    if rule.kind == "python":
        target = rule.target or (origin.target if origin is not None else "")
        if not target:
            raise _untold(tool, "target", "module:function")
        module, _, function = target.rpartition(":")
        function = own if function == "*" else function
        return Binding(tool, replace(rule, target=f"{module}:{function}"), function)
    if rule.kind == "mcp":
        server = rule.server or (origin.server if origin is not None else "")
        if not server:
            raise _untold(tool, "server", "stdio:COMMAND ARGUMENTS or an http(s) address")
        remote = tool.metadata.get("id")
        known = origin is not None and origin.kind == "mcp" and isinstance(remote, str)
        return Binding(tool, replace(rule, server=server), str(remote) if known else own)
    return Binding(tool, rule, own)


def _untold(tool: Tool, key: str, form: str) -> ConfigError:
    return ConfigError(
        f"executors: {tool.name} has no {key}, and the tool file does not say where it comes from; "
        f"give {key} as {form}"
    )


def _is_pattern(name: str) -> bool:
    return any(mark in name for mark in "*?[")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _server_name(server: str) -> str:
    """Return a server as a dataset may name it: without folders, options that have values, and queries."""
    if not server.startswith("stdio:"):
        parts = urlsplit(server)
        return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"
    words = shlex.split(server.removeprefix("stdio:"))
    shown, skip = [], False
    for word in words:
        if word.startswith("-"):
            skip = word.startswith("--") and "=" not in word
        elif not skip and "=" not in word:
            shown.append(word.rstrip("/").rpartition("/")[2])
        else:
            skip = False
    return " ".join(shown)
