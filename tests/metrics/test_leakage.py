"""Leakage: a brute force that shares no code, hand-derived values, tokenizers, encoders, real denominators."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from toolflow_metrics.toolflow_leakage.toolflow_leakage import (
    ngram_leakage,
)

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
# few words, so that they repeat; white space, a separator of ours, letters beyond ASCII, a lone surrogate
WORDS = st.sampled_from(["a", "b", "aa", "é", "日本", "\ud800", "B"])
GAPS = st.sampled_from([" ", "  ", "\n", "\x1e", "\u2003", "\u00a0"])
TEXT = st.lists(st.tuples(WORDS, GAPS), max_size=14).map(lambda pairs: "".join(map("".join, pairs)))
TEXTS = st.lists(TEXT, max_size=6)


def brute_masks(texts, others, n):
    """Mark a token if some n tokens around it stand in another text, by sets of tuples."""
    held = {tuple(words[i : i + n]) for words in map(str.split, others) for i in range(len(words) - n + 1)}
    masks = []
    for words in map(str.split, texts):
        mask = [False] * len(words)
        for i in range(len(words) - n + 1):
            if tuple(words[i : i + n]) in held:
                mask[i : i + n] = [True] * n
        masks.append(mask)
    return masks


def brute_skipping(texts, others, n, budget):
    """LLaMA-2's rule, for every pair of places: n - 1 equal tokens, then at most `budget` different ones."""
    masks = [[False] * len(text.split()) for text in texts]
    for mask, words in zip(masks, map(str.split, texts), strict=True):
        for other in map(str.split, others):
            for i in range(len(words)):
                for j in range(len(other)):
                    same = [a == b for a, b in zip(words[i:], other[j:], strict=False)]
                    for length in range(n, len(same) + 1):
                        enough = all(same[: n - 1]) and same[length - 1]
                        if enough and same[:length].count(False) <= budget:
                            mask[i : i + length] = [True] * length
    return masks


def masks_of(result, texts):
    masks = [[False] * len(text.split()) for text in texts]
    for mask, spans in zip(masks, result.spans, strict=True):
        for start, end in spans:
            mask[start:end] = [True] * (end - start)
    return masks


def check(result, train, test, masks, train_masks, threshold):
    assert masks_of(result, test) == masks
    shares = [sum(mask) / len(mask) if mask else math.nan for mask in masks]
    np.testing.assert_array_equal(result.shares, shares)
    assert result.leaked.tolist() == [share > threshold for share in shares]
    assert result.n_train == len(train)
    assert result.n_train_leaked == sum(
        sum(mask) > 0 and sum(mask) / len(mask) > threshold for mask in train_masks
    )


@settings(max_examples=60, deadline=None)
@given(
    train=TEXTS,
    test=TEXTS,
    n=st.integers(1, 6),
    use_numba=st.booleans(),
    threshold=st.sampled_from([0.0, 0.4]),
)
def test_masks_equal_those_of_sets_of_tuples(train, test, n, use_numba, threshold):
    result = ngram_leakage(iter(train), test, n=n, threshold=threshold, use_numba=use_numba)
    check(result, train, test, brute_masks(test, train, n), brute_masks(train, test, n), threshold)
    assert result.n_short == sum(len(text.split()) < n for text in test)
    for text, source, mask in zip(test, result.sources.tolist(), brute_masks(test, train, n), strict=True):
        assert (source >= 0) == any(mask)
        assert source < 0 or any(brute_masks([text], [train[source]], n)[0])


@settings(max_examples=40, deadline=None)
@given(train=TEXTS, test=TEXTS, n=st.integers(2, 4), budget=st.integers(1, 3), use_numba=st.booleans())
def test_skip_budget_equals_a_search_over_all_pairs_of_places(train, test, n, budget, use_numba):
    result = ngram_leakage(train, test, n=n, threshold=0.4, skip_budget=budget, use_numba=use_numba)
    masks = brute_skipping(test, train, n, budget), brute_skipping(train, test, n, budget)
    check(result, train, test, *masks, 0.4)
