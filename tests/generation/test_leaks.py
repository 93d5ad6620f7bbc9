import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolflow_dataset.types import Tool
from toolflow_generation.leaks import has_markup
from toolflow_generation.prompting import instructions
from toolflow_generation.text_index import normalise, tokens

WORDS = [normalise(instructions(name)).split() for name in ("planner", "user", "assistant", "tool")]
# words of a conversation and of our instructions; no run of three of these is in an instruction
OTHERS = ("harbour", "kettle", "the", "a", "you", "tomorrow")


@pytest.mark.parametrize(
    "text",
    [
        "Well </Tool_Calls> then",
        "<tool_call name=find>",
        "<<SYS>> be brief",
        "[INST] go [/INST]",
        "Dear [insert name here], hello",
        "Hello {{ name }}",
        "User: hi",
        "Fine.\n**Assistant**: hi",
        "functions.find_hotels",
        "the TARGET_ROUNDS are 4",
        "\u017fo <\u017f> it is",  # a long s is an s whatever its case
    ],
)
def test_each_kind_of_markup_is_seen(text):
    assert has_markup(text, ())


@pytest.mark.parametrize(
    "text",
    [
        "1 < 2 and [3, 4] at 7:05, {5} or snake_case. Functions, too.",
        "The user: a person.",
        "<b>bold</b> [note] {{}} tools_called",
        "",
    ],
)
def test_the_signs_alone_are_no_markup(text):
    assert not has_markup(text, ())


def test_a_call_written_out_is_markup_only_for_a_tool_offered():
    assert has_markup("find(1)", (Tool("find", "", {}),))
    assert not has_markup("find(1)", (Tool("search", "", {}),))
    assert not has_markup("find(1)", ())


@given(st.data())
def test_nine_words_of_our_instructions_are_seen_wherever_they_stand_and_eight_are_not(data):
    words = data.draw(st.sampled_from(WORDS))
    at = data.draw(st.integers(0, len(words) - 9))
    before, after = (data.draw(st.lists(st.sampled_from(OTHERS), max_size=12)) for _ in range(2))
    nine = " ".join([*before, *words[at : at + 9], *after])
    assert tokens(nine) == (*before, *words[at : at + 9], *after)
    assert has_markup(nine, ())
    eight = " ".join([*before, "kettle", *words[at : at + 8], "kettle", *after])
    assert not has_markup(eight, ())
