"""ToolAlpaca's instructions as tasks: an API's functions, what the user wants, the calls that would do it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from toolflow_dataset.errors import SchemaError, ToolSourceError
from toolflow_dataset.types import Tool
from toolflow_generation.importers.source_document import SourceDocument
from toolflow_generation.importers.toolalpaca import TOOLALPACA
from toolflow_generation.standardise import standardise

from ..benchmark_tools import toolalpaca_apis

SetName = Literal["simulated", "real"]
SETS: tuple[SetName, ...] = get_args(SetName)
ASK_USER = "getDetails"

# ToolAlpaca offers it with every API, and has it in its golden answers
_ASK_USER = Tool(
    ASK_USER,
    "Ask the user for details that are needed and missing; not for optional ones.",
    {
        "type": "object",
        "properties": {"Question": {"type": "string", "description": "The question to the user."}},
        "required": ["Question"],
    },
    {
        "type": "object",
        "properties": {"answer": {"type": "string", "description": "What the user answers."}},
        "required": ["answer"],
    },
)


@dataclass(frozen=True, slots=True)
class Golden:
    """A call that would do; its arguments as text: some are not known beforehand (`${id from search}`)."""

    name: str
    arguments: str

    def read(self) -> dict[str, Any] | None:
        """Return the arguments; None where they are no JSON object."""
        try:
            value = json.loads(self.arguments)
        except ValueError:
            return None
        return value if isinstance(value, dict) else None


@dataclass(frozen=True, slots=True)
class Task:
    """An instruction.

    Args:
        id: Set, API and number of the instruction.
        set: `simulated` or `real`.
        api: Name of the API.
        about: What is said of the API.
        tools: Its functions, and the one that asks the user.
        instruction: What the user wants.
        golden: Calls that would do it.
        names: ToolAlpaca's own name of a function, where an endpoint could not take it.
    """

    id: str
    set: SetName
    api: str
    about: str
    tools: tuple[Tool, ...]
    instruction: str
    golden: tuple[Golden, ...]
    names: Mapping[str, str] = field(default_factory=dict)


def read_tasks(path: Path, sets: Sequence[SetName] = SETS) -> list[Task]:
    """Read the tasks of some sets, in the order of the sets and of their files.

    Args:
        path: A folder with `eval_simulated.json` and `eval_real.json`.
        sets: Which.

    Raises:
        ToolSourceError: If a file is missing.
        SchemaError: If something is not as ToolAlpaca has it; the message names file and API.
    """
    tasks: list[Task] = []
    for name in sets:
        file = path / f"eval_{name}.json" if path.is_dir() else path
        if not file.is_file() or file.name != f"eval_{name}.json":
            raise ToolSourceError(f"{path}: no eval_{name}.json in it; expected ToolAlpaca's folder data")
        for number, (api, _) in enumerate(toolalpaca_apis(file)):
            tasks += _tasks(api, name, f"{file}#/{number}", file)
    return tasks


def _tasks(api: Mapping[str, Any], name: SetName, place: str, file: Path) -> Iterator[Task]:
    try:
        title, instructions, golden = api["Name"], api["Instructions"], api["Golden_Answers"]
        pairs = list(zip(instructions, golden, strict=True))
        answers = [
            tuple(Golden(call["Action"], call["Action_Input"]) for call in answer) for _, answer in pairs
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise SchemaError(
            f"{place}: no API of ToolAlpaca's evaluation ({error!r:.100}); expected `Name`, `Instructions` "
            "and as many `Golden_Answers` with `Action` and `Action_Input`"
        ) from error
    tools, report = standardise(list(TOOLALPACA.read(SourceDocument(api, place, file, []))))
    if refused := [record for record in report.records if record.status == "refused"]:
        issue = refused[0].issues[-1]
        raise SchemaError(f"{refused[0].place}: cannot be offered ({issue.reason}: {issue.detail})")
    names = {tool.name: tool.metadata.get("original_name", tool.name) for tool in tools}
    about = str(api.get("Introduction") or api.get("Description") or "")
    for number, ((instruction, _), calls) in enumerate(zip(pairs, answers, strict=True)):
        offered = (*tools, _ASK_USER)
        yield Task(f"{name}/{title}/{number}", name, title, about, offered, instruction, calls, names)
