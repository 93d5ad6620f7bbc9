"""Whole dialogues among the simulated agents: kept by the filters, varied, with every kind of round."""

import asyncio
import re
from collections import Counter
from functools import cache
from itertools import pairwise

import pytest
from stage import (
    CONTEXT,
    STYLES,
    TRAVEL_PLAN,
    assistant_request,
    complete,
    domains,
    draw_tools,
    make_tool,
    planner_request,
    said,
    tools_named,
    user_request,
)

from toolflow_dataset.errors import ChatError
from toolflow_dataset.rounds import is_error, read_result, split_rounds
from toolflow_dataset.types import SETTINGS
from toolflow_generation.chat import ChatRequest
from toolflow_generation.config import Config
from toolflow_generation.dialogue import Task, play
from toolflow_generation.filters import apply_filters
from toolflow_generation.leaks import has_json
from toolflow_generation.models import bind_chats, draw_models, sampling_settings
from toolflow_generation.simulator.engine import MODEL, Simulator
from toolflow_generation.streams import dialogue_seed

PER_SETTING = 30
_SNAKE = re.compile(r"\b[a-z0-9]+_[a-z0-9_]+\b")


def perform(index, setting, tools=None, **options):
    config = Config(**options)
    seed = dialogue_seed(5, index)
    choices = draw_models(config, seed)
    chats = bind_chats(choices, lambda choice: Simulator(), sampling_settings(config), seed)
    models = {role: choice.model for role, choice in choices.items()}
    chosen = tools or draw_tools(index, related="graph" in setting)
    return asyncio.run(play(Task(index, setting, seed, tuple(chosen), models), chats, config))


@cache
def sample():
    return {setting: [perform(index, setting) for index in range(PER_SETTING)] for setting in SETTINGS}


def rounds_of(outcomes):
    return [one for outcome in outcomes for one in split_rounds(outcome.dialogue.messages)]


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_filters_keep_nearly_all_dialogues(setting):
    outcomes = sample()[setting]
    reasons = Counter(
        outcome.cause or apply_filters(outcome.dialogue).reason or outcome.status for outcome in outcomes
    )
    assert reasons["complete"] >= 0.95 * PER_SETTING, reasons


def texts_of(role, outcomes):
    return [
        message.content
        for outcome in outcomes
        for message in outcome.dialogue.messages
        if message.role == role and message.content
    ]


def kinds_of(outcomes):
    kinds = Counter()
    for outcome in outcomes:
        for one in split_rounds(outcome.dialogue.messages):
            turns = [message for message in one.messages if message.tool_calls]
            results = [read_result(message.content) for message in one.messages if message.role == "tool"]
            kinds["parallel"] += any(len(message.tool_calls) > 1 for message in turns)
            kinds["sequential"] += (
                len(turns) > 1 and turns[0].tool_calls[0].name != turns[-1].tool_calls[-1].name
            )
            kinds["error"] += any(is_error(result) for result in results)
            last = one.messages[-1]
            kinds["clarifying"] += (
                not turns and last.role == "assistant" and last.content.rstrip().endswith("?")
            )
            kinds["talk"] += (
                not turns and last.role == "assistant" and not last.content.rstrip().endswith("?")
            )
    return kinds


def test_every_kind_of_round_occurs():
    kinds = kinds_of([outcome for outcomes in sample().values() for outcome in outcomes])
    assert min(kinds[kind] for kind in ("parallel", "sequential", "clarifying", "error", "talk")) >= 4, kinds


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_has_parallel_calls_and_small_talk(setting):
    kinds = kinds_of(sample()[setting])
    assert kinds["parallel"] and kinds["talk"], kinds


def test_hardly_any_user_message_is_said_twice():
    # the settings share a dialogue's seed, so that repeats across them are looked for within each
    for setting, outcomes in sample().items():
        texts = Counter(texts_of("user", outcomes))
        repeated = sum(count - 1 for count in texts.values())
        assert repeated <= 0.03 * sum(texts.values()), (setting, texts.most_common(3))


def test_prose_holds_no_machine_words():
    for outcomes in sample().values():
        for text in texts_of("user", outcomes) + texts_of("assistant", outcomes):
            assert not has_json(text), text
            assert "\x01" not in text and "{" not in text, text
            assert not any(name in text for name in tools_named_everywhere()), text
        for text in texts_of("assistant", outcomes):
            outside = re.sub(r"\S*[@/.]\S*", "", text)
            assert not _SNAKE.search(outside), text


