"""A dialogue for people to read: in the terminal through rich, or as plain Markdown."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .markdown import code_block, plain
from .rounds import is_error, read_result
from .types import Dialogue, Tool, ToolCall

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment
    from rich.text import Text

# marks, embeddings, overrides and isolates: what is shown in another order than it is written
_DIRECTIONS = frozenset(map(chr, (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_STYLES = {"system": "dim", "user": "bold cyan", "assistant": "bold green", "tool": "yellow"}


@dataclass(frozen=True, slots=True)
class Turn:
    """One message as it is shown, each result beside the call it answers.

    Args:
        speaker: `system`, `user` or `assistant`.
        text: What was said; may be empty where there are calls.
        step: 0-based plan step of a user turn; None elsewhere, and without a plan.
        exchanges: Each call with its result's text, None where it was never answered.
    """

    speaker: str
    text: str
    step: int | None = None
    exchanges: tuple[tuple[ToolCall, str | None], ...] = ()


def turns(dialogue: Dialogue) -> Iterator[Turn]:
    """Yield a dialogue's turns in order; tool messages appear with the calls they answer."""
    results: dict[tuple[int, str], str] = {}
    last_call = -1
    for position, message in enumerate(dialogue.messages):
        if message.tool_calls:
            last_call = position
        elif message.role == "tool" and message.tool_call_id is not None:
            results[last_call, message.tool_call_id] = message.content
    steps = iter(dialogue.turn_steps)
    for position, message in enumerate(dialogue.messages):
        if message.role == "tool":
            continue
        step = next(steps, -1) if message.role == "user" else -1
        yield Turn(
            message.role,
            message.content,
            step if 0 <= step < len(dialogue.plan) else None,
            tuple((call, results.get((position, call.id))) for call in message.tool_calls),
        )


def print_dialogue(
    console: Console, dialogue: Dialogue, *, note: str | None = None, longest_result: int | None = None
) -> None:
    """Print a dialogue in a terminal, or without colours and wrapping into a pipe.

    Args:
        console: Where to.
        dialogue: The dialogue.
        note: Shown under the title, such as why it was dropped.
        longest_result: Characters of a result after which it is cut, saying so; None shows all.
    """
    from rich.console import Group
    from rich.rule import Rule
    from rich.text import Text

    parts: list[RenderableType] = [Rule(Text(dialogue.id, "bold"))]
    if note is not None:
        parts.append(Text(visible(note), "bold red"))
    parts += [_field(name, value) for name, value in _facts(dialogue)]
    for number, step in enumerate(dialogue.plan, 1):
        parts.append(_field(f"step {number}", f"{step.kind}: {step.request}"))
    for turn in turns(dialogue):
        head = Text("\n" + turn.speaker, _STYLES[turn.speaker])
        if turn.step is not None:
            head.append(f"  step {turn.step + 1}", "dim")
        parts.append(head)
        if turn.text:
            parts.append(_Indented(Text(visible(turn.text))))
        for call, result in turn.exchanges:
            parts.append(_Indented(Text(visible("→ " + _call(call)), "magenta")))
            failed = result is None or is_error(read_result(result))
            shown = "(never answered)" if result is None else _cut(result, longest_result)
            line = Text(visible("← " + shown), "red" if failed else _STYLES["tool"])
            parts.append(_Indented(line))
    console.print(Group(*parts), crop=False)


def to_markdown(dialogue: Dialogue) -> str:
    """Return a dialogue as Markdown: facts, plan, then each turn with its calls and results."""
    lines = [f"### {dialogue.id}", ""]
    lines += [f"- **{name}**: {plain(value)}" for name, value in _facts(dialogue)]
    if dialogue.plan:
        lines += ["- **plan**:"]
        for number, step in enumerate(dialogue.plan, 1):
            lines.append(f"    {number}. *{step.kind}*: {plain(step.request)}")
    for turn in turns(dialogue):
        which = "" if turn.step is None else f" (step {turn.step + 1})"
        lines += ["", f"**{turn.speaker.capitalize()}**{which}"]
        if turn.text:
            lines += ["", *(f"> {line}".rstrip() for line in turn.text.splitlines())]
        for call, result in turn.exchanges:
            shown = "(never answered)" if result is None else result
            lines += ["", code_block(f"{_call(call)}\n→ {shown}", "")]
    return visible("\n".join(lines) + "\n")


@dataclass(frozen=True, slots=True)
class _Indented:
    """Text wrapped and indented in a terminal; in a pipe its lines stay whole, to be searched."""

    text: Text
    margin: str = " " * 4

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        from rich.segment import Segment
        from rich.style import Style

        width = max(options.max_width - len(self.margin), 20)
        lines = self.text.wrap(console, width) if console.is_terminal else self.text.split()
        colour = console.get_style(self.text.style)
        for number, line in enumerate(lines):
            line.rstrip()
            yield Segment(" " * len(self.margin) if number else self.margin, Style(dim=True))
            yield from Segment.apply_style(line.render(console), colour)
            yield Segment.line()


def _facts(dialogue: Dialogue) -> list[tuple[str, str]]:
    provenance = dialogue.provenance
    models: dict[str, list[str]] = {}
    for role, model in provenance.models.items():
        models.setdefault(model, []).append(role)
    return [
        ("setting", provenance.setting),
        ("style", provenance.style),
        ("models", "; ".join(f"{model} ({', '.join(roles)})" for model, roles in models.items())),
        ("tools", ", ".join(map(_signature, dialogue.tools))),
    ]


def _signature(tool: Tool) -> str:
    """Return a tool's name and parameters, the optional ones with a question mark."""
    required = tool.parameters.get("required", ())
    names = tool.parameters.get("properties", {})
    return f"{tool.name}({', '.join(name if name in required else name + '?' for name in names)})"


def _call(call: ToolCall) -> str:
    arguments = ", ".join(
        f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in call.arguments.items()
    )
    return f"{call.name}({arguments})"


def _cut(text: str, longest: int | None) -> str:
    if longest is None or len(text) <= longest:
        return text
    return f"{text[:longest]}… ({len(text):,} characters)"


def _field(name: str, value: str) -> _Indented:
    from rich.text import Text

    return _Indented(Text(visible(value)), f"{name:<8}")


def visible(text: str) -> str:
    """Replace control characters, those of direction too, so that no text can steer the terminal.

    So are halves of surrogate pairs, which no terminal takes.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join("\ufffd" if _steers(char) else char for char in text)


def _steers(char: str) -> bool:
    if char in "\n\t":
        return False
    return char in _DIRECTIONS or unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
