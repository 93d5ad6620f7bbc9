"""What an answer has right before its values: the functions it calls, how often, and their parameters.

BFCL counts whole calls, so a model that calls the right function with wrong values has nothing. `teach.py`
tells these apart: a control whose arguments were dealt anew can learn the one and not the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from toolflow_dataset.card import markdown_table
from toolflow_evaluation.answering.answers import Answer
from toolflow_evaluation.answering.lines import LineFile
from toolflow_evaluation.answering.prompts import wire_name
from toolflow_evaluation.answering.reading import read_tolerantly
from toolflow_evaluation.bfcl.questions import Question

Counts = Mapping[str, Mapping[str, int]]
_KEYS = ("questions", "called", "functions", "arguments", "known")


def called_functions(folder: Path, questions: Iterable[Question]) -> Counts:
    """Count, by category, what answers have right, read in any form.

    Args:
        folder: Of `toolflow bench bfcl`.
        questions: At least those that it asked, all of its categories.

    Returns:
        For each category: `questions`; `called`, answers with a call; `functions`, answers that call the
        right functions, each as often as is right; `arguments` given; `known`, those that the called function
        has as parameters.
    """
    asked = {question.id: question for question in questions}
    found: dict[str, Counter[str]] = {question.category.name: Counter() for question in asked.values()}
    for answer in LineFile(folder / "answers.jsonl").read(Answer.from_json):
        question = asked[answer.id]
        counts = found[question.category.name]
        counts["questions"] += 1
        calls = read_tolerantly(answer, [each["name"] for each in question.functions]).calls or ()
        wanted = sorted(wire_name(name) for name, _ in question.answers)
        counts["called"] += bool(calls)
        counts["functions"] += sorted(call.name for call in calls) == wanted
        parameters = {
            wire_name(function["name"]): function["parameters"]["properties"]
            for function in question.functions
        }
        for call in calls:
            counts["arguments"] += len(call.arguments)
            counts["known"] += sum(name in parameters.get(call.name, ()) for name in call.arguments)
    return {name: {key: counts[key] for key in _KEYS} for name, counts in found.items()}


def called_table(by_arm: Mapping[str, Counts], names: Mapping[str, str]) -> str:
    """Return a Markdown table: a row for each model and category.

    Args:
        by_arm: What `called_functions` returns, for each model.
        names: How models are called; the others by their key.
    """
    rows = [
        (
            f"{names.get(arm, arm)}, {category}",
            f"{counts['called']} of {counts['questions']}",
            f"{counts['functions']} of {counts['questions']}",
            f"{counts['known']} of {counts['arguments']}",
        )
        for arm, found in by_arm.items()
        for category, counts in found.items()
    ]
    return markdown_table(("", "call", "right functions and number", "arguments that the function has"), rows)
