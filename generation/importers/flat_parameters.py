"""Parameters from several places of a request as the properties of one object.

Where two have one name the path's keeps it, then the query's; the other is called by where it stands
(`body_id`), and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..tool_report import Issue
from .inlining import PARAMETERS_BUDGET, Inliner
from .schema_parts import FlatSchema, Parts

Place = Literal["path", "query", "header", "form", "body"]
_ORDER: dict[Place, int] = {"path": 0, "query": 1, "header": 2, "form": 3, "body": 4}


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter, or one property of a body.

    Args:
        name: As it is sent.
        place: Where in the request it is sent.
        parts: Its schema.
        required: Whether no call can be made without it.
    """

    name: str
    place: Place
    parts: Parts
    required: bool


def join_fields(
    fields: Iterable[Field], inliner: Inliner, issues: list[Issue]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the schema of all fields as one object, and which of them were renamed from what.

    Raises:
        TooLargeError: If there are more than a tool may have.
    """
    flat = FlatSchema(keywords={"type": "object"})
    renamed: dict[str, str] = {}
    for each in sorted(fields, key=lambda field: _ORDER[field.place]):
        name = each.name
        if name in flat.properties:
            name = _free_name(each, flat.properties)
            renamed[name] = f"{each.place} {each.name}"
            detail = f"{each.name} of the {each.place}; another has its name"
            issues.append(Issue("parameter-renamed", f"parameters.{name}", detail))
        flat.properties[name] = each.parts
        if each.required:
            flat.required[name] = None
    parameters = inliner.inline(flat, "parameters", PARAMETERS_BUDGET, hidden="readOnly")
    return {"type": "object", "properties": {}} | parameters, renamed


def _free_name(field: Field, taken: Mapping[str, Any]) -> str:
    wanted = f"{field.place}_{field.name}"
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}_{number}", number + 1
    return name
