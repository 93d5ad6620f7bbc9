"""Reading one configuration value, whether it comes from YAML or from the command line.

Each function takes what YAML gave or the text after an option and returns the value in its one normal form,
or raises `ValueError` saying what was expected.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from toolflow_dataset.types import SETTINGS, Setting, config_name

from .chat import AgentRole

Parser = Callable[[Any], Any]
_NOT_IN_DIALOGUES = ("judge", "completer")
ROLES: tuple[AgentRole, ...] = tuple(role for role in get_args(AgentRole) if role not in _NOT_IN_DIALOGUES)
SHARES = ("parallel", "sequential", "chitchat")


class SecretError(ValueError):
    """A value that must not be shown, because it may hold a secret; says what was expected."""


def integer(low: int) -> Parser:
    """Make a reader of whole numbers of at least `low`."""

    def parse(value: Any) -> int:
        expected = f"a whole number of at least {low}"
        if isinstance(value, bool):
            raise ValueError(expected)
        try:
            number = int(value) if isinstance(value, (int, str)) else int(str(value))
        except ValueError as error:
            raise ValueError(expected) from error
        if number < low:
            raise ValueError(expected)
        return number

    return parse


def number(low: float, high: float = math.inf) -> Parser:
    """Make a reader of numbers between two bounds, both included."""
    expected = f"a number from {low:g} to {high:g}" if high < math.inf else f"a number of at least {low:g}"

    def parse(value: Any) -> float:
        try:
            parsed = math.nan if isinstance(value, bool) else float(value)
        except (TypeError, ValueError) as error:
            raise ValueError(expected) from error
        if not low <= parsed <= high or math.isinf(parsed):
            raise ValueError(expected)
        return parsed

    return parse


def optional(parse: Parser) -> Parser:
    """Make a reader that also takes null, or `none` on the command line."""

    def parse_optional(value: Any) -> Any:
        if value is None or (isinstance(value, str) and value.strip().lower() in ("none", "null", "")):
            return None
        try:
            return parse(value)
        except SecretError:
            raise
        except ValueError as error:
            raise ValueError(f"{error}, or none") from error

    return parse_optional


def text(value: Any) -> str:
    """Read a text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a text that is not empty")
    return value.strip()


def path(value: Any) -> Path:
    """Read a path; `~` is the home folder."""
    return Path(text(str(value) if isinstance(value, Path) else value)).expanduser()


def flag(value: Any) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def sizes(value: Any) -> tuple[int, ...]:
    """Read a list of whole numbers from 1 that are drawn from uniformly: `3,4,5` on the command line."""
    items = value.split(",") if isinstance(value, str) else [value] if isinstance(value, int) else value
    expected = "a list of whole numbers of at least 1, such as 3,4,5"
    if not isinstance(items, Sequence) or not items:
        raise ValueError(expected)
    try:
        return tuple(integer(1)(item) for item in items)
    except ValueError as error:
        raise ValueError(expected) from error


def settings(value: Any) -> tuple[Setting, ...]:
    """Read `all`, or a comma list of settings; either spelling of a setting will do."""
    names = value.split(",") if isinstance(value, str) else value
    expected = f"all, or a comma list of {', '.join(SETTINGS)}"
    if not isinstance(names, Sequence) or not names or not all(isinstance(name, str) for name in names):
        raise ValueError(expected)
    if [name.strip() for name in names] == ["all"]:
        return SETTINGS
    spellings: dict[str, Setting] = {config_name(setting): setting for setting in SETTINGS}
    chosen = [spellings.get(name.strip().replace("+", "_")) for name in names]
    if None in chosen or len(set(chosen)) < len(chosen):
        raise ValueError(f"{expected}, each at most once")
    return tuple(setting for setting in SETTINGS if setting in chosen)


def temperatures(value: Any) -> dict[str, float | None]:
    """Read one temperature for all roles, or one a role: `user=1,assistant=none`; none sends none."""
    parse = optional(number(0, 2))
    expected = f"a number from 0 to 2 or none, or such a value for each of {', '.join(ROLES)}"
    try:
        if isinstance(value, Mapping) or (isinstance(value, str) and "=" in value):
            return {role(name): parse(one) for name, one in pairs(value, expected).items()}
        return {name: parse(value) for name in ROLES}
    except ValueError as error:
        raise ValueError(expected) from error


def shares(value: Any) -> dict[str, float]:
    """Read wished shares: `parallel=0.2,sequential=0.3,chitchat=0.2`."""
    expected = f"a number from 0 to 1 for {', '.join(SHARES)}"
    parsed = {}
    for name, share in pairs(value, expected).items():
        if name not in SHARES:
            raise ValueError(f"{expected}; there is no share {name!r}")
        try:
            parsed[name] = number(0, 1)(share)
        except ValueError as error:
            raise ValueError(expected) from error
    return parsed


def styles(value: Any) -> dict[str, str]:
    """Read styles as name and description; a comma list of built-in names on the command line."""
    if isinstance(value, str):
        value = [item.strip() for item in value.split(",")]
    if isinstance(value, Sequence) and all(isinstance(name, str) for name in value):
        unknown = [name for name in value if name not in STYLES]
        if unknown:
            raise ValueError(f"names among {', '.join(STYLES)}, or a mapping of new names to descriptions")
        value = {name: STYLES[name] for name in value}
    if not isinstance(value, Mapping) or not value:
        raise ValueError("a mapping of names to descriptions, or a list of built-in names")
    return {text(name): text(description) for name, description in value.items()}


def pairs(value: Any, expected: str) -> dict[str, Any]:
    """Read a mapping, or `name=value` pairs, in a list or separated by commas."""
    if isinstance(value, Mapping):
        return {str(name): one for name, one in value.items()}
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, Sequence) or not all(isinstance(item, str) for item in texts):
        raise ValueError(expected)
    found: dict[str, Any] = {}
    name = ""
    for piece in (piece for item in texts for piece in item.split(",")):
        head, equals, tail = piece.partition("=")
        if equals:
            name = head.strip()
            found[name] = tail.strip()
        elif name:
            found[name] += f",{piece.strip()}"
        else:
            raise ValueError(expected)
    return found


def role(name: str) -> str:
    """Read the name of a role."""
    if name not in ROLES:
        raise ValueError(f"roles among {', '.join(ROLES)}; there is no role {name!r}")
    return name


STYLES: dict[str, str] = {
    "formal": "Full, correct sentences and courteous forms; no contractions, no slang.",
    "casual": "Relaxed everyday English with contractions, as to a colleague one knows well.",
    "terse": "As few words as possible; fragments and bare facts, no greeting and no thanks.",
    "chatty": "Talkative: says why it is needed and how things are going before or after the request.",
    "polite": "Friendly and considerate; please, thank you, and questions rather than orders.",
    "hurried": "In a rush: short, to the point, at times with no time left; small slips of typing.",
    "non-native": "Learned English late: simple words and sentences, now and then a wrong article or tense.",
    "expert": "Knows the field: precise, uses its terms, states constraints and exact values.",
}
