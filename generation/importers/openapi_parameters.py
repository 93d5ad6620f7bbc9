"""The parameters of an OpenAPI or Swagger operation as one flat object: path, query and body together.

The properties of a body that is an object stand beside path and query parameters. What the transport or the
client library sees to (`Accept`, cookies, API keys) is left out, and told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..tool_report import Issue
from .flat_parameters import Field, Place, join_fields
from .inlining import Inliner
from .openapi_answers import choose_media, dereference
from .references import References
from .schema_parts import Parts

_PLACES: Mapping[str, Place] = {"path": "path", "query": "query", "header": "header", "formdata": "form"}
_TRANSPORT = frozenset(
    "accept accept-charset accept-encoding accept-language authorization cache-control connection "
    "content-encoding content-length content-type cookie date host if-match if-modified-since if-none-match "
    "if-unmodified-since origin prefer range referer traceparent tracestate user-agent x-api-key "
    "x-auth-token x-correlation-id x-csrf-token x-request-id x-requested-with".split()
)
_SAID = ("description", "deprecated", "example", "examples")
_NO_SCHEMA = frozenset(("name", "in", "required", "style", "explode", "collectionFormat", *_SAID))

_Declared = dict[tuple[str, str], tuple[Mapping[str, Any], str]]  # (name, place) -> (parameter, its file)


def collect_parameters(
    item: Mapping[str, Any],
    operation: Mapping[str, Any],
    keys: frozenset[tuple[str, str]],
    references: References,
    base: str,
    inliner: Inliner,
    issues: list[Issue],
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the schema of an operation's parameters, and which of them were renamed from what.

    Args:
        item: The path item; its parameters hold unless the operation states them again.
        operation: The operation.
        keys: (name, place) of API keys, in lower case.
        references: Of the document.
        base: The file that path item and operation stand in.
        inliner: Writes the schema.
        issues: Told of all that is left out or renamed.

    Raises:
        TooLargeError: If there are more than a tool may have.
    """
    declared = _declared(item, operation, references, base, issues)
    fields = [
        *_fields(declared, keys, issues),
        *_body(operation, declared, references, base, inliner, issues),
    ]
    return join_fields(fields, inliner, issues)


def key_names(spec: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """Return (name, place) of the API keys that a document's security schemes declare, in lower case."""
    components = spec.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, Mapping) else None
    if schemes is None:
        schemes = spec.get("securityDefinitions")
    return frozenset(
        (str(scheme.get("name")).lower(), str(scheme.get("in")).lower())
        for scheme in (schemes.values() if isinstance(schemes, Mapping) else ())
        if isinstance(scheme, Mapping) and scheme.get("type") == "apiKey"
    )


def _declared(
    item: Mapping[str, Any],
    operation: Mapping[str, Any],
    references: References,
    base: str,
    issues: list[Issue],
) -> _Declared:
    """Return the parameters of the operation, and those of its path that it does not state again."""
    found: _Declared = {}
    for holder in (item, operation):
        listed = holder.get("parameters")
        if listed is not None and not isinstance(listed, list):
            issues.append(Issue("bad-parameter", "parameters", f"no list: {str(listed)[:80]}"))
        for value in listed if isinstance(listed, list) else ():
            target = dereference(value, base, references, issues, "parameters")
            if target is None:
                if not (isinstance(value, Mapping) and "$ref" in value):
                    issues.append(Issue("bad-parameter", "parameters", f"no object: {str(value)[:80]}"))
                continue
            name, place = target[0].get("name"), str(target[0].get("in", "")).lower()
            if isinstance(name, str) and name.strip() and place in (*_PLACES, "cookie", "body"):
                found[(name, place)] = target
            elif place == "body":
                found[("body", place)] = target
            else:
                detail = f"name {str(name)[:60]!r} in {place[:20]!r}"
                issues.append(Issue("bad-parameter", "parameters", detail))
    return found


def _fields(declared: _Declared, keys: frozenset[tuple[str, str]], issues: list[Issue]) -> Iterator[Field]:
    for (name, place), (parameter, where) in declared.items():
        is_transport = place == "header" and name.lower() in _TRANSPORT
        if place == "body":
            continue
        if place == "cookie" or is_transport or (name.lower(), place) in keys:
            issues.append(Issue("transport-parameter", f"parameters.{name}", f"in {place}"))
            continue
        is_required = place == "path" or parameter.get("required") is True
        yield Field(name, _PLACES[place], _parts(parameter, where), is_required)


def _parts(parameter: Mapping[str, Any], base: str) -> Parts:
    """Return a parameter's schema, with what the parameter says itself before it."""
    said = {key: parameter[key] for key in _SAID if key in parameter}
    schema = parameter.get("schema")
    if schema is None and "content" in parameter:
        media = choose_media(parameter["content"])
        schema = media.get("schema", {}) if media is not None else {}
    if schema is None:  # Swagger 2 writes the schema into the parameter itself
        schema = {key: value for key, value in parameter.items() if key not in _NO_SCHEMA}
        if schema.get("type") == "file":
            schema = {**schema, "type": "string", "format": "binary"}
    return ((said, base), (schema, base))


def _body(
    operation: Mapping[str, Any],
    declared: _Declared,
    references: References,
    base: str,
    inliner: Inliner,
    issues: list[Issue],
) -> Iterator[Field]:
    """Yield the properties of the body if it is an object with some, else the body as one field."""
    said: Mapping[str, Any] = {}
    schema: Any = None
    where = base
    if "requestBody" in operation:
        body = dereference(operation["requestBody"], base, references, issues, "parameters.body")
        said, where = body if body is not None else ({}, base)
        media = choose_media(said.get("content"))
        schema = media.get("schema", {}) if media is not None else None
    else:
        parameter = next((each for (_, place), each in declared.items() if place == "body"), None)
        if parameter is not None:
            said, where = parameter
            schema = said.get("schema", {})
    if schema is None:
        return
    flat = inliner.flat(((schema, where),))
    if flat.is_object and not flat.children.keys() & {"oneOf", "anyOf"}:
        issues.extend(Issue(issue.reason, "parameters", issue.detail) for issue in flat.issues)
        for name, parts in flat.properties.items():
            yield Field(str(name), "body", parts, name in flat.required)
    elif not _is_empty(flat.keywords, flat.children):
        description = {"description": said["description"]} if "description" in said else {}
        yield Field("body", "body", ((description, where), (schema, where)), said.get("required") is True)


def _is_empty(keywords: Mapping[str, Any], children: Mapping[str, Any]) -> bool:
    """Tell whether a body is an object that may hold nothing."""
    return keywords.get("type") == "object" and keywords.get("additionalProperties") is False and not children
