"""The cache by identity, under the name by which the simulator's modules know it."""

from ..identity import IdentityCache

__all__ = ["IdentityCache"]
