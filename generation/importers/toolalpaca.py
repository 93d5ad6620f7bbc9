"""ToolAlpaca's APIs: their OpenAPI `Documentation`, under the names that its instructions call them by.

A function that is only told of in words (`Function_Description`) is read from these: `Get X.`, then
`Parameters: {"a": "Required. string. One of: [b, c]. What a is."}`, then `Output: ...`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..standardise import SourceTool
from ..tool_report import Issue
from .openapi import OPENAPI
from .plain_text import TOOL_LENGTH, describe, plain_text
from .source_document import Format, SourceDocument

_TYPE = re.compile(r"(string|integer|number|boolean|object|array)(?:\[(\w+)\])?\.\s*", re.IGNORECASE)
_ONE_OF = re.compile(r"One of: \[([^\[\]]*)\]\.?\s*")
_NEED = re.compile(r"(Required|Optional)\.\s*", re.IGNORECASE)


def split_description(text: str) -> tuple[str, Any]:
    r"""Split `Get X.\nParameters: {...}\nOutput: ...` into the description and the parameters.

    Parameters that are no JSON are returned as the text they are.
    """
    description, _, rest = f"\n{text}".partition("\nParameters: ")  # a description may be missing
    given = rest.partition("\nOutput:")[0]
    try:
        return description.strip(), json.loads(given)
    except (ValueError, RecursionError):
        return description.strip(), given


def _is_api(value: Any) -> bool:
    return isinstance(value, Mapping) and "Function_Description" in value and "Name" in value


def _sniff(value: Any) -> bool:
    return _is_api(value) or (isinstance(value, list) and bool(value) and _is_api(value[0]))


def _read(document: SourceDocument) -> Iterator[SourceTool]:
    if isinstance(document.value, Mapping):
        yield from _read_api(document.value, document.place, document)
        return
    mark = "" if "#" in document.place else "#"
    for i, api in enumerate(document.value):
        yield from _read_api(api, f"{document.place}{mark}/{i}", document)


def _read_api(api: Any, place: str, document: SourceDocument) -> Iterator[SourceTool]:
    described = api.get("Function_Description") if isinstance(api, Mapping) else None
    if not isinstance(described, Mapping):
        detail = f"expected an API with Function_Description, got {str(api)[:100]}"
        yield SourceTool(None, place, problem=Issue("not-a-tool", "", detail))
        return
    documented = _documented(api, place, document)
    projected = api.get("Function_Projection")
    about = {"source": plain_text(api.get("Name"), 120), "category": plain_text(api.get("Category"), 120)}
    for name, text in described.items():
        if name == "components":
            continue
        where = projected.get(name) if isinstance(projected, Mapping) else None
        key = f"{str(where[1]).upper()} {where[0]}" if isinstance(where, list) and len(where) == 2 else name
        source = documented.get(key) or documented.get(name)
        if source is None:
            source = _from_text(name, text, f"{place}/Function_Description/{name}")
        if source.document is not None:
            metadata = {**source.document.get("metadata", {}), **about}
            source = replace(source, document={**source.document, "name": name, "metadata": metadata})
        yield replace(source, fuller_names=(f"{about['source']}_{name}",))


def _documented(api: Mapping[str, Any], place: str, document: SourceDocument) -> dict[str, SourceTool]:
    """Return the operations of an API's OpenAPI documentation by operationId and by method and path."""
    text = api.get("Documentation")
    try:
        spec = json.loads(text) if isinstance(text, str) else text
    except (ValueError, RecursionError):
        return {}
    if not OPENAPI.sniff(spec):
        return {}
    found: dict[str, SourceTool] = {}
    inner = replace(document, value=spec, place=f"{place}/Documentation", notes=[])
    for source in OPENAPI.read(inner):
        if isinstance(source.document, Mapping):
            found.setdefault(str(source.document["metadata"]["id"]), source)
            found.setdefault(str(source.document["name"]), source)
    return found


def _from_text(name: str, text: Any, place: str) -> SourceTool:
    """Read a function from what is said of it."""
    if not isinstance(text, str):
        detail = f"expected a description, got a {type(text).__name__}"
        return SourceTool(None, place, problem=Issue("not-a-tool", "", detail))
    issues: list[Issue] = []
    description, given = split_description(text)
    properties: dict[str, Any] = {}
    required: list[str] = []
    if not isinstance(given, Mapping):
        if given.strip():
            issues.append(Issue("bad-parameter", "parameters", f"no JSON: {given[:80]}"))
        given = {}
    for key, said in given.items():
        schema, is_required = _parameter(str(said), f"parameters.{key}", issues)
        properties[key] = schema
        if is_required:
            required.append(key)
    parameters: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        parameters["required"] = required
    document = {
        "name": name,
        "description": describe(description, "description", issues, TOOL_LENGTH),
        "parameters": parameters,
        "metadata": {"id": name},
    }
    return SourceTool(document, place, issues=tuple(issues))


def _parameter(text: str, path: str, issues: list[Issue]) -> tuple[dict[str, Any], bool]:
    """Read a parameter told in words, such as `Required. string. One of: [a, b]. What it is`."""
    schema: dict[str, Any] = {}
    is_required = False
    if match := _NEED.match(text):
        is_required = match[1].lower() == "required"
        text = text[match.end() :]
    if match := _TYPE.match(text):
        schema["type"] = match[1].lower()
        if match[2] and schema["type"] == "array":
            schema["items"] = {"type": match[2].lower()}
        text = text[match.end() :]
    if match := _ONE_OF.match(text):
        schema["enum"] = [value.strip() for value in match[1].split(",") if value.strip()]
        text = text[match.end() :]
    if said := describe(text, path, issues):
        schema["description"] = said
    return schema, is_required


TOOLALPACA = Format("toolalpaca", "ToolAlpaca's APIs", _sniff, _read)
