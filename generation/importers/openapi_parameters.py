"""The parameters of an OpenAPI or Swagger operation as one flat object: path, query and body together.

The properties of a body that is an object stand beside path and query parameters. What the transport or the
client library sees to (`Accept`, cookies, API keys) is left out, and told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..tool_report import Issue
from .flat_parameters import Field, Place, join_fields
from .inlining import Inliner
from .openapi_answers import choose_media, dereference
from .references import References
from .schema_parts import Parts

_PLACES: Mapping[str, Place] = {"path": "path", "query": "query", "header": "header", "formdata": "form"}
_TRANSPORT = re.compile(
    "accept(-.*)?|authorization|cache-control|connection|content-(encoding|length|type)|cookie|date|host|if-.*|"
    "origin|prefer|range|referer|traceparent|tracestate|user-agent|x-amz-.*|x-(api-key|auth-token|csrf-token|"
    "requested-with)|.*(request|correlation|trace)-?id|.*idempotency-?key"
)
_PLACEHOLDER = re.compile(r"\{([^{}/#?]+)\}")
_MIN_OPERATIONS = 8  # of a document in which what every operation takes counts as common
_BROKEN = ("external-ref", "unresolved-ref")
_SAID = ("description", "deprecated", "example", "examples")
_NO_SCHEMA = frozenset(("name", "in", "required", "style", "explode", "collectionFormat", *_SAID))

_Declared = dict[tuple[str, str], tuple[Mapping[str, Any], str]]  # (name, place) -> (parameter, its file)


@dataclass(frozen=True, slots=True)
class Plumbing:
    """Parameters of a document that are no one's choice, each by (name, place).

    Args:
        keys: API keys of its security schemes, names in lower case.
        common: Optional ones that all its operations take, such as `prettyPrint`.
    """

    keys: frozenset[tuple[str, str]]
    common: frozenset[tuple[str, str]]


@dataclass(slots=True)
class Collected:
    """The parameters of an operation.

    Args:
        schema: One object.
        renamed: Names given here, and what they are called where in the request.
        fixed: Required ones of which only one value is allowed, and that value; not in the schema.
    """

    schema: dict[str, Any] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, Any] = field(default_factory=dict)


def collect_parameters(
    path: str,
    item: Mapping[str, Any],
    operation: Mapping[str, Any],
    plumbing: Plumbing,
    references: References,
    base: str,
    inliner: Inliner,
    issues: list[Issue],
) -> Collected:
    """Return the parameters of an operation.

    Args:
        path: Of the operation, with placeholders such as `{id}`.
        item: The path item; its parameters hold unless the operation states them again.
        operation: The operation.
        plumbing: What is left out.
        references: Of the document.
        base: The file that path item and operation stand in.
        inliner: Writes the schema.
        issues: Told of all that is left out or renamed.

    Raises:
        TooLargeError: If there are more than a tool may have.
    """
    declared = _declared(item, operation, references, base, issues)
    for name in _PLACEHOLDER.findall(path):
        if (name, "path") not in declared:
            issues.append(
                Issue("bad-parameter", f"parameters.{name}", "in the path, but not declared; added")
            )
            declared[(name, "path")] = ({"schema": {"type": "string"}}, base)
    collected = Collected()
    fields = list(_fields(declared, plumbing, inliner, collected, issues))
    fields += _body(operation, declared, references, base, inliner, issues)
    collected.schema, collected.renamed = join_fields(fields, inliner, issues)
    return collected


def find_plumbing(
    spec: Mapping[str, Any],
    operations: Sequence[tuple[Mapping[str, Any], Mapping[str, Any], str]],
    references: References,
    keep_common: bool,
) -> Plumbing:
    """Return what the operations of a document share that is no one's choice.

    Where most operations take nothing besides, what they share is what they are about, and is kept.

    Args:
        spec: The document.
        operations: Path item, operation and the file they stand in.
        references: Of the document.
        keep_common: Whether parameters common to all operations are kept.
    """
    keys = _key_names(spec)
    if keep_common or len(operations) < _MIN_OPERATIONS:
        return Plumbing(keys, frozenset())
    counts: Counter[tuple[str, str]] = Counter()
    taken: list[set[tuple[str, str]]] = []
    for item, operation, base in operations:
        declared = _declared(item, operation, references, base, [])
        taken.append({key for key in declared if not _is_left_out(key, keys)})
        if "requestBody" in operation:
            taken[-1].add(("body", "body"))
        counts.update(
            key
            for key, (parameter, _) in declared.items()
            if key[1] in ("query", "header") and parameter.get("required") is not True
        )
    common = frozenset(key for key, count in counts.items() if count == len(operations))
    emptied = sum(bool(each) and each <= common for each in taken)
    return Plumbing(keys, frozenset() if emptied * 2 > len(operations) else common)


def _is_left_out(key: tuple[str, str], keys: frozenset[tuple[str, str]]) -> bool:
    """Tell whether the transport or the client library sees to a parameter, given by (name, place)."""
    name, place = key[0].lower(), key[1]
    is_transport = place == "header" and _TRANSPORT.fullmatch(name) is not None
    return place == "cookie" or is_transport or (name, place) in keys


def _key_names(spec: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
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


def _fields(
    declared: _Declared, plumbing: Plumbing, inliner: Inliner, collected: Collected, issues: list[Issue]
) -> Iterator[Field]:
    """Yield what is no body, and set aside what has only one value."""
    for (name, place), (parameter, where) in declared.items():
        if place == "body":
            continue
        path = f"parameters.{name}"
        if _is_left_out((name, place), plumbing.keys):
            issues.append(Issue("transport-parameter", path, f"in {place}"))
            continue
        if (name, place) in plumbing.common:
            issues.append(Issue("common-parameter", path, f"in {place}"))
            continue
        parts = _parts(parameter, where)
        is_required = place == "path" or parameter.get("required") is True
        allowed = inliner.flat(parts).keywords.get("enum") if is_required else None
        if isinstance(allowed, list) and len(allowed) == 1 and isinstance(allowed[0], (str, int, float)):
            collected.fixed[name] = allowed[0]
            issues.append(Issue("fixed-parameter", path, f"always {str(allowed[0])[:80]}"))
            continue
        yield Field(name, _PLACES[place], parts, is_required)


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
        is_optional = (
            said.get("required") is False
        )  # not said is not meant: most bodies of POST do not say it
        for name, parts in flat.properties.items():
            yield Field(str(name), "body", parts, not is_optional and name in flat.required)
        if flat.required and is_optional:
            issues.append(Issue("optional-body", "parameters", ", ".join(flat.required)[:100]))
    elif not _is_empty(flat.keywords, flat.children):
        ahead: dict[str, Any] = {"description": said["description"]} if "description" in said else {}
        if not flat.keywords and not flat.children and any(issue.reason in _BROKEN for issue in flat.issues):
            ahead["type"] = "object"  # what a body refers to is an object, if anything
        yield Field("body", "body", ((ahead, where), (schema, where)), said.get("required") is True)


def _is_empty(keywords: Mapping[str, Any], children: Mapping[str, Any]) -> bool:
    """Tell whether a body is an object that may hold nothing."""
    return keywords.get("type") == "object" and keywords.get("additionalProperties") is False and not children
