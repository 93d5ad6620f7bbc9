r"""Measure how the rounds of dialogues hang together: semantic similarity and entailment of neighbours.

A round is a user message and all up to the next one. For each two neighbouring rounds k-1, k of a dialogue

    premise    p = user text of round k-1 + newline + the assistant's last reply of round k-1
    hypothesis h = user text of round k

    SS  = 100 * mean over pairs of cos(e(p), e(h))                 e: a sentence encoder
    EnR = 100 * share of pairs with argmax_label nli(p, h) = entailment

Calls and their results take no part. Pairs are pooled over all dialogues, so a long dialogue weighs more.

Source: ToolFlow (arXiv 2410.18447), section 4.2 and appendix A.1, after Dziri et al. 2019.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

import datasets
import evaluate

from .coherence_head import DEFAULT_ENCODER, DEFAULT_NLI, HeadClassifier, MiniLM, load_head
from .coherence_models import Encoder, PairClassifier, SentenceEncoder, SequenceClassifier, as_given, storable

# pairs scored together: enough for batches of like length, few enough to hold their token states
BLOCK_PAIRS = 512


@dataclass(frozen=True, slots=True)
class RoundPair:
    """Two neighbouring rounds of one dialogue as texts.

    Args:
        dialogue: Index of the dialogue in the stream.
        round: Index of the later round within its dialogue, from 1 on.
        premise: User text and last reply of the earlier round; empty where it has neither.
        hypothesis: User text of the later round.
    """

    dialogue: int
    round: int
    premise: str
    hypothesis: str


@dataclass(frozen=True, slots=True)
class PairScore:
    """What the models say of one pair.

    Args:
        dialogue: Index of the dialogue in the stream.
        round: Index of the later round within its dialogue, from 1 on.
        similarity: Cosine of premise and hypothesis, [-1, 1].
        entailment: Probability of entailment, [0, 1].
        label: The NLI model's label with the highest probability, in its own spelling.
        entailed: Whether that label is entailment.
        truncated: Whether a model saw only the latest words of a text.
    """

    dialogue: int
    round: int
    similarity: float
    entailment: float
    label: str
    entailed: bool
    truncated: bool


def split_rounds(messages: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Split messages in OpenAI's format into rounds: a user message and all up to the next one.

    What stands before the first user message belongs to no round; without a user message there is none. Only
    roles are looked at. Each metric holds this function word for word, so that each is a file of its own.

    Raises:
        ValueError: If a message is not an object with a `role` in text.
    """
    for index, message in enumerate(messages):
        if not isinstance(message, Mapping) or not isinstance(message.get("role"), str):
            raise ValueError(
                f"message {index}: expected an object with a text `role`, as in "
                f'{{"role": "user", "content": "Hi"}}, got {str(message)[:80]!r}'
            )
    starts = [index for index, message in enumerate(messages) if message["role"] == "user"]
    ends = [*starts, len(messages)][1:]
    return [list(messages[start:end]) for start, end in zip(starts, ends, strict=True)]


def message_text(message: Mapping[str, Any]) -> str:
    """Return a message's text without outer blanks: `content`, or the text parts of a list of parts.

    No content (None, or no such key) is an empty text. Calls are not part of it. Each metric that reads texts
    holds this function word for word.

    Raises:
        ValueError: If `content` is neither text, None nor a list of parts.
    """
    content = message.get("content")
    if isinstance(content, list) and all(isinstance(part, Mapping) for part in content):
        content = "\n".join(str(part["text"]) for part in content if isinstance(part.get("text"), str))
    if content is not None and not isinstance(content, str):
        raise ValueError(
            f"`content` of a {message.get('role')} message: expected text, None or a list of parts, "
            f"got {str(content)[:80]!r}"
        )
    return (content or "").strip()


