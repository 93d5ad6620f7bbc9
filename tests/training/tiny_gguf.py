"""A tiny model written as a GGUF file, the way llama.cpp's converter writes Llamas with GPT-2's kind of tokenizer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TENSORS = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
}


def write_gguf(file: Path, model: Any, tokenizer: Any) -> None:
    """Write a `LlamaForCausalLM`; its large matrices are quantised to eight bits."""
    import gguf
    import numpy as np

    config = model.config
    writer = gguf.GGUFWriter(file, "llama")
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(10000.0)
    writer.add_rope_dimension_count(config.hidden_size // config.num_attention_heads)
    writer.add_vocab_size(config.vocab_size)

    core = json.loads(tokenizer.backend_tokenizer.to_str())
    special = {token["content"] for token in core["added_tokens"]}
    vocabulary = sorted(core["model"]["vocab"], key=core["model"]["vocab"].__getitem__)
    kinds = [gguf.TokenType.CONTROL if token in special else gguf.TokenType.NORMAL for token in vocabulary]
    merges = core["model"]["merges"]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(vocabulary)
    writer.add_token_types(kinds)
    writer.add_token_merges([one if isinstance(one, str) else " ".join(one) for one in merges])
    writer.add_bos_token_id(tokenizer.bos_token_id)
    writer.add_eos_token_id(tokenizer.eos_token_id)

    heads = {"attn_q": config.num_attention_heads, "attn_k": config.num_key_value_heads}
    for name, weight in model.state_dict().items():
        short = name.removeprefix("model.").removesuffix(".weight")
        values = weight.numpy().astype(np.float32)
        if short.startswith("layers."):
            _, layer, part = short.split(".", 2)
            kind = TENSORS[part]
            if kind in heads:  # llama.cpp keeps the halves of rotated pairs apart
                rows = values.reshape(heads[kind], 2, -1, values.shape[1])
                values = rows.swapaxes(1, 2).reshape(values.shape)
            target = f"blk.{layer}.{kind}.weight"
        else:
            target = {"embed_tokens": "token_embd", "norm": "output_norm", "lm_head": "output"}[
                short
            ] + ".weight"
        if values.ndim == 2:
            packed = gguf.quants.quantize(values, gguf.GGMLQuantizationType.Q8_0)
            writer.add_tensor(target, packed, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
        else:
            writer.add_tensor(target, values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
