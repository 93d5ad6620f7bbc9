"""Entropy and distinct n-grams: hand-derived values, independent implementations, spilling, sampling, `evaluate`."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import nltk
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import entropy as scipy_entropy

from toolflow_metrics.toolflow_diversity.toolflow_diversity import (
    count_ngrams,
    diversity,
)

FOLDER = Path(__file__).resolve().parents[2] / "metrics" / "toolflow_diversity"
# letters whose case changes length or depends on neighbours, digits and spaces beyond ASCII, marks, lone surrogates
ODD = "aAbB1_ .,'\n\t\x1e\x00\xa0\xe9\xc9\xdf\u0130\u0131\u03a3\u03c3\u03c2\u0391\u0301\u2177\u2167\u0663\u65e5\u672c\u2028\U0001f600\ud800\ufeff"
TEXTS = st.lists(st.text(alphabet=ODD, max_size=30), max_size=12)
TINY = 64  # bytes: vocabularies of 2 n tokens, a file of keys every few n-grams


def tokens_of(text):
    r"""Tokenise character by character, without `re`: `\w` is alphanumeric or an underscore."""
    words, joined = [], False
    for character in text.lower():
        is_word = character.isalnum() or character == "_"
        if is_word and joined:
            words[-1] += character
        elif not character.isspace():
            words.append(character)
        joined = is_word
    return words


def brute(texts, n):
    rows = [tokens_of(text) for text in texts]
    grams = [Counter(gram for row in rows for gram in nltk.ngrams(row, order)) for order in range(1, n + 1)]
    return grams


@settings(max_examples=150, deadline=None)
@given(texts=TEXTS, n=st.integers(1, 5), compiled=st.booleans(), memory=st.sampled_from([TINY, 1 << 20]))
def test_counts_equal_nltk_and_scipy_with_and_without_numba_and_disk(texts, n, compiled, memory):
    counts = count_ngrams(iter(texts), n, memory=memory, compiled=compiled)
    grams = brute(texts, n)
    assert counts.texts == len(texts)
    assert counts.ngrams == tuple(gram.total() for gram in grams)
    assert counts.distinct == tuple(len(gram) for gram in grams)
    assert counts.frequencies == tuple(sorted(Counter(grams[0].values()).items()))
    if grams[0]:
        assert counts.entropy == pytest.approx(scipy_entropy(list(grams[0].values()), base=2), abs=1e-9)
    else:
        assert math.isnan(counts.entropy)


def test_hand_derived():
    # "a b a b" and "A!": tokens a b a b a !, so a 3, b 2, ! 1 of N = 6
    # H = 3/6 log2(6/3) + 2/6 log2(6/2) + 1/6 log2 6 = 0.5 + 0.528321 + 0.430827 = 1.459148
    # bigrams: ab ba ab | a! -> 3 distinct of 4; trigrams: aba bab -> 2 of 2
    measured = diversity([[{"role": "user", "content": "a b a b"}, {"role": "assistant", "content": "A!"}]])
    assert measured["H"] == pytest.approx(1.459148, abs=1e-6)
    assert (measured["D-1"], measured["D-2"], measured["D-3"]) == (3 / 6, 3 / 4, 1.0)
    assert measured["n_ngrams"] == [6, 4, 2] and measured["n_distinct"] == [3, 3, 2]
    assert (measured["n_tokens"], measured["n_texts"], measured["n_dialogues"], measured["n_skipped"]) == (
        6,
        2,
        1,
        0,
    )
