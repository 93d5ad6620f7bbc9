"""A dialogue's text, normalised and indexed as it grows, so that looking a phrase up costs next to nothing.

Normalised text is a row of tokens with single spaces between: lower case, no accents, no apostrophes; `_`,
`-` and the like separate; `1,200.50` is `1200.5`; `07:05:00` is `7:05`; `2024-3-5` is `2024-03-05` and
`03/05/24` is `3/5/24`, each one token, so that the 5 in it is nobody's 5; `7pm` is `7 pm`, but a code such as
`fl204` stays whole.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate, islice

_PLAIN = str.maketrans({"'": None, "\u2019": None, "\u2018": None, "`": None, "&": " and ", "\u2212": "-"})
_JOINTS = str.maketrans("", "", " /:-")
_DOTTED = re.compile(r"\b([ap])\.\s?m\b\.?")
_TOKEN = re.compile(
    r"t(?=\d\d:\d\d)|[^\W\d_][^\W_]*"
    r"|\d{4}-\d\d?-\d\d?(?!\d)"
    r"|\d\d?[/.]\d\d?(?:[/.](?:\d{4}|\d\d))(?!\d)"
    r"|\d\d?/\d\d?(?!\d)"
    r"|\d\d?:\d\d(?::\d\d)?(?!\d)"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![^\W_])"
    r"|\d+(?:\.\d+)?(?=(?:am|pm|h|hr|hrs|d|w|s|m|k|km|mi|ft|min|mins|sec|ms|kg|g|lb|lbs|oz|cm|mm|ml|l|gb|mb|x"
    r"|st|nd|rd|th|ish|bn|usd|eur|gbp)?(?![^\W_]))"
    r"|[^\W_]+"
    r"|[$\u20ac\u00a3\u00a5\u20b9\u20a9%]"
)


@lru_cache(2048)
def tokens(text: str) -> tuple[str, ...]:
    """Split text into normalised tokens; several filters ask for those of the same messages."""
    return tuple(_tokens(text))


def _tokens(text: str) -> list[str]:
    if not text.isascii():
        text = "".join(
            char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)
        )
    text = text.lower().translate(_PLAIN)
    if ".m" in text or ". m" in text:
        text = _DOTTED.sub(r"\1m", text)
    # letters sort after digits; what sorts before them is a currency sign, which `_canonical` leaves alone
    return [token if token[0] > "9" else _canonical(token) for token in _TOKEN.findall(text)]


@lru_cache(4096)
def _canonical(token: str) -> str:
    """Return the one spelling of a number, date or time; other tokens stay as they are."""
    if token.isdecimal():
        return token.lstrip("0") or "0"
    if ":" in token:
        hour, *rest = token.split(":")
        return ":".join([str(int(hour)), *(rest[:1] if rest[1:] == ["00"] else rest)])
    if "-" in token:
        year, month, day = token.split("-")
        return f"{year}-{int(month):02d}-{int(day):02d}"
    parts = re.split(r"[/.]", token)
    if "/" in token or len(parts) == 3:
        return "/".join(str(int(part)) for part in parts)
    number = token.replace(",", "")
    if "." in number and number.replace(".", "").isdecimal():
        whole, fraction = number.split(".")
        fraction = fraction.rstrip("0")
        whole = whole.lstrip("0") or "0"
        return f"{whole}.{fraction}" if fraction else whole
    return number.lstrip("0") or "0" if number.isdecimal() else number


@lru_cache(65536)
def normalise(text: str) -> str:
    """Return normalised text."""
    return " ".join(_tokens(text))


@lru_cache(65536)
def stem(word: str) -> str:
    """Cut a normalised word's commonest English endings, so that `seats`, `seated` and `seating` meet."""
    stemmed = word
    for ending in ("ing", "ies", "ied", "ed", "ly", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith(("ss", "eed")):
            stemmed = word[: -len(ending)] + ("i" if ending in ("ies", "ied") else "")
            break
    if stemmed != word and len(stemmed) > 3 and stemmed[-1] == stemmed[-2] and stemmed[-1] not in "aeiouls":
        stemmed = stemmed[:-1]
    if len(stemmed) > 3 and stemmed[-1] in "ey":
        return stemmed[:-1] + ("i" if stemmed[-1] == "y" else "")
    return stemmed


class TextIndex:
    """Text of some messages, looked up by phrase; every hit names the first message that has it.

    A message is normalised when it is first looked into: most values are in what the user said, and then long
    tool results are never read.

    Args:
        read: Turns a message's content into its text.
    """

    def __init__(self, read: Callable[[str], str] = str) -> None:
        self._read = read
        self._waiting: list[tuple[str, int]] = []
        self._text = " "
        self._raw = ""
        self._words: dict[str, int] = {}
        self._starts: list[int] = []
        self._raw_starts: list[int] = []
        self._messages: list[int] = []
        self._stems: dict[str, int] = {}
        self._stemmed = 0
        self._stem_text = ""
        self._stem_text_size = 0
        self._squashed = ""
        self._squashed_size = 0

    def add(self, text: str, message: int) -> None:
        """Add one message's text."""
        self._waiting.append((text, message))

    def _settle(self) -> None:
        """Index the messages added since the last look."""
        words = self._words
        for content, message in self._waiting:
            text = self._read(content)
            found = tokens(text)
            self._starts.append(len(self._text))
            self._raw_starts.append(len(self._raw))
            self._messages.append(message)
            # the bar keeps a phrase from running on into the next message
            self._text += " ".join(found) + " | "
            self._raw += "\n" + text.lower()
            words.update(dict.fromkeys(set(found).difference(words), message))
        self._waiting.clear()

    @property
    def words(self) -> dict[str, int]:
        """Return token -> first message that has it."""
        if self._waiting:
            self._settle()
        return self._words

    @property
    def text(self) -> str:
        """Return the normalised text, a space around every token and a bar after every message."""
        if self._waiting:
            self._settle()
        return self._text

    @property
    def raw(self) -> str:
        """Return the text as it came, in lower case."""
        if self._waiting:
            self._settle()
        return self._raw

    def find(self, phrase: str) -> int | None:
        """Return the first message that holds a normalised phrase as whole tokens, or None."""
        first, _, rest = phrase.partition(" ")
        words = self.words
        hit = words.get(first)
        if hit is None or not rest:
            return hit
        for word in rest.split(" "):
            if word not in words:
                return None
        position = self._text.find(f" {phrase} ")
        return None if position < 0 else self._message_at(position + 1)

    def verbatim(self, value: str) -> bool:
        """Tell whether a lower-case string stands in the text as typed, not inside a longer word."""
        raw = self.raw
        start = raw.find(value)
        while start >= 0:
            end = start + len(value)
            before = raw[start - 1] if start else " "
            after = raw[end] if end < len(raw) else " "
            if not (before.isalnum() and value[0].isalnum()) and not (
                after.isalnum() and value[-1].isalnum()
            ):
                return True
            start = raw.find(value, start + 1)
        return False

    def find_raw(self, value: str) -> int | None:
        """Return the first message that holds a lower-case string anywhere, word or not."""
        position = self.raw.find(value)
        return None if position < 0 else self._messages[bisect_right(self._raw_starts, position) - 1]

    def find_squashed(self, value: str) -> int | None:
        """Return the first message in which whole tokens, run together, make a normalised value."""
        text = self.text
        if self._squashed_size != len(text):
            self._squashed, self._squashed_size = text.translate(_JOINTS), len(text)
        start = self._squashed.find(value)
        if start < 0:
            return None
        edges = {0, *accumulate(len(word.translate(_JOINTS)) for word in text.split())}
        while start >= 0:
            if start in edges and start + len(value) in edges:
                return self._messages[min(self._squashed.count("|", 0, start), len(self._messages) - 1)]
            start = self._squashed.find(value, start + 1)
        return None

    @property
    def stems(self) -> dict[str, int]:
        """Return stem -> first message that has a word of it."""
        words = self.words
        if self._stemmed != len(words):
            for word, message in islice(words.items(), self._stemmed, None):
                self._stems.setdefault(stem(word), message)
            self._stemmed = len(words)
        return self._stems

    def find_stems(self, phrase: str) -> int | None:
        """Return the first message that holds a normalised phrase up to the endings of its words, or None."""
        text = self.text
        if self._stem_text_size != len(text):
            self._stem_text = " " + " ".join([stem(word) for word in text.split()]) + " "
            self._stem_text_size = len(text)
        position = self._stem_text.find(" " + " ".join([stem(word) for word in phrase.split()]) + " ")
        if position < 0:
            return None
        return self._messages[min(self._stem_text.count("|", 0, position), len(self._messages) - 1)]

    def _message_at(self, position: int) -> int:
        return self._messages[bisect_right(self._starts, position) - 1]
