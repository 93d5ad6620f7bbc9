"""Why a call that is to fail would: money that is not there, a ride to another continent."""

from __future__ import annotations

import re

from .result_money import is_into, last_balance
from .result_scene import Scene
from .result_ways import no_way

_OUT = re.compile(r"(?i)transfer|send_?money|wire|withdraw|(?:^|_)pay(?:_|$)|payment")


def refused(scene: Scene) -> str | None:
    """Return why a call cannot be done, as an error's text; None where nothing known speaks against it."""
    if scene.family in ("send", "pay", "book"):
        why = _overdrawn(scene)
        if why is not None:
            return why
    return no_way(scene)


def _overdrawn(scene: Scene) -> str | None:
    """Tell of an amount that is more than what the account named is known to hold."""
    amount = scene.number("amount", "sum") if _OUT.search(scene.tool.name) else None
    held = last_balance(scene.subject)
    if amount is None or held is None or amount <= held or is_into(scene):
        return None
    return f"The balance does not cover {amount:.2f}."
