"""Intervals and differences: values derived by hand, coverage on made-up data, degenerate sets."""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from toolflow_evaluation.comparison import compare_sets
from toolflow_evaluation.dialogue_sets import open_sets
from toolflow_evaluation.diversity_spread import SpreadSample
from toolflow_evaluation.resampling import Estimate, difference, half_samples, ratio_estimate, seed_of


def test_the_spread_of_a_mean_is_its_standard_error() -> None:
    # 400 values, half 0 and half 1: the mean's standard error is 0.5 / sqrt(400) = 0.025
    estimate = ratio_estimate([0, 1] * 200, [1] * 400, seed=1)
    assert estimate.value == 0.5
    assert estimate.deviations.std() == pytest.approx(0.025, rel=0.1)
    low, high = estimate.interval()
    assert low == pytest.approx(0.5 - 1.96 * 0.025, abs=0.005)
    assert high == pytest.approx(0.5 + 1.96 * 0.025, abs=0.005)
    # half-samples: the mean of 200 of the 400 varies by 0.5 * sqrt((400 - 200) / (399 * 200)) = 0.025 as well
    values = np.array([0, 1] * 200)
    means = np.array([values[mask].mean() for mask in half_samples(400, seed=1)])
    assert means.std() == pytest.approx(0.025, rel=0.1)


def test_dialogues_are_drawn_and_not_what_is_in_them() -> None:
    # ten dialogues of 100 pairs each, all alike within one: the error is that of 10 values, not of 1,000
    inside = [100.0, 0.0] * 5
    estimate = ratio_estimate(inside, [100] * 10, seed=2)
    assert estimate.value == 0.5
    assert estimate.deviations.std() == pytest.approx(0.5 / math.sqrt(10), rel=0.1)


def test_a_ratio_weighs_dialogues_by_their_denominators() -> None:
    assert ratio_estimate([1, 9], [1, 3]).value == 2.5


@pytest.mark.parametrize(
    ("above", "below", "value"), [([], [], math.nan), ([0, 0], [0, 0], math.nan), ([3], [4], 0.75)]
)
def test_too_little_for_an_interval(above: list[float], below: list[float], value: float) -> None:
    estimate = ratio_estimate(above, below)
    assert estimate.value == pytest.approx(value, nan_ok=True)
    assert all(math.isnan(bound) for bound in estimate.interval())
    assert math.isnan(difference(estimate, estimate).p)


def test_the_same_seed_gives_the_same_interval() -> None:
    values = list(np.random.default_rng(0).random(50))
    intervals = [ratio_estimate(values, [1] * 50, seed=seed).interval() for seed in (3, 3, 4)]
    assert intervals[0] == intervals[1] != intervals[2]


def test_a_difference_and_its_p() -> None:
    # errors of 3 and 4 give a difference's error of 5: 12 is 2.4 errors away from 0, two-sided p = 0.0164
    rng = np.random.default_rng(0)
    one = Estimate(20.0, 3 * rng.standard_normal(20_000))
    other = Estimate(8.0, 4 * rng.standard_normal(20_000))
    found = difference(one, other)
    assert found.value == 12
    assert (found.low, found.high) == (pytest.approx(12 - 9.8, abs=0.3), pytest.approx(12 + 9.8, abs=0.3))
    assert found.p == pytest.approx(0.0164, abs=0.004)
    assert difference(other, one).p == pytest.approx(found.p, abs=1e-9)
    # all dialogues of one set have it and none of the other: with resamples alone nobody knows how sure that is
    apart = difference(ratio_estimate([1, 1, 1], [1, 1, 1]), ratio_estimate([0, 0, 0], [1, 1, 1]))
    assert apart.value == 1 and math.isnan(apart.p) and math.isnan(apart.low) and math.isnan(apart.high)
    same = difference(Estimate(1.0, np.zeros(99)), Estimate(1.0, np.zeros(99)))
    assert (same.value, same.p) == (0, 1)
    least = difference(Estimate(2.0, np.linspace(-0.5, 0.5, 99)), Estimate(1.0, np.zeros(99)))
    assert least.p == pytest.approx(2 / 100)


def test_a_p_value_under_no_difference_is_uniform() -> None:
    rng = np.random.default_rng(5)
    small = 0
    for trial in range(400):
        one = ratio_estimate(rng.random(40), [1] * 40, seed=trial, resamples=200)
        other = ratio_estimate(rng.random(40), [1] * 40, seed=trial + 10_000, resamples=200)
        small += difference(one, other).p < 0.05
    # 20 of 400 are expected, with a deviation of 4.4; small samples make the bootstrap a little too eager
    assert 5 <= small <= 40


def zipf_dialogues(rng: np.random.Generator, size: int) -> list[list[list[str]]]:
    """Return dialogues of three texts; each has a topic of its own, so that its words hang together."""
    dialogues = []
    for _ in range(size):
        topic = rng.integers(0, 30)
        words = np.minimum(rng.zipf(1.5, (3, 20)), 400) + 1000 * topic * (rng.random((3, 20)) < 0.3)
        dialogues.append([[str(word) for word in text] for text in words])
    return dialogues


