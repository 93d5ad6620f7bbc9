"""Rounds in which a tool failed: is the failure made good, or does the reply explain it?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from toolflow_dataset.rounds import Round, is_error, read_result
from toolflow_dataset.types import Tool

from .structured import schema_problem
from .text_index import stem, tokens

_ADMITS = re.compile(
    r"\b(?:sorry|unfortunately|apolog\w*|unable|error|fail\w*|problem|issue|trouble|unavailable|cannot|can"
    r" ?not|can't|can\u2019t|(?:could|did|does|was|is|were|are|do|has|have|would|won)(?:n't|n\u2019t| not)"
    r"|not able|not (?:found|available|possible|work\w*)|no longer|hiccup|glitch|went wrong|timed? out|out"
    r" of (?:stock|service)|invalid|reject\w*|declin\w*|denied|refus\w*|try again|retry)\b",
    re.IGNORECASE,
)


def unrecovered(one: Round, tools: Mapping[str, Tool]) -> dict[str, str]:
    """Return tool -> error text of the round's failed calls that no later result of the round makes good."""
    names = {call.id: call.name for call in one.calls}
    failed: dict[str, str] = {}
    fresh: set[str] = set()
    for message in one.messages:
        if message.role == "assistant":
            # only what is called after an error was seen can make it good
            fresh = set(failed)
        elif message.role == "tool":
            name = names.get(message.tool_call_id or "", "")
            result = read_result(message.content)
            if not is_error(result) or _declares_error(tools.get(name), result):
                for other in [name] if name in fresh else sorted(fresh):
                    failed.pop(other, None)
            else:
                failed[name] = str(result["error"])
    return failed


def _declares_error(tool: Tool | None, result: Any) -> bool:
    """Tell whether `error` is an ordinary field of a tool's results, and this result is in order."""
    if tool is None or tool.returns is None or "error" not in (tool.returns.get("properties") or {}):
        return False
    return len(result) > 1 and not schema_problem(result, tool.returns)


def is_explained(one: Round, failed: Mapping[str, str]) -> bool:
    """Tell whether the reply that ends a round admits a failure, or uses half the words of each error."""
    reply = one.reply.content if one.reply else ""
    if _ADMITS.search(reply):
        return True
    said = {stem(word) for word in tokens(reply)}
    wanted = [{stem(word) for word in tokens(text) if len(word) > 3} for text in failed.values()]
    return all(words and 2 * len(words & said) >= len(words) for words in wanted)
