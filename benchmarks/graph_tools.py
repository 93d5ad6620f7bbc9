"""Rebuild the tool sets that the graph benchmarks use, from packages that carry API descriptions.

    pip download --no-deps google-api-python-client botocore --dest WHEELS
    python benchmarks/graph_tools.py WHEELS --out tools.jsonl.gz [--count 16464] [--seed 0]

Methods of Google's discovery documents with the parameters common to their API, and operations of AWS's
service models, the newest version of each API; top-level properties only; a description is its first
sentence, at most 200 characters. `--count` of all are drawn at random, 0 keeps all. Nothing of this is kept
in the repository; the same packages, count and seed give the same file.
"""

from __future__ import annotations

import gzip
import html
import json
import random
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from speed_rounds import parser_of

_TAG = re.compile(r"<[^>]+>")
_SENTENCE = re.compile(r"(?<=[.!?])\s")
_GOOGLE = re.compile(r".*/discovery_cache/documents/(?P<api>\w+)\.(?P<version>[^/]+)\.json$")
_AWS = re.compile(r"botocore/data/(?P<api>[^/]+)/(?P<version>[^/]+)/service-2\.json(?:\.gz)?$")
_STABLE = re.compile(r"v(\d+)(?:[._](\d+))?(?:(alpha|beta)(\d*))?")
_NAME = re.compile(r"[^A-Za-z0-9_-]+")
LONGEST = 200
SEED = 0
COUNT = 16_464


def main() -> None:
    """Write the tools of the wheels in a folder."""
    parser = parser_of(__doc__)
    parser.add_argument("wheels", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    tools = [*google_methods(options.wheels), *aws_operations(options.wheels)]
    if options.count:
        tools = random.Random(options.seed).sample(tools, min(options.count, len(tools)))
    with options.out.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as stream:
        for tool in tools:
            stream.write(json.dumps(tool, ensure_ascii=False).encode() + b"\n")
    print(f"{len(tools):,} tools in {options.out}")


def google_methods(wheels: Path) -> Iterator[dict[str, Any]]:
    """Yield a tool for each method of the newest version of each Google API."""
    for api, text in _newest(wheels, "google_api_python_client", _GOOGLE, _google_version):
        document = json.loads(text)
        schemas, common = document.get("schemas", {}), document.get("parameters", {})
        for path, method in _methods(document, ()):
            body = schemas.get(method.get("request", {}).get("$ref"), {})
            answer = schemas.get(method.get("response", {}).get("$ref"), {})
            parameters = {**common, **method.get("parameters", {}), **body.get("properties", {})}
            yield _tool(
                "_".join((api, *path)),
                method.get("description", ""),
                {name: each.get("description", "") for name, each in parameters.items()},
                {name: each.get("description", "") for name, each in answer.get("properties", {}).items()},
            )


def aws_operations(wheels: Path) -> Iterator[dict[str, Any]]:
    """Yield a tool for each operation of the newest version of each AWS service."""
    for api, text in _newest(wheels, "botocore", _AWS, lambda version: version):
        model = json.loads(text)
        shapes = model["shapes"]
        for name, operation in model["operations"].items():
            yield _tool(
                f"{api}_{name}",
                operation.get("documentation", ""),
                _members(shapes, operation.get("input")),
                _members(shapes, operation.get("output")),
            )


def _members(shapes: Mapping[str, Any], reference: Mapping[str, Any] | None) -> dict[str, str]:
    """Return the members of a shape with their descriptions, or the shape's own where a member has none."""
    members = shapes[reference["shape"]].get("members", {}) if reference else {}
    return {
        name: each.get("documentation") or shapes[each["shape"]].get("documentation", "")
        for name, each in members.items()
    }


def _methods(
    holder: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    for name, method in holder.get("methods", {}).items():
        yield (*path, name), method
    for name, resource in holder.get("resources", {}).items():
        yield from _methods(resource, (*path, name))


def _newest(wheels: Path, package: str, pattern: re.Pattern[str], rank: Any) -> Iterator[tuple[str, str]]:
    """Yield (API, document) of the newest version of each API in a package's wheel, in the APIs' order."""
    [wheel] = wheels.glob(f"{package}-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        best: dict[str, tuple[Any, str]] = {}
        for name in archive.namelist():
            if match := pattern.match(name):
                best[match["api"]] = max(
                    best.get(match["api"], (rank(match["version"]), name)), (rank(match["version"]), name)
                )
        for api, (_, name) in sorted(best.items()):
            raw = archive.read(name)
            yield api, (gzip.decompress(raw) if name.endswith(".gz") else raw).decode()


def _google_version(version: str) -> tuple[int, int, int, int]:
    """Rank `v2` above `v2beta1` above `v1`; what is written otherwise comes last."""
    match = _STABLE.fullmatch(version)
    if match is None:
        return (-1, 0, 0, 0)
    stage = {"alpha": 0, "beta": 1, None: 2}[match[3]]
    return (int(match[1]), int(match[2] or 0), stage, int(match[4] or 0))


def _tool(name: str, text: str, parameters: Mapping[str, str], returns: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": _NAME.sub("_", name)[-64:],
        "description": _first_sentence(text),
        "parameters": _schema(parameters.items()),
        "returns": _schema(returns.items()),
        "metadata": {"original_name": name},
    }


def _schema(fields: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            name: {"type": "string", "description": _first_sentence(text)} for name, text in fields
        },
    }


def _first_sentence(text: str) -> str:
    plain = " ".join(html.unescape(_TAG.sub(" ", text)).split())
    return _SENTENCE.split(plain)[0][:LONGEST].strip()


if __name__ == "__main__":
    main()
