"""Correlations: values by hand, Holm's laws, the paper's own table, what overlapping subsets do to p."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import pearsonr, t

from toolflow_dataset.errors import SchemaError
from toolflow_evaluation.correlation import correlate, critical_r, metric_pairs, read_scores
from toolflow_evaluation.many_tests import holm
from toolflow_evaluation.subsets import draw_subsets

LAWS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
P_VALUES = st.lists(st.one_of(st.floats(0, 1), st.just(math.nan)), max_size=12)
# r of Table 8, row by row: simple, parallel, multiple, parallel multiple, average; turn 1, turn 2, average
TABLE_8 = [
    0.174, -0.272, 0.347, 0.118, 0.250, 0.315, -0.168, 0.072, 0.336, -0.042, 0.644, 0.612, -0.274, 0.479, -0.310,
    -0.102, 0.250, 0.273, 0.255, 0.378, -0.087, 0.221, 0.262, 0.298, -0.185, 0.045, 0.708, 0.415, -0.179, 0.146,
    0.650, 0.454,
]  # fmt: skip


def p_of(r: float, subsets: int) -> float:
    return float(2 * t.sf(abs(r) * math.sqrt((subsets - 2) / (1 - r * r)), subsets - 2))


def test_coefficients_by_hand() -> None:
    # x = 1 2 3 4, y = 1 3 2 4: deviations -1.5 -.5 .5 1.5 and -1.5 .5 -.5 1.5, sums 4, 5 and 5: r = rho = 0.8
    # t = 0.8 sqrt(2 / 0.36), and with two degrees of freedom p = 1 - t / sqrt(2 + t^2) = 1 - 0.8
    # Fisher: atanh 0.8 = 1.0986, +- 1.96 / sqrt(1): tanh(-0.8614) = -0.697, tanh(3.0586) = 0.996
    (found,) = correlate([("SS", np.array([1.0, 2, 3, 4]), "simple", np.array([1.0, 3, 2, 4]))])
    assert found.pearson.value == pytest.approx(0.8) and found.spearman.value == pytest.approx(0.8)
    assert found.pearson.p == pytest.approx(0.2) and found.pearson.p_holm == pytest.approx(0.2)
    assert found.interval == pytest.approx((-0.697, 0.996), abs=1e-3)
    assert (found.metric, found.score, found.subsets) == ("SS", "simple", 4)


def test_subsets_that_lack_a_value_are_left_out_and_counted() -> None:
    one, other = np.array([1.0, math.nan, 2, 3, 4, 9]), np.array([1.0, 7, 3, 2, 4, math.nan])
    (found,) = correlate([("a", one, "b", other)])
    assert found.subsets == 4 and found.pearson.value == pytest.approx(0.8)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("one", "other"), [([1, 2], [1, 2]), ([], []), ([1, 2, 3], [5, 5, 5]), ([math.nan] * 4, [1, 2, 3, 4])]
)
def test_what_does_not_vary_or_is_too_little_is_no_test(one: list[float], other: list[float]) -> None:
    found = correlate(
        [("a", np.array(one), "b", np.array(other)), ("a", np.arange(3.0), "b", np.array([1.0, 2, 4]))]
    )
    assert math.isnan(found[0].pearson.value) and math.isnan(found[0].spearman.p_holm)
    assert math.isnan(found[0].interval[0])
    # a family of one: nothing to correct
    assert found[1].pearson.p_holm == found[1].pearson.p and math.isnan(found[1].interval[0])


@pytest.mark.filterwarnings("error")
def test_what_only_rounding_tells_apart_does_not_vary_and_has_no_rank() -> None:
    """Scores as means of the same three trainings in another order: 0.1 + 0.2 + 0.3 is not 0.3 + 0.2 + 0.1."""
    three, other = (0.1 + 0.2 + 0.3) / 3, (0.3 + 0.2 + 0.1) / 3
    assert three != other
    metric = np.array([1.0, 2, 3, 4])
    constant, tied = correlate(
        [
            ("a", metric, "same", np.array([three, other, three, other])),
            ("a", metric, "tied", np.array([other, three, 0.7, 0.8])),
        ]
    )
    assert math.isnan(constant.pearson.value) and math.isnan(constant.spearman.p)
    # ranks 1.5 1.5 3 4 and 1 2 3 4: deviations -1 -1 .5 1.5 and -1.5 -.5 .5 1.5; 4.5 / sqrt(4.5 * 5)
    assert tied.spearman.value == pytest.approx(4.5 / math.sqrt(22.5))


def test_on_one_line_the_interval_is_a_point() -> None:
    (found,) = correlate([("a", np.arange(5.0), "b", -2 * np.arange(5.0))])
    assert found.pearson.value == pytest.approx(-1) and found.interval == pytest.approx((-1, -1))


def test_holm_by_hand() -> None:
    # sorted .01 .02 .03 .2, times 4 3 2 1: .04 .06 .06 .2; the third may not be below the second
    assert holm([0.03, 0.01, math.nan, 0.2, 0.02]) == pytest.approx(
        [0.06, 0.04, math.nan, 0.2, 0.06], nan_ok=True
    )
    assert holm([0.6, 0.5]) == [1.0, 1.0] and holm([]) == []


@LAWS
@given(P_VALUES, st.randoms())
def test_laws_of_holm(p_values: list[float], random: object) -> None:
    corrected = holm(p_values)
    known = [(p, q) for p, q in zip(p_values, corrected, strict=True) if not math.isnan(p)]
    assert [math.isnan(p) for p in p_values] == [math.isnan(q) for q in corrected]
    assert all(q >= p and q <= 1.0 for p, q in known)
    ranked = sorted(known)
    assert all(one[1] <= other[1] for one, other in itertools.pairwise(ranked))
    if known:  # the smallest is Bonferroni's, and none is above it
        assert ranked[0][1] == pytest.approx(min(1.0, len(known) * ranked[0][0]))
        assert all(q <= max(min(1.0, len(known) * p), ranked[0][1]) + 1e-12 for p, q in known)
    places = list(range(len(p_values)))
    random.shuffle(places)  # type: ignore[attr-defined]
    again = holm([p_values[place] for place in places])
    assert again == pytest.approx([corrected[place] for place in places], nan_ok=True)


def test_the_papers_table_has_nothing_left_after_correction() -> None:
    """Recompute p from the printed r of ten subsets; docs/analysis.md says what came out."""
    p_values = [p_of(r, 10) for r in TABLE_8]
    assert len(p_values) == 32
    assert sum(p < 0.05 for p in p_values) == 3  # 1.6 are to be expected by chance
    assert min(p_values) == pytest.approx(0.022, abs=5e-4)
    assert min(holm(p_values)) == pytest.approx(0.70, abs=5e-3)
    # the four of SS with the BFCL average and EnR with MT-Bench's are far from it
    assert p_of(0.255, 10) > 0.4 and p_of(0.454, 10) > 0.15


def test_the_r_that_p_needs() -> None:
    assert critical_r(10) == pytest.approx(0.632, abs=5e-4)  # the textbook's table
    for level in (0.05, 0.05 / 32):
        assert p_of(critical_r(10, level), 10) == pytest.approx(level)
    assert critical_r(10, 0.05 / 32) == pytest.approx(0.86, abs=5e-3)
    assert math.isnan(critical_r(2))


def test_what_is_held_against_what() -> None:
    metrics = {name: np.arange(3.0) for name in ("H", "SS", "EnR")}

    def named(**options: object) -> list[tuple[str, str]]:
        return [(pair[0], pair[2]) for pair in metric_pairs(metrics, **options)]  # type: ignore[arg-type]

    assert named() == [("H", "SS"), ("H", "EnR"), ("SS", "EnR")]
    assert named(against=("H",)) == [("SS", "H"), ("EnR", "H")]
    assert named(against=("H", "SS")) == [("H", "SS"), ("EnR", "H"), ("EnR", "SS")]
    scores = {"simple": np.arange(3.0), "live": np.arange(3.0)}
    assert named(scores=scores) == [(metric, score) for score in scores for metric in metrics]


def false_positives(pool: int, size: int, subsets: int, trials: int) -> float:
    """Return how often p < 0.05 for two measures that have nothing to do with one another in any dialogue."""
    rng = np.random.default_rng(3)
    hits = 0
    for trial in range(trials):
        one, other = rng.standard_normal((2, pool))
        rows = draw_subsets([("made up", pool)], subsets, size, seed=trial).rows
        means = [np.array([values[each].mean() for each in rows]) for values in (one, other)]
        hits += pearsonr(*means).pvalue < 0.05
    return hits / trials


def test_overlapping_subsets_of_few_dialogues_make_p_too_small() -> None:
    # r varies by about sqrt(1 / (subsets - 1) + 1 / pool), p knows of the first part only
    assert false_positives(pool=2000, size=250, subsets=10, trials=400) <= 0.085  # expected 0.05, sd 0.011
    # sqrt(1/199 + 1/60) is 2.1 times what p takes it for: two-sided 5 % become 2 * sf(1.96 / 2.1) = 35 %
    assert false_positives(pool=60, size=30, subsets=200, trials=200) >= 0.2


def test_scores_in_both_forms(tmp_path: Path) -> None:
    names = ["subset-00", "subset-01", "subset-02"]
    wide, long = tmp_path / "wide.csv", tmp_path / "long.jsonl"
    wide.write_text("subset,simple,live\nsubset-02,0.5,\nsubset-00.jsonl,0.25,60\n")
    long.write_text(
        '{"subset": "subset-02", "benchmark": "simple", "score": 0.5}\n'
        '{"subset": "subset-00", "benchmark": "simple", "score": 0.25}\n'
        '{"subset": "subset-00", "benchmark": "live", "score": 60}\n'
    )
    for path in (wide, long):
        found = read_scores(path, names)
        assert list(found) == ["simple", "live"]
        assert np.array_equal(found["simple"], [0.25, math.nan, 0.5], equal_nan=True)
        assert np.array_equal(found["live"], [60, math.nan, math.nan], equal_nan=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("set,a\nsubset-00,1\n", ": has no column `subset`, only set, a; expected `subset` and a column"),
        ("subset\nsubset-00\n", ": has no scores, only the column `subset`"),
        ("subset,a\nsubset-7,1\n", ":2: `subset`: got 'subset-7', expected one of subset-00 to subset-02"),
        ("subset,a\nsubset-00,1\nsubset-00,2\n", ":3: a of subset-00 stands at {path}:2 already; give one"),
        ("subset,a\nsubset-00,high\n", ":2: `a`: got 'high', expected a number"),
        ("subset,a\n,1\n", ":2: `subset`: got nothing"),
        ("subset,benchmark,score\nsubset-00,,1\n", ":2: `benchmark`: got nothing"),
    ],
)
def test_scores_that_cannot_be_used_are_named_with_their_line(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text(text)
    with pytest.raises(SchemaError) as error:
        read_scores(path, ["subset-00", "subset-01", "subset-02"])
    assert str(error.value).startswith(f"{path}{said.format(path=path)}")
