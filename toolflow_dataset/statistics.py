r"""Table 1 and the shares of each kind of round, as counts that add up over dialogues and over shards.

A token is a match of `\w+|[^\w\s]` (a word or a punctuation mark), counted over all of a dialogue's text:
every message's content, and for every call its name and its arguments as JSON. Tool definitions are not
counted.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from .rounds import Round, split_rounds
from .types import Dialogue, Message

_TOKEN = re.compile(r"\w+|[^\w\s]")
# an assistant's closing question, which asks for nothing
_CLOSER = re.compile(
    r"\b(?:anything|something|what) else\b|\b(?:help|assist) you\b|\bfurther (?:help|assistance)\b", re.I
)


def count_tokens(text: str) -> int:
    """Count words and punctuation marks."""
    return len(_TOKEN.findall(text))


@dataclass(frozen=True, slots=True)
class DialogueStatistics:
    """Counts of one dialogue.

    Args:
        messages: All messages, the system message included.
        tokens: Tokens of all message text, calls and results included.
        calls: Tool calls.
        call_turns: Assistant messages with at least one call.
        rounds: User messages, each with what follows it.
        tool_rounds: Rounds with at least one call.
        parallel_rounds: Tool rounds with a call turn of two calls or more.
        sequential_rounds: Tool rounds with two call turns or more.
        error_rounds: Tool rounds with an error among their results.
        clarifying_rounds: Rounds without a call in which the assistant asks for what it needs for the next
            round.
        no_call_rounds: Rounds without a call, the clarifying ones included.
        offered: Names of the offered tools.
        called: Names of the tools called.
    """

    messages: int
    tokens: int
    calls: int
    call_turns: int
    rounds: int
    tool_rounds: int
    parallel_rounds: int
    sequential_rounds: int
    error_rounds: int
    clarifying_rounds: int
    no_call_rounds: int
    offered: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()


def dialogue_statistics(dialogue: Dialogue) -> DialogueStatistics:
    """Count one dialogue."""
    offered = (tool.name for tool in dialogue.tools)
    return message_statistics(dialogue.messages, offered, dialogue.turn_steps)


def message_statistics(
    messages: Sequence[Message], offered: Iterable[str] = (), turn_steps: Sequence[int] = ()
) -> DialogueStatistics:
    """Count the messages of anyone's dialogue.

    Args:
        messages: In order.
        offered: Names of the offered tools.
        turn_steps: For each user message its 0-based plan step, where that is known.
    """
    rounds = split_rounds(messages)
    turns = [message for message in messages if message.tool_calls]
    with_calls = [one for one in rounds if one.call_turns]
    return DialogueStatistics(
        messages=len(messages),
        tokens=sum(_message_tokens(message) for message in messages),
        calls=sum(len(message.tool_calls) for message in turns),
        call_turns=len(turns),
        rounds=len(rounds),
        tool_rounds=len(with_calls),
        parallel_rounds=sum(one.parallel for one in with_calls),
        sequential_rounds=sum(one.sequential for one in with_calls),
        error_rounds=sum(one.failed for one in with_calls),
        clarifying_rounds=sum(clarifies(rounds, index, turn_steps) for index in range(len(rounds))),
        no_call_rounds=len(rounds) - len(with_calls),
        offered=frozenset(offered),
        called=frozenset(call.name for message in turns for call in message.tool_calls),
    )


def _message_tokens(message: Message) -> int:
    calls = sum(
        count_tokens(call.name) + count_tokens(json.dumps(call.arguments, ensure_ascii=False))
        for call in message.tool_calls
    )
    return count_tokens(message.content) + calls


def clarifies(rounds: Sequence[Round], index: int, turn_steps: Sequence[int]) -> bool:
    """Tell whether a round ends with a question that the next round answers, and calls upon.

    Where the plan step of each turn is known, both rounds must belong to the same step; elsewhere a closing
    "anything else?" is told apart by its wording.
    """
    if index + 1 >= len(rounds) or rounds[index].call_turns or not rounds[index + 1].call_turns:
        return False
    reply = rounds[index].reply
    if reply is None or "?" not in reply.content:
        return False
    if len(turn_steps) == len(rounds) and turn_steps[index] >= 0:
        return turn_steps[index] == turn_steps[index + 1]
    return not _CLOSER.search(reply.content)


@dataclass(frozen=True, slots=True)
class RunStatistics:
    """Counts of a set of dialogues; adding two gives the counts of both sets together.

    Args:
        dialogues: Dialogues counted; the other counts are sums of `DialogueStatistics`.
        dropped: Dropped dialogues by reason; kept apart from `dialogues`.
    """

    dialogues: int = 0
    messages: int = 0
    tokens: int = 0
    calls: int = 0
    call_turns: int = 0
    rounds: int = 0
    tool_rounds: int = 0
    parallel_rounds: int = 0
    sequential_rounds: int = 0
    error_rounds: int = 0
    clarifying_rounds: int = 0
    no_call_rounds: int = 0
    offered: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()
    dropped: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: RunStatistics) -> RunStatistics:
        """Merge the counts of two disjoint sets of dialogues."""
        values: dict[str, Any] = {}
        for name in _FIELDS:
            one, two = getattr(self, name), getattr(other, name)
            values[name] = one | two if isinstance(one, frozenset) else one + two
        return RunStatistics(**values)

    def share(self, kind: str) -> float:
        """Return the share of one kind of round, in [0, 1]; nan where there is nothing to divide by.

        `parallel`, `sequential` and `error` are shares of the tool rounds, which is what a run's wished
        shares are set in; `clarifying` and `no_call` are shares of all rounds.
        """
        total = self.rounds if kind in ("clarifying", "no_call") else self.tool_rounds
        return int(getattr(self, f"{kind}_rounds")) / total if total else float("nan")

    def drop_kinds(self) -> dict[str, int]:
        """Return drops by the kind of reason (what stands before its colon), the commonest first."""
        kinds: Counter[str] = Counter()
        for reason, count in self.dropped.items():
            kinds[reason.partition(":")[0]] += count
        return dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0])))

    def to_json(self) -> dict[str, Any]:
        """Return counts, shares (None where undefined) and drop reasons as a JSON object."""
        counts = {name: getattr(self, name) for name in _FIELDS if isinstance(getattr(self, name), int)}
        shares = {kind: self.share(kind) for kind in _SHARES}
        return {
            **counts,
            "tools_offered": len(self.offered),
            "tools_called": len(self.called),
            "shares": {kind: None if value != value else value for kind, value in shares.items()},
            "dropped": dict(sorted(self.dropped.items(), key=lambda item: (-item[1], item[0]))),
        }

    def rows(self) -> list[tuple[str, str]]:
        """Return (label, value) pairs for a printed table: Table 1 first, then shares, then drops by kind."""
        rows = [
            ("dialogues", f"{self.dialogues:,}"),
            ("tokens", f"{self.tokens:,}"),
            ("calls", f"{self.calls:,}"),
            ("call turns", f"{self.call_turns:,}"),
            ("rounds", f"{self.rounds:,}"),
            ("distinct tools called", f"{len(self.called):,} of {len(self.offered):,} offered"),
        ]
        for kind, label in _SHARES.items():
            share = self.share(kind)
            rows.append((label, "n/a" if share != share else f"{100 * share:.1f} %"))
        rows += [(f"dropped: {kind}", f"{count:,}") for kind, count in self.drop_kinds().items()]
        return rows


_FIELDS = tuple(item.name for item in fields(RunStatistics))
_SHARES = {
    "parallel": "parallel, of tool rounds",
    "sequential": "sequential, of tool rounds",
    "error": "with an error, of tool rounds",
    "clarifying": "clarifying, of rounds",
    "no_call": "without a call, of rounds",
}


def as_run(counts: DialogueStatistics) -> RunStatistics:
    """Return one dialogue's counts as those of a set of one."""
    values = {item.name: getattr(counts, item.name) for item in fields(DialogueStatistics)}
    return RunStatistics(dialogues=1, **values)


def drops(reasons: Iterable[str]) -> RunStatistics:
    """Return statistics that hold drop reasons only, to be added to those of the kept dialogues."""
    return RunStatistics(dropped=Counter(reasons))


def statistics(dialogues: Iterable[Dialogue]) -> RunStatistics:
    """Count a set of dialogues.

    Source: Table 1.
    """
    return total_statistics(map(dialogue_statistics, dialogues))


def total_statistics(counted: Iterable[DialogueStatistics]) -> RunStatistics:
    """Return the counts of a set of counted dialogues."""
    totals: dict[str, int] = defaultdict(int)
    offered: set[str] = set()
    called: set[str] = set()
    names = [item.name for item in fields(DialogueStatistics) if item.name not in ("offered", "called")]
    for counts in counted:
        totals["dialogues"] += 1
        for name in names:
            totals[name] += getattr(counts, name)
        offered |= counts.offered
        called |= counts.called
    values: dict[str, Any] = {**totals, "offered": frozenset(offered), "called": frozenset(called)}
    return RunStatistics(**values)
