"""The endpoint client against a scripted local server: what goes out, what comes back, what fails and how."""

import asyncio
import json
import socket
import traceback

import pytest
from scripted_server import ScriptedServer, Status, call, calls, completion

from toolflow_dataset.errors import ChatError, ConfigError
from toolflow_dataset.types import Message, Tool, ToolCall
from toolflow_generation import http_client
from toolflow_generation.chat import ChatRequest, Usage
from toolflow_generation.config import Config
from toolflow_generation.endpoint import Endpoint
from toolflow_generation.endpoint_probe import Capabilities
from toolflow_generation.models import Backends

WEATHER = Tool(
    "get_weather",
    "Weather of a city.",
    {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    returns={"type": "object", "properties": {"celsius": {"type": "number"}}},
    metadata={"origin": "tests"},
)
HOTEL = Tool("book_hotel", "", {"type": "object", "properties": {"nights": {"type": "integer"}}})
SCHEMA = {"type": "object", "properties": {"steps": {"type": "array"}}, "required": ["steps"]}
QUESTION = (Message("system", "Be brief."), Message("user", "Weather in Oslo?"))
CALLED = Message("assistant", "One moment.", (ToolCall("abc123456", "get_weather", {"city": "Åre"}),))
HISTORY = (*QUESTION, CALLED, Message("tool", '{"celsius": 4}', tool_call_id="abc123456"))


def ask(messages=QUESTION, **fields):
    return ChatRequest("assistant", "scripted", tuple(messages), **fields)


def complete(server, *requests, **options):
    """Send requests at the same time; return the replies, or the errors in their places."""

    async def run():
        endpoint = Endpoint(server.base_url, **{"first_wait": 0.01, **options})
        try:
            return await asyncio.gather(*map(endpoint.complete, requests), return_exceptions=True)
        finally:
            await endpoint.close()

    answers = asyncio.run(run())
    return answers if len(requests) > 1 else answers[0]


def failed(server, request=None, **options):
    answer = complete(server, request or ask(), **options)
    assert isinstance(answer, ChatError), answer
    return answer


def in_turn(*answers):
    """Script the answers one after another."""
    left = iter(answers)
    return lambda body: next(left)


class TestNativeTools:
    def test_tools_go_out_pure_and_calls_come_back_as_objects(self):
        answer = calls(
            call("get_weather", city="Oslo"), call("get_weather", city="Rome"), content="Let me see."
        )
        with ScriptedServer(lambda body: answer) as server:
            reply = complete(
                server, ask(tools=(WEATHER, HOTEL), sampling={"temperature": 0.5}, seed=7, ordinal=2)
            )
        body = server.requests[0]
        assert body["tools"] == [WEATHER.wire(), HOTEL.wire()]
        assert "returns" not in json.dumps(body) and "origin" not in json.dumps(body)
        assert body["temperature"] == 0.5 and body["parallel_tool_calls"] is True
        assert [(one.name, one.arguments) for one in reply.message.tool_calls] == [
            ("get_weather", {"city": "Oslo"}),
            ("get_weather", {"city": "Rome"}),
        ]
        assert reply.message.content == "Let me see."
        assert (reply.usage, reply.finish_reason, reply.model) == (Usage(10, 5), "tool_calls", "scripted")

    def test_history_has_arguments_as_a_string_and_results_under_their_id(self):
        with ScriptedServer(lambda body: "4 degrees.") as server:
            complete(server, ask(HISTORY, tools=(WEATHER,)))
        sent = server.requests[0]["messages"]
        assert sent[2]["tool_calls"][0]["function"] == {"name": "get_weather", "arguments": '{"city": "Åre"}'}
        assert sent[3] == {"role": "tool", "content": '{"celsius": 4}', "tool_call_id": "abc123456"}

    def test_ids_follow_from_the_request_not_from_the_server(self):
        twice = calls(call("get_weather", city="Oslo"), call("get_weather", city="Oslo"))
        with ScriptedServer(lambda body: twice) as server:
            requests = [ask(tools=(WEATHER,), seed=seed, ordinal=1) for seed in (1, 1, 2)]
            replies = complete(server, *requests)
        ids = [[one.id for one in reply.message.tool_calls] for reply in replies]
        assert ids[0] == ids[1] and len({*ids[0], *ids[2]}) == 4
        assert all(len(name) == 9 and name.isalnum() for name in ids[0])

    def test_seed_differs_between_requests_of_a_dialogue(self):
        with ScriptedServer(lambda body: "Hello.") as server:
            complete(server, *(ask(seed=3, ordinal=number) for number in range(4)))
        assert len({body["seed"] for body in server.requests}) == 4

    def test_fenced_call_in_the_text_is_recognised(self):
        text = 'Sure.\n```json\n{"name": "get_weather", "arguments": {"city": "Oslo"}}\n```'
        with ScriptedServer(lambda body: text) as server:
            message = complete(server, ask(tools=(WEATHER,))).message
        assert message.tool_calls[0].arguments == {"city": "Oslo"} and message.content == "Sure."

    @pytest.mark.parametrize(
        ("bad", "told"),
        [
            (calls(call("fly", to="Oslo")), "no tool named 'fly'"),
            (calls({"function": {"name": "get_weather", "arguments": '{"city": '}}), "not valid JSON"),
            (calls({"function": {"name": "get_weather", "arguments": "[1]"}}), "must be a JSON object"),
            (completion("It is", "length"), "cut off"),
            ("", "empty"),
            ("<tool_call>get_weather Oslo</tool_call>", "could not be read"),
        ],
    )
    def test_useless_answer_is_handed_on_with_its_tokens_and_what_is_wrong(self, bad, told):
        with ScriptedServer(lambda body: bad) as server:
            reply = complete(server, ask(tools=(WEATHER,)))
        assert told in reply.problem and reply.message.tool_calls == ()
        assert reply.usage == Usage(10, 5) and len(server.requests) == 1

    def test_thinking_is_not_part_of_the_answer(self):
        with ScriptedServer(lambda body: "<think>Hm, {weather}.</think>\n\nIt rains.") as server:
            assert complete(server, ask(tools=(WEATHER,))).message.content == "It rains."


class TestDegradedForms:
    @pytest.mark.parametrize("ability", ["ignore", "refuse", "crash"])
    def test_tools_are_described_in_text_and_bound_by_a_schema(self, ability):
        answer = json.dumps(
            {"content": "", "tool_calls": [{"name": "get_weather", "arguments": {"city": "Oslo"}}]}
        )
        with ScriptedServer(lambda body: answer, tools=ability) as server:
            message = complete(server, ask(HISTORY, tools=(WEATHER,)), max_retries=2).message
        body = server.requests[0]
        assert message.tool_calls[0].name == "get_weather" and message.content == ""
        assert "tools" not in body and {one["role"] for one in body["messages"]} == {
            "system",
            "user",
            "assistant",
        }
        system, _, called, results = body["messages"]
        assert system["content"].startswith("Be brief.") and '"get_weather"' in system["content"]
        assert json.loads(called["content"])["tool_calls"] == [
            {"name": "get_weather", "arguments": {"city": "Åre"}}
        ]
        assert '{"name": "get_weather", "result": {"celsius": 4}}' in results["content"]
        schema = body["response_format"]["json_schema"]["schema"]
        assert (
            schema["properties"]["tool_calls"]["items"]["anyOf"][0]["properties"]["arguments"]
            == WEATHER.parameters
        )

    def test_without_any_response_format_calls_are_read_out_of_text(self):
        text = '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Oslo"}}\n</tool_call>'
        with ScriptedServer(
            lambda body: text, tools="ignore", json_schema="refuse", json_object="refuse"
        ) as server:
            message = complete(server, ask(tools=(WEATHER,))).message
        assert "response_format" not in server.requests[0]
        assert message.tool_calls[0].arguments == {"city": "Oslo"} and message.content == ""

    @pytest.mark.parametrize(
        ("abilities", "expected"),
        [
            ({}, "json_schema"),
            ({"json_schema": "refuse"}, "json_object"),
            ({"json_schema": "ignore", "json_object": "ignore"}, None),
            ({"json_schema": "crash", "json_object": "refuse"}, None),
        ],
    )
    def test_schema_goes_where_the_server_heeds_it(self, abilities, expected):
        with ScriptedServer(lambda body: '{"steps": []}', **abilities) as server:
            reply = complete(server, ask(schema=SCHEMA), max_retries=2)
        body = server.requests[0]
        assert body.get("response_format", {}).get("type") == expected
        assert (json.dumps(SCHEMA) in body["messages"][0]["content"]) == (expected != "json_schema")
        assert reply.message.content == '{"steps": []}'

    def test_one_refused_request_falls_back_alone(self):
        def script(body):
            if "response_format" in body and "odd" in json.dumps(body["response_format"]):
                return Status(400, {"error": {"message": "unsupported keyword in schema"}})
            return '{"steps": []}'

        odd = {**SCHEMA, "description": "odd"}
        with ScriptedServer(script) as server:
            replies = complete(server, ask(schema=odd), ask(schema=SCHEMA))
        assert [reply.message.content for reply in replies] == ['{"steps": []}'] * 2
        forms = [body.get("response_format", {}).get("type") for body in server.requests]
        assert sorted(forms, key=str) == [None, "json_schema", "json_schema"]

    def test_a_request_refused_in_every_form_says_why(self):
        refusal = Status(400, {"error": {"message": "maximum context length is 8192 tokens"}})
        with ScriptedServer(lambda body: refusal) as server:
            error = failed(server, ask(schema=SCHEMA))
        assert "maximum context length" in str(error) and not error.fatal


class TestProbe:
    def probe(self, server, times=1, **options):
        async def run():
            endpoint = Endpoint(server.base_url, **{"first_wait": 0.01, **options})
            try:
                return await asyncio.gather(*(endpoint.probe("scripted") for _ in range(times)))
            finally:
                await endpoint.close()

        return asyncio.run(run())

    def test_concurrent_callers_share_one_probe(self):
        with ScriptedServer(lambda body: "Hello.") as server:
            complete(server, *(ask(ordinal=number) for number in range(20)))
        assert len(server.requests) == 20 and len(server.probes) == 2

    def test_full_capabilities(self):
        with ScriptedServer(lambda body: "") as server:
            assert self.probe(server, 3) == [Capabilities(True, True, True, True, True, "max_tokens")] * 3

    @pytest.mark.parametrize("field", ["seed", "parallel_tool_calls"])
    def test_unknown_field_is_left_out_from_then_on(self, field):
        with ScriptedServer(lambda body: calls(call("get_weather")), unknown_fields=[field]) as server:
            complete(server, ask(tools=(WEATHER,)))
        assert field not in server.requests[0] and server.requests[0]["tools"]

    def test_newer_name_of_the_token_limit(self):
        def script(body):
            return "Hello."

        with ScriptedServer(script, unknown_fields=["max_tokens"]) as server:
            server.advice = "use 'max_completion_tokens' instead"
            complete(server, ask(sampling={"max_tokens": 50}))
        assert server.requests[0]["max_completion_tokens"] == 50

    def test_nothing_but_plain_chat(self):
        abilities = {"tools": "refuse", "json_schema": "refuse", "json_object": "refuse"}
        with ScriptedServer(lambda body: "", **abilities) as server:
            assert self.probe(server) == [Capabilities(False, False, False, False, True, "max_tokens")]
        assert len(server.probes) == 4

    def test_failed_probe_is_made_again(self):
        outages = [Status(503), Status(503)]
        with ScriptedServer(
            lambda body: "Hello.", before=lambda body: outages.pop() if outages else None
        ) as server:

            async def run():
                endpoint = Endpoint(server.base_url, max_retries=1, first_wait=0.01)
                with pytest.raises(ChatError, match="HTTP 503"):
                    await endpoint.complete(ask())
                reply = await endpoint.complete(ask())
                await endpoint.close()
                return reply

            assert asyncio.run(run()).message.content == "Hello."

    def test_cancelled_caller_does_not_take_the_probe_with_it(self):
        with ScriptedServer(lambda body: "Hello.") as server:

            async def run():
                endpoint = Endpoint(server.base_url)
                first = asyncio.create_task(endpoint.complete(ask()))
                second = asyncio.create_task(endpoint.complete(ask(ordinal=1)))
                await asyncio.sleep(0)
                first.cancel()
                reply = await second
                await endpoint.close()
                return first.cancelled(), reply

            cancelled, reply = asyncio.run(run())
        assert cancelled and reply.message.content == "Hello." and len(server.probes) == 2


class TestRetries:
    @pytest.mark.parametrize(
        "trouble",
        [
            Status(500, {"error": {"message": "oops"}}),
            Status(503, "<html>busy</html>"),
            Status(200, "<html>gateway</html>"),
            Status(200, {"error": {"message": "upstream failed", "code": 502}}),
            Status(200, {"choices": []}),
            Status(cut=True),
        ],
    )
    def test_passing_trouble_is_got_over(self, trouble):
        with ScriptedServer(in_turn(trouble, trouble, "Hello.")) as server:
            assert complete(server, ask()).message.content == "Hello."
        assert len(server.requests) == 3

    def test_trouble_that_stays_fails_this_request_only(self):
        with ScriptedServer(lambda body: Status(500, {"error": {"message": "oops"}})) as server:
            error = failed(server, max_retries=2)
        assert len(server.requests) == 3 and not error.fatal
        assert "HTTP 500, oops" in str(error) and "3 attempts" in str(error) and "127.0.0.1" in str(error)

    def test_retry_after_is_obeyed_by_all_requests(self):
        limits = [Status(429, {"error": {"message": "slow down"}}, {"Retry-After": "0.3"})]
        times = []

        async def script(body):
            times.append(asyncio.get_running_loop().time())
            return limits.pop() if limits else "Hello."

        with ScriptedServer(script) as server:

            async def run():
                endpoint = Endpoint(server.base_url)
                await endpoint.probe("scripted")
                first = asyncio.create_task(endpoint.complete(ask()))
                while not times:
                    await asyncio.sleep(0.01)
                await asyncio.sleep(0.1)
                await endpoint.complete(ask(ordinal=1))
                await first
                await endpoint.close()

            asyncio.run(run())
        assert len(times) == 3 and min(times[1:]) - times[0] >= 0.29

    def test_retry_after_is_obeyed_in_full_also_beyond_the_timeout(self):
        limits = [Status(429, {"error": {"message": "slow down"}}, {"Retry-After": "2"})]
        times = []

        async def script(body):
            times.append(asyncio.get_running_loop().time())
            return limits.pop() if limits else "Hello."

        with ScriptedServer(script) as server:
            assert complete(server, ask(), timeout=1).message.content == "Hello."
        assert len(times) == 2 and times[1] - times[0] >= 1.99

    @pytest.mark.parametrize("max_retries", [0, 6])
    def test_a_wait_of_hours_is_not_waited_but_ends_the_run(self, max_retries):
        limit = Status(429, {"error": {"message": "come back tomorrow"}}, {"Retry-After": "86400"})
        with ScriptedServer(lambda body: limit) as server:
            error = failed(server, max_retries=max_retries)
        assert error.fatal and "come back tomorrow; it asks to wait 86,400 s" in str(error)
        assert len(server.requests) == 1

    def test_an_empty_quota_is_waited_for_before_it_costs_a_refusal(self):
        times = []

        async def script(body):
            times.append(asyncio.get_running_loop().time())
            left = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "300ms"}
            return Status(200, completion("Hello."), left)

        with ScriptedServer(script) as server:
            replies = complete(server, *(ask(ordinal=number) for number in range(2)), concurrency=1)
        assert [reply.message.content for reply in replies] == ["Hello."] * 2
        assert times[1] - times[0] >= 0.29

    def test_fewer_requests_are_in_flight_at_a_server_that_is_overloaded(self):
        room = 4
        under_way = 0

        async def script(body):
            nonlocal under_way
            if under_way >= room:
                return Status(503, {"error": {"message": "overloaded"}})
            under_way += 1
            await asyncio.sleep(0.03)
            under_way -= 1
            return "Hello."

        async def run(server):
            endpoint = Endpoint(server.base_url, first_wait=0.01, concurrency=32, max_retries=20)
            try:
                await asyncio.gather(*(endpoint.complete(ask(ordinal=number)) for number in range(150)))
                return endpoint._limiter.limit
            finally:
                await endpoint.close()

        with ScriptedServer(script) as server:
            assert asyncio.run(run(server)) < 16
        # each with its few refusals: a client that keeps 32 in flight meets several times as many
        assert len(server.requests) < 2.5 * 150

    def test_an_answer_without_end_is_cut_off_and_fails_this_request_only(self, monkeypatch):
        monkeypatch.setattr(http_client, "LONGEST_BODY", 20_000)
        with ScriptedServer(lambda body: "x" * 30_000) as server:
            error = failed(server)
        assert "an answer of more than 20,000 bytes" in str(error) and not error.fatal
        assert len(server.requests) == 1

    def test_a_body_that_ends_too_soon_is_asked_for_again(self):
        whole = json.dumps(completion("Hello."))
        with ScriptedServer(in_turn(Status(short=len(whole) // 2, body=whole), "Hello.")) as server:
            assert complete(server, ask()).message.content == "Hello."
        assert len(server.requests) == 2

    def test_where_the_server_counts_no_tokens_they_are_guessed_and_that_is_said_once(self, caplog):
        answer = {**completion("It is sunny in Oslo, and will stay so until the weekend."), "usage": None}
        with ScriptedServer(lambda body: answer) as server:
            replies = complete(server, ask(), ask((Message("user", "Why? " * 400),)))
        prompts = [reply.usage.prompt_tokens for reply in replies]
        assert 20 <= prompts[0] <= 80 and 500 <= prompts[1] <= 600
        assert all(12 <= reply.usage.completion_tokens <= 40 for reply in replies)
        assert caplog.text.count("counts no tokens") == 1

    def test_time_out_is_tried_twice_more(self):
        with ScriptedServer(lambda body: Status(delay=30)) as server:
            error = failed(server, timeout=0.4)
        assert "no answer within 0.4 s" in str(error) and not error.fatal and len(server.requests) == 3

    def test_requests_in_flight_are_limited(self):
        async def script(body):
            await asyncio.sleep(0.02)
            return "Hello."

        with ScriptedServer(script) as server:
            complete(server, *(ask(ordinal=number) for number in range(12)), concurrency=3)
        assert server.most_in_flight == 3


class TestUnusableEndpoints:
    def test_wrong_key(self):
        with ScriptedServer(lambda body: "Hello.", key="right") as server:
            error = failed(server, api_key="wrong")
            assert complete(server, ask(), api_key="right").message.content == "Hello."
        assert error.fatal and "HTTP 401" in str(error) and "OPENAI_API_KEY" in str(error)
        assert "wrong" not in str(error)

    def test_unknown_model(self):
        with ScriptedServer(lambda body: "Hello.", models=["other"]) as server:
            error = failed(server)
        assert error.fatal and "HTTP 404" in str(error) and "'scripted'" in str(error) and "/v1" in str(error)

    def test_connection_refused(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]

        async def run():
            endpoint = Endpoint(f"http://127.0.0.1:{port}/v1")
            try:
                await endpoint.complete(ask())
            finally:
                await endpoint.close()

        with pytest.raises(
            ChatError, match=f"127.0.0.1:{port}: connection refused; start the server"
        ) as caught:
            asyncio.run(run())
        assert caught.value.fatal

    def test_server_that_dies_is_waited_for_and_then_fatal(self):
        with ScriptedServer(lambda body: "Hello.") as server:

            async def run():
                endpoint = Endpoint(server.base_url, max_retries=2, first_wait=0.01, patience=0)
                await endpoint.complete(ask())
                server.stop()
                try:
                    await endpoint.complete(ask(ordinal=1))
                finally:
                    await endpoint.close()

            with pytest.raises(ChatError, match=r"connection refused.*3 attempts") as caught:
                asyncio.run(run())
        assert caught.value.fatal

    @pytest.mark.parametrize("patience", [0.0, 0.3])
    def test_patience_is_what_the_configuration_says(self, patience, monkeypatch):
        waits = []
        asleep = asyncio.sleep

        async def sleep(seconds, *more):
            waits.append(seconds)
            await asleep(0, *more)

        answers = iter(["Hello."])
        with ScriptedServer(lambda body: next(answers, Status(503))) as server:
            config = Config(model="scripted", base_url=server.base_url, patience=patience)
            endpoint = Backends(config).get(config.choices("user")[0])
            endpoint._max_retries, endpoint._first_wait = 0, 0.1

            async def run():
                await endpoint.complete(ask())
                monkeypatch.setattr("toolflow_generation.endpoint.asyncio.sleep", sleep)
                try:
                    await endpoint.complete(ask(ordinal=1))
                finally:
                    await endpoint.close()

            with pytest.raises(ChatError, match="HTTP 503"):
                asyncio.run(run())
        waited = [wait for wait in waits if wait > 0]
        assert sum(waited) >= patience and sum(waited[:-1]) < max(patience, 1e-9)

    @pytest.mark.parametrize("status", [400, 403, 418, 503])
    def test_a_server_that_answers_nothing_any_more_ends_the_run(self, status):
        answers = iter(["Hello."])
        down = Status(status, {"error": {"message": "Key limit exceeded"}})
        with ScriptedServer(lambda body: next(answers, down)) as server:

            async def run():
                endpoint = Endpoint(server.base_url, max_retries=1, first_wait=0.01, patience=0)
                await endpoint.complete(ask())
                rest = (endpoint.complete(ask(ordinal=number, schema=SCHEMA)) for number in range(1, 11))
                errors = await asyncio.gather(*rest, return_exceptions=True)
                await endpoint.close()
                return errors

            errors = asyncio.run(run())
        assert sorted(error.fatal for error in errors) == [False] * 7 + [True] * 3
        told = f"HTTP {status}, Key limit exceeded"
        assert all(told in str(error) for error in errors)
        assert any("8 requests in a row came to nothing" in str(error) for error in errors)

    @pytest.mark.parametrize(("status", "waited_for"), [(503, True), (502, True), (404, False), (500, False)])
    def test_a_server_that_was_there_and_is_down_is_waited_for_with_patience(self, status, waited_for):
        down = Status(status, {"error": {"message": "starting"}})
        with ScriptedServer(in_turn("Hello.", *[down] * 12, "Hello.")) as server:
            options = {"concurrency": 1, "max_retries": 1, "first_wait": 0.0001, "patience": 60}
            answers = complete(server, ask(), ask(ordinal=1), **options)
        assert isinstance(answers[1], ChatError) is not waited_for
        assert len(server.requests) == (14 if waited_for else 3)

    def test_patience_ends(self):
        down = Status(503, {"error": {"message": "starting"}})
        answers = iter(["Hello."])
        with ScriptedServer(lambda body: next(answers, down)) as server:
            options = {"concurrency": 1, "max_retries": 1, "first_wait": 0.01, "patience": 0.3}
            error = complete(server, ask(), ask(ordinal=1), **options)[1]
        assert isinstance(error, ChatError) and 6 <= len(server.requests) - 1 <= 8

    @pytest.mark.parametrize(("status", "fatal"), [(401, True), (403, False), (418, False)])
    def test_what_is_refused_once_others_were_answered(self, status, fatal):
        refusal = Status(status, {"error": {"message": "no"}})
        with ScriptedServer(in_turn("Hello.", refusal)) as server:
            answers = complete(server, ask(), ask(ordinal=1), concurrency=1)
        assert answers[1].fatal == fatal and len(server.requests) == 2

    def test_a_model_that_was_there_and_is_being_loaded_again_is_waited_for(self):
        missing = Status(404, {"error": {"message": "no such model"}})
        with ScriptedServer(in_turn("Hello.", missing, "Hello.")) as server:
            answers = complete(server, ask(), ask(ordinal=1), concurrency=1)
        assert [reply.message.content for reply in answers] == ["Hello."] * 2

    def test_another_address_is_not_followed_with_the_key(self):
        moved = Status(308, "", {"Location": "http://127.0.0.1:1/elsewhere"})
        with ScriptedServer(lambda body: "", before=lambda body: moved) as server:
            error = failed(server)
        assert error.fatal and "HTTP 308" in str(error) and "another address than the base URL" in str(error)

    @pytest.mark.parametrize("code", ["context_length_exceeded", "content_filter"])
    def test_what_no_other_form_gets_past_is_asked_once(self, code):
        refusal = Status(400, {"error": {"message": "no", "code": code}})
        with ScriptedServer(lambda body: refusal) as server:
            assert not failed(server, ask(schema=SCHEMA)).fatal
        assert len(server.requests) == 1

    def test_no_credit_left_is_no_reason_to_wait(self):
        broke = Status(429, {"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}})
        with ScriptedServer(lambda body: broke) as server:
            error = failed(server)
        assert error.fatal and len(server.requests) == 1

    def test_refused_sampling_setting_is_named(self):
        with ScriptedServer(lambda body: "Hello.", unknown_fields=["temperature"]) as server:
            error = failed(server, ask(sampling={"temperature": 0.7}))
        assert error.fatal and "take temperature out of the sampling settings" in str(error)

    @pytest.mark.parametrize(
        ("answer", "told"),
        [
            (completion({"role": "assistant", "content": None}, "content_filter"), "content filter"),
            (
                completion({"role": "assistant", "content": None, "refusal": "I can't."}),
                "a refusal: I can't.",
            ),
        ],
    )
    @pytest.mark.parametrize("schema", [None, SCHEMA])
    def test_filtered_or_refused_answer_is_paid_for_and_of_no_use(self, answer, told, schema):
        with ScriptedServer(lambda body: answer) as server:
            reply = complete(server, ask(schema=schema))
        assert told in reply.problem and reply.usage == Usage(10, 5)

    def test_openai_itself_needs_a_key(self, monkeypatch):
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
        with pytest.raises(ConfigError, match="OPENAI_API_KEY"):
            Endpoint()

    def test_base_url_and_key_come_from_the_environment(self, monkeypatch):
        with ScriptedServer(lambda body: "Hello.", key="from-env") as server:
            monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
            monkeypatch.setenv("OPENAI_API_KEY", "from-env")

            async def run():
                endpoint = Endpoint()
                reply = await endpoint.complete(ask())
                await endpoint.close()
                return reply

            assert asyncio.run(run()).message.content == "Hello."

    def test_each_endpoint_has_a_key_of_its_own(self, monkeypatch):
        monkeypatch.setenv("OPENAI_API_KEY", "everybodys")
        monkeypatch.setenv("OTHER_KEY", "of-the-other")
        with ScriptedServer(lambda body: "Hello.", key="of-the-other") as server:
            assert complete(server, ask(), key_variable="OTHER_KEY").message.content == "Hello."
            assert "check the key (OPENAI_API_KEY)" in str(failed(server))
        monkeypatch.delenv("OTHER_KEY")
        with pytest.raises(ConfigError, match=r"no API key for 127\.0\.0\.1:1: set OTHER_KEY"):
            Endpoint("http://127.0.0.1:1/v1", key_variable="OTHER_KEY")

    def test_organization_and_project_go_along(self, monkeypatch):
        monkeypatch.setenv("OPENAI_ORG_ID", "org-7")
        monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-8")
        with ScriptedServer(lambda body: "Hello.") as server:
            complete(server, ask())
        assert server.headers["OpenAI-Organization"] == "org-7"
        assert server.headers["OpenAI-Project"] == "proj-8"

    def test_the_key_is_in_no_message_and_no_representation(self):
        key = "sk-canary-0123456789"
        echo = Status(401, {"error": {"message": f"Incorrect API key provided: {key}"}})
        with ScriptedServer(lambda body: "", before=lambda body: echo) as server:
            error = failed(server, api_key=key)
            endpoint = Endpoint(server.base_url, key)
        assert "provided: [key]" in str(error)
        refusal = Status(400, {"error": {"message": f"Not with {key}"}})
        with ScriptedServer(lambda body: refusal) as server:
            error = failed(server, api_key=key)
        assert key not in "".join(traceback.format_exception(error)) and "Not with [key]" in str(error)
        assert key not in repr(vars(endpoint)) + repr(endpoint._client) + repr(endpoint.keys)
        with pytest.raises(ConfigError, match="line break") as caught:
            Endpoint("http://127.0.0.1:1/v1", "sk-canary\n0123456789")
        assert "canary" not in str(caught.value)

    @pytest.mark.parametrize("password", ["pw", "p%40ss-canary", "long-canary"])
    def test_the_password_of_a_proxy_is_in_no_message_and_no_representation(self, monkeypatch, password):
        async def refuse(reader, writer):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 407 Who are you?\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            writer.close()

        async def run():
            async with await asyncio.start_server(refuse, "127.0.0.1", 0) as proxy:
                port = proxy.sockets[0].getsockname()[1]
                monkeypatch.setenv("HTTPS_PROXY", f"http://user:{password}@127.0.0.1:{port}")
                endpoint = Endpoint("https://api.example.com/v1", max_retries=0)
                try:
                    await endpoint.probe("m")
                finally:
                    await endpoint.close()

        monkeypatch.delenv("https_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        with pytest.raises(ChatError, match=r"407") as caught:
            asyncio.run(run())
        assert "http://[key]@127.0.0.1" in str(caught.value)
        assert f"user:{password}" not in "".join(traceback.format_exception(caught.value))

    @pytest.mark.parametrize("password", ["a", "tool", "assistant"])
    def test_the_password_of_a_proxy_that_is_a_word_does_not_damage_replies(self, monkeypatch, password):
        monkeypatch.setenv("HTTP_PROXY", f"http://user:{password}@127.0.0.1:1")
        monkeypatch.delenv("http_proxy", raising=False)
        monkeypatch.setenv("NO_PROXY", "")
        monkeypatch.setenv("no_proxy", "")
        endpoint = Endpoint("http://api.example.com/v1", "sk-canary-0123456789")
        reply = f"The {password} said {password}."
        assert endpoint.keys.hide(reply) == reply
        assert endpoint.keys.hide("sk-canary-0123456789") == "[key]"
        error = endpoint._error("m", f"no connection over http://user:{password}@127.0.0.1:1")
        assert "http://[key]@127.0.0.1:1" in str(error)

    @pytest.mark.parametrize(
        ("url", "told"),
        [
            ("localhost:8080/v1", "must look like"),
            ("ftp://localhost/v1", "must look like"),
            ("http://[1/v1", "cannot be read"),
            ("http://me:secret@localhost/v1", "user or password for localhost"),
            ("http://localhost/v1?api-key=secret", "a query for localhost: give it as extra_query"),
        ],
    )
    def test_odd_base_urls(self, url, told):
        with pytest.raises(ConfigError, match=told) as caught:
            Endpoint(url)
        assert "secret" not in str(caught.value)

    @pytest.mark.parametrize(
        "options", [{"concurrency": 0}, {"timeout": 0}, {"max_retries": -1}, {"patience": -1}]
    )
    def test_numbers_out_of_range(self, options):
        with pytest.raises(ConfigError, match="at least"):
            Endpoint("http://127.0.0.1:1/v1", **options)
