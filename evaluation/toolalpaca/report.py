"""The results of a run as JSON and as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..answering.accuracy import Score, accuracy
from ..report_tables import ReportTable
from .judging import VERDICTS, Judgement
from .play import MOST_RETRIES, Played

ASPECTS = ("procedure", "response", "overall")


@dataclass(frozen=True, slots=True)
class Judged:
    """A played task with what the judge said of it."""

    played: Played
    judgement: Judgement

    def right(self, aspect: str) -> bool:
        """Return whether the procedure, the response, or both are right; Uncertain is not."""
        if aspect == "overall":
            return self.judgement.overall
        return bool(getattr(self.judgement, aspect) == "Yes")

    def to_json(self) -> dict[str, Any]:
        """Return the form that stands on one line."""
        judgement = self.judgement
        aspects = {
            aspect: {"right": self.right(aspect), "answer": getattr(judgement, aspect), "detail": reason}
            for aspect, reason in (
                ("procedure", judgement.procedure_reason),
                ("response", judgement.response_reason),
            )
        }
        return {
            "id": self.played.task.id,
            "category": self.played.task.set,
            **aspects,
            "overall": {"right": judgement.overall},
            "judge": judgement.judge,
            "outcome": self.played.outcome,
            "turns": self.played.turns,
            "failed_turns": self.played.errors,
            "messages": [message.to_json() for message in self.played.messages],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """All that is told of a run.

    Args:
        settings: What the plays depend on.
        selection: Which tasks were chosen: sets, limit and its seed.
        totals: Tasks that each set has in all, for those that were run.
        judged: All that came to a verdict.
        missing: Tasks that did not, with the cause.
        played_by: What played the API of each set.
        judge: The judge's settings.
        spent: What tool agent and judge were asked, by role and model.
        conditions: Versions and hardware.
    """

    settings: Mapping[str, Any]
    selection: Mapping[str, Any]
    totals: Mapping[str, int]
    judged: Sequence[Judged]
    missing: Mapping[str, str]
    played_by: Mapping[str, str]
    judge: Mapping[str, Any]
    spent: Sequence[Mapping[str, Any]]
    conditions: Mapping[str, Any]

    def scores(self) -> dict[str, dict[str, Score]]:
        """Return the share of each aspect by set."""
        found = {}
        for name in self.totals:
            own = [each for each in self.judged if each.played.task.set == name]
            found[name] = {
                aspect: accuracy(sum(each.right(aspect) for each in own), len(own)) for aspect in ASPECTS
            }
        return found

    def judges(self) -> list[str]:
        """Return the names by which the judging models called themselves."""
        return sorted({each.judgement.judge for each in self.judged})

    def to_json(self) -> dict[str, Any]:
        """Return everything but the single verdicts."""
        return {
            "benchmark": "ToolAlpaca",
            "judge": {**self.judge, "answered_as": self.judges()},
            "settings": dict(self.settings),
            "selection": dict(self.selection),
            "categories": {
                name: {
                    "questions": self.totals[name],
                    "api_played_by": self.played_by[name],
                    **{aspect: score.to_json() for aspect, score in scores.items()},
                    "answers_of_the_judge": self._answers(name),
                }
                for name, scores in self.scores().items()
            },
            "plays": {
                "judged": len(self.judged),
                "missing": dict(self.missing),
                "outcomes": dict(Counter(each.played.outcome for each in self.judged)),
                "turns": sum(each.played.turns for each in self.judged),
                "failed_turns": sum(each.played.errors for each in self.judged),
                "turns_read_tolerantly": sum(each.played.tolerant for each in self.judged),
            },
            "spent": [dict(row) for row in self.spent],
            "conditions": dict(self.conditions),
        }

    def tables(self) -> list[ReportTable]:
        """Return a table of shares and one of what the judge said."""
        rows = [
            (
                name,
                f"{scores['overall'].count:,} of {self.totals[name]:,}",
                *(s.cell() for s in scores.values()),
            )
            for name, scores in self.scores().items()
        ]
        shares = ReportTable(
            f"ToolAlpaca: {self.settings.get('model')}",
            ("Set", "Tasks", "Procedure", "Response", "Overall"),
            tuple(rows),
            tuple(self._notes()),
        )
        said = ReportTable(
            "What the judge said",
            ("Set", *(f"{aspect} {verdict}" for aspect in ASPECTS[:2] for verdict in VERDICTS)),
            tuple(
                (name, *(f"{self._answers(name)[a][v]:,}" for a in ASPECTS[:2] for v in VERDICTS))
                for name in self.totals
            ),
        )
        return [shares, said]

    def _answers(self, name: str) -> dict[str, dict[str, int]]:
        own = [each.judgement for each in self.judged if each.played.task.set == name]
        return {
            aspect: {verdict: sum(getattr(each, aspect) == verdict for each in own) for verdict in VERDICTS}
            for aspect in ASPECTS[:2]
        }

    def _judge(self) -> str:
        """Return the judge's name, and what it calls itself where that is something else."""
        name, others = (
            str(self.judge["model"]),
            [each for each in self.judges() if each != self.judge["model"]],
        )
        return f"{name}, which answered as {', '.join(others)}" if others else name

    def _notes(self) -> list[str]:
        notes = [
            f"Judge: {self._judge()}. Percentages of Yes, in brackets 95 % "
            "intervals (Wilson's). Overall: both are Yes. Uncertain counts as no.",
            *(f"The API of the {name} set was played by {by}." for name, by in self.played_by.items()),
            f"After {MOST_RETRIES} retries a task is given up. A task in which a call failed has no right "
            "procedure.",
        ]
        chosen = ", ".join(f"{key} {value}" for key, value in self.selection.items() if key != "sets")
        if chosen:
            notes.append(f"Chosen tasks: {chosen}.")
        for outcome, count in Counter(each.played.outcome for each in self.judged).items():
            if outcome != "answered":
                notes.append(f"{count:,} tasks ended without an answer ({outcome}).")
        if self.missing:
            notes.append(f"{len(self.missing):,} tasks came to no verdict and are not counted; run it again.")
        return notes
