"""The tools of the benchmarks that the paper checks for leakage: BFCL, API-Bank, ToolAlpaca.

Their data is not part of ToolFlow. BFCL comes from a folder of its files or from the wheel of the PyPI
package `bfcl-eval`, whose data files are read out of the wheel: installing it would pin many others. API-Bank
comes from a checkout (the `apis` folder) or from a JSON list of its API documents, ToolAlpaca from its
`eval_*.json` files.

Parameters stay in each benchmark's own form. Dressed up as JSON Schema, a short tool holds runs of 11 tokens
that any other tool holds too (`"parameters": {"type": "object", "properties": {"name": {"type": "string",
"description": "The name of the`), and would count as leaked for its dress. Source: section 7, Table 9.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ConfigError, SchemaError, ToolSourceError
from toolflow_generation.importers import apibank
from toolflow_generation.importers.bfcl import functions_of
from toolflow_generation.importers.toolalpaca import split_description

from .bfcl.files import BfclFiles

Function = Mapping[str, Any]

BENCHMARKS = {"bfcl": "BFCL", "apibank": "API-Bank", "toolalpaca": "ToolAlpaca"}

_DATA = {
    "bfcl": "a folder of BFCL_v*.json files, or the wheel that `pip download --no-deps bfcl-eval` gets",
    "apibank": "the folder api-bank of a DAMO-ConvAI checkout, or a JSON list of its API documents",
    "toolalpaca": "a folder with eval_simulated.json and eval_real.json, or one such file",
}

# the four AST categories of the paper, for which Python is all there is
_BFCL_CATEGORIES = ("simple_python", "multiple", "parallel", "parallel_multiple")


def benchmark_data(name: str, folders: Mapping[str, Path]) -> Path:
    """Return where a named benchmark's data is.

    Raises:
        ConfigError: If it is not given, or nothing is there.
    """
    if name not in folders:
        advice = f"--data {name}=PATH" + (", or --download-bfcl" if name == "bfcl" else "")
        raise ConfigError(f"the data of {BENCHMARKS[name]} is not part of ToolFlow; give {advice}")
    if not folders[name].exists():
        raise ConfigError(f"--data {name}={folders[name]}: no such folder or file; expected {_DATA[name]}")
    return folders[name]


def bfcl_tools(path: Path) -> list[Function]:
    """Return every function occurrence of BFCL's Non-Live AST categories, in file order, as it stands there.

    Nothing is de-duplicated: version 4 has 1,677 occurrences, the denominator of the paper's Table 9.

    Args:
        path: A folder with `BFCL_v*_simple_python.json` and its like, or a wheel of `bfcl-eval`.

    Raises:
        ToolSourceError: If files are missing or malformed.
        SchemaError: If a line is no JSON object.
    """
    return [tool for record, place in bfcl_records(path) for tool in question_functions(record, place)]


def bfcl_records(path: Path) -> Iterator[tuple[Any, str]]:
    """Yield (question, file and line) of BFCL's Non-Live AST categories.

    Raises:
        ToolSourceError: If files are missing or cannot be read.
        SchemaError: If a line is no JSON object.
    """
    with BfclFiles(path, older=True) as files:
        missing = [category for category in _BFCL_CATEGORIES if category not in files]
        if missing:
            raise ToolSourceError(
                f"{path}: no BFCL file for {', '.join(missing)}; expected a folder with files such as "
                "BFCL_v4_multiple.json, or a wheel of bfcl-eval"
            )
        for category in _BFCL_CATEGORIES:
            yield from files.records(category)


def question_functions(record: Any, place: str) -> list[Function]:
    """Return the functions that a question of BFCL offers, as they stand there.

    Raises:
        ToolSourceError: If it is no such question; `place` says where it is.
    """
    if isinstance(record, SchemaError):
        raise ToolSourceError(str(record)) from record
    found = functions_of(record)
    if found is None:
        raise ToolSourceError(
            f"{place}: not a BFCL question; expected a `function`, or a list of them, with names"
        )
    return found


def apibank_tools(path: Path) -> list[Function]:
    """Return API-Bank's 53 APIs of levels 1 and 2, with their input parameters as they are documented.

    Args:
        path: The folder `api-bank` or `api-bank/apis` of a checkout, whose Python files are parsed and never
            run; or a JSON list of documents with `name`, `folder`, `description`, `input_parameters`.

    Raises:
        ToolSourceError: If there is nothing of the kind.
    """
    if path.is_dir():
        folder = path if path.name == "apis" else path / "apis"
        documents = [found for file in sorted(folder.glob("*.py")) for found in _api_classes(file)]
        if (listed := path / "api_docs.json").is_file() and not documents:
            return apibank_tools(listed)
    else:
        documents = [each for each in _json(path) if each.get("folder", "apis") == "apis"]
    if not documents:
        raise ToolSourceError(f"{path}: no API documents; expected API-Bank's folder with apis/*.py")
    return [_from_api(document, str(path)) for document in documents]


def _api_classes(file: Path) -> Iterator[dict[str, Any]]:
    try:
        tree = ast.parse(file.read_text("utf-8"))
    except (OSError, ValueError, SyntaxError) as error:
        raise ToolSourceError(f"{file}: cannot be parsed ({error})") from error
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            values = {"name": node.name}
            for statement in node.body:
                if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                    try:
                        values[statement.targets[0].id] = ast.literal_eval(statement.value)
                    except ValueError:
                        continue  # an attribute that is computed is none of the documented ones
            if {"description", "input_parameters"} <= values.keys():
                yield values


def _from_api(document: Mapping[str, Any], place: str) -> Function:
    try:
        return {name: document[field] for name, field in apibank.FIELDS.items()}
    except KeyError as error:
        name = document.get("name")
        raise ToolSourceError(f"{place}: malformed document of the API {name!r} (no {error})") from error


def toolalpaca_tools(path: Path) -> list[Function]:
    """Return the functions of ToolAlpaca's evaluation APIs, simulated and real, as a model is told of them.

    Args:
        path: A folder with `eval_simulated.json` and `eval_real.json`, or one such file.

    Raises:
        ToolSourceError: If there is nothing of the kind.
    """
    tools: list[Function] = []
    for api, file in toolalpaca_apis(path):
        described = api.get("Function_Description")
        if not isinstance(described, Mapping):
            raise ToolSourceError(f"{file}: API {api.get('Name')!r} has no `Function_Description`")
        for name, text in described.items():
            if name != "components":
                description, parameters = split_description(text)
                tools.append({"name": name, "description": description, "parameters": parameters})
    return tools


def toolalpaca_apis(path: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """Yield (API, file) of ToolAlpaca's evaluation files.

    Raises:
        ToolSourceError: If there are none, or they hold something else.
    """
    files = sorted(path.glob("eval_*.json"), reverse=True) if path.is_dir() else [path]
    if not files:
        raise ToolSourceError(f"{path}: no eval_simulated.json or eval_real.json in it")
    for file in files:
        yield from ((api, file) for api in _json(file))


def _json(path: Path) -> list[dict[str, Any]]:
    try:
        value = json.loads(_text(path.read_bytes(), str(path)))
    except (OSError, ValueError) as error:
        raise ToolSourceError(f"{path}: cannot be read as JSON ({error})") from error
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ToolSourceError(f"{path}: expected a JSON list of objects")
    return value


def _text(content: bytes, place: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ToolSourceError(f"{place}: not UTF-8 ({error})") from error
