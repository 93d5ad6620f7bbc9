r"""Measure the diversity of the words: token entropy H and distinct n-grams D-n.

Text is the `content` of user and assistant messages, lower-cased; a token is a match of `\w+|[^\w\s]`, and no
n-gram crosses a message. With c_t the count of token t and N their sum,

    H   = - sum_t (c_t / N) log2(c_t / N)           bits
    D-n = distinct n-grams / all n-grams            (0, 1]

Both are taken over the whole data set. D-n falls as a data set grows, so both are also given at a fixed
budget of tokens: whole dialogues in a random order that depends on nothing but what they say, the last one
cut at the budget's last token. All counts are exact integers, whatever the size.

Source: ToolFlow (arXiv 2410.18447), section 4.2 and appendix A.1; Shannon (1948); Li et al. (2016).
"""

from __future__ import annotations

import hashlib
import heapq
import itertools
import json
import math
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import datasets
import evaluate
import numpy as np
from numpy.typing import NDArray

from .ngram_keys import (
    NUMBERS,
    TOKEN,
    CompiledVocabulary,
    DistinctKeys,
    Numbers,
    PlainVocabulary,
    batched,
    grown,
    merge_vocabularies,
    ngram_keys,
    pack,
    read_blocks,
    unpack,
    write_vocabulary,
)

BUDGET = 200_000
MEMORY = 1 << 30
_COPIES = 1 << 20  # distinct dialogues whose copies are told apart


@dataclass(frozen=True, slots=True)
class NgramCounts:
    """Integer counts of a stream of texts.

    Args:
        texts: Texts read.
        frequencies: (count, how many distinct tokens have it), ascending.
        ngrams: How many n-grams there are, of orders 1 to n.
        distinct: How many distinct ones, of orders 1 to n.
    """

    texts: int
    frequencies: tuple[tuple[int, int], ...]
    ngrams: tuple[int, ...]
    distinct: tuple[int, ...]

    @property
    def entropy(self) -> float:
        """Return H in bits, as log2 N - sum(c log2 c) / N; nan without a token."""
        total = self.ngrams[0]
        if not total:
            return math.nan
        weighted = math.fsum(many * count * math.log2(count) for count, many in self.frequencies)
        return math.log2(total) - weighted / total

    def share(self, order: int) -> float:
        """Return D-n of an order from 1 on, (0, 1]; nan without such an n-gram."""
        return self.distinct[order - 1] / self.ngrams[order - 1] if self.ngrams[order - 1] else math.nan


def count_ngrams(
    texts: Iterable[str],
    n: int = 3,
    *,
    memory: int = MEMORY,
    folder: str | Path | None = None,
    compiled: bool | None = None,
) -> NgramCounts:
    """Count the tokens and n-grams of texts, which are read once, a batch at a time.

    Args:
        texts: Any iterable.
        n: Highest order counted.
        memory: Bytes for vocabulary and keys; what exceeds them goes to disk. A batch comes on top: about ten
            megabytes, or twenty bytes a character of a text longer than a million.
        folder: Where temporary files may go; default the system's folder for them.
        compiled: Walk the texts with numba; default: if it is installed and there is more than one batch.

    Raises:
        ValueError: If n is below 1.
        OverflowError: Above 2**32 distinct tokens.
    """
    if n < 1:
        raise ValueError(f"n is {n}, expected the highest order of n-grams to count, 1 or more")
    batches = batched(texts)
    first = list(itertools.islice(batches, 2))
    if compiled is None:
        compiled = len(first) > 1 and find_spec("numba") is not None
    with tempfile.TemporaryDirectory(prefix="toolflow-ngrams-", dir=folder) as scratch:
        counter = _Counter(n, memory, Path(scratch), compiled)
        for batch in itertools.chain(first, batches):
            counter.add(batch)
        return counter.result()


