"""OpenAPI 3.0 and 3.1 and Swagger 2: one tool for each operation.

Path, query and body are one flat object of parameters, as a model fills it in; the schema of the successful
answer is `returns`. Its name is the `operationId`, or method and path.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ..standardise import SourceTool
from ..tool_report import Issue
from .inlining import RETURNS_BUDGET, Inliner, TooLargeError
from .openapi_answers import answer_schema
from .openapi_parameters import Collected, collect_parameters, find_plumbing
from .plain_text import TOOL_LENGTH, describe, plain_text
from .references import BrokenReferenceError, References
from .source_document import Format, SourceDocument

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")

_UNFIT = re.compile(r"[^A-Za-z0-9]+")


def _sniff(value: Any) -> bool:
    return (
        isinstance(value, Mapping)
        and isinstance(value.get("openapi", value.get("swagger")), (str, float, int))
        and ("paths" in value or "info" in value)
    )


def _read(document: SourceDocument) -> Iterator[SourceTool]:
    spec: Mapping[str, Any] = document.value
    mark = "" if "#" in document.place else "#"
    place = f"{document.place}{mark}"
    paths = spec.get("paths")
    if not isinstance(paths, Mapping):
        kind = "it has none" if paths is None else f"got a {type(paths).__name__}"
        document.notes.append(f"{place}/paths: no operations; expected an object of paths, {kind}")
        return
    for key in ("webhooks", "x-webhooks"):
        if isinstance(spec.get(key), Mapping) and spec[key]:
            document.notes.append(f"{place}/{key}: {len(spec[key]):,} left out; they are calls to you")
    reader = _Reader(document, spec)
    operations = list(_operations(paths, place, reader))
    reader.survey(operations)
    for operation in operations:
        yield reader.read(*operation)


def _operations(
    paths: Mapping[str, Any], place: str, reader: _Reader
) -> Iterator[tuple[str, str, str, Any, Any, str]]:
    """Yield (place, method, path, path item, operation, base) in the order of the document."""
    for path, item in paths.items():
        if str(path).startswith("x-"):
            continue
        where = f"{place}/paths/{str(path).replace('~', '~0').replace('/', '~1')}"
        base = reader.references.base
        if isinstance(item, Mapping) and isinstance(item.get("$ref"), str):
            try:
                target, base = reader.references.lookup(item["$ref"], base)
                item = {**target, **item} if isinstance(target, Mapping) else target
            except BrokenReferenceError as error:
                yield where, "", str(path), None, error, base
                continue
        if not isinstance(item, Mapping):
            yield where, "", str(path), None, item, base
            continue
        for method in item:
            if method in METHODS:
                yield f"{where}/{method}", method, str(path), item, item[method], base


class _Reader:
    """Reads operations of one document."""

    def __init__(self, document: SourceDocument, spec: Mapping[str, Any]) -> None:
        self.references = References(document)
        self._spec = spec
        self._keep_common = document.options.common_parameters
        self._plumbing = find_plumbing(spec, (), self.references, True)
        self._ids: Counter[str] = Counter()
        info = spec.get("info")
        self._info: Mapping[str, Any] = info if isinstance(info, Mapping) else {}
        self._title = plain_text(self._info.get("title"), 120) or document.path.name

    def survey(self, operations: list[tuple[str, str, str, Any, Any, str]]) -> None:
        """Remember which operation ids are used more than once, and what all operations share."""
        usable = [(item, each, base) for *_, item, each, base in operations if isinstance(each, Mapping)]
        self._ids.update(
            each["operationId"] for _, each, _ in usable if isinstance(each.get("operationId"), str)
        )
        self._plumbing = find_plumbing(self._spec, usable, self.references, self._keep_common)

    def read(self, place: str, method: str, path: str, item: Any, operation: Any, base: str) -> SourceTool:
        """Return an operation as a function document, or with the reason why it is none."""
        if isinstance(operation, BrokenReferenceError):
            return SourceTool(None, place, problem=Issue(operation.reason, "", operation.detail))
        if not isinstance(operation, Mapping):
            kind = type(operation).__name__
            return SourceTool(None, place, problem=Issue("not-a-tool", "", f"expected an object, got {kind}"))
        issues: list[Issue] = []
        try:
            inliner = Inliner(self.references.lookup, issues)
            collected = collect_parameters(
                path, item, operation, self._plumbing, self.references, base, inliner, issues
            )
            returns = self._returns(operation, base, inliner, issues)
        except TooLargeError as error:
            return SourceTool(None, place, problem=Issue("too-large", "parameters", str(error)))
        name = self._name(operation, method, path, issues)
        document = {
            "name": name,
            "description": _description(operation, item, issues),
            "parameters": collected.schema,
        }
        if returns is not None:
            document["returns"] = returns
        document["metadata"] = self._metadata(operation, method, path, collected)
        return SourceTool(document, place, issues=tuple(issues), fuller_names=self._fuller_names(name))

    def _returns(
        self, operation: Mapping[str, Any], base: str, inliner: Inliner, issues: list[Issue]
    ) -> dict[str, Any] | None:
        found = answer_schema(operation, base, self.references, issues)
        if found is None:
            return None
        try:
            return inliner.inline(inliner.flat((found,)), "returns", RETURNS_BUDGET, "writeOnly") or None
        except TooLargeError as error:
            issues.append(Issue("returns-unusable", "returns", str(error)))
            return None

    def _name(self, operation: Mapping[str, Any], method: str, path: str, issues: list[Issue]) -> str:
        name = operation.get("operationId")
        if isinstance(name, str) and name.strip():
            if self._ids[name] == 1:
                return name
            issues.append(Issue("name-collision", "name", f"several operations are called {name[:80]!r}"))
        return "_".join(filter(None, (method, *path_words(path))))

    def _fuller_names(self, name: str) -> tuple[str, ...]:
        words = [word for word in _UNFIT.split(self._title) if word.lower() not in ("", "api", "rest", "the")]
        title = "_".join(words[:4]).lower()
        version = _UNFIT.sub("_", str(self._info.get("version", "")))[:12].strip("_")
        return (f"{title}_{name}", f"{title}_{version}_{name}") if title else ()

    def _metadata(
        self, operation: Mapping[str, Any], method: str, path: str, collected: Collected
    ) -> dict[str, Any]:
        tags = operation.get("tags")
        tag = next((each for each in tags if isinstance(each, str)), "") if isinstance(tags, list) else ""
        metadata: dict[str, Any] = {
            "source": self._title,
            "id": f"{method.upper()} {path}",
            "category": tag or self._title,
        }
        version = self._info.get("version")
        if isinstance(version, (str, int, float)):
            metadata["version"] = str(version)
        if operation.get("deprecated") is True:
            metadata["deprecated"] = True
        for key, value in (("renamed_parameters", collected.renamed), ("fixed_parameters", collected.fixed)):
            if value:
                metadata[key] = value
        return metadata


def path_words(path: str) -> Iterator[str]:
    """Yield the words of a path: `/pets/{petId}/toys` is `pets`, `by`, `petId`, `toys`."""
    for segment in path.split("/"):
        word = _UNFIT.sub("_", segment).strip("_")
        if segment.startswith("{") and segment.endswith("}") and word:
            yield "by"
        if word:
            yield word


def _description(operation: Mapping[str, Any], item: Any, issues: list[Issue]) -> str:
    """Join summary and description unless one says the other."""
    holders = (operation, item if isinstance(item, Mapping) else {})
    summary, text = (
        next((value for each in holders if isinstance(value := each.get(key), str) and value.strip()), "")
        for key in ("summary", "description")
    )
    short, start = plain_text(summary, TOOL_LENGTH), plain_text(text, TOOL_LENGTH)
    if short and not start.lower().startswith(short.lower().rstrip(".!: ")):
        stop = "" if short.endswith((".", "!", "?", ":")) else "."
        text = f"{short}{stop} {text}" if start else summary
    return describe(text, "description", issues, TOOL_LENGTH)


OPENAPI = Format("openapi", "an OpenAPI 3 or Swagger 2 description", _sniff, _read)
