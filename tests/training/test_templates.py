"""Chat templates: rows come back from the text, and the mask is what the assistant wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from toolflow_dataset.errors import ConfigError
from toolflow_evaluation.answering.answers import Answer
from toolflow_evaluation.answering.decoding import Call
from toolflow_evaluation.answering.reading import read_strictly
from toolflow_evaluation.conversation import Conversation
from toolflow_generation.tool_call_text import find_calls
from toolflow_training.rendering import Renderer
from toolflow_training.templates import choose_template, packaged

TEXT_AND_CALLS = {
    "llama-3.1": 'Let me look.<|python_tag|>{"name": "get_weather", "parameters": {"city": "Zürich", "offset": '
    '-0.3}}; {"name": "get_weather", "parameters": {"city": "Łódź"}}<|eot_id|>',
    "hermes": "Let me look.\n<tool_call>\n"
    '{"name": "get_weather", "arguments": {"city": "Zürich", "offset": -0.3}}\n</tool_call>\n<tool_call>\n'
    '{"name": "get_weather", "arguments": {"city": "Łódź"}}\n</tool_call><|im_end|>',
}
ENDS = {"llama-3.1": "<|eot_id|>", "hermes": "<|im_end|>"}


def trl_template(name: str) -> str:
    """Return a real model family's template, of those TRL ships."""
    return (files("trl") / "chat_templates" / f"{name}.jinja").read_text(encoding="utf-8")


@pytest.fixture(params=["llama-3.1", "hermes"])
def family(request: pytest.FixtureRequest) -> tuple[str, Any]:
    """Return one of our templates by name, and a tokenizer it fits."""
    return request.param, request.getfixturevalue("llama" if request.param == "llama-3.1" else "chatml")


def rendered(tokenizer: Any, name: str, conversation: Conversation) -> str:
    tools = [{"type": "function", "function": dict(tool)} for tool in conversation.tools]
    return str(
        tokenizer.apply_chat_template(
            conversation.to_openai(), tools=tools, chat_template=packaged(name).text, tokenize=False
        )
    )


def assistant_parts(name: str) -> list[str]:
    end = ENDS[name]
    return [
        TEXT_AND_CALLS[name],
        f"Clear in Zürich; for Łódź there is no forecast.{end}",
        f"You are welcome.{end}",
    ]


def test_the_spans_are_the_assistants_words_calls_and_ends(
    family: tuple[str, Any], conversation: Conversation
) -> None:
    name, tokenizer = family
    shown = Renderer(tokenizer, packaged(name)).render(conversation.messages, conversation.tools, "here")
    assert [shown.text[start:end] for start, end in shown.spans] == assistant_parts(name)
    assert shown.lost_texts == 0
    assert shown.text == rendered(tokenizer, name, conversation)


def test_transformers_masks_the_same_tokens(family: tuple[str, Any], conversation: Conversation) -> None:
    name, tokenizer = family
    encoded = tokenizer.apply_chat_template(
        conversation.to_openai(),
        tools=[{"type": "function", "function": dict(tool)} for tool in conversation.tools],
        chat_template=packaged(name).text,
        return_assistant_tokens_mask=True,
        return_dict=True,
    )
    learnt = [
        token for token, own in zip(encoded["input_ids"], encoded["assistant_masks"], strict=True) if own
    ]
    assert tokenizer.decode(learnt) == "".join(assistant_parts(name))


def test_everything_of_a_row_stands_in_the_text(family: tuple[str, Any], conversation: Conversation) -> None:
    """Tools as JSON lines, every message in order, results as they stand."""
    name, tokenizer = family
    text = rendered(tokenizer, name, conversation)
    offered = [json.loads(line) for line in text.splitlines() if '"description"' in line]
    assert offered == [dict(tool) for tool in conversation.tools]
    at = 0
    for message in conversation.messages:
        assert message.content in text[at:]
        at = text.index(message.content, at) + len(message.content)
    assert '"sky": "clear"' in text and "None" not in text and "-0.30000000000000004" not in text
    assert text.count("<tool_response>") == (2 if name == "hermes" else 0)


def test_our_own_reader_of_calls_reads_them_back(family: tuple[str, Any], conversation: Conversation) -> None:
    name, _ = family
    turn = TEXT_AND_CALLS[name].removesuffix(ENDS[name])
    said, calls = find_calls(turn, {"get_weather", "send_mail"})
    assert said == "Let me look."
    assert calls == [
        ("get_weather", {"city": "Zürich", "offset": -0.3}),
        ("get_weather", {"city": "Łódź"}),
    ]


def test_the_strict_reader_of_benchmarks_reads_a_turn_of_words_and_calls_back(
    family: tuple[str, Any], conversation: Conversation
) -> None:
    """What the template teaches is the form that is asked for, words beside calls included."""
    name, _ = family
    turn = TEXT_AND_CALLS[name].removesuffix(ENDS[name])
    assert read_strictly(Answer("id", "digest", "template", turn)).calls == (
        Call("get_weather", {"city": "Zürich", "offset": -0.3}),
        Call("get_weather", {"city": "Łódź"}),
    )


def test_the_prompt_for_a_reply_is_how_the_text_with_it_begins(
    family: tuple[str, Any], conversation: Conversation
) -> None:
    name, tokenizer = family
    text = rendered(tokenizer, name, conversation)
    for index, message in enumerate(conversation.messages):
        if message.role == "assistant":
            prompt = tokenizer.apply_chat_template(
                conversation.to_openai()[:index],
                tools=[{"type": "function", "function": dict(tool)} for tool in conversation.tools],
                chat_template=packaged(name).text,
                add_generation_prompt=True,
                tokenize=False,
            )
            assert text.startswith(prompt)


