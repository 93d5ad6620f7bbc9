from __future__ import annotations

import io
from dataclasses import replace

from hand_dialogues import make_dialogue
from rich.console import Console

from toolflow_dataset import Dialogue, Message, ToolCall
from toolflow_dataset.transcript import print_dialogue, to_markdown, turns, visible


def printed(dialogue: Dialogue, *, terminal: bool = False, width: int = 80, **options: object) -> str:
    file = io.StringIO()
    colours = "standard" if terminal else None
    console = Console(file=file, force_terminal=terminal, width=width, highlight=False, color_system=colours)
    print_dialogue(console, dialogue, **options)  # type: ignore[arg-type]
    return file.getvalue()


def with_text(text: str) -> Dialogue:
    dialogue = make_dialogue()
    messages = list(dialogue.messages)
    messages[1] = Message("user", text)
    return replace(dialogue, messages=tuple(messages))


def test_turns_put_each_result_beside_its_call() -> None:
    shown = list(turns(make_dialogue()))
    assert [turn.speaker for turn in shown] == [
        "system",
        "user",
        "assistant",
        "assistant",
        "user",
        "assistant",
    ]
    assert [turn.step for turn in shown] == [None, 0, None, None, 1, None]
    assert [result for _, result in shown[2].exchanges] == ['{"sky": "clear"}', '{"error": "no such place"}']


def test_ids_used_again_later_do_not_mix_results() -> None:
    call = ToolCall("call_1", "get_weather", {})
    messages = (
        Message("user", "one"),
        Message("assistant", "", (call,)),
        Message("tool", '"first"', tool_call_id="call_1"),
        Message("assistant", "", (call,)),
        Message("tool", '"second"', tool_call_id="call_1"),
        Message("assistant", "", (call,)),
    )
    shown = list(turns(replace(make_dialogue(), messages=messages)))
    assert [turn.exchanges[0][1] for turn in shown[1:]] == ['"first"', '"second"', None]


def test_a_pipe_gets_whole_lines_without_colour() -> None:
    long = "very " * 60 + "long"
    text = printed(with_text(long), width=40)
    assert "\x1b" not in text
    assert f"    {long}\n" in text
    assert '    → get_weather(city="Zürich", offset=-0.3)\n    ← {"sky": "clear"}\n' in text
    assert "user  step 1\n" in text and "step 2  chitchat: thank them\n" in text
    assert "style   polite\n" in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_a_terminal_gets_wrapped_indented_lines_in_colour() -> None:
    text = printed(with_text("very " * 60), terminal=True, width=40)
    assert "\x1b[35m→ get_weather" in text
    assert "\x1b[31m← " in text  # the error
    plain = [line for line in text.splitlines() if "very" in line]
    assert len(plain) > 5
    assert all("    \x1b[0mvery" in line for line in plain)


def test_text_cannot_steer_the_terminal_or_pass_for_markup() -> None:
    text = printed(with_text("\x1b[2J\x07[bold red]not markup[/]"))
    assert "\ufffd[2J\ufffd[bold red]not markup[/]" in text


def test_long_results_are_cut_only_when_asked() -> None:
    assert '← {"sky… (16 characters)' in printed(make_dialogue(), longest_result=5)
    assert "characters)" not in printed(make_dialogue())


def test_a_note_stands_under_the_title() -> None:
    assert (
        printed(make_dialogue(), note="dropped: ungrounded:city").splitlines()[1]
        == "dropped: ungrounded:city"
    )


def test_markdown() -> None:
    text = to_markdown(make_dialogue())
    assert text.startswith("### graph_plan-000000\n\n- **setting**: graph+plan\n")
    assert "    2. *chitchat*: thank them\n" in text
    assert "**User** (step 1)\n\n> How will it look in Zürich" in text
    assert '```\nget_weather(city="Łódź")\n→ {"error": "no such place"}\n```\n' in text
    assert text.endswith("> You are welcome.\n")


def test_markdown_without_a_plan() -> None:
    text = to_markdown(make_dialogue(setting="none"))
    assert "plan" not in text and "(step" not in text


def test_markdown_fences_outgrow_backticks_in_results() -> None:
    dialogue = make_dialogue()
    messages = list(dialogue.messages)
    messages[3] = Message("tool", "```", tool_call_id="call_1")
    assert "````\nget_weather" in to_markdown(replace(dialogue, messages=tuple(messages)))


def test_no_text_can_steer_a_terminal_or_turn_what_it_shows():
    for char in "\x1b\x07\x9b\u202e\u2066\u200f\u061c\u2028\ud800":
        assert visible(f"a{char}b") == "a\ufffdb"
    family = "\U0001f468\u200d\U0001f469"  # joined characters are no steering
    assert visible(f"line\n\tא ä {family}") == f"line\n\tא ä {family}"
