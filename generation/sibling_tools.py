"""What other tools of a set say of a like-named parameter, and what like tools of the same API return."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from toolflow_dataset.types import Tool

from .tool_fields import DESCRIPTION, RETURNS, Field, completed_paths, fields_of

Nearness = Literal["same API", "same category", "elsewhere"]

_API_KEYS = ("api", "tool", "server", "service", "source")
_NO_APIS = frozenset(("BFCL", "API-Bank"))  # collections whose tools have nothing to do with each other
_LONGEST = 200
_SIBLINGS_LOOKED_AT = 400
_ENOUGH_APIS = 2
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")


def api_of(tool: Tool) -> str:
    """Return what a tool's metadata say of the API it is part of; empty if nothing."""
    api = _said(tool, _API_KEYS)
    return "" if api in _NO_APIS else api


def category_of(tool: Tool) -> str:
    """Return the category that a tool's metadata name; empty if none."""
    return _said(tool, ("category",))


def _said(tool: Tool, keys: Sequence[str]) -> str:
    extra = tool.metadata.get("x")
    for place in (extra, tool.metadata):
        if isinstance(place, Mapping):
            for key in keys:
                if isinstance(place.get(key), str) and place[key].strip():
                    return str(place[key])
    return ""


class SiblingTools:
    """What can be learnt about a tool from the others.

    What a model filled in is no source: a guess would otherwise count as something that was said.

    Args:
        tools: The whole set.
    """

    def __init__(self, tools: Sequence[Tool]) -> None:
        self._by_api: dict[str, list[Tool]] = {}
        self._texts: dict[tuple[str, str], dict[str, set[str]]] = {}
        self._in_category: dict[tuple[str, str, str], dict[str, set[str]]] = {}
        for tool in tools:
            api, category = api_of(tool), category_of(tool)
            if api:
                self._by_api.setdefault(api, []).append(tool)
            for field in _described(tool):
                key = _key(field)
                self._texts.setdefault(key, {}).setdefault(field.description, set()).add(api or tool.name)
                if category:
                    texts = self._in_category.setdefault((category, *key), {})
                    texts.setdefault(field.description, set()).add(api or tool.name)

    def descriptions(self, tool: Tool, field: Field) -> list[dict[str, str]]:
        """Return up to two descriptions of parameters of the same name and type: `{from, tool?, text}`.

        Those of the same API come first, each with its tool; then one that several APIs of the category
        have, then one that several have anywhere.
        """
        key, api = _key(field), api_of(tool)
        found: dict[str, dict[str, str]] = {}
        for other in self._by_api.get(api, ())[:_SIBLINGS_LOOKED_AT]:
            if other.name == tool.name:
                continue
            for like in _described(other):
                if _key(like) == key:
                    found.setdefault(
                        like.description, {"from": "same API", "tool": other.name, "text": like.description}
                    )
        if len(found) < 2:
            wider: list[tuple[Nearness, dict[str, set[str]]]] = [
                ("same category", self._in_category.get((category_of(tool), *key), {})),
                ("elsewhere", self._texts.get(key, {})),
            ]
            for nearness, texts in wider:
                text = _said_most(texts)
                if text and text not in found:
                    found[text] = {"from": nearness, "text": text}
        return list(found.values())[:2]

    def returning(self, tool: Tool) -> list[Tool]:
        """Return up to two tools of the same API that say what they return, those of likest name first."""
        own = _words(tool)
        scored = []
        for other in self._by_api.get(api_of(tool), ())[:_SIBLINGS_LOOKED_AT]:
            if (
                other.name != tool.name
                and RETURNS not in completed_paths(other)
                and fields_of(other.returns, "r", 1)
            ):
                words = _words(other)
                shared = sum((own & words).values())
                scored.append((shared / max(1, sum((own | words).values())), other))
        scored.sort(key=lambda pair: -pair[0])
        return [other for score, other in scored[:2] if score > 0]


def _described(tool: Tool) -> Iterator[Field]:
    """Yield the parameters with a description that somebody gave and that is no essay."""
    completed = completed_paths(tool)
    for field in fields_of(tool.parameters, "parameters", 1):
        if 0 < len(field.description) <= _LONGEST and f"{field.path}.{DESCRIPTION}" not in completed:
            yield field


def _key(field: Field) -> tuple[str, str]:
    return re.sub(r"[^a-z0-9]", "", field.name.lower()), str(field.schema.get("type"))


def _said_most(texts: Mapping[str, set[str]]) -> str:
    """Return the text that most APIs have, of one length the first in order; empty if no two have one."""
    best = min(texts.items(), key=lambda item: (-len(item[1]), item[0]), default=("", set()))
    return best[0] if len(best[1]) >= _ENOUGH_APIS else ""


def _words(tool: Tool) -> Counter[str]:
    original = tool.metadata.get("original_name")
    name = original if isinstance(original, str) else tool.name
    return Counter(word.lower() for word in _WORD.findall(name.split("_for_")[0]))


def flat(field: Field, longest: int = _LONGEST) -> dict[str, Any]:
    """Return a field as a prompt shows it: path, type, what limits or illustrates its values; cut short."""
    schema = field.schema
    shown: dict[str, Any] = {"path": field.path, "type": schema.get("type", "any")}
    if field.required:
        shown["required"] = True
    if field.description:
        shown["description"] = field.description[:longest]
    items = schema.get("items")
    for place in (schema, items if isinstance(items, Mapping) else {}):
        if isinstance(place.get("enum"), list) and "enum" not in shown:
            shown["enum"] = [_short(value) for value in place["enum"][:8]]
            shown["enum_size"] = len(place["enum"])
    for key in ("format", "minimum", "maximum", "default", "example"):
        if isinstance(schema.get(key), (str, int, float, bool)):
            shown[key] = _short(schema[key])
    examples = schema.get("examples")
    if "example" not in shown and isinstance(examples, list) and examples:
        shown["example"] = _short(examples[0])
    return shown


def _short(value: Any) -> Any:
    if isinstance(value, (int, float, bool)):
        return value
    return str(value)[:80]
