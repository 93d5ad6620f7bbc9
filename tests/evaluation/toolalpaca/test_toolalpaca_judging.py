"""Judges of played tasks: what they are shown, what they may say, what no judge is asked about."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lending_api import write

from toolflow_dataset.errors import ChatError
from toolflow_dataset.types import Message, ToolCall
from toolflow_evaluation.toolalpaca.judging import CORRECTED, Judgement, ModelJudge, case_of, judge_prompt
from toolflow_evaluation.toolalpaca.play import Outcome, Played
from toolflow_evaluation.toolalpaca.report import Judged, Report
from toolflow_evaluation.toolalpaca.rules import RULES, RuleJudge
from toolflow_evaluation.toolalpaca.tasks import Golden, read_tasks
from toolflow_generation.chat import Reply

YES = {"procedure_reason": "same calls", "procedure": "Yes", "response_reason": "all told", "response": "Yes"}


def played_task(
    folder: Path,
    number: int = 0,
    calls: Sequence[tuple[str, dict[str, Any]]] = (("searchBooks", {"title": "dune", "kind": "Audio"}),),
    final: str = "It is on shelf 412.",
    outcome: Outcome = "answered",
    errors: int = 0,
) -> Played:
    each = Played(read_tasks(write(folder / "data"), ["simulated"])[number])
    for place, (name, arguments) in enumerate(calls):
        each.messages.append(Message("assistant", "", (ToolCall(str(place), name, arguments),)))
        each.messages.append(Message("tool", '{"book_id": "B-7", "shelf": 412}', tool_call_id=str(place)))
    if outcome == "answered":
        each.messages.append(Message("assistant", final))
    each.outcome, each.errors = outcome, errors
    return each


def judged_by(played: Played, *answers: Any) -> tuple[Judgement, list[Sequence[Message]]]:
    """Return the judgement of a model that gives these answers, and what it was sent."""
    sent: list[Sequence[Message]] = []
    given = [each if isinstance(each, str) else json.dumps(each) for each in answers]

    async def chat(messages: Sequence[Message], tools: Any = (), schema: Any = None) -> Reply:
        sent.append(messages)
        return Reply(Message("assistant", given[len(sent) - 1]), model="judge-1")

    return asyncio.run(ModelJudge(chat)(played)), sent


def by_rule(played: Played) -> tuple[str, str]:
    judgement = asyncio.run(RuleJudge()(played))
    assert judgement.judge == RULES
    return judgement.procedure, judgement.response


def test_a_judge_sees_the_reference_the_calls_and_the_answer(tmp_path: Path) -> None:
    played = played_task(tmp_path)
    judgement, ((system, user),) = judged_by(played, YES)
    assert judgement == Judgement("Yes", "Yes", "same calls", "all told", "judge-1")
    assert judgement.overall
    assert (
        system.content == judge_prompt()
        and "Uncertain" in system.content
        and "`getDetails`" in system.content
    )
    assert user.content == case_of(played)
    for part in (
        "<instruction>\nFind Dune for me, as an audio book.\n</instruction>",
        '<reference>\nsearchBooks({"title": "Dune", "kind": "audio"})\n</reference>',
        'call searchBooks({"title": "dune", "kind": "Audio"})\nresult {"book_id": "B-7", "shelf": 412}',
        "<final_answer>\nIt is on shelf 412.\n</final_answer>",
        '"name": "lendBook"',
    ):
        assert part in user.content


def test_an_unusable_verdict_is_asked_for_again(tmp_path: Path) -> None:
    judgement, sent = judged_by(
        played_task(tmp_path), {**YES, "procedure": "Maybe"}, {**YES, "response": "Uncertain"}
    )
    assert len(sent) == 2 and "could not be used" in sent[1][-1].content
    assert (judgement.procedure, judgement.response, judgement.overall) == ("Yes", "Uncertain", False)
    with pytest.raises(ChatError, match="no usable JSON in 3 attempts"):
        judged_by(played_task(tmp_path), "yes", "no", "both")


def test_a_corrected_call_is_no_right_procedure_whatever_the_judge_says(tmp_path: Path) -> None:
    judgement, _ = judged_by(played_task(tmp_path, errors=1), YES)
    assert (judgement.procedure, judgement.procedure_reason, judgement.response) == ("No", CORRECTED, "Yes")


def test_without_a_final_answer_there_is_no_right_response(tmp_path: Path) -> None:
    judgement, (prompt,) = judged_by(played_task(tmp_path, outcome="endless"), YES)
    assert (judgement.procedure, judgement.response) == ("Yes", "No")
    assert "<final_answer>\n(none)\n</final_answer>" in prompt[1].content


def test_the_stand_in_compares_calls_and_looks_for_values(tmp_path: Path) -> None:
    assert by_rule(played_task(tmp_path)) == ("Yes", "Yes")
    assert by_rule(played_task(tmp_path, calls=[("searchBooks", {"title": "Dune"})])) == ("No", "Yes")
    assert by_rule(played_task(tmp_path, calls=())) == ("No", "Yes")
    assert by_rule(played_task(tmp_path, final="I have found it.")) == ("Yes", "No")
    assert by_rule(played_task(tmp_path, number=1)) == ("Uncertain", "Yes")
    assert by_rule(played_task(tmp_path, errors=1)) == ("No", "Yes")


def test_the_stand_in_takes_a_number_for_the_same_however_it_is_written(tmp_path: Path) -> None:
    each = played_task(tmp_path, calls=[("searchBooks", {"title": "Dune", "kind": "audio", "page": "1.0"})])
    golden = Golden("searchBooks", '{"title": "Dune", "kind": "audio", "page": 1}')
    each.task = replace(each.task, golden=(golden,))
    assert by_rule(each) == ("Yes", "Yes")


def test_shares_have_intervals_and_the_judge_is_named(tmp_path: Path) -> None:
    """1 of 3: middle (1/3 + 0.64025) / 2.2805 = 0.42692, half 1.96 sqrt(0.074074 + 0.106708) / 2.2805 = 0.36542."""
    said = [("Yes", "Yes"), ("No", "Yes"), ("Uncertain", "No")]
    judged = [
        Judged(played_task(tmp_path), Judgement(procedure, response, "p", "r", "judge-1"))  # type: ignore[arg-type]
        for procedure, response in said
    ]
    report = Report(
        {"model": "m"}, {"sets": ["simulated"], "limit": 4, "seed": 0}, {"simulated": 100}, judged,
        {"simulated/Lending/9": "too long"}, {"simulated": "simulator, from its documents"}, {"model": "judge"}, (), {},
    )  # fmt: skip
    found = report.to_json()
    assert found["judge"] == {"model": "judge", "answered_as": ["judge-1"]}
    shares = found["categories"]["simulated"]
    assert shares["procedure"] == {"accuracy": 0.333333, "ci95": [0.061492, 0.79234], "count": 3}
    assert shares["response"]["accuracy"] == 0.666667 and shares["overall"]["accuracy"] == 0.333333
    assert shares["answers_of_the_judge"]["procedure"] == {"Yes": 1, "No": 1, "Uncertain": 1}
    table = report.tables()[0].to_markdown()
    assert "| simulated | 3 of 100 | 33.33 [6.1, 79.2] | 66.67 [20.8, 93.9] | 33.33 [6.1, 79.2] |" in table
    assert "Judge: judge, which answered as judge-1." in table and "1 tasks came to no verdict" in table
    line = judged[0].to_json()
    assert line["procedure"] == {"right": True, "answer": "Yes", "detail": "p"} and line["overall"] == {
        "right": True
    }
