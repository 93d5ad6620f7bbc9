"""A stand-in for a judging model, by rules: it lets tests run whatever comes after a judge. It is no judge.

It reads what a judge is sent, the transcript between `<dialogue>` and `</dialogue>`, and answers in the form a
judge is asked for. What it measures are traces on the surface, so its scores say nothing about quality, and
every answer of it names its model `rules (not a judge)`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

MODEL = "rules (not a judge)"

_LINE = re.compile(r"^\[(\w+)(?: calls)?\] ?(.*(?:\n(?!\[\w+(?: calls)?\]).*)*)", re.MULTILINE)
_WORD = re.compile(r"[a-z]{4,}")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_LONG_REQUEST = 60
_SAME_REQUEST = 0.6


def rule_verdict(prompt: str) -> dict[str, dict[str, Any]]:
    """Return scores and comments for the dialogue in a judge's prompt, in the form of a judge's answer."""
    start, end = prompt.find("<dialogue>"), prompt.rfind("</dialogue>")
    lines = [
        (match[1], match[2]) for match in _LINE.finditer(prompt[start + len("<dialogue>") : end].strip())
    ]
    requests = [text for role, text in lines if role == "user"]
    return {
        "naturalness": _naturalness(requests),
        "coherence": _coherence(requests),
        "helpfulness": _helpfulness(lines),
        "accuracy": _accuracy(lines),
    }


def _scored(faults: int, what: str) -> dict[str, Any]:
    return {"score": max(1, 5 - faults), "comment": f"{faults} {what}, counted by a rule"}


def _naturalness(requests: Sequence[str]) -> dict[str, Any]:
    long = sum(len(text.split()) > _LONG_REQUEST for text in requests)
    same = sum(_likeness(one, two) > _SAME_REQUEST for one, two in pairwise(requests))
    return _scored(long + same, "long or repeated requests")


def _coherence(requests: Sequence[str]) -> dict[str, Any]:
    apart = sum(_likeness(one, two) == 0 for one, two in pairwise(requests))
    return _scored(apart, "requests without a word of the one before")


def _helpfulness(lines: Sequence[tuple[str, str]]) -> dict[str, Any]:
    questions = sum(role == "assistant" and text.rstrip().endswith("?") for role, text in lines)
    unanswered = not lines or lines[-1][0] != "assistant"
    return _scored(questions + 2 * unanswered, "questions back or missing answers")


def _accuracy(lines: Sequence[tuple[str, str]]) -> dict[str, Any]:
    known: set[str] = set()
    invented = 0
    for role, text in lines:
        numbers = set(_NUMBER.findall(text))
        if role == "assistant":
            invented += len(numbers - known)
        known |= numbers
    return _scored(invented, "numbers of the assistant that nobody gave")


def _likeness(one: str, two: str) -> float:
    """Return the share of words two texts have in common, in [0, 1]; 0 where neither has any."""
    first, second = set(_WORD.findall(one.lower())), set(_WORD.findall(two.lower()))
    return len(first & second) / len(first | second) if first | second else 0.0