def last_reply(messages: Sequence[Mapping[str, Any]]) -> str:
    """Return the text of the last assistant message that calls nothing and says something, else nothing.

    Raises:
        ValueError: If a `content` is unusable.
    """
    for message in reversed(messages):
        if message["role"] == "assistant" and not message.get("tool_calls") and message_text(message):
            return message_text(message)
    return ""


def round_pairs(dialogues: Iterable[Sequence[Mapping[str, Any]]]) -> Iterator[RoundPair]:
    """Yield every pair of neighbouring rounds; a dialogue of fewer than two rounds has none.

    Raises:
        ValueError: If a dialogue is no list of messages, naming the dialogue and the message.
    """
    for number, messages in enumerate(dialogues):
        if isinstance(messages, (str, bytes, Mapping)) or not isinstance(messages, Sequence):
            raise ValueError(
                f"dialogue {number}: expected a list of messages, got {type(messages).__name__} "
                f"{str(messages)[:80]!r}"
            )
        try:
            rounds = split_rounds(messages)
            users = [message_text(each[0]) for each in rounds]
            # the last round is the premise of nothing
            replies = [last_reply(each) for each in rounds[:-1]]
        except ValueError as error:
            raise ValueError(f"dialogue {number}, {error}") from error
        for index, reply in enumerate(replies):
            premise = "\n".join(text for text in (users[index], reply) if text)
            yield RoundPair(number, index + 1, premise, users[index + 1])


def score_pairs(
    pairs: Iterable[RoundPair], encoder: Encoder, nli: PairClassifier, block: int = BLOCK_PAIRS
) -> Iterator[PairScore]:
    """Yield the score of every pair in order, reading `block` pairs at a time.

    Each distinct text of a block is encoded once, whatever number of pairs it stands in. Memory is bounded by
    the block, not by the stream.

    Args:
        pairs: Pairs whose texts are not empty.
        encoder: Turns texts into unit vectors.
        nli: Turns (premise, hypothesis) into probabilities.
        block: Pairs held at once.
    """
    stream = iter(pairs)
    while chunk := list(islice(stream, block)):
        texts = list(dict.fromkeys(text for pair in chunk for text in (pair.premise, pair.hypothesis)))
        row = {text: index for index, text in enumerate(texts)}
        encoded = encoder.encode(texts)
        premises = [row[pair.premise] for pair in chunk]
        hypotheses = [row[pair.hypothesis] for pair in chunk]
        vectors = encoded.vectors.astype("float64")
        cosines = (vectors[premises] * vectors[hypotheses]).sum(axis=1).clip(-1.0, 1.0)
        predicted = nli.classify([(pair.premise, pair.hypothesis) for pair in chunk], encoded)
        best = predicted.probabilities.argmax(axis=1)
        for at, pair in enumerate(chunk):
            cut = encoded.truncated[premises[at]] or encoded.truncated[hypotheses[at]]
            yield PairScore(
                dialogue=pair.dialogue,
                round=pair.round,
                similarity=float(cosines[at]),
                entailment=float(predicted.probabilities[at, nli.entailment]),
                label=nli.labels[best[at]],
                entailed=bool(best[at] == nli.entailment),
                truncated=bool(cut or predicted.truncated[at]),
            )


class CoherenceTotals:
    """Counts over scored pairs from which SS and EnR follow; those of two shards can be added with `+`."""

    def __init__(self) -> None:
        self.n_dialogues = 0
        self.n_scored = 0
        self.n_skipped = 0
        self.n_entailed = 0
        self.n_truncated = 0
        self.similarity_sum = 0.0

    def add(self, score: PairScore) -> None:
        """Count one scored pair."""
        self.n_scored += 1
        self.n_entailed += score.entailed
        self.n_truncated += score.truncated
        self.similarity_sum += score.similarity

    def __add__(self, other: CoherenceTotals) -> CoherenceTotals:
        total = CoherenceTotals()
        for name, value in vars(self).items():
            setattr(total, name, value + getattr(other, name))
        return total

    def result(self) -> dict[str, float | int]:
        """Return `SS` and `EnR` (both x 100, nan where no pair was scored) and the counts."""
        scored = self.n_scored
        return {
            "SS": 100 * self.similarity_sum / scored if scored else math.nan,
            "EnR": 100 * self.n_entailed / scored if scored else math.nan,
            "n_scored": scored,
            "n_skipped": self.n_skipped,
            "n_truncated": self.n_truncated,
            "n_dialogues": self.n_dialogues,
        }


