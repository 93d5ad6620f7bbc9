"""Measure how much of a test set has leaked into training data, by n-grams and by similarity.

n-gram: a token is contaminated if it lies in a run of n = 11 tokens that stands in a text of the other side
too; a text is leaked if more than 10 % of its tokens are contaminated. Similarity: a text is leaked if the
cosine of its sentence embedding with that of some text of the other side exceeds 0.9.

    ngram = leaked test texts / all test texts                [0, 1]; `similarity` the same way
    train_ngram = leaked training texts / all of them         [0, 1]; `train_similarity` the same way

A tool's text is its JSON string `{"name": ..., "description": ..., "parameters": ...}`. A token is a word
between white space unless a tokenizer is given. Every pair is compared, none approximately: the test set is
held, the training texts stream through.

Source: ToolFlow (arXiv 2410.18447), section 7 and Table 9; LLaMA-2 (arXiv 2307.09288), section A.6.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import datasets
import evaluate

from .ngram_index import batched
from .ngram_search import NGRAM_THRESHOLD, WORDS, N, NgramLeakage, NgramOverlap, ngram_leakage, peeked
from .text_similarity import (
    ENCODER,
    SIMILARITY_THRESHOLD,
    NearestTexts,
    SimilarityLeakage,
    similarity_leakage,
)

__all__ = [
    "NgramLeakage",
    "SimilarityLeakage",
    "ToolflowLeakage",
    "item_name",
    "item_text",
    "leakage",
    "ngram_leakage",
    "overlap_table",
    "similarity_leakage",
    "tool_string",
]
_LABEL = 80  # characters of a text without a name
_FIELDS = ("name", "description", "parameters")
_KINDS = ("ngram", "similarity")
_MARK = "\0json "  # before a text that stands in evaluate's cache as JSON


def tool_string(tool: Mapping[str, Any]) -> str:
    """Return a tool's name, description and parameters as JSON, its keys in the order they came in.

    Args:
        tool: An OpenAI tool, `{"type": "function", "function": {...}}`, or the function alone. Other keys,
            like `returns`, are left out.

    Raises:
        ValueError: If it has no name.
    """
    function = tool.get("function", tool)
    if not isinstance(function, Mapping) or not isinstance(function.get("name"), str):
        raise ValueError(f"expected a tool with name, description and parameters, got {dict(tool)!r:.120}")
    return json.dumps({key: value for key, value in function.items() if key in _FIELDS}, ensure_ascii=False)


def leakage(
    train: Iterable[Mapping[str, Any] | str],
    test: Sequence[Mapping[str, Any] | str],
    *,
    n: int = N,
    ngram_threshold: float = NGRAM_THRESHOLD,
    similarity_threshold: float = SIMILARITY_THRESHOLD,
    tokenizer: Any = WORDS,
    skip_budget: int = 0,
    encoder: Any = ENCODER,
    cache_folder: str | Path | None = None,
) -> dict[str, Any]:
    """Return both kinds of leakage between tools or texts, and the evidence; `train` is read once.

    Args:
        train: Tools or texts; any iterable.
        test: Tools or texts.
        n: As for `ngram_leakage`, like `tokenizer` and `skip_budget`.
        ngram_threshold: Its threshold.
        similarity_threshold: The threshold of `similarity_leakage`.
        tokenizer: See above.
        skip_budget: See above.
        encoder: As for `similarity_leakage`, like `cache_folder`; None leaves the similarity out (nan).
        cache_folder: See above.

    Returns:
        `ngram`, `similarity`, `train_ngram`, `train_similarity` (nan where there is nothing to take a share
        of), `n_test`, `n_train`, `n_short`, `n_truncated`, `tokenizer`, `encoder`, and `evidence`: for each
        leaked test text a dict with `index`, `tool` (its name, or how the text begins), `ngram`, `similarity`
        (which of them found it), `share`, `spans` (contaminated stretches), `source` (training text that
        held most of them), `cosine`, `neighbour` (training text nearest to it).

    Raises:
        ValueError: If an option or an item is not what it has to be.
    """
    texts = [item_text(item, "test", place) for place, item in enumerate(test)]
    batches = batched(item_text(item, "train", place) for place, item in enumerate(train))
    batches, use_numba = peeked(batches, texts)
    overlap = NgramOverlap(texts, n, ngram_threshold, tokenizer, skip_budget, use_numba)
    similarity = None if encoder is None else NearestTexts(texts, similarity_threshold, encoder, cache_folder)
    names: dict[int, str] = {}
    for batch in batches:
        start = overlap.n_train
        overlap.scan(batch)
        if similarity is not None:
            similarity.scan(batch)
        shown = overlap.sources().union([] if similarity is None else similarity.neighbours.tolist())
        names |= {place: item_name(batch[place - start]) for place in shown if place >= start}
    ngram, near = overlap.result(), None if similarity is None else similarity.result()
    return {
        "ngram": _share(int(ngram.leaked.sum()), len(texts)),
        "similarity": _share(int(near.leaked.sum()), len(texts)) if near else math.nan,
        "train_ngram": _share(ngram.n_train_leaked, ngram.n_train),
        "train_similarity": _share(near.n_train_leaked, near.n_train) if near else math.nan,
        "n_test": len(texts),
        "n_train": ngram.n_train,
        "n_short": ngram.n_short,
        "n_truncated": near.n_truncated if near else None,
        "tokenizer": ngram.tokenizer,
        "encoder": near.encoder if near else None,
        "evidence": _evidence(texts, overlap, ngram, near, names),
    }


def overlap_table(results: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    """Return Table 9 as Markdown: a row for each test set, two columns for each training set, in percent.

    Args:
        results: What `leakage` returned, by name of the training set and then of the test set.
    """
    tests = list(dict.fromkeys(test for by_test in results.values() for test in by_test))
    columns = [f"{train}: {kind}" for train in results for kind in ("N-gram", "Similarity")]
    lines = ["| " + " | ".join(["Test", *columns]) + " |", "|---" + "|---:" * len(columns) + "|"]
    for test in tests:
        shares = [by_test.get(test, {}).get(key, math.nan) for by_test in results.values() for key in _KINDS]
        cells = ["n/a" if math.isnan(share) else f"{100 * share:.3f}%" for share in shares]
        lines.append("| " + " | ".join([test, *cells]) + " |")
    return "\n".join(lines)


def item_text(item: Mapping[str, Any] | str, side: str = "item", place: int = 0) -> str:
    """Return a text itself, and a tool as its string.

    Raises:
        ValueError: If it is neither, naming the side and the place.
    """
    if isinstance(item, str):
        return item
    if not isinstance(item, Mapping):
        raise ValueError(f"{side} {place}: expected a tool or a text, got {item!r:.80}")
    try:
        return tool_string(item)
    except ValueError as error:
        raise ValueError(f"{side} {place}: {error}") from None


def item_name(text: str) -> str:
    """Return the name in a tool's string, or how a text begins."""
    if text.startswith("{"):
        try:
            return str(json.loads(text)["name"])
        except (ValueError, KeyError):
            pass  # a text that only begins like a tool
    return text if len(text) <= _LABEL else text[: _LABEL - 1] + "…"


