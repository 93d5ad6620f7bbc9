"""A split by tools: no tool that training dialogues offer is offered in test dialogues.

A dialogue offers several tools, so dialogues are the edges of a hypergraph over tools. Whole connected
components are free; a component that has to be cut is cut by growing the set of test tools from a drawn one,
each time by the tool whose dialogues are most of the way in already. Dialogues that offer tools of both sides
are *mixed*: they are in no part, or on request in the test part, which then has tools that training has too.
"""

from __future__ import annotations

import heapq
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from .errors import ConfigError

Part = Literal["train", "test", "mixed"]
_STARTS = 8


@dataclass(frozen=True, slots=True)
class ToolSplit:
    """Which dialogue is in which part.

    Args:
        parts: The part of each dialogue, in the order given.
        test_tools: Names of the tools that no training dialogue offers, sorted.
        train_tools: Names of the others.
    """

    parts: tuple[Part, ...]
    test_tools: tuple[str, ...]
    train_tools: tuple[str, ...]

    def count(self, part: Part) -> int:
        """Return how many dialogues are in a part."""
        return self.parts.count(part)


def split_by_tools(offered: Iterable[Iterable[str]], share: float, seed: int = 0) -> ToolSplit:
    """Split dialogues so that training and test dialogues have no tool in common.

    Several starts are tried and the one kept that leaves the fewest dialogues mixed for each test dialogue. A
    dialogue without tools is a training dialogue.

    Args:
        offered: The names of the tools each dialogue offers.
        share: Of the dialogues, above 0 and below 1; the test part has at least as many.
        seed: Of the starts.

    Raises:
        ConfigError: If `share` is out of range, or there is no way to have dialogues in both parts.
    """
    if not 0 < share < 1:
        raise ConfigError(f"test share: got {share}, expected a number above 0 and below 1, such as 0.1")
    dialogues = [frozenset(names) for names in offered]
    wanted = max(1, round(share * len(dialogues)))
    found = [
        split
        for start in range(_STARTS)
        if (split := _attempt(dialogues, wanted, f"{seed}:{start}")) is not None
    ]
    if not found:
        tools = len(frozenset().union(*dialogues))
        raise ConfigError(
            f"test share: {len(dialogues)} dialogues over {tools} tools cannot be split by tools; whichever "
            f"are held out, there are less than {wanted} to test on or none to train on; make dialogues over "
            "more tools, or hold out a smaller share"
        )
    return min(found, key=lambda split: (split.count("mixed") / split.count("test"), -split.count("train")))


def _attempt(dialogues: Sequence[frozenset[str]], wanted: int, seed: str) -> ToolSplit | None:
    draw = random.Random(seed)
    growth = _Growth(dialogues, draw)
    for tools, held in _components(dialogues, draw):
        if growth.complete + held <= wanted:
            for tool in tools:
                growth.take(tool)
    while growth.complete < wanted and growth.grow():
        pass
    held_out = growth.taken
    parts: tuple[Part, ...] = tuple(
        "train" if not names & held_out else "test" if names <= held_out else "mixed" for names in dialogues
    )
    if parts.count("test") < wanted or "train" not in parts:
        return None
    every = frozenset().union(*dialogues)
    return ToolSplit(parts, tuple(sorted(held_out)), tuple(sorted(every - held_out)))


def _components(dialogues: Sequence[frozenset[str]], draw: random.Random) -> list[tuple[list[str], int]]:
    """Return (tools, dialogues) of each connected component, in random order."""
    parent: dict[str, str] = {}

    def root(tool: str) -> str:
        while parent.setdefault(tool, tool) != tool:
            parent[tool] = parent[parent[tool]]
            tool = parent[tool]
        return tool

    for names in dialogues:
        first, *others = sorted(names) or [""]
        for other in others:
            parent[root(other)] = root(first)
    tools: dict[str, list[str]] = defaultdict(list)
    for tool in sorted(frozenset().union(*dialogues)):
        tools[root(tool)].append(tool)
    held: dict[str, int] = defaultdict(int)
    for names in dialogues:
        if names:
            held[root(min(names))] += 1
    components = [(tools[key], held[key]) for key in tools]
    draw.shuffle(components)
    return components


class _Growth:
    """A set of tools that grows by the tool that leaves the fewest dialogues mixed.

    Args:
        dialogues: The tools of each.
        draw: Where a new start comes from.
    """

    def __init__(self, dialogues: Sequence[frozenset[str]], draw: random.Random) -> None:
        self.taken: set[str] = set()
        self.complete = 0
        self._dialogues = dialogues
        self._inside = [0] * len(dialogues)
        self._of_tool: dict[str, list[int]] = defaultdict(list)
        for number, names in enumerate(dialogues):
            for name in names:
                self._of_tool[name].append(number)
        self._order = sorted(self._of_tool)
        draw.shuffle(self._order)
        self._rank = {tool: rank for rank, tool in enumerate(self._order)}
        self._heap: list[tuple[float, int, str]] = []

    def take(self, tool: str) -> None:
        """Add a tool, and weigh anew those it is offered with."""
        self.taken.add(tool)
        beside: set[str] = set()
        for number in self._of_tool[tool]:
            self._inside[number] += 1
            self.complete += self._inside[number] == len(self._dialogues[number])
            beside |= self._dialogues[number]
        for other in beside - self.taken:
            heapq.heappush(self._heap, (-self._progress(other), self._rank[other], other))

    def grow(self) -> bool:
        """Add the best tool, or one that begins anew where none is near; False if no tool is left."""
        while self._heap:
            weight, _, tool = heapq.heappop(self._heap)
            if tool not in self.taken and -weight == self._progress(tool):
                self.take(tool)
                return True
        tool = next((each for each in self._order if each not in self.taken), "")
        if tool:
            self.take(tool)
        return bool(tool)

    def _progress(self, tool: str) -> float:
        """Return how far the tool's dialogues are inside on average: 1 if each lacks only this tool."""
        numbers = self._of_tool[tool]
        far = (self._inside[number] / max(1, len(self._dialogues[number]) - 1) for number in numbers)
        return sum(far) / len(numbers)
