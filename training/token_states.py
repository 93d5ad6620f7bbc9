"""The bundled encoder's hidden states of many texts, computed once and kept in half precision."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolflow_metrics.toolflow_coherence.coherence_head import ENCODER_SHA256, MiniLM, mean_vectors

if TYPE_CHECKING:
    from torch import Tensor

BATCH_SIZE = 128


@dataclass(frozen=True, slots=True)
class TokenStates:
    """Hidden states of texts, one after the other.

    Args:
        layers: The layers held.
        row: A text's index.
        starts: Where each text's tokens start, and the end of the last one, shape (n_texts + 1,).
        states: For each layer the states of all tokens and one row of zeros for padding, half precision,
            shape (n_tokens + 1, dim).
        vectors: The texts' unit vectors, shape (n_texts, dim).
    """

    layers: tuple[int, ...]
    row: dict[str, int]
    starts: NDArray[np.int64]
    states: dict[int, Tensor] = field(repr=False)
    vectors: Tensor = field(repr=False)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Return each text's number of tokens."""
        return np.diff(self.starts)

    @property
    def dim(self) -> int:
        """Return the dimensions of a state."""
        return int(self.vectors.shape[1])

    def padded(self, rows: NDArray[np.int64]) -> tuple[dict[int, Tensor], Tensor]:
        """Return the texts' states by layer, shape (len(rows), longest, dim), and the mask of tokens."""
        import torch

        places = np.arange(self.lengths[rows].max())[None, :]
        mask = places < self.lengths[rows][:, None]
        at = torch.from_numpy(np.where(mask, self.starts[rows][:, None] + places, self.starts[-1]))
        return {layer: self.states[layer][at].float() for layer in self.layers}, torch.from_numpy(mask)


def encode_states(texts: Sequence[str], layers: Sequence[int], cache: Path | None = None) -> TokenStates:
    """Return the states of distinct texts, from the cache where it has them.

    Args:
        texts: Texts, each once.
        layers: Hidden states wanted; 0 are the embeddings.
        cache: Folder to keep the states in, about 770 bytes a token and layer; None keeps nothing.
    """
    import torch

    wanted = json.dumps([list(texts), list(layers), ENCODER_SHA256]).encode()
    file = cache / f"states-{hashlib.sha256(wanted).hexdigest()[:16]}.npz" if cache else None
    if file and file.exists():
        with np.load(file) as kept:
            held = dict(kept)
    else:
        held = _compute(texts, layers)
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
            temporary = file.with_suffix(".tmp.npz")
            np.savez(temporary, allow_pickle=False, **held)
            temporary.replace(file)
    return TokenStates(
        layers=tuple(layers),
        row={text: at for at, text in enumerate(texts)},
        starts=held["starts"],
        states={layer: torch.from_numpy(held[f"layer_{layer}"]) for layer in layers},
        vectors=torch.from_numpy(held["vectors"]),
    )


def _compute(texts: Sequence[str], layers: Sequence[int]) -> dict[str, NDArray[Any]]:
    """Return `starts`, `vectors` and for each layer `layer_N`, as `TokenStates` holds them."""
    minilm = MiniLM("cpu", BATCH_SIZE)
    ids = minilm.token_ids(texts)
    starts = np.concatenate([[0], np.cumsum([len(each) for each in ids])]).astype(np.int64)
    states = {layer: np.zeros((starts[-1] + 1, minilm.dim), np.float16) for layer in layers}
    vectors = np.zeros((len(texts), minilm.dim), np.float32)
    for batch, hidden, mask in minilm.hidden_states(ids):
        vectors[batch] = mean_vectors(hidden[-1], mask).numpy()
        for layer in layers:
            halved = hidden[layer].numpy().astype(np.float16)
            for row, at in enumerate(batch):
                states[layer][starts[at] : starts[at + 1]] = halved[row, : len(ids[at])]
    return {
        "starts": starts,
        "vectors": vectors,
        **{f"layer_{layer}": values for layer, values in states.items()},
    }
