"""API keys, kept out of everything that is written or shown."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from urllib.parse import quote

KEY_VARIABLE = "OPENAI_API_KEY"
_SHORTEST = 8  # a shorter one guards nothing, and may be a word
_HIDDEN = "[key]"
_SECRET_NAME = re.compile(r"(?i)(?:^|_|api)key(?:_|$)|token|secret|passw|credential")
_USER_INFO = re.compile(r"(?<=://)[^\s/?#'\"<>]{1,1000}@")  # up to the last @: a password may hold one


def hide_users(text: str) -> str:
    """Return a text with `[key]` in place of user and password in each URL."""
    return _USER_INFO.sub(f"{_HIDDEN}@", text)


class Keys:
    """Keys that no text may hold; they show in no representation.

    Args:
        keys: The keys; those under 8 characters are passed over.
    """

    __slots__ = ("_forms",)

    def __init__(self, keys: Iterable[str] = ()) -> None:
        long = [key for key in keys if len(key) >= _SHORTEST]
        written = {form for key in long for form in (key, json.dumps(key)[1:-1], quote(key, safe=""))}
        self._forms = tuple(sorted(written, key=lambda form: (-len(form), form)))

    def __repr__(self) -> str:
        return f"Keys({len(self._forms)} hidden)"

    def __or__(self, other: Keys) -> Keys:
        return Keys((*self._forms, *other._forms))

    def hide(self, text: str) -> str:
        """Return a text with `[key]` in place of each key, also where it stands inside JSON or a URL."""
        for form in self._forms:
            if form in text:
                text = text.replace(form, _HIDDEN)
        return text


def environment_secrets() -> Keys:
    """Return what the environment holds under names that tell of secrets, such as `GITHUB_TOKEN`."""
    return Keys(value for name, value in os.environ.items() if _SECRET_NAME.search(name))