@cache
def tools_named_everywhere():
    return {tool.name for domain in domains() for tool in domain if "_" in tool.name}


def test_a_sequential_call_uses_a_value_of_the_result_before_it():
    used = total = 0
    for outcomes in sample().values():
        for one in rounds_of(outcomes):
            results, called = "", set()
            for message in one.messages:
                if message.role == "tool" and not is_error(read_result(message.content)):
                    results += message.content
                new = [call for call in message.tool_calls if call.name not in called]
                if results and new:
                    total += 1
                    used += any(
                        isinstance(value, str) and value in results
                        for call in new
                        for value in call.arguments.values()
                    )
                called |= {call.name for call in message.tool_calls}
    assert total >= 10
    assert used >= 0.8 * total


def test_after_a_transient_error_no_call_is_made_a_third_time():
    for outcomes in sample().values():
        for one in rounds_of(outcomes):
            made = Counter(
                (call.name, str(call.arguments)) for message in one.messages for call in message.tool_calls
            )
            assert max(made.values(), default=0) <= 2


def test_a_clarifying_question_leads_to_the_call():
    asked = answered = 0
    for outcomes in sample().values():
        for outcome in outcomes:
            rounds = split_rounds(outcome.dialogue.messages)
            for one, following in pairwise(rounds):
                if not any(message.tool_calls for message in one.messages) and one.messages[
                    -1
                ].content.rstrip().endswith("?"):
                    asked += 1
                    answered += any(message.tool_calls for message in following.messages)
    assert asked >= 4
    assert answered >= 0.8 * asked


def test_rates_of_zero_and_one_are_kept():
    quiet = [perform(index, "graph+plan", error_rate=0, clarify_rate=0) for index in range(8)]
    assert kinds_of(quiet)["error"] == 0
    broken = kinds_of([perform(index, "graph+plan", error_rate=1.0) for index in range(4)])
    assert broken["error"] >= 8


ODD = (
    make_tool("server_ping"),
    make_tool("getForecastByCityUsingGET", "", ["city"], city="City name."),
    make_tool("get_tide_table", "潮汐表を取得します。", ["port"], port="港の名前"),
    make_tool(
        "listAllUserOrders",
        "",
        [],
        page={"type": "integer"},
        status={"type": "string", "enum": ["OPEN", "SHIPPED"]},
    ),
)


@pytest.mark.parametrize("setting", SETTINGS)
def test_tools_without_descriptions_parameters_or_returns_are_played_too(setting):
    outcomes = [perform(index, setting, ODD) for index in range(6)]
    reasons = Counter(apply_filters(outcome.dialogue).reason or outcome.status for outcome in outcomes)
    assert reasons["complete"] >= 5, reasons


def test_the_reply_says_that_the_simulator_made_it():
    reply = complete(
        assistant_request(said("What's the weather in Oslo?"), tools_named("get_current_weather"))
    )
    assert reply.model == MODEL == "simulator"
    assert reply.finish_reason == "tool_calls"


def test_a_role_it_does_not_play_is_refused_for_good():
    with pytest.raises(ChatError, match="critic") as caught:
        complete(ChatRequest("critic", "simulator", ()))
    assert caught.value.fatal


def test_only_blocks_and_messages_count():
    """Model name, sampling and schema of a request change nothing."""
    tools = tools_named("search_hotels", "get_current_weather")
    requests = [
        user_request(tools, plan=TRAVEL_PLAN),
        user_request(tools),
        planner_request(tools),
        assistant_request(said("Weather in Oslo?"), tools),
    ]
    for request in requests:
        other = ChatRequest(
            request.role,
            "another",
            request.messages,
            request.tools,
            {"type": "object"},
            {"temperature": 2},
            request.seed,
            request.ordinal,
        )
        assert complete(request).message == complete(other).message


def test_seed_and_ordinal_change_what_is_said():
    tools = tools_named("search_hotels", "get_current_weather")
    texts = {
        complete(user_request(tools, plan=TRAVEL_PLAN, seed=seed, ordinal=ordinal)).message.content
        for seed in range(4)
        for ordinal in range(4)
    }
    assert len(texts) >= 15


@pytest.mark.parametrize("style", STYLES)
def test_every_style_is_played_to_the_end(style):
    outcome = perform(STYLES.index(style), "graph+plan", styles={style: "as it is"})
    assert outcome.dialogue.provenance.style == style
    assert outcome.status == "complete"
    assert CONTEXT not in outcome.dialogue.messages[0].content
