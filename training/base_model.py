"""The model to train and its tokenizer: from a folder, the Hub, or a GGUF file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ConfigError
from toolflow_generation.model_digest import file_digest, folder_digest

GGUF = "gguf:"
# tokens that models set aside for padding; padding with the end of turn would do, but reads badly
_PADDING = ("<|finetune_right_pad_id|>", "<|fim_pad|>", "<pad>")


def load_tokenizer(model: str, revision: str | None = None) -> Any:
    """Return a model's tokenizer, with a token for padding.

    Raises:
        ConfigError: If it cannot be loaded.
    """
    from transformers import AutoTokenizer

    name, options = _where(model, revision)
    try:
        tokenizer = AutoTokenizer.from_pretrained(name, **options)
    except Exception as error:  # whatever `transformers` and the network below it may raise
        raise _unloadable(model, "tokenizer", error) from error
    if tokenizer.pad_token is None:
        known = tokenizer.get_vocab()
        tokenizer.pad_token = next((token for token in _PADDING if token in known), tokenizer.eos_token)
    return tokenizer


def load_model(model: str, revision: str | None = None, *, bf16: bool = False) -> Any:
    """Return a causal language model with its weights in float32, or in bfloat16.

    Weights of a GGUF file come back as plain numbers, without a trace of how they were quantised, so that
    the model can be trained and saved like any other.

    Raises:
        ConfigError: If it cannot be loaded.
    """
    import torch
    from transformers import AutoModelForCausalLM

    name, options = _where(model, revision)
    if model.startswith(GGUF):
        options |= _dequantized()
    try:
        loaded: Any = AutoModelForCausalLM.from_pretrained(
            name, dtype=torch.bfloat16 if bf16 else torch.float32, **options
        )
    except Exception as error:  # whatever `transformers` and the network below it may raise
        raise _unloadable(model, "model", error) from error
    if model.startswith(GGUF) and getattr(loaded, "hf_quantizer", None) is not None:
        loaded.hf_quantizer.remove_quantization_config(loaded)
    return loaded


def context_length(model: str, revision: str | None = None) -> int | None:
    """Return the most tokens a model was made for; None where its configuration does not say.

    Raises:
        ConfigError: If the configuration cannot be loaded.
    """
    from transformers import AutoConfig

    name, options = _where(model, revision)
    try:
        config = AutoConfig.from_pretrained(name, **options)
    except Exception as error:  # whatever `transformers` and the network below it may raise
        raise _unloadable(model, "configuration", error) from error
    length = getattr(config.get_text_config(), "max_position_embeddings", None)
    return length if isinstance(length, int) and length > 0 else None


def short_name(model: str) -> str:
    """Return a model's name without the folders of this machine: a Hub id stays as it is."""
    path = Path(model.removeprefix(GGUF)).expanduser()
    return path.resolve().name if model.startswith(GGUF) or path.exists() else model


def weights_digest(model: str) -> str | None:
    """Return 16 hex digits of a model's files; None of a Hub id, which has none here.

    The card does not count: it tells how long a training took, which makes no other model of it.

    Raises:
        ConfigError: If a file cannot be read.
    """
    path = Path(model.removeprefix(GGUF)).expanduser()
    if path.is_dir():
        return folder_digest(path, leave_out=("README.md",))[:16]
    return file_digest(path)[:16] if path.is_file() else None


def _where(model: str, revision: str | None) -> tuple[str, dict[str, Any]]:
    """Return what `from_pretrained` takes."""
    if not model.startswith(GGUF):
        return model, {} if revision is None else {"revision": revision}
    if revision is not None:
        raise ConfigError(f"revision: {model} is a file, which has no revisions; leave it out")
    path = Path(model.removeprefix(GGUF)).expanduser()
    if path.is_dir():
        found = sorted(path.glob("*.gguf"))
        if len(found) != 1:
            held = ", ".join(file.name for file in found) or "none"
            raise ConfigError(f"model: {path} holds {held} of the GGUF files wanted; name one, gguf:FILE")
        path = found[0]
    if not path.is_file():
        raise ConfigError(f"model: no such file {path}; expected gguf:FILE")
    try:
        import gguf  # noqa: F401
    except ImportError as error:
        raise ConfigError(f"model: {model} needs the package gguf; pip install gguf") from error
    return str(path.parent), {"gguf_file": path.name}


def _dequantized() -> dict[str, Any]:
    """Return how transformers, which may leave weights quantised of late, is asked for plain ones."""
    try:
        from transformers import GgufConfig
    except ImportError:
        return {}
    return {"quantization_config": GgufConfig(dequantize=True)}


def _unloadable(model: str, what: str, error: Exception) -> ConfigError:
    brief = " ".join(str(error).split())[:300] or type(error).__name__
    return ConfigError(
        f"model: the {what} of {model} cannot be loaded ({brief}); expected a folder that `transformers` "
        "saved, a Hub id, or gguf:FILE"
    )
