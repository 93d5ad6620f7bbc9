"""Where a dialogue's randomness comes from: the run's seed and the dialogue's index, and nothing else.

Every choice has a stream of its own, named after what it decides, so that adding a choice moves no other
one and settings share what they can: dialogue 12 of `graph+plan` and of `graph` get the same tools, and all
four settings get the same context, style, target length and models.
"""

from __future__ import annotations

import hashlib

import numpy as np


def dialogue_seed(run_seed: int, index: int) -> int:
    """Return a dialogue's seed: the first 53 bits of SHA-256 over `"<run seed>:<index>"`.

    53 bits survive every JSON reader, and ten million dialogues share one with a chance of about 0.6 %.
    """
    digest = hashlib.sha256(f"{run_seed}:{index}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 11


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the generator for one named choice of the dialogue with this seed."""
    digest = hashlib.sha256(f"{seed}:{name}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))