def diversity(
    dialogues: Iterable[Sequence[Any] | str],
    *,
    n: int = 3,
    calls: bool = False,
    budget: int | None = BUDGET,
    seed: int = 0,
    memory: int = MEMORY,
    folder: str | Path | None = None,
) -> dict[str, Any]:
    """Return H and D-1 to D-n of dialogues, which are read once, and the same at a fixed budget of tokens.

    Args:
        dialogues: Lists of OpenAI messages, or plain texts, each a dialogue of one message.
        n: Highest order of n-grams.
        calls: Count the calls and the results of tools as messages too.
        budget: Tokens at which all is measured once more; None for not at all.
        seed: Draws another sample for the budget.
        memory: As for `count_ngrams`.
        folder: As for `count_ngrams`.

    Returns:
        `H`, `D-1`, ..., `n_tokens`, `n_texts`, `n_dialogues`, `n_skipped` (dialogues without a token),
        `n_ngrams` and `n_distinct` (one number for each order), and unless `budget` is None, `budget` and
        `at_budget` with the same keys: nan where the whole is smaller than the budget.

    Raises:
        ValueError: If an option or a message is not what it has to be.
    """
    if budget is not None and budget < 1:
        raise ValueError(f"budget is {budget}, expected a number of tokens above 0, or None")
    sample = _Sample(budget, seed) if budget is not None else None
    read: Counter[str] = Counter()

    def texts() -> Iterator[str]:
        for number, dialogue in enumerate(dialogues):
            said = [dialogue] if isinstance(dialogue, str) else dialogue_texts(dialogue, calls, number)
            read["dialogues"] += 1
            read["skipped"] += not any(map(TOKEN.search, said))
            if sample is not None:
                sample.add(said)
            yield from said

    counts = count_ngrams(texts(), n, memory=memory, folder=folder)
    measured = _figures(counts, read["dialogues"], read["skipped"])
    if sample is not None:
        drawn, skipped = sample.drawn()
        part = _figures(count_ngrams(itertools.chain(*drawn), n), len(drawn), skipped)
        if part["n_tokens"] < sample.budget:
            part |= {key: math.nan for key, value in part.items() if isinstance(value, float)}
        measured |= {"budget": budget, "at_budget": part}
    return measured


def dialogue_texts(messages: Sequence[Any], calls: bool = False, number: int = 0) -> list[str]:
    """Return the texts of a dialogue that are counted, empty ones left out.

    Args:
        messages: OpenAI messages; `content` may be absent, null, a string, or a list of parts.
        calls: Take each call as a text, its name and its arguments as JSON, and each result.
        number: The dialogue's place, for messages of errors.

    Raises:
        ValueError: If a message is not a mapping with such a content, or a call has no function.
    """
    texts = []
    for place, message in enumerate(messages):
        where = f"dialogue {number}, message {place}"
        if isinstance(message, str):  # datasets.Json leaves objects with integers above 64 bits as text
            message = json.loads(message)
        if not isinstance(message, Mapping) or "role" not in message:
            raise ValueError(f"{where}: expected a mapping with role and content, got {message!r:.80}")
        if message["role"] in ("user", "assistant") or (calls and message["role"] == "tool"):
            texts.append(_content(message.get("content"), where))
        if calls:
            texts += [_call_text(call, where) for call in message.get("tool_calls") or ()]
    return [text for text in texts if text]


def _content(content: Any, where: str) -> str:
    if content is None or isinstance(content, str):
        return content or ""
    if isinstance(content, Sequence):
        return "\n".join(str(part.get("text") or "") for part in content if isinstance(part, Mapping))
    raise ValueError(
        f"{where}: expected content to be a string, null or a list of parts, got {content!r:.80}"
    )


def _call_text(call: Any, where: str) -> str:
    function = call.get("function") if isinstance(call, Mapping) else None
    if not isinstance(function, Mapping) or "name" not in function:
        raise ValueError(f"{where}: expected a call with a function and its name, got {call!r:.80}")
    arguments = function.get("arguments")
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments)
        except ValueError:  # arguments cut short or malformed are counted as they stand
            return f"{function['name']} {arguments}"
    return f"{function['name']} {json.dumps(arguments, ensure_ascii=False)}"


