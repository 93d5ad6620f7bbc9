"""Spares the garbage collector work while a run makes and drops objects by the hundred thousand."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG = 20_000  # objects made before the youngest are looked through; Python's own is 700
_OLDER = 20  # such rounds before older ones are, too


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Keep what is loaded out of the collector's sight, and let it look through the rest less often.

    It would walk through tools and graph time and again; at its usual pace it takes a tenth of what a request
    to an endpoint costs. Where the process has frozen objects of its own nothing is changed.
    """
    if gc.get_freeze_count():
        yield
        return
    thresholds = gc.get_threshold()
    gc.freeze()
    if 0 < thresholds[0] < _YOUNG:  # 0: it is switched off
        gc.set_threshold(_YOUNG, _OLDER, _OLDER)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