def figures(dialogues: list[list[list[str]]]) -> tuple[float, float]:
    counts: Counter[str] = Counter()
    grams: Counter[tuple[str, ...]] = Counter()
    for texts in dialogues:
        for text in texts:
            counts.update(text)
            grams.update(zip(text, text[1:], text[2:], strict=False))
    total = counts.total()
    return -sum(count / total * math.log2(count / total) for count in counts.values()), len(
        grams
    ) / grams.total()


def test_half_samples_show_how_entropy_and_distinct_trigrams_vary() -> None:
    """The spread from one set of 150 dialogues is that of many such sets; a set drawn twice would not do."""
    rng = np.random.default_rng(7)
    truth = np.array([figures(zipf_dialogues(rng, 150)) for _ in range(200)]).std(axis=0)
    found = []
    for seed in range(6):
        sample = SpreadSample(seed)
        for dialogue in zipf_dialogues(rng, 150):
            sample.add(dialogue)
        found.append([deviations.std() for deviations in sample.deviations(resamples=200)])
    # each side of the ratio is known to about 5 %
    assert np.mean(found, axis=0) / truth == pytest.approx(np.ones(2), abs=0.2)


def test_a_half_sample_is_measured_as_by_hand() -> None:
    sample = SpreadSample()
    for texts in ([["a", "b", "c", "d"]], [["a", "b", "c"], ["x"]]):
        sample.add(texts)
    entropies, shares = sample.deviations(resamples=50)
    # each half is one dialogue: H = 2 bits, D-3 = 1 for the first; for the second H = 2 bits, D-3 = 1
    assert np.allclose(entropies, 0) and np.allclose(shares, 0)
    sample.add([["a", "a", "a", "a", "a"]])  # H = 0, D-3 = 1/3, drawn in about a third of the halves
    entropies, shares = sample.deviations(resamples=2000)
    assert len(set(np.round(entropies, 9))) == 2 and len(set(np.round(shares, 9))) == 2
    assert entropies.max() - entropies.min() == pytest.approx(2)
    assert shares.max() - shares.min() == pytest.approx(2 / 3)


def test_a_larger_set_narrows_by_the_root() -> None:
    rng = np.random.default_rng(1)
    dialogues = zipf_dialogues(rng, 60)
    whole, bounded = SpreadSample(0, size=60), SpreadSample(0, size=60)
    for dialogue in dialogues:
        whole.add(dialogue)
        bounded.add(dialogue)
    bounded.seen = 240
    for one, two in zip(whole.deviations(resamples=50), bounded.deviations(resamples=50), strict=True):
        assert two == pytest.approx(one / 2)


def test_the_sample_is_bounded_and_seeded() -> None:
    rng = np.random.default_rng(1)
    dialogues = zipf_dialogues(rng, 100)
    found = []
    for seed in (1, 1, 2):
        sample = SpreadSample(seed, size=20)
        for dialogue in dialogues:
            sample.add(dialogue)
        assert len(sample._kept) == 20
        found.append(sample.deviations(resamples=20)[0].tolist())
    assert found[0] == found[1] != found[2]


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_halves_without_a_trigram_count_for_nothing() -> None:
    sample = SpreadSample()
    for texts in ([["a", "b", "c"]], [["a"]], []):
        sample.add(texts)
    # a half is one dialogue of three; a third of them have a trigram, two thirds a token
    entropies, shares = sample.deviations(resamples=300)
    assert 60 < shares.size < 140 and 160 < entropies.size < 240
    empty = SpreadSample()
    for _ in range(3):
        empty.add([])
    assert [each.size for each in empty.deviations()] == [0, 0]


def test_nothing_to_draw_from() -> None:
    sample = SpreadSample()
    assert [each.size for each in sample.deviations()] == [0, 0]
    sample.add([["a"]])
    assert [each.size for each in sample.deviations()] == [0, 0]


def test_sets_of_one_size_are_resampled_independently() -> None:
    # sorted alike, the i-th values of two sets go together: drawn together, their difference hardly varies
    rng = np.random.default_rng(6)
    small = 0
    for trial in range(200):
        values = {name: np.sort(rng.standard_normal(100)) for name in ("one", "other")}
        estimates = [
            ratio_estimate(each, [1] * 100, seed_of(trial, name), resamples=200)
            for name, each in values.items()
        ]
        small += difference(*estimates).p < 0.05
    assert small <= 24  # 10 of 200 are expected, with a deviation of 3.1; with one seed for both it is most


def test_measured_sets_have_seeds_of_their_own(tmp_path: Path) -> None:
    rows = [
        {
            "messages": [
                {"role": "user", "content": f"say {n}"},
                {"role": "assistant", "content": f"it is {n * n}"},
            ]
        }
        for n in range(40)
    ]
    for name in ("one", "other"):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    sets = open_sets([f"{name}={tmp_path / name}.jsonl" for name in ("one", "other")])
    first, second = compare_sets(sets, seed=3, resamples=50).sets
    assert first.estimates["H"].value == second.estimates["H"].value
    assert not np.array_equal(first.estimates["H"].deviations, second.estimates["H"].deviations)
    again, _ = compare_sets(sets, seed=3, resamples=50).sets
    assert np.array_equal(first.estimates["H"].deviations, again.estimates["H"].deviations)
