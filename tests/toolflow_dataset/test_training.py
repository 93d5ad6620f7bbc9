"""An exported run is what chat templates and TRL's SFTTrainer take."""

from __future__ import annotations

import json
import math
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import datasets
import pytest

from toolflow_dataset.export import export_run

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]


def template(name: str) -> str:
    """Return a real model family's template, of those TRL ships."""
    return (files("trl") / "chat_templates" / f"{name}.jinja").read_text(encoding="utf-8")


@pytest.fixture
def rows(run: Path, fresh_cache: Path) -> datasets.Dataset:
    export_run(run)
    return datasets.load_dataset(str(run / "toolflow"), split="train", cache_dir=str(fresh_cache))


@pytest.fixture
def tokenizer(rows: datasets.Dataset) -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    core = Tokenizer(models.BPE())
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=600, special_tokens=SPECIAL, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    core.train_from_iterator((json.dumps(row["messages"], ensure_ascii=False) for row in rows), trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=core,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        clean_up_tokenization_spaces=False,
    )


def render(tokenizer: Any, row: dict[str, Any], name: str) -> str:
    text = tokenizer.apply_chat_template(
        row["messages"], tools=row["tools"], tokenize=False, chat_template=template(name)
    )
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize("name", ["qwen2_5", "qwen3", "glm4moe"])
def test_templates_render_every_call_and_every_tool(
    name: str, rows: datasets.Dataset, tokenizer: Any
) -> None:
    text = render(tokenizer, rows[0], name)
    assert "get_weather" in text and "send_mail" in text
    assert "Zürich" in text and "Łódź" in text
    assert "None" not in text and '\\"city\\"' not in text
    assert "-0.3" in text and "-0.30000000000000004" not in text


def test_hermes_calls_in_the_text_are_the_calls_of_the_row(rows: datasets.Dataset, tokenizer: Any) -> None:
    text = render(tokenizer, rows[0], "qwen2_5").split("<|im_end|>", 1)[1]  # past the instructions
    rendered = [json.loads(call) for call in re.findall(r"<tool_call>\n(.*)\n</tool_call>", text)]
    stored = [call["function"] for message in rows[0]["messages"] for call in message.get("tool_calls", ())]
    assert rendered == stored


def test_llama_3_1_renders_rows_without_parallel_calls(rows: datasets.Dataset, tokenizer: Any) -> None:
    row = rows[0]
    row["messages"][2]["tool_calls"].pop()
    row["messages"].pop(4)
    text = render(tokenizer, row, "llama3_1")
    assert '{"name": "get_weather", "parameters": {"city": "Zürich", "offset": -0.3}}' in text


def test_llama_3_1_refuses_parallel_calls_as_the_docs_say(rows: datasets.Dataset, tokenizer: Any) -> None:
    from jinja2 import TemplateError

    assert rows[0]["n_parallel_rounds"] == 1
    with pytest.raises(TemplateError, match="single tool-calls"):
        render(tokenizer, rows[0], "llama3_1")


def test_absent_keys_stay_absent(rows: datasets.Dataset) -> None:
    """Arrow structs would pad every message with the other messages' keys as None."""
    keys = {message["role"]: set(message) for message in rows[0]["messages"]}
    assert keys["user"] == {"role", "content"} == keys["system"]
    assert keys["tool"] == {"role", "content", "tool_call_id"}
    assert "offset" not in rows[0]["messages"][2]["tool_calls"][1]["function"]["arguments"]
    assert all(set(tool["function"]) == {"name", "description", "parameters"} for tool in rows[0]["tools"])


def test_sft_trainer_learns_from_assistant_text_only(
    rows: datasets.Dataset, tokenizer: Any, tmp_path: Path
) -> None:
    import torch
    from transformers import Qwen2Config, Qwen2ForCausalLM
    from trl import SFTConfig, SFTTrainer

    tokenizer.chat_template = template("qwen2_5")
    torch.manual_seed(0)
    model = Qwen2ForCausalLM(
        Qwen2Config(
            vocab_size=len(tokenizer),
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )
    before = {name: weight.detach().clone() for name, weight in model.named_parameters()}
    trainer = SFTTrainer(
        model=model,
        processing_class=tokenizer,
        train_dataset=rows,
        args=SFTConfig(
            str(tmp_path / "out"),
            assistant_only_loss=True,
            max_length=4096,
            max_steps=2,
            per_device_train_batch_size=2,
            learning_rate=1e-3,
            use_cpu=True,
            bf16=False,
            report_to="none",
            save_strategy="no",
            disable_tqdm=True,
        ),
    )

    for example, row in zip(trainer.train_dataset, rows, strict=True):
        kept = [
            token for token, label in zip(example["input_ids"], example["labels"], strict=True) if label >= 0
        ]
        assert tokenizer.decode(kept) == assistant_text(row["messages"])

    result = trainer.train()
    assert result.global_step == 2
    assert math.isfinite(result.training_loss)
    # the first step of a warm-up may be zero, but not both
    assert any(not torch.equal(before[name], weight) for name, weight in model.named_parameters())


def assistant_text(messages: list[dict[str, Any]]) -> str:
    """Return what Qwen's template has an assistant write, and nothing else."""
    parts = []
    for message in messages:
        if message["role"] != "assistant":
            continue
        lines = [message["content"]] if message["content"] else []
        for call in message.get("tool_calls", ()):
            # transformers' `tojson` keeps non-ASCII letters and the order of keys
            arguments = json.dumps(call["function"]["arguments"], ensure_ascii=False)
            name = call["function"]["name"]
            lines.append(f'<tool_call>\n{{"name": "{name}", "arguments": {arguments}}}\n</tool_call>')
        parts.append("\n" + "\n".join(lines) + "<|im_end|>\n")  # the newline after "assistant" is in its span
    return "".join(parts)
