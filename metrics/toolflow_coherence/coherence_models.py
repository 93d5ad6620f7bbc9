"""What the coherence metric takes for an encoder and for an NLI model; any model of a folder or the Hub."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

# what transformers and sentence-transformers raise for a model that is missing, broken or of another kind
LOADING_ERRORS = (OSError, ValueError, KeyError, RuntimeError, ImportError)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Texts as an encoder sees them.

    Args:
        texts: The texts, each once.
        vectors: Unit vectors of shape (n, dim); a text without a direction has zeros.
        truncated: Whether only the latest words of a text were seen, shape (n,).
        tokens: For the NLI head, per text the projected tokens of shape (n_tokens, d).
    """

    texts: Sequence[str]
    vectors: NDArray[np.float32]
    truncated: NDArray[np.bool_]
    tokens: Sequence[Tensor] | None = None


@dataclass(frozen=True, slots=True)
class Predicted:
    """What an NLI model says of pairs.

    Args:
        probabilities: Shape (n, labels), rows add up to one.
        truncated: Whether the model saw only the latest words of a premise, shape (n,).
    """

    probabilities: NDArray[np.float64]
    truncated: NDArray[np.bool_]


class Encoder(Protocol):
    """Anything that turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """Return a name that stands for one set of weights."""
        ...

    def encode(self, texts: Sequence[str]) -> Encoded:
        """Return the texts' vectors in order."""
        ...


class PairClassifier(Protocol):
    """Anything that gives (premise, hypothesis) pairs probabilities of labels, one of them entailment."""

    @property
    def name(self) -> str:
        """Return a name that stands for one set of weights."""
        ...

    @property
    def labels(self) -> Sequence[str]:
        """Return the labels in the order of the probabilities."""
        ...

    @property
    def entailment(self) -> int:
        """Return the index of entailment among the labels."""
        ...

    def classify(self, pairs: Sequence[tuple[str, str]], encoded: Encoded) -> Predicted:
        """Return the pairs' probabilities in order; `encoded` holds every text of the pairs."""
        ...


class SentenceEncoder:
    """Any sentence-transformers model, by folder or Hub id; texts over its length keep their latest tokens.

    Args:
        source: Folder or Hub id.
        device: Where it runs, as torch names devices.
        batch_size: Texts a forward pass.

    Raises:
        ValueError: If no such model can be loaded.
    """

    def __init__(self, source: str, device: str, batch_size: int) -> None:
        from sentence_transformers import SentenceTransformer

        try:
            with no_progress_bars():
                self._model: Any = SentenceTransformer(source, device=device)
        except LOADING_ERRORS as error:
            raise _unusable("encoder", source, "a sentence-transformers model", error) from error
        self._batch_size = batch_size
        self._tokenizer = cast(Any, getattr(self._model, "tokenizer", None))
        # a static model has a tokenizer of another kind, and reads texts of any length
        self._cuts = hasattr(self._tokenizer, "truncation_side") and self._model.max_seq_length is not None
        if self._cuts:
            self._tokenizer.truncation_side = "left"
        self.name = weights_name(source, getattr(self._model[0], "auto_model", None))

    def encode(self, texts: Sequence[str]) -> Encoded:
        """Return vectors of shape (n, dim).

        Raises:
            ValueError: If a vector is not finite.
        """
        truncated = np.zeros(len(texts), dtype=bool)
        if self._cuts:
            limit = self._model.max_seq_length
            truncated[:] = [len(each) > limit for each in token_ids(self._tokenizer, texts)]
        raw = self._model.encode(
            [_clean(text) for text in texts], batch_size=self._batch_size, show_progress_bar=False
        )
        vectors = np.asarray(raw, dtype=np.float64)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(lengths).all():
            at = int(np.flatnonzero(~np.isfinite(lengths))[0])
            raise ValueError(
                f"encoder {self.name}: no finite vector for {texts[at][:80]!r}; use another encoder"
            )
        unit = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
        return Encoded(texts, unit.astype(np.float32), truncated)


