"""The parameters of an OpenAPI or Swagger operation as one flat object: path, query and body together.

The properties of a body that is an object stand beside path and query parameters. Where two have one name,
the path's keeps it, then the query's; the other is called by where it stands (`body_id`), and told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..tool_report import Issue
from .inlining import PARAMETERS_BUDGET, Inliner
from .openapi_answers import choose_media, dereference
from .references import References
from .schema_parts import FlatSchema, Parts

_ORDER = {"path": 0, "query": 1, "header": 2, "formdata": 3, "body": 4}
_TRANSPORT = frozenset(
    "accept accept-charset accept-encoding accept-language authorization cache-control connection "
    "content-encoding content-length content-type cookie date host if-match if-modified-since if-none-match "
    "if-unmodified-since origin prefer range referer traceparent tracestate user-agent x-api-key "
    "x-auth-token x-correlation-id x-csrf-token x-request-id x-requested-with".split()
)


class ParameterError(Exception):
    """Parameters that no call could be made with.

    Args:
        reason: A slug of `REASONS`.
        path: The parameter.
        detail: What is wrong.
    """

    def __init__(self, reason: str, path: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.path, self.detail = reason, path, detail


@dataclass(frozen=True, slots=True)
class _Field:
    """One parameter, or one property of a body."""

    name: str
    place: str  # path, query, header, formdata or body
    parts: Parts
    required: bool


def collect_parameters(
    spec: Mapping[str, Any],
    item: Mapping[str, Any],
    operation: Mapping[str, Any],
    base: str,
    inliner: Inliner,
    references: References,
    issues: list[Issue],
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the schema of an operation's parameters, and which of them were renamed from what.

    Raises:
        ParameterError: If a required parameter cannot be known.
        TooLargeError: If there are more than a tool may have.
    """
    fields = list(_declared(spec, item, operation, base, references, issues))
    fields += _body(operation, fields, base, inliner, references, issues)
    flat = FlatSchema(keywords={"type": "object"})
    renamed: dict[str, str] = {}
    for each in sorted(fields, key=lambda field: _ORDER[field.place]):
        name = each.name
        if name in flat.properties:
            name = _free_name(each, flat.properties)
            was = f"{_shown(each.place)} {each.name}"
            renamed[name] = was
            issues.append(Issue("parameter-renamed", f"parameters.{name}", f"{was}; another has its name"))
        flat.properties[name] = each.parts
        if each.required:
            flat.required[name] = None
    parameters = inliner.inline(flat, "parameters", PARAMETERS_BUDGET, "readOnly")
    parameters.setdefault("properties", {})
    return parameters, renamed


def _shown(place: str) -> str:
    return "form" if place == "formdata" else place


def _free_name(field: _Field, taken: Mapping[str, Any]) -> str:
    wanted = f"{_shown(field.place)}_{field.name}"
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}_{number}", number + 1
    return name


def _declared(
    spec: Mapping[str, Any],
    item: Mapping[str, Any],
    operation: Mapping[str, Any],
    base: str,
    references: References,
    issues: list[Issue],
) -> Iterator[_Field]:
    """Yield the parameters of the operation, and those of its path that it does not state again."""
    found: dict[tuple[str, str], tuple[Mapping[str, Any], str]] = {}
    for holder in (item, operation):
        listed = holder.get("parameters")
        for value in listed if isinstance(listed, list) else ():
            target = dereference(value, base, references, issues, "parameters")
            if target is None:
                if not (isinstance(value, Mapping) and "$ref" in value):
                    issues.append(Issue("bad-parameter", "parameters", f"no object: {str(value)[:80]}"))
                continue
            name, place = target[0].get("name"), str(target[0].get("in", "")).lower()
            if not isinstance(name, str) or not name.strip() or place not in (*_ORDER, "cookie"):
                issues.append(
                    Issue("bad-parameter", "parameters", f"name {str(name)[:60]!r} in {place[:20]!r}")
                )
                continue
            found[(name, place)] = target
    keys = _key_names(spec)
    for (name, place), (parameter, where) in found.items():
        if place == "body":
            continue
        if place == "cookie" or (name.lower(), place) in keys or (place == "header" and _is_transport(name)):
            issues.append(Issue("transport-parameter", f"parameters.{name}", f"in {place}"))
            continue
        yield _Field(
            name, place, _parts(parameter, where), place == "path" or parameter.get("required") is True
        )


def _is_transport(name: str) -> bool:
    return name.lower() in _TRANSPORT


def _key_names(spec: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return (name, place) of the API keys that the document's security schemes declare."""
    components = spec.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, Mapping) else None
    if schemes is None:
        schemes = spec.get("securityDefinitions")
    found = set()
    for scheme in schemes.values() if isinstance(schemes, Mapping) else ():
        if isinstance(scheme, Mapping) and scheme.get("type") == "apiKey":
            found.add((str(scheme.get("name")).lower(), str(scheme.get("in")).lower()))
    return found


def _parts(parameter: Mapping[str, Any], base: str) -> Parts:
    """Return a parameter's schema, with what the parameter says itself before it."""
    said = {
        key: parameter[key]
        for key in ("description", "deprecated", "example", "examples")
        if key in parameter
    }
    schema = parameter.get("schema")
    if schema is None and "content" in parameter:
        media = choose_media(parameter["content"])
        schema = media.get("schema") if media is not None else None
    if schema is None:  # Swagger 2 writes the schema into the parameter itself
        schema = {
            key: value for key, value in parameter.items() if key not in ("name", "in", "required", *said)
        }
        if schema.get("type") == "file":
            schema = {**schema, "type": "string", "format": "binary"}
    return ((said, base), (schema, base))


def _body(
    operation: Mapping[str, Any],
    fields: list[_Field],
    base: str,
    inliner: Inliner,
    references: References,
    issues: list[Issue],
) -> list[_Field]:
    """Return the properties of the body if it is an object with some, else the body as one field."""
    found = _body_schema(operation, base, references, issues)
    if found is None:
        return []
    schema, where, said, required = found
    flat = inliner.flat(((schema, where),))
    if flat.is_object and not flat.children.keys() & {"oneOf", "anyOf"}:
        issues.extend(Issue(issue.reason, "parameters", issue.detail) for issue in flat.issues)
        return [_Field(name, "body", parts, name in flat.required) for name, parts in flat.properties.items()]
    return [_Field("body", "body", (({"description": said}, base), (schema, where)), required)]


def _body_schema(
    operation: Mapping[str, Any], base: str, references: References, issues: list[Issue]
) -> tuple[Any, str, Any, bool] | None:
    """Return a body's schema, its file, its description, and whether it is required."""
    body = dereference(operation.get("requestBody"), base, references, issues, "parameters.body")
    if body is not None:
        media = choose_media(body[0].get("content"))
        if media is None:
            return None
        return media.get("schema", {}), body[1], body[0].get("description"), body[0].get("required") is True
    listed = operation.get("parameters")
    for value in listed if isinstance(listed, list) else ():
        if isinstance(value, Mapping) and (value.get("in") == "body" or "$ref" in value):
            found = dereference(value, base, references, [], "parameters.body")
            if found is not None and found[0].get("in") == "body":
                parameter, where = found
                return (
                    parameter.get("schema", {}),
                    where,
                    parameter.get("description"),
                    parameter.get("required") is True,
                )
    return None
