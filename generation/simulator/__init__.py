"""The embedded model: a dialogue simulator that needs no network, no key and no GPU."""

from .engine import MODEL, Simulator

__all__ = ["MODEL", "Simulator"]
