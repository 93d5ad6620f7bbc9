import json

from hypothesis import given
from hypothesis import strategies as st

from toolflow_dataset.rounds import is_error, read_result, split_rounds
from toolflow_dataset.types import Message, ToolCall

MESSAGES = st.lists(
    st.builds(Message, st.sampled_from(["system", "user", "assistant", "tool"]), st.text(max_size=5)),
    max_size=20,
)


def turn(*ids):
    return Message("assistant", "", tuple(ToolCall(one, "look_up", {}) for one in ids))


@given(MESSAGES)
def test_splitting_loses_nothing(messages):
    rounds = split_rounds(messages)
    before = rounds[0].start if rounds else len(messages)
    joined = [*messages[:before], *(message for one in rounds for message in one.messages)]
    assert joined == messages
    assert all(message.role != "user" for message in messages[:before])


@given(MESSAGES)
def test_every_round_opens_with_its_only_user_message(messages):
    for one in split_rounds(messages):
        assert [message.role == "user" for message in one.messages] == [True] + [False] * (
            len(one.messages) - 1
        )
        assert messages[one.start] is one.user


def test_a_round_knows_its_calls_results_and_reply():
    messages = [
        Message("system", "s"),
        Message("user", "u"),
        turn("a", "b"),
        Message("tool", '{"n": 1}', tool_call_id="a"),
        Message("tool", '{"error": "full"}', tool_call_id="b"),
        turn("c"),
        Message("tool", "{}", tool_call_id="c"),
        Message("assistant", "done"),
        Message("user", "thanks"),
        Message("assistant", "welcome"),
    ]
    busy, idle = split_rounds(messages)
    assert [call.id for call in busy.calls] == ["a", "b", "c"]
    assert (busy.parallel, busy.sequential, busy.failed) == (True, True, True)
    assert [message.content for message in busy.results] == ['{"n": 1}', '{"error": "full"}', "{}"]
    assert busy.reply == Message("assistant", "done")
    assert (idle.start, idle.calls, idle.parallel, idle.sequential, idle.failed) == (
        8,
        (),
        False,
        False,
        False,
    )


def test_one_call_a_turn_is_not_parallel_and_one_turn_is_not_sequential():
    (one,) = split_rounds([Message("user", "u"), turn("a"), Message("tool", "{}", tool_call_id="a")])
    assert (one.parallel, one.sequential) == (False, False)
    assert one.reply is None


def test_no_user_message_means_no_round():
    assert split_rounds([Message("system", "s"), Message("assistant", "hello")]) == []


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_a_result_is_read_back(value):
    assert read_result(json.dumps(value)) == value


def test_text_that_is_no_json_is_read_as_it_is():
    assert read_result("not json") == "not json"


def test_what_counts_as_an_error():
    assert is_error({"error": "not found"})
    assert is_error({"error": {"code": 404}, "status": 404})
    assert not is_error({"error": None, "rows": []})
    assert not is_error({"errors": ["x"]})
    assert not is_error(["error"])
    assert not is_error("error")
