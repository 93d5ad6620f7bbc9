"""What a question word asks for: `when` a date or a time, `how far` a distance."""

from __future__ import annotations

import re
from functools import lru_cache

# Each kind of question with how it is asked, and what the fields that answer it are called.
_QUESTIONS: tuple[tuple[str, str, str], ...] = (
    (
        "?when",
        r"\bwhen (?:does|do|did|will|is|are|was|can|should|the|my|our|his|her|their)\b|\b(?:what|which) (?:time|day|date)\b|\bhow soon\b",
        r"(?:date|day|departure|arrival|starts?|ends?|opens?|closes?|due|deadline|until| by| at| on|delivery|ready|birthday|sunrise|sunset|eta|free slot)$"
        r"|^(?:departure|arrival|start|end|opening|closing|sending|pickup|delivery) time$|^next |expir|^time$",
    ),
    (
        "?where",
        r"\bwhere\b",
        r"address|location|venue|place$|\bcity$|\btown$|country$|region$|room$|gate$|platform$|terminal$|street$|coordinates",
    ),
    (
        "?who",
        r"\bwho\b(?!se)|\bwhose\b",
        r"author|artist|owner|sender|driver|doctor|organi[sz]er|director|host$|winner|employee|contact|player|person|assignee|creator|publisher",
    ),
    (
        "?much",
        r"\bhow much\b(?! time)|\bwhat\b[^.?!]{0,60}\bcosts?\b|\bhow expensive\b|\bafford",
        r"price|cost|fare|\bfee\b|amount|total$|balance|available$|salary|rent$|charge|bill$|refund|used\b|spent\b|converted|kwh",
    ),
    (
        "?long",
        r"\bhow long\b|\bhow much time\b",
        r"duration|length|minutes|hours|(?:travel|journey|running|waiting|wait) time|runtime|\bwalk\b|\btakes\b",
    ),
    ("?far", r"\bhow far\b", r"distance|\bkm$|\bmiles?$|\bmet(?:er|re)s$"),
    (
        "?many",
        r"\bhow many\b",
        r"count$|^total|^number of|quantity|\bsteps\b|calories|spaces|seats|in stock|guests|followers|views",
    ),
    (
        "?busy",
        r"\bhow (?:busy|crowded|full)\b|\btraffic jams?\b",
        r"congestion|traffic|crowd|occupan|queue|\bwait|free spaces|\bbusy\b",
    ),
    (
        "?late",
        r"\bon time\b|\bdelayed\b|\bpunctual\b|\brunning late\b(?=[^,])",
        r"delay|status$|expected|punctual",
    ),
    (
        "?good",
        r"\bhow (?:good|well)\b|\b(?:people|customers|others|guests) (?:say|think)\b|\bany good\b",
        r"rating|stars$|score$|review|verdict|comment",
    ),
    (
        "?about",
        r"\b(?:is|are|was) about\b|\bwhat\b[^.?!]{0,40}\babout\b",
        r"^theme$|^topic$|subject|^summary$|^about$|^gist$",
    ),
)
_ASKED = tuple((mark, re.compile(asks, re.IGNORECASE), re.compile(names)) for mark, asks, names in _QUESTIONS)


def questions(text: str) -> set[str]:
    """Return marks of the kinds of question that a message asks: `?when`, `?far`."""
    return {mark for mark, asks, _ in _ASKED if asks.search(text)}


@lru_cache(32768)
def answers(label: str) -> frozenset[str]:
    """Return marks of the kinds of question that a field answers.

    Args:
        label: The field's name in words.
    """
    low = label.lower()
    return frozenset(mark for mark, _, names in _ASKED if names.search(low))
