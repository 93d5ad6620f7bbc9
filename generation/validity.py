"""A quick yes to `does this value satisfy this schema`, which is asked thousands of times a second.

A yes comes from the compiled validator of `jsonschema-rs`. Anything else is left to `jsonschema`, which
decides and says what is wrong; so the quick path never refuses a value.
"""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs

_MOST = 8192
_compiled: dict[int, tuple[dict[str, Any], jsonschema_rs.Draft202012Validator | None]] = {}


def surely_valid(value: Any, schema: dict[str, Any]) -> bool:
    """Return True if a value satisfies a schema; False means only that this is not known yet.

    Args:
        value: Any JSON value.
        schema: Compiled once per object, which the entry keeps alive.
    """
    entry = _compiled.get(id(schema))
    if entry is None:
        if len(_compiled) >= _MOST:
            _compiled.clear()
        entry = _compiled[id(schema)] = (schema, _compile(schema))
    try:
        return entry[1] is not None and bool(entry[1].is_valid(value))
    except (ValueError, TypeError, OverflowError):
        return False


def _compile(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator | None:
    if '"pattern' in json.dumps(schema):  # the two libraries know different regular expressions
        return None
    try:
        return jsonschema_rs.Draft202012Validator(schema, offline=True, validate_formats=False)
    except (ValueError, TypeError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
        return None