def _figures(counts: NgramCounts, dialogues: int, skipped: int) -> dict[str, Any]:
    shares = {f"D-{order}": counts.share(order) for order in range(1, len(counts.ngrams) + 1)}
    return {"H": counts.entropy} | shares | {
        "n_tokens": counts.ngrams[0], "n_texts": counts.texts, "n_dialogues": dialogues, "n_skipped": skipped,
        "n_ngrams": list(counts.ngrams), "n_distinct": list(counts.distinct),
    }  # fmt: skip


class _Sample:
    """The dialogues that come first by a digest of their texts, as many as hold `budget` tokens.

    Copies of a dialogue have digests of their own, so that they are drawn like any others; beyond a million
    distinct dialogues new ones share the digest with their copies, which bounds the memory.
    """

    def __init__(self, budget: int, seed: int) -> None:
        self.budget = budget
        self._seed = seed.to_bytes(16, "big", signed=True)
        self._copies: dict[bytes, int] = {}
        self._heap: list[tuple[int, int, int, list[str]]] = []
        self._arrived = itertools.count()
        self._tokens = 0

    def add(self, texts: list[str]) -> None:
        """Take a dialogue in if its digest is among the first, and let go of the last not needed any more."""
        content = hashlib.blake2b("\x1e".join(texts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
        copy = self._copies.get(content, 0)
        if copy or len(self._copies) < _COPIES:
            self._copies[content] = copy + 1
        salted = hashlib.blake2b(content + copy.to_bytes(8, "big"), key=self._seed, digest_size=8).digest()
        digest = int.from_bytes(salted, "big")
        if self._tokens >= self.budget and -digest <= self._heap[0][0]:
            return
        size = sum(len(TOKEN.findall(text.lower())) for text in texts)
        heapq.heappush(self._heap, (-digest, next(self._arrived), size, texts))
        self._tokens += size
        while self._tokens - self._heap[0][2] >= self.budget:
            self._tokens -= heapq.heappop(self._heap)[2]

    def drawn(self) -> tuple[list[list[str]], int]:
        """Return the dialogues drawn, the last one cut at the budget, and how many have no token."""
        chosen = sorted(self._heap, key=lambda entry: (-entry[0], entry[1]))
        drawn, left = [], self.budget
        for _, _, size, texts in chosen:
            drawn.append(texts if size <= left else _cut(texts, left))
            left -= size
        return drawn, sum(not size for _, _, size, _ in chosen)


def _cut(texts: Sequence[str], tokens: int) -> list[str]:
    """Return the beginning of some texts, up to so many tokens, lower-cased."""
    kept = []
    for text in texts:
        lowered = text.lower()
        ends = [match.end() for match in itertools.islice(TOKEN.finditer(lowered), tokens)]
        if ends:
            kept.append(lowered[: ends[-1]])
        tokens -= len(ends)
    return kept


class _Counter:
    """The state of a count: the vocabulary in use, those written out, the keys of each order from 2 on."""

    def __init__(self, n: int, memory: int, folder: Path, compiled: bool) -> None:
        self._n, self._folder = n, folder
        limits = (min(NUMBERS, max(2 * n, memory // 512)), memory // 64, n)
        self._new = (CompiledVocabulary if compiled else PlainVocabulary, limits)
        self._vocabulary: Any = self._new[0](*limits)
        self._counts = np.zeros(0, np.int64)
        self._files: list[Path] = []  # of the vocabularies written out
        self._texts, self._ngrams = 0, [0] * n
        self._key_bytes = memory // (4 * n)
        self._keys = [DistinctKeys(folder / f"order{order}", self._key_bytes) for order in range(2, n + 1)]

    def add(self, texts: Sequence[str]) -> None:
        """Count a batch of texts."""
        self._texts += len(texts)
        batch = self._vocabulary.read(texts)
        position = context = 0
        while True:
            numbers, position = self._vocabulary.number(batch, position)
            self._count(numbers, context)
            if position == len(batch):
                return
            # n-grams that end behind this place need the numbers of the tokens before it
            position, context = self._vocabulary.rewind(batch, position, self._n - 1)
            self._close()

    def result(self) -> NgramCounts:
        """Return the counts of all that was added."""
        if not self._files:
            values = np.unique(self._counts[self._counts > 0], return_counts=True)
            frequencies = tuple(zip(*(part.tolist() for part in values), strict=True))
            keys = self._keys
        else:
            self._close()
            merged, common = merge_vocabularies(self._files)
            frequencies = tuple(sorted(merged.items()))
            keys = [self._renumber(order, one, common) for order, one in enumerate(self._keys, start=2)]
        distinct = (sum(many for _, many in frequencies), *(one.count() for one in keys))
        return NgramCounts(self._texts, frequencies, tuple(self._ngrams), distinct)

    def _count(self, numbers: Numbers, context: int) -> None:
        """Count tokens and n-grams; the first `context` tokens were counted before."""
        fresh = numbers[context:]
        fresh = fresh[fresh >= 0]
        if not fresh.size:
            return
        self._counts = grown(self._counts, int(fresh.max()) + 1)
        np.add.at(self._counts, fresh, 1)
        self._ngrams[0] += fresh.size
        for order, keys in enumerate(self._keys, start=2):
            rows = ngram_keys(numbers, order, context)
            self._ngrams[order - 1] += len(rows)
            keys.add(rows, len(self._files))

    def _close(self) -> None:
        """Write out the vocabulary and the keys made with it; begin a new one."""
        spellings, label = self._vocabulary.spellings(), len(self._files)
        self._files.append(self._folder / f"vocabulary{label}")
        write_vocabulary(self._files[-1], spellings, grown(self._counts, len(spellings)))
        for keys in self._keys:
            keys.spill(label)
        self._counts = np.zeros(0, np.int64)
        self._vocabulary = self._new[0](*self._new[1])

    def _renumber(self, order: int, keys: DistinctKeys, common: Sequence[NDArray[np.uint32]]) -> DistinctKeys:
        """Return the keys of an order in the numbers that all vocabularies share."""
        shared = DistinctKeys(self._folder / f"shared{order}", self._key_bytes)
        for vocabulary, path in keys.files:
            for block in read_blocks(path, keys.dtype, max(1, self._key_bytes // (8 * order))):
                shared.add(pack([common[vocabulary][column] for column in unpack(block, order)], wide=True))
            path.unlink()
        return shared


_DESCRIPTION = "Entropy H of the tokens and distinct n-grams D-n of dialogues or texts, exact at any size."
_INPUTS = """
Args:
    dialogues: List of dialogues, each a list of OpenAI messages; or
    texts: list of texts.
    n: Highest order of n-grams, default 3.
    calls: Count the calls and the results of tools too, default False.
    budget: Tokens at which all is measured once more, default 200,000; None for not at all.
    seed: Draws another sample for the budget, default 0.
"""
_CITATION = "ToolFlow, NAACL 2025, arXiv 2410.18447"


class ToolflowDiversity(evaluate.Measurement):  # type: ignore[misc]
    """The `evaluate` module: `diversity` of what is added or given to `compute`."""

    def _info(self) -> evaluate.MeasurementInfo:
        kinds = [datasets.List(datasets.Json()), datasets.Value("string")]
        return evaluate.MeasurementInfo(
            description=_DESCRIPTION,
            citation=_CITATION,
            inputs_description=_INPUTS,
            features=[datasets.Features({"dialogues": kind}) for kind in kinds],
        )

    def compute(self, *, dialogues: Any = None, texts: Any = None, **options: Any) -> dict[str, Any] | None:
        """Return the measures of `dialogues` or `texts`, or of what was added before."""
        if dialogues is not None and texts is not None:
            raise ValueError("expected dialogues or texts, got both")
        given = texts if dialogues is None else dialogues
        if given is not None and not len(given) and not len(self):
            return self._compute([], **options)  # evaluate cannot tell the kind of an empty list
        measured: dict[str, Any] | None = super().compute(dialogues=given, **options)
        return measured

    def _compute(self, dialogues: Sequence[Any], **options: Any) -> dict[str, Any]:
        return diversity(dialogues, **options)
