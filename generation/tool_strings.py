"""The strings a tool is compared by: `name: description` of each parameter and each return value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolflow_dataset.types import Tool


@dataclass(frozen=True, slots=True)
class Incidence:
    """Which rows hold which columns, as compressed sparse rows; columns ascend within a row.

    Args:
        indptr: (rows + 1,) int64.
        indices: (entries,) int32.
        columns: Number of columns.
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    columns: int

    @classmethod
    def from_pairs(
        cls, rows: NDArray[np.int64], columns: NDArray[np.int64], shape: tuple[int, int]
    ) -> Incidence:
        """Build from (row, column) pairs in any order; repeated pairs count once."""
        keys = np.unique(rows * shape[1] + columns)
        indptr = np.searchsorted(keys, np.arange(shape[0] + 1, dtype=np.int64) * shape[1])
        return cls(indptr.astype(np.int64), (keys % max(shape[1], 1)).astype(np.int32), shape[1])

    def pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return all (rows, columns), sorted."""
        rows = np.repeat(np.arange(len(self.indptr) - 1, dtype=np.int64), np.diff(self.indptr))
        return rows, self.indices.astype(np.int64)

    def transposed(self) -> Incidence:
        """Return which columns are held by which rows."""
        rows, columns = self.pairs()
        return Incidence.from_pairs(columns, rows, (self.columns, len(self.indptr) - 1))

    def row(self, index: int) -> NDArray[np.int32]:
        """Return the columns of one row."""
        return self.indices[self.indptr[index] : self.indptr[index + 1]]


@dataclass(frozen=True, slots=True)
class ToolStrings:
    """The distinct strings of a set of tools, numbered in order of first appearance.

    Args:
        strings: The strings.
        parameters: Tools x strings: which tool has which parameter.
        returns: Tools x strings: which tool has which return value.
    """

    strings: tuple[str, ...]
    parameters: Incidence
    returns: Incidence

    def holders(self) -> Incidence:
        """Return strings x tools: who has a string as a parameter or a return value."""
        rows, columns = (
            np.concatenate(part) for part in zip(self.parameters.pairs(), self.returns.pairs(), strict=True)
        )
        return Incidence.from_pairs(columns, rows, (len(self.strings), len(self.parameters.indptr) - 1))


def tool_strings(tools: Sequence[Tool], depth: int = 1) -> ToolStrings:
    """Collect the strings of all tools; `depth` 1 is the top level, as in the paper. Source: section 3.1."""
    number: dict[str, int] = {}
    pairs: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    for index, tool in enumerate(tools):
        for side, schema in zip(pairs, (tool.parameters, tool.returns), strict=True):
            side.extend(
                (index, number.setdefault(text, len(number))) for text in schema_strings(schema, depth)
            )
    shape = (len(tools), len(number))
    arrays = [np.array(side, np.int64).reshape(-1, 2) for side in pairs]
    parameters, returns = (Incidence.from_pairs(array[:, 0], array[:, 1], shape) for array in arrays)
    return ToolStrings(tuple(number), parameters, returns)


def schema_strings(schema: Any, depth: int = 1) -> list[str]:
    """Return `path: description` of a JSON Schema's properties, verbatim even when the description is empty.

    Nested properties have a dotted path. Arrays, local references and `allOf`/`anyOf`/`oneOf` are looked
    through: the properties of an array's items stand at the array's own level. What has no named properties
    gives nothing.
    """
    texts: dict[str, None] = {}
    level: list[tuple[str, Any, frozenset[int]]] = [("", schema, frozenset())]
    for _ in range(depth):
        following = []
        for prefix, parent, above in level:
            children, passed = _properties(parent, schema)
            if above & passed:
                continue  # a schema inside itself: its strings would repeat for ever
            for name, child in children:
                path = f"{prefix}{name}"
                texts[f"{path}: {_description(child)}"] = None
                following.append((f"{path}.", child, above | passed))
        level = following
    return list(texts)


def string_name(text: str) -> str:
    """Return the name (last part of the dotted path) in a `name: description` string."""
    return text.partition(": ")[0].rpartition(".")[2]


def _description(schema: Any) -> str:
    description = schema.get("description") if isinstance(schema, Mapping) else None
    return description if isinstance(description, str) else ""


def _properties(schema: Any, root: Any) -> tuple[list[tuple[str, Any]], frozenset[int]]:
    """Return the properties found without passing another name, and the ids of the objects holding them."""
    found: list[tuple[str, Any]] = []
    holders: set[int] = set()
    seen: set[int] = set()
    waiting = [schema]
    while waiting:
        here = waiting.pop()
        if not isinstance(here, Mapping) or id(here) in seen:
            continue
        seen.add(id(here))
        properties = here.get("properties")
        if isinstance(properties, Mapping) and properties:
            holders.add(id(properties))
            found.extend((str(name), child) for name, child in properties.items())
        inner = [here.get("items")]
        for keyword in ("allOf", "anyOf", "oneOf"):
            branches = here.get(keyword)
            inner.extend(branches if isinstance(branches, list) else ())
        reference = here.get("$ref")
        if isinstance(reference, str) and reference.startswith("#"):
            inner.append(_resolve(reference, root))
        waiting.extend(reversed(inner))
    return found, frozenset(holders)


def _resolve(reference: str, root: Any) -> Any:
    """Return what a local JSON pointer points at, None if it points nowhere."""
    target = root
    for part in reference.removeprefix("#").split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(target, Mapping) or key not in target:
            return None
        target = target[key]
    return target
