"""What a call's values may come from: the dialogue before it, indexed message by message."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass, field
from typing import Any

from toolflow_dataset.types import Message

from .spoken_dates import find_today
from .text_index import TextIndex, normalise

_YES = re.compile(
    r"(?:\w+ ){0,3}?(?:yes|yeah|yep|yup|ya|yea|sure|ok|okay|correct|right|perfect|great|fine|sounds|absolutely|definitely"
    r"|exactly|please do|go ahead|works|alright|of course|i do|id like that|id love|awesome|cool|lovely|excellent"
    r"|wonderful|confirm|confirmed|agreed|indeed|thatll do|that will do|good|nice|looks|do it|book it|go for it)\b"
)
_NO = re.compile(r"(?:\w+ ){0,1}?(?:no|nope|nah|not|dont|i dont|never)\b")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a value is grounded.

    Args:
        rule: `exact` (as typed, but for case), `normalised` (after space, number and date normalisation), or the name
            of the listed rule it results from.
        where: Index of the message it comes from; -1 where the tool's own schema names it.
    """

    rule: str
    where: int


@dataclass(frozen=True, slots=True)
class Argument:
    """One scalar of a call's arguments.

    Args:
        value: A string, number, boolean or None.
        path: Dotted path, `[]` after an array: `guests[].name`.
        schema: Its JSON Schema, `{}` where it has none.
        siblings: The call's other scalars; an end date may follow from a start date.
    """

    value: Any
    path: str
    schema: dict[str, Any]
    siblings: tuple[Any, ...] = ()

    @property
    def name(self) -> str:
        """Return the last name in the path."""
        return self.path.rsplit(".", 1)[-1].replace("[]", "")

    @property
    def about(self) -> str:
        """Return name and description in lower case."""
        return f"{self.path} {self.schema.get('description') or ''}".lower()


@dataclass(slots=True)
class Context:
    """The text a value may be grounded in, grown one message at a time.

    System and user text is `said`, tool results are `results`. Assistant text grounds nothing by itself; what the user
    said yes to is `agreed`, what they said no to is `declined`.
    """

    said: TextIndex = field(default_factory=TextIndex)
    results: TextIndex = field(default_factory=TextIndex)
    agreed: TextIndex = field(default_factory=TextIndex)
    declined: TextIndex = field(default_factory=TextIndex)
    today: dt.date | None = None
    size: int = 0
    _proposal: str = ""

    def add(self, message: Message) -> None:
        """Take in the next message."""
        position, text = self.size, message.content
        self.size += 1
        if message.role == "assistant":
            self._proposal = text
        elif message.role == "tool":
            self.results.add(_plain(text), position)
        else:
            if message.role == "system" and self.today is None:
                self.today = find_today(text)
            self.said.add(text, position)
            if message.role == "user" and self._proposal:
                self._answer(normalise(text), position)
            self._proposal = ""

    def _answer(self, text: str, position: int) -> None:
        """Note what a user message agrees to or declines, going by its first words."""
        if _NO.match(text):
            self.declined.add(self._proposal, position)
        elif _YES.match(text):
            self.agreed.add(self._proposal, position)


def _plain(content: str) -> str:
    """Undo JSON's escapes, so that an escaped accent, quote or line break reads as what it stands for."""
    if "\\" not in content:
        return content
    try:
        text = json.dumps(json.loads(content), ensure_ascii=False)
    except (ValueError, RecursionError):
        return content
    return text.replace("\\n", " ").replace("\\t", " ").replace('\\"', '"').replace("\\\\", "\\")
