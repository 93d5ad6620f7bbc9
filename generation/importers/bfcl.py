"""Questions of the Berkeley Function-Calling Leaderboard: the functions that each of them offers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..standardise import SourceTool
from ..tool_report import Issue
from .source_document import Format, SourceDocument

_NUMBER = re.compile(r"_\d+(-\d+-\d+)?$")  # of a question: simple_python_12, live_multiple_3-1-0

_NO_DEFAULT = (None, "null", "None")


def functions_of(record: Any) -> list[Mapping[str, Any]] | None:
    """Return the functions of a question as they stand there; None if it is no question."""
    found = record.get("function") if isinstance(record, Mapping) else None
    functions: list[Any] = found if isinstance(found, list) else [found]
    if all(isinstance(each, Mapping) and isinstance(each.get("name"), str) for each in functions):
        return functions
    return None


def _sniff(value: Any) -> bool:
    return (
        isinstance(value, Mapping)
        and isinstance(value.get("id"), str)
        and isinstance(value.get("question"), (list, str))
        and (isinstance(value.get("function"), (list, Mapping)) or "involved_classes" in value)
    )


def _read(document: SourceDocument) -> Iterator[SourceTool]:
    record: Mapping[str, Any] = document.value
    question = record["id"]
    category = _NUMBER.sub("", question)
    mark = "" if "#" in document.place else "#"
    if "function" not in record:
        detail = "a multi-turn question, which names classes; their functions are in multi_turn_func_doc"
        yield SourceTool(None, document.place, problem=Issue("not-a-tool", "", detail))
        return
    functions = record["function"] if isinstance(record["function"], list) else [record["function"]]
    for i, function in enumerate(functions):
        place = f"{document.place}{mark}/function/{i}"
        if not isinstance(function, Mapping):
            detail = f"expected an object, got a {type(function).__name__}"
            yield SourceTool(None, place, problem=Issue("not-a-tool", "", detail))
            continue
        own = {key: function[key] for key in function if key not in ("metadata", "inferred")}
        metadata = {"source": "BFCL", "id": f"{question}/{function.get('name')}", "category": category}
        if isinstance(own.get("parameters"), Mapping):
            own["parameters"] = _without_null_defaults(own["parameters"])
        fuller = (f"{function.get('name')}_{category}",)
        yield SourceTool({**own, "metadata": metadata}, place, (function, record), fuller_names=fuller)


def _without_null_defaults(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out defaults of top-level properties that say in words that there is none."""
    properties = schema.get("properties")
    if not isinstance(properties, Mapping):
        return dict(schema)
    mended = {
        name: {key: value for key, value in child.items() if key != "default" or value not in _NO_DEFAULT}
        if isinstance(child, Mapping)
        else child
        for name, child in properties.items()
    }
    return {**schema, "properties": mended}


BFCL = Format("bfcl", "a question of BFCL with its functions", _sniff, _read)
