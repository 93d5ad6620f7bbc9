"""Tools completed: what is asked, what is taken of an answer, and that nothing that was there changes."""

import asyncio
import copy
import json

import pytest
from jsonschema import Draft202012Validator

from toolflow_dataset.errors import ChatError, ConfigError
from toolflow_dataset.types import Message, Tool
from toolflow_generation.chat import ChatRequest, Reply, Usage
from toolflow_generation.completion import complete_tool, complete_tools, count_missing
from toolflow_generation.completion_diff import tool_diff
from toolflow_generation.completion_prompt import MOST_PATHS, batches, completion_inputs, completion_prompt
from toolflow_generation.completion_reply import REPLY_SCHEMA, asked_schema, reply_problem, schema_of
from toolflow_generation.config import Config
from toolflow_generation.prompting import read_block
from toolflow_generation.sibling_tools import SiblingTools
from toolflow_generation.structured import schema_problem
from toolflow_generation.tool_fields import filled, missing_of, tool_fields

WEATHER = Tool(
    "get_weather",
    "",
    {
        "type": "object",
        "properties": {
            "city": {"type": "string", "description": "  "},
            "when": {
                "type": "object",
                "description": "Time span.",
                "properties": {"from": {"type": "string"}},
            },
        },
        "required": ["city"],
    },
    metadata={"api": "weather"},
)
MISSING = ("description", "parameters.city.description", "parameters.when.from.description", "returns")
ANSWER = {
    "descriptions": [
        {"path": "description", "text": "Tells the weather of a city."},
        {"path": "parameters.city.description", "text": "City to look at, by name"},
        {"path": "parameters.when.from.description", "text": ""},
    ],
    "fields": [
        {"path": "days", "type": "array", "description": "One entry a day"},
        {"path": "days[].high", "type": "number", "description": "Highest temperature in degrees Celsius"},
        {"path": "station", "type": "object", "description": "Where it was measured"},
        {"path": "station.id", "type": "string", "description": "Identifier of the station"},
        {"path": "notes", "type": "array", "description": "Warnings in words"},
    ],
}


class Answers:
    """A backend that gives one answer after another, the last for ever; keeps what it was asked."""

    def __init__(self, *answers):
        self.answers, self.requests = list(answers), []

    async def complete(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if callable(answer):
            answer = answer(request)
        if isinstance(answer, Reply):
            return answer
        text = answer if isinstance(answer, str) else json.dumps(answer)
        return Reply(Message("assistant", text), Usage(10, 5), model="scripted")


def answering_all(request):
    """Give every path that is asked for a text, and no returns."""
    missing = read_block("inputs", request.messages[1].content)["missing"]
    texts = [{"path": path, "text": f"What {path} is about"} for path in missing if path != "returns"]
    return {"descriptions": texts, "fields": []}


def complete_one(tool, *answers, attempts=3):
    backend = Answers(*answers)

    async def chat(messages, tools=(), schema=None):
        return await backend.complete(ChatRequest("completer", "m", tuple(messages), schema=schema))

    done, left = asyncio.run(complete_tool(tool, chat, SiblingTools([tool]), attempts))
    return done, left, backend.requests


def test_what_is_missing_is_found_in_nested_schemas_too():
    assert missing_of(WEATHER) == MISSING
    assert count_missing([WEATHER]) == {"tool descriptions": 1, "parameter descriptions": 2, "returns": 1}


def test_what_is_known_to_be_returned_is_asked_for_field_by_field():
    returns = {"type": "array", "items": {"properties": {"id": {}, "name": {"description": "Full name"}}}}
    tool = Tool("t", "d", {"type": "object", "properties": {}}, returns)
    assert missing_of(tool) == ("returns[].id.description",)
    done = filled(tool, {"returns[].id.description": "Identifier of the person"})
    assert done.returns["items"]["properties"]["id"] == {"description": "Identifier of the person"}
    assert done.inferred == ("returns[].id.description",) and missing_of(done) == ()
    assert filled(tool, {}) is tool


def test_an_answer_is_filled_in_and_listed_and_nothing_else_changes():
    before = copy.deepcopy(WEATHER.to_json())
    done, left, _ = complete_one(WEATHER, ANSWER)
    assert WEATHER.to_json() == before
    assert done.inferred == ("description", "parameters.city.description", "returns")
    assert done.metadata == {"api": "weather", "completed_by": {"scripted": list(done.inferred)}}
    assert left == ("parameters.when.from.description",)
    assert done.parameters["properties"]["when"] == WEATHER.parameters["properties"]["when"]
    assert done.parameters["properties"]["city"]["description"] == "City to look at, by name"
    assert done.returns == {
        "type": "object",
        "properties": {
            "days": {
                "type": "array",
                "description": "One entry a day",
                "items": {
                    "type": "object",
                    "properties": {
                        "high": {"type": "number", "description": "Highest temperature in degrees Celsius"}
                    },
                },
            },
            "station": {
                "type": "object",
                "description": "Where it was measured",
                "properties": {"id": {"type": "string", "description": "Identifier of the station"}},
            },
            "notes": {"type": "array", "description": "Warnings in words", "items": {"type": "string"}},
        },
    }
    Draft202012Validator.check_schema(done.returns)


def test_a_result_that_is_a_list():
    fields = [{"path": "[].id", "type": "string", "description": "Identifier of the order"}]
    value = {"descriptions": [], "fields": fields}
    assert reply_problem(value, ("returns",)) is None
    assert schema_of(fields) == {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"id": {"type": "string", "description": "Identifier of the order"}},
        },
    }


