"""AWS service models (botocore's `service-2.json`): one tool for each operation.

The members of its input shape are `parameters`, its output shape is `returns`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..standardise import SourceTool
from ..tool_report import Issue
from .inlining import FILLED, PARAMETERS_BUDGET, RETURNS_BUDGET, Inliner, TooLargeError
from .plain_text import TOOL_LENGTH, describe, plain_text
from .references import BrokenReferenceError
from .schema_parts import Parts
from .source_document import Format, SourceDocument

_UNFIT = re.compile(r"[^A-Za-z0-9]+")
_TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "character": {"type": "string"},
    "integer": {"type": "integer"},
    "long": {"type": "integer"},
    "short": {"type": "integer"},
    "byte": {"type": "integer"},
    "biginteger": {"type": "integer"},
    "float": {"type": "number"},
    "double": {"type": "number"},
    "bigdecimal": {"type": "number"},
    "boolean": {"type": "boolean"},
    "timestamp": {"type": "string", "format": "date-time"},
    "blob": {"type": "string", "contentEncoding": "base64"},
}
_BOUNDS = {
    "string": ("minLength", "maxLength"),
    "list": ("minItems", "maxItems"),
    "map": ("minProperties", "maxProperties"),
    **dict.fromkeys(("integer", "long", "short", "float", "double"), ("minimum", "maximum")),
}


def _sniff(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(value.get(key), Mapping) for key in ("operations", "shapes", "metadata")
    )


def _read(document: SourceDocument) -> Iterator[SourceTool]:
    value: Mapping[str, Any] = document.value
    place = f"{document.place}{'' if '#' in document.place else '#'}"
    reader = _Reader(document, value)
    for name, operation in value["operations"].items():
        yield reader.read(f"{place}/operations/{name}", str(name), operation)


class _Reader:
    """Reads operations of one service."""

    def __init__(self, document: SourceDocument, value: Mapping[str, Any]) -> None:
        said = value["metadata"]
        names = (
            said.get(key) for key in ("serviceId", "serviceAbbreviation", "serviceFullName", "endpointPrefix")
        )
        service = next((name for name in names if isinstance(name, str) and name.strip()), document.path.name)
        self._base = document.place
        self._service = _UNFIT.sub("_", service).strip("_").lower() or "service"
        self._title = plain_text(said.get("serviceFullName"), 120) or service
        self._version = str(said.get("apiVersion", ""))
        self._shapes = value["shapes"]
        self._schemas: dict[str, dict[str, Any]] = {}

    def read(self, place: str, name: str, operation: Any) -> SourceTool:
        """Return an operation as a function document, or with the reason why it is none."""
        if not isinstance(operation, Mapping):
            kind = type(operation).__name__
            return SourceTool(
                None, place, problem=Issue("not-a-tool", "", f"expected an object, got a {kind}")
            )
        issues: list[Issue] = []
        inliner = Inliner(self._lookup, issues)
        try:
            flat = inliner.flat(self._parts(operation.get("input")))
            flat.keywords = {"type": "object"}
            parameters = inliner.inline(flat, "parameters", PARAMETERS_BUDGET, FILLED)
        except TooLargeError as error:
            return SourceTool(None, place, problem=Issue("too-large", "parameters", str(error)))
        document: dict[str, Any] = {
            "name": f"{self._service}_{name}",
            "description": describe(operation.get("documentation"), "description", issues, TOOL_LENGTH),
            "parameters": {"type": "object", "properties": {}} | parameters,
        }
        if isinstance(operation.get("output"), Mapping):
            try:
                flat = inliner.flat(self._parts(operation["output"]))
                document["returns"] = inliner.inline(flat, "returns", RETURNS_BUDGET)
            except TooLargeError as error:
                issues.append(Issue("returns-unusable", "returns", str(error)))
        document["metadata"] = {
            "source": self._title,
            "id": name,
            "category": self._title,
            "version": self._version,
        }
        if operation.get("deprecated") is True:
            document["metadata"]["deprecated"] = True
        fuller = f"{self._service}_{_UNFIT.sub('_', self._version)}_{name}"
        return SourceTool(document, place, issues=tuple(issues), fuller_names=(fuller,))

    def _parts(self, reference: Any) -> Parts:
        return ((_pointer(reference), self._base),) if reference is not None else ()

    def _lookup(self, ref: str, base: str) -> tuple[Any, str]:
        if ref not in self._schemas:
            shape = self._shapes.get(ref)
            if not isinstance(shape, Mapping):
                raise BrokenReferenceError("unresolved-ref", f"{ref[:200]} is not in the shapes")
            self._schemas[ref] = _schema(shape)
        return self._schemas[ref], base


def _pointer(reference: Any) -> Any:
    """Return a reference to a shape as a schema; what the reference says itself comes before the shape."""
    if not isinstance(reference, Mapping):
        return reference
    schema: dict[str, Any] = {}
    if isinstance(reference.get("documentation"), str):
        schema["description"] = reference["documentation"]
    if reference.get("deprecated") is True:
        schema["deprecated"] = True
    if reference.get("idempotencyToken") is True:
        schema[FILLED] = True
    schema["$ref"] = reference.get("shape")
    return schema


def _schema(shape: Mapping[str, Any]) -> dict[str, Any]:
    """Return a shape as a schema that refers to other shapes by name."""
    kind = shape.get("type")
    schema: dict[str, Any]
    if kind == "structure":
        members = shape.get("members")
        schema = {"type": "object"}
        if isinstance(members, Mapping):
            schema["properties"] = {str(name): _pointer(member) for name, member in members.items()}
        if isinstance(shape.get("required"), list):
            schema["required"] = shape["required"]
        if shape.get("union") is True:
            schema |= {"minProperties": 1, "maxProperties": 1}
    elif kind == "list":
        schema = {"type": "array", "items": _pointer(shape.get("member", {}))}
    elif kind == "map":
        schema = {"type": "object", "additionalProperties": _pointer(shape.get("value", {}))}
    else:
        schema = dict(_TYPES.get(str(kind), {"type": kind}))
    if isinstance(shape.get("documentation"), str):
        schema["description"] = shape["documentation"]
    for key in ("enum", "pattern"):
        if key in shape and kind == "string":
            schema[key] = shape[key]
    low, high = _BOUNDS.get(str(kind), ("", ""))
    if low:
        schema |= {to: shape[was] for was, to in (("min", low), ("max", high)) if was in shape}
    return schema


AWS_SERVICE = Format("aws", "an AWS service model", _sniff, _read)