def _share(part: int, whole: int) -> float:
    return part / whole if whole else math.nan


def _evidence(
    texts: Sequence[str],
    overlap: NgramOverlap,
    ngram: NgramLeakage,
    near: SimilarityLeakage | None,
    names: Mapping[int, str],
) -> list[dict[str, Any]]:
    """Return what was found of each leaked test text, in their order."""

    def named(place: int) -> dict[str, Any] | None:
        return None if place < 0 else {"index": place, "tool": names[place]}

    found = []
    for index, text in enumerate(texts):
        similar = near is not None and bool(near.leaked[index])
        if not ngram.leaked[index] and not similar:
            continue
        spans = overlap.tokenizer.spans(text, ngram.spans[index])
        entry = {
            "index": index,
            "tool": item_name(text),
            "ngram": bool(ngram.leaked[index]),
            "similarity": similar,
            "share": float(ngram.shares[index]),
            "spans": spans,
            "source": named(int(ngram.sources[index])),
        }
        if near is not None:
            entry |= {"cosine": float(near.cosines[index]), "neighbour": named(int(near.neighbours[index]))}
        found.append(entry)
    return found


def storable_text(text: str) -> str:
    """Return a text as evaluate's cache can hold it: one with lone surrogates as JSON behind a mark.

    Each metric of texts holds this function word for word.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return _MARK + json.dumps(text)
    return _MARK + json.dumps(text) if text.startswith(_MARK) else text


def stored_text(text: str) -> str:
    """Return a text out of evaluate's cache as it was added."""
    kept: str = json.loads(text.removeprefix(_MARK)) if text.startswith(_MARK) else text
    return kept


_DESCRIPTION = (
    "Share of test tools or texts that training data holds, by n-grams and by similarity, with evidence."
)
_INPUTS = """
Args:
    test: List of tools (OpenAI functions) or texts.
    train: Tools or texts to compare with; any iterable.
    n: Tokens in an n-gram, default 11.
    ngram_threshold: Contaminated share above which a text is leaked, default 0.1.
    similarity_threshold: Cosine above which a text is leaked, default 0.9.
    tokenizer: Hub id, folder, tokenizer or function; default words between white space.
    skip_budget: Tokens that may differ within a match, default 0.
    encoder: Hub id, folder or object; default all-MiniLM-L6-v2; None for no similarity.
    cache_folder: Keep embeddings there.
"""


class ToolflowLeakage(evaluate.Measurement):  # type: ignore[misc]
    """The `evaluate` module: `leakage` of the test items that are added or given to `compute`."""

    def _info(self) -> evaluate.MeasurementInfo:
        return evaluate.MeasurementInfo(
            description=_DESCRIPTION,
            citation="ToolFlow, NAACL 2025, arXiv 2410.18447",
            inputs_description=_INPUTS,
            features=datasets.Features({"test": datasets.Value("string")}),
        )

    def add_batch(self, *, test: Sequence[Any], **options: Any) -> None:
        """Add tools or texts to test; tools are kept as their strings."""
        texts = [storable_text(item_text(item, "test", place)) for place, item in enumerate(test)]
        super().add_batch(test=texts, **options)

    def add(self, *, test: Any, **options: Any) -> None:
        """Add one tool or text to test."""
        super().add(test=storable_text(item_text(test, "test", len(self))), **options)

    def compute(self, *, test: Any = None, **options: Any) -> dict[str, Any] | None:
        """Return the leakage of what is given here, past evaluate's cache, or of what was added before."""
        if isinstance(test, (str, bytes, Mapping)):
            raise ValueError(f"test: expected a list of tools or texts, got {test!r:.80}")
        if test is not None and self.writer is None and self.num_process == 1:
            return self._measure(list(test), **options)
        measured: dict[str, Any] | None = super().compute(test=test, **options)
        return measured

    def _compute(self, test: Sequence[str], **options: Any) -> dict[str, Any]:
        return self._measure([stored_text(each) for each in test], **options)

    def _measure(self, test: Sequence[Any], *, train: Iterable[Any], **options: Any) -> dict[str, Any]:
        return leakage(train, test, **options)
