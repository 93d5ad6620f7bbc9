"""The split by tools: no tool on both sides, as many dialogues as asked for, few lost."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.tool_split import ToolSplit, split_by_tools

TOOLS = [f"t{number}" for number in range(12)]


def tools_of(offered: Sequence[Sequence[str]], split: ToolSplit, part: str) -> set[str]:
    return {
        tool for names, found in zip(offered, split.parts, strict=True) if found == part for tool in names
    }


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(TOOLS), max_size=4, unique=True), min_size=1, max_size=25),
    st.sampled_from([0.05, 0.2, 0.5]),
    st.integers(0, 3),
)
def test_no_tool_of_a_test_dialogue_is_offered_in_training(
    offered: list[list[str]], share: float, seed: int
) -> None:
    try:
        split = split_by_tools(offered, share, seed)
    except ConfigError:
        return
    train, test = tools_of(offered, split, "train"), tools_of(offered, split, "test")
    assert not train & test and test <= set(split.test_tools) and train <= set(split.train_tools)
    assert not set(split.test_tools) & set(split.train_tools)
    assert split.count("test") >= max(1, round(share * len(offered))) and split.count("train") >= 1
    for names, part in zip(offered, split.parts, strict=True):
        sides = {tool in split.test_tools for tool in names}
        assert (part == "mixed") == (len(sides) == 2)
    assert split == split_by_tools(offered, share, seed)


def test_whole_components_cost_nothing() -> None:
    # four groups of tools that never meet, 10 dialogues each: a quarter held out is one of them
    offered = [
        [f"{group}{number % 3}", f"{group}{(number + 1) % 3}"] for group in "abcd" for number in range(10)
    ]
    split = split_by_tools(offered, 0.25)
    assert (split.count("train"), split.count("test"), split.count("mixed")) == (30, 10, 0)
    assert len({tool[0] for tool in split.test_tools}) == 1 and len(split.test_tools) == 3


def test_a_cut_goes_through_the_thin_place() -> None:
    # two dense groups joined by one dialogue: any cut but that one mixes more
    draw = random.Random(1)
    offered = [draw.sample([f"{group}{n}" for n in range(5)], 3) for group in "ab" for _ in range(20)]
    split = split_by_tools([*offered, ["a0", "b0"]], 0.45)
    assert split.count("mixed") == 1 and split.parts[-1] == "mixed"
    assert split.count("train") == split.count("test") == 20


def test_the_seed_decides_which_tools_are_held_out() -> None:
    offered = [[f"{group}0", f"{group}1"] for group in "abcdefgh" for _ in range(4)]
    found = {split_by_tools(offered, 0.125, seed).test_tools for seed in range(12)}
    assert len(found) > 3 and all(len(tools) == 2 for tools in found)


def test_dialogues_without_tools_are_for_training() -> None:
    split = split_by_tools([[], ["a"], ["b"], []], 0.25)
    assert [split.parts[0], split.parts[3]] == ["train", "train"] and split.count("test") == 1


@pytest.mark.parametrize(
    ("offered", "share", "told"),
    [
        ([["a", "b"], ["b", "a"]], 0.5, "2 dialogues over 2 tools cannot be split"),
        ([[], []], 0.5, "2 dialogues over 0 tools cannot be split"),
        ([["a"], ["b"]], 1.0, "got 1.0, expected a number above 0 and below 1"),
    ],
)
def test_what_cannot_be_split_is_said(offered: list[list[str]], share: float, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        split_by_tools(offered, share)
