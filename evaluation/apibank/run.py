"""A run of API-Bank from the dialogues to the saved results: choose, ask what is owed, judge, add up."""

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
from ..answering.drawing import draw
from ..answering.saving import save_results
from ..benchmark_tools import apibank_tools
from .bench import documents_by_name, judge, read_answers, unavailable_notes
from .execution import Checkout, Executor
from .offered import prompt_of
from .report import Report
from .samples import LEVELS, Level, Sample, read_samples


@dataclass(frozen=True, slots=True)
class Selection:
    """Which samples are asked.

    Args:
        levels: Their levels.
        limit: Samples of each level at most; None for all.
        seed: Of what a limit draws.
    """

    levels: tuple[Level, ...] = LEVELS
    limit: int | None = None
    seed: int = 0

    def choose(self, samples: Sequence[Sample]) -> list[Sample]:
        """Return the chosen ones of all samples of the levels, in their order."""
        if self.limit is None:
            return list(samples)
        return draw(samples, [sample.level for sample in samples], self.limit, self.seed)

    def to_json(self) -> dict[str, Any]:
        """Return what was chosen, without what was not asked for."""
        drawn = {} if self.limit is None else {"limit": self.limit, "seed": self.seed}
        return {"levels": list(self.levels), **drawn}


def run_apibank(
    data: Path,
    selection: Selection,
    model: ChosenModel,
    out: Path,
    checkout: Checkout | None = None,
    progress: Progress | None = None,
) -> tuple[Report, list[Unanswered]]:
    """Ask what is owed, judge all that is answered, and save the results.

    Args:
        data: Dialogues and documents, as `read_samples` and `apibank_tools` take them.
        selection: Which samples.
        model: Which model; it is loaded only where something is owed.
        out: Folder of answers, verdicts and results; made, or gone on with.
        checkout: What executes the calls; None compares them with the gold calls.
        progress: Called with (stage, done, total).

    Returns:
        The report, and the samples at which the model could not be asked.

    Raises:
        ToolflowError: If data or folder cannot be used, or no sample can be answered.
    """
    every = read_samples(data, selection.levels)
    documents = documents_by_name(apibank_tools(data))
    chosen = selection.choose(every)
    settings = {"benchmark": "API-Bank", **model.settings}
    with locked(out), AnswerFile(out, settings) as file:
        prompts = [prompt_of(sample, documents) for sample in chosen]
        unanswered = ask_chosen(model, prompts, file, progress)
        answers = read_answers(chosen, documents, file)
        notes: list[str] = []
        if checkout is None:
            verdicts = judge(answers)
        else:
            executor = Executor(checkout, out)
            executor.run((call for each in answers for call in each.calls()), progress)
            verdicts = judge(answers, executor.check)
            notes = unavailable_notes(verdicts)
        report = Report(
            settings,
            selection.to_json(),
            "calls match, not executed" if checkout is None else "executed",
            Counter(sample.category for sample in every),
            verdicts,
            len(chosen) - len(verdicts),
            model.conditions | ({} if checkout is None else checkout.to_json()),
            notes,
        )
        save_results(out, report.to_json(), report.tables(), [verdict.to_json() for verdict in verdicts])
    return report, unanswered