class SequenceClassifier:
    """Any sequence-classification model whose `id2label` names entailment, by folder or Hub id.

    Args:
        source: Folder or Hub id.
        device: Where it runs, as torch names devices.
        batch_size: Pairs a forward pass.

    Raises:
        ValueError: If no such model can be loaded, or none of its labels is entailment.
    """

    def __init__(self, source: str, device: str, batch_size: int) -> None:
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        try:
            with no_progress_bars():
                self._tokenizer: Any = AutoTokenizer.from_pretrained(source, truncation_side="left")
                self._model: Any = AutoModelForSequenceClassification.from_pretrained(source)
        except LOADING_ERRORS as error:
            raise _unusable("nli", source, "a sequence-classification model", error) from error
        self._model.to(device).eval()
        self._device = device
        self._batch_size = batch_size
        self.name = weights_name(source, self._model)
        self.labels, self.entailment = entailment_label(self._model.config.id2label, self.name)
        self._limit = window(self._tokenizer, self._model.config)

    def classify(self, pairs: Sequence[tuple[str, str]], encoded: Encoded) -> Predicted:
        """Return probabilities of shape (n, labels); the pairs are read as texts, `encoded` is not used."""
        import torch

        premises = [_clean(premise) for premise, _ in pairs]
        hypotheses = [_clean(hypothesis) for _, hypothesis in pairs]
        whole = self._tokenizer(premises, hypotheses, verbose=False)
        lengths = [len(ids) for ids in whole["input_ids"]]
        probabilities = np.zeros((len(pairs), len(self.labels)))
        with torch.inference_mode():
            for batch in batches_by_length(lengths, self._batch_size):
                rows = [
                    {key: values[at] for key, values in whole.items()}
                    if lengths[at] <= self._limit
                    else self._shorten(premises[at], hypotheses[at])
                    for at in batch
                ]
                inputs = self._tokenizer.pad(rows, return_tensors="pt").to(self._device)
                logits = self._model(**inputs).logits
                probabilities[batch] = logits.double().softmax(dim=-1).cpu().numpy()
        return Predicted(probabilities, np.array([length > self._limit for length in lengths], dtype=bool))

    def _shorten(self, premise: str, hypothesis: str) -> Mapping[str, list[int]]:
        """Return the inputs of one pair with the premise cut from the left to what the model can read.

        A hypothesis that fills the model's window by itself is cut as well, the longer of both first.
        """
        alone = len(self._tokenizer(hypothesis, add_special_tokens=False, verbose=False)["input_ids"])
        room = self._limit - alone - self._tokenizer.num_special_tokens_to_add(pair=True)
        inputs: Mapping[str, list[int]] = self._tokenizer(
            premise,
            hypothesis,
            truncation="only_first" if room > 0 else "longest_first",
            max_length=self._limit,
        )
        return inputs


@contextmanager
def no_progress_bars() -> Iterator[None]:
    """Load models without the bars that transformers draws."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def batches_by_length(lengths: Sequence[int], batch_size: int) -> list[list[int]]:
    """Return indices in batches of like length, the shortest first."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    return [order[start : start + batch_size] for start in range(0, len(order), batch_size)]


def entailment_label(id2label: Mapping[Any, str], model: str) -> tuple[tuple[str, ...], int]:
    """Return a model's labels in order and which of them is entailment, however it is spelt.

    `entailment`, `ENTAILMENT`, `Entails` and `label_entailed` are; `not_entailment` is not.

    Raises:
        ValueError: If none or several of the labels are entailment.
    """
    labels = tuple(label for _, label in sorted((int(at), str(label)) for at, label in id2label.items()))
    entailing = [
        at
        for at, label in enumerate(labels)
        if re.search(r"(?<![a-z])entail", label.lower())
        and not re.search(r"(?<![a-z])(?:no|not|non|doesn.?t)[^a-z]*entail", label.lower())
    ]
    if len(entailing) != 1:
        raise ValueError(
            f"nli {model}: expected one label of `id2label` to be entailment, got {list(labels)}; use "
            "another model, or save a copy whose config names the labels, and give its folder"
        )
    return labels, entailing[0]


def window(tokenizer: Any, config: Any) -> int:
    """Return how many tokens a model can read, by its tokenizer or its table of positions."""
    known = [tokenizer.model_max_length, getattr(config, "max_position_embeddings", None) or 512]
    # RoBERTa and its kin count positions from their padding index on
    if "roberta" in config.model_type or "camembert" in config.model_type:
        known[1] -= config.pad_token_id + 1
    return int(min(known))


def weights_name(source: str, model: Any) -> str:
    """Return the name of a model with a digest of its folder, or its Hub id with the commit."""
    folder = Path(source).expanduser()
    if not folder.is_dir():
        commit = getattr(getattr(model, "config", None), "_commit_hash", None)
        return f"{source}@{commit[:12]}" if commit else source
    folder = folder.resolve()
    content = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            content.update(f"{path.relative_to(folder).as_posix()}\0{file_digest(path)}\n".encode())
    return f"{folder.name}@{content.hexdigest()[:12]}"


def file_digest(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def token_ids(tokenizer: Any, texts: Sequence[str]) -> list[list[int]]:
    """Return every text's tokens, special ones included, however many they are."""
    if not texts:
        return []
    ids: list[list[int]] = tokenizer([_clean(text) for text in texts], verbose=False)["input_ids"]
    return ids


def storable(dialogue: Any) -> Any:
    """Return a dialogue as evaluate's cache holds it to the letter and digit: its messages as JSON text.

    Each metric of dialogues holds this function word for word.
    """
    if not isinstance(dialogue, list | tuple):
        return dialogue
    # datasets.Json takes one layer of JSON off, and would change lone surrogates and digits in it
    return [json.dumps(json.dumps(each)) if isinstance(each, Mapping) else each for each in dialogue]


def as_given(dialogue: Any) -> Any:
    """Return a dialogue out of evaluate's cache as it was added; one that was never in it stays as it is."""
    if not isinstance(dialogue, list):
        return dialogue
    return [json.loads(each) if isinstance(each, str) and each[:1] == "{" else each for each in dialogue]


def _clean(text: str) -> str:
    """Return a text without lone surrogates, which tokenizers refuse."""
    return text.encode("utf-8", "replace").decode()


def _unusable(option: str, source: str, wanted: str, error: Exception) -> ValueError:
    reason = (str(error).strip() or type(error).__name__).splitlines()[0]
    return ValueError(
        f"{option}={source!r} cannot be loaded as {wanted} ({reason}); give a folder or Hub id of such a "
        "model, or leave the option out for the bundled one"
    )