def coherence(
    dialogues: Iterable[Sequence[Mapping[str, Any]]],
    encoder: Encoder,
    nli: PairClassifier,
    on_score: Callable[[PairScore], None] | None = None,
) -> CoherenceTotals:
    """Return the totals over dialogues of any number, read once and never held all at the same time.

    Pairs of which a text is empty are not scored but counted as skipped.

    Args:
        dialogues: Lists of messages in OpenAI's format.
        encoder: Gives the vectors of SS.
        nli: Decides on entailment.
        on_score: Called with every pair's score in order.

    Raises:
        ValueError: If a dialogue is no list of messages.
    """
    totals = CoherenceTotals()

    def counted() -> Iterator[Sequence[Mapping[str, Any]]]:
        for messages in dialogues:
            totals.n_dialogues += 1
            yield messages

    def scorable() -> Iterator[RoundPair]:
        for pair in round_pairs(counted()):
            if pair.premise and pair.hypothesis:
                yield pair
            else:
                totals.n_skipped += 1

    for score in score_pairs(scorable(), encoder, nli):
        totals.add(score)
        if on_score:
            on_score(score)
    return totals


@lru_cache(maxsize=2)
def load_models(
    encoder: str | None = None, nli: str | None = None, batch_size: int = 64, device: str | None = None
) -> tuple[Encoder, PairClassifier]:
    """Return the encoder and the NLI model of these names; the last ones stay loaded.

    Args:
        encoder: `all-MiniLM-L6-v2` (None, bundled), or a folder or Hub id for sentence-transformers.
        nli: `toolflow-nli-minilm-v1` (None, carried by this module), or a folder or Hub id of a
            sequence-classification model.
        batch_size: Texts or pairs a forward pass.
        device: As torch names devices; None takes a GPU where there is one.

    Raises:
        ValueError: If an option or a model is unusable.
    """
    import torch

    if isinstance(batch_size, bool) or not isinstance(batch_size, int) or batch_size < 1:
        raise ValueError(f"batch_size: expected an integer of at least 1, got {batch_size!r}")
    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    head = load_head(device) if nli in (None, DEFAULT_NLI) else None
    is_bundled = encoder in (None, DEFAULT_ENCODER, f"sentence-transformers/{DEFAULT_ENCODER}")
    minilm = MiniLM(device, batch_size, head) if is_bundled or head else None
    chosen_nli = (
        HeadClassifier(minilm, batch_size)
        if head and minilm
        else SequenceClassifier(str(nli), device, batch_size)
    )
    return minilm if is_bundled and minilm else SentenceEncoder(str(encoder), device, batch_size), chosen_nli


_DESCRIPTION = """
Coherence of neighbouring rounds of dialogues: SS, the mean cosine between what was said in one round and the
user's words in the next, and EnR, the share of such pairs in which an NLI model sees entailment. Both x 100.
"""

