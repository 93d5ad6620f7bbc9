"""A quick yes to `does this value satisfy this schema`, which is asked thousands of times a second.

A yes comes from the compiled validator of `jsonschema-rs`. Anything else is left to `jsonschema`, which
decides and says what is wrong; so the quick path never refuses a value.
"""

from __future__ import annotations

from functools import partial
from typing import Any, TypeAlias

import jsonschema_rs

from .compact_json import compact_json
from .identity import BoundedCache, IdentityCache

Compiled: TypeAlias = "jsonschema_rs.Draft202012Validator | None"

_MOST = 8192
_by_schema: IdentityCache[dict[str, Any], Compiled] = IdentityCache(_MOST)
_by_text: BoundedCache[str, Compiled] = BoundedCache(_MOST)


def surely_valid(value: Any, schema: dict[str, Any]) -> bool:
    """Return True if a value satisfies a schema; False means only that this is not known yet.

    Args:
        value: Any JSON value.
        schema: Looked up by identity, so it must not change; equal ones share what is compiled.
    """
    compiled = _by_schema.get(schema, None, partial(_compiled, schema))
    try:
        return compiled is not None and bool(compiled.is_valid(value))
    except (ValueError, TypeError, OverflowError):
        return False


def _compiled(schema: dict[str, Any]) -> Compiled:
    text = compact_json(schema)
    return _by_text.get(text, partial(_compile, schema, text))


def _compile(schema: dict[str, Any], text: str) -> Compiled:
    if '"pattern' in text:  # the two libraries know different regular expressions
        return None
    try:
        return jsonschema_rs.Draft202012Validator(schema, offline=True, validate_formats=False)
    except (ValueError, TypeError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
        return None
