"""Units: named by descriptions, said with the number, taken off again."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stage import TODAY, make_tool

from toolflow_generation.simulator.assignment import assign
from toolflow_generation.simulator.findings import find_values
from toolflow_generation.simulator.reading import read_tool
from toolflow_generation.simulator.units import _UNITS, unit_named, with_unit, without_unit

NAMED = {
    "Mass in kilograms": "kg", "Temperature in Kelvin.": "K", "Interest rate as a percentage": "%", "Price (USD)": "$|",
    "The height of the person in inches": "inches", "Speed of sound (in meters)": "meters", "Duration of the clip, in seconds": "seconds",
}  # fmt: skip


def slot_of(description, kind="number"):
    tool = make_tool(
        "measure", "Measure something.", ["magnitude"], magnitude={"type": kind, "description": description}
    )
    (slot,) = read_tool(tool).slots
    return slot


@pytest.mark.parametrize(("description", "unit"), NAMED.items())
def test_a_description_names_its_unit(description, unit):
    assert unit in unit_named(description)


@pytest.mark.parametrize(
    "description",
    ["How many people are in it", "In order of price", "Minimum rating", "", "in the kilogramme range"],
)
def test_other_descriptions_name_none(description):
    assert unit_named(description) == ()


@given(
    st.sampled_from(sorted(NAMED)),
    st.one_of(st.integers(0, 10**6), st.floats(0.01, 1e5).map(lambda value: round(value, 2))),
    st.integers(0, 10_000),
)
def test_a_number_is_read_back_whatever_its_unit(description, number, seed):
    said = with_unit(slot_of(description), f"{number:.10g}", random.Random(seed))
    found = [each for each in find_values(f"with magnitude {said} please", TODAY) if each.sort == "number"]
    assert [each.value for each in found] == [float(f"{number:.10g}")]
    behind = f"with magnitude {said} please"[found[0].end :]
    assert without_unit(behind) == " please"


def test_a_unit_is_said_now_and_then_left_out_and_stands_in_the_singular():
    slot = slot_of("Length in meters")
    said = {with_unit(slot, "1", random.Random(seed)) for seed in range(60)}
    assert said == {"1", "1 meter", "1 m"}
    assert with_unit(slot_of("A name in meters", "string"), "north", random.Random(1)) == "north"


def test_every_unit_that_is_said_is_taken_off():
    for _, units in _UNITS:
        for unit in units:
            if not unit.endswith("|"):
                assert without_unit(f" {unit} and more") == " and more", unit
    assert without_unit(" minutely") == " minutely" and without_unit(" people") == " people"


def test_values_behind_a_unit_join_and_keep_their_parameter():
    tool = make_tool(
        "drop", "Drop a stone.", ["height", "mass"],
        height={"type": "number", "description": "Height in meters."}, mass={"type": "number", "description": "Mass in kg."},
    )  # fmt: skip
    text = "Drop a stone from height 20 m and 30 meters with mass 2.5 kg"
    found = {
        each.slot.name: each.values for each in assign(read_tool(tool), text, find_values(text, TODAY), TODAY)
    }
    assert found == {"height": [20, 30], "mass": [2.5]}
