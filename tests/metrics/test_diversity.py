"""Entropy and distinct n-grams: hand-derived values, independent implementations, spilling, sampling, `evaluate`."""

from __future__ import annotations

import math
import os
import random
import shutil
import subprocess
import sys
import tracemalloc
from collections import Counter
from pathlib import Path

import nltk
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import entropy as scipy_entropy

from toolflow_metrics.toolflow_diversity import ngram_counts
from toolflow_metrics.toolflow_diversity.toolflow_diversity import count_ngrams, dialogue_texts, diversity

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


@settings(max_examples=60, deadline=None)
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


def user(*texts):
    return [{"role": "user", "content": text} for text in texts]


def test_ngrams_do_not_cross_messages_and_empty_texts_are_left_out():
    measured = diversity([user("a b", "", "c d")], budget=None)
    assert measured["n_ngrams"] == [4, 2, 0] and measured["n_texts"] == 2
    assert math.isnan(measured["D-3"]) and measured["D-2"] == 1.0
    assert "at_budget" not in measured


@pytest.mark.parametrize(
    "dialogues", [[], [[]], [user("", " \n")], [[{"role": "system", "content": "a b c"}]]]
)
def test_nothing_to_count_is_nan_with_counts(dialogues):
    measured = diversity(dialogues)
    for part in (measured, measured["at_budget"]):
        assert all(math.isnan(part[key]) for key in ("H", "D-1", "D-2", "D-3"))
        assert (part["n_tokens"], part["n_dialogues"], part["n_skipped"]) == (
            0,
            len(dialogues),
            len(dialogues),
        )


def test_calls_and_results_count_only_when_asked_for():
    function = {"name": "book", "arguments": {"day": "Monday"}}
    messages = [
        {"role": "system", "content": "left out"},
        {"role": "user", "content": [{"type": "text", "text": "Book it"}, {"type": "image_url"}]},
        {"role": "assistant", "content": None, "tool_calls": [{"type": "function", "function": function}]},
        {"role": "tool", "content": "done"},
    ]
    assert dialogue_texts(messages) == ["Book it\n"]
    with_calls = ["Book it\n", 'book {"day": "Monday"}', "done"]
    assert dialogue_texts(messages, calls=True) == with_calls
    function["arguments"] = '{"day":"Monday"}'  # the form on the wire counts the same
    assert dialogue_texts(messages, calls=True) == with_calls
    function["arguments"] = '{"day":'
    assert dialogue_texts(messages, calls=True)[1] == 'book {"day":'


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (3, "dialogue 1, message 0: expected a mapping"),
        ({"content": "a"}, "dialogue 1, message 0: expected a mapping with role"),
        ({"role": "user", "content": 7}, "dialogue 1, message 0: expected content to be a string"),
        ({"role": "assistant", "tool_calls": [{"id": "1"}]}, "expected a call with a function and its name"),
    ],
)
def test_a_malformed_message_is_named(message, said):
    with pytest.raises(ValueError, match=said):
        diversity([user("a"), [message]], calls=True)


@pytest.mark.parametrize("options", [{"n": 0}, {"budget": 0}])
def test_options_out_of_range_are_refused(options):
    with pytest.raises(ValueError, match="expected"):
        diversity([user("a")], **options)


def many_dialogues(count, seed):
    rng = random.Random(seed)
    words = [f"w{number}" for number in range(300)]
    return [
        user(*(" ".join(rng.choices(words, k=rng.randint(1, 12))) for _ in range(3))) for _ in range(count)
    ]


def test_the_budget_is_met_to_the_token_and_order_changes_nothing():
    dialogues = many_dialogues(200, 1)
    dialogues += dialogues[:50]  # copies are drawn like any others
    forth = diversity(dialogues, budget=1000)
    random.Random(2).shuffle(dialogues)
    back = diversity(dialogues, budget=1000)
    assert forth == back
    assert forth["at_budget"]["n_tokens"] == 1000 < forth["n_tokens"]
    assert forth["at_budget"] != diversity(dialogues, budget=1000, seed=1)["at_budget"]


def test_the_budget_of_the_whole_set_gives_the_whole_set_and_one_more_gives_nan():
    dialogues = many_dialogues(20, 3)
    whole = diversity(dialogues)
    size = whole["n_tokens"]
    exact = diversity(dialogues, budget=size)["at_budget"]
    assert all(exact[key] == whole[key] for key in exact)
    assert math.isnan(diversity(dialogues, budget=size + 1)["at_budget"]["H"])


