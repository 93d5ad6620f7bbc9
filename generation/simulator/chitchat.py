"""Small talk: what a user says between two requests, and how an assistant answers it."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from math import log

from .chitchat_grammar import Subject, Topic, all_words, content_stems, fill, stem, subjects, topics
from .chitchat_replies import closing, clue_of_mood, fallback, opening
from .chitchat_signs import is_chitchat
from .chitchat_style import SHAPES, dress, lead_in
from .styles import style_of

__all__ = [
    "assistant_chitchat",
    "choose_subject",
    "is_chitchat",
    "named_subject",
    "recognise",
    "user_chitchat",
]

_RECENT = 600  # characters of recent text that still set the topic
_OFF_TOPIC = 0.1  # share of small talk about nothing in particular, as people do
_SURE, _SURE_WITHOUT_CUE = 4.0, 9.0  # scores from which a subject counts as recognised
_WORD = re.compile(r"[a-z]+")


def choose_subject(topic_words: Sequence[str], rng: random.Random) -> str:
    """Return the name of a subject of small talk near some words, such as `packing` for those of a flight search."""
    topic = _draw_topic(topic_words, set(), rng, 0.0)
    return _draw_subject(
        topic, {stem(part) for word in topic_words for part in _WORD.findall(word.lower())}, rng
    ).name


@cache
def _subjects_by_name() -> dict[str, Subject]:
    return {subject.name: subject for subject in subjects()}


def named_subject(text: str) -> str:
    """Return the name of the subject that a plan's step speaks about, or an empty string."""
    words = _WORD.findall(text.lower())
    return next((word for word in reversed(words) if word in _subjects_by_name()), "")


def user_chitchat(
    topic_words: Sequence[str], recent_text: str, style: str, rng: random.Random, subject_name: str = ""
) -> str:
    """Return one user message of small talk that fits what the dialogue is about.

    Args:
        topic_words: Words of the tools on offer, or of a plan's step.
        recent_text: The latest messages; "" at the start of a dialogue.
        style: A style's name; one that is not ours is read as the nearest of ours.
        rng: Source of every choice.
        subject_name: A subject to keep to, as `choose_subject` names it.
    """
    recent = recent_text[-_RECENT:].lower()
    near = set(map(stem, _WORD.findall(recent)))
    subject = _subjects_by_name().get(subject_name)
    if subject is None:
        subject = _draw_subject(_draw_topic(topic_words, near, rng), near, rng)
    profile = style_of(style).profile
    shape = rng.choices(("say", "both", "ask"), SHAPES[profile])[0]
    say = fill(rng.choice(subject.says), rng) if shape != "ask" else ""
    ask = fill(rng.choice(subject.asks), rng) if shape != "say" else ""
    return dress(profile, say, ask, bool(recent.strip()), rng)


def _draw_topic(
    topic_words: Sequence[str], near: set[str], rng: random.Random, off_topic: float = _OFF_TOPIC
) -> Topic:
    """Draw a topic by its keywords among the words, squared; `generic` without any, and now and then."""
    table = topics()
    if rng.random() < off_topic:
        return table["generic"]
    counts: Counter[str] = Counter()
    index = _keyword_index()
    for word in topic_words:
        for part in _WORD.findall(word.lower()):
            counts.update(dict.fromkeys(index.get(stem(part), ()), 2))
    for word in near:
        counts.update(index.get(word, ()))
    if not counts:
        return table["generic"]
    names = sorted(counts)
    return table[rng.choices(names, [counts[name] ** 2 for name in names])[0]]


@cache
def _keyword_index() -> dict[str, tuple[str, ...]]:
    index: dict[str, list[str]] = {}
    for topic in topics().values():
        for keyword in topic.keywords:
            index.setdefault(keyword, []).append(topic.name)
    return {keyword: tuple(names) for keyword, names in index.items()}


def _draw_subject(topic: Topic, near: set[str], rng: random.Random) -> Subject:
    return rng.choices(topic.subjects, [1 + 3 * len(subject.cues & near) for subject in topic.subjects])[0]


def assistant_chitchat(user_text: str, rng: random.Random) -> str:
    """Return a short, warm answer to small talk, recognised from its words alone.

    It gives an opinion or a tip, claims no deed, and asks for nothing.
    """
    mood = clue_of_mood(user_text)
    subject = recognise(user_text)
    if subject is None:
        return fallback(mood, rng)
    first, *others = _ranked_replies(subject, user_text, mood == "question", rng)
    parts = [fill(subject.replies[first], rng)]
    if subject.name == "thanks":
        return parts[0]
    lead = opening(mood, rng)
    if lead:
        parts[0] = lead_in(lead, parts[0])
    if others and rng.random() < 0.35:
        parts.append(fill(subject.replies[others[0]], rng))
    elif rng.random() < 0.3:
        parts.append(closing(mood, rng))
    return " ".join(parts)


def _ranked_replies(subject: Subject, text: str, asked: bool, rng: random.Random) -> list[int]:
    """Return indices of replies that fit: a question gets its answers, a statement what shares its words."""
    words = set(content_stems(text[: text.rfind("?")].rpartition(". ")[2] if asked else text))
    asks, replies = _line_stems(subject)
    fitting = list(range(len(replies)))
    if asked:
        question = max(range(len(asks)), key=lambda index: len(words & asks[index]) / len(asks[index]))
        fitting = [index for index in fitting if subject.answers[index] == question] or fitting
    weights = [
        1 + 2 * (subject.answers[index] < 0) + 10 * len(words & replies[index]) ** 2 for index in fitting
    ]
    first = rng.choices(fitting, weights)[0]
    rest = [
        index
        for index in range(len(replies))
        if index != first and (index in fitting or subject.answers[index] < 0)
    ]
    rng.shuffle(rest)
    return [first, *rest]


def recognise(user_text: str) -> Subject | None:
    """Return the subject a message is about, or None if its words point to none."""
    weights = _subject_weights()
    scores: dict[int, float] = {}
    words = set(content_stems(user_text))
    for word in words:
        for index, weight in weights.get(word, ()):
            scores[index] = scores.get(index, 0.0) + weight
    if not scores:
        return None
    best = max(scores, key=lambda index: (scores[index], -index))
    found = subjects()[best]
    return found if scores[best] >= (_SURE if found.cues & words else _SURE_WITHOUT_CUE) else None


@cache
def _subject_weights() -> dict[str, tuple[tuple[int, float], ...]]:
    """Return, for each stem, the subjects it speaks for and how much: cues count double, rare stems more."""
    table: dict[str, dict[int, float]] = {}
    for index, subject in enumerate(subjects()):
        for pattern in subject.says + subject.asks:
            for word in content_stems(all_words(pattern)):
                table.setdefault(word, {})[index] = 1.0
        for cue in subject.cues:
            table.setdefault(cue, {})[index] = 2.0
    total = len(subjects())
    return {
        word: tuple((index, weight * log(1 + total / len(found))) for index, weight in found.items())
        for word, found in table.items()
    }


@lru_cache(maxsize=1024)
def _line_stems(subject: Subject) -> tuple[tuple[frozenset[str], ...], tuple[frozenset[str], ...]]:
    """Return the stems of a subject's questions and of its replies, over all their wordings."""
    asks, replies = (
        tuple(frozenset(content_stems(all_words(pattern))) for pattern in patterns)
        for patterns in (subject.asks, subject.replies)
    )
    return asks, replies
