import re

import pytest

from toolflow_generation.prompting import instructions

# what the contract in docs/architecture.md puts into each prompt and asks back
KEYS = {
    "planner": "tools context target_steps max_chitchat shares kind request steps tool_call chitchat",
    "user": "tools context style plan target_rounds shares leave_out_value round completed_steps "
    "current_step done message parallel sequential chitchat",
    "tool": "tools context calls fail id name arguments results error returns",
}


@pytest.mark.parametrize("role", KEYS)
def test_a_prompt_explains_every_key_it_carries_or_asks_for(role):
    text = instructions(role)
    assert [key for key in KEYS[role].split() if not re.search(rf'[`"]{key}[`"]', text)] == []


@pytest.mark.parametrize("role", [*KEYS, "assistant"])
def test_instructions_are_the_same_for_every_dialogue(role):
    text = instructions(role)
    assert len(text) > 1500
    assert not re.search(
        r"\{\w+\}|\[\w+ \w+\]|%s", text
    )  # nothing to fill in: what varies comes in the blocks


def test_the_assistant_knows_nothing_of_plans_and_its_context_can_follow():
    text = instructions("assistant")
    assert "plan" not in text.lower()
    assert text.endswith("What is known from the start:")
