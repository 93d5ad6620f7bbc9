"""Google discovery documents: one tool for each method, of all resources and those within them.

Parameters of the path and query stand beside the properties of the request's schema; the response's schema
is `returns`. The parameters common to an API (`alt`, `key`, `quotaUser`) are left out unless asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..schema_types import MISSING, coerce
from ..standardise import SourceTool
from ..tool_report import Issue
from .flat_parameters import Field, Place, join_fields
from .inlining import RETURNS_BUDGET, Inliner, TooLargeError
from .plain_text import TOOL_LENGTH, describe, plain_text
from .references import BrokenReferenceError
from .source_document import Format, SourceDocument

_MAX_RESOURCES = 50  # levels of resources within resources; the deepest of 610 real ones have 10
_NUMBERS = ("minimum", "maximum")


def _sniff(value: Any) -> bool:
    return (
        isinstance(value, Mapping)
        and ("discoveryVersion" in value or str(value.get("kind")) == "discovery#restDescription")
        and ("resources" in value or "methods" in value or "schemas" in value)
    )


def _read(document: SourceDocument) -> Iterator[SourceTool]:
    value: Mapping[str, Any] = document.value
    place = f"{document.place}{'' if '#' in document.place else '#'}"
    reader = _Reader(document, value)
    levels: list[tuple[Any, str, int]] = [(value, place, 0)]
    while levels:
        holder, where, depth = levels.pop()
        methods, resources = holder.get("methods"), holder.get("resources")
        for key, part in (("methods", methods), ("resources", resources)):
            if part is not None and not isinstance(part, Mapping):
                yield _refused(f"{where}/{key}", "not-a-tool", f"expected an object, got {_kind(part)}")
        for name, method in methods.items() if isinstance(methods, Mapping) else ():
            yield reader.read(f"{where}/methods/{name}", str(name), method)
        for name, resource in reversed(list(resources.items())) if isinstance(resources, Mapping) else ():
            inner = f"{where}/resources/{name}"
            if not isinstance(resource, Mapping):
                yield _refused(inner, "not-a-tool", f"expected an object, got {_kind(resource)}")
            elif depth >= _MAX_RESOURCES:
                yield _refused(inner, "too-deep", f"resources nested more than {_MAX_RESOURCES} levels")
            else:
                levels.append((resource, inner, depth + 1))


class _Reader:
    """Reads methods of one document."""

    def __init__(self, document: SourceDocument, value: Mapping[str, Any]) -> None:
        self._base = document.place
        self._api = str(value.get("name", ""))
        self._version = str(value.get("version", ""))
        self._title = plain_text(value.get("title"), 120) or self._api or document.path.name
        self._schemas = _mapping(value.get("schemas"))
        self._common = _mapping(value.get("parameters")) if document.options.common_parameters else {}
        self._fields: dict[tuple[str, str], Any] = {}

    def read(self, place: str, name: str, method: Any) -> SourceTool:
        """Return a method as a function document, or with the reason why it is none."""
        if not isinstance(method, Mapping):
            return _refused(place, "not-a-tool", f"expected an object, got {_kind(method)}")
        issues: list[Issue] = []
        method_id = (
            method["id"] if isinstance(method.get("id"), str) and method["id"] else f"{self._api}.{name}"
        )
        inliner = Inliner(self._lookup, issues)
        try:
            parameters, renamed = join_fields(self._parameters(method, method_id, inliner), inliner, issues)
        except TooLargeError as error:
            return _refused(place, "too-large", str(error))
        document = {
            "name": method_id.replace(".", "_"),
            "description": describe(method.get("description"), "description", issues, TOOL_LENGTH),
            "parameters": parameters,
        }
        response = method.get("response")
        if isinstance(response, Mapping) and response:
            try:
                flat = inliner.flat(((response, self._base),))
                if returns := inliner.inline(flat, "returns", RETURNS_BUDGET, "writeOnly"):
                    document["returns"] = returns
            except TooLargeError as error:
                issues.append(Issue("returns-unusable", "returns", str(error)))
        metadata = {"source": self._title, "id": method_id, "category": self._title, "version": self._version}
        if method.get("deprecated") is True:
            metadata["deprecated"] = True
        if renamed:
            metadata["renamed_parameters"] = renamed
        fuller = method_id.replace(f"{self._api}.", f"{self._api}.{self._version}.", 1)
        return SourceTool(
            document | {"metadata": metadata}, place, issues=tuple(issues), fuller_names=(fuller,)
        )

    def _parameters(self, method: Mapping[str, Any], method_id: str, inliner: Inliner) -> Iterator[Field]:
        declared = {**self._common, **_mapping(method.get("parameters"))}
        for name, parameter in declared.items():
            said = _mapping(parameter)
            place: Place = "path" if said.get("location") == "path" else "query"
            yield Field(str(name), place, ((_schema(parameter), self._base),), said.get("required") is True)
        request = method.get("request")
        if not isinstance(request, Mapping) or not request:
            return
        flat = inliner.flat(((request, self._base),))
        if not flat.is_object:
            yield Field("body", "body", ((request, self._base),), False)
            return
        for name, parts in flat.properties.items():
            yield Field(str(name), "body", parts, _is_required(parts[0][0], method_id))

    def _lookup(self, ref: str, base: str) -> tuple[Any, str]:
        if ref not in self._schemas:
            raise BrokenReferenceError("unresolved-ref", f"{ref[:200]} is not in the schemas")
        return self._schemas[ref], base


def _schema(parameter: Any) -> Any:
    """Return a parameter's schema: texts that stand for numbers read, repeated ones as a list."""
    if not isinstance(parameter, Mapping):
        return parameter
    schema = {
        key: value for key, value in parameter.items() if key not in ("required", "repeated", "location")
    }
    for key in _NUMBERS:
        number = coerce(schema[key], ("number",)) if key in schema else MISSING
        if number is not MISSING:
            schema[key] = number
    kind = schema.get("type")
    default = coerce(schema["default"], (kind,)) if "default" in schema and isinstance(kind, str) else MISSING
    if default is not MISSING:
        schema["default"] = default
    if schema.get("type") == "string":  # an int64 is sent as text, which has no bounds
        schema = {key: value for key, value in schema.items() if key not in _NUMBERS}
    if parameter.get("repeated") is True:
        description = schema.pop("description", None)
        schema.pop("default", None)
        return {"type": "array", "description": description or "", "items": schema}
    return schema


def _is_required(schema: Any, method_id: str) -> bool:
    """Tell whether a property says that this method requires it."""
    required = _mapping(_mapping(schema).get("annotations")).get("required")
    return isinstance(required, list) and method_id in required


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _kind(value: Any) -> str:
    return f"a {type(value).__name__}"


def _refused(place: str, reason: str, detail: str) -> SourceTool:
    return SourceTool(None, place, problem=Issue(reason, "", detail))


GOOGLE_DISCOVERY = Format("google", "a Google discovery document", _sniff, _read)
