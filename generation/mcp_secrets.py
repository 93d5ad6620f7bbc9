"""Secrets in the name of an MCP server: kept out of what is written, filled in when the server is reached.

`${NAME}` in a command or an address stands for an environment variable. What looks like a secret written out
(`--api-key VALUE`, `-e GITHUB_TOKEN=VALUE`, `postgresql://user:password@host`) is shown as such a variable.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from toolflow_dataset.errors import ToolSourceError

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SECRET_WORDS = frozenset(
    "token secret password passwd pwd pat bearer authorization credential credentials cookie signature sig "
    "apikey accesskey secretkey".split()
)
_BEFORE_KEY = frozenset("api access secret private auth subscription service account".split())
_LONGER = {"pwd": "password", "pat": "access_token"}  # a shell's PWD is its folder
_NAMED = re.compile(r"(-{0,2})([A-Za-z][A-Za-z0-9_.-]*)(=|:\s*)(.+)", re.DOTALL)
_OPTION = re.compile(r"-{1,2}([A-Za-z][A-Za-z0-9_.-]*)")
_VARIABLE_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")  # a value that names a variable is no secret
_KNOWN = re.compile(
    r"(?:sk|pk|rk)[-_][\w-]{8,}|gh[opsu]_\w{8,}|github_pat_\w{8,}|xox[abprs]-[\w-]{8,}|glpat-[\w-]{8,}"
)
_LOGIN = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^\s/?#@]*:[^\s/?#]*)@")
_QUERY = re.compile(r"(?<=[?&])([^=&#\s]+)=([^&#\s]+)")
_SCHEME = re.compile(r"((?:bearer|basic|token)\s+)(.+)", re.IGNORECASE | re.DOTALL)


def fill_in(text: str, source: str) -> str:
    """Return a text with what the environment holds in place of each `${NAME}`.

    Raises:
        ToolSourceError: If a variable is not set.
    """

    def held(found: re.Match[str]) -> str:
        if found[1] not in os.environ:
            raise ToolSourceError(
                f"{source}: the environment variable {found[1]} in it is not set; export it"
            )
        return os.environ[found[1]]

    return _VARIABLE.sub(held, text)


def masked_words(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a command with a `${NAME}` in place of each that looks like a secret."""
    shown: list[str] = []
    before = ""  # the option that the next word is the value of
    for word in words:
        if before and not word.startswith("-"):
            shown.append(_masked(before, word))
            before = ""
            continue
        option = _OPTION.fullmatch(word)
        before = option[1] if option is not None and _is_secret(option[1]) else ""
        shown.append(word if option is not None else _masked_word(word))
    return tuple(shown)


def masked_address(text: str) -> str:
    """Return an address with a `${NAME}` in place of a login, and of values whose names tell of secrets."""
    text = _LOGIN.sub(
        lambda found: (
            found[0]
            if _VARIABLE.search(found[2])
            else f"{found[1]}://{_variable(f'{found[1]}_credentials')}@"
        ),
        text,
    )
    return _QUERY.sub(
        lambda found: f"{found[1]}={_masked(found[1], found[2])}" if _is_secret(found[1]) else found[0], text
    )


def _masked_word(word: str) -> str:
    named = _NAMED.fullmatch(word)
    if named is not None and _is_secret(named[2]) and not named[4].startswith("//"):
        return f"{named[1]}{named[2]}{named[3]}{_masked(named[2], named[4])}"
    return _KNOWN.sub(_variable("secret"), masked_address(word))


def _is_secret(name: str) -> bool:
    """Tell `api-key`, `STRIPE_KEY` and `access_token` from `sort-key` and `max-tokens`."""
    words = re.split(r"[-_.]+", name.lower())
    if words[-1] != "key":
        return words[-1] in _SECRET_WORDS
    return len(words) == 1 or words[-2] in _BEFORE_KEY or name.isupper()


def _masked(name: str, value: str) -> str:
    """Return what stands in the place of a named value: itself if it gives nothing away."""
    if _VARIABLE.search(value) or _VARIABLE_NAME.fullmatch(value) or value.isdigit():
        return value
    scheme = _SCHEME.fullmatch(value)
    said = scheme[1] if scheme is not None else ""
    return said + _variable(f"{name}_token" if name.lower() == "authorization" else name)


def _variable(name: str) -> str:
    name = _LONGER.get(name.lower(), name)
    return "${" + re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_").upper() + "}"