def replaced(**changes):
    return {**copy.deepcopy(ANSWER), **changes}


def with_text(text, path="parameters.city.description"):
    answer = copy.deepcopy(ANSWER)
    next(each for each in answer["descriptions"] if each["path"] == path)["text"] = text
    return answer


def field(path, type_="string", description="Something told in words"):
    return {"path": path, "type": type_, "description": description}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (replaced(descriptions=ANSWER["descriptions"][1:]), "no text for description"),
        (
            replaced(descriptions=[*ANSWER["descriptions"], {"path": "parameters.town.description", "text": "x"}]),
            "'parameters.town.description' is not asked for",
        ),
        (replaced(descriptions=ANSWER["descriptions"] + ANSWER["descriptions"][:1]), "is given 2 times"),
        (with_text("City"), "only repeats the name"),
        (with_text("x" * 301), "301 characters are too long"),
        (with_text("one\ntwo"), "one line"),
        (with_text("..."), "no words"),
        (with_text("x" * 200), "cut off after 200 characters"),
        (with_text("Used to find the city. Used to find  the City."), "the same twice"),
        (with_text("City to look in, by name", "parameters.when.from.description"), "is only the example of the instructions"),
        (replaced(fields=[field("flights", "array", "Flights found, cheapest first")]), "is only the example"),
        (replaced(fields=[field("parameters.city")]), "their paths begin without `parameters.`"),
        (replaced(fields=[field("a b")]), "a path is names joined by dots"),
        (replaced(fields=[field("a.b")]), "list 'a' before it, as an object"),
        (replaced(fields=[field("a", "object"), field("a[].b")]), "list 'a' before it, as an array"),
        (replaced(fields=[field("a"), field("a")]), "given twice"),
        (replaced(fields=[field("a", description=" ")]), "describe it"),
        (replaced(fields=[field("order", description="Order")]), "only repeats the name"),
        (replaced(fields=[field("[].a"), field("b")]), "either all paths begin with []"),
        (
            replaced(fields=[field("a", "object"), field("a.b", "object"), field("a.b.c", "object"), field("a.b.c.d")]),
            "too deep",
        ),
        (replaced(fields=[field(f"f{number}") for number in range(41)]), "41 fields are too many"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_wrong_with_an_answer_is_said_and_asked_again(answer, said):
    assert not schema_problem(answer, REPLY_SCHEMA)
    assert said in reply_problem(answer, MISSING)
    done, _, requests = complete_one(WEATHER, answer, ANSWER)
    assert len(requests) == 2 and said in requests[1].messages[-1].content
    assert done.inferred == ("description", "parameters.city.description", "returns")


def test_a_model_is_asked_for_just_the_paths_and_lengths_that_are_wanted():
    schema = asked_schema(MISSING)
    Draft202012Validator.check_schema(schema)
    assert not schema_problem(ANSWER, schema)
    for wrong in (
        replaced(descriptions=ANSWER["descriptions"][1:]),
        with_text("x" * 401),
        replaced(descriptions=[{"path": "returns", "text": "x"}, *ANSWER["descriptions"][1:]]),
        replaced(fields=[field(f"f{number}") for number in range(16)]),
    ):
        assert schema_problem(wrong, schema)
    only_returns = {"descriptions": [], "fields": ANSWER["fields"]}
    assert not schema_problem(only_returns, asked_schema(("returns",)))
    assert schema_problem(only_returns, asked_schema(("description",)))
    _, _, requests = complete_one(WEATHER, ANSWER)
    assert requests[0].schema == schema and asked_schema(MISSING) is schema


def test_the_example_of_the_instructions_may_be_right_for_a_field_of_its_name():
    done, _, requests = complete_one(WEATHER, with_text("City to look in, by name"))
    assert len(requests) == 1
    assert done.parameters["properties"]["city"]["description"] == "City to look in, by name"


def test_an_answer_that_did_not_end_is_not_shown_to_the_model_whole():
    endless = '{"descriptions": [{"path": "description", "text": "' + "and on " * 500

    def cut_off(request):
        return Reply(Message("assistant", endless), Usage(10, 5), "length", "scripted")

    _, _, requests = complete_one(WEATHER, cut_off, ANSWER)
    shown = requests[1].messages[2].content
    assert shown == endless[:200] + "..."
    assert "it was cut off at the token limit, be briefer" in requests[1].messages[3].content


def test_returns_that_are_known_cannot_be_replaced():
    tool = Tool("t", "d", WEATHER.parameters, {"type": "object", "properties": {}})
    answer = {"descriptions": ANSWER["descriptions"][1:], "fields": ANSWER["fields"]}
    with pytest.raises(ChatError, match="`returns` is not missing"):
        complete_one(tool, answer)


def test_a_tool_that_misses_much_is_asked_about_in_several_bounded_requests():
    properties = {f"field_{number}": {"type": "string"} for number in range(100)}
    tool = Tool("t", "d" * 5000, {"type": "object", "properties": properties})
    done, left, requests = complete_one(tool, answering_all)
    assert left == ("returns",) and len(done.inferred) == 100
    assert [len(read_block("inputs", each.messages[1].content)["missing"]) for each in requests] == [
        40,
        40,
        21,
    ]
    assert batches(missing_of(tool))[0][0] == "returns" and MOST_PATHS == 40
    assert max(len(each.messages[1].content) for each in requests) < 12_000


def sibling(name, parameter, text, api, category="food", **more):
    properties = {parameter: {"type": "string", "description": text}}
    return Tool(
        name, "d", {"type": "object", "properties": properties},
        metadata={"x": {"tool": api, "category": category}}, **more,
    )  # fmt: skip


def test_siblings_of_the_same_api_come_first_then_what_several_apis_say():
    tools = [
        sibling("own", "dish", "", "a"),
        sibling("two", "dish", "Dish by its name", "a"),
        sibling("b1", "Dish", "Dish of the day", "b"),
        sibling("c1", "dish", "Dish of the day", "c"),
        sibling("d1", "dish", "Only one says so", "d"),
    ]
    siblings = SiblingTools(tools)
    inputs = completion_inputs(tools[0], missing_of(tools[0]), siblings)
    assert inputs["siblings"]["descriptions"] == {
        "parameters.dish.description": [
            {"from": "same API", "tool": "two", "text": "Dish by its name"},
            {"from": "same category", "text": "Dish of the day"},
        ]
    }
    assert inputs["tool"] == {"name": "own", "description": "d", "api": "a", "category": "food"}


def test_what_was_inferred_is_no_source_for_others():
    own = sibling("own", "dish", "", "a")
    guess = filled(sibling("two", "dish", "", "a"), {"parameters.dish.description": "A guess"}, model="m")
    assert guess.metadata["completed_by"] == {"m": ["parameters.dish.description"]}
    assert SiblingTools([own, guess]).descriptions(own, tool_fields(own)[0]) == []
    silent = Tool("own_too", "d", own.parameters, metadata=own.metadata)
    returns = {"type": "object", "properties": {"x": {}}}
    assert SiblingTools([own, filled(silent, {}, returns, "m")]).returning(own) == []
    recorded = Tool("own_too", "d", own.parameters, returns, ("returns",), own.metadata)  # by an importer
    assert SiblingTools([own, recorded]).returning(own) == [recorded]


def test_a_diff_shows_what_was_added_a_field_a_line():
    done, _, _ = complete_one(WEATHER, ANSWER)
    diff = tool_diff(WEATHER, done)
    assert diff.startswith("--- get_weather\n+++ get_weather (completed)\n")
    assert "\n-parameters.city (string, required): (none)\n" in diff
    assert (
        "\n+parameters.city (string, required): City to look at, by name\n parameters.when (object)" in diff
    )
    assert "-returns (unknown)\n+returns (object)\n+returns.days (array): One entry a day\n" in diff
    assert tool_diff(done, done) == ""


def test_the_prompt_explains_all_it_carries():
    system, user = completion_prompt(WEATHER, MISSING, SiblingTools([WEATHER]))
    for key in read_block("inputs", user.content):
        assert f"`{key}`" in system.content
    for key in ("path", "text", "type", "description"):
        assert f'"{key}"' in system.content


def test_replies_are_kept_and_not_asked_for_again(tmp_path):
    tools = [Tool(f"t{n}", "d", {"type": "object", "properties": {"p": {}}}) for n in range(5)]
    first = Answers(answering_all)
    config = Config(model="m", concurrency=2)
    done = complete_tools(tools, config, tmp_path, backend=first)
    assert len(first.requests) == 5 and len(done.changed) == 5
    assert done.spent[0]["requests"] == 5 and done.spent[0]["role"] == "completer"
    again = Answers("never asked")
    assert complete_tools(tools, config, tmp_path, backend=again).tools == done.tools and not again.requests


def test_it_runs_where_a_loop_runs_already(tmp_path):
    async def notebook():
        return complete_tools([WEATHER], Config(model="simulator"), tmp_path)

    assert asyncio.run(notebook()).changed


def test_a_cap_ends_the_work_and_what_is_done_is_kept(tmp_path):
    tools = [Tool(f"t{n}", "d", {"type": "object", "properties": {"p": {}}}) for n in range(6)]
    done = complete_tools(
        tools, Config(model="m", max_requests=2, concurrency=1), tmp_path, backend=Answers(answering_all)
    )
    assert (
        done.stopped.startswith("max_requests 2 is reached") and done.undone == 4 and len(done.changed) == 2
    )
    rest = Answers(answering_all)
    done = complete_tools(tools, Config(model="m", concurrency=1), tmp_path, backend=rest)
    assert len(rest.requests) == 4 and len(done.changed) == 6 and not done.undone


def test_a_tool_without_a_usable_answer_stays_as_it_was_and_is_asked_about_anew(tmp_path):
    config = Config(model="m", max_attempts=2)
    done = complete_tools([WEATHER], config, tmp_path, backend=Answers("no JSON"))
    assert done.tools == [WEATHER] and "no usable JSON in 2 attempts" in done.failed["get_weather"]
    assert complete_tools([WEATHER], config, tmp_path, backend=Answers(ANSWER)).changed


def test_several_models_are_refused(tmp_path):
    with pytest.raises(ConfigError, match="expected one to complete tools with"):
        complete_tools([WEATHER], Config(model="a,b"), tmp_path)
