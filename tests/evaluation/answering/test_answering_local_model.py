"""A model that runs here: its prompts, its batches, and where an answer ends."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from tiny_model import CHATML_TOKENS, make_model, make_tokenizer

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.types import Message, Tool, ToolCall
from toolflow_evaluation.answering.answers import Answer, Unanswered
from toolflow_evaluation.answering.local_model import LocalModel
from toolflow_evaluation.answering.prompts import Prompt
from toolflow_training.templates import packaged

PLAIN = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


@pytest.fixture
def tokenizer() -> Any:
    made = make_tokenizer(["Call the tool, please."], CHATML_TOKENS, eos="<|im_end|>", bos="<|im_start|>")
    made.pad_token = "<|endoftext|>"
    made.chat_template = packaged("hermes").text
    return made


class Scripted:
    """Stands in for a model: writes what a script says of each prompt, then the end mark and padding."""

    def __init__(self, tokenizer: Any, script: Any) -> None:
        self.device = "cpu"
        self.generation_config = SimpleNamespace(eos_token_id=[tokenizer.eos_token_id])
        self.config = SimpleNamespace(get_text_config=lambda: SimpleNamespace())  # declares no context
        self.prompts: list[list[str]] = []
        self._tokenizer, self._script = tokenizer, script

    def generate(self, input_ids: Any, attention_mask: Any, max_new_tokens: int, **_: Any) -> Any:
        import torch

        prompts = []
        for row, seen in zip(input_ids.tolist(), attention_mask.tolist(), strict=True):
            assert seen == sorted(seen), "padding stands on the left"
            prompts.append(self._tokenizer.decode(row[seen.index(1) :]))
        self.prompts.append(prompts)
        written = [self._tokenizer.encode(self._script(prompt)) for prompt in prompts]
        written = [[*ids, self._tokenizer.eos_token_id][:max_new_tokens] for ids in written]
        widest = max(map(len, written))
        padded = [ids + [self._tokenizer.pad_token_id] * (widest - len(ids)) for ids in written]
        return torch.cat([input_ids, torch.tensor(padded)], dim=1)


def everything(model: LocalModel, prompts: list[Prompt]) -> list[Answer | Unanswered]:
    async def gather() -> list[Answer | Unanswered]:
        return [answer async for answer in model.answers(prompts)]

    return asyncio.run(gather())


def answered(model: LocalModel, prompts: list[Prompt]) -> list[Answer]:
    found = [each for each in everything(model, prompts) if isinstance(each, Answer)]
    assert len(found) == len(prompts)
    return found


def asked(number: int, text: str, functions: int = 1) -> Prompt:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    tools = tuple(Tool(f"m_f{place}", "Do it.", schema) for place in range(functions))
    return Prompt(f"simple_python_{number}", (Message("user", text),), tools)


def test_prompts_show_tools_and_go_out_shortest_first(tokenizer: Any) -> None:
    model = Scripted(tokenizer, lambda prompt: "no")
    questions = [asked(0, "Please " * 30), asked(1, "Now."), asked(2, "Soon, please.")]
    answers = answered(LocalModel(tokenizer, model, "tiny", batch_size=2), questions)
    assert [len(batch) for batch in model.prompts] == [2, 1]
    assert [answer.id for answer in answers] == ["simple_python_1", "simple_python_2", "simple_python_0"]
    first = model.prompts[0][0]
    assert '"name": "m_f0"' in first and "<tools>" in first
    assert first.endswith("<|im_start|>user\nNow.<|im_end|>\n<|im_start|>assistant\n")
    assert {answer.form for answer in answers} == {"template"}


@pytest.mark.parametrize("template", [packaged("hermes").text, PLAIN])
def test_earlier_calls_and_results_are_part_of_the_prompt(tokenizer: Any, template: str) -> None:
    tokenizer.chat_template = template
    model = Scripted(tokenizer, lambda prompt: "no")
    asked_first = asked(0, "Now.")
    made = Message("assistant", "Wait.", (ToolCall("1", "m_f0", {"a": 7}),))
    chat = (*asked_first.messages, made, Message("tool", '{"sum": 8}', tool_call_id="1"))
    answered(LocalModel(tokenizer, model, "tiny"), [Prompt("later", chat, asked_first.tools)])
    ((prompt,),) = model.prompts
    assert '"arguments": {"a": 7}' in prompt.replace('"a":7', '"a": 7').replace(
        '"arguments":{', '"arguments": {'
    )
    assert '{"sum": 8}' in prompt and "Wait." in prompt


def test_an_answer_ends_at_the_end_mark_and_counts_its_tokens(tokenizer: Any) -> None:
    model = Scripted(tokenizer, lambda prompt: "<tool_call>{}</tool_call>" if "Now" in prompt else "x" * 400)
    answers = answered(
        LocalModel(tokenizer, model, "tiny", max_tokens=40), [asked(0, "Now."), asked(1, "Later.")]
    )
    by_id = {answer.id: answer for answer in answers}
    short, long = by_id["simple_python_0"], by_id["simple_python_1"]
    assert (short.content, short.finish_reason) == ("<tool_call>{}</tool_call>", "stop")
    assert short.completion_tokens == len(tokenizer.encode("<tool_call>{}</tool_call>"))
    assert short.prompt_tokens == len(tokenizer.encode(model.prompts[0][0]))
    assert (long.finish_reason, long.completion_tokens) == ("length", 40)


def test_a_template_that_shows_no_tools_has_them_described(tokenizer: Any) -> None:
    tokenizer.chat_template = PLAIN
    model = Scripted(tokenizer, lambda prompt: "no")
    (answer,) = answered(LocalModel(tokenizer, model, "tiny"), [asked(0, "Now.")])
    assert answer.form == "text"
    ((prompt,),) = model.prompts
    assert (
        prompt.startswith("<|im_start|>system\n") and '"name": "m_f0"' in prompt and '"tool_calls"' in prompt
    )


def test_a_template_that_breaks_down_is_told(tokenizer: Any) -> None:
    tokenizer.chat_template = "{{ raise_exception('only users') }}"
    with pytest.raises(ConfigError, match=r"chat template of tiny cannot render .*only users"):
        LocalModel(tokenizer, Scripted(tokenizer, str), "tiny")


def test_batches_do_not_change_what_a_real_model_writes(tokenizer: Any) -> None:
    model = make_model(tokenizer).eval()
    questions = [asked(number, "Please " * number, functions=1 + number % 3) for number in range(5)]
    alone, together = (
        {
            answer.id: answer.content
            for answer in answered(LocalModel(tokenizer, model, "tiny", size, 12), questions)
        }
        for size in (1, 5)
    )
    assert alone == together


@pytest.mark.parametrize(
    "kind", ["rotary", "learned"]
)  # past the context one writes on, the other breaks down
def test_answers_end_where_the_context_is_full(tokenizer: Any, kind: str) -> None:
    questions = [asked(number, "Please " * number) for number in range(6)]
    probe = LocalModel(tokenizer, Scripted(tokenizer, lambda prompt: "no"), "probe")
    lengths = {answer.id: answer.prompt_tokens for answer in answered(probe, questions)}
    ordered = sorted(lengths.values())
    assert len(set(ordered)) == 6
    context, most = ordered[4], ordered[4] - ordered[1] - 1  # two prompts leave all, two less, two nothing
    model = make_model(tokenizer, context=context) if kind == "rotary" else learned(tokenizer, context)
    model.generation_config.eos_token_id = None  # so that answers are as long as they may be
    local = LocalModel(tokenizer, model.eval(), "tiny", 4, most)
    tokenizer.eos_token = None
    found = {each.id: each for each in everything(local, questions)}
    rooms = {name: min(most, context - length) for name, length in lengths.items()}
    assert sorted(rooms.values()) == [*sorted(context - length for length in ordered[2:]), most, most]
    for name, room in rooms.items():
        each = found[name]
        if room > 0:
            assert isinstance(each, Answer) and (each.completion_tokens, each.finish_reason) == (
                room,
                "length",
            )
        else:
            told = f"the prompt fills the context of tiny, {context:,} tokens"
            assert each == Unanswered(name, told, lasting=True)


def learned(tokenizer: Any, context: int) -> Any:
    """Return a model with a learned position for each token of its context, and none after."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    torch.manual_seed(0)
    return GPT2LMHeadModel(
        GPT2Config(vocab_size=len(tokenizer), n_positions=context, n_embd=32, n_layer=2, n_head=4)
    )
