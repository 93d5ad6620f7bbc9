"""What a tool really gave, as a tool message can hold it: JSON of bounded size, with nothing hidden in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolflow_dataset.errors import SchemaError
from toolflow_dataset.rounds import is_error
from toolflow_dataset.types import Tool

from ..keys import Keys, hide_users
from ..strict_json import check, whole_text
from ..structured import schema_problem

LONGEST_RESULT = 16_000
"""Characters of a result at most; a longer one is cut, and says so."""
LONGEST_ERROR = 300
_CUTS = ((2_000, 50), (400, 20), (100, 8), (40, 3))  # characters of a text, items of a list
_CONTROLS = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an executor says of one call.

    Args:
        value: The result, a JSON value; of no meaning where there is an error.
        error: Why there is none; empty if all is well.
        state: What the next call of the dialogue has to be told, such as a module's variables.
    """

    value: Any = None
    error: str = ""
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What is kept of one call that was executed.

    Args:
        content: Content of the tool message.
        failed: Whether it is an error.
        off_schema: Whether it breaks the tool's `returns`.
        state: Of the answer.
    """

    content: str
    failed: bool = False
    off_schema: bool = False
    state: str | None = None

    def text(self) -> str:
        """Return the form it is recorded in."""
        return json.dumps([self.content, self.failed, self.off_schema, self.state])

    @classmethod
    def read(cls, text: str) -> Result:
        """Read what `text` gave.

        Raises:
            ValueError: If it is damaged.
        """
        try:
            return cls(*json.loads(text))
        except TypeError as error:
            raise ValueError(f"not a result: {error}") from error


def result_of(answer: Answer, tool: Tool, keys: Keys) -> Result:
    """Return the result that stands in the dialogue.

    A value is kept as it is, also where it breaks `returns`: that is how the world is, and it is counted.
    Where nothing is known of what a tool returns, a value that is no object is put into one, as `result`.
    A long one has its texts and lists cut and says `truncated`.

    Args:
        answer: What the executor said.
        tool: The tool called.
        keys: Hidden, should the tool give one away.
    """
    if answer.error:
        return Result(error_content(answer.error, keys), failed=True, state=answer.state)
    value = answer.value
    try:
        check(value)
    except ValueError as error:
        told = f"the tool returned what JSON cannot hold: {error}"
        return Result(error_content(told, keys), failed=True, state=answer.state)
    if tool.returns is None and not isinstance(value, dict):
        value = {"result": value}
    content = keys.hide(_content(value))
    if len(content) > LONGEST_RESULT:
        content = keys.hide(_shortened(value))
    if len(content) > LONGEST_RESULT:
        told = f"the result is too long: {len(content):,} characters"
        return Result(error_content(told, keys), failed=True, state=answer.state)
    given = json.loads(content)
    failed = is_error(given)
    return Result(content, failed, not failed and _breaks(given, tool), answer.state)


def error_content(text: str, keys: Keys) -> str:
    """Return the tool message of an error: one short line, without keys and control characters."""
    line = " ".join(_ESCAPES.sub("", whole_text(keys.hide(hide_users(text)))).split())
    line = "".join(character for character in line if character.isprintable())
    if len(line) > LONGEST_ERROR:
        line = f"{line[: LONGEST_ERROR - 3]}..."
    return _content({"error": line or "the tool failed without saying why"})


def _content(value: Any) -> str:
    """Return JSON in which no character can move the cursor or turn the direction of writing."""
    text = json.dumps(value, ensure_ascii=False)
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _shortened(value: Any) -> str:
    content = ""
    for characters, items in _CUTS:
        cut = _cut(value, characters, items)
        marked = cut if isinstance(cut, dict) else {"result": cut}
        content = _content({**marked, "truncated": True})
        if len(content) <= LONGEST_RESULT:
            break
    return content


def _cut(value: Any, characters: int, items: int) -> Any:
    if isinstance(value, str) and len(value) > characters:
        return f"{value[:characters]}... ({len(value) - characters:,} more characters)"
    if isinstance(value, list):
        return [_cut(one, characters, items) for one in value[:items]]
    if isinstance(value, Mapping):
        return {name: _cut(one, characters, items) for name, one in value.items()}
    return value


def _breaks(value: Any, tool: Tool) -> bool:
    if tool.returns is None:
        return False
    try:
        return bool(schema_problem(value, tool.returns))
    except SchemaError:  # a schema that nothing can be checked against is broken by nothing
        return False
