"""Versions of a published dataset: Semantic Versioning 2.0.0, each a tag `v1.2.0`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import total_ordering

from .errors import ConfigError

_PART = r"(0|[1-9]\d*)"
_PRE = r"(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)"
_VERSION = re.compile(rf"v?{_PART}\.{_PART}\.{_PART}(?:-({_PRE}(?:\.{_PRE})*))?")


@total_ordering
@dataclass(frozen=True, slots=True)
class Version:
    """A version; `1.2.0-rc.1` comes before `1.2.0`. Build metadata (`+...`) has no place in a tag.

    Args:
        numbers: Major, minor and patch.
        before: The parts of a pre-release, empty for a release.
    """

    numbers: tuple[int, int, int]
    before: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Version:
        """Read `1.2.0` or `v1.2.0`.

        Raises:
            ConfigError: If it is no semantic version.
        """
        match = _VERSION.fullmatch(text)
        if match is None:
            raise ConfigError(f"version: got {text!r}, expected MAJOR.MINOR.PATCH, such as 1.2.0")
        major, minor, patch, before = match.groups()
        return cls((int(major), int(minor), int(patch)), tuple(before.split(".")) if before else ())

    def __str__(self) -> str:
        number = ".".join(map(str, self.numbers))
        return f"{number}-{'.'.join(self.before)}" if self.before else number

    @property
    def tag(self) -> str:
        """Return the name of its tag."""
        return f"v{self}"

    def __lt__(self, other: Version) -> bool:
        return self._key() < other._key()

    def _key(self) -> tuple[tuple[int, int, int], bool, tuple[tuple[int, int, str], ...]]:
        # numbers come before words, a shorter pre-release before one that goes on, a release after all
        parts = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in self.before)
        return self.numbers, not self.before, parts


def versions_of(tags: Iterable[str]) -> list[Version]:
    """Return the versions among tags, the oldest first."""
    return sorted(Version.parse(tag) for tag in tags if tag.startswith("v") and _VERSION.fullmatch(tag))
