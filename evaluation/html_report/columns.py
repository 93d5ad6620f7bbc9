"""All dialogues of a report as columns, and their text in blocks that the page opens one at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from .entries import ReportEntry
from .measures_part import DialogueScores
from .packing import packed
from .round_facts import RoundFacts
from .shown_dialogue import json_text, shown_dialogue

BLOCK = 64
_FIRST = 160
_COUNTS = ("messages", "tokens", "calls", "call_turns")


class Columns:
    """Takes the dialogues in order; keeps what is counted and searched by, and packs the rest.

    Args:
        labels: Of the sets, by number.

    Attributes:
        blocks: Packed lists of `BLOCK` dialogues each, complete after `close`.
    """

    def __init__(self, labels: Sequence[str]) -> None:
        self.blocks: list[str] = []
        self._labels = labels
        self._open: list[dict[str, Any]] = []
        self._ids: set[str] = set()
        self._columns: dict[str, list[Any]] = {
            name: []
            for name in (
                *("id", "set", "status", "note", "style", "first", "offered", "called"),
                *_COUNTS,
                *("kinds", "round_calls", "user_lengths", "reply_lengths"),
            )
        }
        self._notes, self._styles, self._names = _Numbers(), _Numbers(), _Numbers()
        self._tools = _Numbers()
        self._metrics: dict[str, list[float | None]] = {}

    def __len__(self) -> int:
        """Return the number of dialogues taken."""
        return len(self._columns["id"])

    def add(
        self, entry: ReportEntry, set_number: int, facts: RoundFacts, scores: Sequence[DialogueScores] = ()
    ) -> None:
        """Take a dialogue.

        Args:
            entry: The dialogue.
            set_number: Of the set it belongs to.
            facts: Its counts.
            scores: What metrics say of it.
        """
        counts = facts.statistics
        users = [message.content for message in entry.messages if message.role == "user" and message.content]
        row = {
            "id": self._own_id(entry.id, self._labels[set_number]),
            "set": set_number,
            "status": ("kept", "dropped", "failed").index(entry.status),
            "note": self._notes.of(entry.note.partition(":")[0] if entry.status == "dropped" else entry.note),
            "style": self._styles.of(entry.style),
            "first": " ".join(users[0][: 4 * _FIRST].split())[:_FIRST] if users else "",
            "offered": sorted({self._names.of(str(tool["name"])) for tool in entry.tools}),
            "called": sorted(map(self._names.of, counts.called)),
            **{name: getattr(counts, name) for name in _COUNTS},
            "kinds": facts.kinds,
            "round_calls": facts.calls,
            "user_lengths": facts.user_lengths,
            "reply_lengths": facts.reply_lengths,
        }
        for name, value in row.items():
            self._columns[name].append(value)
        shown = shown_dialogue(entry, self._tool_number)
        for known in scores:
            for name, value in known.values.items():
                column = self._metrics.setdefault(name, [])
                column += [None] * (len(self) - len(column))
                column[-1] = round(value, 3)
            if known.pairs:
                shown["pairs"] = [
                    [at, round(ss, 4), round(p, 4), label] for at, ss, p, label, _ in known.pairs
                ]
            if known.comments:
                shown["comments"] = dict(known.comments)
        self._open.append(shown)
        if len(self._open) == BLOCK:
            self._pack()

    def close(self) -> None:
        """Pack the last block."""
        if self._open:
            self._pack()

    def index(self) -> dict[str, Any]:
        """Return the columns and the texts that their numbers stand for."""
        metrics = {
            name: [*known, *[None] * (len(self) - len(known))] for name, known in self._metrics.items()
        }
        return {
            "block": BLOCK,
            "columns": {**self._columns, "metrics": metrics},
            "notes": self._notes.texts,
            "styles": self._styles.texts,
            "tools": self._names.texts,
        }

    def definitions(self) -> list[str]:
        """Return the distinct definitions of tools as JSON text, by number."""
        return self._tools.texts

    def names_by_use(self) -> list[str]:
        """Return the names of the tools, those called in most dialogues first, then those offered in most."""
        called, offered = (
            Counter(number for numbers in self._columns[name] for number in numbers)
            for name in ("called", "offered")
        )
        numbers = range(len(self._names.texts))
        order = sorted(numbers, key=lambda number: (-called[number], -offered[number], number))
        return [self._names.texts[number] for number in order]

    def _own_id(self, wanted: str, label: str) -> str:
        """Return an id that no other dialogue of the report has, if need be after its set's label."""
        own, number = wanted, 2
        if own in self._ids:
            own = wanted = f"{label}/{wanted}"
        while own in self._ids:
            own, number = f"{wanted}#{number}", number + 1
        self._ids.add(own)
        return own

    def _tool_number(self, tool: Mapping[str, Any]) -> int:
        return self._tools.of(json_text(tool))

    def _pack(self) -> None:
        self.blocks.append(packed(self._open))
        self._open = []


class _Numbers:
    """Numbers texts in order of first appearance."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._numbers: dict[str, int] = {}

    def of(self, text: str) -> int:
        number = self._numbers.get(text)
        if number is None:
            number = self._numbers[text] = len(self.texts)
            self.texts.append(text)
        return number
