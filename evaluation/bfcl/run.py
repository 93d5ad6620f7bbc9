"""A run of BFCL from the questions to the saved results: choose, ask what is owed, judge, add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolflow_generation.run_lock import locked

from ..answering.answers import AnswerFile, Unanswered
from ..answering.asking import Progress
from ..answering.chosen import ChosenModel, ask_chosen
from ..answering.saving import save_results
from ..answering.verdicts import by_category
from .bench import judge
from .categories import Category
from .offered import prompt_of
from .questions import Half, Question, read_questions, sample_questions, take_half
from .report import Report
from .scores import Aggregate


@dataclass(frozen=True, slots=True)
class Selection:
    """Which questions are asked.

    Args:
        categories: Their categories.
        half: Only this half of each, if one is given.
        sample: Questions of each category at most; None for all.
        seed: Of the sample.
    """

    categories: tuple[Category, ...]
    half: Half | None = None
    sample: int | None = None
    seed: int = 0

    def choose(self, questions: Sequence[Question]) -> list[Question]:
        """Return the chosen ones of all questions of the categories, in their order."""
        chosen = take_half(questions, self.half) if self.half else list(questions)
        return chosen if self.sample is None else sample_questions(chosen, self.sample, self.seed)

    def to_json(self) -> dict[str, Any]:
        """Return what was chosen, without what was not asked for."""
        found: dict[str, Any] = {"categories": [category.name for category in self.categories]}
        if self.half is not None:
            found["half"] = self.half
        if self.sample is not None:
            found |= {"sample": self.sample, "seed": self.seed}
        return found


def run_bfcl(
    data: Path,
    selection: Selection,
    model: ChosenModel,
    out: Path,
    aggregate: Aggregate = "v4",
    progress: Progress | None = None,
) -> tuple[Report, list[Unanswered]]:
    """Ask what is owed, judge all that is answered, and save the results.

    Args:
        data: Folder of BFCL's files, or the wheel of `bfcl-eval`.
        selection: Which questions.
        model: Which model; it is loaded only where something is owed.
        out: Folder of answers, verdicts and results; made, or gone on with.
        aggregate: How categories add up.
        progress: Called with (stage, done, total).

    Returns:
        The report, and the questions that the model could not be asked.

    Raises:
        ToolflowError: If data or folder cannot be used, or no question can be answered.
    """
    every = read_questions(data, selection.categories)
    chosen = selection.choose(every)
    with locked(out), AnswerFile(out, model.settings) as file:
        unanswered = ask_chosen(model, [prompt_of(question) for question in chosen], file, progress)
        verdicts = judge(chosen, file)
        report = Report(
            model.settings,
            selection.to_json(),
            by_category(verdicts, Counter(question.category.name for question in every)),
            aggregate,
            verdicts,
            len(chosen) - len(verdicts),
            model.conditions,
        )
        save_results(out, report.to_json(), report.tables(), [verdict.to_json() for verdict in verdicts])
    return report, unanswered
