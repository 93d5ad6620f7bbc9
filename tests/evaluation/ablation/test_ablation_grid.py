"""Axes, points and names: what `vary` means, and what it is refused for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolflow_dataset.errors import ConfigError
from toolflow_evaluation.ablation.grid import Axis, check_reserved, points, read_axes, together

GENERATION = ("seed", "model", "plan_length", "shares", "out", "setting", "tools")
TRAINING = ("seed", "model", "epochs", "out", "setting", "data")


def axes(**vary: Any) -> tuple[Axis, ...]:
    return read_axes({name.replace("__", "."): value for name, value in vary.items()}, GENERATION, TRAINING)


def test_a_key_finds_its_section_and_text_its_values() -> None:
    assert axes(plan_length="2,3", epochs=[1, 2], train__model="a, b") == (
        Axis("generate", "plan_length", ("2", "3")),
        Axis("train", "epochs", (1, 2)),
        Axis("train", "model", ("a", "b")),
    )
    # values that hold commas are divided by semicolons; one value alone is an axis too
    assert axes(plan_length="2,3;4,5")[0].values == ("2,3", "4,5")
    assert axes(plan_length="3")[0].values == ("3",)


def test_points_are_the_product_with_the_first_axis_slowest() -> None:
    found = points(axes(plan_length="2,3", generate__seed="1,2", epochs="1,2"), "generate")
    assert [point.values for point in found] == [
        {"plan_length": "2", "seed": "1"},
        {"plan_length": "2", "seed": "2"},
        {"plan_length": "3", "seed": "1"},
        {"plan_length": "3", "seed": "2"},
    ]
    assert (found[1].label, found[1].slug) == ("plan_length=2, seed=2", "plan_length-2_seed-2")
    (alone,) = points(axes(epochs="1,2"), "generate")
    assert (alone.values, alone.label, alone.slug) == ({}, "", "")


def test_a_path_is_named_by_its_end_and_told_apart_by_a_digest(tmp_path: Path) -> None:
    one, other = tmp_path / "a" / "model", tmp_path / "b" / "model"
    small = tmp_path / "small"
    found = points(axes(train__model=[str(one), str(small)]), "train")
    assert [point.label for point in found] == ["model=model", "model=small"]
    alike = points(axes(train__model=[str(one), str(other)]), "train")
    assert [point.label for point in alike] == [f"model={one}", f"model={other}"]
    # a folder's name does not depend on the other values, so that an axis can grow
    assert found[0].slug == alike[0].slug != alike[1].slug
    assert found[0].slug.startswith("model-model-") and "/" not in found[0].slug
    lists = points(axes(plan_length=[[2, 3], [4]], shares=[{"parallel": 0.5}]), "generate")
    assert lists[0].label == "plan_length=2,3, shares=parallel=0.5"


@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=6, unique=True))
def test_folders_of_different_values_differ_and_can_be_made(values: list[str]) -> None:
    axis = Axis("generate", "model", tuple(values))
    slugs = [point.slug for point in points([axis], "generate")]
    assert len(set(slugs)) == len(slugs)
    for slug in slugs:
        assert slug.isascii() and not set(slug) & set("/\\:=, \0") and len(slug) < 70


def test_only_what_there_is_goes_together() -> None:
    assert together("a", "", "b", mark=", ") == "a, b"
    assert together("", "", mark=", ") == ""


@pytest.mark.parametrize(
    ("vary", "told"),
    [
        ({"epoch": "1,2"}, "unknown key 'epoch'; did you mean 'epochs'?"),
        ({"train.plan_length": "1"}, "vary: train.plan_length: unknown key 'plan_length'"),
        ({"seed": "1,2"}, "key of generation and of training; say generate.seed or train.seed"),
        ({"bench.sample": "1"}, "expected KEY, generate.KEY or train.KEY"),
        ({"generate.out": "a,b"}, "generate.out: the ablation sets it"),
        ({"setting": "plan,none"}, "setting: the ablation sets it; give settings"),
        ({"data": "a,b"}, "train.data: the ablation sets it"),
        ({"epochs": ""}, "vary: epochs: got"),
        ({"epochs": "1,,2"}, "expected values, such as A,B"),
        ({"epochs": []}, "expected values, such as A,B"),
        ({"epochs": "1,2,1"}, "'1' is given twice"),
        ({"epochs": "1", "train.epochs": "2"}, "train.epochs is given twice"),
    ],
)
def test_what_cannot_be_varied_is_named(vary: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        read_axes(vary, GENERATION, TRAINING)


def test_reserved_keys_are_refused_in_sections_too() -> None:
    check_reserved("generate", {"seed": 1})
    with pytest.raises(ConfigError, match=r"train\.out: the ablation sets it; models are kept in"):
        check_reserved("train", {"out": "x"})
