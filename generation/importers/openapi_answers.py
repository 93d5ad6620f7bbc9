"""Which schema of an OpenAPI or Swagger operation is the answer to a successful call; and media types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..tool_report import Issue
from .references import BrokenReferenceError, References

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def answer_schema(
    operation: Mapping[str, Any], base: str, references: References, issues: list[Issue]
) -> tuple[Any, str] | None:
    """Return the schema of an operation's successful answer and its file; None if it has none.

    The first of 200, 201, the other 2xx in order, and `default` that has a schema.
    """
    responses = operation.get("responses")
    if not isinstance(responses, Mapping):
        return None
    by_code = {str(code).upper(): response for code, response in responses.items()}
    good = sorted(code for code in by_code if code.startswith("2"))
    for code in (*good, "DEFAULT"):
        found = dereference(by_code.get(code), base, references, issues, "returns")
        if found is None:
            continue
        response, where = found
        if "schema" in response:
            return response["schema"], where
        media = choose_media(response.get("content"))
        if media is not None and "schema" in media:
            return media["schema"], where
    return None


def dereference(
    value: Any, base: str, references: References, issues: list[Issue], path: str
) -> tuple[Mapping[str, Any], str] | None:
    """Follow the `$ref` that stands in the place of a parameter, body or response; None if there is none."""
    for _ in range(16):
        if not isinstance(value, Mapping):
            return None
        ref = value.get("$ref")
        if not isinstance(ref, str):
            return value, base
        try:
            value, base = references.lookup(ref, base)
        except BrokenReferenceError as error:
            issues.append(Issue(error.reason, path, error.detail))
            return None
    issues.append(Issue("recursive-schema", path, "a $ref that leads to itself"))
    return None


def choose_media(content: Any) -> Mapping[str, Any] | None:
    """Return what a request or response says for JSON, or else for a form, or else first."""
    if not isinstance(content, Mapping):
        return None
    kinds = {
        str(kind).split(";")[0].strip().lower(): media for kind, media in reversed(list(content.items()))
    }
    usable = {kind: media for kind, media in kinds.items() if isinstance(media, Mapping)}
    return next((usable[kind] for kind in sorted(usable, key=_rank)), None)


def _rank(kind: str) -> tuple[int, str]:
    if kind == "application/json":
        return 0, kind
    if kind.endswith(("+json", "/json")) or kind == "*/*":
        return 1, kind
    return (2 + _FORMS.index(kind), kind) if kind in _FORMS else (4, kind)
