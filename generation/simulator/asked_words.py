"""What an assistant calls a parameter when it asks for it: `place` for `near`, `target currency` for `to currency`."""

from __future__ import annotations

from collections.abc import Sequence

from .clauses import PLACES
from .fact_values import unit_of
from .semantics import Slot

_HANGING = frozenset("at on by from until till to near in out since around".split())
_NOUNS = {"datetime": "time", "time": "time", "date": "date", **dict.fromkeys(PLACES, "place")}
_ENDS = {
    "from": {"currency": "source {l}", "date": "start {l}", "datetime": "start {l}", **dict.fromkeys(PLACES, "departure {l}")},
    "to": {"currency": "target {l}", "date": "end {l}", "datetime": "end {l}", **dict.fromkeys(PLACES, "arrival {l}")},
}  # fmt: skip


def asked_label(slot: Slot) -> str:
    """Return the noun by which a question or an apology speaks of a parameter.

    Args:
        slot: The parameter. A label that is half a clause (`remind at`, `near`) becomes the noun of its kind, one that
            begins with `from` or `to` says which end it is, and a unit at the end is left out (`distance km`).
    """
    label = unit_of(slot.name)[0].lower() if unit_of(slot.name)[1] else slot.label
    words = label.split()
    if len(words) == 2 and words[0] == "check" and slot.kind == "date":  # `check in`
        return f"check-{words[1]} date"
    if words[-1] in _HANGING:
        return _NOUNS.get(slot.kind, label)
    ends = _ENDS.get(words[0], {}) if len(words) > 1 else {}
    return ends[slot.kind].replace("{l}", " ".join(words[1:])) if slot.kind in ends else label


def asked_labels(slots: Sequence[Slot]) -> list[str]:
    """Return the nouns of several parameters; their own labels where two would be called the same.

    Args:
        slots: In the order in which they are asked for.
    """
    labels = [asked_label(slot) for slot in slots]
    return labels if len(set(labels)) == len(labels) else [slot.label for slot in slots]
