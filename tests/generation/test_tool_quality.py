"""Findings about a set of tools: the smallest set for each."""

import itertools
import random

import pytest

from toolflow_dataset.types import Tool
from toolflow_generation.tool_likeness import near_duplicates, same_but_for_the_name, tool_words
from toolflow_generation.tool_quality import quality

RETURNS = {"type": "object", "properties": {"id": {"type": "string", "description": "Identifier"}}}


def tool(name="get_order", description="Look up an order.", returns=RETURNS, required=(), **properties):
    parameters = {"type": "object", "properties": properties, "required": list(required)}
    return Tool(name, description, parameters, returns)


def text(description, **more):
    return {"type": "string", "description": description, **more}


NUMBERED = {f"number_{n}": text("Some number") for n in range(7)}


@pytest.mark.parametrize(
    ("slug", "bad", "count", "example"),
    [
        ("tool-undescribed", tool(description=" "), 1, "get_order"),
        ("tool-description-says-nothing", tool(description="Get order."), 1, "get_order"),
        ("tool-description-says-nothing", tool(description="Testing"), 1, "get_order"),
        ("tool-name-vague", tool(name="test_12"), 1, "test_12"),
        ("tool-name-vague", tool(name="api_for_weather"), 1, "api_for_weather"),
        ("returns-unknown", tool(returns=None), 1, "get_order"),
        ("many-required", tool(required=NUMBERED, **NUMBERED), 1, "get_order"),
        ("parameter-undescribed", tool(city={"type": "string"}), 1, "get_order parameters.city"),
        ("parameter-name-vague", tool(data={"type": "string"}), 1, "get_order parameters.data"),
        ("choices-without-enum", tool(order=text("One of: up, down")), 1, "get_order parameters.order"),
        ("choices-without-enum", tool(order=text("`up`, `down`")), 1, "get_order parameters.order"),
        (
            "choices-without-enum",
            tool(order=text("Valid values are 0 and 1")),
            1,
            "get_order parameters.order",
        ),
        ("return-undescribed", tool(returns={"properties": {"id": {}}}), 1, "get_order returns.id"),
    ],
)
def test_a_finding_and_what_it_is_shown_by(slug, bad, count, example):
    found = {finding.slug: finding for finding in quality([bad])}
    assert found[slug].count == count and found[slug].examples == (example,)
    assert found[slug].share == count / found[slug].total and found[slug].advice


@pytest.mark.parametrize(
    "good",
    [
        tool(),
        tool(name="test_connection", description="Try out a connection."),
        tool(data=text("Rows to store, as CSV")),
        tool(order=text("One of: up, down", enum=["up", "down"])),
        tool(order=text("Order in which the results come")),
        tool(parent=text("One of the parents of the order, `projects/{id}` or `folders/{id}`")),
    ],
)
def test_a_sound_tool_has_no_findings(good):
    assert quality([good]) == []


def test_a_field_named_so_in_many_tools_is_one_example():
    tools = [tool(name=f"{verb}_order", description=f"{verb} it", page={}) for verb in ("get", "put", "list")]
    (finding,) = [each for each in quality(tools) if each.slug == "parameter-undescribed"]
    assert (finding.count, finding.total) == (3, 3)
    assert finding.examples == ("get_order parameters.page and 2 more named so",)


def test_tools_that_are_the_same_in_all_but_the_name():
    tools = [tool("a_b"), tool("c_d", "Look up a friend."), tool("e_f"), tool("g_h", ""), tool("i_j", "")]
    assert same_but_for_the_name(tools) == [[0, 2]]  # nothing is said of two tools without description
    found = {finding.slug: finding for finding in quality(tools)}
    assert found["same-but-for-the-name"].count == 2
    assert found["same-but-for-the-name"].examples == ("a_b = e_f",)
    assert found["description-shared"].examples == ("2 tools: Look up an order.",)
    assert "near-duplicate" not in found


def test_near_duplicates_share_nearly_all_words():
    # 19 words each, 18 of them shared: 18 / 20 = 0.9
    words = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho".split()
    one = Tool("sigma", " ".join(words) + " tau", {"type": "object", "properties": {}})
    other = Tool("sigma", " ".join(words) + " phi", {"type": "object", "properties": {}})
    assert len(tool_words(one)) == 19
    assert near_duplicates([one, other]) == [(0, 1, pytest.approx(18 / 20))]
    assert near_duplicates([one, other], 0.91) == []


def test_tools_of_few_words_are_never_near_duplicates():
    short = tool("a", "Look it up", None)
    assert near_duplicates([short, short]) == []


@pytest.mark.parametrize("threshold", [0.5, 0.7, 0.9, 1.0])
def test_near_duplicates_are_all_pairs_above_the_threshold(threshold):
    rng = random.Random(f"near {threshold}")
    vocabulary = [f"{first}{second}" for first in "bcdfgh" for second in "aeiou"]
    tools = [
        Tool("t", " ".join(rng.sample(vocabulary, rng.randint(5, 28))), {"type": "object", "properties": {}})
        for _ in range(120)
    ]
    tools += [
        Tool("t", " ".join([*each.description.split()[:-1], "zz"]), each.parameters) for each in tools[:20]
    ]
    sets = [tool_words(each) for each in tools]
    expected = {
        (one, other)
        for one, other in itertools.combinations(range(len(tools)), 2)
        if min(len(sets[one]), len(sets[other])) >= 6
        and len(sets[one] & sets[other]) / len(sets[one] | sets[other]) >= threshold
    }
    assert {(one, other) for one, other, _ in near_duplicates(tools, threshold)} == expected
    assert expected or threshold == 1.0


@pytest.mark.parametrize(
    "description",
    [
        "Valid values are between 1 and 1000, inclusive.",
        "Valid values are integers between 161 and 1000.",
        "The following are valid values: - https://example.com/projects/a",
        "Exactly one of `task` and `project` must be set.",
        "Either `label_id` or `artist_id` **are required** for this request.",
        "The parent, either `projects/{project}` or `folders/{folder}`.",
        "One of (text|html|url) is mandatory.",
    ],
)
def test_ranges_names_and_other_parameters_are_no_choices(description):
    found = quality([tool(order={"type": "string", "description": description})])
    assert "choices-without-enum" not in [finding.slug for finding in found]
