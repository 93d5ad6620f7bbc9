"""Whether a call is the gold call, without running either: name and arguments, after reading both alike.

API-Bank writes every argument as a string, models write numbers, lists and booleans too. So text that is a
number, a list, an object or `True` is read as one; other text is compared without case, and with runs of
white space as one space. An argument that is null or empty counts as not given. This is stricter than
API-Bank's own check, which forgives other words in some parameters, and looser where a call would fail; a
search has to have the gold keywords.
"""

from __future__ import annotations

from ..answering.alike import given_arguments
from ..answering.decoding import Call
from ..answering.faults import Fault
from .samples import Sample


def mismatch(sample: Sample, call: Call) -> Fault | None:
    """Return how a call differs from the gold one; None where it does not."""
    if call.name != sample.name:
        return Fault("name", f"expected {sample.name}, got {call.name}")
    gold, given = given_arguments(sample.arguments), given_arguments(call.arguments)
    if missing := sorted(gold.keys() - given.keys()):
        return Fault("argument-missing", f"without {', '.join(missing)}")
    if added := sorted(given.keys() - gold.keys()):
        return Fault("argument-added", f"{', '.join(added)} is not in the gold call")
    for name, value in gold.items():
        if given[name] != value:
            got, expected = call.arguments[name], sample.arguments[name]
            return Fault("argument", f"{name}: expected {expected!r:.200}, got {got!r:.200}")
    return None