def test_copies_are_drawn_as_often_as_they_occur():
    # half of the dialogues are one and the same: 2000 tokens of 10 000 hold about half of it
    copy = user("same old words again now")
    dialogues = [copy] * 1000 + [user(f"a{n} b{n} c{n} d{n} e{n}") for n in range(1000)]
    part = diversity(dialogues, budget=2000)["at_budget"]
    fresh = (part["n_distinct"][0] - 5) / 5
    assert part["n_dialogues"] == 400
    assert abs(fresh - 200) < 50  # five standard deviations of a binomial


def growing(count):
    """Yield texts whose tokens and n-grams are nearly all new."""
    for number in range(count):
        yield f"x{number} y{number * 7} z{number % 1000} the end"


@pytest.mark.parametrize("compiled", [False, True])
def test_memory_is_bounded_when_the_stream_does_not_fit(compiled, tmp_path, monkeypatch):
    monkeypatch.setattr(ngram_counts, "_BATCH_CHARACTERS", 1 << 14)
    count_ngrams(growing(5), compiled=compiled)  # what is loaded once is loaded now
    count, peaks = 40_000, {}
    for memory in (1 << 20, 1 << 30):
        tracemalloc.start()
        counts = count_ngrams(growing(count), memory=memory, folder=tmp_path, compiled=compiled)
        peaks[memory] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        # x and y: one each a text; z: 1000; the, end. Trigrams: xyz and yz-the of every text, z-the-end 1000
        assert counts.distinct[0] == 2 * count + 1002
        assert counts.distinct[2] == 2 * count + 1000
    assert peaks[1 << 20] < 4 << 20 < peaks[1 << 30] / 2
    assert list(tmp_path.iterdir()) == []


def test_vocabularies_are_closed_within_a_long_text(monkeypatch):
    merged = []
    real = ngram_counts.merge_vocabularies
    monkeypatch.setattr(
        ngram_counts, "merge_vocabularies", lambda paths: merged.append(len(paths)) or real(paths)
    )
    text = " ".join(str(number % 50) for number in range(200))
    for compiled in (False, True):
        counts = count_ngrams([text], memory=TINY, compiled=compiled)
        # 50 words in a cycle: as many distinct trigrams as words
        assert counts.distinct == (50, 50, 50) and counts.ngrams == (200, 199, 198)
        assert counts.entropy == pytest.approx(math.log2(50))
    assert min(merged) > 10


def test_small_inputs_do_not_load_numba():
    code = (
        "import sys; from toolflow_metrics.toolflow_diversity.ngram_counts import count_ngrams;"
        "count_ngrams(['a b c']); assert 'numba' not in sys.modules, 'loaded'"
    )
    subprocess.run(
        [sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )


LOADED = """
import sys, evaluate
from evaluate import load
module = load(sys.argv[1])
dialogue = [{"role": "user", "content": "a b a b"}, {"role": "assistant", "content": "A!", "tool_calls": [
    {"id": "1", "type": "function", "function": {"name": "f", "arguments": {"big": 10**30, "s": '{"a": 1}'}}}]}]
measured = module.compute(dialogues=[dialogue, []], calls=True, n=2, budget=4)
assert measured["n_texts"] == 3 and measured["n_skipped"] == 1, measured
assert measured["at_budget"]["n_tokens"] == 4
assert abs(module.compute(texts=["a b a b", "A!"])["H"] - 1.459148) < 1e-6
module.add(dialogues=dialogue)
module.add_batch(dialogues=[dialogue])
assert module.compute()["n_tokens"] == 12
assert module.compute(texts=[])["n_tokens"] == 0
empty = module.compute(dialogues=[[]])
assert empty["H"] != empty["H"] and (empty["n_dialogues"], empty["n_skipped"]) == (1, 1), empty
assert module.compute(dialogues=[[{"role": "user", "content": "a \\ud800 b"}]])["n_texts"] == 1
try:
    module.compute(texts="a text")
except ValueError as error:
    assert "expected a list" in str(error)
else:
    raise AssertionError("took the letters of a text")
try:
    module.compute(texts=["a"], dialogues=[dialogue])
except ValueError as error:
    assert "both" in str(error)
else:
    raise AssertionError("took both")
"""


def test_evaluate_loads_a_copy_of_the_folder_from_elsewhere(tmp_path):
    shutil.copytree(FOLDER, tmp_path / FOLDER.name, ignore=shutil.ignore_patterns("__pycache__"))
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment = {**kept, "HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", LOADED, str(tmp_path / FOLDER.name)],
        cwd=tmp_path, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
