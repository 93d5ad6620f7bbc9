"""Tools from made-up wheels: newest versions, common parameters, first sentences, the same draw every time."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from graph_tools import aws_operations, google_methods

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "graph_tools.py"
DOCUMENTS = "googleapiclient/discovery_cache/documents"


def discovery(method: str) -> str:
    get = {
        "description": f"<b>{method}</b> &amp; more. And more.",
        "parameters": {"id": {"description": "Id."}},
    }
    get |= {"request": {"$ref": "Body"}, "response": {"$ref": "Answer"}}
    return json.dumps(
        {
            "parameters": {"alt": {"description": "Format. Long."}},
            "schemas": {
                "Body": {"properties": {"title": {"description": "x" * 300}}},
                "Answer": {"properties": {"etag": {}}},
            },
            "resources": {"things": {"methods": {method: get}}},
        }
    )


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    folder.mkdir()
    with zipfile.ZipFile(folder / "google_api_python_client-1-py3-none-any.whl", "w") as wheel:
        for version in ("v1", "v2beta1", "v2", "v10alpha", "v9"):
            wheel.writestr(f"{DOCUMENTS}/books.{version}.json", discovery(f"get{version}"))
        wheel.writestr(f"{DOCUMENTS}/index.json", "{}")
    model = {
        "shapes": {
            "In": {
                "members": {"Name": {"shape": "Text", "documentation": "A name."}, "Tag": {"shape": "Text"}}
            },
            "Text": {"documentation": "<p>Any text.</p> More."},
        },
        "operations": {"MakeThing": {"documentation": "Makes. Long.", "input": {"shape": "In"}}},
    }
    old = {**model, "operations": {"Old": {}}}
    with zipfile.ZipFile(folder / "botocore-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr(
            "botocore/data/ec2/2016-11-15/service-2.json.gz", gzip.compress(json.dumps(model).encode())
        )
        wheel.writestr("botocore/data/ec2/2014-10-01/service-2.json", json.dumps(old))
    return folder


def described(schema: dict[str, Any]) -> dict[str, str]:
    return {name: each["description"] for name, each in schema["properties"].items()}


def test_the_newest_stable_enough_version_with_common_parameters(wheels: Path) -> None:
    (tool,) = google_methods(wheels)
    assert tool["name"] == "books_things_getv10alpha"
    assert tool["description"] == "getv10alpha & more."
    assert described(tool["parameters"]) == {"alt": "Format.", "id": "Id.", "title": "x" * 200}
    assert described(tool["returns"]) == {"etag": ""}


def test_members_have_their_shapes_description_where_they_have_none(wheels: Path) -> None:
    (tool,) = aws_operations(wheels)
    assert (tool["name"], tool["description"]) == ("ec2_MakeThing", "Makes.")
    assert described(tool["parameters"]) == {"Name": "A name.", "Tag": "Any text."}
    assert described(tool["returns"]) == {}


def test_the_same_wheels_give_the_same_bytes(wheels: Path, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("one.jsonl.gz", "two.jsonl.gz", "all.jsonl.gz")]
    for file, count in zip(files, (1, 1, 0), strict=True):
        command = [sys.executable, str(SCRIPT), str(wheels), "--out", str(file), "--count", str(count)]
        subprocess.run(command, check=True, capture_output=True)
    assert files[0].read_bytes() == files[1].read_bytes()
    counts = [len(gzip.decompress(file.read_bytes()).splitlines()) for file in files]
    assert counts == [1, 1, 2]
