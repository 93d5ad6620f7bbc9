"""A dialogue as a row of the dataset and back, and rows as an Arrow table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .errors import SchemaError
from .statistics import dialogue_statistics
from .types import Dialogue, Message, PlanStep, Provenance, Tool

if TYPE_CHECKING:
    import pyarrow as pa


def dialogue_to_row(dialogue: Dialogue) -> dict[str, Any]:
    """Return a dialogue as a row: plain Python values in the columns of `FEATURES`."""
    from .features import COUNTS

    provenance = dialogue.provenance
    counts = dialogue_statistics(dialogue)
    return {
        "id": dialogue.id,
        "messages": [message.to_json() for message in dialogue.messages],
        "tools": [tool.wire() for tool in dialogue.tools],
        "plan": [{"kind": step.kind, "request": step.request} for step in dialogue.plan],
        "turn_steps": list(dialogue.turn_steps),
        "setting": provenance.setting,
        "style": provenance.style,
        "tool_returns": [tool.returns for tool in dialogue.tools],
        **{f"n_{count}": _count(getattr(counts, count)) for count in COUNTS},
        "models": dict(provenance.models),
        "executed": dict(provenance.executed),
        "seed": provenance.seed,
        "config_digest": provenance.config_digest,
        "code_version": provenance.code_version,
    }


def row_to_dialogue(row: Mapping[str, Any]) -> Dialogue:
    """Return the dialogue that a row was made from.

    Everything comes back but the tools' `inferred` and `metadata`, which stay in the run's journal.

    Raises:
        SchemaError: If a column is missing or malformed.
    """
    try:
        tools = zip(row["tools"], row["tool_returns"], strict=True)
        return Dialogue(
            id=row["id"],
            tools=tuple(
                Tool.from_json({"function": {**tool["function"], "returns": returns}})
                for tool, returns in tools
            ),
            messages=tuple(Message.from_json(message) for message in row["messages"]),
            plan=tuple(PlanStep(step["kind"], step["request"]) for step in row["plan"]),
            provenance=Provenance(
                models=dict(row["models"]),
                seed=row["seed"],
                config_digest=row["config_digest"],
                code_version=row["code_version"],
                setting=row["setting"],
                style=row["style"],
                executed=dict(row.get("executed") or {}),
            ),
            turn_steps=tuple(row["turn_steps"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise SchemaError(f"row {row.get('id')!r} is not a ToolFlow row: {error!r}") from error


def encode_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with every JSON column as text.

    Raises:
        SchemaError: If a value cannot be stored, naming the row and the column.
    """
    from datasets import Json, List

    from .exact_json import encode_exact
    from .features import FEATURES

    encoded = dict(row)
    for column, feature in FEATURES.items():
        try:
            if isinstance(feature, Json):
                encoded[column] = encode_exact(row[column])
            elif isinstance(feature, List) and isinstance(feature.feature, Json):
                encoded[column] = [None if item is None else encode_exact(item) for item in row[column]]
        except SchemaError as error:
            raise SchemaError(f"row {row['id']!r}, column {column}: {error}") from error
    if not 0 <= row["seed"] < 2**64:
        raise SchemaError(f"row {row['id']!r}, column seed: {row['seed']} is not an unsigned 64-bit integer")
    return encoded


def rows_to_table(encoded_rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Return rows from `encode_row` as a table with the schema of `FEATURES`."""
    import pyarrow as pa

    from .features import FEATURES

    schema = FEATURES.arrow_schema
    storage = pa.schema([pa.field(field.name, _storage_type(field.type)) for field in schema])
    table = pa.Table.from_pylist([dict(row) for row in encoded_rows], schema=storage)
    return table.cast(schema)


def _count(value: int | frozenset[str]) -> int:
    return value if isinstance(value, int) else len(value)


def _storage_type(arrow_type: pa.DataType) -> pa.DataType:
    """Return a type with JSON as plain strings, the form Python values can be put in."""
    import pyarrow as pa

    if isinstance(arrow_type, pa.BaseExtensionType):
        return arrow_type.storage_type
    if pa.types.is_list(arrow_type):
        return pa.list_(_storage_type(arrow_type.value_type))
    return arrow_type
