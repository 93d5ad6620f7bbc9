"""A dialogue as a card shows it: plain text, a line each for what was said, called and returned."""

from __future__ import annotations

import json
from collections.abc import Iterator

from .markdown import code_block, code_span
from .transcript import turns, visible
from .types import Dialogue

_LONGEST = 300
_WIDTH = len("assistant")


def card_example(dialogue: Dialogue) -> str:
    """Return a dialogue in a fenced block that nothing said in it can end; long results are cut."""
    text = visible("\n".join(_lines(dialogue)))
    return f"{code_span(dialogue.id)}, the first one, not a selected one.\n\n{code_block(text)}"


def _lines(dialogue: Dialogue) -> Iterator[str]:
    for number, step in enumerate(dialogue.plan, 1):
        yield f"{'plan':<{_WIDTH}}  {number}. {step.kind}: {' '.join(step.request.split())}"
    for turn in turns(dialogue):
        if turn.text or not turn.exchanges:
            yield f"{turn.speaker:<{_WIDTH}}  {' '.join(turn.text.split())}"
        for call, result in turn.exchanges:
            arguments = json.dumps(call.arguments, ensure_ascii=False)
            yield f"{'call':<{_WIDTH}}  {call.name}({_cut(arguments)})"
            yield f"{'result':<{_WIDTH}}  {_cut(result or '(never answered)')}"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}... ({len(line):,} characters)"
