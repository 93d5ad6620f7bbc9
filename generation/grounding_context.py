"""What a call's values may come from: the dialogue before it, indexed message by message."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from toolflow_dataset.types import Message

from .spoken_dates import find_today
from .text_index import TextIndex, normalise, stem

_YES = re.compile(
    r"(?:\w+ ){0,3}?(?:yes|yeah|yep|yup|ya|yea|sure|ok|okay|correct|right|perfect|great|fine|sounds"
    r"|absolutely|definitely|exactly|please do|go ahead|works|alright|of course|i do|id like that|id love"
    r"|awesome|cool|lovely|excellent|wonderful|confirm|confirmed|agreed|indeed|thatll do|that will do|good"
    r"|nice|looks|do it|book it|go for it)\b"
)
_NO = re.compile(r"(?:\w+ ){0,1}?(?:no|nope|nah|not|dont|i dont|never)\b")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a value is grounded.

    Args:
        rule: `exact` (as typed, but for case), `normalised` (after space, number and date normalisation), or
            the name of the listed rule it results from.
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


def _plain(content: str) -> str:
    """Undo JSON's escapes, so that an escaped accent, quote or line break reads as what it stands for."""
    if "\\" not in content:
        return content
    try:
        text = json.dumps(json.loads(content), ensure_ascii=False)
    except (ValueError, RecursionError):
        return content
    return text.replace("\\n", " ").replace("\\t", " ").replace('\\"', '"').replace("\\\\", "\\")


class Sources(NamedTuple):
    """Which text a rule may look in.

    Args:
        all: Everything; enough for the value itself, in some spelling.
        people: User and system text; for words that field names in results would match by chance.
        said: User text only; for words that mean the value only where the user says them, such as `today` or
            `two`.
    """

    all: tuple[TextIndex, ...]
    people: tuple[TextIndex, ...]
    said: tuple[TextIndex, ...]


def first(indexes: Iterable[TextIndex], phrases: Iterable[str], rule: str) -> Evidence | None:
    """Return evidence for the first phrase found, the first index first."""
    for index in indexes:
        for phrase in phrases:
            hit = index.find(phrase)
            if hit is not None:
                return Evidence(rule, hit)
    return None


def first_stem(indexes: Iterable[TextIndex], word: str) -> int | None:
    """Return the first message with a word of the same stem, or None."""
    for index in indexes:
        hit = index.stems.get(stem(word))
        if hit is not None:
            return hit
    return None


@dataclass(slots=True)
class Context:
    """The text a value may be grounded in, grown one message at a time.

    Assistant text grounds nothing by itself.

    Args:
        system: The system message.
        said: The user's messages.
        results: Tool results.
        agreed: What the assistant proposed and the user said yes to.
        declined: What the assistant proposed and the user said no to.
        today: The date that the system message names.
        size: Messages taken in.
    """

    system: TextIndex = field(default_factory=TextIndex)
    said: TextIndex = field(default_factory=TextIndex)
    results: TextIndex = field(default_factory=lambda: TextIndex(_plain))
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
            self.results.add(text, position)
        elif message.role == "system":
            self.today = self.today or find_today(text)
            self.system.add(text, position)
        else:
            self.said.add(text, position)
            if self._proposal:
                self._answer(normalise(text), position)
            self._proposal = ""

    @property
    def sources(self) -> Sources:
        """Return where values come from without the user's consent to a proposal."""
        return Sources((self.said, self.results, self.system), (self.said, self.system), (self.said,))

    @property
    def consent(self) -> Sources:
        """Return what the user agreed to, as the only source."""
        return Sources(*[(self.agreed,)] * 3)

    def _answer(self, text: str, position: int) -> None:
        """Note what a user message agrees to or declines, going by its first words."""
        if _NO.match(text):
            self.declined.add(self._proposal, position)
        elif _YES.match(text):
            self.agreed.add(self._proposal, position)