def test_a_dialogue_without_tools_and_system_is_bare(family: tuple[str, Any]) -> None:
    name, tokenizer = family
    text = tokenizer.apply_chat_template(
        [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}],
        chat_template=packaged(name).text,
        tokenize=False,
    )
    bare = {
        "hermes": "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello<|im_end|>\n",
        "llama-3.1": "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
        "<|start_header_id|>assistant<|end_header_id|>\n\nHello<|eot_id|>",
    }
    assert text == bare[name]


def test_arguments_that_are_text_already_stay(family: tuple[str, Any]) -> None:
    """Servers hand templates OpenAI's messages, where arguments are a JSON string."""
    name, tokenizer = family
    call = {"id": "1", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}}
    text = tokenizer.apply_chat_template(
        [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": None, "tool_calls": [call]}],
        chat_template=packaged(name).text,
        tokenize=False,
    )
    assert '{"a": 1}' in text and '\\"' not in text


def test_one_call_without_words_is_written_as_metas_template_writes_it(llama: Any) -> None:
    call = {"id": "1", "type": "function", "function": {"name": "f", "arguments": {"city": "Łódź", "n": 2}}}
    chat = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "", "tool_calls": [call]}]
    turns = [
        llama.apply_chat_template(chat, chat_template=text, tokenize=False).rpartition("<|end_header_id|>")[2]
        for text in (packaged("llama-3.1").text, trl_template("llama3_1"))
    ]
    assert turns[0] == turns[1] == '\n\n{"name": "f", "parameters": {"city": "Łódź", "n": 2}}<|eot_id|>'


# --- which template is taken


def with_template(tokenizer: Any, template: str | None) -> Any:
    import copy

    changed = copy.deepcopy(tokenizer)
    changed.chat_template = template
    return changed


def test_auto_takes_ours_for_llama_and_for_a_template_that_shows_no_tools(llama: Any, chatml: Any) -> None:
    plain = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    assert choose_template(with_template(llama, trl_template("llama3_1"))).name == "llama-3.1"
    assert choose_template(with_template(chatml, plain)).name == "hermes"
    assert choose_template(chatml).name == "hermes"


@pytest.mark.parametrize("name", ["qwen2_5", "qwen3"])
def test_auto_keeps_a_template_that_shows_tools_and_takes_trls_marks(name: str, chatml: Any) -> None:
    chosen = choose_template(with_template(chatml, trl_template(name)))
    assert (chosen.name, chosen.text) == ("own", trl_template(name))
    assert chosen.marked is not None and "generation" in chosen.marked


def test_a_file_is_taken_and_named(tmp_path: Path, chatml: Any) -> None:
    file = tmp_path / "mine.jinja"
    file.write_text(packaged("hermes").text, "utf-8")
    chosen = choose_template(chatml, str(file))
    assert (chosen.name, chosen.text) == ("mine.jinja", packaged("hermes").text)


@pytest.mark.parametrize(
    ("change", "wanted", "told"),
    [
        (lambda t: t, "llama-3.1", "no token <|start_header_id|>"),
        (lambda t: t, "own", "has no chat template"),
        (lambda t: t, "nowhere.jinja", "nowhere.jinja: cannot be read"),
    ],
)
def test_what_does_not_fit_is_refused(
    change: Callable[[Any], Any], wanted: str, told: str, chatml: Any
) -> None:
    with pytest.raises(ConfigError, match=re.escape(told)):
        choose_template(change(chatml), wanted)


def test_a_tokenizer_without_chat_tokens_needs_a_file() -> None:
    from tiny_model import make_tokenizer

    bare = make_tokenizer(["some text"], ["<|endoftext|>"], eos="<|endoftext|>")
    with pytest.raises(ConfigError, match=r"no chat template.*--template FILE"):
        choose_template(bare)


# --- templates without marks


def test_prefixes_find_what_an_unmarked_template_has_the_assistant_write(
    chatml: Any, conversation: Conversation
) -> None:
    unmarked = re.sub(r"\{%-? (?:end)?generation %\}", "", trl_template("qwen2_5")) + "{# not TRL's #}"
    chosen = choose_template(with_template(chatml, unmarked))
    assert (chosen.name, chosen.marked) == ("own", None)
    shown = Renderer(with_template(chatml, unmarked), chosen).render(
        conversation.messages, conversation.tools, "here"
    )
    assert [shown.text[start:end] for start, end in shown.spans] == assistant_parts("hermes")


def test_a_template_that_renders_earlier_turns_differently_is_refused(
    chatml: Any, conversation: Conversation
) -> None:
    unstable = "{{ messages | length }}" + packaged("hermes").text.replace("generation %}", "if true %}")
    unstable = unstable.replace("endif true", "endif")
    changed = with_template(chatml, unstable)
    with pytest.raises(ConfigError, match=r"hand, .*renders a message differently.*generation"):
        Renderer(changed, choose_template(changed, "own")).render(
            conversation.messages, conversation.tools, conversation.place
        )


def test_metas_template_refuses_parallel_calls_with_advice(llama: Any, conversation: Conversation) -> None:
    stock = with_template(llama, trl_template("llama3_1"))
    with pytest.raises(ConfigError, match=r"hand, .*single tool-calls.*--single-call"):
        Renderer(stock, choose_template(stock, "own")).render(
            conversation.messages, conversation.tools, conversation.place
        )


def test_a_template_that_drops_calls_is_refused(chatml: Any, conversation: Conversation) -> None:
    plain = (
        "{% if tools %}{{ tools | tojson }}{% endif %}"
        "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
        "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    )
    changed = with_template(chatml, plain)
    with pytest.raises(ConfigError, match=r"hand, .*does not show the call of 'get_weather'"):
        Renderer(changed, choose_template(changed, "own")).render(
            conversation.messages, conversation.tools, conversation.place
        )
