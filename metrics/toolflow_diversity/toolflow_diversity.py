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
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import datasets
import evaluate

from .ngram_counts import MEMORY, NgramCounts, count_ngrams
from .ngram_keys import TOKEN

__all__ = ["NgramCounts", "ToolflowDiversity", "count_ngrams", "dialogue_texts", "diversity"]

BUDGET = 200_000
_COPIES = 1 << 20  # distinct dialogues whose copies are told apart
_MARK = "\0json "  # before a text that stands in evaluate's cache as JSON


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
        if isinstance(message, str):  # out of evaluate's cache
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


def storable(dialogue: Any) -> Any:
    """Return a dialogue as evaluate's cache holds it to the letter and digit: its messages as JSON text.

    Each metric of dialogues holds this function word for word.
    """
    if not isinstance(dialogue, list | tuple):
        return dialogue
    # datasets.Json takes one layer of JSON off, and would change lone surrogates and digits in it
    return [json.dumps(json.dumps(each)) if isinstance(each, Mapping) else each for each in dialogue]


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


def _storable(given: Any) -> Any:
    return storable_text(given) if isinstance(given, str) else storable(given)


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

    def add_batch(self, *, dialogues: Sequence[Any], **options: Any) -> None:
        """Add dialogues or texts."""
        super().add_batch(dialogues=[_storable(each) for each in dialogues], **options)

    def add(self, *, dialogues: Any, **options: Any) -> None:
        """Add one dialogue or text."""
        super().add(dialogues=_storable(dialogues), **options)

    def compute(self, *, dialogues: Any = None, texts: Any = None, **options: Any) -> dict[str, Any] | None:
        """Return the measures of `dialogues` or `texts`, or of what was added before."""
        if dialogues is not None and texts is not None:
            raise ValueError("expected dialogues or texts, got both")
        given = texts if dialogues is None else dialogues
        if isinstance(given, (str, bytes, Mapping)):
            raise ValueError(f"expected a list of dialogues or of texts, got {given!r:.80}")
        if given is not None and self.writer is None and self.num_process == 1:
            return diversity(given, **options)  # evaluate's cache cannot tell the kind of empty lists
        measured: dict[str, Any] | None = super().compute(dialogues=given, **options)
        return measured

    def _compute(self, dialogues: Sequence[Any], **options: Any) -> dict[str, Any]:
        given = (stored_text(each) if isinstance(each, str) else each for each in dialogues)
        return diversity(given, **options)
