"""What is still on its way: nobody sends back as too small a parcel that comes next week."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from .english import stem
from .memory import Memory, key_of
from .reading import Reading

_COMES = re.compile(r"(?i)deliver|arriv")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# what is done to a thing that one has in hand
_IN_HAND = frozenset(map(stem, "return exchange review rate unpack".split()))


def under_way(memory: Memory, readings: Sequence[Reading], today: dt.date) -> dict[str, frozenset[str]]:
    """Return, by tool that takes a thing one has in hand, the identifiers of what has not arrived yet.

    Args:
        memory: What has been established; a result tells on which day a thing is delivered.
        readings: The tools offered.
        today: The day of the dialogue.
    """
    tools = [each.tool.name for each in readings if not each.asks and each.verbs & _IN_HAND]
    if not tools:
        return {}
    due: dict[int, str] = {}
    for fact in memory.facts:
        if not fact.given and isinstance(fact.value, str) and _COMES.search(fact.name):
            if _DAY.match(fact.value):
                due[fact.call] = fact.value[:10]
    waited = frozenset(
        str(fact.value)
        for fact in memory.facts
        if due.get(fact.call, "") > today.isoformat() and key_of(fact.name)[-1] in ("id", "number", "code")
    )
    return dict.fromkeys(tools, waited) if waited else {}