_INPUTS = f"""
Args:
    dialogues: List of dialogues, each a list of messages in OpenAI's format. `content` may be None or a list
        of parts; `tool_calls` may be there or not.
    encoder: Folder or Hub id of a sentence-transformers model; None is the bundled {DEFAULT_ENCODER}.
    nli: Folder or Hub id of a sequence-classification model whose `id2label` names entailment; None is
        {DEFAULT_NLI}, which this module carries.
    batch_size: Texts or pairs a forward pass.
    device: As torch names devices; None takes a GPU where there is one.
    per_pair: Return the score of every pair as well.

Returns:
    SS: Mean cosine x 100, [-100, 100]; nan where no pair was scored.
    EnR: Share of pairs that are entailment x 100, [0, 100]; nan where no pair was scored.
    n_scored: Pairs of neighbouring rounds that were scored.
    n_skipped: Pairs left out because one of the texts is empty.
    n_truncated: Scored pairs of which a model saw the latest words only.
    n_dialogues: Dialogues; one with fewer than two rounds has no pair.
    encoder: The encoder used, with a digest or commit.
    nli: The NLI model used, with a digest or commit.
    pairs: With per_pair, for every scored pair `dialogue` and `round` (indices; of the later round),
        `similarity` (cosine), `entailment` (probability), `label`, `entailed`, `truncated`.

Examples:
    >>> import evaluate
    >>> coherence = evaluate.load("toolflow_coherence")
    >>> dialogue = [
    ...     {{"role": "user", "content": "Is it going to rain in Oslo today?"}},
    ...     {{"role": "assistant", "content": "Yes, in the afternoon."}},
    ...     {{"role": "user", "content": "Then book me a taxi for three o'clock, please."}},
    ... ]
    >>> coherence.compute(dialogues=[dialogue])["n_scored"]
    1
"""

_CITATION = """
@inproceedings{wang-etal-2025-toolflow,
    title = {ToolFlow: Boosting LLM Tool-Calling Through Natural and Coherent Dialogue Synthesis},
    author = {Wang, Zezhong and Zeng, Xingshan and Liu, Weiwen and Li, Liangyou and Wang, Yasheng and
        Shang, Lifeng and Jiang, Xin and Liu, Qun and Wong, Kam-Fai},
    booktitle = {Proceedings of NAACL},
    year = {2025},
    pages = {4246--4263},
    url = {https://arxiv.org/abs/2410.18447}
}
"""


@evaluate.utils.file_utils.add_start_docstrings(_DESCRIPTION, _INPUTS)
class ToolflowCoherence(evaluate.Measurement):  # type: ignore[misc]
    """Coherence of neighbouring rounds as a module of `evaluate`."""

    def _info(self) -> evaluate.MeasurementInfo:
        return evaluate.MeasurementInfo(
            description=_DESCRIPTION,
            citation=_CITATION,
            inputs_description=_INPUTS,
            # messages as JSON: typed structs would refuse a dialogue without calls beside one with calls
            features=datasets.Features({"dialogues": datasets.List(datasets.Json())}),
            reference_urls=["https://arxiv.org/abs/2410.18447"],
        )

    def add_batch(self, *, dialogues: Sequence[Any], **options: Any) -> None:
        """Add dialogues."""
        super().add_batch(dialogues=[storable(each) for each in dialogues], **options)

    def add(self, *, dialogues: Any, **options: Any) -> None:
        """Add one dialogue."""
        super().add(dialogues=storable(dialogues), **options)

    def compute(self, *, dialogues: Any = None, **options: Any) -> dict[str, Any] | None:
        """Return the results for the dialogues given here or added before; see the module's inputs."""
        # past evaluate's cache, which cannot hold no rows
        if dialogues is not None and self.writer is None and self.num_process == 1:
            return self._compute(dialogues, **options)
        result: dict[str, Any] | None = super().compute(dialogues=dialogues, **options)
        return result

    def _compute(
        self,
        dialogues: Sequence[Sequence[Mapping[str, Any]]],
        encoder: str | None = None,
        nli: str | None = None,
        batch_size: int = 64,
        device: str | None = None,
        per_pair: bool = False,
    ) -> dict[str, Any]:
        vectors, classifier = load_models(encoder, nli, batch_size, device)
        scores: list[dict[str, Any]] = []
        told = (lambda score: scores.append(asdict(score))) if per_pair else None
        totals = coherence(map(as_given, dialogues), vectors, classifier, told)
        result: dict[str, Any] = {**totals.result(), "encoder": vectors.name, "nli": classifier.name}
        return {**result, "pairs": scores} if per_pair else result
