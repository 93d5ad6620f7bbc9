"""API-Bank's documents of its APIs: `input_parameters` and `output_parameters` by name.

Every input is required: API-Bank has no word for one that is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..standardise import SourceTool
from ..tool_report import Issue
from .plain_text import TOOL_LENGTH, describe
from .source_document import Format, SourceDocument

FIELDS = {"name": "name", "description": "description", "parameters": "input_parameters"}


def _is_api(value: Any) -> bool:
    return isinstance(value, Mapping) and "input_parameters" in value and "name" in value


def _sniff(value: Any) -> bool:
    return _is_api(value) or (isinstance(value, list) and bool(value) and _is_api(value[0]))


def _read(document: SourceDocument) -> Iterator[SourceTool]:
    if isinstance(document.value, Mapping):
        yield _read_api(document.value, document.place)
        return
    mark = "" if "#" in document.place else "#"
    for i, api in enumerate(document.value):
        yield _read_api(api, f"{document.place}{mark}/{i}")


def _read_api(api: Any, place: str) -> SourceTool:
    if not _is_api(api):
        shown = (
            f"an object with keys {', '.join(map(str, list(api)[:6]))}" if isinstance(api, Mapping) else api
        )
        detail = f"expected an API with input_parameters, got {str(shown)[:100]}"
        return SourceTool(None, place, problem=Issue("not-a-tool", "", detail))
    issues: list[Issue] = []
    folder = api.get("folder") if isinstance(api.get("folder"), str) else ""
    category = api.get("database_name") if isinstance(api.get("database_name"), str) else ""
    document: dict[str, Any] = {
        "name": api["name"],
        "description": describe(api.get("description"), "description", issues, TOOL_LENGTH),
        "parameters": _object(api["input_parameters"], "parameters", issues, required=True),
        "metadata": {
            "source": "API-Bank",
            "id": f"{folder}/{api['name']}" if folder else str(api["name"]),
            "category": category or folder or "API-Bank",
        },
    }
    if api.get("output_parameters"):
        document["returns"] = _object(api["output_parameters"], "returns", issues, required=False)
    fuller = (f"{folder}_{api['name']}",) if folder else ()
    return SourceTool(document, place, issues=tuple(issues), fuller_names=fuller)


def _object(value: Any, path: str, issues: list[Issue], required: bool) -> dict[str, Any]:
    """Return a schema for a map of `{type, description}` by name."""
    if not isinstance(value, Mapping):
        if value:
            issues.append(Issue("bad-parameter", path, f"no object: {str(value)[:80]}"))
        value = {}
    properties = {
        name: {**field, "description": describe(field.get("description"), f"{path}.{name}", issues)}
        if isinstance(field, Mapping)
        else field
        for name, field in value.items()
    }
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    return schema | {"required": list(properties)} if required and properties else schema


APIBANK = Format("apibank", "API-Bank's documents of APIs", _sniff, _read)
