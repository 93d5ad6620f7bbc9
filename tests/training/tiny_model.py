"""A small tokenizer and a tiny, randomly initialised Llama, made offline."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from toolflow_dataset import Dialogue

LLAMA_TOKENS = [
    "<|begin_of_text|>",
    "<|start_header_id|>",
    "<|end_header_id|>",
    "<|eot_id|>",
    "<|eom_id|>",
    "<|python_tag|>",
    "<|finetune_right_pad_id|>",
]
CHATML_TOKENS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]


def make_tokenizer(texts: Iterable[str], special: Sequence[str], *, eos: str, bos: str | None = None) -> Any:
    """Train a byte-level BPE tokenizer with special tokens, and without a chat template."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    core = Tokenizer(models.BPE())
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=600,
        special_tokens=list(special),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    core.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=core, bos_token=bos, eos_token=eos, clean_up_tokenization_spaces=False
    )


def texts_of(dialogues: Iterable[Dialogue]) -> list[str]:
    """Return text for a tokenizer to learn from."""
    return [
        json.dumps(message.to_json(), ensure_ascii=False)
        for dialogue in dialogues
        for message in dialogue.messages
    ]


def make_model(tokenizer: Any, *, context: int = 2048) -> Any:
    """Return a Llama of two layers with random weights, always the same ones."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=context,
            eos_token_id=tokenizer.eos_token_id,
            bos_token_id=tokenizer.bos_token_id,
        )
    )


def save_model(folder: Path, tokenizer: Any, *, context: int = 2048) -> Path:
    """Save a tiny model with its tokenizer."""
    make_model(tokenizer, context=context).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def weights_differ(one: Mapping[str, Any], two: Mapping[str, Any]) -> float:
    """Return the length of the difference of two sets of weights, as a share of the first one's length.

    Two runs of the same steps may add in another order, which shows in the last digits (1e-6); another batch, mask or
    learning rate gives above 1e-2.
    """
    import torch

    assert one.keys() == two.keys() and one
    first, second = (torch.cat([weights[name].flatten().double() for name in one]) for weights in (one, two))
    return float(torch.linalg.vector_norm(first - second) / torch.linalg.vector_norm(first))
