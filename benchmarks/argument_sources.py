"""Where the string arguments of calls come from: literally there before the call, or by which rule.

Three readings, from strict to lenient: as typed but for case; after normalising case, spaces, numbers and
dates; by any rule that the grounding filter knows. Looked at is what stands in system, user and tool messages
before the call; what the assistant said counts for nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from toolflow_dataset.types import Dialogue
from toolflow_generation.grounding import Context, ground_call

_LITERAL = ("exact", "normalised")
_EXAMPLES = 10


@dataclass(slots=True)
class ArgumentSources:
    """Counts over string arguments.

    Args:
        strings: String arguments seen.
        verbatim: Those that stand before the call as typed, but for case.
        rules: Rule that grounds them -> count; `none` where no rule does.
        unliteral: For each rule other than the literal ones, arguments it grounds; ten at most.
    """

    strings: int = 0
    verbatim: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    unliteral: dict[str, list[str]] = field(default_factory=dict)

    def add(self, dialogue: Dialogue) -> None:
        """Count the string arguments of a dialogue's calls."""
        tools = {tool.name: tool for tool in dialogue.tools}
        context = Context()
        for message in dialogue.messages:
            for call in message.tool_calls:
                for one in ground_call(call, tools[call.name], context):
                    if isinstance(one.value, str):
                        self._count(
                            dialogue, one.path, one.value, one.evidence and one.evidence.rule, context
                        )
            context.add(message)

    def _count(self, dialogue: Dialogue, path: str, value: str, rule: str | None, context: Context) -> None:
        self.strings += 1
        typed = value.strip().lower()
        self.verbatim += bool(typed) and any(index.verbatim(typed) for index in context.sources.all)
        self.rules[rule or "none"] += 1
        if rule not in _LITERAL:
            examples = self.unliteral.setdefault(rule or "none", [])
            if len(examples) < _EXAMPLES:
                examples.append(f"{dialogue.id}: {path} = {value[:80]!r}")

    @property
    def literal(self) -> int:
        """Return how many stand before the call after normalisation."""
        return sum(self.rules[rule] for rule in _LITERAL)


def argument_sources(dialogues: Iterable[Dialogue]) -> ArgumentSources:
    """Count the string arguments of dialogues."""
    counted = ArgumentSources()
    for dialogue in dialogues:
        counted.add(dialogue)
    return counted
