"""GGUF files as base models: loaded, converted, trained and saved without a trace of their quantisation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import as_conversation
from hand_dialogues import make_dialogue
from tiny_gguf import write_gguf
from tiny_model import make_model

from toolflow_dataset.errors import ConfigError
from toolflow_training.base_model import context_length, load_model, load_tokenizer
from toolflow_training.gguf_model import main
from toolflow_training.sft import train
from toolflow_training.sft_config import SftConfig

pytest.importorskip("gguf", reason="the package gguf is not installed")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, chatml: Any) -> Path:
    path = tmp_path_factory.mktemp("gguf") / "tiny.gguf"
    write_gguf(path, make_model(chatml), chatml)
    return path


def test_weights_come_back_as_plain_numbers(file: Path, chatml: Any) -> None:
    import torch

    original, loaded = make_model(chatml), load_model(f"gguf:{file}")
    assert context_length(f"gguf:{file}") == 2048
    assert not loaded.is_quantized and not hasattr(loaded.config, "quantization_config")
    ids = torch.arange(40)[None]
    with torch.no_grad():
        one, two = (model(input_ids=ids).logits.log_softmax(-1) for model in (original, loaded))
    # eight bits keep about two digits of each weight
    assert torch.allclose(one, two, atol=0.05) and not torch.equal(one, two)


def test_the_tokenizer_is_the_same(file: Path, chatml: Any) -> None:
    text = "<|im_start|>user\nWie wird es in Zürich? 😀<|im_end|>\n"
    tokenizer = load_tokenizer(f"gguf:{file.parent}")
    assert tokenizer.decode(tokenizer(text, add_special_tokens=False)["input_ids"]) == text
    assert tokenizer.eos_token == "<|im_end|>" and tokenizer.is_fast


def test_a_file_becomes_a_model_folder(file: Path, tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    main([str(file), str(tmp_path / "model")])
    saved = AutoModelForCausalLM.from_pretrained(tmp_path / "model")
    before = load_model(f"gguf:{file}").state_dict()
    assert all(torch.equal(before[name], weight) for name, weight in saved.state_dict().items())
    assert AutoTokenizer.from_pretrained(tmp_path / "model").eos_token == "<|im_end|>"
    with pytest.raises(SystemExit, match="is not empty"):
        main([str(file), str(tmp_path / "model")])


def test_training_one_saves_the_whole_model(file: Path, tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    config = SftConfig(
        model=f"gguf:{file}",
        out=tmp_path / "out",
        max_steps=2,
        batch_size=2,
        accumulate=1,
        learning_rate=0.01,
    )
    training = train(config, [as_conversation(make_dialogue(index)) for index in range(4)])
    assert training.model is not None and training.record["result"]["saved"] == "whole model"
    saved = AutoModelForCausalLM.from_pretrained(training.model).state_dict()
    before = load_model(f"gguf:{file}").state_dict()
    changed = {name for name in saved if not torch.equal(saved[name], before[name])}
    assert changed and all("_proj" in name for name in changed)
    assert "`tiny.gguf`" in (training.model / "README.md").read_text("utf-8")


def test_a_folder_of_several_files_needs_one_named(file: Path, tmp_path: Path) -> None:
    for name in ("a.gguf", "b.gguf"):
        (tmp_path / name).write_bytes(file.read_bytes())
    with pytest.raises(ConfigError, match=r"a\.gguf, b\.gguf.*name one"):
        load_model(f"gguf:{tmp_path}")
    with pytest.raises(ConfigError, match="has no revisions"):
        load_model(f"gguf:{file}", "main")
