"""Counts of one dialogue that the page plots, filters and adds up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolflow_dataset.rounds import Round, split_rounds
from toolflow_dataset.statistics import DialogueStatistics, clarifies, count_tokens, message_statistics

from .entries import ReportEntry

# bit i of a round's kinds stands for ROUND_KINDS[i]; the page gets this tuple along
ROUND_KINDS = ("parallel", "sequential", "error", "clarifying", "no_call")


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What is counted of a dialogue.

    Args:
        statistics: Its counts as in Table 1.
        kinds: For each round the sum of `1 << i` over its kinds `ROUND_KINDS[i]`.
        calls: For each round its number of calls.
        user_lengths: Tokens of each user message.
        reply_lengths: Tokens of each assistant message that says something.
    """

    statistics: DialogueStatistics
    kinds: tuple[int, ...]
    calls: tuple[int, ...]
    user_lengths: tuple[int, ...]
    reply_lengths: tuple[int, ...]


def round_facts(entry: ReportEntry) -> RoundFacts:
    """Count a dialogue; tokens are words and punctuation marks, as in Table 1."""
    rounds = split_rounds(entry.messages)
    offered = (str(tool["name"]) for tool in entry.tools)
    said = [message for message in entry.messages if message.content]
    return RoundFacts(
        message_statistics(entry.messages, offered, entry.turn_steps),
        tuple(_kinds(rounds, index, entry.turn_steps) for index in range(len(rounds))),
        tuple(len(one.calls) for one in rounds),
        tuple(count_tokens(one.content) for one in entry.messages if one.role == "user"),
        tuple(count_tokens(one.content) for one in said if one.role == "assistant"),
    )


def _kinds(rounds: Sequence[Round], index: int, turn_steps: Sequence[int]) -> int:
    one = rounds[index]
    with_calls = bool(one.call_turns)
    holds = (
        one.parallel,
        one.sequential,
        with_calls and one.failed,
        clarifies(rounds, index, turn_steps),
        not with_calls,
    )
    return sum(1 << place for place, held in enumerate(holds) if held)
